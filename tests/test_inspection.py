"""The inspection table of 2019: the scoring is the table's own, and the sample city scores as worked out by hand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest

from egovspec.assess import Request, assess
from egovspec.judge.evaluate import Limits
from egovspec.library.catalogue import Catalogue, load
from egovspec.library.deployments import load_deployment
from egovspec.library.profiles import scoring_of
from egovspec.model.outcome import Outcome
from egovspec.model.report import Report
from egovspec.model.score import Certainty, Result, Score
from egovspec.model.scoring import Line, Per, Scoring
from egovspec.model.source import Source
from egovspec.model.standard import Level, Provision, Standard, VerifiedByReview
from patches import Change, Replacement, apply, patched

SAMPLE = Path(__file__).parents[1] / "examples" / "sample-city"
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
Points = tuple[Decimal, Decimal]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load(drafts=True)


@pytest.fixture(scope="session")
def scoring(catalogue: Catalogue) -> Scoring:
    entry = catalogue.resolve("profile", "inspection-2019@1", None)
    found = scoring_of(catalogue, entry)
    assert found is not None
    return found


@pytest.fixture(scope="session")
def provisions(catalogue: Catalogue) -> dict[str, Provision]:
    entry = catalogue.versions("standard", "portal-inspection")[-1]
    return {provision.id: provision for provision in cast("Standard", entry.model).provisions}


def report_on(catalogue: Catalogue, deployment: Path, facts: Path) -> Report:
    loaded = load_deployment(deployment, catalogue)
    return assess(Request(loaded, catalogue, NOW, limits=Limits(findings=100_000, samples=0)), facts).report


def scored(catalogue: Catalogue, folder: Path) -> Score:
    (folder / "facts").mkdir()
    found = report_on(catalogue, folder / "inspection.yaml", folder / "facts")
    assert [(one.id, one.because) for one in found.provisions if one.counts.error] == []
    assert found.score is not None
    return found.score


@pytest.fixture(scope="session")
def answered(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Score:
    """The score of the sample city with its specimen answers."""
    folder = tmp_path_factory.mktemp("answered")
    patched(SAMPLE, [], folder / "city")
    return scored(catalogue, folder / "city")


@pytest.fixture(scope="session")
def unanswered(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Score:
    folder = tmp_path_factory.mktemp("unanswered")
    patched(SAMPLE, [], folder / "city")
    apply(in_deployment("attestations: inspection-attestations.yaml\n", ""), folder / "city")
    return scored(catalogue, folder / "city")


# --- the scoring is the table's own


def lines(scoring: Scoring) -> Iterator[tuple[str, Line]]:
    for block in [*scoring.blocks, *scoring.rewards]:
        for item in block.items:
            yield from ((item.id, line) for line in item.lines)


def test_deductions_add_to_a_hundred_and_bonuses_to_thirty(scoring: Scoring) -> None:
    """The source's own check sums: 31 + 25 + 23 + 21, and 7 + 6 + 8 + 6 + 3."""
    assert [(block.id, block.most) for block in scoring.blocks] == [("D1", 31), ("D2", 25), ("D3", 23), ("D4", 21)]
    assert [(block.id, block.most) for block in scoring.rewards] == [
        ("B1", 7),
        ("B2", 6),
        ("B3", 8),
        ("B4", 6),
        ("B5", 3),
    ]
    assert (scoring.start, scoring.fails_below) == (100, 60)
    assert scoring.bonus is not None
    assert (scoring.bonus.above, scoring.bonus.most) == (80, 30)


def test_maxima_are_those_the_source_states(scoring: Scoring, catalogue: Catalogue) -> None:
    stated = {
        clause.id: Decimal(said.group(1))
        for clause in cast("Source", catalogue.versions("source", "gbmh-2019-19")[-1].model).clauses
        if clause.id[0] in "DB" and (said := re.search(r"，(\d+)分[：。]", clause.text.zh))
    }
    items = {item.id: item.most for block in [*scoring.blocks, *scoring.rewards] for item in block.items}

    assert {one: most for one, most in items.items() if one in stated} == {
        one: most for one, most in stated.items() if "." in one
    }


