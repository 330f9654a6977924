"""What the models know of a file's layout: the order of keys, and which values are texts.

The order is that of a model's fields, which is the order a reader meets them in the guide.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from egovspec.desk.layout.nodes import Entry, Node, Page, Reads
from egovspec.library.kinds import MODELS
from egovspec.model.deployment import Deployment
from egovspec.model.duration import Duration
from egovspec.model.overlay import Attestations, Waivers
from egovspec.model.release import Releases

KINDS: dict[str, type[BaseModel]] = {
    **MODELS,
    "deployment": Deployment,
    "attestations": Attestations,
    "waivers": Waivers,
    "releases": Releases,
}
_VALUES = (int, float, Decimal, date, Duration)


def settle(page: Page) -> None:
    """Put the entries of a file in the order of its kind, and say what each scalar is read as."""
    kind = next((entry.value.value for entry in page.top.entries if entry.name == "kind"), "")
    _settle(page.top, KINDS.get(kind))


def _settle(node: Node, annotation: Any) -> None:
    if node.kind == "scalar":
        node.reads = _reads(annotation)
        return
    model = _model_below(annotation, [entry.name for entry in node.entries]) if node.kind == "mapping" else None
    keys = _keys_of(model)
    below = None if keys else _inside(annotation)
    if node.kind == "mapping" and _reads(below) is Reads.TEXT:
        below = None  # names and values are the author's own, such as `traits: {outward_services: true}`
    for entry in node.entries:
        _settle(entry.value, keys.get(entry.name) if keys else below)
    if keys:
        node.entries = _ordered(node.entries, list(keys))


def _ordered(entries: list[Entry], keys: list[str]) -> list[Entry]:
    """Entries in the order of the keys, what is not among them last; as found where an anchor would come behind its alias."""
    rank = {name: n for n, name in enumerate(keys)}
    result = sorted(entries, key=lambda entry: rank.get(entry.name, len(rank)))
    if result == entries:
        return entries
    tied = [id(entry) for entry in entries if _is_tied(entry)]
    return result if tied == [id(entry) for entry in result if id(entry) in set(tied)] else entries


def _is_tied(entry: Entry) -> bool:
    nodes = [*entry.value.walk(), *(one.key for part in entry.value.walk() for one in part.entries if one.key)]
    return any(node.anchor or node.kind == "alias" for node in [*nodes, *([entry.key] if entry.key else [])])


def _keys_of(model: type[BaseModel] | None) -> dict[str, Any]:
    """The keys authors write, in order, with the type of the value under each."""
    if model is None:
        return {}
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _model_below(annotation: Any, keys: Iterable[str]) -> type[BaseModel] | None:
    """The model a mapping with these keys is read by, where a value of this type stands; None when there is none.

    Of several the first that knows all keys, else the first that knows any.
    """
    models = [one for one in _plain(annotation) if isinstance(one, type) and issubclass(one, BaseModel)]
    written = set(keys)
    whole = (model for model in models if written <= set(_keys_of(model)))
    some = (model for model in models if written & set(_keys_of(model)))
    return next(whole, next(some, None))


def _inside(annotation: Any) -> Any:
    """The type of an item of a list, or of a value of a mapping without fixed keys."""
    for one in _plain(annotation):
        origin, arguments = get_origin(one), get_args(one)
        if origin in (list, dict):
            return arguments[-1]
    return None


def _reads(annotation: Any) -> Reads:
    members = [one for one in _plain(annotation) if one is not type(None)]
    if not members:
        return Reads.ANY
    if all(_is_text(one) for one in members):
        return Reads.TEXT
    return Reads.VALUE if all(isinstance(one, type) and issubclass(one, _VALUES) for one in members) else Reads.ANY


def _is_text(one: Any) -> bool:
    if get_origin(one) is Literal:
        return all(isinstance(value.value if isinstance(value, Enum) else value, str) for value in get_args(one))
    return isinstance(one, type) and issubclass(one, str)


def _plain(annotation: Any) -> Iterator[Any]:
    """The types a value may have, without what is said about them."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _plain(arguments[0])
    elif origin in (Union, types.UnionType):
        for one in arguments:
            yield from _plain(one)
    elif annotation is not None:
        yield annotation


__all__ = ["KINDS", "settle"]
