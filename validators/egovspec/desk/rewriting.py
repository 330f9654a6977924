"""Rewriting a file a person keeps: whole or not at all, with its permissions, through its links, one writer at a time."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from egovspec.errors import SpecErrors, Unwritable, Where

try:
    import fcntl
except ImportError:  # Windows: what another writer changed meanwhile is still noticed before the file is replaced
    fcntl = None  # type: ignore[assignment]


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let others who change files of this folder by us wait until this change is made."""
    if fcntl is None:
        yield
        return
    with contextlib.ExitStack() as closing:
        try:
            handle = os.open(folder, os.O_RDONLY)
            closing.callback(os.close, handle)
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError:
            pass  # a file system without locks; writing will say it if the folder is not there
        yield


def rewrite(path: Path, data: bytes, *, was: bytes | None) -> None:
    """Put `data` into a file.

    was      what the file held when it was read; None: there was none
    Raises   SpecErrors when it may not be written, or holds something else by now; it is then as it was
    """
    target = Path(os.path.realpath(path))  # what a link leads to is the file; the link stays
    name = ""
    try:
        mode = _mode(path, target, was)
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        if _held(target) != was:
            raise _refused(
                path,
                "was changed by someone else meanwhile",
                "文件此间已被他人改动",
                "run the command again",
                "请重新运行",
            )
        Path(name).replace(target)
        name = ""
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise _refused(path, f"cannot be written: {reason}", f"无法写入：{reason}") from None
    finally:
        if name:
            with contextlib.suppress(OSError):
                Path(name).unlink(missing_ok=True)


def _mode(path: Path, target: Path, was: bytes | None) -> int:
    """The permissions the file is to have: those it has; a new one those this person's files have."""
    if was is None:
        mask = os.umask(0o022)
        os.umask(mask)
        return 0o666 & ~mask
    found = target.stat()
    if not stat.S_ISREG(found.st_mode):
        raise _refused(path, "is no ordinary file", "不是普通文件")
    # A file its owner has made read-only is not ours to replace, though renaming over it would work.
    if not found.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise _refused(path, "is read-only", "文件只读", "give yourself the right to write it", "请先取得写入权限")
    return stat.S_IMODE(found.st_mode)


def _held(target: Path) -> bytes | None:
    try:
        return target.read_bytes()
    except FileNotFoundError:
        return None


def _refused(path: Path, en: str, zh: str, hint: str = "", hint_zh: str = "") -> SpecErrors:
    return SpecErrors([Unwritable(Where(str(path)), en, zh=zh, hint=hint, hint_zh=hint_zh)])


__all__ = ["alone", "rewrite"]
