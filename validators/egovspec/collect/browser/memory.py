"""How much memory a page may take on Linux, so that a page that hoards it crashes by itself and not the machine."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

RENDERER_BYTES = 2 * 1024**3


def bound_memory(bytes_at_most: int = RENDERER_BYTES) -> int:
    """Bound what each process that draws pages may write to, for browsers this process has started.

    Chromium forks these processes from helpers that wait from its start on (`--type=zygote`), and a bound set on a
    helper is inherited. Returns how many helpers were bound; where processes cannot be seen, none.
    """
    import resource

    bound = 0
    for process in _zygotes():
        with suppress(OSError, ValueError):
            resource.prlimit(process, resource.RLIMIT_DATA, (bytes_at_most, bytes_at_most))
            bound += 1
    return bound


def _zygotes() -> list[int]:
    parents: dict[int, int] = {}
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        with suppress(OSError, ValueError, IndexError):  # processes end while they are looked at
            # pid (name) state parent …; the name may hold blanks and brackets
            parents[int(folder.name)] = int((folder / "stat").read_text(errors="replace").rpartition(")")[2].split()[1])
            if b"--type=zygote" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
    return [process for process in found if _descends(process, parents)]


def _descends(process: int, parents: dict[int, int]) -> bool:
    own = os.getpid()
    for _ in range(20):
        process = parents.get(process, 0)
        if process in (0, own):
            break
    return process == own
