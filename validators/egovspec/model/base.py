"""What all shapes share: the frozen base, texts in two languages, names, versions and references.

Shapes only. Nothing here reads a file or knows what a value is used for.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from egovspec.model.duration import Duration
from egovspec.model.language import Language
from egovspec.model.wrong import Wrong


class Shape(BaseModel):
    """Base of every document and part of a document: immutable, and closed to unknown keys."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, validate_default=True, defer_build=True
    )


def _one_line(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value


def _one_line_zh(value: Any) -> Any:
    # YAML folds a line break into a blank, which Chinese does not write between two of its characters.
    return _BETWEEN_HAN.sub("", _one_line(value)) if isinstance(value, str) else value


_BETWEEN_HAN = re.compile(
    r"(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]) (?=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])"
)
# Line breaks inside a text are the author's layout in YAML, not part of the wording.
Wording = Annotated[str, BeforeValidator(_one_line), Field(min_length=1)]
ChineseWording = Annotated[str, BeforeValidator(_one_line_zh), Field(min_length=1)]


class Text(Shape):
    """A text for people, in both languages. zh prevails. 供人阅读的文字，中英文俱全，以中文为准。"""

    zh: ChineseWording = Field(description="中文；以此为准。Chinese; prevails.")
    en: Wording = Field(description="英文。English.")

    def in_(self, language: Language) -> str:
        return self.zh if language is Language.ZH else self.en


def _true_or_false(value: Any) -> Any:
    # YAML 1.2: only true and false are booleans. pydantic would also take yes, on, 1, t …
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    raise Wrong("must be true or false", "必须是 true 或 false")


def _iso_date(value: Any) -> Any:
    if isinstance(value, datetime) or not isinstance(value, str | date):
        raise Wrong("must be a date, YYYY-MM-DD", "必须是日期 YYYY-MM-DD")
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        raise Wrong("must be a date, YYYY-MM-DD", "必须是日期 YYYY-MM-DD")
    return value


Flag = Annotated[bool, BeforeValidator(_true_or_false)]
Day = Annotated[date, BeforeValidator(_iso_date)]

SLUG = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
SEMVER = r"(?:0|[1-9]\d{0,4})\.(?:0|[1-9]\d{0,4})\.(?:0|[1-9]\d{0,4})"
IDENTIFIER = rf"(?:{SLUG}/)?[a-z0-9](?:-?[a-z0-9])*"

Identifier = Annotated[
    str,
    Field(
        pattern=rf"^{IDENTIFIER}$",
        max_length=100,
        description="名称，小写字母、数字与连字符；可带命名空间 hz/…。Lower-case name; may carry a namespace.",
        examples=["portal-columns", "hz/portal-columns"],
    ),
]
Semver = Annotated[
    str,
    Field(
        pattern=rf"^{SEMVER}$",
        description="语义化版本号，加引号。Semantic version, quoted.",
        examples=["1.0.0"],
    ),
]
Reference = Annotated[
    str,
    Field(
        pattern=rf"^{IDENTIFIER}@(?:{SEMVER}|\d{{1,5}})$",
        max_length=120,
        description="引用：id@主版本 或 id@完整版本。Reference: id@major or id@1.2.3.",
        examples=["city-portal@1", "city-portal@1.0.0"],
    ),
]
CLAUSE_ID = r"[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*"
ClauseReference = Annotated[
    str,
    Field(
        pattern=rf"^{IDENTIFIER}#{CLAUSE_ID}$",
        max_length=140,
        description="条款引用：来源#条款。Clause cited: source#clause.",
        examples=["zj-2003-30#2.1e"],
    ),
]
Url = Annotated[str, Field(max_length=4096)]
Name = Annotated[str, Field(pattern=rf"^{SLUG}$", max_length=60)]


class Confidence(StrEnum):
    """How well a fact could be confirmed. A, B: in full text or in independent copies. C: one secondary source. D: not."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Origin(StrEnum):
    """Where a requirement comes from: a norm, common practice, or a proposal of this project."""

    NORM = "norm"
    PRACTICE = "practice"
    PROPOSAL = "proposal"


class Tier(StrEnum):
    """Tier of government. 层级。"""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


class Document(Shape):
    """What opens every file: which kind, which id, which version.

    NOT_RELEASED   fields that may still be written to once it is released
    """

    NOT_RELEASED: ClassVar[frozenset[str]] = frozenset()

    kind: str
    id: Identifier
    version: Semver

    @property
    def exact(self) -> str:
        """The exact reference, id@1.2.3."""
        return f"{self.id}@{self.version}"


__all__ = [
    "ChineseWording",
    "ClauseReference",
    "Confidence",
    "Day",
    "Document",
    "Duration",
    "Flag",
    "Identifier",
    "Language",
    "Name",
    "Origin",
    "Reference",
    "Semver",
    "Shape",
    "Text",
    "Tier",
    "Url",
    "Wording",
]