def test_every_indicator_of_the_source_is_scored(scoring: Scoring, catalogue: Catalogue) -> None:
    clauses = cast("Source", catalogue.versions("source", "gbmh-2019-19")[-1].model).clauses
    leaves = {clause.id for clause in clauses if clause.id[0] in "VDB" and not clause.carried_by}

    # B5 is a block of one indicator, which the source does not number by itself.
    assert leaves - set(scoring.indicators) == set()
    assert set(scoring.indicators) - {clause.id for clause in clauses} == {"B5.1"}


def test_every_provision_is_scored_exactly_once(scoring: Scoring, provisions: Mapping[str, Provision]) -> None:
    assert Counter(scoring.provisions) == Counter(list(provisions))


def test_a_provision_is_scored_under_the_clause_it_rests_on(
    scoring: Scoring, provisions: Mapping[str, Provision]
) -> None:
    where = {provision: veto.id for veto in scoring.vetoes for provision in veto.provisions}
    where |= {line.provision: indicator for indicator, line in lines(scoring)}
    where["PI-107"] = "B5"

    assert {one.id: one.basis[0] for one in provisions.values()} == {
        one: f"gbmh-2019-19#{indicator}" for one, indicator in where.items()
    }


def test_levels_follow_the_kind_of_scoring(scoring: Scoring, provisions: Mapping[str, Provision]) -> None:
    """A veto fails the site and cannot be waived; a deduction costs points; a bonus is nobody's duty."""
    vetoes = {one for veto in scoring.vetoes for one in veto.provisions}
    for one in provisions.values():
        clause = one.basis[0].partition("#")[2]
        level = {"V": Level.SHALL, "D": Level.SHOULD, "B": Level.MAY}[clause[0]]
        assert (one.level, one.mandatory) == (level, one.id in vetoes), one.id


def test_what_lives_on_another_platform_is_asked_of_a_person_there(
    catalogue: Catalogue, provisions: Mapping[str, Provision]
) -> None:
    """What services_at exempts is checked, and as many provisions about the platform take its place, all reviews."""
    profile = catalogue.resolve("profile", "inspection-2019@1", None).model
    exempt = profile.include[0].without  # type: ignore[attr-defined]
    here, there = exempt[0].provisions, exempt[1].provisions
    reviewed = {one for one in there if all(isinstance(v, VerifiedByReview) for v in provisions[one].verify)}

    assert len(here) == len(there)
    assert reviewed == set(there)
    assert [provisions[one].basis for one in here] == [provisions[one].basis for one in there]


def test_a_subject_may_cost_once_however_many_faults_it_has() -> None:
    with pytest.raises(ValueError, match="per"):
        Line(provision="PI-48", points=Decimal(1), per=Per.SUBJECT)


# --- the sample city, worked by hand

ROW = re.compile(r"^\| \**([DB]\d+(?:\.\d+)?)\** \| [^|]+ \| ([^|]+) \| ([^|]+) \| ([^|]+) \|")
VETO = re.compile(r"^\| (V\d(?:\.\d)?)(?:–(V\d\.\d))? \| (\S+) \| (\S+) \|")
STATES = {"未触发": Certainty.CLEAR, "未定": Certainty.UNKNOWN, "clear": Certainty.CLEAR, "open": Certainty.UNKNOWN}


@dataclass(frozen=True)
class Worked:
    """One row of score.md."""

    most: Decimal
    before: Points
    after: Points


def points(text: str) -> Points:
    low, _, high = text.strip(" *").partition("–")
    return Decimal(low), Decimal(high or low)


def languages() -> tuple[str, str]:
    chinese, english = (SAMPLE / "score.md").read_text(encoding="utf-8").split("\n# The score of")
    return chinese, english


def worked(text: str) -> dict[str, Worked]:
    found = [match for line in text.splitlines() if (match := ROW.match(line))]
    return {one[1]: Worked(points(one[2])[0], points(one[3]), points(one[4])) for one in found}


def by_indicator(score: Score) -> dict[str, Points]:
    found: dict[str, Points] = {}
    for block in [*score.blocks, *score.rewards]:
        found[block.id] = (block.low, block.high)
        found |= {item.id: (item.low, item.high) for item in block.items}
    return found


@pytest.mark.parametrize("language", [0, 1], ids=["zh", "en"])
def test_the_program_scores_as_worked_by_hand(language: int, unanswered: Score, answered: Score) -> None:
    rows = worked(languages()[language])

    assert {one: row.before for one, row in rows.items()} == by_indicator(unanswered)
    assert {one: row.after for one, row in rows.items()} == by_indicator(answered)


