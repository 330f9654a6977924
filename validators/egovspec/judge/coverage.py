"""What was and was not collected, as judging needs to know it: per fact table, over all evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from egovspec.judge.reasons import said
from egovspec.model.base import Text
from egovspec.model.report import CoverageState, EvidenceSeen


@dataclass(frozen=True)
class Gap:
    """One fact table one piece of evidence did not bring in full."""

    evidence: str | None
    table: str
    state: CoverageState
    reason: str
    text: Text


@dataclass(frozen=True)
class Covered:
    """Coverage of the tables one check needs.

    missing   nothing at all is known of some table it needs: it cannot be run
    gaps      what is missing or partial, worst first
    required  whether required evidence brings any of its tables
    """

    missing: bool
    gaps: tuple[Gap, ...]
    required: bool

    @property
    def complete(self) -> bool:
        return not self.gaps


def covered(needs: Sequence[str], evidence: Iterable[EvidenceSeen], declared: frozenset[str]) -> Covered:
    """Coverage of `needs`. `declared` tables come from the deployment file and are always complete."""
    seen = list(evidence)
    gaps: list[Gap] = []
    missing = required = False
    for table in needs:
        if table in declared:
            continue
        offers = [(source, coverage) for source in seen for coverage in source.coverage if coverage.table == table]
        required |= any(source.required for source, _ in offers)
        if all(coverage.state is CoverageState.NONE for _, coverage in offers):
            missing = True
        if not offers:
            gaps.append(Gap(None, table, CoverageState.NONE, "no-evidence", said("no-evidence")))
        for source, coverage in offers:
            if coverage.state is not CoverageState.COMPLETE:
                reason = coverage.reason or "not-covered"
                gaps.append(Gap(source.id, table, coverage.state, reason, coverage.detail or said(reason)))
    gaps.sort(key=lambda gap: gap.state is not CoverageState.NONE)
    return Covered(missing, tuple(gaps), required)
