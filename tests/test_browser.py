"""Pages in a real Chromium that has no network: what is drawn, what gets out, what a hostile page can do, what axe finds."""

from __future__ import annotations

import base64
import re
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import egovspec
from egovspec.collect.browser import axe
from egovspec.collect.browser.chromium import Asked, Chromium, Given, NoBrowser, NotRendered, Reason, Rendered
from egovspec.collect.browser.executable import does_not_start, find
from egovspec.collect.browser.rows import rows
from egovspec.collect.browser.sampling import sample
from egovspec.facts.tables.accessibility import ACCESSIBILITY_TABLES, Accessibility, RenderedPage

SITE = "http://www.sample.gov.cn"
SAMPLE = Path(__file__).parents[1] / "examples" / "sample-city" / "site"
HTML = "text/html; charset=utf-8"
_PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


def document(body: str, title: str = "示例页面", head: str = "") -> str:
    return f'<!DOCTYPE html><html lang="zh-CN"><head><title>{title}</title>{head}</head><body><main>{body}</main></body></html>'


class Web:
    """What the pages of one test find: answers by path, and what was asked for."""

    def __init__(self) -> None:
        self.answers: dict[str, Given] = {}
        self.asked: list[Asked] = []
        self.raises: Exception | None = None

    def set(
        self, path: str, body: str | bytes, media: str = HTML, status: int = 200, headers: dict[str, str] | None = None
    ) -> str:
        """Answer a path of the sample site, or a whole address; gives the address."""
        url = path if "://" in path else SITE + path
        said = (("Content-Type", media), *(headers or {}).items())
        self.answers[url] = Given(status, said, body.encode() if isinstance(body, str) else body)
        return url

    def fetch(self, asked: Asked) -> Given | None:
        self.asked.append(asked)
        if self.raises is not None:
            raise self.raises
        return self.answers.get(asked.url) or self.answers.get(asked.url.partition("?")[0])

    def urls(self) -> list[str]:
        return [asked.url.removeprefix(SITE) for asked in self.asked]


_WEB = Web()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    browser = Chromium(lambda asked: _WEB.fetch(asked), seconds=20, quiet=0.25, bytes_at_most=2_000_000)
    try:
        browser.open()
    except NoBrowser as missing:
        pytest.skip(f"no browser to test with: {missing}")
    with browser:
        yield browser


@pytest.fixture
def web(chromium: Chromium) -> Web:
    _WEB.__init__()  # type: ignore[misc]
    chromium.forget()
    return _WEB


def rendered(chromium: Chromium, url: str, **said: Any) -> Rendered:
    seen = chromium.render(url, **said)
    assert isinstance(seen, Rendered), seen
    return seen


def refused(chromium: Chromium, url: str, **said: Any) -> NotRendered:
    seen = chromium.render(url, **said)
    assert isinstance(seen, NotRendered), seen
    return seen


# --- what is drawn

LIST = "['示例一','示例二','示例三'].map(t=>`<li><a href=\"/${t}.html\">${t}</a></li>`).join('')"
DRAWN = {
    "by a script": (f"<ul id=u></ul><script>u.innerHTML={LIST}</script>", {}),
    "later": (f"<ul id=u></ul><script>setTimeout(()=>u.innerHTML={LIST},80)</script>", {}),
    "from an answer": (
        "<ul id=u></ul><script>fetch('/list.json').then(a=>a.json()).then(l=>u.innerHTML=l.map(t=>`<li>${t}</li>`).join(''))</script>",
        {"/list.json": ('["示例一","示例二","示例三"]', "application/json")},
    ),
    "from a posted question": (
        "<ul id=u></ul><script>const x=new XMLHttpRequest();x.open('POST','/dataproxy.jsp?page=1');"
        "x.setRequestHeader('Content-Type','application/x-www-form-urlencoded');"
        "x.onload=()=>u.innerHTML=[...x.responseXML.querySelectorAll('record')].map(r=>r.textContent).join('');"
        "x.send('col=1&columnid=2')</script>",
        {
            "/dataproxy.jsp": (
                "<datastore>" + "".join(f"<record><![CDATA[<li>示例{n}</li>]]></record>" for n in "一二三") + "</datastore>",
                "text/xml; charset=utf-8",
            )
        },
    ),
    "when scrolled to": (
        "<div style='height:4000px'></div><ul id=u></ul><script>new IntersectionObserver(([e])=>{if(e.isIntersecting)u.innerHTML="
        + LIST
        + "}).observe(u)</script>",
        {},
    ),
    "by a script file": ("<ul id=u></ul><script src=/a.js></script>", {"/a.js": (f"u.innerHTML={LIST}", "text/javascript")}),
    "in a shadow root": (
        f"<x-list></x-list><script>class X extends HTMLElement{{connectedCallback(){{this.attachShadow({{mode:'open'}}).innerHTML={LIST}}}}};"
        "customElements.define('x-list',X)</script>",
        {},
    ),
    "in a frame of the site": (
        "<iframe title=列表 src=/frame/list.html></iframe>",
        {"/frame/list.html": (f"<ul id=u></ul><script>u.innerHTML={LIST}</script>", HTML)},
    ),
    "after a redirect": ("", {}),
}  # fmt: skip


