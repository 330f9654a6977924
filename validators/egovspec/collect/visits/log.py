"""The log of visits: JSON Lines, one line for one visit, appended whole or not at all and never rewritten.

A log is evidence that grows for weeks on a machine that crashes, sleeps and fills its disk, so nothing in it may depend
on a clean end. A line is one write to a file opened for appending, then synchronised; a lock on the file keeps a second
process out; whatever a crash left of a line stays where it is, is counted, and disturbs none of the others.

Format: the first line is {"egovspec_visits": 1}; every other line is one Visit. Keys a reader does not know are passed
over, so that a later version may add some.
"""

from __future__ import annotations

import contextlib
import errno
import json
import math
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Annotated, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

FORMAT = 1
HEADER = "egovspec_visits"
# No line of ours comes near: the longest address is 4 KiB. A file without line ends must not fill the memory.
LONGEST_LINE = 64 * 1024


# Moments outside are no clock's, and at the ends of the calendar no time zone can be told.
_Moment = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))]


class Visit(BaseModel):
    """One visit, as a line of the log.

    at       moment it began; slot is the moment of the schedule it was made for
    ok       whether the page opened within `timeout`; None when that could not be determined
    seconds  until the page was whole, or until it was given up
    timeout  seconds after which it would have been given up
    size     bytes of the page, decompressed
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")

    url: Annotated[str, Field(min_length=1, max_length=4096)]
    at: _Moment
    slot: _Moment | None = None
    ok: bool | None
    status: Annotated[int, Field(ge=100, le=999)] | None = None
    seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    timeout: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    reason: Annotated[str, Field(max_length=100)] | None = None
    detail: str | None = None
    landed_url: Annotated[str, Field(max_length=4096)] | None = None
    size: Annotated[int, Field(ge=0, le=2**53)] | None = Field(None, alias="bytes")
    tool: str | None = None

    def line(self) -> bytes:
        """The line of the log, its end included."""
        written = {
            "url": self.url,
            "at": moment(self.at),
            "slot": moment(self.slot) if self.slot else None,
            "ok": self.ok,
            "status": self.status,
            "seconds": None if self.seconds is None else math.floor(self.seconds * 1000) / 1000,
            "timeout": self.timeout,
            "reason": self.reason,
            "detail": self.detail,
            "landed_url": self.landed_url,
            "bytes": self.size,
            "tool": self.tool,
        }
        return json.dumps(written, ensure_ascii=False, separators=(",", ":")).encode(errors="replace") + b"\n"


def moment(at: datetime) -> str:
    """2026-11-23T01:00:05.123Z"""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True)
class Damaged:
    """A line that is no visit: torn by a crash, edited, or never one of ours."""

    line: int


@dataclass(frozen=True)
class Header:
    """The line that opens a log, and its format."""

    format: int


@dataclass(frozen=True)
class Numbered:
    """A visit and the line it stands on, from 1."""

    line: int
    visit: Visit


def entries(file: IO[bytes]) -> Iterator[Numbered | Damaged | Header]:
    """What a log holds, line by line; blank lines are passed over. Memory stays flat whatever the file is."""
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        whole = line
        while not whole.endswith(b"\n") and len(whole) == LONGEST_LINE:
            whole = file.readline(LONGEST_LINE)
            line = b"too long"
        if line.strip():
            yield _entry(number, line)


def _entry(number: int, line: bytes) -> Numbered | Damaged | Header:
    if number == 1 and (header := _header(line)):
        return header
    try:
        return Numbered(number, Visit.model_validate_json(line))
    except ValidationError:
        # Logs may be joined end to end, each with its header.
        return _header(line) or Damaged(number)


def _header(line: bytes) -> Header | None:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return None
    version = said.get(HEADER) if isinstance(said, dict) else None
    return Header(version) if type(version) is int else None


class Unusable(Exception):
    """A log cannot be appended to. `zh` and the message say why."""

    def __init__(self, message: str, zh: str) -> None:
        super().__init__(message)
        self.zh = zh


class Log:
    """A log of visits, open for appending and locked while it is.

    last      of every address the last visit in the log
    damaged   lines that are no visits, and the first of them
    visits    visits the log held when it was opened
    """

    def __init__(self, path: Path) -> None:
        """Open, or begin, a log. Raises Unusable: another process has it, it is no log of visits, it cannot be opened."""
        self.path = path
        self.last: dict[str, Visit] = {}
        self.damaged: list[int] = []
        self.visits = 0
        if path.exists() and not path.is_file():
            raise Unusable(f"{path} is no file", f"{path} 不是文件")
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o644)
        except OSError as problem:
            raise _cannot("opened", "打开", path, problem) from None
        with contextlib.ExitStack() as undone:
            undone.callback(self.close)
            self._lock()
            self._read()
            self._begin()
            undone.pop_all()

    def append(self, visit: Visit) -> None:
        """Add one line, whole or not at all, and see it on the disk. Raises Unusable when that fails."""
        self._write(visit.line())
        self.last[visit.url] = visit

    def close(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)  # which also ends the lock
            self._handle = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _lock(self) -> None:
        try:
            if sys.platform == "win32":
                os.lseek(self._handle, 0x7FFF0000, os.SEEK_SET)  # beyond any log: what is locked there cannot be read
                msvcrt.locking(self._handle, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Unusable(
                f"{self.path} is in use: another process is visiting with this log; give each its own --log",
                f"{self.path} 正被另一进程使用；请为每个进程指定各自的 --log",
            ) from None

    def _read(self) -> None:
        ours = False
        with self.path.open("rb") as file:
            for entry in entries(file):
                if isinstance(entry, Numbered):
                    ours = True
                    self.visits += 1
                    self.last[entry.visit.url] = entry.visit
                elif isinstance(entry, Header):
                    ours = True
                    if entry.format != FORMAT:
                        raise Unusable(
                            f"{self.path} is a log of format {entry.format}; this version writes {FORMAT}",
                            f"{self.path} 是第 {entry.format} 版格式的日志，本版本写第 {FORMAT} 版",
                        )
                elif not ours:
                    # A file whose first line is not ours is somebody's: nothing is added to it.
                    raise Unusable(
                        f"{self.path} is no log of visits, so nothing is added to it",
                        f"{self.path} 不是访问日志，不予追加",
                    )
                else:
                    self.damaged.append(entry.line)

    def _begin(self) -> None:
        size = os.fstat(self._handle).st_size
        if size == 0:
            self._write(json.dumps({HEADER: FORMAT}).encode() + b"\n")
            return
        with self.path.open("rb") as file:
            file.seek(size - 1)
            if file.read(1) != b"\n":
                self._write(b"\n")  # so that the next visit does not become the end of a torn line

    def _write(self, data: bytes) -> None:
        before = os.fstat(self._handle).st_size
        try:
            written = os.write(self._handle, data)
            if written != len(data):
                os.ftruncate(self._handle, before)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(self._handle)
        except OSError as problem:
            raise _cannot("written", "写入", self.path, problem) from None


def _cannot(what: str, zh: str, path: Path, problem: OSError) -> Unusable:
    reason = problem.strerror or str(problem)
    return Unusable(f"{path} cannot be {what}: {reason}", f"无法{zh} {path}：{reason}")


__all__ = ["FORMAT", "Damaged", "Header", "Log", "Numbered", "Unusable", "Visit", "entries", "moment"]
