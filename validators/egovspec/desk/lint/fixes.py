"""lint --fix: what has exactly one right answer is written, and nothing else.

A file is changed only where its new text says nothing that lint did not say before. Released files are never touched.
`mended` writes nothing: whoever calls gets the new texts, to keep or to show.
"""

from __future__ import annotations

import codecs
import contextlib
import difflib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from egovspec.desk.lint import errors_of
from egovspec.desk.lint.rule import Bench
from egovspec.desk.lint.splice import cuts_of, spliced
from egovspec.desk.lint.within import path_of
from egovspec.errors import Move, Removal, Rewrite, SpecError, SpecErrors, Unwritable, Where
from egovspec.library.catalogue import Catalogue, document_of
from egovspec.library.ondemand import place_in
from egovspec.library.releases import ReleaseLog, read_releases
from egovspec.library.roots import Root


@dataclass(frozen=True)
class Mended:
    """One file as it is to be.

    shown   the file as people name it
    before  its bytes
    after   its new bytes
    to      where it is to lie, and how that is named; None when it stays
    errors  the errors that are mended by it
    """

    path: Path
    shown: str
    before: bytes
    after: bytes
    to: tuple[Path, str] | None
    errors: tuple[SpecError, ...]

    def diff(self) -> str:
        """As a unified diff, in the manner of git."""
        new = self.to[1] if self.to else self.shown
        head = f"rename from {self.shown}\nrename to {new}\n" if self.to else ""
        old_lines, new_lines = (data.decode("utf-8").splitlines(keepends=True) for data in (self.before, self.after))
        lines = difflib.unified_diff(old_lines, new_lines, f"a/{self.shown}", f"b/{new}")
        return head + "".join(
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
        )


def mended(roots: Sequence[Root], catalogue: Catalogue, errors: Sequence[SpecError]) -> list[Mended]:
    """The files of which something can be mended, as they are to be.

    catalogue  what the errors were found in
    errors     all that was found; those without a fix tell what was wrong before
    """
    logs = {root: _log(root) for root in roots}
    by_file: dict[str, list[SpecError]] = {}
    for error in errors:
        by_file.setdefault(error.where.file, []).append(error)
    found = []
    for shown, said in sorted(by_file.items()):
        path = path_of(shown, roots)
        root = next((root for root in roots if path.is_relative_to(root.path.resolve())), None)
        if root is None or not path.is_file() or not any(error.fix for error in said):
            continue
        key = place_in(root, path)
        if key is not None and key in logs[root].entries:
            continue
        one = _mended(path, shown, root, logs[root], catalogue, said, roots)
        if one is not None:
            found.append(one)
    return found


def _mended(
    path: Path,
    shown: str,
    root: Root,
    log: ReleaseLog,
    catalogue: Catalogue,
    said: Sequence[SpecError],
    roots: Sequence[Root],
) -> Mended | None:
    before = path.read_bytes()
    fixable = [error for error in said if error.fix]
    writing = [error for error in fixable if not any(isinstance(mend, Move) for mend in error.fix)]
    after, done = _best(before, shown, root, log, catalogue, said, writing)
    moving = [error for error in fixable if error not in writing]
    to = None
    for error in moving:
        for mend in error.fix:
            if isinstance(mend, Move):
                target = root.path.resolve() / Path(path_of(mend.to, roots))
                if target.is_relative_to(root.path.resolve()) and not target.exists() and to is None:
                    to = (target, mend.to)
                    done.append(error)
    return Mended(path, shown, before, after, to, tuple(done)) if done else None


def _best(
    before: bytes,
    shown: str,
    root: Root,
    log: ReleaseLog,
    catalogue: Catalogue,
    said: Sequence[SpecError],
    fixable: Sequence[SpecError],
) -> tuple[bytes, list[SpecError]]:
    """All fixes at once where that makes nothing worse; else one after the other, each that does not."""
    known = {(error.code, error.message) for error in said}

    def better(errors: Sequence[SpecError]) -> bytes | None:
        after = _written(before, errors)
        if after is None or after == before:
            return None
        left = _errors_in(after, shown, root, log, catalogue)
        fresh = [error for error in left if (error.code, error.message) not in known]
        return after if not fresh and len(left) <= len(said) else None

    if not fixable:
        return before, []
    if (whole := better(fixable)) is not None and all(_written(before, [error]) != before for error in fixable):
        return whole, list(fixable)
    taken: list[SpecError] = []
    after = before
    for error in fixable:
        if _written(before, [error]) != before and (more := better([*taken, error])) is not None:
            taken.append(error)
            after = more
    return after, taken


def _written(before: bytes, errors: Iterable[SpecError]) -> bytes | None:
    """The bytes with the fixes made; each error's as a whole or not at all. None when they are no UTF-8."""
    try:
        text = before.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        return None
    cuts = []
    for error in errors:
        made = [cuts_of(text, mend) for mend in error.fix if isinstance(mend, Rewrite | Removal)]
        if all(made):
            cuts += [cut for some in made for cut in some]
    mark = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
    return mark + spliced(text, cuts).encode("utf-8")


def _errors_in(data: bytes, shown: str, root: Root, log: ReleaseLog, catalogue: Catalogue) -> list[SpecError]:
    """What is wrong with a document, were these its bytes."""
    try:
        entry = document_of(data, shown, root, log)
    except SpecErrors as rejected:
        return rejected.errors
    trial = replace(catalogue, entries={**catalogue.entries, entry.key: entry})
    return list(errors_of(Bench(trial), entry))


def _log(root: Root) -> ReleaseLog:
    try:
        return read_releases(root)[0]
    except SpecErrors:
        return ReleaseLog({}, {}, None)


def kept(file: Mended) -> None:
    """Put a file to what it is to be, whole or not at all. Raises SpecErrors when it cannot be, or was changed meanwhile."""
    name = ""
    try:
        if file.path.read_bytes() != file.before:
            said = "was changed by someone else meanwhile"
            raise SpecErrors([Unwritable(Where(file.shown), said, zh="其间已被他人改动")])
        if file.after != file.before:
            handle, name = tempfile.mkstemp(prefix=f".{file.path.name}.", dir=file.path.parent)
            with os.fdopen(handle, "wb") as written:
                written.write(file.after)
            shutil.copymode(file.path, name)
            Path(name).replace(file.path)
        if file.to is not None:
            file.to[0].parent.mkdir(parents=True, exist_ok=True)
            file.path.rename(file.to[0])
            with contextlib.suppress(OSError):
                file.path.parent.rmdir()  # only when nothing else lies in it
    except OSError as error:
        if name:
            Path(name).unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise SpecErrors(
            [Unwritable(Where(file.shown), f"cannot be written: {reason}", zh=f"无法写入：{reason}")]
        ) from None


def settled(files: Sequence[Mended]) -> Iterator[tuple[SpecError, str]]:
    """Every mended error, and in which words it was mended."""
    for file in files:
        for error in file.errors:
            for mend in error.fix:
                match mend:
                    case Rewrite(_, old, new):
                        yield error, f"{old} → {new}"
                    case Move(_, to):
                        yield error, f"→ {to}"
                    case Removal():
                        yield error, "−"
