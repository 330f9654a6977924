"""One GET over one guarded connection.

Everything a crawl sends leaves through here: pages, robots.txt, redirects, second attempts. So the three things that must
hold for every request hold where the socket is opened, beneath the Host header and TLS: the address guard, the detour of
`connect_to`, and the deadline. A name is resolved once, all its addresses are judged, and the connection goes to an
address that was judged; a name server that answers differently the second time is never asked a second time.

Proxies of the environment are not used: behind a proxy the address met is the proxy's choice, and no guard sees it.
"""

from __future__ import annotations

import contextlib
import queue
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

import h11
import httpcore2
import httpx2

from egovspec.collect.website.address import Address, Guard
from egovspec.collect.website.answers import Reason

# A host may name many addresses, and each that is dead costs time. All are judged; this many are tried.
_TRIED = 4
# More than any portal sets; a server that sets a new one with every answer would make requests it then refuses as too large.
_COOKIES = 100


class NoAnswer(Exception):
    """A request brought no readable answer.

    again    whether trying once more may help: the connection was reset, or did not come about in time
    """

    def __init__(self, reason: Reason, detail: str, *, status: int | None = None, again: bool = False) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.status = status
        self.again = again


class _Refused(Exception):
    """The guard refuses an address. No error of the network: nothing was asked of it."""


@dataclass(frozen=True)
class Reply:
    """The head of an answer, and its body still on the wire. Header names are in lower case."""

    status: int
    headers: tuple[tuple[str, str], ...]
    chunks: Iterable[bytes]

    def header(self, name: str) -> str:
        """The values of one header, joined as RFC 9110, 5.3 says; empty when it was not sent."""
        return ", ".join(value for known, value in self.headers if known == name)


@dataclass(frozen=True)
class Detour:
    """Connections meant for the site's own hosts go to `host`:`port` instead, and the guard does not judge them."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Detour:
        host, _, port = text.rpartition(":")
        return cls(host.strip("[]"), int(port))


class Wire:
    """Connections kept open between requests, and the cookies set on them.

    own      the site's own hosts, as sent on the wire; grows while the crawl learns them, so it is shared and not copied
    connect  seconds one attempt to connect may take
    tls      what to trust; by default what the system trusts
    """

    def __init__(
        self,
        guard: Guard,
        own: set[str],
        *,
        detour: Detour | None,
        connect: float,
        agent: str,
        accept_encoding: str,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._network = _Network(guard, own, detour, connect)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=tls, network_backend=self._network, max_connections=4, keepalive_expiry=30.0
        )
        self._cookies = httpx2.Cookies()
        self._headers = {
            "User-Agent": agent,
            "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1",
            "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
            "Accept-Encoding": accept_encoding,
        }

    def cookie(self, url: httpx2.URL) -> str:
        """The Cookie header a request for `url` would carry now."""
        return self._request(url).headers.get("cookie", "")

    @contextlib.contextmanager
    def get(self, url: httpx2.URL, deadline: float) -> Iterator[Reply]:
        """Ask for `url`; the body is read inside the `with`.

        deadline   in seconds of time.monotonic(); covers resolving, connecting, TLS, headers and body
        Raises     NoAnswer, also while the body is read
        """
        request = self._request(url)
        self._network.begin(deadline)
        answer: httpcore2.Response | None = None
        try:
            answer = self._pool.handle_request(
                httpcore2.Request(
                    method="GET",
                    url=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                    headers=request.headers.raw,
                )
            )
            self._keep_cookies(request, answer)
            yield Reply(answer.status, tuple(_headers(answer.headers)), answer.iter_stream())
        except _Refused as refused:
            raise NoAnswer(Reason.REFUSED_ADDRESS, str(refused)) from None
        except (
            httpcore2.TimeoutException,
            httpcore2.NetworkError,
            httpcore2.ProtocolError,
            httpcore2.UnsupportedProtocol,
        ) as problem:
            raise self._network.explained(problem, answered=answer is not None) from None
        finally:
            if answer is not None:
                answer.close()

    def close(self) -> None:
        self._pool.close()

    def _request(self, url: httpx2.URL) -> httpx2.Request:
        request = httpx2.Request("GET", url, headers=self._headers)
        self._cookies.set_cookie_header(request)
        return request

    def _keep_cookies(self, request: httpx2.Request, answer: httpcore2.Response) -> None:
        self._cookies.extract_cookies(httpx2.Response(answer.status, headers=answer.headers, request=request))
        if len(self._cookies.jar) > _COOKIES:
            self._cookies.clear()


class _Network(httpcore2.NetworkBackend):
    """Opens sockets, to judged addresses only, and holds the deadline of the request under way."""

    def __init__(self, guard: Guard, own: set[str], detour: Detour | None, connect: float) -> None:
        self._guard = guard
        self._own = own
        self._detour = detour
        self._connect = connect
        self._plain = httpcore2.SyncBackend()
        self._deadline = 0.0
        self._fresh = False
        self.ended = False

    def begin(self, deadline: float) -> None:
        self._deadline = deadline
        self._fresh = False
        self.ended = False

    def left(self, error: type[httpcore2.TimeoutException]) -> float:
        """Seconds until the deadline; never zero, which a socket would take for `do not wait`."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise error("the time for one page is over")
        return left

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        self._fresh = True
        until = time.monotonic() + min(self._connect, self.left(httpcore2.ConnectTimeout))
        guarded = True
        if self._detour is not None and host in self._own:
            host, port, guarded = self._detour.host, self._detour.port, False
        if not 0 < port < 65536:
            raise httpcore2.ConnectError(f"there is no port {port}")
        addresses = _resolve(host, port, until - time.monotonic())
        if guarded:
            for address in addresses:
                if refusal := self._guard.refusal(address):
                    raise _Refused(refusal)
        return self._first_open(addresses[:_TRIED], port, until)

    def _first_open(self, addresses: list[Address], port: int, until: float) -> httpcore2.NetworkStream:
        failure: httpcore2.ConnectError | httpcore2.ConnectTimeout | None = None
        for position, address in enumerate(addresses):
            # Each address gets its share of the time: one that swallows packets must not use up the others'.
            share = max((until - time.monotonic()) / (len(addresses) - position), 0.001)
            try:
                return _Stream(self._plain.connect_tcp(str(address), port, timeout=share), self)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as problem:
                failure = failure or problem
        raise failure or httpcore2.ConnectError("the name has no address")

    def explained(self, problem: Exception, *, answered: bool) -> NoAnswer:
        """The reason behind an exception of the HTTP library. Never quotes what the server sent: it may hold a secret."""
        cause = problem.__cause__
        early = not answered
        if isinstance(problem, httpcore2.TimeoutException):
            connecting = isinstance(problem, httpcore2.ConnectTimeout)
            what = "connecting took too long" if connecting else "the answer was not complete in time"
            return NoAnswer(Reason.TIMEOUT, what, again=connecting)
        if isinstance(problem, httpcore2.NetworkError):
            reset = isinstance(cause, ConnectionResetError | ConnectionAbortedError | BrokenPipeError)
            return NoAnswer(Reason.UNREACHABLE, _of_network(problem), again=reset)
        if self.ended:
            what = "the connection was closed before the answer " + ("began" if early else "was complete")
            return NoAnswer(Reason.UNREACHABLE, what, again=early)
        if isinstance(cause, h11.RemoteProtocolError) and cause.error_status_hint == 431:
            return NoAnswer(Reason.TOO_LARGE, "the headers of the answer are too large")
        # Bytes left over from an answer longer than it said poison the next one on the same connection, and only there.
        why = str(problem).partition(":")[0][:100]
        return NoAnswer(Reason.UNPARSED, f"the answer is no valid HTTP: {why}", again=early and not self._fresh)


