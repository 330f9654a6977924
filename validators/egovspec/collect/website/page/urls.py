"""Addresses: absolute, in one spelling, and told apart by whether they stay on the site.

One spelling per page, or one page is collected twice: host in lower case, default port and fragment gone, dot segments
resolved, percent-encoding in capitals and only where needed, and for the site's own pages the scheme of its home page
(http and https of one host are one site). What the link's author wrote is in the page, at the place the fact names.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

LONGEST = 4096
_BREAKS = re.compile(r"[\t\r\n\x00]")
_PERCENT = re.compile("%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SESSION = re.compile(r";jsessionid=[^/?#;]*", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9._:-]+")
_PORTS = {"http": 80, "https": 443}
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|shtml|jhtml|jsp|aspx?|php)$", re.IGNORECASE)
_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|dps|ofd|ceb|txt|csv|xml|json|rss|zip|rar|7z|gz|tar|exe|apk|msi|jpe?g|png|gif|bmp|"
    r"svg|webp|ico|tiff?|mp[34]|avi|wmv|flv|mov|swf|wav|wma|rm|rmvb|css|js|woff2?|ttf|eot)$",
    re.IGNORECASE,
)


# An address from the root, or with its host, that has nothing to escape, resolve or take out, as most in menus and lists.
_PLAIN = re.compile(r"(https?://[a-z0-9.-]{1,100})?((?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+/?|/)")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_WITH_HOST = re.compile("[A-Za-z]+://")


def absolute(base: str, reference: str, charset: str = "utf-8") -> str | None:
    """The address a link leads to, or None when it leads to no page: javascript:, mailto:, a mere fragment, nonsense.

    charset  the page's: browsers write the query of a link in it, and its path in UTF-8
    """
    if len(reference) <= LONGEST and (plain := _PLAIN.fullmatch(reference)):
        top = _normal_top(plain[1] or base)
        return top[:-1] + plain[2] if top else None
    reference = _BREAKS.sub("", reference).strip()
    if not reference or reference.startswith("#") or len(reference) > LONGEST:
        return None
    scheme = _SCHEME.match(reference)
    if scheme and scheme[0].lower() not in ("http:", "https:"):
        return None
    if reference[0] == "/" and reference[1:2] not in ("/", "\\"):
        base = _top(base)
    return _joined(base, reference, charset)


@lru_cache(maxsize=1000)
def _top(url: str) -> str:
    scheme, netloc = urlsplit(url)[:2]
    return f"{scheme}://{netloc}/"


@lru_cache(maxsize=1000)
def _normal_top(url: str) -> str | None:
    try:
        return normal(_top(url))
    except ValueError:
        return None


@lru_cache(maxsize=20_000)  # a site's menus stand on each of its pages
def _joined(base: str, reference: str, charset: str) -> str | None:
    head, mark, query = reference.partition("?")
    try:
        whole = head.replace("\\", "/") + mark + query
        return normal(whole if _WITH_HOST.match(head) else urljoin(base, whole), charset)
    except ValueError:  # an unclosed bracket in the host, a port that is no number
        return None


def normal(url: str, charset: str = "utf-8") -> str | None:
    """One spelling of an absolute http or https address; None when it is no such address. Raises ValueError for a port
    that is no number and for brackets without an address."""
    parts = urlsplit(_BREAKS.sub("", url).strip())
    scheme = parts.scheme.lower()
    host = _host(parts.hostname or "")
    if scheme not in _PORTS or not host:
        return None
    port = parts.port
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != _PORTS[scheme]:
        netloc += f":{port}"
    charset = "utf-8" if charset.startswith("utf") else charset  # no browser writes an address in UTF-16
    path = _dots(_percent(_SESSION.sub("", parts.path), "utf-8", "/:@!$&'()*+,;=")) or "/"
    query = _percent(parts.query, charset, "/:@!$&'()*+,;=?")
    return urlunsplit((scheme, netloc, path, query, ""))


def _host(host: str) -> str:
    host = host.lower().rstrip(".")
    if host.isascii():
        return host if _HOST.fullmatch(host) else ""
    try:
        host = host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    return host if _HOST.fullmatch(host) else ""


def _percent(text: str, charset: str, safe: str) -> str:
    def tidy(found: re.Match[str]) -> str:
        character = chr(int(found[1], 16))
        return character if character in _UNRESERVED else found[0].upper()

    # A percent sign that begins no escape is a character like any other.
    parts = re.split("(%[0-9A-Fa-f]{2})", text)
    escaped = (
        _PERCENT.sub(tidy, part)
        if at % 2
        else quote(part, safe=safe + "~", encoding=charset, errors="xmlcharrefreplace")
        if charset != "utf-8"
        else quote(part, safe=safe + "~", errors="replace")
        for at, part in enumerate(parts)
    )
    return "".join(escaped)


def _dots(path: str) -> str:
    kept: list[str] = []
    parts = path.split("/")
    for part in parts:
        if part == "..":
            if len(kept) > 1:
                kept.pop()
        elif part != "." and (part or not kept or kept[-1]):  # servers take // for /, and so do templates that join
            kept.append(part)
    if parts[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


class Site:
    """Which addresses are the site's own: those at the host and port of its home page. www.h and sub.h are not h.

    home    address of the home page, normalised
    landed  where the home page answered; a portal whose home page redirects between h and www.h is one site
    """

    def __init__(self, home: str, landed: str | None = None) -> None:
        self.home = home
        landed = landed or home
        self._here = {_place(home), _place(landed)}
        self._spelled = urlsplit(landed)[:2]
        self._top = "{}://{}/".format(*self._spelled)

    def holds(self, url: str) -> bool:
        return _place(url) in self._here

    def own(self, url: str) -> str:
        """The address as this site spells it: its own pages with the scheme and host the home page answered at."""
        if url.startswith(self._top) and "#" not in url and url[-1] != "?":
            return url  # spelled so already, as most are
        return urlunsplit((*self._spelled, *urlsplit(url)[2:])) if self.holds(url) else url


@lru_cache(maxsize=50_000)
def _place(url: str) -> tuple[str | None, int | None]:
    parts = urlsplit(url)
    return parts.hostname, parts.port


def host(url: str) -> str:
    return urlsplit(url).hostname or ""


def path(url: str) -> str:
    """The path of an address as it is written; empty when it is none, such as one with an unclosed bracket."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def directory_of(url: str) -> str | None:
    """For the address of an index page the address of its directory, which mostly answers with the same page."""
    parts = urlsplit(url)
    if parts.query or not _INDEX.search(parts.path):
        return None
    return urlunsplit((parts.scheme, parts.netloc, _INDEX.sub("/", parts.path), "", ""))


def is_file(url: str) -> bool:
    """Whether the address says it is a document, picture or program rather than a page."""
    return bool(_FILE.search(urlsplit(url).path))
