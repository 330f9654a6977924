"""The network addresses a site's host name stands for, and whether they take connections: IPv4 and IPv6."""

from __future__ import annotations

import errno
import socket
from ipaddress import ip_address
from typing import Any

from egovspec.collect.website.wire.address import Guard

_SECONDS = 5.0
_MOST = 8
_NO_NETWORK = {errno.ENETUNREACH, errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EHOSTUNREACH}


def found(host: str, port: int, guard: Guard) -> list[dict[str, Any]] | None:
    """Addresses of a host: address, family, and whether a connection came about (None where this machine cannot tell).

    Returns   None when the name could not be looked up
    """
    seen: list[dict[str, Any]] = []
    looked_up = False
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            answers = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)
        except socket.gaierror as problem:
            # A name that has no address of one family is an answer; a name server that is silent is none.
            looked_up = looked_up or problem.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", -5))
            continue
        except (OSError, UnicodeError):
            continue
        looked_up = True
        for answer in answers[:_MOST]:
            address = str(answer[4][0]).partition("%")[0]
            if any(one["address"] == address for one in seen):
                continue
            refused = guard.refusal(ip_address(address)) is not None
            connected = None if refused else _connects(family, answer[4])
            seen.append({"address": address, "family": 4 if family == socket.AF_INET else 6, "connected": connected})
    return seen if looked_up else None


def _connects(family: int, at: Any) -> bool | None:
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(_SECONDS)
        try:
            probe.connect(at)
        except TimeoutError:
            return False
        except OSError as problem:
            return None if problem.errno in _NO_NETWORK else False
    return True


__all__ = ["found"]
