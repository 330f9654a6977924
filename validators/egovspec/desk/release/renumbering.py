"""The text of a draft under the number it is released as: the number changes, and nothing else moves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from egovspec.desk.release.numbering import Step
from egovspec.errors import SpecErrors, WrongValue
from egovspec.library import yaml
from egovspec.library.catalogue import Entry
from egovspec.library.editing import CannotEdit, with_values
from egovspec.library.kinds import MODELS, place_of
from egovspec.library.shapes import shape
from egovspec.library.yaml import Marked
from egovspec.model.base import Document
from egovspec.model.standard import Standard


@dataclass(frozen=True)
class Renumbered:
    """A draft as it will lie in the catalogue. `was` are its bytes as they are, at `old`."""

    old: Path
    new: Path
    was: bytes
    data: bytes
    marked: Marked
    model: Document


def renumbered(step: Step) -> Renumbered:
    """The draft with the number it is released under, and its new provisions with it.

    Raises   SpecErrors when it is written so that the number cannot be exchanged, or changed since it was read
    """
    entry, root = step.draft, step.draft.root
    old, new = (root.path / place_of(*key) for key in (entry.key, step.key))
    data = yaml.contents(old, entry.marked.file)
    values = _values(step)
    try:
        text = with_values(data.decode(), values).encode() if values else data
    except CannotEdit:
        raise _by_hand(step) from None
    marked = yaml.parse(text, root.shown(new))
    model = shape(MODELS[entry.key.kind], marked)
    if model != _expected(step, values):
        raise _by_hand(step)
    return Renumbered(old, new, data, text, marked, model)


def _values(step: Step) -> dict[tuple[str | int, ...], str]:
    """What is exchanged: the version where it is another, `since` of provisions this version brings."""
    values: dict[tuple[str | int, ...], str] = {}
    if step.renumbered:
        values["version",] = step.version
    if step.draft.key.kind == "standard":
        before = _provisions(step.base)
        for n, provision in enumerate(cast("Standard", step.draft.model).provisions):
            # Without a version before, an older number is history from elsewhere.
            brought = provision.id not in before if step.base else provision.since == step.draft.key.version
            if brought and provision.since != step.version:
                values["provisions", n, "since"] = step.version
    return values


def _provisions(base: Entry | None) -> set[str]:
    return {provision.id for provision in cast("Standard", base.model).provisions} if base is not None else set()


def _expected(step: Step, values: dict[tuple[str | int, ...], str]) -> Document:
    model = step.draft.model.model_copy(update={"version": step.version})
    if isinstance(model, Standard):
        new = {path[1] for path in values if path[0] == "provisions"}
        provisions = [
            one.model_copy(update={"since": step.version}) if n in new else one
            for n, one in enumerate(model.provisions)
        ]
        model = model.model_copy(update={"provisions": provisions})
    return model


def _by_hand(step: Step) -> SpecErrors:
    return SpecErrors(
        [
            WrongValue(
                step.draft.marked.where(("version",)),
                f"the number cannot be exchanged in this text, it becomes {step.version}",
                zh=f"无法在原文中改写版本号，应改为 {step.version}",
                hint=f"write it, and `since` of new provisions, without aliases, and name the file {step.version}.yaml",
                hint_zh=f"请自行改写（新增条款的 since 也是），不用别名，并将文件改名为 {step.version}.yaml",
            )
        ]
    )
