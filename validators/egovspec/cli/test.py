"""egovspec test: run the cases that checks carry."""

from __future__ import annotations

from pathlib import Path

import click

from egovspec.cli.common import catalogue_options, language_option, roots, tell, tell_errors
from egovspec.cli.exits import Exit
from egovspec.cli.language import say, spoken
from egovspec.errors import SpecErrors


@click.command(
    "test",
    help=say("运行检查自带的用例；可指明检查。", "Run the cases the checks carry; name checks to run only theirs."),
)
@click.argument("checks", nargs=-1)
@click.option("-v", "--verbose", is_flag=True, help=say("逐例列出。", "List every case."))
@catalogue_options
@language_option
def command(checks: tuple[str, ...], verbose: bool, catalogues: tuple[Path, ...], drafts: bool) -> int:
    from egovspec.desk.cases import run_cases
    from egovspec.library.catalogue import load

    catalogue = load(roots(catalogues), drafts=True)
    entries = [entry for entry in catalogue.of_kind("check") if not checks or {entry.key.id, entry.exact} & set(checks)]
    unknown = set(checks) - {name for entry in entries for name in (entry.key.id, entry.exact)}
    if unknown:
        name = sorted(unknown)[0]
        raise click.UsageError(say(f"没有检查 {name!r}", f"no check {name!r}"))
    failed = ran = 0
    for entry in entries:
        try:
            runs = run_cases(entry)
        except SpecErrors as rejected:
            tell_errors(rejected)
            failed += 1
            continue
        ran += len(runs)
        wrong = [run for run in runs if not run.holds]
        failed += len(wrong)
        click.echo(f"{'✗' if wrong else '✓'} {entry.exact}  {len(runs) - len(wrong)}/{len(runs)}")
        for run in runs if verbose else wrong:
            click.echo(f"    {'✓' if run.holds else '✗'} {run.where}: {run.case.name.in_(spoken())}")
            for difference in run.differences:
                click.echo(f"        {difference}")
    if not entries:
        tell(say("没有检查", "there are no checks"))
        return Exit.FAILS
    tell(
        say(
            f"{len(entries)} 个检查，{ran} 个用例，{failed} 个不符",
            f"{len(entries)} checks, {ran} cases, {failed} wrong",
        )
    )
    return Exit.FAILS if failed else Exit.CONFORMS
