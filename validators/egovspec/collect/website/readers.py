"""All readers of parts of a page, in one visible tuple. A new fact about pages is a table and a reader added here."""

from __future__ import annotations

from egovspec.collect.website import (
    assist_entries,
    contacts,
    forms,
    guides,
    headings,
    images,
    messages,
    personal_rows,
)
from egovspec.collect.website.parts import Reader, Row, View

READERS: tuple[Reader, ...] = (
    guides.read,
    messages.read,
    images.read,
    headings.read,
    forms.read,
    contacts.read,
    assist_entries.read,
    personal_rows.read,
)


def rows_of(view: View) -> tuple[Row, ...]:
    """Everything the readers find, in their order."""
    return tuple(row for read in READERS for row in read(view))