@pytest.mark.parametrize("how", DRAWN)
def test_what_scripts_draw_is_in_the_page(how: str, chromium: Chromium, web: Web) -> None:
    body, others = DRAWN[how]
    for path, (content, media) in others.items():
        web.set(path, content, media)
    url = web.set("/col/index.html", document(body or DRAWN["by a script"][0]))
    if how == "after a redirect":
        url = web.set("/old.html", "", status=302, headers={"Location": "/col/index.html"})

    seen = rendered(chromium, url)

    drawn = re.sub(r"<script.*?</script>", "", seen.html, flags=re.S)
    assert [text for text in ("示例一", "示例二", "示例三") if text not in drawn] == []
    assert (seen.landed_url, seen.status, seen.complete) == (SITE + "/col/index.html", 200, True)
    assert (seen.title, seen.failed_requests, seen.blocked) == ("示例页面", (), 0)
    assert seen.html.startswith("<!DOCTYPE html>")


def test_a_posted_question_arrives_with_its_body(chromium: Chromium, web: Web) -> None:
    body, others = DRAWN["from a posted question"]
    for path, (content, media) in others.items():
        web.set(path, content, media)
    rendered(chromium, web.set("/", document(body)))

    asked = web.asked[-1]
    assert (asked.method, asked.url, asked.body) == ("POST", SITE + "/dataproxy.jsp?page=1", b"col=1&columnid=2")
    assert asked.headers["content-type"].startswith("application/x-www-form-urlencoded")
    assert (asked.resource_type, asked.is_navigation) == ("xhr", False)
    assert web.asked[0].is_navigation


def test_links_in_a_frame_lead_where_they_lead_in_the_frame(chromium: Chromium, web: Web) -> None:
    web.set("/frame/list.html", "<a href=1.html>示例一</a>")
    seen = rendered(chromium, web.set("/col/index.html", document("<iframe title=列表 src=/frame/list.html></iframe>")))

    assert f'href="{SITE}/frame/1.html"' in seen.html


def test_a_carousel_and_a_clock_do_not_keep_a_page_from_resting(chromium: Chromium, web: Web) -> None:
    url = web.set(
        "/",
        document(
            "<ul id=u><li>示例一<li>示例二</ul><p id=c></p><script>setInterval(()=>{u.append(u.firstElementChild);"
            "u.style.left=Math.random()+'px';c.textContent='10:00:0'+Date.now()%10},20)</script>"
        ),
    )

    assert rendered(chromium, url).complete


def test_a_page_that_grows_without_end_is_taken_as_it_stands(chromium: Chromium, web: Web) -> None:
    url = web.set("/", document("<ul id=u></ul><script>setInterval(()=>u.append('示例'),50)</script>"))

    seen = rendered(chromium, url, settle=0.5)

    assert not seen.complete
    assert "示例" in seen.html


def test_a_gbk_page_is_read_by_its_own_label(chromium: Chromium, web: Web) -> None:
    body = document("示例市人民政府", head="<meta charset=gb2312>").encode("gbk")

    assert "示例市人民政府" in rendered(chromium, web.set("/", body, "text/html")).html


def test_cookies_a_page_sets_come_with_what_it_asks_and_are_gone_on_the_next(chromium: Chromium, web: Web) -> None:
    """A portal that sets a cookie by script and reloads shows its page only to whoever sends it back."""
    url = web.set(
        "/",
        document("<script>if(!document.cookie.includes('seen')){document.cookie='seen=1';location.reload()}</script>"),
    )
    rendered(chromium, url)
    rendered(chromium, web.set("/next", document("示例")))

    assert [asked.headers.get("cookie") for asked in web.asked] == [None, "seen=1", None]


