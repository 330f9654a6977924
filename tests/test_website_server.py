"""The whole website collector against one page that misbehaves, and how a server is asked, again, or no more."""

from __future__ import annotations

import gzip
import shutil
import ssl
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egovspec.collect.website.answers import Reason
from egovspec.collect.website.wire.address import Guard
from egovspec.collect.website.wire.asking import Asker, Budget
from egovspec.collect.website.wire.challenge import PRODUCTS, UNKNOWN, recognised
from egovspec.collect.website.wire.pace import STRAINED_UP_TO, Pace
from egovspec.collect.website.wire.patience import FAILURES, PAUSES, retry_after
from egovspec.collect.website.wire.reading import page_body, refuse_status
from egovspec.collect.website.wire.transport import NoAnswer, Reply, Wire
from misbehaving import (
    HTML,
    KEEP,
    Behaviour,
    Exchange,
    Misbehaving,
    answers,
    bomb,
    breaks_within_its_body,
    chunked,
    drips_its_body,
    drips_its_headers,
    drops_every_second,
    falls_silent,
    goes_away,
    in_turn,
    lies_about_keeping,
    never_answers,
    redirects,
    refuses_head,
    resets,
    says,
    says_wait_without_end,
    sends_empty_gzip_members_without_end,
    sends_without_end,
)
from websites import HOME, PROSE, Facts, collect, page

PAGE, FINE = HOME + "page", HOME + "fine"
HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
COMPLETE = ("complete", None)
ORDINARY = page(
    f"<div class=content><h1>关于做好有关工作的通知</h1><p>{PROSE}</p></div>", navigation="", foot=""
).encode()
GONE = page("<h1>您访问的页面不存在</h1><p>请返回首页，或者使用站内搜索。</p>", navigation="", foot="").encode()
LINKS = "<ul><li><a href='/page'>动态要闻</a></li><li><a href='/fine'>通知公告</a></li></ul>"
START = page(LINKS + f"<p>{PROSE}</p>", navigation="", foot="").encode()


@dataclass(frozen=True)
class Row:
    """How /page behaves, and what a collection of the site makes of it.

    reason    why /page is not collected; None when it is
    coverage  of the table `page`: state and reason
    detail    what the reason must say in words
    fine      whether /fine is collected all the same
    limits    of the crawl
    others    more paths
    tls       the certificate of the server, by its name in `certificates`, or what it does in place of a handshake
    asked     how often /page is asked for
    seconds   the collection takes at most
    """

    page: Behaviour
    reason: Reason | None = None
    coverage: tuple[str, str | None] = COMPLETE
    detail: str = ""
    fine: bool = True
    limits: Mapping[str, object] = field(default_factory=dict)
    others: Mapping[str, Behaviour] = field(default_factory=dict)
    otherwise: Behaviour | None = None
    tls: str | Behaviour | None = None
    asked: int | None = None
    seconds: float = 4


def lost(behaviour: Behaviour, reason: Reason, detail: str = "", **said: object) -> Row:
    """/page leaves a gap."""
    return Row(behaviour, reason, **{"coverage": ("partial", reason.value), "detail": detail, **said})  # type: ignore[arg-type]


def looked_at(behaviour: Behaviour, reason: Reason, detail: str = "", **said: object) -> Row:
    """/page is no page of the site, and leaves no gap."""
    return Row(behaviour, reason, **{"detail": detail, **said})  # type: ignore[arg-type]


def challenged(status: int, body: str | bytes, product: str, **headers: str) -> Row:
    body = body if isinstance(body, bytes) else body.encode()
    return lost(answers(status, body, **headers), Reason.CHALLENGE, product)


def cookie_wall(exchange: Exchange) -> object:
    let_in = "seen=1" in exchange.headers.get("cookie", "")
    return (answers(body=ORDINARY) if let_in else redirects("/page", set_cookie="seen=1"))(exchange)


def floods_cookies(exchange: Exchange) -> object:
    cookies = "".join(f"Set-Cookie: c{exchange.nth}-{n}={'x' * 50}\r\n" for n in range(500))
    exchange.send(HEAD, cookies, f"Content-Length: {len(ORDINARY)}\r\n\r\n", ORDINARY)
    return KEEP


def changes(exchange: Exchange) -> object:
    return answers(body=ORDINARY.replace("通知".encode(), f"通知{time.monotonic_ns()}".encode()))(exchange)


def sends_too_much(exchange: Exchange) -> object:
    exchange.send(HEAD, f"Content-Length: {len(ORDINARY)}\r\n\r\n", ORDINARY, b"<p>and more</p>")
    return KEEP


def under_page(behaviour: Behaviour) -> Behaviour:
    """The behaviour for /page and what is beneath it; 404 for everything else."""
    return lambda exchange: (behaviour if exchange.path.startswith("/page") else answers(404))(exchange)


def calendar(exchange: Exchange) -> object:
    month = int(exchange.path.partition("m=")[2] or 0)
    return answers(body=page(f"<p>{PROSE}</p><a href='/page?m={month + 1}'>下月</a>", navigation="", foot="").encode())(
        exchange
    )


def sessions(exchange: Exchange) -> object:
    link = f"<a href='/page;jsessionid={len(exchange.server.asked):032X}'>刷新</a>"
    return answers(body=page(f"<p>{PROSE}</p>{link}", navigation="", foot="").encode())(exchange)


