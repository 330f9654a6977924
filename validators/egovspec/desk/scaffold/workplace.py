"""Where new documents go: the catalogue one writes in, and all it may cite."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from egovspec.errors import DuplicateId, SpecError, SpecErrors, UnknownReference, Where, WrongValue
from egovspec.library import yaml
from egovspec.library.canonical import digest
from egovspec.library.catalogue import Catalogue, Entry, model_of, order, read_entry, yaml_files
from egovspec.library.consistency import inconsistencies_of
from egovspec.library.kinds import FOLDERS, place_of
from egovspec.library.ondemand import OnDemand
from egovspec.library.releases import Key
from egovspec.library.roots import Root
from egovspec.library.shapes import shape
from egovspec.model.base import IDENTIFIER, SLUG

LONGEST_ID = 100


class Beside(Catalogue):
    """A catalogue with one more document, or another in the place of one, which is not written yet."""

    def __init__(self, catalogue: Catalogue, entry: Entry) -> None:
        held = ChainMap({entry.key: entry}, catalogue.entries)
        super().__init__(drafts=True, entries=held)  # type: ignore[arg-type]  # read, never written
        self._catalogue, self._entry = catalogue, entry

    def versions(self, kind: str, identifier: str) -> list[Entry]:
        found = self._catalogue.versions(kind, identifier)
        if self._entry.key[:2] != (kind, identifier):
            return found
        others = [entry for entry in found if entry.key != self._entry.key]
        return sorted([*others, self._entry], key=lambda entry: order(entry.key.version))

    def find(self, kind: str, reference: str) -> Entry | None:
        identifier, _, version = reference.partition("@")
        if self._entry.key[:2] != (kind, identifier):
            return self._catalogue.find(kind, reference)
        numbers = {version} if "." in version else None
        meant = [
            entry
            for entry in self.versions(kind, identifier)
            if (entry.key.version in numbers if numbers else entry.key.version.partition(".")[0] == version)
        ]
        return meant[-1] if meant else None

    def current(self, kind: str, identifier: str) -> Entry | None:
        return next(reversed(self.versions(kind, identifier)), None)


@dataclass(frozen=True)
class Workplace:
    """A catalogue of one's own and everything it may cite, of which only that is read that is asked for.

    root        where new files go
    catalogue   every document of every root
    own         the documents of one's own that can be read
    errors      what is wrong with the others
    namespace   what ids of this catalogue begin with, before the slash; None: ids have none, or several are in use
    where       the place errors about what was asked name: the command line
    """

    root: Root
    catalogue: Catalogue
    own: Sequence[Entry]
    errors: Sequence[SpecError]
    namespace: str | None
    where: Where

    def all(self, kind: str) -> list[Entry]:
        """Every document of a kind that can be read, of every root."""
        keys = sorted(key for key in self.catalogue.entries if key.kind == kind)
        return [entry for key in keys if (entry := self.catalogue.entries.get(key)) is not None]

    def ids(self, kind: str) -> set[str]:
        return {key.id for key in self.catalogue.entries if key.kind == kind}

    def versions(self, kind: str, identifier: str) -> list[Entry]:
        """All versions of a document of one's own, oldest first. Raises SpecErrors when one of them cannot be read."""
        folder = self.root.path / FOLDERS[kind] / identifier
        found = [entry for entry in self.catalogue.versions(kind, identifier) if entry.root is self.root]
        held = {entry.marked.file for entry in found}
        missing = {self.root.shown(path) for path in folder.glob("*.yaml")} - held
        if missing:
            raise SpecErrors([error for error in self.errors if error.where.file in missing])
        return found

    def shown(self, kind: str, identifier: str, version: str) -> str:
        """How the file of a document is named to people."""
        return self.root.shown(self.root.path / place_of(kind, identifier, version))

    @contextmanager
    def telling_unread(self) -> Iterator[None]:
        """Where something is not found, tell what is wrong with one's own files too: it may well be in one of them."""
        try:
            yield
        except SpecErrors as rejected:
            if any(isinstance(error, UnknownReference) for error in rejected.errors):
                told = {str(error) for error in rejected.errors}
                more = [error for error in self.errors if str(error) not in told]
                raise SpecErrors([*rejected.errors, *more]) from None
            raise


def workplace(root: Root, others: Sequence[Root], namespace: str | None, where: Where) -> Workplace:
    """Open the catalogue one writes in, and what it may cite.

    namespace   as the catalogue's egovspec.yaml says; None: that of the ids it holds, when they agree
    """
    catalogue = OnDemand([*others, root])
    log = catalogue.shelf.log(root)
    own: list[Entry] = []
    errors: list[SpecError] = []
    for path in (path for folder in FOLDERS.values() for path in yaml_files(root.path / folder)):
        try:
            own.append(read_entry(path, root, log))
        except SpecErrors as rejected:
            errors += rejected.errors
    own = [found for entry in own if (found := catalogue.shelf.get(entry.key)) is not None and found.root is root]
    if namespace is None:
        used = {entry.key.id.rpartition("/")[0] for entry in own}
        namespace = (next(iter(used)) or None) if len(used) == 1 else None
    return Workplace(root, catalogue, own, errors, namespace, where)


