"""egovspec new: begin a catalogue, a document of any kind, a provision, or the next version of what is released."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from egovspec.cli.common import CONFIGURATION, Configuration, language_option, roots, tell
from egovspec.cli.exits import Exit
from egovspec.cli.language import say
from egovspec.cli.newoptions import DRY, TIER, into, titled, verified
from egovspec.errors import Where
from egovspec.library.kinds import MODELS

if TYPE_CHECKING:
    from egovspec.desk.scaffold.provisions import Asked
    from egovspec.desk.scaffold.wording import Said
    from egovspec.desk.scaffold.workplace import Workplace


@click.group(
    "new",
    help=say(
        "新建标准库、各类文件、条款或新版本。新建的内容可以通过 lint 和 test；以“待写：”开头的文字由编写者写出，写出之前不能发布。"
        "已有的文件从不改写。",
        "Begin a catalogue, a document of any kind, a provision or a next version. What is made passes lint and test; texts that "
        "begin with “To be written:” are the author's to write, and until then nothing with them is released. No file that exists "
        "is overwritten.",
    ),
)
@language_option
def command() -> None:
    """The kinds are commands of their own, so that each has its options."""


@command.command("library", help=say("在 DIR 新建一个标准库。", "A whole catalogue, in DIR."))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--namespace",
    metavar="NAME",
    help=say("id 的命名空间，如 hz；缺省为文件夹名。", "What ids begin with, such as hz; the folder's name."),
)
@click.option(
    "--code",
    metavar="XX",
    help=say(
        "另建代号为 XX 的第一个标准，连同其来源和实施方案。",
        "Make a first standard of this code too, with its source and profile.",
    ),
)
@click.option(
    "--ci",
    type=click.Choice(["gitlab", "github", "none"]),
    default="gitlab",
    help=say("持续集成示例的写法；缺省 gitlab。", "Whose continuous integration the example is for; gitlab."),
)
@DRY
@language_option
def library(folder: Path, namespace: str | None, code: str | None, ci: str, dry_run: bool) -> int:
    from egovspec.desk.scaffold.library import Host, new_library, shown
    from egovspec.library.roots import shipped_root

    paths = new_library(
        folder,
        shipped_root(),
        namespace=namespace,
        code=code,
        host=Host(ci),
        where=_here(),
        write=not dry_run,
    )
    _listed(shown(paths), dry_run)
    space = namespace or folder.resolve().name
    then = say("写出以“待写：”开头的文字", "write what begins with “To be written:”")
    if code is None:
        then = say(" ", "") + f"egovspec new source {space}/measures"
    if not dry_run:
        tell(say(f"接下来：cd {folder}，然后{then}", f"next: cd {folder}, then {then}"))
    return Exit.CONFORMS


@command.command("source", help=say("新建来源文件 ID。", "A source, a document as clauses."))
@click.argument("identifier", metavar="ID")
@click.option("--clause", default="1", metavar="N", help=say("第一条的条文号；缺省 1。", "Id of its first clause; 1."))
@titled
@into
def source(
    identifier: str, clause: str, title_zh: str | None, title_en: str | None, catalogue: Path | None, dry_run: bool
) -> int:
    from egovspec.desk.scaffold.documents import new_source

    def text(place: Workplace, name: str) -> str:
        return new_source(place, name, _title(title_zh, title_en), clause)

    return _document("source", identifier, catalogue, dry_run, text)


@command.command("standard", help=say("新建标准 ID，连同第一个条款。", "A standard, with its first provision."))
@click.argument("identifier", metavar="ID")
@click.option("--code", metavar="XX", help=say("标准代号，两个大写字母。", "Its code, two capital letters."))
@titled
@verified
@into
def standard(
    identifier: str,
    code: str | None,
    title_zh: str | None,
    title_en: str | None,
    catalogue: Path | None,
    dry_run: bool,
    **asked: Any,
) -> int:
    from egovspec.desk.scaffold.documents import new_standard

    def text(place: Workplace, name: str) -> str:
        return new_standard(place, name, _title(title_zh, title_en), code, _asked(_title(None, None), **asked))

    return _document("standard", identifier, catalogue, dry_run, text)


@command.command(
    "provision",
    help=say(
        "在标准 STANDARD 的最新草案末尾添一个条款，编号为下一个从未用过的。",
        "A provision, with the next id never used, at the end of the newest draft of STANDARD.",
    ),
)
@click.argument("identifier", metavar="STANDARD")
@titled
@verified
@into
def provision(
    identifier: str, title_zh: str | None, title_en: str | None, catalogue: Path | None, dry_run: bool, **asked: Any
) -> int:
    from egovspec.desk.scaffold.provisions import append

    place = _workplace(catalogue)
    with place.telling_unread():
        made = append(place, identifier, _asked(_title(title_zh, title_en), **asked), write=not dry_run)
    about = ", ".join(made.basis)
    if dry_run:
        click.echo(
            say(
                f"将在 {made.shown} 末尾添加 {made.id}（依据 {about}）：",
                f"would add {made.id} at the end of {made.shown} (basis {about}):",
            )
        )
        click.echo(made.lines)
        return Exit.CONFORMS
    click.echo(
        say(
            f"已在 {made.shown} 末尾添加 {made.id}，依据 {about}",
            f"added {made.id} at the end of {made.shown}, basis {about}",
        )
    )
    _then("standard")
    return Exit.CONFORMS


@command.command(
    "check",
    help=say("新建检查 ID，连同通过、不通过、未定的用例。", "A check, with cases that pass, fail and stay open."),
)
@click.argument("identifier", metavar="ID")
@click.option(
    "--each",
    "table",
    default="page",
    metavar="TABLE",
    help=say("逐行判定的事实表；缺省 page。", "Fact table whose rows it judges; page."),
)
@click.option("--column", metavar="COLUMN", help=say("判定哪一栏。", "The column it looks at."))
@titled
@into
def check(
    identifier: str,
    table: str,
    column: str | None,
    title_zh: str | None,
    title_en: str | None,
    catalogue: Path | None,
    dry_run: bool,
) -> int:
    from egovspec.desk.scaffold.checks import new_check

    def text(place: Workplace, name: str) -> str:
        return new_check(place, name, _title(title_zh, title_en), table, column)

    return _document("check", identifier, catalogue, dry_run, text)


@command.command("columns", help=say("新建栏目树 ID。", "A column tree."))
@click.argument("identifier", metavar="ID")
@TIER
@click.option(
    "--basis",
    metavar="SOURCE#CLAUSE",
    help=say("第一个栏目的依据；不写则为建议。", "Clause its first column rests on; else it is a proposal."),
)
@titled
@into
def columns(
    identifier: str,
    tier: str | None,
    basis: str | None,
    title_zh: str | None,
    title_en: str | None,
    catalogue: Path | None,
    dry_run: bool,
) -> int:
    from egovspec.desk.scaffold.documents import new_columns
    from egovspec.model.base import Tier

    def text(place: Workplace, name: str) -> str:
        return new_columns(place, name, _title(title_zh, title_en), Tier(tier) if tier else None, basis)

    return _document("columns", identifier, catalogue, dry_run, text)


@command.command("metadata", help=say("新建元数据元素集 ID。", "An element set."))
@click.argument("identifier", metavar="ID")
@titled
@into
def metadata(identifier: str, title_zh: str | None, title_en: str | None, catalogue: Path | None, dry_run: bool) -> int:
    from egovspec.desk.scaffold.documents import new_metadata

    return _document(
        "metadata",
        identifier,
        catalogue,
        dry_run,
        lambda place, name: new_metadata(place, name, _title(title_zh, title_en)),
    )


@command.command("codelist", help=say("新建代码表 ID。", "A code list."))
@click.argument("identifier", metavar="ID")
@titled
@into
def codelist(identifier: str, title_zh: str | None, title_en: str | None, catalogue: Path | None, dry_run: bool) -> int:
    from egovspec.desk.scaffold.documents import new_codelist

    return _document(
        "codelist",
        identifier,
        catalogue,
        dry_run,
        lambda place, name: new_codelist(place, name, _title(title_zh, title_en)),
    )


@command.command("glossary", help=say("新建术语表 ID。", "A glossary."))
@click.argument("identifier", metavar="ID")
@titled
@into
def glossary(identifier: str, title_zh: str | None, title_en: str | None, catalogue: Path | None, dry_run: bool) -> int:
    from egovspec.desk.scaffold.documents import new_glossary

    return _document(
        "glossary",
        identifier,
        catalogue,
        dry_run,
        lambda place, name: new_glossary(place, name, _title(title_zh, title_en)),
    )


@command.command("calendar", help=say("新建工作日历 ID。", "A calendar of working days."))
@click.argument("identifier", metavar="ID")
@click.option("--year", type=int, metavar="YYYY", help=say("第一个年度；缺省为今年。", "Its first year; this one."))
@titled
@into
def calendar(
    identifier: str,
    year: int | None,
    title_zh: str | None,
    title_en: str | None,
    catalogue: Path | None,
    dry_run: bool,
) -> int:
    from egovspec.desk.scaffold.documents import new_calendar

    def text(place: Workplace, name: str) -> str:
        return new_calendar(place, name, _title(title_zh, title_en), year if year is not None else date.today().year)

    return _document("calendar", identifier, catalogue, dry_run, text)


@command.command("profile", help=say("新建实施方案 ID。", "A profile."))
@click.argument("identifier", metavar="ID")
@click.option(
    "--kind",
    default="portal",
    metavar="KIND",
    help=say("约束哪类部署；缺省 portal。", "Kind of deployment it binds; portal."),
)
@TIER
@click.option(
    "--standard",
    "standards",
    multiple=True,
    metavar="ID@1",
    help=say(
        "采用的标准，可重复；缺省为本标准库的全部标准。", "A standard it includes, repeatable; all of this catalogue's."
    ),
)
@click.option("--extends", metavar="ID@1", help=say("以哪个方案为基础。", "The profile it starts from."))
@titled
@into
def profile(
    identifier: str,
    kind: str,
    tier: str | None,
    standards: tuple[str, ...],
    extends: str | None,
    title_zh: str | None,
    title_en: str | None,
    catalogue: Path | None,
    dry_run: bool,
) -> int:
    from egovspec.desk.scaffold.documents import new_profile
    from egovspec.model.base import Tier

    def text(place: Workplace, name: str) -> str:
        level = Tier(tier) if tier else None
        return new_profile(place, name, _title(title_zh, title_en), kind, level, list(standards), extends)

    return _document("profile", identifier, catalogue, dry_run, text)


@command.command(
    "version",
    help=say(
        "把 ID 最新发布的版本复制为下一个草案，供修改；发布时再定版本号。",
        "Copy the newest release of ID into its next draft, to be changed; its release settles the number.",
    ),
)
@click.argument("identifier", metavar="ID")
@click.option(
    "--kind",
    type=click.Choice(list(MODELS)),
    help=say("哪一类；几类文件同名时写明。", "Which kind, where several share the id."),
)
@into
def version(identifier: str, kind: str | None, catalogue: Path | None, dry_run: bool) -> int:
    from egovspec.desk.scaffold.made import make, refuse_existing
    from egovspec.desk.scaffold.versions import next_version

    place = _workplace(catalogue)
    with place.telling_unread():
        made = next_version(place, identifier, kind)
    shown = place.root.shown(made.path)
    (refuse_existing if dry_run else make)({made.path: made.text})
    if dry_run:
        click.echo(say(f"将新建 {shown}，复制自 {made.of.exact}", f"would make {shown}, a copy of {made.of.exact}"))
        return Exit.CONFORMS
    click.echo(say(f"已新建 {shown}，复制自 {made.of.exact}", f"made {shown}, a copy of {made.of.exact}"))
    tell(
        say(
            f"接下来：修改该文件；发布时按改动定版本号，现为 {made.version}",
            f"next: change that file; its release settles the number by what changed, which for now is {made.version}",
        )
    )
    return Exit.CONFORMS


def _document(
    kind: str, said: str, catalogue: Path | None, dry_run: bool, text_of: Callable[[Workplace, str], str]
) -> int:
    """Make one document, hold it to the rest of the catalogue, and say what comes next."""
    from egovspec.desk.scaffold.made import make, refuse_existing
    from egovspec.desk.scaffold.wording import FIRST
    from egovspec.desk.scaffold.workplace import held_to_the_rest, new_id
    from egovspec.library.kinds import place_of

    place = _workplace(catalogue)
    identifier = new_id(place, kind, said)
    with place.telling_unread():
        text = text_of(place, identifier)
        held_to_the_rest(place, kind, identifier, FIRST, text)
    path = place.root.path / place_of(kind, identifier, FIRST)
    (refuse_existing if dry_run else make)({path: text})
    _listed([place.root.shown(path)], dry_run)
    if dry_run:
        click.echo(text, nl=False)
    else:
        _then(kind)
    return Exit.CONFORMS


def _listed(paths: list[str], dry_run: bool) -> None:
    for path in paths:
        click.echo(say(f"将新建 {path}", f"would make {path}") if dry_run else say(f"已新建 {path}", f"made {path}"))


def _then(kind: str) -> None:
    test = say(" 和 egovspec test", " and egovspec test") if kind == "check" else ""
    tell(
        say(
            f"接下来：写出以“待写：”开头的文字，然后 egovspec lint{test}",
            f"next: write what begins with “To be written:”, then egovspec lint{test}",
        )
    )


def _here() -> Where:
    return Where(say("命令行", "command line"))


def _title(zh: str | None, en: str | None) -> Said:
    from egovspec.desk.scaffold.wording import Said

    return Said("title", zh, en)


def _asked(
    title: Said, *, basis: tuple[str, ...], level: str | None, origin: str, check: str | None, values: tuple[str, ...]
) -> Asked:
    from egovspec.desk.scaffold.provisions import Asked
    from egovspec.model.base import Origin
    from egovspec.model.standard import Level

    return Asked(title, basis, Level(level) if level else None, Origin(origin), check, _pairs(values))


def _pairs(values: tuple[str, ...]) -> Mapping[str, str]:
    pairs: dict[str, str] = {}
    for value in values:
        name, equals, given = value.partition("=")
        if not equals or not name:
            raise click.UsageError(say(f"--with 应为 名称=值：{value}", f"--with takes NAME=VALUE: {value}"))
        pairs[name] = given
    return pairs


def _workplace(said: Path | None) -> Workplace:
    """The catalogue one writes in: the one named, the only one of egovspec.yaml, or the folder one stands in."""
    from egovspec.desk.scaffold.workplace import workplace
    from egovspec.library import yaml
    from egovspec.library.roots import Root, added_root, shipped_root
    from egovspec.library.shapes import shape

    known = roots(())
    configured = [root for root in known if not root.shipped]
    if said is None and len(configured) > 1:
        several = say("、", ", ").join(root.path.as_posix() for root in configured)
        raise click.UsageError(
            say(
                f"egovspec.yaml 列有几个标准库（{several}），请用 --catalogue 指明一个",
                f"egovspec.yaml names several catalogues ({several}); say which with --catalogue",
            )
        )
    path = said or (configured[0].path if configured else Path())
    if said is None and not configured and not any((path / name).is_dir() for name in ("standards", "specs")):
        raise click.UsageError(
            say(
                "这里没有标准库；先 egovspec new library DIR，或用 --catalogue 指明",
                "there is no catalogue here; make one with egovspec new library DIR, or name one with --catalogue",
            )
        )
    target = next((root for root in known if _same(root.path, path)), None) or added_root(path)
    target = Root(path) if not target.shipped else target
    others = [root for root in known if not _same(root.path, path)] if not target.shipped else []
    namespace = None
    if (path / CONFIGURATION).is_file() and not target.shipped:
        marked = yaml.read(path / CONFIGURATION, (path / CONFIGURATION).as_posix())
        namespace = shape(Configuration, marked).namespace
    assert target.shipped or shipped_root() in others
    return workplace(target, others, namespace, _here())


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


__all__ = ["command"]
