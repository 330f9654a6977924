"""The release log: what was released when, under which hash, and what its references meant then."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from egovspec.model.base import IDENTIFIER, SEMVER, Day, Identifier, Reference, Semver, Shape, Text

Kind = Literal["source", "standard", "check", "columns", "metadata", "codelist", "calendar", "glossary", "profile"]
Exact = Annotated[str, Field(pattern=rf"^{IDENTIFIER}@{SEMVER}$", max_length=120, examples=["city-portal@1.0.0"])]
Digest = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]


class Release(Shape):
    """One released document."""

    kind: Kind
    id: Identifier
    version: Semver
    supersedes: Semver | None = Field(None, description="所取代的版本。The version it takes the place of.")
    released: Day
    in_force: Day = Field(description="自此日起约束。Binds deployments from this day on.")
    digest: Digest = Field(description="规范化模型的摘要，与排版无关。Hash of the canonical model, not of the bytes.")
    resolved: dict[Reference, Semver] = Field(
        default_factory=dict, description="@major 引用当时所指。What @major meant."
    )


class Withdrawal(Shape):
    """One released document that no longer holds, though nothing takes its place. 废止。"""

    kind: Kind
    withdraw: Exact = Field(description="所废止的版本，写明完整版本。The exact version that is withdrawn.")
    on: Day = Field(description="自此日起废止。From this day on it no longer holds.")
    because: Text


class Releases(Shape):
    """specs/releases.yaml: only ever appended to."""

    kind: Literal["releases"]
    releases: list[Release]
    withdrawals: list[Withdrawal] = Field(default_factory=list)
