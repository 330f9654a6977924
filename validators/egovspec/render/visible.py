"""Makes a stranger's text safe to look at.

Facts come from pages, configurations and exports nobody here wrote. Characters that a reader does not see but a
terminal or a browser obeys (escapes, line breaks, direction overrides, invisible ones) are spelt out instead. The JSON
report alone keeps every character.
"""

from __future__ import annotations

import re

from egovspec.model.base import Language

# Ranges are listed and not asked of unicodedata, which answers differently from one Python to the next.
UNSEEN = (
    "\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff"
)
_UNSEEN = re.compile(f"[{UNSEEN}]")
_REPLACEMENT_CHARACTER = "\ufffd"


def _spelt(found: re.Match[str]) -> str:
    code = ord(found[0])
    if found[0] == _REPLACEMENT_CHARACTER:
        return found[0]
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def visible(text: str) -> str:
    """`text` with every character that acts without being seen written as \\x1b, \\u202e or \\U000e0041."""
    return _UNSEEN.sub(_spelt, text)


def clipped(text: str, limit: int, language: Language) -> str:
    """`text` made visible, and cut at `limit` characters with a word on how long it was."""
    if len(text) <= limit:
        return visible(text)
    length = f"……（共 {len(text):,} 个字符）" if language is Language.ZH else f"… ({len(text):,} characters in all)"
    return visible(text[:limit]) + length
