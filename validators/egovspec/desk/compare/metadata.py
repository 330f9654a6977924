"""Two versions of an element set: elements that came or went, and what is asked of the value of each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from egovspec.desk.compare.amounts import amount
from egovspec.desk.compare.change import Change, Effect
from egovspec.desk.compare.fields import Rule, always, fields, members, plainly, told, values, wording
from egovspec.desk.compare.references import References
from egovspec.desk.compare.spot import Spot
from egovspec.model.metadata import Element, Metadata, Obligation


def metadata(old: Metadata, new: Metadata, references: References) -> Iterator[Change]:
    """Changes from one version of an element set to another."""
    rules: dict[str, Rule] = {
        "title": wording,
        "elements": lambda spot, before, after: members(
            spot,
            before,
            after,
            added=_asked,
            removed=Effect.TIGHTENS,
            changed=lambda here, one, other: _element(here, one, other, references),
        ),
    }
    yield from fields(Spot(), old, new, rules, plainly(Effect.TIGHTENS))


def _asked(element: Element) -> Effect:
    """An element that came: whether a page without it, or with a value of its own, may now fail."""
    closed = element.codelist is not None and not element.open_list
    demands = element.obligation is Obligation.MANDATORY or element.pattern is not None or closed
    return Effect.TIGHTENS if demands else Effect.WIDENS


def _element(spot: Spot, old: Element, new: Element, references: References) -> Iterator[Change]:
    mandatory = new.obligation is Obligation.MANDATORY
    rules: dict[str, Rule] = {
        "title": wording,
        "meaning": wording,
        "example": wording,
        "basis": partial(values, added=Effect.WORDING, removed=Effect.WORDING),
        "origin": wording,
        "confidence": wording,
        "group": always(Effect.TIGHTENS),
        "obligation": always(Effect.TIGHTENS if mandatory else Effect.WIDENS),
        "on": partial(values, added=Effect.TIGHTENS if mandatory else Effect.WIDENS, removed=Effect.WIDENS),
        "occurs": amount(rise=Effect.WIDENS, fall=Effect.TIGHTENS),
        "type": always(Effect.TIGHTENS),
        "pattern": _restricts,
        "codelist": lambda here, before, after: _codelist(here, before, after, references),
        "open_list": lambda here, _, now: iter([told(here, Effect.WIDENS if now else Effect.TIGHTENS, not now, now)]),
    }
    yield from fields(spot, old, new, rules, plainly(Effect.TIGHTENS))


def _restricts(spot: Spot, old: str | None, new: str | None) -> Iterator[Change]:
    """A pattern that went restricts nothing any more; whether another one allows less cannot be seen from it."""
    yield told(spot, Effect.WIDENS if new is None else Effect.TIGHTENS, old, new)


def _codelist(spot: Spot, old: str | None, new: str | None, references: References) -> Iterator[Change]:
    effect = Effect.WIDENS if new is None else Effect.TIGHTENS
    if old is not None and new is not None:
        effect = references.exchanged("codelist", old, new)
    yield told(spot, effect, old, new)
