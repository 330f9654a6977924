"""Facts about where links lead, and where the site itself is."""

from __future__ import annotations

from egovspec.facts.tables.base import Fact, column
from egovspec.model.base import Text


class LinkTarget(Fact):
    """One row per address something on the site leads to and that was tried: as a page, or for the link's sake."""

    name_of_table = "link_target"
    key = ("target",)
    meaning = Text(zh="链接目标", en="Targets of links")

    target: str | None = column("目标地址", "the address")
    internal: bool | None = column("是否在本站", "whether it is on the site")
    reachable: bool | None = column(
        "能否打开；无法断定（超时、拒绝、验证、受限）时为空",
        "whether it opens; empty where that cannot be told: a time-out, a refusal, a challenge, a limit",
    )
    method: str | None = column(
        "如何得知：page 作为网页采集、HEAD、GET、file 保存的文件",
        "how it is known: page (collected as one), HEAD, GET, file (in the saved folder)",
    )
    status: int | None = column("HTTP 状态码", "HTTP status")
    reason: str | None = column(
        "未能打开的理由，同 uncollected.reason", "why it did not open, as in uncollected.reason"
    )
    detail: str | None = column("详情", "detail")
    landed_url: str | None = column("跳转后的地址", "address after redirects")
    content_type: str | None = column("媒体类型", "media type")
    size: int | None = column("文件字节数；应答未说明时为空", "bytes of the file; empty when not said", unit="bytes")


class SiteAddress(Fact):
    """One row per address the host name of the site stands for; only live evidence has them."""

    name_of_table = "site_address"
    key = ("host", "address")
    meaning = Text(zh="网站主机的网络地址", en="Network addresses of the site's host")

    host: str | None = column("主机名", "host name")
    address: str | None = column("IP 地址", "IP address")
    family: int | None = column("4 或 6", "4 or 6")
    connected: bool | None = column(
        "能否建立连接；本机没有该协议的网络时为空",
        "whether a connection could be opened; empty when this machine has no network of that family",
    )


LINK_TABLES = (LinkTarget, SiteAddress)
