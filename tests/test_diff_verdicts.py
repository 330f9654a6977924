"""A comparison promises something about verdicts; here two versions judge the same facts, the whole public road."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from egovspec.desk.compare.change import Change, Effect, tighter_only
from egovspec.desk.compare.documents import compare
from egovspec.facts.tables.website import Page
from egovspec.judge.evaluate import Limits
from egovspec.library.catalogue import Catalogue
from egovspec.model.base import Document
from egovspec.model.outcome import Outcome
from egovspec.model.report import ProvisionResult
from offices import MARCH, both, check, judged, office, provision, write

NUMBER = {"n": {"type": "integer", "default": 3}}
LENGTH = {"d": {"type": "duration", "default": "P10D"}}
TREE = {"tree": {"spec": "columns"}}
# Some of these prove a direction; of others nothing may be promised.
CONDITIONS = {
    "least": ("length(p.title) >= $n", NUMBER),
    "most": ("length(p.title) <= $n", NUMBER),
    "not-least": ("NOT length(p.title) >= $n", NUMBER),
    "cases": ("CASE WHEN length(p.title) > $n THEN FALSE WHEN p.title IS NULL THEN NULL ELSE TRUE END", NUMBER),
    "exactly": ("length(p.title) = $n", NUMBER),
    "fresh": ("p.published_on >= $today - $d", LENGTH),
    "window": ("p.published_on BETWEEN $today - $d AND $today", LENGTH),
    "stale": ("NOT p.published_on >= $today - $d", LENGTH),
}
CHECKS = [
    check(name, select=f"SELECT p.url AS subject, {ok} AS ok FROM page p", parameters=parameters)
    for name, (ok, parameters) in CONDITIONS.items()
]
CHECKS += [
    check(
        "which-rows",
        select="SELECT p.url AS subject, p.published_on IS NOT NULL AS ok FROM page p WHERE length(p.title) >= $n",
        parameters=NUMBER,
    ),
    check(
        "counted",
        select="SELECT 'all' AS subject, count(*) FILTER (WHERE p.published_on >= $today - $d) >= $n AS ok FROM page p",
        parameters=NUMBER | LENGTH,
    ),
]
# A page stands for the column its title names, its length of text for how many items that holds.
_SEEN = (
    "SELECT c.path, c.required, c.max_idle, c.min_items, max(p.published_on) AS newest, max(p.text_length) AS items "
    "FROM spec_column c LEFT JOIN spec_column_name n ON n.spec = c.spec AND n.path = c.path "
    "LEFT JOIN page p ON p.title GLOB n.glob WHERE c.spec = $tree GROUP BY ALL"
)
TREE_CHECKS = {
    "present": "SELECT s.path AS subject, s.items IS NOT NULL AS ok FROM ({seen}) s WHERE s.required",
    "current": "SELECT s.path AS subject, s.newest >= $today - s.max_idle AS ok FROM ({seen}) s WHERE s.max_idle IS NOT NULL",
    "filled": "SELECT s.path AS subject, s.items >= s.min_items AS ok FROM ({seen}) s WHERE s.min_items IS NOT NULL",
    "few-late": "SELECT 'all' AS subject, count(*) FILTER (WHERE s.newest < $today - s.max_idle) < 2 AS ok FROM ({seen}) s",
    "half-current": "SELECT 'all' AS subject, count(*) FILTER (WHERE s.newest < $today - s.max_idle) * 2 <= count(s.max_idle) "
    "AS ok FROM ({seen}) s",
}
CHECKS += [
    check(name, select=sql.format(seen=_SEEN), needs=["page"], parameters=TREE) for name, sql in TREE_CHECKS.items()
]

TITLES = st.sampled_from(["甲", "乙乙", "丙丙丙", "丁丁丁丁"])
ALIASES = ["戊", "己己", "庚庚庚"]
PAGES = st.lists(
    st.builds(
        lambda title, days, length: (title, days, length),
        st.none() | TITLES | st.sampled_from(ALIASES),
        st.none() | st.sampled_from([-1, 2, 9, 9, 12, 20, 20, 29, 30, 36]),
        st.integers(0, 5),
    ),
    min_size=12,
    max_size=20,
)
CYCLES = st.sampled_from(["P7D", "P14D", "P30D", "P1M"])
LEVELS = st.sampled_from(["shall", "shall", "should", "may"])
LENGTHS = st.sampled_from(["P1D", "P7D", "P10D", "P30D", "P1M", "PT36H"])
VALUES = st.fixed_dictionaries({"n": st.integers(0, 5), "d": LENGTHS})
WORDS = st.sampled_from(["one wording", "another wording"])
VERIFY = st.builds(
    lambda name, values, given: {"check": f"{name}@1", "with": {k: v for k, v in values.items() if k in given}},
    st.sampled_from([*CONDITIONS, "which-rows", "counted"]),
    VALUES,
    st.sets(st.sampled_from("nd")),
)  # fmt: skip


def _asked(level: str, words: str, verify: list[dict[str, Any]]) -> dict[str, Any]:
    takes = {one["id"]: one["parameters"] for one in CHECKS}
    for one in verify:
        own = takes[one["check"].removesuffix("@1")]
        one["with"] = {name: value for name, value in one["with"].items() if name in own}
    return {"level": level, "text": both(words), "verify": verify}


PROVISION = st.builds(_asked, LEVELS, WORDS, st.lists(VERIFY, min_size=1, max_size=2))


@st.composite
def two_versions(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A provision, and the same with one thing changed."""
    old, other = draw(PROVISION), draw(PROVISION)
    part = draw(st.sampled_from(["value", "value", "value", "level", "text", "whole", "verify"]))
    if part == "whole":
        return old, other
    if part == "verify":
        return old, old | {"verify": [*old["verify"], *other["verify"]]}
    if part == "value":
        step = draw(st.sampled_from([-1, 1]))
        values = [one["with"] | ({"n": one["with"]["n"] + step} if "n" in one["with"] else {}) for one in old["verify"]]
        length = draw(LENGTHS)
        values = [one | ({"d": length} if "d" in one else {}) for one in values]
        return old, old | {"verify": [one | {"with": value} for one, value in zip(old["verify"], values, strict=True)]}
    return old, old | {part: other[part]}


