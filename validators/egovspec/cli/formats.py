"""--format FMT[=PATH], as every command that writes results takes it: one form to stdout, any number to files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import click

from egovspec.cli.language import say

E = TypeVar("E", bound=StrEnum)
F = TypeVar("F", bound=Callable[..., Any])


def format_option(known: type[E], default: E) -> Callable[[F], F]:
    """The option; its value is a list of format and file, None for stdout."""
    names = ", ".join(known)

    def asked(
        context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
    ) -> list[tuple[E, Path | None]]:
        found: list[tuple[E, Path | None]] = []
        for value in values or (default.value,):
            name, _, path = value.partition("=")
            if name not in [one.value for one in known]:
                raise click.BadParameter(
                    say(f"没有格式 {name!r}；可用：{names}", f"no format {name!r}; there are: {names}")
                )
            found.append((known(name), Path(path) if path else None))
        if sum(path is None for _, path in found) > 1:
            raise click.BadParameter(
                say(
                    "标准输出只能有一种格式；其余请写成 格式=文件",
                    "only one format goes to stdout; write the others as FORMAT=FILE",
                )
            )
        return found

    return click.option(
        "--format",
        "formats",
        multiple=True,
        callback=asked,
        metavar="FMT[=PATH]",
        help=say(f"格式，可重复：{names}。", f"Format, repeatable: {names}."),
    )


def refuse_unwritable(formats: Sequence[tuple[StrEnum, Path | None]]) -> None:
    """Refuse results that have nowhere to go, before any work is done for them."""
    for _, path in formats:
        if path is not None and (path.is_dir() or not path.parent.is_dir()):
            raise click.UsageError(
                say(f"无法写入 {path}：没有这个文件夹", f"cannot write {path}: there is no such folder")
            )
