"""A web server on loopback that answers each path as it is told to, however wrong that is.

Written on sockets, since a proper HTTP server would refuse to send most of what is wanted here.
"""

from __future__ import annotations

import contextlib
import gzip
import socket
import ssl
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self

HTML = "<!doctype html><html lang=zh-CN><title>示例市人民政府</title><p>正文</p></html>".encode()
_TLS_HANDSHAKE = b"\x16"
_PATIENCE = 5.0  # no behaviour lasts longer, so that no thread outlives its test for long


@dataclass
class Exchange:
    """One request, and the socket to answer it on.

    nth   how often this path was asked for, this time included
    """

    sock: socket.socket
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    nth: int
    server: Misbehaving

    def send(self, *parts: bytes | str) -> None:
        self.sock.sendall(b"".join(part.encode() if isinstance(part, str) else part for part in parts))

    def drip(self, data: bytes, every: float) -> None:
        for byte in data:
            self.sock.sendall(bytes([byte]))
            time.sleep(every)


Behaviour = Callable[[Exchange], object]
"""Answers one exchange. The connection stays open when the behaviour returns `KEEP`, and is closed otherwise."""

KEEP = "keep"


def answers(status: int = 200, body: bytes = HTML, **headers: str) -> Behaviour:
    """A correct answer. Header names are written with underscores; Content-Type is text/html unless given."""
    shown = {"content_type": "text/html; charset=utf-8", "content_length": str(len(body)), **headers}

    def behave(exchange: Exchange) -> object:
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in shown.items() if value)
        exchange.send(f"HTTP/1.1 {status} Said\r\n{lines}\r\n", b"" if exchange.method == "HEAD" else body)
        return KEEP

    return behave


def says(*parts: bytes | str) -> Behaviour:
    """Exactly these bytes, then the end of the connection."""
    return lambda exchange: exchange.send(*parts)


def redirects(location: str, status: int = 302, **headers: str) -> Behaviour:
    return answers(status, b"", location=location, **headers)


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """The first behaviour for the first request, and so on; the last one for all that follow."""
    return lambda exchange: behaviours[min(exchange.nth, len(behaviours)) - 1](exchange)


def resets(exchange: Exchange) -> None:
    """A connection ended by RST and not by FIN."""
    exchange.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    exchange.sock.close()


def goes_away(exchange: Exchange) -> None:
    """The server stops: this connection ends, and nobody listens any more."""
    exchange.server.stop()


def falls_silent(exchange: Exchange) -> None:
    """Half a page, and then nothing, on a connection that stays open."""
    exchange.send(f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(HTML)}\r\n\r\n", HTML[:40])
    never_answers(exchange)


def breaks_within_its_body(exchange: Exchange) -> None:
    exchange.send(f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(HTML)}\r\n\r\n", HTML[:40])
    time.sleep(0.1)  # what was sent must have been read, or the reset takes it away again
    resets(exchange)


def says_wait_without_end(exchange: Exchange) -> None:
    """100 Continue, again and again, where an answer should be."""
    ends = time.monotonic() + _PATIENCE
    while time.monotonic() < ends:
        exchange.send("HTTP/1.1 100 Continue\r\n\r\n")
        time.sleep(0.01)


def refuses_head(behaviour: Behaviour) -> Behaviour:
    """405 to HEAD, as many application servers answer, and the behaviour to everything else."""
    refusal = answers(405, b"", allow="GET")
    return lambda exchange: (refusal if exchange.method == "HEAD" else behaviour)(exchange)


def drops_every_second(behaviour: Behaviour) -> Behaviour:
    """Every second request on this path ends without an answer, beginning with the first."""

    def behave(exchange: Exchange) -> object:
        return behaviour(exchange) if exchange.nth % 2 == 0 else None

    return behave


def lies_about_keeping(behaviour: Behaviour) -> Behaviour:
    """Says that the connection is kept, and closes it."""

    def behave(exchange: Exchange) -> None:
        behaviour(exchange)

    return behave


