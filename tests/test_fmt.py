"""One layout for every file: what it says and its comments stay, and laying it out again changes nothing."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Run
from egovspec.desk.layout import laid_out
from egovspec.desk.layout.writing import WIDTH, width
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


@settings(max_examples=120, deadline=None)
@given(wild())
def test_what_a_file_says_and_its_comments_stay(written_wildly: tuple[dict[str, Any], str]) -> None:
    """`laid_out` itself refuses to lose anything; here it also must not have to refuse."""
    tree, text = written_wildly
    again = laid(text)

    assert yaml.parse(again.encode()).tree == yaml.parse(text.encode()).tree == tree
    assert sorted(COMMENT.findall(again)) == sorted(COMMENT.findall(text))


@settings(max_examples=60, deadline=None)
@given(wild())
def test_laying_out_twice_is_laying_out_once(written_wildly: tuple[dict[str, Any], str]) -> None:
    once = laid(written_wildly[1])

    assert laid(once) == once


@settings(max_examples=30, deadline=None)
@given(wild())
def test_line_ends_blanks_and_indents_are_settled(written_wildly: tuple[dict[str, Any], str]) -> None:
    text = laid(written_wildly[1])

    assert "\r" not in text
    assert text.endswith("\n")
    assert not text.startswith("\n")


@pytest.mark.parametrize(
    "path", SHIPPED[:: max(1, len(SHIPPED) // 30)], ids=lambda path: path.relative_to(ROOT).as_posix()
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
        "a: x\nb: \"1.0\"\nc: \"no\"\nd: x\ne: \\d\n",
    ),
    "what another reader would take for a number or a truth value is quoted where the model says text": (
        "kind: source\nid: no\nversion: 1.0.0\nissued: '2026-03-01'\nnumber: 国办发〔2017〕47号\n",
        'kind: source\nid: "no"\nversion: "1.0.0"\nnumber: 国办发〔2017〕47号\nissued: 2026-03-01\n',
    ),
    "where the model does not say, what was bare stays bare": (
        "kind: check\ncases:\n  - with: {a: 010, b: '010', c: no, d: 2026-03-01}\n",
        'kind: check\ncases:\n  - with: {a: 010, b: "010", c: no, d: 2026-03-01}\n',
    ),
    "text with quotes in it stands in single ones": ('a: "say \\"a\\""\n', "a: 'say \"a\"'\n"),
    "lists are indented": ("a:\n- b c\n-   2\n", "a:\n  - b c\n  - 2\n"),
    "names and references stand on one line": ("basis:\n- a#1\n- b#2\n", "basis: [a#1, b#2]\n"),
    "comments that were in line stay in line": ("a: 1    # x\nbb: 2   # y\n", "a: 1    # x\nbb: 2   # y\n"),
    "a comment needs no blank before it in brackets or behind quotes": (
        "a: [x,#1\n y]\nb: \"z\"#2\n",
        "a:\n  - x  #1\n  - y\nb: z  #2\n",
    ),
    "comments under a key with nothing stay under it": (
        "a:\n    # one\n\n    # two\nb: 1\n",
        "a:\n  # one\n\n  # two\nb: 1\n",
    ),
    "a comment behind a dash goes above it": ("- # one\n  # two\n  - a b\n", "# one\n# two\n- - a b\n"),
    "a comment between a key and its text goes above the key": ("a:\n  # one\n  b\n", "# one\na: b\n"),
    "of two comments at one line the second goes above": ("a: # one\n  b # two\n", "# two\na: b  # one\n"),
    "markers of a document are left out": ("%YAML 1.2\n# x\n---\na: 1\n...\n", "# x\na: 1\n"),
    "texts with anchors": ("a: &x  text\nb: *x\n&k c: 1\nd: *k\n", "a: &x text\nb: *x\n&k c: 1\nd: *k\n"),
    "folded texts": ("a: >-\n\n     one\n     two\n\n       more\n", "a: >-\n\n  one\n  two\n\n    more\n"),
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
    "anchors within one entry do not": (
        "codes: [&c {code: a}, *c]\nkind: codelist\n",
        "kind: codelist\ncodes: [&c {code: a}, *c]\n",
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


@pytest.mark.parametrize(
    "text",
    [
        "a: |\n  no end of line",
        "a: 1\n  # deeper than anything\nb: 2\n",
        "a:\n  - b: 1\n    # end of the item\n  # end of the list\n# end of the file\n",
        "a: |+ # header\n  x\n\n\n# end\n",
        'a: "x \\\n   y\\ \n  z"\n',
        "a: [ # only\n]\nb: { # one\n # two\n} # three\n",
        "a: &x # anchored\n  - {b: 1}\nc: &y # anchored\n  # too\n  d: *x\n",
        "? a # key\n: # value\n  b\n",
        "a: !!str null\nb: !!str 5\nc: ! ~\n",
        "a:\n  - # one\n    - # two\n      'x' # three\n",
        "a:\n  - - [x, # one\n       y] # two\n    - z\n",
        "a:\n- - - x # deep\n    # deeper\n  # less deep\n- y\n",
    ],
)
def test_odd_ways_of_writing_keep_value_and_comments(text: str) -> None:
    once = laid(text)

    assert yaml.parse(once.encode()).tree == yaml.parse(text.encode()).tree
    assert sorted(re.findall("# .*", once)) == sorted(re.findall("# .*", text))
    assert laid(once) == once


@settings(max_examples=60, deadline=None)
@given(wild(), st.booleans())
def test_a_comment_on_a_line_of_its_own_stays_above_its_key(
    written_wildly: tuple[dict[str, Any], str], shuffled: bool
) -> None:
    """Each top key carries its own number, whatever stands between and in whatever order the keys come."""
    keys = ["kind", "id", "version", "title", "note"]
    if shuffled:
        keys.reverse()
    inner = written_wildly[1].replace("\r\n", "\n")
    body = "".join(f"  {line}\n" if line else "\n" for line in inner.rstrip("\n").split("\n"))
    text = "# head\na: {}\n" + "".join(f"# of {key}\n{key}:\n{body}" for key in keys)
    once = laid(text)

    for key in keys:
        assert f"# of {key}\n{key}:" in once


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

    assert run("fmt", ".").out == "log.yaml\nours.yaml\n"


def test_a_path_that_is_not_there_is_told(run: Run) -> None:
    ran = run("fmt", "nowhere.yaml")

    assert ran.code == 2
    assert ran.err == "nowhere.yaml: no such file [unreadable]\n"


def test_links_and_permissions_of_a_file_stay(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("a:   1\n", encoding="utf-8")
    file.chmod(0o640)
    (tmp_path / "link.yaml").symlink_to("a.yaml")

    assert run("fmt", "link.yaml").code == 0
    assert (tmp_path / "link.yaml").is_symlink()
    assert (file.read_text(encoding="utf-8"), file.stat().st_mode & 0o777) == ("a: 1\n", 0o640)


@pytest.mark.parametrize(
    ("options", "given_text", "out", "code"),
    [
        ([], "a:   1\r\n", "a: 1\n", 0),
        ([], "a: 1\n", "a: 1\n", 0),
        (["--check"], "a:   1\n", "<stdin>\n", 1),
        (["--check"], "a: 1\n", "", 0),
        (["--diff"], "a:   1\n", "--- <stdin>\n+++ <stdin>\n@@ -1 +1 @@\n-a:   1\n+a: 1\n", 0),
        ([], "a: [1\n", "", 2),
    ],
)
def test_standard_input_goes_to_standard_output(
    options: list[str], given_text: str, out: str, code: int, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given_text.encode())))

    ran = run("fmt", *options, "-")

    assert (ran.code, ran.out) == (code, out)
