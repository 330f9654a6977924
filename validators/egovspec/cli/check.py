"""egovspec check: hold a deployment to its standards."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import click

from egovspec.cli.common import (
    catalogue_options,
    colour_wanted,
    language_option,
    load_catalogue,
    state_folder,
    tell,
    terminal_width,
    write_whole,
)
from egovspec.cli.exits import FailOn, exit_of
from egovspec.cli.formats import format_option, refuse_unwritable
from egovspec.cli.language import say, spoken
from egovspec.cli.targets import Target, loaded
from egovspec.render import Detail, Format, render


def _moment(context: click.Context, parameter: click.Parameter, value: str | None) -> datetime | None:
    if value is None:
        return None
    text = f"{value}T00:00:00" if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else value
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            say(
                "应为日期或时刻，如 2026-11-20 或 2026-11-20T10:00+08:00",
                "a date or a moment, such as 2026-11-20 or 2026-11-20T10:00+08:00",
            )
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@click.command(
    "check",
    help=say(
        "检查部署文件 TARGET；TARGET 也可以是网址、文件夹或 WARC，此时用 --profile 指明方案。",
        "Check the deployment file TARGET. TARGET may also be a URL, a folder or a WARC, with --profile and no file.",
    ),
)
@click.argument("target")
@click.option(
    "--profile",
    metavar="REF",
    help=say(
        "方案，如 city-portal@1；代替部署文件所写的。",
        "Profile, such as city-portal@1; in place of the deployment file's.",
    ),
)
@click.option("--url", metavar="URL", help=say("文件夹是从哪个网址保存的。", "The URL a folder was saved from."))
@click.option("--captured", metavar="DATE", help=say("文件夹的保存日期。", "The day a folder was saved."))
@click.option("--division", metavar="CODE", help=say("行政区划代码，六位。", "Division code, six digits."))
@click.option(
    "--connect-to", metavar="HOST:PORT", help=say("实际连接此处，按网址判定。", "Fetch from here, judge as the URL.")
)
@click.option("--pages", type=click.IntRange(1), metavar="N", help=say("至多采集的网页数。", "Pages at most."))
@click.option(
    "--browser", is_flag=True, help=say("同时用浏览器查看（需 egovspec[browser]）。", "Look with a browser as well.")
)
@click.option("--private-addresses", is_flag=True, help=say("允许访问内网地址。", "Private addresses may be met."))
@click.option("--as-of", callback=_moment, metavar="DATE", help=say("判定时刻。", "The moment the verdict is about."))
@click.option(
    "--only", multiple=True, metavar="ID", help=say("只判这些条款或标准。", "Only these provisions or standards.")
)
@click.option(
    "--skip", multiple=True, metavar="ID", help=say("不判这些条款或标准。", "Not these provisions or standards.")
)
@format_option(Format, Format.TEXT)
@click.option(
    "--fail-on",
    type=click.Choice([option.value for option in FailOn]),
    default=FailOn.SHALL.value,
    help=say("自哪一级起不符合即返回 1。", "Level from which a failure makes the exit code 1."),
)
@click.option(
    "--keep",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help=say("采集所得（WARC、截图）留存到此文件夹。", "Keep what is collected (WARC, pictures) in this folder."),
)
@click.option(
    "--fresh",
    is_flag=True,
    help=say("不接续上次未完成的采集，重新开始。", "Begin anew instead of going on with a crawl that did not end."),
)
@click.option("--plan", "only_plan", is_flag=True, help=say("只显示将访问什么。", "Only show what would be met."))
@click.option("-v", "--verbose", is_flag=True, help=say("列出全部条款与判定。", "List all provisions and findings."))
@click.option("-q", "--quiet", is_flag=True, help=say("不显示进度与提示。", "No progress and no hints."))
@catalogue_options
@language_option
def command(
    target: str,
    profile: str | None,
    url: str | None,
    captured: str | None,
    division: str | None,
    connect_to: str | None,
    pages: int | None,
    browser: bool,
    private_addresses: bool,
    as_of: datetime | None,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    formats: list[tuple[Format, Path | None]],
    fail_on: str,
    keep: Path | None,
    fresh: bool,
    only_plan: bool,
    verbose: bool,
    quiet: bool,
    catalogues: tuple[Path, ...],
    drafts: bool,
) -> int:
    from egovspec.assess import Request, assess, context_of, known_collectors, look_at
    from egovspec.cli.stopping import stoppable
    from egovspec.collect.base import Around

    catalogue = load_catalogue(catalogues, drafts=drafts)
    said = Target(profile, url, captured, division, connect_to, pages, browser, private_addresses)
    deployment = loaded(target, said, catalogue)
    _known(only + skip, catalogue)
    refuse_unwritable(formats)
    request = Request(
        deployment,
        catalogue,
        now=datetime.now(UTC),
        as_of=as_of,
        only=only,
        skip=skip,
        collectors=known_collectors(),
    )
    if only_plan:
        for one in look_at(deployment, request.collectors):
            for line in one.collector.plan(one.settings, context_of(one.evidence, request, Around())):
                click.echo(say(line.zh, line.en))
        return 0
    with tempfile.TemporaryDirectory(prefix="egovspec-") as folder:
        shown = sys.stderr.isatty() and not quiet
        if shown:
            from egovspec.cli.progress import bar
        with stoppable() as stopped, bar() if shown else nullcontext(lambda step: None) as progress:
            around = Around(
                progress=progress,
                tell=lambda text: None if quiet else tell(say(text.zh, text.en)),
                stopped=stopped.is_set,
                pause=stopped.wait,
                keep=keep or state_folder() / "evidence" / deployment.deployment.id,
                keep_only_last=keep is None,
                afresh=fresh,
            )
            assessment = assess(request, Path(folder), around)
        kept = _keep(assessment.facts)
    for format, path in formats:
        text = render(
            assessment.report,
            format,
            language=spoken(),
            width=terminal_width(),
            colour=path is None and colour_wanted(),
            detail=Detail.FULL if verbose else Detail.BRIEF,
        )
        if path is None:
            click.echo(text, nl=False, color=True)
        else:
            write_whole(path, text)
            if not quiet:
                tell(say(f"已写入 {path}", f"wrote {path}"))
    if not kept and not quiet:
        tell(
            say(
                "事实未能留存，`egovspec facts` 将看不到本次检查",
                "the facts could not be kept; `egovspec facts` will not see this run",
            )
        )
    return exit_of(assessment.report, FailOn(fail_on))


def _known(names: tuple[str, ...], catalogue: object) -> None:
    """Refuse names that are no provision and no standard: a misspelt --skip must not pass in silence."""
    from egovspec.library.catalogue import Catalogue
    from egovspec.library.deployments import provisions_of
    from egovspec.library.shapes import nearest

    assert isinstance(catalogue, Catalogue)
    known = set(provisions_of(catalogue))
    known |= {name.partition("-")[0] for name in known}
    for name in names:
        if name not in known:
            near = nearest(name, known)
            hint = say(f"；是否应为 {near}？", f"; did you mean {near}?") if near else ""
            raise click.UsageError(say(f"没有条款或标准 {name!r}{hint}", f"no provision or standard {name!r}{hint}"))


def _keep(facts: Path) -> bool:
    """Keep the facts of this run for `egovspec facts`, whole or not at all."""
    folder = state_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        partial = folder / f".{facts.parent.name}.duckdb"
        shutil.copyfile(facts, partial)
        partial.replace(folder / "facts.duckdb")
    except OSError:
        return False
    return True
