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
from egovspec.render import words
from egovspec.render.html import answers, columns, evidence, filters, head, overview, provisions, score, todo
from egovspec.render.html.markup import Html, both, raw, tag


def render(report: Report, *, language: Language = Language.ZH) -> str:
    """One HTML document, ending in a line break. `language` is the one it opens in; the reader may switch."""
    style, script = _ours("report.css"), _ours("report.js")
    title = {each: head.page_title(report, each) for each in Language}
    meta = tag(
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
            head.header(report),
            *_main(report),
            head.footer(report),
            class_="page large" if sum(len(one.findings) for one in report.provisions) > LARGE else "page",
        ),
        raw("script", script),
    )
    document = tag("html", meta, Html("\n"), body, lang=LANGUAGE_TAGS[language])
    return f"<!DOCTYPE html>\n{document}\n"


def _main(report: Report) -> tuple[Html, Html]:
    """The contents, and the page between head and foot."""
    found = report.score
    stakes = score.stakes(found, report) if found else {}
    by_provision = score.by_provision(found) if found else {}
    parts = {
        "todo": todo.todo(report, stakes),
        "score": score.section_of(found, report) if found else None,
        "columns": columns.columns(report),
        "provisions": filters.filters(report),
        "": provisions.sections(report, by_provision),
        "answers": answers.answers(report),
        "evidence": evidence.evidence(report),
        "notices": evidence.notices(report),
    }
    names = [(id, _NAMES[id]) for id, part in parts.items() if part and id]
    first = overview.summary(report, score.card(found) if found else None)
    return head.contents(names), tag("main", first, *parts.values(), id="report")


_NAMES = {
    "todo": todo.TITLE,
    "score": score.TITLE,
    "columns": columns.TITLE,
    "provisions": filters.TITLE,
    "answers": Text(zh="确认与豁免", en="Answers"),
    "evidence": words.EVIDENCE,
    "notices": words.NOTICES,
}
# From so many findings on, a browser is spared laying out what nobody looks at.
LARGE = 5_000
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
