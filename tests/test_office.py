"""An office's own catalogue, as its guide tells it: the YAML and the commands are taken out of the guide and run."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest

from conftest import Ran, Run
from egovspec.desk.mutate.proof import prove
from egovspec.library.catalogue import Entry, load
from egovspec.library.roots import added_root, shipped_root

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "guide" / "office.md").read_text(encoding="utf-8")
SITE = ROOT / "examples" / "sample-city" / "site"
CATALOGUE = "sample-rules"

FILES = dict(re.findall(r"^```yaml\n# (\S+)\n(.*?)^```$", GUIDE, flags=re.MULTILINE | re.DOTALL))
BLOCKS = [block.splitlines() for block in re.findall(r"^```sh\n(.*?)^```$", GUIDE, flags=re.MULTILINE | re.DOTALL)]
BY_THE_OFFICE, BY_THE_VENDOR = BLOCKS


def write(folder: Path) -> None:
    for place, text in FILES.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(text, encoding="utf-8")
    shutil.copytree(SITE, folder / "site", copy_function=shutil.copyfile)


def by(run: Run, command: str, *more: str) -> Ran:
    program, *arguments = shlex.split(command)
    assert program == "egovspec"
    return run(*arguments, *more)


def provisions(ran: Ran) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in json.loads(ran.out)["provisions"]}


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """The folder as the guide has it before the vendor's part, with the saved sample portal as `site`."""
    write(tmp_path)
    (tmp_path / "egovspec.yaml").unlink()
    return tmp_path


def test_the_folder_the_guide_draws_is_the_one_it_fills() -> None:
    drawn = set(
        re.findall(r"^  (\S+\.(?:yaml|md))", GUIDE.partition("```text")[2].partition("```")[0], flags=re.MULTILINE)
    )
    filled = {place.removeprefix(f"{CATALOGUE}/") for place in FILES if place.startswith(CATALOGUE)}

    assert drawn == filled | {"specs/releases.yaml", "specs/CHANGES.md"}


def test_the_office_lints_tests_tries_and_releases(run: Run, office: Path) -> None:
    lint, test, check, rehearsal, release = BY_THE_OFFICE

    assert by(run, lint).code == 0
    assert "4 cases, 0 wrong" in "".join(part for part in (by(run, test).out, by(run, test).err))
    tried = provisions(by(run, check, "--format", "json"))
    assert (tried["SR-01"]["outcome"], tried["SR-02"]["outcome"]) == ("pass", "pass")
    assert by(run, rehearsal).code == 0
    assert not (office / CATALOGUE / "specs" / "releases.yaml").exists()
    assert by(run, release).code == 0
    assert (office / CATALOGUE / "specs" / "releases.yaml").is_file()
    assert by(run, lint).code == 0


def test_before_release_the_profile_is_found_only_among_drafts(run: Run, office: Path) -> None:
    check = BY_THE_OFFICE[2].removesuffix(" --drafts")

    ran = by(run, check)

    assert ran.code == 2
    assert "--drafts" in ran.err


@pytest.fixture
def released(run: Run, office: Path) -> Path:
    by(run, BY_THE_OFFICE[-1])
    (office / "egovspec.yaml").write_text(FILES["egovspec.yaml"], encoding="utf-8")
    return office


def test_the_vendor_needs_no_option_and_gets_the_offices_verdicts(run: Run, released: Path) -> None:
    check, explain, only = BY_THE_VENDOR

    judged = provisions(by(run, check, "--format", "json"))

    assert [(judged[one]["outcome"], judged[one]["standard"]) for one in ("SR-01", "SR-02")] == [
        ("pass", "sample/portal-house-rules@1.0.0")
    ] * 2
    assert [judged[one]["outcome"] for one in ("PO-06", "PC-09")] == ["not-applicable"] * 2
    assert "no cycles of good practice" in judged["PO-06"]["because"]["en"]
    assert [judged[one]["outcome"] for one in ("PC-01", "PC-04", "PC-05", "PC-08", "PO-02", "PO-07")] == ["pass"] * 6
    assert "Page titles name the site" in by(run, explain).out
    assert set(provisions(by(run, only, "--format", "json"))) == {"SR-01", "SR-02"}


def test_what_the_guide_says_becomes_of_faults_does(run: Run, released: Path) -> None:
    """A home page titled without the name, no town news, which only the office's tree requires, and no trait declared."""
    change(released / "site" / "index.html", "<title>示例市人民政府</title>", "<title>首页</title>")
    change(released / "deployment.yaml", "traits:\n  services_at: https://www.zjzwfw.gov.cn\n", "")
    for page in (released / "site").rglob("*.html"):
        page.write_bytes(renamed(page.read_bytes()))

    ran = by(run, BY_THE_VENDOR[0], "--format", "json")

    judged = provisions(ran)
    assert failing(judged["SR-01"]) == [
        ("https://www.sample.gov.cn/", "the title is “首页”, without the name of the site")
    ]
    assert [subject for subject, _ in failing(judged["PC-01"])] == ["news/towns"]
    assert judged["PC-09"]["outcome"] == "pass"
    assert ran.code == 1


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def renamed(body: bytes) -> bytes:
    charset = "gb18030" if b"charset=gb2312" in body else "utf-8"
    return body.decode(charset).replace("乡镇动态", "镇街动向").encode(charset)


def failing(provision: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["subject"], one["message"]["en"]) for one in provision["findings"] if one["outcome"] == "fail"]


def test_the_guides_check_is_as_tight_as_the_shipped_ones(office: Path) -> None:
    """An example is copied: its cases notice every change of its SQL, and it passes nothing for want of facts."""
    check: Entry = load([shipped_root(), added_root(office / CATALOGUE)], drafts=True).versions(
        "check", "sample/title-names-site"
    )[-1]

    proof = prove(check)

    assert proof.holds
    assert (proof.survived, proof.nulls) == ((), ())


def test_both_languages_of_the_guide_have_the_same_steps() -> None:
    zh, en = GUIDE.split("\n## English\n")

    assert len(re.findall(r"^### ", zh, flags=re.MULTILINE)) == len(re.findall(r"^\d+\. \*\*", en, flags=re.MULTILINE))
