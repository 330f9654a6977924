"""Telephone numbers as pages write them, and their one normal spelling."""

from __future__ import annotations

import re

# One character for one, so that an offset in the plain text is an offset in the page.
_PLAIN = tuple(
    zip("０１２３４５６７８９－—–―‐‑﹣−（）：＠．＋／＃　\u00a0\x1f", "0123456789--------():@.+/#   ", strict=True)
)
_COUNTRY = r"(?:(?:\+|00)?86[- ]{0,2})?"
_AREA = r"(?:\(\s?0\d{2,3}\s?\)|0\d{2,3})"
_EXTENSION = r"(?:\s?(?:-{1,2}|转|转分机|分机)\s?\d{1,6}(?!\d))?"
NUMBER = re.compile(
    rf"{_COUNTRY}{_AREA}[- ]{{0,3}}\d{{7,8}}(?!\d){_EXTENSION}"
    rf"|(?:\+|00)86[- ]{{0,2}}[2-9]\d{{1,2}}[- ]{{1,3}}\d{{7,8}}(?!\d){_EXTENSION}"
    r"|[48]00[- ]?\d{3}[- ]?\d{4}(?!\d)|[48]00[- ]?\d{4}[- ]?\d{3}(?!\d)"
    rf"|{_COUNTRY}1[3-9]\d[- ]?\d{{4}}[- ]?\d{{4}}(?!\d)"
    rf"|(?:{_AREA}[- ]{{0,2}})?12[134]\d\d(?!\d)"
    rf"|[1-9]\d{{6,7}}(?![\d]){_EXTENSION}"
    r"|[1-9]\d{2,3}[- ]\d{4}(?!\d)"
    r"|(?:11[049]|12[02]|9[56]\d{3,4}|100\d\d)(?!\d)"
    r"|\(?\d[\d*-]{0,6}\)?[\d*-]{4,24}"  # written like a number, and none
)
# A number no label announces: an area code set apart, or 400 and 800. The first character stands alone in front so that
# the engine skips all others at the speed of a plain search.
UNLABELLED = re.compile(
    r"[(0+48](?<![\w.+-].)(?:"
    rf"(?:(?<=\()\s?0\d{{2,3}}\s?\)[- ]{{0,3}}|(?<=0)\d{{2,3}}[- ]{{1,3}}|(?<=\+)86[- ]{{0,2}}\(?0?\d{{2,3}}\)?[- ]{{1,3}})\d{{7,8}}(?!\d){_EXTENSION}"
    r"|(?<=[48])00-\d{3,4}-?\d{3,4}(?!\d))",
    re.ASCII | re.DOTALL,
)
_AREA_CODE = r"(010|02[0-57-9]|0[3-9]\d\d)"
_LANDLINE = re.compile(_AREA_CODE + r"-?([1-9]\d{6,7})(?:-(\d{1,6}))?")
_LOCAL = re.compile(r"([1-9]\d{6,7})(?:-(\d{1,6}))?")
_MOBILE = re.compile(r"(1[3-9]\d)\d{4}(\d{4})")
_FREE = re.compile(r"([48]00)(\d{7})")
_SERVICE = re.compile(rf"(?:{_AREA_CODE}-?)?(12[134]\d\d)")
_SHORT = re.compile(r"11[049]|12[02]|9[56]\d{3,4}|100\d\d")


def plain(text: str) -> str:
    """The text with the digits, dashes, brackets and blanks of Chinese typesetting as plain ones; as long as it was."""
    for typeset, simple in _PLAIN:  # most are absent, and looking for one character is faster than a table
        text = text.replace(typeset, simple)
    return text


def normal(written: str) -> str | None:
    """Area code, number and extension joined by "-"; None when the digits make no number of the national plan.

    A number without area code stays without; of a mobile number the four middle digits are left out, as the whole says
    who answers it.
    """
    text = plain(written)[:60].replace(" ", "").replace("(", "").replace(")", "-")
    text = re.sub("转分机|分机|转|--", "-", text)
    text, abroad = re.subn(r"^(?:\+|00)86-?|^86-?(?=0?\d{10,12})", "", text)
    digits = text.replace("-", "")
    if found := _MOBILE.fullmatch(digits):
        return f"{found[1]}****{found[2]}"
    if found := _FREE.fullmatch(digits):
        return f"{found[1]}-{found[2]}"
    if abroad and not text.startswith("0"):
        text = "0" + text  # behind the code of the country an area code loses its zero
    if found := _LANDLINE.fullmatch(text):
        # Where the area code has three digits the number has eight.
        return _joined(found) if len(found[1]) == 4 or len(found[2]) == 8 else None
    if found := _SERVICE.fullmatch(text):
        return _joined(found)
    if _SHORT.fullmatch(digits):
        return digits
    if found := _LOCAL.fullmatch(text) or _LOCAL.fullmatch(digits):
        return _joined(found)
    return None


def _joined(found: re.Match[str]) -> str:
    return "-".join(part for part in found.groups() if part)


def is_service_line(normalised: str | None) -> bool:
    """Whether a number is 12345 or another public service line of that series."""
    return normalised is not None and bool(_SERVICE.fullmatch(normalised))
