"""The order of keys in each kind of file: that of the model's fields, which is the order a reader meets them in the guide."""

from __future__ import annotations

import types
from collections.abc import Iterable
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from egovspec.library.kinds import MODELS
from egovspec.model.deployment import Deployment
from egovspec.model.overlay import Attestations, Waivers

KINDS: dict[str, type[BaseModel]] = {
    **MODELS,
    "deployment": Deployment,
    "attestations": Attestations,
    "waivers": Waivers,
}


def keys_of(model: type[BaseModel] | None) -> dict[str, Any]:
    """The keys authors write, in order, with the type of the value under each."""
    if model is None:
        return {}
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def model_below(annotation: Any, keys: Iterable[str]) -> type[BaseModel] | None:
    """The model a mapping with these keys is read by, where a value of this type stands; None when there is none.

    Of several the first that knows all keys, else the first that knows any.
    """
    models = list(_models(annotation))
    written = set(keys)
    whole = (model for model in models if written <= set(keys_of(model)))
    some = (model for model in models if written & set(keys_of(model)))
    return next(whole, next(some, None))


def inside(annotation: Any) -> Any:
    """The type of an item of a list, or of a value of a mapping without fixed keys."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return inside(arguments[0])
    if origin is list:
        return arguments[0]
    if origin is dict:
        return arguments[1]
    if origin in (Union, types.UnionType):
        return Union[tuple(found for one in arguments if (found := inside(one)) is not None)] or None  # noqa: UP007
    return None


def _models(annotation: Any) -> Iterable[type[BaseModel]]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _models(arguments[0])
    elif origin in (Union, types.UnionType):
        for one in arguments:
            yield from _models(one)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
