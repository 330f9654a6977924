"""Runs foreign checks in a child process that the operating system keeps within limits.

One child serves many jobs and is replaced only after it was killed, died or ran out of memory: 0.2 s is little for a
report and much for each of a hundred checks. A job that does not end in time ends the child, not the report.
"""

from __future__ import annotations

import importlib.util
import json
import os
import selectors
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from egovspec.judge.job import Job, Result, Stopped, from_plain, to_plain
from egovspec.judge.limits import MEBIBYTE, SandboxLimits

# The child imports what this process imports, in isolated mode: nothing from the working directory or the environment.
_START = (
    "import json, sys; start = json.loads(sys.argv[1]); sys.path[:] = start['path']; "
    "from egovspec.judge.child import serve; from egovspec.judge.limits import SandboxLimits; "
    "serve(start['database'], SandboxLimits(**start['limits']))"
)
_UNREADABLE = "the process gave no answer that can be read"


class Sandbox:
    """Runs jobs over one sealed database. The child is started by the first job."""

    def __init__(self, database: Path, *, limits: SandboxLimits | None = None) -> None:
        self._database = database
        self._limits = limits or SandboxLimits()
        self._child: _Child | None = None

    def run(self, job: Job) -> Result | Stopped:
        """Run one job. Whatever it does, an answer comes soon after its deadline, and the next job can run.

        Returns  what came of it. A Stopped has one of the reasons deadline, out-of-memory, large-answer and crashed (with
                 the child's peak memory in `detail`), sql-error, refused, or no-sandbox where no limited process is had
        """
        if importlib.util.find_spec("resource") is None:
            return Stopped(
                job.key, "no-sandbox", "this system cannot limit a process; foreign checks need Linux or macOS"
            )
        try:
            if self._child is None:
                self._child = _Child(self._database, self._limits)
            came = self._child.ask(job, self._limits.seconds)
        except _Ended as ended:
            return self._stopped(job, ended.reason, ended.detail)
        if isinstance(came, Stopped) and came.reason == "out-of-memory":
            # What the child still holds would be missing to the next job.
            return self._stopped(job, came.reason, came.detail)
        return came

    def _stopped(self, job: Job, reason: str, detail: str) -> Stopped:
        peak = self._end_child()
        return Stopped(job.key, reason, f"{detail}; peak memory {round(peak / MEBIBYTE)} MiB" if peak else detail)

    def _end_child(self) -> int:
        child, self._child = self._child, None
        return child.end() if child is not None else 0

    def close(self) -> None:
        """End the child."""
        self._end_child()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Ended(Exception):
    """The child gave no answer and is of no more use."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class _Child:
    """One process and its three pipes."""

    def __init__(self, database: Path, limits: SandboxLimits) -> None:
        path = [entry for entry in sys.path if Path(entry).is_absolute()]
        package_root = str(Path(__file__).parents[2])
        if package_root not in path:
            path.insert(0, package_root)
        start = {"path": path, "database": str(database), "limits": asdict(limits)}
        self._limits = limits
        self._unread = bytearray()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, json.dumps(start)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Never read while it runs: a pipe holds little, and who floods it waits to be killed.
            stderr=subprocess.PIPE,
            bufsize=0,
            env={"PATH": os.defpath},  # secrets of this process stay here
        )
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            assert pipe is not None
            os.set_blocking(pipe.fileno(), False)
        try:
            ready = self._answer(b"", limits.start_seconds)
        except _Ended as ended:
            self.end()
            raise _Ended("no-sandbox", f"the limited process does not start: {ended.detail}") from None
        if ready != {"type": "Ready"}:
            self.end()
            raise _Ended("no-sandbox", f"the limited process does not start: {ready.get('detail')}")

    def ask(self, job: Job, seconds: float) -> Result | Stopped:
        """Send a job, get what came of it. Raises _Ended."""
        answer = self._answer(json.dumps(to_plain(job)).encode() + b"\n", seconds)
        try:
            came = from_plain(answer)
        except (KeyError, TypeError):
            raise _Ended("crashed", _UNREADABLE) from None
        if not isinstance(came, Result | Stopped) or came.key != job.key:
            raise _Ended("crashed", _UNREADABLE)
        return came

    def _answer(self, question: bytes, seconds: float) -> dict[str, Any]:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None
        until = time.monotonic() + seconds
        unsent = memoryview(question)
        with selectors.DefaultSelector() as waiting:
            waiting.register(stdout, selectors.EVENT_READ)
            if unsent:
                waiting.register(stdin, selectors.EVENT_WRITE)
            while True:
                left = until - time.monotonic()
                events = waiting.select(left) if left > 0 else []
                if not events and until <= time.monotonic():
                    raise _Ended("deadline", f"stopped after {seconds:g} s")
                for key, _ in events:
                    if key.fileobj is stdin:
                        try:
                            unsent = unsent[os.write(stdin.fileno(), unsent[:65536]) :]
                        except BrokenPipeError:
                            unsent = memoryview(b"")
                        if not unsent:
                            waiting.unregister(stdin)
                        continue
                    got = os.read(stdout.fileno(), 1 << 18)
                    if not got:
                        raise _Ended("crashed", self._last_words())
                    self._unread += got
                    if got.endswith(b"\n"):
                        line, self._unread = bytes(self._unread), bytearray()
                        return self._parsed(line)
                    if len(self._unread) > self._limits.answer:
                        raise _Ended("large-answer", f"the result is larger than {self._limits.answer // MEBIBYTE} MiB")

    @staticmethod
    def _parsed(line: bytes) -> dict[str, Any]:
        try:
            answer = json.loads(line)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise _Ended("crashed", _UNREADABLE)
        return answer

    def _last_words(self) -> str:
        stderr = self._process.stderr
        assert stderr is not None
        try:
            said = os.read(stderr.fileno(), 1 << 16).decode(errors="replace").strip()
        except BlockingIOError:
            said = ""
        return "the process ended" + (f": {said.splitlines()[-1]}" if said else "")

    def end(self) -> int:
        """Kill the process and take leave of it. Returns the most memory it held, bytes."""
        self._process.kill()
        _, status, used = os.wait4(self._process.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()
        return used.ru_maxrss if sys.platform == "darwin" else used.ru_maxrss * 1024
