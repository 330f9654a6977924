"""A portal column tree: which columns a portal has, under what names, and how often each must show something new."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from egovspec.model.base import (
    SLUG,
    ClauseReference,
    Confidence,
    Document,
    Duration,
    Flag,
    Name,
    Origin,
    Shape,
    Text,
    Tier,
)

ColumnPath = Annotated[str, Field(pattern=rf"^{SLUG}(/{SLUG})*$", max_length=120, examples=["disclosure/news"])]


class Column(Shape):
    """One column (栏目) and the columns below it."""

    path: ColumnPath = Field(description="路径，含上级。Path, with its parents.")
    name: Text
    aliases: list[Annotated[str, Field(min_length=1, max_length=60)]] = Field(
        default_factory=list, description="同义名称；* 代表任意文字，如 走进*。Other names; * stands for any text."
    )
    column_class: Name | None = Field(
        None, alias="class", description="栏目类别，如 news、notice、policy。Class of column; decides the update rule."
    )
    required: Flag = Field(False, description="必设（●）。Must exist.")
    expected: Flag = Field(False, description="宜设（○）。Should exist.")
    max_idle: Duration | None = Field(None, description="更新周期红线。Longest time without anything new.")
    good_idle: Duration | None = Field(None, description="良好实践的更新周期。The cycle of good practice.")
    min_items: Annotated[int, Field(ge=0)] | None = Field(None, description="至少条目数。Fewest items; 0: no list.")
    basis: list[ClauseReference] = Field(default_factory=list)
    origin: Origin = Origin.PROPOSAL
    confidence: Confidence | None = None
    columns: list[Column] = Field(default_factory=list)

    def walk(self) -> Iterator[Column]:
        yield self
        for child in self.columns:
            yield from child.walk()


class ColumnTree(Document):
    """A column tree: for one tier of portal, or for one kind of site. 栏目树。"""

    kind: Literal["columns"]
    title: Text
    tier: Tier | None = Field(None, description="层级；不写则不分层级。Tier of portal; none: sites of any tier.")
    columns: list[Column] = Field(min_length=1)

    def walk(self) -> Iterator[Column]:
        """All columns, parents before children."""
        for column in self.columns:
            yield from column.walk()
