"""The HTML report in a real browser as its readers meet it: two widths, two languages, two colour schemes, paper, no script."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from egovspec.collect.browser import axe
from egovspec.model.base import Language, Text
from egovspec.model.outcome import Outcome
from egovspec.model.report import ColumnDrawn, ColumnState, Counts, Finding, Report
from egovspec.model.scoring import Scoring
from egovspec.model.standard import Level
from egovspec.render import Format, render
from reports import TRICKS, hostile_finding, hostile_report, provision, sample_report

CHROMIUM = Path("/usr/bin/chromium")
TODAY = date(2026, 3, 1)


def untagged(number: int) -> Finding:
    return Finding(
        subject=f"https://www.sample.gov.cn/art/2026/2/{number}/art_12_{1000 + number}.html",
        outcome=Outcome.FAIL,
        message=Text(zh="缺少标签：SiteName", en="lacks the tag SiteName"),
        place=f"art/art_12_{1000 + number}.html:12",
        values={"missing": "SiteName", "depth": number},
    )


def column(path: str, zh: str, en: str, state: ColumnState, **more: Any) -> ColumnDrawn:
    parent = path.rpartition("/")[0] or None
    return ColumnDrawn(tree="city@1.0.0", path=path, parent=parent, name=Text(zh=zh, en=en), state=state, **more)


def dated(days: int, cycle: int) -> dict[str, Any]:
    newest = TODAY - timedelta(days=days)
    return {"newest_on": newest, "deadline": newest + timedelta(days=cycle), "max_idle": f"P{cycle}D"}


COLUMNS = [
    column(
        "news", "要闻动态", "News", ColumnState.STALE, required=True, places=["https://a.gov.cn/n/"], **dated(20, 14)
    ),
    column("news/city", "本地要闻", "City news", ColumnState.PRESENT, expected=True, items=7, **dated(3, 14)),
    column("news/photo", "图片新闻", "Photos", ColumnState.EMPTY, expected=True, items=0, max_idle="P14D"),
    column("news/notice", "通知公告", "Notices", ColumnState.PRESENT, expected=True, **dated(170, 181)),
    column("about", "概况信息", "About", ColumnState.MISSING, required=True),
    column("about/map", "地图", "Map", ColumnState.MISSING),
    column(
        "data",
        "数据开放",
        "Data",
        ColumnState.UNDATED,
        max_idle="P6M",
        places=["https://a.gov.cn/1", "https://a.gov.cn/2"],
    ),
    column("foreign", "外文版", "Foreign", ColumnState.UNKNOWN, expected=True, max_idle="P6M"),
]
SCORING = Scoring.model_validate(
    {
        "start": 100,
        "fails_below": 60,
        "bonus": {"above": 80, "most": 30},
        "vetoes": [
            {"id": "V1", "title": {"zh": "栏目不更新", "en": "Columns not updated"}, "provisions": ["PC-03"]},
            {"id": "V2", "title": {"zh": "留言不答复", "en": "Messages unanswered"}, "provisions": ["PO-12"]},
        ],
        "blocks": [
            {
                "id": "D1",
                "title": {"zh": "页面标签", "en": "Page tags"},
                "most": 12,
                "items": [
                    {
                        "id": "D1.1",
                        "title": {"zh": "标签齐全", "en": "Tags are complete"},
                        "most": 10,
                        "loses": [{"provision": "PM-02", "points": 3}, {"provision": "PC-11", "points": 2}],
                    },
                    {
                        "id": "D1.2",
                        "title": {"zh": "页脚", "en": "Footer"},
                        "most": 2,
                        "loses": [{"provision": "XX-99", "points": 2}],
                    },
                ],
            }
        ],
        "rewards": [
            {
                "id": "B1",
                "title": {"zh": "加分", "en": "Bonus"},
                "most": 2,
                "items": [
                    {
                        "id": "B1.1",
                        "title": {"zh": "栏目", "en": "Columns"},
                        "most": 2,
                        "earns": [{"provision": "PC-01", "points": 2}],
                    }
                ],
            }
        ],
    }
)
TEMPLATE = provision(
    "PM-30",
    "内容页有网站标签",
    "Item pages carry the site tags",
    Outcome.FAIL,
    findings=[untagged(number) for number in range(1, 31)],
    counts=Counts(passed=3, failed=30),
    standard="portal-metadata@1.0.0",
)


def full_report(**changed: Any) -> Report:
    """The sample with a score, columns, and a fault of a template."""
    sample = sample_report()
    said = {"scoring": SCORING, "columns": COLUMNS, "provisions": [*sample.provisions, TEMPLATE], **changed}
    return sample_report(**said)


def hostile_everywhere() -> Report:
    """The hostile report with a hostile column tree and hostile declarations as well."""
    every = " ".join(TRICKS)
    text = Text(zh=every, en=every)
    columns = [
        ColumnDrawn(
            tree=trick, path=f"{number}", name=text, state=ColumnState.STALE, places=[trick, trick], max_idle=trick
        )
        for number, trick in enumerate(TRICKS)
    ]
    report = hostile_report()
    deployment = report.deployment.model_copy(update={"traits": {"services_at": every}})
    return report.model_copy(update={"columns": columns, "scoring": SCORING, "deployment": deployment})


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"there is no browser at {CHROMIUM}")
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """Opens reports; nothing may be asked of the network and nothing may be complained about."""
    pages: list[Any] = []
    complaints: list[str] = []

    def refuse(dialog: Any) -> None:
        complaints.append(dialog.message)
        dialog.dismiss()

    def open_(report: Report, language: Language = Language.ZH, **context: Any) -> Any:
        path = tmp_path / f"report-{len(pages)}.html"
        path.write_text(render(report, Format.HTML, language=language), "utf-8")
        page = browser.new_context(offline=True, reduced_motion="reduce", **context).new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", refuse)
        page.on("request", lambda request: complaints.extend({request.url} - {path.as_uri()}))
        page.goto(path.as_uri())
        pages.append(page)
        return page

    yield open_
    for page in pages:
        page.context.close()
    assert complaints == []


def shown(page: Any, selector: str) -> list[str]:
    return [found.get_attribute("id") for found in page.locator(selector).all() if found.is_visible()]


def lines_shown(page: Any, selector: str) -> list[str]:
    """Texts of what can be seen, asked for at once: a list may have thousands of lines."""
    found: list[str] = page.locator(selector).evaluate_all(
        "(all) => all.filter((one) => one.checkVisibility()).map((one) => one.textContent)"
    )
    return found


class Asked:
    """A page of playwright as axe asks it."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def ask(self, expression: str) -> Any:
        return self.page.evaluate(expression)


