"""The kinds of document a catalogue holds, their models, and where their files lie."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

from egovspec.model.base import Document
from egovspec.model.calendar import Calendar
from egovspec.model.check import Check
from egovspec.model.codelist import CodeList
from egovspec.model.columns import ColumnTree
from egovspec.model.glossary import Glossary
from egovspec.model.metadata import Metadata
from egovspec.model.profile import Profile
from egovspec.model.source import Source
from egovspec.model.standard import Standard

MODELS: Final[Mapping[str, type[Document]]] = {
    "source": Source,
    "standard": Standard,
    "check": Check,
    "columns": ColumnTree,
    "metadata": Metadata,
    "codelist": CodeList,
    "calendar": Calendar,
    "glossary": Glossary,
    "profile": Profile,
}
FOLDERS: Final[Mapping[str, str]] = {
    "standard": "standards",
    "source": "specs/sources",
    "check": "specs/checks",
    "columns": "specs/columns",
    "metadata": "specs/metadata",
    "codelist": "specs/codelists",
    "calendar": "specs/calendars",
    "glossary": "specs/glossaries",
    "profile": "specs/profiles",
}


def place_of(kind: str, identifier: str, version: str) -> PurePosixPath:
    """Where the file of one document lies below its root."""
    return PurePosixPath(FOLDERS[kind], identifier, f"{version}.yaml")
