"""A YAML text as a tree of nodes that keeps what a layout must keep: quotes, anchors, comments, empty lines.

The parser says where each node begins and ends, the scanner where comments stand between them, and every comment is given
to the entry it stands at.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from ruamel.yaml import events as E

from egovspec.desk.layout.tokens import Places
from egovspec.library.yaml import events

_EMPTY_END = re.compile(r"(?:(?:\r\n|\r|\n)[ \t]*)+\Z")


@dataclass
class Comment:
    """One comment, from its # to the end of the line.

    apart   an empty line stands before it
    beside  what stands before it on its line, with the blanks between; empty when it has the line to itself
    """

    text: str
    apart: bool = False
    beside: str = ""


class Reads(Enum):
    """What the model takes a scalar for.

    TEXT   a text: quotes where a reader would take it for a number, a day, a truth value
    VALUE  a number, a day, a truth value, a duration: never quotes
    ANY    the model does not say: what the author wrote bare stays bare
    """

    TEXT = auto()
    VALUE = auto()
    ANY = auto()


@dataclass
class Node:
    """A scalar, an alias, a mapping or a sequence.

    start   where it begins, with its anchor and tag
    value   text of a scalar as the parser reads it; name of an alias
    style   of a scalar: "" bare, ' or " quoted, | or > a block
    source  a scalar as it is written, without anchor and tag
    reads   what the model takes a scalar for
    flow    a container written in brackets
    tail    comments on lines of their own behind the last entry, or in its place where nothing is written
    """

    kind: str
    start: int
    end: int
    line: int
    column: int
    value: str = ""
    style: str = ""
    anchor: str | None = None
    tagged: bool = False
    flow: bool = False
    source: str = ""
    reads: Reads = Reads.ANY
    entries: list[Entry] = field(default_factory=list)
    tail: list[Comment] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is written where a value could stand."""
        return self.kind == "scalar" and not self.source and not self.anchor

    def walk(self) -> Iterator[Node]:
        """This node and all in it."""
        yield self
        for entry in self.entries:
            yield from entry.value.walk()

    def commented(self) -> bool:
        """Whether a comment stands anywhere in it."""
        return bool(self.tail) or any(
            entry.before or entry.behind_key or entry.behind or entry.value.commented() for entry in self.entries
        )


@dataclass
class Entry:
    """A pair of a mapping, or an item of a sequence.

    dash        where its dash stands, for an item of a list in blocks
    before      comments on lines of their own before it
    behind_key  comment behind `key:` when the value begins on a later line
    behind      comment behind its last line
    apart       whether an empty line stands before it, below its comments
    """

    key: Node | None
    value: Node
    dash: int | None = None
    before: list[Comment] = field(default_factory=list)
    behind_key: Comment | None = None
    behind: Comment | None = None
    apart: bool = False

    @property
    def start(self) -> int:
        if self.dash is not None:
            return self.dash
        return self.value.start if self.key is None else self.key.start

    @property
    def name(self) -> str:
        return "" if self.key is None else self.key.value


@dataclass
class Page:
    """A whole file: comments at its head, its one node, comments at its end."""

    head: list[Comment]
    top: Node
    # An empty line between the head and the first entry.
    parted: bool = False


def read_page(text: str, found: Places) -> Page:
    """The tree of a text that was parsed before without complaint, its comments in their places."""
    page = Page([], _tree(text, found))
    _place_comments(text, page, found)
    return page


def raise_comments(node: Node) -> None:
    """Put comments above an entry where behind it, or behind its dash, there is no room for them."""
    for entry in node.entries:
        value = entry.value
        raise_comments(value)
        if entry.behind_key is not None and entry.behind is not None:
            entry.before.append(replace(entry.behind, beside=""))
            entry.behind = None
        if entry.key is not None or not value.entries:
            continue
        if entry.behind_key is not None:
            entry.before.append(replace(entry.behind_key, beside=""))
            entry.behind_key = None
        if value.anchor is None:
            entry.before += value.entries[0].before
            value.entries[0].before = []
            if entry.behind is not None and value.commented():  # brackets that will be opened
                entry.before.append(replace(entry.behind, beside=""))
                entry.behind = None


