"""Adds to a settings file of an editor: JSON with comments, of which not one character moves.

What is there already stays as its owner wrote it, even where it says something else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_COMMENT = re.compile(r'"(?:\\.|[^"\\])*"|//[^\r\n]*|/\*.*?\*/', re.DOTALL)
_TRAILING = re.compile(r'"(?:\\.|[^"\\])*"|,(?=\s*[\]}])')
_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')
STEP = "  "


class NotSettings(ValueError):
    """The text is no JSON object, not even with comments."""


@dataclass
class _Container:
    """An object or a list: where its bracket opens, whether anything is in it, and the containers under its keys."""

    opens: int
    depth: int
    filled: bool = False
    below: dict[str, _Container] = field(default_factory=dict)


def merged(text: str, additions: Mapping[str, Any]) -> str:
    """The text of a settings file with what it lacks of `additions`.

    Objects are merged key by key and lists value by value; any other value that is there stays.
    Raises  NotSettings
    """
    plain = _blanked(_TRAILING, _blanked(_COMMENT, text))
    try:
        held = json.loads(plain)
    except ValueError:
        raise NotSettings(text) from None
    if not isinstance(held, dict):
        raise NotSettings(text)
    places: list[tuple[int, str]] = []
    _missing(held, additions, _containers(plain), places)
    for at, written in sorted(places, reverse=True):
        text = text[:at] + written + text[at:]
    return text


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    """The text with what the pattern finds outside of strings turned to blanks, so that every place stays where it was."""

    def blank(found: re.Match[str]) -> str:
        return found[0] if found[0].startswith('"') else re.sub(r"[^\r\n]", " ", found[0])

    return pattern.sub(blank, text)


def _containers(plain: str) -> _Container:
    top: _Container | None = None
    stack: list[_Container] = []
    keys: list[str | None] = []
    for found in _TOKEN.finditer(plain):
        token = found[0]
        if token in "}]":
            stack.pop()
            keys.pop()
            continue
        if token in ":,":
            keys[-1] = keys[-1] if token == ":" else None
            continue
        if stack:
            stack[-1].filled = True
        if token in "{[":
            container = _Container(found.end(), len(stack) + 1)
            if not stack:
                top = container
            elif keys[-1] is not None:
                stack[-1].below[keys[-1]] = container
            stack.append(container)
            keys.append(None)
        elif token.startswith('"') and keys and keys[-1] is None:
            keys[-1] = json.loads(token)
    assert top is not None
    return top


def _missing(held: Any, wanted: Any, container: _Container, places: list[tuple[int, str]]) -> None:
    indent = STEP * container.depth
    new: list[str] = []
    if isinstance(held, dict) and isinstance(wanted, Mapping):
        for key, value in wanted.items():
            if key not in held:
                new.append(f"{json.dumps(key, ensure_ascii=False)}: {_written(value, indent)}")
            elif key in container.below:
                _missing(held[key], value, container.below[key], places)
    elif isinstance(held, list) and isinstance(wanted, list):
        new = [_written(value, indent) for value in wanted if value not in held]
    if new:
        lines = f",\n{indent}".join(new)
        end = "," if container.filled else f"\n{indent[: -len(STEP)]}"
        places.append((container.opens, f"\n{indent}{lines}{end}"))


def _written(value: Any, indent: str) -> str:
    return json.dumps(value, ensure_ascii=False, indent=len(STEP)).replace("\n", f"\n{indent}")


__all__ = ["NotSettings", "merged"]
