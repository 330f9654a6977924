"""A vendor's deployment file, and the overlays it names, read and held against the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from egovspec.errors import NotWaivable, SpecError, SpecErrors, UnknownReference, Where, WrongSettings
from egovspec.library import yaml
from egovspec.library.catalogue import Catalogue, Entry, model_of
from egovspec.library.profiles import included
from egovspec.library.shapes import did_you_mean, shape
from egovspec.library.yaml import Marked
from egovspec.model.base import Text
from egovspec.model.deployment import Deployment
from egovspec.model.outcome import Outcome
from egovspec.model.overlay import Attestation, Attestations, Waiver, Waivers
from egovspec.model.profile import Profile
from egovspec.model.standard import Provision, Standard


@dataclass(frozen=True)
class Loaded:
    """A deployment ready to be assessed.

    marked   the file, for the places of errors; an empty one when there was no file
    base     folder that relative paths start from
    instead  whether it is held to another profile than its file says: answers and exceptions written for that one may
             meet nothing here
    """

    deployment: Deployment
    profile: Entry
    marked: Marked
    base: Path
    attestations: tuple[Attestation, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    instead: bool = False


@dataclass(frozen=True)
class Bound:
    """A provision a profile binds a deployment to; `exempt` says why it does not apply all the same."""

    provision: Provision
    exempt: Text | None


def read_deployment(path: Path, catalogue: Catalogue, instead: tuple[str, Marked] | None = None) -> Loaded:
    """Read a deployment file without its overlays.

    instead   the profile to hold it to instead of its own, and where that was said
    Raises    SpecErrors
    """
    marked = yaml.read(path)
    model_of(marked, (("deployment", Deployment),))
    deployment = shape(Deployment, marked)
    said = marked
    if instead is not None:
        profile, said = instead
        deployment = deployment.model_copy(update={"profile": profile})
    found = resolve_profile(catalogue, deployment, said)
    return Loaded(deployment, found, marked, path.parent, instead=instead is not None)


def load_deployment(path: Path, catalogue: Catalogue, instead: tuple[str, Marked] | None = None) -> Loaded:
    """Read a deployment file and its overlays; `instead` as above. Raises SpecErrors with all that is wrong in them."""
    loaded = read_deployment(path, catalogue, instead)
    deployment, base = loaded.deployment, loaded.base
    errors: list[SpecError] = []
    attestations: list[Attestation] = []
    waivers: list[Waiver] = []
    if deployment.attestations is not None:
        try:
            _, answers = read_attestations(base / deployment.attestations, loaded, catalogue)
            attestations = answers.attestations
        except SpecErrors as rejected:
            errors += rejected.errors
    if deployment.waivers is not None:
        try:
            _, exceptions = read_waivers(base / deployment.waivers, loaded, catalogue)
            waivers = exceptions.waivers
        except SpecErrors as rejected:
            errors += rejected.errors
    if errors:
        raise SpecErrors(errors)
    return replace(loaded, attestations=tuple(attestations), waivers=tuple(waivers))


def read_attestations(path: Path, loaded: Loaded, catalogue: Catalogue) -> tuple[Marked, Attestations]:
    """Read the answers to a deployment's reviews. Raises SpecErrors."""
    file, answers = _overlay(Attestations, path, loaded.deployment)
    named = [attestation.provision for attestation in answers.attestations]
    errors = _unknown_provisions(catalogue, file, "attestations", named)
    for n, one in enumerate(answers.attestations):
        if one.outcome is Outcome.NOT_APPLICABLE and is_mandatory(catalogue, loaded, one.provision):
            errors.append(set_aside(one.provision, file.where(("attestations", n, "outcome"))))
    if errors:
        raise SpecErrors(errors)
    return file, answers


def read_waivers(path: Path, loaded: Loaded, catalogue: Catalogue) -> tuple[Marked, Waivers]:
    """Read the exceptions of a deployment. Raises SpecErrors, for a mandatory provision among them too."""
    file, exceptions = _overlay(Waivers, path, loaded.deployment)
    named = [waiver.provision for waiver in exceptions.waivers]
    errors = _unknown_provisions(catalogue, file, "waivers", named)
    if errors := errors + _mandatory(catalogue, loaded, file, named):
        raise SpecErrors(errors)
    return file, exceptions


