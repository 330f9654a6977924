"""Answers to what a person decides: recording one, seeing which are awaited, holding papers to those that were read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from egovspec.desk.bound import bound_to, said_in_one_line, term
from egovspec.desk.laying import ANSWERS, Held, Laid, held, lay
from egovspec.errors import SpecErrors, Unreadable, Where, WrongSettings
from egovspec.library.catalogue import Catalogue
from egovspec.library.deployments import Loaded, bound_provisions, read_deployment
from egovspec.library.shapes import shape
from egovspec.library.yaml import Marked
from egovspec.model.base import Text
from egovspec.model.overlay import Attestation
from egovspec.model.standard import Provision, VerifiedByReview

SOON = timedelta(days=30)
LONG = 36  # months


@dataclass(frozen=True)
class Given:
    """An answer as a person gives it on the command line."""

    provision: str
    outcome: str
    by: str
    on: date
    expires: str
    document: Path | None = None
    title: str | None = None
    faults: int | None = None
    note: str | None = None


@dataclass(frozen=True)
class Attested:
    """An answer that was recorded, and where."""

    attestation: Attestation
    laid: Laid
    replaced: bool


class Awaited(StrEnum):
    """How a review stands on a day."""

    NEVER = "never"
    EXPIRED = "expired"
    NOT_YET = "not-yet"
    SOON = "soon"
    HOLDS = "holds"


@dataclass(frozen=True)
class Review:
    """A provision that asks for a person, what to read, and the answer nearest to being one, if there is any."""

    provision: Provision
    read: tuple[Text, ...]
    state: Awaited
    answer: Attestation | None


def reviews_of(provision: Provision) -> tuple[Text, ...]:
    """What a person is to read for a provision; nothing when facts alone decide it."""
    return tuple(one.review for one in provision.verify if isinstance(one, VerifiedByReview))


def attest(deployment: Path, catalogue: Catalogue, given: Given, *, where: Where, replace: bool = False) -> Attested:
    """Record an answer in the deployment's file of attestations, which is made when there is none.

    where    the place errors about what was given name: the command line
    replace  whether an answer that is still in force gives way
    Raises   SpecErrors; then every file is as it was
    """
    loaded = read_deployment(deployment, catalogue)
    _see_that_it_is_asked(catalogue, loaded, given.provision, where)
    entry = _entry(given, where)
    record = shape(Attestation, Marked(where.file, "", entry))
    replaced: list[int] = []

    def replaces(there: Held[Attestation]) -> int | None:
        in_force = [n for n, one in enumerate(there.records) if _rivals(one, record)]
        if in_force and not replace:
            raise _still_in_force(there, in_force[-1])
        replaced.extend(in_force[-1:])
        return in_force[-1] if in_force else None

    laid = lay(deployment, catalogue, ANSWERS, record, entry, replaces)
    return Attested(record, laid, replaced=bool(replaced))


def reviews(loaded: Loaded, catalogue: Catalogue, today: date) -> list[Review]:
    """Every review the profile asks for, exempt provisions aside, with how it stands on a day. Raises SpecErrors."""
    answers: dict[str, list[Attestation]] = {}
    for one in held(loaded, catalogue, ANSWERS).records:
        answers.setdefault(one.provision, []).append(one)
    found = []
    for name, bound in bound_provisions(catalogue, loaded).items():
        read = reviews_of(bound.provision)
        if read and bound.exempt is None:
            found.append(Review(bound.provision, read, *_state(answers.get(name, []), today)))
    return found


def _state(answers: Sequence[Attestation], today: date) -> tuple[Awaited, Attestation | None]:
    holding = [one for one in answers if one.on <= today <= one.expires]
    if holding:
        last = holding[-1]  # the one judging goes by
        # One that is about to end and already has a successor needs nobody.
        ends = max(one.expires for one in answers if one.on <= last.expires + timedelta(days=1))
        return (Awaited.SOON if ends - today < SOON else Awaited.HOLDS), last
    coming = [one for one in answers if today < one.on <= one.expires]
    if coming:
        return Awaited.NOT_YET, min(coming, key=lambda one: one.on)
    return (Awaited.EXPIRED, max(answers, key=lambda one: one.expires)) if answers else (Awaited.NEVER, None)


class Match(StrEnum):
    """What the papers handed in say of the paper an answer rests on."""

    SAME = "same"
    OTHER = "other"
    MISSING = "missing"
    NO_HASH = "no-hash"
    NO_DOCUMENT = "no-document"


@dataclass(frozen=True)
class Verified:
    """One answer in force, and what was found of its paper. `file` is that paper, or one of its name that differs."""

    attestation: Attestation
    match: Match
    file: Path | None = None


@dataclass(frozen=True)
class Verification:
    """What came of holding papers to answers: by answer, and the papers no answer rests on."""

    answers: tuple[Verified, ...]
    unused: tuple[Path, ...]


def verify(loaded: Loaded, catalogue: Catalogue, files: Iterable[Path], today: date) -> Verification:
    """Whether the papers handed in are those the answers in force on a day rest on.

    files    papers, and folders of papers
    Raises   SpecErrors for papers that cannot be read
    """
    hashes = {path: sha256_of(path) for path in _papers(files)}
    found = []
    for one in held(loaded, catalogue, ANSWERS).records:
        if one.on <= today <= one.expires:
            found.append(_verified(one, hashes))
    used = {one.file for one in found if one.match is Match.SAME}
    same = {hashes[path] for path in used if path is not None}
    return Verification(tuple(found), tuple(path for path, value in hashes.items() if value not in same))


def _verified(one: Attestation, hashes: dict[Path, str]) -> Verified:
    document = one.document
    if document is None:
        return Verified(one, Match.NO_DOCUMENT)
    if document.sha256 is None:
        return Verified(one, Match.NO_HASH)
    same = next((path for path, value in hashes.items() if value == document.sha256), None)
    if same is not None:
        return Verified(one, Match.SAME, same)
    named = next((path for path in hashes if document.title in (path.name, path.stem)), None)
    return Verified(one, Match.OTHER if named else Match.MISSING, named)


def _papers(files: Iterable[Path]) -> Iterator[Path]:
    for path in files:
        if path.is_dir():
            yield from sorted(one for one in path.rglob("*") if one.is_file() and not one.name.startswith("."))
        else:
            yield path


def sha256_of(path: Path) -> str:
    """The hash of a file, in hexadecimal. Raises SpecErrors when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise SpecErrors(
            [Unreadable(Where(str(path)), f"cannot be read: {reason}", zh=f"无法读取：{reason}")]
        ) from None


