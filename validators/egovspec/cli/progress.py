"""A progress bar on stderr, for people who wait at a terminal: how much, how quickly, how much longer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from egovspec.collect.base import Step


@contextmanager
def bar() -> Iterator[Callable[[Step], None]]:
    """A bar that shows pages done and known, how many a second, the time gone and left, and the page being looked at.

    What is left grows as pages are found; the time left is of what is known now. Erases itself.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        Task,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class What(TextColumn):
        def __init__(self) -> None:
            super().__init__("")

        def render(self, task: Task) -> Text:
            # Text, not markup: what a page is called is a stranger's word
            what = str(task.fields.get("what", ""))
            return Text("".join(c if c.isprintable() else "·" for c in what)[-60:], overflow="ellipsis", no_wrap=True)

    class Rate(TextColumn):
        def __init__(self) -> None:
            super().__init__("")

        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:.1f}/s" if task.speed else "", style="progress.data.speed")

    columns = (BarColumn(24), MofNCompleteColumn(), Rate(), TimeElapsedColumn(), TimeRemainingColumn(), What())
    with Progress(*columns, console=Console(stderr=True), transient=True, refresh_per_second=8) as progress:
        task = progress.add_task("", total=None, what="")
        yield lambda step: progress.update(task, completed=step.done, total=max(step.known, step.done), what=step.what)
