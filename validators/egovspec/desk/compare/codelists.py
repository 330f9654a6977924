"""Two versions of a code list: codes that came, went, moved, or hold for another time."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from egovspec.desk.compare.amounts import amount
from egovspec.desk.compare.change import Change, Effect
from egovspec.desk.compare.fields import Rule, always, fields, members, plainly, values, wording
from egovspec.desk.compare.spot import Spot
from egovspec.model.base import Text
from egovspec.model.codelist import Code, CodeList


def code_lists(old: CodeList, new: CodeList) -> Iterator[Change]:
    """Changes from one version of a code list to another."""
    rules: dict[str, Rule] = {
        "title": wording,
        "note": wording,
        "basis": partial(values, added=Effect.WORDING, removed=Effect.WORDING),
        "codes": lambda spot, before, after: members(
            spot, before, after, added=Effect.WIDENS, removed=Effect.TIGHTENS, changed=_code
        ),
    }
    yield from fields(Spot(), old, new, rules, plainly(Effect.TIGHTENS))


def _code(spot: Spot, old: Code, new: Code) -> Iterator[Change]:
    rules: dict[str, Rule] = {
        "name": _name,
        "parent": always(Effect.TIGHTENS),
        "level": always(Effect.TIGHTENS),
        # A code holds from valid_from to valid_to; a longer time allows more.
        "valid_from": amount(rise=Effect.TIGHTENS, fall=Effect.WIDENS),
        "valid_to": amount(rise=Effect.WIDENS, fall=Effect.TIGHTENS),
    }
    yield from fields(spot, old, new, rules, plainly(Effect.TIGHTENS))


def _name(spot: Spot, old: Text, new: Text) -> Iterator[Change]:
    """What a site calls itself is held against the Chinese names; the English ones are shown to people."""
    if old.zh == new.zh:
        yield from wording(spot, old, new)
        return
    zh, en = f"由“{old.zh}”更名为“{new.zh}”", f"renamed from “{old.zh}” to “{new.zh}”"
    yield spot.change("renamed", Effect.TIGHTENS, zh, en, old, new, stem="code")
