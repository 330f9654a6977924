"""Two versions of a source: its clauses, in our words, and how well they are confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from egovspec.desk.compare.change import Change, Effect
from egovspec.desk.compare.fields import Rule, always, fields, members, plainly, values, wording
from egovspec.desk.compare.spot import Spot
from egovspec.model.source import Clause, Source


def sources(old: Source, new: Source) -> Iterator[Change]:
    """Changes from one version of a source to another.

    A source judges nothing. A clause that goes leaves those who cite it without a basis, and how well one is confirmed
    decides how much may be asked in its name.
    """
    rules: dict[str, Rule] = {
        "title": wording,
        "number": wording,
        "issuer": wording,
        "issued": wording,
        "in_force": wording,
        "note": wording,
        "confidence": always(Effect.WIDENS),
        "clauses": lambda spot, before, after: members(
            spot, before, after, added=Effect.WIDENS, removed=Effect.TIGHTENS, changed=_clause
        ),
    }
    yield from fields(Spot(), old, new, rules, plainly(Effect.TIGHTENS))


def _clause(spot: Spot, old: Clause, new: Clause) -> Iterator[Change]:
    rules: dict[str, Rule] = {
        "text": wording,
        "machine": always(Effect.WORDING),
        "confidence": always(Effect.WIDENS),
        "carried_by": partial(values, added=Effect.WORDING, removed=Effect.WORDING),
        "planned": partial(values, added=Effect.WORDING, removed=Effect.WORDING),
        "left_out": wording,
    }
    yield from fields(spot, old, new, rules, plainly(Effect.TIGHTENS))
