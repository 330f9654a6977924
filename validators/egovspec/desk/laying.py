"""Writing an answer or an exception into the file of a deployment that holds them, and the file into the deployment.

What is written is read again, by the same eyes that will judge by it, before anything is kept.
"""

from __future__ import annotations

import codecs
import contextlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from egovspec.desk.rewriting import alone, rewrite
from egovspec.errors import SpecErrors, Where, WrongSettings
from egovspec.library import yaml
from egovspec.library.catalogue import Catalogue
from egovspec.library.deployments import Loaded, read_attestations, read_deployment, read_waivers
from egovspec.library.editing import BOM, CannotEdit, entry_text, scalar, with_item, with_item_replaced, with_key
from egovspec.library.shapes import shape
from egovspec.library.yaml import Marked
from egovspec.model.base import Shape
from egovspec.model.deployment import Deployment
from egovspec.model.overlay import Attestation, Attestations, Waiver, Waivers

R = TypeVar("R", Attestation, Waiver)


@dataclass(frozen=True)
class Kind(Generic[R]):
    """Answers or exceptions: the key and the file name they go by, and the comment a new file opens with."""

    name: str
    read: Callable[[Path, Loaded, Catalogue], tuple[Marked, Any]]
    whole: type[Shape]
    opening: str

    def records(self, whole: Any) -> list[R]:
        return list(getattr(whole, self.name))


ANSWERS = Kind[Attestation](
    "attestations",
    read_attestations,
    Attestations,
    "# 对人工核验条款的答复；`egovspec attest` 写入，也可手工修改。 Answers to what a person decides.",
)
EXCEPTIONS = Kind[Waiver](
    "waivers",
    read_waivers,
    Waivers,
    "# 经批准、有期限的豁免；`egovspec waive` 写入，也可手工修改。 Approved exceptions, which end.",
)


@dataclass(frozen=True)
class Held(Generic[R]):
    """The records of a deployment and where they stand. `marked` is None while there is no file."""

    path: Path
    marked: Marked | None
    records: Sequence[R]

    def where(self, index: int, kind: Kind[R]) -> Where:
        return self.marked.where((kind.name, index)) if self.marked else Where(str(self.path))


@dataclass(frozen=True)
class Laid:
    """What was written: into which file, whether it is new, and whether the deployment names it only now."""

    path: Path
    created: bool
    named: bool


def held(loaded: Loaded, catalogue: Catalogue, kind: Kind[R]) -> Held[R]:
    """The records of one kind a deployment has; none when there is no file yet. Raises SpecErrors.

    A file of the usual name beside a deployment that names none counts as its own.
    """
    path = loaded.base / (getattr(loaded.deployment, kind.name) or f"{kind.name}.yaml")
    if not os.path.lexists(path):
        return Held(path, None, [])
    marked, whole = kind.read(path, loaded, catalogue)
    return Held(path, marked, kind.records(whole))


def lay(
    deployment: Path,
    catalogue: Catalogue,
    kind: Kind[R],
    record: R,
    entry: Mapping[str, Any],
    replaces: Callable[[Held[R]], int | None],
) -> Laid:
    """Write a record into the file of a deployment.

    entry      the record as it is to be written
    replaces   given what the file holds, says which record it takes the place of; None: it is added. May raise
    Raises     SpecErrors; then every file is as it was
    """
    with alone(deployment.parent):
        loaded = read_deployment(deployment, catalogue)
        there: Held[R] = held(loaded, catalogue, kind)
        index = replaces(there)
        records: list[R] = [record if n == index else one for n, one in enumerate(there.records)]
        if index is None:
            records.append(record)
        text = _text(there, kind, loaded.deployment.id, entry, index)
        _see_whether_it_says(there, kind, text, records)
        named = getattr(loaded.deployment, kind.name) is None
        naming = _naming(loaded, deployment, kind) if named else ""
        before = _source(there.marked, there.path).encode() if there.marked else None
        rewrite(there.path, text.encode(), was=before)
        if named:
            try:
                rewrite(deployment, naming.encode(), was=_source(loaded.marked, deployment).encode())
            except SpecErrors:
                _undo(there.path, before)
                raise
    return Laid(there.path, created=there.marked is None, named=named)


def _text(there: Held[Any], kind: Kind[Any], deployment: str, entry: Mapping[str, Any], index: int | None) -> str:
    if there.marked is None:
        head = f"{kind.opening}\nkind: {kind.name}\ndeployment: {scalar(deployment)}\n{kind.name}:\n"
        return head + entry_text(entry) + "\n"
    source = _source(there.marked, there.path)
    try:
        if index is None:
            return with_item(source, kind.name, entry)
        return with_item_replaced(source, kind.name, index, entry)
    except CannotEdit:
        raise _by_hand(there.path, kind) from None


def _naming(loaded: Loaded, path: Path, kind: Kind[Any]) -> str:
    """The deployment file with a line that names the new file."""
    name = f"{kind.name}.yaml"
    try:
        text = with_key(_source(loaded.marked, path), kind.name, name)
        says = shape(Deployment, yaml.parse(text.encode(), str(path)))
    except (CannotEdit, SpecErrors):
        raise _by_hand(path, kind) from None
    if says != loaded.deployment.model_copy(update={kind.name: name}):
        raise _by_hand(path, kind)
    return text


def _source(marked: Marked, path: Path) -> str:
    """What was read of a file, with the byte order mark that reading took off if the file has one."""
    try:
        with path.open("rb") as file:
            begins = file.read(len(codecs.BOM_UTF8))
    except OSError:
        begins = b""  # gone meanwhile, which writing will find
    return (BOM if begins == codecs.BOM_UTF8 else "") + marked.source


def _see_whether_it_says(there: Held[Any], kind: Kind[Any], text: str, records: Sequence[Shape]) -> None:
    """Hold the new text to what it is to say: every record as before, and the new one. Raises SpecErrors."""
    try:
        says = kind.records(shape(kind.whole, yaml.parse(text.encode(), str(there.path))))
    except SpecErrors:
        raise _by_hand(there.path, kind) from None
    if says != records:
        raise _by_hand(there.path, kind)


def _by_hand(path: Path, kind: Kind[Any]) -> SpecErrors:
    return SpecErrors(
        [
            WrongSettings(
                Where(str(path)),
                "is written in a way that nothing can be added to without changing something else",
                zh="文件的写法使得无法只加一项而不动其余",
                hint=f"write `{kind.name}` as a plain list, or make the change by hand",
                hint_zh=f"请把 `{kind.name}` 写成普通列表，或手工修改",
            )
        ]
    )


def _undo(path: Path, before: bytes | None) -> None:
    with contextlib.suppress(OSError):
        if before is None:
            path.unlink()
        else:
            path.write_bytes(before)


__all__ = ["ANSWERS", "EXCEPTIONS", "Held", "Kind", "Laid", "held", "lay"]
