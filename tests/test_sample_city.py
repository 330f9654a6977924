"""The sample portal shows every kind of thing the website collector collects, is clean, and planted faults are found.

All identity numbers here are synthetic: computed for people born in 1900 who never were. None stands for a person.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter, deque
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from egovspec.collect.browser import axe
from egovspec.collect.browser.chromium import Asked, Chromium, Given, NoBrowser, Rendered
from egovspec.collect.browser.sampling import sample
from egovspec.facts.tables import TABLE
from websites import Facts, collect, collect_saved

SITE = Path(__file__).parents[1] / "examples" / "sample-city" / "site"
URL = "https://www.sample.gov.cn"
CAPTURED = "2026-11-20T02:00:00Z"

LIBRARY = "/art/2026/10/16/art_1229306_3061.html"
PARK = "/art/2026/09/28/art_1229306_3062.html"
ARCHIVE = "/art/2026/09/10/art_1229306_3063.html"
MUSEUM = "/art/2026/08/25/art_1229306_3064.html"
SPORTS = "/art/2026/07/15/art_1229306_3065.html"
WATER = "/art/2026/06/30/art_1229306_3066.html"
GUIDES = (LIBRARY, PARK, ARCHIVE, MUSEUM, SPORTS, WATER)

OPINION = "/art/2026/11/09/art_1229502_5021.html"
LETTERS = "/hdjl/zxts/index.html"
LETTER = "/art/2026/11/17/art_1229501_5011.html"
DOCUMENT = "/art/2026/11/12/art_1229203_2031.html"
REPORT = "/art/2026/03/20/art_1229404_4041.html"


@pytest.fixture(scope="module")
def facts() -> Facts:
    return collect(folder=str(SITE), url=URL, captured=CAPTURED)


def at(url: str) -> str:
    return url.removeprefix(URL)


def in_order(levels: list[int]) -> bool:
    return levels[:1] == [1] and levels.count(1) == 1 and all(b <= a + 1 for a, b in pairwise(levels))


# --- what it holds

HOLDS: dict[str, Callable[[Facts], Any]] = {
    "pages by kind": lambda facts: Counter(page.kind for page in facts["page"]),
    "later pages of lists": lambda facts: sorted(
        at(page.url) for page in facts["page"] if "/index_" in page.url
    ),
    "guides: layout, elements filled, materials, blank forms, samples, entry": lambda facts: {
        at(guide.url): (
            *(guide.how, guide.elements, guide.materials, guide.form_links, guide.sample_links, guide.apply_link),
        )
        for guide in facts["guide"]
    },
    "elements of guides that are not filled, or vague": lambda facts: [
        (at(one.url), one.element, one.seen, one.vague)
        for one in facts["guide_element"]
        if one.seen != "filled" or one.vague
    ],
    "materials without form, medium or number, or vague": lambda facts: [
        one
        for one in facts["guide_material"]
        if one.original is None or one.medium is None or one.copies is None or one.vague
    ],
    "the table of materials": lambda facts: [
        (
            *(one.original, one.medium, one.copies, one.required),
            *(one.form_url is not None, one.sample_url is not None),
        )
        for one in facts["guide_material"]
        if at(one.url) == WATER
    ],
    "messages by place": lambda facts: Counter(message.shown_on for message in facts["message"]),
    "messages without both days, a unit or a state": lambda facts: [
        message
        for message in facts["message"]
        if not (message.asked_on and message.replied_on and message.reply_unit and message.state)
    ],
    "messages on their own pages without both times, a number or a reply": lambda facts: [
        message
        for message in facts["message"]
        if message.shown_on == "detail"
        and not (message.asked_at and message.replied_at and message.number and message.reply_length)
    ],
    "messages answered before they were asked, or after more than ten days": lambda facts: [
        message for message in facts["message"] if not 0 <= (message.replied_on - message.asked_on).days <= 10
    ],
    "header blocks by layout": lambda facts: Counter(header.how for header in facts["document_header"]),
    "header blocks that lack something": lambda facts: [
        header
        for header in facts["document_header"]
        if not (header.index_number and header.topic and header.issuer and header.formed_on)
        or not (header.published_on and header.validity and (header.valid_from or header.valid_to))
        or (header.index_form, header.number_form, header.number_brackets) != ("unified-code", "regular", "〔〕")
    ],
    "header blocks by validity": lambda facts: Counter(header.validity for header in facts["document_header"]),
    "attachments by extension": lambda facts: Counter(one.extension for one in facts["attachment"]),
    "attachments shown inside a page": lambda facts: [at(one.url) for one in facts["attachment"] if one.embedded],
    "pages without a search form": lambda facts: sorted(
        {page.url for page in facts["page"]} - {form.url for form in facts["form"] if form.purpose == "search"}
    ),
    "forms other than search": lambda facts: [
        (at(form.url), form.purpose, form.secure) for form in facts["form"] if form.purpose != "search"
    ],
    "fields by what labels them": lambda facts: Counter(field.labelled_by for field in facts["form_field"]),
    "entries that assist, by kind and pages": lambda facts: Counter(entry.kind for entry in facts["assist_entry"]),
    "contacts by kind": lambda facts: Counter(contact.kind for contact in facts["contact"]),
    "telephone numbers that cannot be": lambda facts: [
        contact for contact in facts["contact"] if contact.kind in ("phone", "fax") and contact.parsed is None
    ],
    "pages whose headings do not begin with their only h1, or skip a level": lambda facts: [
        at(page.url) for page in facts["page"] if not in_order([h.level for h in facts["heading"] if h.url == page.url])
    ],
    "images without alternative text": lambda facts: [image for image in facts["image"] if not image.alt],
    "targets of the list of other governments": lambda facts: Counter(link.target for link in facts["scripted_link"]),
    "personal data": lambda facts: [
        (at(one.url), one.kind, one.masked, one.office) for one in facts["personal_data"]
    ],
    **{
        f"rows of {table}": lambda facts, table=table: facts[TABLE[table].name_of_table]  # type: ignore[misc]
        for table in ("placeholder", "odd_link", "secrecy_mark", "part_cut", "uncollected")
    },
}  # fmt: skip

PAGES = 174
PLATFORM = "https://www.zjzwfw.gov.cn/"
EXPECTED: dict[str, Any] = {
    "pages by kind": {"home": 1, "column": 77, "item": 96},
    "later pages of lists": ["/col/col1229203/index_2.html", "/hdjl/zxts/index_2.html", "/hdjl/zxts/index_3.html"],
    "guides: layout, elements filled, materials, blank forms, samples, entry": {
        LIBRARY: ("table", 10, 2, 0, 0, PLATFORM),
        PARK: ("definition-list", 10, 3, 0, 0, PLATFORM),
        ARCHIVE: ("headings", 10, 3, 0, 0, PLATFORM),
        MUSEUM: ("tabs", 10, 2, 0, 0, PLATFORM),
        SPORTS: ("lines", 10, 2, 0, 0, PLATFORM),
        WATER: ("mixed", 10, 4, 4, 4, PLATFORM),
    },
    "elements of guides that are not filled, or vague": [],
    "materials without form, medium or number, or vague": [],
    "the table of materials": [
        ("original", "both", 1, True, True, True),
        ("original", "both", 1, True, False, False),
        ("copy", "both", 1, True, False, False),
        ("original", "paper", 1, False, True, True),
    ],
    "messages by place": {"list": 11, "detail": 11},
    "messages without both days, a unit or a state": [],
    "messages on their own pages without both times, a number or a reply": [],
    "messages answered before they were asked, or after more than ten days": [],
    "header blocks by layout": {"table": 6, "definition-list": 1, "text": 1},
    "header blocks that lack something": [],
    "header blocks by validity": {"有效": 7, "废止": 1},
    "attachments by extension": {"docx": 8, "pdf": 5, "xlsx": 4, "csv": 3},
    "attachments shown inside a page": [REPORT],
    "pages without a search form": [],
    "forms other than search": [(OPINION, "survey", True)],
    # A search field and the list of other governments on every page, and the opinion on a draft.
    "fields by what labels them": {"label-for": 2 * PAGES + 1, "own-text": 2 * PAGES + 1, "label-wrap": 3},
    "entries that assist, by kind and pages": dict.fromkeys(
        ("skip-link", "barrier-free", "elder", "english", "rss"), PAGES
    ),
    "contacts by kind": {
        "address": 185, "phone": 184, "hours": 10, "fax": 2, "email": 2, "postcode": 1, "service-line": 1,
    },
    "telephone numbers that cannot be": [],
    "pages whose headings do not begin with their only h1, or skip a level": [],
    "images without alternative text": [],
    "targets of the list of other governments": dict.fromkeys(
        (
            *("https://www.gov.cn/", "https://www.zj.gov.cn/", PLATFORM),
            *(f"https://{district}.sample.gov.cn/" for district in ("minghe", "yuanshan", "qingxi", "yunlu")),
        ),
        PAGES,
    ),
    "personal data": [
        ("/gybz/index.html", "email", "w***@sample.gov.cn", True),
        ("/col/col1229401/index.html", "email", "x***@sample.gov.cn", True),
    ],
    **{f"rows of {table}": [] for table in ("placeholder", "odd_link", "secrecy_mark", "part_cut", "uncollected")},
}  # fmt: skip


@pytest.mark.parametrize("what", HOLDS)
def test_the_sample_portal_holds(what: str, facts: Facts) -> None:
    assert HOLDS[what](facts) == EXPECTED[what]


def test_every_guide_is_three_clicks_from_home_at_most(facts: Facts) -> None:
    leads: dict[str, set[str]] = {}
    for link in facts["hyperlink"]:
        leads.setdefault(link.url, set()).add(link.target)
    clicks = {f"{URL}/": 0}
    waiting = deque(clicks)
    while waiting:
        page = waiting.popleft()
        for target in leads.get(page, ()):
            if target not in clicks:
                clicks[target] = clicks[page] + 1
                waiting.append(target)

    assert {guide: clicks.get(URL + guide) for guide in GUIDES} == dict.fromkeys(GUIDES, 2)


def test_every_attachment_is_there_and_as_large_as_announced(facts: Facts) -> None:
    """Sizes are written with one decimal of a KB, so half a tenth may be lost."""
    wrong = [
        (at(one.target), one.announced_size)
        for one in facts["attachment"]
        if one.announced_size is None or abs((SITE / at(one.target)[1:]).stat().st_size - one.announced_size) > 52
    ]

    assert wrong == []


def test_every_attachment_is_what_its_ending_says() -> None:
    """Office files are packages whose parts are well-formed XML; the cross-references of a PDF meet its objects."""
    for file in sorted((SITE / "attachment").rglob("*.*")):
        content = file.read_bytes()
        if file.suffix in (".docx", ".xlsx"):
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                assert [name for name in package.namelist() if ElementTree.fromstring(package.read(name)) is None] == []
        elif file.suffix == ".pdf":
            table = content[int(content.rpartition(b"startxref\n")[2].split()[0]) :].split(b"\n")
            places = [int(line[:10]) for line in table[3:] if line.endswith(b" 00000 n ")]
            assert [content[place:].split(b"\n")[0] for place in places] == [
                f"{number} 0 obj".encode() for number in range(1, len(places) + 1)
            ], file
        else:
            assert content.decode("utf-8-sig").count("\n") >= 3


# --- in a browser

MEDIA = {".html": "text/html", ".css": "text/css", ".svg": "image/svg+xml", ".pdf": "application/pdf"}
ALTERED: dict[str, str] = {}


def answer(asked: Asked) -> Given | None:
    path = asked.url.removeprefix(URL).partition("?")[0]
    if not asked.url.startswith(f"{URL}/"):
        return None
    if path in ALTERED:
        return Given(200, (("Content-Type", "text/html"),), ALTERED[path].encode())
    file = SITE / (f"{path}index.html" if path.endswith("/") else path)[1:]
    if not file.is_file():
        return Given(404, (("Content-Type", "text/html"),), b"")
    return Given(200, (("Content-Type", MEDIA.get(file.suffix, "application/octet-stream")),), file.read_bytes())


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    browser = Chromium(answer, seconds=20, quiet=0.05)
    try:
        browser.open()
    except NoBrowser as missing:
        pytest.skip(f"no browser to test with: {missing}")
    with browser:
        yield browser


def found(chromium: Chromium, path: str, markup: str | None = None) -> axe.Outcome:
    """What axe finds on a page of the sample, or on other markup at its address."""
    ALTERED.clear()
    if markup is not None:
        ALTERED[path] = markup
    chromium.forget()
    shown = chromium.render(URL + path)
    assert isinstance(shown, Rendered), shown
    assert shown.failed_requests == ()
    outcome = axe.run(chromium)
    assert isinstance(outcome, axe.Outcome), outcome
    return outcome


# Beside three of each kind: every guide, and what is built like no other page.
LAYOUTS = (*GUIDES, OPINION, LETTERS, REPORT, "/english/index.html", "/zfxxgk/index.html")


def test_no_page_looked_at_in_a_browser_has_a_violation(chromium: Chromium, facts: Facts) -> None:
    """Nor anything a person would have to look at; what a rule cannot tell would be listed here as well."""
    chosen = [at(url) for url in sample(((page.url, page.kind) for page in facts["page"]), 3)]
    outcomes = {path: found(chromium, path) for path in dict.fromkeys([*chosen, *LAYOUTS])}

    assert len(chosen) == 7
    assert [(path, one.rule, one.snippet) for path, outcome in outcomes.items() for one in outcome.found] == []
    assert min(outcome.passed for outcome in outcomes.values()) > 15


# What is changed on which page, and the rules of axe that are then broken, each by this alone.
FAULTS: dict[str, list[tuple[str, str, tuple[str, ...]]]] = {
    LIBRARY: [("<h1>", '<h1 style="color:#999">', ("color-contrast",))],
    PARK: [
        ('<label for="tier">各级政府网站</label>', "", ("select-name",)),
        (">搜索</button>", "></button>", ("button-name",)),
        ("<dt>事项名称</dt>", "<dt>事项名称</dt><p>说明</p>", ("definition-list",)),
    ],
    ARCHIVE: [
        ("initial-scale=1", "initial-scale=1, user-scalable=no", ("meta-viewport",)),
        ("<h1>", '<marquee>欢迎访问</marquee><iframe src="/images/report.svg"></iframe><h1>', ("frame-title", "marquee")),
    ],
    MUSEUM: [
        (">明河区</a>", "></a>", ("link-name",)),
        ("<title>示例市博物馆团队参观讲解预约_示例市人民政府</title>", "", ("document-title",)),
        ('<ul class="tabs">', '<ul class="tabs"><p>说明</p>', ("list",)),
    ],
    SPORTS: [
        ('<html lang="zh-CN">', "<html>", ("html-has-lang",)),
        (' lang="en">English</a>', ' lang="yingwen">English</a>', ("valid-lang",)),
    ],
    WATER: [
        ('<html lang="zh-CN">', '<html lang="chinese-">', ("html-lang-valid",)),
        (' alt="居民用水新装流程图：申请受理、现场勘查、装表通水三个环节，共10个工作日"', "", ("image-alt",)),
    ],
    OPINION: [('<label for="opinion">意见建议</label>', "", ("label",))],
    LETTER: [(' alt="党政机关网站标识"', "", ("image-alt", "link-name"))],
}  # fmt: skip


@pytest.mark.parametrize("path", FAULTS)
def test_planted_faults_are_found_in_a_browser_and_nothing_else(path: str, chromium: Chromium) -> None:
    markup = (SITE / path[1:]).read_text(encoding="utf-8")
    for old, new, _ in FAULTS[path]:
        assert markup.count(old) == 1, old
        markup = markup.replace(old, new)

    outcome = found(chromium, path, markup)

    assert outcome.rules(axe.State.VIOLATION) == tuple(sorted(rule for _, _, rules in FAULTS[path] for rule in rules))


# --- planted personal data


def synthetic(serial: int) -> str:
    """An identity number of nobody: born in 1900, its check character computed."""
    body = f"33010219000307{serial:03}"
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(body))
    return body + "10X98765432"[total % 11]


N = {name: synthetic(100 + at) for at, name in enumerate(
    ("table", "prose", "spans", "title", "heading", "link", "alternative", "tag", "guide", "field", "file", "letter")
)}  # fmt: skip
ROWS = f"<table><tr><th>姓名</th><th>身份证号</th></tr><tr><td>张某</td><td>{N['table']}</td></tr><tr><td>李某</td><td>无</td></tr></table>"
SPLIT = f"<p>证件：<span>{N['spans'][:6]}</span><span>{N['spans'][6:14]}</span><b>{N['spans'][14:]}</b></p>"
LINK = f'<p><a href="/gybz/index.html">公示对象{N["link"]}</a></p>'
PICTURE = f'<img src="/images/report.svg" alt="证件{N["alternative"]}">'
FIELD = f'<form><label for="n">证件号码</label><input id="n" value="{N["field"]}"></form>'
PLANTED: dict[str, tuple[tuple[str, str], ...]] = {
    DOCUMENT: (
        ('<div class="content" id="zoom">', f'<div class="content" id="zoom">{ROWS}<p>张某（身份证号{N["prose"]}）</p>{SPLIT}'),
        ("<title>", f"<title>{N['title']}"),
        ('name="Keywords" content="', f'name="Keywords" content="{N["tag"]},'),
        ("<h1>", f"<h2>对象{N['heading']}</h2>{LINK}{PICTURE}{FIELD}<h1>"),
        ("</h1>", f'</h1><p><a href="/attachment/{N["file"]}.pdf">名单.pdf</a></p>'),
    ),
    LIBRARY: (("<p>自然人</p>", f"<p>自然人，证件{N['guide']}</p>"),),
    LETTERS: ((">咨询冬季供水管道防冻需要注意什么</a>", f">咨询{N['letter']}</a>"),),
}  # fmt: skip


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """What is collected of a few pages of the sample, synthetic identity numbers put into them."""
    files: dict[str, str | bytes] = {"index.html": (SITE / "index.html").read_bytes()}
    for path, changes in PLANTED.items():
        markup = (SITE / path[1:]).read_text(encoding="utf-8")
        for old, new in changes:
            assert markup.count(old) == 1, old
            markup = markup.replace(old, new)
        files[path[1:]] = markup
    return collect_saved(tmp_path_factory.mktemp("planted"), files, url=URL, captured=CAPTURED)


def test_planted_identity_numbers_are_all_found(planted: Facts) -> None:
    """One in the address of a file is no text of the page: addresses are not searched, they are masked."""
    where = {one.masked: one.found_in for one in planted["personal_data"] if one.kind == "identity-number"}

    assert where == {
        f"33*************{N[name][-3:]}": place
        for name, place in {
            "table": "table-cell",
            "prose": "text",
            "spans": "text",
            "title": "title",
            "tag": "tag",
            "heading": "text",
            "link": "link-text",
            "alternative": "attribute",
            "field": "attribute",
            "guide": "table-cell",
            "letter": "link-text",
        }.items()
    }


def test_planted_identity_numbers_stand_unmasked_in_no_row_of_any_table(planted: Facts) -> None:
    shown = {name: json.dumps([row.model_dump(mode="json") for row in rows]) for name, rows in planted.rows.items()}

    assert [(table, name) for table, text in shown.items() for name, number in N.items() if number in text] == []
    assert {
        "page",
        "page_tag",
        "heading",
        "image",
        "hyperlink",
        "attachment",
        "guide_element",
        "message",
    } <= shown.keys()
