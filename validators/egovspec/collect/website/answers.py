"""What looking at one address of a website gives: an answer, or the reason there is none.

Both media, a live server and a saved folder, speak these words, so that everything after them is the same code.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from egovspec.collect.browser.seen import Asked, Given


class Reason(StrEnum):
    """Why an address was not collected."""

    HTTP_STATUS = "http-status"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    REFUSED_ADDRESS = "refused-address"
    ROBOTS = "robots"
    LIMIT = "limit"
    TOO_LARGE = "too-large"
    NOT_HTML = "not-html"
    UNPARSED = "unparsed"
    REDIRECT_LOOP = "redirect-loop"
    LEFT_SITE = "left-site"
    NOT_SAVED = "not-saved"
    OUTSIDE_FOLDER = "outside-folder"
    NOT_RECORDED = "not-recorded"
    CHALLENGE = "challenge"
    SERVER_FAILING = "server-failing"
    TRAP = "trap"
    LIST_DEPTH = "list-depth"
    INTERRUPTED = "interrupted"
    SOFT_404 = "soft-404"


@dataclass(frozen=True)
class Answer:
    """A page as it was answered.

    url         the address asked for, normalised, without fragment
    landed_url  the address after redirects; equal to url when there were none
    status      HTTP status; None from a saved folder
    headers     names in lower case, in the order answered; empty from a saved folder
    body        decoded from its content encoding, not from its character set
    seen_at     timezone-aware
    place       where a person finds it: the URL, or the file relative to the saved folder
    drawn       whether the body is what a browser drew, in UTF-8, and not what was answered
    size        bytes answered, where the body is not what was answered
    """

    url: str
    landed_url: str
    status: int | None
    headers: tuple[tuple[str, str], ...]
    body: bytes
    seen_at: datetime
    place: str
    drawn: bool = False
    size: int | None = None


@dataclass(frozen=True)
class Failure:
    """An address that gave no page, and why. `status` where a server gave one."""

    url: str
    reason: Reason
    detail: str = ""
    status: int | None = None


@dataclass(frozen=True)
class Probe:
    """Whether a link leads anywhere.

    landed_url  the address after redirects, None when there was no answer
    method      HEAD or GET; `page` where the crawl looked at it as a page; `file` in a saved folder
    reachable   None where it cannot be told: a time-out, a refusal, a challenge
    media, size as the head of the answer says them; size in bytes
    """

    url: str
    landed_url: str | None
    method: str
    status: int | None = None
    reason: Reason | None = None
    detail: str = ""
    media: str | None = None
    size: int | None = None
    reachable: bool | None = None


class Medium(Protocol):
    """One way to see a website. `fetch` never raises for what a server or a file does; it returns a Failure.

    home          address of the home page, as the deployment is judged by
    name          live, folder or warc
    carries_http  whether answers have status and headers
    """

    home: str
    name: str
    carries_http: bool

    def fetch(self, url: str) -> Answer | Failure: ...

    def probe(self, url: str) -> Probe: ...

    def given(self, asked: Asked) -> Given | None:
        """Answers a browser's request, for a page or for what a page is made of; None when it is refused or failed."""
        ...

    def leftovers(self, known: Iterable[str]) -> Iterable[str]:
        """Addresses the medium holds that no page led to; a live server knows none."""
        ...
