"""Judging many pages: all provisions of city-portal, against the bare SQL counts of the same checks.

    python benchmarks/judge.py [PAGES ...]        default: 2000 100000

For each size: facts are written through the store, then (a) every provision is judged, rows and messages included, and (b) the
very same bound SELECTs are only counted. Prints wall time, the ratio a/b, and the peak memory of the process so far.
"""

from __future__ import annotations

import os
import platform
import resource
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from egovspec.facts.specs import spec_rows
from egovspec.facts.store import FactWriter, open_to_read
from egovspec.facts.tables.deployment import DeploymentFact
from egovspec.facts.tables.website import WEBSITE_TABLES, ColumnSeen, FooterMark, Item, Page, PageTag, Site
from egovspec.judge.clock import Clock
from egovspec.judge.engine import Engine
from egovspec.judge.evaluate import Limits, evaluate
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
    """A synthetic portal: one page in fifty is a column, one in twenty lacks its content tags."""
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


def counted(plan: Plan, connection: duckdb.DuckDBPyConnection) -> int:
    """The bare counts of all checks of a plan. Returns how many SELECTs that were."""
    done = 0
    for planned in plan.provisions:
        for check in planned.verifications:
            if isinstance(check, CheckPlanned):
                values = {**check.parameters, **CLOCK.parameters}
                bound = {name: values[name] for name in check.compiled.parameters}
                connection.execute(
                    f"SELECT count(*), count(*) FILTER (WHERE ok) FROM ({check.compiled.sql})", bound
                ).fetchall()
                done += 1
    return done


def measure(catalogue: Catalogue, plan: Plan, pages: int) -> None:
    coverage = [TableCoverage(table=table.name_of_table, state=CoverageState.COMPLETE) for table in WEBSITE_TABLES]
    evidence = [
        EvidenceSeen(
            id="e", collector="website", collector_version="1.0", target=HOME, required=True, coverage=coverage
        )
    ]
    with tempfile.TemporaryDirectory() as folder, FactWriter(Path(folder)) as facts:
        start = time.perf_counter()
        write(facts, pages)
        facts.add_all(spec_rows(catalogue, plan.specs))
        database = facts.seal()
        written = time.perf_counter() - start
        with open_to_read(database) as connection:
            start = time.perf_counter()
            checks = counted(plan, connection)
            bare = time.perf_counter() - start
        with Engine(database) as engine:
            start = time.perf_counter()
            results = evaluate(plan, engine, evidence, clock=CLOCK, overlays=Overlays(), limits=Limits(), cited={})
            judged = time.perf_counter() - start
    subjects = sum(result.counts.total for result in results)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{pages:>8} pages  {len(results)} provisions, {checks} checks, {subjects} subjects   facts {written:6.1f} s   "
        f"bare counts {bare:6.2f} s   judged {judged:6.2f} s   ratio {judged / bare:4.2f}   peak {peak:5.0f} MiB"
    )


def main(sizes: list[int]) -> None:
    print(
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"DuckDB {duckdb.__version__}"
    )
    catalogue = load(drafts=True)
    profile = catalogue.find("profile", "city-portal@1")
    assert profile is not None
    plan = make_plan(catalogue, profile)
    for pages in sizes:
        measure(catalogue, plan, pages)


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [2_000, 100_000])
