"""Where a crawl departs from what a reader would take for granted, because its deployment says so."""

from __future__ import annotations

from collections.abc import Iterator

from egovspec.collect.website.settings import WebsiteSettings
from egovspec.model.base import Text


def declared(settings: WebsiteSettings, connected: str | None = None) -> Iterator[tuple[str, Text]]:
    """Notices of what the deployment declares: (code, text).

    connected   where a recorded crawl connected to; a record does not say it in its settings
    """
    connected = connected or settings.connect_to
    if settings.robots == "override":
        yield (
            "robots-overridden",
            Text(zh="按部署方声明，未遵守 robots.txt", en="robots.txt was not obeyed, as the deployment declares"),
        )
    if settings.certificates == "accept":
        yield (
            "certificates-accepted",
            Text(
                zh="按部署方声明，未核验服务器证书；证书是否可信不在此判定",
                en="certificates were not verified, as the deployment declares; whether they are trusted is not judged here",
            ),
        )
    if connected:
        yield (
            "connected-elsewhere",
            Text(
                zh=f"网页取自 {connected}，按 {settings.url} 评估",
                en=f"pages were fetched from {connected} and are judged as {settings.url}",
            ),
        )
