"""A comparison as Markdown, fit for a release note. What others wrote is spelled out, so that none of it is markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from egovspec.desk.compare.comparison import ChangeTold, Compared, Comparison
from egovspec.desk.compare.names import name_of_kind
from egovspec.desk.compare.told import (
    HEADINGS,
    before_and_after,
    grouped,
    sign,
    summary,
    tightened_only,
    totals,
    versions,
)
from egovspec.model.base import Language, Text
from egovspec.render.visible import visible

# Whatever Markdown or HTML could read as its own within a line; @ and # because hosts turn them into mentions.
_MARKUP = re.compile(r"([\\`*_\[\]#|~<>&@$])")
_LINK = re.compile(r"(?i)\b(https?|ftp|mailto|www)([:.])")


def markdown(comparison: Comparison, language: Language) -> str:
    """The comparison as Markdown: a heading for each document, a list for each group."""
    return "\n".join(_lines(comparison, language)) + "\n"


def _lines(comparison: Comparison, language: Language) -> Iterator[str]:
    for document in comparison.documents:
        yield from _document(document, language)
    if len(comparison.documents) != 1:
        yield _said(totals(comparison), language)


def _document(document: Compared, language: Language) -> Iterator[str]:
    kind = _said(name_of_kind(document.kind), language)
    colon = ": " if language is Language.EN else "："
    title = f"{colon}{_said(document.title, language)}" if document.title else ""
    draft = (" (draft)" if language is Language.EN else "（草案）") if document.draft else ""
    yield f"## {kind} {escaped(document.id)} {versions(document)}{draft}{title}"
    yield ""
    for said in (summary(document), tightened_only(document)):
        if said is not None:
            yield _said(said, language)
            yield ""
    for effect, changes in grouped(document):
        yield f"### {_said(HEADINGS[effect], language)}"
        yield ""
        for change in changes:
            yield from _change(change, language)
        yield ""


def _change(change: ChangeTold, language: Language) -> Iterator[str]:
    yield f"- `{sign(change)}` {_said(change.said, language)}"
    lines = [visible(line) for line in before_and_after(change)]
    if lines:
        # A fence longer than any the text holds cannot be closed by it.
        longest = max((len(run) for line in lines for run in re.findall(r"`+", line)), default=0)
        fence = "`" * max(3, longest + 1)
        yield ""
        yield f"  {fence}diff"
        yield from (f"  {line}" for line in lines)
        yield f"  {fence}"
        yield ""


def _said(text: Text, language: Language) -> str:
    return escaped(text.in_(language))


def escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _LINK.sub(lambda found: f"{found[1]}\u2060{found[2]}", _MARKUP.sub(r"\\\1", visible(text)))