REPORTS: dict[str, Callable[[], Report]] = {
    "full": full_report,
    "hostile": hostile_everywhere,
    "empty": lambda: sample_report(provisions=[], evidence=[]),
}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_axe_finds_no_fault_in_the_page(opened: Any, language: Language, scheme: str, width: int) -> None:
    page = opened(full_report(), language, color_scheme=scheme, viewport={"width": width, "height": 900})
    page.locator("#open-all").click()
    found = axe.run(Asked(page))

    assert isinstance(found, axe.Outcome)
    assert [(one.rule, one.target) for one in found.found if one.state is axe.State.VIOLATION] == []


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("width", [1280, 375])
def test_the_page_does_not_scroll_sideways_folded_or_unfolded(opened: Any, name: str, width: int) -> None:
    for language in Language:
        page = opened(REPORTS[name](), language, viewport={"width": width, "height": 900})
        folded = page.evaluate("document.documentElement.scrollWidth")
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")

        assert (folded, page.evaluate("document.documentElement.scrollWidth")) == (width, width)


def test_headings_are_in_order_and_regions_have_names(opened: Any) -> None:
    page = opened(full_report())
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map((h) => Number(h.tagName[1]))")
    unnamed = page.evaluate(
        "[...document.querySelectorAll('section,nav')].filter((s) => !s.hasAttribute('aria-labelledby')).length"
    )

    assert levels[0] == 1 and levels.count(1) == 1
    assert [pair for pair in itertools.pairwise(levels) if pair[1] > pair[0] + 1] == []
    assert unnamed == 0


