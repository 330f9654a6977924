"""What a document rests on: every clause it cites exists, and no provision asks more than its clauses allow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

from egovspec.errors import SpecError, Unconfirmed, UnknownReference
from egovspec.library.shapes import did_you_mean, there_is
from egovspec.library.yaml import Marked
from egovspec.model.base import Confidence, Origin
from egovspec.model.source import Source
from egovspec.model.standard import Level, Provision

if TYPE_CHECKING:
    from egovspec.library.catalogue import Catalogue

Path = tuple[Any, ...]


def unknown_clauses(catalogue: Catalogue, marked: Marked, basis: Sequence[str], path: Path) -> Iterator[SpecError]:
    """Clauses cited at `path` that no source has."""
    for m, cited in enumerate(basis):
        yield from unknown_clause(catalogue, marked, cited, (*path, m))


def unknown_clause(catalogue: Catalogue, marked: Marked, cited: str, path: Path) -> Iterator[SpecError]:
    """That no source has a clause. Of a source that could not be read nothing is known."""
    where = marked.where(path)
    identifier, _, clause_id = cited.partition("#")
    if catalogue.refused("source", identifier):
        return
    sources = _versions(catalogue, identifier)
    if not sources:
        known = {key.id for key in catalogue.entries if key.kind == "source"}
        yield UnknownReference(
            where,
            f"no source {identifier!r}",
            zh=f"没有来源 {identifier!r}",
            **did_you_mean(identifier, known) or there_is(known),
        )
    elif sources[-1].clause(clause_id) is None:
        known = {clause.id for clause in sources[-1].clauses}
        gone = next((source.version for source in sources if source.clause(clause_id)), None)
        hint = did_you_mean(clause_id, known) or there_is(known)
        if gone is not None:
            hint = {
                "hint": f"it was in {identifier}@{gone} and is not in {sources[-1].exact}",
                "hint_zh": f"{identifier}@{gone} 有此条文，{sources[-1].exact} 已删去",
            }
        yield UnknownReference(
            where,
            f"the source {identifier!r} has no clause {clause_id!r}",
            zh=f"来源 {identifier!r} 没有条文 {clause_id!r}",
            **hint,
        )


def _versions(catalogue: Catalogue, identifier: str) -> list[Source]:
    return [cast("Source", entry.model) for entry in catalogue.versions("source", identifier)]


def unconfirmed(catalogue: Catalogue, marked: Marked, provision: Provision, path: Path) -> Iterator[SpecError]:
    """Where a provision asks more, or claims to be surer, than the clauses it rests on."""
    confirmed = []
    for cited in provision.basis:
        identifier, _, clause_id = cited.partition("#")
        sources = _versions(catalogue, identifier)
        clause = sources[-1].clause(clause_id) if sources else None
        if clause is not None:
            confirmed.append(sources[-1].confidence_of(clause))
    at_level, at_confidence = marked.where((*path, "level")), marked.where((*path, "confidence"))
    if provision.confidence is Confidence.D:
        yield Unconfirmed(
            at_confidence,
            f"{provision.id} rests on confidence D, which never ships",
            zh=f"{provision.id} 的依据可信度为 D，不得发布",
            hint="leave it out until the original was read",
            hint_zh="核对原文之前请勿收入",
        )
    elif provision.level is Level.SHALL and provision.confidence is Confidence.C:
        yield Unconfirmed(
            at_level,
            f"{provision.id} is a shall on a basis of confidence C",
            zh=f"{provision.id} 依据可信度为 C，却写作 shall",
            hint="C is at most a should",
            hint_zh="C 至多为 should",
        )
    if provision.level is Level.SHALL and provision.origin is Origin.PROPOSAL:
        yield Unconfirmed(
            at_level,
            f"{provision.id} is a shall of our own proposal",
            zh=f"{provision.id} 是本项目的建议，却写作 shall",
            hint="a proposal is at most a should",
            hint_zh="建议至多为 should",
        )
    if confirmed and provision.origin is Origin.NORM and provision.confidence < min(confirmed):
        best = min(confirmed)
        yield Unconfirmed(
            at_confidence,
            f"{provision.id} claims confidence {provision.confidence}, its best clause has {best}",
            zh=f"{provision.id} 称可信度 {provision.confidence}，所引条款最高为 {best}",
            hint=f"write {best}, or cite a clause that is better confirmed",
            hint_zh=f"请写 {best}，或引用更可靠的条款",
        )
