"""Findings of one provision, put together where they say the same.

Five hundred pages without a tag are one sentence and a list of five hundred addresses: people read it, and a report of a
hundred thousand findings stays small enough to open. None is passed over: what does not stand open is folded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from egovspec.judge.reasons import REASONS
from egovspec.model.base import Text
from egovspec.model.report import Finding, Value
from egovspec.render import digest, words
from egovspec.render.html.markup import Html, between, both, linked, markup, tag, told
from egovspec.render.html.pieces import Standing, chunks, meaning, rows, standing_badge

GROUPS_SHOWN = 10
PLACES_SHOWN = 5
# A list opened at once must be laid out at once; a few hundred lines are no burden to any browser.
LOT = 200
_ORDER = {standing: position for position, standing in enumerate(Standing)}


@dataclass(frozen=True)
class Group:
    """Findings that say the same thing of different subjects, at least one."""

    findings: list[Finding]

    @property
    def first(self) -> Finding:
        return self.findings[0]

    def shared(self) -> dict[str, Value]:
        """The values all of them have in common, without those the message tells anyway."""
        first, *others = (finding.values for finding in self.findings)
        common = {name: value for name, value in first.items() if all(name in o and o[name] == value for o in others)}
        said = self.first.message.zh + self.first.message.en
        return {name: value for name, value in common.items() if not _said(value, said)}


def _said(value: Value, message: str) -> bool:
    return isinstance(value, str) and len(value) > 3 and value in message


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """Findings by what they say, the worst first and of these the commonest, otherwise in the order given."""
    groups: dict[object, list[Finding]] = {}
    for found in findings:
        says = (found.message.zh, found.message.en, found.reason, found.evidence)
        over = (found.effective, found.waived, found.attested)
        groups.setdefault((says, over), []).append(found)
    worst = sorted(groups.values(), key=lambda group: (_ORDER[Standing.of_finding(group[0])], -len(group)))
    return [Group(group) for group in worst]


def listed(groups: Sequence[Group], standing: Standing, *, evidence_named: bool = False) -> Iterator[Html]:
    """The groups as lists: the first ones open, the others folded in lots.

    standing         that of the provision; a group of another standing says so
    evidence_named   whether several pieces of evidence were looked at, so that each finding says which it came from
    """
    first, rest = groups[:GROUPS_SHOWN], groups[GROUPS_SHOWN:]
    if first:
        yield tag("ol", (_group(group, standing, evidence_named) for group in first), class_="findings")
    for start, lot in chunks(rest, LOT):
        number = sum(len(group.findings) for group in lot)
        title = Text(zh=f"其余 {number:,} 处", en=words.counted(number, "more finding"))
        if len(rest) > LOT:
            span = f"{GROUPS_SHOWN + start + 1:,}–{GROUPS_SHOWN + start + len(lot):,}"
            title = Text(zh=f"其余第 {span} 类（{number:,} 处）", en=f"kinds {span} ({number:,} findings)")
        items = tag(
            "ol",
            (_group(group, standing, evidence_named, in_full=False) for group in lot),
            class_="findings",
            start=GROUPS_SHOWN + start + 1,
        )
        yield tag("details", tag("summary", both(title)), items, class_="more rest")


def _group(group: Group, standing: Standing, evidence_named: bool, *, in_full: bool = True) -> Html:
    """One group. Not in full, a finding that stands alone is a sentence and a place, as in a list of many places."""
    first = group.first
    effective = Standing.of_finding(first)
    mark = standing_badge(effective) if effective is not standing else None
    if len(group.findings) == 1 and not in_full and not first.attested:
        return tag("li", both(first.message), mark, " ", _place(first, group.shared()))
    many = len(group.findings)
    number = tag("span", between(f"{many:,} 处", f"{many:,} places"), class_="many") if many > 1 else None
    place = first.place if many == 1 and first.place != first.subject else None
    known = REASONS.get(first.reason or "")
    # Most messages of what is open are, or hold, the meaning of the reason.
    untold = first.reason and not (known and known.zh in first.message.zh)
    shared = group.shared()
    facts = rows(
        (words.SUBJECT, linked(first.subject) if many == 1 and first.subject else None),
        (words.WHERE, linked(place) if place else None),
        (words.VALUES, _values(shared)),
        (words.WHY, meaning(first.reason or "") if untold else None),
        (words.EVIDENCE, told(first.evidence) if evidence_named and first.evidence else None),
        (words.ATTESTED, attested(first)),
    )
    return tag(
        "li",
        tag("p", both(first.message), number, mark, class_="what"),
        facts,
        _places(group, frozenset(shared)) if many > 1 else None,
        class_="many-places" if many > 1 else None,
    )


def attested(finding: Finding) -> Html | None:
    """Who answered a review, when, on which document and until when."""
    if not finding.attested:
        return None
    by = finding.attested
    pieces = [by.by, by.on.isoformat(), *(piece for piece in (by.document, by.note) if piece)]
    until = Text(zh=f"（至 {by.expires}）", en=f"(until {by.expires})")
    return markup([told(" · ".join(pieces)), " ", both(until)])


def _place(finding: Finding, values: dict[str, Value]) -> list[Html | None]:
    """A subject with its place and values on one line."""
    place = finding.place if finding.place and finding.place != finding.subject else None
    beside = tag("span", linked(place), class_="at") if place and finding.subject else None
    own = "; ".join(f"{name} {digest.value_text(value)}" for name, value in values.items())
    return [linked(finding.subject or place or ""), beside, tag("span", told(own), class_="at") if own else None]


def _places(group: Group, shared: frozenset[str]) -> Iterator[Html]:
    found = group.findings
    said = group.first.message.zh + group.first.message.en

    def item(finding: Finding) -> Html:
        own = {name: v for name, v in finding.values.items() if name not in shared and not _said(v, said)}
        return tag("li", _place(finding, own))

    yield tag("ul", map(item, found[:PLACES_SHOWN]), class_="places")
    rest = found[PLACES_SHOWN:]
    for start, lot in chunks(rest, LOT):
        title = Text(zh=f"其余 {len(rest):,} 处", en=words.counted(len(rest), "more place"))
        if len(rest) > LOT:
            span = f"{PLACES_SHOWN + start + 1:,}–{PLACES_SHOWN + start + len(lot):,}"
            title = Text(zh=f"第 {span} 处，共 {len(found):,} 处", en=f"{span} of {len(found):,}")
        yield tag(
            "details", tag("summary", both(title)), tag("ul", map(item, lot), class_="places"), class_="more rest"
        )


def _values(values: dict[str, Value]) -> Html | None:
    if not values:
        return None
    return tag(
        "ul",
        (tag("li", tag("code", told(name)), " ", told(digest.value_text(value))) for name, value in values.items()),
        class_="values",
    )
