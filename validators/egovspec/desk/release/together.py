"""Changes several files so that all of them are changed or none is, however it ends.

What is to be written lies beside the catalogue first, with a copy of what it replaces and a list of both. The last file
of the list decides: until it is in its place all that was done is undone, by whoever comes next if this process was
killed. So the caller puts last what makes the rest count.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from egovspec.errors import SpecErrors, Unwritable, Where

STAGING = ".release"
_LIST = "list.json"


@dataclass(frozen=True)
class Put:
    """What a file is to hold; None: the file is to go. `was` is what it held when that was decided, None: no file."""

    path: Path
    data: bytes | None
    was: bytes | None


def _nothing(done: int) -> None:
    """Nobody watches."""


def put_together(folder: Path, puts: Sequence[Put], after: Callable[[int], None] = _nothing) -> None:
    """Make all changes, or none.

    folder   on the same file system as the files; what is prepared lies in `folder/.release` meanwhile
    puts     the last of them writes a file, and decides whether it is done
    after    told the number of steps done after each
    Raises   SpecErrors when a file cannot be written, or holds something else by now; all is as it was
    """
    assert puts[-1].data is not None
    undo(folder)
    staging = folder / STAGING
    path = folder
    try:
        with contextlib.ExitStack() as undone:
            undone.callback(undo, folder)
            for put in puts:
                path = put.path
                if _held(path) != put.was:
                    raise _refused(path, "was changed by someone else meanwhile", "文件此间已被他人改动")
            path = staging
            (staging / "new").mkdir(parents=True)
            (staging / "old").mkdir()
            for n, put in enumerate(puts):
                if put.data is not None:
                    _write(staging / "new" / str(n), put.data, put.path)
                if put.was is not None:
                    _write(staging / "old" / str(n), put.was, put.path)
            listed = [{"path": os.path.relpath(put.path, folder), "new": put.data is not None} for put in puts]
            _write(staging / "list.part", json.dumps(listed, ensure_ascii=False).encode(), None)
            (staging / "list.part").replace(staging / _LIST)
            after(0)
            for n, put in enumerate(puts):
                path = put.path
                if put.data is None:
                    path.unlink()
                else:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    (staging / "new" / str(n)).replace(path)
                after(n + 1)
            undone.pop_all()
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise _refused(path, f"cannot be written: {reason}", f"无法写入：{reason}") from None
    shutil.rmtree(staging, ignore_errors=True)


def undo(folder: Path) -> bool:
    """Set right what an interrupted change left behind. Returns whether something had to be undone."""
    staging = folder / STAGING
    if not staging.exists():
        return False
    undone = False
    with contextlib.suppress(FileNotFoundError):
        listed = json.loads((staging / _LIST).read_text(encoding="utf-8"))
        if (staging / "new" / str(len(listed) - 1)).exists():
            undone = _undone(folder, staging, listed)
    shutil.rmtree(staging)
    return undone


def _undone(folder: Path, staging: Path, listed: Sequence[dict[str, object]]) -> bool:
    undone = False
    for n, one in reversed(list(enumerate(listed))):
        path, new, old = folder / str(one["path"]), staging / "new" / str(n), staging / "old" / str(n)
        if one["new"] and new.exists():
            continue  # it was not put into its place yet
        if old.exists():
            if _held(path) != old.read_bytes():
                old.replace(path)
                undone = True
        else:
            path.unlink(missing_ok=True)
            _tidied(path.parent, folder)
            undone = True
    return undone


def _tidied(parent: Path, folder: Path) -> None:
    """Folders made for a file that was taken back go too."""
    while parent != folder and parent.is_dir() and not any(parent.iterdir()):
        parent.rmdir()
        parent = parent.parent


def _write(path: Path, data: bytes, like: Path | None) -> None:
    """Write a file through to the disk, with the permissions of the file it is for."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if like is not None and like.is_file():
        path.chmod(like.stat().st_mode & 0o777)


def _held(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _refused(path: Path, en: str, zh: str) -> SpecErrors:
    return SpecErrors([Unwritable(Where(str(path)), en, zh=zh)])
