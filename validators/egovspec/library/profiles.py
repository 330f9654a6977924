"""A profile with what it inherits: the standards of the one it extends, tailored, then its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from egovspec.errors import CyclicReference, Where
from egovspec.model.check import Check
from egovspec.model.profile import Exemption, Inclusion, Profile
from egovspec.model.scoring import Scoring
from egovspec.model.standard import Standard, VerifiedByCheck

if TYPE_CHECKING:
    from egovspec.library.catalogue import Catalogue, Entry

DEEPEST = 10


@dataclass(frozen=True)
class Included:
    """One standard of a profile, and the profile that names it."""

    by: Entry
    inclusion: Inclusion

    @property
    def where(self) -> Where:
        """Where the profile that names the standard names it."""
        named = [inclusion.standard for inclusion in cast("Profile", self.by.model).include]
        return self.by.marked.where(("include", named.index(self.inclusion.standard), "standard"))


def included(catalogue: Catalogue, profile: Entry) -> list[Included]:
    """Every standard a profile holds a deployment to, inherited ones first, with the parameters and exemptions in force.

    Raises UnknownReference, DraftReference or CyclicReference for what it extends
    """
    line = lineage(catalogue, profile)
    found: list[Included] = []
    for entry in reversed(line):
        model = cast("Profile", entry.model)
        found = [Included(one.by, _tailored(catalogue, one, model)) for one in found]
        found += [Included(entry, one) for one in model.include]
    return found


def scoring_of(catalogue: Catalogue, profile: Entry) -> Scoring | None:
    """The scoring of a profile: its own, else that of the nearest one it extends."""
    models = (cast("Profile", entry.model) for entry in lineage(catalogue, profile))
    return next((model.scoring for model in models if model.scoring is not None), None)


def lineage(catalogue: Catalogue, profile: Entry) -> list[Entry]:
    """The profile, the one it extends, the one that extends, and so on."""
    line = [profile]
    while (model := cast("Profile", line[-1].model)).extends is not None:
        where = line[-1].marked.where(("extends",))
        found = catalogue.resolve("profile", model.extends, where)
        if found in line or len(line) > DEEPEST:
            names = " → ".join([*(entry.exact for entry in line), found.exact])
            raise CyclicReference(where, f"profiles extend each other: {names}", zh=f"方案互相继承：{names}")
        line.append(found)
    return line


def _tailored(catalogue: Catalogue, one: Included, by: Profile) -> Inclusion:
    """An inherited inclusion with the parameters and exemptions of the profile that extends."""
    inclusion = one.inclusion
    entry = catalogue.find("standard", inclusion.standard)
    standard = cast("Standard", entry.model) if entry else None
    taken = set(parameters_of(catalogue, standard)) if standard else set()
    replaced = {name: value for name, value in by.with_.items() if name in taken}
    exempt: list[Exemption] = [
        one for one in by.without if standard and any(standard.provision(name) for name in one.provisions)
    ]
    return inclusion.model_copy(
        update={"with_": {**inclusion.with_, **replaced}, "without": [*inclusion.without, *exempt]}
    )


def parameters_of(catalogue: Catalogue, standard: Standard) -> Iterator[str]:
    """Names of the parameters a profile may give the checks of a standard."""
    for provision in standard.provisions:
        for verified in provision.verify:
            check = catalogue.model(Check, verified.check) if isinstance(verified, VerifiedByCheck) else None
            if check is not None and isinstance(verified, VerifiedByCheck):
                yield from (name for name in check.parameters if name not in verified.with_)