def _see_that_it_is_asked(catalogue: Catalogue, loaded: Loaded, name: str, where: Where) -> None:
    bound = bound_to(catalogue, loaded, name, where)
    if not reviews_of(bound.provision):
        raise SpecErrors(
            [
                WrongSettings(
                    where,
                    f"{name} asks for no review: facts decide it",
                    zh=f"{name} 没有人工核验：由事实判定",
                    hint="what fails for a good reason, and for a time, is waived: egovspec waive",
                    hint_zh="确有理由、有期限的不符合可以豁免：egovspec waive",
                )
            ]
        )


def _entry(given: Given, where: Where) -> dict[str, Any]:
    """The answer as it is to be written. Raises SpecErrors for a term or a paper that cannot be."""
    expires = term(given.expires, given.on, where)
    entry: dict[str, Any] = {
        "provision": given.provision,
        "outcome": given.outcome,
        "by": said_in_one_line(given.by, "--by", where),
        "on": given.on.isoformat(),
        "expires": expires.isoformat(),
    }
    document: dict[str, str] = {}
    if given.title is not None or given.document is not None:
        title = given.title if given.title is not None else given.document.name if given.document else ""
        document["title"] = said_in_one_line(title, "--document-title", where)
    if given.document is not None:
        document["sha256"] = sha256_of(given.document)
    if document:
        entry["document"] = document
    if given.faults is not None:
        entry["faults"] = given.faults
    if given.note is not None:
        entry["note"] = said_in_one_line(given.note, "--note", where)
    return entry


def _rivals(one: Attestation, new: Attestation) -> bool:
    """Whether an answer is still in force when the new one begins, or the new one would end before it."""
    return one.provision == new.provision and one.on <= new.expires and new.on <= one.expires


def _still_in_force(there: Held[Attestation], index: int) -> SpecErrors:
    one = there.records[index]
    return SpecErrors(
        [
            WrongSettings(
                there.where(index, ANSWERS),
                f"{one.provision} is answered already: {one.outcome}, until {one.expires}",
                zh=f"{one.provision} 已有答复：{one.outcome}，有效至 {one.expires}",
                hint="--replace puts the new answer in its place",
                hint_zh="加 --replace 以新的答复取代",
            )
        ]
    )


__all__ = [
    "LONG",
    "SOON",
    "Attested",
    "Awaited",
    "Given",
    "Match",
    "Review",
    "Verification",
    "Verified",
    "attest",
    "reviews",
    "reviews_of",
    "sha256_of",
    "verify",
]
