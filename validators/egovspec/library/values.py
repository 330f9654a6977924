"""Values of declared types: from the text an author wrote to what the engine is given when it binds.

Durations are ISO 8601 in YAML and the engine's own interval text when bound: the engine does not read ISO 8601.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

from egovspec.model.check import ValueType
from egovspec.model.duration import Duration
from egovspec.model.wrong import Wrong

T = TypeVar("T", date, datetime)


def engine_value(kind: ValueType, value: Any) -> Any:
    """What the engine gets for a value written in YAML. Raises Wrong with a sentence a person can mend by."""
    if kind in (ValueType.TEXTS, ValueType.INTEGERS):
        if not isinstance(value, list | tuple):
            raise Wrong("must be a list", "必须是列表")
        part = ValueType.TEXT if kind is ValueType.TEXTS else ValueType.INTEGER
        return [engine_value(part, one) for one in value]
    if isinstance(value, list | dict) or value is None:
        raise Wrong(f"must be a single {kind.value}", f"必须是单个取值（{kind.value}）")
    text = str(value)
    match kind:
        case ValueType.TEXT:
            return text
        case ValueType.INTEGER if re.fullmatch(r"[-+]?\d{1,18}", text, re.ASCII):
            return text
        case ValueType.NUMBER if re.fullmatch(r"[-+]?\d{1,18}(\.\d{1,18})?", text, re.ASCII):
            return text
        case ValueType.BOOLEAN if text.lower() in ("true", "false"):
            return text.lower()
        case ValueType.DATE if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            return _real(date.fromisoformat, text).isoformat()
        case ValueType.TIMESTAMP if re.fullmatch(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?)?Z?", text, re.ASCII):
            return _real(datetime.fromisoformat, text.removesuffix("Z")).isoformat(" ")
        case ValueType.DURATION:
            return Duration.parse(text).interval
    en, zh = _ASKED[kind]
    raise Wrong(f"must be {en}, not {text!r}", f"必须是{zh}，不能是 {text!r}")


_ASKED = {
    ValueType.INTEGER: ("a whole number", "整数"),
    ValueType.NUMBER: ("a number", "数字"),
    ValueType.BOOLEAN: ("true or false", " true 或 false"),
    ValueType.DATE: ("a date, YYYY-MM-DD", "日期 YYYY-MM-DD"),
    ValueType.TIMESTAMP: ("a moment, YYYY-MM-DD HH:MM:SS in UTC", "时刻（UTC），写作 YYYY-MM-DD HH:MM:SS"),
}


def _real(read: Callable[[str], T], text: str) -> T:
    try:
        return read(text)
    except ValueError:
        raise Wrong(f"there is no {text}", f"没有 {text} 这一天或这一时刻") from None
