"""How a profile scores: single vetoes, points lost, points earned. Rules only; `model/score.py` works them out.

Shaped after the national inspection table of government websites. Source: 国办秘函〔2019〕19号 (gbmh-2019-19#score-1 to #score-6).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from itertools import chain
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, model_validator

from egovspec.model.base import ClauseReference, Shape, Text
from egovspec.model.standard import ProvisionId
from egovspec.model.trait import TraitCondition

IndicatorId = Annotated[str, Field(pattern=r"^[A-Z]\d+(\.\d+)*$", max_length=20, description="指标编号。Indicator.")]


def _points(value: Any) -> Any:
    # Tenths must add up: 0.1 taken ten times is one point, which floats do not promise.
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ValueError("must be a number of points")
    try:
        return Decimal(str(value))
    except ArithmeticError:
        raise ValueError("must be a number of points") from None


def _few_places(value: Decimal) -> Decimal:
    if not value.is_finite() or not 0 <= value <= 1000 or value != value.quantize(Decimal("0.01")):
        raise ValueError("must be between 0 and 1000, with two decimal places at most")
    return value


def plain_number(value: Decimal) -> int | float:
    """Points as a number of JSON: whole ones without a decimal point."""
    return int(value) if value == value.to_integral_value() else float(value)


Points = Annotated[
    Decimal,
    BeforeValidator(_points, json_schema_input_type=float),
    AfterValidator(_few_places),
    PlainSerializer(plain_number, return_type=float, when_used="json"),
]


class Per(StrEnum):
    """What `each` counts."""

    FAULT = "fault"
    SUBJECT = "subject"


class Line(Shape):
    """What one provision costs when it fails, or earns when it passes: once, or for each fault (each subject earned)."""

    provision: ProvisionId
    points: Points | None = Field(None, description="一次性扣（加）分。Once.")
    each: Points | None = Field(
        None, description="每处扣分、每个对象加分。For each fault; for each subject that passes."
    )
    per: Per = Field(
        Per.FAULT,
        description="每处问题或每个对象扣一次。What `each` counts: every fault, or a subject once however many it has.",
    )
    sample: Annotated[int, Field(ge=1)] | None = Field(
        None,
        description="原表抽查的对象数；分数因而是一个范围。Subjects the table samples; the score is then a range.",
    )
    most: Points | None = Field(None, description="本行至多扣（加）多少分。The most this line costs or earns.")

    @model_validator(mode="after")
    def _once_or_each(self) -> Self:
        if (self.points is None) == (self.each is None):
            raise ValueError("must say either `points` or `each`")
        if self.points is not None and (self.sample is not None or self.most is not None or self.per is not Per.FAULT):
            raise ValueError("`per`, `sample` and `most` belong to `each`, not to `points`")
        return self


class Item(Shape):
    """One indicator with its maximum."""

    id: IndicatorId
    title: Text
    most: Points
    loses: list[Line] = Field(default_factory=list, description="扣分。What it loses.")
    earns: list[Line] = Field(default_factory=list, description="加分。What it earns.")

    @property
    def lines(self) -> list[Line]:
        return self.loses or self.earns


class Block(Shape):
    """A block of indicators with the maximum of them all."""

    id: IndicatorId
    title: Text
    most: Points
    items: list[Item] = Field(min_length=1)

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        total = sum((item.most for item in self.items), Decimal())
        if total != self.most:
            raise ValueError(f"its indicators add up to {plain_number(total)}, not to {plain_number(self.most)}")
        return self


class Veto(Shape):
    """A single veto: when one of its provisions fails, the site fails and nothing else is scored."""

    id: IndicatorId
    title: Text
    provisions: list[ProvisionId] = Field(min_length=1)


class Bonus(Shape):
    """Rewards count only for a result above a threshold."""

    above: Points
    most: Points


class BlockExempt(Shape):
    """A block that is not scored for some deployments; what remains is scaled to the full score."""

    block: IndicatorId
    vetoes: list[IndicatorId] = Field(default_factory=list, description="同时不查的单项否决。Vetoes that fall with it.")
    when: TraitCondition
    because: Text


class Scoring(Shape):
    """The scoring of a profile. 评分规则。"""

    basis: list[ClauseReference] = Field(
        default_factory=list, description="评分规则所依据的条款。Clauses the rules of scoring rest on."
    )
    start: Points = Field(description="起评分。What the score starts from.")
    fails_below: Points = Field(description="低于此分为不合格。Below this the site fails.")
    bonus: Bonus | None = None
    vetoes: list[Veto] = Field(default_factory=list)
    blocks: list[Block] = Field(min_length=1)
    rewards: list[Block] = Field(default_factory=list)
    exempt: list[BlockExempt] = Field(default_factory=list)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        deducted = sum((block.most for block in self.blocks), Decimal())
        if deducted > self.start:
            raise ValueError(f"blocks take {plain_number(deducted)} points of {plain_number(self.start)}")
        for block in self.blocks:
            if any(item.earns or not item.loses for item in block.items):
                raise ValueError(f"indicators of {block.id} must say what they lose")
        for block in self.rewards:
            if any(item.loses or not item.earns for item in block.items):
                raise ValueError(f"indicators of {block.id} must say what they earn")
        if self.rewards and self.bonus is None:
            raise ValueError("rewards need `bonus`: above which result they count, and how much at most")
        ids = list(self.indicators)
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise ValueError(f"indicators stand twice: {', '.join(twice)}")
        blocks, vetoes = {block.id for block in self.blocks}, {veto.id for veto in self.vetoes}
        for exempt in self.exempt:
            unknown = ({exempt.block} - blocks) | (set(exempt.vetoes) - vetoes)
            if unknown:
                raise ValueError(f"no such block or veto: {', '.join(sorted(unknown))}")
        return self

    @property
    def indicators(self) -> Iterator[str]:
        """Ids of vetoes, blocks and items."""
        yield from (veto.id for veto in self.vetoes)
        for block in chain(self.blocks, self.rewards):
            yield block.id
            yield from (item.id for item in block.items)

    @property
    def provisions(self) -> Iterator[str]:
        """Ids of all provisions scored, as often as they are."""
        yield from (provision for veto in self.vetoes for provision in veto.provisions)
        for block in chain(self.blocks, self.rewards):
            yield from (line.provision for item in block.items for line in item.lines)
