"""What the SQL of a check may do.

A check is one SELECT over the tables it may see. Everything not known to be harmless and stable is refused, with its
place and a way out. What runs later is generated from the tree returned here, so that what was guarded is what runs.
This gives good messages to honest authors; against hostile ones the engine's locks and the child process stand behind.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache

import duckdb
from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ParseError, SqlglotError
from sqlglot.tokenizer_core import TokenType

from egovspec.errors import SpecErrors, SqlError, SqlForbidden, Where, WrongParameter
from egovspec.judge.sqlfindings import Findings
from egovspec.judge.sqlnames import Names
from egovspec.judge.sqlrules import check_names, check_nodes, check_patterns, check_results
from egovspec.judge.sqltext import SqlText
from egovspec.judge.sqltypes import check_types
from egovspec.judge.sqlwords import said as said_of
from egovspec.library.shapes import did_you_mean, nearest
from egovspec.library.wide import wide

MOST_BYTES = 100_000
MOST_TOKENS = 20_000
# The parser spends some twenty frames of Python's stack on a level; nobody reads SQL nested deeper than this.
DEEPEST = 32
CLOCK = ("as_of", "today")
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# It warns on standard error about what it does not know; that is refused here anyway.
logging.getLogger("sqlglot").setLevel(logging.ERROR)
# The parser meets odd text with more than its own errors.
_TRIPPED = (SqlglotError, RecursionError, ValueError, TypeError, AttributeError, LookupError, AssertionError)


@dataclass(frozen=True)
class Guarded:
    """A check's SQL that may run.

    tree        as parsed; parameters are placeholders
    tables      fact and spec tables it reads
    parameters  parameters it uses, `as_of` and `today` among them
    columns     names of what it returns, in order
    """

    tree: exp.Query
    tables: frozenset[str]
    parameters: frozenset[str]
    columns: tuple[str, ...]

    @property
    def sql(self) -> str:
        """The SQL to run, with parameters as $name."""
        return self.tree.sql(dialect="duckdb", comments=False)


def guard(
    sql: str,
    *,
    tables: Mapping[str, Mapping[str, str]],
    parameters: Collection[str],
    place: Callable[[int, int], Where],
    place_of_parameter: Callable[[str], Where] | None = None,
) -> Guarded:
    """Hold SQL to what a check may do.

    tables      what it may see: name → {column: engine type}
    parameters  the declared ones; each must be used. `as_of` and `today` need no declaration
    place       turns line and column within `sql`, both from 1, into a place in the author's file
    place_of_parameter  where a parameter is declared; the start of the SQL when not given
    Raises      SpecErrors of SqlError, SqlForbidden, SqlUnstable, WrongParameter: all that was found
    """
    findings = Findings(_tokens(sql, place), place)
    _check_size(findings)
    _check_signs(findings)
    findings.raise_if_any()
    _check_parameters(findings, parameters, place_of_parameter)
    _check_dots(findings)
    findings.raise_if_any()
    _check_with_engine(findings)
    findings.raise_if_any()
    tree = _parsed(findings)
    try:
        names = Names(tables, lambda node, what, name, known: check_names(findings, node, what, name, known))
        names.resolve(tree)
        check_nodes(findings, tree)
        check_results(findings, tree)
        check_patterns(findings, tree, names, _complaint_about_pattern)
        if not findings.has(SqlError):
            check_types(findings, tree, {name: tables[name] for name in sorted(names.tables)})
        findings.raise_if_any()
        return Guarded(
            tree=tree,
            tables=frozenset(names.tables),
            parameters=frozenset(mark.name for mark in findings.text.parameters if mark.name),
            columns=tuple(tree.named_selects),
        )
    except RecursionError:
        raise SpecErrors([_too_deep(place(1, 1))]) from None


def _tokens(sql: str, place: Callable[[int, int], Where]) -> SqlText:
    unfit = _UNFIT.search(sql)
    if unfit:
        before = sql[: unfit.start()]
        where = place(before.count("\n") + 1, unfit.start() - before.rfind("\n"))
        raise SpecErrors(
            [
                SqlError(
                    where,
                    f"character U+{ord(unfit[0]):04X} has no place in SQL",
                    zh=f"SQL 中不得有字符 U+{ord(unfit[0]):04X}",
                )
            ]
        )
    if len(sql.encode()) > MOST_BYTES:
        raise SpecErrors(
            [SqlError(place(1, 1), f"the SQL is larger than {MOST_BYTES} bytes", zh=f"SQL 超过 {MOST_BYTES} 字节")]
        )
    try:
        return SqlText(sql)
    except _TRIPPED:
        said = _engine_says(sql)
        offset, message = said if said else (0, "cannot be read")
        before = sql[:offset]
        where = place(before.count("\n") + 1, offset - before.rfind("\n"))
        words = said_of(message)
        raise SpecErrors([SqlError(where, words.en, zh=words.zh, hint=words.hint, hint_zh=words.hint_zh)]) from None


def _check_size(findings: Findings) -> None:
    text = findings.text
    if len(text.tokens) > MOST_TOKENS:
        findings.add(SqlError, 0, f"the SQL has more than {MOST_TOKENS} words", f"SQL 超过 {MOST_TOKENS} 个词")
    if text.depth > DEEPEST:
        findings.add(SqlError, 0, f"nested deeper than {DEEPEST} levels", f"嵌套超过 {DEEPEST} 层")


def _check_signs(findings: Findings) -> None:
    """Signs of an input method; the parser takes them for parts of names. Quoted texts may hold them."""
    for token in findings.text.tokens:
        typed = wide(token.text) if token.token_type is TokenType.VAR else None
        if typed is not None:
            findings.add(
                SqlError,
                token.start + typed.offset,
                f"{typed.called} is no sign of SQL",
                f"{typed.called_zh}不是 SQL 符号",
                hint=typed.instead,
                hint_zh=typed.instead_zh,
            )
            return  # one tells of the keyboard it was typed on


def _check_parameters(
    findings: Findings, declared: Collection[str], place_of_parameter: Callable[[str], Where] | None
) -> None:
    known = {*declared, *CLOCK}
    for mark in findings.text.parameters:
        if mark.name is None:
            findings.add(
                SqlForbidden,
                mark.start,
                "parameters have names",
                "参数须有名称",
                hint="write $name",
                hint_zh="请写 $参数名",
            )
        elif mark.name not in known:
            findings.add(
                WrongParameter,
                mark.start,
                f"no parameter ${mark.name}",
                f"没有参数 ${mark.name}",
                **did_you_mean(mark.name, known),
            )
    used = {mark.name for mark in findings.text.parameters}
    misspelt = {nearest(name, known) for name in used - known if name}
    for name in sorted(set(declared) - used - misspelt):
        where = place_of_parameter(name) if place_of_parameter else findings.place(0)
        error = WrongParameter(
            where,
            f"parameter {name!r} is not used",
            zh=f"参数 {name!r} 未被使用",
            hint=f"write ${name} where it is meant, or delete it",
            hint_zh=f"请在 SQL 中写 ${name}，或删去该参数",
        )
        findings.add_error(0, error, about=name)


def _check_dots(findings: Findings) -> None:
    # Long chains of calls on calls cost the parser minutes, so they are refused before it sees them.
    for call in findings.text.calls:
        if call.after_dot:
            findings.add(
                SqlForbidden,
                call.start,
                f"{call.name!r} is called on a value or in a schema",
                f"{call.name!r} 不得以点号调用",
                hint=f"write {call.name}(value)",
                hint_zh=f"请写 {call.name}(值)",
            )


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(
        ":memory:",
        config={
            "threads": "1",
            "max_expression_depth": "200",
            "errors_as_json": "true",
            "enable_external_access": "false",
            "python_enable_replacements": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "lock_configuration": "true",
        },
    )


def _engine_says(sql: str) -> tuple[int, str] | None:
    """Offset and message of what the engine's parser objects to; None when it has no objection."""
    try:
        _engine().extract_statements(sql)
    except duckdb.Error as error:
        return _read_error(sql, error)
    return None


