"""Values of documents as text, so that a person sees what stood there and what stands there now."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from pydantic import BaseModel

from egovspec.model.base import Text
from egovspec.model.duration import Duration
from egovspec.model.scoring import plain_number

INLINE = 60


def shown(value: Any) -> str | None:
    """One value as text; None stays None, for it stands for what is not there."""
    match value:
        case None:
            return None
        case Text():
            return f"{value.zh}\n{value.en}"
        case bool():
            return "true" if value else "false"
        case Enum():
            return str(value.value)
        case Duration():
            return str(value)
        case Decimal():
            return str(plain_number(value))
        case datetime():
            return value.isoformat()
        case BaseModel():
            return _json(value.model_dump(mode="json", by_alias=True, exclude_defaults=True))
        case list() | tuple():
            return ", ".join(shown(one) or "—" for one in value) if value else "—"
        case dict():
            return _json(value)
        case _:
            return str(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def reworded(old: Any, new: Any) -> tuple[str | None, str | None]:
    """What stood and what stands, of a text only the languages that differ."""
    if isinstance(old, Text) and isinstance(new, Text):
        if old.zh == new.zh:
            return old.en, new.en
        if old.en == new.en:
            return old.zh, new.zh
    return shown(old), shown(new)