def test_the_first_screen_tells_verdict_numbers_score_and_what_to_do_first(opened: Any) -> None:
    page = opened(full_report(), viewport={"width": 1280, "height": 900})
    within = page.evaluate(
        "['.verdict', '.numbers', '.numbers .score', '.tasks > li:nth-child(4)'].map("
        "(one) => document.querySelector(one).getBoundingClientRect().bottom <= 900)"
    )

    assert within == [True, True, True, True]


def test_pages_of_one_template_are_one_task_with_their_number(opened: Any) -> None:
    page = opened(full_report(), Language.EN)
    page.locator("#open-all").click()
    tasks = page.locator(".tasks > li").all_inner_texts()

    [template] = [task for task in tasks if "probably from one template" in task]
    assert "30 pages" in template and "https://www.sample.gov.cn/art/*/*/*/art_*_*.html" in template
    assert "PM-30" in template and "mends 30 findings" in template


def test_a_veto_comes_before_everything_else(opened: Any) -> None:
    first = opened(full_report(), Language.EN).locator(".tasks > li").first.inner_text()

    assert "veto" in first and "PC-03" in first


def test_the_score_says_what_was_lost_by_which_provision_and_what_is_unknown(opened: Any) -> None:
    page = opened(full_report(), Language.EN)
    page.locator("#open-all").click()
    score = page.locator("section.score").inner_text()

    assert "Fails: set off a veto (V1 Columns not updated)" in score
    assert re.search(r"D1 Page tags \(12 points\): loses 3 to 7 points", score)
    assert re.search(r"PM-02 Pages carry the required tags\s*loses 3 points", score)
    assert "a person entitled to it has to answer" in score
    assert "this provision did not take part" in score
    assert page.locator("section.score a[href='#PM-02']").count() == 1
    assert page.locator("section.score a[href='#XX-99']").count() == 0


def test_the_column_tree_is_nested_and_says_every_state(opened: Any) -> None:
    page = opened(full_report(), Language.EN)
    top = page.locator(".tree > li").all_inner_texts()
    states = page.locator(".tree .node").all_text_contents()

    assert len(top) == 4
    assert page.locator(".tree > li").first.locator("ul > li").count() == 3
    for state in ("stale", "present", "empty", "missing", "undated", "not seen in full"):
        assert any(state in one for one in states), state


def test_freshness_shows_the_most_overdue_first_and_says_it_in_words(opened: Any) -> None:
    rows = opened(full_report(), Language.EN).locator(".freshness tbody tr").all_inner_texts()

    assert [" ".join(row.split()).split()[0] for row in rows] == [
        "Photos",
        "News",
        "Data",
        "Foreign",
        "Notices",
        "City",
    ]
    assert "6 days overdue" in rows[1] and "2026-02-09" in rows[1] and "2026-02-23" in rows[1]
    assert "11 days left" in rows[4]


def test_search_finds_a_place_in_a_folded_list_and_shows_nothing_else(opened: Any) -> None:
    page = opened(full_report())
    hidden = page.locator("#PM-30 .places li", has_text="art_12_1029").is_visible()
    page.locator("#find").fill("art_12_1029")
    found = lines_shown(page, "#PM-30 .places li")
    count = page.locator("#hits").inner_text()
    page.locator("#clear").click()

    assert not hidden
    assert len(found) == 1 and "art_12_1029" in found[0]
    assert count == "1"
    assert not page.locator("#PM-30 .places li", has_text="art_12_1029").is_visible()
    assert len(shown(page, ".provision")) == len(full_report().provisions)


def test_provisions_are_chosen_by_standard(opened: Any) -> None:
    page = opened(full_report())
    labels = page.locator("input[name=standard]").count()
    for box in page.locator("input[name=standard]").all()[1:]:
        box.uncheck()

    assert labels == len({one.standard for one in full_report().provisions})
    assert shown(page, ".provision") == ["PC-03", "PC-11", "PC-01", "PC-04", "PC-12"]


