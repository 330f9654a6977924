"""egovspec init: one look at a home page becomes a deployment file that says what it knows, guesses and does not know."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Ran, Run
from egovspec.collect.website.page.urls import Site
from egovspec.desk.deployment_text import deployment_text
from egovspec.desk.guessing import Guess, guess
from egovspec.desk.looking import Home
from egovspec.library import yaml
from egovspec.library.catalogue import Catalogue, load
from egovspec.model.language import Language
from misbehaving import Behaviour, Misbehaving, answers, redirects
from websites import FOOTER, HOME, SITE_TAGS, page, read, save

NAVIGATION = """<div class="header"><h1>示例市人民政府</h1></div>
<div class="main-nav"><ul>
<li><a href="/zwgk/">政务公开</a></li><li><a href="/yw/">本地新要闻</a></li><li><a href="/qhb/">千户百业</a></li>
<li><a href="https://www.zjzwfw.gov.cn/zjservice/">政务服务</a></li>
</ul></div>"""
PORTAL = page("<p>示例市人民政府门户网站</p>", navigation=NAVIGATION)
PUBLIC = "http://www.sample.gov.cn/"
Init = Callable[..., Ran]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(drafts=True)


@pytest.fixture
def init(run: Run) -> Init:
    """Have a site of these paths looked at as http://www.sample.gov.cn/."""

    def looked_at(paths: dict[str, Behaviour], *arguments: str | Path, url: str = PUBLIC) -> Ran:
        with Misbehaving(paths) as server:
            looked_at.asked = server.asked  # type: ignore[attr-defined]
            return run("init", url, "--connect-to", f"127.0.0.1:{server.port}", "--drafts", *arguments)

    return looked_at


def written(path: str = "deployment.yaml") -> str:
    return Path(path).read_text(encoding="utf-8")


def tree(path: str = "deployment.yaml") -> Any:
    return yaml.read(Path(path)).tree


def refused(ran: Ran, *says: str) -> None:
    """Exit code 2, a sentence that says why, and nothing written."""
    assert (ran.code, ran.out) == (2, ""), ran.out + ran.err
    assert [part for part in says if part not in " ".join(ran.err.split())] == [], ran.err
    assert "Traceback" not in ran.err
    assert not [path for path in Path().iterdir() if path.suffix == ".yaml" or path.name.startswith(".deployment")]


# --- what is written


def test_a_live_site_becomes_a_deployment_that_says_what_was_guessed(init: Init) -> None:
    ran = init({"/": answers(body=PORTAL.encode())})

    assert ran.code == 0, ran.err
    assert ran.out.startswith("wrote deployment.yaml: guessed 6, to be filled in 2;")
    assert "egovspec check deployment.yaml --plan" in ran.err
    said = tree()
    assert {key: said[key] for key in ("id", "tier", "division", "profile")} == {
        "id": "sample-portal",
        "tier": "city",
        "division": "330100",
        "profile": "city-portal@1",
    }
    assert said["title"] == {"zh": "示例市人民政府", "en": "Portal of Hangzhou City"}
    (evidence,) = said["evidence"]
    assert (evidence["collect"], evidence["required"], evidence["url"]) == ("website", "true", PUBLIC)
    lines = [line.strip() for line in written().splitlines()]
    for start, comment in {
        'division: "330100"': "# guessed: the first six digits of 3301000001, the tag SiteIDCode: Hangzhou City",
        "tier: city": "# guessed: the division code 330100: it ends in 00",
        "zh: 示例市人民政府": "# guessed: from the tag SiteName",
        "#   services_at: https://www.zjzwfw.gov.cn": "# linked from the home page as “政务服务”",
        "#   news/local: [本地新要闻]": "# guessed: like “本地要闻” of the column tree",
    }.items():
        assert [line for line in lines if line.startswith(start) and comment in line], start
    assert "千户百业" in next(line for line in lines if "the column tree does not know" in line)


def test_only_robots_and_the_home_page_are_asked_for(init: Init) -> None:
    init({"/": answers(body=PORTAL.encode())})

    assert init.asked == ["/robots.txt", "/"]  # type: ignore[attr-defined]


def test_the_comments_are_in_the_language_spoken(init: Init) -> None:
    ran = init({"/": answers(body=PORTAL.encode())}, "--lang", "zh")

    assert "已写入 deployment.yaml：猜测 6 项，待补 2 项" in ran.out
    assert "# 猜测：SiteIDCode 标签 3301000001 的前六位，杭州市" in written()
    assert "guessed" not in written()


