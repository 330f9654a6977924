"""Exceptions: recording one, and seeing how those of a deployment stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from egovspec.desk.bound import bound_to, said_in_one_line, term
from egovspec.desk.laying import EXCEPTIONS, Held, Laid, held, lay
from egovspec.errors import NotWaivable, SpecErrors, Where, WrongSettings
from egovspec.library.catalogue import Catalogue
from egovspec.library.deployments import Loaded, read_deployment
from egovspec.library.shapes import shape
from egovspec.library.yaml import Marked
from egovspec.model.overlay import Waiver
from egovspec.model.standard import VerifiedByCheck

SOON = timedelta(days=30)
LONG = 12  # months


@dataclass(frozen=True)
class Asked:
    """An exception as a person gives it on the command line. `subject` None: the whole provision."""

    provision: str
    subject: str | None
    because: str
    approved_by: str
    on: date
    expires: str


@dataclass(frozen=True)
class Waived:
    """An exception that was recorded, and where. `covered` is one of the whole provision that holds as well."""

    waiver: Waiver
    laid: Laid
    replaced: bool
    covered: Waiver | None


class Term(StrEnum):
    """How an exception stands on a day."""

    HOLDS = "holds"
    SOON = "soon"
    EXPIRED = "expired"
    NOT_YET = "not-yet"


@dataclass(frozen=True)
class State:
    """One exception, and whether it met something that does not pass; None when no report was asked."""

    waiver: Waiver
    term: Term
    met: bool | None


def waive(deployment: Path, catalogue: Catalogue, asked: Asked, *, where: Where, replace: bool = False) -> Waived:
    """Record an exception in the deployment's file of waivers, which is made when there is none.

    where    the place errors about what was asked name: the command line
    replace  whether an exception that is still in force gives way
    Raises   SpecErrors; then every file is as it was
    """
    loaded = read_deployment(deployment, catalogue)
    _see_that_it_may_be(catalogue, loaded, asked.provision, where)
    entry = _entry(asked, where)
    record = shape(Waiver, Marked(where.file, "", entry))
    replaced: list[int] = []
    covering: list[Waiver] = []

    def replaces(there: Held[Waiver]) -> int | None:
        beside = [
            n
            for n, one in enumerate(there.records)
            if one.provision == record.provision and one.on <= record.expires and record.on <= one.expires
        ]
        in_force = [n for n in beside if there.records[n].subject == record.subject]
        covering.extend(there.records[n] for n in beside if record.subject is not None and not there.records[n].subject)
        if in_force and not replace:
            raise _still_in_force(there, in_force[-1])
        replaced.extend(in_force[-1:])
        return in_force[-1] if in_force else None

    laid = lay(deployment, catalogue, EXCEPTIONS, record, entry, replaces)
    return Waived(record, laid, replaced=bool(replaced), covered=covering[-1] if covering else None)


def states(loaded: Loaded, catalogue: Catalogue, today: date, report: Mapping[str, Any] | None = None) -> list[State]:
    """Every exception of a deployment and how it stands on a day.

    report   a JSON report of this deployment, which knows what each of them met
    Raises   SpecErrors
    """
    found = []
    for one in held(loaded, catalogue, EXCEPTIONS).records:
        stands = _term(one, today)
        holds = stands in (Term.HOLDS, Term.SOON)
        found.append(State(one, stands, _met(one, report) if report is not None and holds else None))
    return found


def _term(waiver: Waiver, today: date) -> Term:
    if today > waiver.expires:
        return Term.EXPIRED
    if today < waiver.on:
        return Term.NOT_YET
    return Term.SOON if waiver.expires - today < SOON else Term.HOLDS


def _met(waiver: Waiver, report: Mapping[str, Any]) -> bool:
    """Whether a report shows a finding this exception is laid over."""
    said = {"because": waiver.because, "approved_by": waiver.approved_by, "expires": waiver.expires.isoformat()}
    return any(
        finding.get("waived") == said and waiver.subject in (None, finding.get("subject"))
        for provision in _dicts(report.get("provisions"))
        if provision.get("id") == waiver.provision
        for finding in _dicts(provision.get("findings"))
    )


def _dicts(value: Any) -> Iterable[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _see_that_it_may_be(catalogue: Catalogue, loaded: Loaded, name: str, where: Where) -> None:
    provision = bound_to(catalogue, loaded, name, where).provision
    if provision.mandatory:
        raise SpecErrors(
            [
                NotWaivable(
                    where,
                    f"{name} is mandatory and cannot be waived",
                    zh=f"{name} 为强制条款，不得豁免",
                    hint=f"it can only be met: egovspec explain {name}",
                    hint_zh=f"只能整改：egovspec explain {name}",
                )
            ]
        )
    if not any(isinstance(one, VerifiedByCheck) for one in provision.verify):
        raise SpecErrors(
            [
                WrongSettings(
                    where,
                    f"{name} is decided by a person alone; a waiver would meet nothing",
                    zh=f"{name} 只由人工核验，豁免不会起作用",
                    hint="answer it: egovspec attest",
                    hint_zh="请作答：egovspec attest",
                )
            ]
        )


def _entry(asked: Asked, where: Where) -> dict[str, Any]:
    expires = term(asked.expires, asked.on, where)
    entry: dict[str, Any] = {"provision": asked.provision}
    if asked.subject is not None:
        # Not folded into one line: a subject is compared as it is written.
        said_in_one_line(asked.subject, "--subject", where)
        entry["subject"] = asked.subject
    entry["because"] = said_in_one_line(asked.because, "--because", where)
    entry["approved_by"] = said_in_one_line(asked.approved_by, "--approved-by", where)
    return entry | {"on": asked.on.isoformat(), "expires": expires.isoformat()}


def _still_in_force(there: Held[Waiver], index: int) -> SpecErrors:
    one = there.records[index]
    about = one.provision + (f" {one.subject}" if one.subject else "")
    return SpecErrors(
        [
            WrongSettings(
                there.where(index, EXCEPTIONS),
                f"{about} is waived already, until {one.expires}",
                zh=f"{about} 已有豁免，有效至 {one.expires}",
                hint="--replace puts the new waiver in its place",
                hint_zh="加 --replace 以新的豁免取代",
            )
        ]
    )


__all__ = ["LONG", "Asked", "State", "Term", "Waived", "states", "waive"]
