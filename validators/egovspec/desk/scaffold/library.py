"""A catalogue of an office's own: an ordinary folder, fit to be kept in a repository, that lints clean from the first day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from importlib.resources import files
from pathlib import Path

from egovspec.desk.scaffold.documents import NOTHING, new_profile, new_source, new_standard
from egovspec.desk.scaffold.made import make, refuse_existing
from egovspec.desk.scaffold.provisions import Asked
from egovspec.desk.scaffold.wording import FIRST
from egovspec.desk.scaffold.workplace import Beside, Workplace, held_to_the_rest, namespace_of
from egovspec.errors import SpecErrors, Where, WrongValue
from egovspec.library.kinds import FOLDERS, place_of
from egovspec.library.ondemand import OnDemand
from egovspec.library.releases import Key
from egovspec.library.roots import Root
from egovspec.model.base import SLUG

KEPT = ".gitkeep"  # git keeps no empty folder


class Host(StrEnum):
    """Whose way of writing the example of continuous integration has."""

    GITHUB = "github"
    GITLAB = "gitlab"
    NONE = "none"


_FILES = {
    "egovspec.yaml": "egovspec.yaml",
    "README.md": "README.md",
    "gitignore": ".gitignore",
    "gitattributes": ".gitattributes",
    "pre-commit.yaml": ".pre-commit-config.yaml",
}
_HOSTED = {
    Host.GITHUB: {"github.yml": ".github/workflows/egovspec.yml"},
    Host.GITLAB: {"gitlab.yml": ".gitlab-ci.yml"},
    Host.NONE: {},
}


def new_library(
    folder: Path,
    shipped: Root,
    *,
    namespace: str | None,
    code: str | None,
    host: Host,
    where: Where,
    write: bool,
) -> list[Path]:
    """Make a catalogue in a folder that has none of its files yet. Returns the files, in the order they were made.

    namespace   None: the name of the folder
    code        of a first standard, which is made with the source it rests on and a profile; None: no documents yet
    Raises      SpecErrors; then nothing was made
    """
    namespace = _namespace(folder, namespace, where)
    made = {folder / to: _repository(name, namespace) for name, to in {**_FILES, **_HOSTED[host]}.items()}
    documents = _first(folder, shipped, namespace, code, where) if code is not None else {}
    for kind, kinds_folder in FOLDERS.items():
        if not any(key.kind == kind for key in documents):
            made[folder / kinds_folder / KEPT] = ""
    made |= {folder / place_of(*key): text for key, text in documents.items()}
    refuse_existing(made)
    if write:
        make(made)
    return list(made)


def _namespace(folder: Path, said: str | None, where: Where) -> str:
    if said is not None:
        return namespace_of(said, where)
    name = folder.resolve().name
    if re.fullmatch(SLUG, name):
        return namespace_of(name, where)
    raise SpecErrors(
        [
            WrongValue(
                where,
                f"the folder's name {name!r} cannot be the namespace of its ids",
                zh=f"文件夹名 {name!r} 不能用作 id 的命名空间",
                hint="name one, such as --namespace hz",
                hint_zh="请写明一个，如 --namespace hz",
            )
        ]
    )


def _repository(name: str, namespace: str) -> str:
    text = (files("egovspec.desk.scaffold") / "repository" / name).read_text(encoding="utf-8")
    return text.replace("«namespace»", namespace)


def _first(folder: Path, shipped: Root, namespace: str, code: str, where: Where) -> dict[Key, str]:
    """A source, a standard that rests on it, and a profile of the standard. Raises SpecErrors."""
    root = Root(folder)
    place = Workplace(root, OnDemand([shipped]), (), (), namespace, where)
    source, standard, profile = (f"{namespace}/{name}" for name in ("measures", "rules", "portal"))
    made: dict[Key, str] = {}

    def keep(kind: str, identifier: str, text: str) -> Workplace:
        entry = held_to_the_rest(place, kind, identifier, FIRST, text)
        made[entry.key] = text
        return replace(place, catalogue=Beside(place.catalogue, entry))

    place = keep("source", source, new_source(place, source, NOTHING, "1"))
    rests_on = Asked(basis=(f"{source}#1",))
    place = keep("standard", standard, new_standard(place, standard, NOTHING, code, rests_on))
    keep("profile", profile, new_profile(place, profile, NOTHING, "portal", None, [standard], None))
    return made


def shown(paths: Sequence[Path]) -> list[str]:
    """Files as people name them, those that only keep a folder left out."""
    return [path.as_posix() for path in paths if path.name != KEPT]


__all__ = ["Host", "new_library", "shown"]
