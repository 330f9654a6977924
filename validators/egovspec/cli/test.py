"""egovspec test: the cases of checks hold, notice every change of the SQL, and nothing passes for want of facts."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from egovspec.cli.common import catalogue_options, language_option, roots, tell, write_whole
from egovspec.cli.exits import Exit
from egovspec.cli.formats import format_option, refuse_unwritable
from egovspec.cli.language import say, spoken
from egovspec.desk.mutate.report import Detail, TestFormat

if TYPE_CHECKING:
    from egovspec.desk.mutate.library import Task
    from egovspec.desk.mutate.proof import Extent, Proof

Formats = list[tuple[TestFormat, Path | None]]


@click.command(
    "test",
    help=say(
        "证明检查：运行其用例，逐处改动其 SQL 看用例能否看出，再拿走事实看是否仍判为符合。可指明检查；"
        "不指明时证明自己的标准库（没有则为自带的）中每个检查的最新版本，旧版本只运行用例。",
        "Prove checks: run their cases, change their SQL in one place after another and see whether the cases notice, take "
        "facts away and see that nothing passes. Name checks to prove only those; else one's own (the shipped ones, where there "
        "are none) are proven in their newest version, and of older ones the cases are run.",
    ),
)
@click.argument("checks", nargs=-1, metavar="[CHECK]...")
@click.option("--cases", "only_cases", is_flag=True, help=say("只运行用例，较快。", "Run the cases alone: quick."))
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    help=say("同时证明几个检查；缺省为处理器数。", "How many checks at a time; as many as there are processors."),
)
@click.option(
    "--watch",
    is_flag=True,
    help=say(
        "此后每次保存检查文件即重新证明；Ctrl-C 结束。",
        "Then prove a check again when its file is saved; ends with Ctrl-C.",
    ),
)
@click.option(
    "-v",
    "--verbose",
    is_flag=True,
    help=say("逐例列出，并列出已说明的改动。", "List every case, and the changes that are excused."),
)
@format_option(TestFormat, TestFormat.TEXT)
@catalogue_options
@language_option
def command(
    checks: tuple[str, ...],
    only_cases: bool,
    jobs: int | None,
    watch: bool,
    verbose: bool,
    formats: Formats,
    catalogues: tuple[Path, ...],
    drafts: bool,
) -> int:
    from egovspec.desk.mutate.library import processors, proofs, tasks, tasks_at
    from egovspec.desk.mutate.proof import Extent
    from egovspec.library.catalogue import load
    from egovspec.library.ondemand import entries_at

    refuse_unwritable(formats)
    extent = Extent.CASES if only_cases else Extent.ALL
    detail = Detail.FULL if verbose else Detail.BRIEF
    try:
        if checks and all(name.endswith(".yaml") for name in checks):
            # A hook names files, and has no time for the others.
            todo = tasks_at(entries_at(roots(catalogues), map(Path, checks)), extent)
        else:
            todo = tasks(load(roots(catalogues), drafts=True), checks, extent)
    except KeyError as unknown:
        name = unknown.args[0]
        own = next((each for each in unknown.args[1:] if each.endswith(f"/{name}")), None)
        meant = say(f"（是否应为 {own!r}？）", f" (did you mean {own!r}?)") if own else ""
        raise click.UsageError(say(f"没有检查 {name!r}{meant}", f"no check {name!r}{meant}")) from None
    if not todo:
        tell(say("没有检查", "there are no checks"))
        return Exit.FAILS
    workers = jobs or processors()
    if watch:
        return _watch(todo, checks, workers, detail, extent)
    found = list(_shown(proofs(todo, workers), formats, detail))
    _write(found, formats, detail)
    return Exit.CONFORMS if all(proof.holds for proof in found) else Exit.FAILS


def _shown(proofs: Iterable[Proof], formats: Formats, detail: Detail) -> Iterator[Proof]:
    """The proofs, told one by one as they come where people read them."""
    from egovspec.desk.mutate.report import lines

    for proof in proofs:
        if (TestFormat.TEXT, None) in formats:
            for line in lines(proof, spoken(), detail):
                click.echo(line)
        yield proof


def _write(proofs: Sequence[Proof], formats: Formats, detail: Detail) -> None:
    from egovspec.desk.mutate.report import as_json, lines, summary

    for format, path in formats:
        if format is TestFormat.JSON:
            text = as_json(proofs)
        elif path is not None:
            text = "".join(f"{line}\n" for proof in proofs for line in lines(proof, spoken(), detail))
        else:
            continue
        if path is None:
            click.echo(text, nl=False)
        else:
            write_whole(path, text)
            tell(say(f"已写入 {path}", f"wrote {path}"))
    tell(summary(proofs, spoken()))


def _watch(todo: Sequence[Task], checks: Sequence[str], workers: int, detail: Detail, extent: Extent) -> int:
    """Prove what was asked for, then again whatever is saved, until Ctrl-C."""
    from egovspec.desk.mutate.library import Watched, proofs
    from egovspec.desk.mutate.watching import SECONDS, Saved

    on_screen: Formats = [(TestFormat.TEXT, None)]
    files = Watched(todo, everything=not checks)
    saved = Saved(files, lambda: time.sleep(SECONDS))
    try:
        _write(list(_shown(proofs(todo, workers), on_screen, detail)), on_screen, detail)
        tell(say("等待文件保存；Ctrl-C 结束", "waiting for a file to be saved; Ctrl-C ends"))
        for changed in saved:
            again = [files.task(path, extent) for path in changed]
            _write(list(_shown(proofs(again, workers), on_screen, detail)), on_screen, detail)
    except KeyboardInterrupt:
        tell("")
    return Exit.CONFORMS