def test_the_file_can_be_checked_at_once(run: Run, tmp_path: Path) -> None:
    """Paths are written from where the file lies, not from where one stands."""
    save(tmp_path / "site", {"index.html": PORTAL})
    (tmp_path / "deployments").mkdir()

    made = run("init", "site", "--captured", "2026-03-01", "--output", "deployments/city.yaml", "--drafts")
    checked = run("check", "deployments/city.yaml", "--drafts", "--only", "PM-01", "--fail-on", "never")

    assert made.code == 0, made.err
    evidence = tree("deployments/city.yaml")["evidence"][0]
    assert (evidence["folder"], evidence["captured"], evidence["url"]) == ("../site", "2026-03-01", PUBLIC)
    assert "# guessed: from what was saved" in written("deployments/city.yaml")
    assert checked.code == 0, checked.err
    assert "Portal of Hangzhou City" in checked.out


def test_a_record_of_a_crawl_is_looked_at_without_a_network(run: Run, init: Init, tmp_path: Path) -> None:
    with Misbehaving({"/": answers(body=PORTAL.encode())}) as server:
        to = f"127.0.0.1:{server.port}"
        run("check", PUBLIC, "--connect-to", to, "--profile", "city-portal@1", "--drafts", "--pages", "1", "--keep", "kept")  # fmt: skip
    (kept,) = (tmp_path / "kept").rglob("*.warc*")

    ran = run("init", kept, "--drafts")

    assert ran.code == 0, ran.err
    assert tree()["evidence"][0]["warc"] == str(kept)
    assert (tree()["division"], tree()["evidence"][0]["url"]) == ("330100", PUBLIC)


def test_a_home_page_that_moved_to_https_or_www_is_written_where_it_answers(init: Init) -> None:
    paths = {"/": lambda exchange: (
        answers(body=PORTAL.encode()) if exchange.headers["host"].startswith("www.") else redirects(PUBLIC)
    )(exchange)}  # fmt: skip

    ran = init(paths, url="http://sample.gov.cn/")

    assert ran.code == 0, ran.err
    assert tree()["evidence"][0]["url"] == PUBLIC
    assert "# guessed: http://sample.gov.cn/ redirects here" in written()


def test_settings_of_the_command_line_stand_in_the_file(init: Init) -> None:
    ran = init({"/": answers(body=PORTAL.encode())}, "--robots", "override", "--certificates", "accept", "--private-addresses")  # fmt: skip

    assert ran.code == 0, ran.err
    evidence = tree()["evidence"][0]
    assert (evidence["robots"], evidence["certificates"], evidence["private_addresses"]) == ("override", "accept", "true")  # fmt: skip
    assert evidence["connect_to"].startswith("127.0.0.1:")
    assert "robots.txt is not obeyed, as the command line says" in written()


def test_a_robots_file_that_forbids_a_part_is_said(init: Init) -> None:
    robots = answers(body=b"User-agent: *\nDisallow: /admin/\n", content_type="text/plain")

    assert init({"/": answers(body=PORTAL.encode()), "/robots.txt": robots}).code == 0
    assert "# robots.txt forbids part of the site" in written()


def test_a_profile_that_is_named_decides_the_tier_and_doubts_are_said(init: Init) -> None:
    ran = init({"/": answers(body=PORTAL.encode())}, "--profile", "county-portal@1")

    assert ran.code == 0, ran.err
    assert (tree()["tier"], tree()["profile"]) == ("county", "county-portal@1")
    assert "yet the division code 330100: it ends in 00, which speaks for city" in written()


def test_a_page_that_says_nothing_leaves_what_is_unknown_to_be_filled_in(init: Init) -> None:
    ran = init({"/": answers(body=b"<html><body><p>welcome to this page of ours</p></body></html>")})

    assert ran.code == 0, ran.err
    assert "tier" not in tree() and "division" not in tree()
    assert tree()["title"] == {"zh": "www.sample.gov.cn", "en": "www.sample.gov.cn"}
    text = written()
    assert "# tier: city" in text and '# division: "330100"' in text and "#   services_at: https://…" in text
    assert "nothing says the tier, so a city's for now" in text


