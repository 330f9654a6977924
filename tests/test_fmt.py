"""One layout for every file: what it says and its comments stay, and laying it out again changes nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings

from conftest import Run
from egovspec.desk.layout import laid_out
from egovspec.desk.layout.nodes import read_page
from egovspec.desk.layout.writing import WIDTH, width, written
from egovspec.library import yaml
from egovspec.library.canonical import digest
from egovspec.library.catalogue import load
from egovspec.library.shapes import shape
from wild_yaml import wild

ROOT = Path(__file__).parents[1]
SHIPPED = sorted([*ROOT.glob("standards/**/*.yaml"), *ROOT.glob("specs/*/**/*.yaml"), *ROOT.glob("examples/**/*.yaml")])
COMMENT = re.compile(r"# comment \d+")


def laid(text: str) -> str:
    return laid_out(text.encode(), "a.yaml")


@settings(max_examples=250, deadline=None)
@given(wild())
def test_what_a_file_says_and_its_comments_stay(written_wildly: tuple[dict[str, Any], str]) -> None:
    """`laid_out` itself refuses to lose anything; here it also must not have to refuse."""
    tree, text = written_wildly
    again = laid(text)

    assert yaml.parse(again.encode()).tree == yaml.parse(text.encode()).tree == tree
    assert sorted(COMMENT.findall(again)) == sorted(COMMENT.findall(text))


@settings(max_examples=150, deadline=None)
@given(wild())
def test_laying_out_twice_is_laying_out_once(written_wildly: tuple[dict[str, Any], str]) -> None:
    once = laid(written_wildly[1])

    assert laid(once) == once


@settings(max_examples=100, deadline=None)
@given(wild())
def test_line_ends_blanks_and_indents_are_settled(written_wildly: tuple[dict[str, Any], str]) -> None:
    text = laid(written_wildly[1])

    assert "\r" not in text
    assert text.endswith("\n")
    assert not text.startswith("\n")


@pytest.mark.parametrize(
    "path", SHIPPED[:: max(1, len(SHIPPED) // 60)], ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_a_shipped_file_keeps_its_model_and_its_comments(path: Path) -> None:
    text = laid_out(path.read_bytes(), path.name)

    assert yaml.parse(text.encode()).tree == yaml.read(path).tree
    assert laid(text) == text


def test_the_shipped_catalogue_is_laid_out(run: Run) -> None:
    """What the program ships is set out as it asks others to."""
    assert run("fmt", "--check").out == ""


def test_the_hash_of_a_released_file_does_not_depend_on_its_layout() -> None:
    entry = load(drafts=True).of_kind("check")[0]
    path = entry.root.path / entry.marked.file
    again = yaml.parse(laid_out(path.read_bytes(), path.name).encode())

    assert digest(shape(type(entry.model), again)) == entry.digest


LAYOUTS: dict[str, tuple[str, str]] = {
    "keys come in the order of the kind": (
        'version: "1.0.0"\nid: a\nkind: codelist\n',
        'kind: codelist\nid: a\nversion: "1.0.0"\n',
    ),
    "a comment goes with its key": (
        'version: "1.0.0"  # first\n# of the id\nid: a\nkind: codelist\n',
        'kind: codelist\n# of the id\nid: a\nversion: "1.0.0"  # first\n',
    ),
    "the modeline comes first": (
        "# about\n# yaml-language-server: $schema=x.json\nkind: codelist\n",
        "# yaml-language-server: $schema=x.json\n# about\nkind: codelist\n",
    ),
    "two languages on one line": (
        "title:\n    zh: 标题\n    en: 'Title, short'\n",
        'title: {zh: 标题, en: "Title, short"}\n',
    ),
    "two languages too long for a line": (
        f"title: {{zh: 标题, en: {'word ' * 40}end}}\n",
        f"title:\n  zh: 标题\n  en: {'word ' * 40}end\n",
    ),
    "quotes only where they are needed": (
        "a: 'x'\nb: \"1.0\"\nc: 'no'\nd: x\ne: '\\d'\n",
        "a: x\nb: \"1.0\"\nc: \"no\"\nd: x\ne: '\\d'\n",
    ),
    "lists are indented": ("a:\n- 1\n-   2\n", "a:\n  - 1\n  - 2\n"),
    "SQL stays as it is": (
        "select: |\n     SELECT 1\n       FROM a   -- why\n\n     ORDER BY 1\n",
        "select: |\n  SELECT 1\n    FROM a   -- why\n\n  ORDER BY 1\n",
    ),
    "a comment in brackets opens them": (
        "a: [1,  # one\n  2]\n",
        "a:\n  - 1  # one\n  - 2\n",
    ),
    "several empty lines become one": ("a: 1\n\n\n\nb: 2\n\n\n", "a: 1\n\nb: 2\n"),
    "anchors keep the order": (
        "version: &v x\nkind: codelist\nid: *v\n",
        "version: &v x\nkind: codelist\nid: *v\n",
    ),
    "no byte order mark, no carriage returns": ("\ufeffa: 1\r\nb: 2", "a: 1\nb: 2\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_rule(name: str) -> None:
    before, after = LAYOUTS[name]

    assert laid(before) == after
    assert laid(after) == after


def test_what_is_in_brackets_and_too_long_is_filled_line_by_line() -> None:
    text = laid("a: [" + ", ".join(f"栏目{n}" for n in range(60)) + "]\n")

    assert len(text.splitlines()) > 1
    assert all(width(line) <= WIDTH for line in text.splitlines())


@example("a: |\n  no end of line")
@example("a: 1\n  # deeper than anything\nb: 2\n")
@example("a:\n  - b: 1\n    # end of the item\n  # end of the list\n# end of the file\n")
@given(wild().map(lambda pair: pair[1]))
@settings(max_examples=50, deadline=None)
def test_writing_alone_loses_nothing_either(text: str) -> None:
    """The last look in `laid_out` is there for what nobody thought of."""
    source = yaml.parse(text.encode()).source

    assert yaml.parse(written(read_page(source)).encode()).tree == yaml.parse(text.encode()).tree


# --- the command


def test_a_file_is_laid_out_and_named(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("id: a\nkind: codelist\n", encoding="utf-8")

    ran = run("fmt", "a.yaml")

    assert (ran.code, ran.out) == (0, "a.yaml\n")
    assert file.read_text(encoding="utf-8") == "kind: codelist\nid: a\n"
    assert run("fmt", "a.yaml").out == ""


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_looking_changes_nothing(option: str, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"id: a\r\nkind: codelist\r\n")

    ran = run("fmt", option, "a.yaml")

    assert ran.code == (1 if option == "--check" else 0)
    assert "a.yaml" in ran.out
    assert file.read_bytes() == b"id: a\r\nkind: codelist\r\n"


def test_a_file_that_cannot_be_read_is_left_and_the_others_are_laid_out(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("kind: codelist\na: [1\n", encoding="utf-8")
    (tmp_path / "good.yaml").write_text("a:   1\nkind: codelist\n", encoding="utf-8")

    ran = run("fmt", "bad.yaml", "good.yaml")

    assert ran.code == 2
    assert re.search(r"^bad\.yaml:\d+:\d+: ", ran.err)
    assert (tmp_path / "bad.yaml").read_text(encoding="utf-8") == "kind: codelist\na: [1\n"
    assert (tmp_path / "good.yaml").read_text(encoding="utf-8") == "kind: codelist\na: 1\n"


def test_in_a_folder_only_files_of_our_kinds_are_touched(run: Run, tmp_path: Path) -> None:
    for name, text in {
        "ours.yaml": "id: a\nkind: codelist\n",
        "theirs.yaml": "x:   1\n",
        "log.yaml": "kind:   releases\n",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    assert run("fmt", ".").out == "ours.yaml\n"


def test_a_path_that_is_not_there_is_told(run: Run) -> None:
    ran = run("fmt", "nowhere.yaml")

    assert ran.code == 2
    assert ran.err == "nowhere.yaml: no such file [unreadable]\n"


def test_standard_input_goes_to_standard_output(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a:   1\n")))

    assert run("fmt", "-").out == "a: 1\n"
