"""What a deployment may say about a website: where it is, how to look, and within which limits."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, BeforeValidator, Field, field_validator, model_validator

from egovspec.model.base import Flag, Shape, Url
from egovspec.model.columns import ColumnPath
from egovspec.model.duration import MICROSECONDS, Duration
from egovspec.model.wrong import Wrong


def _rate(value: Any) -> Any:
    found = re.fullmatch(r"(\d{1,4}(?:\.\d{1,3})?)(?:/(s|min|h))?", str(value), re.ASCII)
    if not found or float(found[1]) <= 0:
        raise Wrong("must be a rate such as 4/s or 30/min", "必须是速率，如 4/s 或 30/min")
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
    retries: Annotated[int, Field(ge=0, le=5)] = Field(
        2, description="每个地址的重试次数。Further attempts an address."
    )
    list_pages: Annotated[int, Field(ge=1, le=100_000)] = Field(
        5, description="每个列表采集的分页数，其余如实计为未采集。Pages of one list; later ones count as not collected."
    )


class Links(StrEnum):
    """Which links are tried, beside the pages a crawl looks at anyway."""

    NONE = "none"
    SITE = "site"
    ALL = "all"


class BrowserSettings(Shape):
    """How a browser looks at the site: what it draws, and how many pages it examines for accessibility."""

    render: Annotated[str, Field(pattern="^(needed|all|none)$")] = Field(
        "needed", description="needed 只渲染由脚本生成的网页。Draw pages only where a script builds them, all, or none."
    )
    sample: Annotated[int, Field(ge=0, le=100_000)] | Annotated[str, Field(pattern="^all$")] = Field(
        5, description="每类网页抽查数，或 all。Pages of each kind examined with axe-core, or all."
    )
    screenshots: Flag = Field(True, description="抽查网页留存截图。Keep a picture of every page examined.")
    executable: str | None = Field(None, description="Chromium 的位置。Where Chromium is.")


class WebsiteSettings(Shape):
    """A website: live (`url`), saved (`folder` with `captured` and the `url` it was saved from), or recorded (`warc`)."""

    url: Url | None = Field(
        None, description="首页地址。Address of the home page.", examples=["https://www.example.gov.cn"]
    )
    folder: str | None = Field(None, description="保存网页的文件夹。Folder of saved pages.")
    warc: str | None = Field(
        None, description="WARC 文件（.warc、.warc.gz、.wacz）或其文件夹。WARC file, or a folder of them."
    )
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
    certificates: Annotated[str, Field(pattern="^(verify|accept)$")] = Field(
        "verify",
        description="accept 接受不受信任、过期或名称不符的证书，并在报告中注明。Accept certificates nobody vouches for; said so.",
    )
    limits: Limits = Field(default_factory=lambda: Limits.model_validate({}))
    links: Links = Field(
        Links.SITE,
        description="检查哪些链接：none 不检查、site 本站文件、all 含站外。Links tried: none, the site's files, all.",
    )
    browser: BrowserSettings | None = Field(
        None, description="浏览器模式。Look at the site with a browser as well (needs egovspec[browser])."
    )
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
            raise Wrong("must be an http or https address", "必须是 http 或 https 地址")
        return value

    @field_validator("connect_to")
    @classmethod
    def _host_and_port(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[^\s:/\[\]]+):\d{1,5}", value):
            raise Wrong("must be host:port", "必须是 主机:端口")
        return value

    @model_validator(mode="after")
    def _one_medium(self) -> Self:
        if self.url is None and self.folder is None and self.warc is None:
            raise Wrong("needs `url`, `folder` or `warc`", "需要 `url`、`folder` 或 `warc` 之一")
        if self.folder is not None and self.warc is not None:
            raise Wrong("is a saved `folder` or a `warc`, not both", "`folder` 与 `warc` 只能取其一")
        if self.warc is not None and self.connect_to is not None:
            raise Wrong("`connect_to` belongs to a live `url`", "`connect_to` 只用于在线 `url`")
        if self.folder is not None and self.captured is None:
            raise Wrong(
                "a saved `folder` needs `captured`: the day it was saved",
                "保存的 `folder` 需要注明 `captured`：保存日期",
            )
        if self.folder is None and self.captured is not None:
            raise Wrong(
                "`captured` belongs to a saved `folder`; a live site is captured now, a `warc` says it itself",
                "`captured` 只用于保存的 `folder`；在线网站以当前时间为准，`warc` 自有记载",
                "captured",
            )
        if self.folder is not None and self.connect_to is not None:
            raise Wrong("`connect_to` belongs to a live `url`", "`connect_to` 只用于在线 `url`")
        return self


__all__ = ["BrowserSettings", "Limits", "Links", "WebsiteSettings"]