@st.composite
def trees(draw: st.DrawFn) -> tuple[list[Any], list[Any]]:
    """Columns of a tree in two versions."""
    column = st.fixed_dictionaries(
        {"required": st.booleans(), "max_idle": CYCLES},
        optional={
            "min_items": st.integers(0, 4),
            "aliases": st.booleans(),
        },
    )
    names = draw(st.lists(TITLES, min_size=1, max_size=3, unique=True))
    old = [{"path": f"c{n}", "name": both(name)} | draw(column) for n, name in enumerate(names)]
    new = [dict(one) for one in old]
    for n in draw(st.sets(st.integers(0, len(new) - 1), min_size=1, max_size=2)):
        field = draw(st.sampled_from(["max_idle", *["cycle"] * 6, "min_items", "required", "aliases"]))
        if field == "cycle":
            new[n]["max_idle"] = draw(CYCLES)
        elif field == "max_idle":
            draw(st.sampled_from([old, new]))[n].pop(field)
        else:
            new[n].pop(field, None)
            new[n] |= {name: value for name, value in draw(column).items() if name == field}
    for n, (before, after) in enumerate(zip(old, new, strict=True)):
        for one in (before, after):
            # A name stands in a tree but once.
            one["aliases"] = [ALIASES[n]] if one.get("aliases") else []
    return old, new


def catalogue(folder: Path, provisions: Sequence[dict[str, Any]], columns: Sequence[list[Any]] = ()) -> Catalogue:
    """A catalogue of these provisions and column trees, by number."""
    for number, tree in enumerate(columns):
        whole = {"kind": "columns", "id": f"tree{number}", "version": "1.0.0", "title": both("tree"), "tier": "city"}
        write(folder / f"specs/columns/tree{number}/1.0.0.yaml", whole | {"columns": tree})
    return office(folder, CHECKS, [provision(number, **asked) for number, asked in enumerate(provisions)])


