"""The whole road on one page: plan → collect → judge → Report.

Looking and judging are apart: collectors put facts into a store and say what they could not see; judging reads the sealed
store. Everything a verdict depends on is an argument: catalogue, deployment, collectors, the clock, the folder to work in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, cast

from egovspec import __version__
from egovspec.collect import COLLECTORS
from egovspec.collect.base import Around, Collected, Collector, Context, Seen
from egovspec.errors import SpecError, SpecErrors, WrongSettings
from egovspec.facts.specs import spec_rows
from egovspec.facts.store import FactWriter
from egovspec.facts.tables import CoverageFact, DeploymentFact, TraitFact
from egovspec.judge.clock import Clock
from egovspec.judge.columns import drawn
from egovspec.judge.engine import Engine
from egovspec.judge.evaluate import Limits, evaluate
from egovspec.judge.overlays import Overlays
from egovspec.judge.plan import Plan, make_plan
from egovspec.library.catalogue import Catalogue
from egovspec.library.deployments import Loaded
from egovspec.library.shapes import did_you_mean, shape
from egovspec.model.base import Shape, Text
from egovspec.model.deployment import Evidence
from egovspec.model.profile import Profile
from egovspec.model.report import (
    BasisCited,
    CoverageState,
    DeploymentSeen,
    EvidenceSeen,
    Notice,
    Report,
    TableCoverage,
)
from egovspec.model.source import Source

ENTRY_POINTS = "egovspec.collectors"
_INTERRUPTED = Text(
    zh="采集被中断：报告只依据中断前所得，未采集的不作不符合论",
    en="the collection was interrupted: the report rests on what was there by then; what was not collected counts as open",
)


@dataclass(frozen=True)
class Looking:
    """One piece of evidence with its collector and the settings that collector understood."""

    evidence: Evidence
    collector: Collector
    settings: Shape


@dataclass(frozen=True)
class Assessment:
    """A report, and the sealed facts it was judged from."""

    report: Report
    facts: Path


@dataclass(frozen=True)
class Request:
    """What to assess and how.

    now     timezone-aware moment of the run
    as_of   moment the verdict is about; None: when the evidence was captured
    only, skip   provisions (PC-03) or codes of standards (PC)
    """

    loaded: Loaded
    catalogue: Catalogue
    now: datetime
    as_of: datetime | None = None
    only: Collection[str] = ()
    skip: Collection[str] = ()
    limits: Limits = field(default_factory=Limits)
    collectors: Sequence[Collector] = COLLECTORS


def assess(request: Request, folder: Path, around: Around | None = None) -> Assessment:
    """Assess one deployment.

    folder   an empty folder for the facts; the caller keeps it or throws it away
    around   who is told how it goes and may stop it; a run that is stopped is judged on what there is
    Raises   SpecErrors for what is wrong with the deployment or the catalogue
    """
    deployment = request.loaded.deployment
    # What is wrong with the catalogue is told before anything is looked at; which versions bind, the day decides.
    expected = Clock(request.as_of or request.now, deployment.zone).today
    plan = _planned(request, expected)
    around = around or Around()
    looking = look_at(request.loaded, request.collectors)
    with FactWriter(folder) as facts:
        collected = [(one, _collected(one, facts, request, around)) for one in looking]
        evidence = [_evidence(one, found, facts) for one, found in collected]
        clock = Clock(request.as_of or _captured(collected) or request.now, request.loaded.deployment.zone)
        if clock.today != expected:
            plan = _planned(request, clock.today)
        facts.add_all(_declared(request.loaded, evidence))
        facts.add_all(spec_rows(request.catalogue, plan.specs))
        database = facts.seal()
    judged = {planned.provision.id for planned in plan.provisions}
    # Of what was not to be judged nobody can say whether an answer or an exception would have met something.
    left_out = bool(request.only or request.skip or request.loaded.instead)
    overlays = Overlays.on(
        clock.today,
        [one for one in request.loaded.attestations if one.provision in judged or not left_out],
        [one for one in request.loaded.waivers if one.provision in judged or not left_out],
    )
    with Engine(database) as engine:
        provisions = evaluate(
            plan,
            engine,
            evidence,
            clock=clock,
            overlays=overlays,
            limits=request.limits,
            cited=_cited(request.catalogue, plan),
        )
        columns = drawn(engine, plan.specs, evidence, clock)
    notices = [Notice(code=code, text=text) for _, found in collected for code, text in found.notices]
    if around.stopped():
        notices.append(Notice(code="interrupted", text=_INTERRUPTED))
    report = Report(
        generator=f"egovspec {__version__}",
        deployment=DeploymentSeen(
            id=deployment.id,
            title=deployment.title,
            tier=deployment.tier,
            division=deployment.division,
            traits=deployment.traits,
        ),
        profile=plan.profile.exact,
        profile_title=cast("Profile", plan.profile.model).title,
        as_of=clock.as_of.astimezone(UTC),
        today=clock.today,
        zone=clock.zone,
        catalogue_digest=request.catalogue.digest,
        drafts=list(plan.drafts),
        evidence=evidence,
        notices=[*notices, *overlays.notices, *overlays.unmatched()],
        # A part of the provisions has no score.
        scoring=None if request.only or request.skip else plan.scoring,
        columns=columns,
        provisions=provisions,
    )
    return Assessment(report, database)


def _planned(request: Request, today: date) -> Plan:
    """What binds a deployment on a day, in the versions in force on it."""
    loaded, catalogue = request.loaded, request.catalogue.on(today)
    profile = catalogue.find("profile", loaded.deployment.profile) or loaded.profile
    return make_plan(catalogue, profile, traits=loaded.deployment.traits, only=request.only, skip=request.skip)


def known_collectors(own: Sequence[Collector] = COLLECTORS) -> tuple[Collector, ...]:
    """Our collectors, then those other packages add."""
    return (*own, *(point.load()() for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda point: point.name)))


def look_at(loaded: Loaded, collectors: Sequence[Collector]) -> list[Looking]:
    """Evidence with its collectors. Raises SpecErrors for unknown collectors and settings they do not understand."""
    found: list[Looking] = []
    errors: list[SpecError] = []
    by_name = {collector.name: collector for collector in collectors}
    for n, evidence in enumerate(loaded.deployment.evidence):
        collector = by_name.get(evidence.collect)
        if collector is None:
            where = loaded.marked.where(("evidence", n, "collect"))
            name = evidence.collect
            hint = did_you_mean(name, by_name) or {
                "hint": "one of: " + ", ".join(by_name),
                "hint_zh": "其中之一：" + "、".join(by_name),
            }
            errors.append(WrongSettings(where, f"no collector {name!r}", zh=f"没有采集器 {name!r}", **hint))
            continue
        try:
            settings: Any = shape(collector.settings, loaded.marked, evidence.settings, ("evidence", n))
            found.append(Looking(evidence, collector, settings))
        except SpecErrors as rejected:
            errors += rejected.errors
    if errors:
        raise SpecErrors(errors)
    return found


def context_of(evidence: Evidence, request: Request, around: Around) -> Context:
    said = {field.name: getattr(around, field.name) for field in fields(around)}
    zone = request.loaded.deployment.zone
    return Context(evidence=evidence.id, base=request.loaded.base, now=request.now, zone=zone, **said)


def _collected(one: Looking, facts: FactWriter, request: Request, around: Around) -> Collected:
    if not around.stopped():
        return one.collector.collect(one.settings, facts, context_of(one.evidence, request, around))
    why = Text(zh="采集被中断，未采集这项证据", en="the collection was interrupted before this evidence")
    unseen = Seen(CoverageState.NONE, "interrupted", why)
    return Collected(one.evidence.id, None, {table.name_of_table: unseen for table in one.collector.offers})


def _captured(collected: Iterable[tuple[Looking, Collected]]) -> datetime | None:
    """The latest moment any evidence was captured: nothing seen may lie in the future of the verdict."""
    return max((found.captured for _, found in collected if found.captured is not None), default=None)


def _evidence(one: Looking, found: Collected, facts: FactWriter) -> EvidenceSeen:
    coverage = []
    for table in one.collector.offers:
        name = table.name_of_table
        seen = found.coverage[name]
        rows = facts.counts.get((one.evidence.id, name), 0)
        coverage.append(TableCoverage(table=name, state=seen.state, reason=seen.reason, detail=seen.detail, rows=rows))
    return EvidenceSeen(
        id=one.evidence.id,
        collector=one.collector.name,
        collector_version=one.collector.version,
        target=found.target,
        required=one.evidence.required,
        captured=found.captured.astimezone(UTC) if found.captured else None,
        coverage=coverage,
    )


def _declared(loaded: Loaded, evidence: Iterable[EvidenceSeen]) -> Iterable[Any]:
    """What the deployment file itself says, and the coverage, as rows."""
    deployment = loaded.deployment
    binds = cast("Profile", loaded.profile.model).binds
    tier = deployment.tier or binds.tier
    title = deployment.title
    yield DeploymentFact(
        id=deployment.id,
        kind=binds.kind,
        tier=tier.value if tier else None,
        division=deployment.division,
        title_zh=title.zh if title else None,
        title_en=title.en if title else None,
    )
    for name, value in deployment.traits.items():
        yield TraitFact(name=name, value=value)
    for seen in evidence:
        for coverage in seen.coverage:
            yield CoverageFact(
                evidence=seen.id,
                collector=seen.collector,
                fact_table=coverage.table,
                state=coverage.state.value,
                reason=coverage.reason,
                required=seen.required,
            )


def _cited(catalogue: Catalogue, plan: Plan) -> dict[str, BasisCited]:
    """The clauses the plan's provisions rest on."""
    cited: dict[str, BasisCited] = {}
    for planned in plan.provisions:
        for reference in planned.provision.basis:
            identifier, _, clause_id = reference.partition("#")
            versions = catalogue.versions("source", identifier)
            source = cast("Source", versions[-1].model) if versions else None
            clause = source.clause(clause_id) if source else None
            if source is not None and clause is not None:
                document = source.title
                named = Text(
                    zh=f"{source.number or identifier}《{document.zh}》{clause_id}",
                    en=f"{source.number or identifier}, {document.en}, {clause_id}",
                )
                cited[reference] = BasisCited(clause=reference, document=named, text=clause.text)
    return cited
