"""Tells which files were saved, by looking at them again and again: the same on every system, and nothing to install."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

SECONDS = 0.3


class Saved:
    """Iterates over what is saved from the moment it is made, each time there is something. Never ends by itself.

    files   the files there are now
    wait    lets some time pass
    """

    def __init__(self, files: Callable[[], Iterable[Path]], wait: Callable[[], object]) -> None:
        self._files, self._wait = files, wait
        self._known = _looked_at(files())

    def __iter__(self) -> Iterator[list[Path]]:
        while True:
            now = _looked_at(self._files())
            changed = sorted(path for path, state in now.items() if self._known.get(path) != state)
            self._known = now
            if changed:
                yield changed
            self._wait()


def _looked_at(files: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    found = {}
    for path in files:
        try:
            state = path.stat()
        except OSError:  # between two saves of an editor that writes a new file
            continue
        found[path] = (state.st_mtime_ns, state.st_size)
    return found
