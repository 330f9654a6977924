"""egovspec schema: JSON Schemas, printed, written, or held to the models."""

from __future__ import annotations

from pathlib import Path

import click

from egovspec.cli.common import language_option, tell, write_whole
from egovspec.cli.exits import Exit
from egovspec.cli.language import say


@click.command(
    "schema",
    help=say(
        "输出一类文件的 JSON Schema；--write 写出全部，--check 核对。",
        "Print the JSON Schema of a kind; --write writes all, --check holds them to the models.",
    ),
)
@click.argument("kind", required=False)
@click.option("--write", is_flag=True, help=say("写入 specs/schemas/。", "Write them to specs/schemas/."))
@click.option(
    "--check", "only_check", is_flag=True, help=say("只核对是否为最新。", "Only say whether they are up to date.")
)
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help=say("写到别处。", "Write elsewhere."))
@language_option
def command(kind: str | None, write: bool, only_check: bool, out: Path | None) -> int:
    from egovspec.desk.schema import folder, schemas, stale, text_of

    target = out or folder()
    if only_check:
        names = stale(target)
        for name in names:
            click.echo(name)
        return Exit.FAILS if names else Exit.CONFORMS
    made = schemas()
    if write or out:
        target.mkdir(parents=True, exist_ok=True)
        for name, schema in made.items():
            write_whole(target / f"{name}.schema.json", text_of(schema))
        tell(say(f"已写出 {len(made)} 个", f"wrote {len(made)}"))
        return Exit.CONFORMS
    if kind is None:
        click.echo("\n".join(made))
        return Exit.CONFORMS
    if kind not in made:
        raise click.UsageError(
            say(f"没有 {kind!r}；有：{'、'.join(made)}", f"no kind {kind!r}; there are: {', '.join(made)}")
        )
    click.echo(text_of(made[kind]), nl=False)
    return Exit.CONFORMS
