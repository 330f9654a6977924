"""The HTML report: read without script, searched with it, safe whatever a stranger wrote."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings

from egovspec.model.base import Language
from egovspec.model.outcome import Outcome
from egovspec.model.report import Counts, Report
from egovspec.render import Format, render
from egovspec.render.html.markup import Html, markup, tag
from egovspec.render.visible import visible
from report_strategies import any_report
from reports import LONG, SAMPLE_PROVISIONS, TRICKS, hostile_report, provision, sample_report, stale

CHROMIUM = Path("/usr/bin/chromium")
VOID = {"br", "input", "link", "meta"}


class Read(HTMLParser):
    """What a parser of HTML finds: elements with attributes, text, and whether all is closed."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.unclosed: list[str] = []
        self.feed(document)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.unclosed.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.unclosed and self.unclosed[-1] == tag
        self.unclosed.pop()

    def handle_data(self, data: str) -> None:
        if not self.unclosed or self.unclosed[-1] not in ("script", "style"):
            self.text.append(data)


def html(report: Report, language: Language = Language.ZH) -> str:
    return render(report, Format.HTML, language=language)


@pytest.mark.parametrize("report", [sample_report(), hostile_report(), sample_report(provisions=[], evidence=[])])
def test_every_element_is_closed_and_no_id_is_used_twice(report: Report) -> None:
    read = Read(html(report))
    ids = [attributes["id"] for _, attributes in read.elements if "id" in attributes]

    assert read.unclosed == []
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("report", [sample_report(), hostile_report()])
def test_labels_and_links_lead_to_something_on_the_page(report: Report) -> None:
    read = Read(html(report))
    ids = {attributes.get("id") for _, attributes in read.elements}
    wanted = [
        value.lstrip("#")
        for _, attributes in read.elements
        for name in ("for", "href", "aria-labelledby")
        if (value := attributes.get(name)) and (name != "href" or value.startswith("#"))
    ]

    assert [value for value in wanted if value not in ids] == []


def test_nothing_is_asked_of_the_network() -> None:
    for name, attributes in Read(html(hostile_report())).elements:
        assert name not in ("img", "iframe", "object", "embed", "audio", "video", "base", "form", "source")
        assert not {"src", "srcset", "style", "action", "background"} & set(attributes), (name, attributes)
        assert name != "link" or attributes["href"] == "data:,"
    assert not re.search(r"url\(|@import|@font-face", html(sample_report()))


def test_no_attribute_is_a_script_and_only_web_addresses_are_links() -> None:
    for name, attributes in Read(html(hostile_report())).elements:
        assert [key for key in attributes if key.startswith("on")] == []
        href = attributes.get("href") or "#"
        if name == "a" and not href.startswith("#"):
            assert urlsplit(href).scheme in ("http", "https")
            assert attributes["rel"] == "noreferrer noopener"


def test_there_is_one_script_and_one_style_and_the_policy_allows_just_these() -> None:
    document = html(hostile_report())
    names = [name for name, _ in Read(document).elements]
    [policy] = [
        attributes["content"] or ""
        for name, attributes in Read(document).elements
        if name == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]

    assert (names.count("script"), names.count("style")) == (1, 1)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


@pytest.fixture(scope="module")
def hostile_text() -> str:
    return " ".join("".join(Read(html(hostile_report())).text).split())


@pytest.mark.parametrize("trick", TRICKS)
def test_a_trick_is_shown_as_the_text_it_is(trick: str, hostile_text: str) -> None:
    assert visible(" ".join(trick.split())) in hostile_text


def test_a_very_long_value_is_cut_and_its_length_told() -> None:
    document = html(hostile_report())

    assert f"……（共 {len(LONG):,} 个字符）" in document
    assert LONG[:2_100] not in document


def test_both_languages_are_in_the_page() -> None:
    for language in Language:
        document = html(sample_report(), language)

        assert "栏目在规定周期内更新" in document
        assert "Columns are updated within their cycle" in document
        assert f'<input type="radio" name="language" id="language-{language}"' in document
    assert html(sample_report(), Language.EN).startswith('<!DOCTYPE html>\n<html lang="en">')


def test_what_fails_comes_first_and_every_provision_is_on_the_page() -> None:
    shown = [
        attributes["id"]
        for name, attributes in Read(html(sample_report())).elements
        if name == "article" and "provision" in (attributes["class"] or "")
    ]

    assert shown[:3] == ["PC-03", "PM-02", "PM-07"]
    assert sorted(map(str, shown)) == sorted(p.id for p in SAMPLE_PROVISIONS)


def test_findings_beyond_ten_are_folded_and_none_is_left_out() -> None:
    many = [stale(f"news/{number}", f"栏目{number}号", f"Column {number}", "2026-01-01") for number in range(25)]
    failing = provision("XX-01", "更新", "Fresh", Outcome.FAIL, findings=many, counts=Counts(failed=25))
    document = html(sample_report(provisions=[failing]))

    assert "其余 15 处" in document
    assert all(f"栏目{number}号" in document for number in range(25))


def test_text_is_escaped_unless_it_is_markup_already() -> None:
    assert markup('<b>&"') == "&lt;b&gt;&amp;&quot;"
    assert tag("p", "<b>", tag("b", "x"), title='"<', hidden=True, id=None) == (
        '<p title="&quot;&lt;" hidden>&lt;b&gt;<b>x</b></p>'
    )
    assert isinstance(tag("br"), Html)


