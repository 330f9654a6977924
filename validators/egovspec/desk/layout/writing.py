"""Writes a tree of nodes in the one layout: indents, brackets, quotes, the order of keys, and comments in their places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from unicodedata import east_asian_width

from egovspec.desk.layout.nodes import Comment, Entry, Node, Page
from egovspec.desk.layout.order import KINDS, inside, keys_of, model_below
from egovspec.library.editing import scalar

WIDTH = 150
STEP = 2
TEXT = ("zh", "en")
MODELINE = "# yaml-language-server:"
# What has a meaning of its own in brackets, to one reader of YAML or another.
_NOT_BARE_IN_BRACKETS = re.compile(r"[,\[\]{}?:]")
_ESCAPED = re.compile(r'[\\"]')


def written(page: Page) -> str:
    """The whole text of a file."""
    kind = next((entry.value.value for entry in page.top.entries if entry.name == "kind"), "")
    lines = _head(page)
    lines += _block(page.top, 0, KINDS.get(kind))
    return "\n".join(lines) + "\n"


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


def _block(node: Node, indent: int, annotation: Any) -> list[str]:
    """A node as lines, each with its indent. A scalar or a node in brackets is one entry of its own."""
    if node.kind in ("scalar", "alias") or _stays_in_brackets(node, indent):
        return _lines_of(" " * indent, node, indent)
    model = _model(annotation, node) if node.kind == "mapping" else None
    lines: list[str] = []
    for entry in _ordered(node, model):
        below = _annotation(annotation, model, entry)
        # The first entry behind a dash cannot have a line above it.
        lines += _with_gap(_comments(entry.before, indent), lines)
        if entry.apart and lines:
            lines.append("")
        lines += _pair(entry, indent, below) if node.kind == "mapping" else _item(entry, indent, below)
    lines += _with_gap(_comments(node.tail, indent), lines)
    return lines


def _with_gap(lines: list[str], above: list[str]) -> list[str]:
    return lines[1:] if lines[:1] == [""] and not above else lines


def _comments(comments: Sequence[Comment], indent: int) -> list[str]:
    lines: list[str] = []
    for comment in comments:
        lines += ["", " " * indent + comment.text] if comment.apart else [" " * indent + comment.text]
    return lines


def _model(annotation: Any, node: Node) -> Any:
    return model_below(annotation, [entry.name for entry in node.entries])


def _annotation(annotation: Any, model: Any, entry: Entry) -> Any:
    """The type of what stands in an entry."""
    return keys_of(model).get(entry.name) if model is not None else inside(annotation)


def _ordered(node: Node, model: Any) -> list[Entry]:
    """The entries in the order of the model; what it does not know last, and all as found where anchors fix the order."""
    known = {name: n for n, name in enumerate(keys_of(model))}
    if not known or any(one.anchor or one.kind == "alias" for one in node.walk()):
        return node.entries
    return sorted(node.entries, key=lambda entry: known.get(entry.name, len(known)))


def _pair(entry: Entry, indent: int, annotation: Any) -> list[str]:
    assert entry.key is not None
    return _led(f"{' ' * indent}{_key(entry.key)}:", entry, indent, annotation)


def _item(entry: Entry, indent: int, annotation: Any) -> list[str]:
    return _led(f"{' ' * indent}-", entry, indent, annotation)


def _led(lead: str, entry: Entry, indent: int, annotation: Any) -> list[str]:
    """What stands behind `key:` or a dash."""
    value = entry.value
    above = [entry.behind_key] if entry.behind_key else []
    if value.kind in ("mapping", "sequence"):
        value = _text_in_place(value, lead)
        if not _stays_in_brackets(value, indent):
            lead += f" &{value.anchor}" if value.anchor else ""
            lines = _block(value, indent + STEP, annotation)
            behind = [one for one in (*above, entry.behind) if one is not None]
            if entry.key is not None or value.anchor:
                return [_with_comment(lead, behind), *lines]
            # Nothing stands above the first entry behind a dash.
            first = next(n for n, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#"))
            own = [" " * indent + line.strip() if line else "" for line in lines[:first]]
            dashed = f"{lead} {lines[first].lstrip()}"
            return [*_comments([Comment(one.text) for one in behind], indent), *own, dashed, *lines[first + 1 :]]
    lines = _lines_of(lead + " ", value, indent) if not _is_nothing(value) else [lead]
    if entry.behind is not None and above:
        return [*_comments(above, indent), *_behind(lines, value, entry.behind)]
    last = above[0] if above else entry.behind
    return _behind(lines, value, last) if last else lines


def _behind(lines: list[str], value: Node, comment: Comment) -> list[str]:
    """The comment behind the first line of a block scalar, behind the last line of anything else."""
    at = 0 if value.style in ("|", ">") else -1
    lines[at] = _with_comment(lines[at], [comment])
    return lines


def _with_comment(line: str, comments: Sequence[Comment]) -> str:
    return "  ".join([line, " ".join(comment.text for comment in comments)]) if comments else line


def _is_nothing(value: Node) -> bool:
    return value.kind == "scalar" and not value.style and not value.source and not value.anchor


def _stays_in_brackets(node: Node, indent: int) -> bool:
    """Brackets stay brackets, unless a comment stands in them; empty ones can be nothing else."""
    if node.kind in ("scalar", "alias"):
        return False
    return not node.entries or (node.flow and not node.commented())


def _text_in_place(node: Node, lead: str) -> Node:
    """A text in two languages: on one line when there is room for it, else a line each."""
    if node.kind != "mapping" or tuple(entry.name for entry in node.entries) not in (TEXT, TEXT[::-1]):
        return node
    if node.anchor or node.commented() or any(entry.value.kind != "scalar" for entry in node.entries):
        return node
    flow = Node(**{**vars(node), "flow": True})
    one_line = all("\n" not in entry.value.value for entry in node.entries)
    fits = one_line and width(f"{lead} {_flat(flow)}") <= WIDTH
    return flow if fits else Node(**{**vars(node), "flow": False})


def _lines_of(lead: str, node: Node, indent: int) -> list[str]:
    """A scalar, an alias or a node in brackets behind its lead."""
    if node.kind == "alias":
        return [f"{lead}*{node.value}"]
    anchor = f"&{node.anchor} " if node.anchor else ""
    if node.kind != "scalar":
        if not node.tail:
            return _filled(lead + anchor, node)
        opening, closing = "{}" if node.kind == "mapping" else "[]"
        within = _with_gap(_comments(node.tail, indent + STEP), [])
        return [lead + anchor + opening, *within, " " * indent + closing]
    if node.style in ("|", ">"):
        header, *rest = _block_scalar(node, indent + STEP)
        return [lead + anchor + header, *rest]
    if "\n" in node.source and node.source.splitlines()[1:]:
        first, *rest = _several_lines(node, indent + STEP)
        return [lead + anchor + first, *rest]
    return [lead + anchor + _scalar(node)]


def _several_lines(node: Node, indent: int) -> list[str]:
    """A text written over several lines keeps them: how Chinese is broken is the author's affair."""
    lines = [line.strip(" \t") for line in re.split(r"\r\n|\r|\n", node.source)]
    return [lines[0], *(" " * indent + line if line else "" for line in lines[1:])]