def test_a_cookie_a_redirect_sets_comes_with_the_next_request(chromium: Chromium, web: Web) -> None:
    web.set("/in", "", status=302, headers={"Location": "/home", "Set-Cookie": "seen=1; Path=/"})
    web.set("/home", document("示例"))
    rendered(chromium, SITE + "/in")

    assert [asked.headers.get("cookie") for asked in web.asked] == [None, "seen=1"]


def test_what_a_page_keeps_in_its_own_memory_is_asked_of_nobody(chromium: Chromium, web: Web) -> None:
    url = web.set(
        "/",
        document(
            "<p id=p></p><img alt=示例 src='data:image/gif;base64,R0lGODlhAQABAAAAACw='><script>"
            "fetch(URL.createObjectURL(new Blob(['示例']))).then(a=>a.text()).then(t=>p.textContent=t)</script>"
        ),
    )

    seen = rendered(chromium, url)

    assert '<p id="p">示例</p>' in seen.html
    assert (web.urls(), seen.blocked, seen.complete) == (["/"], 0, True)


def test_a_file_of_the_site_is_asked_for_once_for_all_pages(chromium: Chromium, web: Web) -> None:
    web.set("/a.css", "p{color:#000}", "text/css")
    for path in ("/1.html", "/2.html"):
        rendered(chromium, web.set(path, document("<p>示例</p>", head="<link rel=stylesheet href=/a.css>")))

    assert web.urls().count("/a.css") == 1


def test_what_a_page_asks_for_in_vain_is_told(chromium: Chromium, web: Web) -> None:
    web.set("/gone.png", "", "image/png", status=404)
    web.set("/gone.css", "", "text/css", status=404)
    web.set("/moved.png", "", status=301, headers={"Location": "/pixel.gif"})
    web.set("/pixel.gif", _PIXEL, "image/gif")
    url = web.set(
        "/",
        document(
            "<link rel=stylesheet href=http://cdn.example.org/a.css><link rel=stylesheet href=/gone.css>"
            "<img alt='' src=/gone.png><img alt='' src=/moved.png><script src=http://cdn.example.org/a.js></script>"
            "<script>console.error('示例');console.error('示例');undefined.x</script>"
        ),
    )

    seen = rendered(chromium, url)

    others, own = "http://cdn.example.org", SITE
    assert seen.failed_requests == (others + "/a.css", others + "/a.js", own + "/gone.css", own + "/gone.png")
    assert (seen.blocked, seen.unstyled, seen.console_errors) == (2, 2, 2)
    assert "/pixel.gif" in web.urls()


def test_what_the_stack_raises_comes_out_as_it_is(chromium: Chromium, web: Web) -> None:
    url = web.set("/", document(""))
    web.raises = ZeroDivisionError("示例")
    with pytest.raises(ZeroDivisionError):
        chromium.render(url)

    web.raises = None
    assert rendered(chromium, url)


# --- pages that are not rendered

NOWHERE = {
    "unreachable": ("/none", None, Reason.UNREACHABLE),
    "another site": ("/away", ("", HTML, 302, {"Location": "http://other.example.org/"}), Reason.LEFT_SITE),
    "redirect loop": ("/round", ("", HTML, 302, {"Location": "/round"}), Reason.UNREACHABLE),
    "a document": ("/a.pdf", ("%PDF-1.4", "application/pdf", 200, {}), Reason.UNREACHABLE),
    "a download": ("/a.html", ("示例", HTML, 200, {"Content-Disposition": "attachment"}), Reason.UNREACHABLE),
    "nothing": ("/empty", ("", HTML, 204, {}), Reason.UNREACHABLE),
}


@pytest.mark.parametrize("what", NOWHERE)
def test_where_there_is_no_page_the_reason_is_told(what: str, chromium: Chromium, web: Web) -> None:
    path, answer, reason = NOWHERE[what]
    if answer is not None:
        web.set(path, *answer)

    assert refused(chromium, SITE + path).reason is reason
    assert isinstance(axe.run(chromium), NotRendered), "no empty page is taken for it"


