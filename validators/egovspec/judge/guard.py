"""What the SQL of a check may do. One SELECT over the tables it was given, by functions it is known to be safe and stable with.

The SQL that runs is generated from the tree that was looked at here, so what was guarded is what runs. Good messages are
this file's business; for foreign catalogues safety is the operating system's as well (sandbox.py).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb
import sqlglot
from sqlglot import exp
from sqlglot.errors import OptimizeError, ParseError, SqlglotError, TokenError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify
from sqlglot.tokens import Token, TokenType

from egovspec.errors import SpecError, SpecErrors, SqlError, SqlForbidden, SqlUnstable, Where, WrongParameter
from egovspec.judge.functions import ALLOWED, CLOCKS, ORDERED_AGGREGATES, ORDERED_WINDOWS, SYNTAX, UNSTABLE
from egovspec.library.shapes import did_you_mean

MAX_LENGTH = 100_000
MAX_TOKENS = 5_000
MAX_NESTING = 60
CLOCK = ("as_of", "today")

# Everything a check may be made of; functions are looked at by name.
NODES: tuple[type[Any], ...] = (
    *(exp.Select, exp.SetOperation, exp.With, exp.CTE, exp.Subquery, exp.From, exp.Join, exp.Where, exp.Group, exp.Having),
    *(exp.Order, exp.Ordered, exp.Limit, exp.Distinct, exp.Window, exp.WindowSpec, exp.Filter, exp.Qualify),
    *(exp.Table, exp.TableAlias, exp.Alias, exp.Column, exp.Identifier, exp.Star, exp.Literal, exp.Boolean, exp.Null),
    *(exp.Placeholder, exp.Paren, exp.Tuple, exp.Array, exp.DataType, exp.Interval, exp.Var, exp.Unnest, exp.IntervalSpan),
    *(exp.Binary, exp.Unary, exp.In, exp.Between, exp.Func, exp.Any, exp.All, exp.Exists),
)
# Functions by their node that authors write as syntax.
SYNTAX_FUNCTIONS: tuple[type[Any], ...] = (
    *(exp.Case, exp.If, exp.Cast, exp.TryCast, exp.And, exp.Or, exp.Xor, exp.Array, exp.Extract, exp.Exists, exp.RegexpLike),
    *(exp.Like, exp.Glob, exp.Collate, exp.Unnest, exp.Any, exp.Explode, exp.Concat, exp.Interval, exp.DPipe),
)

# Aggregates whose node keeps no mark of the name they were called by.
_UNMARKED: dict[type[Any], str] = {exp.GroupConcat: "string_agg", exp.ArrayAgg: "list"}
# It warns on stderr about statements it does not know; we refuse them anyway.
logging.getLogger("sqlglot").setLevel(logging.ERROR)


@dataclass(frozen=True)
class Guarded:
    """SQL that may run: its tree, the tables it reads, the parameters it uses."""

    tree: exp.Expression
    tables: frozenset[str]
    parameters: frozenset[str]


@dataclass
class _Looking:
    """One SQL text being looked at, with the errors found so far."""

    sql: str
    tables: Mapping[str, Mapping[str, str]]
    parameters: Collection[str]
    place: Callable[[int, int], Where]
    errors: list[SpecError] = field(default_factory=list)

    def at(self, node: exp.Expression | Token | None) -> Where:
        """Where a node begins: its own mark, else the first mark below it, else that of what holds it."""
        if isinstance(node, Token):
            return self.place(node.line, node.col - (node.end - node.start))
        marks = [found.meta for found in node.walk() if "line" in found.meta] if node is not None else []
        if marks:
            first = min(marks, key=lambda mark: mark["start"])
            return self.place(first["line"], max(1, first["col"] - (first["end"] - first["start"])))
        return self.at(node.parent) if node is not None and node.parent is not None else self.place(1, 1)

    def error(
        self, kind: type[SpecError], node: exp.Expression | Token | None, en: str, zh: str, **hint: str
    ) -> None:
        self.errors.append(kind(self.at(node), en, zh=zh, **hint))

    def written(self, node: exp.Expression) -> str:
        """The name a function was called by, as the author wrote it."""
        meta = node.meta
        return self.sql[meta["start"] : meta["end"] + 1].strip('"').lower() if "start" in meta else ""


def guard(
    sql: str,
    *,
    tables: Mapping[str, Mapping[str, str]],
    parameters: Collection[str],
    place: Callable[[int, int], Where],
) -> Guarded:
    """Look at the SQL of one check.

    tables      tables it may see: name → column → engine type
    parameters  names it declares; $as_of and $today come besides
    place       from line and column in the SQL (from 1) to the place in the author's file
    Raises      SpecErrors with all that was found: SqlError, SqlForbidden, SqlUnstable, WrongParameter
    """
    looking = _Looking(sql, tables, parameters, place)
    tree = _parsed(looking)
    if tree is None:
        raise SpecErrors(looking.errors)
    ctes = {cte.alias_or_name for cte in tree.find_all(exp.CTE)}
    for rule in (_nodes, _calls, _reads, _stars, _returns, _casts, _order, _patterns):
        rule(looking, tree)
    used = _parameters(looking, tree)
    if not looking.errors:
        _columns(looking, tree)
    if looking.errors:
        raise SpecErrors(looking.errors)
    read = {table.name for table in tree.find_all(exp.Table)} - ctes
    return Guarded(tree, frozenset(read), used)


def _parsed(looking: _Looking) -> exp.Expression | None:
    sql = looking.sql
    if len(sql) > MAX_LENGTH:
        looking.error(SqlForbidden, None, f"longer than {MAX_LENGTH} characters", f"超过 {MAX_LENGTH} 个字符")
        return None
    try:
        tokens = sqlglot.tokenize(sql, dialect="duckdb")
    except TokenError as error:
        said = str(error).partition("\n")[0]
        looking.error(SqlError, None, f"is not SQL: {said}", f"不是 SQL：{said}")
        return None
    depth = 0
    for token in tokens:
        opens = token.token_type in (TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.CASE, TokenType.L_BRACE)
        closes = token.token_type in (TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.END, TokenType.R_BRACE)
        depth += opens - closes
        if depth > MAX_NESTING:
            looking.error(SqlForbidden, token, f"nested deeper than {MAX_NESTING}", f"嵌套超过 {MAX_NESTING} 层")
            return None
    if len(tokens) > MAX_TOKENS:
        looking.error(SqlForbidden, tokens[MAX_TOKENS], f"more than {MAX_TOKENS} words", f"超过 {MAX_TOKENS} 个词")
        return None
    try:
        statements = [statement for statement in sqlglot.parse(sql, dialect="duckdb") if statement is not None]
        for statement in statements:
            statement.sql(dialect="duckdb")  # what cannot be written back cannot run
    except ParseError as error:
        first = error.errors[0] if error.errors else {}
        line, column = first.get("line") or 1, first.get("col") or 1
        said = str(first.get("description") or error).partition("\n")[0]
        highlight = str(first.get("highlight") or "")
        where = looking.place(int(line), max(1, int(column) - max(0, len(highlight) - 1)))
        looking.errors.append(SqlError(where, f"is not SQL: {said}", zh=f"不是 SQL：{said}"))
        return None
    except RecursionError:
        looking.error(SqlForbidden, None, "nested too deep", "嵌套过深")
        return None
    except (SqlglotError, ValueError, AttributeError, IndexError, KeyError, TypeError) as error:
        # sqlglot stumbles over some nonsense with exceptions of its inner workings
        said = str(error).partition("\n")[0]
        looking.error(SqlError, None, f"is not SQL: {said}", f"不是 SQL：{said}")
        return None
    if len(statements) != 1:
        second = statements[1] if len(statements) > 1 else None
        looking.error(SqlForbidden, second, "a check is one SELECT", "检查只能是一条 SELECT")
        return None
    if not isinstance(statements[0], exp.Select | exp.SetOperation):
        name = type(statements[0]).__name__.upper()
        looking.error(SqlForbidden, statements[0], f"a check is one SELECT, not {name}", f"检查只能是一条 SELECT，不能是 {name}")
        return None
    _calls_by_token(looking, tokens, statements[0])
    return statements[0]


def _calls_by_token(looking: _Looking, tokens: list[Token], tree: exp.Expression) -> None:
    """Every name before a parenthesis is syntax, a CTE with columns, or a function that is allowed."""
    named = {cte.alias_or_name.lower() for cte in tree.find_all(exp.CTE)}
    for before, token in zip(tokens, tokens[1:], strict=False):
        name = before.text.lower()
        if token.token_type is not TokenType.L_PAREN or not re.fullmatch(r"\w+", name) or before.token_type is TokenType.STRING:
            continue
        if name in ALLOWED or name in SYNTAX or name in named:
            continue
        if name in UNSTABLE:
            instead = UNSTABLE[name]
            looking.error(
                SqlUnstable,
                before,
                f"{name}() depends on the order of rows",
                f"{name}() 的结果取决于行序",
                hint=f"use {instead}",
                hint_zh=f"请用 {instead}",
            )
        elif name in CLOCKS:
            looking.error(
                SqlForbidden,
                before,
                f"{name}() is a clock or chance; the same facts must give the same verdict",
                f"{name}() 依赖时钟或随机；相同事实须得相同判定",
                hint="use $as_of or $today",
                hint_zh="请用 $as_of 或 $today",
            )
        else:
            hint = did_you_mean(name, ALLOWED)
            looking.error(SqlForbidden, before, f"the function {name}() may not be called", f"不得调用函数 {name}()", **hint)


def _nodes(looking: _Looking, tree: exp.Expression) -> None:
    for node in tree.walk():
        if isinstance(node, exp.Lambda | exp.TableSample | exp.Into) or not isinstance(node, NODES):
            name = type(node).__name__
            looking.error(SqlForbidden, node, f"{name} is no part of what a check may say", f"检查中不得使用 {name}")


def _calls(looking: _Looking, tree: exp.Expression) -> None:
    for node in tree.find_all(exp.Func):
        name = looking.written(node)
        if name in CLOCKS and "(" not in looking.sql[node.meta["end"] + 1 :].lstrip()[:1]:
            looking.error(
                SqlForbidden,
                node,
                f"{name} is a clock",
                f"{name} 是时钟",
                hint="use $as_of or $today",
                hint_zh="请用 $as_of 或 $today",
            )
        elif not name and not isinstance(node, SYNTAX_FUNCTIONS):
            known = node.sql_names()[0].lower() if not isinstance(node, exp.Anonymous) else node.name
            if known not in ALLOWED and not isinstance(node, exp.Binary):
                looking.error(SqlForbidden, node, f"{known} may not be used", f"不得使用 {known}")


def _reads(looking: _Looking, tree: exp.Expression) -> None:
    ctes = {cte.alias_or_name for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier):
            name = table.this.sql(dialect="duckdb")[:40] if table.this else "?"
            looking.error(SqlForbidden, table, f"a check reads tables, not {name}", f"检查只能读表，不能读 {name}")
        elif table.args.get("db") or table.args.get("catalog"):
            looking.error(SqlForbidden, table, "tables are named without a schema", "表名不得带模式名")
        elif table.name not in looking.tables and table.name not in ctes:
            hint = did_you_mean(table.name, {*looking.tables, *ctes})
            looking.error(
                SqlForbidden,
                table,
                f"the check does not see the table {table.name!r}",
                f"本检查看不到表 {table.name!r}",
                **(hint or {"hint": "name it under `needs`", "hint_zh": "请在 `needs` 中写明"}),
            )
    for cte in tree.find_all(exp.CTE):
        if cte.alias_or_name in looking.tables:
            name = cte.alias_or_name
            looking.error(SqlForbidden, cte, f"{name!r} is the name of a table", f"{name!r} 是事实表的名称")


def _stars(looking: _Looking, tree: exp.Expression) -> None:
    for star in tree.find_all(exp.Star):
        if not isinstance(star.parent, exp.Count):
            looking.error(SqlForbidden, star, "columns are named, not *", "须写明各栏，不得用 *")


def _returns(looking: _Looking, tree: exp.Expression) -> None:
    assert isinstance(tree, exp.Query)
    named = tree.named_selects
    for name in ("subject", "ok"):
        if name not in named:
            looking.error(SqlError, tree, f"the SELECT returns no column {name!r}", f"SELECT 没有返回 {name!r} 栏")
    for name in {name for name in named if named.count(name) > 1}:
        looking.error(SqlError, tree, f"the SELECT returns {name!r} twice", f"SELECT 两次返回 {name!r} 栏")


def _casts(looking: _Looking, tree: exp.Expression) -> None:
    for cast in tree.find_all(exp.Cast):
        if not isinstance(cast, exp.TryCast) and cast.this.find(exp.Column):
            looking.error(
                SqlForbidden,
                cast,
                "a cast of a column fails on a stranger's text",
                "对栏的 CAST 遇到外来文字会出错",
                hint="use TRY_CAST",
                hint_zh="请用 TRY_CAST",
            )


def _order(looking: _Looking, tree: exp.Expression) -> None:
    for node in tree.find_all(exp.Func):
        name = looking.written(node) or _UNMARKED.get(type(node), "")
        holder = node.parent if isinstance(node.parent, exp.Filter | exp.IgnoreNulls) else node
        window = holder.parent if isinstance(holder.parent, exp.Window) else None
        if name in ORDERED_AGGREGATES and not node.find(exp.Order) and not (window and window.args.get("order")):
            looking.error(
                SqlUnstable,
                node,
                f"{name}() without ORDER BY depends on the order of rows",
                f"{name}() 没有 ORDER BY，结果取决于行序",
                hint=f"{name}(x, ',' ORDER BY x)",
                hint_zh=f"{name}(x, ',' ORDER BY x)",
            )
        if name in ORDERED_WINDOWS and not (window and window.args.get("order")):
            looking.error(
                SqlUnstable, node, f"{name}() needs ORDER BY in its OVER", f"{name}() 的 OVER 中需有 ORDER BY"
            )
    for select in tree.find_all(exp.Select):
        distinct = select.args.get("distinct")
        if not select.args.get("order"):
            if select.args.get("limit"):
                looking.error(SqlUnstable, select.args["limit"], "LIMIT without ORDER BY", "LIMIT 没有 ORDER BY")
            if distinct and distinct.args.get("on"):
                looking.error(SqlUnstable, distinct, "DISTINCT ON without ORDER BY", "DISTINCT ON 没有 ORDER BY")


def _patterns(looking: _Looking, tree: exp.Expression) -> None:
    """Patterns are the author's or a spec's; a stranger's text is none, and a literal one must compile."""
    ours = {name for name in looking.tables if name.startswith("spec_")}
    for cte in tree.find_all(exp.CTE):
        if all(table.name in ours for table in cte.this.find_all(exp.Table)):
            ours.add(cte.alias_or_name)
    aliases: dict[str, set[str]] = {}
    for table in tree.find_all(exp.Table):
        aliases.setdefault(table.alias_or_name, set()).add(table.name)
    for subquery in tree.find_all(exp.Subquery):
        if subquery.alias:
            aliases.setdefault(subquery.alias, set()).update(table.name for table in subquery.this.find_all(exp.Table))
    for node in tree.find_all(exp.Func):
        if not looking.written(node).startswith("regexp_"):
            continue
        pattern = node.args.get("expression")
        if not isinstance(pattern, exp.Expression):
            continue
        for column in pattern.find_all(exp.Column):
            tables = aliases.get(column.table, set())
            if not tables or not tables <= ours:
                looking.error(
                    SqlForbidden,
                    column,
                    "a pattern comes from the author, a parameter or a spec, not from a fact",
                    "正则表达式须来自作者、参数或规格，不得来自事实",
                    hint="name the spec's table before the column: e.pattern",
                    hint_zh="请在栏名前写明规格表：e.pattern",
                )
        if isinstance(pattern, exp.Literal) and pattern.is_string:
            try:
                duckdb.execute("SELECT regexp_matches('', $pattern)", {"pattern": pattern.name}).fetchall()
            except duckdb.Error as error:
                said = str(error).partition("\n")[0]
                looking.error(SqlError, pattern, f"no regular expression: {said}", f"不是正则表达式：{said}")


