"""Options that the kinds of `egovspec new` share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from egovspec.cli.common import language_option
from egovspec.cli.language import say

F = TypeVar("F", bound=Callable[..., Any])

DRY = click.option("--dry-run", is_flag=True, help=say("只显示，不写入。", "Show it, write nothing."))
TIER = click.option(
    "--tier", type=click.Choice(["province", "city", "county"]), help=say("层级；不写则不分层级。", "Tier; none: any.")
)
BASIS = click.option(
    "--basis",
    "basis",
    multiple=True,
    metavar="SOURCE#CLAUSE",
    help=say(
        "依据的条文，可重复；缺省为本标准库第一条尚无条款承载的条文。",
        "Clause it rests on, repeatable; else the first of this catalogue's that no provision cites.",
    ),
)


def titled(function: F) -> F:
    """--title-zh and --title-en."""
    function = click.option("--title-en", metavar="TEXT", help=say("英文标题。", "Title in English."))(function)
    return click.option("--title-zh", metavar="TEXT", help=say("中文标题。", "Title in Chinese."))(function)


def into(function: F) -> F:
    """--catalogue, --dry-run and --lang."""
    function = language_option(DRY(function))
    return click.option(
        "--catalogue",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help=say(
            "写入哪个标准库；缺省为 egovspec.yaml 所列或所在的文件夹。",
            "The catalogue to write into; that of egovspec.yaml or of this folder when not given.",
        ),
    )(function)


def verified(function: F) -> F:
    """The options of a provision."""
    for option in (
        click.option(
            "--with",
            "values",
            multiple=True,
            metavar="NAME=VALUE",
            help=say("检查的参数，可重复；列表以逗号分隔。", "A parameter of the check, repeatable; lists by commas."),
        ),
        click.option(
            "--check",
            metavar="ID@1",
            help=say("核验它的检查；不写则由人判断。", "Its check; without one a person decides."),
        ),
        click.option(
            "--origin",
            type=click.Choice(["norm", "practice", "proposal"]),
            default="norm",
            help=say("规范、惯例或建议；缺省 norm。", "A norm, a practice or a proposal; norm."),
        ),
        click.option(
            "--level",
            type=click.Choice(["shall", "should", "may"]),
            help=say("应、宜、可；缺省为依据所允许的。", "As high as its basis allows when not given."),
        ),
        BASIS,
    ):
        function = option(function)
    return function
