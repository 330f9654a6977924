"""A page that walks through commands, replayed: what it says is typed is typed, and what was printed stands in its place.

    python tests/replaying.py docs/guide/author.md     writes what is printed today into the page

Listings of a page that count, from top to bottom:

    ```console   lines that begin with `$ ` are commands; what follows them is what they print, results before messages
    ```yaml      a first line `# FILE` names a file, which is written as it stands here, from the second line on; of HTML,
    ```html      the first line is `<!-- FILE -->`
    ```diff      a first line `# FILE`, then lines of that file: those with `-` give way to those with `+`

A listing that names no file is only looked at. The half under `## English` is not walked again: a command that stands there runs, in English,
right after the same command in the section of the same number, so it must be one that writes nothing.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

LISTING = re.compile(r"^```(console|yaml|html|diff)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"(?:# (\S+\.\w+)|<!-- (\S+) -->)\n")
ENGLISH = "\n## English\n"

# What is typed after `egovspec`, and the language: what it prints.
Printing = Callable[[list[str], str, Path], str]


@dataclass
class Listing:
    """One listing of a page: the number of its section within its half, and where its text stands."""

    section: int
    kind: str
    body: str
    span: tuple[int, int]
    printed: list[str] = field(default_factory=list)

    @property
    def commands(self) -> list[str]:
        return re.findall(r"^\$ (.*)$", self.body, re.MULTILINE) if self.kind == "console" else []

    @property
    def again(self) -> str:
        """The listing with what its commands print now."""
        return "".join(f"$ {command}\n{printed}" for command, printed in zip(self.commands, self.printed, strict=True))


def listings(page: str, start: int, stop: int) -> list[Listing]:
    return [
        Listing(len(re.findall(r"^### ", page[start : one.start()], re.MULTILINE)), one[1], one[2], one.span(2))
        for one in LISTING.finditer(page, start, stop)
    ]


def replayed(page: str, folder: Path, run: Printing) -> str:
    """The page with everything its commands print when they are run one after the other, beginning in an empty folder."""
    middle = page.index(ENGLISH)
    walked, told = listings(page, 0, middle), listings(page, middle, len(page))
    twins = iter([(listing, command) for listing in told for command in listing.commands])
    twin = next(twins, None)
    here = folder
    for listing in walked:
        for command in listing.commands:
            program, *words = shlex.split(command)
            if program == "cd":
                here = here / words[0]
                listing.printed.append("")
                continue
            assert program == "egovspec", command
            listing.printed.append(run(words, "zh", here))
            if twin is not None and (twin[0].section, twin[1]) == (listing.section, command):
                twin[0].printed.append(run(words, "en", here))
                twin = next(twins, None)
        if (named := NAMED.match(listing.body)) is not None:
            file, rest = here / (named[1] or named[2]), listing.body[named.end() :]
            if listing.kind == "diff":
                file.write_text(edited(file.read_text(encoding="utf-8"), rest), encoding="utf-8")
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(rest, encoding="utf-8")
    assert twin is None, f"section {twin[0].section} of the English half: {twin[1]!r} is not run there"
    for listing in sorted((one for one in walked + told if one.commands), key=lambda one: one.span, reverse=True):
        page = page[: listing.span[0]] + listing.again + page[listing.span[1] :]
    return page


def edited(text: str, change: str) -> str:
    """A text with the lines of a change in the place of those it takes away; each run of them stands there once."""
    for old, new in _hunks(change.splitlines(keepends=True)):
        assert text.count(old) == 1, f"stands there {text.count(old)} times:\n{old}"
        text = text.replace(old, new)
    return text


def _hunks(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Runs of lines, parted by lines that are only `…`: what stands there, and what is to."""
    old, new = "", ""
    for line in [*lines, "…\n"]:
        if line.strip() == "…":
            if old:
                yield old, new
            old, new = "", ""
            continue
        mark, rest = line[:1], line[1:]
        assert mark in "-+ ", line
        old += rest if mark in "- " else ""
        new += rest if mark in "+ " else ""


LOCALES = {"zh": "zh_CN.UTF-8", "en": "C.UTF-8"}


def here_and_now(home: Path) -> Printing:
    """Commands run within this process, which reads what is shipped once."""
    from egovspec.cli.main import main as egovspec

    def run(words: list[str], language: str, folder: Path) -> str:
        os.chdir(folder)
        os.environ |= {"EGOVSPEC_HOME": str(home), "LC_ALL": LOCALES[language], "COLUMNS": "80"}
        with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
            egovspec(words)
        return out.getvalue() + err.getvalue()

    return run


def main(page: Path) -> None:
    page = page.resolve()
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as home:
        text = replayed(page.read_text(encoding="utf-8"), Path(name), here_and_now(Path(home)))
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
