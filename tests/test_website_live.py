"""The live medium of the website collector, against a server that does everything a server should not."""

from __future__ import annotations

import gzip
import shutil
import socket
import ssl
import subprocess
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from egovspec.collect.base import Context
from egovspec.collect.website.answers import Answer, Failure, Reason
from egovspec.collect.website.media.live import USER_AGENT, Live, plan
from egovspec.collect.website.settings import WebsiteSettings
from egovspec.collect.website.wire.address import Guard, literal, special
from egovspec.collect.website.wire.decoding import Undecodable, decoded
from egovspec.collect.website.wire.robots import MAX_BYTES, Rules
from misbehaving import (
    HTML,
    KEEP,
    Behaviour,
    Exchange,
    Misbehaving,
    answers,
    bomb,
    chunked,
    drips_its_body,
    drips_its_headers,
    in_turn,
    never_answers,
    raw_deflate,
    redirects,
    resets,
    says,
    sends_empty_gzip_members_without_end,
    sends_without_end,
    swallows_connections,
)

MARCH = datetime(2026, 3, 1, tzinfo=UTC)
PORTAL = "http://www.sample.gov.cn/"
# Long enough for a busy machine; where the limit itself is what is tested, SHORT.
LIMITS = {"timeout": "PT3S", "rate": "9999/s", "page_bytes": 20_000}
SHORT = {"timeout": "PT0.4S"}
HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def looking(url: str, *, sleep: Any = lambda seconds: None, tls: ssl.SSLContext | None = None, **said: Any) -> Live:
    said = {"private_addresses": True, **said, "limits": {**LIMITS, **said.get("limits", {})}}
    context = Context(evidence="portal", base=Path(), now=MARCH)
    return Live(WebsiteSettings(url=url, **said), context, sleep=sleep, tls=tls)


def fetch(behaviour: Behaviour, **said: Any) -> Answer | Failure:
    """What asking for one page that behaves so gives."""
    with Misbehaving({"/page": behaviour}) as server, looking(server.url(), **said) as live:
        return live.fetch(server.url("/page"))


# --- what is no page, and why


def longer_than_said(exchange: Exchange) -> object:
    exchange.send(HEAD, f"Content-Length: {len(HTML) + 100}\r\n\r\n", HTML)
    return None