def never_answers(exchange: Exchange) -> None:
    exchange.sock.settimeout(_PATIENCE)
    exchange.sock.recv(1)


def drips_its_headers(exchange: Exchange) -> None:
    exchange.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
    exchange.drip(b"X-Slow: " + b"a" * 200, 0.02)


def drips_its_body(exchange: Exchange) -> None:
    exchange.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    exchange.drip(HTML * 4, 0.02)


def sends_without_end(exchange: Exchange) -> None:
    exchange.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", HTML)
    ends = time.monotonic() + _PATIENCE
    while time.monotonic() < ends:
        exchange.send(b"<p>" + b"x" * 60_000)


def sends_empty_gzip_members_without_end(exchange: Exchange) -> None:
    exchange.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n")
    ends = time.monotonic() + _PATIENCE
    while time.monotonic() < ends:
        exchange.send(gzip.compress(b"") * 2000)


def chunked(*chunks: bytes | str) -> Behaviour:
    return says("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n", *chunks)


def bomb(size: int) -> bytes:
    """`size` bytes of nothing, compressed to about a thousandth."""
    return gzip.compress(HTML + b"\0" * size)


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


@dataclass
class Misbehaving:
    """The server. Paths it was told nothing about answer 404, robots.txt among them.

    tls          what connections that begin with TLS are met with; the others are plain, on the same port
    refuses_tls  what is said to them in place of a handshake
    otherwise    what paths it was told nothing about answer in place of 404
    asked        the paths of all requests, in order
    seen         the headers of all requests, names in lower case
    """

    paths: Mapping[str, Behaviour]
    family: socket.AddressFamily = socket.AF_INET
    tls: ssl.SSLContext | None = None
    refuses_tls: Behaviour | None = None
    otherwise: Behaviour | None = None
    asked: list[str] = field(default_factory=list)
    seen: list[dict[str, str]] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    connections: int = 0

    def __enter__(self) -> Self:
        self._listener = socket.create_server(
            ("::1" if self.family == socket.AF_INET6 else "127.0.0.1", 0), family=self.family
        )
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        # Closing alone does not wake a thread that waits in accept().
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def url(self, path: str = "/") -> str:
        return f"http://{'[::1]' if self.family == socket.AF_INET6 else '127.0.0.1'}:{self.port}{path}"

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        with contextlib.suppress(OSError), contextlib.ExitStack() as closing:
            sock.settimeout(_PATIENCE)
            closing.enter_context(sock)
            if sock.recv(1, socket.MSG_PEEK) == _TLS_HANDSHAKE:
                if self.refuses_tls:
                    sock.recv(65536)  # a connection closed before everything was read is reset
                    self.refuses_tls(Exchange(sock, "", "", {}, b"", 1, self))
                    return
                if self.tls:
                    sock = closing.enter_context(self.tls.wrap_socket(sock, server_side=True))
            otherwise = self.otherwise or answers(404, b"no such page")
            for method, path, headers, body in _requests(sock):
                self.methods.append(method)
                self.asked.append(path)
                self.seen.append(headers)
                self.bodies.append(body)
                exchange = Exchange(sock, method, path, headers, body, self.asked.count(path), self)
                if self.paths.get(path, otherwise)(exchange) != KEEP:
                    return


def _requests(sock: socket.socket) -> Iterator[tuple[str, str, dict[str, str], bytes]]:
    buffer = b""
    while True:
        while b"\r\n\r\n" not in buffer:
            data = sock.recv(65536)
            if not data:
                return
            buffer += data
        head, _, buffer = buffer.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        length = int(headers.get("content-length", "0"))
        while len(buffer) < length and (data := sock.recv(65536)):
            buffer += data
        body, buffer = buffer[:length], buffer[length:]
        method, path, _ = first.split(" ")
        yield method, path, headers, body


@contextlib.contextmanager
def swallows_connections() -> Iterator[int]:
    """The port of a listener whose queue is full: whoever connects waits, and is never told why."""
    with contextlib.ExitStack() as closing:
        listener = closing.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(3):
            waiting = closing.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]
