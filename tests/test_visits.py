"""Repeated visits: when they are made, what one says, what the log holds, and what a check makes of it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

import egovspec
from conftest import Run
from egovspec.collect import COLLECTORS
from egovspec.collect.base import Context
from egovspec.collect.visits.log import Damaged, Header, Log, Numbered, Unusable, Visit, entries, moment
from egovspec.collect.visits.reasons import NOT_OPEN, SAID, Why
from egovspec.collect.visits.schedule import next_due, visits
from egovspec.collect.visits.settings import VisitsSettings
from egovspec.collect.visits.visiting import TOOL, Visitor, why
from egovspec.collect.website.answers import Reason
from egovspec.collect.website.wire.transport import NoAnswer
from egovspec.facts.tables.visits import Visit as VisitFact
from misbehaving import (
    HTML,
    Behaviour,
    Exchange,
    Misbehaving,
    answers,
    bomb,
    drips_its_body,
    in_turn,
    never_answers,
    redirects,
    resets,
    says,
    swallows_connections,
)
from offices import both
from test_cli import provision, write
from websites import Facts

MARCH = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
TEN_MINUTES = timedelta(minutes=10)
PORTAL = "http://www.sample.gov.cn/"
SUB = "http://www.sample.gov.cn/sub/"
SCRIPT = Path(egovspec.__file__).parent.parent


# --- one visit


def visiting(url: str, *, timeout: float = 3.0, **said: Any) -> Visit:
    said = {"private_addresses": False, "connect_to": None, "now": lambda: MARCH, **said}
    return Visitor(timeout=timeout, **said).visit(url, MARCH)


def visited(behaviour: Behaviour, **said: Any) -> Visit:
    with Misbehaving({"/": behaviour, "/on": answers()}) as server:
        return visiting(server.url(), **said)


def asks_for_its_cookie(exchange: Exchange) -> object:
    if "seen=1" in exchange.headers.get("cookie", ""):
        return answers()(exchange)
    return redirects("/", set_cookie="seen=1")(exchange)


SHORT = {"timeout": 0.3}
MET: dict[str, tuple[Behaviour, bool | None, str | None, int | None, dict[str, Any]]] = {
    "answers": (answers(), True, None, 200, {}),
    "redirects to another page of its own": (redirects("/on"), True, None, 200, {}),
    "redirects to itself with a cookie": (asks_for_its_cookie, True, None, 200, {}),
    "answers 404": (answers(404), False, "http-status", 404, {}),
    "answers 500": (answers(500), False, "http-status", 500, {}),
    "answers 503, to be asked again": (
        in_turn(answers(503, retry_after="0"), answers()),
        False,
        "http-status",
        503,
        {},
    ),
    "resets the first connection": (in_turn(resets, answers()), False, "unreachable", None, {}),
    "closes without a word": (says(), False, "unreachable", None, {}),
    "never answers": (never_answers, False, "timeout", None, SHORT),
    "drips its body": (drips_its_body, False, "timeout", 200, SHORT),
    "answers with nothing": (answers(body=b""), False, "empty", 200, {}),
    "answers with a picture": (answers(body=b"GIF89a", content_type="image/gif"), False, "not-html", 200, {}),
    "answers with what is no gzip": (answers(content_encoding="gzip"), False, "unparsed", 200, {}),
    "redirects in a ring": (redirects("/"), False, "redirect-loop", None, {}),
    "redirects on and on": (lambda one: redirects(f"/?{one.nth}")(one), False, "http-status", 404, {}),
    "redirects to another host": (redirects("http://www.other.gov.cn/"), None, "left-site", 302, {}),
    "redirects to a cloud's credentials": (redirects("http://169.254.169.254/"), None, "left-site", 302, {}),
    "refuses this visitor": (answers(403), None, "blocked", 403, {}),
    "has been asked too often": (answers(429), None, "blocked", 429, {}),
    "asks for a browser": (answers(412), None, "challenge", 412, {}),
    "sends a page without end": (answers(body=bomb(25_000_000), content_encoding="gzip"), None, "too-large", 200, {}),
}


@pytest.mark.parametrize("how", MET)
def test_a_visit_says_whether_the_page_opened_and_if_not_why(how: str) -> None:
    """What may be open to a browser (None) is told apart from what is open to nobody (False)."""
    behaviour, ok, reason, status, said = MET[how]

    visit = visited(behaviour, **said)

    assert (visit.ok, visit.reason, visit.status) == (ok, reason, status), visit
    assert (visit.at, visit.slot, visit.tool, visit.timeout) == (MARCH, MARCH, TOOL, said.get("timeout", 3.0))
    assert visit.seconds is not None
    assert visit.seconds >= 0.3 if reason == "timeout" else visit.seconds < 3
    assert (visit.size is not None) is (ok is True or reason == "empty"), "a size is the size of a whole page"
    assert (visit.detail is None) is (ok is True or reason == "empty")


@pytest.mark.parametrize(
    ("detail", "again", "reason"),
    [
        ("network is unreachable", False, "offline"),
        ("the name was not found: temporary failure in name resolution", True, "offline"),
        ("the name was not found: name or service not known", False, "unreachable"),
        ("connection refused", True, "unreachable"),
        ("no route to host", False, "unreachable"),
        ("the certificate is not trusted: it has expired", False, "tls"),
    ],
)
def test_what_may_be_wrong_on_this_side_is_not_held_against_the_site(detail: str, again: bool, reason: str) -> None:
    assert why(NoAnswer(Reason.UNREACHABLE, detail, again=again)) == reason


def test_every_way_to_get_no_answer_means_something() -> None:
    """A word that comes to the crawl later leaves a visit undetermined, and does not end weeks of visiting."""
    assert {why(NoAnswer(reason, "")) for reason in Reason} <= set(Why)


def test_every_reason_has_its_words_and_its_line_in_the_table() -> None:
    meaning = next(column.meaning for column in VisitFact.columns() if column.name == "reason")

    assert set(SAID) == set(Why)
    assert set(Why) > NOT_OPEN
    assert [word for word in Why if word not in meaning.zh or word not in meaning.en] == []


def test_a_visit_is_one_request_from_a_fresh_visitor() -> None:
    """A page that opens only when asked twice did not open; what one visit was given the next does not have."""
    with Misbehaving({"/": answers(200, HTML, set_cookie="seen=1")}) as server:
        visitor = Visitor(timeout=3, private_addresses=False, connect_to=None, now=lambda: MARCH)
        made = [visitor.visit(server.url(), MARCH) for _ in range(3)]

    assert [visit.ok for visit in made] == [True] * 3
    assert server.asked == ["/robots.txt", "/", "/", "/"]
    assert server.connections == 4
    assert not any("cookie" in headers for headers in server.seen)
    assert {headers["user-agent"] for headers in server.seen} == {f"{TOOL} (portal conformity check)"}


@pytest.mark.parametrize(
    ("robots", "asked"),
    [
        (answers(body=b"User-agent: *\nDisallow: /", content_type="text/plain"), False),
        (answers(body=b"User-agent: egovspec\nDisallow: /$", content_type="text/plain"), False),
        (answers(body=b"User-agent: *\nDisallow: /private", content_type="text/plain"), True),
        (answers(404), True),
        (answers(500), True),
        (resets, True),
        (redirects("http://www.other.gov.cn/robots.txt"), True),
    ],
)
def test_what_robots_txt_forbids_is_not_asked_for(robots: Behaviour, asked: bool) -> None:
    """One that cannot be read forbids nothing: else a server that is down could never be found down."""
    with Misbehaving({"/": answers(), "/robots.txt": robots}) as server:
        visit = visiting(server.url())

    assert ("/" in server.asked) is asked
    assert (visit.ok, visit.reason) == ((True, None) if asked else (None, "not-asked"))


def test_robots_txt_is_read_again_after_a_day_and_sooner_where_it_could_not_be_read() -> None:
    clock = [MARCH]
    with Misbehaving({"/": answers(), "/robots.txt": in_turn(answers(500), answers(404))}) as server:
        visitor = Visitor(timeout=3, private_addresses=False, connect_to=None, now=lambda: clock[0])
        read = []
        for hours in (0, 0.5, 1, 24, 25):
            clock[0] = MARCH + hours * HOUR
            visitor.visit(server.url(), clock[0])
            read.append(server.asked.count("/robots.txt"))

    assert read == [1, 1, 2, 2, 3]


def test_nobody_waits_longer_than_the_limit_for_a_host_that_swallows_connections() -> None:
    with swallows_connections() as port:
        began = time.monotonic()
        visit = visiting(f"http://127.0.0.1:{port}/", timeout=0.4)

    assert (visit.ok, visit.reason, visit.status) == (False, "timeout", None)
    assert visit.seconds is not None and 0.4 <= visit.seconds < 0.6
    assert 0.8 <= time.monotonic() - began < 4, "the visit, and robots.txt before it, each with its whole time"


@contextmanager
def speaks_first(words: bytes) -> Iterator[int]:
    """The port of a server that greets whoever connects, as mail servers do."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def greet() -> None:
            with suppress(OSError):
                while True:
                    sock, _ = listener.accept()
                    with sock:
                        sock.sendall(words)
                        sock.settimeout(1)
                        sock.recv(1000)

        threading.Thread(target=greet, daemon=True).start()
        yield listener.getsockname()[1]


