"""Proves many checks: one after another here, or side by side in processes, and always told in their order.

Each worker reads the file of its check itself. A worker is a new process: the engine does not survive a fork.
"""

from __future__ import annotations

import atexit
import contextlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread

from egovspec.desk.mutate.proof import Extent, Proof, prove
from egovspec.errors import SpecErrors, Where
from egovspec.library.catalogue import Catalogue, Entry, read_entry
from egovspec.library.kinds import FOLDERS, place_of
from egovspec.library.releases import ReleaseLog
from egovspec.library.roots import Root

_NO_LOG = ReleaseLog({}, {}, None)


@dataclass(frozen=True)
class Task:
    """One check to prove, as a worker can be told of it."""

    path: Path
    root: Root
    check: str
    extent: Extent


def tasks(catalogue: Catalogue, names: Sequence[str], extent: Extent) -> list[Task]:
    """What is to be proven, by id and version.

    names   ids, or exact versions, of checks; none: all of one's own catalogues, else the shipped ones. Of an id only the
            newest version is proven in full, since older ones stay as they were released
    Raises  KeyError with the first name that is no check, and the names there are
    """
    known = {entry.key.id: entry for entry in catalogue.of_kind("check")}
    exact = {entry.exact for entry in catalogue.of_kind("check")}
    for name in names:
        if name not in known and name not in exact:
            raise KeyError(name, *known)
    found = []
    alone = all(entry.root.shipped for entry in catalogue.entries.values())
    for entry in catalogue.of_kind("check"):
        if names and not {entry.key.id, entry.exact} & set(names):
            continue
        if not names and entry.root.shipped and not alone:
            continue
        whole = known[entry.key.id] is entry or entry.exact in names
        found.append(Task(_path(entry), entry.root, entry.exact, extent if whole else Extent.CASES))
    return found


def tasks_at(entries: Sequence[Entry], extent: Extent) -> list[Task]:
    """The checks among some documents, each to be proven as far as is asked."""
    checks = [entry for entry in entries if entry.key.kind == "check"]
    return [Task(_path(entry), entry.root, entry.exact, extent) for entry in checks]


def _path(entry: Entry) -> Path:
    return entry.root.path / str(place_of(*entry.key))


def proven(task: Task) -> Proof:
    """Read the file of a check and prove it. What is wrong with the file is wrong with the proof."""
    try:
        return prove(read_entry(task.path, task.root, _NO_LOG), task.extent)
    except SpecErrors as rejected:
        return Proof(task.check, Where(task.root.shown(task.path)), wrong=tuple(rejected.errors))


def proofs(todo: Sequence[Task], workers: int) -> Iterator[Proof]:
    """Prove all, `workers` at a time, and yield in the order of the tasks."""
    workers = min(workers, len(todo))
    if workers <= 1:
        yield from map(proven, todo)
        return
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_quiet)
    try:
        with _uninterrupted():
            waiting = [pool.submit(proven, task) for task in todo]
        for proof in waiting:
            yield proof.result()
        others |= set(multiprocessing.active_children())  # they end on their own
    finally:
        for child in set(multiprocessing.active_children()) - others:
            child.terminate()
        pool.shutdown(wait=True, cancel_futures=True)


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits while workers are started; they inherit that, and never see it: it is for the one who started them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _quiet() -> None:
    """In a worker: being told to end is no error, and tidies up; and nobody works on for someone who is gone."""
    Thread(target=_end_with_parent, daemon=True).start()
    # While a thread waits, Python takes itself apart in an order that makes the engine's driver complain of leaks.
    atexit.register(os._exit, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(AttributeError, ValueError):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None, "only workers wait for the end of who started them"
    parent.join()
    os._exit(1)


class Watched:
    """The files to look at while an author works, and what is to be proven when one is saved."""

    def __init__(self, todo: Sequence[Task], *, everything: bool) -> None:
        """With `everything`, all checks of the roots; else those of the tasks in all their versions, new ones too."""
        self._tasks = {task.path: task for task in todo}
        self._roots = {root.path / FOLDERS["check"]: root for root in {task.root for task in todo}}
        self._folders = self._roots.keys() if everything else {task.path.parent for task in todo}

    def __call__(self) -> Iterator[Path]:
        for folder in sorted(self._folders):
            yield from sorted(folder.rglob("*.yaml"))

    def task(self, path: Path, extent: Extent) -> Task:
        """The check of a file that was saved, known or new."""
        if path in self._tasks:
            return replace(self._tasks[path], extent=extent)
        root = next(root for folder, root in self._roots.items() if path.is_relative_to(folder))
        return Task(path, root, root.shown(path), extent)


def processors() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1
