"""Judging many pages: every provision of city-portal, against the bare SQL counts of the same checks.

    python benchmarks/judge.py [PAGES ...]        default: 2000 100000

For each size three processes, one after another, so that each has a peak of its own: `facts` writes synthetic facts through
the store and seals them; `counts` only counts the very SELECTs of the plan, bound to the same values; `judged` judges every
provision, rows and messages included. Prints wall time, peak memory, the ratio judged/counts, and the checks that take longest.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from egovspec import __version__
from egovspec.facts.specs import spec_rows
from egovspec.facts.store import FactWriter, open_to_read
from egovspec.facts.tables.deployment import DeploymentFact
from egovspec.facts.tables.website import WEBSITE_TABLES, ColumnSeen, FooterMark, Hyperlink, Item, Page, PageTag, Site
from egovspec.judge.clock import Clock
from egovspec.judge.engine import Engine
from egovspec.judge.evaluate import Limits, evaluate
from egovspec.judge.job import Job, Result, Stopped
from egovspec.judge.overlays import Overlays
from egovspec.judge.plan import CheckPlanned, Plan, make_plan
from egovspec.library.catalogue import Catalogue, load
from egovspec.model.report import CoverageState, EvidenceSeen, TableCoverage

CLOCK = Clock(datetime(2026, 11, 20, 2, tzinfo=UTC))
HOME = "https://www.example.gov.cn/"
SITE_TAGS = {"SiteName": "示例市人民政府", "SiteDomain": "www.example.gov.cn", "SiteIDCode": "3301009999"}
ITEM_TAGS = {"ArticleTitle": "示例", "PubDate": "2026-11-19 09:30", "ContentSource": "市政府办公室"}
COLUMN_TAGS = {
    "ColumnName": "要闻动态",
    "ColumnDescription": "动态",
    "ColumnKeywords": "动态",
    "ColumnType": "工作动态",
}
MARKS = {
    "site-id": "3301009999",
    "icp": "浙ICP备00000001号-1",
    "public-security": "浙公网安备33010002000000号",
    "conac": "bszs.conac.cn",
    "organiser": "示例市人民政府办公室",
    "contact": "0571-00000000",
    "error-report": "zfwzxx.www.gov.cn",
    "site-map": "网站地图",
}


def write(facts: FactWriter, pages: int) -> None:
    """A synthetic portal: one page in fifty is a column, one in twenty lacks its content tags; few links."""
    facts.add(Site(evidence="e", url=HOME, host="www.example.gov.cn", scheme="https", pages=pages))
    facts.add(DeploymentFact(id="bench", kind="portal", tier="city", division="330100"))
    for n in range(pages):
        kind = "home" if n == 0 else "column" if n % 50 == 0 else "item"
        url = HOME if n == 0 else f"{HOME}{kind}/{n}.html"
        shared: dict[str, Any] = {"evidence": "e", "place": url}
        facts.add(
            Page(
                url=url,
                kind=kind,
                text_length=900,
                chinese=True,
                language="zh-CN",
                footer="seen",
                site_name_in_header=True,
                charset_honest=True,
                **shared,
            )
        )
        tags = SITE_TAGS | (COLUMN_TAGS if kind != "home" else {}) | (ITEM_TAGS if kind == "item" and n % 20 else {})
        for ordinal, (name, value) in enumerate(tags.items(), 1):
            facts.add(PageTag(url=url, page_kind=kind, ordinal=ordinal, name=name, value=value, in_head=True, **shared))
        for mark, value in MARKS.items():
            facts.add(FooterMark(url=url, mark=mark, value=value, **shared))
        if n % 50 == 0:
            target = f"{HOME}item/{n + 1}.html"
            facts.add(Hyperlink(url=url, target=target, text="示例", internal=True, collected=True, **shared))
        if kind == "column":
            facts.add(
                ColumnSeen(
                    name="要闻动态",
                    url=url,
                    how="tag",
                    internal=True,
                    collected=True,
                    items=20,
                    dated_items=20,
                    newest_on=date(2026, 11, 19),
                    future_items=0,
                    text_length=500,
                    **shared,
                )
            )
        elif kind == "item":
            listed = date(2026, 11, 1 + n % 19)
            facts.add(Item(column_url=HOME, url=url, title="示例", listed_on=listed, published_on=listed, **shared))


class Phase(NamedTuple):
    """What one process took: wall time of its work in seconds, the most memory it held in MiB, and what it found."""

    seconds: float
    peak: float
    found: Any


def catalogue_and_plan() -> tuple[Catalogue, Plan]:
    catalogue = load(drafts=True)
    profile = catalogue.find("profile", "city-portal@1")
    assert profile is not None, "the shipped catalogue has the profile"
    return catalogue, make_plan(catalogue, profile)


def checks_of(plan: Plan) -> Iterator[tuple[str, CheckPlanned]]:
    for planned in plan.provisions:
        for verification in planned.verifications:
            if isinstance(verification, CheckPlanned):
                yield planned.provision.id, verification


def facts_phase(folder: Path, pages: int) -> Phase:
    catalogue, plan = catalogue_and_plan()
    start = time.perf_counter()
    with FactWriter(folder) as facts:
        write(facts, pages)
        facts.add_all(spec_rows(catalogue, plan.specs))
        facts.seal()
        rows = sum(facts.counts.values())
    return Phase(time.perf_counter() - start, peak(), rows)


def counts_phase(folder: Path, pages: int) -> Phase:
    _, plan = catalogue_and_plan()
    done = 0
    with open_to_read(folder / "facts.duckdb") as connection:
        start = time.perf_counter()
        for _, check in checks_of(plan):
            values = {**check.parameters, **CLOCK.parameters}
            bound = {name: values[name] for name in check.compiled.parameters}
            counted = f"SELECT count(*), count(*) FILTER (WHERE ok) FROM ({check.compiled.sql})"
            connection.execute(counted, bound).fetchall()
            done += 1
        taken = time.perf_counter() - start
    return Phase(taken, peak(), done)


class Timed:
    """The engine, and how long each job took."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.jobs: list[tuple[float, str]] = []

    def run(self, job: Job, *, trusted: bool) -> Result | Stopped:
        start = time.perf_counter()
        try:
            return self._engine.run(job, trusted=trusted)
        finally:
            self.jobs.append((time.perf_counter() - start, job.key))


