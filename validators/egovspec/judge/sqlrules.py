"""The rules of a check's SQL, one function for each part of them. Findings come out; nothing is raised here.

What is not listed here is refused: a kind of node that a later version of the parser brings is refused until somebody
has looked at it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from sqlglot import exp

from egovspec.errors import SqlError, SqlForbidden, SqlUnstable
from egovspec.facts.tables import TABLE
from egovspec.judge.functions import ALLOWED, NEED_ORDER, REFUSED, Because, nodes_of_functions
from egovspec.judge.sqlfindings import Findings
from egovspec.judge.sqlnames import Names
from egovspec.judge.sqltext import CASTS
from egovspec.judge.sqlwords import said_of_pattern
from egovspec.library.shapes import MOST_LISTED, Near, did_you_mean


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SYNTAX: frozenset[type[exp.Expr]] = frozenset(
    {
        exp.Select, exp.Union, exp.Except, exp.Intersect, exp.Subquery, exp.With, exp.CTE, exp.TableAlias,
        exp.From, exp.Join, exp.Where, exp.Group, exp.Having, exp.Qualify, exp.Order, exp.Ordered, exp.Limit,
        exp.Offset, exp.Distinct, exp.Table, exp.Values, exp.Tuple, exp.Unnest, exp.Column, exp.Identifier, exp.Alias,
        exp.Star,
        exp.Literal, exp.Boolean, exp.Null, exp.Placeholder, exp.Paren, exp.Var,
        exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ,
        exp.Is, exp.In, exp.Between, exp.Like, exp.ILike, exp.Glob, exp.SimilarTo, exp.Escape,
        exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.Neg, exp.DPipe, exp.Bracket, exp.Slice, exp.Array,
        exp.Case, exp.If, exp.Cast, exp.TryCast, exp.DataType, exp.DataTypeParam, exp.Interval, exp.Exists, exp.Any,
        exp.All, exp.Filter, exp.Window, exp.WindowSpec, exp.IgnoreNulls, exp.RespectNulls,
    }
)  # fmt: skip
# Of these nodes, what may be said beside their plain parts; the rest (samples, snapshots, keys of recursion) may not.
_PARTS: dict[type[exp.Expr], frozenset[str]] = {
    exp.Table: frozenset({"this", "alias", "joins", "db", "catalog"}),
    exp.CTE: frozenset({"this", "alias", "materialized"}),
    exp.Select: _words("with_ expressions from_ joins where group having qualify windows distinct order limit offset"),
    exp.Unnest: frozenset({"expressions", "alias", "joins"}),
    exp.Join: frozenset({"this", "on", "using", "side", "kind", "method"}),
}
_TYPES = _words(
    "BOOLEAN TINYINT SMALLINT INT BIGINT INT128 UTINYINT USMALLINT UINT UBIGINT UINT128 FLOAT DOUBLE DECIMAL "
    "TEXT VARCHAR CHAR DATE TIME TIMESTAMP INTERVAL ARRAY LIST"
)


class Syntax(NamedTuple):
    """A kind of node with a name people know: what it is called, the words it is found by, what to write instead."""

    name: str
    words: tuple[str, ...] = ()
    instead: str = ""
    instead_zh: str = ""


_UNNEST = ("unnest the list", "请用 unnest 展开列表")
_AS_OF = ("write $as_of", "请写 $as_of")
_KNOWN: dict[type[exp.Expr], Syntax] = {
    exp.Insert: Syntax("INSERT", ("INSERT",)),
    exp.Update: Syntax("UPDATE", ("UPDATE",)),
    exp.Delete: Syntax("DELETE", ("DELETE",)),
    exp.TableSample: Syntax("SAMPLE", ("TABLESAMPLE", "SAMPLE")),
    exp.HistoricalData: Syntax("AT a version", ("AT",)),
    exp.Lock: Syntax("FOR UPDATE", ("FOR",)),
    exp.Into: Syntax("INTO", ("INTO",)),
    exp.Lambda: Syntax("a lambda", ("LAMBDA",), *_UNNEST),
    exp.Comprehension: Syntax("a list comprehension", (), *_UNNEST),
    exp.AtTimeZone: Syntax("AT TIME ZONE", (), "add the offset as an INTERVAL", "请以 INTERVAL 加上时差"),
    exp.Collate: Syntax("COLLATE", (), "compare lower(…)", "请比较 lower(…)"),
    exp.Pivot: Syntax(
        "PIVOT", ("PIVOT", "UNPIVOT"), "write count(*) FILTER (WHERE …)", "请写 count(*) FILTER (WHERE …)"
    ),
    exp.Dot: Syntax("a dot behind a value", (), "name columns as table.column", "请写 表.栏"),
    exp.Struct: Syntax("a struct"),
    exp.Pow: Syntax("a power", (), "multiply", "请写乘法"),
    exp.CurrentDate: Syntax("CURRENT_DATE", ("CURRENT_DATE",), "write $today", "请写 $today"),
    exp.CurrentTimestamp: Syntax("CURRENT_TIMESTAMP", ("CURRENT_TIMESTAMP",), *_AS_OF),
    exp.CurrentTime: Syntax("CURRENT_TIME", ("CURRENT_TIME",), *_AS_OF),
    exp.Localtime: Syntax("LOCALTIME", ("LOCALTIME",), *_AS_OF),
    exp.Localtimestamp: Syntax("LOCALTIMESTAMP", ("LOCALTIMESTAMP",), *_AS_OF),
}
_RANKING = (exp.RowNumber, exp.Rank, exp.DenseRank, exp.PercentRank, exp.CumeDist, exp.Ntile)
_REACHING = (exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue, exp.NthValue)
_PATTERNS = (
    exp.RegexpLike,
    exp.RegexpFullMatch,
    exp.RegexpExtract,
    exp.RegexpExtractAll,
    exp.RegexpReplace,
    exp.RegexpSplit,
)
_GLOBS = (exp.Like, exp.ILike, exp.Glob)
# Functions of other databases and of lists, by what does the same here.
_INSTEAD: dict[str, Near] = {
    name: {"hint": f"write {instead}", "hint_zh": f"请写 {instead}"}
    for name, instead in {
        "char_length": "length(…)", "character_length": "length(…)", "datalength": "length(…)", "nvl": "coalesce(…)",
        "isnull": "… IS NULL", "to_date": "try_strptime(…)", "str_to_date": "try_strptime(…)", "iif": "CASE WHEN … END",
        "decode": "CASE … END", "locate": "strpos(…)", "charindex": "strpos(…)", "group_concat": "string_agg(… ORDER BY …)",
        "list_filter": "unnest(…) … WHERE", "list_transform": "unnest(…)", "filter": "unnest(…) … WHERE",
        "apply": "unnest(…)",
    }.items()
}  # fmt: skip
_RESULT_NAME = re.compile(r"[a-z][a-z0-9_]*")
_OUTSIDE = re.compile(r"duckdb_|pragma_|sqlite_|pg_|information_schema")


def check_names(findings: Findings, node: exp.Expr, what: str, name: str, known: Iterable[str]) -> None:
    """Say that a name is wrong."""
    at = findings.offset(node)
    near = did_you_mean(name.rpartition(".")[2].lower(), known)
    if what == "cte":
        findings.add(
            SqlError,
            at,
            f"{name!r} is the name of a table, not of a WITH",
            f"{name!r} 已是表名，WITH 须另取名称",
        )
    elif what == "table":
        _unknown_table(findings, at, name, near)
    elif what == "alias":
        findings.add(
            SqlError, at, f"no table or alias {name!r} here", f"此处没有表或别名 {name!r}", **near or _there_are(known)
        )
    elif what == "ambiguous":
        findings.add(
            SqlError,
            at,
            f"column {name!r} could be of several tables",
            f"栏 {name!r} 属于多张表，指代不明",
            hint=f"write {' or '.join(known)}",
            hint_zh=f"请写 {' 或 '.join(known)}",
        )
    elif findings.text.sql[at : at + 1] == '"' and "." not in name:
        findings.add(
            SqlError,
            at,
            f"no column {name!r}",
            f"没有栏 {name!r}",
            hint=f"a text stands in single quotes: '{name}'",
            hint_zh=f"文字用单引号：'{name}'",
        )
    else:
        about = f"result {name}" if name in ("subject", "ok") else ""
        findings.add(SqlError, at, f"no column {name!r}", f"没有栏 {name!r}", **near or _there_are(known), about=about)


def _there_are(known: Iterable[str]) -> Near:
    """The names there are, where they are few; else where they are listed."""
    names = sorted(known)
    if len(names) > MOST_LISTED:
        return {"hint": "`egovspec explain TABLE` lists the columns", "hint_zh": "各栏见 `egovspec explain 表名`"}
    return {"hint": f"there is {', '.join(names)}", "hint_zh": f"现有 {'、'.join(names)}"} if names else {}


def _unknown_table(findings: Findings, at: int, name: str, near: Near) -> None:
    if findings.text.is_string(at) or re.search(r"[./\\*:]", name) or _OUTSIDE.match(name.lower()):
        findings.add(
            SqlForbidden,
            at,
            f"{name!r} is no fact table; files and the engine's own tables may not be read",
            f"{name!r} 不是事实表；不得读取文件或引擎自身的表",
            hint="read a table that stands under `needs`",
            hint_zh="请读取 `needs` 所列的表",
        )
        return
    if name.lower() in TABLE:
        near = {"hint": "name it in `needs`", "hint_zh": "请列入 `needs`"}
    findings.add(SqlError, at, f"no table {name!r}", f"没有表 {name!r}", **near)


def check_nodes(findings: Findings, tree: exp.Expr) -> None:
    """Hold every call and every node to what is allowed."""
    _check_calls(findings, tree)
    for node in tree.walk(prune=lambda node: isinstance(node, exp.Insert | exp.Update | exp.Delete | exp.Merge)):
        _check_kind(findings, node)
        if isinstance(node, exp.Star):
            _check_star(findings, node)
        elif isinstance(node, exp.Table):
            _check_table(findings, node)
        elif isinstance(node, exp.Join):
            _check_join(findings, node)
        elif isinstance(node, exp.SetOperation) and node.args.get("by_name"):
            _refuse(findings, findings.text.word_before(("NAME",), len(findings.text.sql)) or 0, "BY NAME")
        elif type(node) is exp.Cast:
            _check_cast(findings, node)
        elif isinstance(node, exp.DataType):
            _check_type(findings, node)
        elif isinstance(node, exp.Column) and node.args.get("db"):
            _refuse(findings, findings.offset(node), node.sql("duckdb"), "write table.column", "请写 表.栏")
        _check_order(findings, node)


def _check_calls(findings: Findings, tree: exp.Expr) -> None:
    # t(a, b) behind AS names columns and calls nothing.
    named = {alias.this.meta.get("start") for alias in tree.find_all(exp.TableAlias) if alias.this and alias.columns}
    for call in findings.text.calls:
        if call.name in ALLOWED or call.name in CASTS or call.start in named:
            continue
        findings.refused_calls.add(call.name)
        refused = REFUSED.get(call.name)
        if refused is None:
            near = _INSTEAD.get(call.name) or did_you_mean(call.name, ALLOWED)
            findings.add(
                SqlForbidden,
                call.start,
                f"function {call.name!r} is not allowed",
                f"不允许使用函数 {call.name!r}",
                **near,
            )
            continue
        en, zh = refused.because.value
        findings.add(
            SqlUnstable if refused.because in (Because.ORDER, Because.APPROXIMATE) else SqlForbidden,
            call.start,
            f"function {call.name!r} is not allowed: it {en}",
            f"不允许使用函数 {call.name!r}：{zh}",
            hint=refused.instead,
            hint_zh=refused.instead_zh,
        )


def _refuse(findings: Findings, at: int, what: str, instead: str = "", instead_zh: str = "") -> None:
    if not findings.told_at(at):
        findings.add(
            SqlForbidden,
            at,
            f"{what} is not allowed in a check",
            f"检查中不允许使用 {what}",
            hint=instead,
            hint_zh=instead_zh,
        )


def _check_kind(findings: Findings, node: exp.Expr) -> None:
    kind = type(node)
    if isinstance(node, exp.Anonymous):
        allowed = node.name.lower() in ALLOWED
    else:
        allowed = kind in _SYNTAX or kind in nodes_of_functions()
    if not allowed:
        name = f"function {node.name!r}" if isinstance(node, exp.Anonymous) else kind.key.upper()
        known = _KNOWN.get(kind) or Syntax(name, (kind.key,))
        at = findings.offset(node, words=known.words)
        if not findings.text.call_around(at, findings.refused_calls):  # told of already, as a call by its name
            _refuse(findings, at, known.name, known.instead, known.instead_zh)
    for part, value in node.args.items():
        if value and kind in _PARTS and part not in _PARTS[kind] and not isinstance(value, exp.Expr):
            name = "USING KEY" if part == "key_expressions" else part.strip("_").upper()
            _refuse(findings, findings.offset(node), name)


def _check_star(findings: Findings, star: exp.Star) -> None:
    if isinstance(star.parent, exp.Count):
        return
    within = star.find_ancestor(exp.Exists) is not None
    findings.add(
        SqlForbidden,
        findings.offset(star, words=("*", "TABLE", "FROM")),
        "* is not allowed: columns are named",
        "不允许使用 *：须逐一写出栏名",
        hint="in EXISTS write SELECT 1" if within else "name the columns that are needed",
        hint_zh="EXISTS 中请写 SELECT 1" if within else "请写出所需各栏",
    )


def _check_table(findings: Findings, table: exp.Table) -> None:
    at = findings.offset(table)
    if table.args.get("db") or table.args.get("catalog"):
        _refuse(findings, at, "a schema before a table", "write the table's name alone", "请只写表名")
    elif not isinstance(table.this, exp.Identifier):
        _refuse(findings, at, "a function as a table")
    elif findings.text.is_string(at):
        _refuse(findings, at, "a text as a table", "write the table's name without quotes", "请写不带引号的表名")


def _check_join(findings: Findings, join: exp.Join) -> None:
    method = str(join.args.get("method") or "").upper()
    if method:
        _refuse(findings, findings.offset(join, words=(method,)), f"{method} JOIN", "write JOIN … ON", "请写 JOIN … ON")


def _check_cast(findings: Findings, cast: exp.Cast) -> None:
    if cast.this.find(exp.Column):
        to = cast.to.sql("duckdb")
        findings.add(
            SqlForbidden,
            findings.offset(cast, calls=("cast",)),
            "a cast of a column stops the check on the first value that does not fit",
            "对栏位作 CAST，遇到不符的值会中止检查",
            hint=f"write TRY_CAST(… AS {to})",
            hint_zh=f"请写 TRY_CAST(… AS {to})",
        )


def _check_type(findings: Findings, type_: exp.DataType) -> None:
    name = type_.this.name if isinstance(type_.this, exp.DType) else str(type_.this)
    if name not in _TYPES:
        at = findings.offset(type_, calls=CASTS)
        if name.startswith("TIMESTAMP"):
            _refuse(findings, at, f"type {name}", "times are UTC: write TIMESTAMP", "时间均为 UTC：请写 TIMESTAMP")
        else:
            _refuse(findings, at, f"type {name}")


def _check_order(findings: Findings, node: exp.Expr) -> None:
    """Whatever depends on the order of rows must say which."""
    if isinstance(node, exp.ArrayAgg | exp.GroupConcat) and not node.find(exp.Order):
        findings.add(
            SqlUnstable,
            findings.offset(node, calls=NEED_ORDER),
            "a list of rows without an order",
            "汇总各行而未规定次序",
            hint="write … ORDER BY … inside the parentheses",
            hint_zh="请在括号内写 … ORDER BY …",
        )
    elif isinstance(node, exp.Window) and not _window_ordered(node):
        findings.add(
            SqlUnstable,
            findings.offset(node),
            "a window without an order",
            "窗口函数未规定次序",
            hint="write OVER (… ORDER BY …)",
            hint_zh="请写 OVER (… ORDER BY …)",
        )
    elif isinstance(node, exp.Query) and not node.args.get("order"):
        distinct = node.args.get("distinct")
        on = distinct if isinstance(distinct, exp.Distinct) and distinct.args.get("on") else None
        for part, word in ((node.args.get("limit"), "LIMIT"), (node.args.get("offset"), "OFFSET"), (on, "DISTINCT ON")):
            if isinstance(part, exp.Expr):
                findings.add(
                    SqlUnstable,
                    findings.offset(part, words=(word.split()[0],)),
                    f"{word} without ORDER BY",
                    f"{word} 未与 ORDER BY 同用",
                    hint="write ORDER BY",
                    hint_zh="请写 ORDER BY",
                )


def _window_ordered(window: exp.Window) -> bool:
    function = window.this
    while isinstance(function, exp.IgnoreNulls | exp.RespectNulls | exp.Filter):
        function = function.this
    if not isinstance(function, _RANKING + _REACHING) or window.args.get("order"):
        return True
    # OVER w, or OVER (w …): the order may stand where w is defined.
    name = window.args.get("alias")
    select = window.find_ancestor(exp.Select)
    named = {defined.name.lower(): defined for defined in (select.args.get("windows") or ())} if select else {}
    base = named.get(name.name.lower()) if isinstance(name, exp.Expr) else None
    return base is not None and bool(base.args.get("order"))


def check_results(findings: Findings, tree: exp.Query) -> None:
    """`subject` and `ok` are returned, and every result has one plain name."""
    select: exp.Expr = tree
    while isinstance(select, exp.Subquery | exp.SetOperation):
        select = select.this
    if not isinstance(select, exp.Select):
        return  # a table in place of a SELECT: refused by its kind
    names = []
    for n, projection in enumerate(select.expressions):
        name = projection.alias_or_name if isinstance(projection, exp.Alias | exp.Column) else ""
        alias = projection.args.get("alias") if isinstance(projection, exp.Alias) else None
        at = findings.offset(alias if isinstance(alias, exp.Expr) else projection)
        if isinstance(projection, exp.Star) or (
            isinstance(projection, exp.Column) and isinstance(projection.this, exp.Star)
        ):
            continue
        if not name:
            findings.add(
                SqlError,
                at,
                f"result {n + 1} has no name",
                f"第 {n + 1} 个结果没有名称",
                hint="write … AS name",
                hint_zh="请写 … AS 名称",
            )
        elif not _RESULT_NAME.fullmatch(name):
            findings.add(
                SqlError,
                at,
                f"{name!r} is no name for a result",
                f"{name!r} 不能用作结果名称",
                hint="small letters, digits and _",
                hint_zh="限用小写字母、数字和 _",
            )
        elif name in names:
            findings.add(SqlError, at, f"two results are named {name!r}", f"有两个结果名为 {name!r}")
        names.append(name)
    start = findings.text.tokens[0].start
    for needed in ("subject", "ok"):
        if needed not in names:
            findings.forget(f"result {needed}")  # ORDER BY of it is no second mistake
            findings.add(
                SqlError,
                start,
                f"the SELECT does not return {needed!r}",
                f"SELECT 未返回 {needed!r}",
                hint=f"write … AS {needed}",
                hint_zh=f"请写 … AS {needed}",
                about=needed,
            )


def check_patterns(findings: Findings, tree: exp.Expr, names: Names, complaint: Callable[[str], str | None]) -> None:
    """Patterns are written by authors of standards, and regular expressions are such that the engine takes."""
    for node in tree.find_all(*_PATTERNS, *_GLOBS, exp.SimilarTo):
        pattern = node.args.get("expression")
        if not isinstance(pattern, exp.Expr):
            continue
        at = findings.offset(pattern)
        if any(not table.startswith("spec_") for table in names.origin(pattern)):
            findings.add(
                SqlForbidden,
                at,
                "a pattern comes from a fact; strangers' text is no pattern",
                "匹配式取自事实；外来文字不得用作匹配式",
                hint="compare with =, contains(…) or starts_with(…)",
                hint_zh="请用 =、contains(…) 或 starts_with(…) 比较",
            )
        elif isinstance(pattern, exp.Literal) and pattern.is_string and not isinstance(node, _GLOBS):
            said = complaint(pattern.this)
            if said:
                words = said_of_pattern(said)
                findings.add(SqlError, at, words.en, words.zh, hint=words.hint, hint_zh=words.hint_zh)
