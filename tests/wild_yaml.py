"""Documents set out in every legal way somebody may set them out: brackets and blocks, all quotes, comments everywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import count
from random import Random
from typing import Any

from hypothesis import strategies as st

ODD = [
    "no", "1.10", "010", "a: b", "#x", "x #y", "x#y", "- a", "?", ":", "~", "null", "true", "2026-03-01", "14 天", "“引号”", "it's", 'say "a"',
    r"\d{10}", "a, b", "[x]", "{x}", "*a", "&a", "!a", "%a", "@a", "`a`", "|", ">", "😀", "中文：全角，标点", "http://a/?b=c#d", " lead", "trail ",
    "a\nb", "a\n\nb\n", "  two\n one\n", "x" * 200, "长" * 120, "a\u2028b", "tab\tin", "", "'", '"', "\\", "end:", ":start", "a\n", "\n",
]  # fmt: skip
TEXTS = st.sampled_from(ODD) | st.text(st.characters(blacklist_categories=["Cs", "Cc", "Cn", "Co"]), max_size=12)
KEYS = st.sampled_from(["zh", "en", "title", "id", "text", "with", "no", "a b", "名称", "1", "x-y", "kind of"])
TREES = st.dictionaries(
    KEYS,
    st.recursive(
        TEXTS | st.none(),
        lambda deeper: st.lists(deeper, max_size=3) | st.dictionaries(KEYS, deeper, max_size=3),
        max_leaves=8,
    ),
    min_size=1,
    max_size=4,
)
_PLAIN = re.compile(r"[A-Za-z\u4e00-\u9fff][A-Za-z0-9 \u4e00-\u9fff./-]*(?<! )")


class Writer:
    """Writes one tree, asking `choose` for every choice there is: an integer from 0 up to, not including, its argument."""

    def __init__(self, choose: Callable[[int], int], *, comments: bool) -> None:
        self._choose = choose
        self._numbers = count()
        self.with_comments = comments

    def document(self, tree: dict[str, Any]) -> str:
        lines = [*self._above(0), *self._mapping(tree, 0), *self._above(0)]
        return "\n".join(lines) + "\n"

    def _chance(self, one_in: int) -> bool:
        return self._choose(one_in) == 0

    def _comment(self) -> str:
        return f"# comment {next(self._numbers)}: {{[x]}} 'it"

    def _above(self, indent: int) -> Iterator[str]:
        while self._chance(4):
            yield ""
        while self.with_comments and self._chance(4):
            yield " " * indent + self._comment()

    def _behind(self) -> str:
        return " " * (1 + self._choose(3)) + self._comment() if self.with_comments and self._chance(4) else ""

    def _mapping(self, tree: dict[str, Any], indent: int) -> Iterator[str]:
        for key, value in tree.items():
            yield from self._above(indent)
            yield from self._led(f"{' ' * indent}{self._key(key)}:", value, indent)

    def _sequence(self, items: list[Any], indent: int) -> Iterator[str]:
        for value in items:
            yield from self._above(indent)
            yield from self._led(" " * indent + "-", value, indent)

    def _led(self, lead: str, value: Any, indent: int) -> Iterator[str]:
        if isinstance(value, dict | list):
            if value and not self._chance(3):
                deeper = indent + 1 + self._choose(4)
                if isinstance(value, list) and not lead.endswith("-") and self._chance(3):
                    deeper = indent
                lines = list(self._mapping(value, deeper) if isinstance(value, dict) else self._sequence(value, deeper))
                yield lead + self._behind()
                yield from lines
                return
            yield lead + " " + self._brackets(value, indent + 1) + self._behind()
        elif value is None:
            yield lead + self._choice("", " ~", " null") + self._behind()
        else:
            yield from self._scalar(lead, value, indent)

    def _scalar(self, lead: str, value: str, indent: int) -> Iterator[str]:
        literal = value.strip(" \n") and not re.search(r"[^\n\x20-\x7e\u4e00-\u9fff]", value) and self._chance(3)
        if literal:
            told = "2" if re.match(r"\n*[ ]", value) else ""
            ends = len(value) - len(value.rstrip("\n"))
            yield f"{lead} |{told}{'-' if ends == 0 else '' if ends == 1 else '+'}" + self._behind()
            lines = value.split("\n")[: -1 if ends else None]
            yield from (" " * (indent + 2) + line if line else "" for line in lines)
        elif self._chance(8):
            yield lead + self._behind()
            yield " " * (indent + 1) + self._one_line(value) + self._behind()
        elif " " in value and _PLAIN.fullmatch(value) and "  " not in value and self._chance(2):
            first, *rest = value.split(" ")
            yield f"{lead} {first}"
            yield from (" " * (indent + 1 + self._choose(3)) + word for word in rest)
        else:
            yield f"{lead} {self._one_line(value)}{self._behind()}"

    def _one_line(self, value: str) -> str:
        if _PLAIN.fullmatch(value) and value not in ("null", "true") and self._chance(2):
            return value
        if value.isprintable() and "\n" not in value and self._chance(2):
            return "'" + value.replace("'", "''") + "'"
        # An escape of JSON is one of YAML but for characters JSON writes as two.
        escaped = value.isascii() or (max(value) < "\U00010000" and (self._chance(2) or not value.isprintable()))
        return json.dumps(value, ensure_ascii=escaped)

    def _key(self, key: str) -> str:
        return self._choice(key, json.dumps(key, ensure_ascii=False), f"'{key}'")

    def _brackets(self, value: Any, indent: int) -> str:
        if isinstance(value, str):
            return self._one_line(value)
        if value is None:
            return "null"
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        pairs = value.items() if isinstance(value, dict) else ((None, one) for one in value)
        parts = [
            (f"{self._key(key)}: " if key is not None else "") + self._brackets(one, indent + 1) for key, one in pairs
        ]
        text = opening
        for n, part in enumerate(parts):
            text += self._break(indent) + part + ("," if n < len(parts) - 1 or self._chance(4) else "")
        return text + self._break(indent) + closing

    def _break(self, indent: int) -> str:
        if not self._chance(4):
            return " " * self._choose(2)
        comment = " " + self._comment() if self.with_comments and self._chance(2) else ""
        own = "\n" + " " * indent + self._comment() if self.with_comments and self._chance(4) else ""
        return comment + own + "\n" + " " * indent

    def _choice(self, *options: str) -> str:
        return options[self._choose(len(options))]


@st.composite
def wild(draw: st.DrawFn, *, comments: bool = True) -> tuple[dict[str, Any], str]:
    """A tree, and a text that says it."""
    tree = draw(TREES)
    text = Writer(Random(draw(st.integers(0, 2**32))).randrange, comments=comments).document(tree)
    ends = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    return tree, text.replace("\n", ends)
