"""The catalogue: every document of every root, by kind, id and version, with the references between them resolved."""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar, cast

from egovspec.errors import (
    DraftReference,
    DuplicateId,
    Move,
    SpecError,
    SpecErrors,
    UnknownKind,
    UnknownReference,
    Where,
    WrongPlace,
)
from egovspec.library import yaml
from egovspec.library.canonical import digest
from egovspec.library.consistency import inconsistencies
from egovspec.library.kinds import FOLDERS, MODELS, place_of
from egovspec.library.releases import Key, ReleaseLog, held_to, read_releases
from egovspec.library.roots import Root, shipped_root
from egovspec.library.shapes import Near, did_you_mean, shape
from egovspec.library.unread import Unread
from egovspec.library.yaml import Marked
from egovspec.model.base import Document
from egovspec.model.release import Release, Withdrawal

D = TypeVar("D", bound=Document)


@dataclass(frozen=True)
class Entry:
    """One document of the catalogue. A draft has no release; a release may have been withdrawn."""

    key: Key
    model: Document
    marked: Marked
    root: Root
    digest: str
    release: Release | None
    withdrawn: Withdrawal | None = None

    @property
    def exact(self) -> str:
        return self.model.exact

    @property
    def draft(self) -> bool:
        return self.release is None


@dataclass
class Catalogue:
    """All documents, and what references resolve to.

    drafts   whether id@major may resolve to a draft; an exact reference always may
    day      the day it is looked at for: id@major means the newest version in force on it; None: the newest there is
    unread   what files that were refused would have defined: nobody is told that it is missing
    first    by kind and id, the entry that was met first: an id is defined by one root
    """

    drafts: bool = False
    entries: dict[Key, Entry] = field(default_factory=dict)
    unread: set[Key] = field(default_factory=set)
    day: date | None = None
    first: dict[tuple[str, str], Entry] = field(default_factory=dict, repr=False, compare=False)
    _sorted: dict[str, dict[str, list[Entry]]] = field(default_factory=dict, repr=False, compare=False)
    _sorted_of: int = field(default=0, repr=False, compare=False)

    def of_kind(self, kind: str) -> list[Entry]:
        """All entries of a kind, by id and version."""
        return [entry for versions in self._by_id(kind).values() for entry in versions]

    def _by_id(self, kind: str) -> dict[str, list[Entry]]:
        """Entries of a kind by id, in order; put in order anew when entries were added."""
        if self._sorted_of != len(self.entries):
            self._sorted.clear()
            self._sorted_of = len(self.entries)
            for entry in sorted(self.entries.values(), key=lambda entry: (entry.key.id, order(entry.key.version))):
                self._sorted.setdefault(entry.key.kind, {}).setdefault(entry.key.id, []).append(entry)
        return self._sorted.get(kind, {})

    def versions(self, kind: str, identifier: str) -> list[Entry]:
        return list(self._by_id(kind).get(identifier, ()))

    def current(self, kind: str, identifier: str) -> Entry | None:
        """The highest version that may be resolved to; a withdrawn one where there is no other."""
        return self._usable(self.versions(kind, identifier))

    def find(self, kind: str, reference: str) -> Entry | None:
        """What a reference resolves to, or None.

        id@major never means a withdrawn version while another of that major stands. Where all are withdrawn it means the
        last of them: what is released and cites it cannot be changed, and would no longer load. On a day before any is in
        force it means the newest, which then binds nobody.
        """
        identifier, _, version = reference.partition("@")
        if "." in version:
            return self.entries.get(Key(kind, identifier, version))
        return self._usable(
            entry for entry in self.versions(kind, identifier) if entry.key.version.partition(".")[0] == version
        )

    def _usable(self, entries: Iterable[Entry]) -> Entry | None:
        usable = [entry for entry in entries if self.drafts or not entry.draft]
        standing = [entry for entry in usable if not self._gone(entry)]
        binding = [entry for entry in standing if self._in_force(entry)]
        return next(iter([*reversed(binding), *reversed(standing), *reversed(usable)]), None)

    def _gone(self, entry: Entry) -> bool:
        return entry.withdrawn is not None and (self.day is None or entry.withdrawn.on <= self.day)

    def _in_force(self, entry: Entry) -> bool:
        return self.day is None or entry.release is None or entry.release.in_force <= self.day

    def on(self, day: date) -> Catalogue:
        """The catalogue as it stands on a day: a version released for a later one leaves the one before it in place."""
        return replace(self, day=day)

    def seen_by(self, entry: Entry) -> Catalogue:
        """The catalogue as a document of it sees it: what is itself a draft may cite drafts."""
        return replace(self, drafts=True) if entry.draft and not self.drafts else self

    def resolve(self, kind: str, reference: str, where: Where) -> Entry:
        """What a reference resolves to. Raises UnknownReference or DraftReference at `where`."""
        found = self.find(kind, reference)
        if found is not None:
            return found
        identifier, _, version = reference.partition("@")
        name = KIND_NAMES[kind]
        if self.refused(kind, identifier):
            raise Unread(
                where, f"the file of {name[0]} {reference!r} was refused", zh=f"{name[1]} {reference!r} 的文件有误"
            )
        same = self.versions(kind, identifier)
        if any(entry.key.version.partition(".")[0] == version for entry in same):
            raise DraftReference(
                where,
                f"{name[0]} {reference!r} exists only as a draft",
                zh=f"{name[1]} {reference!r} 只有草案",
                hint="release it, cite the exact version, or use --drafts",
                hint_zh="请先发布、写明完整版本，或使用 --drafts",
            )
        known = {key.id for key in self.entries if key.kind == kind}
        if same:
            held = ", ".join(entry.exact for entry in same)
            hint: Near = {"hint": f"there is {held}", "hint_zh": f"现有 {held}"}
        else:
            hint = did_you_mean(identifier, known)
            other = next((key.kind for key in self.entries if key.id == identifier and not hint), None)
            if other is not None:
                hint = {
                    "hint": f"{identifier!r} is a {KIND_NAMES[other][0]}",
                    "hint_zh": f"{identifier!r} 是{KIND_NAMES[other][1]}",
                }
            hint = hint or {"hint": "`egovspec list` shows what there is", "hint_zh": "现有者见 `egovspec list`"}
        raise UnknownReference(where, f"no {name[0]} {reference!r}", zh=f"没有{name[1]} {reference!r}", **hint)

    def refused(self, kind: str, identifier: str) -> bool:
        """Whether a file that would have defined this id was refused."""
        return any(key[:2] == (kind, identifier) for key in self.unread)

    def model(self, model: type[D], reference: str) -> D | None:
        """The model behind a reference, when it resolves."""
        kind = next(kind for kind, candidate in MODELS.items() if candidate is model)
        entry = self.find(kind, reference)
        return cast("D", entry.model) if entry else None

    @property
    def digest(self) -> str:
        """sha256 over all documents: what a report was judged by."""
        lines = [f"{key.kind} {key.id}@{key.version} {entry.digest}" for key, entry in sorted(self.entries.items())]
        return "sha256:" + hashlib.sha256("\n".join(lines).encode()).hexdigest()


