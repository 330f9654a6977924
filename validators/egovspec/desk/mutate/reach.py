"""Which parts of a check's SELECT can change a finding: what decides, and what a message says in Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from egovspec.judge.compile import Compiled
from egovspec.judge.messages import holes
from egovspec.model.check import SpecParameter

VERDICT = frozenset({"subject", "ok", "faults"})


@dataclass(frozen=True)
class Parts:
    """What of a tree can change a finding. What only places and English words are made of is left alone.

    all        nodes that decide which subjects there are, whether they hold, or what the message says in Chinese
    deciding   ids of those that do more than fill a message
    same       other parameters of the same type, by name
    oks        ids of the expressions that are `ok`
    """

    all: tuple[exp.Expr, ...]
    deciding: frozenset[int]
    same: dict[str, tuple[str, ...]]
    oks: frozenset[int]

    @classmethod
    def of(cls, compiled: Compiled, tree: exp.Query) -> Parts:
        said = (compiled.check.message.fail, compiled.check.message.open, compiled.check.message.pass_)
        named = {name for text in said if text is not None for name in holes(text.model_copy(update={"en": ""}))}
        oks = [
            projection.unalias()
            for select in _leaves(tree)
            for projection in select.expressions
            if projection.alias_or_name == "ok"
        ]
        return cls(
            tuple(_reached(tree, VERDICT | named)),
            frozenset(map(id, _reached(tree, VERDICT))),
            _same_type(compiled),
            frozenset(map(id, oks)),
        )


def _same_type(compiled: Compiled) -> dict[str, tuple[str, ...]]:
    kinds = {
        name: parameter.spec if isinstance(parameter, SpecParameter) else parameter.type
        for name, parameter in compiled.check.parameters.items()
    }
    kinds |= {"today": "date", "as_of": "timestamp"}  # type: ignore[dict-item]
    return {name: tuple(o for o in kinds if o != name and str(kinds[o]) == str(kinds[name])) for name in kinds}


def _leaves(query: exp.Expr | None) -> list[exp.Select]:
    """The SELECTs a query is the union of."""
    if isinstance(query, exp.Subquery | exp.Paren):
        return _leaves(query.this)
    if isinstance(query, exp.SetOperation):
        return [*_leaves(query.this), *_leaves(query.expression)]
    return [query] if isinstance(query, exp.Select) else []


def _reached(tree: exp.Query, wanted: frozenset[str] | set[str]) -> list[exp.Expr]:
    """Nodes on which the wanted results depend. Columns are told apart by name alone, so it may be a few too many."""
    names: dict[int, str] = {}
    for query in [tree, *(part.this for part in tree.find_all(exp.CTE)), *_derived(tree)]:
        for select in _leaves(query):
            if not select.args.get("distinct") and not _unites(query):
                names |= zip(map(id, select.expressions), query.named_selects, strict=False)
    listed = {
        id(value): column.name
        for values in tree.find_all(exp.Values)
        for row in values.expressions
        for column, value in zip(_columns_of(values), row.expressions, strict=False)
    }
    own = {id(projection) for select in _leaves(tree) for projection in select.expressions}
    asked: set[str] = set()
    order = tree.args.get("order")
    left_alone = {id(order)} if order else set()
    left_alone |= {id(one) for exists in tree.find_all(exp.Exists) for one in exists.this.expressions}
    while True:
        dead = {at for at, name in names.items() if name not in (wanted if at in own else asked)} | left_alone
        dead |= {at for at, name in listed.items() if name not in asked}
        nodes = list(_alive(tree, dead))
        found = {node.name for node in nodes if isinstance(node, exp.Column)}
        if found <= asked:
            return nodes
        asked |= found


def _columns_of(values: exp.Values) -> list[exp.Expr]:
    """Names of the columns of VALUES (…) AS t(a, b); none when they have none."""
    alias = values.args.get("alias")
    return list(alias.args.get("columns") or ()) if isinstance(alias, exp.TableAlias) else []


def _alive(tree: exp.Expr, dead: set[int]) -> Iterator[exp.Expr]:
    return (node for node in tree.walk(prune=lambda node: id(node) in dead) if id(node) not in dead)


def _derived(tree: exp.Query) -> list[exp.Query]:
    return [part.this for part in tree.find_all(exp.Subquery) if isinstance(part.parent, exp.From | exp.Join)]


def _unites(query: exp.Expr) -> bool:
    return any(part.args.get("distinct") for part in query.find_all(exp.SetOperation) if part in (query, query.this))
