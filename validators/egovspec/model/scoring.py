"""How a profile scores: single vetoes, points lost, points earned. Rules only; `model/score.py` works them out.

Shaped after the national inspection table of government websites. Source: 国办秘函〔2019〕19号 (gbmh-2019-19#score-1 to #score-6).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, model_validator

from egovspec.model.base import ClauseReference, Shape, Text
from egovspec.model.standard import ProvisionId
from egovspec.model.trait import TraitCondition
from egovspec.model.wrong import Wrong

IndicatorId = Annotated[str, Field(pattern=r"^[A-Z]\d+(\.\d+)*$", max_length=20, description="指标编号。Indicator.")]


def _points(value: Any) -> Any:
    # Tenths must add up: 0.1 taken ten times is one point, which floats do not promise.
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise Wrong("must be a number of points", "必须是分值")
    try:
        return Decimal(str(value))
    except ArithmeticError:
        raise Wrong("must be a number of points", "必须是分值") from None


def _few_places(value: Decimal) -> Decimal:
    if not value.is_finite() or not 0 <= value <= 1000 or value != value.quantize(Decimal("0.01")):
        raise Wrong(
            "must be between 0 and 1000, with two decimal places at most", "必须在 0 与 1000 之间，至多两位小数"
        )
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
            raise Wrong("must say either `points` or `each`", "必须写明 `points` 或 `each`，二者择一")
        if self.points is not None and (self.sample is not None or self.most is not None or self.per is not Per.FAULT):
            raise Wrong(
                "`per`, `sample` and `most` belong to `each`, not to `points`",
                "`per`、`sample`、`most` 只与 `each` 同用，不与 `points` 同用",
                "points",
            )
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
            added, most = plain_number(total), plain_number(self.most)
            raise Wrong(f"its indicators add up to {added}, not to {most}", f"各项之和为 {added}，不是 {most}", "most")
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
            taken, start = plain_number(deducted), plain_number(self.start)
            raise Wrong(
                f"blocks take {taken} points of {start}", f"各块共扣 {taken} 分，超过起评分 {start} 分", "start"
            )
        for n, block in enumerate(self.blocks):
            for m, item in enumerate(block.items):
                if item.earns or not item.loses:
                    en, zh = f"{item.id} must say what it loses", f"{item.id} 须以 `loses` 写明扣分"
                    raise Wrong(en, zh, "blocks", n, "items", m)
        for n, block in enumerate(self.rewards):
            for m, item in enumerate(block.items):
                if item.loses or not item.earns:
                    en, zh = f"{item.id} must say what it earns", f"{item.id} 须以 `earns` 写明加分"
                    raise Wrong(en, zh, "rewards", n, "items", m)
        if self.rewards and self.bonus is None:
            en = "rewards need `bonus`: above which result they count, and how much at most"
            raise Wrong(en, "有 `rewards` 须有 `bonus`：何种得分以上计加分、至多加几分", "rewards")
        seen: set[str] = set()
        for path, name in self._named():
            if name in seen:
                raise Wrong(f"the indicator {name} stands here twice", f"指标编号 {name} 重复", *path)
            seen.add(name)
        blocks, vetoes = {block.id for block in self.blocks}, {veto.id for veto in self.vetoes}
        for n, exempt in enumerate(self.exempt):
            if exempt.block not in blocks:
                raise Wrong(f"no block {exempt.block}", f"没有 {exempt.block} 这一块", "exempt", n, "block")
            for m, name in enumerate(exempt.vetoes):
                if name not in vetoes:
                    raise Wrong(f"no veto {name}", f"没有单项否决 {name}", "exempt", n, "vetoes", m)
        return self

    def _named(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Ids of vetoes, blocks and items, and where they stand."""
        yield from ((("vetoes", n, "id"), veto.id) for n, veto in enumerate(self.vetoes))
        for part, blocks in (("blocks", self.blocks), ("rewards", self.rewards)):
            for n, block in enumerate(blocks):
                yield (part, n, "id"), block.id
                yield from (((part, n, "items", m, "id"), item.id) for m, item in enumerate(block.items))

    @property
    def indicators(self) -> Iterator[str]:
        """Ids of vetoes, blocks and items."""
        yield from (name for _, name in self._named())

    @property
    def provisions(self) -> Iterator[str]:
        """Ids of all provisions scored, as often as they are."""
        yield from (name for _, name in self.scored())

    def scored(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Ids of all provisions scored, and where they stand."""
        for n, veto in enumerate(self.vetoes):
            yield from ((("vetoes", n, "provisions", m), name) for m, name in enumerate(veto.provisions))
        for part, blocks in (("blocks", self.blocks), ("rewards", self.rewards)):
            for n, block in enumerate(blocks):
                for m, item in enumerate(block.items):
                    key = "loses" if item.loses else "earns"
                    for k, line in enumerate(item.lines):
                        yield (part, n, "items", m, key, k, "provision"), line.provision
