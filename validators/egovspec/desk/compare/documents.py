"""Compares two versions of one document: which kind is compared by what, in one visible table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from egovspec.desk.compare.change import Change, Effect
from egovspec.desk.compare.fields import fields, plainly
from egovspec.desk.compare.spot import Spot
from egovspec.model.base import Document


def compare(old: Document, new: Document) -> list[Change]:
    """What changed from one document to another of the same kind, the largest effects first.

    Empty when both say the same, whatever their numbers. Raises ValueError for documents of two kinds.
    """
    if old.kind != new.kind:
        raise ValueError(f"a {old.kind} and a {new.kind} have nothing to compare")
    found = fields(Spot(), old, new, {"version": lambda *_: iter(())}, plainly(Effect.TIGHTENS))
    found = (change for change in found if change.path != ("version",))
    return sorted(found, key=lambda change: -change.effect)
