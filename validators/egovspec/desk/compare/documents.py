"""Compares two versions of one document: which kind is compared by what, in one visible table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from egovspec.desk.compare.calendars import calendars
from egovspec.desk.compare.change import Change, Effect
from egovspec.desk.compare.checks import checks
from egovspec.desk.compare.codelists import code_lists
from egovspec.desk.compare.columns import column_trees
from egovspec.desk.compare.fields import fields, plainly
from egovspec.desk.compare.metadata import metadata
from egovspec.desk.compare.profiles import profiles
from egovspec.desk.compare.references import Find, References, nothing
from egovspec.desk.compare.sources import sources
from egovspec.desk.compare.spot import Spot
from egovspec.desk.compare.standards import standards
from egovspec.desk.compare.versions import worst
from egovspec.model.base import Document

Comparer = Callable[[Any, Any, References], Iterator[Change]]


def _field_by_field(effect: Effect) -> Comparer:
    return lambda old, new, _: fields(Spot(), old, new, {}, plainly(effect))


BY_KIND: dict[str, Comparer] = {
    "source": lambda old, new, _: sources(old, new),
    "standard": standards,
    "check": lambda old, new, _: checks(old, new),
    "columns": lambda old, new, _: column_trees(old, new),
    "metadata": metadata,
    "codelist": lambda old, new, _: code_lists(old, new),
    "calendar": lambda old, new, _: calendars(old, new),
    "profile": profiles,
    "glossary": _field_by_field(Effect.WORDING),  # words about words: nothing is judged by them
}


def compare(old: Document, new: Document, *, old_refs: Find = nothing, new_refs: Find = nothing) -> list[Change]:
    """What changed from one document to another of the same kind, the largest effects first.

    old_refs, new_refs   find what each of the two cites. With them the direction of a changed value can be proven from
                         the check it is given to, and an exchanged reference counts as what lies between the two
    Returns   nothing when both say the same, whatever their numbers
    Raises    ValueError for documents of two kinds
    """
    if old.kind != new.kind:
        raise ValueError(f"a {old.kind} and a {new.kind} have nothing to compare")
    references = References(
        lambda one, other: worst(compare(one, other, old_refs=old_refs, new_refs=new_refs)), old_refs, new_refs
    )
    other = new.model_copy(update={"version": old.version})
    if old == other:
        return []
    found = BY_KIND.get(old.kind, _field_by_field(Effect.TIGHTENS))(old, other, references)
    return sorted(found, key=lambda change: -change.effect)
