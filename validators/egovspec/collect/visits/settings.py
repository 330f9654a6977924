"""What a deployment may say about a log of visits."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, field_validator

from egovspec.collect.website.page.urls import normal
from egovspec.model.base import Shape, Url
from egovspec.model.duration import MICROSECONDS, Duration
from egovspec.model.wrong import Wrong


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class VisitsSettings(Shape):
    """A log kept by `egovspec visit`."""

    log: str = Field(
        min_length=1,
        description="访问日志，相对于部署文件。The log of visits, relative to the deployment file.",
        examples=["visits.jsonl"],
    )
    url: Annotated[list[Url], BeforeValidator(_listed)] = Field(
        default_factory=list,
        description="只取这些网址，一个或多个；不写为全部。Only these addresses, one or several; all when not given.",
        examples=["https://www.example.gov.cn"],
    )
    timeout: Duration = Field(
        Duration(microseconds=15 * MICROSECONDS),
        description="超过此时间才收到完整网页的视为未打开，恰好等于也算。A page not whole by then did not open; "
        "exactly then is too late.",
    )

    @field_validator("url")
    @classmethod
    def _http(cls, value: list[str]) -> list[str]:
        for url in value:
            if address(url) is None:
                raise Wrong("must be an http or https address", "必须是 http 或 https 地址")
        return value

    @field_validator("timeout")
    @classmethod
    def _some(cls, value: Duration) -> Duration:
        if value.months or seconds(value) <= 0:
            raise Wrong("must be longer than nothing, and without months", "必须大于零，且不得以月、年计")
        return value


def address(url: str) -> str | None:
    """One spelling of an http or https address; None for everything else."""
    try:
        return normal(url)
    except ValueError:
        return None


def seconds(length: Duration) -> float:
    return length.days * 86400 + length.microseconds / MICROSECONDS


__all__ = ["VisitsSettings", "address", "seconds"]
