"""WARC files: written one whole record at a time, indexed in one pass, read again at random.

Source   WARC 1.1, ISO 28500:2017; WACZ 1.1.1 for the zip around several of them
"""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import responses
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from fastwarc.stream_io import ChunkedReader
from fastwarc.warc import ArchiveIterator, WarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

ENDINGS = (".warc", ".warc.gz", ".wacz")
_MOST_FILES = 10_000
_MOST_BYTES = 64 << 30
_LONGEST_BLOCK = 128 << 20
_ASKED = "Egovspec-Asked"
# A body is kept without the chunks it came in; the header that announced them is kept under the name others use for it.
_CHUNKED, _KEPT_AS = "transfer-encoding", "x-archive-orig-transfer-encoding"


class NoArchive(Exception):
    """A file is missing or no WARC. `reason` is what coverage says."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(detail or reason)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True)
class Place:
    """Where a record lies: the file's number and the offset of its member."""

    file: int
    offset: int


@dataclass(frozen=True)
class Entry:
    """A record as the index pass sees it. `status` and `media` of HTTP responses, `method` of HTTP requests only.

    asked   what of ours was asked for it, where that was no plain GET
    """

    kind: str
    target: str
    date: datetime | None
    id: str
    place: Place
    status: int | None = None
    media: str | None = None
    method: str | None = None
    refers_to: str | None = None
    concurrent_to: str | None = None
    asked: str | None = None


