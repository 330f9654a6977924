"""egovspec release: record drafts as released."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from egovspec.cli.common import day, language_option, tell, tell_errors
from egovspec.cli.exits import Exit
from egovspec.cli.language import say


@click.command(
    "release",
    help=say(
        "把草案记入 specs/releases.yaml；不指明则全部。用例不符或写法有误则拒绝。",
        "Record drafts in specs/releases.yaml; all of them when none is named. Refused while lint or a case complains.",
    ),
)
@click.argument("names", nargs=-1, metavar="[ID@VERSION]...")
@click.option("--in-force", required=True, callback=day, metavar="DATE", help=say("施行日期。", "In force from."))
@click.option(
    "--root",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=say("标准库，缺省为自带者。", "The catalogue; the shipped one when not given."),
)
@click.option("--dry-run", is_flag=True, help=say("只显示，不写入。", "Show it, write nothing."))
@language_option
def command(names: tuple[str, ...], in_force: date, root: Path | None, dry_run: bool) -> int:
    from egovspec.desk.release import Refused, release
    from egovspec.library.roots import added_root, shipped_root

    where = shipped_root() if root is None else added_root(root)
    try:
        released = release(where, names, released=date.today(), in_force=in_force, write=not dry_run)
    except Refused as refused:
        tell_errors(refused.errors)
        for line in refused.cases:
            tell(line)
        return Exit.FAILS
    for entry in released:
        click.echo(f"{entry.key.kind} {entry.exact}")
    tell(say(f"发布 {len(released)} 个", f"released {len(released)}"))
    return Exit.CONFORMS
