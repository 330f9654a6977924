"""The sample portal with faults: each fault is found, where it is and nowhere else, and none hides another."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from pydantic import ValidationError

from egovspec.assess import Request, assess
from egovspec.judge.evaluate import Limits
from egovspec.library.catalogue import Catalogue, load
from egovspec.library.deployments import load_deployment
from egovspec.model.check import Check
from egovspec.model.outcome import Outcome
from egovspec.model.report import Report
from egovspec.model.standard import Provision, Standard, VerifiedByCheck
from patches import Change, Patch, Patches, UnfitPatch, apply, load_patches, patched

EXAMPLES = Path(__file__).parents[1] / "examples"
SOUND = EXAMPLES / "sample-city"
PATCHES = load_patches(EXAMPLES / "sample-city-faulty")
# The folder says when it was captured; this is only the moment of the run.
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
# That a link opens a saved page proves; that one is dead only a server can say.
PASSED_AND_NOT_FAILED_BY_A_FOLDER = {"PO-13", "PO-15", "PS-08", "PS-12"}


def groups(patches: tuple[Patch, ...]) -> dict[str, list[Patch]]:
    """Rows and columns of a square of patches, and alone those that cannot stand beside others.

    Any two patches share one group at most. So what one patch hides of another in one group shows in the other's second
    group, at twice the square root of the runs it takes to try each alone.
    """
    free = [patch for patch in patches if patch.apart is None]
    side = math.isqrt(max(len(free) - 1, 0)) + 1
    rows = {f"row-{n + 1}": free[n * side : (n + 1) * side] for n in range(side)}
    columns = {f"column-{n + 1}": free[n::side] for n in range(side)}
    alone = {patch.id: [patch] for patch in patches if patch.apart is not None}
    return {name: group for name, group in (rows | columns | alone).items() if group}


GROUPS = groups(PATCHES)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load(drafts=True)


@pytest.fixture(scope="session")
def sound(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The report on the sample portal without any fault."""
    return report_on(catalogue, SOUND / "deployment.yaml", tmp_path_factory.mktemp("sound"))


def report_on(catalogue: Catalogue, deployment: Path, facts: Path) -> Report:
    # As many findings as there are: a finding beyond the cap would be missed here.
    limits = Limits(findings=100_000, samples=0)
    loaded = load_deployment(deployment, catalogue)
    return assess(Request(loaded, catalogue, NOW, limits=limits), facts).report


def failing(report: Report) -> set[tuple[str, str]]:
    """Provision and subject of every finding that fails, answers of people included."""
    return {
        (provision.id, finding.subject)
        for provision in report.provisions
        for finding in provision.findings
        if finding.effective is Outcome.FAIL
    }


def found_in(catalogue: Catalogue, patches: list[Patch], folder: Path) -> set[tuple[str, str]]:
    """What fails in a copy of the sample portal that has these faults. No check may break on them."""
    deployment = patched(SOUND, patches, folder / "patched")
    (folder / "facts").mkdir()
    report = report_on(catalogue, deployment, folder / "facts")
    assert [(one.id, one.because) for one in report.provisions if one.counts.error or one.omitted] == []
    return failing(report)


def test_nothing_fails_on_the_sample_portal(sound: Report) -> None:
    """What fails in a patched copy is then the work of its patch alone."""
    assert failing(sound) == set()


def test_every_fault_is_tried_twice_in_different_company_or_alone() -> None:
    company = {
        patch.id: [{other.id for other in group} - {patch.id} for group in GROUPS.values() if patch in group]
        for patch in PATCHES
    }

    for patch in PATCHES:
        met = company[patch.id]
        assert len(met) == (1 if patch.apart else 2)
        assert not set.intersection(*met)


@pytest.mark.parametrize("group", GROUPS)
def test_faults_are_found_where_they_are_and_nowhere_else(group: str, catalogue: Catalogue, tmp_path: Path) -> None:
    """Exactly the provisions and subjects the patches name fail: one more is a false alarm, one less a fault missed."""
    expected = set[tuple[str, str]]().union(*(patch.findings for patch in GROUPS[group]))

    assert found_in(catalogue, GROUPS[group], tmp_path) == expected