MISBEHAVIOUR: dict[str, tuple[Behaviour, Reason, int | None]] = {
    "sends a body without end": (sends_without_end, Reason.TOO_LARGE, 200),
    "announces a body too large": (answers(body=b"", content_length="20001"), Reason.TOO_LARGE, 200),
    "sends a gzip bomb": (answers(body=bomb(50_000_000), content_encoding="gzip"), Reason.TOO_LARGE, 200),
    "sends empty gzip members without end": (sends_empty_gzip_members_without_end, Reason.TOO_LARGE, 200),
    "sends headers without end": (says(HEAD, b"X: " + b"a" * 400_000), Reason.TOO_LARGE, None),
    "sends too many headers": (says(HEAD, b"X: 1\r\n" * 60_000), Reason.TOO_LARGE, None),
    "drips its headers": (drips_its_headers, Reason.TIMEOUT, None),
    "drips its body": (drips_its_body, Reason.TIMEOUT, 200),
    "never answers": (never_answers, Reason.TIMEOUT, None),
    "closes without a word": (says(), Reason.UNREACHABLE, None),
    "closes within the headers": (says("HTTP/1.1 200 OK\r\nContent-Ty"), Reason.UNREACHABLE, None),
    "closes before the announced end": (longer_than_said, Reason.UNREACHABLE, 200),
    "closes within a chunk": (chunked("ff\r\n<html>"), Reason.UNREACHABLE, 200),
    "resets every connection": (resets, Reason.UNREACHABLE, None),
    "sends chunks that are none": (chunked("zz\r\n<html>\r\n0\r\n\r\n"), Reason.UNPARSED, 200),
    "answers as in HTTP/0.9": (says(HTML), Reason.UNPARSED, None),
    "answers in another protocol": (says("220 mail.sample.gov.cn ESMTP\r\n"), Reason.UNPARSED, None),
    "contradicts itself on the length": (
        says(HEAD, "Content-Length: 3\r\nContent-Length: 5\r\n\r\nabc"),
        Reason.UNPARSED,
        None,
    ),
    "gives a length of 5000 digits": (says(HEAD, "Content-Length: ", "9" * 5000, "\r\n\r\n"), Reason.UNPARSED, None),
    "sends what is no gzip": (answers(content_encoding="gzip"), Reason.UNPARSED, 200),
    "sends half a gzip": (answers(body=gzip.compress(HTML)[:-12], content_encoding="gzip"), Reason.UNPARSED, 200),
    "sends a coding nobody asked for": (answers(content_encoding="br"), Reason.UNPARSED, 200),
    "answers 403": (answers(403), Reason.HTTP_STATUS, 403),
    "answers 404": (answers(404), Reason.HTTP_STATUS, 404),
    "answers 412 to what is no browser": (answers(412), Reason.CHALLENGE, 412),
    "answers 500": (answers(500), Reason.HTTP_STATUS, 500),
    "answers 503 for an hour": (answers(503, retry_after="3600"), Reason.HTTP_STATUS, 503),
    "answers 503 again": (answers(503, retry_after="1"), Reason.HTTP_STATUS, 503),
    "answers 521": (answers(521), Reason.CHALLENGE, 521),
    "answers 304 unasked": (answers(304, b""), Reason.HTTP_STATUS, 304),
    "redirects without saying where": (answers(302, b""), Reason.HTTP_STATUS, 302),
    "answers 204": (says("HTTP/1.1 204 No Content\r\n\r\n"), Reason.NOT_HTML, 204),
    "sends a picture": (answers(body=b"GIF89a", content_type="image/gif"), Reason.NOT_HTML, 200),
    "sends a film without end": (
        says(HEAD.replace("text/html", "video/mp4"), "\r\n", b"0" * 500_000),
        Reason.NOT_HTML,
        200,
    ),
    "sends plain text": (answers(body="通知 <b>".encode(), content_type="text/plain"), Reason.NOT_HTML, 200),
    "sends no type and no HTML": (answers(body=b"%PDF-1.7", content_type=""), Reason.NOT_HTML, 200),
    "sends nothing at all, of no type": (answers(body=b"", content_type=""), Reason.NOT_HTML, 200),
    "redirects to itself": (redirects("/page"), Reason.REDIRECT_LOOP, None),
    "redirects to a page that is gone": (redirects("/page?more"), Reason.HTTP_STATUS, 404),
    "redirects to another host": (redirects("http://www.other.gov.cn/"), Reason.LEFT_SITE, 302),
    "redirects to another port": (redirects("http://127.0.0.1:1/"), Reason.LEFT_SITE, 302),
    "redirects to a file": (redirects("file:///etc/passwd"), Reason.LEFT_SITE, 302),
    "redirects to a script": (redirects("javascript:alert(1)"), Reason.LEFT_SITE, 302),
    "redirects to nonsense": (redirects("http://[::/"), Reason.LEFT_SITE, 302),
    "redirects to a cloud's credentials": (redirects("http://169.254.169.254/latest/"), Reason.REFUSED_ADDRESS, 302),
    "redirects there in one number": (redirects("http://2852039166/latest/"), Reason.REFUSED_ADDRESS, 302),
    "redirects there in hexadecimal": (redirects("http://0xA9FEA9FE/latest/"), Reason.REFUSED_ADDRESS, 302),
    "redirects there within IPv6": (redirects("http://[::ffff:169.254.169.254]/"), Reason.REFUSED_ADDRESS, 302),
}


@pytest.mark.parametrize("how", MISBEHAVIOUR)
def test_a_server_that_misbehaves_gives_a_failure_with_its_reason(how):
    behaviour, reason, status = MISBEHAVIOUR[how]
    began = time.monotonic()

    result = fetch(behaviour, limits=SHORT if reason is Reason.TIMEOUT else {})

    assert isinstance(result, Failure)
    assert (result.reason, result.status) == (reason, status), result.detail
    assert result.detail
    assert time.monotonic() - began < 2


# --- what is a page all the same

UNUSUAL: dict[str, Behaviour] = {
    "in one piece": answers(),
    "in chunks": chunked(f"{len(HTML):x}\r\n", HTML, "\r\n0\r\n\r\n"),
    "until the connection closes": says(HEAD, "\r\n", HTML),
    "by HTTP/1.0": says("HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n", HTML),
    "with bare line feeds": says("HTTP/1.1 200 OK\nContent-Type: text/html\n\n", HTML),
    "in gzip": answers(body=gzip.compress(HTML), content_encoding="gzip"),
    "in two gzip members": answers(body=gzip.compress(HTML[:9]) + gzip.compress(HTML[9:]), content_encoding="x-gzip"),
    "in gzip with padding": answers(body=gzip.compress(HTML) + b"\0" * 512, content_encoding="gzip"),
    "in deflate": answers(body=zlib.compress(HTML), content_encoding="deflate"),
    "in bare deflate": answers(body=raw_deflate(HTML), content_encoding="deflate"),
    "with a coding that is a character set": answers(content_encoding="utf-8"),
    "without a type": answers(content_type=""),
    "as plain text": answers(content_type="text/plain"),
    "as XHTML": answers(content_type="application/xhtml+xml"),
    "after a redirect": in_turn(redirects("/page?b=1")),
    "after the second attempt": in_turn(resets, answers()),
    "after a silent end": in_turn(says(), answers()),
    "after being told to wait": in_turn(answers(503, retry_after="2"), answers()),
    "after being told until when": in_turn(answers(503, retry_after="Sun, 01 Mar 2026 00:00:03 GMT"), answers()),
}


