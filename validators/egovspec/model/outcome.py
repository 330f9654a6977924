"""The six outcomes and their order."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Outcome(StrEnum):
    """What became of one requirement on one subject. Source: SARIF 2.1.0, 3.27.9 (kind)."""

    PASS = "pass"
    FAIL = "fail"
    OPEN = "open"
    REVIEW = "review"
    NOT_APPLICABLE = "not-applicable"
    ERROR = "error"

    @classmethod
    def worst(cls, outcomes: Iterable[Outcome]) -> Outcome:
        """The worst of several; nothing at all proves nothing, so it is open and not a pass."""
        return min(outcomes, key=WORST_FIRST.index, default=cls.OPEN)


WORST_FIRST = (
    Outcome.FAIL,
    Outcome.ERROR,
    Outcome.OPEN,
    Outcome.REVIEW,
    Outcome.PASS,
    Outcome.NOT_APPLICABLE,
)
JUDGED = frozenset({Outcome.PASS, Outcome.FAIL})
