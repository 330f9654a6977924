"""Every single edit of a document: each field of each of its parts in turn gets another value, by its type alone.

Made from the models, so that a field added to one of them is edited from that day on.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

from pydantic import BaseModel

from egovspec.model.base import Document, Text
from egovspec.model.duration import Duration


@dataclass(frozen=True)
class Edit:
    """One edit.

    shape   the class whose field is edited
    field   the field, under the name authors write
    sort    changed, came, went, swapped
    fields  fields on the way there, outermost first
    keys    what names the members of lists on the way there
    through shapes and fields on the way there, the edited one last
    """

    sort: str
    fields: tuple[str, ...]
    keys: tuple[str, ...]
    through: tuple[tuple[str, str], ...]
    edited: Document

    @property
    def shape(self) -> str:
        return self.through[-1][0]

    @property
    def field(self) -> str:
        return self.through[-1][1]

    @property
    def name(self) -> str:
        return f"{self.edited.kind} {self.edited.id}: {'.'.join(self.fields)} of {'/'.join(self.keys)} {self.sort}"


@dataclass(frozen=True)
class _At:
    fields: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    through: tuple[tuple[str, str], ...] = ()

    def field(self, shape: Any, name: str) -> _At:
        return _At((*self.fields, name), self.keys, (*self.through, (type(shape).__name__, name)))

    def member(self, key: str) -> _At:
        return _At(self.fields, (*self.keys, key), self.through)


def edits(document: Document) -> Iterator[Edit]:
    """All edits of one document. Not validated: a comparison is asked of drafts too."""
    for at, sort, edited in _of_shape(document, _At()):
        if at.fields not in (("kind",), ("version",)):
            yield Edit(sort, at.fields, at.keys, at.through, edited)


def _of_shape(shape: Any, within: _At) -> Iterator[tuple[_At, str, Any]]:
    for name, info in type(shape).model_fields.items():
        at = within.field(shape, info.alias or name)
        for place, sort, value in _of_value(info.annotation, getattr(shape, name), at):
            yield place, sort, shape.model_copy(update={name: value})


def _of_value(annotation: Any, value: Any, at: _At) -> Iterator[tuple[_At, str, Any]]:
    if isinstance(value, BaseModel):
        yield from _of_shape(value, at)
        if _may_be_none(annotation):
            yield at, "went", None
    elif isinstance(value, list):
        yield from _of_list(annotation, value, at)
    elif isinstance(value, dict):
        yield from _of_dict(annotation, value, at)
    elif value is None:
        for other in _made(annotation):
            yield at, "came", other
            break
    else:
        yield at, "changed", _other(annotation, value)
        if _may_be_none(annotation):
            yield at, "went", None


def _of_list(annotation: Any, value: list[Any], at: _At) -> Iterator[tuple[_At, str, Any]]:
    for n, one in enumerate(value):
        if isinstance(one, BaseModel):
            inner = at.member(_key(one))
            for place, sort, edited in _of_shape(one, inner):
                yield place, sort, [*value[:n], edited, *value[n + 1 :]]
            yield inner, "went", [*value[:n], *value[n + 1 :]]
        else:
            yield at, "changed", [*value[:n], _other(type(one), one), *value[n + 1 :]]
            yield at, "went", [*value[:n], *value[n + 1 :]]
    for one in _made(_argument(annotation)):
        yield at, "came", [*value, one]
        break
    if len(value) > 1 and value[0] != value[-1]:
        yield at, "swapped", [value[-1], *value[1:-1], value[0]]


def _of_dict(annotation: Any, value: dict[str, Any], at: _At) -> Iterator[tuple[_At, str, Any]]:
    for key, one in value.items():
        inner = at.member(key)
        if isinstance(one, BaseModel):
            for place, sort, edited in _of_shape(one, inner):
                yield place, sort, {**value, key: edited}
        else:
            yield inner, "changed", {**value, key: _other(type(one), one)}
        yield inner, "went", {name: other for name, other in value.items() if name != key}
    for one in _made(typing.get_args(annotation)[1]):
        yield at.member("edited"), "came", {**value, "edited": one}
        break


def _key(shape: BaseModel) -> str:
    for name in (
        "id",
        "path",
        "code",
        "year",
        "provision",
        "check",
        "standard",
        "block",
        "name",
        "subject",
        "column",
        "change",
        "zh",
    ):
        value = getattr(shape, name, None)
        if isinstance(value, Text):
            return value.zh
        if value not in (None, ""):
            return str(value[0] if isinstance(value, list) else value).partition("@")[0]
    return ""


def _other(annotation: Any, value: Any) -> Any:
    """Another value of the same type."""
    match value:
        case bool():
            return not value
        case Enum():
            return next(one for one in type(value) if one is not value)
        case str():
            return f"{value}x"
        case int() | Decimal():
            return value + 1
        case Duration():
            return value._replace(days=value.days + 1)
        case date():
            return value + timedelta(days=1)
        case list():
            return [*value, "x"]
        case dict():
            return {**value, "x": "x"}
    return next(_made(annotation))


def _made(annotation: Any) -> Iterator[Any]:
    """Some values of a type, if any can be made."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        yield from _made(typing.get_args(annotation)[0])
    elif origin is typing.Literal:
        yield from typing.get_args(annotation)
    elif origin in (typing.Union, types.UnionType):
        for one in typing.get_args(annotation):
            if one is not type(None):
                yield from _made(one)
    elif origin is list:
        yield [next(_made(_argument(annotation)))]
    elif origin is dict:
        yield {"edited": next(_made(typing.get_args(annotation)[1]))}
    elif annotation is Any or annotation is str:
        yield "edited"
    elif annotation is bool:
        yield True
    elif annotation is int:
        yield 7
    elif annotation is Decimal:
        yield Decimal(7)
    elif annotation is Duration:
        yield Duration(days=7)
    elif isinstance(annotation, type) and issubclass(annotation, date):
        yield annotation(2031, 1, 1)
    elif isinstance(annotation, type) and issubclass(annotation, Enum):
        yield next(iter(annotation))
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        needed = {
            name: next(_made(info.annotation)) for name, info in annotation.model_fields.items() if info.is_required()
        }
        whole = {name: info.get_default(call_default_factory=True) for name, info in annotation.model_fields.items()}
        yield annotation.model_construct(**(whole | needed))


def _argument(annotation: Any) -> Any:
    """The type of the members of a list, within unions and annotations."""
    for one in _unfolded(annotation):
        if typing.get_origin(one) is list:
            return typing.get_args(one)[0]
    return str


def _unfolded(annotation: Any) -> Iterator[Any]:
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        yield from _unfolded(typing.get_args(annotation)[0])
    elif origin in (typing.Union, types.UnionType):
        for one in typing.get_args(annotation):
            yield from _unfolded(one)
    else:
        yield annotation


def _may_be_none(annotation: Any) -> bool:
    return type(None) in list(_unfolded(annotation))


def shapes_of(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Every shape a document of this model may hold, itself among them."""
    seen: list[type[BaseModel]] = [model]
    for one in seen:
        yield one
        for info in one.model_fields.values():
            seen += [found for found in _within(info.annotation) if found not in seen]


def shapes_in(value: Any) -> set[str]:
    """Names of the shapes a document holds."""
    if isinstance(value, BaseModel):
        parts = [getattr(value, name) for name in type(value).model_fields]
        return {type(value).__name__}.union(*map(shapes_in, parts))
    if isinstance(value, list | dict):
        return set().union(*map(shapes_in, value.values() if isinstance(value, dict) else value))
    return set()


def _within(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for one in typing.get_args(annotation):
        yield from _within(one)
