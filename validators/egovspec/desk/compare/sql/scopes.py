"""Which source every column of a query comes from, and what the sources would be called if nobody had named them.

Names of tables' aliases and of common table expressions are the author's own; two queries that differ in them alone are
the same. Whatever is not certain is left as it stands: then the queries merely are not proven equal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

Columns = frozenset[str] | None  # None: not known


class Unproven(Exception):
    """The query says something whose meaning could hang on names."""


@dataclass
class _Source:
    name: str
    columns: Columns


@dataclass
class _Frame:
    """What a name can mean inside one SELECT."""

    outer: _Frame | None
    sources: dict[str, _Source] = field(default_factory=dict)
    aliases: dict[str, exp.Expr] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)

    def around(self) -> Iterator[_Frame]:
        frame: _Frame | None = self
        while frame is not None:
            yield frame
            frame = frame.outer


@dataclass
class Scopes:
    """Canonical names of one query.

    owner    by the identity of a column: its source. Not there: it is left as written
    alias    by the identity of a source in FROM, or of a CTE: its name
    target   by the identity of a table in FROM: the CTE or fact table it reads
    """

    tables: Mapping[str, Collection[str]]
    owner: dict[int, str] = field(default_factory=dict)
    alias: dict[int, str] = field(default_factory=dict)
    target: dict[int, str] = field(default_factory=dict)
    unowned: set[str] = field(default_factory=set)
    _named: int = 0

    def read(self, query: exp.Expr) -> None:
        """Read one whole query. Raises Unproven."""
        self._query(query, {}, None)

    def _next(self) -> str:
        self._named += 1
        return f"_{self._named}"

    def _query(self, query: exp.Expr, visible: Mapping[str, _Source], outer: _Frame | None) -> Columns:
        known = dict(visible)
        with_ = query.args.get("with_") or exp.With(expressions=[])
        for cte in with_.expressions:
            name, called = cte.alias.lower(), self._next()
            self.alias[id(cte)] = called
            if with_.args.get("recursive"):
                known[name] = _Source(called, None)
            known[name] = _Source(called, _renamed(self._query(cte.this, known, outer), cte.args.get("alias")))
        if isinstance(query, exp.Subquery):
            columns = self._query(query.this, known, outer)
            self._leave(query, ("order", "limit", "offset"))
            return columns
        if isinstance(query, exp.SetOperation):
            columns = self._query(query.this, known, outer)
            self._query(query.expression, known, outer)
            self._leave(query, ("order", "limit", "offset"))
            return columns
        if not isinstance(query, exp.Select):
            raise Unproven(type(query).__name__)
        return self._select(query, known, outer)

    def _leave(self, query: exp.Expr, parts: Collection[str]) -> None:
        """Columns of these parts mean what the query returns, and are left as written."""
        for part in parts:
            node = query.args.get(part)
            if node is not None and any(isinstance(one, exp.Query) for one in node.walk()):
                raise Unproven("a query in ORDER BY")

    def _select(self, select: exp.Select, visible: Mapping[str, _Source], outer: _Frame | None) -> Columns:
        frame = _Frame(outer)
        from_ = select.args.get("from_")
        if from_ is not None:
            self._source(from_.this, frame, visible)
        for join in select.args.get("joins") or ():
            self._join(join, frame, visible)
        frame.aliases = {
            one.alias.lower(): one.this for one in select.expressions if isinstance(one, exp.Alias) and one.alias
        }
        for part, value in select.args.items():
            if part in ("with_", "from_", "joins"):
                continue
            for node in value if isinstance(value, list) else [value]:
                if isinstance(node, exp.Expr):
                    self._expression(node, frame, visible)
        names = [one.alias_or_name.lower() for one in select.expressions]
        return None if "*" in names or "" in names else frozenset(names)

    def _join(self, join: exp.Expr, frame: _Frame, visible: Mapping[str, _Source]) -> None:
        if join.args.get("method"):
            raise Unproven("a natural join")
        self._source(join.this, frame, visible)
        if join.args.get("on"):
            self._expression(join.args["on"], frame, visible)
        frame.shared |= {column.name.lower() for column in join.args.get("using") or ()}

    def _source(self, node: exp.Expr, frame: _Frame, visible: Mapping[str, _Source]) -> None:
        columns: Columns = None
        if isinstance(node, exp.Table):
            name = node.name.lower()
            read = visible.get(name)
            if read is None and name not in self.tables:
                raise Unproven(f"no table {name}")
            self.target[id(node)] = read.name if read else name
            columns = read.columns if read else frozenset(self.tables[name])
        elif isinstance(node, exp.Subquery) and isinstance(node.this, exp.Query):
            columns = self._query(node, visible, frame)
        elif isinstance(node, exp.Unnest | exp.Values):
            for part in node.expressions:
                self._expression(part, frame, visible)
            given = node.args.get("alias")
            columns = frozenset(column.name.lower() for column in given.columns) if given and given.columns else None
        else:
            raise Unproven(type(node).__name__)
        if not (isinstance(node, exp.Unnest | exp.Values)):
            columns = _renamed(columns, node.args.get("alias"))
        called = self.alias[id(node)] = self._next()
        name = node.alias_or_name.lower()
        if name in frame.sources:
            raise Unproven("two sources of one name")
        frame.sources[name or called] = _Source(called, columns)
        for join in node.args.get("joins") or ():
            self._join(join, frame, visible)

    def _expression(self, node: exp.Expr, frame: _Frame, visible: Mapping[str, _Source]) -> None:
        if isinstance(node, exp.Column):
            self._column(node, frame)
        elif isinstance(node, exp.Subquery | exp.Select | exp.SetOperation):
            self._query(node, visible, frame)
        else:
            for part in node.iter_expressions():
                self._expression(part, frame, visible)

    def _column(self, column: exp.Column, frame: _Frame) -> None:
        name, table = column.name.lower(), column.table.lower()
        if table:
            found = next((one.sources[table] for one in frame.around() if table in one.sources), None)
            if found is None:
                raise Unproven(f"no source {table}")
            self.owner[id(column)] = found.name
            return
        if any(name in one.sources for one in frame.around()):
            raise Unproven(f"{name} is a column or a whole row")
        for one in frame.around():
            owner = _owner(one, name)
            if owner is not None:
                self.owner[id(column)] = owner.name
                return
            if (
                name in one.aliases
                or name in one.shared
                or any(_may_have(source, name) for source in one.sources.values())
            ):
                break
        self.unowned.add(name)


def _may_have(source: _Source, name: str) -> bool:
    return source.columns is None or name in source.columns


def _owner(frame: _Frame, name: str) -> _Source | None:
    """The one source of a SELECT that has such a column, where nothing else could be meant."""
    able = [(alias, source) for alias, source in frame.sources.items() if _may_have(source, name)]
    if len(able) != 1 or able[0][1].columns is None or name in frame.shared:
        return None
    alias, source = able[0]
    returned = frame.aliases.get(name)
    if returned is None:
        return source
    # ORDER BY and others may mean what is returned under this name; the same thing when it is this very column.
    own = isinstance(returned, exp.Column) and returned.name.lower() == name and returned.table.lower() in ("", alias)
    return source if own else None


def _renamed(columns: Columns, alias: exp.Expr | None) -> Columns:
    """Columns under the names of an alias such as `t(a, b)`: which of them were renamed is not looked into."""
    if not isinstance(alias, exp.TableAlias) or not alias.columns:
        return columns
    given = frozenset(column.name.lower() for column in alias.columns)
    return given if columns is not None and len(given) == len(columns) else None