def test_encryption_this_program_does_not_know_is_not_held_against_the_site() -> None:
    with speaks_first(b"220 mail.sample.gov.cn ESMTP\r\n") as port:
        visit = visiting(f"https://127.0.0.1:{port}/")

    assert (visit.ok, visit.reason) == (None, "tls")
    assert visit.detail and "TLS failed" in visit.detail


def test_connections_go_where_they_are_told_and_the_visit_names_the_address() -> None:
    with Misbehaving({"/": redirects("http://sample.gov.cn/on"), "/on": answers()}) as server:
        visit = visiting(PORTAL, connect_to=f"127.0.0.1:{server.port}")

    assert (visit.url, visit.ok, visit.landed_url) == (PORTAL, True, "http://sample.gov.cn/on")
    assert [headers["host"] for headers in server.seen][1:] == ["www.sample.gov.cn", "sample.gov.cn"]


def test_a_private_address_behind_a_name_is_not_met() -> None:
    with Misbehaving({"/": answers()}) as server:
        refused = visiting(f"http://localhost:{server.port}/")
        allowed = visiting(f"http://localhost:{server.port}/", private_addresses=True)

    assert (refused.ok, refused.reason) == (None, "refused-address")
    assert allowed.ok is True


# --- the schedule


class World:
    """A clock that only moves when somebody sleeps, and visits that take no time unless told to."""

    def __init__(self, now: datetime = MARCH) -> None:
        self.time = now
        self.made: list[Visit] = []
        self.asleep: Callable[[float], float] = lambda seconds: seconds

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        assert 0 < seconds <= 30, "a machine that slept is noticed"
        self.time += timedelta(seconds=self.asleep(seconds))

    def visit(self, url: str, slot: datetime) -> Visit:
        return a_visit(url, self.time, slot=slot)

    def run(self, urls: Sequence[str], interval: timedelta, **said: Any) -> list[Visit]:
        last = {visit.url: visit for visit in self.made}
        made = list(visits(urls, interval, last, self.visit, now=self.now, sleep=self.sleep, **said))
        self.made += made
        return made