def judged_phase(folder: Path, pages: int) -> Phase:
    _, plan = catalogue_and_plan()
    coverage = [TableCoverage(table=table.name_of_table, state=CoverageState.COMPLETE) for table in WEBSITE_TABLES]
    evidence = [
        EvidenceSeen(
            id="e", collector="website", collector_version="1.0", target=HOME, required=True, coverage=coverage
        )
    ]
    with Engine(folder / "facts.duckdb") as engine:
        timed = Timed(engine)
        start = time.perf_counter()
        results = evaluate(plan, timed, evidence, clock=CLOCK, overlays=Overlays(), limits=Limits(), cited={})
        taken = time.perf_counter() - start
    subjects = sum(result.counts.total for result in results)
    errors = sum(result.counts.error for result in results)
    of_check = [
        (seconds, provision, key) for (seconds, key), (provision, _) in zip(timed.jobs, checks_of(plan), strict=True)
    ]
    return Phase(taken, peak(), (len(results), subjects, errors, sorted(of_check, reverse=True)))


def peak() -> float:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20) if sys.platform == "darwin" else most / 1024


PHASES: dict[str, Callable[[Path, int], Phase]] = {
    "facts": facts_phase,
    "counts": counts_phase,
    "judged": judged_phase,
}


def apart(phase: str, folder: str, pages: int) -> Phase:
    """Run one phase in a process of its own."""
    command = [sys.executable, __file__, "--phase", phase, folder, str(pages)]
    ran = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    return Phase(*json.loads(ran.stdout))


def main(sizes: list[int]) -> None:
    print(
        f"egovspec {__version__}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, DuckDB {duckdb.__version__}"
    )
    print(f"{'pages':>8} {'':<8}{'wall':>10}{'peak':>11}")
    for pages in sizes:
        with tempfile.TemporaryDirectory(prefix="egovspec-") as folder:
            facts = apart("facts", folder, pages)
            counts = apart("counts", folder, pages)
            judged = apart("judged", folder, pages)
        provisions, subjects, errors, checks = judged.found
        for name, phase, note in (
            ("facts", facts, f"{facts.found} rows"),
            ("counts", counts, f"{counts.found} SELECTs"),
            ("judged", judged, f"{provisions} provisions, {subjects} subjects, {errors} errors"),
        ):
            print(f"{pages:>8} {name:<8}{phase.seconds:>8.2f} s{phase.peak:>7.0f} MiB   {note}")
        print(f"{'':>8} ratio judged/counts {judged.seconds / counts.seconds:.2f}; longest:")
        for seconds, provision, key in checks[:5]:
            print(f"{'':>8} {seconds:>8.2f} s {seconds / judged.seconds:>5.0%}  {provision}  {key}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--phase"]:
        print(json.dumps(PHASES[sys.argv[2]](Path(sys.argv[3]), int(sys.argv[4]))))
    else:
        main([int(argument) for argument in sys.argv[1:]] or [2_000, 100_000])
