"""Mutants of a check's SQL: the SELECT with one thing changed, which some case of the check has to notice.

A mutant no case notices is a missing case: a boundary day, another class, a row that is not there. It is told by what was
changed, `a < b → a <= b`, with a number when the same change can be made in several places. Running them is `killing.py`.

    python tests/mutants.py [CHECK …] [--catalogue DIR]     a table of all checks, or of those named; 1 when any survive
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlglot import exp

from egovspec.judge.bind import types_of
from egovspec.judge.compile import Compiled
from egovspec.judge.messages import holes
from egovspec.model.check import SpecParameter

VERDICT = frozenset({"subject", "ok", "faults"})
OPPOSITES: tuple[tuple[type[exp.Expr], type[exp.Expr]], ...] = (
    (exp.LT, exp.LTE),
    (exp.GT, exp.GTE),
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
IDEMPOTENT = (exp.Min, exp.Max, exp.LogicalAnd, exp.LogicalOr)
_OPPOSITE = {kind: other for pair in OPPOSITES for kind, other in (pair, pair[::-1])}
_EXTREME = {kind: other for pair in EXTREMES for kind, other in (pair, pair[::-1])}
_LOOSE = (exp.Connector, exp.Binary, exp.Not, exp.Between, exp.In)
_CAST = re.compile(r"CAST\((\$\w+) AS [A-Z]+(?:\[\])?\)")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Mutant:
    """One changed SELECT.

    change      what was changed; unique among the mutants of a check
    line        line of the SELECT, from 1, where the change begins
    parameters  names of the parameters it still uses
    """

    change: str
    line: int
    sql: str
    parameters: frozenset[str]


@dataclass(frozen=True)
class Change:
    """A node and what stands in its place: None to take it away. `told` when before and after are too long to show."""

    node: exp.Expr
    after: exp.Expr | None
    told: str = ""


def mutants(compiled: Compiled, sql: str) -> Iterator[Mutant]:
    """Every single change of a check's SELECT, in the order of the text as far as its parts have places.

    sql   the text the tree was parsed from
    """
    types = types_of(compiled.check.parameters)
    tree = compiled.guarded.tree.copy()
    original = _sql(tree)
    for found in list(tree.find_all(exp.Placeholder, exp.Parameter)):
        found.replace(exp.cast(found.copy(), types[found.name], dialect="duckdb"))
    seen, told = {_sql(tree), original}, Counter[str]()
    parts = Parts.of(compiled, tree)
    changes = [change for node in parts.all for change in _changes(node, parts)]
    for change in sorted(changes, key=lambda change: _offset(change.node)):
        mutated = _sql_of(tree, change)
        if mutated in seen:
            continue
        seen.add(mutated)
        text = change.told or f"{_shown(change.node)} → {_shown(change.after)}"
        told[text] += 1
        name = text if told[text] == 1 else f"{text} ({told[text]})"
        line = sql.count("\n", 0, _offset(change.node)) + 1
        used = frozenset(name for name in types if f"CAST(${name} AS " in mutated)
        yield Mutant(name, line, mutated, used)


@dataclass(frozen=True)
class Parts:
    """What of a tree can change a finding. What only places and English words are made of is left alone.

    all        nodes that decide which subjects there are, whether they hold, or what the message says in Chinese
    deciding   ids of those that do more than fill a message
    same       other parameters of the same type, by name
    oks        ids of the expressions that are `ok`
    """

    all: tuple[exp.Expr, ...]
    deciding: frozenset[int]
    same: dict[str, tuple[str, ...]]
    oks: frozenset[int]

    @classmethod
    def of(cls, compiled: Compiled, tree: exp.Query) -> Parts:
        said = (compiled.check.message.fail, compiled.check.message.open, compiled.check.message.pass_)
        named = {name for text in said if text is not None for name in holes(text.model_copy(update={"en": ""}))}
        oks = [
            projection.unalias()
            for select in _leaves(tree)
            for projection in select.expressions
            if projection.alias_or_name == "ok"
        ]
        return cls(
            tuple(_reached(tree, VERDICT | named)),
            frozenset(map(id, _reached(tree, VERDICT))),
            _same_type(compiled),
            frozenset(map(id, oks)),
        )


def _same_type(compiled: Compiled) -> dict[str, tuple[str, ...]]:
    kinds = {
        name: parameter.spec if isinstance(parameter, SpecParameter) else parameter.type
        for name, parameter in compiled.check.parameters.items()
    }
    kinds |= {"today": "date", "as_of": "timestamp"}  # type: ignore[dict-item]
    return {name: tuple(o for o in kinds if o != name and str(kinds[o]) == str(kinds[name])) for name in kinds}


def _leaves(query: exp.Expr | None) -> list[exp.Select]:
    """The SELECTs a query is the union of."""
    if isinstance(query, exp.Subquery | exp.Paren):
        return _leaves(query.this)
    if isinstance(query, exp.SetOperation):
        return [*_leaves(query.this), *_leaves(query.expression)]
    return [query] if isinstance(query, exp.Select) else []


def _reached(tree: exp.Query, wanted: frozenset[str] | set[str]) -> list[exp.Expr]:
    """Nodes on which the wanted results depend. Columns are told apart by name alone, so it may be a few too many."""
    names: dict[int, str] = {}
    for query in [tree, *(part.this for part in tree.find_all(exp.CTE)), *_derived(tree)]:
        for select in _leaves(query):
            if not select.args.get("distinct") and not _unites(query):
                names |= zip(map(id, select.expressions), query.named_selects, strict=False)
    listed = {
        id(value): column.name
        for values in tree.find_all(exp.Values)
        for row in values.expressions
        for column, value in zip(_columns_of(values), row.expressions, strict=False)
    }
    own = {id(projection) for select in _leaves(tree) for projection in select.expressions}
    asked: set[str] = set()
    order = tree.args.get("order")
    left_alone = {id(order)} if order else set()
    left_alone |= {id(one) for exists in tree.find_all(exp.Exists) for one in exists.this.expressions}
    while True:
        dead = {at for at, name in names.items() if name not in (wanted if at in own else asked)} | left_alone
        dead |= {at for at, name in listed.items() if name not in asked}
        nodes = list(_alive(tree, dead))
        found = {node.name for node in nodes if isinstance(node, exp.Column)}
        if found <= asked:
            return nodes
        asked |= found


def _columns_of(values: exp.Values) -> list[exp.Expr]:
    """Names of the columns of VALUES (…) AS t(a, b); none when they have none."""
    alias = values.args.get("alias")
    return list(alias.args.get("columns") or ()) if isinstance(alias, exp.TableAlias) else []


def _alive(tree: exp.Expr, dead: set[int]) -> Iterator[exp.Expr]:
    return (node for node in tree.walk(prune=lambda node: id(node) in dead) if id(node) not in dead)


def _derived(tree: exp.Query) -> list[exp.Query]:
    return [part.this for part in tree.find_all(exp.Subquery) if isinstance(part.parent, exp.From | exp.Join)]


def _unites(query: exp.Expr) -> bool:
    return any(part.args.get("distinct") for part in query.find_all(exp.SetOperation) if part in (query, query.this))


def _changes(node: exp.Expr, parts: Parts) -> Iterator[Change]:
    """What can be changed at one node."""
    deciding = id(node) in parts.deciding
    if id(node) in parts.oks and not never_null(node):
        yield Change(node, exp.func("coalesce", node.copy(), exp.true()), "ok: NULL → TRUE")
    if type(node) in _OPPOSITE:
        yield _with_class(node, _OPPOSITE[type(node)])
    # Whether there is any value is the same for the smallest and the greatest.
    if type(node) in _EXTREME and deciding and not isinstance(node.parent, exp.Is):
        yield _with_class(node, _EXTREME[type(node)])
    for kinds, changes in CHANGES:
        if isinstance(node, kinds):
            yield from changes(node)
    if isinstance(node, exp.Literal):
        yield from _literal(node, deciding)
    if isinstance(node, exp.Cast) and isinstance(node.this, exp.Placeholder | exp.Parameter):
        for other in parts.same.get(node.this.name, ()):
            yield Change(node, exp.cast(exp.Placeholder(this=other), node.to.copy(), dialect="duckdb"))


def _with_class(node: exp.Expr, kind: type[exp.Expr]) -> Change:
    return Change(node, kind(**node.copy().args))


def _between(node: exp.Expr) -> Iterator[Change]:
    value, low, high = (node.args[name] for name in ("this", "low", "high"))
    for left, right in ((exp.GT, exp.LTE), (exp.GTE, exp.LT), (None, exp.LTE), (exp.GTE, None)):
        bounds = [kind(this=value.copy(), expression=at.copy()) for kind, at in ((left, low), (right, high)) if kind]
        yield Change(node, exp.and_(*bounds, dialect="duckdb"))


def _connector(node: exp.Expr) -> Iterator[Change]:
    for kept, dropped in ((node.this, node.expression), (node.expression, node.this)):
        if type(dropped) is not type(node):
            yield Change(node, kept.copy(), f"dropped: {_word(node)} {_shown(dropped)}")
    yield Change(
        node,
        (exp.Or if isinstance(node, exp.And) else exp.And)(this=node.this.copy(), expression=node.expression.copy()),
    )


def _not(node: exp.Expr) -> Iterator[Change]:
    yield Change(node, node.this.copy())


def _is(node: exp.Expr) -> Iterator[Change]:
    if not isinstance(node.parent, exp.Not):
        yield Change(node, exp.Not(this=node.copy()))


def _null_safe(node: exp.Expr) -> Iterator[Change]:
    yield _with_class(node, exp.EQ if isinstance(node, exp.NullSafeEQ) else exp.NEQ)


def _boolean(node: exp.Expr) -> Iterator[Change]:
    after = exp.false() if node.this else exp.true()
    yield Change(node, after, f"{_around(node)}: {_shown(node)} → {_shown(after)}")


def _literal(node: exp.Literal, deciding: bool) -> Iterator[Change]:
    if isinstance(node.parent, exp.DataTypeParam):
        return
    number = node.this if not node.is_string or isinstance(node.parent, exp.Interval) else ""
    if re.fullmatch(r"\d+", number):
        for other in (int(number) + 1, int(number) - 1):
            near = exp.Literal(this=str(other), is_string=node.is_string)
            yield Change(node, near, f"{_around(node)}: {number} → {other}")
    elif node.is_string and deciding:
        after: exp.Expr = _told_from(node) or exp.Literal.string(node.this + "~")
        yield Change(node, after, f"{_around(node)}: {_shown(node)} → {_shown(after)}")


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
    yield Change(node, after, f"{before} {_shown(node.this)} → {now}")
    if node.args.get("on") and not isinstance(node.args["on"], exp.Boolean):
        yield Change(node.args["on"], exp.true(), f"dropped: ON {_shown(node.args['on'])}")


def _select(node: exp.Expr) -> Iterator[Change]:
    if node.args.get("distinct") and not harmless_twice(node):
        yield Change(node.args["distinct"], None, f"dropped: DISTINCT of {', '.join(map(_shown, node.expressions))}")


def _clause(node: exp.Expr) -> Iterator[Change]:
    if not isinstance(node.parent, exp.Filter):
        yield Change(node, None, f"dropped: {_shown(node)}")


def _filter(node: exp.Expr) -> Iterator[Change]:
    yield Change(node, node.this.copy(), f"dropped: FILTER of {_shown(node)}")


def _count(node: exp.Expr) -> Iterator[Change]:
    if isinstance(node.this, exp.Distinct):
        yield Change(node, exp.Count(this=node.this.expressions[0].copy()))
    elif not isinstance(node.this, exp.Star):
        yield Change(node, exp.Count(this=exp.Distinct(expressions=[node.this.copy()])))


def _distinct_in_aggregate(node: exp.Expr) -> Iterator[Change]:
    if not isinstance(node.parent, exp.Select | exp.Count) and len(node.expressions) == 1:
        yield Change(node, node.expressions[0].copy(), f"dropped: DISTINCT in {_shown(node.parent)}")


def _case(node: exp.Expr) -> Iterator[Change]:
    branches, default = node.args["ifs"], node.args.get("default")
    for n, branch in enumerate(branches):
        told = f"dropped: WHEN {_shown(branch.this)} THEN {_shown(branch.args['true'])}"
        after = node.copy()
        if len(branches) == 1:
            after = default.copy() if default else exp.null()
        else:
            after.set("ifs", [one for m, one in enumerate(after.args["ifs"]) if m != n])
        yield Change(node, after, told)
    if default is not None and not isinstance(default, exp.Null):
        after = node.copy()
        after.set("default", None)
        yield Change(node, after, f"dropped: ELSE {_shown(default)}")


def _coalesce(node: exp.Expr) -> Iterator[Change]:
    values = [node.this, *node.expressions]
    for dropped in values:
        left = [value.copy() for value in values if value is not dropped]
        yield Change(node, left[0] if len(left) == 1 else exp.func("coalesce", *left))


def _nullif(node: exp.Expr) -> Iterator[Change]:
    yield Change(node, node.this.copy())


def _set_operation(node: exp.Expr) -> Iterator[Change]:
    if harmless_twice(node):
        return
    after = node.copy()
    after.set("distinct", not node.args.get("distinct"))
    before, now = ("UNION", "UNION ALL") if node.args.get("distinct") else ("UNION ALL", "UNION")
    yield Change(node, after, f"{before} → {now}")


def _group(node: exp.Expr) -> Iterator[Change]:
    for n, key in enumerate(node.expressions):
        after = node.copy()
        after.set("expressions", [one for m, one in enumerate(after.expressions) if m != n])
        yield Change(node, after if after.expressions else None, f"dropped: GROUP BY {_shown(key)}")


def _window(node: exp.Expr) -> Iterator[Change]:
    for n, key in enumerate(node.args.get("partition_by") or ()):
        after = node.copy()
        after.set("partition_by", [one for m, one in enumerate(after.args["partition_by"]) if m != n])
        yield Change(node, after, f"dropped: PARTITION BY {_shown(key)}")
    for n, key in enumerate(node.args["order"].expressions if node.args.get("order") else ()):
        after = node.copy()
        after.args["order"].expressions[n].set("desc", not key.args.get("desc"))
        yield Change(node, after, f"the other way: ORDER BY {_shown(key)}")


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


def never_null(node: exp.Expr) -> bool:
    """Whether an expression plainly has a value in every row: then nothing changes when NULL is read as TRUE."""
    match node:
        case exp.Paren() | exp.Not():
            return never_null(node.this)
        case exp.Is() | exp.Exists() | exp.Boolean() | exp.Literal() | exp.NullSafeEQ() | exp.NullSafeNEQ():
            return True
        case exp.Count():
            return True
        case exp.Coalesce():
            return any(map(never_null, (node.this, *node.expressions)))
        case exp.Case():
            values = [branch.args["true"] for branch in node.args["ifs"]]
            return "default" in node.args and all(map(never_null, (*values, node.args["default"] or exp.null())))
        case exp.Connector() | exp.EQ() | exp.NEQ() | exp.LT() | exp.LTE() | exp.GT() | exp.GTE():
            return never_null(node.this) and never_null(node.expression)
        case _:
            return False


def harmless_twice(query: exp.Expr) -> bool:
    """Whether it plainly makes no difference that a query returns the same row twice: all that reads it takes each once."""
    parent = query.parent
    while isinstance(parent, exp.Subquery | exp.Paren) and not isinstance(parent.parent, exp.From | exp.Join):
        parent = parent.parent
    match parent:
        case exp.CTE():
            tables = parent.root().find_all(exp.Table)
            readers = [table.find_ancestor(exp.Select) for table in tables if table.name == parent.alias]
        case exp.Subquery():
            readers = [parent.find_ancestor(exp.Select)]
        case exp.Exists() | exp.In():
            return True
        case exp.SetOperation():
            return bool(parent.args.get("distinct")) or harmless_twice(parent)
        case _:
            return False
    return all(isinstance(reader, exp.Select) and _takes_once(reader) for reader in readers)


def _takes_once(select: exp.Select) -> bool:
    """Whether a SELECT returns the same when what it reads comes twice."""
    own = [node for node in select.find_all(exp.AggFunc, exp.Window) if node.find_ancestor(exp.Select) is select]
    if select.args.get("distinct") or isinstance(select.parent, exp.Exists):
        return True
    if not all(isinstance(node, IDEMPOTENT) or isinstance(node.this, exp.Distinct) for node in own):
        return False
    return bool(own or select.args.get("group")) or harmless_twice(select)


def _sql_of(tree: exp.Query, change: Change) -> str:
    """The whole SELECT with one change, made in place and taken back: copying the tree each time takes half the time."""
    node, after, parent = change.node, change.after, change.node.parent
    if parent is None:
        return _sql(after or tree)
    if after is None:
        key = node.arg_key
        assert key is not None, "a node with a parent stands under a key"
        parent.set(key, None)
        try:
            return _sql(tree)
        finally:
            parent.set(key, node)
    if isinstance(after, _LOOSE):
        after = exp.Paren(this=after)
    node.replace(after)
    try:
        return _sql(tree)
    finally:
        after.replace(node)


def _sql(node: exp.Expr) -> str:
    return node.sql(dialect="duckdb", comments=False)


def _shown(node: exp.Expr | None) -> str:
    return _SPACE.sub(" ", _CAST.sub(r"\1", _sql(node))).strip() if node is not None else ""


def _around(node: exp.Expr) -> str:
    """What a constant stands in, cut short when that is long: a few words are enough to find it."""
    text = _shown(node.parent)
    return text if len(text) <= 80 else f"{text[:80]} …"


def _word(node: exp.Expr) -> str:
    return "AND" if isinstance(node, exp.And) else "OR"


def _offset(node: exp.Expr) -> int:
    """Where a node stands in the text: at its first part that has a mark, or at that of what it stands in."""
    marks = [int(part.meta["start"]) for part in node.walk() if "start" in part.meta]
    return min(marks) if marks else _offset(node.parent) if node.parent is not None else 0


if __name__ == "__main__":
    from killing import main

    sys.exit(main(sys.argv[1:]))