def test_a_script_cannot_take_the_browser_to_another_site(chromium: Chromium, web: Web) -> None:
    url = web.set("/", document("示例<script>location='http://other.example.org/'</script>"))

    seen = rendered(chromium, url)

    assert (seen.landed_url, seen.failed_requests) == (url, ("http://other.example.org/",))
    assert "示例" in seen.html


def test_a_script_that_is_led_away_by_a_redirect_has_left(chromium: Chromium, web: Web) -> None:
    web.set("/out", "", status=302, headers={"Location": "http://other.example.org/"})
    url = web.set("/", document("示例<script>location='/out'</script>"))

    assert refused(chromium, url) == NotRendered(Reason.LEFT_SITE, "http://other.example.org/")


# --- hostile pages

ENDLESS = {
    "a loop": "<script>while(true){}</script>",
    "a loop later": "<script>setTimeout(()=>{while(true){}},100)</script>",
    "alerts": "<script>while(true)alert('示例')</script>",
    "memory": "<script>const a=[];while(true)a.push(new Array(1e6).fill(1.5))</script>",
}


def test_pages_without_end_are_ended_and_the_next_one_renders(chromium: Chromium, web: Web) -> None:
    for what, script in ENDLESS.items():
        began = time.monotonic()
        seen = refused(chromium, web.set("/bad", document(script)), seconds=1)

        assert seen.reason in (Reason.TIMEOUT, Reason.CRASHED), what
        assert time.monotonic() - began < 8, what

    assert "示例" in rendered(chromium, web.set("/good", document("示例"))).html


STORMS = {
    "windows and downloads": "<a id=a target=_blank href=/popup></a><a id=d download href='data:text/plain,x'></a>"
    "<script>for(let i=0;i<50;i++){window.open('/popup?'+i);a.click();d.click()}</script>",
    "dialogs and permissions": "<script>for(let i=0;i<10;i++){alert(i);confirm(i);prompt(i)}onbeforeunload=()=>'示例';"
    "navigator.geolocation.getCurrentPosition(()=>0);Notification.requestPermission()</script>",
    "reloads": "<script>location.reload()</script>",
    "moves": "<script>location='?'+Math.random()</script>",
    "requests": "<script>for(let i=0;i<450;i++)fetch('/r?'+i).catch(()=>0)</script>",
    "hoarding": "<script>const a=[];try{while(true)a.push(new Uint8Array(1e8).fill(1))}catch{}</script>",
}


@pytest.mark.parametrize("what", STORMS)
def test_a_storm_passes_and_the_page_is_read(what: str, chromium: Chromium, web: Web) -> None:
    web.set("/popup", document("示例"))
    web.set("/r", "")

    seen = rendered(chromium, web.set("/", document("示例" + STORMS[what])))

    assert "示例" in seen.html
    assert len(web.asked) <= 400
    assert seen.complete or what in ("reloads", "moves", "requests")
    assert "/popup" not in {url.partition("?")[0] for url in web.urls()}


def test_a_page_that_removes_itself_is_told_as_one_that_cannot_be_read(chromium: Chromium, web: Web) -> None:
    seen = chromium.render(web.set("/", document("<script>document.documentElement.remove()</script>")), settle=0.3)

    assert isinstance(seen, NotRendered)


def test_a_document_that_grew_too_long_is_told_as_too_large(chromium: Chromium, web: Web) -> None:
    script = "<script>document.body.append('示'.repeat(2000001))</script>"

    assert refused(chromium, web.set("/", document(script))).reason is Reason.TOO_LARGE


def test_a_hundred_thousand_elements_are_read(chromium: Chromium, web: Web) -> None:
    seen = rendered(chromium, web.set("/", document("<script>document.body.innerHTML='<p>x'.repeat(1e5)</script>")))

    assert seen.html.count("</p>") == 100_000


# --- no network


class Listener:
    """A server on loopback that only counts who comes, over TCP and UDP."""

    def __init__(self) -> None:
        self.met: list[str] = []
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self.port = self._tcp.getsockname()[1]
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", self.port))
        self._udp.settimeout(0.1)
        self._open = True
        for work in (self._accept, self._receive):
            threading.Thread(target=work, daemon=True).start()

    def _accept(self) -> None:
        while self._open:
            try:
                connection, _ = self._tcp.accept()
            except OSError:
                return
            with connection:
                self.met.append("tcp")

    def _receive(self) -> None:
        while self._open:
            try:
                self.met.append(f"udp {self._udp.recv(100)!r}")
            except TimeoutError:
                continue
            except OSError:
                return

    def close(self) -> None:
        self._open = False
        self._tcp.close()
        self._udp.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    listening = Listener()
    yield listening
    listening.close()


