"""A report as one HTML file that needs nothing else: no script to be read, no network to be shown.

Both languages are in it; radio buttons and style sheet show one. The policy in its head allows the one style sheet and
the one script written here, by their hashes, and nothing else: what a stranger wrote cannot run, load or send.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from egovspec.model.base import Language, Text
from egovspec.model.report import Report
from egovspec.render.html import parts, provisions
from egovspec.render.html.markup import Html, both, raw, tag


def render(report: Report, *, language: Language = Language.ZH) -> str:
    """One HTML document, ending in a line break. `language` is the one it opens in; the reader may switch."""
    style, script = _ours("report.css"), _ours("report.js")
    title = {each: parts.page_title(report, each) for each in Language}
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy(style, script)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="generator", content=report.generator),
        tag("title", title[language]),
        # Without it a browser would ask the server that holds the report for /favicon.ico.
        tag("link", rel="icon", href="data:,"),
        raw("style", style),
    )
    body = tag(
        "body",
        tag("a", both(Text(zh="跳到正文", en="Skip to the report")), class_="skip", href="#report"),
        (
            tag(
                "input",
                type="radio",
                name="language",
                id=f"language-{each}",
                class_="choice",
                value=LANGUAGE_TAGS[each],
                data_title=title[each],
                checked=each is language,
            )
            for each in Language
        ),
        tag(
            "div",
            parts.header(report),
            tag(
                "main",
                parts.summary(report),
                parts.filters(report),
                provisions.sections(report),
                parts.evidence(report),
                parts.notices(report),
                id="report",
            ),
            parts.footer(report),
            class_="page",
        ),
        raw("script", script),
    )
    document = tag("html", head, Html("\n"), body, lang=LANGUAGE_TAGS[language])
    return f"<!DOCTYPE html>\n{document}\n"


LANGUAGE_TAGS = {Language.ZH: "zh-CN", Language.EN: "en"}


def policy(style: str, script: str) -> str:
    """The content security policy: this style sheet, this script, nothing else."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_hash(style)}'",
            f"script-src '{_hash(script)}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _ours(name: str) -> str:
    # A checkout may have turned line ends; the parser of HTML would turn them back, and the hash would not fit.
    return files(__package__).joinpath(name).read_text("utf-8").replace("\r\n", "\n")
