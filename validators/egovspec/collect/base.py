"""What a collector is. It brings facts from one kind of evidence, or says why it could not. It never judges."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Protocol

from egovspec.facts.tables import Fact
from egovspec.model.base import Shape, Text
from egovspec.model.report import CoverageState


@dataclass(frozen=True)
class Seen:
    """What was collected of one table, and why not more."""

    state: CoverageState
    reason: str | None = None
    detail: Text | None = None


@dataclass(frozen=True)
class Collected:
    """What a collector says when it is done: the moment of the evidence, and the coverage of each of its tables.

    captured   when the evidence was captured, timezone-aware; None when nothing was collected
    coverage   for every table the collector offers, by table name
    target     what was looked at, as it may be shown to anyone: a URL, a path relative to the deployment
    notices    things a reader must know, such as an overridden robots.txt: (code, text)
    """

    target: str
    captured: datetime | None
    coverage: Mapping[str, Seen]
    notices: tuple[tuple[str, Text], ...] = ()


class Sink(Protocol):
    """Where a collector puts its rows, one by one."""

    def add(self, fact: Fact) -> None: ...


@dataclass(frozen=True)
class Step:
    """Progress of a collection: how much is done, how much is known to remain, what is being looked at."""

    done: int
    known: int
    what: str


@dataclass(frozen=True, kw_only=True)
class Around:
    """What surrounds a run: who is told how it goes, who may stop it, where copies are kept.

    progress        called now and then; must be cheap to call
    tell            says a line to whoever waits: what is gone on with, where a copy is kept
    stopped         whether the person has asked to stop; what is collected so far is then all there is
    pause           waits so many seconds, or less when `stopped` becomes true
    keep            folder a copy of the evidence is kept in, where the collector can make one; None: none is kept
    keep_only_last  whether that folder is ours, so that an earlier copy gives way to a later one
    afresh          whether to begin anew where an interrupted collection could be gone on with
    """

    progress: Callable[[Step], None] = field(default=lambda step: None)
    tell: Callable[[Text], None] = field(default=lambda text: None)
    stopped: Callable[[], bool] = field(default=lambda: False)
    pause: Callable[[float], object] = field(default=time.sleep)
    keep: Path | None = None
    keep_only_last: bool = False
    afresh: bool = False


@dataclass(frozen=True, kw_only=True)
class Context(Around):
    """What surrounds one collection. The clock and the folder are arguments; a collector knows no others.

    evidence   id every row must carry
    base       folder relative paths in the settings start from
    now        timezone-aware moment of the run
    zone       name of the deployment's time zone, in which dates on pages are meant
    """

    evidence: str
    base: Path
    now: datetime
    zone: str = "Asia/Shanghai"


class Collector(Protocol):
    """One kind of evidence. `settings` is the model of what a deployment may say about it."""

    name: ClassVar[str]
    version: ClassVar[str]
    title: ClassVar[Text]
    offers: ClassVar[tuple[type[Fact], ...]]
    settings: ClassVar[type[Shape]]

    def collect(self, settings: Any, sink: Sink, context: Context) -> Collected: ...

    def plan(self, settings: Any, context: Context) -> Iterable[Text]:
        """Lines saying which hosts are met and what is asked of them, before anything is."""
        ...