def test_faults_do_not_hide_one_another(catalogue: Catalogue, tmp_path: Path) -> None:
    """All faults but those set apart, in one copy, in the order of the file: what fails is what each causes alone."""
    together = [patch for patch in PATCHES if patch.apart is None]
    expected = set[tuple[str, str]]().union(*(patch.findings for patch in together))

    assert found_in(catalogue, together, tmp_path) == expected


def test_every_provision_judged_on_the_sample_portal_fails_somewhere(sound: Report) -> None:
    """A provision nothing was ever seen to violate may be one that cannot fail."""
    judged = {one.id for one in sound.provisions if one.counts.passed or one.outcome is Outcome.PASS}
    failed = {provision for patch in PATCHES for provision, _ in patch.findings}

    assert judged - failed - PASSED_AND_NOT_FAILED_BY_A_FOLDER == set()


def test_every_other_provision_fails_in_the_cases_of_its_checks(sound: Report, catalogue: Catalogue) -> None:
    """What a saved folder cannot show is shown to fail by the facts a check states for itself."""
    failed = {provision for patch in PATCHES for provision, _ in patch.findings}
    checked = {provision.id: provision for provision in provisions_of(catalogue)}
    others = [checked[one.id] for one in sound.provisions if one.id not in failed]
    others = [other for other in others if checks_of(other, catalogue)]  # what people alone judge has no check

    assert [
        other.id for other in others if not any(fails_in_a_case(check) for check in checks_of(other, catalogue))
    ] == []


def provisions_of(catalogue: Catalogue) -> list[Provision]:
    return [
        provision for entry in catalogue.of_kind("standard") for provision in cast("Standard", entry.model).provisions
    ]


def checks_of(provision: Provision, catalogue: Catalogue) -> list[Check]:
    cited = [verify.check for verify in provision.verify if isinstance(verify, VerifiedByCheck)]
    return [cast("Check", catalogue.versions("check", one.partition("@")[0])[-1].model) for one in cited]


def fails_in_a_case(check: Check) -> bool:
    return any(expected.outcome is Outcome.FAIL for case in check.cases for expected in case.expect)


REPLACE = {"old": "a", "new": "b"}


@pytest.mark.parametrize(
    "change",
    [
        {"file": "page.html", "replace": REPLACE | {"count": 3}},
        {"file": "page.html", "replace": {"old": "nowhere", "new": ""}},
        {"file": "other.html", "replace": REPLACE},
        {"file": "other.html", "remove": True},
        {"file": "../page.html", "write": "text"},
        {"glob": "*.html", "replace": {"old": "nowhere", "new": ""}},
        {"glob": "*.txt", "replace": REPLACE},
        {"file": "page.html", "replace": {"old": "标", "new": ""}, "encoding": "gb18030"},
    ],
    ids=str,
)
def test_a_change_that_does_not_fit_is_an_error(change: dict[str, Any], tmp_path: Path) -> None:
    """A patch the site has outgrown would otherwise pass for a fault without effect."""
    page = tmp_path / "page.html"
    page.write_text("<p>a a 标</p>", encoding="utf-8")

    with pytest.raises(UnfitPatch):
        apply(Change.model_validate(change), tmp_path)
    assert page.read_text(encoding="utf-8") == "<p>a a 标</p>"


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"file": "page.html"},
        {"file": "page.html", "replace": REPLACE, "remove": True},
        {"file": "page.html", "glob": "*.html", "replace": REPLACE},
        {"file": "page.html", "remove": False},
        {"glob": "*.html", "write": "text"},
        {"glob": "*.html", "replace": REPLACE | {"count": 1}},
        {"deployment": {"division": "330200"}, "file": "page.html"},
        {"file": "page.html", "replace": {"old": "", "new": "b"}},
        {"file": "page.html", "replace": REPLACE | {"count": 0}},
    ],
    ids=str,
)
def test_a_change_of_no_known_form_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Change.model_validate(change)


def test_a_finding_expected_twice_is_refused() -> None:
    """The second would be a slip of the pen, and hide that another subject was meant."""
    twice = [{"provision": "PM-01", "subject": "/"}] * 2
    fault = {"id": "one", "title": {"zh": "一", "en": "one"}, "change": [{"file": "a", "remove": True}]}

    with pytest.raises(ValidationError, match="expected twice: one"):
        Patches.model_validate({"kind": "patches", "deployment": "demo", "patches": [fault | {"expect": twice}]})