@pytest.mark.parametrize("how", UNUSUAL)
def test_a_page_that_arrives_in_an_unusual_way_is_an_answer(how):
    with Misbehaving({"/page": UNUSUAL[how], "/page?b=1": answers()}) as server, looking(server.url()) as live:
        result = live.fetch(server.url("/page#fragment"))

    assert isinstance(result, Answer), result
    assert result.body == HTML
    assert (result.url, result.place, result.status) == (server.url("/page"), server.url("/page"), 200)
    assert result.landed_url == server.url("/page?b=1" if how == "after a redirect" else "/page")


def test_an_answer_carries_its_headers_in_lower_case_and_in_order():
    result = fetch(says("HTTP/1.1 200 OK\r\nX-B: 二\r\nx-a: 1\r\nX-B: \xb5\r\nContent-Type: text/html\r\n\r\n", HTML))

    assert isinstance(result, Answer)
    assert [name for name, _ in result.headers] == ["x-b", "x-a", "x-b", "content-type"]
    assert result.headers[0] == ("x-b", "二")
    assert result.seen_at.utcoffset() is not None
    assert abs((result.seen_at - MARCH).total_seconds()) < 5


def test_a_page_exactly_as_large_as_the_limit_is_an_answer():
    body = HTML.ljust(LIMITS["page_bytes"])

    assert isinstance(fetch(answers(body=body)), Answer)
    assert isinstance(fetch(answers(body=gzip.compress(body), content_encoding="gzip")), Answer)
    assert isinstance(fetch(answers(body=gzip.compress(body + b" "), content_encoding="gzip")), Failure)


def test_bytes_left_over_from_one_answer_do_not_become_the_next():
    """The server announces less than it sends; what is left lies in the connection's buffer before the next answer."""
    too_long = says(HEAD, f"Content-Length: {len(HTML)}\r\n\r\n", HTML, b"<p>and more</p>")

    def lies(exchange: Exchange) -> object:
        too_long(exchange)
        return KEEP

    with Misbehaving({"/lies": lies, "/page": answers()}) as server, looking(server.url()) as live:
        first, second = live.fetch(server.url("/lies")), live.fetch(server.url("/page"))

    assert isinstance(first, Answer)
    assert isinstance(second, Answer)
    assert second.body == HTML


PIECES = st.sampled_from(
    [
        *[b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 ", b"302 \r\n", b"HTTP/1.1 503 \r\n", b"\r\n", b"\n", b":", b"http://"],
        *[b"Content-Type: text/html\r\n", b"Content-Encoding: gzip\r\n", b"Content-Length: 9\r\n", b"Location: "],
        *[b"Transfer-Encoding: chunked\r\n", b"5\r\n<html\r\n", b"Set-Cookie: a=b; domain=.cn; expires="],
        *[b"Retry-After: ", HTML, gzip.compress(HTML)],
    ]
)


@pytest.fixture(scope="module")
def babbling() -> Iterator[tuple[Misbehaving, dict[str, bytes]]]:
    said = {"/page": b"", "/robots.txt": b""}

    def babble(exchange: Exchange) -> None:
        exchange.send(said[exchange.path])

    with Misbehaving({"/page": babble, "/robots.txt": babble}) as server:
        yield server, said


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    page=st.lists(PIECES | st.binary(max_size=30)).map(b"".join),
    robots=st.just(b"HTTP/1.1 404 \r\n\r\n") | st.lists(PIECES | st.binary(max_size=30)).map(b"".join),
)
def test_no_bytes_a_server_can_send_raise_an_exception(babbling, page, robots):
    server, said = babbling
    said.update({"/page": page, "/robots.txt": robots})

    with looking(server.url()) as live:
        result = live.fetch(server.url("/page"))

    assert isinstance(result, Answer | Failure)


ANYWHERE = looking(PORTAL)


@given(st.text() | st.from_regex(r"(https?|file|ftp)://[\w.:@\[\]%-]{0,20}(/.{0,10})?"))
@settings(max_examples=300, deadline=None)
def test_no_address_raises_an_exception_and_none_beyond_the_site_is_asked_for(url):
    result = ANYWHERE.fetch(url)

    assert isinstance(result, Failure)
    assert result.reason in (Reason.LEFT_SITE, Reason.UNREACHABLE)


# --- redirects


def test_more_redirects_than_the_limit_are_a_limit_and_no_loop():
    paths = {f"/{n}": redirects(f"/{n + 1}") for n in range(9)} | {"/9": answers()}

    with Misbehaving(paths) as server, looking(server.url(), limits={"redirects": 3}) as live:
        result, enough = live.fetch(server.url("/0")), live.fetch(server.url("/6"))

    assert isinstance(result, Failure)
    assert result.reason is Reason.LIMIT
    assert isinstance(enough, Answer)