@dataclass(frozen=True)
class Message:
    """An HTTP response taken out of a record. `body` is still in its content coding.

    whole   False when the record says that it keeps only the beginning
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    date: datetime | None
    whole: bool


class Archive:
    """One WARC, a folder of them, or a WACZ: read-only, records by their place.

    path     .warc, .warc.gz, .wacz, or a folder of .warc and .warc.gz
    Raises   NoArchive: missing-warc, empty-warc, no-warc
    """

    def __init__(self, path: Path) -> None:
        self._closing = ExitStack()
        self.damaged = 0
        try:
            self._files = [self._open(file) for file in self._sources(path)]
        except OSError as problem:
            self._closing.close()
            raise NoArchive("no-warc", problem.strerror or str(problem)) from None
        except NoArchive:
            self._closing.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._closing.close()

    def entries(self) -> Iterator[Entry]:
        """All records, in order. `damaged` counts files that end in something else than a whole record."""
        read, problems = 0, []
        for number in range(len(self._files)):
            last: Place | None = None
            try:
                for record in self._records(number):
                    read += 1
                    last = Place(number, record.stream_pos)
                    yield _entry(record, last)
                if last is not None:
                    self.block(last)  # the library says nothing of a last record that is cut short
            except OSError as problem:
                problems.append(str(problem))
                self.damaged += 1
        if not read:
            raise NoArchive("no-warc" if problems else "empty-warc", next(iter(problems), ""))

    def _records(self, number: int) -> Iterator[WarcRecord]:
        """The records of one file. Raises OSError where it holds something else."""
        file = self._files[number]
        file.seek(0)
        before = -1
        for record in ArchiveIterator(file, parse_http=True, fsspec_args=False):
            if record.stream_pos == before:
                raise OSError("two records in one compressed member: the file cannot be read at random")
            before = record.stream_pos
            yield record

    @contextmanager
    def aside(self) -> Iterator[Archive]:
        """Read a record while a pass over all of them is under way: it goes on where it was."""
        at = [file.tell() for file in self._files]
        try:
            yield self
        finally:
            for file, position in zip(self._files, at, strict=True):
                file.seek(position)

    @staticmethod
    def moment(headers: Mapping[str, str]) -> datetime | None:
        """The WARC-Date of a record; None when it has none that can be true."""
        return _moment(headers)

    def block(self, place: Place) -> tuple[bytes, Mapping[str, str]]:
        """The bytes of one record and its WARC headers. Raises OSError when it is cut short or no record."""
        file = self._files[place.file]
        file.seek(place.offset)
        for record in ArchiveIterator(file, parse_http=False, fsspec_args=False):
            if record.content_length > _LONGEST_BLOCK:
                raise OSError(f"a record of {record.content_length} bytes is not read")
            block = record.reader.read()
            if len(block) != record.content_length:
                raise OSError("the record is cut short")
            return block, record.headers.to_dict()
        raise OSError("there is no record")

    def message(self, place: Place) -> Message:
        """The HTTP response in one record. Raises OSError when it holds none."""
        block, headers = self.block(place)
        head, _, body = block.partition(b"\r\n\r\n")
        first, *lines = head.split(b"\r\n")
        parts = first.split(None, 2)
        if len(parts) < 2 or not parts[0].startswith(b"HTTP/") or not re.fullmatch(rb"[1-9]\d\d", parts[1]):
            raise OSError("the record holds no HTTP response")
        named = tuple(_named(line) for line in lines if b":" in line)
        if any(name == _CHUNKED and "chunked" in value.lower() for name, value in named):
            body = _without_chunks(body)
        shown = tuple((_CHUNKED if name == _KEPT_AS else name, value) for name, value in named)
        return Message(int(parts[1]), shown, body, _moment(headers), "WARC-Truncated" not in headers)

    def _sources(self, path: Path) -> list[Path]:
        if path.is_dir():
            found = sorted(file for file in path.iterdir() if file.name.lower().endswith(ENDINGS) and file.is_file())
            if not found:
                raise NoArchive("empty-warc")
            return [one for file in found[:_MOST_FILES] for one in self._sources(file)]
        if not path.is_file():
            raise NoArchive("missing-warc")
        if path.stat().st_size == 0:
            raise NoArchive("empty-warc")
        if zipfile.is_zipfile(path):
            return self._unpacked(path)
        return [path]

    def _unpacked(self, path: Path) -> list[Path]:
        """The WARCs of a WACZ, in files of our own: names in the zip say nothing about where they go."""
        folder = Path(self._closing.enter_context(tempfile.TemporaryDirectory(prefix="egovspec-wacz-")))
        found: list[Path] = []
        left = _MOST_BYTES
        try:
            with zipfile.ZipFile(path) as packed:
                members = [one for one in packed.infolist() if one.filename.startswith("archive/") and not one.is_dir()]
                for number, member in enumerate(sorted(members, key=lambda one: one.filename)[:_MOST_FILES]):
                    # The size a zip announces is a stranger's word: what is written is counted.
                    target = folder / f"{number:05}"
                    with packed.open(member) as source, target.open("wb") as copy:
                        left -= _copied(source, copy, left)
                    found.append(target)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as problem:
            raise NoArchive("no-warc", str(problem)) from None
        if not found:
            raise NoArchive("empty-warc")
        return found

    def _open(self, path: Path) -> IO[bytes]:
        file = self._closing.enter_context(path.open("rb"))
        return self._seekable(file) if file.read(2) == b"\x1f\x8b" else file

    def _seekable(self, file: IO[bytes]) -> IO[bytes]:
        """A file whose records can be read at random: as it is when each record is a gzip member, else unpacked."""
        file.seek(0)
        before, last = -1, ""
        try:
            for record in ArchiveIterator(file, parse_http=False, fsspec_args=False):
                if record.stream_pos <= before:
                    break
                before, last = record.stream_pos, record.headers.get("WARC-Record-ID") or ""
            else:
                if before < 0 or self._record_at(file, before) == last:
                    return file
        except OSError:  # it ends in something else than a record; what is before is read as it lies
            if before < 0 or self._record_at(file, before) == last:
                return file
        file.seek(0)
        unpacked = self._closing.enter_context(tempfile.TemporaryFile(prefix="egovspec-warc-"))  # noqa: SIM115  closed with the rest
        try:
            _copied(gzip.GzipFile(fileobj=file), unpacked, _MOST_BYTES)
        except (EOFError, OSError):
            self.damaged += 1
        return unpacked

    @staticmethod
    def _record_at(file: IO[bytes], place: int) -> str | None:
        """The id of the record at a place; None where there is none."""
        file.seek(place)
        try:
            found = next(iter(ArchiveIterator(file, parse_http=False, fsspec_args=False)), None)
        except OSError:
            return None
        return None if found is None else found.headers.get("WARC-Record-ID") or ""


class Writer:
    """Appends records to a .warc.gz, each a gzip member of its own and on its way to disk before the next begins."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._writer = WARCWriter(file, gzip=True, warc_version="1.1")

    def info(self, fields: Mapping[str, str], date: datetime) -> None:
        """The record a WARC begins with."""
        record = self._writer.create_warcinfo_record(None, dict(fields))
        record.rec_headers.replace_header("WARC-Date", _written(date))
        self._put(record)

    def response(self, url: str, message: Message, asked: str | None = None) -> str:
        """One HTTP response. Returns the id of its record."""
        said = {"WARC-Date": _written(message.date or datetime.now(UTC))}
        if not message.whole:
            said["WARC-Truncated"] = "length"
        if asked:
            said[_ASKED] = asked
        head, body = _Head(message.status, message.headers), message.body
        record = self._writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), http_headers=head, warc_headers_dict=said
        )
        self._put(record)
        return str(record.rec_headers.get_header("WARC-Record-ID"))

    def request(self, url: str, method: str, body: bytes, date: datetime, response: str) -> None:
        """What was asked for a response; written where a plain GET does not say it."""
        block = f"{method} / HTTP/1.1\r\n\r\n".encode() + body
        self._block(url, "request", block, "application/http; msgtype=request", date, {"WARC-Concurrent-To": response})

    def note(self, url: str, asked: str, said: Any, date: datetime) -> None:
        """A metadata record: JSON about an address, or about the crawl."""
        block = json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
        self._block(url, "metadata", block, "application/json", date, {_ASKED: asked})

    def _block(self, url: str, kind: str, block: bytes, media: str, date: datetime, headers: Mapping[str, str]) -> None:
        record = self._writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(block),
            length=len(block),
            warc_content_type=media,
            warc_headers_dict={"WARC-Date": _written(date), **headers},
        )
        self._put(record)

    def _put(self, record: Any) -> None:
        self._writer.write_record(record)
        self._file.flush()


