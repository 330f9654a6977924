"""Which files are laid out when a folder is named: YAML of our kinds, and nothing that is not ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from egovspec.desk.layout.order import KINDS
from egovspec.errors import SpecErrors, Unreadable, Where
from egovspec.library.kinds import FOLDERS
from egovspec.library.releases import RELEASES
from egovspec.library.roots import Root

_KIND = re.compile(rb"^kind:[ \t]*[\"']?([a-z-]+)", re.MULTILINE)
# A file says its kind at its head; what does not is not read to its end.
HEAD = 16_384


def ours(path: Path) -> bool:
    """Whether a YAML file says at its head that it is of one of our kinds."""
    try:
        with path.open("rb") as file:
            found = _KIND.search(file.read(HEAD))
    except OSError:
        return False
    return found is not None and found[1].decode() in KINDS


def named(paths: Sequence[Path]) -> Iterator[Path]:
    """Files as they are named, and of folders the YAML of our kinds in them, in order.

    Raises  SpecErrors for a path that is not there
    """
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise SpecErrors(Unreadable(Where(str(path)), "no such file", zh="没有这个文件") for path in missing)
    seen: set[Path] = set()
    for path in paths:
        for file in _below(path) if path.is_dir() else [path]:
            if file not in seen:
                seen.add(file)
                yield file


def of_roots(roots: Iterable[Root]) -> Iterator[Path]:
    """Every document of some catalogues, and their release logs."""
    for root in roots:
        if (log := root.path / RELEASES).is_file():
            yield log
        for folder in FOLDERS.values():
            yield from sorted((root.path / folder).rglob("*.yaml"))


def _below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*.y*ml")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix in (".yaml", ".yml") and not hidden and path.is_file() and ours(path):
            yield path
