"""specs/releases.yaml with more entries: what stands in it stays as it was written, to the character."""

from __future__ import annotations

from collections.abc import Sequence

from egovspec.errors import SpecError, SpecErrors, Unwritable, Where
from egovspec.library import yaml
from egovspec.library.canonical import plain
from egovspec.library.editing import CannotEdit, with_items
from egovspec.library.releases import RELEASES
from egovspec.library.roots import Root
from egovspec.library.shapes import shape
from egovspec.model.release import Release, Releases, Withdrawal

_BEGINNING = "kind: releases\n"
_SCHEMA = "schemas/releases.schema.json"


def held(root: Root) -> bytes | None:
    """The log of a root as it is; None when it has none."""
    path = root.path / RELEASES
    return yaml.contents(path, root.shown(path)) if path.is_file() else None


def with_releases(root: Root, was: bytes | None, added: Sequence[Release]) -> tuple[bytes, str]:
    """The log with more releases, and what was added to it as text."""
    return _with(root, was, "releases", added)


def with_withdrawals(root: Root, was: bytes | None, added: Sequence[Withdrawal]) -> tuple[bytes, str]:
    """The log with more withdrawals, and what was added to it as text."""
    return _with(root, was, "withdrawals", added)


def _with(root: Root, was: bytes | None, key: str, added: Sequence[Release | Withdrawal]) -> tuple[bytes, str]:
    entries = [_entry(one) for one in added]
    text = was.decode() if was is not None else _new(root)
    try:
        data = with_items(text, key, entries).encode()
    except CannotEdit:
        raise SpecErrors([_as_lists(root)]) from None
    before = shape(Releases, yaml.parse(was)) if was is not None else Releases(kind="releases", releases=[])
    after = shape(Releases, yaml.parse(data, root.shown(root.path / RELEASES)))
    # What was written is read again: a log that says anything else than meant must never reach the disk.
    expected = before.model_copy(update={key: [*getattr(before, key), *added]})
    if after != expected:
        raise AssertionError(f"{RELEASES} would not say what was meant")
    alone = with_items(_BEGINNING, key, entries).removeprefix(_BEGINNING).partition("\n")[2]
    return data, alone


def _as_lists(root: Root) -> SpecError:
    where = Where(root.shown(root.path / RELEASES))
    en, zh = "write `releases` and `withdrawals` as lists", "请将 releases、withdrawals 写作列表"
    return Unwritable(where, "nothing can be added to how it is written", zh="这样的写法无法追加", hint=en, hint_zh=zh)


def _entry(one: Release | Withdrawal) -> dict[str, object]:
    """As people read it: what it is and which version, then when, then the rest."""
    said = plain(one)
    first = ["kind", "id", "version", "supersedes", "released", "in_force"]
    return {**{name: said[name] for name in first if name in said}, **said}


def _new(root: Root) -> str:
    has_schema = (root.path / "specs" / _SCHEMA).is_file()
    return (f"# yaml-language-server: $schema={_SCHEMA}\n" if has_schema else "") + _BEGINNING
