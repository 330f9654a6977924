"""What a deployment declares of itself, as a condition: exemptions rest on it, and every report shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from egovspec.model.base import Shape

TraitName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
NO = frozenset({"false", "no", "否", "无"})


class TraitCondition(Shape):
    """A trait is declared, or has one value."""

    trait: TraitName
    is_: str | None = Field(
        None,
        alias="is",
        description="取值；缺省为已声明且不为 false。Its value; by default: declared, and not false.",
    )

    def met_by(self, traits: Mapping[str, str]) -> bool:
        """Whether traits as declared meet it; one that is not declared meets nothing."""
        value = traits.get(self.trait)
        if value is None:
            return False
        denied = value.strip().casefold() in NO
        if self.is_ is None:
            return not denied
        # 否 and No are what people write for false.
        return denied if self.is_.casefold() in NO else value.strip().casefold() == self.is_.casefold()
