"""YAML with marks: text in, plain values out, and the place of every key and value beside them.

Built on the event stream of the C parser: limits hold while events arrive, so nothing recursive ever runs on a stranger's
file. Every scalar stays the text that was written (`no`, `1.10`, `010`, `2026-03-01`); the model that reads it decides what
it means. Only a bare null is None.
"""

from __future__ import annotations

import codecs
import gc
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml import events as E
from ruamel.yaml.error import YAMLError

from egovspec.errors import BadEncoding, BadYaml, DuplicateKey, SpecError, SpecErrors, TooLarge, Unreadable, Where
from egovspec.library.syntax import explained, typed_wide, wide_in_key

try:
    from _ruamel_yaml import CParser as _CParser
except ImportError:  # no wheel of ruamel.yaml.clib for this platform: the pure parser is twelve times slower
    _CParser = None
HAS_C_PARSER = _CParser is not None

MAX_BYTES = 8 << 20
MAX_DEPTH = 64
MAX_NODES = 1_000_000
MAX_ALIASES = 100
TEXT_TAGS = (None, "!", "tag:yaml.org,2002:str")
# The parser ends a line at these, editors do not: line numbers would differ, and a scalar would break unseen.
# A byte-order mark is one at the start of a file only; behind it, nobody sees it.
FALSE_LINE_ENDS = "\u0085\u2028\u2029\ufeff"
_UNFIT = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f{FALSE_LINE_ENDS}]")


_BITS = 24  # a file holds fewer lines, and a line fewer characters, than MAX_BYTES
_LOW = (1 << _BITS) - 1
_STYLES = ("", "'", '"', "|", ">")


class Mark(NamedTuple):
    """Where a key and its value stand, counted from 0, and how the value was written."""

    key: tuple[int, int]
    value: tuple[int, int]
    style: str = ""

    @classmethod
    def of(cls, packed: int) -> Mark:
        """The mark that `_packed` made a number of: a catalogue has a million, which as tuples take six times the room."""
        value, key = packed >> 3, packed >> (3 + 2 * _BITS)
        at_key = (key >> _BITS, key & _LOW)
        return cls(at_key, ((value >> _BITS) & _LOW, value & _LOW), _STYLES[packed & 7])


def _packed(key: int, value: int, style: str = "") -> int:
    """Two places, each as line << _BITS | column, and a style as one number."""
    return (key << 2 * _BITS | value) << 3 | (_STYLES.index(style) if style else 0)


@dataclass
class Marked:
    """A YAML document as plain dicts, lists, texts and None, with marks.

    file   as it is shown to people: relative to where they stand when that is shorter
    marks  by the identity of each container, packed
    text   whether it was text, and has places; what was put together from a command line has none
    """

    file: str
    source: str
    tree: Any = None
    marks: dict[int, dict[Any, int]] = field(default_factory=dict)
    start: tuple[int, int] = (0, 0)
    text: bool = False

    def where(self, path: tuple[Any, ...] = (), *, at_key: bool = False) -> Where:
        """The place of what a path of keys and indexes leads to; of the nearest thing above it when it is not there.

        Parts of the path that name nothing (pydantic puts names of union members into its paths) are passed over.
        """
        if not self.text:
            return Where(self.file)
        node, mark = self.tree, Mark(self.start, self.start)
        found = self.real_path(path)
        for part in found:
            mark, node = Mark.of(self.marks[id(node)][part]), node[part]
        last_is_key = path[-1:] == found[-1:] or path[-1:] == ("[key]",)
        line, column = mark.key if at_key and last_is_key else mark.value
        return Where(self.file, line + 1, column + 1)

    def real_path(self, path: tuple[Any, ...]) -> tuple[Any, ...]:
        """The parts of a path that name something in this document.

        The name of a union's member may also be a key (`check` in a verification), so that both readings are tried: the
        one that holds the last part is right, else the longer.
        """
        return tuple(_followed(self.tree, path))

    def at(self, path: tuple[Any, ...]) -> dict[str, Any]:
        """The mapping a path leads to; an empty one when what stands there is none."""
        node = self.tree
        for part in path:
            node = node[part]
        return node if isinstance(node, dict) else {}

    def inside(self, path: tuple[Any, ...], line: int, column: int) -> Where:
        """The place of line and column (from 1) within a text value. Exact for literal blocks and one-line texts."""
        at = self.where(path)
        node: Any = self.tree
        for part in path[:-1]:
            node = node[part]
        style = Mark.of(self.marks[id(node)][path[-1]]).style
        if style == "|":
            lines = self.source.split("\n")
            first = next((n for n in range(at.line, len(lines)) if lines[n].strip()), at.line)
            indent = len(lines[first]) - len(lines[first].lstrip(" ")) if first < len(lines) else 0
            return Where(self.file, at.line + line, column + indent)
        if line == 1:
            return Where(self.file, at.line, at.column + column - 1 + (style in ("'", '"')))
        return at