class _Head(StatusAndHeaders):  # type: ignore[misc]  # the library has no types
    """Status line and headers as they came: the library's own writing percent-encodes what is not ASCII."""

    def __init__(self, status: int, headers: tuple[tuple[str, str], ...]) -> None:
        super().__init__(f"{status} ", list(headers), protocol="HTTP/1.1")
        self._status = status
        self._named = headers

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        # Readers take a status line without a phrase for none at all.
        lines = [f"HTTP/1.1 {self._status} {responses.get(self._status, 'Status')}".encode()]
        for name, value in self._named:
            kept = _KEPT_AS if name == _CHUNKED else name
            lines.append(kept.encode("latin-1", "replace") + b": " + _bytes_of(value))
        self.headers_buff = b"\r\n".join([*lines, b"", b""])


def whole_part(path: Path) -> int:
    """Bytes up to which a .warc.gz holds whole records; what follows was being written when the writer died."""
    last = 0
    with path.open("rb") as file:
        with contextlib.suppress(OSError):
            for record in ArchiveIterator(file, parse_http=False, fsspec_args=False):
                last = record.stream_pos
        file.seek(last)
        rest = file.read()
    # Of the last member that was met it is not known whether it is whole, nor what follows it.
    while rest:
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            member.decompress(rest)
        except zlib.error:
            break
        if not member.eof:
            break
        last += len(rest) - len(member.unused_data)
        rest = member.unused_data
    return last


def _entry(record: WarcRecord, place: Place) -> Entry:
    headers = record.headers
    http = record.http_headers if record.is_http_parsed else None
    media = http.get("Content-Type") if http is not None else None
    return Entry(
        (headers.get("WARC-Type") or "unknown").lower(),
        (headers.get("WARC-Target-URI") or "").strip("<>"),
        _moment(headers.to_dict()),
        headers.get("WARC-Record-ID") or "",
        place,
        http.status_code if http is not None else None,
        media.partition(";")[0].strip().lower() if media else None,
        (http.status_line or "").partition(" ")[0] if http is not None and http.status_code is None else None,
        headers.get("WARC-Refers-To"),
        headers.get("WARC-Concurrent-To"),
        headers.get(_ASKED),
    )


def _moment(headers: Mapping[str, str]) -> datetime | None:
    named = {name.lower(): value for name, value in headers.items()}
    try:
        moment = datetime.fromisoformat(named.get("warc-date", "").strip())
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment if 1990 <= moment.year <= 2200 else None
    except (ValueError, OverflowError):
        return None


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _named(line: bytes) -> tuple[str, str]:
    name, _, value = line.partition(b":")
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        text = value.decode("latin-1")
    return name.decode("latin-1").strip().lower(), text.strip(" \t")


def _bytes_of(value: str) -> bytes:
    """The bytes a header's text was read from: those of UTF-8, or, where they were no UTF-8, those of Latin-1."""
    try:
        data = value.encode("latin-1")
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass  # as UTF-8 these bytes say nothing, so they are read as Latin-1 again
    except UnicodeEncodeError:
        data = value.encode("utf-8", "replace")
    else:
        data = value.encode("utf-8")
    return data.replace(b"\r", b" ").replace(b"\n", b" ")


def _without_chunks(body: bytes) -> bytes:
    try:
        return bytes(ChunkedReader(io.BytesIO(body)).read())
    except OSError:  # the tool that wrote it had taken the chunks out and left the header
        return body


def _copied(source: IO[bytes] | gzip.GzipFile, target: IO[bytes], most: int) -> int:
    """Copy up to `most` bytes; returns how many. Raises NoArchive when there are more."""
    copied = 0
    while piece := source.read(1 << 16):
        copied += len(piece)
        if copied > most:
            raise NoArchive("too-large", f"more than {most} bytes")
        target.write(piece)
    return copied


__all__ = ["ENDINGS", "Archive", "Entry", "Message", "NoArchive", "Place", "Writer", "whole_part"]
