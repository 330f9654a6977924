"""Runs jobs over sealed facts: checks that came with the package here, foreign ones in a limited child process."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from egovspec.facts.store import open_to_read
from egovspec.judge.job import Job, Result, Stopped
from egovspec.judge.query import attempt

if TYPE_CHECKING:
    from egovspec.judge.sandbox import Sandbox


class Engine:
    """Both ways to run a job over one database. The child is started when the first foreign check asks for it."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._connection = open_to_read(database)
        self._sandbox: Sandbox | None = None

    def run(self, job: Job, *, trusted: bool) -> Result | Stopped:
        if trusted:
            return attempt(self._connection, job)
        if self._sandbox is None:
            from egovspec.judge.sandbox import Sandbox

            self._sandbox = Sandbox(self._database)
        return self._sandbox.run(job)

    def close(self) -> None:
        self._connection.close()
        if self._sandbox is not None:
            self._sandbox.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