def a_visit(url: str = PORTAL, at: datetime = MARCH, ok: bool | None = True, **said: Any) -> Visit:
    return Visit(**{"url": url, "at": at, "slot": at, "ok": ok, "status": 200, "seconds": 0.4, "timeout": 15.0} | said)


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
INTERVALS = st.integers(1, 7 * 86400).map(lambda seconds: timedelta(seconds=seconds))


@settings(max_examples=200, deadline=None)
@given(MOMENTS, INTERVALS, st.lists(st.floats(0, 20), min_size=1, max_size=20), st.integers(0, 10**7))
def test_the_next_visit_is_always_ahead_and_never_close_upon_the_last(
    start: datetime, interval: timedelta, waits: list[float], late: int
) -> None:
    """Whatever the times of earlier visits: made in time, late, or after the machine was off for long."""
    now, last = start, None
    for wait in waits:
        due = next_due(PORTAL, last, interval, now)
        assert due.at > now if last else due.at == now
        assert due.slot <= due.at
        if last is not None:
            assert due.at - last.at >= 0.9 * interval - timedelta(microseconds=2)
            assert due.slot > (last.slot or start)
        at = max(due.at, now) + timedelta(microseconds=late)
        last = a_visit(at=at, slot=due.slot)
        now = at + wait * interval


@settings(max_examples=50, deadline=None)
@given(MOMENTS, st.integers(1, 3600).map(lambda seconds: timedelta(seconds=seconds)))
def test_visits_in_time_belong_to_slots_one_interval_apart_and_are_moved_by_a_tenth_at_most(
    start: datetime, interval: timedelta
) -> None:
    made = World(start).run([PORTAL], interval, times=5)

    slots = [visit.slot for visit in made]
    assert all(b - a == interval for a, b in pairwise(slots))
    assert all(
        timedelta(0) <= visit.at - slot <= 0.1 * interval for visit, slot in zip(made, slots, strict=True) if slot
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=4))
def test_a_restart_changes_nothing(parts: list[int]) -> None:
    """Stopped after any number of visits and started again from the log, the moments are those of one long run."""
    whole, restarted = World(), World()

    for part in parts:
        restarted.run([PORTAL], TEN_MINUTES, times=part)
        restarted.made = [read_back(visit) for visit in restarted.made]

    assert [visit.at for visit in restarted.made] == [
        read_back(one).at for one in whole.run([PORTAL], TEN_MINUTES, times=sum(parts))
    ]


def read_back(visit: Visit) -> Visit:
    return Visit.model_validate_json(visit.line())


def test_no_site_is_only_ever_visited_at_the_full_hour() -> None:
    world = World()

    made = world.run([PORTAL, SUB], HOUR, times=25)

    offsets = {url: [v.at - v.slot for v in made if v.url == url and v.slot][1:] for url in (PORTAL, SUB)}
    assert len(set(offsets[PORTAL])) == 24
    assert max(offsets[PORTAL]) > timedelta(minutes=4)
    assert offsets[PORTAL] != offsets[SUB]


def test_what_was_missed_while_the_machine_slept_is_a_gap_and_not_made_up() -> None:
    world = World()
    world.run([PORTAL], HOUR, times=3)
    world.asleep = lambda seconds: seconds + (5.7 * 3600 if not slept.append(seconds) and len(slept) == 1 else 0)
    slept: list[float] = []

    made = world.run([PORTAL], HOUR, times=2)

    hours = [((visit.slot or MARCH) - MARCH) / HOUR for visit in world.made]
    assert [round(hour) for hour in hours] == [0, 1, 2, 8, 9], hours
    assert len(made) == 2


