"""Fixtures shared by the tests that go through the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

HOME_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>示例市人民政府</title>
<meta name="SiteName" content="示例市人民政府"><meta name="SiteDomain" content="www.sample.gov.cn"></head>
<body><nav><a href="news/">要闻动态</a></nav><main><p>示例市人民政府门户网站</p></main></body></html>
"""
COLUMN_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>要闻动态</title><meta name="ColumnName" content="要闻动态"></head>
<body><main><ul><li><a href="1.html">示例要闻</a> 2026-11-19</li></ul></main></body></html>
"""


@dataclass(frozen=True)
class Ran:
    """What came of one command."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command in an empty folder, as the console script does, in English unless it says otherwise."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EGOVSPEC_HOME", str(tmp_path / ".state"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def command(*arguments: str | Path) -> Ran:
        from egovspec.cli.main import main

        capfd.readouterr()
        code = main([str(argument) for argument in arguments])
        said = capfd.readouterr()
        return Ran(code, said.out, said.err)

    return command


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A saved site of two pages, `site/` in the folder commands run in."""
    folder = tmp_path / "site"
    (folder / "news").mkdir(parents=True)
    (folder / "index.html").write_text(HOME_PAGE, encoding="utf-8")
    (folder / "news" / "index.html").write_text(COLUMN_PAGE, encoding="utf-8")
    return folder
