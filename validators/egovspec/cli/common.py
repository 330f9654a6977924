"""What commands share: options, loading the catalogue, writing files whole, and saying errors."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click
from pydantic import Field

from egovspec.cli.language import say, spoken
from egovspec.errors import SpecError, SpecErrors
from egovspec.library import yaml
from egovspec.library.catalogue import Catalogue, load
from egovspec.library.roots import Root, added_root, shipped_root
from egovspec.library.shapes import shape
from egovspec.model.base import Name, Shape

F = TypeVar("F", bound=Callable[..., Any])
CONFIGURATION = Path("egovspec.yaml")


class Configuration(Shape):
    """egovspec.yaml in the folder one stands in.

    catalogues   of one's own
    namespace    what ids made in the catalogue of this folder begin with
    pages        where the documentation is published
    """

    catalogues: list[str] = Field(default_factory=list)
    namespace: Name | None = None
    pages: str = Field(default="", pattern=r"^(https?://[^\s]+)?$", max_length=1000)


def catalogue_options(function: F) -> F:
    """--catalogue and --drafts."""
    function = click.option(
        "--drafts",
        is_flag=True,
        help=say("允许采用尚未发布的草案。", "Let references resolve to drafts that are not released."),
    )(function)
    return click.option(
        "--catalogue",
        "catalogues",
        multiple=True,
        metavar="DIR",
        type=click.Path(path_type=Path),
        help=say("另加一个标准库，可重复。", "Add a catalogue of your own; repeatable."),
    )(function)


def language_option(function: F) -> F:
    """--lang; its value was settled before the command was defined."""
    return click.option(
        "--lang",
        type=click.Choice(["zh", "en"]),
        expose_value=False,
        help=say("语言，缺省取自系统区域。", "Language; the locale's when not given."),
    )(function)


def day(context: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    """The value of an option that is a date."""
    if value is None:
        return None
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        with contextlib.suppress(ValueError):
            return date.fromisoformat(value)
    raise click.BadParameter(say("应为日期，如 2026-11-20", "a date such as 2026-11-20"))


def configuration() -> Configuration:
    """egovspec.yaml of the folder one stands in; empty when there is none. Raises SpecErrors."""
    if not CONFIGURATION.is_file():
        return Configuration()
    return shape(Configuration, yaml.read(CONFIGURATION, str(CONFIGURATION)))


def roots(catalogues: Iterable[Path]) -> list[Root]:
    """The shipped catalogue, then those of egovspec.yaml, then those of the command line. Raises SpecErrors."""
    configured = [Path(path) for path in configuration().catalogues]
    added = [added_root(path) for path in (*configured, *catalogues)]
    # The same folder may be named twice, here and there.
    return list({root.path.resolve(): root for root in [*reversed(added), shipped_root()]}.values())[::-1]


def load_catalogue(catalogues: Iterable[Path], *, drafts: bool) -> Catalogue:
    return load(roots(catalogues), drafts=drafts)


def tell(text: str) -> None:
    """A line for people, on stderr."""
    click.echo(text, err=True)


def tell_errors(errors: SpecErrors | Iterable[SpecError]) -> None:
    """All errors, one line each, then their number when there are several."""
    listed = errors.errors if isinstance(errors, SpecErrors) else list(errors)
    for error in listed:
        tell(error.said(spoken()))
    if len(listed) > 1:
        tell(say(f"共 {len(listed)} 处错误", f"{len(listed)} errors"))


def write_whole(path: Path, text: str) -> None:
    """Write a file that appears complete or not at all. Raises click.ClickException when it cannot."""
    handle, name = -1, ""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        if name:
            with contextlib.suppress(OSError):
                Path(name).unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise click.UsageError(say(f"无法写入 {path}：{reason}", f"cannot write {path}: {reason}")) from None


def colour_wanted() -> bool:
    """Whether stdout takes colour: NO_COLOR, then FORCE_COLOR, then whether it is a terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def terminal_width() -> int:
    """Columns to write in: those of the terminal, neither fewer than 60 nor more than 120."""
    return max(60, min(shutil.get_terminal_size((80, 24)).columns, 120))


def state_folder() -> Path:
    """Where the facts of the last run are kept."""
    own = os.environ.get("EGOVSPEC_HOME")
    if own:
        return Path(own)
    cache = os.environ.get("XDG_CACHE_HOME") or (os.environ.get("LOCALAPPDATA") if os.name == "nt" else None)
    return (Path(cache) if cache else Path.home() / ".cache") / "egovspec"