def test_a_page_that_sends_its_visitor_back_with_a_cookie_is_no_loop():
    """Common before portals: the first visit sets a cookie and repeats itself, the second one is let in."""

    def wall(exchange: Exchange) -> object:
        let_in = exchange.headers.get("cookie") == "seen=1"
        return (answers() if let_in else redirects("/page", set_cookie="seen=1; HttpOnly"))(exchange)

    assert isinstance(fetch(wall), Answer)


def test_a_new_cookie_with_every_redirect_is_a_loop_in_the_end():
    def wall(exchange: Exchange) -> object:
        return redirects("/page", set_cookie=f"seen={exchange.nth}")(exchange)

    result = fetch(wall)

    assert isinstance(result, Failure)
    assert result.reason is Reason.REDIRECT_LOOP


def test_cookies_without_end_do_not_make_requests_without_end():
    def jar(exchange: Exchange) -> object:
        cookies = "".join(f"Set-Cookie: c{exchange.nth}-{n}={'x' * 50}\r\n" for n in range(60))
        exchange.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\n", cookies, "\r\n")
        return KEEP

    with Misbehaving({"/page": jar}) as server, looking(server.url()) as live:
        for _ in range(10):
            live.fetch(server.url("/page"))

    assert max(len(headers.get("cookie", "")) for headers in server.seen) < 10_000


def by_host(home: str, on_it: Behaviour, beside_it: Behaviour) -> Behaviour:
    """One behaviour for requests to the host of the home page, another for requests to every other host."""
    return lambda exchange: (on_it if exchange.headers["host"] == home.split("/")[2] else beside_it)(exchange)


@pytest.mark.parametrize(
    ("home", "location", "landed"),
    [
        ("http://sample.gov.cn/", "http://www.sample.gov.cn/index.html", "http://www.sample.gov.cn/index.html"),
        ("http://www.sample.gov.cn", "http://sample.gov.cn/", "http://sample.gov.cn/"),
        ("http://www.sample.gov.cn/", "/index.html", "http://www.sample.gov.cn/index.html"),
    ],
)
def test_the_home_page_may_redirect_between_www_and_the_bare_name(home, location, landed):
    paths = {"/": by_host(home, redirects(location), answers()), "/index.html": answers(), "/page": answers()}
    with Misbehaving(paths) as server, looking(home, connect_to=f"127.0.0.1:{server.port}") as live:
        result = live.fetch(home.rstrip("/") + "/")
        beside = live.fetch(landed.rpartition("/")[0] + "/page")

    assert isinstance(result, Answer)
    assert (result.url, result.landed_url) == (home.rstrip("/") + "/", landed)
    assert isinstance(beside, Answer)


def test_only_the_home_page_may_do_so():
    with (
        Misbehaving({"/page": redirects("http://sample.gov.cn/"), "/": answers()}) as server,
        looking(PORTAL, connect_to=f"127.0.0.1:{server.port}") as live,
    ):
        assert isinstance(live.fetch(PORTAL), Answer)
        result = live.fetch(f"{PORTAL}page")

    assert isinstance(result, Failure)
    assert (result.reason, result.detail) == (Reason.LEFT_SITE, "redirected to sample.gov.cn")


def test_credentials_in_a_redirect_are_neither_sent_nor_shown():
    def behave(exchange: Exchange) -> object:
        return redirects(f"http://clerk:s3cret@127.0.0.1:{exchange.server.port}/b")(exchange)

    away = redirects("http://clerk:s3cret@www.other.gov.cn/?token=s3cret")
    with Misbehaving({"/page": behave, "/b": answers(), "/away": away}) as server, looking(server.url()) as live:
        result, elsewhere = live.fetch(server.url("/page")), live.fetch(server.url("/away"))

    assert isinstance(result, Answer)
    assert not [headers for headers in server.seen if "authorization" in headers]
    assert "s3cret" not in f"{result.landed_url}{elsewhere}"


def test_a_redirect_in_the_bytes_of_a_chinese_character_set_is_followed():
    location = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /" + "动态".encode("gb18030") + b"\r\n\r\n"
    paths = {"/page": says(location), "/%B6%AF%CC%AC": answers()}

    with Misbehaving(paths) as server, looking(server.url()) as live:
        assert isinstance(live.fetch(server.url("/page")), Answer)


# --- robots.txt

