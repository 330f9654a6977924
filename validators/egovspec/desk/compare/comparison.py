"""A comparison as it is handed on: one entry for each document that changed, came or went.

The shape of `egovspec diff --format json`; its schema is `egovspec schema comparison`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Literal

from pydantic import Field

from egovspec import __version__
from egovspec.desk.compare.change import Change, Effect, tighter_only
from egovspec.desk.compare.documents import compare
from egovspec.desk.compare.shelf import Shelf
from egovspec.desk.compare.sides import One, Side, Whole
from egovspec.desk.compare.versions import least_version
from egovspec.model.base import Identifier, Semver, Shape, Text


class EffectName(StrEnum):
    """What a change may do to verdicts."""

    TIGHTENS = "tightens"
    WIDENS = "widens"
    WORDING = "wording"


class ChangeTold(Shape):
    """One difference. 一处差异。"""

    kind: str = Field(description="发生了什么，稳定的词。What happened, a stable word.", examples=["level-raised"])
    path: list[str] = Field(description="所在，由外到内，按标识。Where, outermost first, by what names each part.")
    effect: EffectName = Field(
        description="tightens 原来符合的可能不再符合；widens 判定有变而不会如此；wording 只是文字。What it may do to verdicts."
    )
    one_way: bool = Field(description="已证明只会收紧。Proven to tighten and to do nothing else.")
    said: Text = Field(description="一句话。One sentence.")
    before: str | None = None
    after: str | None = None


class Compared(Shape):
    """One document that differs. 有差异的一份文件。"""

    kind: str = Field(description="文件类别。Kind of document.", examples=["standard"])
    id: Identifier
    title: Text | None = None
    old: Semver | None = Field(None, description="旧版本；没有则为新增。The old version; none: it was added.")
    new: Semver | None = Field(None, description="新版本；没有则为删去。The new version; none: it was removed.")
    draft: bool = Field(False, description="新版本是草案。The new version is a draft.")
    least: Semver | None = Field(None, description="继旧版本之后至少应取的版本号。The least number after the old one.")
    tighter_only: bool = Field(description="只收紧，没有放宽。Tightened and nothing else.")
    changes: list[ChangeTold]

    @property
    def effect(self) -> EffectName | None:
        return next((effect for effect in EffectName if any(one.effect is effect for one in self.changes)), None)


class Comparison(Shape):
    """What differs between two documents or two catalogues. 比较结果。"""

    kind: Literal["comparison"] = "comparison"
    schema_version: Literal["1.0"] = "1.0"
    generator: str = Field(f"egovspec {__version__}", description="生成此结果的程序。Program that made it.")
    old: str = Field(description="比较的一方。One side, as it was asked for.")
    new: str = Field(description="比较的另一方。The other side.")
    documents: list[Compared] = Field(
        description="有差异的文件。Documents that differ; those that do not are left out."
    )

    @property
    def effect(self) -> EffectName | None:
        """The largest effect of all; None when nothing differs."""
        found = {document.effect for document in self.documents}
        return next((effect for effect in EffectName if effect in found), None)


def comparison(old: Side, new: Side) -> Comparison:
    """Compare two documents, or two catalogues by the newest versions of their documents."""
    if isinstance(old, One) and isinstance(new, One):
        found = [_compared(old, new)] if _differ(old, new) else []
    else:
        assert isinstance(old, Whole) and isinstance(new, Whole), "a document stands against a document"
        found = list(_catalogues(old, new))
    return Comparison(old=old.shown, new=new.shown, documents=found)


def _differ(old: One, new: One) -> bool:
    return old.document != new.document.model_copy(update={"version": old.document.version})


def _compared(old: One, new: One) -> Compared:
    changes = compare(old.document, new.document, old_refs=old.find, new_refs=new.find)
    return Compared(
        kind=new.document.kind,
        id=new.document.id,
        title=getattr(new.document, "title", None),
        old=old.document.version,
        new=new.document.version,
        draft=new.draft,
        # Of two documents neither follows the other.
        least=least_version(old.document.version, changes) if old.document.id == new.document.id else None,
        tighter_only=tighter_only(changes),
        changes=[_told(change) for change in changes],
    )


def _told(change: Change) -> ChangeTold:
    return ChangeTold(
        kind=change.kind,
        path=list(change.path),
        effect=EffectName(change.effect.name.lower()),
        one_way=change.one_way,
        said=change.said,
        before=change.before,
        after=change.after,
    )


def _catalogues(old: Whole, new: Whole) -> Iterator[Compared]:
    before, after = Shelf([old.root]), Shelf([new.root])
    for kind, identifier in sorted(before.files.keys() | after.files.keys()):
        was, became = before.numbers(kind, identifier)[-1:], after.numbers(kind, identifier)[-1:]
        if was and became:
            if _bytes(before, kind, identifier, was) == _bytes(after, kind, identifier, became):
                continue
            one, other = (
                One(entry.model, whole.shelf.find, entry.exact, entry.draft)
                for whole, entry in (
                    (old, before.entry(kind, identifier, was[0])),
                    (new, after.entry(kind, identifier, became[0])),
                )
            )
            if _differ(one, other):
                yield _compared(one, other)
        elif became:
            yield _whole_document(after, kind, identifier, became[0], came=True)
        else:
            yield _whole_document(before, kind, identifier, was[0], came=False)


def _bytes(shelf: Shelf, kind: str, identifier: str, version: Sequence[str]) -> bytes:
    return shelf.files[kind, identifier][version[0]][1].read_bytes()


def _whole_document(shelf: Shelf, kind: str, identifier: str, version: str, *, came: bool) -> Compared:
    """A document that came asks nothing of anyone until a profile cites it; one that went leaves those who cite it alone."""
    entry = shelf.entry(kind, identifier, version)
    said = Text(zh="新增此文件", en="the document is new") if came else Text(zh="删去此文件", en="the document is gone")
    change = Change(
        "document-added" if came else "document-removed", (), Effect.WIDENS if came else Effect.TIGHTENS, said
    )
    return Compared(
        kind=kind,
        id=identifier,
        title=getattr(entry.model, "title", None),
        old=None if came else version,
        new=version if came else None,
        draft=came and entry.draft,
        tighter_only=False,
        changes=[_told(change)],
    )
