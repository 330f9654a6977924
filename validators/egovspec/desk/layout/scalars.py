"""How one text is written: bare where every reader of YAML, old or new, takes it for what it is, else in quotes."""

from __future__ import annotations

import json
import re

from egovspec.desk.layout.nodes import Node, Reads

# Opens something, or could to one reader or another.
_OPENS = frozenset("-?:,[]{}#&*!|>'\"%@`=")
_NOT_BARE = re.compile(
    r":(?:\s|$)|\s#|[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]|^\s|\s$|^\.\.\.|\""
)
# What has a meaning of its own in brackets.
_NOT_BARE_IN_BRACKETS = re.compile(r"[,\[\]{}?:]")
# Source: YAML 1.1, 10.3 and the type repository (bool, float, int, merge, null, timestamp); YAML 1.2.2, 10.3.2. The 1.1
# float takes 1.0.0 too.
_MISREAD = re.compile(
    r"y|n|yes|no|on|off|true|false|null|~|<<|[-+]?\.inf|\.nan"
    r"|[-+]?0b[01_]+|[-+]?0o?[0-7_]+|[-+]?0x[0-9a-f_]+"
    r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])*(?:\.[0-9._]*)?(?:e[-+]?[0-9]+)?"
    r"|[-+]?\.[0-9][0-9._]*(?:e[-+]?[0-9]+)?"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:t|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?[ \t]*(?:z|[-+][0-9]{1,2}(?::[0-9]{2})?)?)?",
    re.IGNORECASE | re.ASCII,
)
_UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_WORTH_SINGLE = re.compile(r'[\\"]')


def one_line(node: Node, *, in_brackets: bool = False) -> str:
    """A scalar on one line, without its anchor. Nothing is written as nothing, in brackets as null."""
    if not node.style and not node.tagged and node.value in ("", "~", "null"):
        return "null" if node.source or in_brackets else ""
    if _bare(node, in_brackets):
        return node.value
    return quoted(node.value)


def _bare(node: Node, in_brackets: bool) -> bool:
    value = node.value
    if not value or value[0] in _OPENS or _NOT_BARE.search(value):
        return False
    if in_brackets and _NOT_BARE_IN_BRACKETS.search(value):
        return False
    if not _MISREAD.fullmatch(value):
        return True
    if node.tagged or value in ("~", "null"):
        return False
    return node.reads is Reads.VALUE or (node.reads is Reads.ANY and not node.style)


def quoted(value: str) -> str:
    """In double quotes; in single ones where double ones would need a backslash and single ones nothing."""
    if _WORTH_SINGLE.search(value) and "'" not in value and value.isprintable():
        return f"'{value}'"
    text = json.dumps(value, ensure_ascii=False)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


__all__ = ["one_line", "quoted"]
