"""egovspec diff: what differs between two documents or two catalogues, and what that means for those held to them."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from egovspec.cli.common import colour_wanted, language_option, roots, tell, write_whole
from egovspec.cli.exits import Exit
from egovspec.cli.language import say, spoken

if TYPE_CHECKING:
    from egovspec.desk.compare.comparison import Comparison

FORMATS = ("text", "json", "markdown")
FAIL_ON = ("tightens", "widens", "wording")


@click.command(
    "diff",
    help=say(
        "按含义比较 A 与 B：文件、id@版本、git 修订（v1.0、HEAD~3、v1.0:路径）或标准库文件夹。只写 A 时与其前一版本比。",
        "Compare A with B by meaning: a file, id@version, a git revision (v1.0, HEAD~3, v1.0:path) or a catalogue's folder. "
        "A alone is compared with the version before it.",
    ),
)
@click.argument("a", metavar="A")
@click.argument("b", metavar="[B]", required=False)
@click.option(
    "--kind", metavar="KIND", help=say("几类文件同名时指明类别。", "Kind of document, where several have the id.")
)
@click.option(
    "--catalogue",
    "catalogues",
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help=say("另加一个标准库，可重复。", "Add a catalogue of your own; repeatable."),
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="FORMAT[=PATH]",
    help=say(
        "text（缺省）、json、markdown，可重复，可写入文件。",
        "text (default), json, markdown; repeatable, may name a file.",
    ),
)
@click.option("--exit-code", is_flag=True, help=say("有差异时退出码为 1。", "Exit with 1 when there are differences."))
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    help=say(
        "影响达到此程度时退出码为 1：tightens 原来符合的可能不再符合；widens 判定有变；wording 任何差异。",
        "Exit with 1 from this effect on: tightens: what passed may fail; widens: what is judged changed; wording: anything.",
    ),
)
@language_option
def command(
    a: str,
    b: str | None,
    kind: str | None,
    catalogues: tuple[Path, ...],
    formats: tuple[str, ...],
    exit_code: bool,
    fail_on: str | None,
) -> int:
    from egovspec.desk.compare.comparison import comparison
    from egovspec.desk.compare.sides import Reader, home_of
    from egovspec.library.kinds import MODELS

    targets = [_target(text) for text in formats or ("text",)]
    if kind is not None and kind not in MODELS:
        there = ", ".join(MODELS)
        raise click.UsageError(say(f"没有类别 {kind!r}；有：{there}", f"no kind {kind!r}; there are: {there}"))
    with ExitStack() as until:
        known = roots(catalogues)
        found = comparison(*Reader(known, home_of(known), kind, until).both(a, b))
    for form, path in targets:
        if path is None:
            colour = form == "text" and colour_wanted()
            click.echo(_rendered(found, form, colour=colour), nl=False, color=colour)
        else:
            write_whole(path, _rendered(found, form, colour=False))
            tell(say(f"已写出 {path}", f"wrote {path}"))
    limit = "wording" if exit_code else fail_on
    failing = limit is not None and found.effect in FAIL_ON[: FAIL_ON.index(limit) + 1]
    return Exit.FAILS if failing else Exit.CONFORMS


def _target(text: str) -> tuple[str, Path | None]:
    form, given, path = text.partition("=")
    if form not in FORMATS or (given and not path):
        there = ", ".join(FORMATS)
        raise click.UsageError(say(f"没有格式 {text!r}；有：{there}", f"no format {text!r}; there are: {there}"))
    return form, Path(path) if given else None


def _rendered(found: Comparison, form: str, *, colour: bool) -> str:
    match form:
        case "json":
            return found.model_dump_json(indent=2) + "\n"
        case "markdown":
            from egovspec.desk.compare.markdown import markdown

            return markdown(found, spoken())
    from egovspec.desk.compare.terminal import terminal

    return terminal(found, spoken(), colour=colour)