ROBOTS: dict[str, tuple[Behaviour, str, Reason | None, Reason | None]] = {
    # what robots.txt does: state, then why the home page is not collected, then why /private/ is not
    "is absent": (answers(404), "absent", None, None),
    "may not be read": (answers(403), "absent", None, None),
    "is empty": (answers(body=b"", content_type="text/plain"), "allows", None, None),
    "is the home page": (answers(), "allows", None, None),
    "allows": (answers(body=b"User-agent: *\nDisallow:\n"), "allows", None, None),
    "restricts": (answers(body=b"User-agent: *\nDisallow: /private/\n"), "restricts", None, Reason.ROBOTS),
    "restricts another": (answers(body=b"User-agent: otherbot\nDisallow: /\n"), "allows", None, None),
    "restricts by name": (
        answers(body=b"User-Agent: EGOVSPEC/1\nDisallow: /private/\n"),
        "restricts",
        None,
        Reason.ROBOTS,
    ),
    "restricts a word of our name": (answers(body=b"User-agent: egov\nDisallow: /\n"), "allows", None, None),
    "excepts us": (
        answers(body=b"User-agent: *\nDisallow: /\n\nUser-agent: egovspec\nAllow: /\n"),
        "allows",
        None,
        None,
    ),
    "begins with a mark": (
        answers(body=b"\xef\xbb\xbfUser-agent: *\nDisallow: /private\n"),
        "restricts",
        None,
        Reason.ROBOTS,
    ),
    "forbids all": (answers(body=b"User-agent: *\nDisallow: /\n"), "forbids", Reason.ROBOTS, Reason.ROBOTS),
    "forbids the home page": (answers(body=b"User-agent: *\nDisallow: /$\n"), "forbids", Reason.ROBOTS, None),
    "redirects": (redirects("/robots2.txt"), "restricts", None, Reason.ROBOTS),
    "redirects without end": (redirects("/robots.txt"), "absent", None, None),
    "redirects to another host": (redirects("http://www.other.gov.cn/robots.txt"), "absent", None, None),
    "answers 500": (answers(500), "unreachable", Reason.ROBOTS, Reason.ROBOTS),
    "answers 429": (answers(429), "unreachable", Reason.ROBOTS, Reason.ROBOTS),
    "never answers": (never_answers, "unreachable", Reason.TIMEOUT, Reason.TIMEOUT),
    "resets": (resets, "unreachable", Reason.UNREACHABLE, Reason.UNREACHABLE),
    "is half a gzip": (
        answers(body=b"\x1f\x8b", content_encoding="gzip"),
        "unreachable",
        Reason.UNPARSED,
        Reason.UNPARSED,
    ),
}


def reason(result: Answer | Failure) -> Reason | None:
    return result.reason if isinstance(result, Failure) else None


@pytest.mark.parametrize("how", ROBOTS)
def test_robots_txt_is_obeyed(how):
    behaviour, state, home, private = ROBOTS[how]
    paths = {"/": answers(), "/private/": answers(), "/robots.txt": behaviour}
    paths["/robots2.txt"] = answers(body=b"User-agent: *\nDisallow: /private/\n")

    limits = SHORT if home is Reason.TIMEOUT else {}
    with Misbehaving(paths) as server, looking(server.url(), limits=limits) as live:
        assert live.robots_state is None
        results = [live.fetch(server.url("/")), live.fetch(server.url("/private/"))]

        assert live.robots_state == state
    assert [reason(result) for result in results] == [home, private]
    assert all("robots.txt" in result.detail for result in results if isinstance(result, Failure))
    assert ("/" in server.asked, "/private/" in server.asked) == (home is None, private is None)
    if how != "redirects without end":
        attempts = {"resets": 3, "answers 429": 3, "answers 500": 2, "never answers": 2}
        assert server.asked.count("/robots.txt") == attempts.get(how, 1)


def test_the_site_is_bound_by_robots_txt_of_the_host_its_home_page_lands_on():
    home = "http://sample.gov.cn/"
    forbidding = answers(body=b"User-agent: *\nDisallow: /private/\n")
    paths = {
        "/": by_host(home, redirects("http://www.sample.gov.cn/"), answers()),
        "/robots.txt": by_host(home, answers(404), forbidding),
    }
    with Misbehaving(paths) as server, looking(home, connect_to=f"127.0.0.1:{server.port}") as live:
        live.fetch(home)

        assert live.robots_state == "restricts"
        assert reason(live.fetch("http://www.sample.gov.cn/private/")) is Reason.ROBOTS


def test_an_owner_may_override_robots_txt_and_the_reader_is_told():
    paths = {"/": answers(), "/robots.txt": answers(body=b"User-agent: *\nDisallow: /\n")}

    with Misbehaving(paths) as server, looking(server.url(), robots="override") as live:
        assert isinstance(live.fetch(server.url()), Answer)

        assert live.robots_state == "overridden"
        assert [code for code, _ in live.notices] == ["robots-overridden"]
    assert server.asked == ["/"]


def test_beyond_512_kib_robots_txt_is_not_read():
    """A rule cut in half is dropped: half of `Disallow: /private` would forbid the whole site."""
    head = b"User-agent: *\nDisallow: /private\n"
    padding = b"#" * (MAX_BYTES - len(head) - len(b"\nDisallow: /")) + b"\n"
    body = head + padding + b"Disallow: /news\n" + b"Disallow: /more\n" * 100_000

    rules = Rules.read(body, "egovspec")

    assert rules.restricts
    assert not rules.allows("http://h/private")
    assert rules.allows("http://h/")
    assert rules.allows("http://h/news")