def to_tls(exchange: Exchange) -> object:
    safe = isinstance(exchange.sock, ssl.SSLSocket)
    return (answers(body=ORDINARY) if safe else redirects("https://www.sample.gov.cn/page"))(exchange)


def body_of(main: str) -> Behaviour:
    return answers(body=page(main, navigation="", foot="").encode())


SHORT = {"timeout": "PT0.4S"}
ONCE_MORE = {"retries": 1}
FEW = {"pages": 8}
GZIP = {"content_encoding": "gzip"}
TS = "<html><head><meta id=a r='m'><script r='m'>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script></head><body></body></html>"
JSL = "<script>document.cookie=('_')+('_')+('j')+('s')+('l')+('_');location.href=location.pathname</script>"
CAPTCHA = "<html><body><h3>访问过于频繁，请输入验证码继续访问</h3><input name=code><input type=submit></body></html>"
BLOCKED = "<html><body><h3>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</h3></body></html>"
ACW = "<html><script>var arg1='0A1B';document.cookie='acw_sc__v2='+arg1;document.location.reload()</script></html>"

ROWS: dict[str, Row] = {
    # slow, at each stage
    "never answers": lost(never_answers, Reason.TIMEOUT, limits=SHORT),
    "drips its headers": lost(drips_its_headers, Reason.TIMEOUT, limits=SHORT),
    "drips its body": lost(drips_its_body, Reason.TIMEOUT, limits=SHORT),
    "falls silent within its body": lost(falls_silent, Reason.TIMEOUT, limits=SHORT),
    "says 100 Continue without end": lost(says_wait_without_end, Reason.TIMEOUT, limits=SHORT),
    "leaves the TLS handshake unanswered": lost(to_tls, Reason.TIMEOUT, limits=SHORT, tls=never_answers),
    "goes away": lost(goes_away, Reason.UNREACHABLE, fine=False),
    # without end, and too much
    "sends a body without end": lost(sends_without_end, Reason.TOO_LARGE),
    "announces a body too large": lost(answers(body=b"", content_length="999999999"), Reason.TOO_LARGE),
    "sends a gzip bomb": lost(answers(body=bomb(50_000_000), **GZIP), Reason.TOO_LARGE),
    "sends empty gzip members without end": lost(sends_empty_gzip_members_without_end, Reason.TOO_LARGE),
    "sends a header without end": lost(says(HEAD, b"X: " + b"a" * 400_000), Reason.TOO_LARGE),
    "sends too many headers": lost(says(HEAD, b"X: 1\r\n" * 60_000), Reason.TOO_LARGE),
    "floods its visitor with cookies": Row(floods_cookies),
    "holds a hundred thousand links": Row(
        body_of("".join(f"<a href='/{n % 5000}'>{n}</a>" for n in range(100_000))),
        coverage=("partial", "limit"),
        limits={"links_per_page": 20, "page_bytes": 4_000_000},
        seconds=40,
    ),
    # broken off
    "closes without a word": lost(says(), Reason.UNREACHABLE, "closed before the answer began"),
    "closes within the headers": lost(says("HTTP/1.1 200 OK\r\nContent-Ty"), Reason.UNREACHABLE),
    "closes before the announced end": lost(says(HEAD, "Content-Length: 9999\r\n\r\n", HTML), Reason.UNREACHABLE),
    "closes within a chunk": lost(chunked("ff\r\n<html>"), Reason.UNREACHABLE),
    "resets the connection": lost(resets, Reason.UNREACHABLE, "reset"),
    "resets it within the body": lost(breaks_within_its_body, Reason.UNREACHABLE),
    "drops every second request": Row(
        drops_every_second(answers(body=ORDINARY)), others={"/": answers(body=START, connection="close")},
        limits=ONCE_MORE, asked=2,
    ),
    "drops a connection that was kept": Row(drops_every_second(answers(body=ORDINARY)), asked=2),
    "lies about keeping the connection": Row(lies_about_keeping(answers(body=ORDINARY, connection="keep-alive"))),
    # not HTTP, or barely
    "sends chunks that are none": lost(chunked("zz\r\n<html>\r\n0\r\n\r\n"), Reason.UNPARSED),
    "answers as in HTTP/0.9": lost(says(HTML), Reason.UNPARSED),
    "answers in another protocol": lost(says("220 mail.sample.gov.cn ESMTP\r\n"), Reason.UNPARSED),
    "gives two lengths": lost(says(HEAD, "Content-Length: 3\r\nContent-Length: 5\r\n\r\nabc"), Reason.UNPARSED),
    "answers in HTTP/1.0": Row(says("HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n", ORDINARY)),
    "ends its lines with bare line feeds": Row(says("HTTP/1.1 200 OK\nContent-Type: text/html\n\n", ORDINARY)),
    "gives no reason phrase": Row(says("HTTP/1.1 200\r\nContent-Type: text/html\r\n\r\n", ORDINARY)),
    "folds a header": Row(says("HTTP/1.1 200 OK\r\nX-A: 1\r\n 2\r\nContent-Type:\r\n text/html\r\n\r\n", ORDINARY)),
    "answers 103 first": Row(says("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", HEAD, "\r\n", ORDINARY)),
    "gives a length to a body in chunks": Row(
        says(
            *(HEAD, "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"),
            *(f"{len(ORDINARY):x}\r\n", ORDINARY, "\r\n0\r\n\r\n"),
        )
    ),
    "sends more than it announced": Row(sends_too_much),
    # codings and character sets
    "sends what is no gzip": lost(answers(**GZIP), Reason.UNPARSED),
    "sends half a gzip": lost(answers(body=gzip.compress(ORDINARY)[:-12], **GZIP), Reason.UNPARSED),
    "sends gzip and does not say so": lost(answers(body=gzip.compress(ORDINARY)), Reason.UNPARSED, "compressed"),
    "sends a coding nobody asked for": lost(answers(content_encoding="br"), Reason.UNPARSED),
    "calls gzip x-gzip": Row(answers(body=gzip.compress(ORDINARY), content_encoding="x-gzip")),
    "calls its character set a coding": Row(answers(body=ORDINARY, content_encoding="utf-8")),
    "calls GBK UTF-8": Row(answers(body=ORDINARY.decode().encode("gb18030"))),
    # refusals
    "answers 403": lost(answers(403), Reason.HTTP_STATUS, "may refuse whoever is no browser"),
    "answers 404": looked_at(answers(404), Reason.HTTP_STATUS),
    "answers 410": looked_at(answers(410), Reason.HTTP_STATUS),
    "answers 404 slowly": looked_at(
        lambda exchange: (exchange.send("HTTP/1.1 404 No\r\n\r\n"), exchange.drip(b"x" * 200, 0.02)), Reason.HTTP_STATUS
    ),
    "answers 429": lost(answers(429), Reason.HTTP_STATUS, "asked too often"),
    "answers 500": lost(answers(500), Reason.HTTP_STATUS),
    "answers 502": lost(answers(502), Reason.HTTP_STATUS),
    "answers 503": lost(answers(503), Reason.HTTP_STATUS),
    "answers 503 for an hour": lost(
        answers(503, retry_after="3600"), Reason.HTTP_STATUS, limits=ONCE_MORE, asked=1
    ),
    "answers 504": lost(answers(504), Reason.HTTP_STATUS),
    "answers 304 unasked": lost(answers(304, b""), Reason.HTTP_STATUS),
    "answers 204": looked_at(says("HTTP/1.1 204 No Content\r\n\r\n"), Reason.NOT_HTML),
    "answers 429 once": Row(in_turn(answers(429), answers(body=ORDINARY)), limits=ONCE_MORE, asked=2),
    "answers 500 once": Row(in_turn(answers(500), answers(body=ORDINARY)), limits=ONCE_MORE, asked=2),
    "asks to come back in a second": Row(
        in_turn(answers(503, retry_after="1"), answers(body=ORDINARY)), limits=ONCE_MORE, asked=2
    ),
    "refuses HEAD": Row(refuses_head(answers(body=ORDINARY))),
    # no page
    "sends a document": looked_at(answers(body=b"%PDF-1.7", content_type="application/pdf"), Reason.NOT_HTML),
    "sends plain text": looked_at(answers(body="通知".encode(), content_type="text/plain"), Reason.NOT_HTML),
    "answers 200 for what does not exist": Row(answers(body=ORDINARY), otherwise=answers(body=GONE)),
    "does not exist where 200 is answered": looked_at(answers(body=GONE), Reason.SOFT_404, otherwise=answers(body=GONE)),
    "changes with every look": Row(changes),
    # redirects
    "redirects to itself": looked_at(redirects("/page"), Reason.REDIRECT_LOOP),
    "redirects back and forth": looked_at(
        redirects("/other"), Reason.REDIRECT_LOOP, others={"/other": redirects("/page")}
    ),
    "redirects again and again": lost(
        redirects("/r1"), Reason.LIMIT, others={f"/r{n}": redirects(f"/r{n + 1}") for n in range(1, 20)}
    ),
    "asks for a cookie": Row(cookie_wall),
    "redirects to another site": looked_at(redirects("http://www.other.gov.cn/"), Reason.LEFT_SITE),
    "redirects to a private address": lost(redirects("http://10.0.0.1/"), Reason.REFUSED_ADDRESS),
    "redirects to this machine": lost(redirects("http://127.1:8080/"), Reason.REFUSED_ADDRESS),
    "redirects to a cloud's credentials": lost(redirects("http://169.254.169.254/latest/"), Reason.REFUSED_ADDRESS),
    "redirects to a file": looked_at(redirects("file:///etc/passwd"), Reason.LEFT_SITE),
    "redirects to a script": looked_at(redirects("javascript:alert(1)"), Reason.LEFT_SITE),
    "writes its scheme in capitals": Row(redirects("HTTP://WWW.SAMPLE.GOV.CN/other"), others={"/other": answers(body=ORDINARY)}),
    "redirects in the bytes of UTF-8": Row(
        says("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /动态\r\n\r\n"),
        others={"/%E5%8A%A8%E6%80%81": answers(body=ORDINARY)},
    ),
    "redirects in the bytes of GBK": Row(
        says(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /" + "动态".encode("gb18030") + b"\r\n\r\n"),
        others={"/%B6%AF%CC%AC": answers(body=ORDINARY)},
    ),
    # TLS
    "has a certificate that expired": lost(to_tls, Reason.UNREACHABLE, "it has expired", tls="expired"),
    "has a self-signed certificate": lost(to_tls, Reason.UNREACHABLE, "it is self-signed", tls="self-signed"),
    "has a certificate for another host": lost(to_tls, Reason.UNREACHABLE, "for another host", tls="other host"),
    "has a certificate of an unknown authority": lost(
        to_tls, Reason.UNREACHABLE, "its issuer is not known", tls="unknown authority"
    ),
    "does not send the whole chain": lost(to_tls, Reason.UNREACHABLE, "its issuer is not known", tls="half a chain"),
    "speaks an old version of TLS": lost(to_tls, Reason.UNREACHABLE, "versions of the protocol", tls="TLS 1.0"),
    "shares no cipher suite": lost(to_tls, Reason.UNREACHABLE, "no cipher suite", tls="no suite"),
    "closes within the handshake": lost(to_tls, Reason.UNREACHABLE, "during the TLS handshake", tls=says()),
    "answers TLS in plain text": lost(
        to_tls, Reason.UNREACHABLE, "does not answer in TLS", tls=says("HTTP/1.1 400 Bad Request\r\n\r\n")
    ),
    "has a certificate that is trusted": Row(to_tls, tls="good"),
    # answers for suspected robots
    "answers 412 with the script of a product": challenged(412, TS, "瑞数"),
    "answers 202 with that script": challenged(202, TS, "瑞数"),
    "answers 412 without a word": lost(answers(412, b""), Reason.CHALLENGE, "whoever is no browser"),
    "answers 521 with a cookie script": challenged(521, JSL, "加速乐", set_cookie="__jsluid_h=0a; max-age=31536000"),
    "answers 405 as a firewall does": challenged(405, BLOCKED, "阿里云"),
    "answers 200 with a script and a riddle": challenged(200, ACW, "阿里云"),
    "answers 503 to be waited for": challenged(
        503, "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>", "Cloudflare", cf_ray="0a-HKG"
    ),
    "answers 418": challenged(418, "<p>418</p>", "华为云", set_cookie="HWWAFSESID=0a; path=/"),
    "answers 200 with a captcha": challenged(200, CAPTCHA, "未能识别产品"),
    "answers 200 with a refusal in GBK": challenged(200, BLOCKED.encode("gb18030"), "阿里云"),
    "answers 403 with a refusal in gzip": lost(
        answers(403, gzip.compress(BLOCKED.encode()), **GZIP), Reason.CHALLENGE, "阿里云"
    ),
    "sets a cookie and loads itself again": challenged(
        200, "<script>document.cookie='a=1';location.reload()</script>", "未能识别产品"
    ),
    # pages that lead nowhere, or for ever
    "refreshes itself without end": Row(
        answers(body=b"<html><head><meta http-equiv=refresh content='0;url=/page2'></head><body></body></html>"),
        coverage=("partial", "script-only"),
        others={
            "/page2": answers(body=b"<html><head><meta http-equiv=refresh content='0;url=/page'></head></html>"),
        },
    ),
    "frames itself": Row(body_of(f"<p>{PROSE}</p><iframe src='/page'></iframe><iframe src='/page?a=1'></iframe>"), others={"/page?a=1": body_of(f"<p>{PROSE}</p><iframe src='/page'></iframe>")}),
    "links to scripts": Row(body_of(f"<p>{PROSE}</p><a href='javascript:void(0)'>更多</a><a href='JavaScript:go(1)'>下页</a>")),
    "is a calendar without end": Row(calendar, coverage=("partial", "limit"), limits=FEW, otherwise=under_page(calendar)),
    "gives every link a session": Row(sessions, limits=FEW, otherwise=under_page(sessions)),
}  # fmt: skip


@pytest.fixture(scope="module")
def certificates(tmp_path_factory) -> Callable[[str], ssl.SSLContext]:
    """What a server meets TLS with, by name; `authority.pem` beside them is what its visitors trust."""
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]

    def run(*args: str) -> None:
        made = subprocess.run([openssl, *args], cwd=folder, capture_output=True, check=False)
        assert made.returncode == 0, made.stderr

    def authority(name: str, *above: str) -> None:
        extension = ["-addext", "basicConstraints=critical,CA:TRUE"]
        run("req", "-x509", *key, "-days", "2", "-subj", f"/CN={name}", *extension, *above,
            "-keyout", f"{name}.key", "-out", f"{name}.pem")  # fmt: skip

    def issued(name: str, by: str, host: str, days: int = 2, constraint: str = "CA:FALSE") -> None:
        (folder / "extension").write_text(f"subjectAltName=DNS:{host}\nbasicConstraints={constraint}\n")
        run("req", "-new", *key, "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", "request")
        run("x509", "-req", "-in", "request", "-CA", f"{by}.pem", "-CAkey", f"{by}.key", "-CAcreateserial",
            "-days", str(days), "-extfile", "extension", "-out", f"{name}.pem")  # fmt: skip

    host = "www.sample.gov.cn"
    authority("authority")
    authority("stranger")
    authority("self-signed", "-addext", f"subjectAltName=DNS:{host}")
    issued("good", "authority", host)
    issued("expired", "authority", host, days=-1)
    issued("other host", "authority", "www.other.gov.cn")
    issued("unknown authority", "stranger", host)
    issued("between", "authority", "between", constraint="CA:TRUE")
    issued("half a chain", "between", host)

    def context(name: str) -> ssl.SSLContext:
        serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        file = folder / f"{name}.pem" if (folder / f"{name}.pem").exists() else folder / "good.pem"
        serving.load_cert_chain(file, file.with_suffix(".key"))
        if name == "TLS 1.0":
            serving.set_ciphers("ALL:@SECLEVEL=0")
            serving.minimum_version = serving.maximum_version = ssl.TLSVersion.TLSv1
        if name == "no suite":
            serving.maximum_version = ssl.TLSVersion.TLSv1_2
            serving.set_ciphers("ECDHE-ECDSA-CAMELLIA256-SHA384")
        return serving

    context.__doc__ = str(folder / "authority.pem")
    return context


