"""ISO 8601 durations: read, kept in their three parts, and written again.

Months, days and seconds are not interchangeable (a month has no fixed number of days), so a Duration keeps them apart,
as the engine's INTERVAL does. The engine's driver hands an interval of six months back as 180 days; we never ask it to.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from egovspec.model.wrong import Wrong

_ISO = re.compile(
    r"P(?=[\dT])(?:(?P<years>\d{1,4})Y)?(?:(?P<months>\d{1,4})M)?(?:(?P<weeks>\d{1,4})W)?(?:(?P<days>\d{1,6})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,7})M)?(?:(?P<seconds>\d{1,9})(?:\.(?P<fraction>\d{1,6}))?S)?)?",
    re.ASCII,
)
MICROSECONDS = 1_000_000


class Duration(NamedTuple):
    """A length of time in months, days and microseconds. Not negative.

    Source: ISO 8601-1:2019, 5.5.2; the form with designators, weeks allowed beside the others.
    """

    months: int = 0
    days: int = 0
    microseconds: int = 0

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read P1Y6M, P14D, PT15S, P2W … Raises ValueError when `text` is no such duration."""
        found = _ISO.fullmatch(text)
        if not found:
            raise Wrong(
                "must be an ISO 8601 duration such as P14D, P6M or PT15S", "必须是 ISO 8601 时长，如 P14D、P6M、PT15S"
            )
        part = {name: int(value or 0) for name, value in found.groupdict().items() if name != "fraction"}
        fraction = int((found["fraction"] or "").ljust(6, "0"))
        seconds = part["hours"] * 3600 + part["minutes"] * 60 + part["seconds"]
        return cls(
            part["years"] * 12 + part["months"], part["weeks"] * 7 + part["days"], seconds * MICROSECONDS + fraction
        )

    def __str__(self) -> str:
        years, months = divmod(self.months, 12)
        minutes, microseconds = divmod(self.microseconds, 60 * MICROSECONDS)
        hours, minutes = divmod(minutes, 60)
        seconds, fraction = divmod(microseconds, MICROSECONDS)
        date = "".join(f"{n}{unit}" for n, unit in ((years, "Y"), (months, "M"), (self.days, "D")) if n)
        clock = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M")) if n)
        if seconds or fraction:
            clock += f"{seconds}.{fraction:06d}".rstrip("0").rstrip(".") + "S"
        return "P" + date + ("T" + clock if clock else "") if date or clock else "PT0S"

    @property
    def interval(self) -> str:
        """The engine's own spelling, to be cast to INTERVAL."""
        return f"{self.months} months {self.days} days {self.microseconds} microseconds"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def read(value: Any) -> Duration:
            if isinstance(value, Duration):
                return value
            if isinstance(value, str):
                return cls.parse(value)
            raise Wrong(
                "must be an ISO 8601 duration such as P14D, P6M or PT15S", "必须是 ISO 8601 时长，如 P14D、P6M、PT15S"
            )

        return core_schema.no_info_plain_validator_function(
            read, serialization=core_schema.plain_serializer_function_ser_schema(str, when_used="always")
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": "^P(?=[0-9T])[0-9YMWDTHS.]*$", "examples": ["P14D", "P6M", "PT15S"]}
