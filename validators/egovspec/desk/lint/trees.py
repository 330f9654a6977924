"""Rules about provisions that ask a column tree for what it does not have, and so would stay open wherever they apply.

Which parameters of a check name paths or classes is read off its SQL, where they are compared with the columns `path`
and `class` of a tree: no parameter has to be called so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from egovspec.desk.lint.rule import Bench
from egovspec.errors import NoSuchColumn, SpecError, SpecErrors, Where
from egovspec.library.catalogue import Entry
from egovspec.library.profiles import Included
from egovspec.model.check import Check, SpecKind, SpecParameter, ValueParameter, ValueType
from egovspec.model.columns import ColumnTree
from egovspec.model.profile import Profile
from egovspec.model.standard import Provision, Standard, VerifiedByCheck


@dataclass(frozen=True)
class Asked:
    """What a check asks of the tree it is given: names of its parameters.

    paths    those compared with a path
    below    those a path has to begin with
    classes  those compared with a class
    """

    tree: str
    paths: set[str] = field(default_factory=set)
    below: set[str] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)


def trees_have_what_is_asked(bench: Bench) -> Iterator[SpecError]:
    """The tree a profile gives to a provision has a column of the path or class that the provision names."""
    asked: dict[str, Asked | None] = {}
    told: set[tuple[str, str, str]] = set()
    for profile in bench.index.newest["profile"]:
        for one in bench.index.included.get(profile.key, ()):
            standard = bench.catalogue.model(Standard, one.inclusion.standard)
            exempt = _exempt(one)
            for provision in standard.provisions if standard else ():
                for verified in provision.verify:
                    if provision.id in exempt or not isinstance(verified, VerifiedByCheck):
                        continue
                    entry = bench.catalogue.find("check", verified.check)
                    if entry is None:
                        continue
                    if entry.exact not in asked:
                        asked[entry.exact] = _asked(entry)
                    wanted = asked[entry.exact]
                    if wanted is None:
                        continue
                    values = {**one.inclusion.with_, **verified.with_}
                    named = str(values.get(wanted.tree, ""))
                    tree = bench.catalogue.find("columns", named)
                    if tree is None or (provision.id, tree.exact, profile.key.id) in told:
                        continue
                    for error in _missing(wanted, entry, tree, provision, values, _place(profile, one, wanted.tree)):
                        told.add((provision.id, tree.exact, profile.key.id))
                        yield error


def _exempt(one: Included) -> set[str]:
    return {name for away in one.inclusion.without if not (away.when or away.unless) for name in away.provisions}


def _place(profile: Entry, one: Included, parameter: str) -> Where:
    model = cast("Profile", profile.model)
    if parameter in model.with_ and one.by is not profile:
        return profile.marked.where(("with", parameter))
    if one.by is not profile:
        return profile.marked.where(("extends",))
    number = model.include.index(one.inclusion) if one.inclusion in model.include else 0
    if parameter in one.inclusion.with_:
        return profile.marked.where(("include", number, "with", parameter))
    return profile.marked.where(("include", number, "standard"))


def _asked(entry: Entry) -> Asked | None:
    """What a check asks of its tree; None when it takes no tree, several, or does not judge where nothing is found."""
    check = cast("Check", entry.model)
    trees = [
        name
        for name, one in check.parameters.items()
        if isinstance(one, SpecParameter) and one.spec is SpecKind.COLUMNS
    ]
    if len(trees) != 1 or check.when_empty is not None:
        return None
    from sqlglot import exp  # slow to import, as is what compiles

    from egovspec.judge.compile import compiled_of

    try:
        tree = compiled_of(entry).guarded.tree
    except SpecErrors:
        return None

    found = Asked(trees[0])
    special: set[str] = set()  # with values of a meaning of their own, as `home` beside paths
    within = (exp.Where, exp.Join, exp.Having, exp.Select)
    values = {name for name, one in check.parameters.items() if isinstance(one, ValueParameter)}
    for mark in tree.find_all(exp.Parameter, exp.Placeholder):
        name, node = mark.name, mark.parent
        while isinstance(node, exp.DPipe | exp.Concat | exp.Paren | exp.Cast):
            node = node.parent
        if name not in values or not isinstance(node, exp.EQ | exp.StartsWith | exp.ArrayContains):
            continue
        other = node.expression if mark in node.this.find_all(type(mark)) else node.this
        column = other.name if isinstance(other, exp.Column) else ""
        if isinstance(other, exp.Literal):
            special.update({name} if other.name else ())  # nothing given is no value
        elif node.find_ancestor(exp.Not, exp.Case) or isinstance(node.find_ancestor(*within), exp.Select):
            continue  # what is left out, told apart or weighed otherwise may well be absent
        elif column == "path":
            (found.below if isinstance(node, exp.StartsWith) else found.paths).add(name)
        elif column in ("class", "column_class"):
            found.classes.add(name)
    return Asked(trees[0], found.paths - special, found.below - special, found.classes - special)


def _missing(
    wanted: Asked, check: Entry, tree: Entry, provision: Provision, values: Mapping[str, Any], where: Where
) -> Iterator[SpecError]:
    columns = list(cast("ColumnTree", tree.model).walk())
    paths = {column.path for column in columns}
    classes = {column.column_class for column in columns if column.column_class}
    parameters = cast("Check", check.model).parameters

    def given(name: str) -> list[str]:
        parameter = parameters[name]
        value = values.get(name, parameter.default if isinstance(parameter, ValueParameter) else None)
        return [str(one) for one in (value if isinstance(value, list) else [value]) if one not in (None, "")]

    def is_list(name: str) -> bool:
        parameter = parameters[name]
        return isinstance(parameter, ValueParameter) and parameter.type is ValueType.TEXTS

    asked = [one for name in sorted(wanted.classes) for one in given(name)]
    if asked and not classes.intersection(asked):
        yield _told(where, provision, tree, ("a column of class", "类别为"), asked)
    single = {name for name in wanted.paths | wanted.below if not is_list(name)}
    for name in sorted(wanted.paths | wanted.below):
        if is_list(name) and single:
            continue  # a list beside a single path widens it
        asked = given(name)
        known = paths if name not in wanted.below else paths | {f"{path}/" for path in paths}
        if asked and not any(one in known or _begun(one, paths, name in wanted.below) for one in asked):
            yield _told(where, provision, tree, ("a column", "路径为"), asked)


def _begun(one: str, paths: set[str], below: bool) -> bool:
    return below and any(path.startswith(one) for path in paths)


def _told(where: Where, provision: Provision, tree: Entry, what: tuple[str, str], asked: list[str]) -> SpecError:
    names = ", ".join(map(repr, asked))
    return NoSuchColumn(
        where,
        f"{provision.id} asks for {what[0]} {names}, and {tree.exact} has none: it would stay open in every deployment",
        zh=f"{provision.id} 要求{what[1]} {names} 的栏目，而 {tree.exact} 没有：在任何部署中都无法判定",
        hint="add the column, or exempt the provision under `without` and say why",
        hint_zh="请补上该栏目，或在 `without` 中列为不适用并说明理由",
    )
