"""Faults put into a copy of the sample portal: one patch, one fault, and exactly the findings it must cause.

A patch that no longer fits the site it was written for is an error and never passes for a fault without effect: a
replacement says how often its text occurs, and a glob must meet its text somewhere.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from egovspec.library import yaml
from egovspec.library.shapes import shape
from egovspec.model.base import Flag, Identifier, Shape, Text
from egovspec.model.standard import ProvisionId

DEPLOYMENT = "deployment.yaml"
FORMS = ({"file", "replace"}, {"file", "write"}, {"file", "remove"}, {"glob", "replace"}, {"deployment"})


class UnfitPatch(Exception):
    """A patch does not fit the files it is applied to."""


class Replacement(Shape):
    """`old` becomes `new`. In a file `old` occurs exactly `count` times, once unless said; in a glob at least once."""

    old: str = Field(min_length=1)
    new: str
    count: int | None = Field(None, ge=1)


class Change(Shape):
    """One edit: of a `file`, of all files a `glob` meets, or of the `deployment`. Paths start at the example's folder.

    encoding    of `old`, `new` and `write`; the files themselves are handled as bytes
    deployment  merged into the tree of deployment.yaml: mappings are merged, everything else is replaced
    """

    file: str | None = None
    glob: str | None = None
    deployment: dict[str, Any] | None = None
    replace: Replacement | None = None
    write: str | None = None
    remove: Flag | None = None
    encoding: Literal["utf-8", "gb18030"] = "utf-8"

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if self.model_fields_set - {"encoding"} not in FORMS or self.remove is False:
            raise ValueError("must be file with replace, write or remove: true; glob with replace; or deployment")
        if self.glob is not None and self.replace is not None and self.replace.count is not None:
            raise ValueError("a glob has no count")
        return self


class Expected(Shape):
    """One finding that fails. An empty subject: the deployment as a whole."""

    provision: ProvisionId
    subject: str


class Patch(Shape):
    """One fault.

    apart  why the fault cannot stand beside the others; without it the patch is also tried together with them
    """

    id: Identifier
    title: Text
    change: list[Change] = Field(min_length=1)
    expect: list[Expected]
    apart: Text | None = None

    @property
    def findings(self) -> set[tuple[str, str]]:
        return {(expected.provision, expected.subject) for expected in self.expect}


class Patches(Shape):
    """The faults of one example."""

    kind: Literal["patches"]
    deployment: Identifier
    patches: list[Patch] = Field(min_length=1)

    @model_validator(mode="after")
    def _said_once(self) -> Self:
        ids = [patch.id for patch in self.patches]
        if len(set(ids)) != len(ids):
            raise ValueError("patch ids must differ")
        if twice := [patch.id for patch in self.patches if len(patch.findings) != len(patch.expect)]:
            raise ValueError(f"a finding is expected twice: {', '.join(twice)}")
        return self


def load_patches(folder: Path) -> tuple[Patch, ...]:
    """Read every file of patches in a folder, in the order of their names. Raises SpecErrors with the place of what is wrong."""
    files = [shape(Patches, yaml.read(path)).patches for path in sorted(folder.glob("*.yaml"))]
    ids = [patch.id for patches in files for patch in patches]
    assert len(ids) == len(set(ids)), f"patches stand twice: {sorted(one for one in set(ids) if ids.count(one) > 1)}"
    return tuple(patch for patches in files for patch in patches)


def patched(example: Path, patches: Iterable[Patch], target: Path) -> Path:
    """Copy an example's deployment, overlays, log and site to `target`, apply patches in order, return the deployment file.

    Raises UnfitPatch, naming the patch and the change.
    """
    target.mkdir(parents=True, exist_ok=True)
    for file in (*example.glob("*.yaml"), *example.glob("*.jsonl")):
        shutil.copyfile(file, target / file.name)
    shutil.copytree(example / "site", target / "site", copy_function=shutil.copyfile)
    for patch in patches:
        for number, change in enumerate(patch.change, 1):
            try:
                apply(change, target)
            except UnfitPatch as unfit:
                raise UnfitPatch(f"{patch.id}, change {number}: {unfit}") from None
    return target / DEPLOYMENT


def apply(change: Change, folder: Path) -> None:
    """Carry out one change below a folder. Raises UnfitPatch."""
    if change.deployment is not None:
        _merge_deployment(folder / DEPLOYMENT, change.deployment)
    elif change.glob is not None and change.replace is not None:
        _replace_in_all(folder, change.glob, change.replace, change.encoding)
    elif change.file is not None:
        _change_file(folder, change.file, change)


def _change_file(folder: Path, name: str, change: Change) -> None:
    file = _within(folder, name)
    if change.write is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(change.write.encode(change.encoding))
    elif not file.is_file():
        raise UnfitPatch(f"there is no file {name}")
    elif change.replace is not None:
        body, old, new = file.read_bytes(), *_encoded(change.replace, change.encoding)
        wanted, found = change.replace.count or 1, body.count(old)
        if found != wanted:
            raise UnfitPatch(f"{change.replace.old!r} occurs {found} times in {name}, not {wanted}")
        file.write_bytes(body.replace(old, new))
    else:
        file.unlink()


def _replace_in_all(folder: Path, glob: str, replace: Replacement, encoding: str) -> None:
    old, new = _encoded(replace, encoding)
    met = False
    for file in sorted(folder.glob(glob)):
        _within(folder, str(file.relative_to(folder)))
        if file.is_file() and old in (body := file.read_bytes()):
            file.write_bytes(body.replace(old, new))
            met = True
    if not met:
        raise UnfitPatch(f"{replace.old!r} occurs in no file of {glob}")


def _encoded(replace: Replacement, encoding: str) -> tuple[bytes, bytes]:
    return replace.old.encode(encoding), replace.new.encode(encoding)


def _within(folder: Path, name: str) -> Path:
    file = (folder / name).resolve()
    if not file.is_relative_to(folder.resolve()):
        raise UnfitPatch(f"{name} lies outside the example")
    return file


def _merge_deployment(file: Path, change: dict[str, Any]) -> None:
    # Every scalar was read as the text that was written, and JSON is YAML: nothing is lost on the way back.
    merged = _merged(yaml.read(file).tree, change)
    file.write_text(json.dumps(merged, ensure_ascii=False, indent=1), encoding="utf-8")


def _merged(tree: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    deeper = {
        key: _merged(tree[key], value)
        for key, value in change.items()
        if isinstance(value, dict) and isinstance(tree.get(key), dict)
    }
    return tree | change | deeper
