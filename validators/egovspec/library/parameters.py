"""Values given to the parameters of a check: the names are its own, the types fit, and the specs exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from egovspec.errors import DraftReference, SpecError, UnknownReference, WrongParameter
from egovspec.library.shapes import did_you_mean, meant_by
from egovspec.library.values import engine_value
from egovspec.library.yaml import Marked
from egovspec.model.check import Check, SpecParameter
from egovspec.model.wrong import Wrong

if TYPE_CHECKING:
    from egovspec.library.catalogue import Catalogue

Path = tuple[Any, ...]


def parameter_errors(
    catalogue: Catalogue, marked: Marked, check: Check, given: Mapping[str, Any], path: Path
) -> Iterator[SpecError]:
    """Errors of values given to a check's parameters: unknown names, wrong types, specs that do not exist."""
    for name, value in given.items():
        where = marked.where((*path, name))
        parameter = check.parameters.get(name)
        if parameter is None:
            yield WrongParameter(
                marked.where((*path, name), at_key=True),
                f"the check {check.exact} has no parameter {name!r}",
                zh=f"检查 {check.exact} 没有参数 {name!r}",
                **did_you_mean(name, check.parameters),
            )
        elif isinstance(parameter, SpecParameter):
            try:
                catalogue.resolve(parameter.spec.value, str(value), where)
            except (UnknownReference, DraftReference) as error:
                yield error
        else:
            try:
                engine_value(parameter.type, value)
            except Wrong as error:
                yield WrongParameter(
                    where, f"{name!r} {error}", zh=f"{name!r} {error.zh}", **meant_by(parameter.type, value)
                )
                continue
            if parameter.one_of and str(value) not in parameter.one_of:
                options = ", ".join(parameter.one_of)
                yield WrongParameter(
                    where,
                    f"{name!r} must be one of: {options}",
                    zh=f"{name!r} 必须是其中之一：{options}",
                    **did_you_mean(str(value), parameter.one_of),
                )
