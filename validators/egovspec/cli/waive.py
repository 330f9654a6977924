"""egovspec waive: an approved exception, which ends; and how those of a deployment stand."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from egovspec.cli.common import catalogue_options, day, language_option, load_catalogue, tell
from egovspec.cli.exits import Exit
from egovspec.cli.language import say

if TYPE_CHECKING:
    from egovspec.desk.waiving import State, Waived


@click.command(
    "waive",
    help=say(
        "记下经批准、有期限的豁免，写入 DEPLOYMENT 的豁免文件。不写 PROVISION 则列出各项豁免的状态。强制条款不得豁免。",
        "Record an approved exception, which ends, in the waivers of DEPLOYMENT. Without PROVISION: list them and how "
        "they stand. What is mandatory cannot be waived.",
    ),
)
@click.argument("deployment", type=click.Path(path_type=Path))
@click.argument("provision", required=False)
@click.option(
    "--subject",
    metavar="S",
    help=say("只豁免该对象，写法与报告相同。", "This subject alone, written as in the report."),
)
@click.option("--because", metavar="TEXT", help=say("理由。", "Why."))
@click.option(
    "--approved-by", metavar="ROLE", help=say("批准人的职务，不写姓名。", "Office or role of who approved it, no name.")
)
@click.option("--on", callback=day, metavar="DATE", help=say("起始之日，缺省为今天。", "First day; today."))
@click.option(
    "--expires",
    metavar="DATE|P6M",
    help=say("有效至（含当日）；P6M 为自起始之日起六个月。", "Last day it holds; P6M: six months from the first day."),
)
@click.option("--replace", is_flag=True, help=say("取代仍有效的豁免。", "Put it in place of one still in force."))
@click.option(
    "--report",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help=say("由 JSON 报告看各项豁免是否起了作用。", "Tell by a JSON report whether each of them met something."),
)
@catalogue_options
@language_option
def command(
    deployment: Path,
    provision: str | None,
    subject: str | None,
    because: str | None,
    approved_by: str | None,
    on: date | None,
    expires: str | None,
    replace: bool,
    report: Path | None,
    catalogues: tuple[Path, ...],
    drafts: bool,
) -> int:
    needed = {"--because": because, "--approved-by": approved_by, "--expires": expires}
    asked = {**needed, "--subject": subject, "--replace": replace or None}
    given = [option for option, value in asked.items() if value is not None]
    if provision is None and given:
        raise click.UsageError(say(f"{given[0]} 须与条款一起写", f"{given[0]} belongs to the waiver of a provision"))
    if provision is not None and report is not None:
        raise click.UsageError(say("--report 用于列出豁免", "--report is for the list of waivers"))
    from egovspec.desk.waiving import Asked, states, waive
    from egovspec.errors import Where
    from egovspec.judge.clock import Clock
    from egovspec.library.deployments import read_deployment

    catalogue = load_catalogue(catalogues, drafts=drafts)
    loaded = read_deployment(deployment, catalogue)
    today = Clock(datetime.now(UTC), loaded.deployment.zone).today
    if provision is None:
        shown = _report(report, loaded.deployment.id) if report is not None else None
        return _listed(states(loaded, catalogue, on or today, shown), asked=report is not None)
    if because is None or approved_by is None or expires is None:
        missing = next(option for option, value in needed.items() if value is None)
        raise click.UsageError(say(f"缺少 {missing}", f"{missing} is missing"))
    where = Where(say("命令行", "command line"))
    said = Asked(provision, subject, because, approved_by, on or today, expires)
    _told(waive(deployment, catalogue, said, where=where, replace=replace), today)
    return Exit.CONFORMS


def _report(path: Path, deployment: str) -> dict[str, Any]:
    """A JSON report of this deployment."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or "provisions" not in found:
        raise click.UsageError(say(f"{path} 不是 JSON 报告", f"{path} is no JSON report"))
    seen = found.get("deployment")
    name = seen.get("id") if isinstance(seen, dict) else None
    if name != deployment:
        raise click.UsageError(
            say(
                f"{path} 是 {name!r} 的报告，不是 {deployment!r} 的",
                f"{path} is a report on {name!r}, not on {deployment!r}",
            )
        )
    return found


def _told(waived: Waived, today: date) -> None:
    from egovspec.desk.terms import is_longer
    from egovspec.desk.waiving import LONG

    one, laid = waived.waiver, waived.laid
    about = f"{one.provision} {one.subject}" if one.subject else one.provision
    click.echo(
        say(
            f"{about}：{one.on} 至 {one.expires} 豁免；{'已取代原豁免，' if waived.replaced else ''}已写入 {laid.path}",
            f"{about}: waived from {one.on} to {one.expires}; "
            f"{'written in place of the former waiver' if waived.replaced else 'written'} to {laid.path}",
        )
    )
    if laid.named:
        tell(
            say(f"部署文件已写明 waivers: {laid.path.name}", f"the deployment names it now: waivers: {laid.path.name}")
        )
    if one.expires < today:
        tell(say("注意：此豁免已经过期，不起作用", "note: this waiver has expired already and has no effect"))
    if is_longer(one.on, one.expires, LONG):
        tell(
            say(
                "注意：有效期超过一年；豁免应是一时的",
                "note: it holds for more than a year; an exception is meant to end",
            )
        )
    if waived.covered is not None:
        until = waived.covered.expires
        tell(say(f"注意：整条已豁免至 {until}", f"note: the whole provision is waived already, until {until}"))


def _listed(found: list[State], *, asked: bool) -> int:
    from egovspec.desk.waiving import Term
    from egovspec.render.visible import visible

    for one in found:
        waiver = one.waiver
        expires = waiver.expires
        mark, state = {
            Term.HOLDS: ("✓", say(f"有效至 {expires}", f"in force until {expires}")),
            Term.SOON: ("!", say(f"30 天内到期：有效至 {expires}", f"ends within 30 days: in force until {expires}")),
            Term.EXPIRED: (
                "✗",
                say(f"已于 {expires} 到期，不再起作用", f"expired on {expires}; what it covered counts again"),
            ),
            Term.NOT_YET: ("·", say(f"自 {waiver.on} 起有效", f"holds from {waiver.on}")),
        }[one.term]
        if one.met is not None:
            state += (
                say("；报告中已适用", "; met in the report")
                if one.met
                else say("；报告中没有对应的不符合项，可以撤销", "; meets nothing in the report and can go")
            )
        click.echo(visible(f"{mark} {waiver.provision}{f' {waiver.subject}' if waiver.subject else ''}  {state}"))
        click.echo(
            visible(
                f"    {waiver.because}" + say(f"（批准：{waiver.approved_by}）", f" (approved by {waiver.approved_by})")
            )
        )
    ended = sum(one.term is Term.EXPIRED for one in found)
    tell(
        say(f"豁免 {len(found)} 项，其中已到期 {ended} 项", f"waivers: {len(found)}, of which expired {ended}")
        if found
        else say("没有豁免", "there are no waivers")
    )
    if found and not asked:
        tell(
            say(
                "是否对应不符合项，要看报告：--report 报告.json",
                "whether they meet anything only a report knows: --report REPORT.json",
            )
        )
    return Exit.CONFORMS
