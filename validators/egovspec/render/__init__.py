"""Renderers: a Report in, text out. Each format is loaded only when it is asked for."""

from __future__ import annotations

from enum import StrEnum

from egovspec.model.base import Language
from egovspec.model.report import Report


class Format(StrEnum):
    """The formats a report is written in."""

    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"
    SARIF = "sarif"
    HTML = "html"


class Detail(StrEnum):
    """How much a report for a terminal tells. `full` lists passes and every finding."""

    BRIEF = "brief"
    FULL = "full"


def render(
    report: Report,
    format: Format,
    *,
    language: Language = Language.ZH,
    width: int = 80,
    colour: bool = False,
    detail: Detail = Detail.BRIEF,
) -> str:
    """The report in one format, ending in a line break. The same report gives the same text on any machine.

    language   of text, JUnit and SARIF, and the one HTML opens in; JSON always carries both
    width      columns of the terminal; text only, as are colour and detail
    """
    match format:
        case Format.TEXT:
            from egovspec.render import text

            return text.render(report, language=language, width=width, colour=colour, detail=detail)
        case Format.JSON:
            from egovspec.render import json

            return json.render(report)
        case Format.JUNIT:
            from egovspec.render import junit

            return junit.render(report, language=language)
        case Format.SARIF:
            from egovspec.render import sarif

            return sarif.render(report, language=language)
        case Format.HTML:
            from egovspec.render import html

            return html.render(report, language=language)