def resolve_profile(catalogue: Catalogue, deployment: Deployment, marked: Marked) -> Entry:
    """The profile a deployment is held to. Raises SpecErrors when there is none, or it binds another tier."""
    try:
        profile = catalogue.resolve("profile", deployment.profile, marked.where(("profile",)))
    except SpecError as error:
        raise SpecErrors([error]) from None
    tier = cast("Profile", profile.model).binds.tier
    if deployment.tier is not None and tier is not None and deployment.tier is not tier:
        raise SpecErrors(
            [
                WrongSettings(
                    marked.where(("tier",)),
                    f"the deployment is of tier {deployment.tier}, its profile {profile.exact} binds tier {tier}",
                    zh=f"部署的层级为 {deployment.tier}，而方案 {profile.exact} 适用于 {tier}",
                )
            ]
        )
    return profile


def _overlay(model: type[Any], path: Path, deployment: Deployment) -> tuple[Marked, Any]:
    marked = yaml.read(path)
    model_of(marked, ((model.model_fields["kind"].annotation.__args__[0], model),))
    overlay = shape(model, marked)
    if overlay.deployment != deployment.id:
        raise SpecErrors(
            [
                WrongSettings(
                    marked.where(("deployment",)),
                    f"belongs to {overlay.deployment!r}, not to {deployment.id!r}",
                    zh=f"属于 {overlay.deployment!r}，不属于 {deployment.id!r}",
                )
            ]
        )
    return marked, overlay


def provisions_of(catalogue: Catalogue) -> dict[str, Provision]:
    """Every provision of the catalogue by id, as its highest version has it."""
    return {
        provision.id: provision
        for entry in catalogue.of_kind("standard")
        for provision in cast("Standard", entry.model).provisions
    }


def bound_provisions(catalogue: Catalogue, loaded: Loaded) -> dict[str, Bound]:
    """The provisions the profile of a deployment holds, by id, in its order and in the versions of the standards it
    includes. Raises SpecErrors when it includes or extends what is not there.
    """
    bound: dict[str, Bound] = {}
    try:
        for one in included(catalogue, loaded.profile):
            entry = catalogue.resolve("standard", one.inclusion.standard, one.where)
            exempt = one.inclusion.exempt(loaded.deployment.traits)
            for provision in cast("Standard", entry.model).provisions:
                bound[provision.id] = Bound(provision, exempt.get(provision.id))
    except SpecError as error:
        raise SpecErrors([error]) from None
    return bound


def _unknown_provisions(catalogue: Catalogue, file: Marked, key: str, named: list[str]) -> list[SpecError]:
    known = provisions_of(catalogue)
    return [
        UnknownReference(
            file.where((key, n, "provision")),
            f"no provision {name!r}",
            zh=f"没有条款 {name!r}",
            **did_you_mean(name, known),
        )
        for n, name in enumerate(named)
        if name not in known
    ]


def is_mandatory(catalogue: Catalogue, loaded: Loaded, name: str) -> bool:
    """Whether a provision is mandatory as the profile of a deployment has it."""
    bound = bound_provisions(catalogue, loaded)
    found = bound[name].provision if name in bound else provisions_of(catalogue).get(name)
    return found is not None and found.mandatory


def set_aside(name: str, where: Where) -> SpecError:
    """Not to apply is to be set aside: what cannot be waived cannot be answered so either."""
    return NotWaivable(
        where,
        f"{name} is mandatory: it is passed or failed, and cannot be set aside as not applicable",
        zh=f"{name} 为强制条款，只能答复符合或不符合，不得以不适用搁置",
    )


def _mandatory(catalogue: Catalogue, loaded: Loaded, file: Marked, named: list[str]) -> list[SpecError]:
    # As the profile has them: a later version of a standard, or a draft, may say otherwise.
    bound = bound_provisions(catalogue, loaded)
    known = provisions_of(catalogue) | {name: one.provision for name, one in bound.items()}
    return [
        NotWaivable(
            file.where(("waivers", n, "provision")),
            f"{name} is mandatory and cannot be waived",
            zh=f"{name} 为强制条款，不得豁免",
        )
        for n, name in enumerate(named)
        if name in known and known[name].mandatory
    ]
