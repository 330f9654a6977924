"""From marked YAML to a model, or to errors a person can mend: pydantic's complaints with place, in plain words.

All complaints about one file are gathered; a key that is not known is answered with the nearest one that is.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Any, TypedDict, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from egovspec.errors import MissingKey, SpecError, SpecErrors, UnknownKey, WrongValue
from egovspec.library.yaml import Marked
from egovspec.model.base import CLAUSE_ID, IDENTIFIER, SEMVER
from egovspec.model.standard import PROVISION_ID

M = TypeVar("M", bound=BaseModel)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, if any is like it at all: of those as like, the one with most letters in place."""
    found = difflib.get_close_matches(word, sorted(known), n=50, cutoff=0.6)
    likeness = {one: _likeness(one, word) for one in found}
    return min(found, key=lambda one: (-likeness[one], -sum(map(str.__eq__, one, word)), one), default=None)


# The nearest name is the right answer when it is this like the word, and no other is nearly as like.
LIKE_ENOUGH, AHEAD = 0.75, 0.1


class Near(TypedDict, total=False):
    """What an error is told when a name is not known and another is like it."""

    hint: str
    hint_zh: str
    instead: tuple[str, str]


def did_you_mean(word: str, known: Iterable[str]) -> Near:
    """Keyword arguments of an error, empty when nothing is near. `instead` only where there is one answer."""
    names = sorted(set(known))
    near = nearest(word, names)
    if near is None:
        return {}
    said: Near = {"hint": f"did you mean {near!r}?", "hint_zh": f"是否应为 {near!r}？"}
    others = [name for name in names if name != near]
    if _likeness(near, word) >= LIKE_ENOUGH and not any(
        _likeness(name, word) > _likeness(near, word) - AHEAD
        for name in difflib.get_close_matches(word, others, n=1, cutoff=0.6)
    ):
        said["instead"] = (word, near)
    return said


def _likeness(name: str, word: str) -> float:
    return difflib.SequenceMatcher(None, name, word).ratio()


def shape(model: type[M], marked: Marked, tree: Any = None, path: tuple[Any, ...] = ()) -> M:
    """Validate the document (or `tree`, the part of it at `path`). Raises SpecErrors."""
    try:
        return model.model_validate(marked.tree if tree is None else tree)
    except ValidationError as rejected:
        details = rejected.errors(include_url=False)
        raise SpecErrors(_spec_error(model, marked, detail, path) for detail in details) from None


_FORMS: dict[str, tuple[str, str]] = {
    f"^{SEMVER}$": ('a version such as "1.0.0"', '版本号，如 "1.0.0"'),
    f"^{IDENTIFIER}$": ("a name in lower case such as portal-columns", "小写名称，如 portal-columns"),
    f"^{IDENTIFIER}@(?:{SEMVER}|\\d{{1,5}})$": (
        "a reference such as city-portal@1 or city-portal@1.0.0",
        "引用，如 city-portal@1 或 city-portal@1.0.0",
    ),
    f"^{IDENTIFIER}#{CLAUSE_ID}$": ("a clause such as zj-2003-30#2.1e", "条款引用，如 zj-2003-30#2.1e"),
    f"^{PROVISION_ID}$": ("a provision id such as PC-03", "条款编号，如 PC-03"),
}
_SAID: dict[str, tuple[str, str]] = {
    "form": ("must be {en}", "必须是{zh}"),
    "string_type": ("must be text", "必须是文字"),
    "string_too_short": ("must not be empty", "不能为空"),
    "string_too_long": ("must not be longer than {max_length} characters", "不得超过 {max_length} 个字符"),
    "string_pattern_mismatch": ("does not have the form {pattern}", "不符合格式 {pattern}"),
    "int_parsing": ("must be a whole number", "必须是整数"),
    "int_type": ("must be a whole number", "必须是整数"),
    "int_from_float": ("must be a whole number", "必须是整数"),
    "float_parsing": ("must be a number", "必须是数字"),
    "greater_than_equal": ("must be at least {ge}", "不得小于 {ge}"),
    "less_than_equal": ("must be at most {le}", "不得大于 {le}"),
    "list_type": ("must be a list", "必须是列表"),
    "dict_type": ("must be a mapping", "必须是键值对"),
    "model_type": ("must be a mapping", "必须是键值对"),
    "model_attributes_type": ("must be a mapping", "必须是键值对"),
    "too_short": ("must not be empty", "不能为空"),
    "literal_error": ("must be one of: {expected}", "必须是其中之一：{expected}"),
    "enum": ("must be one of: {expected}", "必须是其中之一：{expected}"),
    "date_from_datetime_parsing": ("must be a date, YYYY-MM-DD", "必须是日期 YYYY-MM-DD"),
    "date_parsing": ("must be a date, YYYY-MM-DD", "必须是日期 YYYY-MM-DD"),
    "datetime_parsing": (
        "must be a moment such as 2026-11-20T10:00:00+08:00",
        "必须是时刻，如 2026-11-20T10:00:00+08:00",
    ),
    "datetime_from_date_parsing": (
        "must be a moment such as 2026-11-20T10:00:00+08:00",
        "必须是时刻，如 2026-11-20T10:00:00+08:00",
    ),
    "timezone_aware": ("must name its time zone, such as +08:00", "必须注明时区，如 +08:00"),
}

