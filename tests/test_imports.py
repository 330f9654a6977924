"""Imports point one way, and quick commands load nothing heavy."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import egovspec

PACKAGE = Path(egovspec.__file__).parent
# What each part may import of ours, besides itself.
BELOW: dict[str, set[str]] = {
    "model": set(),
    "errors": set(),
    "library": {"model", "errors"},
    "facts": {"model", "errors", "library"},
    "collect": {"model", "errors", "library", "facts"},
    "judge": {"model", "errors", "library", "facts"},
    "render": {"model", "errors", "judge"},
    "desk": {"model", "errors", "library", "facts", "collect", "judge", "render"},
    "assess": {"model", "errors", "library", "facts", "collect", "judge"},
}
BELOW["site"] = BELOW["desk"] | {"desk"}
BELOW["cli"] = BELOW["site"] | BELOW["assess"] | {"site", "assess"}
FRONT_DOORS = {"__init__", "__main__"}
HEAVY = ("httpx2", "turbohtml", "playwright", "pyspark")


def sources() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).parts[0].removesuffix(".py"), path


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """Parts of the package a module imports anywhere in it, within functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "egovspec" and len(parts) > 1:
                yield parts[1], node.lineno


def test_every_part_of_the_package_has_its_line_in_the_table() -> None:
    assert {part for part, _ in sources()} - FRONT_DOORS <= BELOW.keys()


def test_imports_point_one_way() -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)}:{line} imports {other}"
        for part, path in sources()
        if part not in FRONT_DOORS
        for other, line in imported(path)
        if other != part and other != "__version__" and other not in BELOW[part]
    ]

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["lint"], ["explain", "PC-01"], ["list"]])
def test_quick_commands_do_not_load_what_looks_at_deployments(arguments: list[str], tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "egovspec", *arguments],
        cwd=tmp_path,
        env=os.environ | {"EGOVSPEC_HOME": str(tmp_path), "PYTHONPATH": str(PACKAGE.parent)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )

    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in ran.stderr.splitlines() if "|" in line}
    assert "egovspec" in loaded, ran.stderr
    assert not loaded & set(HEAVY)


def test_the_version_is_told_without_loading_any_other_package(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "egovspec", "--version"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(PACKAGE.parent)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert ran.stdout == f"egovspec {egovspec.__version__}\n"
    for package in ("pydantic", "duckdb", "sqlglot", "click", "ruamel"):
        assert f" {package}\n" not in ran.stderr
