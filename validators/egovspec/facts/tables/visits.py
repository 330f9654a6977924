"""Facts about repeated visits: whether a page opened, time after time. One row is one visit."""

from __future__ import annotations

from datetime import date, datetime

from egovspec.facts.tables.base import Fact, column
from egovspec.model.base import Text


class Visit(Fact):
    """One row per visit in a log kept by `egovspec visit`."""

    name_of_table = "visit"
    key = ("url", "visited_at")
    meaning = Text(zh="对网站的一次访问", en="Visits to websites, one by one")

    url: str | None = column("所访问的网址", "address visited")
    visited_at: datetime | None = column("访问开始的时刻（UTC）", "moment the visit began, UTC")
    visited_on: date | None = column("访问日期，按部署所在时区", "day of the visit, in the deployment's zone")
    ok: bool | None = column(
        "是否打开：时限之内收到完整网页且状态码为 2xx；未能确定时为空，理由见 reason",
        "whether it opened: a whole page with a status of 2xx came within the time limit; "
        "empty when that could not be determined, and reason says why",
    )
    status: int | None = column("HTTP 状态码；没有收到回应时为空", "HTTP status; empty when no answer came")
    seconds: float | None = column(
        "自开始至收到完整网页的时间；未打开时为放弃之前的时间",
        "time until the page was whole; for a page that did not open, until it was given up",
        unit="s",
    )
    reason: str | None = column(
        "未打开的理由：timeout 超时、slow 收到完整网页时已超过时限、unreachable 无法连接或连接中断、http-status 错误状态、"
        "redirect-loop 跳转成环或过多、not-html 不是网页、empty 网页为空、unparsed 回应无法解析；"
        "未能确定的理由：challenge 要求浏览器验证、blocked 拒绝本访问程序（403、429）、not-asked robots.txt 不允许、"
        "tls 证书不受信任或加密方式不通、offline 访问者网络不通、left-site 跳转到其他网站、refused-address 地址不允许访问、too-large 网页过大、"
        "gave-up-early 放弃时未到时限、unclear 原因不明；打开时为空",
        "why it did not open: timeout; slow (whole, but only after the limit); unreachable (no connection, or one that "
        "broke off); http-status; redirect-loop (a ring, or too many); not-html; empty; unparsed; why it could not be "
        "determined: challenge (for browsers); blocked (403 or 429: this visitor is refused); not-asked (robots.txt "
        "forbids it); tls (an untrusted certificate, or no common encryption); offline (the visitor had no network); left-site (redirected to another site); refused-address; too-large; "
        "gave-up-early (before the limit); unclear; empty when it opened",
    )
    detail: str | None = column("理由的详情", "what more is known of the reason")
    landed_url: str | None = column(
        "经跳转后网页所在的地址；没有收到网页时为空", "address after redirects; empty when no page came"
    )
    size: int | None = column("网页字节数，解压后", "size of the page, decompressed", unit="bytes")


VISIT_TABLES = (Visit,)
