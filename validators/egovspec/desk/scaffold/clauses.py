"""The clauses a new provision or column rests on: those that were named, or the first of one's own nobody has taken up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from egovspec.desk.scaffold.workplace import Workplace
from egovspec.errors import MissingKey, SpecErrors
from egovspec.library.catalogue import Catalogue
from egovspec.model.base import Confidence
from egovspec.model.source import Machine, Source
from egovspec.model.standard import Standard


@dataclass(frozen=True)
class Basis:
    """Clauses, source#clause, and the best confidence among them; A where none is known, which nobody has yet doubted."""

    cited: list[str]
    confidence: Confidence


def basis(place: Workplace, said: Sequence[str]) -> Basis:
    """What a provision rests on: `said`, else the first clause of one's own that no provision cites.

    Raises   SpecErrors when nothing was said and there is no such clause. Whether those named exist is not asked here
    """
    cited = list(said) or [next(_free(place), "")]
    if not cited[0]:
        raise SpecErrors(
            [
                MissingKey(
                    place.where,
                    "which clause it rests on is not said, and every clause of this catalogue has its provision already",
                    zh="没有写明依据，而本标准库的各条条文都已有条款承载",
                    hint="--basis source#clause; for a document not held yet: egovspec new source",
                    hint_zh="写 --basis 来源#条文；尚未收入的文件先 egovspec new source",
                )
            ]
        )
    known = [found for one in cited if (found := confidence_of(place.catalogue, one)) is not None]
    return Basis(cited, min(known, default=Confidence.A))


def confidence_of(catalogue: Catalogue, cited: str) -> Confidence | None:
    """How well a clause is confirmed; None when there is none of that name."""
    identifier, _, name = cited.partition("#")
    versions = catalogue.versions("source", identifier)
    source = cast("Source", versions[-1].model) if versions else None
    clause = source.clause(name) if source else None
    return source.confidence_of(clause) if source and clause else None


def _free(place: Workplace) -> Iterator[str]:
    """Clauses of one's own sources, newest versions, which no provision of one's own cites and which are no aims."""
    taken = {
        cited
        for entry in place.own
        if entry.key.kind == "standard"
        for provision in cast("Standard", entry.model).provisions
        for cited in provision.basis
    }
    sources = {
        entry.key.id: place.versions("source", entry.key.id) for entry in place.own if entry.key.kind == "source"
    }
    for identifier, versions in sorted(sources.items()):
        entry = versions[-1]
        for clause in cast("Source", entry.model).clauses:
            cited = f"{identifier}#{clause.id}"
            if cited not in taken and Machine.AIM not in clause.machine and not clause.planned:
                yield cited


__all__ = ["Basis", "basis", "confidence_of"]
