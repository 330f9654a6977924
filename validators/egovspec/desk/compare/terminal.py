"""A comparison for people at a terminal. Words say what the colours say."""

from __future__ import annotations

from collections.abc import Iterator

from egovspec.desk.compare.comparison import ChangeTold, Compared, Comparison, EffectName
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
from egovspec.render.visible import clipped, visible

_COLOURS = {EffectName.TIGHTENS: 31, EffectName.WIDENS: 32, EffectName.WORDING: 36}
_SIDES = {"-": 31, "+": 32}
LONGEST = 600


def terminal(comparison: Comparison, language: Language, *, colour: bool) -> str:
    """The comparison as text, ending in a line break."""
    return "\n".join(_Lines(language, colour=colour).of(comparison)) + "\n"


class _Lines:
    def __init__(self, language: Language, *, colour: bool) -> None:
        self._language = language
        self._colour = colour

    def of(self, comparison: Comparison) -> Iterator[str]:
        several = len(comparison.documents) != 1
        for document in comparison.documents:
            yield from self._document(document)
            if several:
                yield ""
        if several:
            yield self._said(totals(comparison))

    def _document(self, document: Compared) -> Iterator[str]:
        title = f"  {self._said(document.title)}" if document.title else ""
        draft = self._word("（草案）", " (draft)") if document.draft else ""
        kind = self._said(name_of_kind(document.kind))
        yield self._painted(f"{kind} {document.id} {versions(document)}{draft}", 1) + title
        for effect, changes in grouped(document):
            yield ""
            yield self._painted(f"{self._said(HEADINGS[effect])}  ({len(changes)})", _COLOURS[effect])
            for change in changes:
                yield from self._change(change, _COLOURS[effect])
        for said in (tightened_only(document), summary(document)):
            if said is not None:
                yield ""
                yield self._said(said)

    def _change(self, change: ChangeTold, colour: int) -> Iterator[str]:
        yield f"  {self._painted(sign(change), colour)} {self._said(change.said)}"
        for line in before_and_after(change):
            shown = clipped(line, LONGEST, self._language)
            yield "      " + (self._painted(shown, _SIDES[line[0]]) if line[0] in _SIDES else shown)

    def _said(self, text: Text) -> str:
        return visible(text.in_(self._language))

    def _word(self, zh: str, en: str) -> str:
        return zh if self._language is Language.ZH else en

    def _painted(self, text: str, code: int) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._colour else text