def test_the_maxima_worked_with_are_those_of_the_table(scoring: Scoring) -> None:
    blocks = [*scoring.blocks, *scoring.rewards]
    most = {block.id: block.most for block in blocks} | {i.id: i.most for block in blocks for i in block.items}

    assert {one: row.most for one, row in worked(languages()[0]).items()} == most


@pytest.mark.parametrize("language", [0, 1], ids=["zh", "en"])
def test_the_sums_worked_by_hand_are_the_programs(language: int, unanswered: Score, answered: Score) -> None:
    rows = re.findall(r"^\| (?!\|)([^|]+) \| ([\d–]+) \| ([\d–]+) \|$", languages()[language], re.MULTILINE)
    sums = [(points(before), points(after)) for _, before, after in rows]

    expected = []
    for part in (
        lambda score: (score.deducted.low, score.deducted.high),
        lambda score: (score.start - score.deducted.high, score.start - score.deducted.low),
        lambda score: (score.bonus.low, score.bonus.high),
        lambda score: (score.low, score.high),
    ):
        expected.append((part(unanswered), part(answered)))
    assert sums == expected


@pytest.mark.parametrize("language", [0, 1], ids=["zh", "en"])
def test_vetoes_stand_as_worked_by_hand(language: int, unanswered: Score, answered: Score) -> None:
    rows = [match for line in languages()[language].splitlines() if (match := VETO.match(line))]
    ids = [veto.id for veto in answered.vetoes]
    for first, last, before, after in (row.groups() for row in rows):
        for one in ids[ids.index(first) : ids.index(last or first) + 1]:
            assert (one, {v.id: v.state for v in unanswered.vetoes}[one]) == (one, STATES[before])
            assert (one, {v.id: v.state for v in answered.vetoes}[one]) == (one, STATES[after])
            ids.remove(one)
    assert ids == []


def test_the_answers_leave_a_range_and_settle_the_verdict(unanswered: Score, answered: Score) -> None:
    assert unanswered.result is Result.UNSETTLED
    assert answered.result is Result.PASSES
    assert answered.low < answered.high


def test_three_reviews_are_left_unanswered_on_purpose(catalogue: Catalogue, tmp_path: Path) -> None:
    patched(SAMPLE, [], tmp_path / "city")
    (tmp_path / "facts").mkdir()

    report = report_on(catalogue, tmp_path / "city" / "inspection.yaml", tmp_path / "facts")

    assert [one.id for one in report.provisions if one.outcome is Outcome.REVIEW] == ["PI-54", "PI-87", "PI-105"]


# --- faults, and the points they cost


def in_file(file: str, old: str, new: str, count: int | None = None) -> Change:
    return Change(file=file, replace=Replacement(old=old, new=new, count=count))


def in_deployment(old: str, new: str) -> Change:
    return in_file("inspection.yaml", old, new)


def renamed(old: str, new: str) -> tuple[Change, ...]:
    """Another name on every page: two of them are written in GB18030."""
    replace = Replacement(old=old, new=new)
    return tuple(Change(glob="site/**/*.html", replace=replace, encoding=one) for one in ("utf-8", "gb18030"))


@dataclass(frozen=True)
class Fault:
    """Changes of the sample city; what indicators then lose (or earn), where that differs; vetoes that hold."""

    name: str
    changes: tuple[Change, ...]
    points: Mapping[str, str]
    vetoes: frozenset[str] = frozenset()


HERE = in_deployment("  services_at: https://www.zjzwfw.gov.cn\n", "")
READER = "site/art/2026/10/16/art_1229306_3061.html"
LETTER = "site/art/2026/08/17/art_1229501_5010.html"
REPLY = """<div class="qa">
<h2>答复内容</h2>
<p>答复单位：示例市园林文物局</p>
<p>答复时间：2026-08-17 10:20</p>
<p>办理状态：已答复</p>
<p>您好！感谢您的建议。全市24个城市公园共设有母婴室31间，位置已在各公园入口导览图上标明，园内指示牌将于9月底前补齐。</p>
</div>
"""
HEADER = (
    '<a href="/" title="示例市人民政府"><strong>示例市人民政府</strong>'
    "<em>示例市人民政府门户网站　www.sample.gov.cn</em></a>"
)
ANSWERED = '<td class="date">2026-08-17</td><td>示例市园林文物局</td><td>已答复</td>'

