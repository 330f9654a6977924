"""A vendor's deployment file, and the overlays it names, read and held against the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from egovspec.errors import NotWaivable, SpecError, SpecErrors, UnknownReference, WrongSettings
from egovspec.library import yaml
from egovspec.library.catalogue import Catalogue, Entry, model_of
from egovspec.library.shapes import did_you_mean, shape
from egovspec.library.yaml import Marked
from egovspec.model.deployment import Deployment
from egovspec.model.overlay import Attestation, Attestations, Waiver, Waivers
from egovspec.model.profile import Profile
from egovspec.model.standard import Provision, Standard


@dataclass(frozen=True)
class Loaded:
    """A deployment ready to be assessed.

    marked   the file, for the places of errors; an empty one when there was no file
    base     folder that relative paths start from
    """

    deployment: Deployment
    profile: Entry
    marked: Marked
    base: Path
    attestations: tuple[Attestation, ...] = ()
    waivers: tuple[Waiver, ...] = ()


def load_deployment(path: Path, catalogue: Catalogue) -> Loaded:
    """Read a deployment file and its overlays. Raises SpecErrors with all that is wrong in them."""
    marked = yaml.read(path)
    model_of(marked, (("deployment", Deployment),))
    deployment = shape(Deployment, marked)
    profile = resolve_profile(catalogue, deployment, marked)
    base = path.parent
    errors: list[SpecError] = []
    attestations: list[Attestation] = []
    waivers: list[Waiver] = []
    if deployment.attestations is not None:
        try:
            file, answers = _overlay(Attestations, base / deployment.attestations, deployment)
            attestations = answers.attestations
            errors += _unknown_provisions(catalogue, file, "attestations", [a.provision for a in attestations])
        except SpecErrors as rejected:
            errors += rejected.errors
    if deployment.waivers is not None:
        try:
            file, exceptions = _overlay(Waivers, base / deployment.waivers, deployment)
            waivers = exceptions.waivers
            errors += _unknown_provisions(catalogue, file, "waivers", [w.provision for w in waivers])
            errors += _mandatory(catalogue, file, waivers)
        except SpecErrors as rejected:
            errors += rejected.errors
    if errors:
        raise SpecErrors(errors)
    return Loaded(deployment, profile, marked, base, tuple(attestations), tuple(waivers))


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


def _mandatory(catalogue: Catalogue, file: Marked, waivers: list[Waiver]) -> list[SpecError]:
    known = provisions_of(catalogue)
    return [
        NotWaivable(
            file.where(("waivers", n, "provision")),
            f"{waiver.provision} is mandatory and cannot be waived",
            zh=f"{waiver.provision} 为强制条款，不得豁免",
        )
        for n, waiver in enumerate(waivers)
        if waiver.provision in known and known[waiver.provision].mandatory
    ]