def _block_scalar(node: Node, indent: int) -> list[str]:
    """A literal or folded text, its lines as they are, indented anew."""
    if not node.value.strip(" \n"):
        return [_scalar(node)]
    ends = len(node.value) - len(node.value.rstrip("\n"))
    lines = node.value.rstrip("\n").split("\n") if node.style == "|" else _folded_lines(node)
    told = str(STEP) if lines[0].startswith(" ") or next(line for line in lines if line).startswith(" ") else ""
    chomped = "-" if ends == 0 else "" if ends == 1 else "+"
    return [node.style + told + chomped, *(" " * indent + line if line else "" for line in lines), *[""] * (ends - 1)]


def _folded_lines(node: Node) -> list[str]:
    """The lines of a folded text, without its indent. Where it is folded is the author's affair."""
    _, *lines = re.split(r"\r\n|\r|\n", node.source)
    written = next(line for line in lines if line.strip())
    first = next(line for line in node.value.split("\n") if line.strip())
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
        return _scalar(node, in_brackets=True)
    inner = ", ".join(_flat_entry(entry) for entry in node.entries)
    return f"{{{inner}}}" if node.kind == "mapping" else f"[{inner}]"


def _flat_entry(entry: Entry) -> str:
    return (_lead_in_brackets(entry) + _flat(entry.value)).rstrip(" ")


def _lead_in_brackets(entry: Entry) -> str:
    """What stands before a value in brackets: its key, its anchor."""
    key = f"{_key(entry.key, in_brackets=True)}: " if entry.key is not None else ""
    return key + (f"&{entry.value.anchor} " if entry.value.anchor else "")


def _key(key: Node, *, in_brackets: bool = False) -> str:
    return _scalar(key, in_brackets=in_brackets)


def _scalar(node: Node, *, in_brackets: bool = False) -> str:
    """A text on one line: bare as it was or where that is safe, else in quotes."""
    if not node.style and not node.tagged and "\n" not in node.source:
        risky = in_brackets and (_NOT_BARE_IN_BRACKETS.search(node.source) or node.source.startswith("-"))
        if not risky:
            return node.source
    text = scalar(node.value, in_brackets=in_brackets)
    if text.startswith('"') and _ESCAPED.search(node.value) and "'" not in node.value and node.value.isprintable():
        return f"'{node.value}'"
    return text


def width(text: str) -> int:
    """Columns a line takes in an editor, where a Chinese character takes two."""
    return len(text) + sum(east_asian_width(character) in "WF" for character in text)
