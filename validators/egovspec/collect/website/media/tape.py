"""What was asked of a site and what it answered: written while a crawl goes, read to repeat it or to go on with it.

Everything a crawl learns of a site passes through one call, `Asking.ask`. Recorded here, each call becomes a record of a
WARC; replayed here, the same crawl over the same records comes to the same facts, without a network. A crawl that was
killed is resumed in the same way: it walks again from the home page, over what is recorded already, and asks the
server for what is not.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, TypeVar

import httpx2

from egovspec.collect.website.answers import Reason
from egovspec.collect.website.media.warc import Archive, Entry, Message, NoArchive, Place, Writer
from egovspec.collect.website.page.urls import normal
from egovspec.collect.website.wire.asking import Asking, Budget
from egovspec.collect.website.wire.transport import NoAnswer, Reply

SOFTWARE = "egovspec"
END = "urn:egovspec:end"
ABOUT = "urn:egovspec:about:"
_LARGEST_NOTE = 64 << 20
_BEGINNING = datetime.fromtimestamp(0, UTC)
_HTML = {"text/html", "application/xhtml+xml"}
# Beside failures of the server, answers a later attempt may be spared.
_STRAINED = {b"403", b"412", b"429"}

T = TypeVar("T")


class Tape:
    """The records of an archive by what was asked for them.

    own        whether this program recorded it; then the same question asked again gets the next answer, and else the
               latest, since other crawlers come by an address more than once
    told       what the crawl was told, as JSON of the website's settings; empty for other crawlers'
    begun      when the crawl began
    latest     when the last answer was given
    finished   whether the crawl came to its end
    pages      addresses of pages of HTML, in order; empty for our own, which a walk finds all by itself

    Raises   NoArchive, also for a damaged archive without a single record
    """

    def __init__(self, archive: Archive, *, resuming: bool = False) -> None:
        self._archive = archive
        self._resuming = resuming
        self._places: dict[int, int | array[int]] = {}
        self._turn: dict[int, int] = {}
        self._ids: dict[str, int] = {}
        self.own = False
        self.told = ""
        self.begun: datetime | None = None
        self.latest: datetime | None = None
        self.finished = False
        self.pages: list[str] = []
        self.records = 0
        self._read()

    @property
    def damaged(self) -> bool:
        """Whether a file ends within a record."""
        return self._archive.damaged > 0

    def take(self, method: str, url: str, body: bytes = b"") -> Reply:
        """The recorded answer. Raises KeyError when there is none (any more), NoAnswer when a failure is recorded."""
        asked, key = _asked(method, body), 0
        for spelled in _spellings(url):
            key = _key(asked, spelled)
            if key in self._places:
                break
        place = self._next(key)
        try:
            if asked != "GET":
                return self._noted(place)
            return self._message(place)
        except OSError as problem:
            raise NoAnswer(Reason.NOT_RECORDED, str(problem)) from None

    def about(self, what: str) -> Any:
        """What the crawl noted about the site itself, such as its addresses; None when it did not."""
        key = _key("note", ABOUT + what)
        if key not in self._places:
            return None
        return self._json(self._next(key))

    def _read(self) -> None:
        posted: set[str] = set()
        ended: Place | None = None
        for entry in self._archive.entries():
            if entry.kind == "warcinfo" and self.records == 0:
                self._introduce(entry)
            elif entry.kind == "request" and entry.method not in (None, "GET", "HEAD"):
                posted |= {one for one in (entry.id, entry.concurrent_to) if one}
            self.records += 1
            if entry.target == END:
                ended = entry.place
            elif self.own:
                self._file_own(entry)
            else:
                self._file(entry, posted)
        self.finished = ended is not None and self._json(ended) is not None
        if self._resuming:
            self._forget_what_may_have_passed()

    def _introduce(self, entry: Entry) -> None:
        self.begun = entry.date
        with self._archive.aside() as archive:
            block = archive.block(entry.place)[0].decode("utf-8", "replace")
        fields = dict(line.partition(": ")[::2] for line in block.splitlines())
        if fields.get("software", "").partition("/")[0] == SOFTWARE:
            self.own = True
            self.told = fields.get("egovspec-settings", "")

    def _file_own(self, entry: Entry) -> None:
        if entry.kind not in ("response", "metadata"):
            return
        asked = entry.asked or "GET"
        key = _key(asked, _spelled(entry.target))
        self._add(key, entry.place)
        if asked != "note":
            self._seen(entry.date)

    def _file(self, entry: Entry, posted: set[str]) -> None:
        """A record of another crawler. Its request may come after it, so a POST known only later is taken out again."""
        if not entry.target.lower().startswith(("http://", "https://")):
            return
        if entry.kind == "request" and entry.concurrent_to in posted:
            self._drop(entry.target, entry.concurrent_to)
        if entry.kind not in ("response", "resource", "revisit") or posted & {entry.id, entry.concurrent_to}:
            return
        place = entry.place
        if entry.kind == "revisit":
            known = self._ids.get(entry.refers_to or "")
            if known is None:
                return
            place = _unpacked(known)
        self._ids[entry.id] = _packed(place)
        target = _spelled(entry.target)
        self._add(_key("GET", target), place)
        self._seen(entry.date)
        if (entry.kind == "resource" or entry.status == 200) and entry.media in _HTML:
            self.pages.append(target)

    def _drop(self, target: str, record: str | None) -> None:
        key, dropped = _key("GET", _spelled(target)), self._ids.get(record or "")
        places = self._places.get(key)
        kept = [
            one for one in (places if isinstance(places, array) else [places]) if one is not None and one != dropped
        ]
        if kept:
            self._places[key] = array("q", kept)
        else:
            self._places.pop(key, None)

    def _seen(self, date: datetime | None) -> None:
        if date is not None:
            self.latest = max(self.latest or date, date)

    def _add(self, key: int, place: Place) -> None:
        known = self._places.get(key)
        packed = _packed(place)
        if known is None:
            self._places[key] = packed
        elif isinstance(known, int):
            self._places[key] = array("q", (known, packed))
        else:
            known.append(packed)

    def _next(self, key: int) -> Place:
        places = self._places[key]
        if isinstance(places, int):
            places = array("q", (places,))
        if not self.own:
            return _unpacked(places[-1])
        turn = self._turn.get(key, 0)
        if turn >= len(places):
            if self._resuming:
                raise KeyError(key)
            turn = len(places) - 1
        self._turn[key] = turn + 1
        return _unpacked(places[turn])

    def _message(self, place: Place) -> Reply:
        block, headers = self._archive.block(place)
        kind = next((value for name, value in headers.items() if name.lower() == "warc-type"), "")
        if kind == "metadata":
            return self._noted(place)
        if kind == "resource":
            media = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
            return Reply(200, (("content-type", media),), (block,), at=self._at(self._archive.moment(headers)))
        message = self._archive.message(place)
        return Reply(message.status, message.headers, _chunks(message), at=self._at(message.date))

    def _at(self, moment: datetime | None) -> datetime:
        return moment or self.latest or _BEGINNING

    def _noted(self, place: Place) -> Reply:
        block, headers = self._archive.block(place)
        kind = next((value for name, value in headers.items() if name.lower() == "warc-type"), "")
        if kind == "response":
            message = self._archive.message(place)
            return Reply(message.status, message.headers, _chunks(message), at=self._at(message.date))
        try:
            said = _loaded(block)
            failed = said.get("failed")
            if failed is not None:
                raise NoAnswer(Reason(failed), str(said.get("detail", "")), status=_status(said.get("status")))
            named = tuple((str(name), str(value)) for name, value in said["headers"])
            status = _status(said["status"])
            if status is None:
                raise ValueError("no status")
            return Reply(status, named, (), at=self._at(self._archive.moment(headers)))
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise OSError("the note in the record cannot be read") from problem

    def _json(self, place: Place) -> Any:
        try:
            return _loaded(self._archive.block(place)[0])
        except (OSError, ValueError):
            return None

    def _forget_what_may_have_passed(self) -> None:
        """Ask again for what failed: a network that was away, a server that was strained, a limit that was reached."""
        for key, places in list(self._places.items()):
            packed = [places] if isinstance(places, int) else list(places)
            kept = [one for one in packed if not self._may_have_passed(_unpacked(one))]
            if not kept:
                del self._places[key]
            elif len(kept) < len(packed):
                self._places[key] = array("q", kept)

    def _may_have_passed(self, place: Place) -> bool:
        block, headers = self._archive.block(place)
        if next((value for name, value in headers.items() if name.lower() == "warc-type"), "") == "response":
            status = block[: block.find(b"\r\n")].split(b" ")[1:2]
            return bool(status) and (status[0] in _STRAINED or status[0].startswith(b"5"))
        try:
            said = _loaded(block)
        except ValueError:
            return True
        return isinstance(said, dict) and "failed" in said


class Replay:
    """Answers from a tape alone: nothing leaves this machine."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape

    @property
    def now(self) -> datetime:
        return self._tape.latest or _BEGINNING

    def ask(
        self,
        url: httpx2.URL,
        budget: Budget,
        read: Callable[[Reply], T],
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> T:
        try:
            reply = self._tape.take(method, str(url), body)
        except KeyError:
            raise NoAnswer(Reason.NOT_RECORDED, "") from None
        return read(reply)


class Recorder:
    """Asks, and records what came of it. What a tape holds already is taken from there and not asked again.

    What reading an answer ends in (a status that is no page, a body too large) is not recorded but the answer is:
    reading it again ends the same way. What never became an answer is recorded as the failure it was.

    lost   why recording ended before the crawl did; None while it goes on
    """

    def __init__(self, asking: Asking, writer: Writer, tape: Tape | None = None) -> None:
        self._asking = asking
        self._writer = writer
        self._tape = tape
        self.lost: OSError | None = None

    @property
    def now(self) -> datetime:
        return self._asking.now

    def ask(
        self,
        url: httpx2.URL,
        budget: Budget,
        read: Callable[[Reply], T],
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> T:
        if self._tape is not None:
            try:
                reply = self._tape.take(method, str(url), body)
            except KeyError:
                pass
            else:
                return read(reply)
        heard: list[tuple[Reply, _Tee]] = []
        refused: list[NoAnswer] = []

        def reading(reply: Reply) -> T:
            tee = _Tee(reply.chunks)
            heard[:] = [(reply, tee)]
            try:
                return read(replace(reply, chunks=tee))
            except NoAnswer as problem:
                if not tee.broken:
                    refused[:] = [problem]
                raise

        try:
            result = self._asking.ask(url, budget, reading, method=method, headers=headers or {}, body=body)
        except NoAnswer as problem:
            if refused and problem is refused[0]:
                self._write(method, str(url), body, *heard[0])
            else:
                said = {"failed": problem.reason.value, "detail": problem.detail, "status": problem.status}
                self._put(lambda: self._writer.note(_spelled(str(url)), _asked(method, body), said, self.now))
            raise
        self._write(method, str(url), body, *heard[0])
        return result

    def noted(self, what: str, find: Callable[[], Any]) -> Any:
        """Something about the site itself, as JSON: as it was recorded, else as it is found now, and recorded."""
        if self._tape is not None and (known := self._tape.about(what)) is not None:
            return known
        found = find()
        self._put(lambda: self._writer.note(ABOUT + what, "note", found, self.now))
        return found

    def _put(self, write: Callable[[], None]) -> None:
        """Write a record, unless one could not be written before: a disk that is full must not end the crawl."""
        if self.lost is None:
            try:
                write()
            except OSError as problem:
                self.lost = problem

    def _write(self, method: str, url: str, body: bytes, reply: Reply, tee: _Tee) -> None:
        self._put(lambda: self._response(method, url, body, reply, tee))

    def _response(self, method: str, url: str, body: bytes, reply: Reply, tee: _Tee) -> None:
        asked, url = _asked(method, body), _spelled(url)
        if method == "HEAD":
            self._writer.note(url, asked, {"status": reply.status, "headers": reply.headers}, reply.at)
            return
        message = Message(reply.status, reply.headers, bytes(tee.taken), reply.at, tee.whole)
        record = self._writer.response(url, message, None if asked == "GET" else asked)
        if method != "GET":
            self._writer.request(url, method, body, reply.at, record)


class _Tee:
    """Chunks on their way, kept as they pass. `whole`: the last was taken; `broken`: taking one failed."""

    def __init__(self, chunks: Any) -> None:
        self._chunks = iter(chunks)
        self.taken = bytearray()
        self.whole = False
        self.broken = False

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        self.broken = True
        try:
            chunk: bytes = next(self._chunks)
        except StopIteration:
            self.whole, self.broken = True, False
            raise
        self.broken = False
        self.taken += chunk
        return chunk


def _loaded(block: bytes) -> Any:
    """JSON out of a record. Raises ValueError, also for what is nested too deep or too long to be ours."""
    if len(block) > _LARGEST_NOTE:
        raise ValueError("too long")
    try:
        return json.loads(block)
    except RecursionError:
        raise ValueError("nested too deep") from None


def _status(value: Any) -> int | None:
    return value if type(value) is int and 100 <= value <= 999 else None


def _chunks(message: Message) -> Iterator[bytes]:
    yield message.body
    if not message.whole:
        raise NoAnswer(Reason.NOT_RECORDED, "only the beginning is recorded", status=message.status)


def _asked(method: str, body: bytes) -> str:
    return f"{method} {blake2b(body, digest_size=8).hexdigest()}" if body else method


def _key(asked: str, url: str) -> int:
    return int.from_bytes(blake2b(f"{asked} {url}".encode("utf-8", "replace"), digest_size=7).digest(), "big")


def _spelled(url: str) -> str:
    try:
        return normal(url) or url
    except ValueError:
        return url


def _spellings(url: str) -> tuple[str, str]:
    """An address, and the same with the other scheme: what a tape holds of one of them is the site's answer."""
    spelled = _spelled(url)
    scheme, mark, rest = spelled.partition("://")
    return spelled, f"{'http' if scheme == 'https' else 'https'}{mark}{rest}"


def _packed(place: Place) -> int:
    return place.offset << 16 | place.file


def _unpacked(place: int) -> Place:
    return Place(place & 0xFFFF, place >> 16)


__all__ = ["ABOUT", "END", "SOFTWARE", "NoArchive", "Recorder", "Replay", "Tape"]
