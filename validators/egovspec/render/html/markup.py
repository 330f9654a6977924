"""Builds HTML in which everything is escaped unless it is markup already.

There is one way to make markup, `tag`, and it escapes every text and every attribute it is given. Facts are a
stranger's text: forgetting to escape must not be possible by leaving something out.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TypeAlias

from egovspec.model.base import Language, Text
from egovspec.render.place import Address, place_of
from egovspec.render.visible import clipped, visible

LONGEST = 2_000
_VOID = frozenset({"br", "hr", "input", "link", "meta"})


class Html(str):
    """Markup, as opposed to text. Only this module makes one from text."""

    __slots__ = ()


Child: TypeAlias = "str | Iterable[Child] | None"


def markup(child: Child) -> Html:
    """Children as markup, in order. A str is a text and is escaped, a Html is taken as it is, None is nothing."""
    match child:
        case None:
            return Html("")
        case Html():
            return child
        case str():
            return Html(escape(visible(child)))
        case _:
            return Html("".join(map(markup, child)))


def tag(name: str, /, *children: Child, **attributes: str | int | bool | None) -> Html:
    """One element. `class_` and `for_` are class and for, `data_level` is data-level; True is a bare attribute,
    False and None leave it out."""
    told = "".join(_attribute(key, value) for key, value in attributes.items())
    start = f"<{name}{told}>"
    return Html(start) if name in _VOID else Html(f"{start}{markup(children)}</{name}>")


def _attribute(key: str, value: str | int | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(visible(str(value)))}"'


def raw(name: str, content: str) -> Html:
    """A style or script element of our own. The content is ours, is hashed, and must not end the element."""
    if "</" in content:
        raise ValueError(f"the content of <{name}> holds an end tag")
    return Html(f"<{name}>{content}</{name}>")


def both(text: Text) -> Html:
    """A text in both languages, of which one is shown; once when they are the same."""
    if text.zh == text.en:
        return told(text.zh)
    return Html(
        tag("span", clipped(text.zh, LONGEST, Language.ZH), class_="zh", lang="zh-CN")
        + tag("span", clipped(text.en, LONGEST, Language.EN), class_="en", lang="en")
    )


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
