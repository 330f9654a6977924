"""What the two arguments of a comparison mean: a file, a document of the catalogue, a git revision, a folder."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from egovspec.desk.compare.git import catalogue_at, commit_of, file_at, toplevel
from egovspec.desk.compare.names import name_of_kind
from egovspec.desk.compare.references import Find
from egovspec.desk.compare.shelf import Shelf
from egovspec.errors import SpecError, SpecErrors, UnknownReference, Unreadable, Where, WrongSettings
from egovspec.library import yaml
from egovspec.library.catalogue import model_of
from egovspec.library.kinds import MODELS
from egovspec.library.roots import Root
from egovspec.library.shapes import did_you_mean, shape
from egovspec.model.base import Document


@dataclass(frozen=True)
class One:
    """One document, what its references mean, and whether it is known to be a draft."""

    document: Document
    find: Find
    shown: str
    draft: bool = False


@dataclass(frozen=True)
class Whole:
    """A whole catalogue: `root` alone is compared, `shelf` holds what it may cite too."""

    root: Root
    shelf: Shelf
    shown: str


Side = One | Whole


@dataclass
class Reader:
    """Reads arguments.

    roots   catalogues documents are looked for in
    home    the folder of the catalogue a git revision is read of, and compared with
    kind    the kind of document meant, where an id is of several
    until   closed when the comparison is done: copies of revisions live until then
    """

    roots: Sequence[Root]
    home: Root | None
    kind: str | None
    until: ExitStack

    def __post_init__(self) -> None:
        self.shelf = Shelf(self.roots)

    def both(self, a: str, b: str | None) -> tuple[Side, Side]:
        """The two sides of a comparison. Raises SpecErrors."""
        if b is None:
            return self._with_its_last(self.side(a))
        old, new = self.side(a), self.side(b)
        if isinstance(old, Whole) and isinstance(new, One):
            old = _newest(old, new.document.kind, new.document.id)
        elif isinstance(old, One) and isinstance(new, Whole):
            new = _newest(new, old.document.kind, old.document.id)
        if isinstance(old, One) and isinstance(new, One) and old.document.kind != new.document.kind:
            was, became = name_of_kind(old.document.kind), name_of_kind(new.document.kind)
            said = f"one is a {was.en}, the other a {became.en}: there is nothing to compare"
            raise _wrong(b, said, f"一方是{was.zh}，另一方是{became.zh}，无从比较")
        return old, new

    def side(self, text: str) -> Side:
        """One argument. Raises SpecErrors."""
        path = Path(text)
        if path.is_file():
            return self._file(path.read_bytes(), text)
        if path.is_dir() and ((path / "standards").is_dir() or (path / "specs").is_dir()):
            return self._whole(Root(path), text)
        head, colon, rest = text.partition(":")
        if colon and head in MODELS:
            return self._of_catalogue(rest, head)
        if colon:
            return self._file_of_revision(head, rest, text)
        if self.shelf.kinds_of(text.partition("@")[0]):
            return self._of_catalogue(text, self.kind)
        return self._revision(text)

    def _file(self, data: bytes, name: str) -> One:
        marked = yaml.parse(data, name)
        document = cast("Document", shape(model_of(marked), marked))
        return One(document, self.shelf.find, name)

    def _whole(self, root: Root, shown: str) -> Whole:
        beside = [one for one in self.roots if one.path.resolve() != root.path.resolve()]
        if self.home is not None and self.home.path.resolve() == root.path.resolve():
            root = self.home
        return Whole(root, Shelf([*beside, root]), shown)

    def _of_catalogue(self, text: str, kind: str | None) -> One:
        identifier, at, version = text.partition("@")
        kinds = [one for one in self.shelf.kinds_of(identifier) if kind in (None, one)]
        if not kinds:
            known = {name for one, name in self.shelf.files if kind in (None, one)}
            raise _unknown(text, identifier, known)
        if len(kinds) > 1:
            named = ", ".join(f"{one}:{text}" for one in kinds)
            raise _wrong(
                text,
                f"several kinds have this id: write {named}, or --kind",
                f"几类文件都有此标识，请写 {named}，或用 --kind",
            )
        numbers = self.shelf.numbers(kinds[0], identifier)
        able = [one for one in numbers if not at or one == version or one.partition(".")[0] == version]
        if not able:
            held = ", ".join(numbers)
            raise SpecErrors(
                [
                    UnknownReference(
                        Where(text), "there is no such version", zh="没有这个版本", hint=f"there is {held}", hint_zh=f"现有 {held}"
                    )
                ]
            )  # fmt: skip
        entry = self.shelf.entry(kinds[0], identifier, able[-1])
        return One(entry.model, self.shelf.find, entry.exact, entry.draft)

    def _file_of_revision(self, revision: str, path: str, text: str) -> One:
        data = file_at(Path.cwd(), revision, path)
        if data is None:
            raise SpecErrors(
                [
                    Unreadable(
                        Where(text),
                        "the revision holds no such file, or this is no git repository",
                        zh="该修订中没有这个文件，或此处不是 git 仓库",
                    )
                ]
            )
        return self._file(data, text)

    def _revision(self, text: str) -> Whole:
        home = self.home
        commit = commit_of(home.path, text) if home else None
        if home is None or commit is None:
            raise _unknown(text, text.partition("@")[0], {name for _, name in self.shelf.files})
        folder = Path(self.until.enter_context(tempfile.TemporaryDirectory(prefix="egovspec-")))
        if not catalogue_at(home.path, commit, folder):
            said = f"{home.path} holds no catalogue at this revision"
            raise _wrong(text, said, f"{home.path} 在此修订中没有标准库")
        root = Root(folder, shipped=home.shipped)
        beside = [one for one in self.roots if one.path.resolve() != home.path.resolve()]
        return Whole(root, Shelf([*beside, root]), text)

    def _with_its_last(self, new: Side) -> tuple[Side, Side]:
        """The side given alone, against what came before it."""
        if isinstance(new, Whole):
            assert self.home is not None, "a revision was found in it, or it is the folder itself"
            return new, self._whole(self.home, "")
        document = new.document
        held = {one.key.version: one for one in self.shelf.entries(document.kind, document.id)}
        lower = [number for number in held if _numbers(number) < _numbers(document.version)]
        released = [number for number in lower if not held[number].draft]
        if not lower:
            said = "there is no earlier version to compare with"
            raise _wrong(new.shown, said, "没有更早的版本可比")
        entry = held[(released or lower)[-1]]
        return One(entry.model, self.shelf.find, entry.exact, entry.draft), new


def _newest(whole: Whole, kind: str, identifier: str) -> One:
    """The newest version a catalogue holds of one document."""
    numbers = whole.shelf.numbers(kind, identifier)
    if not numbers:
        raise _wrong(whole.shown, f"it holds no {kind} {identifier}", f"其中没有 {kind} {identifier}")
    entry = whole.shelf.entry(kind, identifier, numbers[-1])
    return One(entry.model, whole.shelf.find, f"{whole.shown}:{entry.exact}", entry.draft)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _wrong(text: str, message: str, zh: str) -> SpecErrors:
    return SpecErrors([WrongSettings(Where(text), message, zh=zh)])


def _unknown(text: str, identifier: str, known: set[str]) -> SpecErrors:
    near = did_you_mean(identifier, known)
    error: SpecError = UnknownReference(
        Where(text),
        "no file, folder, document of the catalogue or git revision is called so",
        zh="没有叫此名的文件、文件夹、标准库中的文件或 git 修订",
        **near,
    )
    return SpecErrors([error])


def home_of(roots: Sequence[Root]) -> Root | None:
    """The catalogue a git revision is read of: the one added last, else the one around the folder one stands in, else
    the shipped one where it is a checkout; None when none of them lies in a git repository."""
    around = next(
        (one for one in (Path.cwd(), *Path.cwd().parents) if (one / "standards").is_dir() or (one / "specs").is_dir()),
        None,
    )
    shipped = [root for root in roots if root.shipped]
    able = [root for root in reversed(roots) if not root.shipped]
    if around is not None:
        able.append(next((root for root in shipped if root.path.resolve() == around), Root(around)))
    return next((root for root in (*able, *shipped) if toplevel(root.path) is not None), None)
