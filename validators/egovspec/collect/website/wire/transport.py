"""One request and its answer, or the reason there is none, in this project's words.

The HTTP library's exceptions end here: nothing above knows them. Content codings are left to `decoding`, second
attempts to `asking`, redirects to `live`, the words for what failed beneath HTTP to `severed`. Proxies of the environment are not used: behind a proxy the address met is
the proxy's choice, and no guard sees it.
"""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

import h11
import httpcore2
import httpx2

from egovspec.collect.website.answers import Reason
from egovspec.collect.website.wire.address import Guard
from egovspec.collect.website.wire.network import Detour, Network, Refused
from egovspec.collect.website.wire.severed import severed

# More than any portal sets. A server that sets new ones with every answer would grow our requests without end.
_COOKIES = 100
_CONNECTIONS = 2
# What is read of an answer nobody wants, in bytes and seconds, so that its connection serves for the next request; and
# what is read at most of the body of an error, which says why, and is never long when a person wrote it.
_UNWANTED = 64 * 1024
_UNWANTED_SECONDS = 1.0
_BROKEN = (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError)


class NoAnswer(Exception):
    """A request brought no readable answer.

    status   where the server gave one
    again    whether trying again may help: the connection was reset, or did not come about, or nothing came in time
    """

    def __init__(self, reason: Reason, detail: str, *, status: int | None = None, again: bool = False) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.status = status
        self.again = again


