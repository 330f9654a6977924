"""What types tell about a check's SQL: sums that round, and casts nobody wrote.

A sum of floating-point numbers depends on the order of rows. And where a text meets a number, the engine casts the
text: the first stranger's value that is no number would stop the check.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify

from egovspec.errors import SqlError, SqlForbidden, SqlUnstable
from egovspec.judge.sqlfindings import Findings

_EXACT = frozenset(
    {
        *exp.DataType.INTEGER_TYPES,
        exp.DType.DECIMAL,
        exp.DType.BOOLEAN,
        exp.DType.NULL,
        *exp.DataType.TEMPORAL_TYPES,
        exp.DType.INTERVAL,
    }
)
_TEXT = exp.DataType.TEXT_TYPES
_OTHER = frozenset({*exp.DataType.NUMERIC_TYPES, *exp.DataType.TEMPORAL_TYPES, exp.DType.BOOLEAN, exp.DType.INTERVAL})
_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Nullif)


def check_types(findings: Findings, tree: exp.Query, tables: Mapping[str, Mapping[str, str]]) -> None:
    """Look for float sums and implied casts. Names must have been found to be right."""
    try:
        typed = qualify(
            tree.copy(),
            schema={name: dict(columns) for name, columns in tables.items()},
            dialect="duckdb",
            validate_qualify_columns=False,
            quote_identifiers=False,
        )
        typed = annotate_types(
            typed, schema={name: dict(columns) for name, columns in tables.items()}, dialect="duckdb"
        )
    except (SqlglotError, ValueError, TypeError, AttributeError, LookupError, AssertionError) as error:
        if not findings.any:  # what was found already is reason enough for it to fail here
            said = str(error).partition("\n")[0]
            findings.add(SqlError, 0, f"the names do not fit together: {said}", f"名称无法对应：{said}")
        return
    for node in typed.walk():
        if isinstance(node, exp.Sum | exp.Avg):
            _check_sum(findings, node)
        for text in _cast_unasked(node):
            findings.add(
                SqlForbidden,
                findings.offset(text),
                "a text meets another type here, and the engine would cast it",
                "文字与其他类型相遇，引擎会自行转换类型",
                hint="write TRY_CAST(… AS the other type)",
                hint_zh="请写 TRY_CAST(… AS 另一类型)",
            )


def _check_sum(findings: Findings, node: exp.Sum | exp.Avg) -> None:
    summed = node.this.expressions[0] if isinstance(node.this, exp.Distinct) else node.this
    kind = _kind(summed)
    if kind in _EXACT:
        return
    known = kind in exp.DataType.FLOAT_TYPES
    findings.add(
        SqlUnstable,
        findings.offset(node, calls=("sum", "avg")),
        "a sum of floating-point numbers depends on the order of rows"
        if known
        else "the type of what is summed is not known",
        "浮点数之和取决于行的次序" if known else "无法确定被加数的类型",
        hint="write TRY_CAST(… AS DECIMAL(18, 3)) or AS BIGINT inside",
        hint_zh="请在其中写 TRY_CAST(… AS DECIMAL(18, 3)) 或 AS BIGINT",
    )


def _kind(node: exp.Expr) -> exp.DType | None:
    return node.type.this if node.type is not None and isinstance(node.type.this, exp.DType) else None


def _is_text(node: exp.Expr | None) -> bool:
    """Whether it is text out of a column; the text an author writes is his own."""
    return node is not None and _kind(node) in _TEXT and node.find(exp.Column) is not None


def _cast_unasked(node: exp.Expr) -> Iterator[exp.Expr]:
    if isinstance(node, _COMPARISONS):
        yield from _meeting([node.this, node.expression])
    elif isinstance(node, exp.In):
        yield from _meeting([node.this, *node.expressions])
    elif isinstance(node, exp.Case) and node.this is not None:
        yield from _meeting([node.this, *(branch.this for branch in node.args["ifs"])])
    elif isinstance(node, exp.LogicalAnd | exp.LogicalOr | exp.CountIf) and _is_text(node.this):
        yield node.this
    elif isinstance(node, exp.And | exp.Or):
        yield from (side for side in (node.this, node.expression) if _is_text(side))
    elif _is_condition(node) and _is_text(node.this):
        yield node.this
    elif isinstance(node, exp.Join) and _is_text(node.args.get("on")):
        yield node.args["on"]


def _is_condition(node: exp.Expr) -> bool:
    """Whether `this` of the node is asked for true or false; a CASE with an operand compares its branches instead."""
    if isinstance(node, exp.If):
        return not (isinstance(node.parent, exp.Case) and node.parent.this is not None)
    return isinstance(node, exp.Not | exp.Where | exp.Having | exp.Qualify)


def _meeting(sides: list[exp.Expr]) -> Iterator[exp.Expr]:
    if any(_kind(side) in _OTHER for side in sides):
        yield from (side for side in sides if _is_text(side))
