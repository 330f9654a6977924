"""Exit codes, the same everywhere, and how a report comes to one."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from egovspec.model.report import Report


class Exit(IntEnum):
    """What a caller can tell from the code alone."""

    CONFORMS = 0
    FAILS = 1
    UNUSABLE_INPUT = 2
    UNDECIDED = 3
    INTERNAL_ERROR = 70
    INTERRUPTED = 130
    READER_GONE = 141


class FailOn(StrEnum):
    """From which level on a failing provision makes the command fail."""

    SHALL = "shall"
    SHOULD = "should"
    NEVER = "never"


_COUNTS = {FailOn.SHALL: {"shall"}, FailOn.SHOULD: {"shall", "should"}, FailOn.NEVER: set[str]()}


def exit_of(report: Report, fail_on: FailOn) -> Exit:
    """1: something at or above `fail_on` fails, or the score does; else 3: a check errored, a shall is open on required evidence, or the
    collection was interrupted."""
    # Every command names exit codes; only one has a report, whose shapes take time to import.
    from egovspec.model.outcome import Outcome
    from egovspec.model.report import State
    from egovspec.model.score import Result
    from egovspec.model.standard import Level

    standing = [provision for provision in report.provisions if provision.state is not State.WAIVED]
    if any(provision.outcome is Outcome.FAIL and provision.level in _COUNTS[fail_on] for provision in standing):
        return Exit.FAILS
    if fail_on is not FailOn.NEVER and report.score is not None and report.score.result is Result.FAILS:
        return Exit.FAILS
    if report.interrupted:
        return Exit.UNDECIDED
    for provision in standing:
        if provision.counts.error:
            return Exit.UNDECIDED
        if provision.required_evidence_open and provision.level is Level.SHALL:
            return Exit.UNDECIDED
    return Exit.CONFORMS
