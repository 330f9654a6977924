"""egovspec init: look at a site and write its deployment file."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from egovspec.cli.common import catalogue_options, language_option, load_catalogue, tell
from egovspec.cli.exits import Exit
from egovspec.cli.language import say, spoken
from egovspec.cli.targets import is_url, is_warc, names_a_private_address

if TYPE_CHECKING:
    from egovspec.desk.looking import NotSeen
    from egovspec.library.catalogue import Catalogue, Entry

# What helps against a reason, beside what is said of it anyway: reason: (zh, en).
_HINTS = {
    "unreachable": (
        "核对网址；测试环境用 --connect-to，内网用 --private-addresses",
        "look at the address; for staging use --connect-to, within a private network --private-addresses",
    ),
    "timeout": ("稍后再试，或改用保存的网页、WARC", "try later, or use saved pages or a WARC"),
    "refused-address": (
        "确要访问内网的，加 --private-addresses",
        "where a private network is meant, add --private-addresses",
    ),
    "robots": (
        "请网站允许；网站所有者可加 --robots override",
        "have the site allow it; its owner may add --robots override",
    ),
    "left-site": ("请写所跳转到的网址", "name the address it leads to"),
    "not-html": ("请写首页的网址", "name the address of the home page"),
    "http-status": ("请写首页的网址", "name the address of the home page"),
    "redirect-loop": ("请写首页的网址", "name the address of the home page"),
    "challenge": ("", ""),
    "missing-folder": ("核对路径", "look at the path"),
    "missing-warc": ("核对路径", "look at the path"),
}


@click.command(
    "init",
    help=say(
        "查看 TARGET 的首页，写出部署文件：看得出的写上并注明由何猜测，看不出的留作注释待补。TARGET 为网址、保存网页的文件夹或 WARC。",
        "Look at the home page of TARGET and write its deployment file: what shows is written with what it was guessed "
        "from, what does not waits as a comment. TARGET is a URL, a folder of saved pages or a WARC.",
    ),
)
@click.argument("target")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=Path("deployment.yaml"),
    show_default=True,
    metavar="FILE",
    help=say("写入何处。", "Where to write."),
)
@click.option("--force", is_flag=True, help=say("取代已有的文件。", "Replace a file that is there."))
@click.option(
    "--profile",
    metavar="REF",
    help=say("方案，如 city-portal@1；缺省按层级猜测。", "Profile, such as city-portal@1; guessed by the tier."),
)
@click.option("--url", metavar="URL", help=say("文件夹是从哪个网址保存的。", "The URL a folder was saved from."))
@click.option("--captured", metavar="DATE", help=say("文件夹的保存日期。", "The day a folder was saved."))
@click.option(
    "--connect-to", metavar="HOST:PORT", help=say("实际连接此处，按网址判定。", "Fetch from here, judge as the URL.")
)
@click.option("--private-addresses", is_flag=True, help=say("允许访问内网地址。", "Private addresses may be met."))
@click.option(
    "--robots",
    type=click.Choice(["obey", "override"]),
    help=say("override 仅限网站所有者。", "override is for the site's owner."),
)
@click.option(
    "--certificates",
    type=click.Choice(["verify", "accept"]),
    help=say("accept 接受不受信任的证书。", "accept takes certificates nobody vouches for."),
)
@catalogue_options
@language_option
def command(
    target: str,
    output: Path,
    force: bool,
    profile: str | None,
    url: str | None,
    captured: str | None,
    connect_to: str | None,
    private_addresses: bool,
    robots: str | None,
    certificates: str | None,
    catalogues: tuple[Path, ...],
    drafts: bool,
) -> int:
    was = _there(output, force=force)
    said = _settings(target, url, captured)
    if private_addresses or (is_url(target) and names_a_private_address(target)):
        said["private_addresses"] = "true"
    for key, value in (("connect_to", connect_to), ("robots", robots), ("certificates", certificates)):
        if value is not None:
            said[key] = value
    catalogue = load_catalogue(catalogues, drafts=drafts)
    named = _named(catalogue, profile) if profile is not None else None
    from egovspec.desk.founding import found
    from egovspec.desk.looking import NotSeen
    from egovspec.desk.rewriting import rewrite

    where = say("命令行", "command line")
    try:
        founded = found(
            said, catalogue, named, where=where, base=output.parent, now=datetime.now(UTC), language=spoken()
        )
    except NotSeen as problem:
        raise click.ClickException(_why(target, problem)) from None
    except LookupError:
        raise click.ClickException(
            say(
                "标准库中没有门户的方案；请用 --profile 指明",
                "the catalogue has no profile for portals; name one with --profile",
            )
        ) from None
    rewrite(output, founded.written.text.encode(), was=was)
    written = founded.written
    click.echo(
        say(
            f"已写入 {output}：猜测 {written.guessed} 项，待补 {written.unknown} 项，均已在文件中注明",
            f"wrote {output}: guessed {written.guessed}, to be filled in {written.unknown}; the file says which",
        )
    )
    if founded.home.page.shell:
        tell(say("首页由脚本生成，几乎没有看到内容", "a script draws the home page; next to nothing was seen of it"))
    tell(
        say(
            f"接下来：核对 {output}，然后 egovspec check {output} --plan，再 egovspec check {output}",
            f"next: look over {output}, then egovspec check {output} --plan, then egovspec check {output}",
        )
    )
    return Exit.CONFORMS


def _there(output: Path, *, force: bool) -> bytes | None:
    """What the file holds that is to be replaced, before anything is looked at for it; None when there is none."""
    if output.is_dir() or not output.parent.is_dir():
        raise click.UsageError(
            say(f"无法写入 {output}：没有这个文件夹", f"cannot write {output}: there is no such folder")
        )
    if not os.path.lexists(output):
        return None
    if not force:
        raise click.UsageError(
            say(f"{output} 已存在；要取代它请加 --force", f"{output} is there already; to replace it add --force")
        )
    try:
        return output.read_bytes()
    except FileNotFoundError:
        return None  # a link that leads nowhere yet
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise click.UsageError(say(f"无法读取 {output}：{reason}", f"cannot read {output}: {reason}")) from None


def _settings(target: str, url: str | None, captured: str | None) -> dict[str, str]:
    """The target as settings of a website."""
    if is_url(target):
        for option, value in (("--url", url), ("--captured", captured)):
            if value is not None:
                raise click.UsageError(say(f"{option} 用于文件夹或 WARC", f"{option} is for a folder or a WARC"))
        return {"url": target}
    path = Path(target)
    if not target.strip() or not path.exists():
        like = "." in target and "/" not in target.partition(".")[0] and not path.suffix.startswith(".y")
        hint = (
            say(f"；如是网址，请写 https://{target}", f"; if it is an address, write https://{target}") if like else ""
        )
        raise click.UsageError(say(f"没有这个文件夹：{target}{hint}", f"there is no such folder: {target}{hint}"))
    said = {"warc" if is_warc(target) else "folder": target}
    if not is_warc(target) and not path.is_dir():
        raise click.UsageError(say(f"{target} 不是网址、文件夹或 WARC", f"{target} is no URL, no folder and no WARC"))
    for key, value in (("url", url), ("captured", captured)):
        if value is not None:
            said[key] = value
    return said


def _named(catalogue: Catalogue, profile: str) -> Entry:
    from egovspec.errors import SpecError, SpecErrors, Where

    try:
        return catalogue.resolve("profile", profile, Where(say("命令行", "command line")))
    except SpecError as error:
        raise SpecErrors([error]) from None


def _why(target: str, problem: NotSeen) -> str:
    """Why nothing was written, and what helps."""
    from egovspec.judge.reasons import said
    from egovspec.render.visible import visible

    reason = said(problem.reason).in_(spoken())
    status = f"HTTP {problem.status}" if problem.status else ""
    detail = " ".join(part for part in (status, problem.detail) if part)
    zh, en = _HINTS.get(problem.reason, ("", ""))
    if "certificate" in problem.detail:
        zh, en = "仍要查看的，加 --certificates accept", "to look all the same, add --certificates accept"
    hint = say(zh, en)
    more = say(f"（{detail}）", f" ({detail})") if detail else ""
    text = f"{target}{say('：', ': ')}{reason}{more}{say('；', '; ') + hint if hint else ''}"
    return visible(text + say("。没有写入任何文件", ". Nothing was written"))
