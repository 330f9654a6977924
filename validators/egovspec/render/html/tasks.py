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
    by_shape: dict[str, list[Part]] = {}
    alone: list[Part] = []
    for provision in digest.having(report, Outcome.FAIL):
        failing = [finding for finding in provision.findings if finding.effective is Outcome.FAIL]
        shapes: dict[str, list[Finding]] = {}
        for finding in failing:
            shapes.setdefault(shape_of(finding.subject), []).append(finding)
        left = failing
        for shape, found in shapes.items():
            if shape and _is_one_change(shape, found, len(failing)):
                by_shape.setdefault(shape, []).append(Part(provision, tuple(found), len(found)))
                left = [finding for finding in left if shape_of(finding.subject) != shape]
        beyond = provision.omitted if provision.counts.failed > len(failing) else 0
        if left or not failing:
            alone.append(Part(provision, tuple(left), max(len(left) + beyond, 1)))
    found = [*_of_pages(by_shape, known), *_by_fix(alone, known)]
    return sorted(found, key=Task.pressing)


def _is_one_change(shape: str, found: list[Finding], failing: int) -> bool:
    enough = len({finding.subject for finding in found}) >= ALIKE if "*" in shape else True
    return enough and len(found) >= SHARE * failing


def _of_pages(by_shape: Mapping[str, list[Part]], stakes: Mapping[str, Stake]) -> Iterator[Task]:
    for shape, parts in by_shape.items():
        hand = _hand([finding for part in parts for finding in part.findings])
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
    if findings and all("newest_on" in finding.values for finding in findings):
        return Hand.CONTENT
    return Hand.MARKUP


def shape_of(subject: str) -> str:
    """The address of a page with every number as *: pages a system made alike. Empty for what is no page on the web."""
    if not subject.startswith(("http://", "https://")):
        return ""
    return _DIGITS.sub("*", subject.partition("#")[0].partition("?")[0])
