"""What a deployment may say about a website: where it is, how to look, and within which limits."""

from __future__ import annotations

import re
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, BeforeValidator, Field, field_validator, model_validator

from egovspec.model.base import Flag, Shape, Url
from egovspec.model.columns import ColumnPath
from egovspec.model.duration import MICROSECONDS, Duration


def _rate(value: Any) -> Any:
    found = re.fullmatch(r"(\d{1,4}(?:\.\d{1,3})?)(?:/(s|min|h))?", str(value), re.ASCII)
    if not found or float(found[1]) <= 0:
        raise ValueError("must be a rate such as 4/s or 30/min")
    return float(found[1]) / {"s": 1, None: 1, "min": 60, "h": 3600}[found[2]]


def _captured(value: Any) -> Any:
    # A bare date means the end of that day would be unknowable; noon in UTC is the same date in every Chinese zone.
    return f"{value}T12:00:00+00:00" if re.fullmatch(r"\d{4}-\d\d-\d\d", str(value), re.ASCII) else value


class Limits(Shape):
    """How far a crawl goes. What is beyond a limit is recorded as not collected, never as absent."""

    pages: Annotated[int, Field(ge=1, le=1_000_000)] = 5000
    rate: Annotated[float, BeforeValidator(_rate)] = Field(4.0, description="每秒请求数，如 4/s。Requests per second.")
    page_bytes: Annotated[int, Field(ge=1024, le=100_000_000)] = 10_000_000
    links_per_page: Annotated[int, Field(ge=1, le=1_000_000)] = 10_000
    timeout: Duration = Field(Duration(microseconds=15 * MICROSECONDS), description="单页时限。For one page, in all.")
    time: Duration = Field(Duration(microseconds=7200 * MICROSECONDS), description="总时限。For the whole crawl.")
    redirects: Annotated[int, Field(ge=0, le=20)] = 5


class WebsiteSettings(Shape):
    """A website: live (`url`), or saved (`folder` with `captured` and the `url` it was saved from)."""

    url: Url | None = Field(
        None, description="首页地址。Address of the home page.", examples=["https://www.example.gov.cn"]
    )
    folder: str | None = Field(None, description="保存网页的文件夹。Folder of saved pages.")
    captured: Annotated[AwareDatetime, BeforeValidator(_captured)] | None = Field(
        None, description="文件夹的采集时刻；文件时间不可信。When it was captured; file times are never trusted."
    )
    connect_to: str | None = Field(
        None, description="实际连接的主机:端口，如 curl --connect-to。Fetched from here, judged as the URL."
    )
    private_addresses: Flag = Field(False, description="允许内网地址。Private addresses may be met.")
    robots: Annotated[str, Field(pattern="^(obey|override)$")] = Field(
        "obey", description="override 仅限本站所有者，并在报告中注明。Only for the site's owner; the report says so."
    )
    limits: Limits = Field(default_factory=lambda: Limits.model_validate({}))
    columns: dict[ColumnPath, list[str]] = Field(
        default_factory=dict, description="本门户自己的栏目名。The portal's own names for columns."
    )

    @field_validator("url")
    @classmethod
    def _http(cls, value: str | None) -> str | None:
        # No user and password: they would be shown wherever the address is.
        if value is not None and not re.fullmatch(
            r"https?://(\[[0-9a-f:.]+\]|[^/\s@?#\[\]]+)(:\d{1,5})?([/?#]\S*)?", value, re.I
        ):
            raise ValueError("must be an http or https address")
        return value

    @field_validator("connect_to")
    @classmethod
    def _host_and_port(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[^\s:/\[\]]+):\d{1,5}", value):
            raise ValueError("must be host:port")
        return value

    @model_validator(mode="after")
    def _one_medium(self) -> Self:
        if self.url is None and self.folder is None:
            raise ValueError("needs `url` or `folder`")
        if self.folder is not None and self.captured is None:
            raise ValueError("a saved `folder` needs `captured`: the day it was saved")
        if self.folder is None and self.captured is not None:
            raise ValueError("`captured` belongs to a saved `folder`; a live site is captured now")
        if self.folder is not None and self.connect_to is not None:
            raise ValueError("`connect_to` belongs to a live `url`")
        return self


__all__ = ["Limits", "WebsiteSettings"]
