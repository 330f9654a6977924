"""The score of a report: worked out from the rules of its profile and its results, and never stored.

What nobody knows yet makes the score a range: a review that awaits an answer, what could not be collected, and the luck of
a sample, where the table looks at five subjects and the machine at all of them. Waivers give no points back: the table
knows none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from egovspec.model.base import Shape, Text
from egovspec.model.outcome import Outcome
from egovspec.model.scoring import Block, Item, Line, Per, Points, Scoring, Veto

_NONE = Decimal()


class Certainty(StrEnum):
    """How far the points of a line, or a veto, are known."""

    CLEAR = "clear"  # nothing lost, or nothing earned; a veto that does not hold
    COUNTED = "counted"  # points lost or earned; a veto that holds
    UNKNOWN = "unknown"  # somebody has to answer, or something could not be seen
    EXEMPT = "exempt"  # does not apply


class Result(StrEnum):
    """What the score comes to."""

    PASSES = "passes"
    FAILS = "fails"
    UNSETTLED = "unsettled"


class Faults(Shape):
    """How many failing subjects have this number of faults."""

    faults: int
    subjects: int


class Answer(Shape):
    """What people answered to a provision's reviews, as far as scoring needs it."""

    outcome: Outcome
    faults: int | None = None


class Tallied(Protocol):
    """What scoring reads of the result of a provision."""

    @property
    def id(self) -> str: ...
    @property
    def faults(self) -> Sequence[Faults] | None: ...
    @property
    def tally(self) -> Subjects: ...


@dataclass(frozen=True)
class Subjects:
    """Subjects of one provision by what is known of them, answers of people included, waivers left aside.

    unanswered   reviews nobody has answered
    unseen       something that could concern any number of subjects was not seen, or a check went wrong
    answers      answers to its reviews
    """

    passed: int
    failed: int
    open: int
    unanswered: int
    unseen: bool
    answers: tuple[Answer, ...] = ()

    @property
    def fails(self) -> bool:
        return self.failed > 0 or any(answer.outcome is Outcome.FAIL for answer in self.answers)

    @property
    def unknown(self) -> bool:
        return bool(self.open or self.unanswered or self.unseen)

    @property
    def passes(self) -> bool:
        """Whether something passed, and nothing fails or is unknown."""
        answered = any(answer.outcome is Outcome.PASS for answer in self.answers)
        return bool(self.passed or answered) and not self.fails and not self.unknown


class Range(Shape):
    """Points, between the fewest and the most they can come to."""

    low: Points
    high: Points

    @property
    def known(self) -> bool:
        return self.low == self.high

    @classmethod
    def within(cls, low: Decimal, high: Decimal, most: Decimal) -> Range:
        """From low to high, neither above `most`."""
        return cls(low=min(low, most), high=min(max(low, high), most))


def _sum(ranges: Iterable[Range], most: Decimal) -> Range:
    found = list(ranges)
    return Range.within(sum((r.low for r in found), _NONE), sum((r.high for r in found), _NONE), most)


class LineScore(Range):
    """One line of an indicator: points lost or earned through one provision."""

    provision: str
    state: Certainty


class ItemScore(Range):
    """One indicator."""

    id: str
    title: Text
    most: Points
    lines: list[LineScore]


class BlockScore(Range):
    """One block. An exempt one counts nothing, and says why."""

    id: str
    title: Text
    most: Points
    exempt: Text | None = None
    items: list[ItemScore]


class VetoState(Shape):
    """One single veto."""

    id: str
    title: Text
    state: Certainty
    provisions: list[str]


class Score(Shape):
    """A score with its deductions. `low` and `high` hold the final score, the bonus included where it counts."""

    start: Points
    fails_below: Points
    bonus_above: Points | None = None
    low: Points
    high: Points
    deducted: Range
    bonus: Range
    result: Result
    vetoes: list[VetoState]
    blocks: list[BlockScore]
    rewards: list[BlockScore]

    @property
    def settled(self) -> bool:
        return self.result is not Result.UNSETTLED and self.low == self.high

    @property
    def fired(self) -> list[VetoState]:
        return [veto for veto in self.vetoes if veto.state is Certainty.COUNTED]


def score(scoring: Scoring, results: Iterable[Tallied], traits: Mapping[str, str]) -> Score:
    """The score by these rules. A provision that was not looked at counts as unknown."""
    found = {result.id: result for result in results}
    exempt = [one for one in scoring.exempt if one.when.met_by(traits)]
    why = {one.block: one.because for one in exempt}
    fallen = {veto for one in exempt for veto in one.vetoes}
    vetoes = [_veto(veto, found, veto.id in fallen) for veto in scoring.vetoes]
    blocks = [_block(block, found, why.get(block.id)) for block in scoring.blocks]
    rewards = [_block(block, found, None) for block in scoring.rewards]
    deducted = _sum(blocks, scoring.start)
    left = scoring.start - sum((block.most for block in scoring.blocks if block.id in why), _NONE)
    low, high = (_scaled(left - lost, scoring.start, left) for lost in (deducted.high, deducted.low))
    bonus = _sum(rewards, scoring.bonus.most if scoring.bonus else _NONE)
    above = scoring.bonus.above if scoring.bonus else None
    states = {veto.state for veto in vetoes}
    if Certainty.COUNTED in states or high < scoring.fails_below:
        result = Result.FAILS
    elif Certainty.UNKNOWN in states or low < scoring.fails_below:
        result = Result.UNSETTLED
    else:
        result = Result.PASSES
    return Score(
        start=scoring.start,
        fails_below=scoring.fails_below,
        bonus_above=above,
        low=low + (bonus.low if above is not None and low > above else _NONE),
        high=high + (bonus.high if above is not None and high > above else _NONE),
        deducted=deducted,
        bonus=bonus,
        result=result,
        vetoes=vetoes,
        blocks=blocks,
        rewards=rewards,
    )


