"""The SQL of a check, whichever way it is spelt, without the file it was written in."""

from __future__ import annotations

from egovspec.judge.short import written_out
from egovspec.library.yaml import Marked
from egovspec.model.check import Check

_NOWHERE = Marked("", "")


def sql_of(check: Check) -> str:
    """The one SELECT of a check; the short spelling written out."""
    return written_out(check, _NOWHERE).sql
