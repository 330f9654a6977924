"""A profile: which standards, with which parameters, bind which kind of deployment."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from egovspec.model.base import Document, Name, Reference, Shape, Text, Tier
from egovspec.model.check import Variable
from egovspec.model.standard import ProvisionId


class Binds(Shape):
    """What a profile binds."""

    kind: Name = Field(description="部署类别，如 portal。Kind of deployment.")
    tier: Tier | None = None


class Exemption(Shape):
    """A provision that does not apply under this profile, and why. Shown in every report."""

    provision: ProvisionId
    because: Text


class Inclusion(Shape):
    """A standard, with the parameters that hold throughout it."""

    standard: Reference
    with_: dict[Variable, Any] = Field(default_factory=dict, alias="with")
    without: list[Exemption] = Field(default_factory=list)


class Profile(Document):
    """A profile. 实施方案。"""

    kind: Literal["profile"]
    title: Text
    binds: Binds
    include: Annotated[list[Inclusion], Field(min_length=1)]
