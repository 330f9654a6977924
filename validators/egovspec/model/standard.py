"""A standard: provisions about one subject, with a version. It knows no SQL."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from egovspec.model.base import (
    ClauseReference,
    Confidence,
    Document,
    Flag,
    Name,
    Origin,
    Reference,
    Semver,
    Shape,
    Text,
)


class Level(StrEnum):
    """Force of a provision. Source: GB/T 1.1-2020, 应 requirement, 宜 recommendation, 可 permission."""

    SHALL = "shall"
    SHOULD = "should"
    MAY = "may"


class VerifiedByCheck(Shape):
    """Verified by a check over facts. 由检查核验。"""

    check: Reference = Field(description="检查。The check.")
    with_: dict[Name | Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], Any] = Field(
        default_factory=dict,
        alias="with",
        description="参数；缺者由实施方案填写。Parameters; the profile fills the rest.",
    )


class VerifiedByReview(Shape):
    """Verified by a person, whose attestation answers it. 由人工核验。"""

    review: Text = Field(description="请人查阅什么、如何判断。What a person reads, and how to decide.")


def _how(value: Any) -> str:
    if isinstance(value, VerifiedByReview):
        return "review"
    return "review" if isinstance(value, dict) and "review" in value and "check" not in value else "check"


Verification = Annotated[
    Annotated[VerifiedByCheck, Tag("check")] | Annotated[VerifiedByReview, Tag("review")], Discriminator(_how)
]

PROVISION_ID = r"[A-Z]{2}-\d{2,3}"
ProvisionId = Annotated[
    str,
    Field(
        pattern=rf"^{PROVISION_ID}$",
        description="标准代号与序号，永不复用。Code and number; never reused.",
        examples=["PC-03"],
    ),
]


class Provision(Shape):
    """One thing a standard requires, recommends or permits. 条款。"""

    id: ProvisionId
    level: Level = Field(description="shall 应、should 宜、may 可。Source: GB/T 1.1.")
    title: Text
    text: Text = Field(description="规范文字。The wording.")
    basis: list[ClauseReference] = Field(min_length=1, description="依据条款。Clauses it rests on.")
    confidence: Confidence = Field(
        description="依据核实程度；A、B 可为 shall，C 至多 should，D 不得发布。How well confirmed."
    )
    origin: Origin = Field(description="规范、惯例或本项目建议；建议至多 should。Norm, practice or proposal.")
    verify: list[Verification] = Field(min_length=1, description="如何核验；多项时以最差者为准。The worst decides.")
    fix: Text = Field(description="如何整改。How to mend it.")
    since: Semver = Field(description="自本标准哪一版起。Since which version of the standard.")
    mandatory: Flag = Field(False, description="不得豁免。Cannot be waived.")
    note: Text | None = None


class Standard(Document):
    """Provisions about one subject. 标准。"""

    kind: Literal["standard"]
    code: Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="条款代号，永不复用。Prefix of its provisions' ids.")]
    title: Text
    scope: Text = Field(description="范围。What it covers.")
    provisions: list[Provision] = Field(min_length=1)

    def provision(self, provision_id: str) -> Provision | None:
        return next((provision for provision in self.provisions if provision.id == provision_id), None)