FAULTS = (
    Fault(
        "three weeks without anything new",
        (in_deployment("captured: 2026-11-20T02:00:00Z", "captured: 2026-12-10T02:00:00Z"),),
        # The channel itself is D1.4; the State Council's, the city's, the departments' and the districts' news below it are
        # other columns. Four columns of news stand idle, one fewer than V4.1 takes.
        {"D1.4": "5", "D1.9": "4"},
        frozenset({"V3"}),
    ),
    Fault(
        "no column of interpretation",
        renamed("政策解读", "政策说明"),
        # Without interpretations there is nothing to be linked either way.
        {"D1.6": "5"},
    ),
    Fault(
        "a column of its own that lists nothing",
        (
            in_file(
                "site/col/col1229207/index.html",
                '<li><a href="/art/2026/09/25/art_1229207_2071.html" title="示例市人民政府任免通知（2026年第4批）" target="_blank">'
                '示例市人民政府任免通知（2026年第4批）</a><span class="date">2026/09/25</span></li>\n',
                "",
            ),
        ),
        {"D1.9": "2"},
    ),
    Fault("services on the site itself", (HERE,), {"D2.4": "0"}),
    Fault(
        "services on the site itself, and a guide without fee and hours",
        (
            HERE,
            in_file(READER, '<tr><th scope="row">收费标准</th><td><p>不收费</p></td></tr>\n', ""),
            in_file(
                READER, '<tr><th scope="row">办理时间</th><td><p>周二至周日9:00—20:30，周一闭馆</p></td></tr>\n', ""
            ),
        ),
        # Five of six guides are sampled: this one is among them or not.
        {"D2.4": "0–1"},
    ),
    Fault(
        "services on the site itself, and a guide with two materials of unclear form",
        (HERE, in_file(READER, "：原件，纸质或者电子证照，1份，现场核验后退还", "", count=2)),
        # The table takes a point for the item, not for each of its materials.
        {"D2.4": "0–1"},
    ),
    Fault(
        "a letter published without the time of its reply",
        (
            in_file(LETTER, "<p>答复时间：2026-08-17 10:20</p>\n", ""),
            in_file("site/hdjl/zxts/index_3.html", '<td class="date">2026-08-17</td>', "<td></td>"),
        ),
        {"D3.3": "0–1"},
    ),
    Fault(
        "a letter of more than three months ago without an answer",
        (
            in_file(LETTER, REPLY, ""),
            in_file("site/hdjl/zxts/index_3.html", ANSWERED, "<td></td><td></td><td>办理中</td>"),
        ),
        {},
        frozenset({"V5.2"}),
    ),
    Fault(
        "no statistics of replies",
        renamed("留言统计", "数字说话"),
        {"D3.3": "3"},
    ),
    Fault(
        "no ICP filing at the foot of the home page",
        (in_file("site/index.html", "浙ICP备00000001号-1", "备案中"),),
        {"D4.2": "0.5"},
    ),
    Fault(
        "no entry for error reports on one item page",
        (
            in_file(
                "site/art/2026/11/05/art_1229210_2101.html",
                '<a href="https://zfwzxx.www.gov.cn/check_web/databaseInfo/main?siteCode=3301009999" target="_blank">'
                '<img src="/images/report.svg" width="120" height="52" alt="我为政府网站找错"></a>',
                "",
            ),
        ),
        {"D4.4": "0.2"},
    ),
    Fault(
        "a header without the name",
        (in_file("site/col/col1229207/index.html", HEADER, '<a href="/">门户</a>'),),
        {"D4.1": "1"},
    ),
    Fault(
        "a column page without its site id",
        (in_file("site/col/col1229207/index.html", '<meta name="SiteIDCode" content="3301009999">\n', ""),),
        {"D4.8": "0–0.1"},
    ),
    Fault(
        "statistics of four months ago",
        (
            in_file("site/col/col1229209/index.html", "2026.10.28", "2026.07.14"),
            in_file("site/col/col1229209/index.html", "2026.07.27", "2026.04.27"),
            in_file("site/col/col1229424/index.html", "2026-10-28", "2026-07-14"),
            in_file("site/col/col1229424/index.html", "2026-07-27", "2026-04-27"),
        ),
        {"B1.1": "2"},
    ),
    Fault(
        "a week in which the site did not open",
        (Change(glob="visits.jsonl", replace=Replacement(old='"ok":true', new='"ok":false')),),
        {},
        frozenset({"V2"}),
    ),
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "-"))
def test_a_fault_costs_its_points_and_nothing_else(
    fault: Fault, catalogue: Catalogue, answered: Score, tmp_path: Path
) -> None:
    city = tmp_path / "city"
    patched(SAMPLE, [], city)
    for change in fault.changes:
        apply(change, city)

    score = scored(catalogue, city)

    before, after = by_indicator(answered), by_indicator(score)
    changed = {one: after[one] for one in after if "." in one and after[one] != before[one]}
    assert changed == {one: points(text) for one, text in fault.points.items()}
    assert {veto.id for veto in score.fired} == fault.vetoes
    assert (score.result is Result.FAILS) == bool(fault.vetoes)


