"""egovspec schema: JSON Schemas, printed, written, held to the models, and put to use in an editor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from egovspec.cli.common import language_option, load_catalogue, tell, write_whole
from egovspec.cli.exits import Exit
from egovspec.cli.language import say


@click.command(
    "schema",
    help=say(
        "输出一类文件的 JSON Schema；--write 写出全部，--check 核对，--vscode 设置编辑器。",
        "Print the JSON Schema of a kind; --write writes all, --check holds them to the models, --vscode sets an editor up.",
    ),
)
@click.argument("kind", required=False)
@click.option("--write", is_flag=True, help=say("写入 specs/schemas/。", "Write them to specs/schemas/."))
@click.option(
    "--check", "only_check", is_flag=True, help=say("只核对是否为最新。", "Only say whether they are up to date.")
)
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help=say("写到别处。", "Write elsewhere."))
@click.option(
    "--with-ids",
    is_flag=True,
    help=say("在可以引用处列出标准库现有的编号。", "Offer the ids of the catalogue where one may stand."),
)
@click.option(
    "--vscode",
    "folder_of",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    is_flag=False,
    flag_value=Path(),
    metavar="[DIR]",
    help=say(
        "为标准库（缺省为当前文件夹）写好 VS Code 设置和带编号的 Schema；已有设置保留。",
        "Write settings of VS Code, and schemas with ids, for a catalogue (this folder); settings there stay.",
    ),
)
@click.option(
    "--catalogue",
    "catalogues",
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help=say("另加一个标准库，可重复。", "Add a catalogue of your own; repeatable."),
)
@language_option
def command(
    kind: str | None,
    write: bool,
    only_check: bool,
    out: Path | None,
    with_ids: bool,
    folder_of: Path | None,
    catalogues: tuple[Path, ...],
) -> int:
    from egovspec.desk.schema import folder, schemas, stale, text_of

    if folder_of is not None:
        if kind or write or only_check or out:
            raise click.UsageError(say("--vscode 不能与其他写法并用", "--vscode stands alone"))
        return _set_up(folder_of, catalogues)
    target = out or folder()
    if only_check:
        names = stale(target)
        for name in names:
            click.echo(name)
        return Exit.FAILS if names else Exit.CONFORMS
    if with_ids and write and out is None:
        raise click.UsageError(
            say("--with-ids 请用 --out 指明文件夹", "--with-ids needs --out: the shipped schemas have no ids")
        )
    made = _with_ids(schemas(), catalogues) if with_ids else schemas()
    if write or out:
        _write(target, {f"{name}.schema.json": text_of(schema) for name, schema in made.items()})
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


def _with_ids(made: dict[str, dict[str, Any]], catalogues: tuple[Path, ...]) -> dict[str, dict[str, Any]]:
    from egovspec.desk.schema_ids import with_ids

    return with_ids(made, load_catalogue(catalogues, drafts=True))


def _write(target: Path, texts: dict[str, str]) -> None:
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise click.UsageError(say(f"无法写入 {target}：{reason}", f"cannot write {target}: {reason}")) from None
    for name, text in texts.items():
        write_whole(target / name, text)


def _set_up(root: Path, catalogues: tuple[Path, ...]) -> int:
    """Settings, and schemas that know the catalogue; a checkout of the program keeps its own schemas."""
    from egovspec.desk.schema import schemas, text_of
    from egovspec.desk.schema_editor import SCHEMAS, vscode_settings
    from egovspec.library.roots import shipped_root

    settings = vscode_settings(root)
    if root.resolve() != shipped_root().path.resolve():
        is_catalogue = (root / "standards").is_dir() or (root / "specs").is_dir()
        own = (root,) if is_catalogue and not _is_configured(root) else ()
        made = _with_ids(schemas(), (*own, *catalogues))
        _write(root / SCHEMAS, {f"{name}.schema.json": text_of(schema) for name, schema in made.items()})
        click.echo((root / SCHEMAS).as_posix() + "/")
    for path, text in settings.items():
        file = root / path
        if not file.exists() or file.read_bytes().decode("utf-8-sig") != text:
            _write(file.parent, {file.name: text})
            click.echo(file.as_posix())
    tell(
        say(
            "在 VS Code 中打开该文件夹，并安装所推荐的 YAML 扩展；编号有增减时再运行一次",
            "open the folder in VS Code and install the YAML extension it recommends; run this again when ids come or go",
        )
    )
    return Exit.CONFORMS


def _is_configured(root: Path) -> bool:
    """Whether egovspec.yaml of the folder one stands in names this catalogue already."""
    from egovspec.cli.common import roots

    return any(one.path.resolve() == root.resolve() for one in roots(()))