def collected(row: Row, server: Misbehaving) -> Facts:
    limits = {"rate": "9999/s", "timeout": "PT3S", "page_bytes": 200_000, "retries": 0, **row.limits}
    return collect(url=HOME, connect_to=f"127.0.0.1:{server.port}", limits=limits)


@pytest.mark.parametrize("how", ROWS)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1 is deprecated:DeprecationWarning")
def test_a_page_that_misbehaves_is_accounted_for_and_the_others_are_collected(how, request, monkeypatch):
    row = ROWS[how]
    tls = None
    if isinstance(row.tls, str):
        context = request.getfixturevalue("certificates")
        monkeypatch.setenv("SSL_CERT_FILE", context.__doc__)
        tls = context(row.tls)
    paths = {"/": answers(body=START), "/fine": answers(body=ORDINARY), "/robots.txt": answers(404), **row.others}
    paths["/page"] = row.page
    began = time.monotonic()

    refuses = None if isinstance(row.tls, str) else row.tls
    with Misbehaving(paths, tls=tls, refuses_tls=refuses, otherwise=row.otherwise) as server:
        facts = collected(row, server)

    missed = {fact.url: fact for fact in facts["uncollected"]}
    pages = {fact.url for fact in facts["page"]}
    assert (missed[PAGE].reason if PAGE in missed else None) == (row.reason.value if row.reason else None), missed
    assert row.detail in (missed[PAGE].detail or "" if PAGE in missed else "")
    assert (PAGE in pages) == (row.reason is None)
    assert (FINE in pages) == row.fine
    assert facts.coverage("page") == row.coverage, facts.collected
    assert row.asked is None or server.asked.count("/page") == row.asked
    assert time.monotonic() - began < row.seconds


