"""A YAML text as a tree of nodes that keeps what a layout must keep: quotes, anchors, comments, empty lines.

The parser says where each node begins and ends; what stands between two of them is blanks, punctuation and comments, and
every comment is given to the entry it stands at.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from ruamel.yaml import events as E

from egovspec.library.yaml import events

_COMMENT = re.compile(r"(?<![^ \t\r\n])#[^\r\n]*")
_EMPTY_END = re.compile(r"(?:(?:\r\n|\r|\n)[ \t]*)+\Z")


@dataclass
class Comment:
    """One comment, from its # to the end of the line. `apart` when an empty line stands before it."""

    text: str
    apart: bool = False


@dataclass
class Node:
    """A scalar, an alias, a mapping or a sequence.

    value   text of a scalar as the parser reads it; name of an alias
    style   of a scalar: "" bare, ' or " quoted, | or > a block
    flow    a container written in brackets
    tail    comments on lines of their own behind the last entry
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
    entries: list[Entry] = field(default_factory=list)
    tail: list[Comment] = field(default_factory=list)

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

    before      comments on lines of their own before it
    behind_key  comment behind `key:` when the value begins on a later line
    behind      comment behind its last line
    apart       whether an empty line stands before it, below its comments
    """

    key: Node | None
    value: Node
    before: list[Comment] = field(default_factory=list)
    behind_key: Comment | None = None
    behind: Comment | None = None
    apart: bool = False

    @property
    def start(self) -> int:
        return self.value.start if self.key is None else self.key.start

    @property
    def line(self) -> int:
        return self.value.line if self.key is None else self.key.line

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


def read_page(text: str) -> Page:
    """The tree of a text that was parsed before without complaint, its comments in their places."""
    top = _tree(text)
    page = Page([], top)
    _place_comments(text, page)
    return page


def _tree(text: str) -> Node:
    stack: list[Node] = []
    keys: list[Node | None] = []
    top: Node | None = None
    for event in events(text):
        kind, mark = type(event), event.start_mark
        if kind in (E.MappingEndEvent, E.SequenceEndEvent):
            done = stack.pop()
            keys.pop()
            done.end = event.end_mark.index if done.flow else _end(done)
            continue
        if kind is E.ScalarEvent:
            node = Node("scalar", mark.index, event.end_mark.index, mark.line, mark.column, event.value)
            node.style, node.anchor, node.tagged = event.style or "", event.anchor, event.tag is not None
            node.source = text[node.start : node.end]
            if node.style in ("|", ">"):
                # The parser ends a block scalar where it looked last, behind empty lines that are no part of it.
                node.source = _EMPTY_END.sub("", node.source)
                node.end = node.start + len(node.source)
        elif kind is E.AliasEvent:
            node = Node("alias", mark.index, event.end_mark.index, mark.line, mark.column, event.anchor)
        elif kind in (E.MappingStartEvent, E.SequenceStartEvent):
            named = "mapping" if kind is E.MappingStartEvent else "sequence"
            node = Node(named, mark.index, event.end_mark.index, mark.line, mark.column)
            node.flow, node.anchor = bool(event.flow_style), event.anchor
        else:
            continue
        if not stack:
            top = node
        elif stack[-1].kind == "sequence":
            stack[-1].entries.append(Entry(None, node))
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


def _end(node: Node) -> int:
    # The parser ends a block where the next thing begins, behind comments that are not in it.
    return node.entries[-1].value.end if node.entries else node.end


def _place_comments(text: str, page: Page) -> None:
    line_of = _Lines(text)
    first = page.top.entries[0].start if page.top.entries else page.top.start
    for start, stop in _gaps(text, page.top):
        for found in _COMMENT.finditer(text, start, stop):
            at = found.start()
            comment = Comment(found[0].rstrip(), line_of.empty_before(at))
            own = line_of.alone(at)
            if at < first and (page.top.kind != "mapping" or not page.top.flow):
                page.head.append(comment)
            elif own:
                _on_its_own(page.top, at, line_of.column(at), comment)
            else:
                _behind(page.top, at, line_of, comment)
    page.parted = line_of.empty_before(first) and bool(page.head)
    for node in page.top.walk():
        for entry in node.entries[1:]:
            entry.apart = line_of.empty_before(entry.start)


def _gaps(text: str, top: Node) -> Iterator[tuple[int, int]]:
    """Where comments may stand: between the scalars of a text."""
    at = 0
    for node in _scalars(top):
        yield at, node.start
        at = node.end
        if node.style in ("|", ">"):
            header = re.match(r"[^\r\n]*", node.source)
            yield node.start, node.start + (header.end() if header else 0)
    yield at, len(text)


def _scalars(node: Node) -> Iterator[Node]:
    if node.kind in ("scalar", "alias"):
        yield node
    for entry in node.entries:
        if entry.key is not None:
            yield entry.key
        yield from _scalars(entry.value)


def _on_its_own(top: Node, at: int, column: int, comment: Comment) -> None:
    """Give a comment on a line of its own to the entry that follows, or to the end of what it is indented with."""
    node = top
    while True:
        following = next((n for n, entry in enumerate(node.entries) if entry.start > at), len(node.entries))
        above = node.entries[following - 1].value if following else None
        if above is not None and above.kind in ("mapping", "sequence"):
            indented_with_it = not above.flow and column >= above.column and column > node.column
            if at < above.end or indented_with_it:
                node = above
                continue
        if following < len(node.entries):
            node.entries[following].before.append(comment)
        else:
            node.tail.append(comment)
        return


def _behind(top: Node, at: int, lines: _Lines, comment: Comment) -> None:
    """Give a comment at the end of a line to the entry whose line it is; behind a dash or a bracket, to what follows."""
    node = top
    while True:
        following = next((n for n, entry in enumerate(node.entries) if entry.start > at), len(node.entries))
        entry = node.entries[following - 1] if following else None
        if entry is not None and entry.value.start > at:
            if entry.behind_key is None:
                entry.behind_key = comment
            else:
                entry.before.append(comment)
            return
        if entry is None or (at >= entry.value.end and lines.number(entry.value.end - 1) < lines.number(at)):
            rest = node.entries[following].before if following < len(node.entries) else node.tail
            rest.append(comment)
            return
        value = entry.value
        inside = at < value.end if value.flow else bool(value.entries)
        if value.kind in ("mapping", "sequence") and inside:
            node = value
            continue
        if entry.behind is None:
            entry.behind = comment
        else:
            entry.before.append(comment)
        return


class _Lines:
    """Lines of a text, by where they begin."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", text))]

    def number(self, at: int) -> int:
        return bisect_right(self._starts, at) - 1

    def column(self, at: int) -> int:
        return at - self._starts[self.number(at)]

    def alone(self, at: int) -> bool:
        """Whether nothing but blanks stands before it on its line."""
        return not self._text[self._starts[self.number(at)] : at].strip(" \t")

    def empty_before(self, at: int) -> bool:
        """Whether the line before the one it stands on is empty."""
        number = self.number(at)
        return number > 0 and not self._text[self._starts[number - 1] : self._starts[number]].strip()
