"""Two versions of a check: what it judges otherwise, by its SQL, its parameters, and what it makes of nothing.

Changed SQL counts as possibly breaking unless both queries have one normal form (`sql/normal.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from egovspec.desk.compare.amounts import moved, read, step
from egovspec.desk.compare.change import Change, Effect
from egovspec.desk.compare.fields import Rule, always, fields, plainly, reordered, told, values, wording
from egovspec.desk.compare.parameters import effect_of_step
from egovspec.desk.compare.spot import Spot
from egovspec.desk.compare.written import sql_of
from egovspec.facts.tables import TABLE
from egovspec.model.check import Check, Parameter, SpecParameter, ValueParameter, ValueType, WhenEmpty

if TYPE_CHECKING:
    from sqlglot import exp

QUERY = ("select", "each", "where", "must", "subject", "place")


def checks(old: Check, new: Check) -> Iterator[Change]:
    """Changes from one version of a check to another."""
    rules: dict[str, Rule] = {
        "title": wording,
        "message": wording,
        "cases": wording,
        "survivors": wording,
        "passes_without": wording,
        # Tables decide whether there is anything to judge by: with one less, what was left open may fail.
        "needs": partial(values, added=Effect.TIGHTENS, removed=Effect.TIGHTENS),
        "absence": lambda spot, before, after: _absence(spot, after),
        "when_empty": _when_empty,
        "parameters": lambda spot, before, after: _parameters(spot, before, after, old, new),
        **dict.fromkeys(QUERY, lambda *_: iter(())),
    }
    yield from _query(old, new)
    plain = {name: getattr(old, name) for name in QUERY}
    yield from fields(Spot(), old, new.model_copy(update=plain), rules, plainly(Effect.TIGHTENS))


# --- the query


def _query(old: Check, new: Check) -> Iterator[Change]:
    """One change for the query, in whichever spelling it stands."""
    if all(getattr(old, name) == getattr(new, name) for name in QUERY):
        return
    spot = Spot().field(_spelt(old, new))
    before, after = sql_of(old), sql_of(new)
    same = _same(before, after)
    if same is None and (constants := _new_constants(old, new)) and _same(before, after, constants):
        names = ", ".join(f"${name}" for name in constants)
        zh, en = f"查询中的常数成为参数 {names}", f"constants of the query became parameters: {names}"
        yield spot.change("parametrised", Effect.WIDENS, zh, en, before, after, stem="query")
    elif same is None:
        zh, en = "查询有改动，未能证明与原来等价", "the query changed and could not be proven equal"
        yield spot.change("changed", Effect.TIGHTENS, zh, en, before, after, stem="query")
    elif same == "verdicts":
        zh, en = "查询返回的消息用栏有改动，判定不变", "other columns for messages; verdicts stay the same"
        yield spot.change("columns-changed", Effect.WORDING, zh, en, before, after, stem="query")
    else:
        zh, en = "查询换了写法，已证明与原来等价", "the query is written otherwise and proven equal"
        yield spot.change("respelt", Effect.WORDING, zh, en, before, after, stem="query")


def _spelt(old: Check, new: Check) -> str:
    changed = [name for name in QUERY if getattr(old, name) != getattr(new, name)]
    return changed[0] if len(changed) == 1 else "select" if new.select is not None else "must"


def _same(before: str, after: str, constants: Mapping[str, exp.Expr] | None = None) -> str | None:
    """Whether two queries are proven to return the same, or at least the same verdicts."""
    from egovspec.desk.compare.sql.normal import normal_form  # the parser is slow to import, and few need it

    for name, messages in (("rows", True), ("verdicts", False)):
        one = normal_form(before, _tables(), messages=messages)
        if one is not None and one == normal_form(after, _tables(), values=constants, messages=messages):
            return name
    return None


@cache
def _tables() -> dict[str, frozenset[str]]:
    return {name: frozenset(column.name for column in table.columns()) for name, table in TABLE.items()}


def _new_constants(old: Check, new: Check) -> dict[str, exp.Expr]:
    """Parameters that came, by the constant their default would be where they stand."""
    from sqlglot import exp

    found: dict[str, exp.Expr] = {}
    for name, parameter in new.parameters.items():
        if name in old.parameters:
            continue
        if not isinstance(parameter, ValueParameter) or parameter.default is None:
            return {}
        match parameter.type:
            case ValueType.TEXT:
                found[name] = exp.Literal.string(str(parameter.default))
            case ValueType.INTEGER if str(parameter.default).isdigit():
                found[name] = exp.Literal.number(str(parameter.default))
            case ValueType.BOOLEAN:
                found[name] = exp.Boolean(this=str(parameter.default).lower() == "true")
            case _:
                return {}
    return found


# --- the rest


def _absence(spot: Spot, new: str | None) -> Iterator[Change]:
    if new is None:
        said = ("采集不全时也判为不符合", "fails even where not all was collected")
        yield spot.change("removed", Effect.TIGHTENS, *said, "decides", None, one_way=True)
    else:
        said = ("采集不全时不再判为不符合，而是未定", "no longer fails where not all was collected, but stays open")
        yield spot.change("added", Effect.WIDENS, *said, None, new)


def _when_empty(spot: Spot, old: WhenEmpty | None, new: WhenEmpty | None) -> Iterator[Change]:
    if old is not None and new is not None:
        yield from fields(spot, old, new, {"because": wording}, plainly(Effect.TIGHTENS))
    elif new is None:
        said = ("没有一行时由不适用改为未定", "without a row it stays open and is no longer not applicable")
        yield spot.change("removed", Effect.TIGHTENS, *said, old, None, one_way=True)
    else:
        said = ("没有一行时由未定改为不适用", "without a row it is not applicable and no longer open")
        yield spot.change("added", Effect.WIDENS, *said, None, new)


def _parameters(
    spot: Spot, before: Mapping[str, Parameter], after: Mapping[str, Parameter], old: Check, new: Check
) -> Iterator[Change]:
    for name, parameter in before.items():
        if name not in after:
            zh, en = f"去掉参数 {name}", f"parameter removed: {name}"
            yield spot.value(name).change("removed", Effect.TIGHTENS, zh, en, parameter, None)
        elif parameter != after[name]:
            yield from _parameter(
                spot.member(name, f"参数 {name}", f"parameter {name}"), name, parameter, after[name], old, new
            )
    for name, parameter in after.items():
        if name not in before:
            optional = isinstance(parameter, ValueParameter) and parameter.default is not None
            zh = f"增加参数 {name}{'（有缺省值）' if optional else '，必须给出'}"
            en = f"parameter added: {name}, {'with a default' if optional else 'which must be given'}"
            effect = Effect.WIDENS if optional else Effect.TIGHTENS
            yield spot.value(name).change("added", effect, zh, en, None, parameter)
    kept, again = [name for name in before if name in after], [name for name in after if name in before]
    if kept != again:
        yield reordered(spot, kept, again)


def _parameter(spot: Spot, name: str, before: Parameter, after: Parameter, old: Check, new: Check) -> Iterator[Change]:
    if isinstance(before, SpecParameter) or isinstance(after, SpecParameter):
        if type(before) is type(after):
            yield from fields(spot, before, after, {"meaning": wording}, plainly(Effect.TIGHTENS))
        else:
            yield told(spot.field("type"), Effect.TIGHTENS, before, after)
        return
    rules: dict[str, Rule] = {
        "type": always(Effect.TIGHTENS),
        "meaning": wording,
        "one_of": _one_of,
        "default": lambda here, was, now: _default(here, name, was, now, old, new),
    }
    yield from fields(spot, before, after, rules, plainly(Effect.TIGHTENS))


def _one_of(spot: Spot, old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """An empty list allows every value."""
    if not old or not new:
        yield told(spot, Effect.TIGHTENS if new else Effect.WIDENS, list(old) or None, list(new) or None)
    else:
        yield from values(spot, old, new, added=Effect.WIDENS, removed=Effect.TIGHTENS)


def _default(spot: Spot, name: str, before: Any, after: Any, old: Check, new: Check) -> Iterator[Change]:
    if before is None or after is None:
        yield told(spot, Effect.WIDENS if before is None else Effect.TIGHTENS, before, after)
        return
    same = (
        sql_of(old) == sql_of(new)
        and old.parameters[name].model_copy(update={"default": after}) == new.parameters[name]
    )
    effect, one_way = effect_of_step(new, name, before, after) if same else (Effect.TIGHTENS, False)
    was, now = read(before), read(after)
    if moved(was, now):
        yield step(spot, effect, was, now, one_way=one_way)
    else:
        yield told(spot, effect, before, after, one_way=one_way)
