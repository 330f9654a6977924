"""Reads the place of a finding: an address on the web, a line of a file, or the name of something else.

A place is text (`https://…`, `rules/fw.conf:12`, `resident.id_no`, `gw1`). Formats that link need to know which.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

# A colon and digits follow a host as well (gw.example:443), so only a known kind of file is taken for one.
_FILE = re.compile(
    r"(?P<path>(?!/)[^\x00-\x1f:]*[^\x00-\x1f:/]\."
    r"(?:html?|shtml|xhtml|jsp|aspx?|php|ya?ml|jsonl?|ndjson|jsonld|xml|csv|tsv|xlsx?|parquet|txt|md|log|conf|cfg|ini"
    r"|defs|rules|nft|pem|crt|cer|der|crl|warc|gz|zip|pdf|docx?|sql))"
    r"(?::(?P<line>\d{1,9})(?::(?P<column>\d{1,9}))?)?",
    re.IGNORECASE,
)
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True)
class Address:
    """An absolute http or https URL, percent-encoded."""

    url: str


@dataclass(frozen=True)
class InFile:
    """A file relative to its evidence. `uri` is the percent-encoded path; line and column count from 1, 0 unknown."""

    uri: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True)
class Named:
    """Anything else: a table and column, a device, a setting."""

    name: str


def place_of(text: str) -> Address | InFile | Named:
    """What `text` names. Never raises: what cannot be read is a name."""
    if text[:8].lower().startswith(("http://", "https://")):
        return _address(text) or Named(text)
    found = _FILE.fullmatch(text)
    if not found or ".." in found["path"].split("/"):
        return Named(text)
    path = quote(found["path"].encode("utf-8", "replace"), safe="/")
    return InFile(path, int(found["line"] or 0), int(found["column"] or 0))


def _address(text: str) -> Address | None:
    try:
        parts = urlsplit(text)
        host = parts.hostname
        # Raises for a port that is none.
        port = parts.port
    except ValueError:
        return None
    if not host or parts.username is not None or parts.password is not None:
        return None
    host = f"[{_encoded(host, ':')}]" if ":" in host else _encoded(host, "")
    path = _encoded(parts.path, "/:@!$&'()*+,;=")
    query, fragment = (_encoded(part, "/:@!$&'()*+,;=?") for part in (parts.query, parts.fragment))
    netloc = host if port is None else f"{host}:{port}"
    return Address(urlunsplit((parts.scheme.lower(), netloc, path, query, fragment)))


def _encoded(part: str, safe: str) -> str:
    # What is already encoded stays; a per cent sign that encodes nothing is itself encoded.
    return quote(_STRAY_PERCENT.sub("%25", part).encode("utf-8", "replace"), safe=safe + "%")
