"""Two versions of a scoring: what costs more or less, and below which result a site fails."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from egovspec.desk.compare.amounts import amount
from egovspec.desk.compare.change import Change, Effect
from egovspec.desk.compare.fields import Rule, always, fields, members, plainly, told, values, wording
from egovspec.desk.compare.spot import Spot
from egovspec.model.scoring import Block, Bonus, Item, Line, Per, Scoring, Veto

# More of it is worse for whoever is scored, or better.
_COSTS = amount(rise=Effect.TIGHTENS, fall=Effect.WIDENS)
_PAYS = amount(rise=Effect.WIDENS, fall=Effect.TIGHTENS, comes=Effect.WIDENS, goes=Effect.TIGHTENS)


def scoring(spot: Spot, old: Scoring | None, new: Scoring | None) -> Iterator[Change]:
    """Changes of a profile's scoring; None where it has none of its own."""
    if old is None or new is None:
        yield told(spot, Effect.TIGHTENS, old, new)
        return
    rules: dict[str, Rule] = {
        "basis": partial(values, added=Effect.WORDING, removed=Effect.WORDING),
        "start": _PAYS,
        "fails_below": _COSTS,
        "bonus": _bonus,
        "vetoes": partial(members, added=Effect.TIGHTENS, removed=Effect.WIDENS, changed=_veto),
        "blocks": partial(members, added=Effect.TIGHTENS, removed=Effect.WIDENS, changed=_losing),
        "rewards": partial(members, added=Effect.WIDENS, removed=Effect.TIGHTENS, changed=_earning),
        # What is left of the table is scaled to the full score, which may help a site or not.
        "exempt": plainly(Effect.TIGHTENS),
    }
    yield from fields(spot, old, new, rules, plainly(Effect.TIGHTENS))


def _bonus(spot: Spot, old: Bonus | None, new: Bonus | None) -> Iterator[Change]:
    if old is None or new is None:
        yield told(spot, Effect.WIDENS if old is None else Effect.TIGHTENS, old, new)
        return
    yield from fields(spot, old, new, {"above": _COSTS, "most": _PAYS}, plainly(Effect.TIGHTENS))


def _veto(spot: Spot, old: Veto, new: Veto) -> Iterator[Change]:
    rules: dict[str, Rule] = {
        "title": wording,
        "provisions": partial(values, added=Effect.TIGHTENS, removed=Effect.WIDENS),
    }
    yield from fields(spot, old, new, rules, plainly(Effect.TIGHTENS))


def _losing(spot: Spot, old: Block, new: Block) -> Iterator[Change]:
    yield from _block(spot, old, new, _COSTS, Effect.TIGHTENS, Effect.WIDENS)


def _earning(spot: Spot, old: Block, new: Block) -> Iterator[Change]:
    yield from _block(spot, old, new, _PAYS, Effect.WIDENS, Effect.TIGHTENS)


def _block(spot: Spot, old: Block, new: Block, points: Rule, more: Effect, less: Effect) -> Iterator[Change]:
    """A block of indicators. more, less: what one more indicator or line does, and one less."""

    def item(here: Spot, before: Item, after: Item) -> Iterator[Change]:
        lines = partial(members, added=more, removed=less, changed=line)
        rules: dict[str, Rule] = {"title": wording, "most": points, "loses": lines, "earns": lines}
        yield from fields(here, before, after, rules, plainly(Effect.TIGHTENS))

    def line(here: Spot, before: Line, after: Line) -> Iterator[Change]:
        once = before.points is not None, after.points is not None
        rules: dict[str, Rule] = {
            "points": points if all(once) else always(Effect.TIGHTENS),
            "each": points if not any(once) else always(Effect.TIGHTENS),
            "per": lambda spot, _, now: iter(
                [told(spot, more if now is Per.FAULT else less, Per.SUBJECT if now is Per.FAULT else Per.FAULT, now)]
            ),
            "most": points if before.most is not None and after.most is not None else always(Effect.TIGHTENS),
            "sample": always(Effect.TIGHTENS),
        }
        yield from fields(here, before, after, rules, plainly(Effect.TIGHTENS))

    rules: dict[str, Rule] = {
        "title": wording,
        "most": points,
        "items": partial(members, added=more, removed=less, changed=item),
    }
    yield from fields(spot, old, new, rules, plainly(Effect.TIGHTENS))
