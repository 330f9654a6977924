"""Schemas that know the catalogue: where a reference stands an editor offers what there is to refer to.

What is well formed but unknown is not refused: it may have been written a minute ago, and lint says what is truly missing.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any, cast

from pydantic import TypeAdapter

from egovspec.desk.schema_text import parts
from egovspec.facts.tables import TABLE
from egovspec.library.catalogue import Catalogue, Entry
from egovspec.model.base import ClauseReference, Reference
from egovspec.model.check import Check, Parameter, SpecParameter, ValueType
from egovspec.model.source import Source
from egovspec.model.standard import ProvisionId, Standard, VerifiedByCheck

# Which kind the reference at a key names, by the part of a document and the key.
REFERS: dict[tuple[str, str], str] = {
    ("VerifiedByCheck", "check"): "check",
    ("Inclusion", "standard"): "standard",
    ("Profile", "extends"): "profile",
    ("Deployment", "profile"): "profile",
    ("Element", "codelist"): "codelist",
}
# Provisions that are named, not defined.
PROVISIONS = {
    ("Exemption", "provision"),
    ("Line", "provision"),
    ("Veto", "provisions"),
    ("Attestation", "provision"),
    ("Waiver", "provision"),
}
_CLAUSE: dict[str, Any] = TypeAdapter(ClauseReference).json_schema()
_PROVISION: dict[str, Any] = TypeAdapter(ProvisionId).json_schema()
_REFERENCE: dict[str, Any] = TypeAdapter(Reference).json_schema()
# In place of a list of all there is, which would fill the screen.
_NEITHER = "没有这一项，写法也不合格式。There is none of this name, nor has it the form of one."
Offer = dict[str, str]


def with_ids(schemas: Mapping[str, dict[str, Any]], catalogue: Catalogue) -> dict[str, dict[str, Any]]:
    """The schemas, each with the ids of a catalogue where one may stand."""
    known = _Known(catalogue)
    return {kind: known.laid_over(copy.deepcopy(schema)) for kind, schema in schemas.items()}


class _Known:
    """What there is in a catalogue, as an editor offers it: each with a few words in both languages."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._references = {kind: self._of_kind(kind) for kind in ("columns", "metadata", "calendar", *REFERS.values())}
        self._clauses: Offer = {}
        self._provisions: Offer = {}
        for entry in catalogue.of_kind("source"):
            for clause in cast("Source", entry.model).clauses:
                self._clauses[f"{entry.key.id}#{clause.id}"] = clause.text.zh
        for entry in catalogue.of_kind("standard"):
            for provision in cast("Standard", entry.model).provisions:
                self._provisions[provision.id] = f"{provision.title.zh} {provision.title.en}"

    def laid_over(self, schema: dict[str, Any]) -> dict[str, Any]:
        """One schema with what is known laid over it, in place."""
        used: dict[str, dict[str, Any]] = {}
        for name, part in list(parts(schema)):
            for key, value in part.get("properties", {}).items():
                self._lay_over(name, key, value, used)
        whole = dict(parts(schema))
        if "VerifiedByCheck" in whole:
            whole["VerifiedByCheck"]["allOf"] = list(self._parameters_of_checks())
        if "Inclusion" in whole:
            whole["Inclusion"]["allOf"] = list(self._parameters_of_standards())
        if "Check" in whole:
            self._tables(whole)
        if used:
            schema.setdefault("$defs", {}).update(used)
        return schema

    def _lay_over(self, name: str, key: str, value: dict[str, Any], used: dict[str, dict[str, Any]]) -> None:
        if (name, key) in REFERS:
            kind = REFERS[name, key]
            known = f"Known{kind.capitalize()}"
            used[known] = offered(self._references[kind], _REFERENCE)
            _replace(value, "pattern", _REFERENCE["pattern"], known)
        elif (name, key) in PROVISIONS:
            used["KnownProvision"] = offered(self._provisions, _PROVISION)
            _replace(value, "pattern", _PROVISION["pattern"], "KnownProvision")
        if _replace(value, "pattern", _CLAUSE["pattern"], "KnownClause"):
            used["KnownClause"] = offered(self._clauses, _CLAUSE)

    def _of_kind(self, kind: str) -> Offer:
        """References to all documents of a kind: by major version, then exact."""
        majors: Offer = {}
        exact: Offer = {}
        for entry in self._catalogue.of_kind(kind):
            title = getattr(entry.model, "title", None)
            said = f"{title.zh} {title.en}" if title else ""
            majors[_major(entry)] = said
            exact[entry.exact] = said
        return majors | exact

    def _parameters_of_checks(self) -> Iterable[dict[str, Any]]:
        by_major: dict[str, tuple[list[str], Mapping[str, Any]]] = {}
        for entry in self._catalogue.of_kind("check"):
            check = cast("Check", entry.model)
            names, _ = by_major.get(_major(entry), ([], {}))
            # The highest version is last, and is what the major version means.
            by_major[_major(entry)] = ([*names, entry.exact], check.parameters)
        for major, (exact, parameters) in by_major.items():
            if parameters:
                yield self._when("check", [major, *exact], parameters)

    def _parameters_of_standards(self) -> Iterable[dict[str, Any]]:
        by_major: dict[str, tuple[list[str], dict[str, Any]]] = {}
        for entry in self._catalogue.of_kind("standard"):
            found: dict[str, Any] = {}
            for provision in cast("Standard", entry.model).provisions:
                for verified in provision.verify:
                    if isinstance(verified, VerifiedByCheck):
                        check = self._catalogue.find("check", verified.check)
                        given = set(verified.with_)
                        of_check = cast("Check", check.model).parameters if check else {}
                        found |= {name: one for name, one in of_check.items() if name not in given}
            names, _ = by_major.get(_major(entry), ([], {}))
            by_major[_major(entry)] = ([*names, entry.exact], found)
        for major, (exact, parameters) in by_major.items():
            if parameters:
                yield self._when("standard", [major, *exact], parameters)

    def _when(self, key: str, references: list[str], parameters: Mapping[str, Parameter]) -> dict[str, Any]:
        """Where one of these is referred to, `with` has these parameters."""
        offered_there = {name: self._parameter(one) for name, one in parameters.items()}
        return {
            "if": {"properties": {key: {"enum": references}}, "required": [key]},
            "then": {"properties": {"with": {"properties": offered_there}}},
        }

    def _parameter(self, parameter: Parameter) -> dict[str, Any]:
        said: dict[str, Any] = {}
        if parameter.meaning:
            said["description"] = f"{parameter.meaning.zh} {parameter.meaning.en}"
        if isinstance(parameter, SpecParameter):
            return said | offered(self._of_kind(parameter.spec.value), _REFERENCE)
        if parameter.default is not None:
            said["default"] = parameter.default
        if parameter.type in (ValueType.TEXTS, ValueType.INTEGERS):
            return said | {"type": "array"} | ({"items": {"enum": parameter.one_of}} if parameter.one_of else {})
        if parameter.one_of:
            return said | {"enum": parameter.one_of}
        # A truth value in quotes is read as one too, so that it is not refused.
        return said | ({"type": ["boolean", "string"]} if parameter.type is ValueType.BOOLEAN else {})

    def _tables(self, whole: Mapping[str, dict[str, Any]]) -> None:
        """Tables and their columns, in a check and its cases."""
        tables: Offer = {name: f"{table.meaning.zh} {table.meaning.en}" for name, table in TABLE.items()}
        check, case = whole["Check"], whole["Case"]["properties"]["given"]
        form = {"pattern": "^[a-z][a-z0-9_]*$", "type": "string"}
        check["properties"]["needs"]["items"] = offered(tables, form)
        check["properties"]["each"]["anyOf"] = [offered(tables, form), {"type": "null"}]
        case["properties"] = {
            name: {
                "description": tables[name],
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        column.name: {"description": f"{column.meaning.zh} {column.meaning.en}"}
                        for column in table.columns()
                    },
                },
            }
            for name, table in TABLE.items()
        }


def offered(known: Offer, form: dict[str, Any]) -> dict[str, Any]:
    """What an editor offers, and the form of what else may stand there."""
    if not known:
        return dict(form)
    values = {"enum": list(known), "enumDescriptions": list(known.values()), "errorMessage": _NEITHER}
    return {"anyOf": [values, {"type": "string", "pattern": form["pattern"]}]}


def _replace(value: Any, key: str, pattern: str, name: str) -> bool:
    """Put a definition in place of every text of one form in a part of a schema. Says whether there was any."""
    if isinstance(value, dict) and value.get(key) == pattern:
        for told in ("pattern", "type", "maxLength", "examples"):
            value.pop(told, None)
        value["$ref"] = f"#/$defs/{name}"
        return True
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    replaced = [_replace(one, key, pattern, name) for one in below]
    return any(replaced)


def _major(entry: Entry) -> str:
    return f"{entry.key.id}@{entry.key.version.partition('.')[0]}"


__all__ = ["with_ids"]
