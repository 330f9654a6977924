"""`egovspec lint --changed`, and the hooks that call it: a few files are looked at, and the right ones."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from conftest import Run
from egovspec.cli.main import COMMANDS
from egovspec.desk.lint import linted
from egovspec.desk.lint.changed import CITED_BY, MOST_CITING, lint_changed
from egovspec.library import catalogue as library
from egovspec.library import yaml
from egovspec.library.catalogue import load
from egovspec.library.kinds import MODELS
from egovspec.library.ondemand import NotAll, OnDemand, entries_at
from egovspec.library.roots import Root, shipped_root
from egovspec.model.check import Check
from lint_office import CHECK, COLUMNS, FILES, PROFILE, SOURCE, STANDARD, office

A = Path("office")
HOOKS = yaml.read(Path(__file__).parent.parent / ".pre-commit-hooks.yaml").tree


@pytest.fixture(autouse=True)
def only_the_office(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    empty = tmp_path_factory.mktemp("shipped")
    monkeypatch.setattr("egovspec.cli.common.shipped_root", lambda: Root(empty, shipped=True))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the documents that were read, in order."""
    read: list[str] = []
    known = library.read_entry

    def noted(path: Path, *more: object) -> object:
        read.append(path.as_posix().partition("office/")[2])
        return known(path, *more)  # type: ignore[arg-type]

    monkeypatch.setattr("egovspec.library.ondemand.read_entry", noted)
    return read


def git(*arguments: str) -> None:
    settings = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *settings, *arguments], check=True, capture_output=True)


def committed() -> None:
    office(A)
    git("init", "--quiet")
    git("add", ".")
    git("commit", "--quiet", "-m", "office")