def test_nothing_reaches_the_network_but_through_the_stack(chromium: Chromium, web: Web, listener: Listener) -> None:
    at = f"127.0.0.1:{listener.port}"
    web.set(
        "/worker.js", f"fetch('http://{at}/worker').catch(()=>0);new WebSocket('ws://{at}/worker')", "text/javascript"
    )
    web.set("/service.js", f"fetch('http://{at}/service')", "text/javascript")
    head = (
        f"<link rel=preconnect href=http://{at}><link rel=dns-prefetch href=//localhost:{listener.port}>"
        f"<link rel=prefetch href=http://{at}/prefetch><link rel=icon href=http://{at}/icon.png>"
        f'<script type=speculationrules>{{"prerender":[{{"urls":["http://{at}/rules"]}}]}}</script>'
    )
    body = f"""<img alt='' src=http://{at}/image><iframe title=f src=http://{at}/frame></iframe>
<video src=http://{at}/video autoplay></video><a id=a href=http://{at}/link ping=http://{at}/a-ping>示例</a>
<script>
const tries = [
  () => fetch('http://{at}/fetch').catch(() => 0), () => navigator.sendBeacon('http://{at}/beacon', 'x'),
  () => fetch('http://{at}/alive', {{keepalive: true}}).catch(() => 0), () => new WebSocket('ws://{at}/socket'),
  () => new EventSource('http://{at}/events'), () => new Worker('/worker.js'), () => new SharedWorker('/worker.js'),
  () => navigator.serviceWorker.register('/service.js').catch(() => 0),
  () => new WebTransport('https://{at}/transport').ready.catch(() => 0),
  () => {{
    const peer = new RTCPeerConnection({{iceServers: [{{urls: ['stun:{at}']}},
      {{urls: ['turn:{at}?transport=tcp', 'turn:{at}'], username: 'a', credential: 'b'}}]}});
    peer.createDataChannel('x');
    peer.createOffer().then((offer) => peer.setLocalDescription(offer));
  }},
  () => a.click(), () => open('http://{at}/open'),
];
for (const one of tries) try {{ one() }} catch {{}}
</script>"""

    seen = rendered(chromium, web.set("/", document(body, head=head)))
    chromium.screenshot()

    assert "示例" in seen.html
    assert not listener.met
    asked = {url.rpartition("/")[2] for url in web.urls() if at in url}
    assert {"image", "frame", "fetch", "alive", "worker", "link"} <= asked, "they were tried, and were put to the stack"
    assert not asked & {"beacon", "socket", "events", "video", "service", "open"}
    assert f"ws://{at}/socket" in seen.failed_requests
    assert not seen.complete or seen.blocked >= len(asked)


# --- axe

CLEAN = document(
    "<h1>示例</h1><p>示例市人民政府</p><img src=/a.png alt=示例><label>姓名<input></label><a href=/a>要闻</a>"
)
PLANTED = {
    "image-alt": ("<img src=/a.png>", "1.1.1"),
    "color-contrast": ("<p style='color:#aaa;background:#fff'>示例市人民政府</p>", "1.4.3"),
    "label": ("<input type=text>", "4.1.2"),
    "link-name": ("<a href=/a></a>", "2.4.4"),
    "frame-title": ("<iframe src=/frame></iframe>", "4.1.2"),
    "button-name": ("<button></button>", "4.1.2"),
    "select-name": ("<select><option>示例</select>", "4.1.2"),
    "list": ("<ul><p>示例</p></ul>", "1.3.1"),
    "area-alt": (
        "<map name=m><area href=/a shape=rect coords=0,0,9,9></map><img usemap=#m alt=图 src=/a.png>",
        "2.4.4",
    ),
    "aria-roles": ("<p role=nonsense>示例</p>", "4.1.2"),
    "input-image-alt": ("<form><input type=image src=/a.png></form>", "1.1.1"),
    "marquee": ("<marquee>示例</marquee>", "2.2.2"),
    "svg-img-alt": ("<svg role=img></svg>", "1.1.1"),
    "td-headers-attr": ("<table><tr><th id=h>甲<tr><td headers=none>乙</table>", "1.3.1"),
    "meta-refresh": ("<meta http-equiv=refresh content='600;url=/a'>", "2.2.1"),
    "meta-viewport": ("<meta name=viewport content='width=device-width, user-scalable=no'>", "1.4.4"),
    "valid-lang": ("<p lang=nonsense>示例</p>", "3.1.2"),
}


