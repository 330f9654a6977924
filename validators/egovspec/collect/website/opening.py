"""Opens what a deployment says of a website: a live site, a saved folder, or a record of a crawl."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from egovspec.collect.base import Context
from egovspec.collect.website.answers import Medium
from egovspec.collect.website.media.declared import declared_home
from egovspec.collect.website.media.departures import declared
from egovspec.collect.website.media.folder import Folder, NoPages
from egovspec.collect.website.media.http import Bounds, Http
from egovspec.collect.website.media.keeping import TOLD, Kept
from egovspec.collect.website.media.tape import Recorder, Replay, Tape
from egovspec.collect.website.media.warc import Archive, NoArchive
from egovspec.collect.website.page.urls import host
from egovspec.collect.website.settings import WebsiteSettings
from egovspec.model.base import Text

_MOST_ADDRESSES = 100


class NothingThere(Exception):
    """The evidence is missing or holds no page. `reason` is what coverage says."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


@dataclass
class Opened:
    """A medium, what only one kind of medium knows, and the settings that hold for it.

    captured   when the evidence was captured: timezone-aware
    addresses  network addresses of the site's host, as columns of `site_address`; None where they cannot be known
    noted      gives back what is on record under a name, or else finds it and puts it on record
    gaps       reasons why the evidence itself is incomplete
    finished   to be called when the walk came to its end, before `close`; `nothing_seen` when not even the home page
               could be looked at
    """

    medium: Medium
    settings: WebsiteSettings
    captured: datetime
    robots: Callable[[], str | None] = lambda: None
    notices: Callable[[], tuple[tuple[str, Text], ...]] = lambda: ()
    addresses: Callable[[], list[dict[str, Any]] | None] = lambda: None
    noted: Callable[[str, Callable[[], Any]], Any] = lambda name, find: find()
    gaps: tuple[str, ...] = ()
    finished: Callable[[], None] = lambda: None
    nothing_seen: Callable[[], None] = lambda: None
    close: Callable[[], None] = lambda: None


def opened(settings: WebsiteSettings, context: Context) -> Opened:
    """Open the evidence. Raises NothingThere."""
    if settings.folder is not None:
        return _folder(settings, context)
    if settings.warc is not None:
        return _recorded(settings, context)
    return _live(settings, context)


def _folder(settings: WebsiteSettings, context: Context) -> Opened:
    try:
        folder = Folder(settings, context, declared_home)
    except NoPages as nothing:
        raise NothingThere(nothing.reason) from None
    return Opened(folder, settings, settings.captured or context.now)


def _live(settings: WebsiteSettings, context: Context) -> Opened:
    from egovspec.collect.website.media.live import Live

    kept, notices = _kept(settings, context)
    recorders: list[Recorder] = []

    def wait(seconds: float) -> None:
        context.pause(seconds)

    if kept is None:
        live = Live(settings, context, sleep=wait)
    else:
        recording = kept.around

        def recorded(asking: Any) -> Recorder:
            recorders.append(recording(asking))
            return recorders[0]

        live = Live(settings, context, sleep=wait, recorded=recorded)

    def noted(name: str, find: Callable[[], Any]) -> Any:
        return recorders[0].noted(name, find) if recorders else find()

    def addresses() -> list[dict[str, Any]] | None:
        return None if settings.connect_to is not None else _addresses(noted("addresses", live.addresses))

    def finished() -> None:
        if kept is None:
            return
        try:
            if recorders[0].lost is not None:
                raise recorders[0].lost
            path = kept.finish(recorders[0].now)
        except OSError as problem:
            context.tell(_not_kept(problem))
        else:
            context.tell(Text(zh=f"采集所得已留存：{path}", en=f"what was collected is kept in {path}"))

    def nothing_seen() -> None:
        if kept is not None:
            kept.discard()

    def close() -> None:
        live.close()
        if kept is not None:
            kept.close()

    return Opened(
        live,
        settings,
        kept.begun if kept is not None else context.now,
        robots=lambda: live.robots_state,
        notices=lambda: (*live.notices, *notices, *_lost(recorders)),
        addresses=addresses,
        noted=noted,
        finished=finished,
        nothing_seen=nothing_seen,
        close=close,
    )


def _kept(settings: WebsiteSettings, context: Context) -> tuple[Kept | None, tuple[tuple[str, Text], ...]]:
    if context.keep is None:
        return None, ()
    try:
        kept = Kept(settings, context)
    except OSError as problem:
        text = _not_kept(problem)
        context.tell(text)
        return None, (("not-kept", text),)
    if kept.resumed:
        context.tell(
            Text(
                zh=f"接续 {kept.begun:%Y-%m-%d %H:%M} UTC 开始而未完成的采集，已有 {kept.resumed} 条记录",
                en=f"going on with the crawl that began at {kept.begun:%Y-%m-%d %H:%M} UTC and did not end; "
                f"{kept.resumed} records are there",
            )
        )
    elif kept.dropped and not context.afresh:
        context.tell(
            Text(
                zh="此前未完成的采集设置不同或已超过一天，不能接续，重新开始",
                en="an unfinished crawl is there, with other settings or more than a day old; this one begins anew",
            )
        )
    return kept, ()


