"""robots.txt: what a site asks of crawlers, read for one crawler.

Protego matches paths. Which lines speak to this crawler is decided here first, for two reasons. Protego lets a group
named after any beginning of a word in the crawler's name bind it, where RFC 9309 compares the whole product token. And
it keeps every rule once for every name of its group: half a megabyte of names followed by rules fills the memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from protego import Protego

MAX_BYTES = 512 * 1024
SLOWEST = 60.0
# Rules looked at to tell `restricts` from `allows`; a longer list that begins with so many idle rules is no real one.
_PROBED = 1000
_AGENT_LINE = re.compile(r"\s*user[- ]?agent\s*[:\s]\s*(.*)", re.IGNORECASE)
_DISALLOW_LINE = re.compile(r"\s*d\w+\s*[:\s]\s*(\S+)", re.IGNORECASE)


class RobotsState(StrEnum):
    """What robots.txt says about a site, as the `site` fact tells it."""

    ALLOWS = "allows"
    RESTRICTS = "restricts"
    FORBIDS = "forbids"
    ABSENT = "absent"
    UNREACHABLE = "unreachable"
    OVERRIDDEN = "overridden"


@dataclass(frozen=True)
class Rules:
    """The rules that bind one crawler at one origin (scheme, host, port).

    token   product token of the crawler, lower case
    """

    _protego: Protego
    token: str
    restricts: bool

    @classmethod
    def read(cls, body: bytes, token: str) -> Rules:
        """Read a robots.txt. What is no rule is passed over; beyond 512 KiB nothing is read.

        Source   RFC 9309, 2.2 and 2.5
        """
        text = _whole_lines(body).decode("utf-8", errors="replace").lstrip("\ufeff \t\r\n")
        # A page where robots.txt should be: servers that answer everything with their home page.
        lines = [] if text.startswith("<") else list(_addressed(text.splitlines(), token))
        protego = Protego.parse("\n".join(lines))
        return cls(protego, token, any(_forbidden_paths(protego, lines, token)))

    def allows(self, url: str) -> bool:
        """Whether the crawler may ask for `url`, an absolute address with percent-encoding in place."""
        return self._protego.can_fetch(url, self.token)

    @property
    def delay(self) -> float:
        """Seconds asked for between two requests (Crawl-delay, Request-rate), uncapped; 0 when none are."""
        rate = self._protego.request_rate(self.token)
        return max(self._protego.crawl_delay(self.token) or 0.0, rate.seconds / rate.requests if rate else 0.0)


def _whole_lines(body: bytes) -> bytes:
    if len(body) <= MAX_BYTES:
        return body
    # Half a rule is another rule: "Disallow: /" may be the half of "Disallow: /private".
    return body[: MAX_BYTES + 1].rpartition(b"\n")[0]


def _addressed(lines: list[str], token: str) -> Iterator[str]:
    for line in lines:
        found = _AGENT_LINE.match(line)
        if not found:
            yield line
            continue
        name = found[1].partition("#")[0].strip().lower()
        product = re.match(r"[a-z_-]*", name)
        if name.startswith("*"):
            yield "User-agent: *"
        elif product and product[0] == token:
            yield f"User-agent: {token}"
        else:
            yield "User-agent: another"


def _forbidden_paths(protego: Protego, lines: list[str], token: str) -> Iterator[bool]:
    probed = 0
    for line in lines:
        found = _DISALLOW_LINE.match(line)
        if found and probed < _PROBED:
            probed += 1
            path = found[1].replace("*", "").rstrip("$")
            yield not protego.can_fetch(f"http://site/{path.lstrip('/')}", token)


__all__ = ["MAX_BYTES", "SLOWEST", "RobotsState", "Rules"]
