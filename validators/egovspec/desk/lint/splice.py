"""Mends a text where an error points, and moves no other character: line ends, comments, quotes and indents stay.

The parser only says where things stand, and the text is cut there. What cannot be cut out cleanly is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ruamel.yaml import events as E
from ruamel.yaml.error import YAMLError

from egovspec.errors import Removal, Rewrite, Where
from egovspec.library.yaml import events

_LINE_END = re.compile(r"\r\n|\r|\n")
# Before a name, where an error in SQL points at the whole of it: a parameter's sign, the table of a column.
_BEFORE = r"(?:\$|[\w\"]+\.)?"


class Cut(NamedTuple):
    """Characters `start` to `end` of a text become `text`."""

    start: int
    end: int
    text: str


class _Scalar(NamedTuple):
    start: int
    end: int


@dataclass
class _Pair:
    """A key and its value: where the key begins, where the value ends, and in what kind of mapping."""

    key: int
    end: int
    flow: bool
    before: int | None = None
    after: int | None = None


def spliced(text: str, cuts: Sequence[Cut]) -> str:
    """The text with all cuts made; of two that overlap the later is left out."""
    taken: list[Cut] = []
    for cut in sorted(set(cuts)):
        if not taken or cut.start >= taken[-1].end:
            taken.append(cut)
    for cut in reversed(taken):
        text = text[: cut.start] + cut.text + text[cut.end :]
    return text


def cuts_of(text: str, mend: Rewrite | Removal) -> list[Cut]:
    """What a mend changes in a text without its byte order mark. Nothing when it does not stand there as it is said to."""
    at = offset(text, mend.where)
    if at is None:
        return []
    return _rewritten(text, at, mend) if isinstance(mend, Rewrite) else _removed(text, at)


def offset(text: str, where: Where) -> int | None:
    """Where a line and a column, both from 1, stand in a text."""
    start = 0
    for _ in range(where.line - 1):
        found = _LINE_END.search(text, start)
        if found is None:
            return None
        start = found.end()
    ended = _LINE_END.search(text, start)
    at = start + where.column - 1
    return at if where.line and where.column and at <= (ended.start() if ended else len(text)) else None


def _rewritten(text: str, at: int, mend: Rewrite) -> list[Cut]:
    word = re.compile(_whole(mend.old))
    scalar = next((one for one in _scalars(text) if one.start <= at < one.end), None)
    if scalar is not None and scalar.start == at:
        return [Cut(one.start(), one.end(), mend.new) for one in word.finditer(text, at, scalar.end)]
    found = re.compile(_BEFORE + f"({_whole(mend.old)})").match(text, at)
    return [Cut(found.start(1), found.end(1), mend.new)] if found else []


def _whole(word: str) -> str:
    """A pattern of a word that is no part of a longer one, nor of a path or a name with hyphens."""
    before = r"(?<![\w/-])" if re.match(r"\w", word, re.ASCII) else ""
    after = r"(?![\w/-])" if re.search(r"\w\Z", word, re.ASCII) else ""
    return before + re.escape(word) + after


def _removed(text: str, at: int) -> list[Cut]:
    pair = next((pair for pair in _pairs(text) if pair.key == at), None)
    if pair is None:
        return []
    if pair.flow:
        if pair.after is not None:
            return _clean(text, Cut(pair.key, pair.after, ""))
        return _clean(text, Cut(pair.before, pair.end, "")) if pair.before is not None else []
    begins = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    if text[begins:at].strip(" "):  # behind a dash: the next key takes its place
        return _clean(text, Cut(pair.key, pair.after, "")) if pair.after is not None else []
    ended = _LINE_END.search(text, pair.end) if not _ends_a_line(text, pair.end) else None
    end = ended.end() if ended else pair.end if _ends_a_line(text, pair.end) else len(text)
    return _clean(text, Cut(begins, end, ""))


def _clean(text: str, cut: Cut) -> list[Cut]:
    """The cut, unless it would take a comment with it."""
    return [] if re.search(r"(^|\s)#", text[cut.start : cut.end]) else [cut]


def _ends_a_line(text: str, at: int) -> bool:
    return at > 0 and text[at - 1] in "\r\n"


def _scalars(text: str) -> Iterator[_Scalar]:
    try:
        for event in events(text):
            if type(event) is E.ScalarEvent:
                yield _Scalar(event.start_mark.index, event.end_mark.index)
    except YAMLError:
        return


def _pairs(text: str) -> Iterator[_Pair]:
    """All pairs of all mappings of a text that can be parsed."""
    done: list[_Pair] = []
    stack: list[tuple[bool, bool, list[int]]] = []  # is a mapping, is in brackets, starts and ends of what is in it
    try:
        for event in events(text):
            kind = type(event)
            if kind in (E.ScalarEvent, E.AliasEvent):
                if stack:
                    stack[-1][2].extend((event.start_mark.index, event.end_mark.index))
            elif kind in (E.MappingStartEvent, E.SequenceStartEvent):
                if stack:
                    stack[-1][2].append(event.start_mark.index)
                stack.append((kind is E.MappingStartEvent, bool(event.flow_style), []))
            elif kind in (E.MappingEndEvent, E.SequenceEndEvent):
                mapping, flow, marks = stack.pop()
                # The parser ends a block where the next thing begins, behind comments that are not in it.
                end = event.end_mark.index if flow or not marks else marks[-1]
                if mapping:
                    keys, ends = marks[::4], marks[3::4]
                    done += [
                        _Pair(
                            key,
                            ends[n],
                            flow,
                            ends[n - 1] if n else None,
                            keys[n + 1] if n + 1 < len(keys) else None,
                        )
                        for n, key in enumerate(keys)
                    ]
                if stack:
                    stack[-1][2].append(end)
    except YAMLError:
        return
    yield from done
