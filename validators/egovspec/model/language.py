"""The languages of the house. Alone in its file: the command line needs it before anything heavier."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """Chinese prevails."""

    ZH = "zh"
    EN = "en"