def _scaled(points: Decimal, start: Decimal, left: Decimal) -> Decimal:
    """What remains of `left` points, as if there were `start` of them: 25 of 100 left out gives four thirds."""
    return points if left == start or not left else (points * start / left).quantize(Decimal("0.01"))


def _veto(veto: Veto, found: Mapping[str, Tallied], fallen: bool) -> VetoState:
    tallies = [found[one].tally if one in found else None for one in veto.provisions]
    if fallen:
        state = Certainty.EXEMPT
    elif any(tally is not None and tally.fails for tally in tallies):
        state = Certainty.COUNTED
    elif any(tally is None or tally.unknown for tally in tallies):
        state = Certainty.UNKNOWN
    else:
        state = Certainty.CLEAR
    return VetoState(id=veto.id, title=veto.title, state=state, provisions=veto.provisions)


def _block(block: Block, found: Mapping[str, Tallied], exempt: Text | None) -> BlockScore:
    items = [_item(item, found, exempt is not None) for item in block.items]
    whole = _sum(items, block.most)
    return BlockScore(
        id=block.id, title=block.title, most=block.most, exempt=exempt, items=items, low=whole.low, high=whole.high
    )


def _item(item: Item, found: Mapping[str, Tallied], exempt: bool) -> ItemScore:
    lines = [_line(item, line, found.get(line.provision), exempt) for line in item.lines]
    whole = _sum(lines, item.most)
    return ItemScore(id=item.id, title=item.title, most=item.most, lines=lines, low=whole.low, high=whole.high)


def _line(item: Item, line: Line, result: Tallied | None, exempt: bool) -> LineScore:
    if exempt:
        points, state = Range(low=_NONE, high=_NONE), Certainty.EXEMPT
    else:
        most = _most(item, line, result)
        if result is None:
            points = Range(low=_NONE, high=most)
        else:
            points = (_lost if item.loses else _earned)(line, result, most)
        state = Certainty.UNKNOWN if not points.known else Certainty.COUNTED if points.high else Certainty.CLEAR
    return LineScore(provision=line.provision, state=state, low=points.low, high=points.high)


def _most(item: Item, line: Line, result: Tallied | None) -> Decimal:
    """The most a line can come to: its own maximum; for subjects with one fault each that are sampled, all of them."""
    if line.points is not None:
        return min(line.points, item.most)
    most = line.most if line.most is not None else item.most
    if line.sample is not None and (result is None or not _by_fault(line, result)):
        most = min(most, (line.each or _NONE) * line.sample)
    return most


def _by_fault(line: Line, result: Tallied) -> bool:
    """Whether a subject counts as often as it has faults, and not once."""
    return line.per is Per.FAULT and result.faults is not None


def _lost(line: Line, result: Tallied, most: Decimal) -> Range:
    tally = result.tally
    if line.points is not None:
        low = line.points if tally.fails else _NONE
        return Range.within(low, line.points if tally.unknown else low, most)
    each = line.each or _NONE
    by_fault = _by_fault(line, result)
    if by_fault:
        faulty = [fault.faults for fault in result.faults or () for _ in range(min(fault.subjects, _ENOUGH))]
    else:
        faulty = [1] * min(tally.failed, _ENOUGH)
    # An open subject may have one fault; where faults are counted, as many as the maximum allows.
    doubtful = [_ENOUGH if by_fault else 1] * min(tally.open, _ENOUGH)
    low = each * sum(_luckiest(faulty, tally.passed + tally.open, line.sample))
    high = each * sum(sorted([*faulty, *doubtful], reverse=True)[: line.sample])
    for answer in tally.answers:
        if answer.outcome is Outcome.FAIL:
            low += each * (answer.faults or 1)
            high += each * answer.faults if answer.faults else most
    if tally.unanswered or tally.unseen:
        high = most
    return Range.within(low, high, most)


# A hundredth of a point each is a hundred points by then: no maximum is above that, so the rest need not be listed.
_ENOUGH = 100_000


def _luckiest(faulty: Sequence[int], faultless: int, sample: int | None) -> list[int]:
    """Faults a sample meets when it meets as few as it can."""
    if sample is None:
        return list(faulty)
    return sorted(faulty)[: max(0, sample - faultless)]


def _earned(line: Line, result: Tallied, most: Decimal) -> Range:
    tally = result.tally
    if line.points is not None:
        low = line.points if tally.passes else _NONE
        may = tally.passes or (tally.unknown and not tally.fails)
        return Range.within(low, line.points if may else _NONE, most)
    each = line.each or _NONE
    subjects = tally.passed + tally.failed + tally.open
    looked_at = subjects if line.sample is None else min(line.sample, subjects)
    low = each * max(0, looked_at - tally.failed - tally.open)
    high = each * min(looked_at, tally.passed + tally.open)
    for answer in tally.answers:
        if answer.outcome is Outcome.PASS:
            low, high = low + most, high + most
        elif answer.outcome is Outcome.FAIL and answer.faults is not None and line.sample is not None:
            good = each * max(0, line.sample - answer.faults)
            low, high = low + good, high + good
    if tally.unanswered or tally.unseen:
        high = most
    return Range.within(low, high, most)
