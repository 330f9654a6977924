"""`egovspec new`: what it makes is sound at once, what a person has to write says so, and nothing that exists is touched."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Run
from egovspec.desk.lint.rule import Bench
from egovspec.desk.lint.sql import fits_the_tables
from egovspec.desk.lint.unfinished import unwritten
from egovspec.desk.mutate.proof import prove
from egovspec.desk.release.proving import UNFINISHED
from egovspec.desk.scaffold.checks import PATTERNS, new_check
from egovspec.desk.scaffold.documents import new_codelist
from egovspec.desk.scaffold.library import Host, new_library
from egovspec.desk.scaffold.wording import Said
from egovspec.desk.scaffold.workplace import Workplace, new_id
from egovspec.errors import SpecErrors, Where
from egovspec.facts.tables import TABLES
from egovspec.facts.tables.base import Fact, Table
from egovspec.library import yaml
from egovspec.library.canonical import digest
from egovspec.library.catalogue import Catalogue, Entry, load, model_of
from egovspec.library.editing import BOM
from egovspec.library.kinds import FOLDERS, MODELS
from egovspec.library.releases import Key
from egovspec.library.roots import Root, added_root, shipped_root
from egovspec.library.shapes import shape
from egovspec.model.base import Text
from egovspec.model.outcome import Outcome

RULES = "standards/hz/rules/1.0.0.yaml"
MEASURES = "hz/measures#1"


@pytest.fixture(scope="module")
def just_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue with a first source, standard and profile, as it was made."""
    folder = tmp_path_factory.mktemp("made") / "hz-rules"
    new_library(folder, shipped_root(), namespace="hz", code="HZ", host=Host.GITLAB, where=Where("here"), write=True)
    return folder


