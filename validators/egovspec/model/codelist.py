"""A list of codes with their names."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from egovspec.model.base import ClauseReference, Day, Document, Shape, Text


class Code(Shape):
    """One code. 代码。"""

    code: Annotated[str, Field(min_length=1, max_length=60)]
    name: Text
    parent: str | None = None
    level: str | None = Field(None, description="层级，如 province、city、county。Level within the list.")
    valid_from: Day | None = None
    valid_to: Day | None = None


class CodeList(Document):
    """A code list. 代码表。"""

    kind: Literal["codelist"]
    title: Text
    basis: list[ClauseReference] = Field(default_factory=list)
    note: Text | None = None
    codes: list[Code] = Field(min_length=1)
