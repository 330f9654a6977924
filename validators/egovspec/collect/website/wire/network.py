"""Sockets that open to judged addresses only, and that end at a deadline.

Three things must hold for everything a crawl sends, be it a page, robots.txt, a redirect or a second attempt: the
address guard, the detour of `connect_to`, and the deadline. They are kept here, where the socket is opened, beneath the
Host header and TLS. A name is resolved once for a connection, all its addresses are judged, and the connection goes to
an address that was judged: a name server has no second answer to give.
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

import httpcore2

from egovspec.collect.website.wire.address import Address, Guard

# A host may name many addresses, and each that is dead costs time. All are judged; this many are tried.
_TRIED = 4
_SHORTEST = 0.001  # seconds; a socket takes zero for "do not wait at all"


class Refused(Exception):
    """The guard refuses an address. No error of the network: nothing was asked of it."""


@dataclass(frozen=True)
class Detour:
    """Connections meant for the site's own hosts go to `host`:`port` instead, and the guard does not judge them."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Detour:
        """Read host:port or [address]:port, as the settings let it through."""
        host, _, port = text.rpartition(":")
        return cls(host.strip("[]"), int(port))


class Network(httpcore2.NetworkBackend):
    """What the connection pool opens its sockets with.

    own       whether a host is one of the site's own
    connect   seconds one attempt to connect may take, resolving the name included
    fresh     whether the request under way opened a connection of its own
    opening   the first bytes of the answer to it, up to five
    ended     whether the other side has closed the connection since it began
    """

    def __init__(self, guard: Guard, own: Callable[[str], bool], detour: Detour | None, connect: float) -> None:
        self._guard = guard
        self._own = own
        self._detour = detour
        self._connect = connect
        self._plain = httpcore2.SyncBackend()
        self._deadline = 0.0
        self.fresh = False
        self.opening = b""
        self.ended = False

    def begin(self, deadline: float) -> None:
        """Start a request that must be over at `deadline`, in seconds of time.monotonic()."""
        self._deadline = deadline
        self.fresh = False
        self.opening = b""
        self.ended = False

    def hurry(self, seconds: float) -> None:
        """Let the request under way end in `seconds`, unless it ends before."""
        self._deadline = min(self._deadline, time.monotonic() + seconds)

    def left(self, error: type[httpcore2.TimeoutException]) -> float:
        """Seconds until the deadline; raises `error` when it has passed."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise error("the time for one page is over")
        return max(left, _SHORTEST)

    def received(self, data: bytes) -> None:
        """Note what came; nothing means that the other side has closed."""
        self.opening = (self.opening + data[:5])[:5]
        self.ended = not data

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        self.fresh = True
        until = time.monotonic() + min(self._connect, self.left(httpcore2.ConnectTimeout))
        guarded = True
        if self._detour is not None and self._own(host):
            host, port, guarded = self._detour.host, self._detour.port, False
        if not 0 < port < 65536:
            raise httpcore2.ConnectError(f"there is no port {port}")
        addresses = _resolve(host, port, until - time.monotonic())
        if guarded:
            for address in addresses:
                if refusal := self._guard.refusal(address):
                    raise Refused(refusal)
        return self._first_open(addresses[:_TRIED], port, until)

    def _first_open(self, addresses: list[Address], port: int, until: float) -> httpcore2.NetworkStream:
        failure: httpcore2.ConnectError | httpcore2.ConnectTimeout | None = None
        for position, address in enumerate(addresses):
            # Each address gets its share of the time: one that swallows packets must not use up the others'.
            share = max((until - time.monotonic()) / (len(addresses) - position), _SHORTEST)
            try:
                return _Stream(self._plain.connect_tcp(str(address), port, timeout=share), self)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as problem:
                failure = failure or problem
        raise failure or httpcore2.ConnectError("the name has no address")


class _Stream(httpcore2.NetworkStream):
    """A socket every operation of which ends at the deadline, however slowly the other side drips."""

    def __init__(self, inner: httpcore2.NetworkStream, network: Network) -> None:
        self._inner = inner
        self._network = network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._inner.read(max_bytes, self._network.left(httpcore2.ReadTimeout))
        self._network.received(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._network.left(httpcore2.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        left = self._network.left(httpcore2.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left), self._network)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _resolve(host: str, port: int, seconds: float) -> list[Address]:
    """All addresses of a host, in the system's order. The system's resolver knows no deadline: it waits in a thread."""
    answers: queue.SimpleQueue[list[Address] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(ip_address(str(entry[4][0])) for entry in found)))
        except OSError as problem:
            answers.put(problem)
        except ValueError:  # a label of a name is empty or too long
            answers.put(OSError("the host is no valid name"))

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=max(seconds, _SHORTEST))
    except queue.Empty:
        raise httpcore2.ConnectTimeout("the name server did not answer") from None
    if isinstance(answer, OSError):
        raise httpcore2.ConnectError(answer) from answer
    return answer


__all__ = ["Detour", "Network", "Refused"]
