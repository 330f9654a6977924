"""Runs foreign SQL in a child process with limits the operating system holds, and kills it when a job takes too long.

The engine's own limits do not hold: one call can take twenty gigabytes under a memory limit of half of one, and answer an
interrupt after a minute. What holds is an address-space limit, no right to write a file, and a parent with a clock.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from egovspec.judge.job import Job, Result, Stopped, from_plain, to_plain


@dataclass(frozen=True)
class SandboxLimits:
    """memory in bytes of address space; cpu and deadline in seconds, the deadline for one job; answer in bytes."""

    memory: int = 2 << 30
    cpu: int = 120
    deadline: float = 10.0
    answer: int = 64 << 20


class Sandbox:
    """One child for many jobs; a new one after it was killed or died."""

    def __init__(self, database: Path, limits: SandboxLimits | None = None) -> None:
        self._database = database
        self._limits = limits or SandboxLimits()
        self._child: subprocess.Popen[bytes] | None = None

    def run(self, job: Job) -> Result | Stopped:
        """Run one job. Whatever it does, an answer comes about when its deadline has passed, and the next job can run."""
        if os.name == "nt":
            return Stopped(job.key, "no-sandbox", "foreign catalogues need a system with resource limits")
        child = self._child or self._start()
        assert child.stdin is not None
        try:
            child.stdin.write(json.dumps(to_plain(job)).encode() + b"\n")
            child.stdin.flush()
        except OSError:
            return self._died(job, "")
        line = self._answer(child)
        if isinstance(line, Stopped):
            return self._died(job, line.reason, line.detail)
        try:
            found = from_plain(json.loads(line))
        except (ValueError, KeyError, TypeError):
            return self._died(job, "", "the child gave no answer that can be read")
        return found if isinstance(found, Result | Stopped) else self._died(job, "")

    def _start(self) -> subprocess.Popen[bytes]:
        package = Path(__file__).resolve().parents[2]
        command = [sys.executable, "-m", "egovspec.judge.child", str(self._database)]
        # The child sees no environment but where our package and the libraries lie: it may be a stranger's SQL that runs.
        environment = {"PYTHONPATH": os.pathsep.join([str(package), *filter(None, sys.path)]), "PYTHONSAFEPATH": "1"}
        self._child = subprocess.Popen(
            [*command, str(self._limits.memory), str(self._limits.cpu)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            close_fds=True,
        )
        return self._child

    def _answer(self, child: subprocess.Popen[bytes]) -> bytes | Stopped:
        """One line of the child, within the deadline and the limit on answers."""
        assert child.stdout is not None
        ends = time.monotonic() + self._limits.deadline
        received = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(child.stdout, selectors.EVENT_READ)
            while not received.endswith(b"\n"):
                left = ends - time.monotonic()
                if left <= 0 or not selector.select(left):
                    return Stopped("", "deadline", f"stopped after {self._limits.deadline:g} s")
                part = os.read(child.stdout.fileno(), 1 << 16)
                received += part
                if not part:
                    return Stopped("", "killed", "the child process ended")
                if len(received) > self._limits.answer:
                    return Stopped("", "too-large", f"the answer is larger than {self._limits.answer} bytes")
        return bytes(received)

    def _died(self, job: Job, reason: str, detail: str = "the child process ended") -> Stopped:
        peak = self._end()
        return Stopped(job.key, reason or "killed", f"{detail}; peak memory {peak >> 20} MiB")

    def _end(self) -> int:
        """Kill the child. Returns its peak resident memory in bytes."""
        child, self._child = self._child, None
        if child is None:
            return 0
        child.kill()
        peak = 0
        with contextlib.suppress(ChildProcessError):
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        return peak

    def close(self) -> None:
        self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