def test_every_misbehaviour_is_another_one():
    assert len(ROWS) >= 55


# --- asking again


def asking(
    server: Misbehaving, slept: list[float] | None = None, *, retries: int = 2, total: float = 7200, rate: float = 9999
) -> tuple[Asker, Wire]:
    """An asker of that server alone, for which no time passes while it sleeps."""
    wire = Wire(Guard(private=True), lambda host: True, detour=None, connect=2, headers={}, tls=None)
    sleep = (slept if slept is not None else []).append
    return Asker(wire, Pace(1 / rate, sleep), total=total, now=datetime(2026, 3, 1, tzinfo=UTC), retries=retries), wire


def status(reply: Reply) -> int:
    return reply.status


def ask(server: Misbehaving, asker: Asker, path: str = "/page", **said: object) -> int | Reason:
    """The status that is answered, or the reason there is none."""
    try:
        return asker.ask(httpx2.URL(server.url(path)), Budget(1.0), status, **said)  # type: ignore[arg-type]
    except NoAnswer as problem:
        return problem.reason


WAITS: dict[str, tuple[Behaviour, int, list[float]]] = {
    # what the server does; how many attempts at most follow the first; the waits before each
    "resets": (resets, 3, [1, 4, 16]),
    "closes without a word": (says(), 3, [1, 4, 16]),
    "answers 502": (answers(502), 3, [1, 4, 16]),
    "answers 503": (answers(503), 5, [1, 4, 16, 60, 60]),
    "answers 504": (answers(504), 1, [1]),
    "answers 504 to who does not try again": (answers(504), 0, []),
    "answers 429": (answers(429), 2, [1, 4]),
    "answers 429 and when to return": (answers(429, retry_after="7"), 2, [7, 7]),
    "answers 503 and a moment": (answers(503, retry_after="Sun, 01 Mar 2026 00:01:00 GMT"), 1, [60]),
    "answers 503 and a moment past": (answers(503, retry_after="Sat, 28 Feb 2026 00:00:00 GMT"), 1, [0]),
    "answers 503 and nonsense": (answers(503, retry_after="soon"), 1, [1]),
    "answers 503 for longer than anyone waits": (answers(503, retry_after="121"), 3, []),
    "answers 500": (answers(500), 3, [1]),
    "answers 501": (answers(501), 3, []),
    "answers 404": (answers(404), 3, []),
    "answers 412": (answers(412), 3, []),
    "challenges with 503": (answers(503, cf_mitigated="challenge"), 3, []),
    "answers in another protocol": (says("220 ESMTP\r\n"), 3, []),
    "breaks within its body": (breaks_within_its_body, 3, []),
}


