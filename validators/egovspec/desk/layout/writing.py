"""Writes a tree of nodes in the one layout: indents, brackets, empty lines, and comments in their places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from unicodedata import east_asian_width

from egovspec.desk.layout.nodes import Comment, Entry, Node, Page
from egovspec.desk.layout.scalars import one_line, quoted

WIDTH = 150
STEP = 2
TEXT = ("zh", "en")
MODELINE = "# yaml-language-server:"
_DASHES = re.compile(r"(?:- +)*")
_LINE_END = re.compile(r"\r\n|\r|\n")


def written(page: Page) -> str:
    """The whole text of a file whose entries are in order."""
    return "\n".join([*_head(page), *_block(page.top, 0)]) + "\n"


def _head(page: Page) -> list[str]:
    modelines = [one for one in page.head if one.text.startswith(MODELINE)][:1]
    rest = [one for one in page.head if one not in modelines]
    lines = [one.text for one in modelines]
    for comment in rest:
        if comment.apart and lines:
            lines.append("")
        lines.append(comment.text)
    if page.parted and lines:
        lines.append("")
    return lines


def _block(node: Node, indent: int) -> list[str]:
    """A container as lines, each with its indent, an entry each."""
    if _stays_in_brackets(node):
        return _lines_of(" " * indent, node, indent)
    lines: list[str] = []
    for entry in node.entries:
        above = _comments(entry.before, indent)
        if entry.apart:
            above.append("")
        lead = " " * indent + ("-" if entry.key is None else f"{_key(entry.key)}:")
        lines += _below(above + _led(lead, entry, indent), lines)
    return lines + _below(_comments(node.tail, indent), lines)


def _below(lines: list[str], above: list[str]) -> list[str]:
    """Lines with no empty one first where nothing stands above."""
    while lines[:1] == [""] and (not above or above[-1] == ""):
        lines = lines[1:]
    return lines


def _comments(comments: Sequence[Comment], indent: int) -> list[str]:
    lines: list[str] = []
    for comment in comments:
        lines += ["", " " * indent + comment.text] if comment.apart else [" " * indent + comment.text]
    return lines


def _led(lead: str, entry: Entry, indent: int) -> list[str]:
    """An entry: its value behind `key:` or a dash, and the comment behind it."""
    value = _in_its_place(entry.value, lead)
    behind = entry.behind_key or entry.behind
    if value.kind in ("scalar", "alias") or _stays_in_brackets(value):
        lines = _lines_of(f"{lead} ", value, indent)
        # Behind the header of a block scalar, behind the last line of anything else.
        at = 0 if value.style in ("|", ">") else -1
        lines[at] = _with_comment(lines[at], behind)
        return lines + _below(_comments(value.tail, indent + STEP), lines)
    lead += f" &{value.anchor}" if value.anchor else ""
    lines = _block(value, indent + STEP)
    if entry.key is not None or value.anchor:
        return [_with_comment(lead, behind), *lines]
    # Behind a dash stands the first entry, and nothing above it.
    first, *rest = lines
    return [f"{lead} {first.lstrip()}", *rest]


def _with_comment(line: str, comment: Comment | None) -> str:
    """A line and the comment behind it: two blanks apart, or as far as it was where the line is as it was."""
    if comment is None:
        return line
    before = comment.beside.rstrip(" \t")
    same = _DASHES.sub("", before.strip(), count=1) == _DASHES.sub("", line.strip(), count=1)
    apart = max(2, len(comment.beside) - len(before)) if same and "\t" not in comment.beside else 2
    return line.rstrip(" ") + " " * apart + comment.text


def _stays_in_brackets(node: Node) -> bool:
    """Brackets stay brackets, unless a comment stands in them; empty ones can be nothing else."""
    return node.kind not in ("scalar", "alias") and (not node.entries or (node.flow and not node.commented()))


def _in_its_place(node: Node, lead: str) -> Node:
    """What has one place, whoever wrote it: a text in two languages on one line when there is room for it, else a line each;
    a list of names and references on one line when there is room."""
    plain = all(entry.value.kind == "scalar" and not entry.apart for entry in node.entries)
    if not node.entries or not plain or node.commented():
        return node
    line = f"{lead} &{node.anchor} " if node.anchor else f"{lead} "
    if node.kind == "mapping":
        if tuple(entry.name for entry in node.entries) not in (TEXT, TEXT[::-1]):
            return node
        one = all("\n" not in entry.value.value for entry in node.entries)
        return replace(node, flow=one and width(line + _flat(node)) <= WIDTH)
    names = all(entry.value.value and len(entry.value.value.split()) == 1 for entry in node.entries)
    return replace(node, flow=True) if names and width(line + _flat(node)) <= WIDTH else node


def _lines_of(lead: str, node: Node, indent: int) -> list[str]:
    """A scalar, an alias or a node in brackets behind its lead."""
    if node.kind == "alias":
        return [f"{lead}*{node.value}"]
    lead += f"&{node.anchor} " if node.anchor else ""
    if node.kind != "scalar":
        return _filled(lead, node)
    if node.style in ("|", ">") and node.value.strip(" \n"):
        header, *rest = _block_scalar(node, indent + STEP)
        return [lead + header, *rest]
    if node.style not in ("|", ">") and not node.tagged and _LINE_END.search(node.source):
        first, *rest = _several_lines(node, indent + STEP)
        return [lead + first, *rest]
    return [(lead + one_line(node)).rstrip(" ")]


def _several_lines(node: Node, indent: int) -> list[str]:
    """A text written over several lines keeps them: how Chinese is broken is the author's affair."""
    lines = []
    for raw in _LINE_END.split(node.source):
        line = raw.strip(" \t")
        # In double quotes a blank behind a backslash is text.
        escapes = len(line) - len(line.rstrip("\\"))
        if node.style == '"' and escapes % 2 and raw.rstrip(" \t") != raw:
            line += raw[len(raw.rstrip(" \t"))]
        lines.append(line)
    return [lines[0], *(" " * indent + line if line else "" for line in lines[1:])]