KIND_NAMES = {
    "source": ("source", "来源"),
    "standard": ("standard", "标准"),
    "check": ("check", "检查"),
    "columns": ("column tree", "栏目树"),
    "metadata": ("element set", "元数据元素集"),
    "codelist": ("code list", "代码表"),
    "calendar": ("calendar", "工作日历"),
    "glossary": ("glossary", "术语表"),
    "profile": ("profile", "实施方案"),
}


def order(version: str) -> tuple[int, ...]:
    """What versions are put in order by."""
    return tuple(map(int, version.split(".")))


def load(roots: Sequence[Root] | None = None, *, drafts: bool = False) -> Catalogue:
    """Load the shipped catalogue and any added roots. Raises SpecErrors with all that is wrong in any of them."""
    catalogue, errors = survey(roots or (shipped_root(),), drafts=drafts)
    if errors:
        raise SpecErrors(errors)
    return catalogue


def survey(roots: Sequence[Root], *, drafts: bool = False) -> tuple[Catalogue, list[SpecError]]:
    """Load what can be loaded, and everything that is wrong: for those who mend it."""
    was_on = gc.isenabled()
    gc.disable()  # all that is read stays; looking through it again and again for garbage takes a third of the time
    try:
        return _survey(roots, drafts)
    finally:
        if was_on:
            gc.enable()


def _survey(roots: Sequence[Root], drafts: bool) -> tuple[Catalogue, list[SpecError]]:
    catalogue = Catalogue(drafts)
    errors: list[SpecError] = []
    for root in roots:
        try:
            log, wrong = read_releases(root)
            errors += wrong
        except SpecErrors as rejected:
            errors += rejected.errors
            log = ReleaseLog({}, {}, None)
        for path in _files(root):
            try:
                entry = read_entry(path, root, log)
            except SpecErrors as rejected:
                errors += rejected.errors
                catalogue.unread |= set(_meant(path, root))
                continue
            refused = _admit(catalogue, entry)
            errors += refused
            catalogue.unread |= {entry.key} if refused else set()
        own = {key: entry.digest for key, entry in catalogue.entries.items() if entry.root is root}
        errors += held_to(log, own, catalogue.unread)
    errors += inconsistencies(catalogue)
    return catalogue, errors


def _files(root: Root) -> Iterator[Path]:
    for folder in FOLDERS.values():
        yield from yaml_files(root.path / folder)


def yaml_files(folder: Path) -> list[Path]:
    """Every *.yaml below a folder, in order."""
    return [Path(name) for name in yaml_names(folder)]


def yaml_names(folder: Path) -> list[str]:
    """The same as text. Path.rglob takes many times as long."""
    tops = ((top, names) for top, _, names in os.walk(folder))
    found = [os.path.join(top, name) for top, names in tops for name in names if name.endswith(".yaml")]  # noqa: PTH118
    return sorted(found, key=lambda name: name.split(os.sep))  # noqa: PTH206


