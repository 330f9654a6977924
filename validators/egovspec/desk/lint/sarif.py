"""What lint found as SARIF 2.1.0, for code scanning and editors: a rule a code, a result a problem.

Source: OASIS SARIF 2.1.0 Plus Errata 01. A SARIF message has one language; the other stands in the properties.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from egovspec import __version__
from egovspec.desk.lint.report import LintReport, Problem, Said, fingerprints
from egovspec.errors import SpecError
from egovspec.model.base import Language
from egovspec.render.sarif import LONGEST, SCHEMA
from egovspec.render.visible import clipped


def sarif(report: LintReport, language: Language) -> str:
    """One log with one run, as indented JSON ending in a line break."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report, language)]}
    return json.dumps(log, ensure_ascii=True, indent=2, allow_nan=False) + "\n"


def _run(report: LintReport, language: Language) -> dict[str, Any]:
    meanings = _meanings()
    found = {problem.code: problem for problem in report.problems}
    codes = sorted(found)
    tag = "zh-CN" if language is Language.ZH else "en-US"  # 3.14.7: a language tag with at most a country
    return {
        "tool": {
            "driver": {
                "name": "egovspec lint",
                "version": __version__,
                "language": tag,
                "rules": [_rule(found[code], meanings.get(code, "")) for code in codes],
            }
        },
        "language": tag,
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True}],
        "results": list(_results(report, codes, language)),
        "properties": {"files": report.files, "whole": report.whole},
    }


def _rule(problem: Problem, meaning: str) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "id": problem.code,
        "defaultConfiguration": {"level": problem.severity},
        "help": {"text": _escaped(problem.page, Language.EN)},
    }
    if meaning:
        rule["shortDescription"] = {"text": _escaped(meaning, Language.EN)}
    # 3.49.12: absolute. Without an address the documentation is published at, the text of `help` names the file.
    if problem.page.startswith(("https://", "http://")):
        rule["helpUri"] = problem.page
    return rule


def _results(report: LintReport, codes: list[str], language: Language) -> Iterator[dict[str, Any]]:
    for problem, fingerprint in zip(report.problems, fingerprints(report), strict=True):
        said = problem.message.in_(language)
        if problem.hint:
            hint = problem.hint.in_(language)
            said += f"（{hint}）" if language is Language.ZH else f" ({hint})"
        physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(problem.file)}}
        if problem.line:
            physical["region"] = {"startLine": problem.line}
            if problem.column:
                physical["region"]["startColumn"] = problem.column
        yield {
            "ruleId": problem.code,
            "ruleIndex": codes.index(problem.code),
            "level": problem.severity,
            "message": {"text": _escaped(said, language)},
            "locations": [{"physicalLocation": physical}],
            "partialFingerprints": {"egovspecLint/v1": fingerprint},
            "properties": {
                "message": _both(problem.message),
                **({"hint": _both(problem.hint)} if problem.hint else {}),
                "fixable": problem.fixable,
            },
        }


def _uri(file: str) -> str:
    path = Path(file)
    named = file.replace("\\", "/").encode("utf-8", "replace")
    return path.as_uri() if path.is_absolute() else quote(named, safe="/")


def _escaped(text: str, language: Language) -> str:
    """A message string: braces doubled (3.11.5), and no stranger's brackets taken for a link (3.11.6)."""
    return clipped(text, LONGEST, language).replace("{", "{{").replace("}", "}}").replace("](", "\\](")


def _both(said: Said) -> dict[str, str]:
    return {"zh": clipped(said.zh, LONGEST, Language.ZH), "en": clipped(said.en, LONGEST, Language.EN)}


def _meanings() -> dict[str, str]:
    """What each code means, as its class says."""
    meanings: dict[str, str] = {}
    waiting = SpecError.__subclasses__()
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__doc__:
            meanings[kind.code] = " ".join(kind.__doc__.split())
    return meanings
