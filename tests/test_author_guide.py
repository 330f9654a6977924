"""The author's guide, walked from an empty folder to a second release: what it prints is what the program prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import Run
from replaying import ENGLISH, LOCALES, edited, listings, replayed

PAGE = Path(__file__).parents[1] / "docs" / "guide" / "author.md"
GUIDE = PAGE.read_text(encoding="utf-8")
# How many documents lint read depends on how many are shipped.
COUNTED = re.compile(r"^\d+ (个文件|files)(?=[，,])", re.MULTILINE)


def masked(page: str) -> str:
    return COUNTED.sub(r"N \1", page)


def test_what_the_guide_prints_is_what_its_commands_print(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a difference that is meant, `python tests/replaying.py docs/guide/author.md` writes it into the page."""
    monkeypatch.setenv("COLUMNS", "80")

    def printed(words: list[str], language: str, folder: Path) -> str:
        monkeypatch.chdir(folder)
        monkeypatch.setenv("LC_ALL", LOCALES[language])
        ran = run(*words)
        assert ran.code in (0, 1), f"{words}: {ran.err}"
        return ran.out + ran.err

    assert masked(replayed(GUIDE, tmp_path, printed)) == masked(GUIDE)
    released = (tmp_path / "sample-rules/specs/releases.yaml").read_text(encoding="utf-8")
    assert re.findall(r"id: sample/house-rules\n +version: \"(.*)\"", released) == ["1.0.0", "1.1.0"]


def test_every_listing_is_typed_or_printed() -> None:
    """Another kind of listing would be looked at by nobody."""
    middle = GUIDE.index(ENGLISH)
    walked = listings(GUIDE, 0, middle)
    marked = re.findall(r"^```\w*$", GUIDE[:middle], re.MULTILINE)

    assert len(marked) == 2 * len(walked)
    assert [
        one.kind for one in walked if one.kind != "console" and not re.match(r"# \S+\n|<!-- \S+ -->\n", one.body)
    ] == []


def test_both_halves_have_the_same_sections() -> None:
    zh, en = GUIDE.split(ENGLISH)

    numbers = re.findall(r"^### (\d+)\. ", en, re.MULTILINE)
    assert numbers == [str(n) for n in range(1, len(numbers) + 1)]
    assert len(re.findall(r"^### [一二三四五六七八九十]+、", zh, re.MULTILINE)) == len(numbers)


def test_nobody_has_to_program() -> None:
    assert not re.search(r"python|pip |import ", GUIDE, re.IGNORECASE)


@pytest.mark.parametrize(
    ("change", "after"),
    [
        ("-a: 1\n+a: 2\n", "a: 2\nb: 1\n"),
        (" a: 1\n+c: 3\n", "a: 1\nc: 3\nb: 1\n"),
        ("-b: 1\n", "a: 1\n"),
        ("-a: 1\n+a: 2\n…\n-b: 1\n+b: 2\n", "a: 2\nb: 2\n"),
    ],
)
def test_an_edit_changes_the_lines_it_shows(change: str, after: str) -> None:
    assert edited("a: 1\nb: 1\n", change) == after


def test_an_edit_of_lines_that_are_not_there_is_a_mistake_of_the_page() -> None:
    with pytest.raises(AssertionError):
        edited("a: 1\n", "-b: 1\n+b: 2\n")
