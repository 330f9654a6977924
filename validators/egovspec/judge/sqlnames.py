"""Which table every column of a check's SQL comes from, and what is named that does not exist.

The engine would say so too, one name at a time and by its own copy of the text; here all wrong names are found at once,
each with its place and the nearest right one. What is known about a column is the set of tables its values come from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

Tables = frozenset[str]
# Columns of something that can be read from, each with the tables its values come from; None: not known.
Columns = dict[str, Tables]
# (node with a place, what is not known, its name, the names it could have been)
Complain = Callable[[exp.Expr, str, str, Iterable[str]], None]
_NOWHERE: Tables = frozenset()


@dataclass
class Frame:
    """What a name can mean inside one SELECT."""

    outer: Frame | None
    sources: dict[str, Columns | None] = field(default_factory=dict)
    aliases: Columns = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)  # columns named in USING belong to both sides

    def around(self) -> Iterator[Frame]:
        frame: Frame | None = self
        while frame is not None:
            yield frame
            frame = frame.outer


class Names:
    """Resolves one statement. `origin` and `tables` hold what was found; wrong names go to `complain`."""

    def __init__(self, tables: Mapping[str, Mapping[str, str]], complain: Complain) -> None:
        self._schema = {name: dict.fromkeys(columns, frozenset({name})) for name, columns in tables.items()}
        self._complain = complain
        self._origins: dict[int, Tables] = {}
        self.tables: set[str] = set()

    def resolve(self, tree: exp.Expr) -> None:
        self._query(tree, {}, None)

    def origin(self, node: exp.Expr) -> Tables:
        """The tables all columns within `node` come from."""
        return _NOWHERE.union(*(self._origins.get(id(column), _NOWHERE) for column in node.find_all(exp.Column)))

    def _query(self, query: exp.Expr, known: Mapping[str, Columns | None], outer: Frame | None) -> Columns | None:
        visible = dict(known)
        with_ = query.args.get("with_")
        if isinstance(with_, exp.With):
            for cte in with_.expressions:
                self._cte(cte, visible, outer, recursive=bool(with_.args.get("recursive")))
        if isinstance(query, exp.Subquery):
            return self._ordered(query, self._query(query.this, visible, outer), visible, outer)
        if isinstance(query, exp.SetOperation):
            left = self._query(query.this, visible, outer)
            right = self._query(query.expression, visible, outer)
            return self._ordered(query, _side_by_side(left, right), visible, outer)
        if isinstance(query, exp.Select):
            return self._select(query, visible, outer)
        return None

    def _cte(self, cte: exp.Expr, visible: dict[str, Columns | None], outer: Frame | None, *, recursive: bool) -> None:
        name = cte.alias.lower()
        if name in self._schema:
            self._complain(cte.args["alias"].this, "cte", name, ())
        body = cte.this
        if recursive and isinstance(body, exp.SetOperation):
            # What the first part returns is what the second may read; its own wrong names are told below.
            quiet = Names({}, lambda *_: None)
            quiet._schema = self._schema
            visible[name] = _renamed(quiet._query(body.this, visible, outer), cte.args.get("alias"))
        visible[name] = _renamed(self._query(body, visible, outer), cte.args.get("alias"))

    def _ordered(
        self,
        query: exp.Expr,
        columns: Columns | None,
        visible: Mapping[str, Columns | None],
        outer: Frame | None,
    ) -> Columns | None:
        frame = Frame(outer, {"": columns})
        for part in ("order", "limit", "offset"):
            if query.args.get(part):
                self._expression(query.args[part], frame, visible)
        return columns

    def _select(self, select: exp.Select, visible: Mapping[str, Columns | None], outer: Frame | None) -> Columns | None:
        frame = Frame(outer)
        from_ = select.args.get("from_")
        if from_:
            self._source(from_.this, frame, visible)
        for join in select.args.get("joins") or ():
            self._join(join, frame, visible)
        results: Columns = {}
        for projection in select.expressions:
            self._expression(projection, frame, visible)
            name = projection.alias_or_name.lower()
            results[name or f"?{len(results)}"] = self.origin(projection)
            if isinstance(projection, exp.Alias):
                frame.aliases[name] = self.origin(projection)
        for part, value in select.args.items():
            if part not in ("with_", "from_", "joins", "expressions"):
                for node in value if isinstance(value, list) else [value]:
                    if isinstance(node, exp.Expr):
                        self._expression(node, frame, visible)
        return results

    def _source(self, node: exp.Expr, frame: Frame, visible: Mapping[str, Columns | None]) -> None:
        alias = node.args.get("alias")
        name = (node.alias_or_name or f"?{len(frame.sources)}").lower()
        columns: Columns | None = None
        if isinstance(node, exp.Table):
            columns = self._table(node, visible)
        elif isinstance(node, exp.Subquery) and isinstance(node.this, exp.Table):
            self._source(node.this, frame, visible)
            name = ""
        elif isinstance(node, exp.Query):
            columns = self._query(node, visible, frame)
        elif isinstance(node, exp.Unnest | exp.Values):
            for part in node.expressions:
                self._expression(part, frame, visible)
            named = alias.columns if alias else ()
            columns = {column.name.lower(): self.origin(node) for column in named} or None
        if name:
            frame.sources[name] = _renamed(columns, alias)
        for join in node.args.get("joins") or ():
            self._join(join, frame, visible)

    def _table(self, table: exp.Table, visible: Mapping[str, Columns | None]) -> Columns | None:
        if not isinstance(table.this, exp.Identifier) or table.args.get("db"):
            return None  # a function or a qualified name: refused by the rules
        name = table.name.lower()
        if name in visible:
            return visible[name]
        if name in self._schema:
            self.tables.add(name)
            return self._schema[name]
        self._complain(table.this, "table", table.name, [*visible, *self._schema])
        return None

    def _join(self, join: exp.Expr, frame: Frame, visible: Mapping[str, Columns | None]) -> None:
        before = set(frame.sources)
        self._source(join.this, frame, visible)
        if join.args.get("on"):
            self._expression(join.args["on"], frame, visible)
        for column in join.args.get("using") or ():
            frame.shared.add(column.name.lower())
            for left in (True, False):
                side = [columns for name, columns in frame.sources.items() if (name in before) is left]
                if all(columns is not None and column.name.lower() not in columns for columns in side):
                    self._complain(column, "column", column.name, _names(side))
                    break
        if str(join.args.get("kind") or "").upper() in ("SEMI", "ANTI"):
            frame.sources = {name: columns for name, columns in frame.sources.items() if name in before}

    def _expression(self, node: exp.Expr, frame: Frame, visible: Mapping[str, Columns | None]) -> None:
        waiting = [node]
        while waiting:
            current = waiting.pop()
            if isinstance(current, exp.Column):
                self._column(current, frame)
            elif isinstance(current, exp.Subquery | exp.Select | exp.SetOperation):
                self._query(current, visible, frame)
            else:
                waiting.extend(reversed(list(current.iter_expressions())))

    def _column(self, column: exp.Column, frame: Frame) -> None:
        if isinstance(column.this, exp.Star) or column.args.get("db"):
            return  # refused by the rules
        name, table = column.name.lower(), column.table.lower()
        if table:
            self._qualified(column, name, table, frame)
            return
        for around in frame.around():
            found = [columns for columns in around.sources.values() if columns is not None and name in columns]
            if len(found) > 1 and name not in around.shared:
                owners = [f"{owner}.{name}" for owner, columns in around.sources.items() if columns and name in columns]
                self._complain(column.this, "ambiguous", column.name, owners)
            if found or name in around.aliases:
                own = around.aliases.get(name, _NOWHERE)
                self._origins[id(column)] = own.union(*(columns[name] for columns in found))
                return
            if any(columns is None for columns in around.sources.values()):
                self._origins[id(column)] = frozenset({"?"})
                return
        self._complain(column.this, "column", column.name, _names(_all_sources(frame), frame.aliases))

    def _qualified(self, column: exp.Column, name: str, table: str, frame: Frame) -> None:
        for around in frame.around():
            if table in around.sources:
                columns = around.sources[table]
                if columns is None:
                    self._origins[id(column)] = frozenset({"?"})
                elif name in columns:
                    self._origins[id(column)] = columns[name]
                else:
                    self._complain(column.this, "column of", f"{column.table}.{column.name}", columns)
                return
        aliases = {alias for around in frame.around() for alias in around.sources if alias.isidentifier()}
        self._complain(column.args["table"], "alias", column.table, aliases)


def _all_sources(frame: Frame) -> list[Columns | None]:
    return [columns for around in frame.around() for columns in around.sources.values()]


def _names(sources: Iterable[Columns | None], more: Iterable[str] = ()) -> set[str]:
    return {name for columns in sources if columns for name in columns if name.isidentifier()} | set(more)


def _renamed(columns: Columns | None, alias: exp.Expr | None) -> Columns | None:
    """Columns under the names of an alias such as `t(a, b)`."""
    given = [column.name.lower() for column in alias.columns] if isinstance(alias, exp.TableAlias) else []
    if columns is None or not given:
        return columns
    kept = list(columns.items())
    new = dict(zip(given, (tables for _, tables in kept), strict=False))
    return new | dict(kept[len(given) :])


def _side_by_side(left: Columns | None, right: Columns | None) -> Columns | None:
    if left is None or right is None:
        return left
    both = list(right.values())
    return {name: tables.union(*both[n : n + 1]) for n, (name, tables) in enumerate(left.items())}
