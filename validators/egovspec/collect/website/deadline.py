"""A time limit for work that has none: reading a page somebody made to be read for ever.

Every reader is written to cost what a page's bytes cost, and every hostile page anybody thought of is a test. This is for
the one nobody thought of: it is given up, and is open in every verdict, instead of holding up the crawl.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TooLong(Exception):
    """The time was over."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise TooLong in what is being done when it takes longer.

    The operating system's alarm is what interrupts; where there is none (Windows), or where it cannot be received (any
    thread but the main one), or where somebody else has set it, nothing is limited.
    """
    if not _can_be_alarmed():
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _can_be_alarmed() -> bool:
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        return False
    return signal.getitimer(signal.ITIMER_REAL)[0] == 0
