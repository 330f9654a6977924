"""The documentation is held to the program: what it names exists, and what exists is named. Every list is compared whole."""

from __future__ import annotations

import html
import json
import re
import shlex
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import click
import duckdb
import pytest
from ruamel.yaml import YAML

from conftest import Run
from egovspec import errors
from egovspec.cli.main import COMMANDS, Commands
from egovspec.collect import COLLECTORS
from egovspec.collect.visits.reasons import NOT_OPEN, Why
from egovspec.collect.visits.settings import VisitsSettings
from egovspec.collect.website import traps
from egovspec.collect.website.answers import Reason
from egovspec.collect.website.media import keeping
from egovspec.collect.website.settings import BrowserSettings, Limits, WebsiteSettings
from egovspec.collect.website.wire import pace, patience, robots
from egovspec.facts.store import FactWriter
from egovspec.facts.tables import TABLES
from egovspec.judge.reasons import REASONS
from egovspec.model.base import Shape

markdown = pytest.importorskip("markdown", reason="mkdocs, which builds the pages, is not installed")

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
# What people read on the host of the repository, where headings become anchors in another way.
OUTSIDE = [ROOT / name for name in ("README.md", "README.zh.md", "CONTRIBUTING.md", "CHANGELOG.md")]
OUTSIDE += sorted((ROOT / "examples").glob("*/README.md"))
EVERYTHING = [*PAGES, *OUTSIDE]
LISTING = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """A page from one heading to the next of the same level."""
    level = heading.partition(" ")[0]
    _, _, rest = text.partition(f"\n{heading}")
    assert rest, f"there is no {heading!r}"
    return re.split(rf"\n{level} ", rest)[0]


def tables(text: str) -> list[list[list[str]]]:
    """Every table as rows of cells, its head first."""
    found: list[list[list[str]]] = [[]]
    for line in text.splitlines():
        if line.startswith("|"):
            found[-1].append([cell.strip() for cell in line.strip().strip("|").split("|")])
        elif found[-1]:
            found.append([])
    return [[table[0], *table[2:]] for table in found if table]


def rows(text: str, head: str) -> list[list[str]]:
    """The rows of all tables whose first column is called so."""
    return [row for table in tables(text) if table[0][0] == head for row in table[1:]]


def names(cell: str) -> list[str]:
    return SPAN.findall(cell)


# --- links


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.feed(markdown.markdown(text, extensions=["toc", "tables", "fenced_code", "attr_list", "admonition"]))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.anchors |= {value for value in (said.get("id"), said.get("name")) if value}
        self.links += [value for value in (said.get("href"), said.get("src")) if value]