def _luminance(colour: str) -> float:
    """Relative luminance. Source: WCAG 2.2, definition of relative luminance."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_text_colour_has_a_contrast_of_four_and_a_half_on_its_ground() -> None:
    style = files("egovspec.render.html").joinpath("report.css").read_text("utf-8")
    schemes = [
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", part)) for part in re.findall(r":root \{([^}]*)\}", style)
    ]

    assert len(schemes) == 3
    for scheme in schemes[:2]:
        kinds = [name.removesuffix("-ground") for name in scheme if name.endswith("-ground")]
        pairs = [(kind, f"{kind}-ground") for kind in kinds]
        pairs += [*list(itertools.product(("ink", "soft", "accent"), ("ground", "paper"))), ("paper", "accent")]
        pairs += [(kind, "paper") for kind in kinds]
        for text, ground in pairs:
            dark, light = sorted((_luminance(scheme[text]), _luminance(scheme[ground])))
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (text, ground)


@settings(max_examples=25, deadline=None)
@given(any_report)
def test_any_report_gives_a_page_whose_elements_are_closed(report: Report) -> None:
    document = html(report)

    assert Read(document).unclosed == []
    assert html(report) == document


# In a real browser.


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"there is no browser at {CHROMIUM}")
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield running
        running.close()


class Opened:
    """A report open in the browser, with all that it asked for and complained about."""

    def __init__(self, browser: Any, path: Path, report: Report, **context: Any) -> None:
        path.write_text(html(report), "utf-8")
        self.page = browser.new_context(offline=True, **context).new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        self.page.goto(path.as_uri())

    def shown(self, selector: str) -> list[str]:
        return [found.get_attribute("id") for found in self.page.locator(selector).all() if found.is_visible()]


def test_in_a_browser_nothing_of_a_stranger_runs_and_no_request_leaves(browser: Any, tmp_path: Path) -> None:
    opened = Opened(browser, tmp_path / "report.html", hostile_report())
    opened.page.locator("label[for=language-en]").click()
    opened.page.locator("#find").fill("<script>")
    for summary in opened.page.locator("summary").all():
        if summary.is_visible():
            summary.click()

    assert opened.requests == [(tmp_path / "report.html").as_uri()]
    assert opened.complaints == []
    assert opened.page.locator("script").count() == 1
    assert opened.page.locator("img").count() == 0


def test_in_a_browser_the_language_is_switched_without_loading_again(browser: Any, tmp_path: Path) -> None:
    opened = Opened(browser, tmp_path / "report.html", sample_report())
    heading = opened.page.locator("h1")
    before = heading.inner_text()
    opened.page.keyboard.press("Tab")
    opened.page.keyboard.press("Tab")
    opened.page.keyboard.press("ArrowRight")

    assert (before, heading.inner_text()) == ("示例市人民政府门户网站", "Portal of Sample City")
    assert opened.page.locator("html").get_attribute("lang") == "en"
    assert opened.page.title() == "Portal of Sample City · Assessment report"
    assert len(opened.requests) == 1


def test_in_a_browser_provisions_are_chosen_by_outcome_level_and_word(browser: Any, tmp_path: Path) -> None:
    opened = Opened(browser, tmp_path / "report.html", sample_report())
    page = opened.page
    everything = opened.shown(".provision")
    page.locator("#find").fill("Photo news")
    found = opened.shown(".provision")
    page.locator("#find").fill("")
    page.locator("input[name=outcome][value=pass]").uncheck()
    page.locator("input[name=level][value=should]").uncheck()
    chosen = opened.shown(".provision")

    assert len(everything) == len(SAMPLE_PROVISIONS)
    assert found == ["PC-03"]
    assert chosen == ["PC-03", "PM-02", "PX-02", "PO-12", "PA-05", "PS-07"]
    assert page.locator("#shown").inner_text() == "6"
    assert not page.locator("h2#pass").is_visible()


def test_in_a_browser_a_link_shows_its_provision_although_it_was_filtered_out(browser: Any, tmp_path: Path) -> None:
    opened = Opened(browser, tmp_path / "report.html", sample_report())
    opened.page.locator("#find").fill("no such words")
    nothing = opened.shown(".provision")
    opened.page.evaluate("location.hash = 'PC-03'")
    opened.page.locator("#PC-03").wait_for(state="visible")

    assert nothing == []
    assert opened.page.locator("#shown").inner_text() == str(len(SAMPLE_PROVISIONS))


def test_in_a_browser_without_script_everything_is_there_in_either_language(browser: Any, tmp_path: Path) -> None:
    opened = Opened(browser, tmp_path / "report.html", sample_report(), java_script_enabled=False)
    shown = opened.shown(".provision")
    opened.page.locator("label[for=language-en]").click()

    assert len(shown) == len(SAMPLE_PROVISIONS)
    assert opened.page.locator("h1").inner_text() == "Portal of Sample City"
    assert not opened.page.locator(".filters").is_visible()


@pytest.mark.parametrize("report", [sample_report(), hostile_report()])
def test_in_a_browser_a_narrow_screen_does_not_scroll_sideways(browser: Any, tmp_path: Path, report: Report) -> None:
    opened = Opened(browser, tmp_path / "report.html", report, viewport={"width": 320, "height": 700})

    assert opened.page.evaluate("document.documentElement.scrollWidth") == 320
