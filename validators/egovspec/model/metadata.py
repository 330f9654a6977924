"""A metadata element set: page tags now, resource metadata later."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from egovspec.model.base import ClauseReference, Confidence, Document, Flag, Origin, Reference, Shape, Text


class PageKind(StrEnum):
    """Kinds of page a portal has. 首页、栏目页、内容页、其他。"""

    HOME = "home"
    COLUMN = "column"
    ITEM = "item"
    OTHER = "other"


class Obligation(StrEnum):
    MANDATORY = "mandatory"
    OPTIONAL = "optional"


class ElementType(StrEnum):
    TEXT = "text"
    DATE_TIME = "date-time"
    URL = "url"
    HOST = "host"
    CODE = "code"


class Element(Shape):
    """One element. 元数据元素。"""

    name: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.:-]*$", max_length=60)] = Field(
        description="名称，大小写须一致。Name; case matters."
    )
    title: Text
    group: Annotated[str, Field(pattern=r"^[a-z][a-z-]*$")] = Field(description="分组：site、column、content。Group.")
    obligation: Obligation
    on: list[PageKind] = Field(min_length=1, description="哪些页面必须（或可以）有。Kinds of page it belongs on.")
    occurs: Annotated[int, Field(ge=1)] = Field(1, description="最多出现次数。Most occurrences.")
    type: ElementType = ElementType.TEXT
    pattern: str | None = Field(
        None, description="正则表达式（RE2，须整体匹配）。Regular expression; must match the whole."
    )
    codelist: Reference | None = None
    open_list: Flag = Field(False, description="代码表是否开放。Values outside the list are allowed.")
    meaning: Text
    example: str | None = None
    basis: list[ClauseReference] = Field(default_factory=list)
    origin: Origin = Origin.NORM
    confidence: Confidence | None = None


class Metadata(Document):
    """An element set. 元数据元素集。"""

    kind: Literal["metadata"]
    title: Text
    elements: list[Element] = Field(min_length=1)
