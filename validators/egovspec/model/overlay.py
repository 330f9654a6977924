"""Overlays on findings: a person's documented answer, and an approved, expiring exception.

Neither changes a finding; both are laid over it, and the original outcome stays visible.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from egovspec.model.base import Day, Identifier, Shape, Wording
from egovspec.model.outcome import Outcome
from egovspec.model.standard import ProvisionId
from egovspec.model.wrong import Wrong


class SupportingDocument(Shape):
    """The paper an answer rests on."""

    title: Wording
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None


class Attestation(Shape):
    """A person's answer to a `review` provision. 人工确认。"""

    provision: ProvisionId
    outcome: Literal[Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE]
    by: Wording = Field(description="确认人的职务。Role of who answers.")
    on: Day
    expires: Day
    document: SupportingDocument | None = None
    faults: Annotated[int, Field(ge=1, le=100_000)] | None = Field(
        None,
        description="不符合时，所查对象中有几处问题；用于评分。When it fails: how many faults were found; for scoring.",
    )
    note: Wording | None = None

    @model_validator(mode="after")
    def _faults_of_what_fails(self) -> Self:
        if self.faults is not None and self.outcome is not Outcome.FAIL:
            raise Wrong("`faults` belong to an answer that fails", "`faults` 只用于结果为 fail 的答复", "faults")
        return self


class Attestations(Shape):
    """Answers for one deployment."""

    kind: Literal["attestations"]
    deployment: Identifier
    attestations: list[Attestation]


class Waiver(Shape):
    """An approved exception, which ends. 豁免。"""

    provision: ProvisionId
    subject: str | None = Field(
        None, min_length=1, description="只豁免该对象。Only this subject; else the whole provision."
    )
    because: Wording
    approved_by: Wording = Field(description="批准人的职务。Role of who approved it.")
    on: Day
    expires: Day


class Waivers(Shape):
    """Exceptions for one deployment."""

    kind: Literal["waivers"]
    deployment: Identifier
    waivers: list[Waiver]
