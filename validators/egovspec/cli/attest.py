"""egovspec attest: a person's answer to a review, what still awaits one, and whether papers are those that were read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from egovspec.cli.common import catalogue_options, day, language_option, load_catalogue, tell
from egovspec.cli.exits import Exit
from egovspec.cli.language import say, spoken

if TYPE_CHECKING:
    from egovspec.desk.attesting import Attested, Review, Verification, Verified
    from egovspec.library.catalogue import Catalogue
    from egovspec.library.deployments import Loaded

OUTCOMES = ("pass", "fail", "not-applicable")


@click.command(
    "attest",
    help=say(
        "记下对人工核验条款 PROVISION 的答复，写入 DEPLOYMENT 的人工确认文件。不写条款则列出还没有答复的、即将到期的。"
        "加 --verify 则核对 FILE 是否就是各项答复所依据的文件。",
        "Record the answer to PROVISION, which a person decides, in the attestations of DEPLOYMENT. Without a provision: "
        "list the reviews that await an answer, and answers about to expire. With --verify: tell whether each FILE is a "
        "paper the answers rest on.",
    ),
)
@click.argument("deployment", type=click.Path(path_type=Path))
@click.argument("names", nargs=-1, metavar="[PROVISION | --verify FILE...]")
@click.option("--outcome", type=click.Choice(OUTCOMES), help=say("答复。", "The answer."))
@click.option(
    "--by", metavar="ROLE", help=say("答复人的职务或部门，不写姓名。", "Office or role of who answers, no name.")
)
@click.option("--on", callback=day, metavar="DATE", help=say("答复之日，缺省为今天。", "Day of the answer; today."))
@click.option(
    "--expires",
    metavar="DATE|P1Y",
    help=say(
        "有效至（含当日）；P1Y 为自答复之日起一年。", "Last day it holds; P1Y: a year from the day of the answer."
    ),
)
@click.option(
    "--document",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help=say("所依据的文件；记下文件名和 SHA-256。", "The paper it rests on; its name and SHA-256 are recorded."),
)
@click.option("--document-title", "title", metavar="TEXT", help=say("文件题名。", "Title of the paper."))
@click.option(
    "--faults", type=click.IntRange(1), metavar="N", help=say("不符合时的问题个数。", "How many faults, when it fails.")
)
@click.option("--note", metavar="TEXT", help=say("说明。", "A note."))
@click.option("--replace", is_flag=True, help=say("取代仍有效的答复。", "Put it in place of one still in force."))
@click.option("--verify", "verifying", is_flag=True, help=say("核对文件。", "Hold papers to the answers."))
@catalogue_options
@language_option
def command(
    deployment: Path,
    names: tuple[str, ...],
    outcome: str | None,
    by: str | None,
    on: date | None,
    expires: str | None,
    document: Path | None,
    title: str | None,
    faults: int | None,
    note: str | None,
    replace: bool,
    verifying: bool,
    catalogues: tuple[Path, ...],
    drafts: bool,
) -> int:
    answer = {
        "--outcome": outcome,
        "--by": by,
        "--expires": expires,
        "--document": document,
        "--document-title": title,
        "--faults": faults,
        "--note": note,
        "--replace": replace or None,
    }
    given = [option for option, value in answer.items() if value is not None]
    if verifying or not names:
        if given:
            raise click.UsageError(
                say(f"{given[0]} 须与条款一起写", f"{given[0]} belongs to the answer to a provision")
            )
        if verifying and not names:
            raise click.UsageError(say("--verify 须写明文件", "--verify needs the papers to hold to the answers"))
    elif len(names) > 1:
        raise click.UsageError(say("一次只答复一个条款", "one provision is answered at a time"))
    from egovspec.desk.attesting import Given, attest, reviews, verify
    from egovspec.errors import Where
    from egovspec.judge.clock import Clock
    from egovspec.library.deployments import read_deployment

    catalogue = load_catalogue(catalogues, drafts=drafts)
    loaded = read_deployment(deployment, catalogue)
    today = on or Clock(datetime.now(UTC), loaded.deployment.zone).today
    if verifying:
        return _verified(verify(loaded, catalogue, map(Path, names), today))
    if not names:
        return _listed(reviews(loaded, catalogue, today), deployment)
    if outcome is None or by is None or expires is None:
        missing = next(option for option in ("--outcome", "--by", "--expires") if answer[option] is None)
        _show_what_is_asked(catalogue, loaded, names[0])
        raise click.UsageError(say(f"缺少 {missing}", f"{missing} is missing"))
    where = Where(say("命令行", "command line"))
    said = Given(names[0], outcome, by, today, expires, document, title, faults, note)
    _told(attest(deployment, catalogue, said, where=where, replace=replace), today=_today(loaded))
    return Exit.CONFORMS


def _today(loaded: Loaded) -> date:
    from egovspec.judge.clock import Clock

    return Clock(datetime.now(UTC), loaded.deployment.zone).today


def _show_what_is_asked(catalogue: Catalogue, loaded: Loaded, name: str) -> None:
    """What a person is to read, for someone who named the provision and nothing else."""
    from egovspec.desk.attesting import reviews_of
    from egovspec.library.deployments import bound_provisions

    bound = bound_provisions(catalogue, loaded).get(name)
    for review in reviews_of(bound.provision) if bound else ():
        tell(f"{name}  {bound.provision.title.in_(spoken()) if bound else ''}")
        tell(f"  {review.in_(spoken())}")


def _told(attested: Attested, *, today: date) -> None:
    from egovspec.desk.attesting import LONG
    from egovspec.desk.terms import is_longer

    one, laid = attested.attestation, attested.laid
    click.echo(
        say(
            f"{one.provision}：{one.outcome}，{one.on} 至 {one.expires} 有效；"
            f"{'已取代原答复，' if attested.replaced else ''}已写入 {laid.path}",
            f"{one.provision}: {one.outcome}, holds from {one.on} to {one.expires}; "
            f"{'written in place of the former answer' if attested.replaced else 'written'} to {laid.path}",
        )
    )
    if laid.named:
        tell(
            say(
                f"部署文件已写明 attestations: {laid.path.name}",
                f"the deployment names it now: attestations: {laid.path.name}",
            )
        )
    if one.expires < today:
        tell(say("注意：此答复已经过期，不起作用", "note: this answer has expired already and has no effect"))
    if is_longer(one.on, one.expires, LONG):
        tell(
            say(
                "注意：有效期超过三年，其间情况多半已变",
                "note: it holds for more than three years; things will have changed by then",
            )
        )
    if one.document is None:
        tell(
            say(
                "注意：没有写明依据的文件，评审者无从核对",
                "note: it rests on no paper, so a reviewer has nothing to hold it to",
            )
        )
    elif one.document.sha256 is None:
        tell(
            say(
                "注意：只有文件题名，没有摘要；用 --document 文件 可以记下摘要",
                "note: the paper is named and not hashed; --document FILE records its hash",
            )
        )


def _listed(found: list[Review], deployment: Path) -> int:
    from egovspec.desk.attesting import Awaited
    from egovspec.render.visible import visible

    awaiting = [one for one in found if one.state not in (Awaited.HOLDS, Awaited.SOON)]
    ending = [one for one in found if one.state is Awaited.SOON]
    holding = len(found) - len(awaiting)
    if not found:
        click.echo(say("本方案没有需要人工核验的条款", "the profile asks for no review"))
        return Exit.CONFORMS
    if awaiting:
        click.echo(say(f"等待答复 ({len(awaiting)})", f"Awaiting an answer ({len(awaiting)})"))
        for one in awaiting:
            provision, answer = one.provision, one.answer
            click.echo(f"{provision.id}  {_level(provision.level)}  {provision.title.in_(spoken())}{_lapsed(one)}")
            _paragraphs(say("查阅", "read"), [review.in_(spoken()) for review in one.read])
            if answer is not None and answer.document is not None:
                _paragraphs(say("上次依据", "last rested on"), [visible(answer.document.title)])
        click.echo("")
    if ending:
        click.echo(say(f"30 天内到期 ({len(ending)})", f"Expiring within 30 days ({len(ending)})"))
        for one in ending:
            assert one.answer is not None
            click.echo(
                f"{one.provision.id}  {_level(one.provision.level)}  {one.provision.title.in_(spoken())}"
                + say(
                    f"：{one.answer.outcome}，有效至 {one.answer.expires}",
                    f": {one.answer.outcome}, until {one.answer.expires}",
                )
            )
        click.echo("")
    click.echo(
        say(
            f"人工核验共 {len(found)} 项，已有答复 {holding} 项，等待答复 {len(awaiting)} 项",
            f"Reviews: {len(found)}; answered {holding}, awaiting an answer {len(awaiting)}",
        )
    )
    if awaiting:
        name = awaiting[0].provision.id
        tell(
            say(
                f"作答：egovspec attest {deployment} {name} --outcome pass --by 职务 --expires P1Y --document 文件",
                f"to answer: egovspec attest {deployment} {name} --outcome pass --by ROLE --expires P1Y --document FILE",
            )
        )
    return Exit.CONFORMS


def _level(level: str) -> str:
    words = {"shall": say("应", "shall"), "should": say("宜", "should"), "may": say("可", "may")}
    return words[level]


def _lapsed(review: Review) -> str:
    from egovspec.desk.attesting import Awaited

    if review.answer is None:
        return ""
    if review.state is Awaited.EXPIRED:
        until = review.answer.expires
        return say(f"（原答复已于 {until} 到期）", f" (the last answer expired on {until})")
    begins = review.answer.on
    return say(f"（已有答复，自 {begins} 起有效）", f" (an answer holds from {begins})")


def _paragraphs(label: str, texts: list[str]) -> None:
    """Labelled texts, broken to the width of the terminal and hung behind the label."""
    from egovspec.cli.common import terminal_width
    from egovspec.render.terminal import width_of, wrapped

    hang = 2 + width_of(label) + 2
    for text in texts:
        first, *rest = wrapped(text, max(20, terminal_width() - hang))
        click.echo(f"  {label}  {first}")
        for line in rest:
            click.echo(" " * hang + line)


def _verified(found: Verification) -> int:
    from egovspec.desk.attesting import Match
    from egovspec.render.visible import visible

    for one in found.answers:
        click.echo(visible(_one_verified(one)))
    for path in found.unused:
        click.echo(visible(say(f"· {path}：没有答复以它为据", f"· {path}: no answer rests on it")))
    matches = [one.match for one in found.answers]
    differ = sum(match in (Match.OTHER, Match.MISSING) for match in matches)
    unknown = matches.count(Match.NO_HASH)
    tell(
        say(
            f"有效答复 {len(matches)} 项：文件相符 {matches.count(Match.SAME)}，不符或未提交 {differ}，没有摘要 {unknown}，"
            f"没有文件 {matches.count(Match.NO_DOCUMENT)}",
            f"answers in force: {len(matches)}; papers that match {matches.count(Match.SAME)}, that differ or were not "
            f"handed in {differ}, without a hash {unknown}, answers without a paper {matches.count(Match.NO_DOCUMENT)}",
        )
    )
    return Exit.FAILS if differ else Exit.UNDECIDED if unknown else Exit.CONFORMS


def _one_verified(one: Verified) -> str:
    from egovspec.desk.attesting import Match

    name, document = one.attestation.provision, one.attestation.document
    title = document.title if document else ""
    sentences = {
        Match.SAME: say(f"✓ {name}  《{title}》即 {one.file}", f"✓ {name}  {title}: is {one.file}"),
        Match.OTHER: say(
            f"✗ {name}  《{title}》：{one.file} 与答复时的文件不同",
            f"✗ {name}  {title}: {one.file} is not what the answer rests on; it differs",
        ),
        Match.MISSING: say(
            f"✗ {name}  《{title}》：提交的文件中没有一份与摘要相符",
            f"✗ {name}  {title}: none of the papers has the hash that was recorded",
        ),
        Match.NO_HASH: say(
            f"? {name}  《{title}》：答复没有记下摘要，无从核对",
            f"? {name}  {title}: the answer records no hash; nothing to hold a paper to",
        ),
        Match.NO_DOCUMENT: say(f"– {name}  没有依据的文件", f"– {name}  rests on no paper"),
    }
    return sentences[one.match]
