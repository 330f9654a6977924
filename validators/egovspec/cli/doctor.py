"""egovspec doctor: whether this installation is sound, a line each."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from egovspec import __version__
from egovspec.cli.common import catalogue_options, language_option, load_catalogue, state_folder
from egovspec.cli.exits import Exit
from egovspec.cli.language import say
from egovspec.errors import SpecErrors

PACKAGES = (
    "click",
    "duckdb",
    "httpx2",
    "jsonschema",
    "pydantic",
    "ruamel.yaml",
    "ruamel.yaml.clib",
    "sqlglot",
    "turbohtml",
)


@click.command("doctor", help=say("检查本机安装是否完好。", "Look whether this installation is sound."))
@catalogue_options
@language_option
def command(catalogues: tuple[Path, ...], drafts: bool) -> int:
    sound = True
    for good, line in _findings(lambda: _catalogue(catalogues, drafts)):
        sound &= good
        click.echo(f"{'✓' if good else '✗'} {line}")
    return Exit.CONFORMS if sound else Exit.UNUSABLE_INPUT


def _findings(catalogue: Callable[[], tuple[bool, str]]) -> Iterator[tuple[bool, str]]:
    yield True, f"egovspec {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    for package in PACKAGES:
        try:
            yield True, f"{package} {version(package)}"
        except PackageNotFoundError:
            yield False, say(f"缺少 {package}", f"{package} is missing")
    from egovspec.library.yaml import HAS_C_PARSER

    yield (
        HAS_C_PARSER,
        say("YAML 的 C 解析器", "the C parser for YAML")
        + ("" if HAS_C_PARSER else say("缺失，读取会慢十余倍", " is missing: reading is twelve times slower")),
    )
    yield catalogue()
    yield _sandbox()
    folder = state_folder()
    nearest = next(parent for parent in (folder, *folder.parents) if parent.exists())
    writable = os.access(nearest, os.W_OK)
    yield (
        writable,
        say("上次事实存放处", "facts of the last run are kept in")
        + f" {folder}"
        + ("" if writable else say("（不可写）", " (not writable)")),
    )
    encoding = sys.stdout.encoding or "?"
    yield "utf" in encoding.lower(), say("终端编码", "terminal encoding") + f" {encoding}"


def _catalogue(catalogues: tuple[Path, ...], drafts: bool) -> tuple[bool, str]:
    try:
        loaded = load_catalogue(catalogues, drafts=drafts)
    except SpecErrors as errors:
        return False, say(
            f"标准库有 {len(errors.errors)} 处错误，见 egovspec lint",
            f"the catalogue has {len(errors.errors)} errors, see egovspec lint",
        )
    drafted = sum(entry.draft for entry in loaded.entries.values())
    return True, say(
        f"标准库 {len(loaded.entries)} 个文件，其中草案 {drafted} 个，{loaded.digest[:19]}",
        f"catalogue of {len(loaded.entries)} files, {drafted} of them drafts, {loaded.digest[:19]}",
    )


def _sandbox() -> tuple[bool, str]:
    import tempfile

    from egovspec.facts.store import FactWriter
    from egovspec.judge.job import Job, Result
    from egovspec.judge.sandbox import Sandbox

    with tempfile.TemporaryDirectory(prefix="egovspec-") as folder:
        with FactWriter(Path(folder)) as facts:
            database = facts.seal()
        with Sandbox(database) as sandbox:
            result = sandbox.run(Job("doctor", "SELECT 'a' AS subject, TRUE AS ok", {}))
    good = isinstance(result, Result)
    return good, say("受限子进程（用于外来标准库）", "the limited child process (for foreign catalogues)") + (
        "" if good else f": {result}"
    )
