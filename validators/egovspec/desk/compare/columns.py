"""Two versions of a column tree: columns that came, went or moved, and what is asked of each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from egovspec.desk.compare.amounts import amount
from egovspec.desk.compare.change import Change, Effect
from egovspec.desk.compare.fields import Rule, always, coming, fields, plainly, reordered, values, within, wording
from egovspec.desk.compare.spot import Spot
from egovspec.model.base import Text
from egovspec.model.columns import Column, ColumnTree

# A longer cycle is easier to keep. To ask for a cycle where none was asked adds a column to all that are counted,
# and a share of many can be kept where one of few was not: so that is no step in one direction only.
_CYCLE = amount(rise=Effect.WIDENS, fall=Effect.TIGHTENS, one_way=True)
# The cycle of good practice is asked by recommendations.
_GOOD_CYCLE = amount(rise=Effect.WIDENS, fall=Effect.WIDENS, comes=Effect.WIDENS)


def column_trees(old: ColumnTree, new: ColumnTree) -> Iterator[Change]:
    """Changes from one version of a column tree to another. Columns are the same when their path is."""
    rules: dict[str, Rule] = {
        "title": wording,
        "tier": always(Effect.TIGHTENS),
        "columns": lambda spot, _, __: _columns(spot, old, new),
    }
    yield from fields(Spot(), old, new, rules, plainly(Effect.TIGHTENS))


def _columns(spot: Spot, old: ColumnTree, new: ColumnTree) -> Iterator[Change]:
    before, after = {one.path: one for one in old.walk()}, {one.path: one for one in new.walk()}
    above_old, above_new = _above(old), _above(new)
    for path, column in before.items():
        if path not in after:
            # Its path is cited by deployments and by values of parameters.
            yield coming(spot, "removed", Effect.TIGHTENS, path, column)
            continue
        other = after[path]
        here = within(spot, path, other)
        if above_old[path] != above_new[path]:
            was, became = above_old[path] or "—", above_new[path] or "—"
            said = (f"由 {was} 之下移到 {became} 之下", f"moved from below {was} to below {became}")
            yield here.change("moved", Effect.TIGHTENS, *said, was, became)
        yield from _column(here, column, other)
    for path, column in after.items():
        if path not in before:
            yield coming(spot, "added", _asked(column), path, column)
    kept, again = [path for path in before if path in after], [path for path in after if path in before]
    if kept != again and all(above_old[path] == above_new[path] for path in kept):
        yield reordered(spot, kept, again)


def _above(tree: ColumnTree) -> dict[str, str | None]:
    """By the path of each column, that of the one it stands under."""
    found: dict[str, str | None] = {one.path: None for one in tree.columns}
    for one in tree.walk():
        found |= {child.path: one.path for child in one.columns}
    return found


def _asked(column: Column) -> Effect:
    """A column that came: whether a portal without it, or one that lets it lie, may now fail."""
    demands = column.required or column.max_idle is not None or bool(column.min_items)
    return Effect.TIGHTENS if demands else Effect.WIDENS


def _column(spot: Spot, old: Column, new: Column) -> Iterator[Change]:
    rules: dict[str, Rule] = {
        "name": lambda here, before, after: _name(here, before, after, new),
        # One more name can find a column that nobody judged before, and that was left to lie.
        "aliases": partial(values, added=Effect.TIGHTENS, removed=Effect.TIGHTENS),
        "required": lambda here, _, now: _must(here, now, Effect.TIGHTENS),
        "expected": lambda here, _, now: _must(here, now, Effect.WIDENS),
        "class": always(Effect.TIGHTENS),
        "max_idle": _CYCLE,
        "good_idle": _GOOD_CYCLE,
        "min_items": amount(rise=Effect.TIGHTENS, fall=Effect.WIDENS),
        "basis": partial(values, added=Effect.WORDING, removed=Effect.WORDING),
        "origin": wording,
        "confidence": wording,
        "columns": lambda *_: iter(()),
    }
    shallow: dict[str, list[Column]] = {"columns": []}
    yield from fields(
        spot, old.model_copy(update=shallow), new.model_copy(update=shallow), rules, plainly(Effect.TIGHTENS)
    )


def _name(spot: Spot, old: Text, new: Text, column: Column) -> Iterator[Change]:
    """Columns are found by their Chinese name and its aliases; the English one is shown to people."""
    if old.zh == new.zh:
        yield from wording(spot, old, new)
        return
    kept = old.zh in column.aliases
    zh, en = f"由“{old.zh}”更名为“{new.zh}”", f"renamed from “{old.zh}” to “{new.zh}”"
    zh += "，原名留作同义名称" if kept else ""
    en += ", the old name stays an alias" if kept else ""
    yield spot.change("renamed", Effect.TIGHTENS, zh, en, old, new, stem="column")


def _must(spot: Spot, now: bool, tightens: Effect) -> Iterator[Change]:
    name = spot.named
    if now:
        yield spot.change("added", tightens, f"改为{name.zh}", f"is now {name.en}", False, True)
    else:
        yield spot.change("removed", Effect.WIDENS, f"不再{name.zh}", f"is no longer {name.en}", True, False)
