"""A catalogue of which only those documents are read that somebody asks for.

Kind, id and version of a document say where its file lies, so a reference can be followed without reading anything else.
What can only be said of all documents together cannot be said here, and is refused with NotAll rather than answered wrongly.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NoReturn

from egovspec.errors import SpecError, SpecErrors, Where, WrongPlace
from egovspec.library.catalogue import Catalogue, Entry, order, read_entry
from egovspec.library.kinds import FOLDERS, place_of
from egovspec.library.releases import Key, ReleaseLog, read_releases
from egovspec.library.roots import Root
from egovspec.model.base import IDENTIFIER, SEMVER

_ID = re.compile(IDENTIFIER)
_PLACE = re.compile(rf"({'|'.join(FOLDERS.values())})/({IDENTIFIER})/({SEMVER})\.yaml")
_KIND = {folder: kind for kind, folder in FOLDERS.items()}
_FILE = re.compile(rf"({SEMVER})\.yaml")


def place_in(root: Root, path: Path) -> Key | None:
    """What a file of a root defines, by its place; None when no document belongs there. `path` is resolved."""
    found = _PLACE.fullmatch(path.relative_to(root.path.resolve()).as_posix())
    return Key(_KIND[found[1]], found[2], found[3]) if found else None


def entries_at(roots: Sequence[Root], files: Iterable[Path]) -> list[Entry]:
    """The documents that lie at some places, and nothing else read. Raises SpecErrors with all that is wrong with them."""
    shelf = Shelf(roots)
    entries = []
    for file in files:
        path = file.parent.resolve() / file.name
        root = next((root for root in roots if path.is_relative_to(root.path.resolve())), None)
        key = place_in(root, path) if root is not None else None
        if key is None:
            said = "is no file of a catalogue that is loaded"
            shelf.errors.append(
                WrongPlace(
                    Where(str(file)),
                    said,
                    zh="不是所加载标准库的文件",
                    hint="add its catalogue with --catalogue",
                    hint_zh="请用 --catalogue 加上它所在的标准库",
                )
            )
        elif (entry := shelf.get(key)) is not None:
            entries.append(entry)
    if shelf.errors:
        raise SpecErrors(shelf.errors)
    return entries


class NotAll(Exception):
    """Something asked for all documents of a kind."""


class Shelf(Mapping[Key, Entry]):
    """Documents by key. The keys are read off the folders; a document is read when it is taken.

    errors  what is wrong with documents that were taken and could not be read
    unread  their keys
    """

    def __init__(self, roots: Sequence[Root]) -> None:
        self._roots = roots
        self._read: dict[Key, Entry | None] = {}
        self._numbers: dict[tuple[str, str], list[tuple[Root, str]]] = {}
        self.errors: list[SpecError] = []
        self.unread: set[Key] = set()

    def numbers(self, kind: str, identifier: str) -> list[str]:
        """Versions that have a file, in order. None for what is no identifier: it could lead out of the catalogue."""
        return [version for _, version in self._held(kind, identifier)]

    def __getitem__(self, key: Key) -> Entry:
        if key not in self._read:
            self._read[key] = self._taken(key)
        found = self._read[key]
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[Key]:
        for kind in FOLDERS:
            for identifier in self._ids(kind):
                keys = (Key(kind, identifier, version) for version in self.numbers(kind, identifier))
                yield from (key for key in keys if key not in self.unread)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def values(self) -> NoReturn:
        raise NotAll

    def items(self) -> NoReturn:
        raise NotAll

    def taken(self) -> list[Entry]:
        """The documents read so far."""
        return [entry for entry in self._read.values() if entry is not None]

    def log(self, root: Root) -> ReleaseLog:
        """The release log of a root, read once; its own errors are among `errors`."""
        return self._logs[root]

    @cached_property
    def _logs(self) -> dict[Root, ReleaseLog]:
        logs = {}
        for root in self._roots:
            try:
                logs[root], wrong = read_releases(root)
                self.errors += wrong
            except SpecErrors as rejected:
                self.errors += rejected.errors
                logs[root] = ReleaseLog({}, {}, None)
        return logs

    def _held(self, kind: str, identifier: str) -> list[tuple[Root, str]]:
        if (kind, identifier) not in self._numbers:
            found = []
            if kind in FOLDERS and _ID.fullmatch(identifier):
                for root in self._roots:
                    folder = root.path / FOLDERS[kind] / identifier
                    names = (path.name for path in folder.iterdir()) if folder.is_dir() else ()
                    found += [(root, named[1]) for named in map(_FILE.fullmatch, names) if named]
            self._numbers[kind, identifier] = sorted(found, key=lambda one: order(one[1]))
        return self._numbers[kind, identifier]

    def _taken(self, key: Key) -> Entry | None:
        root = next((root for root, version in self._held(key.kind, key.id) if version == key.version), None)
        if root is None:
            return None
        try:
            return read_entry(root.path / place_of(*key), root, self.log(root))
        except SpecErrors as rejected:
            self.errors += rejected.errors
            self.unread.add(key)
            return None

    def _ids(self, kind: str) -> list[str]:
        found: set[str] = set()
        for root in self._roots:
            top = root.path / FOLDERS[kind]
            for one in _folders(top):
                found |= {one, *(f"{one}/{below}" for below in _folders(top / one))}
        return sorted(identifier for identifier in found if self.numbers(kind, identifier))


class OnDemand(Catalogue):
    """A catalogue over a shelf. References resolve to drafts too, as they do for whoever writes."""

    def __init__(self, roots: Sequence[Root]) -> None:
        self.shelf = Shelf(roots)
        super().__init__(drafts=True, entries=self.shelf)  # type: ignore[arg-type]  # read, never written
        self.unread = self.shelf.unread

    def of_kind(self, kind: str) -> NoReturn:
        raise NotAll

    def versions(self, kind: str, identifier: str) -> list[Entry]:
        keys = (Key(kind, identifier, version) for version in self.shelf.numbers(kind, identifier))
        return [self.shelf[key] for key in keys if key in self.shelf]

    def current(self, kind: str, identifier: str) -> Entry | None:
        return self._highest(kind, identifier, self.shelf.numbers(kind, identifier))

    def find(self, kind: str, reference: str) -> Entry | None:
        identifier, _, version = reference.partition("@")
        if "." in version:
            return self.shelf.get(Key(kind, identifier, version))
        numbers = self.shelf.numbers(kind, identifier)
        return self._highest(kind, identifier, [one for one in numbers if one.partition(".")[0] == version])

    def _highest(self, kind: str, identifier: str, numbers: Sequence[str]) -> Entry | None:
        found = (self.shelf.get(Key(kind, identifier, version)) for version in reversed(numbers))
        return next((entry for entry in found if entry is not None), None)


def _folders(path: Path) -> list[str]:
    if not path.is_dir():
        return []
    with os.scandir(path) as listed:
        return [one.name for one in listed if one.is_dir()]