def outcomes(one: Catalogue, pages: list[tuple[str | None, int | None, int]]) -> dict[str, ProvisionResult]:
    """What each provision comes to on the pages."""
    facts = [
        Page(
            url=f"http://a/{number}",
            place=f"http://a/{number}",
            title=title,
            published_on=None if days is None else date(2026, 3, 1) - timedelta(days=days),
            text_length=length,
        )
        for number, (title, days, length) in enumerate(pages)
    ]
    return {one.id: one for one in judged(one, facts, as_of=MARCH, limits=Limits(samples=100)).provisions}


def failing(result: ProvisionResult) -> set[str]:
    return {finding.subject for finding in result.with_outcome(Outcome.FAIL)}


def passing(result: ProvisionResult) -> set[str]:
    """Subjects that pass; all of so few stand among the findings."""
    return {finding.subject for finding in result.with_outcome(Outcome.PASS)}


def hold(changes: list[Change], before: dict[str, ProvisionResult], after: dict[str, ProvisionResult]) -> None:
    """What the changes promise about what was judged: of every provision, and of every subject on its own."""
    effects = {change.effect for change in changes}
    for old, new in ((before[name], after[name]) for name in before):
        if effects <= {Effect.WORDING}:
            event("wording only")
            assert (old.outcome, failing(old), passing(old)) == (new.outcome, failing(new), passing(new))
        if tighter_only(changes):
            event("tighter only")
            assert old.outcome is not Outcome.FAIL or new.outcome is Outcome.FAIL
            assert failing(old) <= failing(new)
        if Effect.TIGHTENS not in effects and new.level == "shall":
            event("nothing tightened")
            assert old.outcome is not Outcome.PASS or new.outcome is not Outcome.FAIL
            # A subject of two checks may pass the one and fail the other.
            assert not (passing(old) - failing(old)) & failing(new)


# Of many provisions and trees at once: loading a catalogue takes longer than judging by it.
FEW = settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),  # to shrink what takes seconds would take an hour
)


@FEW
@given(st.lists(two_versions(), min_size=30, max_size=30), PAGES)
def test_two_versions_of_a_provision_judge_as_their_comparison_says(
    versions: list[tuple[dict[str, Any], dict[str, Any]]], pages: list[Any]
) -> None:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        old = catalogue(Path(one), [before for before, _ in versions])
        new = catalogue(Path(other), [after for _, after in versions])
        changes = differences("standard", "pages@1", old, new)
        before, after = outcomes(old, pages), outcomes(new, pages)

    for name in before:
        hold([change for change in changes if change.path[1] == name], {name: before[name]}, {name: after[name]})


@FEW
@given(st.lists(trees(), min_size=12, max_size=12), PAGES)
def test_two_versions_of_a_column_tree_judge_as_their_comparison_says(
    versions: list[tuple[list[Any], list[Any]]], pages: list[Any]
) -> None:
    judged_by = [
        {"verify": [{"check": f"{name}@1", "with": {"tree": f"tree{n}@1"}}]} for n in range(12) for name in TREE_CHECKS
    ]
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        old = catalogue(Path(one), judged_by, [before for before, _ in versions])
        new = catalogue(Path(other), judged_by, [after for _, after in versions])
        before, after = outcomes(old, pages), outcomes(new, pages)

    for n in range(12):
        own = [f"TT-{n * len(TREE_CHECKS) + m:02}" for m in range(len(TREE_CHECKS))]
        changes = differences("columns", f"tree{n}@1", old, new)
        hold(changes, {name: before[name] for name in own}, {name: after[name] for name in own})


def differences(kind: str, reference: str, old: Catalogue, new: Catalogue) -> list[Change]:
    def finder(one: Catalogue) -> Callable[[str, str], Document | None]:
        return lambda kind, reference: found.model if (found := one.find(kind, reference)) else None

    before, after = old.find(kind, reference), new.find(kind, reference)
    assert before is not None
    assert after is not None
    return compare(before.model, after.model, old_refs=finder(old), new_refs=finder(new))
