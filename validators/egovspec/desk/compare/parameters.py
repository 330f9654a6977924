"""Values given to the parameters of checks: a cycle, a count, a column tree. Which way they move the verdicts is asked
of the check's own SQL, and where that proves nothing the change counts as possibly tightening."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from egovspec.desk.compare.amounts import moved, read, step
from egovspec.desk.compare.change import Change, Effect
from egovspec.desk.compare.fields import fits, told
from egovspec.desk.compare.references import References
from egovspec.desk.compare.spot import Spot
from egovspec.desk.compare.values import shown
from egovspec.desk.compare.written import sql_of
from egovspec.model.check import Check, SpecParameter, ValueParameter, ValueType

ORDERED = frozenset({ValueType.INTEGER, ValueType.NUMBER, ValueType.DATE, ValueType.DURATION})


def given(
    spot: Spot,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    checks: Sequence[tuple[str, str]],
    references: References,
    scale: Callable[[Effect], Effect],
) -> Iterator[Change]:
    """Values given to checks that were exchanged for others.

    checks   references of the checks they are given to: before, after
    scale    what a tightening comes to here
    """
    for key in (*old, *(key for key in new if key not in old)):
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        ways = {effect_of_value(key, before, after, one, other, references) for one, other in checks}
        effect = scale(max((effect for effect, _ in ways), default=Effect.TIGHTENS))
        one_way = bool(ways) and all(sure for _, sure in ways)
        yield _said(spot, key, before, after, effect, one_way=one_way)


def _said(spot: Spot, key: str, old: Any, new: Any, effect: Effect, *, one_way: bool) -> Change:
    name, before, after = spot.named, read(old), read(new)
    if old is None or new is None:
        here, verb = spot.value(key), "removed" if new is None else "added"
        value = shown(new if old is None else old)
        value = f" = {value}" if fits(value) else ""
        zh = f"{'增加' if old is None else '去掉'}{name.zh} {key}{value}"
        return here.change(verb, effect, zh, f"{name.en} {verb}: {key}{value}", old, new, one_way=one_way)
    here = spot.member(key)
    if moved(before, after):
        return step(here, effect, before, after, one_way=one_way)
    return told(here, effect, old, new, one_way=one_way)


_UNKNOWN = (Effect.TIGHTENS, False)


def effect_of_value(
    key: str, old: Any, new: Any, before: str, after: str, references: References
) -> tuple[Effect, bool]:
    """What another value does to the verdicts of one check, and whether it does nothing but that."""
    one, other = references.old("check", before), references.new("check", after)
    if not isinstance(one, Check) or not isinstance(other, Check):
        return _UNKNOWN
    parameter = other.parameters.get(key)
    if isinstance(parameter, ValueParameter) and parameter == one.parameters.get(key):
        # What is not given is the default.
        old, new = parameter.default if old is None else old, parameter.default if new is None else new
        if old == new and sql_of(one) == sql_of(other):
            return Effect.WORDING, False
    if old is None or new is None:
        return _UNKNOWN
    if isinstance(parameter, SpecParameter):
        return references.exchanged(parameter.spec.value, str(old), str(new)), False
    if not isinstance(parameter, ValueParameter) or sql_of(one) != sql_of(other):
        return _UNKNOWN
    return effect_of_step(other, key, old, new)


def effect_of_step(check: Check, key: str, old: Any, new: Any) -> tuple[Effect, bool]:
    """What another value of a parameter does to the verdicts of a check, and whether it does nothing but that."""
    from egovspec.desk.compare.sql.direction import direction  # the parser is slow to import, and few changes need it

    parameter = check.parameters[key]
    way = moved(read(old), read(new))
    if not isinstance(parameter, ValueParameter) or parameter.type not in ORDERED or not way:
        return _UNKNOWN
    moves = way * direction(sql_of(check), key)
    return (Effect.WIDENS, False) if moves > 0 else (Effect.TIGHTENS, moves < 0)
