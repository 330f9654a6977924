"""The plan: which provisions bind a deployment, by which checks with which values, and which facts that takes.

Pure: a catalogue and a profile in, a plan out. Nothing has been looked at yet.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from egovspec.errors import SpecError, SpecErrors
from egovspec.judge.compile import Compiled, compiled_of
from egovspec.library.catalogue import Catalogue, Entry
from egovspec.library.profiles import included, scoring_of
from egovspec.library.values import engine_value
from egovspec.model.base import Text
from egovspec.model.check import Check, SpecParameter
from egovspec.model.profile import Inclusion
from egovspec.model.release import Withdrawal
from egovspec.model.scoring import Scoring
from egovspec.model.standard import Provision, Standard, VerifiedByCheck


@dataclass(frozen=True)
class CheckPlanned:
    """One check with its values. `trusted` checks came with the package and run in this process."""

    entry: Entry
    compiled: Compiled
    parameters: Mapping[str, Any]

    @property
    def check(self) -> Check:
        return self.compiled.check

    @property
    def trusted(self) -> bool:
        return self.entry.root.shipped


@dataclass(frozen=True)
class ReviewPlanned:
    """What a person has to decide."""

    review: Text


@dataclass(frozen=True)
class ProvisionPlanned:
    """One provision, what verifies it, and whether it is exempt, not yet in force, or withdrawn."""

    standard: Entry
    provision: Provision
    verifications: tuple[CheckPlanned | ReviewPlanned, ...]
    exempt: Text | None
    in_force: date | None
    withdrawn: Withdrawal | None = None

    @property
    def needs(self) -> frozenset[str]:
        return frozenset(
            table
            for planned in self.verifications
            if isinstance(planned, CheckPlanned)
            for table in planned.compiled.needs
        )


@dataclass(frozen=True)
class Plan:
    """All that is to be judged, in the order of the profile."""

    profile: Entry
    provisions: tuple[ProvisionPlanned, ...]
    specs: tuple[Entry, ...]
    drafts: tuple[str, ...]
    scoring: Scoring | None = None

    @property
    def needs(self) -> frozenset[str]:
        return frozenset(table for planned in self.provisions for table in planned.needs)


def make_plan(
    catalogue: Catalogue,
    profile: Entry,
    *,
    traits: Mapping[str, str] | None = None,
    only: Collection[str] = (),
    skip: Collection[str] = (),
) -> Plan:
    """Plan one profile.

    traits       what the deployment declares; exemptions may rest on it
    only, skip   provisions (PC-03) or codes of standards (PC)
    Raises       SpecErrors, with places in the catalogue, for checks that do not compile, and for what a draft cites
                 that is a draft too when drafts were not asked for
    """
    try:
        return _plan(catalogue, profile, traits or {}, only, skip)
    except SpecError as error:
        raise SpecErrors([error]) from None


def _plan(
    catalogue: Catalogue, profile: Entry, traits: Mapping[str, str], only: Collection[str], skip: Collection[str]
) -> Plan:
    compiled: dict[str, Compiled] = {}
    specs: dict[str, Entry] = {}
    taking_part: dict[str, Entry] = {f"profile {profile.exact}": profile}
    errors: list[SpecError] = []
    planned: list[ProvisionPlanned] = []
    for one in included(catalogue, profile):
        inclusion = one.inclusion
        entry = catalogue.resolve("standard", inclusion.standard, one.where)
        standard = cast("Standard", entry.model)
        taking_part[f"profile {one.by.exact}"] = one.by
        taking_part[f"standard {entry.exact}"] = entry
        exempt = inclusion.exempt(traits)
        for n, provision in enumerate(standard.provisions):
            if not _wanted(provision.id, standard.code, only, skip):
                continue
            verifications: list[CheckPlanned | ReviewPlanned] = []
            for m, verified in enumerate(provision.verify):
                if not isinstance(verified, VerifiedByCheck):
                    verifications.append(ReviewPlanned(verified.review))
                    continue
                path = ("provisions", n, "verify", m, "check")
                found = catalogue.resolve("check", verified.check, entry.marked.where(path))
                taking_part[f"check {found.exact}"] = found
                try:
                    if found.exact not in compiled:
                        compiled[found.exact] = compiled_of(found)
                except SpecErrors as rejected:
                    errors += [error for error in rejected.errors if str(error) not in map(str, errors)]
                    continue
                values, named = _values(catalogue, entry, inclusion, verified, compiled[found.exact])
                specs.update(named)
                taking_part.update({f"{spec.key.kind} {spec.exact}": spec for spec in named.values()})
                verifications.append(CheckPlanned(found, compiled[found.exact], values))
            in_force = entry.release.in_force if entry.release else None
            planned.append(
                ProvisionPlanned(
                    entry, provision, tuple(verifications), exempt.get(provision.id), in_force, entry.withdrawn
                )
            )
    if errors:
        raise SpecErrors(errors)
    drafts = sorted(f"{entry.key.kind} {entry.exact}" for entry in taking_part.values() if entry.draft)
    return Plan(profile, tuple(planned), tuple(specs.values()), tuple(drafts), scoring_of(catalogue, profile))


def _wanted(provision: str, code: str, only: Collection[str], skip: Collection[str]) -> bool:
    names = {provision, code}
    return (not only or bool(names & set(only))) and not names & set(skip)


def _values(
    catalogue: Catalogue, standard: Entry, inclusion: Inclusion, verified: VerifiedByCheck, compiled: Compiled
) -> tuple[dict[str, Any], dict[str, Entry]]:
    """Values of a check's parameters: the provision's own, else the profile's, else the check's defaults."""
    values: dict[str, Any] = {}
    named: dict[str, Entry] = {}
    for name, parameter in compiled.check.parameters.items():
        raw = verified.with_.get(name, inclusion.with_.get(name))
        if isinstance(parameter, SpecParameter):
            spec = catalogue.resolve(parameter.spec.value, str(raw), standard.marked.where(("provisions",)))
            values[name] = spec.exact
            named[f"{spec.key.kind} {spec.exact}"] = spec
        else:
            values[name] = engine_value(parameter.type, parameter.default if raw is None else raw)
    return values, named