def test_a_page_drawn_by_script_is_said_to_be_one(init: Init) -> None:
    shell = "<html><head><title>示例县人民政府</title><script src=a.js></script></head><body><div id=app></div></body></html>"

    ran = init({"/": answers(body=shell.encode())})

    assert ran.code == 0
    assert "a script draws the home page" in ran.err and "# A script draws the home page" in written()
    assert tree()["tier"] == "county"


# --- refusing


@pytest.mark.parametrize(
    ("paths", "says"),
    [
        ({"/": answers(404)}, ["the server answered with an error status (HTTP 404", "name the address of the home page"]),
        ({"/": answers(content_type="application/pdf", body=b"%PDF")}, ["it is no HTML page"]),
        ({"/": redirects("http://elsewhere.gov.cn/")}, ["a redirect left the site", "elsewhere.gov.cn"]),
        ({"/": redirects("/")}, ["too many redirects"]),
        ({"/": answers(412)}, ["the server answers with a challenge for browsers"]),
        (
            {"/": answers(), "/robots.txt": answers(body=b"User-agent: *\nDisallow: /\n", content_type="text/plain")},
            ["robots.txt forbids it", "--robots override"],
        ),
    ],
    ids=["an error", "a document", "another site", "a ring", "a challenge", "forbidden"],
)  # fmt: skip
def test_a_site_that_cannot_be_looked_at_is_told_with_what_helps(
    init: Init, paths: dict[str, Behaviour], says: list[str]
) -> None:
    refused(init(paths), *says, "Nothing was written")


def test_a_private_address_is_met_only_when_it_is_meant(run: Run) -> None:
    with Misbehaving({"/": answers(body=PORTAL.encode())}) as server:
        refused(run("init", f"http://ip6-localhost.invalid:{server.port}/", "--drafts"), "it could not be reached")
        named = run("init", server.url(), "--drafts")

    assert named.code == 0, named.err  # whoever types a private address means it
    assert tree()["evidence"][0]["private_addresses"] == "true"


