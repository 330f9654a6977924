"""A deployment file for a website nobody has described yet: look, guess, write; and read it again before it is kept."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from egovspec.collect.base import Context
from egovspec.collect.website.media.folder import UNKNOWN_HOME
from egovspec.collect.website.settings import WebsiteSettings
from egovspec.desk.deployment_text import Written, deployment_text
from egovspec.desk.guessing import Guess, guess
from egovspec.desk.looking import Home, look
from egovspec.library import yaml
from egovspec.library.catalogue import Catalogue, Entry
from egovspec.library.deployments import resolve_profile
from egovspec.library.shapes import shape
from egovspec.library.yaml import Marked
from egovspec.model.base import Text
from egovspec.model.deployment import Deployment
from egovspec.model.language import Language

ZONE = "Asia/Shanghai"


@dataclass(frozen=True)
class Founded:
    """A deployment file as it is to be kept, and what was seen on the way."""

    written: Written
    home: Home
    deployment: Deployment


def found(
    said: Mapping[str, str],
    catalogue: Catalogue,
    profile: Entry | None,
    *,
    where: str,
    base: Path,
    now: datetime,
    language: Language,
) -> Founded:
    """Look at a website and write its deployment.

    said      settings of the website as a person gave them; paths from where they stand
    where     the place errors about them name: the command line
    base      folder the file is to lie in
    Raises    NotSeen when the home page could not be looked at; SpecErrors for settings that cannot be; LookupError when
              the catalogue has no profile for portals
    """
    settings = shape(WebsiteSettings, Marked(where, "", dict(said)))
    home = look(settings, Context(evidence="portal", base=Path(), now=now, zone=ZONE))
    guesses = guess(home, catalogue, profile)
    target = settings.folder or settings.warc or home.address
    written = deployment_text(
        guesses,
        _evidence(said, settings, home, base),
        seen=target,
        on=now.astimezone(ZoneInfo(ZONE)).date(),
        robots=home.robots,
        scripted=home.page.shell,
        language=language,
    )
    return Founded(written, home, _as_read(written, catalogue))


def _evidence(said: Mapping[str, str], settings: WebsiteSettings, home: Home, base: Path) -> dict[str, Guess[str]]:
    """The settings as they are to be written: paths from the folder of the file, the address where it is known."""
    evidence: dict[str, Guess[str]] = {}
    for key in ("folder", "warc"):
        if key in said:
            evidence[key] = Guess(_from(base, said[key]), None)
    if (address := _address(settings, home)) is not None:
        evidence["url"] = address
    for key in ("captured", "connect_to", "private_addresses", "robots", "certificates"):
        if key in said:
            evidence[key] = Guess(said[key], None)
    return evidence


def _address(settings: WebsiteSettings, home: Home) -> Guess[str] | None:
    """The address of the site: as it was said, as the saved pages say, or where the home page redirects to."""
    if settings.url is None:
        if home.address == UNKNOWN_HOME:
            return None
        return Guess(home.address, Text(zh="取自所保存的网页", en="from what was saved"))
    landed = home.landed
    moved = home.medium == "live" and urlsplit(landed)[:2] != urlsplit(home.address)[:2]
    if moved and urlsplit(landed).path == urlsplit(home.address).path:
        return Guess(landed, Text(zh=f"{settings.url} 跳转到这里", en=f"{settings.url} redirects here"))
    return Guess(settings.url, None)


def _from(base: Path, path: str) -> str:
    if Path(path).is_absolute():
        return path
    return Path(os.path.relpath(path, base)).as_posix()


def _as_read(written: Written, catalogue: Catalogue) -> Deployment:
    """The file as `check` will read it: a mistake in what we write must not reach anybody."""
    marked = yaml.parse(written.text.encode(), "deployment.yaml")
    deployment = shape(Deployment, marked)
    resolve_profile(catalogue, deployment, marked)
    shape(WebsiteSettings, marked, deployment.evidence[0].settings, ("evidence", 0))
    return deployment


__all__ = ["Founded", "found"]
