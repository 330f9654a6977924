"""Where links lead: known from the walk where it looked there, asked for where it did not."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from egovspec.collect.base import Context, Step
from egovspec.collect.website.answers import Medium, Probe, Reason
from egovspec.collect.website.coverage import Gaps
from egovspec.collect.website.crawl import Crawl
from egovspec.collect.website.page.text import LINK_TEXT, clean
from egovspec.collect.website.rows import Rows
from egovspec.collect.website.settings import Links
from egovspec.facts.tables.links import LinkTarget

NOT_TRIED = "links-not-tried"
# Of these a walk knows nothing, because it never asked.
_UNASKED = {Reason.LIST_DEPTH.value, Reason.TRAP.value, Reason.INTERRUPTED.value, Reason.LIMIT.value}
_UNASKED |= {Reason.SERVER_FAILING.value, Reason.NOT_RECORDED.value, Reason.NOT_SAVED.value}
_DEAD = {Reason.SOFT_404.value, Reason.REDIRECT_LOOP.value}


def write_targets(crawl: Crawl, medium: Medium, rows: Rows, links: Links, context: Context) -> Gaps:
    """One row for every address something leads to, as far as it may be tried. Returns what was not tried.

    That a link to another site cannot be reached is said only when another site could: else it may be this machine
    that is without a network.
    """
    gaps = Gaps()
    unreached: list[tuple[str, Probe]] = []
    known, elsewhere = crawl.ledger.count_targets(), False
    for done, (target, page) in enumerate(crawl.ledger.targets()):
        internal = crawl.site.holds(target)
        probe = _seen(crawl, target, page)
        if probe is None and not context.stopped() and not crawl.interrupted and _may_try(links, internal=internal):
            context.progress(Step(done, known, target))
            probe = medium.probe(target)
        if probe is None or _unasked(probe):
            gaps.add(NOT_TRIED if probe is None or probe.reason is None else probe.reason.value, target)
        elif not internal and probe.reason is Reason.UNREACHABLE:
            unreached.append((target, probe))
        else:
            elsewhere = elsewhere or (not internal and probe.status is not None)
            _write(crawl, rows, target, probe, internal=internal)
    for target, probe in unreached:
        told = probe if elsewhere else replace(probe, reachable=None)
        _write(crawl, rows, target, told, internal=False)
    return gaps


def _write(crawl: Crawl, rows: Rows, target: str, probe: Probe, *, internal: bool) -> None:
    rows.add(
        LinkTarget,
        target,
        crawl.captured,
        target=target,
        internal=internal,
        reachable=probe.reachable,
        method=probe.method,
        status=probe.status,
        reason=probe.reason.value if probe.reason else None,
        detail=clean(probe.detail, LINK_TEXT) or None,
        landed_url=probe.landed_url,
        content_type=probe.media,
        size=probe.size,
    )


def _may_try(links: Links, *, internal: bool) -> bool:
    return links is Links.ALL or (links is Links.SITE and internal)


def _unasked(probe: Probe) -> bool:
    return probe.reason is not None and probe.reason.value in _UNASKED


def _seen(crawl: Crawl, target: str, page: str | None) -> Probe | None:
    """What the walk knows of a target; None when it has to be asked for."""
    if page is not None:
        kept = next(crawl.ledger.kept(page))
        row: dict[str, Any] = json.loads(kept.row)
        return Probe(
            target,
            row["landed_url"],
            "page",
            row["status"],
            media=row["content_type"],
            size=row["size"],
            reachable=True,
        )
    failure = crawl.ledger.failure(target)
    if failure is None:
        return None
    reason, status, detail = failure
    if reason == Reason.NOT_HTML.value:  # it opens, and is a file: its size is worth asking for
        return None
    reachable: bool | None = None
    if (
        reason in _DEAD
        or (reason == Reason.UNREACHABLE.value and status is None)
        or (reason == Reason.HTTP_STATUS.value and status is not None and (status in (400, 404, 410) or status >= 500))
    ):
        reachable = False
    return Probe(target, None, "page", status, Reason(reason), detail or "", reachable=reachable)


__all__ = ["NOT_TRIED", "write_targets"]
