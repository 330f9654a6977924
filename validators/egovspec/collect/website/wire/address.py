"""Which network addresses a crawl may meet.

A deployment file, a redirect or a name server can point a crawler at the machine it runs on, at the network around it,
or at the address where a cloud hands out credentials. So every address is judged after its name was resolved and before
a socket is opened. The table is written out, after the IANA special-purpose registries, rather than taken from the
standard library, whose answers changed between patch releases of Python: a verdict may not depend on that.
"""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple

Address = IPv4Address | IPv6Address


class Special(NamedTuple):
    """Why an address is not of the public Internet, and whether `private_addresses` opens it."""

    what: str
    opens: bool


def _table(*rows: tuple[str, str, bool]) -> tuple[tuple[IPv4Network | IPv6Network, Special], ...]:
    return tuple((ip_network(network), Special(what, opens)) for network, what, opens in rows)


_CREDENTIALS = "address of a cloud's metadata service"

# The first row that holds an address decides, so the single addresses stand before the networks around them.
_SPECIAL = _table(
    ("100.100.100.200/32", _CREDENTIALS, False),
    ("168.63.129.16/32", _CREDENTIALS, False),
    ("192.0.0.192/32", _CREDENTIALS, False),
    ("fd00:ec2::254/128", _CREDENTIALS, False),
    ("fd20:ce::254/128", _CREDENTIALS, False),
    ("169.254.0.0/16", "link-local address", False),
    ("fe80::/10", "link-local address", False),
    ("0.0.0.0/8", "unspecified address", False),
    ("::/128", "unspecified address", False),
    ("127.0.0.0/8", "loopback address", True),
    ("::1/128", "loopback address", True),
    ("10.0.0.0/8", "private address", True),
    ("172.16.0.0/12", "private address", True),
    ("192.168.0.0/16", "private address", True),
    ("fc00::/7", "private address", True),
    ("fec0::/10", "private address", True),
    ("64:ff9b:1::/48", "private address", True),
    ("100.64.0.0/10", "address of a carrier's inner network", True),
    # Proxies on workstations answer names from here; the message lets their users see why every site is refused.
    ("198.18.0.0/15", "benchmarking address, also used by proxies that answer for the name server", True),
    ("192.0.2.0/24", "documentation address", True),
    ("198.51.100.0/24", "documentation address", True),
    ("203.0.113.0/24", "documentation address", True),
    ("2001:db8::/32", "documentation address", True),
    ("3fff::/20", "documentation address", True),
    ("192.0.0.0/24", "reserved address", False),
    ("192.88.99.0/24", "reserved address", False),
    ("224.0.0.0/4", "multicast address", False),
    ("ff00::/8", "multicast address", False),
    ("240.0.0.0/4", "reserved address", False),
    ("2001::/32", "address of a tunnel", False),
    ("2001::/23", "reserved address", False),
    ("2620:4f:8000::/48", "reserved address", False),
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_MAPPED = IPv6Network("::ffff:0:0/96")
# Forms of IPv6 address that carry an IPv4 address, and the bits below it.
_EMBEDDING = (
    (_MAPPED, 0),
    (IPv6Network("::ffff:0:0:0/96"), 0),
    (IPv6Network("64:ff9b::/96"), 0),
    (IPv6Network("2002::/16"), 80),
)
_COMPATIBLE = IPv6Network("::/96")


def special(address: Address) -> Special | None:
    """Why `address` is not of the public Internet; None when it is.

    An IPv6 address that carries an IPv4 address (mapped, translated, NAT64, 6to4) is judged by the one it carries.
    Source: IANA IPv4 and IPv6 Special-Purpose Address Registries; RFC 6890, RFC 6052, RFC 3056.
    """
    if isinstance(address, IPv6Address):
        for network, shift in _EMBEDDING:
            if address in network:
                return special(IPv4Address(int(address) >> shift & 0xFFFFFFFF))
    for known, why in _SPECIAL:
        if address in known:
            return why
    if isinstance(address, IPv6Address):
        if address in _COMPATIBLE:
            return Special("reserved address", False)
        if address not in _GLOBAL_UNICAST:
            return Special("reserved address", False)
    return None


def literal(host: str) -> Address | None:
    """The address a host spells, in any form a resolver takes (127.1, 0x7f000001, 017700000001); None for a name."""
    bare = host.strip("[]")
    try:
        return ip_address(bare)
    except ValueError:
        pass
    if not re.fullmatch(r"[0-9][0-9a-fx.]*", bare, re.ASCII | re.IGNORECASE):
        return None
    try:
        return IPv4Address(socket.inet_aton(bare))
    except OSError:
        return None


@dataclass(frozen=True)
class Guard:
    """What one crawl may meet.

    private   the deployment says private addresses may be met
    home      the address its home page spells, when it spells one; with `private`, that one is met whatever it is
    """

    private: bool = False
    home: Address | None = None

    def refusal(self, address: Address) -> str | None:
        """Why `address` may not be met; None when it may."""
        why = special(address)
        if why is None or (self.private and (why.opens or address == self.home)):
            return None
        way_out = "; private_addresses: true would allow it" if why.opens else ""
        return f"{address} is refused: {why.what}{way_out}"


__all__ = ["Address", "Guard", "Special", "literal", "special"]
