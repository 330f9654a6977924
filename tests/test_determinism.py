"""The same facts, catalogue and as-of give the same bytes wherever and however the command runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import egovspec

FORMATS = ("json", "html", "sarif", "junit", "text")
DEPLOYMENT = """\
kind: deployment
id: demo
profile: city-portal@1
evidence:
  - {collect: website, id: portal, required: true, folder: site, captured: 2026-11-20, url: "http://www.sample.gov.cn"}
"""
# Each differs from the first in everything a machine may differ in.
SURROUNDINGS = (
    {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"},
    {"TZ": "Asia/Shanghai", "LC_ALL": "zh_CN.UTF-8", "PYTHONHASHSEED": "1"},
    {"TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "4242", "PYTHONUTF8": "0"},
)


def test_the_report_is_the_same_bytes_in_other_surroundings(site: Path, tmp_path: Path) -> None:
    """The zone, the locale, the order of sets, the working folder and how the target is named must not show."""
    (tmp_path / "deployment.yaml").write_text(DEPLOYMENT, encoding="utf-8")
    elsewhere = tmp_path / "elsewhere" / "deeper"
    elsewhere.mkdir(parents=True)
    reports = []

    for number, surroundings in enumerate(SURROUNDINGS):
        out = tmp_path / f"out{number}"
        out.mkdir()
        folder, target = (tmp_path, "deployment.yaml") if number != 1 else (elsewhere, "../../deployment.yaml")
        written = [f"--format={name}={out / name}" for name in FORMATS]
        ran = subprocess.run(
            [
                sys.executable,
                "-m",
                "egovspec",
                "check",
                target,
                "--drafts",
                "--lang",
                "zh",
                "--only",
                "PC",
                "--only",
                "PO",
                *written,
            ],
            cwd=folder,
            env={key: value for key, value in os.environ.items() if key not in ("COLUMNS", "LANG")}
            | {"PYTHONPATH": str(Path(egovspec.__file__).parents[1]), "EGOVSPEC_HOME": str(out / "state")}
            | surroundings,
            capture_output=True,
            check=False,
        )
        assert ran.returncode == 1, ran.stderr.decode()
        reports.append({name: (out / name).read_bytes() for name in FORMATS})

    for other in reports[1:]:
        assert [name for name in FORMATS if other[name] != reports[0][name]] == []
    assert b"\r\n" not in b"".join(reports[0].values())
    assert str(tmp_path).encode() not in b"".join(reports[0].values()), "a report names no folder of this machine"