@dataclass(frozen=True)
class Reply:
    """The head of an answer, and its body still on the wire. Header names are in lower case.

    chunks   empty after HEAD; of an error (4xx, 5xx) at most the first 64 KiB, ending quietly where the body breaks off
    at       when the head had arrived, timezone-aware
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    chunks: Iterable[bytes]
    at: datetime

    def header(self, name: str) -> str:
        """The values of one header, joined as RFC 9110, 5.3 says; empty when it was not sent."""
        return ", ".join(value for known, value in self.headers if known == name)


class Wire:
    """Connections kept open between requests, and the cookies set on them, both for as long as one crawl.

    own       whether a host is one of the site's own: those `detour` is for
    connect   seconds one attempt to connect may take
    headers   sent with every request, beside Host and Cookie
    tls       what to trust; None for what the system trusts
    """

    def __init__(
        self,
        guard: Guard,
        own: Callable[[str], bool],
        *,
        detour: Detour | None,
        connect: float,
        headers: dict[str, str],
        tls: ssl.SSLContext | None,
    ) -> None:
        self._network = Network(guard, own, detour, connect)
        self._tls = tls
        self._pools: dict[str, httpcore2.ConnectionPool] = {}
        self._cookies = httpx2.Cookies()
        self._headers = headers

    def cookie(self, url: httpx2.URL) -> str:
        """The Cookie header a request for `url` would carry now."""
        return self._request(url).headers.get("cookie", "")

    @contextlib.contextmanager
    def send(
        self,
        method: str,
        url: httpx2.URL,
        deadline: float,
        *,
        headers: Mapping[str, str] = MappingProxyType({}),
        body: bytes = b"",
    ) -> Iterator[Reply]:
        """Send one GET, HEAD or POST; the body of its answer is read inside the `with`.

        deadline   in seconds of time.monotonic(); covers resolving, connecting, TLS, headers and body
        headers    beside, or in place of, those that are sent with every request
        Yields     a Reply, `at` by this machine's clock; whoever asks for a run puts it on the clock of the run
        Raises     NoAnswer, also while the body is read
        """
        request = self._request(url, method, headers, body)
        answer: httpcore2.Response | None = None
        try:
            answer = self._answered(
                httpcore2.Request(
                    method=method,
                    url=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                    headers=request.headers.raw,
                    content=body or None,
                ),
                deadline,
            )
            arrived = datetime.now(UTC)
            self._keep_cookies(request, answer)
            stream = answer.iter_stream()
            try:
                chunks = self._of_an_error(stream) if answer.status >= 400 else stream
                yield Reply(answer.status, tuple(_headers(answer.headers)), chunks, arrived)
            finally:
                if method == "HEAD" or not 200 <= answer.status < 300:
                    self._keep_connection(answer, stream)
        except Refused as refused:
            raise NoAnswer(Reason.REFUSED_ADDRESS, str(refused)) from None
        except httpcore2.TimeoutException as problem:
            raise _too_late(problem, answer) from None
        except httpcore2.NetworkError as problem:
            raise _broken_off(problem, answer) from None
        except httpcore2.ProtocolError as problem:
            raise self._not_http(problem, answer) from None
        finally:
            if answer is not None:
                answer.close()

    def close(self) -> None:
        for pool in self._pools.values():
            pool.close()

    def _answered(self, request: httpcore2.Request, deadline: float) -> httpcore2.Response:
        """The head of the answer, over another connection where one that was kept turns out to be of no use.

        The other side may close a kept connection at any moment, and an answer longer than it said leaves bytes in it
        that spoil the next. Neither says anything of this request (RFC 9112, 9.3.1).
        """
        pool = self._pool(request.url.scheme.decode("ascii"))
        for _ in range(_CONNECTIONS):
            self._network.begin(deadline)
            try:
                return pool.handle_request(request)
            except (httpcore2.NetworkError, httpcore2.ProtocolError):
                if self._network.fresh or request.method == b"POST":
                    raise
        self._network.begin(deadline)
        return pool.handle_request(request)

    def _pool(self, scheme: str) -> httpcore2.ConnectionPool:
        # One for each scheme, so that the certificates of the system are read only when they are needed: 40 ms.
        if scheme not in self._pools:
            trust = (self._tls or httpcore2.default_ssl_context()) if scheme == "https" else None
            self._pools[scheme] = httpcore2.ConnectionPool(
                ssl_context=trust, network_backend=self._network, max_connections=_CONNECTIONS, keepalive_expiry=30.0
            )
        return self._pools[scheme]

    def _request(
        self, url: httpx2.URL, method: str = "GET", headers: Mapping[str, str] = MappingProxyType({}), body: bytes = b""
    ) -> httpx2.Request:
        request = httpx2.Request(method, url, headers={**self._headers, **headers}, content=body or None)
        self._cookies.set_cookie_header(request)
        return request

    def _of_an_error(self, stream: Iterator[bytes]) -> Iterator[bytes]:
        self._network.hurry(_UNWANTED_SECONDS)
        size = 0
        with contextlib.suppress(*_BROKEN):
            for chunk in stream:
                yield chunk[: _UNWANTED - size]
                size += len(chunk)
                if size >= _UNWANTED:
                    return

    def _keep_connection(self, answer: httpcore2.Response, stream: Iterator[bytes]) -> None:
        """Read the rest of what is no page, where it is short and the connection is worth keeping."""
        said = {name.lower(): value for name, value in answer.headers}
        length = said.get(b"content-length", b"")
        short = len(length) < 20 and length.isdigit() and int(length) <= _UNWANTED
        if b"close" in said.get(b"connection", b"").lower() or not (short or b"transfer-encoding" in said):
            return
        self._network.hurry(_UNWANTED_SECONDS)
        size = 0
        with contextlib.suppress(*_BROKEN):
            for chunk in stream:
                size += len(chunk)
                if size > _UNWANTED:
                    return

    def _keep_cookies(self, request: httpx2.Request, answer: httpcore2.Response) -> None:
        self._cookies.extract_cookies(httpx2.Response(answer.status, headers=answer.headers, request=request))
        if len(self._cookies.jar) > _COOKIES:
            self._cookies.clear()

    def _not_http(self, problem: httpcore2.ProtocolError, answer: httpcore2.Response | None) -> NoAnswer:
        cause = _cause(problem)
        early, status = answer is None, answer.status if answer else None
        if early and not b"HTTP/".startswith(self._network.opening):
            return NoAnswer(Reason.UNPARSED, "the answer is no HTTP")
        if self._network.ended:
            what = "began" if early else "was complete"
            detail = f"the connection was closed before the answer {what}"
            return NoAnswer(Reason.UNREACHABLE, detail, status=status, again=early)
        if isinstance(cause, h11.RemoteProtocolError) and cause.error_status_hint == 431:
            return NoAnswer(Reason.TOO_LARGE, "the headers of the answer are too large")
        # What follows the colon quotes the server, and a header may hold a secret.
        why = str(problem).partition(":")[0][:100]
        return NoAnswer(Reason.UNPARSED, f"the answer is no valid HTTP: {why}", status=status)


def _too_late(problem: httpcore2.TimeoutException, answer: httpcore2.Response | None) -> NoAnswer:
    if isinstance(problem, httpcore2.ConnectTimeout):
        what = "connecting took too long"
    else:
        what = "nothing was answered in time" if answer is None else "the answer was not complete in time"
    return NoAnswer(Reason.TIMEOUT, what, status=answer.status if answer else None, again=answer is None)


def _broken_off(problem: httpcore2.NetworkError, answer: httpcore2.Response | None) -> NoAnswer:
    detail, again = severed(_cause(problem), str(problem))
    return NoAnswer(Reason.UNREACHABLE, detail, status=answer.status if answer else None, again=again)


def _cause(problem: Exception) -> object:
    # The pool raises `from None`, which clears __cause__; the library's exceptions also carry it as their argument.
    return problem.args[0] if problem.args else None


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> Iterator[tuple[str, str]]:
    for name, value in raw:
        try:
            text = value.decode("utf-8")
        except UnicodeDecodeError:
            text = value.decode("latin-1")  # loses no byte: whoever knows better can encode it back
        yield name.decode("latin-1").lower(), text


__all__ = ["NoAnswer", "Reply", "Wire"]
