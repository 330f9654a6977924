"""egovspec release: drafts become versions that never change; a release is withdrawn."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from egovspec.cli.common import day, language_option, roots, tell, tell_errors
from egovspec.cli.exits import Exit
from egovspec.cli.language import say, spoken
from egovspec.library.roots import Root

if TYPE_CHECKING:
    from egovspec.desk.mutate.proof import Proof
    from egovspec.desk.release.preparing import Done, Prepared


@click.command(
    "release",
    help=say(
        "发布草案：与上一版比较得出版本号，必要时改写，登记入 specs/releases.yaml，变更写入 specs/CHANGES.md。"
        "ID 后写 @版本则坚持用该号。写法有误、用例不符、有看不出的 SQL 改动、引用未一并发布的草案，则拒绝。",
        "Release drafts: what changed since the last version decides the number; recorded in specs/releases.yaml and "
        "specs/CHANGES.md. ID@VERSION insists on a number. Refused while lint complains, a check is not proven, or a "
        "draft is cited that is not released with it.",
    ),
)
@click.argument("names", nargs=-1, metavar="[ID[@VERSION]]...")
@click.option("--all", "everything", is_flag=True, help=say("全部草案。", "All drafts."))
@click.option(
    "--in-force",
    callback=day,
    metavar="DATE",
    help=say(
        "施行日期；只改文字时沿用上一版的。",
        "In force from; where only words changed, that of the version before is kept.",
    ),
)
@click.option(
    "--released", callback=day, metavar="DATE", help=say("发布日期，缺省为今天。", "Day of the release; today.")
)
@click.option("--withdraw", metavar="ID@VERSION", help=say("废止一个已发布的版本。", "Withdraw a version."))
@click.option("--on", callback=day, metavar="DATE", help=say("废止日期。", "Withdrawn from."))
@click.option("--because-zh", metavar="TEXT", help=say("废止理由，中文。", "Why, in Chinese."))
@click.option("--because-en", metavar="TEXT", help=say("废止理由，英文。", "Why, in English."))
@click.option(
    "--catalogue",
    "catalogues",
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help=say(
        "发布到哪个标准库；缺省为 egovspec.yaml 所列，没有则为自带者。",
        "The catalogue released into; that of egovspec.yaml when not given, else the shipped one.",
    ),
)
@click.option("--dry-run", is_flag=True, help=say("只显示，不写入。", "Show it, write nothing."))
@language_option
def command(
    names: tuple[str, ...],
    everything: bool,
    in_force: date | None,
    released: date | None,
    withdraw: str | None,
    on: date | None,
    because_zh: str | None,
    because_en: str | None,
    catalogues: tuple[Path, ...],
    dry_run: bool,
) -> int:
    from egovspec.desk import release as desk
    from egovspec.model.base import Text

    known = roots(catalogues)
    root = _into(known, catalogues)
    _refuse_odd(names, everything, in_force, withdraw, [on, because_zh, because_en])
    with desk.releasing(root) as undone:
        if undone:
            tell(
                say("上次发布中途中断，所做的已撤销", "an earlier release was interrupted; what it had done is undone")
            )
        try:
            if withdraw is not None and on is not None:
                because = Text(zh=because_zh or "", en=because_en or "")
                prepared = desk.withdraw(root, known, withdraw, on=on, because=because)
            else:
                from egovspec.desk.mutate.library import processors

                request = desk.Request(root, known, names, released or date.today(), in_force, processors())
                prepared = desk.prepare(request, _told)
        except desk.Refused as refused:
            tell_errors(refused.errors)
            tell(say("没有发布，没有写入任何文件", "nothing released, nothing written"))
            return Exit.FAILS
        _show(prepared, written_out=dry_run)
        if not dry_run:
            desk.publish(prepared)
    tell(_summary(prepared, dry_run, withdraw or ""))
    return Exit.CONFORMS


def _into(known: list[Root], catalogues: tuple[Path, ...]) -> Root:
    """The catalogue released into: the last one named, else the one that is configured, else the shipped one."""
    if not catalogues and len(known) > 2:
        listed = ", ".join(str(root.path) for root in known[1:])
        raise click.UsageError(
            say(
                f"有多个标准库（{listed}），请以 --catalogue 指明",
                f"several catalogues ({listed}): name one by --catalogue",
            )
        )
    if catalogues:
        named = catalogues[-1].resolve()
        return next(root for root in known if root.path.resolve() == named)
    return known[-1]


def _refuse_odd(
    names: tuple[str, ...], everything: bool, in_force: date | None, withdraw: str | None, why: list[object]
) -> None:
    """Options that mean nothing together."""
    if withdraw is not None:
        if names or everything or in_force is not None:
            raise click.UsageError(say("--withdraw 单独使用", "--withdraw stands alone"))
        if not all(why):
            raise click.UsageError(
                say(
                    "--withdraw 须有 --on、--because-zh、--because-en",
                    "--withdraw needs --on, --because-zh and --because-en",
                )
            )
    elif any(why):
        raise click.UsageError(
            say("--on、--because-zh、--because-en 只与 --withdraw 合用", "--on and --because are for --withdraw")
        )
    elif bool(names) == everything:
        raise click.UsageError(say("请写明要发布的 ID，或用 --all", "name the ids to release, or use --all"))


def _told(proof: Proof) -> None:
    made = proof.made or 0
    tell(
        say(
            f"{'✓' if proof.holds else '✗'} {proof.check}：{len(proof.cases)} 个用例，{made} 处改动，看出 {proof.killed} 处",
            f"{'✓' if proof.holds else '✗'} {proof.check}: {len(proof.cases)} cases, {proof.killed} of {made} changes noticed",
        )
    )


def _show(prepared: Prepared, *, written_out: bool) -> None:
    for done in prepared.done:
        for line in _lines(done):
            click.echo(line)
    for note in prepared.notes:
        tell(say("注意：", "note: ") + note.in_(spoken()))
    if not written_out:
        return
    for title, text in (
        (say("登记入 specs/releases.yaml：", "added to specs/releases.yaml:"), prepared.log),
        (say("写入 specs/CHANGES.md：", "added to specs/CHANGES.md:"), prepared.change_list),
    ):
        if text:
            click.echo("")
            click.echo(title)
            click.echo("")
            click.echo("\n".join(f"    {line}".rstrip() for line in text.splitlines()))


def _lines(done: Done) -> list[str]:
    """One release as a person wants to see it: what, under which number, why that number, since when, which file."""
    from egovspec.desk.release.changelist import EFFECTS
    from egovspec.render.visible import visible

    step, language = done.step, spoken()
    title = getattr(step.draft.model, "title", None)
    lines = [f"{step.key.kind} {step.key.id}@{step.version}  {visible(title.in_(language)) if title else ''}".rstrip()]
    if step.base is None:
        lines.append("  " + say("首次发布", "first release"))
    else:
        lines.append("  " + say(f"取代 {step.base.key.version}", f"supersedes {step.base.key.version}"))
    for effect, said in sorted(EFFECTS.items(), reverse=True):
        changes = [change for change in step.changes if change.effect is effect]
        if changes:
            asks = {3: say("主版本", "major"), 2: say("次版本", "minor"), 1: say("修订号", "patch")}[effect]
            lines.append(f"  {said.in_(language)}{say('（', ' (')}{asks}{say('）', ')')}")
            lines += [f"    {visible(change.said.in_(language))}" for change in changes]
    lines.append("  " + say(f"自 {step.in_force} 起施行", f"in force from {step.in_force}"))
    if done.file.old != done.file.new:
        old, new = step.draft.marked.file, done.file.marked.file
        lines.append("  " + say(f"草案 {old} 改为 {new}", f"the draft {old} becomes {new}"))
    return lines


def _summary(prepared: Prepared, dry_run: bool, gone: str) -> str:
    number = len(prepared.done)
    if not prepared.puts:
        return say("没有草案", "there are no drafts")
    if not prepared.done:
        if dry_run:
            return say(f"将废止 {gone}，未写入", f"would withdraw {gone}; nothing written")
        return say(f"已废止 {gone}", f"withdrew {gone}")
    documents = f"{number} document" if number == 1 else f"{number} documents"
    if dry_run:
        return say(f"将发布 {number} 个，未写入", f"would release {documents}; nothing written")
    return say(f"发布 {number} 个", f"released {documents}")
