"""Adds to a YAML file as a careful person would: what is new is written in, and not one other character moves.

A round trip through a library of objects keeps comments, but lays indents, line breaks and quotes out anew. Here the
parser only says where things stand, and the text is cut there. Line ends, a byte order mark and the manner of the list
(blocks or brackets, indented or not) are taken over. Whoever calls reads the result again before it is kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import events as E

from egovspec.library.yaml import events

BOM = "\ufeff"
_LINE_END = re.compile(r"\r\n|\r|\n")
_COMMENT = re.compile(r"(?<![^ \t\r\n])#[^\r\n]*")
# Written bare: begins with a letter, a Chinese mark, a path, or a digit where it can be no number; holds nothing a
# reader of YAML, old or new, takes for more than text.
_BARE = re.compile(
    r"(?:[^\W\d_]|[\u3000-\u303f\uff00-\uffef]|\d(?=.*[\u3400-\u9fff])|\.{0,2}/)"
    r"(?:[^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff#:]|:(?=[^\s,\[\]{}])|(?<=\S)#)*"
)
_BARE_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WORDS = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null"])
_BRACKETS = re.compile(r"[\[\]{},?:]")


class CannotEdit(Exception):
    """The text is written in a way nothing can be added to, such as a list that is an alias."""


@dataclass
class _Node:
    """A node of the text, from its first character to behind its last. Of a block scalar the line ends belong to it."""

    start: int
    end: int
    kind: str
    column: int
    line: int
    flow: bool = False
    style: str = ""
    anchored: bool = False
    inside: int = 0
    items: list[_Node] = field(default_factory=list)
    text: str = ""

    @property
    def pairs(self) -> Iterator[tuple[_Node, _Node]]:
        return zip(self.items[::2], self.items[1::2], strict=True)

    def value(self, key: str) -> _Node | None:
        return next((value for name, value in self.pairs if name.text == key), None)


def with_key(source: str, key: str, value: str) -> str:
    """The text of a mapping with one more key, last, whose value is a text. Raises CannotEdit."""
    mark, text = _without_mark(source)
    top = _top(text)
    last = top.items[-1]
    if top.flow:
        return mark + _after_last(text, top, f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
    at, before = _next_line(text, last, top.column)
    line = f"{' ' * top.column}{key}: {scalar(value)}"
    return mark + _with_lines(text, at, before, [line])


def with_item(source: str, key: str, entry: Mapping[str, Any]) -> str:
    """The text of a mapping with one more entry, last, in the list under `key`. Raises CannotEdit.

    entry   texts, whole numbers, flags, and mappings and lists of them
    """
    mark, text = _without_mark(source)
    top = _top(text)
    found = top.value(key)
    if found is None or found.kind != "sequence":
        raise CannotEdit
    if found.flow:
        if not found.items and _stands_beside_its_key(text, top, found):
            return mark + _opened(text, found, entry, top.column + 2)
        written = _in_brackets(entry, quoted=text[top.start] == "{")
        if found.items:
            return mark + _after_last(text, found, written)
        return mark + text[: found.inside] + written + text[found.inside :]
    last = found.items[-1]
    at, before = _next_line(text, last, found.column)
    lines = [""] if _are_apart(text, found) else []
    lines += _as_block(entry, found.column, max(last.column - found.column, 2) if not last.flow else 2)
    return mark + _with_lines(text, at, before, lines)


def with_items(source: str, key: str, entries: Sequence[Mapping[str, Any]]) -> str:
    """The text of a mapping with more entries, last, in the list under `key`, which is made when there is none.

    entries   texts, whole numbers, and mappings of them, whose keys stand on lines of their own
    Raises    CannotEdit
    """
    mark, text = _without_mark(source)
    top = _top(text)
    found = top.value(key)
    if found is not None and found.kind == "sequence" and not found.flow:
        last = found.items[-1]
        at, before = _next_line(text, last, found.column)
        step = max(last.column - found.column, 2) if not last.flow else 2
        return mark + _with_lines(
            text, at, before, [line for one in entries for line in _in_lines(one, found.column, step)]
        )
    if found is not None:
        for one in entries:
            source = with_item(source, key, one)
        return source
    if top.flow:
        written = ", ".join(_in_brackets(one, quoted=True) for one in entries)
        return mark + _after_last(text, top, f"{json.dumps(key)}: [{written}]")
    at, before = _next_line(text, top.items[-1], top.column)
    lines = [line for one in entries for line in _in_lines(one, top.column, 2)]
    return mark + _with_lines(text, at, before, [f"{' ' * top.column}{key}:", *lines])


def with_values(source: str, values: Mapping[tuple[str | int, ...], str]) -> str:
    """The text with other scalars at these paths of keys and indexes; quotes, anchors and comments stay as they are.

    Raises CannotEdit where nothing stands, or an alias, or a text that is written with escapes
    """
    mark, text = _without_mark(source)
    top = _top(text)
    places = []
    for path, value in values.items():
        node: _Node | None = top
        for part in path:
            if node is None or node.kind != ("mapping" if isinstance(part, str) else "sequence"):
                raise CannotEdit
            node = node.value(part) if isinstance(part, str) else dict(enumerate(node.items)).get(part)
        if node is None or node.kind != "scalar" or not node.text:
            raise CannotEdit
        at = text.rfind(node.text, node.start, node.end)
        if at < 0:
            raise CannotEdit
        places.append((at, at + len(node.text), value))
    for start, end, value in sorted(places, reverse=True):
        text = text[:start] + value + text[end:]
    return mark + text


def with_item_replaced(source: str, key: str, index: int, entry: Mapping[str, Any]) -> str:
    """The text of a mapping with another entry in place of one of the list under `key`. Raises CannotEdit.

    Comments of the entry stay, each at the key it stood at.
    """
    mark, text = _without_mark(source)
    found = _top(text).value(key)
    if found is None or found.kind != "sequence":
        raise CannotEdit
    old = found.items[index]
    if found.flow or old.kind != "mapping" or old.flow:
        comments = _comments(text, old.start, old.end, old)
        if comments:
            raise CannotEdit
        quoted = text[_top(text).start] == "{"
        return mark + text[: old.start] + _in_brackets(entry, quoted=quoted) + text[old.end :]
    end = _end_of_line(text, _content_end(text, old))
    lines = _as_block(entry, found.column, old.column - found.column)
    lines[0] = lines[0][old.column :]
    return mark + text[: old.start] + _joined(text, _with_comments(text, old, end, entry, lines)) + text[end:]


def scalar(value: str, *, in_brackets: bool = False) -> str:
    """A text as YAML: bare where every reader takes it for a text (or a day for a day), else in double quotes."""
    bare = (_BARE.fullmatch(value) and value.lower() not in _WORDS and value == value.strip()) or _BARE_DAY.fullmatch(
        value
    )
    if bare and not (in_brackets and _BRACKETS.search(value)):
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", lambda found: f"\\u{ord(found[0]):04x}", quoted)


def entry_text(entry: Mapping[str, Any]) -> str:
    """An entry as a person would write it into a list under a key."""
    return "\n".join(_as_block(entry, 2, 2))


def _as_block(entry: Mapping[str, Any], column: int, step: int) -> list[str]:
    dash, indent = " " * column + "-" + " " * (step - 1), " " * (column + step)
    lines = [f"{indent}{key}: {_value(value)}" for key, value in entry.items()]
    lines[0] = dash + lines[0][len(indent) :]
    return lines


def _in_lines(entry: Mapping[str, Any], column: int, step: int) -> list[str]:
    """An entry of a list, each key on its line, and each key of what it holds."""
    lines: list[str] = []
    for key, value in entry.items():
        if isinstance(value, Mapping):
            lines += [f"{key}:", *(f"  {name}: {_value(one)}" for name, one in value.items())]
        else:
            lines.append(f"{key}: {_value(value)}")
    dash = "-" + " " * (step - 1)
    return [" " * column + (dash if n == 0 else " " * step) + line for n, line in enumerate(lines)]


def _value(value: Any, *, in_brackets: bool = False) -> str:
    if isinstance(value, Mapping):
        return _in_brackets(value)
    if isinstance(value, list):
        return "[" + ", ".join(_value(one, in_brackets=True) for one in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else scalar(value, in_brackets=in_brackets)


def _in_brackets(entry: Mapping[str, Any], *, quoted: bool = False) -> str:
    """An entry on one line; `quoted` as JSON, for a file that is JSON."""
    if quoted:
        return json.dumps(entry, ensure_ascii=False)
    parts = (f"{key}: {_value(value, in_brackets=True)}" for key, value in entry.items())
    return "{" + ", ".join(parts) + "}"


def _without_mark(source: str) -> tuple[str, str]:
    return (BOM, source[1:]) if source.startswith(BOM) else ("", source)


def _top(text: str) -> _Node:
    """The mapping a text is, with all in it."""
    stack: list[_Node] = []
    top: _Node | None = None
    for event in events(text):
        kind, mark = type(event), event.start_mark
        if kind in (E.MappingEndEvent, E.SequenceEndEvent):
            done = stack.pop()
            # The parser ends a block where the next thing begins, behind comments that are not in it.
            done.end = event.end_mark.index if done.flow else (done.items[-1].end if done.items else done.start)
            continue
        if kind is E.ScalarEvent:
            node = _Node(mark.index, event.end_mark.index, "scalar", mark.column, mark.line, style=event.style or "")
            node.text = event.value
        elif kind is E.AliasEvent:
            node = _Node(mark.index, event.end_mark.index, "alias", mark.column, mark.line)
        elif kind in (E.MappingStartEvent, E.SequenceStartEvent):
            named = "mapping" if kind is E.MappingStartEvent else "sequence"
            node = _Node(mark.index, mark.index, named, mark.column, mark.line, flow=bool(event.flow_style))
            node.anchored, node.inside = event.anchor is not None, event.end_mark.index
        else:
            continue
        if stack:
            stack[-1].items.append(node)
        else:
            top = node
        if node.kind in ("mapping", "sequence"):
            stack.append(node)
    if top is None or top.kind != "mapping" or not top.items:
        raise CannotEdit
    return top


def _last_scalar(node: _Node) -> _Node:
    while node.items and not node.flow:
        node = node.items[-1]
    return node


def _content_end(text: str, node: _Node) -> int:
    """Behind the last character of a block node that is no line end."""
    last = _last_scalar(node)
    return last.start + len(text[last.start : last.end].rstrip()) if last.style in ("|", ">") else last.end


def _next_line(text: str, node: _Node, column: int) -> tuple[int, str]:
    """Where the line after a block node begins, and what must go before it: a line end where the text has none.

    Comments that follow and are indented deeper than `column` belong to the node.
    """
    last = _last_scalar(node)
    if last.style in ("|", ">") and (last.end == len(text) or text[last.end - 1] in "\r\n"):
        at = last.end
    else:
        at = _end_of_line(text, last.end)
        if (ended := _LINE_END.match(text, at)) is None:
            return at, _line_end(text)
        at = ended.end()
    if text[:at] and text[at - 1] not in "\r\n":
        return at, _line_end(text)
    ahead = at
    while ahead < len(text):
        stop = _end_of_line(text, ahead)
        line = text[ahead:stop]
        ended = _LINE_END.match(text, stop)
        ahead = ended.end() if ended else stop
        bare = line.lstrip(" \t")
        if bare.startswith("#") and len(line) - len(bare) > column:
            at = ahead
        elif bare:
            break
    return at, "" if text[at - 1] in "\r\n" else _line_end(text)


def _with_lines(text: str, at: int, before: str, lines: Sequence[str]) -> str:
    return text[:at] + before + _joined(text, lines) + _line_end(text) + text[at:]


def _joined(text: str, lines: Sequence[str]) -> str:
    return _line_end(text).join(lines)


def _line_end(text: str) -> str:
    found = _LINE_END.search(text)
    return found[0] if found else "\n"


def _end_of_line(text: str, at: int) -> int:
    found = _LINE_END.search(text, at)
    return found.start() if found else len(text)


def _start_of_line(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _stands_beside_its_key(text: str, top: _Node, value: _Node) -> bool:
    """Whether an empty pair of brackets stands on the line of its key, and can give way to a block."""
    key = next(name for name, known in top.pairs if known is value)
    plain = not value.anchored and not top.flow and key.line == value.line
    return plain and not text[value.inside : value.end - 1].strip() and not _LINE_END.search(text, key.end, value.end)


def _opened(text: str, empty: _Node, entry: Mapping[str, Any], column: int) -> str:
    """An empty list in brackets, which becomes a list in blocks."""
    stop = _end_of_line(text, empty.end)
    ended = _LINE_END.match(text, stop)
    head = text[: empty.start].rstrip(" \t") + text[empty.end : stop].rstrip(" \t")
    whole = _joined(text, [head, *_as_block(entry, column, 2), ""])
    return whole + text[ended.end() if ended else stop :]


def _after_last(text: str, node: _Node, written: str) -> str:
    """One more thing in brackets that hold some already."""
    last, close = node.items[-1], node.end - 1
    tail = text[last.end : close]
    taken = [found.span() for found in _COMMENT.finditer(text, last.end, close)]
    comma = next(
        (n for n in range(last.end, close) if text[n] == "," and not any(a <= n < b for a, b in taken)),
        None,
    )
    first = node.items[-2] if node.kind == "mapping" else last
    begins = _start_of_line(text, first.start)
    if not _LINE_END.search(tail) or text[begins : first.start].strip(" \t"):
        if comma is None:
            return text[: last.end] + ", " + written + text[last.end :]
        return text[: comma + 1] + " " + written + "," + text[comma + 1 :]
    if comma is None:
        text = text[: last.end] + "," + text[last.end :]
    at = _end_of_line(text, comma if comma is not None else last.end)
    more = _line_end(text) + text[begins : first.start] + written + ("," if comma is not None else "")
    return text[:at] + more + text[at:]


def _are_apart(text: str, found: _Node) -> bool:
    """Whether empty lines stand between the entries of a list."""
    if len(found.items) < 2:
        return False
    between = text[_content_end(text, found.items[-2]) : found.items[-1].start]
    return any(not line.strip() for line in _LINE_END.split(between)[1:-1])


def _scalars(node: _Node) -> Iterator[_Node]:
    if node.kind in ("mapping", "sequence"):
        for one in node.items:
            yield from _scalars(one)
    else:
        yield node


def _comments(text: str, start: int, end: int, node: _Node) -> list[tuple[int, str]]:
    """Comments between two places within a node: where each begins, and the comment."""
    found: list[tuple[int, str]] = []
    at = start
    for stop, after in [*((one.start, one.end) for one in _scalars(node)), (end, end)]:
        # Between two scalars a # begins a comment; within one it may be text.
        found += [(one.start(), one[0].rstrip()) for one in _COMMENT.finditer(text, at, max(at, min(stop, end)))]
        at = max(at, after)
    return found


def _with_comments(text: str, old: _Node, end: int, entry: Mapping[str, Any], lines: list[str]) -> list[str]:
    """The lines of an entry with the comments of the one it replaces: behind the key they stood behind, or before it."""
    pairs = list(old.pairs)
    before: dict[str, list[str]] = {}
    behind: dict[str, list[str]] = {}
    for at, comment in _comments(text, old.start, end, old):
        own_line = not text[_start_of_line(text, at) : at].strip()
        if own_line:
            name = next((key.text for key, _ in pairs if key.start > at), "")
            before.setdefault(name if name in entry else "", []).append(comment)
        else:
            name = [key.text for key, _ in pairs if key.start < at][-1]
            if name in entry and name not in behind:
                behind[name] = [comment]
            else:
                before.setdefault("", []).append(comment)
    indent = " " * old.column
    whole: list[str] = []
    for name, line in zip(entry, lines, strict=True):
        kept = [indent + comment for comment in before.get(name, ())]
        shown = line + "".join(f"  {comment}" for comment in behind.get(name, ()))
        whole += [shown, *kept] if not whole else [*kept, shown]  # the first key stands behind the dash
    return whole + [indent + comment for comment in before.get("", ())]


__all__ = [
    "BOM",
    "CannotEdit",
    "entry_text",
    "scalar",
    "with_item",
    "with_item_replaced",
    "with_items",
    "with_key",
    "with_values",
]
