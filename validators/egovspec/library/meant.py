"""What a person most likely meant by a value that has not the form asked for.

A hint offers it; nothing is read that way. An office writes 应 for shall, 14天 for P14D and 2026/3/1 for 2026-03-01.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Collection
from datetime import date

from egovspec.library.wide import plain
from egovspec.model.base import CLAUSE_ID, IDENTIFIER, SEMVER
from egovspec.model.duration import Duration

# What people write for words of the language.
_WORDS = {
    "应": "shall", "必须": "shall", "须": "shall", "must": "shall", "required": "shall", "宜": "should", "推荐": "should",
    "recommended": "should", "可": "may", "允许": "may", "can": "may", "optional": "may", "规范": "norm", "标准": "norm",
    "惯例": "practice", "建议": "proposal", "省": "province", "省级": "province", "市": "city", "市级": "city",
    "设区市": "city", "县": "county", "县级": "county", "区": "county", "自动": "auto", "记录": "record", "人工": "review",
    "审核": "review", "manual": "review", "目标": "aim", "goal": "aim", "符合": "pass", "通过": "pass", "passed": "pass",
    "ok": "pass", "不符合": "fail", "不通过": "fail", "failed": "fail", "未定": "open", "unknown": "open",
    "不适用": "not-applicable", "na": "not-applicable", "n/a": "not-applicable", "必选": "mandatory", "可选": "optional",
    "首页": "home", "栏目页": "column", "内容页": "item", "string": "text", "str": "text", "文字": "text", "int": "integer",
    "整数": "integer", "float": "number", "decimal": "number", "数字": "number", "bool": "boolean", "datetime": "timestamp",
    "日期": "date", "list": "texts", "时长": "duration", "interval": "duration", "已公布": "published",
}  # fmt: skip
# Chinese names of keys, as offices write them in documents.
_KEYS = {
    "种类": "kind", "类型": "type", "编号": "id", "标识": "id", "版本": "version", "版本号": "version", "标题": "title",
    "名称": "name", "范围": "scope", "适用范围": "scope", "条款": "provisions", "条文": "clauses", "级别": "level",
    "层级": "tier", "正文": "text", "内容": "text", "依据": "basis", "可信度": "confidence", "来源": "origin",
    "核验": "verify", "检查": "check", "整改": "fix", "备注": "note", "说明": "meaning", "代码": "code", "代号": "code",
    "上级": "parent", "栏目": "columns", "路径": "path", "别名": "aliases", "必设": "required", "年度": "year",
    "文号": "number", "参数": "parameters", "用例": "cases", "消息": "message", "发布": "released", "理由": "because",
    "标准": "standard",
}  # fmt: skip
_TRUE = ("yes", "y", "on", "1", "是", "真", "对", "有", "true")
_FALSE = ("no", "n", "off", "0", "否", "假", "无", "不", "false")
_UNITS = {
    "年": "Y",
    "个月": "M",
    "月": "M",
    "周": "W",
    "天": "D",
    "日": "D",
    "个工作日": "D",
    "工作日": "D",
    "d": "D",
    "w": "W",
}
_UNITS |= {"day": "D", "days": "D", "week": "W", "weeks": "W", "month": "M", "months": "M", "year": "Y", "years": "Y"}
_TIMES = {"小时": "H", "分钟": "M", "分": "M", "秒": "S", "h": "H", "min": "M", "s": "S"}


def word(text: str, known: Collection[str]) -> str | None:
    """One of the known words that people write otherwise."""
    narrow = plain(text).strip().strip("\"'")
    for candidate in (narrow, narrow.lower(), narrow.upper(), _WORDS.get(narrow.lower(), "")):
        if candidate in known and candidate != text:
            return candidate
    return None


def key(text: str, known: Collection[str]) -> str | None:
    """One of the known keys that is written in Chinese, in capitals or with other signs between its words."""
    narrow = plain(text).strip().strip("\"'")
    for candidate in (_KEYS.get(narrow, ""), narrow.lower(), narrow.replace("-", "_").lower()):
        if candidate in known and candidate != text:
            return candidate
    return None


def flag(text: str) -> str | None:
    """true or false."""
    narrow = plain(text).strip().strip("\"'").lower()
    return "true" if narrow in _TRUE else "false" if narrow in _FALSE else None


def day(text: str) -> str | None:
    """A day of the calendar, as 2026-03-01."""
    found = re.fullmatch(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})\s*日?(?:[ T].*)?", plain(text).strip())
    if not found:
        return None
    try:
        meant = date(*map(int, found.groups())).isoformat()
    except ValueError:
        return None
    return meant if meant != text else None


def duration(text: str) -> str | None:
    """A length of time, as P14D."""
    narrow = plain(text).strip().strip("\"'")
    found = re.fullmatch(r"[Pp]?\s*(\d{1,6})\s*([A-Za-z\u4e00-\u9fff]*)", narrow)
    if not found:
        return _if_fits(narrow.upper(), Duration.parse, text)
    number, unit = found[1], found[2].lower()
    if unit in _TIMES and unit not in _UNITS:
        return f"PT{number}{_TIMES[unit]}"
    return f"P{number}{_UNITS.get(unit) or (unit.upper() if unit in ('m', 'y') else 'D')}" if _counts(unit) else None


def _counts(unit: str) -> bool:
    return unit in _UNITS or unit in ("", "m", "y")


def _if_fits(meant: str, read: Callable[[str], object], text: str) -> str | None:
    try:
        read(meant)
    except ValueError:
        return None
    return meant if meant != text else None


def number(text: str) -> str | None:
    """A whole number in full-width or Chinese digits, or with its unit."""
    found = re.match(r"\s*(\d+)(?:\D*)$", plain(text), re.ASCII)
    if found and found[1] != text:
        return found[1]
    digits = "零一二三四五六七八九十"
    return str(digits.index(text)) if len(text) == 1 and text in digits else None


def decimal(text: str) -> str | None:
    """A number with its unit, or with a comma."""
    found = re.match(r"\s*(\d+(?:[.,]\d+)?)[^\d.,]*$", plain(text), re.ASCII)
    return found[1].replace(",", ".") if found and found[1] != text else None


def last_day(text: str) -> str | None:
    """The last day of the month, where the day named is behind it."""
    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])-(?:29|3[01])", text, re.ASCII)
    return f"{found[1]}-{found[2]}-{monthrange(int(found[1]), int(found[2]))[1]}" if found else None


def version(text: str) -> str | None:
    """A version in three parts."""
    narrow = plain(text).strip().strip("\"'").lower().removeprefix("版本").removeprefix("v").strip()
    parts = narrow.split(".")
    if not all(part.isascii() and part.isdigit() for part in parts) or len(parts) > 3:
        return None
    return _of_form(".".join([*(str(int(part)) for part in parts), "0", "0"][:3]), SEMVER, text)


def reference(text: str) -> str | None:
    """id@major."""
    narrow = _slug(text)
    identifier, _, numbered = narrow.partition("@")
    numbered = numbered.removeprefix("v")
    if numbered.count(".") == 1:
        numbered = numbered.partition(".")[0]
    return _of_form(f"{identifier}@{numbered or '1'}", rf"{IDENTIFIER}@(?:{SEMVER}|\d{{1,5}})", text)


def clause(text: str) -> str | None:
    """source#clause."""
    narrow = re.sub(r"\s*(?:第|§|#|:|@\d[\d.]*#)\s*", "#", plain(text).strip().strip("\"'")).removesuffix("条")
    source, _, numbered = narrow.partition("#")
    return _of_form(f"{source.lower()}#{numbered.strip()}", rf"{IDENTIFIER}#{CLAUSE_ID}", text)


def identifier(text: str) -> str | None:
    """A name in lower case with hyphens."""
    return _of_form(_slug(text), IDENTIFIER, text)


def provision(text: str) -> str | None:
    """PC-03."""
    found = re.fullmatch(r"([A-Za-z]{2})[-_ .]?(\d{1,3})", plain(text).strip())
    return _of_form(f"{found[1].upper()}-{found[2].zfill(2)}", r"[A-Z]{2}-\d{2,3}", text) if found else None


def code(text: str) -> str | None:
    """Two capitals."""
    return _of_form(plain(text).strip().upper(), "[A-Z]{2}", text)


def variable(text: str) -> str | None:
    """A name with underscores."""
    return _of_form(re.sub(r"[\s-]+", "_", plain(text).strip().lower()), "[a-z][a-z0-9_]*", text)


def _slug(text: str) -> str:
    return re.sub(r"[\s_]+", "-", plain(text).strip().strip("\"'").lower()).removesuffix(".yaml")


def _of_form(meant: str, form: str, text: str) -> str | None:
    return meant if meant != text and re.fullmatch(form, meant, re.ASCII) else None
