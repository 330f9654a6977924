"""Errors of the files and folders somebody named, among those of whole catalogues."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from egovspec.errors import SpecError
from egovspec.library.roots import Root


def within(errors: Iterable[SpecError], paths: Sequence[Path], roots: Sequence[Root]) -> list[SpecError]:
    """Errors whose file is, or lies below, one of the paths; all when there are none."""
    if not paths:
        return list(errors)
    wanted = [path.resolve() for path in paths]
    return [error for error in errors if any(map(path_of(error.where.file, roots).is_relative_to, wanted))]


def path_of(shown: str, roots: Sequence[Root]) -> Path:
    """The file an error names: seen from where one stands, or, of the shipped catalogue, from its root."""
    path = Path(shown)
    if path.is_absolute() or path.exists():
        return path.resolve()
    return next((root.path / path for root in roots if root.shipped and (root.path / path).exists()), path).resolve()
