"""The normal form of a check's SQL: where two queries have one, they give the same verdicts on any facts.

Every rewriting is an equivalence under SQL's logic of three values, as the engine runs it:

- names of tables' aliases and of common table expressions, letter case, layout, comments, redundant parentheses
- columns named with or without their table, where only one can be meant
- `a AND b` ↔ `b AND a`, the same for OR; the order of a list after IN; `a = b` ↔ `b = a`; `a > b` ↔ `b < a`
- NOT pushed inwards: over AND, OR and NOT, and into comparisons (both sides of the step are NULL together)
- `ELSE NULL`, INNER and OUTER written or not, common table expressions nobody reads
- of the whole query: the order of its rows, the order of its columns, and columns that only messages show

Much that is equal has two normal forms; then the change counts as possibly breaking, and a person decides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from egovspec.desk.compare.sql.scopes import Scopes, Unproven

VERDICT = frozenset({"subject", "ok", "faults"})
# The parser meets odd text with more than its own errors.
_TRIPPED = (SqlglotError, RecursionError, ValueError, TypeError, AttributeError, LookupError, AssertionError)
_FLIPPED: dict[type[exp.Expr], type[exp.Expr]] = {exp.GT: exp.LT, exp.GTE: exp.LTE}
_OPPOSITE: dict[type[exp.Expr], type[exp.Expr]] = {
    exp.LT: exp.GTE,
    exp.GTE: exp.LT,
    exp.GT: exp.LTE,
    exp.LTE: exp.GT,
    exp.EQ: exp.NEQ,
    exp.NEQ: exp.EQ,
    exp.NullSafeEQ: exp.NullSafeNEQ,
    exp.NullSafeNEQ: exp.NullSafeEQ,
}
_SYMMETRIC = (exp.EQ, exp.NEQ, exp.NullSafeEQ, exp.NullSafeNEQ)
_TRUTHS: tuple[type[exp.Expr], ...] = (
    exp.And,
    exp.Or,
    exp.Not,
    exp.Is,
    exp.In,
    exp.Like,
    exp.Between,
    exp.Exists,
    exp.Boolean,
    *_OPPOSITE,
)
# Expressions a column for messages may be made of: none of them can fail, or change how many rows there are.
_HARMLESS: tuple[type[exp.Expr], ...] = (
    exp.Column, exp.Identifier, exp.Placeholder, exp.Literal, exp.Boolean, exp.Null, exp.Alias, exp.Paren, exp.Coalesce,
    exp.Case, exp.If, exp.And, exp.Or, exp.Not, exp.Is, *_OPPOSITE, exp.Min, exp.Max, exp.Count, exp.Star, exp.DPipe,
)  # fmt: skip

Normal = tuple[Any, ...]


def parsed(sql: str) -> exp.Query | None:
    """The tree of a query; None when it is none."""
    try:
        tree = sqlglot.parse_one(sql, dialect="duckdb")
    except _TRIPPED:
        return None
    return tree if isinstance(tree, exp.Query) else None


def normal_form(
    sql: str,
    tables: Mapping[str, Collection[str]],
    *,
    values: Mapping[str, exp.Expr] | None = None,
    messages: bool = True,
) -> Normal | None:
    """The normal form of a query; None when it has none.

    tables     columns of the tables it may read
    values     parameters to be read as these constants
    messages   whether columns that only messages show count
    """
    tree = parsed(sql)
    if tree is None:
        return None
    tree = tree.copy()
    for found in list(tree.find_all(exp.Placeholder, exp.Parameter)):
        if values and found.name in values:
            found.replace(values[found.name].copy())
    _drop_unused(tree)
    ends = tree.args.get("limit") is None and tree.args.get("offset") is None
    if ends and not _distinct_on(tree):
        tree.set("order", None)
    scopes = Scopes(tables)
    try:
        scopes.read(tree)
        return _Normal(scopes, _projected(tree, scopes, messages=messages)).of(tree)
    except (Unproven, RecursionError):
        return None


def _distinct_on(tree: exp.Query) -> bool:
    distinct = tree.args.get("distinct")  # of a UNION merely whether it is one
    return isinstance(distinct, exp.Distinct) and distinct.args.get("on") is not None


def _drop_unused(tree: exp.Expr) -> None:
    """Take away common table expressions that nothing reads; nothing runs them either."""
    while True:
        unused = [
            cte
            for with_ in tree.find_all(exp.With)
            for cte in with_.expressions
            if not any(
                table.name.lower() == cte.alias.lower() and cte not in _above(table)
                for table in tree.find_all(exp.Table)
            )
        ]
        if not unused:
            return
        for cte in unused:
            with_ = cte.parent
            cte.pop()
            if with_ is not None and not with_.expressions:
                with_.pop()


def _above(node: exp.Expr) -> Iterator[exp.Expr]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _projected(tree: exp.Query, scopes: Scopes, *, messages: bool) -> frozenset[int] | None:
    """Identities of the columns of the whole query that count; None when all do, in their order."""
    if (
        not isinstance(tree, exp.Select)
        or tree.args.get("distinct")
        or tree.args.get("qualify")
        or tree.args.get("limit")
    ):
        return None
    group = tree.args.get("group")
    if group is not None and (group.args.get("all") or any(not isinstance(o, exp.Column) for o in group.expressions)):
        return None
    order = tree.args.get("order")
    if order is not None or any(isinstance(one, exp.Star) or one.is_star for one in tree.expressions):
        return None
    verdict = [one for one in tree.expressions if one.alias_or_name.lower() in VERDICT]
    aggregates = group is not None or any(_aggregates(one) for one in verdict)
    return frozenset(
        id(one)
        for one in tree.expressions
        if messages or one in verdict or not _for_messages_only(one, scopes, aggregates=aggregates)
    )


def _aggregates(node: exp.Expr) -> bool:
    """Whether an expression makes its own SELECT one row: an aggregate of a query within it, or of a window, does not."""
    parts = node.walk(prune=lambda part: isinstance(part, exp.Query | exp.Window))
    return any(isinstance(part, exp.AggFunc) for part in parts)


def _for_messages_only(one: exp.Expr, scopes: Scopes, *, aggregates: bool) -> bool:
    if one.alias_or_name.lower() in scopes.unowned:
        return False  # another part may mean this column by its name
    parts = list(one.walk())
    return all(isinstance(part, _HARMLESS) for part in parts) and (
        aggregates or not any(isinstance(part, exp.AggFunc) for part in parts)
    )


class _Normal:
    """Makes the form: nested tuples that are equal where the queries are."""

    def __init__(self, scopes: Scopes, projected: frozenset[int] | None) -> None:
        self._scopes = scopes
        self._projected = projected

    def of(self, node: exp.Expr) -> Normal:
        if isinstance(node, exp.Paren):
            return self.of(node.this)
        if isinstance(node, exp.And | exp.Or):
            return self._connected(type(node), node, negated=False)
        if isinstance(node, exp.Not):
            return self._negated(node.this)
        if isinstance(node, exp.Binary) and type(node) in _OPPOSITE:
            return self._compared(type(node), node)
        if isinstance(node, exp.In) and node.expressions:
            listed = tuple(sorted({self.of(one) for one in node.expressions}, key=repr))
            return ("In", self.of(node.this), listed, *self._rest(node, {"this", "expressions"}))
        if isinstance(node, exp.Case) and isinstance(node.args.get("default"), exp.Null):
            return ("Case", *self._rest(node, {"default"}))
        if isinstance(node, exp.Column):
            owner = self._scopes.owner.get(id(node), "")
            return ("Column", owner, "*" if isinstance(node.this, exp.Star) else node.name.lower(), *self._odd(node))
        if isinstance(node, exp.Identifier):
            return ("Identifier", node.name)
        if isinstance(node, exp.Var):
            return ("Var", node.name.lower())
        if isinstance(node, exp.Select):
            return self._select(node)
        if isinstance(node, exp.Join):
            return self._join(node)
        if id(node) in self._scopes.alias:
            return self._source(node)
        return (type(node).__name__, *self._rest(node, set()))

    def _rest(self, node: exp.Expr, without: Collection[str]) -> Iterator[Normal]:
        for name in sorted(node.args):
            value = node.args[name]
            if name not in without and value is not None and value != []:
                yield (name, self._value(value, named=isinstance(node, exp.Anonymous | exp.Join)))

    def _value(self, value: Any, *, named: bool) -> Any:
        if isinstance(value, exp.Expr):
            return self.of(value)
        if isinstance(value, list):
            return tuple(self._value(one, named=named) for one in value)
        # Names of functions and joins may be written in either case; in all else a letter may be part of a text.
        return str(value).lower() if named else str(value)

    def _odd(self, column: exp.Expr) -> Iterator[Normal]:
        """What a column may say besides table and name; then it is not merely a column."""
        return self._rest(column, {"this", "table"})

    def _connected(self, kind: type[exp.Expr], node: exp.Expr, *, negated: bool) -> Normal:
        parts = {self._negated(one) if negated else self.of(one) for one in _flat(kind, node)}
        name = kind.__name__ if not negated else (exp.Or if kind is exp.And else exp.And).__name__
        flat: set[Normal] = set()
        for part in parts:
            flat |= set(part[1]) if part[0] == name else {part}
        return (name, tuple(sorted(flat, key=repr)))

    def _negated(self, node: exp.Expr) -> Normal:
        if isinstance(node, exp.Paren):
            return self._negated(node.this)
        if isinstance(node, exp.And | exp.Or):
            return self._connected(type(node), node, negated=True)
        if isinstance(node, exp.Not) and isinstance(_bare(node.this), _TRUTHS):
            return self.of(node.this)
        if type(node) in _OPPOSITE and not _set_against(node):
            return self._compared(_OPPOSITE[type(node)], node)
        if isinstance(node, exp.Boolean):
            return self.of(exp.Boolean(this=not node.this))
        return ("Not", self.of(node))

    def _compared(self, kind: type[exp.Expr], node: exp.Expr) -> Normal:
        left, right = self.of(node.this), self.of(node.expression)
        if kind in _FLIPPED and not _set_against(node):
            kind, left, right = _FLIPPED[kind], right, left
        if kind in _SYMMETRIC:
            left, right = sorted((left, right), key=repr)
        return (kind.__name__, left, right)

    def _select(self, select: exp.Select) -> Normal:
        whole = select.parent is None
        returned = [
            ("Alias", self.of(one.this if isinstance(one, exp.Alias) else one), one.alias_or_name.lower())
            if isinstance(one, exp.Alias | exp.Column) and not one.is_star
            else ("Bare", self.of(one))
            for one in select.expressions
            if not whole or self._projected is None or id(one) in self._projected
        ]
        if whole and self._projected is not None:
            returned.sort(key=repr)
        return ("Select", tuple(returned), *self._rest(select, {"expressions"}))

    def _join(self, join: exp.Join) -> Normal:
        kind = (join.args.get("kind") or "").upper()
        side = (join.args.get("side") or "").upper()
        if (kind == "OUTER" and side) or (kind == "INNER" and (join.args.get("on") or join.args.get("using"))):
            kind = ""
        return ("Join", kind, side, *self._rest(join, {"kind", "side"}))

    def _source(self, node: exp.Expr) -> Normal:
        alias = node.args.get("alias")
        columns = tuple(column.name.lower() for column in alias.columns) if isinstance(alias, exp.TableAlias) else ()
        name = self._scopes.alias[id(node)]
        read = self._scopes.target.get(id(node))
        without = {"alias"} if read is None else {"alias", "this"}
        return (type(node).__name__, name, read or "", columns, *self._rest(node, without))


def _flat(kind: type[exp.Expr], node: exp.Expr) -> Iterator[exp.Expr]:
    """The parts of a chain of ANDs or ORs."""
    node = _bare(node)
    if isinstance(node, kind):
        yield from _flat(kind, node.this)
        yield from _flat(kind, node.expression)
    else:
        yield node


def _bare(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def _set_against(node: exp.Expr) -> bool:
    """Whether a side is ANY, ALL or a row, whose comparisons have an opposite of another kind."""
    return any(isinstance(_bare(side), exp.Any | exp.All | exp.Tuple) for side in (node.this, node.expression))
