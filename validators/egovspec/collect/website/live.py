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
from collections.abc import Callable
from typing import Any

from egovspec import __version__
from egovspec.collect.base import Context
from egovspec.collect.website import site_addresses
from egovspec.collect.website.asking import Asker, Asking
from egovspec.collect.website.decoding import ACCEPTED
from egovspec.collect.website.http import PRODUCT, Bounds, Http, seconds
from egovspec.collect.website.network import Detour
from egovspec.collect.website.pace import Pace
from egovspec.collect.website.settings import Links, WebsiteSettings
from egovspec.collect.website.target import host, site, target, twin
from egovspec.collect.website.transport import Wire
from egovspec.model.base import Text

USER_AGENT = f"{PRODUCT}/{__version__} (portal conformity check)"
_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
    "Accept-Encoding": ACCEPTED,
}


_TRIED = {Links.SITE: "files the site links to", Links.ALL: "all links, those to other hosts too"}


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
            tls=tls,
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
        self._notices.update(_declared(settings))

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


def plan(settings: WebsiteSettings) -> tuple[str, ...]:
    """Lines saying which hosts a crawl would meet and what it would ask of them. Asks nothing."""
    home = target(settings.url or "")
    if home is None:
        return (f"{settings.url}: this is no http or https address",)
    limits, obeys = settings.limits, settings.robots == "obey"
    beside = twin(site(home))
    lines = [
        f"{host(home)}: GET {'/robots.txt, then ' if obeys else ''}pages reached from {home}",
        f"{beside[0]}: only if the home page redirects there" if beside else "",
        f"connections go to {settings.connect_to} in place of {host(home)}" if settings.connect_to else "",
        f"at most {limits.rate:g} requests a second, {limits.pages} pages, {limits.time} in all",
        f"at most {limits.timeout}, {limits.page_bytes} bytes and {limits.redirects} redirects a page",
        "" if settings.links is Links.NONE else f"HEAD, or GET of the first bytes, for {_TRIED[settings.links]}",
        f"user agent {USER_AGENT}",
        "" if obeys else "robots.txt is not obeyed (robots: override)",
        "private addresses may be met (private_addresses: true)" if settings.private_addresses else "",
    ]
    return tuple(line for line in lines if line)


def _declared(settings: WebsiteSettings) -> dict[str, Text]:
    notices = {}
    if settings.robots == "override":
        notices["robots-overridden"] = Text(
            zh="按部署方声明，未遵守 robots.txt", en="robots.txt was not obeyed, as the deployment declares"
        )
    if settings.connect_to:
        notices["connected-elsewhere"] = Text(
            zh=f"网页取自 {settings.connect_to}，按 {settings.url} 评估",
            en=f"pages were fetched from {settings.connect_to} and are judged as {settings.url}",
        )
    return notices


__all__ = ["USER_AGENT", "Live", "plan"]
