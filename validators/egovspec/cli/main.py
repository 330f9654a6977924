"""The front door: settles the language, finds the command, and turns every ending into an exit code.

Commands are imported when they are called, so that `--version` and `--help` load neither engine nor collectors.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click

from egovspec import __version__
from egovspec.cli import language
from egovspec.cli.exits import Exit
from egovspec.cli.language import say
from egovspec.errors import SpecErrors

# name: (module, zh, en)
COMMANDS = {
    "check": ("check", "对照标准检查一个部署（主要用途）", "Hold a deployment to its standards (the main job)"),
    "init": ("init", "查看网站，写出部署文件", "Look at a site and write its deployment file"),
    "explain": (
        "explain",
        "说明一个条款、检查、表、条文或方案",
        "Explain a provision, check, table, clause or profile",
    ),
    "list": ("list", "列出条款、标准、方案、检查等", "List provisions, standards, profiles, checks …"),
    "facts": ("facts", "查询上次检查所采集的事实", "Ask the facts of the last check"),
    "visit": ("visit", "定时访问网站并记入日志", "Visit websites again and again, and keep a log"),
    "attest": ("attest", "记下对人工核验条款的答复", "Record the answer to what a person decides"),
    "waive": ("waive", "记下经批准、有期限的豁免", "Record an approved exception, which ends"),
    "fmt": ("fmt", "整理 YAML 的版式", "Set YAML files out in one layout"),
    "new": ("new", "新建标准库、各类文件、条款或新版本", "Begin a catalogue, a document, a provision or a version"),
    "lint": ("lint", "检查标准库本身的写法", "Find what is wrong with a catalogue"),
    "test": ("test", "运行各检查自带的用例", "Run the cases the checks carry"),
    "schema": ("schema", "输出各类文件的 JSON Schema", "JSON Schemas of every kind of file"),
    "diff": ("diff", "按含义比较两个版本", "What differs between two versions, by meaning"),
    "release": ("release", "把草案登记为已发布", "Record drafts as released"),
    "doctor": ("doctor", "检查本机安装", "Look whether this installation is sound"),
}


class Commands(click.Group):
    """The commands, imported one at a time."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        found = import_module(f"egovspec.cli.{COMMANDS[name][0]}").command
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        # click would import every command to ask for its short help
        with formatter.section(say("命令", "Commands")):
            formatter.write_dl([(name, say(zh, en)) for name, (_, zh, en) in COMMANDS.items()])


def _group() -> click.Group:
    return Commands(
        "egovspec",
        help=say(
            "电子政务标准：写成数据，用来检查真实的部署。",
            "E-government standards written as data, and the machine that holds deployments to them.",
        ),
        params=[
            click.Option(
                ["--version"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_print_version,
                help=say("显示版本。", "Show the version."),
            ),
            click.Option(
                ["--lang"],
                type=click.Choice(["zh", "en"]),
                expose_value=False,
                help=say("语言，缺省取自系统区域。", "Language; the locale's when not given."),
            ),
        ],
    )


def _print_version(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        click.echo(f"egovspec {__version__}")
        context.exit()


def _open_closed_streams() -> None:
    """Give a closed stream the null device: else the next file opened would take its number, and flushing would fail."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115  open as long as we run


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns its exit code; never 0 after an internal error."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    language.settle(arguments)
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        # A locale without UTF-8 must not turn Chinese into a traceback.
        if hasattr(stream, "reconfigure") and (stream.encoding or "").lower().replace("-", "") != "utf8":
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = _group().main(args=arguments, prog_name="egovspec", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else Exit.CONFORMS
    except SpecErrors as rejected:
        from egovspec.cli.common import tell_errors

        tell_errors(rejected)
        return Exit.UNUSABLE_INPUT
    except click.ClickException as wrong:
        wrong.show()
        return Exit.UNUSABLE_INPUT
    except (KeyboardInterrupt, click.Abort):
        click.echo(say("已中断", "interrupted"), err=True)
        return Exit.INTERRUPTED
    except (BrokenPipeError, SystemExit):
        # The reader went away (| head); click turns that into an exit of 1, which here would say "fails".
        # Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.READER_GONE
    except Exception:  # noqa: BLE001  the last door: whatever is our own mistake must not look like a verdict
        traceback.print_exc()
        click.echo(
            say(
                "内部错误，不是判定结果；请连同以上内容报告。",
                "internal error, not a verdict; please report the lines above.",
            ),
            err=True,
        )
        return Exit.INTERNAL_ERROR
