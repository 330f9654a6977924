"""Ctrl-C: once to stop collecting and judge what there is, twice to give up."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from egovspec.cli.common import tell
from egovspec.cli.language import say


@contextmanager
def stoppable() -> Iterator[threading.Event]:
    """An event that is set by the first interrupt or request to end; the second raises KeyboardInterrupt, as ever."""
    stopped = threading.Event()
    if threading.current_thread() is not threading.main_thread():  # only there may signals be received
        yield stopped
        return

    def interrupted(number: int, frame: FrameType | None) -> None:
        if stopped.is_set():
            raise KeyboardInterrupt
        stopped.set()
        tell(
            say(
                "正在停止采集，随后按已采集的内容判定；再按一次 Ctrl-C 立即退出",
                "stopping; what was collected so far will be judged. Press Ctrl-C again to give up at once",
            )
        )

    before = {number: signal.signal(number, interrupted) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
