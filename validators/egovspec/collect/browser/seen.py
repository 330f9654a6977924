"""What passes between a rendered page and whoever collects it: requests, answers, and what came of rendering.

The browser has no network of its own. Each request of a page is an Asked, put to the collector's own HTTP stack, where
the address guard, robots.txt, the pace and the record of evidence are; what comes back is a Given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Asked(NamedTuple):
    """One request of a page.

    url            absolute, http or https, without fragment
    headers        names in lower case; `cookie` only where the page or an earlier answer to it set one
    resource_type  document, stylesheet, image, font, script, xhr, fetch, other …, as the browser names them
    is_navigation  whether the answer becomes a document of its own, in the page or in a frame of it
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    resource_type: str
    is_navigation: bool


class Given(NamedTuple):
    """An answer, its body decoded from its content encoding. Redirects are given as they are; the browser follows."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


Fetch = Callable[[Asked], Given | None]
"""Answers one request; None when it is refused or failed. Called in the caller's thread, one request after the other."""


class Reason(StrEnum):
    """Why a page was not rendered."""

    TIMEOUT = "timeout"
    CRASHED = "crashed"
    TOO_LARGE = "too-large"
    LEFT_SITE = "left-site"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Rendered:
    """A page as it stands once its scripts have run.

    html             the document as it then is, with the content of open shadow roots and of frames of the same origin
    landed_url       its address then, without fragment
    status           HTTP status of the document it ended on
    console_errors   distinct uncaught exceptions and console errors of its scripts
    failed_requests  addresses it asked for in vain: refused, failed, or answered with an error status; sorted,
                     at most 50
    blocked          how many addresses it asked for that were refused or failed, so that they gave no answer at all
    unstyled         how many of its style sheets it asked for in vain: without them sizes and colours are not the site's
    complete         whether it came to rest by itself; False when it was taken as it stood
    title            its title then
    """

    html: str
    landed_url: str
    status: int | None
    console_errors: int
    failed_requests: tuple[str, ...]
    blocked: int
    unstyled: int
    complete: bool
    title: str


@dataclass(frozen=True)
class NotRendered:
    """A page that could not be rendered, or looked at further, and why."""

    reason: Reason
    detail: str = ""
