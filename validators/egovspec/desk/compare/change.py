"""One change between two versions of a document, and what it may do to verdicts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from egovspec.model.base import Text


class Effect(IntEnum):
    """What a change may do to verdicts; a larger one asks for a larger step of the version.

    WORDING   no verdict changes: texts, examples, cases, layout of a document
    WIDENS    nothing that passed can fail: loosened, added as a recommendation or permission, a new optional parameter
    TIGHTENS  something that passed may now fail: tightened, added as a requirement, removed that others cite,
              or SQL that could not be proven equal
    """

    WORDING = 1
    WIDENS = 2
    TIGHTENS = 3


@dataclass(frozen=True)
class Change:
    """One difference.

    kind      what happened, a stable word: provision-added, level-raised, column-removed, sql-changed, text-reworded …
    path      where in the document, outermost first: ("provisions", "PC-03", "level")
    effect    what it may do to verdicts
    said      one sentence in both languages, with before and after
    before, after   the values as text, None where there is none
    one_way   of a change that tightens: nothing that failed can pass by it. False where that is not proven
    """

    kind: str
    path: tuple[str, ...]
    effect: Effect
    said: Text
    before: str | None = None
    after: str | None = None
    one_way: bool = False


def tighter_only(changes: Iterable[Change]) -> bool:
    """Whether the changes tighten and do nothing else: what failed before fails still."""
    effects = [change for change in changes if change.effect is not Effect.WORDING]
    return bool(effects) and all(change.effect is Effect.TIGHTENS and change.one_way for change in effects)