def _tree(text: str, found: Places) -> Node:
    stack: list[Node] = []
    keys: list[Node | None] = []
    top: Node | None = None
    dashes = iter(found.dashes)
    scalars = iter([*found.scalars, (len(text) + 1, len(text) + 1)])
    scalar = next(scalars)
    for event in events(text):
        kind, mark = type(event), event.start_mark
        if kind in (E.MappingEndEvent, E.SequenceEndEvent):
            done = stack.pop()
            keys.pop()
            # The parser ends a block where the next thing begins, behind comments that are not in it.
            done.end = event.end_mark.index if done.flow else done.entries[-1].value.end
            continue
        end = event.end_mark.index
        if kind is E.ScalarEvent:
            node = Node("scalar", mark.index, end, mark.line, mark.column, event.value)
            node.style, node.anchor, node.tagged = event.style or "", event.anchor, event.tag is not None
            if scalar[0] < end or scalar[0] == mark.index:  # else there is nothing, or an anchor and nothing
                node.source = text[scalar[0] : scalar[1]]
                scalar = next(scalars)
            if node.style in ("|", ">"):
                # The parser ends a block scalar where it looked last, behind empty lines that are no part of it.
                whole = len(node.source)
                node.source = _EMPTY_END.sub("", node.source)
                node.end -= whole - len(node.source)
        elif kind is E.AliasEvent:
            node = Node("alias", mark.index, end, mark.line, mark.column, event.anchor)
        elif kind in (E.MappingStartEvent, E.SequenceStartEvent):
            named = "mapping" if kind is E.MappingStartEvent else "sequence"
            node = Node(named, mark.index, end, mark.line, mark.column)
            node.flow, node.anchor = bool(event.flow_style), event.anchor
        else:
            continue
        if not stack:
            top = node
        elif stack[-1].kind == "sequence":
            stack[-1].entries.append(Entry(None, node, None if stack[-1].flow else next(dashes)))
        elif keys[-1] is None:
            keys[-1] = node
        else:
            stack[-1].entries.append(Entry(keys[-1], node))
            keys[-1] = None
        if node.kind in ("mapping", "sequence"):
            stack.append(node)
            keys.append(None)
    assert top is not None
    return top


def _place_comments(text: str, page: Page, found: Places) -> None:
    lines = _Lines(text)
    first = page.top.entries[0].start if page.top.entries else page.top.start
    for at, said in found.comments:
        comment = Comment(said, lines.empty_before(at), lines.beside(at))
        if at < first and (page.top.kind != "mapping" or not page.top.flow):
            comment.beside = ""
            page.head.append(comment)
        elif not comment.beside.strip(" \t"):
            comment.beside = ""
            _on_its_own(page.top, at, lines.column(at), comment)
        else:
            comment.apart = False
            _behind(page.top, at, lines, comment)
    page.parted = lines.empty_before(first) and bool(page.head)
    for node in page.top.walk():
        for entry in node.entries[1:]:
            entry.apart = lines.empty_before(entry.start)


def _on_its_own(top: Node, at: int, column: int, comment: Comment) -> None:
    """Give a comment on a line of its own to the entry that follows, or to the end of what it is indented with."""
    node = top
    while True:
        following = next((n for n, entry in enumerate(node.entries) if entry.start > at), len(node.entries))
        above = node.entries[following - 1] if following else None
        if above is not None and above.value.kind in ("mapping", "sequence") and not _is_empty(above.value):
            value = above.value
            indented_with_it = not value.flow and column >= value.column and column > node.column
            if at < value.end or indented_with_it:
                node = value
                continue
        elif above is not None and at < above.value.end:
            above.before.append(comment)  # between a key and its text
            return
        elif above is not None and above.value.is_nothing and column > node.column:
            above.value.tail.append(comment)
            return
        if following < len(node.entries):
            node.entries[following].before.append(comment)
        else:
            node.tail.append(comment)
        return


def _behind(top: Node, at: int, lines: _Lines, comment: Comment) -> None:
    """Give a comment at the end of a line to the entry whose line it is; behind a bracket, to what follows."""
    node = top
    while True:
        following = next((n for n, entry in enumerate(node.entries) if entry.start > at), len(node.entries))
        entry = node.entries[following - 1] if following else None
        if entry is None:
            rest = node.entries[following].before if following < len(node.entries) else node.tail
            rest.append(comment)
            return
        value = entry.value
        begins = value.start if value.flow or not value.entries else value.entries[0].start
        if at < begins:
            if entry.behind_key is None:
                entry.behind_key = comment
            else:
                entry.before.append(comment)
            return
        if at >= value.end and lines.number(max(value.end - 1, value.start)) < lines.number(at):
            rest = node.entries[following].before if following < len(node.entries) else node.tail
            rest.append(comment)
            return
        inside = at < value.end if value.flow else bool(value.entries)
        if value.kind in ("mapping", "sequence") and inside and not _is_empty(value):
            node = value
            continue
        if entry.behind is None:
            entry.behind = comment
        else:
            entry.before.append(comment)
        return


def _is_empty(node: Node) -> bool:
    """Brackets with nothing in them: what is said in them is said of the entry."""
    return node.kind in ("mapping", "sequence") and not node.entries


class _Lines:
    """Lines of a text, by where they begin."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", text))]

    def number(self, at: int) -> int:
        return bisect_right(self._starts, at) - 1

    def column(self, at: int) -> int:
        return at - self._starts[self.number(at)]

    def beside(self, at: int) -> str:
        """What stands before it on its line."""
        return self._text[self._starts[self.number(at)] : at]

    def empty_before(self, at: int) -> bool:
        """Whether the line before the one it stands on is empty."""
        number = self.number(at)
        return number > 0 and not self._text[self._starts[number - 1] : self._starts[number]].strip()