def test_a_robots_txt_made_to_fill_the_memory_is_read_quickly():
    """20 000 names in one group, 20 000 rules: four hundred million, if every name were kept."""
    names = b"".join(b"user-agent:%d\n" % n for n in range(20_000))
    began = time.monotonic()

    rules = Rules.read(names + b"disallow:/\n" * 20_000, "egovspec")

    assert rules.allows("http://h/")
    assert time.monotonic() - began < 3


@given(
    st.lists(
        st.sampled_from([b"User-agent: *\n", b"Disallow: ", b"Crawl-delay: ", b"//[", b"\n"]) | st.binary(max_size=9)
    )
)
def test_no_robots_txt_raises_an_exception(lines):
    rules = Rules.read(b"".join(lines), "egovspec")

    assert rules.delay >= 0
    assert rules.allows("http://h/a?b=%C4#c") in (True, False)


# --- politeness in time


def test_requests_leave_at_the_rate_of_the_settings():
    slept: list[float] = []
    with (
        Misbehaving({"/page": answers()}) as server,
        looking(server.url(), sleep=slept.append, robots="override", limits={"rate": "2/s"}) as live,
    ):
        for _ in range(4):
            live.fetch(server.url("/page"))

    assert server.asked == ["/page"] * 4
    assert len(slept) == 3
    assert all(0.3 < seconds <= 0.5 for seconds in slept)
    assert server.connections == 1, "a polite visitor keeps the connection"


@pytest.mark.parametrize(
    ("line", "seconds", "notices"),
    [
        (b"Crawl-delay: 7", 7, []),
        (b"Crawl-delay: 0.1", 0.5, []),
        (b"Request-rate: 1/30", 30, []),
        (b"Crawl-delay: 3600", 60, ["crawl-delay-capped"]),
        (b"Crawl-delay: soon", 0.5, []),
    ],
)
def test_the_slower_of_rate_and_crawl_delay_holds_up_to_a_minute(line, seconds, notices):
    slept: list[float] = []
    paths = {"/": answers(), "/robots.txt": answers(body=b"User-agent: *\n" + line)}
    with Misbehaving(paths) as server, looking(server.url(), sleep=slept.append, limits={"rate": "2/s"}) as live:
        live.fetch(server.url())

        assert [code for code, _ in live.notices] == notices
    assert [pytest.approx(seconds, abs=0.3)] == slept


def test_after_the_time_for_the_whole_crawl_nothing_is_asked_for():
    with Misbehaving({"/page": answers()}) as server, looking(server.url(), limits={"time": "PT0.2S"}) as live:
        assert isinstance(live.fetch(server.url("/page")), Answer)
        time.sleep(0.2)
        before = list(server.asked)
        result = live.fetch(server.url("/page"))

    assert reason(result) is Reason.LIMIT
    assert server.asked == before


def test_that_time_also_cuts_the_page_under_way():
    result = fetch(never_answers, limits={"time": "PT0.3S", "timeout": "PT5S"})

    assert reason(result) is Reason.LIMIT


def test_nobody_waits_for_a_turn_that_comes_too_late():
    slept: list[float] = []
    paths = {"/": answers(), "/robots.txt": answers(body=b"User-agent: *\nCrawl-delay: 50")}
    with Misbehaving(paths) as server, looking(server.url(), sleep=slept.append, limits={"time": "PT9S"}) as live:
        result = live.fetch(server.url())

    assert reason(result) is Reason.LIMIT
    assert slept == []


# --- addresses


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_a_private_address_is_refused_unless_the_settings_allow_it(host):
    with (
        Misbehaving({"/": answers()}) as server,
        looking(f"http://{host}:{server.port}/", private_addresses=False) as live,
    ):
        result = live.fetch(f"http://{host}:{server.port}/")

    assert isinstance(result, Failure)
    assert result.reason is Reason.REFUSED_ADDRESS
    assert "private_addresses: true" in result.detail
    assert server.connections == 0


