"""Characters that a Chinese input method types where YAML wants those of the plain keyboard.

They look alike and mean nothing to YAML: a line with a full-width colon is no key and value. What is told names the
character, says where it stands and what to type instead.
"""

from __future__ import annotations

import re
from typing import NamedTuple

# What is typed, what YAML wants, and what people call it.
_CALLED = {
    "：": (":", "全角冒号", "full-width colon"),
    "，": (",", "全角逗号", "full-width comma"),
    "、": (",", "顿号", "Chinese enumeration comma"),
    "；": (";", "全角分号", "full-width semicolon"),
    "“": ('"', "中文引号", "Chinese quotation mark"),
    "”": ('"', "中文引号", "Chinese quotation mark"),
    "‘": ("'", "中文引号", "Chinese quotation mark"),
    "’": ("'", "中文引号", "Chinese quotation mark"),
    "｛": ("{", "全角花括号", "full-width brace"),
    "｝": ("}", "全角花括号", "full-width brace"),
    "［": ("[", "全角方括号", "full-width bracket"),
    "］": ("]", "全角方括号", "full-width bracket"),
    "【": ("[", "方头括号", "lenticular bracket"),
    "】": ("]", "方头括号", "lenticular bracket"),
    "（": ("(", "全角括号", "full-width parenthesis"),
    "）": (")", "全角括号", "full-width parenthesis"),
    "＃": ("#", "全角井号", "full-width number sign"),
    "＠": ("@", "全角 @", "full-width at sign"),
    "．": (".", "全角句点", "full-width full stop"),
    "。": (".", "句号", "Chinese full stop"),
    "－": ("-", "全角连字符", "full-width hyphen"),
    "—": ("-", "破折号", "dash"),
    "–": ("-", "短破折号", "dash"),
    "／": ("/", "全角斜线", "full-width slash"),
    "＿": ("_", "全角下划线", "full-width underscore"),
    "＄": ("$", "全角货币符号", "full-width dollar sign"),
    "＝": ("=", "全角等号", "full-width equals sign"),
    "＜": ("<", "全角小于号", "full-width less-than sign"),
    "＞": (">", "全角大于号", "full-width greater-than sign"),
    "｜": ("|", "全角竖线", "full-width vertical line"),
    "《": ("<", "书名号", "Chinese title mark"),
    "》": (">", "书名号", "Chinese title mark"),
}
_BLANKS = {
    "\u3000": ("全角空格", "ideographic space"),
    "\u00a0": ("不间断空格", "no-break space"),
    "\u200b": ("零宽空格", "zero-width space"),
}
# Full-width letters and digits stand at a fixed distance from the plain ones.
_LETTER = re.compile("[０-９Ａ-Ｚａ-ｚ]")
_SHIFT = 0xFEE0


class Wide(NamedTuple):
    """One such character: where in the text it stands (from 0), what it is called, and what to type instead."""

    offset: int
    called: str
    called_zh: str
    instead: str
    instead_zh: str

    @property
    def hint(self) -> dict[str, str]:
        """Keyword arguments `hint` and `hint_zh` of an error about a text that holds it."""
        return {"hint": f"for {self.called} {self.instead}", "hint_zh": f"{self.called_zh}{self.instead_zh}"}


def wide(text: str, only: str = "") -> Wide | None:
    """The first character of `text` that was meant to be one of the plain keyboard's; of `only`, when given."""
    for offset, character in enumerate(text):
        if not character.isascii() and (not only or character in only):
            told = _told(character, offset)
            if told is not None:
                return told
    return None


def plain(text: str) -> str:
    """The text as it would have been typed on the plain keyboard."""
    typed = (_CALLED.get(one, ("",))[0] or (" " if one in _BLANKS else _narrow(one)) for one in text)
    return "".join(typed)


def _narrow(character: str) -> str:
    return chr(ord(character) - _SHIFT) if _LETTER.fullmatch(character) else character


def _told(character: str, offset: int) -> Wide | None:
    code = f"U+{ord(character):04X}"
    if character in _CALLED:
        typed, zh, en = _CALLED[character]
        blank, blank_zh = (" and a blank", "，其后加空格") if typed == ":" else ("", "")
        called, called_zh = f"the {en} {character} ({code})", f"{zh} {character}（{code}）"
        return Wide(offset, called, called_zh, f"type {typed}{blank}", f"请改用半角 {typed}{blank_zh}")
    if character in _BLANKS:
        zh, en = _BLANKS[character]
        return Wide(offset, f"the {en} ({code})", f"{zh}（{code}）", "type a plain blank", "请改用半角空格")
    if _LETTER.fullmatch(character):
        typed, called = _narrow(character), f"the full-width {character} ({code})"
        return Wide(offset, called, f"全角字符 {character}（{code}）", f"type {typed}", f"请改用半角 {typed}")
    return None