def test_a_visit_a_little_late_is_made_and_the_next_slot_keeps_its_place() -> None:
    world = World()
    world.run([PORTAL], HOUR, times=1)
    world.time += 1.4 * HOUR

    late, following = world.run([PORTAL], HOUR, times=2)

    assert late.slot == MARCH + 2 * HOUR, "when it was started, the slot before had passed"
    assert following.slot == MARCH + 3 * HOUR


def test_times_and_the_end_bound_every_address() -> None:
    assert [visit.url for visit in World().run([PORTAL, SUB], HOUR, times=1)] == [PORTAL, SUB]
    made = World().run([PORTAL, SUB], HOUR, until=MARCH + 7 * 24 * HOUR)
    assert {url: sum(visit.url == url for visit in made) for url in (PORTAL, SUB)} == {PORTAL: 168, SUB: 168}


# --- the log


TEXTS = st.text(max_size=30)
VISITS = st.builds(
    lambda url, at, ok, status, seconds, reason, detail: Visit(
        url=url, at=at, ok=ok, status=status, seconds=seconds, reason=reason, detail=detail
    ),
    TEXTS.filter(bool),
    MOMENTS.map(lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000)),
    st.sampled_from([True, False, None]),
    st.none() | st.integers(100, 599),
    st.none() | st.integers(0, 10**6).map(lambda ms: ms / 1000),
    st.none() | TEXTS,
    st.none() | TEXTS,
)


@settings(deadline=None)
@given(VISITS)
def test_what_is_written_is_what_is_read(visit: Visit) -> None:
    line = visit.line()

    assert line.count(b"\n") == 1 and line.endswith(b"\n")
    assert Visit.model_validate_json(line).line() == line


def test_a_second_short_of_the_limit_is_not_rounded_up_to_it() -> None:
    assert read_back(a_visit(seconds=14.9999)).seconds == 14.999


def log_of(*made: Visit, header: bool = True) -> bytes:
    return (b'{"egovspec_visits": 1}\n' if header else b"") + b"".join(visit.line() for visit in made)


def test_a_log_is_begun_and_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "visits.jsonl"
    with Log(path) as log:
        log.append(a_visit())
        log.append(a_visit(SUB))
    begun = path.read_bytes()
    with Log(path) as log:
        assert (log.visits, log.damaged, sorted(log.last)) == (2, [], [PORTAL, SUB])
        log.append(a_visit(at=MARCH + HOUR))

    assert begun == log_of(a_visit(), a_visit(SUB))
    assert path.read_bytes() == begun + a_visit(at=MARCH + HOUR).line(), "nothing is ever rewritten"


