"""Rule about texts nobody has written yet: what `egovspec new` leaves for a person says so, and is never released.

The mark stands at the beginning of the text itself, so that it shows wherever the text does, in an editor as in a
report on a draft.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from egovspec.desk.lint.rule import Bench
from egovspec.errors import SpecError, Unfinished
from egovspec.library.catalogue import Entry
from egovspec.model.base import Text

MARK = Text(zh="待写：", en="To be written: ")
_MARKED = re.compile(r"\s*(?:待写\s*[：:]|to be written\s*:)", re.IGNORECASE)
# What a case gives and expects are facts of a made-up website, which may well hold such a text.
_FACTS = frozenset({"given", "with", "expect"})


def to_be_written(zh: str, en: str) -> Text:
    """A text that asks to be written; `zh` and `en` say what belongs there."""
    return Text(zh=MARK.zh + zh, en=f"{MARK.en.strip()} {en}")


def is_to_be_written(text: Any) -> bool:
    return isinstance(text, str) and _MARKED.match(text) is not None


def all_written(bench: Bench, entry: Entry) -> Iterator[SpecError]:
    """No text of a draft still asks to be written. What is released cannot be mended, and is passed over."""
    return unwritten(entry) if entry.draft else iter(())


def unwritten(entry: Entry) -> Iterator[Unfinished]:
    """The texts of a document that still ask to be written, one error each; one for both languages of a text."""
    for path, texts in _found(entry.marked.tree, ()):
        first, last = next(iter(texts)), next(reversed(texts))
        only = _NAMES[first] if first == last and first else ("", "")
        yield Unfinished(
            entry.marked.where((*path, first) if first else path),
            f"still to be written{only[1]}: {_asked(texts[last])}",
            zh=f"{only[0]}尚待写出：{_asked(texts[first])}",
            hint="until then it cannot be released",
            hint_zh="写出之前不能发布",
        )


def _asked(text: str) -> str:
    """What belongs in the place of a text, as far as its first line says."""
    return " ".join(_MARKED.sub("", text, count=1).split())[:60] or "…"


_NAMES = {"zh": ("中文", " in Chinese"), "en": ("英文", " in English")}


def _found(node: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], dict[str, str]]]:
    """Where texts ask to be written: the path of each, and the text by its language; of a text that has none by nothing."""
    if isinstance(node, dict):
        if node and node.keys() <= _NAMES.keys():
            texts = {name: str(node[name]) for name in _NAMES if is_to_be_written(node.get(name))}
            if texts:
                yield path, texts
            return
        for key, value in node.items():
            if path[:1] != ("cases",) or key not in _FACTS:
                yield from _found(value, (*path, key))
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _found(value, (*path, number))
    elif is_to_be_written(node):
        yield path, {"": str(node)}


__all__ = ["MARK", "all_written", "is_to_be_written", "to_be_written", "unwritten"]