@pytest.fixture
def library(run: Run, just_made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, and the folder commands run in."""
    shutil.copytree(just_made, tmp_path / "hz-rules")
    monkeypatch.chdir(tmp_path / "hz-rules")
    return tmp_path / "hz-rules"


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def said_by_lint(run: Run, *paths: str) -> list[tuple[str, str]]:
    """Severity and code of all that lint says of some documents, and of what they cite."""
    ran = run("lint", "--changed", "--format", "json", *paths)
    assert ran.code in (0, 1), ran.err
    return [(one["severity"], one["code"]) for one in json.loads(ran.out)["problems"]]


def write_out(path: Path) -> None:
    """Write every text of a file that is still to be written, as an author would."""
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub("待写：|To be written: ?", "", text), encoding="utf-8")


def release(library: Path, *, changed: Iterable[str] = ()) -> None:
    """Put the drafts of a catalogue into its release log, as a release does."""
    entries = load([shipped_root(), added_root(library)], drafts=True).entries.values()
    lines = [
        f"- {{kind: {one.key.kind}, id: {one.key.id}, version: {one.key.version}, released: 2026-01-01,"
        f" in_force: 2026-01-01, digest: '{one.digest}'}}\n"
        for one in entries
        if not one.root.shipped
    ]
    (library / "specs/releases.yaml").write_text("kind: releases\nreleases:\n" + "".join(lines), encoding="utf-8")


# --- what is made is sound

KINDS = [
    ("source", ["source", "duties", "--clause", "2.1e"], "specs/sources/hz/duties/1.0.0.yaml"),
    ("standard", ["standard", "more", "--code", "HM", "--basis", MEASURES], "standards/hz/more/1.0.0.yaml"),
    ("standard on a check", ["standard", "more", "--code", "HM", "--basis", "gbf-2015-15#C2", "--check", "page-language"], "standards/hz/more/1.0.0.yaml"),
    ("provision", ["provision", "rules", "--basis", MEASURES], RULES),
    ("provision with a check", ["provision", "HZ", "--basis", MEASURES, "--check", "home-fresh@1", "--with", "max_idle=P3D"], RULES),
    ("provision that is proposed", ["provision", "hz/rules", "--basis", MEASURES, "--origin", "proposal"], RULES),
    ("check", ["check", "title-long"], "specs/checks/hz/title-long/1.0.0.yaml"),
    ("columns", ["columns", "tree"], "specs/columns/hz/tree/1.0.0.yaml"),
    ("columns on a basis", ["columns", "tree", "--tier", "city", "--basis", MEASURES], "specs/columns/hz/tree/1.0.0.yaml"),
    ("metadata", ["metadata", "tags"], "specs/metadata/hz/tags/1.0.0.yaml"),
    ("codelist", ["codelist", "offices"], "specs/codelists/hz/offices/1.0.0.yaml"),
    ("glossary", ["glossary", "words"], "specs/glossaries/hz/words/1.0.0.yaml"),
    ("calendar", ["calendar", "days", "--year", "2026"], "specs/calendars/hz/days/1.0.0.yaml"),
    ("profile", ["profile", "all"], "specs/profiles/hz/all/1.0.0.yaml"),
    ("profile that tailors", ["profile", "city", "--tier", "city", "--extends", "city-portal", "--standard", "rules@1"], "specs/profiles/hz/city/1.0.0.yaml"),
]  # fmt: skip


def test_there_is_a_beginning_for_every_kind() -> None:
    assert {one[1][0] for one in KINDS} == MODELS.keys() | {"provision"}


@pytest.mark.parametrize(("arguments", "file"), [one[1:] for one in KINDS], ids=[one[0] for one in KINDS])
def test_every_kind_lints_without_an_error_and_says_what_is_to_be_written(
    run: Run, library: Path, arguments: list[str], file: str
) -> None:
    ran = run("new", *arguments)

    assert (ran.code, ran.err.partition(" ")[0]) == (0, "next:")
    assert file in ran.out
    assert set(said_by_lint(run, file)) == {("warning", "unfinished")}


def test_a_catalogue_that_was_just_made_lints_without_an_error(run: Run, library: Path) -> None:
    everything = [name for name in files(library) if name.endswith("0.yaml")]

    assert everything == ["specs/profiles/hz/portal/1.0.0.yaml", "specs/sources/hz/measures/1.0.0.yaml", RULES]
    assert set(said_by_lint(run, *everything)) == {("warning", "unfinished")}


def test_what_is_written_out_leaves_lint_nothing_to_say(run: Run, library: Path) -> None:
    for _, arguments, _ in [KINDS[0], KINDS[4], *KINDS[6:]]:
        if arguments[:2] != ["columns", "tree"] or "--tier" in arguments:
            assert run("new", *arguments).code == 0
    everything = [library / name for name in files(library) if name.endswith("0.yaml")]
    for path in everything:
        write_out(path)

    assert "unfinished" not in {code for _, code in said_by_lint(run, *map(str, everything))}


def test_an_empty_catalogue_has_its_folders_and_no_documents(run: Run, tmp_path: Path) -> None:
    ran = run("new", "library", "sample-rules", "--ci", "github")

    made = files(tmp_path / "sample-rules")
    assert ran.code == 0
    assert b"namespace: sample-rules\n" in made["egovspec.yaml"]
    assert {name.partition("/.gitkeep")[0] for name in made if "gitkeep" in name} == set(FOLDERS.values())
    assert ".github/workflows/egovspec.yml" in made
    assert not [name for name, text in made.items() if "«".encode() in text]
    assert load([shipped_root(), added_root(tmp_path / "sample-rules")], drafts=True)


def bare(folder: Path = Path(), namespace: str | None = "hz") -> Workplace:
    """A catalogue without a document, which cites nothing."""
    return Workplace(Root(folder), Catalogue(True), (), (), namespace, Where("command line"))


def entry_of(text: str) -> Entry:
    marked = yaml.parse(text.encode(), "draft.yaml")
    model: Any = shape(model_of(marked), marked)
    return Entry(Key(model.kind, model.id, model.version), model, marked, Root(Path()), digest(model), None)


def columns_to_judge() -> dict[str, tuple[type[Table], str]]:
    """One column of each type, and one of a table for each type of key that is not one text."""
    found: dict[str, tuple[type[Table], str]] = {}
    keys = {("VARCHAR",)}
    for table in TABLES:
        key = tuple(column.type for column in table.columns() if column.name in table.key)
        for column in table.columns() if issubclass(table, Fact) else ():
            if column.name in table.key or column.name in Fact.model_fields:
                continue
            if column.type not in {name.partition(" ")[0] for name in found} or not {key, key[-1:]} & keys:
                found[f"{column.type} {table.name_of_table}.{column.name}"] = (table, column.name)
                keys |= {key, key[-1:]}
    return found


BENCH = Bench(Catalogue(True))
JUDGED = columns_to_judge()


def test_there_is_a_pattern_for_every_type_a_fact_may_have() -> None:
    assert {name.partition(" ")[0] for name in JUDGED} == PATTERNS.keys()


@pytest.mark.parametrize(("table", "column"), JUDGED.values(), ids=JUDGED.keys())
def test_the_cases_of_a_new_check_hold_and_notice_every_change_of_it(table: type[Table], column: str) -> None:
    check = entry_of(
        new_check(
            bare(),
            f"hz/{table.name_of_table}-{column}".replace("_", "-"),
            Said("title", None, None),
            table.name_of_table,
            column,
        )
    )

    assert [error.said() for error in fits_the_tables(BENCH, check)] == []
    proof = prove(check)
    assert (list(proof.wrong), proof.failing, proof.survived, proof.nulls) == ([], (), (), ())
    assert {run.case.expect[0].outcome for run in proof.cases} == {Outcome.PASS, Outcome.FAIL, Outcome.OPEN}
    assert proof.made


# --- provisions


def test_a_provision_goes_to_the_end_and_nothing_else_moves(run: Run, library: Path) -> None:
    """Whatever the manner of the file: comments, line ends, a byte order mark."""
    path = library / RULES
    old = BOM + "# 说明 comment\r\n" + path.read_text(encoding="utf-8").replace("\n", "\r\n") + "    # the end\r\n"
    path.write_bytes(old.encode())

    ran = run("new", "provision", "rules", "--basis", MEASURES)

    assert ran.code == 0, ran.err
    new = path.read_bytes().decode()
    assert new.startswith(old)
    assert new[len(old) :].startswith("  - id: HZ-02\r\n")


def test_an_id_is_never_used_again_whichever_version_had_it(run: Run, library: Path) -> None:
    for _ in range(2):
        assert run("new", "provision", "rules", "--basis", MEASURES).code == 0
    release(library)
    assert run("new", "version", "rules").code == 0
    draft = library / "standards/hz/rules/1.0.1.yaml"
    text = draft.read_text(encoding="utf-8")
    draft.write_text(text[: text.index("  - id: HZ-02")], encoding="utf-8")

    ran = run("new", "provision", "rules", "--basis", MEASURES)

    assert "added HZ-04" in ran.out
    assert re.findall("id: (HZ-.*)", draft.read_text(encoding="utf-8")) == ["HZ-01", "HZ-04"]
    assert 'since: "1.0.1"' in draft.read_text(encoding="utf-8")


def test_what_is_released_takes_no_provision_until_its_next_version_is_begun(run: Run, library: Path) -> None:
    release(library)
    before = files(library)

    ran = run("new", "provision", "rules", "--basis", MEASURES)

    assert ran.code == 2
    assert "released" in ran.err
    assert "egovspec new version hz/rules" in ran.err
    assert files(library) == before


def test_a_provision_takes_up_the_first_clause_of_ones_own_that_none_cites(run: Run, library: Path) -> None:
    source = library / "specs/sources/hz/measures/1.0.0.yaml"
    more = ['  - {id: "2", text: {zh: 甲, en: a}, machine: [aim], carried_by: ["3"]}', '  - {id: "3", text: {zh: 乙, en: b}, machine: [auto], confidence: C}']  # fmt: skip
    source.write_text(source.read_text(encoding="utf-8") + "\n".join(more) + "\n", encoding="utf-8")

    taken = run("new", "provision", "rules")
    none_left = run("new", "provision", "rules")

    assert "basis hz/measures#3" in taken.out
    assert "level: should" in (library / RULES).read_text(encoding="utf-8"), "confidence C is at most a should"
    assert none_left.code == 2
    assert "--basis" in none_left.err


def test_a_value_for_a_check_is_written_as_its_parameter_is(run: Run, library: Path) -> None:
    values = ["--with", "classes=news, notice", "--with", "first=true", "--with", "within=P6M"]

    ran = run(
        "new", "provision", "rules", "--basis", MEASURES, "--check", "column-updated-within", *values, "--dry-run"
    )

    assert ran.code == 2, "the profile gives no column tree yet"
    assert "'columns'" in ran.err
    ran = run("new", "provision", "rules", "--basis", MEASURES, "--check", "column-updated-within", *values, "--with", "columns=city-portal@1", "--dry-run")  # fmt: skip
    assert "with: {classes: [news, notice], first: true, within: P6M, columns: city-portal@1}" in ran.out


# --- next versions


def test_the_next_version_is_a_copy_with_the_next_number(run: Run, library: Path) -> None:
    release(library)
    old = (library / RULES).read_text(encoding="utf-8")

    ran = run("new", "version", "rules")

    new = (library / "standards/hz/rules/1.0.1.yaml").read_text(encoding="utf-8")
    assert ran.code == 0
    assert new == old.replace('\nversion: "1.0.0"', '\nversion: "1.0.1"')
    assert (library / RULES).read_text(encoding="utf-8") == old


# --- what is refused

REFUSED = [
    ("a name in capitals", ["check", "Title"], "such as hz/title"),
    ("a name with blanks", ["check", "title is long"], "such as hz/title-is-long"),
    ("no name at all", ["check", ""], "no name"),
    ("a Chinese name", ["check", "标题"], "no name"),
    ("a way out of the folder", ["check", "hz/../../x"], "no name"),
    ("a name that is too long", ["check", "x" * 120], "at most 100"),
    ("another namespace", ["check", "zj/title"], "write hz/title"),
    ("an id there is", ["standard", "rules", "--code", "HX"], "edit that file"),
    ("a code that is taken", ["standard", "more", "--code", "PC", "--basis", MEASURES], "portal-columns"),
    ("a code that is planned", ["standard", "more", "--code", "NP", "--basis", MEASURES], "plans"),
    ("a code in small letters", ["standard", "more", "--code", "hz", "--basis", MEASURES], "two capital letters (--code HM)"),
    ("no code", ["standard", "more", "--basis", MEASURES], "--code HM"),
    ("no such standard", ["provision", "rulse"], "did you mean 'hz/rules'?"),
    ("a shipped standard", ["provision", "portal-columns"], "another catalogue"),
    ("no such clause", ["provision", "rules", "--basis", "hz/measures#7"], "no clause '7'"),
    ("no such source", ["provision", "rules", "--basis", "hz/measurse#1"], "did you mean 'hz/measures'?"),
    ("no such check", ["provision", "rules", "--basis", MEASURES, "--check", "page-langauge"], "did you mean 'page-language'?"),
    ("no such parameter", ["provision", "rules", "--basis", MEASURES, "--check", "home-fresh", "--with", "max_idel=P3D"], "did you mean 'max_idle'?"),
    ("a parameter without a check", ["provision", "rules", "--basis", MEASURES, "--with", "a=1"], "no check is named"),
    ("more than its basis allows", ["provision", "rules", "--basis", MEASURES, "--origin", "proposal", "--level", "shall"], "at most a should"),
    ("no such table", ["check", "x", "--each", "pages"], "did you mean 'page'?"),
    ("no such column", ["check", "x", "--column", "titel"], "did you mean 'title'?"),
    ("a column that is a key", ["check", "x", "--column", "url"], "cannot be judged by itself"),
    ("no such clause for a column", ["columns", "x", "--basis", "hz/measures#9"], "no clause"),
    ("a year of no calendar", ["calendar", "x", "--year", "1"], "1949"),
    ("no such profile", ["profile", "x", "--extends", "city-portl"], "did you mean 'city-portal'?"),
    ("the version of a draft", ["version", "rules"], "edit that file"),
    ("the version of what is shipped", ["version", "portal-columns"], "another catalogue"),
    ("the version of nothing", ["version", "rulse"], "did you mean 'hz/rules'?"),
    ("a title with control characters", ["check", "x", "--title-zh", "a\x07b"], "--title-zh"),
    ("an empty title", ["check", "x", "--title-en", "  "], "--title-en"),
    ("a clause id that is none", ["source", "x", "--clause", "1 a"], "no clause id"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "said"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED])
def test_what_cannot_be_is_refused_with_a_way_out_and_nothing_is_made(
    run: Run, library: Path, arguments: list[str], said: str
) -> None:
    before = files(library)

    ran = run("new", *arguments)

    assert ran.code == 2
    assert said in ran.err
    assert files(library) == before


def test_an_id_that_names_documents_of_several_kinds_needs_the_kind(run: Run, library: Path) -> None:
    assert run("new", "check", "rules").code == 0
    release(library)

    asked = run("new", "version", "rules")
    told = run("new", "version", "rules", "--kind", "standard")
    as_asked = run("new", "version", "check:rules")

    assert asked.code == 2
    assert "write standard:hz/rules or check:hz/rules" in asked.err
    assert "standards/hz/rules/1.0.1.yaml" in told.out
    assert "specs/checks/hz/rules/1.0.1.yaml" in as_asked.out


def test_without_a_catalogue_it_says_how_to_make_one(run: Run) -> None:
    ran = run("new", "check", "hz/x")

    assert ran.code == 2
    assert "egovspec new library" in ran.err


def test_a_name_of_ones_own_catalogue_has_a_namespace(run: Run, tmp_path: Path) -> None:
    (tmp_path / "standards").mkdir()

    ran = run("new", "check", "title-long")

    assert ran.code == 2
    assert "such as hz/title-long" in ran.err


def test_a_catalogue_may_be_named_from_elsewhere(run: Run, library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(library.parent)

    ran = run("new", "check", "title-long", "--catalogue", "hz-rules")

    assert ran.out == "made hz-rules/specs/checks/hz/title-long/1.0.0.yaml\n"


def test_a_broken_version_of_a_standard_is_told_before_ids_are_counted(run: Run, library: Path) -> None:
    """An id that stands in a file nobody can read might be given out again."""
    (library / "standards/hz/rules/0.9.0.yaml").write_text("kind: standard\nid: [", encoding="utf-8")

    ran = run("new", "provision", "rules", "--basis", MEASURES)

    assert ran.code == 2
    assert "standards/hz/rules/0.9.0.yaml:" in ran.err


def test_where_something_is_not_found_a_file_nobody_can_read_is_told_too(run: Run, library: Path) -> None:
    """The clause may well be in it."""
    source = library / "specs/sources/hz/measures/1.0.0.yaml"
    source.write_text(
        source.read_text(encoding="utf-8") + '  - {id: "2", text: {zh: 甲, en: a, b}, machine: [auto]}\n',
        encoding="utf-8",
    )

    ran = run("new", "standard", "more", "--code", "HM", "--basis", "hz/measures#2")

    assert ran.code == 2
    assert "no source 'hz/measures'" in ran.err
    assert "specs/sources/hz/measures/1.0.0.yaml:14:" in ran.err


def test_a_fault_elsewhere_in_the_catalogue_hinders_nobody(run: Run, library: Path) -> None:
    (library / "specs/checks/hz").mkdir(parents=True)
    (library / "specs/checks/hz/other.yaml").write_text("kind: chek", encoding="utf-8")

    assert run("new", "codelist", "offices").code == 0


# --- all or nothing


def test_a_file_that_is_there_is_left_alone_and_so_is_everything(run: Run, tmp_path: Path) -> None:
    (tmp_path / "hz").mkdir()
    (tmp_path / "hz/README.md").write_text("ours", encoding="utf-8")

    ran = run("new", "library", "hz")

    assert ran.code == 2
    assert "hz/README.md" in ran.err
    assert files(tmp_path / "hz") == {"README.md": b"ours"}


def test_what_cannot_be_made_whole_leaves_nothing_behind(run: Run, tmp_path: Path) -> None:
    """Folders come last here: by then several files are written, which have to go again."""
    (tmp_path / "hz").mkdir()
    (tmp_path / "hz/specs").write_text("a file where a folder has to be", encoding="utf-8")

    ran = run("new", "library", "hz", "--code", "HZ")

    assert ran.code == 2
    assert [path.name for path in (tmp_path / "hz").iterdir()] == ["specs"]


@pytest.mark.parametrize("arguments", [["library", "zj"], *(one[1] for one in KINDS[:4])], ids=" ".join)
def test_a_dry_run_shows_and_writes_nothing(run: Run, library: Path, arguments: list[str]) -> None:
    before = files(library)

    ran = run("new", *arguments, "--dry-run")

    assert ran.code == 0
    assert ran.out.startswith("would ")
    assert files(library) == before


# --- any text, any name

# Any text a terminal can hand over, and what YAML has a use for in places where it hurts.
HOSTILE = ["- a", "? b", ": c", "x: y", "a #b", "#", "'", '"', "{a}", "[b", "}, en: x", "&a", "*a", "!tag", "%x", "@x", "`", "no", "null", "~", "1.0", "2026-03-01", "|", ">", "\\", "\\n", "待写", "😀👩‍👩‍👧", "—", "\u00a0", "长" * 5000, "a\nb", "\ta"]  # fmt: skip
texts = st.sampled_from(HOSTILE) | st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=60
)


@settings(deadline=None, max_examples=150)
@given(texts.filter(str.strip), texts.filter(str.strip))
def test_any_title_comes_out_as_it_was_given(zh: str, en: str) -> None:
    try:
        text = new_codelist(bare(), "hz/x", Said("title", zh, en))
    except SpecErrors as refused:
        assert "control characters" in str(refused)
        return

    assert entry_of(text).model.title == Text(zh=zh, en=en)  # type: ignore[attr-defined]


NAMES = st.text(max_size=120) | st.from_regex(r"[A-Za-z0-9 _/.-]{0,110}", fullmatch=True)


@settings(deadline=None, max_examples=200)
@given(NAMES, st.sampled_from(["hz", None]))
def test_any_name_is_taken_or_refused_and_stays_within_the_catalogue(said: str, namespace: str | None) -> None:
    place = bare(Path("/nowhere/at-all"), namespace)
    try:
        identifier = new_id(place, "check", said)
    except SpecErrors as refused:
        (error,) = refused.errors
        assert not error.hint or new_id(place, "check", error.hint.rpartition(" ")[2])
        return

    assert identifier.rpartition("/")[2] == said.rpartition("/")[2]
    assert (place.root.path / "specs/checks" / identifier).resolve().is_relative_to(place.root.path / "specs/checks")


# --- what is still to be written

ASKING = [
    ("both languages", "title: {zh: 待写：名称, en: 'To be written: name'}", ["still to be written: name"]),
    ("one language", "title: {zh: 名称, en: 'to be written: name'}", ["still to be written in English: name"]),
    ("the other language", "title: {zh: '待写: 名称', en: name}", ["still to be written in Chinese: 名称"]),
    ("a text of one language", "number: 待写：文号", ["still to be written: 文号"]),
    ("nothing said of it", "title: {zh: 待写：, en: name}", ["still to be written in Chinese: …"]),
    ("the mark within", "title: {zh: 何为“待写：”, en: what is To be written}", []),
    ("facts of a case", "cases: [{name: {zh: 甲, en: a}, given: {page: [{title: 待写：标题}]}}]", []),
    ("the name of a case", "cases: [{name: {zh: 待写：甲, en: a}, given: {}}]", ["still to be written in Chinese: 甲"]),
]


@pytest.mark.parametrize(("text", "said"), [one[1:] for one in ASKING], ids=[one[0] for one in ASKING])
def test_a_text_that_begins_with_the_mark_is_still_to_be_written(text: str, said: list[str]) -> None:
    marked = yaml.parse(text.encode(), "draft.yaml")
    entry = Entry(Key("source", "x", "1.0.0"), None, marked, Root(Path()), "", None)  # type: ignore[arg-type]

    found = list(unwritten(entry))

    assert [error.message for error in found] == said
    assert [error.where.line for error in found] == [1] * len(said)


def test_what_is_still_to_be_written_is_among_what_a_release_refuses(library: Path) -> None:
    """The release itself, which runs every rule, is walked through by the author's guide."""
    root = added_root(library)
    catalogue = load([shipped_root(), root], drafts=True)
    drafts = [entry for entry in catalogue.entries.values() if not entry.root.shipped]

    asking = {entry.exact for entry in drafts if any(error.code in UNFINISHED for error in unwritten(entry))}

    assert asking == {entry.exact for entry in drafts} != set()