def examined(chromium: Chromium, web: Web, markup: str, **said: Any) -> axe.Outcome:
    web.set("/a.png", _PIXEL, "image/gif")
    web.set("/frame", document("示例"))
    rendered(chromium, web.set("/", markup, **said))
    outcome = axe.run(chromium)
    assert isinstance(outcome, axe.Outcome), outcome
    return outcome


def test_each_fault_planted_on_a_page_is_found_and_nothing_else(chromium: Chromium, web: Web) -> None:
    outcome = examined(chromium, web, document("<h1>示例</h1>" + "".join(body for body, _ in PLANTED.values())))

    broken = {found.rule: found for found in outcome.found if found.state is axe.State.VIOLATION}
    assert broken.keys() == PLANTED.keys()
    assert {rule: found.criteria for rule, found in broken.items() if PLANTED[rule][1] not in found.criteria} == {}
    assert broken["color-contrast"].contrast == pytest.approx(2.32, abs=0.01)
    assert broken["image-alt"].snippet.startswith('<img src="/a.png"')
    assert broken["image-alt"].impact == "critical"


def test_a_clean_page_has_no_findings(chromium: Chromium, web: Web) -> None:
    outcome = examined(chromium, web, CLEAN)

    assert outcome.found == ()
    assert outcome.passed > 10
    assert (outcome.text_common, outcome.text_smallest) == (16, None)


def test_a_page_without_language_or_title_breaks_the_rules_for_them(chromium: Chromium, web: Web) -> None:
    outcome = examined(chromium, web, "<!DOCTYPE html><p>示例</p>")

    assert outcome.rules(axe.State.VIOLATION) == ("document-title", "html-has-lang")


def test_what_a_machine_cannot_tell_is_for_a_person(chromium: Chromium, web: Web) -> None:
    outcome = examined(
        chromium,
        web,
        document(
            "<p style='background:url(/a.png);color:#777'>示例市人民政府</p>"
            "<label id=l for=i>甲</label><span id=l>乙</span><input id=i aria-labelledby=l>"
        ),
    )

    assert outcome.rules(axe.State.NEEDS_REVIEW) == ("color-contrast", "duplicate-id-aria")
    assert outcome.rules(axe.State.VIOLATION) == ()


def test_a_security_policy_does_not_hinder_the_examination(chromium: Chromium, web: Web) -> None:
    policy = {"Content-Security-Policy": "default-src 'none'; script-src 'none'; require-trusted-types-for 'script'"}

    assert examined(chromium, web, document("<img src=/a.png>"), headers=policy).rules(axe.State.VIOLATION) == (
        "image-alt",
    )


def test_a_page_that_redefines_the_language_is_examined_all_the_same(chromium: Chromium, web: Web) -> None:
    meddling = "<script>Array.prototype.map=Array.from=JSON.stringify=()=>1;window.axe={run:()=>[]}</script>"

    assert examined(chromium, web, document("<img src=/a.png>" + meddling)).rules(axe.State.VIOLATION) == ("image-alt",)


def test_faults_within_shadow_roots_are_found_and_say_where(chromium: Chromium, web: Web) -> None:
    body = "<x-y id=x></x-y><script>x.attachShadow({mode:'open'}).innerHTML='<img src=/a.png>'</script>"

    assert [found.target for found in examined(chromium, web, document(body)).found] == ["#x >>> img"]


def test_more_faults_of_one_rule_than_are_listed_are_counted(chromium: Chromium, web: Web) -> None:
    outcome = examined(chromium, web, document("<img src=/a.png>" * 60))

    assert (len(outcome.found), outcome.unlisted) == (50, 10)


