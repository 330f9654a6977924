"""What can be told of a SELECT by looking at its tree: what always has a value, what may come twice, how it reads."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlglot import exp

IDEMPOTENT = (exp.Min, exp.Max, exp.LogicalAnd, exp.LogicalOr)
_CAST = re.compile(r"CAST\((\$\w+) AS [A-Z]+(?:\[\])?\)")
_SPACE = re.compile(r"\s+")


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


def sql_of(node: exp.Expr) -> str:
    """The SQL of a tree or a part of one."""
    return node.sql(dialect="duckdb", comments=False)


def shown(node: exp.Expr | None) -> str:
    """A part as people read it: on one line, parameters without their casts."""
    return _SPACE.sub(" ", _CAST.sub(r"\1", sql_of(node))).strip() if node is not None else ""


def around(node: exp.Expr) -> str:
    """What a constant stands in, cut short when that is long: a few words are enough to find it."""
    text = shown(node.parent)
    return text if len(text) <= 80 else f"{text[:80]} …"


def word(node: exp.Expr) -> str:
    """How a connector is written."""
    return "AND" if isinstance(node, exp.And) else "OR"


def taken_marks(tree: exp.Expr) -> dict[int, int]:
    """Where nodes stand in the text, by their ids. The marks are taken off: copying them costs more than the nodes do."""
    marks = {}
    for node in tree.walk():
        start = node.meta_get("start")
        if start is not None:
            marks[id(node)] = int(start)
            node.meta.clear()
    return marks


def offset(node: exp.Expr, marks: Mapping[int, int]) -> int:
    """Where a node stands in the text: at its first part that has a mark, or at that of what it stands in."""
    own = [marks[id(part)] for part in node.walk() if id(part) in marks]
    return min(own) if own else offset(node.parent, marks) if node.parent is not None else 0
