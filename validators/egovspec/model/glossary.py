"""A glossary: the words a library uses for the things of its field, and the words it does not use for them.

Both languages of a term stand side by side, so that a text and its translation speak of one thing by one name.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from egovspec.model.base import ChineseWording, ClauseReference, Document, Shape, Text, Wording

Avoided = Annotated[str, Field(min_length=2, max_length=60)]


class InsteadOf(Shape):
    """Words the term stands in place of. 不用的说法。"""

    zh: list[Avoided] = Field(default_factory=list, description="中文里不用的说法。Chinese words not used for it.")
    en: list[Avoided] = Field(default_factory=list, description="英文里不用的说法。English words not used for it.")


class Term(Shape):
    """One term in both languages. 术语。"""

    zh: ChineseWording = Field(max_length=60, description="中文术语。The Chinese term.")
    en: Wording = Field(max_length=80, description="英文术语，小写单数。The English term, singular, small letters.")
    meaning: Text = Field(description="所指。What it means.")
    instead_of: InsteadOf = Field(
        default_factory=lambda: InsteadOf(), description="不用的说法，lint 据此提示。Words lint tells of."
    )
    basis: list[ClauseReference] = Field(default_factory=list, description="出处条文。Clauses it is taken from.")
    note: Text | None = None


class Glossary(Document):
    """The terms of a library. 术语表。"""

    kind: Literal["glossary"]
    title: Text
    terms: list[Term] = Field(min_length=1)
