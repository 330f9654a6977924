"""How new documents are written: the first lines, texts in two languages, and which of them a person has yet to write."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import PurePosixPath

from egovspec.desk.bound import said_in_one_line
from egovspec.desk.lint.unfinished import to_be_written
from egovspec.errors import Where
from egovspec.library.editing import scalar
from egovspec.library.kinds import place_of
from egovspec.library.roots import Root
from egovspec.model.base import Text

FIRST = "1.0.0"


@dataclass(frozen=True)
class Said:
    """A text as far as it was given on the command line."""

    option: str
    zh: str | None
    en: str | None

    def text(self, zh: str, en: str, where: Where) -> Text:
        """The text, with what was not given still to be written: `zh` and `en` say what belongs there. Raises SpecErrors."""
        asked = to_be_written(zh, en)
        return Text(
            zh=asked.zh if self.zh is None else self._line(self.zh, "zh", where),
            en=asked.en if self.en is None else self._line(self.en, "en", where),
        )

    def _line(self, text: str, language: str, where: Where) -> str:
        return said_in_one_line(text, f"--{self.option}-{language}", where)


def both(text: Text) -> dict[str, str]:
    """A text as an entry holds it."""
    return {"zh": text.zh, "en": text.en}


def two(text: Text) -> str:
    """A text in both languages on one line of YAML."""
    return f"{{zh: {scalar(text.zh, in_brackets=True)}, en: {scalar(text.en, in_brackets=True)}}}"


def head(root: Root, kind: str, identifier: str, version: str = FIRST) -> list[str]:
    """The lines every document opens with; the first is for editors, where the catalogue keeps schemas."""
    lines = [f"kind: {kind}", f"id: {scalar(identifier)}", f'version: "{version}"']
    schema = PurePosixPath("specs/schemas") / f"{kind}.schema.json"
    if (root.path / schema).is_file():
        way = PurePosixPath(os.path.relpath(schema, place_of(kind, identifier, version).parent)).as_posix()
        lines.insert(0, f"# yaml-language-server: $schema={way}")
    return lines


def joined(*parts: str | list[str]) -> str:
    """Lines as the text of a file."""
    lines: list[str] = []
    for part in parts:
        lines += [part] if isinstance(part, str) else part
    return "\n".join(lines) + "\n"


__all__ = ["FIRST", "Said", "both", "head", "joined", "two"]