def _block_scalar(node: Node, indent: int) -> list[str]:
    """A literal or folded text, its lines as they are, indented anew."""
    body = node.value.rstrip("\n")
    ends = len(node.value) - len(body)
    lines = body.split("\n") if node.style == "|" else _folded_lines(node)
    # Where the first line that holds anything begins with a blank, the indent must be told.
    told = str(STEP) if next(line for line in lines if line).startswith((" ", "\t")) or lines[0].startswith(" ") else ""
    chomped = "-" if ends == 0 else "" if ends == 1 else "+"
    return [node.style + told + chomped, *(" " * indent + line if line else "" for line in lines), *[""] * (ends - 1)]


def _folded_lines(node: Node) -> list[str]:
    """The lines of a folded text, without its indent. Where it is folded is the author's affair."""
    _, *lines = _LINE_END.split(node.source)
    written = next(line for line in lines if line.strip(" "))
    first = next(line for line in node.value.split("\n") if line.strip(" "))
    indent = len(written) - len(written.lstrip(" ")) - (len(first) - len(first.lstrip(" ")))
    return [line[indent:] for line in lines]


def _filled(lead: str, node: Node) -> list[str]:
    """Brackets on one line where there is room, else filled line by line, behind the bracket."""
    flat = _flat(node)
    if width(lead + flat) <= WIDTH or not node.entries:
        return [lead + flat]
    opening, closing = ("{", "}") if node.kind == "mapping" else ("[", "]")
    indent = " " * (width(lead) + 1)
    lines = [lead + opening]
    for n, entry in enumerate(node.entries):
        end = closing if n == len(node.entries) - 1 else ","
        piece = _flat_entry(entry) + end
        if n and width(f"{lines[-1]} {piece}") > WIDTH:
            lines.append(indent)
        elif n:
            lines[-1] += " "
        if entry.value.entries and width(lines[-1] + piece) > WIDTH:
            *above, last = _filled(lines[-1] + _lead_in_brackets(entry), entry.value)
            lines[-1:] = [*above, last + end]
        else:
            lines[-1] += piece
    return lines


def _flat(node: Node) -> str:
    """A node on one line, in brackets."""
    if node.kind == "alias":
        return f"*{node.value}"
    if node.kind == "scalar":
        return one_line(node, in_brackets=True)
    inner = ", ".join(_flat_entry(entry) for entry in node.entries)
    return f"{{{inner}}}" if node.kind == "mapping" else f"[{inner}]"


def _flat_entry(entry: Entry) -> str:
    return _lead_in_brackets(entry) + _flat(entry.value)


def _lead_in_brackets(entry: Entry) -> str:
    """What stands before a value in brackets: its key, its anchor."""
    key = f"{_key(entry.key, in_brackets=True)}: " if entry.key is not None else ""
    return key + (f"&{entry.value.anchor} " if entry.value.anchor else "")


def _key(key: Node, *, in_brackets: bool = False) -> str:
    if key.kind == "alias":
        return f"*{key.value} "  # without the blank the colon would belong to the name
    anchor = f"&{key.anchor} " if key.anchor else ""
    return anchor + (one_line(key, in_brackets=in_brackets) or quoted(""))


def width(text: str) -> int:
    """Columns a line takes in an editor, where a Chinese character takes two."""
    return len(text) if text.isascii() else len(text) + sum(east_asian_width(character) in "WF" for character in text)