def anchors_of_the_host(text: str) -> set[str]:
    """Anchors of headings as the host of the repository makes them: CJK is kept, punctuation is not."""
    plain = LISTING.sub("", text)
    headings = re.findall(r"^#{1,6} (.+)$", plain, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", html.unescape(one).strip().lower()).replace(" ", "-") for one in headings}


def dead_links(path: Path, text: str) -> Iterator[str]:
    """Links of a page, with its text, that lead to no file or no anchor of the repository."""
    for link in _Page(text).links:
        if re.match(r"[a-z]+:", link):
            continue
        file, _, anchor = unquote(link).partition("#")
        target = (path.parent / file).resolve() if file else path
        if not target.exists() or not target.is_relative_to(ROOT):
            yield link
        elif anchor:
            aimed_at = read(target) if file else text
            known = _Page(aimed_at).anchors if path.is_relative_to(DOCS) else anchors_of_the_host(aimed_at)
            if anchor not in known:
                yield link


@pytest.mark.parametrize("path", EVERYTHING, ids=name_of)
def test_every_link_and_anchor_leads_somewhere(path: Path) -> None:
    assert list(dead_links(path, read(path))) == []


@pytest.mark.parametrize(
    ("page", "link", "dead"),
    [
        ("docs/guide/vendor.md", "../language.md#deployment", False),
        ("docs/guide/vendor.md", "../language.md#nowhere", True),
        ("docs/guide/vendor.md", "../nowhere.md", True),
        ("docs/guide/vendor.md", "../../../outside", True),
        ("docs/guide/vendor.md", "#here", False),
        ("docs/guide/vendor.md", "#nowhere", True),
        ("docs/guide/vendor.md", "https://www.example.gov.cn/#any", False),
        ("CONTRIBUTING.md", "docs/architecture.md#the-house", False),
        ("CONTRIBUTING.md", "docs/architecture.md#no-house", True),
    ],
)
def test_a_dead_link_is_found(page: str, link: str, dead: bool) -> None:
    """Else the test above would pass on anything."""
    assert list(dead_links(ROOT / page, f"[text]({link})\n\n## Here\n")) == ([link] if dead else [])


def test_every_page_is_in_the_navigation() -> None:
    said = YAML(typ="safe").load(read(ROOT / "mkdocs.yml"))

    def leaves(tree: Any) -> Iterator[str]:
        for one in tree.values() if isinstance(tree, dict) else tree:
            yield from [one] if isinstance(one, str) else leaves(one)

    assert sorted(leaves(said["nav"])) == [page.relative_to(DOCS).as_posix() for page in PAGES]


# --- commands and options


class Named(NamedTuple):
    """A command as a page names it: what is typed after `egovspec`."""

    page: str
    words: list[str]


_CALLED = re.compile(r"(?:^|[\s/])(?:egovspec|cli\.py)\s+([^\s].*)")
GROUP = Commands("egovspec")


def commands_named(path: Path) -> Iterator[Named]:
    text = read(path)
    lines = [line for _, body in LISTING.findall(text) for line in body.splitlines()]
    lines += SPAN.findall(LISTING.sub("", text))
    for line in lines:
        for called in (found[1] for part in line.split(" && ") if (found := _CALLED.search(part))):
            try:
                yield Named(name_of(path), shlex.split(called, comments=True))
            except ValueError:  # prose with an apostrophe
                yield Named(name_of(path), called.partition(" #")[0].split())


def unknown_in(words: list[str]) -> Iterator[str]:
    """What no command or option is called."""
    command_name = next((word for word in words if not word.startswith("-")), None)
    if command_name in (None, "selftest") or not re.fullmatch(r"[a-z]+", str(command_name)):
        return  # COMMAND, standing for any of them, or options of the group alone
    command = GROUP.get_command(click.Context(GROUP), str(command_name))
    if command is None:
        yield str(command_name)
        return
    if isinstance(command, click.Group):
        kind = next((word for word in words[1:] if re.fullmatch(r"[a-z]+", word)), None)
        if kind not in command.commands:
            yield from [f"{command_name} {kind}"] if kind else []
            return
        command = command.commands[kind]
    known = {option for parameter in command.params for option in parameter.opts} | {"--help", "--lang", "--version"}
    for word in words:
        option = word.partition("=")[0]
        if re.match(r"--?[a-z]", option) and option not in known:
            yield f"{command_name} {option}"


@pytest.mark.parametrize("path", EVERYTHING, ids=name_of)
def test_every_command_and_option_a_page_names_exists(path: Path) -> None:
    assert [(one.words, unknown) for one in commands_named(path) for unknown in unknown_in(one.words)] == []


@pytest.mark.parametrize("path", EVERYTHING, ids=name_of)
def test_options_named_alone_are_options_of_some_command(path: Path) -> None:
    known = {"--lang", "--version", "--help"}
    for command_name in COMMANDS:
        command = GROUP.get_command(click.Context(GROUP), command_name)
        assert command is not None
        kinds = command.commands.values() if isinstance(command, click.Group) else ()
        known |= {option for one in (command, *kinds) for parameter in one.params for option in parameter.opts}
    alone = [
        span.split()[0].partition("=")[0] for span in SPAN.findall(LISTING.sub("", read(path))) if span[:2] == "--"
    ]

    assert [option for option in alone if option not in known] == []


@pytest.mark.parametrize(
    ("words", "unknown"),
    [
        ("check deployment.yaml --keep DIR -v", []),
        ("check deployment.yaml --kep DIR", ["check --kep"]),
        ("chek deployment.yaml", ["chek"]),
        ("new chek x", ["new chek"]),
        ("new check x --ecah page", ["new --ecah"]),
        ("new check x --each page", []),
        ("COMMAND --help", []),
        ("facts coverage --form=json", ["facts --form"]),
    ],
)
def test_a_misspelt_command_is_found(words: str, unknown: list[str]) -> None:
    assert list(unknown_in(words.split())) == unknown


def test_pages_name_commands_enough_to_be_held_to() -> None:
    assert sum(len(list(commands_named(path))) for path in EVERYTHING) > 100


def test_the_first_page_lists_every_command() -> None:
    listed = [found[1] for found in re.finditer(r"^\| `egovspec (\w+)` \|", read(DOCS / "index.md"), re.MULTILINE)]

    assert listed == list(COMMANDS)


QUERIES = sorted(
    {
        (one.page, one.words[1])
        for path in EVERYTHING
        for one in commands_named(path)
        if one.words[:1] == ["facts"] and len(one.words) > 1 and re.match(r"SELECT \w|[a-z_]+$", one.words[1])
    }
)


@pytest.fixture(scope="module")
def empty_facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All tables without a row."""
    with FactWriter(tmp_path_factory.mktemp("facts")) as facts:
        return facts.seal()


@pytest.mark.parametrize(("page", "query"), QUERIES)
def test_every_query_a_page_shows_runs_on_the_tables(page: str, query: str, run: Run, empty_facts: Path) -> None:
    ran = run("facts", query, "--from", empty_facts)

    assert ran.code == 0, ran.err


# --- tables, errors, reasons


def test_every_fact_table_is_listed_with_its_key_and_none_is_invented() -> None:
    listed = {names(cells[0])[0]: tuple(names(cells[3])) for cells in rows(read(DOCS / "facts.md"), "表 / table")}

    assert listed == {table.name_of_table: table.key for table in TABLES}


def test_every_error_code_has_its_section_and_none_is_invented() -> None:
    codes = {
        one.code
        for one in vars(errors).values()
        if isinstance(one, type) and issubclass(one, errors.SpecError) and one is not errors.SpecError
    }

    assert re.findall(r"^## (\S+)$", read(DOCS / "errors.md"), re.MULTILINE) == sorted(codes)


# A folder that is missing is told by the detail of its coverage.
REASONS_GIVEN = {*REASONS, *(reason.value for reason in Reason), "missing-folder"}


@pytest.mark.parametrize(
    ("heading", "column"),
    [("### 九、没有采集到的理由与补救", "理由"), ("### 9. Reasons, and how to mend them", "reason")],
)
def test_every_reason_is_explained_with_its_mending_and_none_is_invented(heading: str, column: str) -> None:
    explained = rows(section(read(DOCS / "guide/evidence.md"), heading), column)

    assert sorted(word for cells in explained for word in names(cells[0])) == sorted(REASONS_GIVEN)
    assert [cells for cells in explained if len(cells) != 3 or not all(cells)] == []


def test_every_reason_of_a_visit_is_in_the_guide() -> None:
    """In English those are named that leave a visit undetermined; the others are told by the table above."""
    zh, _, en = read(DOCS / "guide/visits.md").partition("\n## English")

    assert {why.value for why in Why} - set(names(zh)) == set()
    assert {why.value for why in set(Why) - NOT_OPEN} - set(names(en)) == set()


# --- settings


WITHIN: dict[str, type[Shape]] = {"limits": Limits, "browser": BrowserSettings}
# Without these a model takes nothing; what they are set to here is no default.
NEEDED: dict[type[Shape], dict[str, str]] = {WebsiteSettings: {"url": "http://a.cn/"}, VisitsSettings: {"log": "v"}}


def keys_of(model: type[Shape]) -> Iterator[tuple[str, type[Shape], str]]:
    """Every key as one writes it (limits.pages), with the model and the field it is."""
    for field in model.model_fields:
        if field in WITHIN and model is WebsiteSettings:
            yield from ((f"{field}.{inner}", WITHIN[field], inner) for inner in WITHIN[field].model_fields)
        if field != "limits":  # nothing by itself, unlike `browser`, which turns it on
            yield field, model, field


def default_of(model: type[Shape], field: str) -> Any:
    """None where nothing is set, be it nothing at all or an empty list."""
    declared = model.model_fields[field]
    default = None if declared.is_required() else declared.get_default(call_default_factory=True)
    return None if default in ([], {}) else default


def written_as_default(cell: str, model: type[Shape], field: str) -> Any:
    """What a page gives as the default, read as the model reads what is in a file; None for the dash."""
    if cell == "—":
        return None
    said: Any = YAML(typ="safe").load(names(cell)[0])
    return getattr(model.model_validate({**NEEDED.get(model, {}), field: said}), field)


@pytest.mark.parametrize(
    ("page", "column", "model"),
    [
        ("guide/evidence.md", "键 / key", WebsiteSettings),
        ("language.md", "`website`", WebsiteSettings),
        ("language.md", "`visits`", VisitsSettings),
    ],
)
def test_every_setting_is_listed_with_its_default_and_none_is_invented(
    page: str, column: str, model: type[Shape]
) -> None:
    # language.md has more tables that begin with a key: those of checks, for one
    (table,) = (one for one in tables(read(DOCS / page)) if one[0][0] == column and "default" in one[0][1])
    listed = {names(cells[0])[0]: cells[1] for cells in table[1:]}
    keys = {key: (of, field) for key, of, field in keys_of(model)}

    assert sorted(listed) == sorted(keys)
    assert len(listed) == len(table) - 1
    said = {key: written_as_default(cell, *keys[key]) for key, cell in listed.items()}
    assert said == {key: default_of(*of) for key, of in keys.items()}


def evidence_shown() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in EVERYTHING:
        for language, body in LISTING.findall(read(path)):
            if language == "yaml" and "collect:" in body:
                tree = YAML(typ="safe").load(body)
                for one in tree["evidence"]:
                    yield f"{name_of(path)}: {one['id']}", one


@pytest.mark.parametrize(
    ("where", "shown"), list(evidence_shown()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_evidence_a_page_shows_is_understood_by_its_collector(where: str, shown: dict[str, Any]) -> None:
    (collector,) = (one for one in COLLECTORS if one.name == shown["collect"])
    settings = {key: value for key, value in shown.items() if key not in ("collect", "id", "required")}

    collector.settings.model_validate_json(json.dumps(settings, default=str))


SECONDS = "{:g}".format
NUMBERS = [
    ("pauses of a failing server", [SECONDS(pause) for pause in patience.PAUSES if pause]),
    ("waits before further attempts", [SECONDS(wait) for wait in patience.BACK_OFF]),
    ("failures in a row", [str(patience.FAILURES)]),
    ("longest Retry-After", [SECONDS(patience.LONGEST_RETRY_AFTER)]),
    ("slowest pace", [SECONDS(pace.STRAINED_UP_TO)]),
    ("good answers", [str(pace.GOOD_ENOUGH)]),
    ("slowest Crawl-delay", [SECONDS(robots.SLOWEST)]),
    ("hours a crawl can be gone on with", [SECONDS(keeping.STILL_OF_THE_SAME_TIME.total_seconds() / 3600)]),
    ("barren pages", [str(traps.BARREN_IN_A_ROW)]),
]


@pytest.mark.parametrize(("what", "numbers"), NUMBERS, ids=[what for what, _ in NUMBERS])
def test_numbers_the_guide_gives_are_those_of_the_program(what: str, numbers: list[str]) -> None:
    zh, _, en = read(DOCS / "guide/evidence.md").partition("\n## English")
    sequence = r"(?:、|, | and )".join(map(re.escape, numbers))

    assert re.search(rf"(?<!\d){sequence}(?!\d)", zh), "in the Chinese half"
    assert re.search(rf"(?<!\d){sequence}(?!\d)", en), "in the English half"


# --- two languages


def outline(path: Path) -> list[int]:
    return [len(marks) for marks in re.findall(r"^(#+) ", LISTING.sub("", read(path)), re.MULTILINE)]


def test_both_readmes_have_the_same_outline_and_the_same_commands() -> None:
    english, chinese = ROOT / "README.md", ROOT / "README.zh.md"

    assert outline(english) == outline(chinese)
    assert [one.words for one in commands_named(english) if one.words[:1] == ["check"]] == [
        one.words for one in commands_named(chinese) if one.words[:1] == ["check"]
    ]


GUIDES = sorted((DOCS / "guide").glob("*.md"))


@pytest.mark.parametrize("path", GUIDES, ids=name_of)
def test_every_guide_speaks_chinese_first_and_then_english(path: Path) -> None:
    headings = re.findall(r"^## (.+)$", LISTING.sub("", read(path)), re.MULTILINE)

    assert headings[:2] == ["中文", "English"]


def test_every_column_of_every_table_is_written_in_sql_as_it_is_called():
    """A word of SQL's own would have to be quoted, which no author of a check knows; `glob` came before this rule."""
    names = {column.name for table in TABLES for column in table.columns()} - {"glob"}
    with duckdb.connect() as connection:
        for name in sorted(names):
            assert connection.execute(f'SELECT {name} FROM (SELECT 1 AS "{name}")').fetchall() == [(1,)]
