"""Columns of a terminal: how wide a text is, and where a line of Chinese and Latin text may be broken."""

from __future__ import annotations

import re
import unicodedata

# Not at the start of a line, not at its end. Source: GB/T 15834-2011, 5.1, for the Chinese marks.
_NOT_FIRST = set("，。；：、！？）》」』】〕〉”’…—·％,.;:!?)]}%")
_NOT_LAST = set("（《「『【〔〈“‘([{")


def width_of(text: str) -> int:
    """Columns `text` takes: two for a wide character, none for a combining one."""
    return sum(map(_columns, text)) if not text.isascii() else len(text)


def _columns(character: str) -> int:
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    return 0 if unicodedata.category(character) in ("Mn", "Me") else 1


def padded(text: str, width: int) -> str:
    """`text` followed by blanks up to `width` columns; unchanged when wider."""
    return text + " " * (width - width_of(text))


def shortened(text: str, width: int) -> str:
    """`text` cut to at most `width` columns, ending in an ellipsis when cut."""
    if width_of(text) <= width:
        return text
    kept, used = [], 1
    for character in text:
        used += _columns(character)
        if used > width:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def wrapped(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` columns, at least one line. A word wider than a line is cut.

    width   at least 2, for a wide character has no half
    """
    lines: list[str] = []
    line, used = "", 0
    for piece in _pieces(text):
        columns = width_of(piece)
        if piece.isspace():
            # A blank at a break goes; elsewhere it stays one blank.
            if line and used < width:
                line, used = line + " ", used + 1
            continue
        if used + columns > width and line.strip():
            lines.append(line.rstrip())
            line, used = "", 0
        for part in _cut(piece, width) if columns > width else [piece]:
            columns = width_of(part)
            if used + columns > width:
                lines.append(line.rstrip())
                line, used = "", 0
            line, used = line + part, used + columns
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(text: str) -> list[str]:
    """What may not be broken apart: Latin words, and wide characters with the punctuation that clings to them."""
    pieces: list[str] = []
    glue = False
    for character in re.sub(r"\s+", " ", text):
        last = pieces[-1] if pieces else " "
        clings = (
            glue
            or (character in _NOT_FIRST and last != " ")
            or (character != " " and last != " " and not _wide(character) and not _wide(last[-1]))
        )
        if clings and character != " ":
            pieces[-1] = last + character
        else:
            pieces.append(character)
        glue = character in _NOT_LAST
    return pieces


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _cut(word: str, width: int) -> list[str]:
    parts, part, used = [], "", 0
    for character in word:
        columns = _columns(character)
        if used + columns > width:
            parts.append(part)
            part, used = "", 0
        part, used = part + character, used + columns
    return [*parts, part]
