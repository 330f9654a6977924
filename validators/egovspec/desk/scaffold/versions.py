"""The next version of a document: a copy of what is released, with the next number, ready to be changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from egovspec.desk.scaffold.workplace import Workplace, held_to_the_rest
from egovspec.errors import DuplicateId, SpecErrors, UnknownReference, WrongSettings
from egovspec.library.catalogue import Entry
from egovspec.library.kinds import FOLDERS, place_of
from egovspec.library.shapes import did_you_mean


@dataclass(frozen=True)
class NextVersion:
    """A draft copied from a release."""

    of: Entry
    version: str
    path: Path
    text: str


def next_version(place: Workplace, said: str, kind: str | None) -> NextVersion:
    """The next draft of a document of one's own. Its number is one patch higher; `release` gives the one the changes ask for.

    said     its id, with or without the namespace; `kind:id` where documents of several kinds share the id
    kind     the same, said apart
    Raises   SpecErrors: no such document, several, or its newest version is a draft already
    """
    newest = _meant(place, said, kind)
    if newest.draft:
        raise SpecErrors(
            [
                DuplicateId(
                    place.where,
                    f"the newest version of {newest.key.id} is a draft already: {newest.marked.file}",
                    zh=f"{newest.key.id} 的最新版本就是草案：{newest.marked.file}",
                    hint="edit that file",
                    hint_zh="请直接修改该文件",
                )
            ]
        )
    major, minor, patch = newest.key.version.split(".")
    version = f"{major}.{minor}.{int(patch) + 1}"
    text = _renumbered(newest, version)
    kind = newest.key.kind
    held_to_the_rest(place, kind, newest.key.id, version, text)
    return NextVersion(newest, version, place.root.path / place_of(kind, newest.key.id, version), text)


def _meant(place: Workplace, said: str, kind: str | None) -> Entry:
    before, colon, after = said.partition(":")
    if colon and before in FOLDERS:
        kind, said = before, after
    identifier = said.partition("@")[0]
    names = (
        [identifier] if "/" in identifier or not place.namespace else [f"{place.namespace}/{identifier}", identifier]
    )
    for name in names:
        found = [versions[-1] for one in FOLDERS if kind in (None, one) and (versions := place.versions(one, name))]
        if len(found) > 1:
            kinds = ", ".join(f"{entry.key.kind}:{name}" for entry in found)
            raise SpecErrors(
                [
                    WrongSettings(
                        place.where,
                        f"several kinds of document have the id {name!r}",
                        zh=f"几类文件都以 {name!r} 为 id",
                        hint=f"write {kinds.replace(', ', ' or ')}",
                        hint_zh=f"请写 {kinds.replace(', ', ' 或 ')}",
                    )
                ]
            )
        if found:
            return found[0]
    elsewhere = any(place.catalogue.versions(one, identifier) for one in FOLDERS if kind in (None, one))
    if elsewhere:
        raise SpecErrors(
            [
                WrongSettings(
                    place.where,
                    f"{identifier!r} belongs to another catalogue, which is not changed from here",
                    zh=f"{identifier!r} 属于另一标准库，不从这里改动",
                    hint="a profile of your own tailors it with `extends`",
                    hint_zh="要裁剪它，请用自己的实施方案 `extends`",
                )
            ]
        )
    known = {entry.key.id for entry in place.own if kind in (None, entry.key.kind)}
    near = did_you_mean(names[0], known)
    raise SpecErrors(
        [UnknownReference(place.where, f"no document {identifier!r}", zh=f"标准库中没有 {identifier!r}", **near)]
    )


def _renumbered(entry: Entry, version: str) -> str:
    """The text of a document with another number, and not one other character moved."""
    where = entry.marked.where(("version",))
    lines = entry.marked.source.split("\n")
    before = lines[where.line - 1]
    at = before.index(entry.key.version, where.column - 1)
    lines[where.line - 1] = before[:at] + version + before[at + len(entry.key.version) :]
    return "\n".join(lines)


__all__ = ["NextVersion", "next_version"]
