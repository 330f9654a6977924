"""A profile: which standards, with which parameters, bind which kind of deployment.

A profile may extend another: an office takes a shipped one, gives it its own column tree, adds standards of its own and
says which provisions do not apply to it, and why.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from egovspec.model.base import Document, Name, Reference, Shape, Text, Tier
from egovspec.model.check import Variable
from egovspec.model.scoring import Scoring
from egovspec.model.standard import ProvisionId
from egovspec.model.trait import TraitCondition
from egovspec.model.wrong import Wrong


class Binds(Shape):
    """What a profile binds."""

    kind: Name = Field(description="部署类别，如 portal。Kind of deployment.")
    tier: Tier | None = None


class Exemption(Shape):
    """A provision that does not apply under this profile, always or by a trait, and why. Shown in every report."""

    provision: ProvisionId | Annotated[list[ProvisionId], Field(min_length=1)] = Field(
        description="条款；理由相同的可以并列。A provision, or several for one reason."
    )
    because: Text
    when: TraitCondition | None = Field(None, description="仅当部署声明了该特征。Only when the trait is declared.")
    unless: TraitCondition | None = Field(None, description="除非部署声明了该特征。Unless the trait is declared.")

    @property
    def provisions(self) -> list[str]:
        return [self.provision] if isinstance(self.provision, str) else self.provision

    def holds(self, traits: Mapping[str, str]) -> bool:
        """Whether the exemption holds for a deployment with these traits."""
        wanted = self.when is None or self.when.met_by(traits)
        return wanted and not (self.unless is not None and self.unless.met_by(traits))


class Inclusion(Shape):
    """A standard, with the parameters that hold throughout it."""

    standard: Reference
    with_: dict[Variable, Any] = Field(default_factory=dict, alias="with")
    without: list[Exemption] = Field(default_factory=list)

    def exempt(self, traits: Mapping[str, str]) -> dict[str, Text]:
        """Provisions that do not apply to a deployment with these traits, and why; the first reason given stands."""
        holding = [one for one in reversed(self.without) if one.holds(traits)]
        return {name: one.because for one in holding for name in one.provisions}


class Profile(Document):
    """A profile. 实施方案。"""

    kind: Literal["profile"]
    title: Text
    binds: Binds
    extends: Reference | None = Field(
        None, description="在此方案基础上裁剪、增补。The profile this one starts from, tailors and adds to."
    )
    with_: dict[Variable, Any] = Field(
        default_factory=dict,
        alias="with",
        description="替换所继承标准的参数。Values that replace parameters of the standards it inherits.",
    )
    without: list[Exemption] = Field(
        default_factory=list, description="所继承的条款中不适用的。Inherited provisions that do not apply."
    )
    include: list[Inclusion] = Field(default_factory=list, description="采用的标准。The standards it includes.")
    scoring: Scoring | None = Field(None, description="评分规则。How it is scored; inherited when not given.")

    @model_validator(mode="after")
    def _has_content(self) -> Self:
        if self.extends is None:
            if not self.include:
                raise Wrong(
                    "must include a standard, or extend a profile", "必须以 `include` 采用标准，或以 `extends` 继承方案"
                )
            if self.with_ or self.without:
                raise Wrong(
                    "`with` and `without` of a profile tailor the one it extends; it extends none",
                    "方案一级的 `with`、`without` 用于裁剪所继承的方案，而本方案没有 `extends`",
                    "with" if self.with_ else "without",
                )
        return self
