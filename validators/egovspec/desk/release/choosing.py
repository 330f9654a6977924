"""Which drafts are meant: names of an author made into documents of one catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from egovspec.errors import SeveralDrafts, SpecError, SpecErrors, UnknownReference, Where
from egovspec.library.catalogue import KIND_NAMES, Catalogue, Entry
from egovspec.library.roots import Root
from egovspec.library.shapes import did_you_mean


class Wanted(NamedTuple):
    """One draft, and the number it insists on, if any."""

    draft: Entry
    insists: str | None = None


def wanted(catalogue: Catalogue, root: Root, names: Sequence[str]) -> tuple[list[Wanted], list[SpecError]]:
    """The drafts of a catalogue that are named, and why others are none.

    names    [kind:]id or [kind:]id@version; all drafts when empty
    Raises   SpecErrors for names no document has
    """
    drafts = [entry for entry in catalogue.entries.values() if entry.draft and entry.root.path == root.path]
    if not names:
        return _all(drafts)
    found: dict[tuple[str, str], Wanted] = {}
    errors: list[SpecError] = []
    for name in dict.fromkeys(names):
        kind, identifier, version = parts(name)
        kinds = {kind} if kind else set(KIND_NAMES)
        named = [entry for entry in drafts if entry.key.id == identifier and entry.key.kind in kinds]
        if not named:
            errors.append(_none(catalogue, name, kinds, identifier))
        elif len({entry.key.kind for entry in named}) > 1:
            spelt = [f"{entry.key.kind}:{name}" for entry in named]
            errors.append(_several(named[0], named, f"name one: {', '.join(spelt)}", f"请指明：{'、'.join(spelt)}"))
        else:
            exact = [entry for entry in named if entry.key.version == version] or named
            if len(exact) > 1:
                errors.append(_one_at_a_time(exact))
            else:
                found[exact[0].key[:2]] = Wanted(exact[0], version)
    return list(found.values()), errors


def parts(name: str) -> tuple[str | None, str, str | None]:
    """kind, id and version of a name, as far as it has them."""
    before, colon, rest = name.partition(":")
    kind, rest = (before, rest) if colon and before in KIND_NAMES else (None, name)
    identifier, _, version = rest.partition("@")
    return kind, identifier, version or None


def _all(drafts: Sequence[Entry]) -> tuple[list[Wanted], list[SpecError]]:
    by_id: dict[tuple[str, str], list[Entry]] = {}
    for entry in sorted(drafts, key=lambda entry: entry.key):
        by_id.setdefault(entry.key[:2], []).append(entry)
    errors = [_one_at_a_time(entries) for entries in by_id.values() if len(entries) > 1]
    return [Wanted(entries[0]) for entries in by_id.values() if len(entries) == 1], errors


def _none(catalogue: Catalogue, name: str, kinds: set[str], identifier: str) -> SpecError:
    held = [entry for entry in catalogue.entries.values() if entry.key.id == identifier and entry.key.kind in kinds]
    if not held:
        known = {key.id for key in catalogue.entries}
        message, zh = f"the catalogue has no {identifier!r}", f"标准库中没有 {identifier!r}"
        raise SpecErrors([UnknownReference(Where(name), message, zh=zh, **did_you_mean(identifier, known))])
    other = next((entry for entry in held if entry.draft), None)
    if other is not None:
        return UnknownReference(
            Where(name),
            "the draft belongs to another catalogue",
            zh="草案属于另一个标准库",
            hint=f"--catalogue {other.root.path}",
            hint_zh=f"--catalogue {other.root.path}",
        )
    exact = ", ".join(entry.exact for entry in held)
    return UnknownReference(
        Where(name),
        f"has no draft: {exact} is released",
        zh=f"没有草案：{exact} 已发布",
        hint="put changes into a file of a new version",
        hint_zh="改动请写入新版本的文件",
    )


def _one_at_a_time(entries: Sequence[Entry]) -> SpecError:
    numbers = ", ".join(entry.exact for entry in entries)
    return _several(
        entries[-1],
        entries,
        f"only one can come next; name it ({numbers}), or delete the other",
        f"只能发布其一：请写明（{numbers}），或删去另一个",
    )


def _several(at: Entry, entries: Sequence[Entry], hint: str, hint_zh: str) -> SpecError:
    files = ", ".join(entry.marked.file for entry in entries)
    return SeveralDrafts(
        at.marked.where(("version",)),
        f"{at.key.id} has several drafts: {files}",
        zh=f"{at.key.id} 有多个草案：{files}",
        hint=hint,
        hint_zh=hint_zh,
    )
