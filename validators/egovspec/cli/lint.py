"""egovspec lint: everything wrong with a catalogue, in one list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from egovspec.cli.common import catalogue_options, configuration, language_option, roots, tell, write_whole
from egovspec.cli.exits import Exit
from egovspec.cli.formats import format_option, refuse_unwritable
from egovspec.cli.language import say, spoken
from egovspec.desk.lint.formats import LintFormat

if TYPE_CHECKING:
    from egovspec.desk.lint.report import LintReport
    from egovspec.library.roots import Root

MOST_ROUNDS = 5


@click.command(
    "lint",
    help=say(
        "检查标准库的写法：结构、引用、两种语言、SQL。给出 PATH（文件或文件夹）时，只报告其中的问题。",
        "Find what is wrong with a catalogue: shape, references, languages, SQL. "
        "With PATH (files or folders), only what is wrong in them is reported.",
    ),
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path, exists=True))
@format_option(LintFormat, LintFormat.TEXT)
@click.option(
    "--changed",
    "only_changed",
    is_flag=True,
    help=say(
        "只看与上次提交相比有改动的文件（或给出的文件）、其引用的与引用它们的文件；用于提交前的钩子。",
        "Only what differs from the last commit (or the files given), what it cites and who cites it; for hooks.",
    ),
)
@click.option(
    "--fix",
    is_flag=True,
    help=say(
        "改正只有一种正确写法的问题；不动已发布的文件。",
        "Mend what has exactly one right answer; released files are not touched.",
    ),
)
@click.option(
    "--diff",
    "--dry-run",
    "only_diff",
    is_flag=True,
    help=say("只显示 --fix 将作的改动，不写入。", "Only show what --fix would change, and write nothing."),
)
@click.option("--strict", is_flag=True, help=say("有警告也算不通过。", "Let warnings fail too."))
@catalogue_options
@language_option
def command(
    paths: tuple[Path, ...],
    formats: list[tuple[LintFormat, Path | None]],
    only_changed: bool,
    fix: bool,
    only_diff: bool,
    strict: bool,
    catalogues: tuple[Path, ...],
    drafts: bool,
) -> int:
    from egovspec.desk.lint.report import render

    refuse_unwritable(formats)
    looked_at = roots(catalogues)
    if only_changed and (fix or only_diff):
        raise click.UsageError(
            say("--fix 要看全库，不能与 --changed 合用", "--fix looks at all of it, not with --changed")
        )
    if only_diff:
        return _shown(looked_at, paths)
    if fix:
        _fixed(looked_at, paths)
    report = _changed(looked_at, paths) if only_changed else _whole(looked_at, paths)
    for format, path in formats:
        text = render(report, format, language=spoken())
        if path is None:
            click.echo(text, nl=False)
        else:
            write_whole(path, text)
            tell(say(f"已写入 {path}", f"wrote {path}"))
    tell(summary(report))
    return Exit.FAILS if report.errors or (strict and report.warnings) else Exit.CONFORMS


def _whole(looked_at: list[Root], paths: tuple[Path, ...]) -> LintReport:
    from egovspec.desk.lint import lint
    from egovspec.desk.lint.report import report_of
    from egovspec.desk.lint.within import within

    errors, files = lint(looked_at)
    return report_of(within(errors, paths, looked_at), files, pages=configuration().pages)


def _shown(looked_at: list[Root], paths: tuple[Path, ...]) -> int:
    """Print what --fix would change: 1 when there is something."""
    from egovspec.desk.lint import linted
    from egovspec.desk.lint.fixes import mended
    from egovspec.desk.lint.within import within
    from egovspec.render.visible import visible

    catalogue, errors = linted(looked_at)
    files = mended(looked_at, catalogue, within(errors, paths, looked_at))
    for file in files:
        for line in file.diff().splitlines():
            click.echo(visible(line))
    tell(say(f"将改动 {len(files)} 个文件", f"would change {counted(len(files), 'file')}"))
    return Exit.FAILS if files else Exit.CONFORMS


def _fixed(looked_at: list[Root], paths: tuple[Path, ...]) -> None:
    """Mend again and again until nothing more can be: a reference may be right only when what it cites was mended."""
    from egovspec.desk.lint import linted
    from egovspec.desk.lint.fixes import kept, mended, settled
    from egovspec.desk.lint.within import within

    for _ in range(MOST_ROUNDS):
        catalogue, errors = linted(looked_at)
        files = mended(looked_at, catalogue, within(errors, paths, looked_at))
        for file in files:
            kept(file)
        for error, how in settled(files):
            tell(say(f"已改正 {error.where}：{how} [{error.code}]", f"mended {error.where}: {how} [{error.code}]"))
        if not files:
            return


def _changed(looked_at: list[Root], paths: tuple[Path, ...]) -> LintReport:
    from egovspec.desk.lint.changed import NoHistory, changed_files, lint_changed
    from egovspec.desk.lint.report import report_of

    try:
        found = lint_changed(looked_at, paths or changed_files(looked_at))
    except NoHistory:
        raise click.UsageError(
            say(
                "--changed 要靠 git 得知改动，此处不是 git 仓库；请写明文件",
                "--changed asks git what changed, and this is no git repository; name the files",
            )
        ) from None
    beyond = say(f"；另有 {found.beyond} 个引用者未看", f"; {found.beyond} more cite them and were not looked at")
    tell(
        say(
            f"只看了 {found.changed} 个有改动的文件及其上下引用{beyond if found.beyond else ''}；"
            "涉及全库的规则由 `egovspec lint` 检查",
            f"looked at {counted(found.changed, 'changed file')}, what they cite and who cites them"
            f"{beyond if found.beyond else ''}; rules about all documents are left to `egovspec lint`",
        )
    )
    return report_of(found.errors, found.read, whole=False, pages=configuration().pages)


def summary(report: LintReport) -> str:
    """What was read and what was found, on one line."""
    files = say(f"{report.files} 个文件", counted(report.files, "file"))
    found = [
        *([say(f"{report.errors} 处错误", counted(report.errors, "error"))] if report.errors else []),
        *([say(f"{report.warnings} 处警告", counted(report.warnings, "warning"))] if report.warnings else []),
    ]
    fixable = sum(problem.fixable for problem in report.problems)
    mend = say(f"（--fix 可改正 {fixable} 处）", f" (--fix mends {fixable})") if fixable else ""
    return say("，", ", ").join([files, *(found or [say("没有问题", "nothing wrong")])]) + mend


def counted(number: int, one: str) -> str:
    return f"{number} {one}" if number == 1 else f"{number} {one}s"