def _read_error(sql: str, error: duckdb.Error) -> tuple[int, str]:
    text = str(error)
    try:
        said, _ = json.JSONDecoder().raw_decode(text, text.index("{"))
    except ValueError:
        said = {}
    message = str(said.get("exception_message") or text.partition("\n")[0])
    position = int(said.get("position") or 0)  # counts bytes
    return len(sql.encode()[:position].decode(errors="ignore")), message


def _check_with_engine(findings: Findings) -> None:
    sql = findings.text.sql
    said = _engine_says(sql)
    if said:
        words = said_of(said[1])
        findings.add(SqlError, said[0], words.en, words.zh, hint=words.hint, hint_zh=words.hint_zh)
        return
    statements = _engine().extract_statements(sql)
    start = findings.text.tokens[0].start if findings.text.tokens else 0
    if not statements:
        findings.add(SqlError, 0, "there is no SELECT", "没有 SELECT 语句")
    elif len(statements) > 1:
        second = findings.text.after_semicolon()
        findings.add(
            SqlForbidden,
            second or start,
            "a check is one statement",
            "一项检查只能有一条语句",
            hint="write one SELECT",
            hint_zh="请写成一条 SELECT",
        )
    elif statements[0].type is not duckdb.StatementType.SELECT:
        first = findings.text.tokens[0].text.upper()
        kind = first if first.isalpha() and first != "WITH" else statements[0].type.name
        findings.add(
            SqlForbidden,
            start,
            f"a check is a SELECT, not {kind}",
            f"检查只能是 SELECT，不能是 {kind}",
            hint="a check only reads: write SELECT … AS subject, … AS ok FROM …",
            hint_zh="检查只读取事实：请写 SELECT … AS subject, … AS ok FROM …",
        )


