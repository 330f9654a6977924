"""egovspec fmt: one layout for every YAML file."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator
from enum import Enum, auto
from pathlib import Path

import click

from egovspec.cli.common import language_option, roots, tell, tell_errors
from egovspec.cli.exits import Exit
from egovspec.cli.language import say

STANDARD_INPUT = Path("-")


class Asked(Enum):
    """What is to come of a file that is not laid out."""

    CHANGE = auto()
    NAME = auto()
    DIFFERENCE = auto()


@click.command(
    "fmt",
    help=say(
        "把 YAML 文件整理成统一的版式；内容和注释不变。不指明文件时整理自己的标准库，- 为标准输入。",
        "Set YAML files out in the one layout; what they say and their comments stay. Your own catalogue when no file is "
        "named; - is standard input.",
    ),
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--check", "only_check", is_flag=True, help=say("只列出需要整理的文件。", "Only name what is not laid out.")
)
@click.option("--diff", "show", is_flag=True, help=say("只显示会改动什么。", "Only show what would change."))
@click.option(
    "--catalogue",
    "catalogues",
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help=say("整理这个标准库，可重复。", "Lay out this catalogue; repeatable."),
)
@language_option
def command(paths: tuple[Path, ...], only_check: bool, show: bool, catalogues: tuple[Path, ...]) -> int:
    from egovspec.errors import SpecErrors
    from egovspec.library import yaml

    asked = Asked.DIFFERENCE if show else Asked.NAME if only_check else Asked.CHANGE
    if STANDARD_INPUT in paths:
        if len(paths) > 1 or catalogues:
            raise click.UsageError(say("- 不能与文件并列", "- stands alone"))
        differs = _lay_out(STANDARD_INPUT, sys.stdin.buffer.read(), asked)
        return Exit.FAILS if differs and only_check else Exit.CONFORMS
    changed = read = 0
    refused = []
    for path in _files(paths, catalogues):
        read += 1
        try:
            changed += _lay_out(path, yaml.contents(path, str(path)), asked)
        except SpecErrors as errors:
            refused += errors.errors
    if refused:
        tell_errors(refused)
    tell(_summary(read, changed, done=asked is Asked.CHANGE))
    if refused:
        return Exit.UNUSABLE_INPUT
    return Exit.FAILS if changed and only_check else Exit.CONFORMS


def _lay_out(path: Path, before: bytes, asked: Asked) -> bool:
    """Lay one file out as far as was asked, and say whether that changes it. Raises SpecErrors; the file is then as it was."""
    from egovspec.desk.layout import laid_out
    from egovspec.desk.rewriting import rewrite

    name = "<stdin>" if path == STANDARD_INPUT else str(path)
    text = laid_out(before, name)
    after = text.encode()
    if path == STANDARD_INPUT and asked is Asked.CHANGE:
        click.echo(after, nl=False)
        return after != before
    if after == before:
        return False
    if asked is Asked.CHANGE:
        rewrite(path, after, was=before)
    if asked is Asked.DIFFERENCE:
        click.echo("".join(_difference(name, before.decode("utf-8-sig"), text)).encode(), nl=False)
    else:
        click.echo(name)
    return True


def _files(paths: tuple[Path, ...], catalogues: tuple[Path, ...]) -> Iterator[Path]:
    from egovspec.desk.layout.files import named, of_roots

    if paths:
        yield from named(paths)
    if catalogues or not paths:
        every = roots(catalogues)
        own = [root for root in every if not root.shipped]
        # Whoever has a catalogue of their own means that one; in a checkout of the program it is the shipped one.
        meant = own or [root for root in every if (root.path / "pyproject.toml").is_file()]
        if not meant:
            raise click.UsageError(say("请指明文件或文件夹，. 为当前文件夹", "name files or folders; . is this folder"))
        yield from of_roots(meant)


def _difference(name: str, before: str, after: str) -> Iterator[str]:
    lines = difflib.unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), name, name, n=1)
    for line in lines:
        yield line if line.endswith("\n") else line + "\n"


def _summary(read: int, changed: int, *, done: bool) -> str:
    if done:
        return say(f"{read} 个文件，整理了 {changed} 个", f"{_files_said(read)}, {changed} laid out")
    return say(f"{read} 个文件，{changed} 个需要整理", f"{_files_said(read)}, {changed} to be laid out")


def _files_said(number: int) -> str:
    return "1 file" if number == 1 else f"{number} files"
