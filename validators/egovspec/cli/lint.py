"""egovspec lint: everything wrong with a catalogue, in one list."""

from __future__ import annotations

from pathlib import Path

import click

from egovspec.cli.common import catalogue_options, language_option, roots, tell
from egovspec.cli.exits import Exit
from egovspec.cli.language import say, spoken


@click.command(
    "lint",
    help=say(
        "检查标准库的写法：结构、引用、两种语言、SQL。",
        "Find what is wrong with a catalogue: shape, references, languages, SQL.",
    ),
)
@catalogue_options
@language_option
def command(catalogues: tuple[Path, ...], drafts: bool) -> int:
    from egovspec.desk.lint import lint

    errors, documents = lint(roots(catalogues))
    for error in errors:
        click.echo(error.said(spoken()))
    if errors:
        tell(say(f"{documents} 个文件，{len(errors)} 处问题", f"{documents} files, {len(errors)} problems"))
        return Exit.FAILS
    tell(say(f"{documents} 个文件，没有问题", f"{documents} files, nothing wrong"))
    return Exit.CONFORMS
