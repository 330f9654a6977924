"""Values of declared types: from the text an author wrote to what the engine is given when it binds.

Durations are ISO 8601 in YAML and the engine's own interval text when bound: the engine does not read ISO 8601.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from egovspec.model.check import ValueType
from egovspec.model.duration import Duration


def engine_value(kind: ValueType, value: Any) -> Any:
    """What the engine gets for a value written in YAML. Raises ValueError with a sentence a person can mend by."""
    if kind in (ValueType.TEXTS, ValueType.INTEGERS):
        if not isinstance(value, list | tuple):
            raise ValueError("must be a list")
        part = ValueType.TEXT if kind is ValueType.TEXTS else ValueType.INTEGER
        return [engine_value(part, one) for one in value]
    if isinstance(value, list | dict) or value is None:
        raise ValueError(f"must be a single {kind.value}")
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
            return date.fromisoformat(text).isoformat()
        case ValueType.TIMESTAMP if re.fullmatch(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?)?Z?", text, re.ASCII):
            return datetime.fromisoformat(text.removesuffix("Z")).isoformat(" ")
        case ValueType.DURATION:
            return Duration.parse(text).interval
    raise ValueError(f"must be {_ASKED[kind]}, not {text!r}")


_ASKED = {
    ValueType.INTEGER: "a whole number",
    ValueType.NUMBER: "a number",
    ValueType.BOOLEAN: "true or false",
    ValueType.DATE: "a date, YYYY-MM-DD",
    ValueType.TIMESTAMP: "a moment, YYYY-MM-DD HH:MM:SS in UTC",
}