def test_a_metadata_address_is_refused_even_where_private_addresses_are_allowed():
    guard = Guard(private=True, home=IPv4Address("169.254.7.7"))

    assert guard.refusal(IPv4Address("169.254.169.254"))
    assert guard.refusal(IPv6Address("fd00:ec2::254"))
    assert guard.refusal(IPv4Address("100.100.100.200"))
    assert guard.refusal(IPv4Address("169.254.7.7")) is None, "the home page itself"
    assert guard.refusal(IPv4Address("10.0.0.1")) is None
    assert Guard(private=False, home=IPv4Address("169.254.7.7")).refusal(IPv4Address("169.254.7.7"))


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("8.8.8.8", None),
        ("2400:3200::1", None),
        ("::ffff:8.8.8.8", None),
        ("64:ff9b::808:808", None),
        ("127.8.9.1", "loopback"),
        ("10.1.2.3", "private"),
        ("172.31.255.255", "private"),
        ("172.32.0.0", None),
        ("192.168.0.1", "private"),
        ("100.64.0.1", "carrier"),
        ("169.254.169.254", "link-local"),
        ("100.100.100.200", "metadata"),
        ("198.18.0.5", "benchmarking"),
        ("224.0.0.251", "multicast"),
        ("255.255.255.255", "reserved"),
        ("0.0.0.0", "unspecified"),
        ("::", "unspecified"),
        ("::1", "loopback"),
        ("fd12::1", "private"),
        ("fe80::1%eth0", "link-local"),
        ("ff02::1", "multicast"),
        ("::ffff:127.0.0.1", "loopback"),
        ("::127.0.0.1", "reserved"),
        ("64:ff9b::7f00:1", "loopback"),
        ("64:ff9b:1::7f00:1", "private"),
        ("2002:7f00:1::", "loopback"),
        ("2001:0:1:2:3:4:5:6", "tunnel"),
        ("4000::1", "reserved"),
    ],
)
def test_an_address_is_judged_by_what_it_reaches(address, what):
    why = special(ip_address(address))

    assert (what in why.what) if what and why else why is None and what is None


@given(st.ip_addresses(v=4))
def test_what_the_standard_library_calls_not_global_is_special_here(address):
    assert address.is_global or special(address) is not None


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_alike_in_every_ipv6_form_that_carries_it(address):
    number = int(address)
    forms = [
        IPv6Address(0xFFFF << 32 | number),
        IPv6Address(0x64FF9B << 96 | number),
        IPv6Address(0x2002 << 112 | number << 80),
    ]

    assert {special(form) for form in forms} == {special(address)}


@given(st.ip_addresses(v=4))
def test_an_address_is_found_in_every_spelling(address):
    number = int(address)
    spellings = [str(address), str(number), hex(number), f"0{number:o}", f"{number >> 24}.{number & 0xFFFFFF}"]

    assert {literal(spelling) for spelling in spellings} == {address}


@pytest.mark.parametrize("name", ["www.sample.gov.cn", "163.com", "0xcafe.cn", "a1", "xn--fiq228c.xn--zfr164b", ""])
def test_a_name_is_no_address(name):
    assert literal(name) is None


# --- where a site is


def test_connect_to_changes_where_the_connection_goes_and_nothing_else():
    with (
        Misbehaving({"/": answers()}) as server,
        looking(PORTAL, connect_to=f"127.0.0.1:{server.port}", private_addresses=False) as live,
    ):
        result = live.fetch(PORTAL)

        assert [code for code, _ in live.notices] == ["connected-elsewhere"]
    assert isinstance(result, Answer)
    assert result.place == PORTAL
    assert {headers["host"] for headers in server.seen} == {"www.sample.gov.cn"}
    assert {headers["user-agent"] for headers in server.seen} == {USER_AGENT}


def test_a_chinese_host_is_asked_for_by_its_ascii_name():
    with Misbehaving({"/": answers()}) as server:
        live = looking("http://示例市.政务/", connect_to=f"127.0.0.1:{server.port}")
        results = [live.fetch("http://示例市.政务/"), live.fetch("http://xn--fsq956ahru.xn--zfr164b/")]

    assert [reason(result) for result in results] == [None, None]
    assert server.seen[0]["host"] == "xn--fsq956ahru.xn--zfr164b"


def test_an_ipv6_address_is_a_host():
    if not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    try:
        server = Misbehaving({"/": answers()}, family=socket.AF_INET6).__enter__()
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    with server, looking(server.url()) as live:
        assert isinstance(live.fetch(server.url()), Answer)

    assert server.seen[0]["host"] == f"[::1]:{server.port}"


@pytest.mark.parametrize(
    ("url", "detail"),
    [
        ("http://127.0.0.1:1/", "connection refused"),
        ("http://127.0.0.1:99999/", "there is no port 99999"),
        (f"http://{'a' * 70}.cn/", "the host is no valid name"),
        ("http://256.256.256.256/", "this is no http or https address"),
    ],
)
def test_a_site_that_cannot_be_reached_says_why(url, detail):
    result = looking(url).fetch(url)

    assert isinstance(result, Failure)
    assert result.reason is Reason.UNREACHABLE
    assert detail in result.detail


def test_a_host_that_swallows_connections_is_given_up_in_time():
    slept: list[float] = []
    with swallows_connections() as port:
        began = time.monotonic()
        url = f"http://127.0.0.1:{port}/"
        result = looking(url, sleep=slept.append, limits=SHORT).fetch(url)

    assert reason(result) is Reason.TIMEOUT
    assert slept == [1.0], "there is one more attempt"
    assert time.monotonic() - began < 4