def _meant(path: Path, root: Root) -> Iterator[Key]:
    """What a file that was refused would have defined: by its place, and by what it says where that can be read."""
    relative = path.relative_to(root.path).as_posix()
    for kind, folder in FOLDERS.items():
        if relative.startswith(f"{folder}/"):
            identifier, _, name = relative.removeprefix(f"{folder}/").rpartition("/")
            yield Key(kind, identifier, name.removesuffix(".yaml"))
    try:
        tree = yaml.parse(path.read_bytes()).tree
    except (SpecErrors, OSError):
        return
    if isinstance(tree, dict):
        said = [tree.get(key) for key in Key._fields]
        yield Key(*(str(one) for one in said))


def read_entry(path: Path, root: Root, log: ReleaseLog) -> Entry:
    """Read one document. Raises SpecErrors."""
    name = root.shown(path)
    relative = path.relative_to(root.path).as_posix()
    lies = next((kind for kind, folder in FOLDERS.items() if relative.startswith(f"{folder}/")), "")
    entry = document_of(yaml.contents(path, name), name, root, log, lies)
    marked, document, key = entry.marked, entry.model, entry.key
    expected = place_of(*key)
    if relative != str(expected):
        free = key not in log.entries and not (root.path / expected).exists()
        raise SpecErrors(
            [
                WrongPlace(
                    marked.where(("version" if str(PurePosixPath(relative).parent) == str(expected.parent) else "id",)),
                    f"{key.kind} {document.exact} belongs in {expected}",
                    zh=f"{key.kind} {document.exact} 应放在 {expected}",
                    hint="move the file, or mend its id or version",
                    hint_zh="请移动文件，或更正 id、version",
                    fix=(Move(name, root.shown(root.path / expected)),) if free else (),
                )
            ]
        )
    return entry


def document_of(data: bytes, name: str, root: Root, log: ReleaseLog, lies: str = "") -> Entry:
    """The document some bytes are, wherever they lie; in the folder of the kind `lies`, where it is said. Raises SpecErrors."""
    marked, document, hashed = _document(data, name, lies)
    key = Key(document.kind, document.id, document.version)
    return Entry(key, document, marked, root, hashed, log.entries.get(key), log.withdrawn.get(key))


@lru_cache(maxsize=2_000)
def _document(data: bytes, name: str, lies: str) -> tuple[Marked, Document, str]:
    """The document a file holds, with its marks and its hash. The same bytes are not read twice in a process.

    lies   the kind in whose folder the file lies
    """
    marked = yaml.parse(data, name)
    document = shape(model_of(marked, lies=lies), marked)
    return marked, document, digest(document)


def model_of(
    marked: Marked, models: Iterable[tuple[str, type[Any]]] = tuple(MODELS.items()), lies: str = ""
) -> type[Any]:
    """The model a document's `kind` names. Raises SpecErrors when it names none, or not the one of the folder it lies in."""
    known = dict(models)
    kind = marked.tree.get("kind") if isinstance(marked.tree, dict) else None
    if not isinstance(kind, str) or kind not in known:
        names = ", ".join(known)
        said = f"unknown kind {kind!r}" if isinstance(kind, str) else "the file does not say its `kind`"
        zh = f"未知的 kind {kind!r}" if isinstance(kind, str) else "文件没有写明 `kind`"
        near = did_you_mean(kind, known) if isinstance(kind, str) else {}
        of_folder = {"hint": f"write kind: {lies}", "hint_zh": f"请写 kind: {lies}"} if lies else {}
        hint = near or of_folder or {"hint": f"one of: {names}", "hint_zh": f"其中之一：{names}"}
        raise SpecErrors([UnknownKind(marked.where(("kind",)), said, zh=zh, **hint)])
    if lies and kind != lies:
        hint = {
            "hint": f"write kind: {lies}, or move the file to {FOLDERS[kind]}/",
            "hint_zh": f"请写 kind: {lies}，或将文件移到 {FOLDERS[kind]}/",
        }
        said, zh = f"no {kind} lies in {FOLDERS[lies]}/", f"{FOLDERS[lies]}/ 中不放 {kind}"
        raise SpecErrors([WrongPlace(marked.where(("kind",)), said, zh=zh, **hint)])
    return known[kind]


def _admit(catalogue: Catalogue, entry: Entry) -> list[SpecError]:
    first = catalogue.first.setdefault(entry.key[:2], entry)
    if first.root is not entry.root:
        where = entry.marked.where(("id",))
        said = f"{entry.key.kind} {entry.key.id!r} is already defined by {first.marked.file}"
        return [
            DuplicateId(
                where,
                said,
                zh=f"{entry.key.kind} {entry.key.id!r} 已在 {first.marked.file} 中定义",
                hint="choose another id, with your office's prefix",
                hint_zh="请另取 id，并冠以本单位前缀",
            )
        ]
    catalogue.entries[entry.key] = entry
    return []
