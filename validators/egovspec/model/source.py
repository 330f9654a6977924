"""A policy or standard document as a list of clauses, in our words."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from egovspec.model.base import CLAUSE_ID, Confidence, Day, Document, Shape, Text


class Machine(StrEnum):
    """How a deployment can be held to a clause."""

    AUTO = "auto"
    RECORD = "record"
    REVIEW = "review"
    AIM = "aim"


ClauseId = Annotated[str, Field(pattern=rf"^{CLAUSE_ID}$", max_length=40)]


class Clause(Shape):
    """One thing the document asks for. 条款。"""

    id: ClauseId = Field(description="条款号，被 basis 引用。Clause id, cited by basis.")
    text: Text = Field(description="本项目的概述，不抄原文。In our own words.")
    machine: list[Machine] = Field(
        min_length=1, description="核验方式：自动、记录、人工、目标。How it can be verified."
    )
    confidence: Confidence | None = Field(
        None, description="本条的可信度，缺省同来源。Confidence of this clause; the source's when absent."
    )
    carried_by: list[ClauseId] = Field(
        default_factory=list, description="目标由哪些条款落实。For an aim: the clauses that make it concrete."
    )
    planned: list[Annotated[str, Field(pattern=r"^[A-Z]{2}$")]] = Field(
        default_factory=list,
        description="将由哪些标准承载（尚未编写）。Codes of the standards that will carry it, not yet written.",
    )
    left_out: Text | None = Field(
        None,
        description="本库不设条款承载本条的理由。Why nothing of this library carries it: whom it addresses, what is missing.",
    )


class Source(Document):
    """A policy or standard document. 来源文件。"""

    kind: Literal["source"]
    number: str | None = Field(None, min_length=1, description="文号或标准号。Document or standard number.")
    title: Text
    issuer: Text | None = None
    issued: Day | None = Field(None, description="成文或发布日期。Date made or published.")
    in_force: Day | None = Field(None, description="施行日期。In force from.")
    confidence: Confidence = Field(description="各条的缺省可信度。Confidence of its clauses unless they say otherwise.")
    note: Text | None = None
    clauses: list[Clause] = Field(min_length=1)

    def clause(self, clause_id: str) -> Clause | None:
        return next((clause for clause in self.clauses if clause.id == clause_id), None)

    def confidence_of(self, clause: Clause) -> Confidence:
        return clause.confidence or self.confidence
