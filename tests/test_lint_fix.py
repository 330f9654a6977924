"""`egovspec lint --fix`: what has one right answer is written, nothing else moves, and nothing gets worse."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Run
from egovspec.desk.lint.splice import Cut, cuts_of, offset, spliced
from egovspec.errors import Removal, Rewrite, Where
from egovspec.library.roots import Root
from lint_office import CHECK, COLUMNS, FILES, PROFILE, SOURCE, STANDARD, office

A = Path("office")


@pytest.fixture(autouse=True)
def only_the_office(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    empty = tmp_path_factory.mktemp("shipped")
    monkeypatch.setattr("egovspec.cli.common.shipped_root", lambda: Root(empty, shipped=True))


def texts() -> dict[str, bytes]:
    return {path.relative_to(A).as_posix(): path.read_bytes() for path in A.rglob("*") if path.is_file()}


# file: what is right, and the mistake made of it
MISTAKES = {
    "a key": (SOURCE, "confidence: A", "confidnce: A"),
    "a key in brackets": (SOURCE, "machine: [auto]", "machne: [auto]"),
    "a flag in capitals": (COLUMNS, "origin: practice}", "origin: practice, required: True}"),
    "a flag of other readers": (COLUMNS, "origin: practice}", "origin: practice, required: yes}"),
    "a word of a list": (STANDARD, "level: shall", "level: shal"),
    "a check cited": (STANDARD, "check: of/titled@1", "check: of/titeld@1"),
    "a source cited": (STANDARD, "basis: [of/rules#1]", "basis: [of/ruels#1]"),
    "a standard included": (PROFILE, "standard: of/pages@1", "standard: of/pagse@1  # ours"),
    "a column in SQL": (CHECK, "must: title <> ''", "must: titel <> ''"),
    "a kind": (COLUMNS, "kind: columns", "kind: colums"),
    "a column in a case": (CHECK, "kind: item, title: 示例", "kind: item, titel: 示例"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_with_one_right_answer_is_mended_and_nothing_else_moves(run: Run, name: str) -> None:
    file, right, wrong = MISTAKES[name]
    office(A, {file: (right, wrong)})
    before = texts()

    ran = run("lint", "--catalogue", A, "--fix")

    assert (ran.code, ran.out) == (0, ""), ran.err
    assert "mended " in ran.err
    after = texts()
    assert {one for one in after if after[one] != before[one]} == {file}
    mended = after[file].decode()
    assert mended in (
        FILES[file],
        FILES[file].replace(right, wrong.replace("True", "true").replace("yes", "true")),
    ) or (mended.replace("  # ours", "") == FILES[file])
    assert run("lint", "--catalogue", A, "--fix").err == "5 files, nothing wrong\n"


@pytest.mark.parametrize("ends", ["\r\n", "\n"])
@pytest.mark.parametrize("mark", ["\ufeff", ""])
def test_line_ends_and_the_byte_order_mark_stay(run: Run, ends: str, mark: str) -> None:
    office(A, {SOURCE: ("confidence: A", "confidnce: A   # sure?")})
    written = mark + (A / SOURCE).read_text("utf-8").replace("\n", ends)
    (A / SOURCE).write_bytes(written.encode())

    run("lint", "--catalogue", A, "--fix")

    assert (A / SOURCE).read_bytes() == written.replace("confidnce", "confidence").encode()


def test_two_names_alike_are_left_to_a_person(run: Run) -> None:
    office(A, {STANDARD: ("check: of/titled@1", "check: of/titel@1")})
    twin = A / CHECK.replace("titled", "title")
    twin.parent.mkdir(parents=True)
    twin.write_text(FILES[CHECK].replace("id: of/titled", "id: of/title"), encoding="utf-8")
    before = texts()

    ran = run("lint", "--catalogue", A, "--fix")

    assert ran.code == 1
    assert "did you mean" in ran.out
    assert texts() == before


def test_a_misplaced_draft_is_moved_to_its_place(run: Run) -> None:
    office(A)
    (A / "specs/columns/of/other").mkdir()
    (A / COLUMNS).rename(A / "specs/columns/of/other/2.0.0.yaml")

    ran = run("lint", "--catalogue", A, "--fix")

    assert (ran.code, ran.err.splitlines()[-1]) == (0, "5 files, nothing wrong")
    assert texts() == {name: text.encode() for name, text in FILES.items()}


def test_a_file_is_not_moved_onto_another(run: Run) -> None:
    office(A)
    (A / "specs/columns/of/tree/2.0.0.yaml").write_text(FILES[COLUMNS], encoding="utf-8")
    before = texts()

    assert run("lint", "--catalogue", A, "--fix").code == 1
    assert texts() == before


def test_a_file_ending_in_yml_is_told_of_and_renamed(run: Run) -> None:
    office(A)
    (A / COLUMNS).rename((A / COLUMNS).with_suffix(".yml"))

    told = run("lint", "--catalogue", A)
    run("lint", "--catalogue", A, "--fix")

    assert "its name must end in .yaml (name it 1.0.0.yaml) [wrong-place]" in told.out
    assert texts() == {name: text.encode() for name, text in FILES.items()}


def test_a_released_file_is_never_touched(run: Run) -> None:
    office(A, {STANDARD: ("level: shall", "level: shal")})
    entry = 'kind: standard\n    id: of/pages\n    version: "1.0.0"\n    released: "2026-01-01"\n    in_force: "2026-01-01"\n'
    (A / "specs/releases.yaml").write_text(
        f"kind: releases\nreleases:\n  - {entry}    digest: sha256:{'0' * 64}\n", encoding="utf-8"
    )
    before = texts()

    ran = run("lint", "--catalogue", A, "--fix")

    assert ran.code == 1
    assert "mended" not in ran.err
    assert texts() == before


def test_the_diff_shows_what_fix_does_and_writes_nothing(run: Run) -> None:
    office(A, {SOURCE: ("confidence: A", "confidnce: A"), PROFILE: ("of/pages@1", "of/pagse@1")})
    before = texts()

    shown = run("lint", "--catalogue", A, "--diff")
    dry = run("lint", "--catalogue", A, "--fix", "--dry-run")

    assert (shown.code, dry.out, texts()) == (1, shown.out, before)
    assert "-confidnce: A\n+confidence: A\n" in shown.out
    applied = subprocess.run(["git", "apply", "-p1"], input=shown.out, text=True, capture_output=True)
    assert applied.returncode == 0, applied.stderr
    assert texts() == {name: text.encode() for name, text in FILES.items()}
    clean = run("lint", "--catalogue", A, "--diff")
    assert (clean.code, clean.out, clean.err) == (0, "", "would change 0 files\n")


def test_only_the_paths_given_are_mended(run: Run) -> None:
    office(A, {SOURCE: ("confidence: A", "confidnce: A"), PROFILE: ("of/pages@1", "of/pagse@1")})

    run("lint", "--catalogue", A, "--fix", A / "specs/profiles")

    assert "confidnce" in (A / SOURCE).read_text("utf-8")
    assert "pagse" not in (A / PROFILE).read_text("utf-8")


BLOCK = "a: 1\nb:\n  - planned: NP  \n    id: x\n  - id: y\n    planned: NP\n    text: |\n      long\n# end\nc: {id: z, planned: NP}\nd: {planned: NP, id: z}\n"


@pytest.mark.parametrize(
    ("line", "column", "left"),
    [
        (3, 5, BLOCK.replace("planned: NP  \n    ", "", 1)),
        (6, 5, BLOCK.replace("    planned: NP\n", "", 1)),
        (7, 5, BLOCK.replace("    text: |\n      long\n", "", 1)),
        (10, 12, BLOCK.replace(", planned: NP}", "}", 1)),
        (11, 5, BLOCK.replace("{planned: NP, ", "{", 1)),
        (1, 1, BLOCK.replace("a: 1\n", "", 1)),
        (1, 2, BLOCK),
        (99, 1, BLOCK),
    ],
)
def test_a_key_goes_with_its_value_and_its_line(line: int, column: int, left: str) -> None:
    for ends in ("\n", "\r\n"):
        text = BLOCK.replace("\n", ends)

        assert spliced(text, cuts_of(text, Removal(Where("a", line, column)))) == left.replace("\n", ends)


def test_a_key_with_a_comment_is_left_to_a_person() -> None:
    text = "a:\n  - id: x\n    planned: NP  # until June\n"

    assert cuts_of(text, Removal(Where("a", 3, 5))) == []


@pytest.mark.parametrize(
    ("text", "column", "mended"),
    [
        ("a: old", 4, "a: new"),
        ("a: 'old and old'", 4, "a: 'new and new'"),
        ("a: older old-er x/old", 4, "a: older old-er x/old"),
        ("a: [b, old] # old", 8, "a: [b, new] # old"),
        ("a: old#1", 4, "a: new#1"),
        ("a: 旧old词", 4, "a: 旧old词"),
        ("old: old", 1, "new: old"),
        ("a: t.old > $old", 4, "a: t.new > $new"),
        ("a: t.old > $old", 12, "a: t.old > $new"),
        ("a: t.old > $old", 9, "a: t.old > $old"),
    ],
)
def test_a_word_is_rewritten_as_a_whole_and_where_it_was_said_to_stand(text: str, column: int, mended: str) -> None:
    assert spliced(text, cuts_of(text, Rewrite(Where("a", 1, column), "old", "new"))) == mended


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="ab:{}[],'\"#\r\n \u4e2d-|", max_size=60),
    st.integers(1, 6),
    st.integers(1, 12),
    st.sampled_from([Rewrite, Removal]),
)
def test_whatever_a_text_holds_a_mend_only_takes_out_or_writes_what_it_says(
    text: str, line: int, column: int, kind: type[Rewrite] | type[Removal]
) -> None:
    where = Where("a", line, column)
    mend = Rewrite(where, "a", "b") if kind is Rewrite else Removal(where)

    for cut in cuts_of(text, mend):
        assert 0 <= cut.start <= cut.end <= len(text)
        if kind is Rewrite:
            assert (text[cut.start : cut.end], cut.text) == ("a", "b")
        else:
            assert cut.text == ""
            assert not re.search(r"(^|\s)#", text[cut.start : cut.end])


@given(st.text(alphabet="x中\r\n", max_size=30))
def test_every_place_an_editor_shows_is_found_again(text: str) -> None:
    for number, row in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        for column in range(1, len(row) + 1):
            at = offset(text, Where("a", number, column))
            assert at is not None
            assert text[at] == row[column - 1]
        assert offset(text, Where("a", number, len(row) + 2)) is None


def test_of_cuts_that_overlap_the_first_is_made() -> None:
    assert spliced("abcdef", [Cut(1, 3, "X"), Cut(2, 4, "Y"), Cut(5, 6, "")]) == "aXde"