class _Stream(httpcore2.NetworkStream):
    """A socket every operation of which ends at the deadline, however slowly the other side drips."""

    def __init__(self, inner: httpcore2.NetworkStream, network: _Network) -> None:
        self._inner = inner
        self._network = network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._inner.read(max_bytes, self._network.left(httpcore2.ReadTimeout))
        if not data:
            self._network.ended = True
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
    """All addresses of a host, in the system's order. The system's resolver knows no deadline, so it waits in a thread."""
    answers: queue.SimpleQueue[list[Address] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(ip_address(str(entry[4][0])) for entry in found)))
        except OSError as problem:
            answers.put(problem)
        except ValueError:
            answers.put(OSError("the host is no valid name"))

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=max(seconds, 0.001))
    except queue.Empty:
        raise httpcore2.ConnectTimeout("the name server did not answer") from None
    if isinstance(answer, OSError):
        raise httpcore2.ConnectError(str(answer)) from answer
    return answer


def _of_network(problem: Exception) -> str:
    cause = problem.__cause__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"the certificate is not trusted: {cause.verify_message}"
    if isinstance(cause, ssl.SSLError):
        return f"TLS failed: {(cause.reason or 'no reason given').replace('_', ' ').lower()}"
    if isinstance(cause, socket.gaierror):
        return f"the name was not found: {cause.strerror}"
    if isinstance(cause, OSError):
        return (cause.strerror or str(cause)).lower()
    return str(problem)


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> Iterator[tuple[str, str]]:
    for name, value in raw:
        try:
            yield name.decode("ascii").lower(), value.decode("utf-8")
        except UnicodeDecodeError:
            # Latin-1 loses no byte: whoever knows better can encode it back.
            yield name.decode("latin-1").lower(), value.decode("latin-1")


__all__ = ["Detour", "NoAnswer", "Reply", "Wire"]