def test_departments_are_scored_by_the_same_table_but_for_the_overview_and_the_scaling(
    catalogue: Catalogue, scoring: Scoring
) -> None:
    """The source: departments show no overview (D1.1), and D1.2 takes its two points; the maxima still add to a hundred."""
    found = scoring_of(catalogue, catalogue.resolve("profile", "inspection-2019-department@1", None))

    assert found is not None
    assert (scoring.exempt, [one.block for one in found.exempt]) == ([], ["D2"])
    ours, theirs = ({i.id: i for block in one.blocks for i in block.items} for one in (scoring, found))
    assert {one for one in ours if ours[one] != theirs.get(one)} == {"D1.1", "D1.2"}
    assert ("D1.1" in theirs, theirs["D1.2"].most) == (False, 4)
    assert sum(item.most for item in theirs.values()) == 100
    assert (found.vetoes, found.rewards, found.bonus) == (scoring.vetoes, scoring.rewards, scoring.bonus)


def test_without_outward_services_the_rest_of_a_department_is_scaled(catalogue: Catalogue, tmp_path: Path) -> None:
    """Four thirds of what is left of 75; services are neither asked about nor rewarded. The pages stand in for a department's."""
    scores = []
    for offers in ("true", "false"):
        city = tmp_path / offers
        patched(SAMPLE, [], city)
        apply(in_deployment("profile: inspection-2019@1", "profile: inspection-2019-department@1"), city)
        apply(in_deployment("outward_services: true", f"outward_services: {offers}"), city)
        scores.append(scored(catalogue, city))
    offering, score = scores

    others = [block for block in offering.blocks if block.id != "D2"]
    lost = sum(block.low for block in others), sum(block.high for block in others)
    assert (score.deducted.low, score.deducted.high) == lost
    assert score.high - score.bonus.high == ((75 - lost[0]) * 4 / Decimal(3)).quantize(Decimal("0.01"))
    assert {veto.state for veto in score.vetoes if veto.id.startswith("V6")} == {Certainty.EXEMPT}
    assert {line.state for block in score.blocks if block.id == "D2" for i in block.items for line in i.lines} == {
        Certainty.EXEMPT
    }
    assert [by_indicator(one)["B2"] for one in scores] == [(3, 3), (0, 0)]


def test_a_portal_without_outward_services_is_not_scaled(catalogue: Catalogue, answered: Score, tmp_path: Path) -> None:
    city = tmp_path / "city"
    patched(SAMPLE, [], city)
    apply(in_deployment("outward_services: true", "outward_services: false"), city)

    assert scored(catalogue, city) == answered


@pytest.mark.parametrize(
    ("profile", "kind", "tier"),
    [
        ("inspection-2019", "portal", "city"),
        ("inspection-2019-county", "portal", "county"),
        ("inspection-2019-province", "portal", "province"),
        ("inspection-2019-department", "department-site", None),
    ],
)
def test_each_profile_binds_the_sites_its_column_tree_is_of(
    profile: str, kind: str, tier: str | None, catalogue: Catalogue
) -> None:
    binds = catalogue.resolve("profile", f"{profile}@1", None).model.binds  # type: ignore[attr-defined]

    assert (binds.kind, binds.tier) == (kind, tier)


@pytest.mark.parametrize("tier", ["county", "province"])
def test_other_tiers_are_scored_with_their_own_column_tree(tier: str, catalogue: Catalogue, scoring: Scoring) -> None:
    entry = catalogue.resolve("profile", f"inspection-2019-{tier}@1", None)

    assert scoring_of(catalogue, entry) == scoring
    assert entry.model.with_ == {"columns": f"{tier}-portal@1"}  # type: ignore[attr-defined]
