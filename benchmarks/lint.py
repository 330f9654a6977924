"""Linting a large library: `egovspec lint`, against check-jsonschema that only holds the same files to their schemas.

    python benchmarks/lint.py [STANDARDS CHECKS] [--check-jsonschema PROGRAM]       default: 1000 5000

The shipped library is multiplied into a temporary folder: every copy has ids of its own, its references follow, and its SQL
differs by a constant, so that none is parsed for another. Nothing is wrong with it, so that all rules look at all of it. Each program is a process of
its own and starts cold; check-jsonschema runs once a kind, over all files of it, with specs/schemas/. Prints wall time,
processor time, peak memory and ratios; then `lint --changed` with one file of each kind in a repository of all of them.

check-jsonschema is no dependency: `uv tool run check-jsonschema` or a virtual environment of its own.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from egovspec import __version__
from egovspec.library.catalogue import yaml_files
from egovspec.library.kinds import FOLDERS
from egovspec.library.roots import shipped_root

SHIPPED = shipped_root().path
REPEATS = 3
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CODES = 640


class Cost(NamedTuple):
    """Seconds on the clock, seconds of processors, peak memory of the largest process in MiB, exit code."""

    wall: float
    processor: float
    peak: float
    code: int


def newest(kind: str) -> list[Path]:
    """The newest version of every shipped document of a kind."""
    by_id: dict[Path, Path] = {}
    for path in yaml_files(SHIPPED / FOLDERS[kind]):
        known = by_id.get(path.parent)
        if known is None or version(path) > version(known):
            by_id[path.parent] = path
    return list(by_id.values())


def version(path: Path) -> tuple[int, ...]:
    return tuple(map(int, path.stem.split(".")))


def multiplied(folder: Path, standards: int, checks: int) -> int:
    """Write copies of the shipped documents until there are as many; returns how many files were written.

    There are fewer copies of checks than of standards: later standards cite the checks of earlier copies.
    """
    sources = {kind: [(path, path.read_text("utf-8")) for path in newest(kind)] for kind in FOLDERS}
    copies = -(-standards // len(sources["standard"]))
    cited = min(copies, -(-checks // len(sources["check"])))
    known = codes()
    files = 0
    for copy in range(copies):
        for kind, documents in sources.items():
            if kind not in ("standard", "profile") and copy >= cited:
                continue
            for path, text in documents:
                write(folder, kind, path, text, known, copy, copy % cited)
                files += 1
    return files


def identifier(kind: str, path: Path) -> str:
    return path.relative_to(SHIPPED / FOLDERS[kind]).parent.as_posix()


def codes() -> dict[str, int]:
    """The codes of the shipped standards, numbered."""
    texts = (path.read_text("utf-8") for path in newest("standard"))
    return {found[1]: n for n, text in enumerate(texts) if (found := re.search(r"^code: (\w+)$", text, re.MULTILINE))}


def code_of(copy: int, number: int, known: dict[str, int]) -> str:
    """Two letters for a standard of a copy; none of the shipped ones."""
    free = [code for one in LETTERS for two in LETTERS if (code := one + two) not in known]
    return free[copy * len(known) + number]


def write(folder: Path, kind: str, path: Path, text: str, known: dict[str, int], copy: int, cited: int) -> None:
    """One copy: ids get the namespace of the copy, references that of what they cite, and SQL a constant of its own.

    Two letters give codes to some 650 standards. What is beyond is another major version of an earlier one.
    """
    round_, series = divmod(copy, CODES // len(known))
    mine = f"c{series:03}" if kind == "standard" else f"c{copy:03}"

    def renamed(found: re.Match[str]) -> str:
        key = found.string[: found.start()].rpartition("\n")[2].strip(" -")
        if key == "standard:":
            return f"c{series:03}/{found[1]}@{round_ + 1}"
        return f"c{copy if key == 'extends:' else cited:03}/{found[0]}"

    name, number = identifier(kind, path), path.stem
    text = re.sub(r"^id: .*$", f"id: {mine}/{name}", text, count=1, flags=re.MULTILINE)
    text = re.sub(r"(?<![\w/@-])([a-z][a-z0-9-]*)@\d+(?:\.\d+\.\d+)?(?![\w.@])", renamed, text)
    text = re.sub(r"(?<![\w/-])([a-z][a-z0-9]*(?:-[a-z0-9]+)+)#(?=[A-Za-z0-9])", renamed, text)
    if kind == "check":
        text = re.sub(r"\bWHERE\b", f"WHERE {copy} = {copy} AND", text)
    else:
        coded = re.compile(rf"\b({'|'.join(known)})(?=-\d\d|$)", re.MULTILINE)
        text = coded.sub(lambda found: code_of(series, known[found[1]], known), text)
    if kind == "standard":
        number = f"{round_ + 1}.0.0"
        text = re.sub(r"^version: .*$", f'version: "{number}"', text, count=1, flags=re.MULTILINE)
        text = re.sub(r"^( +since:) .*$", r'\1 "1.0.0"', text, flags=re.MULTILINE)
    target = folder / FOLDERS[kind] / mine / name / f"{number}.yaml"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


def measured(command: list[str], folder: Path) -> Cost:
    """Run one command to its end."""
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    with (folder / "out.txt").open("wb") as out:
        started = time.monotonic()
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=subprocess.STDOUT, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode)


def schema_only(program: str, folder: Path) -> Cost:
    """check-jsonschema, once a kind: the sum of the times, the largest peak."""
    costs = []
    for kind, place in FOLDERS.items():
        files = [path.relative_to(folder).as_posix() for path in yaml_files(folder / place)]
        if not files:
            continue
        schema = SHIPPED / "specs/schemas" / f"{kind}.schema.json"
        command = [program, "--disable-formats", "*", "--schemafile", str(schema)]
        # Thousands of names do not fit into one command line everywhere.
        for n in range(0, len(files), 3000):
            costs.append(measured([*command, *files[n : n + 3000]], folder))
    return Cost(
        sum(cost.wall for cost in costs),
        sum(cost.processor for cost in costs),
        max(cost.peak for cost in costs),
        max(cost.code for cost in costs),
    )


def show(name: str, cost: Cost, against: Cost | None = None) -> None:
    ratios = (
        f"   {cost.wall / against.wall:.2f} × the time, {cost.peak / against.peak:.2f} × the memory" if against else ""
    )
    print(f"{name:<28} {cost.wall:7.2f} s  {cost.processor:7.2f} s cpu  {cost.peak:7.0f} MiB  exit {cost.code}{ratios}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=[1000, 5000])
    parser.add_argument("--check-jsonschema", default=shutil.which("check-jsonschema"))
    asked = parser.parse_args()
    standards, checks = asked.sizes
    print(f"egovspec {__version__}, Python {platform.python_version()}, {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = multiplied(folder, standards, checks)
        size = sum(path.stat().st_size for path in folder.rglob("*.yaml"))
        print(f"{files} files, {size / 2**20:.1f} MiB: at least {standards} standards and {checks} checks")
        lint = [sys.executable, "-m", "egovspec", "lint", "--catalogue", "."]
        theirs = None
        if asked.check_jsonschema:
            theirs = schema_only(asked.check_jsonschema, folder)
            show("check-jsonschema", theirs)
        whole = measured(lint, folder)
        show("egovspec lint", whole, theirs)
        print((folder / "out.txt").read_text("utf-8").splitlines()[-1])
        for command in (
            ["init", "-q"],
            ["add", "."],
            ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "a"],
        ):
            subprocess.run(["git", *command], cwd=folder, check=True)
        for kind in ("check", "standard", "columns", "profile"):
            path = yaml_files(folder / FOLDERS[kind])[0]
            path.write_text(path.read_text("utf-8") + "# changed\n", encoding="utf-8")
            runs = [measured([*lint, "--changed"], folder) for _ in range(REPEATS)]
            show(f"lint --changed, one {kind}", min(runs), theirs)
            print((folder / "out.txt").read_text("utf-8").splitlines()[-1])
            subprocess.run(["git", "checkout", "-q", "."], cwd=folder, check=True)


if __name__ == "__main__":
    main()
