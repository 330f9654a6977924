"""Content codings undone a piece at a time, so that a small body cannot become a large one before it is counted.

The HTTP library's own decoder accepts a gzip body that ends too early, stops after the first member of several, and
hands on what it does not know as if it were text; each of these would put half a page, or none, before the checks.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

ACCEPTED = "gzip, deflate"
_STEP = 1 << 16
_GZIP = {"gzip", "x-gzip"}
# Asked for by nobody here. Any other word (servers write `utf-8` or `none`) is passed over, as browsers do.
_FOREIGN = {"br", "zstd", "compress", "x-compress", "dcb", "dcz", "exi", "pack200-gzip"}


class Undecodable(Exception):
    """A body is not in the coding its header names."""


def decoded(chunks: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """Undo `coding`, the value of Content-Encoding, yielding pieces of at most 64 KiB.

    Raises   Undecodable when the body is cut short or broken, or the coding is none that was asked for
    Source   RFC 9110, 8.4; RFC 1952, 2.2: a gzip file is one member or several
    """
    words = [part.strip().lower() for part in coding.split(",")]
    known = [word for word in words if word in _GZIP or word == "deflate" or word in _FOREIGN]
    if not known:
        yield from chunks
    elif len(known) > 1 or known[0] in _FOREIGN:
        raise Undecodable(f"content coding {', '.join(known)} was not asked for")
    else:
        yield from _inflated(chunks, gzip=known[0] in _GZIP)


def _inflated(chunks: Iterable[bytes], *, gzip: bool) -> Iterator[bytes]:
    inflater: zlib._Decompress | None = None
    members, pending, padding = 0, b"", False
    for chunk in chunks:
        data, full = pending + chunk, False
        pending = b""
        while (data or full) and not padding:
            if inflater is None:
                if len(data) < 2:
                    pending = data
                    break
                padding = members > 0 and not (gzip and data.startswith(b"\x1f\x8b"))
                inflater = None if padding else zlib.decompressobj(_window(data, gzip=gzip))
                continue
            try:
                piece = inflater.decompress(data, _STEP)
            except zlib.error as broken:
                raise Undecodable(f"the body is not {'gzip' if gzip else 'deflate'}: {broken}") from None
            if piece:
                yield piece
            # A full piece may have taken all input and left output inside.
            full = len(piece) == _STEP and not inflater.eof
            data = inflater.unconsumed_tail
            if inflater.eof:
                data, inflater, members = inflater.unused_data, None, members + 1
    if inflater is not None or (pending and not members):
        raise Undecodable("the compressed body ends too early")


def _window(data: bytes, *, gzip: bool) -> int:
    if gzip:
        return zlib.MAX_WBITS | 16
    # `deflate` means zlib's wrapping; some servers send it bare. The wrapping's first two bytes are a multiple of 31.
    wrapped = data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
    return zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS


__all__ = ["ACCEPTED", "Undecodable", "decoded"]
