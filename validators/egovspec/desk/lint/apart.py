"""Shares work among processors: the SQL of thousands of checks takes longer than everything else of lint together.

A child is forked once all documents were read, so that it has them without their being sent; what it found comes back.
Where forking is not safe (other threads, an engine that runs, macOS, Windows) or not worth its while, one process does it all. The errors are
the same either way.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from egovspec.errors import SpecError

T = TypeVar("T")
# Of fewer, the second process is not ready before the first is done.
WORTH_IT = 60


def shared(work: Callable[[Sequence[T]], list[SpecError]], tasks: Sequence[T], processes: int) -> list[SpecError]:
    """What `work` finds in all tasks, however many processes do it.

    processes   how many there may be at most, this one among them
    """
    count = min(processes, len(tasks) // WORTH_IT) if _may_fork() else 1
    if count < 2:
        return work(tasks)
    children = [_child(work, tasks[n::count]) for n in range(1, count)]
    found = work(tasks[::count])
    for n, (process, answer) in enumerate(children, 1):
        with os.fdopen(answer, "rb") as pipe:
            said = pipe.read()
        _, status = os.waitpid(process, 0)
        # A child that died found nothing; its share is done here, where whatever killed it shows.
        found += pickle.loads(said) if status == 0 else work(tasks[n::count])
    return found


def processors() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _may_fork() -> bool:
    # The engine does not survive a fork: each process has to begin its own.
    return sys.platform == "linux" and threading.active_count() == 1 and "duckdb" not in sys.modules


def _child(work: Callable[[Sequence[T]], list[SpecError]], tasks: Sequence[T]) -> tuple[int, int]:
    """A forked process at work: its id, and where its answer is to be read."""
    sys.stdout.flush()
    sys.stderr.flush()
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    status = 1
    try:
        os.close(reading)
        answer = pickle.dumps(work(tasks))
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(answer)
        status = 0
    finally:
        os._exit(status)  # nothing of the parent's is to be ended twice
