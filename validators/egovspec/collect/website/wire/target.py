"""Addresses as they go on the wire, and the site they belong to.

`urls` decides which spelling of an address names a page; here the spelling is given, and what matters is which host is
asked. One parser, the HTTP library's own, both judges an address and sends it: two parsers that read one address
differently are how a crawler is led elsewhere.
"""

from __future__ import annotations

from urllib.parse import quote

import httpx2

from egovspec.collect.website.wire.address import literal

Site = tuple[str, int | None]
_PORTS = {"http": 80, "https": 443}


def target(url: str) -> httpx2.URL | None:
    """An http or https address for the wire: host in IDNA, no fragment, no credentials. None for everything else."""
    try:
        parsed = httpx2.URL(url)
        host = parsed.raw_host.decode("ascii").rstrip(".")
        if parsed.scheme not in _PORTS or not host:
            return None
        # With its raw path, so that an address without one and an address with "/" are one and the same.
        return parsed.copy_with(host=host, userinfo=b"", fragment=None, raw_path=parsed.raw_path)
    except (httpx2.InvalidURL, UnicodeError):
        return None


def joined(base: httpx2.URL, location: str) -> httpx2.URL | None:
    """Where a Location header leads from `base`."""
    try:
        # Some servers send a path in the bytes of their pages' character set; text in Latin-1 here is such bytes.
        if not location.isascii() and all(ord(character) < 256 for character in location):
            location = quote(location.encode("latin-1"), safe="%/:?#[]@!$&'()*+,;=-._~")
        return target(str(base.join(location)))
    except (httpx2.InvalidURL, UnicodeError):
        return None


def host(url: httpx2.URL) -> str:
    """The host as it is resolved: IDNA, no brackets."""
    return url.raw_host.decode("ascii")


def site(url: httpx2.URL) -> Site:
    """What tells sites apart: the host, and the port where it is not the scheme's own. http and https are one site."""
    return host(url), url.port


def twin(of: Site) -> Site | None:
    """The site beside this one, with or without `www.`; an address in numbers has none."""
    name, port = of
    if literal(name) is not None:
        return None
    return name.removeprefix("www.") if name.startswith("www.") else f"www.{name}", port


def origin(url: httpx2.URL) -> str:
    """What one robots.txt speaks for: scheme, host and port (RFC 9309, 2.3)."""
    return f"{url.scheme}://{host(url)}:{url.port or _PORTS[url.scheme]}"


__all__ = ["Site", "host", "joined", "origin", "site", "target", "twin"]