@settings(deadline=None)
@given(cut=st.integers(1, len(a_visit().line())))
def test_a_line_torn_by_a_crash_stays_and_disturbs_no_other(cut: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("log") / "visits.jsonl"
    whole = log_of(a_visit())
    torn = whole + a_visit(at=MARCH + HOUR).line()[:-cut]
    path.write_bytes(torn)
    with Log(path) as log:
        log.append(a_visit(at=MARCH + 2 * HOUR))

    found = list(entries_of(path))

    assert path.read_bytes().startswith(torn)
    assert [entry.visit.at for entry in found if isinstance(entry, Numbered)][-1] == MARCH + 2 * HOUR
    assert [entry.line for entry in found if isinstance(entry, Damaged)] == (
        [] if torn in (whole, whole + a_visit(at=MARCH + HOUR).line()[:-1]) else [3]
    )


def entries_of(path: Path) -> list[Numbered | Damaged | Header]:
    with path.open("rb") as file:
        return list(entries(file))


@pytest.mark.parametrize(
    ("content", "says_"),
    [
        (b"kind: deployment\nid: sample\n", "is no log of visits"),
        (b"\x7fELF\x00\x00", "is no log of visits"),
        (b'{"egovspec_visits": 2}\n', "is a log of format 2; this version writes 1"),
        (b"[" * 100_000, "is no log of visits"),
    ],
)
def test_nothing_is_added_to_a_file_that_is_no_log_of_this_format(tmp_path: Path, content: bytes, says_: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(content)

    with pytest.raises(Unusable, match=says_):
        Log(path)

    assert path.read_bytes() == content


def test_two_logs_at_once_are_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "visits.jsonl"
    with Log(path) as first:
        with pytest.raises(Unusable, match="is in use"):
            Log(path)
        first.append(a_visit())
    with Log(path) as later:
        assert later.visits == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_disk_that_is_full_is_told_of(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for path in (Path("/dev/full"), folder, tmp_path / "none" / "visits.jsonl"):
        with pytest.raises(Unusable):
            Log(path)


@settings(deadline=None)
@given(st.lists(st.binary(max_size=40) | VISITS.map(Visit.line) | st.just(b"x" * 70_000), max_size=6))
def test_no_log_raises_an_exception_and_no_line_is_lost(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]
) -> None:
    path = tmp_path_factory.mktemp("log") / "visits.jsonl"
    content = b"\n".join(line.strip(b"\n").replace(b"\n", b" ") for line in lines)
    path.write_bytes(content)

    found = entries_of(path)

    assert len(found) == sum(bool(line.strip()) for line in content.split(b"\n"))


# --- the collector


NOW = datetime(2026, 3, 9, 4, tzinfo=UTC)


def collected(
    base: Path, content: bytes | None = None, *, now: datetime = NOW, zone: str = "Asia/Shanghai", **said: Any
) -> Facts:
    if content is not None:
        (base / "visits.jsonl").write_bytes(content)
    facts = Facts()
    collector = next(one for one in COLLECTORS if one.name == "visits")
    context = Context(evidence="visits", base=base, now=now, zone=zone)
    settings = VisitsSettings.model_validate({"log": "visits.jsonl"} | said)
    facts.collected = collector.collect(settings, facts, context)
    assert list(facts.collected.coverage) == [table.name_of_table for table in collector.offers]
    assert "no host is met" in " ".join(line.en for line in collector.plan(settings, context))
    return facts


def test_a_log_becomes_facts_with_the_day_of_the_deployment_and_the_place_of_the_line(tmp_path: Path) -> None:
    late = datetime(2026, 3, 1, 16, 0, 1, 250_000, tzinfo=UTC)
    down = a_visit(at=late, ok=False, status=503, reason="http-status", detail="HTTP 503", seconds=2.5)
    facts = collected(tmp_path, log_of(a_visit(landed_url=PORTAL, bytes=900), down))

    first, second = facts["visit"]
    assert facts.coverage("visit") == ("complete", None)
    assert facts.collected and (facts.collected.captured, facts.collected.target) == (late, "visits.jsonl")
    assert first.model_dump(exclude_none=True) == {
        "evidence": "visits",
        "place": "visits.jsonl:2",
        "seen_at": MARCH,
        "url": PORTAL,
        "visited_at": MARCH,
        "visited_on": date(2026, 3, 1),
        "ok": True,
        "status": 200,
        "seconds": 0.4,
        "landed_url": PORTAL,
        "size": 900,
    }
    assert (second.visited_on, second.ok, second.reason, second.detail) == (
        date(2026, 3, 2),
        False,
        "http-status",
        "HTTP 503",
    )


@pytest.mark.parametrize(
    ("limit", "said", "ok", "reason"),
    [
        ("PT15S", {"seconds": 14.999}, True, None),
        ("PT15S", {"seconds": 15.0}, False, "slow"),
        ("PT15S", {"seconds": None}, None, "unclear"),
        ("PT15S", {"ok": False, "reason": "slow", "seconds": 12.0, "timeout": 10.0}, True, None),
        ("PT15S", {"ok": False, "reason": "timeout", "seconds": 15.0}, False, "timeout"),
        ("PT15S", {"ok": False, "reason": "timeout", "seconds": 10.0, "timeout": 10.0}, None, "gave-up-early"),
        ("PT15S", {"ok": False, "reason": "timeout", "timeout": None}, None, "gave-up-early"),
        ("PT10S", {"ok": False, "reason": "timeout", "seconds": 10.0, "timeout": 10.0}, False, "timeout"),
        ("PT15S", {"ok": False, "reason": "unreachable", "seconds": 0.1, "timeout": 1.0}, False, "unreachable"),
        ("PT15S", {"ok": None, "reason": "challenge"}, None, "challenge"),
        ("PT0.3S", {"seconds": 0.4}, False, "slow"),
    ],
)
def test_a_page_is_held_to_the_limit_of_the_deployment_whatever_limit_it_was_visited_with(
    tmp_path: Path, limit: str, said: dict[str, Any], ok: bool | None, reason: str | None
) -> None:
    fact = collected(tmp_path, log_of(a_visit(**said)), timeout=limit)["visit"][0]

    assert (fact.ok, fact.reason) == (ok, reason)


GOOD = a_visit().line()
FUTURE = a_visit(at=NOW + HOUR).line()
DAMAGE: dict[str, tuple[bytes, str, str]] = {
    "half a line": (GOOD[:40], "partial", "damaged-lines"),
    "a line of another log": (b'{"url": "http://a.gov.cn/", "time": 3}', "partial", "damaged-lines"),
    "an address that is none": (GOOD.replace(b"http://www", b"ftp://www"), "partial", "damaged-lines"),
    "a moment without a zone": (GOOD.replace(b"Z", b""), "partial", "damaged-lines"),
    "a moment nobody has lived through": (GOOD.replace(b"2026-", b"0001-"), "partial", "damaged-lines"),
    "a truth that is none": (GOOD.replace(b"true", b'"yes"'), "partial", "damaged-lines"),
    "seconds that are none": (GOOD.replace(b":0.4", b":NaN"), "partial", "damaged-lines"),
    "a negative length": (GOOD.replace(b":0.4", b":-1"), "partial", "damaged-lines"),
    "bytes of no encoding": (b'{"url": "\xff\xfe"}', "partial", "damaged-lines"),
    "a line of 3 MB": (b"x" * 3_000_000, "partial", "damaged-lines"),
    "nesting without end": (b"[" * 60_000, "partial", "damaged-lines"),
    "a visit of tomorrow": (FUTURE, "partial", "future-lines"),
    "a second header": (b'{"egovspec_visits": 1}', "complete", ""),
    "a blank line": (b"  \r", "complete", ""),
    "keys of a later version": (GOOD.replace(b"{", b'{"colour": "blue", '), "complete", ""),
    "a clock a minute ahead": (a_visit(at=NOW + timedelta(minutes=1)).line(), "complete", ""),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_damaged_lines_are_counted_and_named_and_the_others_read(tmp_path: Path, what: str) -> None:
    damage, state, reason = DAMAGE[what]
    content = log_of(a_visit()) + damage.strip(b"\n") + b"\n" + a_visit(at=MARCH + HOUR).line()

    facts = collected(tmp_path, content)

    assert facts.coverage("visit") == (state, reason or None)
    assert {row.visited_at for row in facts["visit"]} >= {MARCH, MARCH + HOUR}
    if state == "partial":
        assert facts.collected
        detail = facts.collected.coverage["visit"].detail
        assert detail and "第 3 行" in detail.zh and "line 3" in detail.en and "1 行" in detail.zh


@pytest.mark.parametrize(
    ("content", "said", "reason"),
    [
        (None, {}, "missing-log"),
        (None, {"log": "."}, "missing-log"),
        (None, {"log": "a\0b"}, "missing-log"),
        (b"", {}, "empty-log"),
        (log_of(), {}, "empty-log"),
        (b'{"egovspec_visits": 2}\n' + GOOD, {}, "other-format"),
        (b"kind: deployment\n", {}, "damaged-lines"),
        (FUTURE, {}, "future-lines"),
        (log_of(a_visit(SUB)), {"url": PORTAL}, "not-visited"),
    ],
)
def test_a_log_that_brings_nothing_says_why(
    tmp_path: Path, content: bytes | None, said: dict[str, Any], reason: str
) -> None:
    facts = collected(tmp_path, content, **said)

    assert facts.coverage("visit") == ("none", reason)
    assert facts.collected and facts.collected.captured is None
    detail = facts.collected.coverage["visit"].detail
    assert detail and detail.zh != detail.en
    assert not facts["visit"]


def test_a_log_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    if os.name != "posix" or os.geteuid() == 0:
        pytest.skip("whoever runs this may read everything")
    (tmp_path / "visits.jsonl").write_bytes(GOOD)
    (tmp_path / "visits.jsonl").chmod(0)

    assert collected(tmp_path).coverage("visit") == ("none", "unreadable-log")


@pytest.mark.parametrize("asked", ["http://WWW.sample.gov.cn:80", [PORTAL, "http://www.other.gov.cn/"]])
def test_only_the_addresses_asked_for_are_taken_in_whatever_spelling(tmp_path: Path, asked: Any) -> None:
    facts = collected(tmp_path, log_of(a_visit(), a_visit(SUB, MARCH + HOUR)), url=asked)

    assert [row.url for row in facts["visit"]] == [PORTAL]
    assert facts.collected and facts.collected.captured == MARCH


@pytest.mark.parametrize(
    "said", [{"url": "ftp://a/"}, {"timeout": "P1M"}, {"timeout": "PT0S"}, {"log": ""}, {"csv": "a"}]
)
def test_settings_that_mean_nothing_are_refused(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        VisitsSettings.model_validate({"log": "visits.jsonl"} | said)


def test_the_folders_of_this_machine_are_not_told(tmp_path: Path) -> None:
    facts = collected(tmp_path, log_of(a_visit()), log=str(tmp_path / "visits.jsonl"))

    assert facts.collected and facts.collected.target == "visits.jsonl"
    assert facts["visit"][0].place == "visits.jsonl:2"


def test_a_long_log_is_read_at_a_pace_that_suits_a_gigabyte(tmp_path: Path) -> None:
    line = a_visit().line()
    began = time.monotonic()

    facts = collected(tmp_path, log_of() + line * 20_000)

    assert len(facts["visit"]) == 20_000
    assert time.monotonic() - began < 4


# --- the command


@pytest.fixture
def portal() -> Any:
    with Misbehaving({"/": in_turn(answers(), answers(500), answers(412), answers())}) as server:
        yield server


def test_visits_are_made_logged_and_summed_up(run: Run, portal: Misbehaving, tmp_path: Path) -> None:
    ran = run("visit", portal.url(), "--every", "200s", "--times", "1", "--log", "a.jsonl")

    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "visits: 1; open 1, not open 0 (0.0%), undetermined 0; see a.jsonl\n"
    header, line = (tmp_path / "a.jsonl").read_text().splitlines()
    assert json.loads(header) == {"egovspec_visits": 1}
    written = json.loads(line)
    assert written | {"at": 0, "slot": 0, "seconds": 0} == {
        "url": portal.url(),
        "at": 0,
        "slot": 0,
        "ok": True,
        "status": 200,
        "seconds": 0,
        "timeout": 15.0,
        "reason": None,
        "detail": None,
        "landed_url": portal.url(),
        "bytes": len(HTML),
        "tool": TOOL,
    }
    assert datetime.now(UTC) - datetime.fromisoformat(written["at"]) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            ["✓ open 0.", "✗ not open 0.", "s error status (HTTP 500)", "? undetermined", "a challenge for browsers"]
            + ["visits: 3; open 1, not open 1 (50.0%), undetermined 1; see visits.jsonl"],
        ),
        (
            "zh",
            ["✓ 打开 0.", "✗ 未打开 0.", "秒 错误状态 (HTTP 500)", "? 未能确定", "要求浏览器验证"]
            + ["访问 3 次：打开 1，未打开 1（占 50.0%），未能确定 1；见 visits.jsonl"],
        ),
    ],
)
def test_every_visit_is_told_on_one_line_to_whoever_asks(
    run: Run, portal: Misbehaving, language: str, said: list[str]
) -> None:
    ran = run("visit", portal.url(), "--every", "PT0.2S", "--timeout", "0.2s", "--times", "3", "-v", "--lang", language)

    assert ran.code == 0
    assert [part for part in said if part not in ran.err] == [], ran.err
    assert len(ran.err.splitlines()) == 4


def test_a_test_installation_behind_a_public_address_may_be_visited_often(run: Run, portal: Misbehaving) -> None:
    detour = ("--connect-to", f"127.0.0.1:{portal.port}")

    ran = run("visit", PORTAL, *detour, "--every", "0.1s", "--timeout", "0.1s", "--times", "2")

    assert (ran.code, portal.seen[-1]["host"]) == (0, "www.sample.gov.cn"), ran.err


def test_quiet_is_quiet(run: Run, portal: Misbehaving) -> None:
    ran = run("visit", portal.url(), "--times", "1", "-q")

    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_started_again_it_goes_on_where_the_log_ends(run: Run, portal: Misbehaving, tmp_path: Path) -> None:
    """The second run finds the next slot an hour ahead, so within a second it visits nothing."""
    run("visit", portal.url(), "--times", "1")
    with (tmp_path / "visits.jsonl").open("ab") as log:
        log.write(b'{"url":"http://127')
    again = run("visit", portal.url(), "--for", "1s", "-v")

    assert again.code == 0
    assert "visits.jsonl:3: lines that are no whole visits: 1" in again.err
    assert "visits so far 1; of these addresses visited before: 1" in again.err
    assert portal.asked.count("/") == 1
    assert run("visit", portal.url(), "--for", "1s", "-v", "--lang", "zh").err.startswith(
        "visits.jsonl:3: 有 1 行不是完整的访问记录"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["www.sample.gov.cn"], "is no http or https address"),
        (["http://user:secret@www.sample.gov.cn/"], "names a user"),
        (["http://[::/"], "is no http or https address"),
        ([PORTAL, "--every", "30s"], "public sites are visited once a minute at most"),
        ([PORTAL, "--every", "1s", "--connect-to", "www.other.gov.cn:80"], "public sites are visited once a minute"),
        (["http://127.0.0.1/", PORTAL, "--every", "1s"], "public sites are visited once a minute at most"),
        ([PORTAL, "--every", "P8D"], "seven days at most"),
        ([PORTAL, "--every", "1 hour"], "such as 1h, 30min, 7d or PT1H"),
        ([PORTAL, "--every", "P1M"], "such as 1h, 30min, 7d or PT1H"),
        ([PORTAL, "--every", "0s"], "must be more than nothing"),
        ([PORTAL, "--timeout", "10min"], "nor than five minutes"),
        ([PORTAL, "--every", "1min", "--timeout", "61s"], "not longer than the interval"),
        ([PORTAL, "--times", "0"], "0 is not in the range"),
        ([PORTAL, "--connect-to", "127.0.0.1"], "must be host:port"),
        ([PORTAL, "--connect-to", "127.0.0.1:99999"], "must be host:port"),
        ([PORTAL, "--log", "."], "is no file"),
        ([PORTAL, "--log", "none/visits.jsonl"], "cannot be opened"),
        ([], "Missing argument"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is_visited(
    run: Run, tmp_path: Path, arguments: list[str], said: str
) -> None:
    ran = run("visit", *arguments)

    assert ran.code == 2
    assert said in " ".join(ran.err.split()), ran.err
    assert "Traceback" not in ran.err
    assert "secret" not in ran.out
    assert list(tmp_path.glob("*.jsonl")) == []


def test_a_clock_that_is_behind_the_log_is_told_of(run: Run, portal: Misbehaving, tmp_path: Path) -> None:
    """Else the next visit would be due years from now, in silence."""
    future = datetime.now(UTC) + timedelta(days=400)
    (tmp_path / "visits.jsonl").write_bytes(log_of(a_visit(portal.url(), future)))

    ran = run("visit", portal.url(), "--times", "1")

    assert ran.code == 2
    assert "later than this machine's clock" in ran.err
    assert portal.asked == []


def heeds_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def started(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "egovspec", "visit", *arguments, "--lang", "en"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(SCRIPT), "LC_ALL": "C.UTF-8"},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        # a shell that runs tests in the background lets its children ignore Ctrl-C
        preexec_fn=heeds_ctrl_c,
    )


def wait_for(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.02)


@pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")
@pytest.mark.parametrize(
    ("number", "arguments", "code"),
    [
        (signal.SIGINT, [], 0),  # without a bound there is no other way to end it
        (signal.SIGTERM, ["--for", "7d"], 130),  # cut short: what follows in a script must not go on
    ],
)
def test_it_ends_when_told_to_with_its_log_whole_and_a_summary(
    run: Run, portal: Misbehaving, tmp_path: Path, number: signal.Signals, arguments: list[str], code: int
) -> None:
    path = tmp_path / "visits.jsonl"
    process = started(tmp_path, portal.url(), "--every", "0.2s", "--timeout", "0.2s", *arguments)
    wait_for(lambda: path.exists() and path.read_bytes().count(b"\n") > 2)
    second = run("visit", portal.url(), "--times", "1")
    process.send_signal(number)
    out, err = process.communicate(timeout=20)

    found = entries_of(path)
    made = [entry.visit for entry in found if isinstance(entry, Numbered)]
    assert second.code == 2
    assert "visits.jsonl is in use: another process" in second.err
    assert (process.returncode, out) == (code, "")
    assert err.startswith(f"visits: {len(made)}; ") and err.count("\n") == 1, err
    assert len(found) == len(made) + 1, "the header, and nothing damaged"


# --- from the log to a verdict


def week(*, down: int, unknown: int = 0, days: int = 7) -> bytes:
    """Visits by the hour for some days of Shanghai, the first ones down or unknown."""
    midnight = datetime(2026, 3, 1, 16, tzinfo=UTC)
    made = []
    for n in range(days * 24):
        bad = n < down
        ok = False if bad else None if n < down + unknown else True
        reason = "timeout" if bad else None if ok else "challenge"
        made.append(a_visit(at=midnight + n * HOUR, ok=ok, seconds=15.0 if bad else 0.4, reason=reason))
    return log_of(*made)


@pytest.mark.parametrize(
    ("log", "code", "said"),
    [
        (week(down=8), 0, "符合"),  # 8 of 168: 4.76 %
        (week(down=9), 1, "2026-03-02 至 2026-03-08 共访问 168 次，9 次未能在 15 秒（含）内打开，占 5.36%，达到 5%"),
        (week(down=8, unknown=1), 3, "未能确定 1 次"),
        (week(down=9, days=6), 3, "最少的一天 0 次"),
        (b"", 3, "访问日志是空的"),
        (week(down=0) + b"torn", 0, "damaged"),
    ],
)
def test_a_log_is_judged_by_the_shipped_check(run: Run, tmp_path: Path, log: bytes, code: int, said: str) -> None:
    (tmp_path / "visits.jsonl").write_bytes(log)
    catalogue = tmp_path / "office"
    asked = provision(1, {"check": "site-available@1"}, basis=["gbmh-2019-19#V2"], confidence="B")
    standard = {"kind": "standard", "id": "visits", "code": "TT", "version": "1.0.0", "title": both("visits")}
    write(catalogue / "standards/visits/1.0.0.yaml", standard | {"scope": both("visits"), "provisions": [asked]})
    profile = {
        "kind": "profile",
        "id": "office",
        "version": "1.0.0",
        "title": both("office"),
        "binds": {"kind": "portal"},
    }
    write(catalogue / "specs/profiles/office/1.0.0.yaml", profile | {"include": [{"standard": "visits@1"}]})
    evidence = {"collect": "visits", "id": "visits", "required": True, "log": "visits.jsonl"}
    write(
        tmp_path / "deployment.yaml",
        {"kind": "deployment", "id": "sample", "profile": "office@1", "evidence": [evidence]},
    )

    arguments = ("check", "deployment.yaml", "--catalogue", "office", "--drafts", "-v", "--lang", "zh")
    as_of = () if code != 3 or not log or b"challenge" in log else ("--as-of", "2026-03-08T15:59:00+00:00")
    ran = run(*arguments, *as_of, "--format", "json=report.json", "--format", "text")

    assert ran.code == code, ran.out + ran.err
    assert said in ran.out + (tmp_path / "report.json").read_text(encoding="utf-8")
    assert moment(MARCH) == "2026-03-01T00:00:00.000Z"
