"""Documents of catalogues, read one at a time: a comparison needs few of them, and the others may be half written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from egovspec.errors import SpecErrors
from egovspec.library.catalogue import Entry, read_entry
from egovspec.library.kinds import FOLDERS
from egovspec.library.releases import ReleaseLog, read_releases
from egovspec.library.roots import Root
from egovspec.model.base import Document


class Shelf:
    """The documents of some roots by kind, id and version. Raises SpecErrors for what it is asked and cannot read."""

    def __init__(self, roots: Sequence[Root]) -> None:
        self.roots = tuple(roots)

    @cached_property
    def files(self) -> dict[tuple[str, str], dict[str, tuple[Root, Path]]]:
        """By kind and id the file of each version, the lowest first. Nothing is read."""
        found: dict[tuple[str, str], dict[str, tuple[Root, Path]]] = {}
        for root in self.roots:
            for kind, folder in FOLDERS.items():
                for path in sorted((root.path / folder).rglob("*.yaml"), key=_order):
                    identifier = path.parent.relative_to(root.path / folder).as_posix()
                    found.setdefault((kind, identifier), {})[path.stem] = (root, path)
        return found

    @cached_property
    def _logs(self) -> dict[Path, ReleaseLog]:
        return {root.path: read_releases(root)[0] for root in self.roots}

    def kinds_of(self, identifier: str) -> list[str]:
        """The kinds that have a document of this id."""
        return [kind for kind, name in self.files if name == identifier]

    def numbers(self, kind: str, identifier: str) -> list[str]:
        """Versions there are, the lowest first."""
        return list(self.files.get((kind, identifier), {}))

    def entry(self, kind: str, identifier: str, version: str) -> Entry:
        """One document. Raises KeyError when there is none."""
        root, path = self.files[kind, identifier][version]
        return read_entry(path, root, self._logs[root.path])

    def entries(self, kind: str, identifier: str) -> Iterator[Entry]:
        """All versions of a document, the lowest first."""
        for version in self.numbers(kind, identifier):
            yield self.entry(kind, identifier, version)

    def find(self, kind: str, reference: str) -> Document | None:
        """What a reference means here, drafts among it; None when that cannot be read."""
        identifier, _, version = reference.partition("@")
        numbers = self.numbers(kind, identifier)
        able = [one for one in numbers if one == version or ("." not in version and one.partition(".")[0] == version)]
        try:
            return self.entry(kind, identifier, able[-1]).model if able else None
        except SpecErrors:
            return None


def _order(path: Path) -> tuple[object, ...]:
    numbers = path.stem.split(".")
    plain = all(number.isdigit() for number in numbers)
    return (path.parent.as_posix(), not plain, tuple(map(int, numbers)) if plain else (), path.stem)