def test_a_server_that_is_not_there_is_told(run: Run) -> None:
    with Misbehaving({}) as server:
        gone = server.url()

    refused(run("init", gone, "--drafts"), "it could not be reached", "look at the address")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["www.sample.gov.cn"], "there is no such folder: www.sample.gov.cn; if it is an address, write https://www"),
        (["nowhere"], "there is no such folder: nowhere"),
        (["page.html"], "page.html is no URL, no folder and no WARC"),
        (["site"], "a saved `folder` needs `captured`"),
        (["site", "--captured", "lately"], "'captured' must be a moment"),
        (["empty", "--captured", "2026-03-01"], "the folder holds no page"),
        (["http://a.cn", "--captured", "2026-03-01"], "--captured is for a folder or a WARC"),
        (["http://"], "must be an http or https address"),
        (["http://user:secret@a.cn/"], "must be an http or https address"),
        (["site", "--captured", "2026-03-01", "--profile", "city-portl@1"], "did you mean 'city-portal'?"),
        (["site", "--captured", "2026-03-01", "--output", "no/such.yaml"], "cannot write no/such.yaml"),
        (["site", "--captured", "2026-03-01", "--output", "site"], "cannot write site"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_looked_at_is_told_with_what_to_write(
    run: Run, tmp_path: Path, arguments: list[str], says: str
) -> None:
    save(tmp_path, {"site/index.html": PORTAL, "page.html": PORTAL})
    (tmp_path / "empty").mkdir()

    refused(run("init", *arguments, "--drafts"), says)


def test_a_file_that_is_there_is_replaced_only_when_told_to(run: Run, tmp_path: Path) -> None:
    save(tmp_path, {"site/index.html": PORTAL, "deployment.yaml": "mine\n"})
    asked = ("init", "site", "--captured", "2026-03-01", "--drafts")

    ran = run(*asked)
    assert (ran.code, written()) == (2, "mine\n")
    assert "deployment.yaml is there already; to replace it add --force" in " ".join(ran.err.split())

    assert run(*asked, "--force").code == 0
    assert tree()["kind"] == "deployment"


# --- guessing


def home(markup: str, url: str = HOME) -> Home:
    return Home(url, url, datetime(2026, 3, 1, tzinfo=UTC), read(markup, ""), None, Site(url), "live")


def tags(**values: str) -> str:
    return "".join(f'<meta name="{name}" content="{value}">' for name, value in values.items())


@pytest.mark.parametrize(
    ("code", "division", "tier"),
    [
        ("3300000001", "330000", "province"),
        ("3301000001", "330100", "city"),
        ("3301020001", "330102", "county"),
        ("3307820001", "330782", "county"),
        ("1304000009", "130400", "city"),
        ("5101320017", "510132", "county"),
        ("3100000087", "310000", "province"),
        ("bm01000001", None, None),
        ("000000000000", None, None),
        ("9901000001", None, None),
        ("33010000011", None, None),
        ("", None, None),
    ],
)
def test_the_site_id_says_the_division_and_its_shape_the_tier(
    catalogue: Catalogue, code: str, division: str | None, tier: str | None
) -> None:
    markup = page("<p>x</p>", title="首页", tags=tags(SiteName="示例", SiteIDCode=code), foot="")

    guesses = guess(home(markup), catalogue, None)

    assert (guesses.division and guesses.division.value, guesses.tier and guesses.tier.value.value) == (division, tier)
    assert guesses.profile.value == f"{tier or 'city'}-portal@1"


def test_without_a_tag_the_foot_of_the_page_says_the_site_id(catalogue: Catalogue) -> None:
    guesses = guess(home(page("<p>x</p>", tags="", foot=FOOTER)), catalogue, None)

    assert guesses.division is not None and guesses.division.why is not None
    assert guesses.division.value == "330100"
    assert "the site id at the foot" in guesses.division.why.en


def test_a_division_that_is_none_any_more_is_doubted(catalogue: Catalogue) -> None:
    guesses = guess(home(page("<p>x</p>", tags=tags(SiteIDCode="3301990001"), foot="")), catalogue, None)

    assert guesses.division is not None and guesses.division.why is not None
    assert "yet it is no current division code" in guesses.division.why.en


@pytest.mark.parametrize(
    ("title", "name", "tier"),
    [
        ("首页 - 示例省人民政府", "示例省人民政府", "province"),
        ("示例市人民政府门户网站_首页", "示例市人民政府门户网站", "city"),
        ("示例县人民政府", "示例县人民政府", "county"),
        ("示例区政府", "示例区政府", "county"),
        ("示例自治区人民政府", "示例自治区人民政府", "province"),
        ("示例市人民政府 电话13800138000", "示例市人民政府 电话138****8000", "city"),
        ("欢迎", "欢迎", None),
    ],
)
def test_where_nothing_else_does_the_title_says_name_and_tier(
    catalogue: Catalogue, title: str, name: str, tier: str | None
) -> None:
    guesses = guess(home(page("<p>x</p>", title=title, tags="", foot="")), catalogue, None)

    assert (guesses.title.value, guesses.tier and guesses.tier.value.value) == (name, tier)


def test_names_the_tree_knows_are_not_suggested(catalogue: Catalogue) -> None:
    guesses = guess(home(PORTAL), catalogue, None)

    names = {one.name for one in guesses.like} | set(guesses.unknown)
    assert "政务公开" not in names
    assert [(one.path, one.name) for one in guesses.like] == [("news/local", "本地新要闻")]


_TEXTS = st.text(max_size=30) | st.sampled_from(
    ["a: b # c", "'", '"', "]}", "\n---\nkind: x", "*x", "\u2028", "\x1b[31m"]
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(_TEXTS, _TEXTS, _TEXTS, st.sampled_from(Language))
def test_whatever_a_page_says_the_file_stays_a_deployment(
    catalogue: Catalogue, title: str, menu: str, link: str, language: Language
) -> None:
    """A page is a stranger's; nothing on it may become a key, a value of its own, or end a comment."""

    def escaped(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")

    navigation = NAVIGATION.replace("千户百业", escaped(menu)).replace(">政务服务<", f">{escaped(link)}<")
    markup = page("<p>x</p>", tags=SITE_TAGS.replace("示例市人民政府", escaped(title)), navigation=navigation)
    seen = home(markup.encode("utf-8", "replace").decode())

    text = deployment_text(
        guess(seen, catalogue, None),
        {"url": Guess(HOME, None)},
        seen=title,
        on=date(2026, 3, 1),
        robots=None,
        scripted=False,
        language=language,
    ).text

    said = yaml.parse(text.encode()).tree
    assert list(said) == ["kind", "id", "title", "tier", "division", "profile", "evidence"]
    assert said["evidence"] == [{"collect": "website", "id": "portal", "required": "true", "url": HOME}]
    assert [said[key] for key in ("kind", "id", "division")] == ["deployment", "sample-portal", "330100"]