def _parameters(looking: _Looking, tree: exp.Expression) -> frozenset[str]:
    used: set[str] = set()
    known = {*looking.parameters, *CLOCK}
    for found in tree.find_all(exp.Placeholder, exp.Parameter):
        name = found.name
        if name not in known:
            said = f"${name}" if name else "?"
            looking.error(
                WrongParameter, found, f"no parameter {said}", f"没有参数 {said}", **did_you_mean(name or "?", known)
            )
        used.add(name)
    for name in sorted(set(looking.parameters) - used):
        looking.error(WrongParameter, None, f"the parameter {name!r} is not used", f"参数 {name!r} 没有用到")
    return frozenset(used)


def _columns(looking: _Looking, tree: exp.Expression) -> None:
    """Columns exist; sums are not over floating numbers, whose sum depends on the order."""
    schema = {name: dict(columns) for name, columns in looking.tables.items()}
    try:
        qualified = qualify(tree.copy(), schema=schema, dialect="duckdb", validate_qualify_columns=True)
        typed = annotate_types(qualified, schema=schema, dialect="duckdb")
    except OptimizeError as error:
        said = str(error).partition("\n")[0]
        name = re.split(r"[\s:]+", re.sub(r"['\".]|Line.*$", "", said).strip())[-1]
        quoted = re.search(r"'([^']+)'", said)
        name = quoted[1] if quoted else name
        column = next((c for c in tree.find_all(exp.Column) if c.name == name), None)
        known = {column for columns in looking.tables.values() for column in columns}
        if column is None:
            looking.error(SqlError, tree, said, f"栏有误：{said}")
        elif name in known and "mbiguous" in said:
            looking.error(SqlError, column, f"which table's {name!r} is meant?", f"{name!r} 属于哪张表不明确")
        else:
            looking.error(SqlError, column, f"no column {name!r}", f"没有 {name!r} 栏", **did_you_mean(name, known))
        return
    for node in _summed(typed):
        looking.error(
            SqlUnstable,
            None,
            f"the sum {node.sql(dialect='duckdb')} is over floating numbers and depends on their order",
            f"{node.sql(dialect='duckdb')} 对浮点数求和，结果取决于行序",
            hint="sum whole numbers",
            hint_zh="请对整数求和",
        )


def _summed(tree: exp.Expression) -> Iterator[exp.Expression]:
    for node in tree.find_all(exp.Sum, exp.Avg):
        kind = node.this.type
        if kind is not None and kind.is_type(exp.DataType.Type.DOUBLE, exp.DataType.Type.FLOAT):
            yield node
