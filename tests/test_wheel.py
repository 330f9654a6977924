"""The wheel carries everything: installed into an empty environment, it works from any folder without the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import egovspec

CHECKOUT = Path(egovspec.__file__).resolve().parents[2]


def ran(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    clean |= {"EGOVSPEC_HOME": str(cwd / ".state"), "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=clean,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def uv() -> str:
    found = shutil.which("uv")
    if found is None:
        pytest.skip("building and installing a wheel needs uv")
    return found


def test_the_installed_wheel_works_outside_the_checkout(uv: str, site: Path, tmp_path: Path) -> None:
    if not (CHECKOUT / "pyproject.toml").is_file():
        pytest.skip("there is no checkout to build from")
    reachable = ran(uv, "pip", "install", "--dry-run", "--target", tmp_path / "none", "hatchling", cwd=tmp_path)
    if reachable.returncode:
        pytest.skip("no package index can be reached: " + reachable.stderr.strip().splitlines()[-1])

    built = ran(uv, "build", "--wheel", "--out-dir", tmp_path / "dist", CHECKOUT, cwd=tmp_path)
    assert built.returncode == 0, built.stderr
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"egovspec"}, (
        "nothing else lands in site-packages"
    )
    assert not [name for name in names if "__pycache__" in name or "/tests/" in name]

    environment = tmp_path / "environment"
    made = ran(uv, "venv", "--python", sys.executable, environment, cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    installed = ran(uv, "pip", "install", "--python", scripts / "python", wheel, cwd=tmp_path)
    assert installed.returncode == 0, installed.stderr
    command, unrelated = scripts / "egovspec", tmp_path / "unrelated"
    unrelated.mkdir()

    version = ran(command, "--version", cwd=unrelated)
    provisions = ran(command, "list", "--drafts", cwd=unrelated)
    schemas = ran(command, "schema", "--check", cwd=unrelated)
    where = ran(scripts / "python", "-c", "import egovspec; print(egovspec.__file__)", cwd=unrelated)
    profile = ("--profile", "city-portal@1", "--captured", "2026-11-20", "--drafts")
    checked = ran(command, "check", site, *profile, "--lang", "zh", cwd=unrelated)

    assert version.stdout == f"egovspec {egovspec.__version__}\n"
    assert "PC-01" in provisions.stdout, provisions.stderr
    assert schemas.returncode == 0, schemas.stdout + schemas.stderr
    assert Path(where.stdout.strip()).is_relative_to(environment)
    assert checked.returncode == 1, checked.stderr
    assert "必设栏目齐全" in checked.stdout
