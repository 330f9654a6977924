"""All readers of parts of a page, in one visible tuple. A new fact about pages is a table and a reader added here."""

from __future__ import annotations

from egovspec.collect.website.page.parts import Reader, Row, View
from egovspec.collect.website.readers import (
    assist_entries,
    attachments,
    contacts,
    documents,
    forms,
    guides,
    headings,
    images,
    messages,
    odd_links,
    personal_rows,
    placeholders,
    selects,
)

READERS: tuple[Reader, ...] = (
    guides.read,
    messages.read,
    documents.headers,
    documents.secrecy_marks,
    attachments.read,
    images.read,
    headings.read,
    forms.read,
    contacts.read,
    assist_entries.read,
    personal_rows.read,
    odd_links.read,
    placeholders.read,
    selects.read,
)


def rows_of(view: View) -> tuple[Row, ...]:
    """Everything the readers find, in their order."""
    return tuple(row for read in READERS for row in read(view))