def _followed(node: Any, path: tuple[Any, ...]) -> list[Any]:
    for n, part in enumerate(path):
        if (isinstance(node, dict) and part in node) or (
            isinstance(node, list) and isinstance(part, int) and part < len(node)
        ):
            rest = path[n + 1 :]
            below = [part, *_followed(node[part], rest)]
            if rest and below[-1] != rest[-1] and isinstance(node, dict) and not isinstance(node[part], dict | list):
                beside = _followed(node, rest)
                if beside[-1:] == [rest[-1]]:
                    return beside
            return below
    return []


def read(path: Path, shown: str | None = None) -> Marked:
    """Read one file. Raises SpecErrors with place for whatever is wrong with it."""
    name = shown or str(path)
    return parse(contents(path, name), name)


def contents(path: Path, name: str) -> bytes:
    """The bytes of a file, one more than is allowed at most. Raises SpecErrors when it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise SpecErrors([Unreadable(Where(name), "no such file", zh="没有这个文件")]) from None
    except IsADirectoryError:
        raise SpecErrors([Unreadable(Where(name), "is a folder, not a file", zh="是文件夹，不是文件")]) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SpecErrors([Unreadable(Where(name), f"cannot be read: {reason}", zh=f"无法读取：{reason}")]) from None


def parse(data: bytes, name: str = "<text>") -> Marked:
    """Parse bytes. Raises SpecErrors."""
    if len(data) > MAX_BYTES:
        limit = f"{MAX_BYTES >> 20} MiB"
        raise SpecErrors([TooLarge(Where(name, 1, 1), f"larger than {limit}", zh=f"超过 {limit}")])
    text = _decode(data, name)
    marked = Marked(name, text, text=True)
    was_on = gc.isenabled()
    gc.disable()  # building many small containers with the collector on takes twice as long
    try:
        _build(text, marked)
    except SpecError as error:
        raise SpecErrors([error]) from None
    except (YAMLError, UnicodeEncodeError) as error:
        raise SpecErrors([explained(error, name, text)]) from None
    finally:
        if was_on:
            gc.enable()
    return marked


def _decode(data: bytes, name: str) -> str:
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        before = data[: error.start]
        where = Where(
            name, before.count(b"\n") + 1, len(before[before.rfind(b"\n") + 1 :].decode(errors="replace")) + 1
        )
        raise SpecErrors(
            [BadEncoding(where, "not UTF-8", zh="不是 UTF-8", hint="save the file as UTF-8", hint_zh="请以 UTF-8 保存")]
        ) from None
    found = _UNFIT.search(text)
    if found:
        shown = f"U+{ord(found[0]):04X}"
        where = Where(name, text.count("\n", 0, found.start()) + 1, found.start() - text.rfind("\n", 0, found.start()))
        raise SpecErrors(
            [
                BadEncoding(
                    where, f"control character {shown}", zh=f"控制字符 {shown}", hint="delete it", hint_zh="请删去"
                )
            ]
        )
    return text


def events(text: str) -> Iterator[Any]:
    """The parser's events, with marks that count from 0. Raises YAMLError as they are read."""
    if _CParser is None:
        return iter(YAML(typ="safe", pure=True).parse(text))
    return iter(_CParser(text).get_event, None)


@dataclass(slots=True)
class _Frame:
    """A container being filled."""

    node: Any
    marks: dict[Any, int]
    start: int
    anchor: str | None = None
    nodes_before: int = 0
    key: str | None = None
    key_at: int = 0


