"""What must hold of a profile: what it includes and extends exists, every parameter is given, and nothing is tailored in vain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from egovspec.errors import (
    CyclicReference,
    DraftReference,
    SpecError,
    UnknownReference,
    WrongParameter,
)
from egovspec.library.parameters import parameter_errors
from egovspec.library.profiles import Included, included, parameters_of, scoring_of
from egovspec.library.shapes import did_you_mean, nearest
from egovspec.library.yaml import Marked
from egovspec.model.check import Check, SpecParameter
from egovspec.model.profile import Exemption, Profile
from egovspec.model.standard import Standard, VerifiedByCheck

if TYPE_CHECKING:
    from egovspec.library.catalogue import Catalogue, Entry

Path = tuple[Any, ...]


def tailored(catalogue: Catalogue, entry: Entry) -> Iterator[SpecError]:
    """Errors of one profile."""
    profile, marked = cast("Profile", entry.model), entry.marked
    known: dict[str, Standard] = {}
    whole = True
    try:
        everything = included(catalogue, entry)
        scoring = scoring_of(catalogue, entry)
    except CyclicReference as error:
        if entry.exact == min(_ring_of_profiles(catalogue, entry), default=""):
            yield error  # told once, of the first in the ring
        return
    except (UnknownReference, DraftReference) as error:
        yield error
        return
    for one in everything:
        own = one.by is entry
        number = profile.include.index(one.inclusion) if own else 0
        path: Path = ("include", number) if own else ("extends",)
        try:
            at = marked.where((*path, "standard") if own else path)
            standard = cast("Standard", catalogue.resolve("standard", one.inclusion.standard, at).model)
        except (UnknownReference, DraftReference) as error:
            whole = False  # what it has cannot be known, and nothing is said of what refers to it
            if own:
                yield error
            continue
        known |= {provision.id: standard for provision in standard.provisions}
        whole = whole and not _misnumbered(standard)
        if own:
            own_ids = {provision.id for provision in standard.provisions}
            if not _misnumbered(standard):
                holder = (f"{standard.exact} ", standard.exact)
                yield from _unknown_exempt(marked, one.inclusion.without, own_ids, (*path, "without"), holder)
            yield from _filled(catalogue, marked, standard, one.inclusion.with_, path)
    if not whole:
        return
    yield from _tailoring(catalogue, entry, everything)
    if profile.scoring is not None and scoring is not None:
        for path, name in scoring.scored():
            if name not in known:
                yield UnknownReference(
                    marked.where(("scoring", *path)),
                    f"no standard of this profile has the provision {name!r} that it scores",
                    zh=f"评分所列条款 {name!r} 不在本方案的标准之中",
                    **did_you_mean(name, known),
                )


def _misnumbered(standard: Standard) -> bool:
    """Whether ids of its provisions are wrong: what cites them will be right when they are."""
    ids = [provision.id for provision in standard.provisions]
    return len(set(ids)) < len(ids) or any(not name.startswith(f"{standard.code}-") for name in ids)


def _ring_of_profiles(catalogue: Catalogue, entry: Entry) -> list[str]:
    """The profiles of the ring that extending from `entry` comes to, when it is one of them."""
    line: list[str] = []
    found: Entry | None = entry
    while found is not None and found.exact not in line:
        line.append(found.exact)
        extends = cast("Profile", found.model).extends
        found = catalogue.find("profile", extends) if extends else None
    return line if found is not None and found.exact == entry.exact else []


def _tailoring(catalogue: Catalogue, entry: Entry, everything: Iterable[Included]) -> Iterator[SpecError]:
    """What a profile says of inherited standards meets one of them."""
    profile, marked = cast("Profile", entry.model), entry.marked
    inherited = [catalogue.model(Standard, one.inclusion.standard) for one in everything if one.by is not entry]
    provisions = {provision.id for standard in inherited if standard for provision in standard.provisions}
    extended = ("所继承的方案", "the profile it extends")
    yield from _unknown_exempt(marked, profile.without, provisions, ("without",), extended)
    for name in profile.with_:
        taking = [standard for standard in inherited if standard and name in parameters_of(catalogue, standard)]
        if not taking and not any(standard and _unread_checks(catalogue, standard) for standard in inherited):
            known = {one for standard in inherited if standard for one in parameters_of(catalogue, standard)}
            yield WrongParameter(
                marked.where(("with", name), at_key=True),
                f"no inherited standard takes the parameter {name!r}",
                zh=f"所继承的标准都不用参数 {name!r}",
                **did_you_mean(name, known),
            )
        for standard in taking:
            for check in _checks_taking(catalogue, standard, name):
                yield from parameter_errors(catalogue, marked, check, {name: profile.with_[name]}, ("with",))
                break


def _unknown_exempt(
    marked: Marked, exempt: Iterable[Exemption], known: set[str], path: Path, holder: tuple[str, str]
) -> Iterator[SpecError]:
    for n, exemption in enumerate(exempt):
        for m, name in enumerate(exemption.provisions):
            if name not in known:
                within = (m,) if isinstance(exemption.provision, list) else ()
                yield UnknownReference(
                    marked.where((*path, n, "provision", *within)),
                    f"{holder[1]} has no provision {name!r}",
                    zh=f"{holder[0]}没有条款 {name!r}",
                    **did_you_mean(name, known),
                )


def _checks_taking(catalogue: Catalogue, standard: Standard, name: str) -> Iterator[Check]:
    for provision in standard.provisions:
        for verified in provision.verify:
            check = catalogue.model(Check, verified.check) if isinstance(verified, VerifiedByCheck) else None
            if check is not None and isinstance(verified, VerifiedByCheck) and name in check.parameters:
                yield check


def _filled(
    catalogue: Catalogue, marked: Marked, standard: Standard, given: Mapping[str, Any], path: Path
) -> Iterator[SpecError]:
    """Every parameter of every check of an included standard is given by somebody, and nothing is given in vain."""
    used: set[str] = set()
    judged: set[str] = set()
    wanted: set[str] = set()
    misspelt = {near for name in given if (near := nearest(name, parameters_of(catalogue, standard)))}
    for provision in standard.provisions:
        for verified in provision.verify:
            check = catalogue.model(Check, verified.check) if isinstance(verified, VerifiedByCheck) else None
            if check is None or not isinstance(verified, VerifiedByCheck):
                continue
            for name, parameter in check.parameters.items():
                if name in verified.with_:
                    continue
                wanted.add(name)
                if name in given:
                    used.add(name)
                    if check.exact not in judged:
                        yield from parameter_errors(catalogue, marked, check, {name: given[name]}, (*path, "with"))
                elif name in misspelt or any(nearest(one, check.parameters) == name for one in verified.with_):
                    continue  # it is given under a misspelt name, and that is told
                elif isinstance(parameter, SpecParameter) or parameter.default is None:
                    yield WrongParameter(
                        marked.where((*path, "standard")),
                        f"{provision.id} needs the parameter {name!r} of {check.exact}, which nobody gives",
                        zh=f"{provision.id} 需要 {check.exact} 的参数 {name!r}，但没有给出",
                        hint=f"add it under `with:` here or at {provision.id}",
                        hint_zh=f"请在此处或 {provision.id} 的 `with:` 中给出",
                    )
            judged.add(check.exact)
    for name in given:
        if name not in used and not _unread_checks(catalogue, standard):
            yield WrongParameter(
                marked.where((*path, "with", name), at_key=True),
                f"no check of {standard.exact} takes the parameter {name!r}",
                zh=f"{standard.exact} 的检查都不用参数 {name!r}",
                **did_you_mean(name, wanted),
            )


def _unread_checks(catalogue: Catalogue, standard: Standard) -> bool:
    """Whether some check of a standard cannot be known: what parameters it takes, nobody can say."""
    verified = (one for provision in standard.provisions for one in provision.verify)
    return any(isinstance(one, VerifiedByCheck) and catalogue.find("check", one.check) is None for one in verified)
