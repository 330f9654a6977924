"""What authors get wrong: for each mistake the exact place, sentence, hint and code, and the nearest text that is fine.

The mistakes are data, in tests/broken/; its README gives their form. All go through the function behind `egovspec lint`
(for a deployment, the one behind `check`) in one process, over one small catalogue.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from egovspec import errors
from egovspec.desk.lint import lint
from egovspec.errors import SpecError, SpecErrors
from egovspec.library import yaml
from egovspec.library.catalogue import load
from egovspec.library.deployments import load_deployment
from egovspec.library.roots import Root

HERE = Path(__file__).with_name("broken")
OF_A_DEPLOYMENT = ("deployment.yaml", "attestations.yaml", "waivers.yaml")
# Told by commands that do more than read: those that write, that prove a check, that release.
ELSEWHERE = {"unwritable", "draft-reference"}
ELSEWHERE |= {"unnoticed-change", "vacuous-pass", "stale-excuse", "too-many-excuses"}
ELSEWHERE |= {"failing-case", "nothing-changed", "number-too-small", "other-number", "several-drafts"}
ELSEWHERE |= {"withdrawn-reference", "unfinished"}
# The rules of meaning have a catalogue of their own, each with a near miss as well (tests/test_lint_rules.py).
OF_MEANING = HERE.with_name("lint_rules.yaml")
Entry = Mapping[str, Any]


def entries() -> list[Entry]:
    return [cast("Entry", entry) for path in sorted(HERE.glob("*.yaml")) for entry in yaml.read(path).tree]


ENTRIES = entries()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The sound catalogue, in the folder we stand in, so that places are short."""
    folder = tmp_path_factory.mktemp("broken") / "office"
    shutil.copytree(HERE / "office", folder)
    before = Path.cwd()
    os.chdir(folder)
    yield folder
    os.chdir(before)


def told_of(entry: Entry, form: str, office: Path) -> list[SpecError]:
    """All that is told of one form of an entry, `broken` or `near`; the catalogue is sound again afterwards."""
    beside = {f"beside/{name}": text for name, text in entry.get("beside", {}).items()}
    about = entry.get("near_in", entry["in"]) if form == "near" else entry["in"]
    files = {**entry.get("also", {}), **beside, about: changed(entry, form)}
    encoding = entry.get("encoding", "utf-8") if form == "broken" else "utf-8"
    try:
        for name, text in files.items():
            path = office / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode(encoding if name == about else "utf-8"))
        roots = [*([Root(office / "beside")] if (office / "beside").is_dir() else []), Root(office)]
        if about in OF_A_DEPLOYMENT:
            return told_of_deployment(roots)
        return lint(roots)[0]
    finally:
        for name in files:
            sound = HERE / "office" / name
            if sound.is_file():
                shutil.copyfile(sound, office / name)
            else:
                (office / name).unlink(missing_ok=True)
        shutil.rmtree(office / "beside", ignore_errors=True)


def told_of_deployment(roots: list[Root]) -> list[SpecError]:
    try:
        load_deployment(Path("deployment.yaml"), load(roots, drafts=True))
    except SpecErrors as rejected:
        return rejected.errors
    return []


def changed(entry: Entry, form: str) -> str:
    """The text of the file an entry is about."""
    if "was" not in entry:
        return cast("str", entry[form] or "")
    sound = (HERE / "office" / entry["in"]).read_text(encoding="utf-8")
    assert sound.count(entry["was"]) == 1, f"{entry['was']!r} stands {sound.count(entry['was'])} times in {entry['in']}"
    return sound.replace(entry["was"], entry[form] or "")


def lines(told: list[SpecError], language: str) -> list[str]:
    return [error.said(language) for error in told]


def expected(entry: Entry, language: str) -> list[str]:
    return [
        f"{one['at'] if one['at'][:1].isalpha() else entry['in'] + ':' + one['at']}: {one[language]} [{one['code']}]"
        for one in entry["told"]
    ]


def test_the_catalogue_the_mistakes_are_made_in_is_sound(office: Path) -> None:
    told, documents = lint([Root(office)])

    assert (lines(told, "zh"), documents) == ([], 12)
    assert lines(told_of_deployment([Root(office)]), "zh") == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["name"])
def test_an_author_is_told_where_what_and_how_to_mend_it(entry: Entry, office: Path) -> None:
    told = told_of(entry, "broken", office)

    assert lines(told, "zh") == expected(entry, "zh")
    assert lines(told, "en") == expected(entry, "en")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["name"])
def test_the_nearest_sound_text_is_let_pass(entry: Entry, office: Path) -> None:
    assert lines(told_of(entry, "near", office), "en") == []


def test_every_code_has_a_mistake_and_a_near_miss() -> None:
    """An error nobody has seen fire may say anything, and anywhere."""
    codes = {kind.code for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, SpecError)}

    shown = {one["code"] for entry in ENTRIES for one in entry["told"]}
    shown |= {row["code"] for row in yaml.read(OF_MEANING).tree["rows"]}

    assert codes - {SpecError.code} - shown - ELSEWHERE == set()


def test_no_two_mistakes_have_one_name_and_there_are_many() -> None:
    names = [entry["name"] for entry in ENTRIES]

    assert len(names) == len(set(names)) >= 150