def test_the_number_of_provisions_shown_is_announced(opened: Any) -> None:
    page = opened(full_report())
    page.locator("input[name=outcome][value=fail]").uncheck()

    said = page.locator("[role=status]").inner_text()
    assert said.replace(" ", "").startswith("显示条款9/13")


def test_every_failing_provision_says_how_to_check_it_again(opened: Any) -> None:
    page = opened(full_report())
    failing = page.locator(".provision.fail")

    for article in failing.all():
        id = article.get_attribute("id")
        assert f"egovspec check DEPLOYMENT --only {id}" in article.text_content()


def test_answers_and_waivers_stand_together_with_their_last_day(opened: Any) -> None:
    near = full_report(today=date(2026, 6, 20))
    said = opened(near).locator("section[aria-labelledby=answers]").inner_text()

    assert "市政府办公室电子政务处处长" in said and "2026-12-31" in said
    assert "市大数据局分管负责人" in said and "2026-06-30" in said
    assert "余 10 天" in said


def test_without_script_the_page_is_whole_in_either_language(opened: Any) -> None:
    page = opened(full_report(), java_script_enabled=False)
    zh = page.locator("main").inner_text()
    page.locator("label[for=language-en]").click()
    en = page.locator("main").inner_text()

    assert len(shown(page, ".provision")) == len(full_report().provisions)
    assert "先做什么" in zh and "更新时间线" in zh and "What to do first" not in zh
    assert "What to do first" in en and "Freshness" in en and "先做什么" not in en
    page.locator("#PM-30 details.rest summary").click()
    assert page.locator("#PM-30 .places li").last.is_visible()


def test_on_paper_what_is_folded_is_open_but_for_long_lists(opened: Any) -> None:
    page = opened(full_report(), java_script_enabled=False)
    page.emulate_media(media="print")

    assert page.locator("#PC-01 .asks").first.is_visible()
    assert page.locator(".block table").last.is_visible()
    assert not page.locator("#PM-30 .places li").last.is_visible()
    assert not page.locator(".filters").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_the_keyboard_reaches_language_contents_and_filters_with_a_visible_focus(opened: Any) -> None:
    page = opened(full_report())
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "[document.activeElement.id || document.activeElement.className || document.activeElement.hash,"
                " getComputedStyle(document.activeElement).outlineStyle]"
            )
        )

    names = [name for name, _ in reached]
    assert names[:2] == ["skip", "language-zh"]
    assert {"#todo", "#score", "#columns", "#provisions"} <= set(names)
    assert {outline for name, outline in reached if name.startswith("#")} == {"solid"}


def test_nothing_of_a_stranger_runs_in_any_part_of_the_page(opened: Any) -> None:
    page = opened(hostile_everywhere(), Language.EN)
    page.locator("#open-all").click()
    page.locator("#find").fill("onerror")
    page.locator("label[for=language-zh]").click()

    assert page.locator("script").count() == 1
    assert page.locator("img").count() == 0
    assert page.evaluate("[...document.links].filter((a) => !/^(https?:|file:)/.test(a.protocol)).length") == 0


def test_thousands_of_findings_are_searched_and_switched(opened: Any) -> None:
    """Long lists are folded in lots, so that none is laid out before it is asked for."""
    many = [untagged(number) for number in range(3_000)]
    said = [hostile_finding(f"column {number}") for number in range(500)]
    report = full_report(
        provisions=[
            provision("YY-01", "标签", "Tags", Outcome.FAIL, findings=many, counts=Counts(failed=3_000)),
            provision("YY-02", "各异", "All different", Outcome.FAIL, findings=said, level=Level.SHOULD),
        ]
    )
    page = opened(report)
    page.locator("#find").fill("art_12_3777")
    found = lines_shown(page, "#YY-01 .places li")
    page.locator("label[for=language-en]").click()

    assert len(found) == 1
    assert page.locator("details.rest").count() > 15
    assert (
        max(
            page.evaluate(
                "[...document.querySelectorAll('details.rest ul, details.rest ol')].map((l) => l.children.length)"
            )
        )
        <= 200
    )
    assert page.locator("#hits").inner_text() == "1"
