"""Values with an order: counts, points, lengths of time, days. Which way one moved decides what may fail now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from egovspec.desk.compare.change import Change, Effect
from egovspec.desk.compare.fields import Rule, told
from egovspec.desk.compare.spot import Spot
from egovspec.desk.compare.values import shown
from egovspec.model.duration import Duration

_NUMBER = re.compile(r"[+-]?\d{1,30}(\.\d{1,30})?", re.ASCII)


def moved(old: Any, new: Any) -> int:
    """1 when `new` is more than `old`, -1 when less, 0 when neither can be said (P1M is neither more nor less than P30D)."""
    if isinstance(old, Duration) and isinstance(new, Duration):
        steps = {(b > a) - (b < a) for a, b in zip(old, new, strict=True)} - {0}
        return steps.pop() if len(steps) == 1 else 0
    if type(old) is not type(new) or not isinstance(old, int | Decimal | date):
        return 0
    return int(new > old) - int(new < old)


def read(text: Any) -> Any:
    """A value as authors write it (every scalar of a file is a text) as what has an order; else as it is."""
    if not isinstance(text, str):
        return Decimal(str(text)) if isinstance(text, int | float) and not isinstance(text, bool) else text
    if _NUMBER.fullmatch(text):
        try:
            return Decimal(text)
        except InvalidOperation:
            return text
    for kind in (Duration.parse, date.fromisoformat):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def amount(
    *, rise: Effect, fall: Effect, comes: Effect = Effect.TIGHTENS, goes: Effect = Effect.WIDENS, one_way: bool = False
) -> Rule:
    """The rule of a value with an order.

    rise, fall    what a larger and a smaller one do
    comes, goes   what it does to ask for one where none was asked, and to ask for none any more
    one_way       whether a step that tightens can let nothing pass that failed
    """

    def compare(spot: Spot, old: Any, new: Any) -> Iterator[Change]:
        way = moved(old, new)
        if old is None or new is None or not way:
            yield told(spot, comes if old is None else goes if new is None else Effect.TIGHTENS, old, new)
        else:
            yield step(spot, rise if way > 0 else fall, old, new, one_way=one_way)

    return compare


def step(spot: Spot, effect: Effect, old: Any, new: Any, *, one_way: bool = False) -> Change:
    """A value with an order went up or down. Raises ValueError when it did neither."""
    way = moved(old, new)
    if not way:
        raise ValueError("neither is more")
    verb, zh, en = _VERBS[_sort(old), way]
    name, before, after = spot.named, shown(old), shown(new)
    said_zh, said_en = f"{name.zh}由 {before} {zh} {after}", f"{name.en} {en} from {before} to {after}"
    return spot.change(verb, effect, said_zh, said_en, old, new, one_way=one_way)


def _sort(value: Any) -> str:
    return "length" if isinstance(value, Duration) else "day" if isinstance(value, date) else "count"


_VERBS = {
    ("count", 1): ("raised", "提高到", "raised"),
    ("count", -1): ("lowered", "降低到", "lowered"),
    ("length", 1): ("lengthened", "延长为", "lengthened"),
    ("length", -1): ("shortened", "缩短为", "shortened"),
    ("day", 1): ("moved-later", "推后到", "moved later,"),
    ("day", -1): ("moved-earlier", "提前到", "moved earlier,"),
}