def _build(text: str, marked: Marked) -> None:
    stack: list[_Frame] = []
    anchors: dict[str, tuple[Any, int]] = {}
    nodes = aliases = documents = 0

    def place(at: int) -> Where:
        return Where(marked.file, (at >> _BITS) + 1, (at & _LOW) + 1)

    def put(value: Any, at: int, style: str = "") -> None:
        if not stack:
            marked.tree, marked.start = value, (at >> _BITS, at & _LOW)
            return
        frame = stack[-1]
        if isinstance(frame.node, list):
            frame.marks[len(frame.node)] = _packed(at, at, style)
            frame.node.append(value)
        else:
            frame.node[frame.key] = value
            frame.marks[frame.key] = _packed(frame.key_at, at, style)
            frame.key = None

    def take_key(value: Any, at: int) -> None:
        frame = stack[-1]
        if not isinstance(value, str):
            raise _key_must_be_text(place(at))
        if value == "<<":
            raise BadYaml(
                place(at),
                "merge keys are not read",
                zh="不支持合并键 <<",
                hint="write out what is merged",
                hint_zh="请逐项写出",
            )
        typed = None if value.isascii() else wide_in_key(value)
        if typed is not None:
            raise typed_wide(marked.file, at >> _BITS, (at & _LOW) + typed.offset, typed)
        if value in frame.node:
            line = Mark.of(frame.marks[value]).key[0] + 1
            raise DuplicateKey(
                place(at),
                f"key {value!r} stands here twice, first at line {line}",
                zh=f"键 {value!r} 重复，首次在第 {line} 行",
                hint="keep one of them",
                hint_zh="请保留其一",
            )
        frame.key, frame.key_at = value, at

    for event in events(text):
        kind = type(event)
        if kind is E.ScalarEvent or kind is E.AliasEvent:
            at = event.start_mark.line << _BITS | event.start_mark.column
            nodes += 1
            style = ""
            if kind is E.ScalarEvent:
                if event.tag not in TEXT_TAGS:
                    raise _tagged(place(at), event.tag)
                style = event.style or ""
                bare = not style and event.tag is None
                value: Any = None if bare and event.value in ("", "~", "null") else event.value
                if event.anchor:
                    anchors[event.anchor] = (value, 1)
            else:
                aliases += 1
                if event.anchor not in anchors:
                    raise BadYaml(
                        place(at),
                        f"the alias *{event.anchor} names nothing before it",
                        zh=f"别名 *{event.anchor} 没有先行定义",
                        hint=f"mark it earlier with &{event.anchor}, or put a text that begins with * in quotes",
                        hint_zh=f"请在其前以 &{event.anchor} 标记；以 * 开头的文字要加引号",
                    )
                value, size = anchors[event.anchor]
                nodes += size  # an alias costs what it expands to
                if aliases > MAX_ALIASES:
                    raise TooLarge(place(at), f"more than {MAX_ALIASES} aliases", zh=f"别名超过 {MAX_ALIASES} 个")
            if nodes > MAX_NODES:
                raise TooLarge(place(at), f"more than {MAX_NODES} values", zh=f"取值超过 {MAX_NODES} 个")
            if stack and isinstance(stack[-1].node, dict) and stack[-1].key is None:
                take_key("" if value is None and kind is E.ScalarEvent else value, at)
            else:
                put(value, at, style)
        elif kind is E.MappingStartEvent or kind is E.SequenceStartEvent:
            at = event.start_mark.line << _BITS | event.start_mark.column
            nodes += 1
            if len(stack) >= MAX_DEPTH:
                raise TooLarge(place(at), f"nested deeper than {MAX_DEPTH}", zh=f"嵌套超过 {MAX_DEPTH} 层")
            if stack and isinstance(stack[-1].node, dict) and stack[-1].key is None:
                raise _key_must_be_text(place(at))
            if event.tag:
                raise _tagged(place(at), event.tag)
            node: Any = {} if kind is E.MappingStartEvent else []
            marks = marked.marks[id(node)] = {}
            stack.append(_Frame(node, marks, at, event.anchor, nodes))
        elif kind is E.MappingEndEvent or kind is E.SequenceEndEvent:
            frame = stack.pop()
            if frame.anchor:
                anchors[frame.anchor] = (frame.node, nodes - frame.nodes_before + 1)
            put(frame.node, frame.start)
        elif kind is E.DocumentStartEvent:
            documents += 1
            if documents > 1:
                at = event.start_mark.line << _BITS | event.start_mark.column
                raise BadYaml(
                    place(at),
                    "a file holds one document",
                    zh="一个文件只能有一个文档",
                    hint="put what follows --- into a file of its own",
                    hint_zh="请将 --- 之后的内容另存为一个文件",
                )


def _key_must_be_text(where: Where) -> BadYaml:
    return BadYaml(
        where,
        "a key must be text",
        zh="键必须是文字",
        hint="a value that begins with { or [ needs quotes",
        hint_zh="以 { 或 [ 开头的文字要加引号",
    )


def _tagged(where: Where, tag: str) -> BadYaml:
    tag = tag.replace("tag:yaml.org,2002:", "!!")
    return BadYaml(
        where,
        f"the tag {tag} is not read",
        zh=f"不支持标签 {tag}",
        hint="delete it; a text that begins with ! needs quotes",
        hint_zh="请删去；以 ! 开头的文字要加引号",
    )