# --- TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """Key and self-signed certificate of www.sample.gov.cn, in one file."""
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    made = subprocess.run(
        [
            *[openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"],
            *["-subj", "/CN=www.sample.gov.cn", "-addext", "subjectAltName=DNS:www.sample.gov.cn"],
            *["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")],
        ],
        capture_output=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    both = folder / "both.pem"
    both.write_text((folder / "key.pem").read_text() + (folder / "certificate.pem").read_text())
    return both


@pytest.mark.parametrize(
    ("host", "trusted", "detail"),
    [
        ("www.sample.gov.cn", True, None),
        ("www.sample.gov.cn", False, "it is self-signed"),
        ("www.other.gov.cn", True, "it is for another host"),
    ],
)
def test_a_certificate_is_verified_for_the_host_of_the_url_wherever_the_connection_goes(
    certificate, host, trusted, detail
):
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate)
    trust = ssl.create_default_context(cafile=certificate) if trusted else None
    url = f"https://{host}/"

    with Misbehaving({"/": answers()}, tls=serving) as server:
        result = looking(url, connect_to=f"127.0.0.1:{server.port}", tls=trust).fetch(url)

    assert reason(result) is (Reason.UNREACHABLE if detail else None), result
    assert not isinstance(result, Failure) or f"the certificate is not trusted: {detail}" in result.detail


@pytest.mark.parametrize("host", ["www.sample.gov.cn", "www.other.gov.cn"])
def test_an_owner_may_have_a_certificate_accepted_and_the_report_says_so(certificate, host):
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate)
    url = f"https://{host}/"

    with Misbehaving({"/": answers()}, tls=serving) as server:
        live = looking(url, connect_to=f"127.0.0.1:{server.port}", certificates="accept")
        result = live.fetch(url)

    assert isinstance(result, Answer), result
    assert "certificates-accepted" in [code for code, _ in live.notices]


def test_the_time_for_one_page_also_ends_beneath_tls(certificate):
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate)
    began = time.monotonic()

    with Misbehaving({"/": drips_its_body}, tls=serving) as server:
        trust = ssl.create_default_context(cafile=certificate)
        with looking(
            "https://www.sample.gov.cn/", connect_to=f"127.0.0.1:{server.port}", tls=trust, limits=SHORT
        ) as live:
            result = live.fetch("https://www.sample.gov.cn/")

    assert reason(result) is Reason.TIMEOUT
    assert time.monotonic() - began < 4


def test_a_handshake_nobody_answers_is_tried_once_more():
    """The server waits for a request in plain text while the client waits for its hello to be answered."""
    slept: list[float] = []
    with Misbehaving({"/": answers()}) as server:
        url = f"https://127.0.0.1:{server.port}/"
        result = looking(url, sleep=slept.append, limits=SHORT).fetch(url)

    assert reason(result) is Reason.TIMEOUT
    assert (server.connections, slept) == (2, [1.0])


# --- the plan, and pieces on their own


def test_the_plan_names_hosts_and_limits_and_asks_for_nothing():
    with Misbehaving({}) as server:
        lines = "\n".join(
            line.en for line in plan(WebsiteSettings(url="http://示例市.政务", connect_to=f"127.0.0.1:{server.port}"))
        )

    assert "xn--fsq956ahru.xn--zfr164b" in lines
    assert f"127.0.0.1:{server.port}" in lines
    assert "4 requests a second, 5000 pages" in lines
    assert server.connections == 0


def test_a_live_site_has_no_leftovers():
    assert list(looking(PORTAL).leftovers([PORTAL])) == []


CODINGS = {
    "": lambda data: data,
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    " Deflate": raw_deflate,
}


@given(
    data=st.binary(max_size=400) | st.integers(1, 300_000).map(lambda size: b"x" * size),
    coding=st.sampled_from(sorted(CODINGS)),
    size=st.integers(1, 70_000),
)
def test_a_body_is_decoded_alike_however_it_is_cut_and_never_in_large_pieces(data, coding, size):
    packed = CODINGS[coding](data)
    size = max(size, len(packed) // 50 + 1)
    chunks = [packed[at : at + size] for at in range(0, len(packed), size)]

    pieces = list(decoded(chunks, coding))

    assert b"".join(pieces) == data
    assert all(len(piece) <= 1 << 16 for piece in pieces) or not coding


def test_what_the_decoder_holds_back_is_not_lost():
    """Where all input is read and the output was cut at 64 KiB, the rest waits inside; bare deflate has no trailer."""
    for size in range(1 << 16, (1 << 16) + 300):
        assert len(b"".join(decoded([raw_deflate(b"x" * size)], "deflate"))) == size


@given(st.binary(min_size=1, max_size=300), st.sampled_from(["gzip", "deflate"]), st.data())
def test_a_body_cut_short_is_never_taken_for_whole(data, coding, draw):
    packed = CODINGS[coding](data)
    cut = packed[: draw.draw(st.integers(1, len(packed) - 1))]

    with pytest.raises(Undecodable):
        list(decoded([cut], coding))
