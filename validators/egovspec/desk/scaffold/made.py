"""Putting new files where there were none: all of them, each whole, or none."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from egovspec.errors import SpecErrors, Unwritable, Where


def make(files: Mapping[Path, str]) -> None:
    """Write files that do not exist yet, and the folders they lie in. Raises SpecErrors; then nothing was made."""
    refuse_existing(files)
    made: list[Path] = []
    at = Path()
    try:
        for at, text in files.items():
            _folders(at.parent, made)
            _file(at, text)
            made.append(at)
    except OSError as error:
        for path in reversed(made):
            with contextlib.suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()
        if isinstance(error, FileExistsError):
            raise SpecErrors([_there(at)]) from None
        reason = error.strerror or str(error)
        raise SpecErrors(
            [Unwritable(Where(str(at)), f"cannot be written: {reason}", zh=f"无法写入：{reason}")]
        ) from None


def refuse_existing(files: Mapping[Path, str]) -> None:
    """Raises SpecErrors with every one of the files that is there already."""
    there = [path for path in files if os.path.lexists(path)]
    if there:
        raise SpecErrors(_there(path) for path in there)


def _folders(folder: Path, made: list[Path]) -> None:
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir()
        made.append(one)


def _file(path: Path, text: str) -> None:
    """Write one file. A link from a finished file to its name fails where the name is taken; a rename would replace it."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    finished = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        finished.chmod(0o644)
        try:
            path.hardlink_to(finished)
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
    finally:
        finished.unlink(missing_ok=True)


def _there(path: Path) -> Unwritable:
    return Unwritable(
        Where(str(path)),
        "is there already, and is left as it is; nothing was made",
        zh="已经存在，保持原样；没有新建任何文件",
        hint="choose another name, or move it away",
        hint_zh="请另取名称，或先移走它",
    )


__all__ = ["make", "refuse_existing"]