def _lost(recorders: list[Recorder]) -> Iterator[tuple[str, Text]]:
    """A notice where the record could not be written to its end."""
    for recorder in recorders:
        if recorder.lost is not None:
            yield "not-kept", _not_kept(recorder.lost)


def _not_kept(problem: OSError) -> Text:
    why = problem.strerror or str(problem)
    return Text(zh=f"采集所得未能留存：{why}", en=f"what was collected could not be kept: {why}")


def _recorded(settings: WebsiteSettings, context: Context) -> Opened:
    path = context.base / str(settings.warc)
    try:
        archive = Archive(path)
    except NoArchive as problem:
        raise NothingThere(problem.reason, problem.detail) from None
    try:
        tape = Tape(archive)
        may_look = settings.browser is not None
        settings, connected = _as_told(settings, tape)
        home = settings.url or _home(tape)
    except NoArchive as problem:
        archive.close()
        raise NothingThere(problem.reason, problem.detail) from None
    if home is None:
        archive.close()
        raise NothingThere("no-pages-recorded")
    captured = (tape.begun if tape.own else tape.latest) or context.now
    medium = _Record(settings, home, tape)
    odd = tuple(_odd_moment(tape, captured, context.now))

    def noted(name: str, find: Callable[[], Any]) -> Any:
        # A record may say what a browser saw; it may not have one started.
        known = tape.about(name)
        return known if known is not None or not may_look else find()

    gaps = (("not-finished",) if tape.own and not tape.finished else ()) + (("damaged",) if tape.damaged else ())
    return Opened(
        medium,
        settings,
        captured,
        robots=lambda: medium.robots_state,
        notices=lambda: (*declared(settings, connected), *medium.notices, *odd),
        addresses=lambda: _addresses(tape.about("addresses")),
        noted=noted,
        gaps=gaps,
        close=archive.close,
    )


class _Record(Http):
    """The Medium of a recorded crawl."""

    def __init__(self, settings: WebsiteSettings, home: str, tape: Tape) -> None:
        # robots.txt bound whoever crawled; what another crawler brought home is there to be read.
        obeys = tape.own and settings.robots == "obey"
        bounds = Bounds.of(settings, home)
        super().__init__(settings, home, bounds, Replay(tape), name="warc", obeys=obeys, overridden=tape.own)
        self._tape = tape

    def leftovers(self, known: Any) -> list[str]:
        """Pages of the site another crawler recorded though no link led to them."""
        reached = set(known)
        return [url for url in dict.fromkeys(self._tape.pages) if url not in reached and host(url) == host(self.home)]


def _odd_moment(tape: Tape, captured: datetime, now: datetime) -> Iterator[tuple[str, Text]]:
    if tape.latest is None:
        yield (
            "undated",
            Text(
                zh="WARC 中没有可用的日期，按检查时刻评估", en="the WARC holds no usable date; it is judged as of now"
            ),
        )
    elif captured > now + timedelta(days=1):
        yield (
            "dated-in-the-future",
            Text(
                zh=f"WARC 的日期 {captured:%Y-%m-%d} 晚于检查之日",
                en=f"the WARC is dated {captured:%Y-%m-%d}, later than this check",
            ),
        )


def _addresses(found: Any) -> list[dict[str, Any]] | None:
    """Addresses as they were noted; what a record holds is a stranger's word."""
    if not isinstance(found, list):
        return None
    known = {"host": str, "address": str, "family": int, "connected": bool}
    return [
        {name: one[name] for name, kind in known.items() if isinstance(one.get(name), kind)}
        for one in found[:_MOST_ADDRESSES]
        if isinstance(one, dict)
    ]


def _as_told(settings: WebsiteSettings, tape: Tape) -> tuple[WebsiteSettings, str | None]:
    """The settings, and where they say nothing those the recorded crawl was told; and where that one connected to."""
    if not tape.own:
        return settings, None
    try:
        told = {name: one for name, one in json.loads(tape.told).items() if name in TOLD}
        connected = told.pop("connect_to", None)
        if isinstance(told.get("browser"), dict):  # which program to start is never a record's to say
            told["browser"] = {name: one for name, one in told["browser"].items() if name != "executable"}
        said = settings.model_dump(exclude_unset=True)
        for part in ("limits", "browser"):
            if isinstance(told.get(part), dict) and isinstance(said.get(part), dict):
                said[part] = {**told[part], **said[part]}
        return WebsiteSettings.model_validate({**told, **said}), connected if isinstance(connected, str) else None
    except (ValueError, TypeError, AttributeError, RecursionError, ValidationError):
        return settings, None


def _home(tape: Tape) -> str | None:
    """Of pages another crawler recorded, the one that is the top of its host; else the first."""
    tops = (url for url in tape.pages if Path(url.partition("://")[2].partition("/")[2]) == Path())
    return next(tops, next(iter(tape.pages), None))


__all__ = ["NothingThere", "Opened", "opened"]
