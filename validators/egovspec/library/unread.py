"""What follows from a file that could not be read: it is not told, since the file itself is.

A misspelt key in a standard must not end in a second complaint, of the profile that includes it.
"""

from __future__ import annotations

from collections.abc import Iterable

from egovspec.errors import SpecError, UnknownReference


class Unread(UnknownReference):
    """A reference names a document whose file was refused."""


def causes(errors: Iterable[SpecError]) -> list[SpecError]:
    """The errors that are not mere consequences of a file that was refused."""
    return [error for error in errors if not isinstance(error, Unread)]
