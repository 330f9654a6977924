"""The least number a new version may carry, from what changed since the last one.

Major: something that passed may now fail. Minor: what is judged is otherwise another. Patch: words alone.
Source: Semantic Versioning 2.0.0, 6 to 8, read for those who are held to a standard and not for a program.
"""

from __future__ import annotations

from collections.abc import Iterable

from egovspec.desk.compare.change import Change, Effect


def least_version(old: str, changes: Iterable[Change]) -> str:
    """The least number that may follow `old`; `old` itself when nothing changed, for then there is nothing to release."""
    major, minor, patch = map(int, old.split("."))
    match worst(changes):
        case Effect.TIGHTENS:
            return f"{major + 1}.0.0"
        case Effect.WIDENS:
            return f"{major}.{minor + 1}.0"
        case Effect.WORDING:
            return f"{major}.{minor}.{patch + 1}"
        case None:
            return old


def worst(changes: Iterable[Change]) -> Effect | None:
    """The largest effect of all changes; None when there are none."""
    return max((change.effect for change in changes), default=None)