def test_every_rule_speaks_chinese_and_english(chromium: Chromium, web: Web) -> None:
    rendered(chromium, web.set("/", CLEAN))
    engine = (Path(axe.__file__).parent / "third_party" / "axe" / "axe.min.js").read_text("utf-8")
    told = chromium.ask(f"(() => {{{engine}\nreturn [axe.version, axe.getRules({list(axe.TAGS)})]}})()")

    version, rules = told
    assert version == axe.VERSION
    assert len(rules) > 60
    for rule in rules:
        said = axe.chinese(rule["ruleId"])
        assert said is not None, rule["ruleId"]
        assert all(re.search("[\u4e00-\u9fff]", text) for text in said), rule["ruleId"]
        assert not re.search("[\u4e00-\u9fff]", rule["help"] + rule["description"])
        assert axe.criteria(rule["tags"]), rule["ruleId"]


@pytest.mark.parametrize(
    ("tags", "numbers"),
    [
        (["cat.color", "wcag2aa", "wcag143", "TTv5"], ("1.4.3",)),
        (["wcag21aa", "wcag1412"], ("1.4.12",)),
        (["wcag2a", "wcag412", "wcag244", "section508.22.a"], ("2.4.4", "4.1.2")),
        (["best-practice"], ()),
    ],
)
def test_tags_of_a_rule_name_its_success_criteria(tags: list[str], numbers: tuple[str, ...]) -> None:
    assert axe.criteria(tags) == numbers


def test_sizes_of_the_text_are_those_a_visitor_sees(chromium: Chromium, web: Web) -> None:
    outcome = examined(
        chromium,
        web,
        document(
            f"<p style='font-size:18px'>{'示例' * 50}</p><p style='font-size:12px'>{'示例' * 10}</p>"
            f"<p style='font-size:9px;display:none'>{'示例' * 50}</p><p style='font-size:8px'>示例</p>"
        ),
    )

    assert (outcome.text_common, outcome.text_smallest) == (18, 12)


# --- pictures


def size_of(png: bytes | NotRendered) -> tuple[int, int]:
    assert isinstance(png, bytes), png
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_a_picture_shows_the_whole_page_down_to_a_limit(chromium: Chromium, web: Web) -> None:
    rendered(
        chromium, web.set("/", document("<div style='height:20000px'>示例</div>", head="<style>body{margin:0}</style>"))
    )

    assert size_of(chromium.screenshot()) == (1280, 8000)
    assert size_of(chromium.screenshot(max_height=3000)) == (1280, 3000)
    assert size_of(chromium.screenshot(full_page=False)) == (1280, 800)


# --- rows


def test_what_was_seen_becomes_rows_the_tables_take(chromium: Chromium, web: Web) -> None:
    seen = rendered(chromium, web.set("/", document("<img src=/none.png>")))
    outcome = axe.run(chromium)

    page, *found = rows("home", seen, outcome, "screenshots/1.png")

    assert page.table is RenderedPage
    made = RenderedPage(url=SITE + "/", **page.columns)
    assert (made.sampled, made.complete, made.rules_violated, made.requests_blocked) == (True, True, 1, 1)
    assert made.failed_requests == [SITE + "/none.png"]
    finding = Accessibility(url=SITE + "/", **found[0].columns)
    assert (finding.rule, finding.criterion, finding.criteria, finding.state) == (
        "image-alt",
        "1.1.1",
        ["1.1.1"],
        "violation",
    )
    assert finding.help_zh == "图像必须有替代文本"


def test_a_page_left_out_and_a_page_that_failed_say_no_more_than_that() -> None:
    failed = NotRendered(Reason.TIMEOUT)

    assert [row.columns for row in rows("item", None, None)] == [{"page_kind": "item", "sampled": False}]
    assert [row.columns for row in rows("item", failed, failed)] == [
        {"page_kind": "item", "sampled": True, "not_rendered": "timeout"}
    ]


def test_every_column_of_the_tables_has_its_meaning_in_both_languages() -> None:
    for table in ACCESSIBILITY_TABLES:
        for column in table.columns():
            assert column.meaning.zh and column.meaning.en


# --- the sample city


def test_the_sample_city_gives_the_same_findings_every_time(chromium: Chromium, web: Web) -> None:
    media = {".css": "text/css", ".svg": "image/svg+xml", ".html": HTML}
    for file in SAMPLE.rglob("*"):
        if file.suffix in media:
            web.set("/" + file.relative_to(SAMPLE).as_posix(), file.read_bytes(), media[file.suffix])

    def look() -> axe.Outcome | NotRendered:
        rendered(chromium, SITE + "/index.html")
        return axe.run(chromium)

    first, second = look(), look()

    assert isinstance(first, axe.Outcome), first
    assert first == second
    assert first.passed > 15
    print(*((one.rule, one.state.value, one.target, one.snippet) for one in first.found), sep="\n")


