"""The forms of what lint found, by name. Apart from what renders them, which takes time to import."""

from __future__ import annotations

from enum import StrEnum


class LintFormat(StrEnum):
    """Forms of what lint found."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    GITLAB = "gitlab"
