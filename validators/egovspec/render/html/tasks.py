"""What to do, from what fails: one task for one thing to change, the most pressing first.

Findings are many, changes are few. Five hundred pages of one kind that lack a tag come from one template, so pages whose
addresses have one shape are one task, across all provisions that fail there. That they share a template is a guess from
their addresses, and the page says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from egovspec.model.outcome import Outcome
from egovspec.model.report import Finding, ProvisionResult, Report
from egovspec.model.standard import Level
from egovspec.render import digest

# From so many pages of one shape on, and from this share of a provision's findings, one change is likely to mend them.
ALIKE = 5
SHARE = 0.5
_DIGITS = re.compile(r"\d+")


class Hand(StrEnum):
    """Who usually does such a thing, as far as a finding shows it."""

    MARKUP = "markup"
    CONTENT = "content"
    OFFICE = "office"


@dataclass(frozen=True)
class Stake:
    """What hangs on one provision in the score: points lost for certain and at most, and vetoes it has set off."""

    low: float = 0
    high: float = 0
    vetoes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """What one provision has in a task."""

    provision: ProvisionResult
    findings: tuple[Finding, ...]
    number: int

    @property
    def most(self) -> bool:
        """Whether the task mends more than half of what fails of the provision."""
        return 2 * self.number > self.provision.counts.failed


@dataclass(frozen=True)
class Task:
    """One thing to change. `shape` is the address of the page, or of the kind of page, with * for digits; or nothing."""

    parts: tuple[Part, ...]
    shape: str
    hand: Hand
    stake: Stake

    @property
    def number(self) -> int:
        return sum(part.number for part in self.parts)

    @property
    def is_kind(self) -> bool:
        return "*" in self.shape

    @cached_property
    def address(self) -> str:
        """An address of such a page."""
        return next((part.findings[0].subject for part in self.parts if part.findings), "")

    @property
    def pages(self) -> int:
        return len({finding.subject for part in self.parts for finding in part.findings})

    @property
    def required(self) -> bool:
        return any(part.provision.level is Level.SHALL for part in self.parts)

    def pressing(self) -> tuple[object, ...]:
        """Sorts the most pressing first: vetoes, requirements, points, then how much it mends."""
        return (-len(self.stake.vetoes), not self.required, -self.stake.low, -self.stake.high, -self.number)


def tasks(report: Report, stakes: Mapping[str, Stake] | None = None) -> list[Task]:
    """All that is to be changed so that nothing fails, the most pressing first.

    stakes    by provision, where the profile scores
    """
    known = stakes or {}
    found = digest.having(report, Outcome.FAIL)
    failing = {
        provision.id: [finding for finding in provision.findings if finding.effective is Outcome.FAIL]
        for provision in found
    }
    pages = _pages(found, failing)
    taken = {
        (part.provision.id, finding.subject) for parts in pages.values() for part in parts for finding in part.findings
    }
    alone = []
    for provision in found:
        left = tuple(one for one in failing[provision.id] if (provision.id, one.subject) not in taken)
        beyond = provision.omitted if provision.counts.failed > len(failing[provision.id]) else 0
        if left or not failing[provision.id]:
            alone.append(Part(provision, left, max(len(left) + beyond, 1)))
    return sorted([*_of_pages(pages, known), *_by_fix(alone, known)], key=Task.pressing)


def _pages(found: list[ProvisionResult], failing: Mapping[str, list[Finding]]) -> dict[tuple[str, Hand], list[Part]]:
    """What is to be changed on pages of one shape by the same hand, where that is one change."""
    parts: dict[tuple[str, Hand], list[Part]] = {}
    for provision in found:
        shapes: dict[str, list[Finding]] = {}
        for finding in failing[provision.id]:
            shapes.setdefault(shape_of(finding.subject), []).append(finding)
        for shape, some in shapes.items():
            if shape and _is_one_change(shape, some, len(failing[provision.id])):
                parts.setdefault((shape, _hand(some)), []).append(Part(provision, tuple(some), len(some)))
    # A single page on which a single provision fails is better told by what that provision asks.
    return {key: some for key, some in parts.items() if "*" in key[0] or len(some) > 1}


def _is_one_change(shape: str, found: list[Finding], failing: int) -> bool:
    enough = len({finding.subject for finding in found}) >= ALIKE if "*" in shape else True
    return enough and len(found) >= SHARE * failing


def _of_pages(pages: Mapping[tuple[str, Hand], list[Part]], stakes: Mapping[str, Stake]) -> Iterator[Task]:
    for (shape, hand), parts in pages.items():
        yield Task(tuple(parts), shape, hand, _stake(parts, stakes))


def _by_fix(alone: list[Part], stakes: Mapping[str, Stake]) -> Iterator[Task]:
    """Provisions that are mended by doing the same are one task."""
    same: dict[str, list[Part]] = {}
    for part in alone:
        same.setdefault(part.provision.fix.zh, []).append(part)
    for parts in same.values():
        yield Task(tuple(parts), "", _hand([f for part in parts for f in part.findings]), _stake(parts, stakes))


def _stake(parts: list[Part], stakes: Mapping[str, Stake]) -> Stake:
    # What a provision loses comes back with the task that mends most of it, and is not promised twice.
    held = [stakes[part.provision.id] for part in parts if part.provision.id in stakes and part.most]
    vetoes = dict.fromkeys(veto for stake in held for veto in stake.vetoes)
    return Stake(sum(stake.low for stake in held), sum(stake.high for stake in held), tuple(vetoes))


def _hand(findings: list[Finding]) -> Hand:
    if findings and all(finding.attested for finding in findings):
        return Hand.OFFICE
    # How new the newest item is, and how many items there are: what those who publish can mend, and nobody else.
    if findings and all("newest_on" in f.values or f.values.get("items") == 0 for f in findings):
        return Hand.CONTENT
    return Hand.MARKUP


def shape_of(subject: str) -> str:
    """The address of a page with every number as *: pages a system made alike. Empty for what is no page on the web."""
    if not subject.startswith(("http://", "https://")):
        return ""
    return _DIGITS.sub("*", subject.partition("#")[0].partition("?")[0])
