"""Builds HTML in which everything is escaped unless it is markup already.

There is one way to make markup, `tag`, and it escapes every text and every attribute it is given. Facts are a
stranger's text: forgetting to escape must not be possible by leaving something out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import TypeAlias

from egovspec.model.base import Language, Text
from egovspec.render.place import Address, place_of
from egovspec.render.visible import UNSEEN, clipped, visible

LONGEST = 2_000
_ACTS = re.compile(f"[&<>\"'{UNSEEN}]")
_VOID = frozenset({"br", "hr", "input", "link", "meta"})


class Html(str):
    """Markup, as opposed to text. Only this module makes one from text."""

    __slots__ = ()


Child: TypeAlias = "str | Iterable[Child] | None"


def markup(child: Child) -> Html:
    """Children as markup, in order. A str is a text and is escaped, a Html is taken as it is, None is nothing."""
    if child is None:
        return Html("")
    if isinstance(child, Html):
        return child
    if isinstance(child, str):
        return Html(_escaped(child))
    return Html("".join(map(markup, child)))


def tag(name: str, /, *children: Child, **attributes: str | int | bool | None) -> Html:
    """One element. `class_` and `for_` are class and for, `data_level` is data-level; True is a bare attribute,
    False and None leave it out."""
    told = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Html(f"<{name}{told}>")
    return Html(f"<{name}{told}>{''.join(map(markup, children))}</{name}>")


# A report repeats its few classes a hundred thousand times. Typed: True is a bare attribute and 1 is not.
@lru_cache(maxsize=2_048, typed=True)
def _attribute(key: str, value: str | int | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{_escaped(str(value))}"'


def _escaped(text: str) -> str:
    # Most texts hold nothing to be escaped or spelt out, and looking is cheaper than replacing.
    return escape(visible(text)) if _ACTS.search(text) else text


def raw(name: str, content: str) -> Html:
    """A style or script element of our own. The content is ours, is hashed, and must not end the element."""
    if "</" in content:
        raise ValueError(f"the content of <{name}> holds an end tag")
    return Html(f"<{name}>{content}</{name}>")


def both(text: Text) -> Html:
    """A text in both languages, of which one is shown; once when they are the same."""
    if text.zh == text.en:
        return told(text.zh)
    return between(clipped(text.zh, LONGEST, Language.ZH), clipped(text.en, LONGEST, Language.EN))


def between(zh: str, en: str) -> Html:
    """The same for what is no Text: punctuation between two pieces, with the blanks English needs there."""
    zh, en = _escaped(zh), _escaped(en)
    return Html(f'<span class="zh" lang="zh-CN">{zh}</span><span class="en" lang="en">{en}</span>')


def told(text: str) -> Html:
    """A text that has one wording, a stranger's mostly, cut when it is very long."""
    if len(text) <= LONGEST:
        return markup(text)
    long = Text(zh=f"……（共 {len(text):,} 个字符）", en=f"… ({len(text):,} characters in all)")
    return Html(markup(text[:LONGEST]) + both(long))


def linked(place: str, name: Html | None = None) -> Html:
    """A place, or the name of it, as a link when it is an address on the web and nothing else."""
    match place_of(place[:LONGEST]):
        case Address(url) if len(place) <= LONGEST:
            return tag("a", place if name is None else name, href=url, rel="noreferrer noopener")
        case _:
            return told(place) if name is None else name