def _parsed(findings: Findings) -> exp.Query:
    place_of_start = findings.text.tokens[0].start
    try:
        parser = Dialect.get_or_raise("duckdb").parser(error_message_context=MOST_BYTES)
        trees = [tree for tree in parser.parse(findings.text.tokens, findings.text.sql) if tree is not None]
    except ParseError as error:
        first = error.errors[0] if error.errors else {}
        offset = len(first.get("start_context") or "")
        message = str(first.get("description") or "cannot be read").partition(" but got <")[0]
        calls = [call for call in findings.text.calls if call.start <= offset <= call.end]
        if calls and message.startswith(("Required keyword", "The number of provided arguments")):
            name = calls[-1].name
            findings.add(
                SqlError, calls[-1].start, f"{name} is given too few or too many values", f"{name} 的参数个数不对"
            )
        else:
            words = said_of(message)
            findings.add(SqlError, offset, words.en, words.zh, hint=words.hint, hint_zh=words.hint_zh)
    except RecursionError:
        findings.add(SqlError, place_of_start, "nested too deeply", "嵌套过深")
    except _TRIPPED as error:
        findings.add(SqlError, place_of_start, f"cannot be read: {error}", f"SQL 无法识别：{error}")
    else:
        tree = trees[0]
        inner = tree.unnest() if isinstance(tree, exp.Subquery) else tree
        if len(trees) == 1 and isinstance(tree, exp.Query) and isinstance(inner, exp.Select | exp.SetOperation):
            _keep_together(tree)
            return tree
        findings.add(
            SqlForbidden,
            place_of_start,
            f"a check is a SELECT, not {tree.key.upper()}",
            f"检查只能是 SELECT，不能是 {tree.key.upper()}",
        )
    findings.raise_if_any()
    raise AssertionError("a tree is returned or a finding raised")


def _keep_together(tree: exp.Query) -> None:
    # list_has_any(a, b) is written again as a && b, without regard to what stands around it.
    for node in list(tree.find_all(exp.ArrayOverlaps, exp.ArrayContainsAll)):
        kept = exp.Paren()
        node.replace(kept)
        kept.set("this", node)


def _too_deep(where: Where) -> SqlError:
    return SqlError(where, "nested too deeply", zh="嵌套过深")


def _complaint_about_pattern(pattern: str) -> str | None:
    """What the engine says about a regular expression; None when it takes it."""
    try:
        _engine().execute("SELECT regexp_matches('', $pattern)", {"pattern": pattern})
    except duckdb.Error as error:
        return _read_error("", error)[1].removeprefix("Invalid Input Error: ")
    return None