def new_id(place: Workplace, kind: str, said: str) -> str:
    """The id of a document to be made, with the namespace of its catalogue. Raises SpecErrors for one that cannot be."""
    identifier = said if "/" in said or not place.namespace else f"{place.namespace}/{said}"
    if not re.fullmatch(IDENTIFIER, identifier) or len(identifier) > LONGEST_ID:
        near = _mended(identifier)
        if near and not place.root.shipped and (place.namespace or "/" not in near):
            near = f"{place.namespace or 'hz'}/{near.rpartition('/')[2]}"
        raise _refused(
            place,
            f"no name: {said!r}; names are lower-case letters, digits and hyphens, at most {LONGEST_ID} characters",
            f"{said!r} 不能作名称：只用小写字母、数字和连字符，不超过 {LONGEST_ID} 个字符",
            **({"hint": f"such as {near}", "hint_zh": f"例如 {near}"} if near else {}),
        )
    if not place.root.shipped:
        _in_its_namespace(place, identifier)
    _not_there_yet(place, kind, identifier)
    return identifier


def namespace_of(said: str, where: Where) -> str:
    """A namespace as it may be. Raises SpecErrors."""
    if re.fullmatch(SLUG, said) and len(said) <= LONGEST_ID // 2:
        return said
    near = _mended(said).rpartition("/")[2].lstrip("0123456789-")
    raise SpecErrors(
        [
            WrongValue(
                where,
                f"no namespace: {said!r}; one begins with a lower-case letter and holds letters, digits and hyphens",
                zh=f"{said!r} 不能作命名空间：以小写字母开头，只用小写字母、数字和连字符",
                hint=f"--namespace {near or 'hz'}",
            )
        ]
    )


def _mended(said: str) -> str:
    """The nearest name that may be, or nothing."""
    parts = [re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-") for part in said.split("/", 1)]
    name = "/".join(part for part in parts if part)[:LONGEST_ID].strip("-/")
    return name if re.fullmatch(IDENTIFIER, name) else ""


def _in_its_namespace(place: Workplace, identifier: str) -> None:
    namespace, _, name = identifier.rpartition("/")
    if not namespace:
        raise _refused(
            place,
            f"{identifier!r} has no namespace; without one it could meet a name of the shipped catalogue",
            f"{identifier!r} 没有命名空间，可能与自带的名称相撞",
            hint=f"write your own before it, such as hz/{identifier}",
            hint_zh=f"请在前面写上本单位的命名空间，如 hz/{identifier}",
        )
    if place.namespace and namespace != place.namespace:
        right = f"{place.namespace}/{name}"
        raise _refused(
            place,
            f"the namespace of this catalogue is {place.namespace!r}, not {namespace!r}",
            f"本标准库的命名空间是 {place.namespace!r}，不是 {namespace!r}",
            hint=f"write {right}",
            hint_zh=f"请写 {right}",
        )


def _not_there_yet(place: Workplace, kind: str, identifier: str) -> None:
    there = [entry.marked.file for entry in place.catalogue.versions(kind, identifier)]
    own = place.versions(kind, identifier)
    if not there:
        return
    hint: dict[str, Any] = {}
    if not own:
        said = f"{identifier!r} is defined by another catalogue: {there[-1]}"
        zh = f"{identifier!r} 已由另一标准库定义：{there[-1]}"
    elif own[-1].draft:
        said, zh = f"{identifier!r} is there already: {there[-1]}", f"{identifier!r} 已经存在：{there[-1]}"
        hint = {"hint": "edit that file", "hint_zh": "请直接修改该文件"}
    else:
        said, zh = f"{identifier!r} is there already: {there[-1]}", f"{identifier!r} 已经存在：{there[-1]}"
        next_version = f"egovspec new version {identifier}"
        hint = {"hint": f"for its next version: {next_version}", "hint_zh": f"要另立新版本：{next_version}"}
    raise SpecErrors([DuplicateId(place.where, said, zh=zh, **hint)])


def held_to_the_rest(place: Workplace, kind: str, identifier: str, version: str, text: str) -> Entry:
    """A document that is not written yet, which is sound and fits the catalogue. Raises SpecErrors when it does not.

    What is wrong elsewhere already is not told again. Places are those of the command line: there is no file to look at.
    """
    name = place.shown(kind, identifier, version)
    try:
        marked = yaml.parse(text.encode("utf-8", "surrogatepass"), name)
        document = shape(model_of(marked), marked)
    except SpecErrors as rejected:
        raise SpecErrors(_moved(error, place.where) for error in rejected.errors) from None
    key = Key(document.kind, document.id, document.version)
    entry = Entry(key, document, marked, place.root, digest(document), None)
    after = Beside(place.catalogue, entry)
    # What is shipped cites nothing of anybody else's, so that it cannot be at odds with what is new.
    known = {str(error) for one in place.own for error in inconsistencies_of(place.catalogue, one)}
    beside = [*(one for one in place.own if one.key != key), entry]
    wrong = [error for one in beside for error in inconsistencies_of(after, one) if str(error) not in known]
    if wrong:
        raise SpecErrors(_moved(error, place.where) if error.where.file == name else error for error in wrong)
    return entry


def _moved(error: SpecError, where: Where) -> SpecError:
    error.where = where
    return error


def _refused(place: Workplace, message: str, zh: str, **hint: Any) -> SpecErrors:
    return SpecErrors([WrongValue(place.where, message, zh=zh, **hint)])


__all__ = ["Beside", "Workplace", "held_to_the_rest", "namespace_of", "new_id", "workplace"]
