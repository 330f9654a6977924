"""What of an answer is a page, and how much of it is read.

A crawler that downloads first and looks later downloads films. The head decides; where it says nothing usable, the
first bytes of the body do, as in a browser.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

from egovspec.collect.website.answers import Reason
from egovspec.collect.website.wire.challenge import LOOKED_AT, Challenge, recognised
from egovspec.collect.website.wire.decoding import Undecodable, decoded
from egovspec.collect.website.wire.transport import NoAnswer, Reply

_HTML = {"text/html", "application/xhtml+xml"}
_SNIFFED = 1445
_LOOKS_LIKE_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?[\t\n\x0c\r ]*(?:<\?xml[^>]*>[\t\n\x0c\r ]*)?"
    rb"<(?:!--|(?:!doctype\s+html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|meta|link)[\s/>])",
    re.IGNORECASE,
)
# Statuses of script challenges; no server that has a page says these.
_CHALLENGES = {412, 521}
_MAY_MEAN = {
    403: ": the server may refuse whoever is no browser, addresses from elsewhere, or this address to everyone",
    429: ": the server has been asked too often",
}


def refuse_status(reply: Reply) -> None:
    """Raises NoAnswer for every status that brings no page: all but 2xx, and those without content."""
    if reply.status in (204, 205):
        raise NoAnswer(Reason.NOT_HTML, f"HTTP {reply.status} has no content", status=reply.status)
    if 200 <= reply.status < 300:
        return
    if found := challenge_of(reply):
        raise _challenged(found, reply)
    if reply.status in _CHALLENGES:
        detail = f"HTTP {reply.status}, as servers answer whoever is no browser"
        raise NoAnswer(Reason.CHALLENGE, detail, status=reply.status)
    detail = f"HTTP {reply.status}{_MAY_MEAN.get(reply.status, '')}"
    raise NoAnswer(Reason.HTTP_STATUS, detail, status=reply.status)


def challenge_of(reply: Reply) -> Challenge | None:
    """The challenge an answer without a page is, if it is one. Reads the beginning of its body."""
    body = bytearray()
    with contextlib.suppress(Undecodable):
        for piece in decoded(reply.chunks, reply.header("content-encoding")):
            body += piece
            if len(body) >= LOOKED_AT:
                break
    return recognised(reply.status, reply.headers, bytes(body))


def page_body(reply: Reply, limit: int) -> bytes:
    """The decoded body of a page.

    limit    bytes, for the body on the wire and for the decoded one alike
    Raises   NoAnswer: not-html, too-large, unparsed, challenge, or what the connection gives while it is read
    Source   WHATWG MIME Sniffing, 7.1, for what counts as HTML where no type is given
    """
    media = reply.header("content-type").partition(",")[0].partition(";")[0].strip().lower()
    unclear = media == "text/plain" or "/" not in media
    if not unclear and media not in _HTML:
        raise NoAnswer(Reason.NOT_HTML, f"the content type is {_shown(media)}", status=reply.status)
    length = reply.header("content-length")
    if re.fullmatch(r"\d{1,20}", length, re.ASCII) and int(length) > limit:
        raise _too_large(reply, limit)
    body = bytearray()
    for piece in _pieces(reply, limit):
        body += piece
        if len(body) > limit:
            raise _too_large(reply, limit)
        if unclear and len(body) >= _SNIFFED:
            _refuse_other_text(bytes(body), media, reply.status)
            unclear = False
    if unclear:
        _refuse_other_text(bytes(body), media, reply.status)
    if body.startswith(b"\x1f\x8b"):
        raise NoAnswer(Reason.UNPARSED, "the body is compressed, and no header says so", status=reply.status)
    if found := recognised(reply.status, reply.headers, bytes(body[:LOOKED_AT])):
        raise _challenged(found, reply)
    return bytes(body)


def first_bytes(reply: Reply, limit: int) -> bytes:
    """The beginning of a decoded body, a little more than `limit` bytes where there are more. Raises NoAnswer."""
    body = bytearray()
    for piece in _pieces(reply, 2 * limit):
        body += piece
        if len(body) > limit:
            break
    return bytes(body)


def _pieces(reply: Reply, limit: int) -> Iterator[bytes]:
    def counted() -> Iterator[bytes]:
        # A coding can also make a body smaller: gzip members without content, one after another, for ever.
        size = 0
        for chunk in reply.chunks:
            size += len(chunk)
            if size > limit:
                raise _too_large(reply, limit)
            yield chunk

    try:
        yield from decoded(counted(), reply.header("content-encoding"))
    except Undecodable as problem:
        raise NoAnswer(Reason.UNPARSED, str(problem), status=reply.status) from None


def _refuse_other_text(body: bytes, media: str, status: int) -> None:
    if not _LOOKS_LIKE_HTML.match(body):
        named = f"the content type is {_shown(media)}" if media else "no content type is given"
        raise NoAnswer(Reason.NOT_HTML, f"{named}, and the body does not begin as HTML does", status=status)


def _challenged(found: Challenge, reply: Reply) -> NoAnswer:
    return NoAnswer(Reason.CHALLENGE, str(found), status=reply.status)


def _too_large(reply: Reply, limit: int) -> NoAnswer:
    return NoAnswer(Reason.TOO_LARGE, f"more than {limit} bytes", status=reply.status)


def _shown(media: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in media[:80])


__all__ = ["challenge_of", "first_bytes", "page_body", "refuse_status"]
