"""What can be changed at one node of a SELECT: another comparison, a condition less, another join, a constant beside it.

Each change is told in words that stay the same when something else in the SELECT changes, and knows which case it is
looking for. That nothing is changed twice is left to `mutants`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from sqlglot import exp

from egovspec.desk.mutate import advice
from egovspec.desk.mutate.reach import Parts
from egovspec.desk.mutate.sqltree import around, harmless_twice, never_null, shown, word
from egovspec.model.base import Text

BOUNDARIES: tuple[tuple[type[exp.Expr], type[exp.Expr]], ...] = ((exp.LT, exp.LTE), (exp.GT, exp.GTE))
OPPOSITES: tuple[tuple[type[exp.Expr], type[exp.Expr]], ...] = (
    (exp.EQ, exp.NEQ),
    (exp.NullSafeEQ, exp.NullSafeNEQ),
    (exp.Add, exp.Sub),
)
EXTREMES: tuple[tuple[type[exp.Expr], type[exp.Expr]], ...] = (
    (exp.Min, exp.Max),
    (exp.Least, exp.Greatest),
    (exp.ArgMin, exp.ArgMax),
    (exp.LogicalAnd, exp.LogicalOr),
)
_OTHER = {kind: other for pair in (*BOUNDARIES, *OPPOSITES, *EXTREMES) for kind, other in (pair, pair[::-1])}
_BOUNDARY = tuple(kind for pair in BOUNDARIES for kind in pair)
_OPPOSITE = tuple(kind for pair in OPPOSITES for kind in pair)
_EXTREME = tuple(kind for pair in EXTREMES for kind in pair)


@dataclass(frozen=True)
class Change:
    """A node and what stands in its place: None to take it away.

    missing   which case would notice it
    told      what is said of it when before and after are too long to show
    """

    node: exp.Expr
    after: exp.Expr | None
    missing: Callable[[], Text]
    told: str = ""


def changes_at(node: exp.Expr, parts: Parts) -> Iterator[Change]:
    """What can be changed at one node."""
    deciding = id(node) in parts.deciding
    if id(node) in parts.oks and not never_null(node):
        after = exp.func("coalesce", node.copy(), exp.true())
        yield Change(node, after, partial(advice.open_when_unknown, node), "ok: NULL → TRUE")
    if isinstance(node, _BOUNDARY):
        yield _with_class(node, partial(advice.boundary, node.this, node.expression))
    if type(node) in _OPPOSITE:
        missing = partial(advice.equality, node.this, node.expression)
        yield _with_class(node, partial(advice.sum_matters, node) if isinstance(node, exp.Add | exp.Sub) else missing)
    # Whether there is any value is the same for the smallest and the greatest.
    if type(node) in _EXTREME and deciding and not isinstance(node.parent, exp.Is):
        yield _with_class(node, partial(advice.two_values, node))
    for kinds, changes in CHANGES:
        if isinstance(node, kinds):
            yield from changes(node)
    if isinstance(node, exp.Literal):
        yield from _literal(node, deciding)
    if isinstance(node, exp.Cast) and isinstance(node.this, exp.Placeholder | exp.Parameter):
        for other in parts.same.get(node.this.name, ()):
            after = exp.cast(exp.Placeholder(this=other), node.to.copy(), dialect="duckdb")
            yield Change(node, after, partial(advice.parameters_apart, node.this.name, other))


def _with_class(node: exp.Expr, missing: Callable[[], Text]) -> Change:
    return Change(node, _OTHER[type(node)](**node.copy().args), missing)


def _between(node: exp.Expr) -> Iterator[Change]:
    value, low, high = (node.args[name] for name in ("this", "low", "high"))
    for left, right, missing in (
        (exp.GT, exp.LTE, partial(advice.boundary, value, low)),
        (exp.GTE, exp.LT, partial(advice.boundary, value, high)),
        (None, exp.LTE, partial(advice.beyond, value, low, below=True)),
        (exp.GTE, None, partial(advice.beyond, value, high, below=False)),
    ):
        bounds = [kind(this=value.copy(), expression=at.copy()) for kind, at in ((left, low), (right, high)) if kind]
        yield Change(node, exp.and_(*bounds, dialect="duckdb"), missing)


def _connector(node: exp.Expr) -> Iterator[Change]:
    both = isinstance(node, exp.And)
    for kept, dropped in ((node.this, node.expression), (node.expression, node.this)):
        if type(dropped) is not type(node):
            missing = partial(advice.condition_dropped, dropped, kept, both=both)
            yield Change(node, kept.copy(), missing, f"dropped: {word(node)} {shown(dropped)}")
    after = (exp.Or if both else exp.And)(this=node.this.copy(), expression=node.expression.copy())
    yield Change(node, after, partial(advice.one_of_two, node.this, node.expression))


def _not(node: exp.Expr) -> Iterator[Change]:
    yield Change(node, node.this.copy(), partial(advice.both_ways, node.this))


def _is(node: exp.Expr) -> Iterator[Change]:
    if not isinstance(node.parent, exp.Not):
        yield Change(node, exp.Not(this=node.copy()), partial(advice.with_and_without, node.this))


def _null_safe(node: exp.Expr) -> Iterator[Change]:
    kind = exp.EQ if isinstance(node, exp.NullSafeEQ) else exp.NEQ
    yield Change(node, kind(**node.copy().args), partial(advice.unknown, node.this, node.expression))


def _boolean(node: exp.Expr) -> Iterator[Change]:
    after = exp.false() if node.this else exp.true()
    yield Change(node, after, partial(advice.reaches, node), f"{around(node)}: {shown(node)} → {shown(after)}")


def _literal(node: exp.Literal, deciding: bool) -> Iterator[Change]:
    if isinstance(node.parent, exp.DataTypeParam):
        return
    number = node.this if not node.is_string or isinstance(node.parent, exp.Interval) else ""
    if re.fullmatch(r"\d+", number):
        for other in (int(number) + 1, int(number) - 1):
            near = exp.Literal(this=str(other), is_string=node.is_string)
            missing = partial(advice.number, node, int(number), other)
            yield Change(node, near, missing, f"{around(node)}: {number} → {other}")
    elif node.is_string and deciding:
        after: exp.Expr = _told_from(node) or exp.Literal.string(node.this + "~")
        yield Change(node, after, partial(advice.text, node), f"{around(node)}: {shown(node)} → {shown(after)}")


def _told_from(node: exp.Literal) -> exp.Expr | None:
    """For the '' of `coalesce(x, '') <> 'a'` the 'a': any other text would be told from it just as well."""
    default = node.parent
    if isinstance(default, exp.Coalesce) and isinstance(default.parent, exp.EQ | exp.NEQ):
        other = default.parent.expression if default.parent.this is default else default.parent.this
        return other.copy() if isinstance(other, exp.Literal) and other.this != node.this else None
    return None


def _join(node: exp.Expr) -> Iterator[Change]:
    assert isinstance(node, exp.Join)
    if not node.args.get("on") and node.side != "LEFT":
        return
    after = node.copy()
    after.set("side", None if node.side == "LEFT" else "LEFT")
    after.set("kind", None)
    before, now = ("LEFT JOIN", "JOIN") if node.side == "LEFT" else ("JOIN", "LEFT JOIN")
    missing = partial(advice.no_partner, _read_first(node), node.this)
    yield Change(node, after, missing, f"{before} {shown(node.this)} → {now}")
    if node.args.get("on") and not isinstance(node.args["on"], exp.Boolean):
        on = node.args["on"]
        yield Change(on, exp.true(), partial(advice.stranger, node.this, on), f"dropped: ON {shown(on)}")


def _read_first(join: exp.Join) -> str:
    """Name of what the join is joined to: what the SELECT reads first."""
    from_ = join.parent.args.get("from_") if join.parent is not None else None
    first = from_.this if isinstance(from_, exp.From) else None
    return (first.name if isinstance(first, exp.Table) else first.alias_or_name) if first is not None else "…"


def _select(node: exp.Expr) -> Iterator[Change]:
    if node.args.get("distinct") and not harmless_twice(node):
        listed = ", ".join(map(shown, node.expressions))
        yield Change(node.args["distinct"], None, partial(advice.twice, listed), f"dropped: DISTINCT of {listed}")


def _clause(node: exp.Expr) -> Iterator[Change]:
    if not isinstance(node.parent, exp.Filter):
        yield Change(node, None, partial(advice.not_met, node.this), f"dropped: {shown(node)}")


def _filter(node: exp.Expr) -> Iterator[Change]:
    missing = partial(advice.filtered, node.expression.this, node.this)
    yield Change(node, node.this.copy(), missing, f"dropped: FILTER of {shown(node)}")


def _count(node: exp.Expr) -> Iterator[Change]:
    if isinstance(node.this, exp.Distinct):
        value = node.this.expressions[0]
        yield Change(node, exp.Count(this=value.copy()), partial(advice.twice, shown(value)))
    elif not isinstance(node.this, exp.Star):
        after = exp.Count(this=exp.Distinct(expressions=[node.this.copy()]))
        yield Change(node, after, partial(advice.twice, shown(node.this)))


def _distinct_in_aggregate(node: exp.Expr) -> Iterator[Change]:
    if not isinstance(node.parent, exp.Select | exp.Count) and len(node.expressions) == 1:
        value = node.expressions[0]
        told = f"dropped: DISTINCT in {shown(node.parent)}"
        yield Change(node, value.copy(), partial(advice.twice, shown(value)), told)


def _case(node: exp.Expr) -> Iterator[Change]:
    branches, default = node.args["ifs"], node.args.get("default")
    for n, branch in enumerate(branches):
        told = f"dropped: WHEN {shown(branch.this)} THEN {shown(branch.args['true'])}"
        after = node.copy()
        if len(branches) == 1:
            after = default.copy() if default else exp.null()
        else:
            after.set("ifs", [one for m, one in enumerate(after.args["ifs"]) if m != n])
        yield Change(node, after, partial(advice.branch_taken, branch.this), told)
    if default is not None and not isinstance(default, exp.Null):
        after = node.copy()
        after.set("default", None)
        yield Change(node, after, partial(advice.no_branch, node), f"dropped: ELSE {shown(default)}")


def _coalesce(node: exp.Expr) -> Iterator[Change]:
    values = [node.this, *node.expressions]
    for n, dropped in enumerate(values):
        left = [value.copy() for value in values if value is not dropped]
        after = left[0] if len(left) == 1 else exp.func("coalesce", *left)
        yield Change(node, after, partial(advice.fallback, values, n))


def _nullif(node: exp.Expr) -> Iterator[Change]:
    yield Change(node, node.this.copy(), partial(advice.equal_to, node.this, node.expression))


def _set_operation(node: exp.Expr) -> Iterator[Change]:
    if harmless_twice(node):
        return
    after = node.copy()
    after.set("distinct", not node.args.get("distinct"))
    before, now = ("UNION", "UNION ALL") if node.args.get("distinct") else ("UNION ALL", "UNION")
    yield Change(node, after, advice.in_both_halves, f"{before} → {now}")


def _group(node: exp.Expr) -> Iterator[Change]:
    for n, key in enumerate(node.expressions):
        after = node.copy()
        after.set("expressions", [one for m, one in enumerate(after.expressions) if m != n])
        missing = partial(advice.differ_in, key)
        yield Change(node, after if after.expressions else None, missing, f"dropped: GROUP BY {shown(key)}")


def _window(node: exp.Expr) -> Iterator[Change]:
    for n, key in enumerate(node.args.get("partition_by") or ()):
        after = node.copy()
        after.set("partition_by", [one for m, one in enumerate(after.args["partition_by"]) if m != n])
        yield Change(node, after, partial(advice.differ_in, key), f"dropped: PARTITION BY {shown(key)}")
    for n, key in enumerate(node.args["order"].expressions if node.args.get("order") else ()):
        after = node.copy()
        after.args["order"].expressions[n].set("desc", not key.args.get("desc"))
        yield Change(node, after, partial(advice.in_order, key), f"the other way: ORDER BY {shown(key)}")


CHANGES: tuple[tuple[type[exp.Expr] | tuple[type[exp.Expr], ...], Callable[[exp.Expr], Iterator[Change]]], ...] = (
    (exp.Between, _between),
    ((exp.And, exp.Or), _connector),
    (exp.Not, _not),
    (exp.Is, _is),
    ((exp.NullSafeEQ, exp.NullSafeNEQ), _null_safe),
    (exp.Boolean, _boolean),
    (exp.Join, _join),
    (exp.Select, _select),
    ((exp.Where, exp.Having, exp.Qualify), _clause),
    (exp.Filter, _filter),
    (exp.Count, _count),
    (exp.Distinct, _distinct_in_aggregate),
    (exp.Case, _case),
    (exp.Coalesce, _coalesce),
    (exp.Nullif, _nullif),
    (exp.Union, _set_operation),
    (exp.Group, _group),
    (exp.Window, _window),
)
