"""A deployment: who it is, the profile it is held to, and the evidence to look at."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ConfigDict, Field, field_validator, model_validator

from egovspec.model.base import Flag, Identifier, Name, Reference, Shape, Text, Tier
from egovspec.model.wrong import Wrong

DivisionCode = Annotated[str, Field(pattern=r"^\d{6}$", description="行政区划代码，六位，加引号。Division code.")]


class Evidence(Shape):
    """One thing to look at. Beyond these keys the collector's own settings apply, and its own model checks them."""

    model_config = ConfigDict(extra="allow")

    collect: Name = Field(description="采集器。The collector.")
    id: Name
    required: Flag = Field(False, description="缺失时退出码为 3。When it cannot be judged, the exit code is 3.")

    @property
    def settings(self) -> dict[str, Any]:
        return dict(self.model_extra or {})


class Deployment(Shape):
    """A deployment to be held to a profile. 部署。"""

    kind: Literal["deployment"]
    id: Identifier
    version: str | None = Field(None, description="可选，供部署方自用。Optional; for the deployment's own use.")
    title: Text | None = None
    tier: Tier | None = None
    division: DivisionCode | None = None
    profile: Reference
    zone: str = Field("Asia/Shanghai", description="$today 所用时区。Time zone of $today.")
    traits: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], Annotated[str, Field(min_length=1)]] = Field(
        default_factory=dict,
        description="自身情况；免除据此，报告照列。What it declares of itself; exemptions rest on it.",
    )
    evidence: list[Evidence] = Field(min_length=1)
    attestations: str | None = None
    waivers: str | None = None

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise Wrong("must be a time zone such as Asia/Shanghai", "必须是时区，如 Asia/Shanghai") from None
        return value

    @model_validator(mode="after")
    def _evidence_ids_differ(self) -> Self:
        seen: set[str] = set()
        for n, evidence in enumerate(self.evidence):
            if evidence.id in seen:
                en, zh = f"two evidences have the id {evidence.id!r}", f"两项证据的编号都是 {evidence.id!r}"
                raise Wrong(en, zh, "evidence", n, "id")
            seen.add(evidence.id)
        return self
