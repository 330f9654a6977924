"""The website collector with a browser beside it: script-built pages, challenges, a sample examined, all of it on record."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from egovspec.collect import COLLECTORS
from egovspec.collect.base import Context
from egovspec.collect.website.settings import WebsiteSettings
from misbehaving import Behaviour, Exchange, Misbehaving, answers
from websites import HOME, MARCH, PROSE, Facts, page, save

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

SCRIPTED = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>通知公告</title></head>
<body><div id="app"></div><script>
fetch('/api/list').then(answer => answer.json()).then(rows => {
  document.getElementById('app').innerHTML = '<h1>通知公告</h1><ul>' + rows.map(row =>
    `<li><a href="${row.url}">${row.title}</a><span>${row.day}</span></li>`).join('') + '</ul>';
});
</script></body></html>"""
ITEMS = [
    {"url": f"/a/t2026020{n}_{n}.html", "title": f"关于做好第{n}项工作的通知", "day": f"2026-02-0{n}"}
    for n in (1, 2, 3)
]


def challenges(exchange: Exchange) -> object:
    """A page for whoever ran a script and kept its cookie; 412 for everybody else."""
    if "passed=1" in exchange.headers.get("cookie", ""):
        return answers(body=page("<p>验证之后才能看到的正文内容。</p>").encode())(exchange)
    return answers(412, b"<html><script>document.cookie='passed=1;path=/';location.reload()</script></html>")(exchange)


def site() -> dict[str, Behaviour]:
    front = page('<p><a href="/list/">列表栏目</a> <a href="/guarded/">受保护的栏目</a></p>')
    paths: dict[str, Behaviour] = {
        "/": answers(body=front.encode()),
        "/list/": answers(body=SCRIPTED.encode()),
        "/api/list": answers(body=json.dumps(ITEMS).encode(), content_type="application/json"),
        "/guarded/": challenges,
    }
    for item in ITEMS:
        body = page(f'<h1>{item["title"]}</h1><p>{PROSE}</p><img src="/x.png">', title=item["title"])
        paths[item["url"]] = answers(body=body.encode())
    return paths


def collected(keep: Path | None = None, **said: Any) -> Facts:
    facts = Facts()
    settings = {"limits": {"rate": "9999/s", "timeout": "PT5S"}, **said}
    context = Context(evidence="portal", base=keep or Path(), now=MARCH, keep=keep)
    facts.collected = COLLECTORS[0].collect(WebsiteSettings.model_validate(settings), facts, context)
    return facts


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    keep = tmp_path_factory.mktemp("kept")
    with Misbehaving(site()) as server:
        live = {"url": HOME, "connect_to": f"127.0.0.1:{server.port}"}
        without = collected(**live)
        drawn = collected(keep, **live, browser={"sample": 2})
    yield {"without": without, "drawn": drawn, "keep": keep}


@needs_chromium
def test_without_a_browser_what_scripts_build_is_open_and_not_absent(looked: dict[str, Any]) -> None:
    without = looked["without"]
    assert {row.url for row in without["page"]} == {HOME, HOME + "list/"}
    assert without.coverage("page")[0] == "partial"
    assert without.one("uncollected", url=HOME + "guarded/").reason == "challenge"
    assert without.coverage("accessibility") == ("none", "no-browser")


@needs_chromium
def test_a_browser_sees_the_list_a_script_fills_and_the_walk_goes_on_from_there(looked: dict[str, Any]) -> None:
    drawn = looked["drawn"]
    assert {HOME + item["url"].lstrip("/") for item in ITEMS} <= {row.url for row in drawn["page"]}
    assert drawn.one("page", url=HOME + "list/").rendered is True
    assert drawn.one("page", url=HOME).rendered is False
    assert [row.listed_on.isoformat() for row in drawn["item"] if row.column_url == HOME + "list/"] == [
        item["day"] for item in ITEMS
    ]


@needs_chromium
def test_a_browser_gets_past_a_challenge_that_only_wants_a_browser(looked: dict[str, Any]) -> None:
    guarded = looked["drawn"].one("page", url=HOME + "guarded/")
    assert guarded.rendered is True
    assert guarded.status == 200


@needs_chromium
def test_a_sample_of_each_kind_is_examined_and_the_rest_is_said_to_be_left_out(looked: dict[str, Any]) -> None:
    drawn = looked["drawn"]
    examined = {row.url: row.page_kind for row in drawn["rendered_page"] if row.sampled}
    assert sorted(examined.values()).count("item") == 2
    assert drawn.coverage("accessibility") == ("partial", "sampled")
    assert {row.rule for row in drawn["accessibility"] if row.url in examined and row.page_kind == "item"} >= {
        "image-alt"
    }


@needs_chromium
def test_pictures_lie_with_the_kept_evidence(looked: dict[str, Any]) -> None:
    pictures = [row.screenshot for row in looked["drawn"]["rendered_page"] if row.sampled]
    assert pictures and all((looked["keep"] / name).read_bytes().startswith(b"\x89PNG") for name in pictures)


@needs_chromium
def test_the_record_of_a_crawl_with_a_browser_is_repeated_without_one(
    looked: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EGOVSPEC_CHROMIUM", "/nowhere/chromium")
    record = next(looked["keep"].glob("*.warc.gz"))
    again, drawn = collected(warc=str(record)), looked["drawn"]
    for table in drawn.rows:
        without = {"medium"} if table == "site" else set()
        mine, theirs = (
            sorted((row.model_dump(exclude=without) for row in facts[table]), key=str) for facts in (again, drawn)
        )
        assert mine == theirs, table
    assert again.collected.coverage == drawn.collected.coverage


def test_a_missing_browser_leaves_the_rest_of_the_crawl_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EGOVSPEC_CHROMIUM", "/nowhere/chromium")
    save(tmp_path / "site", {"index.html": page("<p>正文</p>")})
    facts = collected(folder=str(tmp_path / "site"), captured="2026-03-01", url=HOME, browser={})
    assert len(facts["page"]) == 1
    assert facts.coverage("page")[0] in ("complete", "partial")
    assert facts.coverage("accessibility") == ("none", "no-browser")
    assert [code for code, _ in facts.collected.notices] == ["no-browser"]


@needs_chromium
def test_a_saved_folder_is_examined_too(tmp_path: Path) -> None:
    save(tmp_path / "site", {"index.html": page('<p>正文</p><input type="text">')})
    facts = collected(folder=str(tmp_path / "site"), captured="2026-03-01", url=HOME, browser={"sample": "all"})
    assert "label" in {row.rule for row in facts["accessibility"]}
