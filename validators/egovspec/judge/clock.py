"""The moment a verdict is about. Checks know no other clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Clock:
    """`as_of` is timezone-aware; `zone` is the deployment's, in which `today` is meant."""

    as_of: datetime
    zone: str = "Asia/Shanghai"

    @property
    def utc(self) -> datetime:
        """$as_of: UTC, without a zone of its own, as the engine's TIMESTAMP has none."""
        return self.as_of.astimezone(UTC).replace(tzinfo=None)

    @property
    def today(self) -> date:
        """$today: the date in the deployment's zone."""
        return self.as_of.astimezone(ZoneInfo(self.zone)).date()

    @property
    def parameters(self) -> dict[str, str]:
        return {"as_of": self.utc.isoformat(" "), "today": self.today.isoformat()}
