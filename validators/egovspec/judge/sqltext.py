"""A check's SQL as text: tokens, the calls in it, and where an offset stands by line and column.

The parser keeps offsets on names and on few other nodes, and its own line numbers go astray after a `$`. So places
come from offsets and from a walk over the tokens.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlglot.dialects.dialect import Dialect
from sqlglot.tokenizer_core import Token, TokenType


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that may stand before a parenthesis without calling anything.
_SYNTAX = _words(
    "ALL AND ANY AS AT BETWEEN BY CASE DISTINCT ELSE END ESCAPE EXCEPT EXCLUDE EXISTS FILTER FROM GLOB GROUP HAVING ILIKE "
    "IN INTERSECT INTERVAL IS JOIN KEY LATERAL LIKE LIMIT MATERIALIZED NOT OFFSET ON OR OVER QUALIFY RECURSIVE SELECT "
    "SOME THEN TO UNION USING VALUES WHEN WHERE WITH"
)
CASTS = frozenset({"cast", "try_cast"})
_WORD = re.compile(r"\w+")


class Call(NamedTuple):
    """A name before a parenthesis: lower case, from its first character to its closing parenthesis."""

    name: str
    start: int
    end: int
    after_dot: bool


class Mark(NamedTuple):
    """A parameter as written: `$name`, or None for `?` and `$1`."""

    name: str | None
    start: int


class SqlText:
    """Tokens of one text. Raises sqlglot's TokenError when there are none to be had."""

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self.tokens: list[Token] = Dialect.get_or_raise("duckdb").tokenize(sql)
        self._line_starts = [0, *(match.end() for match in re.finditer("\n", sql))]
        self.depth, self._closing = self._pair_up()
        self.calls = tuple(self._calls())
        self.parameters = tuple(self._parameters())

    def line_column(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def word_before(self, words: Iterable[str], offset: int) -> int | None:
        """Offset of the last token before `offset` that is one of the words."""
        wanted = {word.upper() for word in words}
        found = [token.start for token in self.tokens if token.start <= offset and token.text.upper() in wanted]
        return found[-1] if found else None

    def call_around(self, offset: int, names: Iterable[str]) -> int | None:
        """Offset of the innermost call of one of the names that holds `offset`."""
        wanted = set(names)
        found = [call.start for call in self.calls if call.name in wanted and call.start <= offset <= call.end]
        return found[-1] if found else None

    def is_string(self, offset: int) -> bool:
        """Whether a quoted text stands at `offset`."""
        return any(token.start == offset and token.token_type is TokenType.STRING for token in self.tokens)

    def after_semicolon(self) -> int | None:
        """Offset of what follows the first statement, if anything does."""
        for before, token in zip(self.tokens, self.tokens[1:], strict=False):
            if before.token_type is TokenType.SEMICOLON and token.token_type is not TokenType.SEMICOLON:
                return token.start
        return None

    def _pair_up(self) -> tuple[int, dict[int, int]]:
        opened: list[int] = []
        deepest = 0
        closing: dict[int, int] = {}
        for index, token in enumerate(self.tokens):
            if token.token_type in (TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE, TokenType.CASE):
                opened.append(index)
                deepest = max(deepest, len(opened))
            elif opened and token.token_type in (
                TokenType.R_PAREN,
                TokenType.R_BRACKET,
                TokenType.R_BRACE,
                TokenType.END,
            ):
                closing[opened.pop()] = token.end
        return deepest, closing

    def _calls(self) -> Iterator[Call]:
        tokens = self.tokens
        for index in range(len(tokens) - 1):
            token = tokens[index]
            if tokens[index + 1].token_type is not TokenType.L_PAREN or token.token_type is TokenType.STRING:
                continue
            before = tokens[index - 1].token_type if index else None
            if before is TokenType.INTO:
                continue
            quoted = token.token_type is TokenType.IDENTIFIER
            if not quoted:
                if not _WORD.fullmatch(token.text) or token.text[0].isdigit() or token.text.upper() in _SYNTAX:
                    continue
                if before in (TokenType.ALIAS, TokenType.DCOLON) and token.token_type in _SIZED_TYPES:
                    continue
                if before is TokenType.PARAMETER:
                    continue
            yield Call(
                token.text.lower(), token.start, self._closing.get(index + 1, len(self.sql)), before is TokenType.DOT
            )

    def _parameters(self) -> Iterator[Mark]:
        for index, token in enumerate(self.tokens):
            if token.token_type is TokenType.PLACEHOLDER:
                yield Mark(None, token.start)
            elif token.token_type is TokenType.PARAMETER and token.text == "$" and index + 1 < len(self.tokens):
                named = self.tokens[index + 1]
                yield Mark(None if named.token_type is TokenType.NUMBER else named.text, token.start)


_SIZED_TYPES = frozenset({TokenType.DECIMAL, TokenType.VARCHAR, TokenType.CHAR, TokenType.TEXT})