def change(file: str, old: str, new: str) -> None:
    text = (A / file).read_text("utf-8")
    assert old in text
    (A / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_nothing_changed_and_nothing_is_read(run: Run, opened: list[str]) -> None:
    committed()

    ran = run("lint", "--changed", "--catalogue", A)

    assert (ran.code, ran.out, opened) == (0, "", [])
    assert ran.err.splitlines()[-1] == "0 files, nothing wrong"


def test_what_changed_what_it_cites_and_who_cites_it_is_read_and_no_more(run: Run, opened: list[str]) -> None:
    committed()
    change(CHECK, "没有标题", "没有题目")

    ran = run("lint", "--changed", "--catalogue", A)

    assert ran.code == 0
    assert set(opened) == {CHECK, STANDARD, SOURCE}
    assert "looked at 1 changed file, what they cite" in ran.err


@pytest.mark.parametrize("staged", [False, True])
def test_staged_and_not_staged_new_and_gone_are_all_changes(run: Run, staged: bool) -> None:
    committed()
    change(STANDARD, "level: shall", "level: must")
    new = A / COLUMNS.replace("tree", "新 tree")
    new.parent.mkdir()
    new.write_text("kind: columns\n", encoding="utf-8")
    (A / CHECK).unlink()
    if staged:
        git("add", "--all")

    ran = run("lint", "--changed", "--catalogue", A)

    assert ran.code == 1
    assert {line.partition(":")[0] for line in ran.out.splitlines()} >= {f"office/{STANDARD}", new.as_posix()}


def test_whoever_cites_what_went_away_is_told(run: Run) -> None:
    committed()
    (A / CHECK).unlink()

    ran = run("lint", "--changed", "--catalogue", A)

    assert ran.out.startswith(f"office/{STANDARD}:16:16: no check 'of/titled@1'")


def test_files_a_hook_passes_are_taken_as_changed_without_git(run: Run) -> None:
    office(A, {PROFILE: ("tier: city", "tier: town"), SOURCE: ("machine: [auto]", "machine: [must]")})
    Path("README.md").write_text("# nothing of ours\n", encoding="utf-8")

    ran = run("lint", "--changed", "--catalogue", A, A / PROFILE, "README.md")
    without = run("lint", "--changed", "--catalogue", A)

    assert ran.code == 1
    assert {line.partition(":")[0] for line in ran.out.splitlines()} == {f"office/{PROFILE}"}
    assert without.code == 2
    assert "no git repository" in without.err


def test_the_history_of_the_program_does_not_stand_for_that_of_a_catalogue(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The shipped catalogue may be a checkout: what it says of its changes says nothing of the author's."""
    office(A, {PROFILE: ("tier: city", "tier: town")})
    program = tmp_path / "program"
    (program / "standards").mkdir(parents=True)
    subprocess.run(["git", "init", "--quiet", program], check=True, capture_output=True)
    monkeypatch.setattr("egovspec.cli.common.shipped_root", lambda: Root(program, shipped=True))

    ran = run("lint", "--changed", "--catalogue", A)

    assert ran.code == 2
    assert "no git repository" in ran.err


def test_a_document_is_found_in_the_place_it_is_cited_by_and_its_errors_are_told(run: Run) -> None:
    committed()
    change(STANDARD, "网页规范", "网页的规范")
    (A / CHECK).write_text("kind: check\n", encoding="utf-8")
    git("add", ".")
    git("commit", "--quiet", "-m", "broken")
    change(STANDARD, "网页的规范", "网页规范")

    assert f"office/{CHECK}:1:1: the key 'id' is missing" in run("lint", "--changed", "--catalogue", A).out


def test_a_released_file_that_changed_is_told(run: Run) -> None:
    committed()
    digest = load([Root(A)], drafts=True).entries
    (key,) = [key for key in digest if key.kind == "columns"]
    (A / "specs/releases.yaml").write_text(
        'kind: releases\nreleases:\n  - kind: columns\n    id: of/tree\n    version: "1.0.0"\n'
        f'    released: "2026-01-01"\n    in_force: "2026-01-01"\n    digest: {digest[key].digest}\n',
        encoding="utf-8",
    )
    git("add", ".")
    git("commit", "--quiet", "-m", "released")
    change(COLUMNS, "动态", "要闻")

    assert "[released-changed]" in run("lint", "--changed", "--catalogue", A).out


def test_no_more_than_some_of_those_who_cite_are_read_and_the_rest_is_counted(run: Run) -> None:
    office(A)
    for n in range(MOST_CITING + 5):
        path = A / PROFILE.replace("site", f"site{n:02}")
        path.parent.mkdir(parents=True)
        path.write_text(FILES[PROFILE].replace("of/site", f"of/site{n:02}"), encoding="utf-8")

    ran = run("lint", "--changed", "--catalogue", A, A / STANDARD)

    assert ran.code == 0
    assert "; 6 more cite them and were not looked at" in ran.err


def test_a_reference_cannot_lead_out_of_the_catalogue(run: Run, opened: list[str]) -> None:
    """What a parameter is given is any text, until it was followed."""
    office(A)
    outside = A.parent / "outside/1.0.0.yaml"
    outside.parent.mkdir()
    outside.write_text(FILES[COLUMNS], encoding="utf-8")
    catalogue = OnDemand([Root(A)])

    assert catalogue.find("columns", "../../../outside@1.0.0") is None
    assert catalogue.find("columns", "../../../outside@1") is None
    assert opened == []


def test_what_needs_all_documents_is_refused_and_not_answered_from_a_few() -> None:
    catalogue = OnDemand([shipped_root()])

    for question in (
        lambda: catalogue.of_kind("check"),
        lambda: list(catalogue.entries.values()),
        lambda: dict(catalogue.entries.items()),
        lambda: catalogue.digest,
    ):
        with pytest.raises(NotAll):
            question()


def test_a_catalogue_read_on_demand_answers_as_one_that_was_loaded() -> None:
    whole, part = load(drafts=True), OnDemand([shipped_root()])

    assert list(part.entries) == sorted(part.entries, key=list(whole.entries).index)
    assert set(part.entries) == set(whole.entries)
    for key in list(whole.entries)[::12]:
        for reference in (f"{key.id}@{key.version}", f"{key.id}@{key.version.partition('.')[0]}", f"{key.id}@99"):
            one, other = whole.find(key.kind, reference), part.find(key.kind, reference)
            assert (one and one.key, one and one.digest) == (other and other.key, other and other.digest)
        assert [entry.key for entry in whole.versions(key.kind, key.id)] == [
            entry.key for entry in part.versions(key.kind, key.id)
        ]
    check = next(key for key in whole.entries if key.kind == "check")
    assert part.model(Check, f"{check.id}@{check.version}") == whole.model(Check, f"{check.id}@{check.version}")


def test_every_kind_says_who_may_cite_it() -> None:
    assert set(CITED_BY) >= set(MODELS)


@pytest.mark.parametrize("file", FILES)
def test_what_the_hook_says_of_a_file_the_full_lint_says_too(run: Run, file: str) -> None:
    office(A, {file: ('version: "1.0.0"', 'version: "1.0"')})
    roots = [Root(A)]

    some, (_, everything) = lint_changed(roots, [A / file]).errors, linted(roots)

    assert some
    assert {str(error) for error in some} <= {str(error) for error in everything}


def test_documents_at_places_are_read_alone(run: Run, opened: list[str]) -> None:
    office(A)

    (entry,) = entries_at([Root(A)], [A / CHECK])

    assert (entry.exact, opened) == ("of/titled@1.0.0", [CHECK])


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_runs_a_real_command_on_the_files_of_a_commit(run: Run, hook: dict[str, str]) -> None:
    """What pre-commit does: the names of staged files that match are put behind the entry."""
    committed()
    Path("egovspec.yaml").write_text("catalogues: [office]\n", encoding="utf-8")
    change(CHECK, "没有标题", "没有题目")
    Path("notes.yaml").write_text("a: [", encoding="utf-8")
    git("add", ".")
    staged = subprocess.run(["git", "diff", "--cached", "--name-only"], capture_output=True, text=True).stdout.split()
    matching = [name for name in staged if re.search(hook["files"], name)]
    program, command, *options = shlex.split(hook["entry"])

    assert matching == [f"office/{CHECK}"]
    assert (program, command in COMMANDS, hook["language"]) == ("egovspec", True, "python")
    names = [] if hook.get("pass_filenames") == "false" else matching
    ran = run(command, *options, *names)
    assert ran.code == 0, ran.err + ran.out
    change(CHECK, "must: title <> ''", "must:   title = ''")
    again = run(command, *options, *names)
    after = (A / CHECK).read_text("utf-8")
    assert {"lint": again.code == 0, "test": again.code == 1, "fmt": "must: title = ''" in after}[command], again.out
    change(CHECK, "title = ''", "titel = ''")
    assert run(command, *options, *names).code == (0 if command == "fmt" else 1)


def test_the_git_of_a_hook_does_not_speak_for_another_repository(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """git tells its hooks where its own repository is; a catalogue may lie in another."""
    committed()
    monkeypatch.setenv("GIT_DIR", os.fspath(Path("elsewhere.git").absolute()))
    change(STANDARD, "level: shall", "level: must")

    ran = run("lint", "--changed", "--catalogue", A)

    assert ran.code == 1