@pytest.mark.parametrize("how", WAITS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_may_pass_is_asked_for_again_after_longer_and_longer_waits(how, method):
    behaviour, retries, waits = WAITS[how]
    slept: list[float] = []

    with Misbehaving({"/page": behaviour}) as server:
        asker, _ = asking(server, slept, retries=retries)
        ask(server, asker, method=method)

    assert len(server.asked) == len(waits) + 1
    slept = [round(seconds) for seconds in slept if seconds > 0.55 or 0 in waits]  # shorter ones are the pace
    assert [wait for wait in slept if wait] == [wait for wait in waits if wait]


def test_a_post_is_sent_once_whatever_comes_of_it():
    slept: list[float] = []
    with Misbehaving({"/page": resets, "/busy": answers(503), "/in": answers(200)}) as server:
        asker, _ = asking(server, slept)
        results = [
            ask(server, asker, path, method="POST", headers={"Content-Type": "text/plain"}, body="留言".encode())
            for path in ("/page", "/busy", "/in")
        ]

    assert results == [Reason.UNREACHABLE, 503, 200]
    assert server.asked == ["/page", "/busy", "/in"]
    assert set(server.methods) == {"POST"}
    assert set(server.bodies) == {"留言".encode()}
    assert server.seen[-1]["content-type"] == "text/plain"


def test_head_brings_the_head_and_keeps_the_connection():
    seen: list[tuple[int, bytes]] = []
    with Misbehaving({"/page": answers(), "/no": refuses_head(answers())}) as server:
        asker, _ = asking(server)
        for path in ("/page", "/no", "/page"):
            url = httpx2.URL(server.url(path))
            asker.ask(url, Budget(1.0), lambda r: seen.append((r.status, b"".join(r.chunks))), method="HEAD")

    assert seen == [(200, b""), (405, b""), (200, b"")]
    assert server.connections == 1


def test_headers_of_one_request_come_beside_and_before_those_of_every_request():
    wire = Wire(
        Guard(private=True), lambda host: True, detour=None, connect=1, headers={"Accept": "a", "X-A": "1"}, tls=None
    )
    with (
        Misbehaving({"/": answers()}) as server,
        wire.send("GET", httpx2.URL(server.url()), time.monotonic() + 2, headers={"Accept": "b"}),
    ):
        pass

    assert (server.seen[0]["accept"], server.seen[0]["x-a"]) == ("b", "1")


def test_a_reply_says_when_it_came_by_the_clock_of_the_run():
    with Misbehaving({"/page": answers()}) as server:
        asker, _ = asking(server)
        at = asker.ask(httpx2.URL(server.url("/page")), Budget(1.0), lambda reply: reply.at)

    assert timedelta(0) <= at - datetime(2026, 3, 1, tzinfo=UTC) < timedelta(seconds=5)


def test_waiting_does_not_use_the_time_of_a_page():
    budget = Budget(1.0)
    with Misbehaving({"/page": in_turn(never_answers, answers())}) as server:
        asker, _ = asking(server)
        found = asker.ask(httpx2.URL(server.url("/page")), budget, status)

    assert found == 200
    assert budget.left > 0.5, "an attempt that was made again has cost nothing"


def test_nobody_waits_for_an_attempt_that_comes_after_the_end():
    slept: list[float] = []
    with Misbehaving({"/page": answers(503, retry_after="100")}) as server:
        asker, _ = asking(server, slept, total=50)
        result = ask(server, asker)

    assert result is Reason.LIMIT
    assert slept == []


ERRORS = {"404": answers(404, b"x" * 50_000), "302": redirects("/"), "302 with words": answers(302, b"moved " * 99)}


@pytest.mark.parametrize("how", ERRORS)
def test_the_body_of_what_is_no_page_is_read_so_that_the_connection_is_kept(how):
    with Misbehaving({"/page": ERRORS[how]}) as server:
        asker, _ = asking(server)
        for _ in range(3):
            ask(server, asker)

    assert (len(server.asked), server.connections) == (3, 1)


def test_the_body_of_an_error_is_read_no_further_than_64_kib():
    with Misbehaving({"/page": lambda exchange: exchange.send("HTTP/1.1 404 No\r\n\r\n", b"x" * 300_000)}) as server:
        asker, _ = asking(server)
        read = asker.ask(httpx2.URL(server.url("/page")), Budget(1.0), lambda reply: b"".join(reply.chunks))

    assert len(read) == 64 * 1024


# --- the pace


def test_each_host_has_a_pace_of_its_own():
    slept: list[float] = []
    pace = Pace(0.0, slept.append)
    pace.slow_to(7, "a.gov.cn")

    for host in ("a.gov.cn", "b.gov.cn", "b.gov.cn", "a.gov.cn"):
        pace.wait(host)

    assert [round(seconds) for seconds in slept] == [7]
    pace.slow_to(9)
    assert (pace.interval("a.gov.cn"), pace.interval("c.gov.cn")) == (9, 9)


def test_a_strained_host_is_asked_half_as_often_each_time_and_recovers_slowly():
    pace = Pace(1.0, lambda seconds: None)
    for _ in range(9):
        pace.strained("h")
    slowest = pace.interval("h")
    intervals = []
    for _ in range(200):
        pace.good("h")
        intervals.append(pace.interval("h"))

    assert slowest == STRAINED_UP_TO == 30
    assert intervals[:19] == [30] * 19
    assert list(dict.fromkeys(intervals)) == [30, 15, 7.5, 3.75, 1.875, 1.0]
    assert pace.interval("other") == 1.0


def test_one_bad_answer_begins_the_recovery_anew():
    pace = Pace(1.0, lambda seconds: None)
    pace.strained("h")
    for _ in range(19):
        pace.good("h")
    pace.strained("h")
    pace.good("h")

    assert pace.interval("h") == 4.0


def test_429_and_503_slow_the_pace_of_a_crawl():
    slept: list[float] = []
    with Misbehaving({"/page": answers(429), "/fine": answers()}) as server:
        asker, _ = asking(server, slept, retries=0, rate=1)
        for path in ("/page", "/page", "/fine"):
            ask(server, asker, path)

    assert [round(seconds) for seconds in slept] == [2, 4]


# --- a server that fails


def failing_after(answered: int, behaviour: Behaviour, until: int = 10**9) -> Behaviour:
    """As many good answers over all paths, then the behaviour, then good answers again."""

    def behave(exchange: Exchange) -> object:
        good = answers(connection="close")  # so that every request has a connection of its own
        return (behaviour if answered < len(exchange.server.asked) <= until else good)(exchange)

    return behave


FAILING = {"resets": resets, "says nothing": says(), "answers 500": answers(500), "answers 429": answers(429)}


@pytest.mark.parametrize("how", FAILING)
def test_a_server_that_fails_for_long_is_left_alone(how):
    slept: list[float] = []
    with Misbehaving({}, otherwise=failing_after(1, FAILING[how])) as server:
        asker, _ = asking(server, slept, retries=0)
        results = [ask(server, asker, path) for path in ["/", *(f"/{n}" for n in range(FAILURES + 5))]]

    pauses = [seconds for seconds in slept if seconds > 29.9]
    assert results[0] == 200
    assert results[-5:] == [Reason.SERVER_FAILING] * 5
    assert Reason.SERVER_FAILING not in results[:-5]
    assert len(server.asked) == 1 + FAILURES + len(PAUSES)
    assert server.asked[-len(PAUSES) :] == ["/"] * len(PAUSES), "what was answered before is asked for"
    assert how == "answers 429" or [round(seconds) for seconds in pauses] == [30, 60, 120]


def test_a_server_that_comes_back_is_asked_on():
    slept: list[float] = []
    with Misbehaving({}, otherwise=failing_after(1, resets, until=1 + FAILURES + 1)) as server:
        asker, _ = asking(server, slept, retries=0)
        results = [ask(server, asker, path) for path in ["/", *(f"/{n}" for n in range(FAILURES + 5))]]

    assert results == [200] + [Reason.UNREACHABLE] * FAILURES + [200] * 5
    assert [round(seconds) for seconds in slept if seconds > 1] == [30]


def test_a_broken_part_of_a_site_is_no_broken_server():
    slept: list[float] = []
    with Misbehaving({"/": answers()}, otherwise=answers(500)) as server:
        asker, _ = asking(server, slept, retries=0)
        results = [ask(server, asker, path) for path in ["/", *(f"/{n}" for n in range(3 * FAILURES))]]

    assert results == [200] + [500] * 3 * FAILURES
    assert not [seconds for seconds in slept if seconds > 1]


def test_one_good_answer_ends_the_counting():
    nine = [*(f"/{n}" for n in range(FAILURES - 1)), "/"]
    with Misbehaving({"/": answers(connection="close")}, otherwise=resets) as server:
        asker, _ = asking(server, retries=0)
        for path in nine * 3:
            ask(server, asker, path)

    assert server.asked == nine * 3


def test_pages_that_are_missing_or_strange_are_no_fault_of_the_server():
    strange = [answers(404), answers(403), answers(412), says("220 ESMTP\r\n"), answers(304, b"")]
    with Misbehaving({f"/{n}": behaviour for n, behaviour in enumerate(strange)}) as server:
        asker, _ = asking(server, retries=0)
        results = {ask(server, asker, f"/{n % len(strange)}") for n in range(30)}

    assert results == {404, 403, 412, 304, Reason.UNPARSED}


# --- challenges

BODIES: dict[str, tuple[int, tuple[tuple[str, str], ...], str, str | None]] = {
    # status, headers, body; the product that is recognised
    "瑞数": (412, (), TS, "瑞数"),
    "瑞数 by its cookie": (412, (("set-cookie", "FSSBBIl1UgzbN7N80S=a; Path=/"),), "", "瑞数"),
    "加速乐": (521, (("set-cookie", "__jsluid_h=a"),), "", "加速乐"),
    "创宇盾": (403, (), "<p>当前访问疑似黑客攻击，已被创宇盾拦截</p>", "创宇盾"),
    "安全狗": (200, (), "<title>网站防火墙</title><p>您的请求带有不合法参数，已被网站管理员设置拦截！</p>", "安全狗"),
    "阿里云": (405, (("set-cookie", "acw_tc=a"),), "<p>405</p>", "阿里云"),
    "腾讯云": (403, (), "<p>腾讯T-Sec Web应用防火墙(WAF)</p>", "腾讯云"),
    "华为云": (418, (("server", "CloudWAF"),), "", "华为云"),
    "奇安信": (200, (), "<script src='/wzwschallenge/x.js'></script>", "奇安信"),
    "云锁": (200, (), "<script>self.location='/?security_verify_data='+stringToHex(screen.width)</script>", "云锁"),
    "百度云加速": (521, (("server", "yunjiasu-nginx"),), "", "百度云加速"),
    "长亭雷池": (468, (("set-cookie", "sl-session=a"),), "", "雷池"),
    "Cloudflare by its header": (403, (("cf-mitigated", "challenge"),), "", "Cloudflare"),
    "Akamai": (403, (), "Access Denied. Reference #18 https://errors.edgesuite.net/18", "Akamai"),
    "Imperva": (200, (), "<iframe src='/_Incapsula_Resource?incident_id=1'></iframe>", "Imperva"),
    "F5": (200, (), "The requested URL was rejected. Please consult with your administrator.", "F5"),
    "a slider": (200, (), "<p>请完成安全验证</p><p>向右滑动完成拼图</p>", "未能识别"),
    "a refusal of nobody's": (403, (), "<h1>您的访问被拦截</h1>", "未能识别"),
    # none
    "a login form with a captcha": (
        200,
        (),
        "<form>密码<input type=password>请输入验证码<input name=c></form>",
        None,
    ),
    "a form for letters with a captcha": (
        200,
        (),
        "<form>姓名<input>电话<input>主题<input>内容<textarea></textarea>请输入验证码<input></form>",
        None,
    ),
    "a page with the cookie of a firewall": (200, (("set-cookie", "acw_tc=a"),), "<p>正文</p>", None),
    "a refusal with the cookie of a firewall": (403, (("set-cookie", "acw_tc=a"),), "<p>403 Forbidden</p>", None),
    "a page with the script of a firewall": (200, (), f"<script src=/_Incapsula_Resource></script><p>{PROSE}</p>", None),
    "a page drawn by script behind a firewall": (
        200,
        (),
        "<div id=app></div><script src='/_Incapsula_Resource?a'></script>",
        None,
    ),
    "frames behind a firewall": (200, (), "<script src='/_Incapsula_Resource'></script><frameset><frame></frameset>", None),
    "a missing page with such a script": (404, (), f"<p>您访问的页面不存在或已被删除，请返回首页{PROSE}</p><script>$_ts=window['$_ts']</script>", None),
    "news about a firewall": (200, (), f"<h1>访问过于频繁怎么办</h1><p>{PROSE * 3}</p>", None),
    "a notice of what was purchased": (
        200, (), "<h1>采购公告</h1><p>采购深信服、绿盟科技 Web应用防火墙各一台，云锁一套。</p>", None
    ),
    "a list of news about it": (200, (), "<a href=1>网站防火墙</a>" * 9, None),
    "a page that moves on with a cookie": (200, (), "<script>document.cookie='a=1';location.href='/index.html'</script>", None),
    "an error of the server's own": (500, (), "<p>Internal Server Error</p>", None),
    "an origin that fails behind Cloudflare": (503, (("cf-ray", "a-HKG"), ("server", "cloudflare")), "<p>503</p>", None),
    "nothing": (200, (), "", None),
}  # fmt: skip


@pytest.mark.parametrize("how", BODIES)
@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_challenge_is_told_from_a_page_by_its_product(how, charset):
    status, headers, body, product = BODIES[how]

    found = recognised(status, headers, body.encode(charset))

    assert (found is None) == (product is None), found
    assert product is None or product in str(found)
    assert found is None or f"HTTP {status}" in str(found)


def test_no_saved_page_of_a_real_portal_is_a_challenge():
    saved = Path(__file__).parents[2] / "shared" / "real" / "portal"
    if not saved.is_dir():
        pytest.skip("the saved pages are not here")
    pages = [file.read_bytes() for file in saved.glob("*.html")]

    assert pages
    assert [recognised(200, (), body) for body in pages] == [None] * len(pages)


@pytest.mark.parametrize("product", [*PRODUCTS, UNKNOWN], ids=lambda product: product.name.en)
def test_every_sign_of_every_product_is_recognised_as_its_own_or_an_earlier_ones(product):
    for sign in (*product.scripts, *product.words, *product.names):
        assert recognised(403, (), sign.encode()), sign
        assert recognised(200, (), f"<p>{'正文' * 300}</p>{sign}".encode()) is None, sign
    for name, part in product.proves:
        assert recognised(200, ((name, part),), b"") is not None
    for name, part in product.carries:
        for number in product.statuses:
            assert recognised(number, ((name, part),), b"") is not None
        assert recognised(200, ((name, part),), ORDINARY) is None


HOSTILE = {
    "scripts never closed": b"<script>__jsl_clearance" + b"<script>" * 8000,
    "fields never closed": "请输入验证码".encode() + b"<input " * 9000,
    "blocks never closed": "请输入验证码".encode() + b"<div " * 12000,
    "spaces": "请输入验证码<input type".encode() + b" " * 60_000,
    "cookies": b"document.cookie" + b"location" * 8000,
}


@pytest.mark.parametrize("how", HOSTILE)
def test_looking_for_challenges_comes_to_an_end_on_every_page(how):
    """Were it worse than linear, this would run for hours."""
    recognised(200, (), HOSTILE[how])


@given(
    st.integers(100, 599),
    st.lists(st.tuples(st.sampled_from(["set-cookie", "server"]), st.text(max_size=20))),
    st.binary(max_size=300) | st.lists(st.sampled_from([b"<script>", b"$_ts", b"</p>", b"<a ", b"\xe8"])).map(b"".join),
)
def test_no_bytes_make_looking_for_challenges_raise(status, headers, body):
    found = recognised(status, tuple(headers), body)

    assert found is None or str(found)


@given(st.text() | st.from_regex(r"-?\d{1,12}|[A-Z][a-z]{2}, \d\d Mar \d{4} \d\d:\d\d:\d\d (GMT|\+0800|-0000)"))
def test_no_retry_after_raises(value):
    seconds = retry_after(value, datetime(2026, 3, 1, tzinfo=UTC))

    assert seconds is None or seconds >= 0


def test_what_a_page_or_a_challenge_is_depends_on_the_reply_alone():
    """A reply that was kept gives the same reason as the one that came over the wire."""
    kept = Reply(412, (("content-type", "text/html"),), (TS.encode(),), datetime(2026, 3, 1, tzinfo=UTC))

    for _ in range(2):
        with pytest.raises(NoAnswer) as raised:
            refuse_status(kept)
        assert (raised.value.reason, raised.value.status) == (Reason.CHALLENGE, 412)
    with pytest.raises(NoAnswer) as raised:
        page_body(Reply(200, kept.headers, (CAPTCHA.encode(),), kept.at), 10_000)
    assert raised.value.reason is Reason.CHALLENGE
