"""Mutants of a check's SQL: the SELECT with one thing changed, which some case of the check has to notice.

A mutant no case notices is a missing case: a boundary day, another class, a row that is not there. It is told by what was
changed, `a < b → a <= b`, with a number when the same change can be made in several places. Running them is `killing`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlglot import exp

from egovspec.desk.mutate.advice import in_message_alone, with_defaults
from egovspec.desk.mutate.changes import Change, changes_at
from egovspec.desk.mutate.reach import Parts
from egovspec.desk.mutate.sqltree import offset, shown, sql_of, taken_marks
from egovspec.judge.bind import types_of
from egovspec.judge.compile import Compiled
from egovspec.model.base import Text
from egovspec.model.check import Check

_LOOSE = (exp.Connector, exp.Binary, exp.Not, exp.Between, exp.In)


@dataclass(frozen=True)
class Mutant:
    """One changed SELECT.

    change        what was changed; unique among the mutants of a check
    line, column  of the SELECT, from 1, where the change begins
    parameters    names of the parameters it still uses
    """

    change: str
    line: int
    column: int
    sql: str
    parameters: frozenset[str]
    _check: Check = field(repr=False, compare=False)
    _made: Change = field(repr=False, compare=False)
    _deciding: bool = field(repr=False, compare=False)

    @property
    def missing(self) -> Text:
        """The case that would notice it."""
        advised = with_defaults(self._made.missing(), self._check)
        return advised if self._deciding else in_message_alone(advised)


def mutants(compiled: Compiled, sql: str) -> Iterator[Mutant]:
    """Every single change of a check's SELECT, in the order of the text as far as its parts have places.

    sql   the text the tree was parsed from
    """
    types = types_of(compiled.check.parameters)
    tree = compiled.guarded.tree.copy()
    marks = taken_marks(tree)
    original = sql_of(tree)
    for found in list(tree.find_all(exp.Placeholder, exp.Parameter)):
        found.replace(exp.cast(found.copy(), types[found.name], dialect="duckdb"))
    seen, told = {sql_of(tree), original}, Counter[str]()
    parts = Parts.of(compiled, tree)
    changes = [change for node in parts.all for change in changes_at(node, parts)]
    placed = sorted(((offset(change.node, marks), change) for change in changes), key=lambda pair: pair[0])
    for at, change in placed:
        mutated = _sql_with(tree, change)
        if mutated in seen:
            continue
        seen.add(mutated)
        text = change.told or f"{shown(change.node)} → {shown(change.after)}"
        told[text] += 1
        name = text if told[text] == 1 else f"{text} ({told[text]})"
        line, column = sql.count("\n", 0, at) + 1, at - sql.rfind("\n", 0, at)
        used = frozenset(name for name in types if f"CAST(${name} AS " in mutated)
        deciding = id(change.node) in parts.deciding
        yield Mutant(name, line, column, mutated, used, compiled.check, change, deciding)


def _sql_with(tree: exp.Query, change: Change) -> str:
    """The whole SELECT with one change, made in place and taken back: copying the tree each time takes half the time."""
    node, after, parent = change.node, change.after, change.node.parent
    if parent is None:
        return sql_of(after or tree)
    if after is None:
        key = node.arg_key
        assert key is not None, "a node with a parent stands under a key"
        parent.set(key, None)
        try:
            return sql_of(tree)
        finally:
            parent.set(key, node)
    if isinstance(after, _LOOSE):
        after = exp.Paren(this=after)
    node.replace(after)
    try:
        return sql_of(tree)
    finally:
        after.replace(node)
