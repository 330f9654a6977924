"""Where things stand in a YAML text that the parser's events pass over: comments, dashes, and the text of scalars.

The scanner says where each token begins and ends. Between two of them there is nothing but blanks and comments, so a # there
begins a comment whatever stands before it (`[a,#b` is one), and a # within a token never does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml import tokens as T

try:
    from _ruamel_yaml import CParser as _CParser
except ImportError:  # no wheel of ruamel.yaml.clib for this platform
    _CParser = None

_COMMENT = re.compile(r"#[^\r\n]*")
_HEADER_COMMENT = re.compile(r"[|>][-+0-9]*[ \t]+(#[^\r\n]*)")


@dataclass(frozen=True)
class Places:
    """What was found, each in the order of the text.

    comments  where each begins, and what it says, without blanks behind
    dashes    where the dash of each item of a list in blocks stands
    scalars   where each scalar begins and ends, without its anchor and tag
    """

    comments: list[tuple[int, str]]
    dashes: list[int]
    scalars: list[tuple[int, int]]


def places(text: str) -> Places:
    """Look through a text that was parsed before without complaint."""
    found = Places([], [], [])
    at = 0
    for token in _tokens(text):
        start, end = token.start_mark.index, token.end_mark.index
        if text.find("#", at, start) >= 0:
            found.comments.extend((one.start(), one[0].rstrip()) for one in _COMMENT.finditer(text, at, start))
        at = max(at, end)
        if isinstance(token, T.BlockEntryToken):
            found.dashes.append(start)
        elif isinstance(token, T.ScalarToken):
            found.scalars.append((start, end))
            if token.style in ("|", ">") and (header := _HEADER_COMMENT.match(text, start)):
                found.comments.append((header.start(1), header[1].rstrip()))
    found.comments.extend((one.start(), one[0].rstrip()) for one in _COMMENT.finditer(text, at))
    return found


def _tokens(text: str) -> Iterator[Any]:
    if _CParser is None:
        yield from YAML(typ="safe", pure=True).scan(text)
        return
    following = _CParser(text).get_token
    while (token := following()) is not None:
        yield token
