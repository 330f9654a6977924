"""What a validator of ours says of a value: in both languages, and of which part of it."""

from __future__ import annotations


class Wrong(ValueError):
    """A sentence about a value. A part of it that is wrong is named by the keys and indexes that lead there.

    pydantic hands it on in the context of its error, so that the part and the Chinese are not lost on the way.
    """

    def __init__(self, en: str, zh: str, *at: str | int) -> None:
        super().__init__(en)
        self.zh = zh
        self.at = at
