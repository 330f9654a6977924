"""Walks two documents field by field, so that no difference is passed over.

A kind of document gives rules for the fields it understands. Every field is compared all the same: where there is no
rule, or a rule finds nothing to say about values that differ, the plain comparison below speaks. So a field added to a
model later shows in a comparison from the first day, and counts as possibly tightening until somebody says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel

from egovspec.desk.compare.change import Change, Effect
from egovspec.desk.compare.spot import Spot
from egovspec.desk.compare.values import INLINE, shown
from egovspec.model.base import Text

T = TypeVar("T")
Rule = Callable[[Spot, Any, Any], Iterator[Change]]
# What names a member of a list, the first that it has.
KEYS = (
    "id",
    "path",
    "code",
    "year",
    "provision",
    "check",
    "standard",
    "block",
    "term",
    "name",
    "subject",
    "column",
    "change",
    "zh",
)


def fields(spot: Spot, old: BaseModel, new: BaseModel, rules: Mapping[str, Rule], otherwise: Rule) -> Iterator[Change]:
    """Changes of all fields that differ, by the rule of each (under the name authors write), else by `otherwise`."""
    for name, info in type(old).model_fields.items():
        before, after = getattr(old, name), getattr(new, name)
        if before == after:
            continue
        key = info.alias or name
        here = spot.field(key)
        said = False
        for change in rules.get(key, otherwise)(here, before, after):
            said = True
            yield change
        if not said:
            yield from otherwise(here, before, after)


def plainly(effect: Effect) -> Rule:
    """Compares anything with anything. A text that is reworded changes no verdict; whatever else differs has `effect`."""

    def compare(spot: Spot, old: Any, new: Any) -> Iterator[Change]:
        if isinstance(old, Text) and isinstance(new, Text):
            yield from wording(spot, old, new)
        elif isinstance(old, BaseModel) and type(old) is type(new):
            yield from fields(spot.inside(), old, new, {}, compare)
        elif isinstance(old, list) and isinstance(new, list) and _shapes(old) and _shapes(new):
            yield from members(spot, old, new, added=effect, removed=effect, changed=compare)
        elif isinstance(old, list) and isinstance(new, list) and not any(isinstance(o, dict) for o in (*old, *new)):
            yield from values(spot, old, new, added=effect, removed=effect)
        elif isinstance(old, dict) and isinstance(new, dict):
            yield from mapping(spot, old, new, added=effect, removed=effect, changed=compare)
        else:
            yield told(spot, effect, old, new)

    return compare


def told(spot: Spot, effect: Effect, old: Any, new: Any, *, one_way: bool = False) -> Change:
    """One value became another, or came, or went."""
    name, before, after = spot.named, shown(old), shown(new)
    if old is None:
        return spot.change(
            "added",
            effect,
            f"增加{name.zh}{_after(after)}",
            f"{name.en} added{_after(after)}",
            old,
            new,
            one_way=one_way,
        )
    if new is None:
        return spot.change(
            "removed", effect, f"去掉{name.zh}{_after(before)}", f"{name.en} removed{_after(before)}", old, new,
            one_way=one_way,
        )  # fmt: skip
    if not (fits(before) and fits(after)):
        return spot.change("changed", effect, f"{name.zh}有改动", f"{name.en} changed", old, new, one_way=one_way)
    zh, en = f"{name.zh}由 {before} 改为 {after}", f"{name.en} changed from {before} to {after}"
    return spot.change("changed", effect, zh, en, old, new, one_way=one_way)


def fits(text: str | None) -> bool:
    """Whether a value is short enough to stand within a sentence."""
    return text is not None and len(text) <= INLINE and "\n" not in text


def _after(text: str | None) -> str:
    return f" {text}" if fits(text) else ""


def wording(spot: Spot, old: Any, new: Any) -> Iterator[Change]:
    """Words for people, and whatever else no verdict hangs on."""
    if isinstance(old, Text) and isinstance(new, Text):
        name = spot.named
        which_zh, which_en = ("（英文）", " (English)") if old.zh == new.zh else ("", "")
        zh, en = f"{name.zh}改写{which_zh}", f"{name.en} reworded{which_en}"
        yield spot.change("reworded", Effect.WORDING, zh, en, old, new)
    else:
        yield from plainly(Effect.WORDING)(spot, old, new)


def always(effect: Effect, *, one_way: bool = False) -> Rule:
    """Whatever happens to this value has the effect."""

    def compare(spot: Spot, old: Any, new: Any) -> Iterator[Change]:
        yield told(spot, effect, old, new, one_way=one_way)

    return compare


def values(
    spot: Spot, old: Sequence[Any], new: Sequence[Any], *, added: Effect, removed: Effect, one_way: bool = False
) -> Iterator[Change]:
    """Plain values in a list, whose order says nothing."""
    name = spot.named
    before, after = [shown(one) or "" for one in old], [shown(one) or "" for one in new]
    for value in _beyond(before, after):
        said = (f"去掉{name.zh}{_told(value)}", f"{name.en} removed: {value}")
        yield spot.value(value).change("removed", removed, *said, value, None, one_way=one_way)
    for value in _beyond(after, before):
        said = (f"增加{name.zh}{_told(value)}", f"{name.en} added: {value}")
        yield spot.value(value).change("added", added, *said, None, value, one_way=one_way)
    if sorted(before) == sorted(after):
        yield reordered(spot, before, after)


def _told(value: str) -> str:
    # Chinese runs into Chinese without a blank between them.
    return f" {value}" if value.isascii() else _quoted(value)


def _beyond(these: list[str], those: list[str]) -> Iterator[str]:
    """Values of `these` that `those` lacks, or has fewer times."""
    rest = list(those)
    for one in these:
        if one in rest:
            rest.remove(one)
        else:
            yield one


def reordered(spot: Spot, old: Sequence[str], new: Sequence[str]) -> Change:
    """The same members in another order."""
    name = spot.named
    zh, en = f"{name.zh}的次序有改动", f"order of {name.en} changed"
    return spot.change("reordered", Effect.WORDING, zh, en, list(old), list(new))


def mapping(
    spot: Spot, old: Mapping[str, Any], new: Mapping[str, Any], *, added: Effect, removed: Effect, changed: Rule
) -> Iterator[Change]:
    """A mapping by its keys."""
    name = spot.named
    for key in (*old, *(key for key in new if key not in old)):
        here = spot.value(str(key))
        if key not in new:
            yield here.change("removed", removed, f"去掉{name.zh} {key}", f"{name.en} removed: {key}", old[key], None)
        elif key not in old:
            yield here.change("added", added, f"增加{name.zh} {key}", f"{name.en} added: {key}", None, new[key])
        elif old[key] != new[key]:
            yield from changed(spot.member(str(key)), old[key], new[key])


def members(
    spot: Spot,
    old: Sequence[Any],
    new: Sequence[Any],
    *,
    added: Effect | Callable[[Any], Effect],
    removed: Effect | Callable[[Any], Effect],
    changed: Rule,
    key: Callable[[Any], str] | None = None,
    one_way: bool = False,
) -> Iterator[Change]:
    """Shapes in a list, each called by what names it. The order changes no verdict.

    one_way   whether a member that comes, and tightens, can let nothing pass that failed
    """
    key = key or key_of
    before, after = by_key(old, key), by_key(new, key)
    for one, member in before.items():
        if one not in after:
            yield coming(spot, "removed", removed, one, member)
        elif member != after[one]:
            yield from changed(within(spot, one, after[one]), member, after[one])
    for one, member in after.items():
        if one not in before:
            yield coming(spot, "added", added, one, member, one_way=one_way)
    kept = [one for one in before if one in after]
    again = [one for one in after if one in before]
    if kept != again:
        yield reordered(spot, kept, again)


def coming(
    spot: Spot, verb: str, effect: Effect | Callable[[Any], Effect], key: str, member: Any, *, one_way: bool = False
) -> Change:
    """A member came or went."""
    name, called = spot.named, called_of(member, key)
    effect = effect if isinstance(effect, Effect) else effect(member)
    gone = verb == "removed"
    before, after = (member, None) if gone else (None, member)
    zh, en = f"{'删去' if gone else '增加'}{name.zh} {called.zh}", f"{name.en} {verb}: {called.en}"
    return spot.value(key).change(verb, effect, zh, en, before, after, one_way=one_way)


def called_of(member: Any, key: str) -> Text:
    """What people call a member: its key and its title, or the one of them it has."""
    title = next(
        (text for name in ("title", "name", "term") if isinstance(text := getattr(member, name, None), Text)), None
    )
    if title is None:
        called = str(getattr(member, "standard", key)) or "—"  # a reference is told with its version
        return Text(zh=called, en=called)
    zh, en = _quoted(title.zh), _quoted(title.en)
    return Text(zh=zh, en=en) if title.zh == key else Text(zh=f"{key}{zh}", en=f"{key} {en}")


def _quoted(text: str) -> str:
    """In quotation marks; those within it become single ones. Source: GB/T 15834-2011, 4.8.3.3."""
    return f"“{text.replace('“', '‘').replace('”', '’')}”"


def within(spot: Spot, key: str, member: Any) -> Spot:
    """The place of a member that is on both sides."""
    called = called_of(member, key)
    return spot.member(key, called.zh, called.en)


def by_key(shapes: Sequence[T], key: Callable[[T], str]) -> dict[str, T]:
    """Shapes by their key; of several with one key the second is called `key (2)`."""
    found: dict[str, T] = {}
    for one in shapes:
        name, n = key(one), 1
        while (name if n == 1 else f"{name} ({n})") in found:
            n += 1
        found[name if n == 1 else f"{name} ({n})"] = one
    return found


def key_of(shape: BaseModel) -> str:
    """What names a shape among its like: the first of KEYS it has, else what it says."""
    for name in KEYS:
        value = getattr(shape, name, None)
        if isinstance(value, Text):
            return value.zh
        if isinstance(value, str | int) and value != "":
            return str(value)
    return shown(shape) or "—"


def _shapes(these: Sequence[Any]) -> bool:
    return all(isinstance(one, BaseModel) for one in these)
