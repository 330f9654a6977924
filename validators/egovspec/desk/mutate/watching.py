"""Tells which files were saved, by looking at them again and again: the same on every system, and nothing to install."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

SECONDS = 0.3


def saved(files: Callable[[], Iterable[Path]], wait: Callable[[], object]) -> Iterator[list[Path]]:
    """Files that are new or were written to since the last look, each time there are some. Never ends by itself.

    files   the files there are now
    wait    lets some time pass
    """
    known = _looked_at(files())
    while True:
        wait()
        now = _looked_at(files())
        changed = sorted(path for path, state in now.items() if known.get(path) != state)
        known = now
        if changed:
            yield changed


def _looked_at(files: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    found = {}
    for path in files:
        try:
            state = path.stat()
        except OSError:  # between two saves of an editor that writes a new file
            continue
        found[path] = (state.st_mtime_ns, state.st_size)
    return found
