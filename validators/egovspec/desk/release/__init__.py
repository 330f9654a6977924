"""Releasing: drafts become versions that never change. What changed decides the number, and all must be proven.

`prepare` looks at everything and writes nothing; `publish` writes what was prepared, all of it or none.
"""

from __future__ import annotations

from egovspec.desk.release.preparing import Prepared, Refused, Request, prepare, publish, releasing
from egovspec.desk.release.withdrawing import withdraw

__all__ = ["Prepared", "Refused", "Request", "prepare", "publish", "releasing", "withdraw"]