# Sentences of our own validators, in Chinese.
_OWN: dict[str, str] = {
    "must be true or false": "必须是 true 或 false",
    "must be a date, YYYY-MM-DD": "必须是日期 YYYY-MM-DD",
    "must be an ISO 8601 duration such as P14D, P6M or PT15S": "必须是 ISO 8601 时长，如 P14D、P6M、PT15S",
    "must be a rate such as 4/s or 30/min": "必须是速率，如 4/s 或 30/min",
    "must be an http or https address": "必须是 http 或 https 地址",
    "must be host:port": "必须是 主机:端口",
    "needs `url` or `folder`": "需要 `url` 或 `folder`",
    "a saved `folder` needs `captured`: the day it was saved": "保存的 `folder` 需要注明 `captured`：保存日期",
    "`captured` belongs to a saved `folder`; a live site is captured now": "`captured` 只用于保存的 `folder`；在线网站以当前时间为准",
    "`connect_to` belongs to a live `url`": "`connect_to` 只用于在线 `url`",
    "must be a time zone such as Asia/Shanghai": "必须是时区，如 Asia/Shanghai",
    "`faults` belong to an answer that fails": "`faults` 只用于结果为 fail 的答复",
    "evidence ids must differ": "证据编号不得重复",
    "must be written either with `select` or with `each` and `must`": "必须写成 `select`，或写成 `each` 与 `must`，二者择一",
    "`each` needs `must`": "`each` 需要 `must`",
    "`where`, `must`, `subject` and `place` belong to `each`, not to `select`": "`where`、`must`、`subject`、`place` 属于 `each`，不属于 `select`",
    "`select` must say which fact tables it `needs`": "`select` 必须用 `needs` 注明所需事实表",
    "`last` must follow `first` within 31 days": "`last` 不得早于 `first`，且相距不超过 31 天",
    "years must follow one another without a gap": "年度必须连续",
}


# What other readers of YAML take for a flag.
_FLAGS = dict.fromkeys(("true", "yes", "on"), "true") | dict.fromkeys(("false", "no", "off"), "false")


def _spec_error(model: type[BaseModel], marked: Marked, detail: ErrorDetails, path: tuple[Any, ...]) -> SpecError:
    loc, kind = (*path, *detail["loc"]), detail["type"]
    key = str(loc[-1]) if loc else ""
    if kind == "extra_forbidden":
        known = known_keys(model, marked.real_path(loc[:-1])[len(path) :])
        return UnknownKey(
            marked.where(loc, at_key=True), f"unknown key {key!r}", zh=f"未知的键 {key!r}", **did_you_mean(key, known)
        )
    if kind == "missing":
        return MissingKey(marked.where(loc), f"the key {key!r} is missing", zh=f"缺少键 {key!r}")
    context = {name: str(value) for name, value in (detail.get("ctx") or {}).items()}
    if kind in _SAID:
        context["expected"] = ", ".join(_expected(detail))
        form = _FORMS.get(context.get("pattern", ""))
        if form:
            kind, context = "form", {"en": form[0], "zh": form[1]}
        en, zh = (said.format_map(context) for said in _SAID[kind])
    else:
        en = detail["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
        zh = _OWN.get(en, en)
    subject = f"{key!r} " if loc and isinstance(loc[-1], str) and en.startswith(("must", "does not")) else ""
    where = marked.where(loc, at_key=detail["loc"][-1:] == ("[key]",))
    hint: Near = did_you_mean(str(detail["input"]), _expected(detail)) if kind in ("enum", "literal_error") else {}
    if en == "must be true or false" and (flag := _FLAGS.get(str(detail["input"]).lower())):
        hint = {"hint": f"write {flag}", "hint_zh": f"请写 {flag}", "instead": (str(detail["input"]), flag)}
    return WrongValue(where, subject + en, zh=subject + zh, **hint)


def _expected(detail: ErrorDetails) -> list[str]:
    return re.findall(r"'([^']*)'", str((detail.get("ctx") or {}).get("expected", "")))


def known_keys(model: type[BaseModel], path: tuple[Any, ...]) -> set[str]:
    """Keys that may stand where `path` leads, read off the model's own JSON Schema."""
    root = model.model_json_schema()
    found = [root]
    for part in path:
        found = [below for schema in found for below in _below(_opened(schema, root), part, root)] or found
    return {name for schema in found for option in _options(schema, root) for name in option.get("properties", {})}


def _opened(schema: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    return schema


def _options(schema: dict[str, Any], root: dict[str, Any]) -> list[dict[str, Any]]:
    schema = _opened(schema, root)
    members = schema.get("anyOf", []) + schema.get("oneOf", []) + schema.get("allOf", [])
    return [schema, *(option for member in members for option in _options(member, root))]


def _below(schema: dict[str, Any], part: Any, root: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for option in _options(schema, root):
        if isinstance(part, int) and "items" in option:
            found.append(option["items"])
        elif part in option.get("properties", {}):
            found.append(option["properties"][part])
        elif isinstance(option.get("additionalProperties"), dict):
            found.append(option["additionalProperties"])
    return found
