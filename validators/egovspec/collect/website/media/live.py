"""A live website: fetched page after page, politely, and never beyond the site.

Built on httpx2's connection layer rather than on Scrapy. A crawl here is one site at a few requests a second, so a
framework's concurrency is of no use, while two of its costs are real: Twisted's reactor cannot be started twice in a
process, so every crawl would need a process and a protocol of its own; and the address guard, `connect_to` and the
deadline have to act in one place beneath the Host header and TLS, which a framework spreads over resolver, download
handler and middleware. What is left to write by hand is pacing, robots.txt, redirects and limits: this folder.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from typing import Any

from egovspec import __version__
from egovspec.collect.base import Context
from egovspec.collect.website.media import site_addresses
from egovspec.collect.website.media.departures import declared
from egovspec.collect.website.media.http import PRODUCT, Bounds, Http, seconds
from egovspec.collect.website.settings import Links, WebsiteSettings
from egovspec.collect.website.wire.asking import Asker, Asking
from egovspec.collect.website.wire.decoding import ACCEPTED
from egovspec.collect.website.wire.network import Detour
from egovspec.collect.website.wire.pace import Pace
from egovspec.collect.website.wire.target import host, site, target, twin
from egovspec.collect.website.wire.transport import Wire
from egovspec.model.base import Text

USER_AGENT = f"{PRODUCT}/{__version__} (portal conformity check)"
_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
    "Accept-Encoding": ACCEPTED,
}


_TRIED = {
    Links.SITE: Text(zh="本站所链接的文件", en="files the site links to"),
    Links.ALL: Text(zh="全部链接，含其他主机", en="all links, those to other hosts too"),
}


class Live(Http):
    """The Medium of a live site.

    sleep      how to wait between requests
    tls        what to trust; by default what the system trusts
    recorded   puts a recorder around whoever asks the server

    `connect_to` takes all requests to the site's own hosts, whatever their port and scheme, to one host and port.
    """

    def __init__(
        self,
        settings: WebsiteSettings,
        context: Context,
        *,
        sleep: Callable[[float], None] = time.sleep,
        tls: ssl.SSLContext | None = None,
        recorded: Callable[[Asking], Asking] = lambda asking: asking,
    ) -> None:
        if settings.url is None:
            raise ValueError("a live website needs a url")
        bounds = Bounds.of(settings, settings.url)
        page_seconds = seconds(settings.limits.timeout)
        self._wire = Wire(
            bounds.guard,
            bounds.holds,
            detour=Detour.parse(settings.connect_to) if settings.connect_to else None,
            connect=page_seconds / 2,  # so that a second attempt finds time
            headers=_HEADERS,
            tls=tls or (_trusting_everyone() if settings.certificates == "accept" else None),
        )
        pace = Pace(1 / settings.limits.rate, sleep)
        total, retries = seconds(settings.limits.time), settings.limits.retries
        asker = Asker(self._wire, pace, total=total, now=context.now, retries=retries)
        super().__init__(
            settings,
            settings.url,
            bounds,
            recorded(asker),
            name="live",
            slower=pace.slow_to,
            obeys=settings.robots == "obey",
        )
        self._notices.update(declared(settings))

    def addresses(self) -> list[dict[str, Any]] | None:
        """Network addresses of the site's host: address, family, connected. None when it could not be looked up."""
        home = self._home
        if home is None:
            return None
        name = host(home)
        found = site_addresses.found(name, home.port or (443 if home.scheme == "https" else 80), self._guard)
        return None if found is None else [{"host": name, **one} for one in found]

    def close(self) -> None:
        self._wire.close()


def plan(settings: WebsiteSettings) -> Iterator[Text]:
    """Lines saying which hosts a crawl would meet and what it would ask of them. Asks nothing."""
    home = target(settings.url or "")
    if home is None:
        yield Text(
            zh=f"{settings.url}：不是 http 或 https 地址", en=f"{settings.url}: this is no http or https address"
        )
        return
    limits, name, beside = settings.limits, host(home), twin(site(home))
    obeys = settings.robots == "obey"
    yield Text(
        zh=f"{name}：GET {'/robots.txt，然后是' if obeys else ''}从 {home} 可达的网页",
        en=f"{name}: GET {'/robots.txt, then ' if obeys else ''}pages reached from {home}",
    )
    if beside:
        yield Text(zh=f"{beside[0]}：仅当首页跳转到那里", en=f"{beside[0]}: only if the home page redirects there")
    if settings.connect_to:
        yield Text(
            zh=f"实际连接 {settings.connect_to}，而不是 {name}",
            en=f"connections go to {settings.connect_to} in place of {name}",
        )
    yield Text(
        zh=f"每秒至多 {limits.rate:g} 次请求，共至多 {limits.pages} 个网页、{limits.time}",
        en=f"at most {limits.rate:g} requests a second, {limits.pages} pages, {limits.time} in all",
    )
    yield Text(
        zh=f"每个网页至多 {limits.timeout}、{limits.page_bytes} 字节、{limits.redirects} 次跳转、{limits.retries} 次重试",
        en=f"at most {limits.timeout}, {limits.page_bytes} bytes, {limits.redirects} redirects and {limits.retries} "
        "further attempts a page",
    )
    if settings.links in _TRIED:
        tried = _TRIED[settings.links]
        yield Text(zh=f"对{tried.zh}发 HEAD，或只取开头", en=f"HEAD, or GET of the first bytes, for {tried.en}")
    if settings.browser is not None:
        yield Text(
            zh="浏览器所需的文件（含其他主机上的）经由同一途径取得",
            en="what a browser needs, from other hosts too, is fetched in the same way",
        )
    yield Text(zh=f"用户代理 {USER_AGENT}", en=f"user agent {USER_AGENT}")
    if not obeys:
        yield Text(zh="不遵守 robots.txt（robots: override）", en="robots.txt is not obeyed (robots: override)")
    if settings.private_addresses:
        yield Text(
            zh="可能访问内网地址（private_addresses: true）",
            en="private addresses may be met (private_addresses: true)",
        )


def _trusting_everyone() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


__all__ = ["USER_AGENT", "Live", "plan"]
