"""Which way a parameter moves the verdicts of a check, where the SQL proves it.

Verdicts are ordered: FALSE, NULL, TRUE. AND and OR keep that order and NOT turns it round, so a parameter that stands on
one side of a comparison moves `ok` one way or not at all. Only what stands in the column `ok` of the whole query is
proven: a parameter that decides which rows there are (WHERE, a subquery, an aggregate) could move them either way.
"""

from __future__ import annotations

from enum import IntEnum

from sqlglot import exp

from egovspec.desk.compare.sql.normal import parsed


class Direction(IntEnum):
    """What a larger value of the parameter does to `ok`."""

    FALLS = -1
    UNKNOWN = 0
    RISES = 1


def direction(sql: str, parameter: str) -> Direction:
    """Which way `ok` moves when the parameter grows and everything else stays as it is."""
    tree = parsed(sql)
    if not isinstance(tree, exp.Select):
        return Direction.UNKNOWN
    verdict = [one for one in tree.expressions if one.alias_or_name.lower() == "ok"]
    if len(verdict) != 1:
        return Direction.UNKNOWN
    told = [
        one
        for one in tree.expressions
        if isinstance(one, exp.Alias) and isinstance(one.this, exp.Placeholder | exp.Parameter)
    ]
    inside = sum(_uses(one, parameter) for one in (verdict[0], *told))
    if inside != _uses(tree, parameter) or any(_named(verdict[0], one.alias) for one in told):
        return Direction.UNKNOWN
    if tree.args.get("distinct") or tree.args.get("qualify") or tree.args.get("group_all"):
        return Direction.UNKNOWN
    return Direction(_of_truth(verdict[0].unalias(), parameter))


def _uses(node: exp.Expr, parameter: str) -> int:
    return sum(found.name == parameter for found in node.find_all(exp.Placeholder, exp.Parameter))


def _named(node: exp.Expr, name: str) -> bool:
    return any(column.name.lower() == name.lower() for column in node.find_all(exp.Column))


def _both(*ways: int | None) -> int:
    """One way for several parts: None for a part without the parameter."""
    said = {way for way in ways if way is not None}
    return said.pop() if len(said) == 1 else 0


def _of_truth(node: exp.Expr, parameter: str) -> int:
    """How a truth value that holds the parameter moves."""
    match node:
        case exp.Paren():
            return _of_truth(node.this, parameter)
        case exp.And() | exp.Or():
            sides = [side for side in (node.this, node.expression) if _uses(side, parameter)]
            return _both(*(_of_truth(side, parameter) for side in sides))
        case exp.Not():
            return -_of_truth(node.this, parameter)
        case exp.GTE() | exp.GT():
            return _of_comparison(node.this, node.expression, parameter)
        case exp.LTE() | exp.LT():
            return _of_comparison(node.expression, node.this, parameter)
        case exp.Between():
            low, high = node.args["low"], node.args["high"]
            if _uses(node.this, parameter):
                return 0
            return _both(
                -_of_amount(low, parameter) if _uses(low, parameter) else None,
                _of_amount(high, parameter) if _uses(high, parameter) else None,
            )
        case exp.Case():
            return _of_case(node, parameter)
    return 0


def _of_comparison(larger: exp.Expr, smaller: exp.Expr, parameter: str) -> int:
    """How `larger >= smaller` moves; strictly or not makes no difference."""
    return _both(
        _of_amount(larger, parameter) if _uses(larger, parameter) else None,
        -_of_amount(smaller, parameter) if _uses(smaller, parameter) else None,
    )


def _of_amount(node: exp.Expr, parameter: str) -> int:
    """How an amount that holds the parameter moves: the parameter itself, added to or taken from something."""
    match node:
        case exp.Placeholder() | exp.Parameter():
            return 1
        case exp.Paren():
            return _of_amount(node.this, parameter)
        case exp.Add():
            sides = [side for side in (node.this, node.expression) if _uses(side, parameter)]
            return _both(*(_of_amount(side, parameter) for side in sides))
        case exp.Sub():
            left, right = node.this, node.expression
            return _both(
                _of_amount(left, parameter) if _uses(left, parameter) else None,
                -_of_amount(right, parameter) if _uses(right, parameter) else None,
            )
    return 0


def _of_case(case: exp.Case, parameter: str) -> int:
    """Branches are tried in order, and a condition that is not TRUE is passed over.

    A result that holds the parameter moves the whole with it. A condition moves it when its result is TRUE (nothing that
    comes after can be more) or FALSE (nothing can be less).
    """
    if case.this is not None:
        return 0
    ways: list[int] = []
    for branch in case.args["ifs"]:
        result = branch.args["true"]
        if _uses(branch.this, parameter):
            if not isinstance(result, exp.Boolean):
                return 0
            ways.append(_of_truth(branch.this, parameter) * (1 if result.this else -1))
        if _uses(result, parameter):
            ways.append(_of_truth(result, parameter))
    default = case.args.get("default")
    if default is not None and _uses(default, parameter):
        ways.append(_of_truth(default, parameter))
    return _both(*ways)