# --- which pages are looked at

PAGES = st.lists(st.tuples(st.text(min_size=1, max_size=8), st.sampled_from(["column", "item", "other"])), max_size=30)


@given(PAGES, st.integers(0, 5), st.randoms(use_true_random=False))
def test_a_sample_depends_on_the_addresses_alone(pages: list[tuple[str, str]], per_kind: int, random: Any) -> None:
    pages = list({url: (url, kind) for url, kind in pages}.values())
    shuffled = [*pages, ("/", "home")]
    random.shuffle(shuffled)
    chosen = sample([("/", "home"), *pages], per_kind)

    assert sample(shuffled, per_kind) == chosen
    assert chosen[0] == "/"
    assert len(set(chosen)) == len(chosen)
    kinds = dict(pages)
    for kind in ("column", "item", "other"):
        assert sum(kinds.get(url) == kind for url in chosen if url != "/") <= per_kind


def test_without_a_number_all_pages_are_looked_at() -> None:
    pages = [(f"/{n}.html", "item") for n in range(50)]

    assert sorted(sample(pages, None)) == sorted(url for url, _ in pages)


def test_a_page_more_moves_at_most_one_other_out_of_the_sample() -> None:
    pages = [(f"/{n}.html", "item") for n in range(100)]
    before, after = sample(pages, 10), sample([*pages, ("/new.html", "item")], 10)

    assert len(set(before) - set(after)) <= 1


# --- without a browser


def test_a_browser_that_is_not_where_it_was_said_to_be_is_an_answer_in_both_languages(tmp_path: Path) -> None:
    with pytest.raises(NoBrowser) as raised:
        find(str(tmp_path / "chromium"), str(tmp_path / "bundled"), {})

    assert str(tmp_path / "chromium") in raised.value.reason.zh
    assert "EGOVSPEC_CHROMIUM" in raised.value.hint.en


def test_a_machine_without_a_browser_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(NoBrowser, match="apt install chromium"):
        find(None, str(tmp_path / "bundled"), {"PATH": str(tmp_path)})


def test_the_one_that_is_named_goes_before_the_environment_and_that_before_the_path(tmp_path: Path) -> None:
    for name in ("named", "said", "chromium", "bundled"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    here = {name: str(tmp_path / name) for name in ("named", "said", "chromium", "bundled")}
    path = {"PATH": str(tmp_path)}

    assert find(here["named"], here["bundled"], path | {"EGOVSPEC_CHROMIUM": here["said"]}) == here["named"]
    assert find(None, here["bundled"], path | {"EGOVSPEC_CHROMIUM": here["said"]}) == here["said"]
    assert find(None, here["bundled"], path) == here["chromium"]
    assert find(None, here["bundled"], {"PATH": ""}) == here["bundled"]


def test_what_does_not_start_is_told_and_not_raised_as_it_is(tmp_path: Path) -> None:
    pytest.importorskip("playwright", reason="the extra `browser` is not installed")
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)

    with pytest.raises(NoBrowser, match="does not start"):
        Chromium(lambda asked: None, executable=str(broken)).open()


def test_a_machine_that_forbids_the_sandbox_is_told_so_and_is_not_overridden() -> None:
    missing = does_not_start("/usr/bin/chromium", "BrowserType.launch: closed\n[err] No usable sandbox! If …")

    assert "沙箱" in missing.reason.zh
    assert "user namespaces" in missing.hint.en


def test_without_playwright_the_modules_import_and_opening_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['playwright'] = None; sys.modules['playwright.async_api'] = None\n"
        "from egovspec.collect.browser import axe, rows, sampling\n"
        "from egovspec.collect.browser.chromium import Chromium, NoBrowser\n"
        "try: Chromium(lambda asked: None).open()\n"
        "except NoBrowser as missing: print(missing.reason.zh, missing.hint.en)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False,
                         cwd=Path(egovspec.__file__).parents[1], env={"PYTHONUTF8": "1"})  # fmt: skip

    assert "没有安装浏览器模式所需的 playwright" in ran.stdout, ran.stderr
    assert "pip install 'egovspec[browser]'" in ran.stdout
