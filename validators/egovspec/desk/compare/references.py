"""What the references of two documents mean, each on its own side, and what it does when one is exchanged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from egovspec.desk.compare.change import Effect
from egovspec.model.base import Document

# (kind, reference) → the document it means, None when it cannot be found
Find = Callable[[str, str], Document | None]


def nothing(kind: str, reference: str) -> Document | None:
    """Finds nothing: of what a document cites nothing is then known."""
    return None


@dataclass(frozen=True)
class References:
    """Where the documents that the two versions cite are found.

    effect   the largest effect between two documents, None when they say the same
    """

    effect: Callable[[Document, Document], Effect | None]
    old: Find = nothing
    new: Find = nothing

    def exchanged(self, kind: str, old: str, new: str) -> Effect:
        """What it does to cite `new` where `old` was cited: what lies between the two when they are versions of one
        document and both are found; else something that passed may fail."""
        if old.partition("@")[0] != new.partition("@")[0]:
            return Effect.TIGHTENS
        before, after = self.old(kind, old), self.new(kind, new)
        if before is None or after is None:
            return Effect.TIGHTENS
        return self.effect(before, after) or Effect.WORDING
