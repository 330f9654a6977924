"""From names of drafts to everything a release writes, or to all that stands in its way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from egovspec.desk.mutate.proof import Proof
from egovspec.desk.release.changelist import CHANGES, section, with_sections
from egovspec.desk.release.choosing import wanted
from egovspec.desk.release.citing import cited_by, resolved
from egovspec.desk.release.log import held, with_releases
from egovspec.desk.release.numbering import Step, steps_of
from egovspec.desk.release.proving import unproven, wrong_by_lint
from egovspec.desk.release.renumbering import Renumbered, renumbered
from egovspec.desk.release.together import Put, put_together, undo
from egovspec.desk.rewriting import alone
from egovspec.errors import SpecError, SpecErrors
from egovspec.library import yaml
from egovspec.library.canonical import digest
from egovspec.library.catalogue import Catalogue, Entry, survey
from egovspec.library.consistency import inconsistencies
from egovspec.library.releases import RELEASES
from egovspec.library.roots import Root
from egovspec.model.base import Text
from egovspec.model.release import Release


class Refused(Exception):
    """A release that cannot be, with all reasons, by place."""

    def __init__(self, errors: Sequence[SpecError]) -> None:
        # Lint and the proof of a check may find the same.
        self.errors = SpecErrors({(one.where, one.code, one.message): one for one in errors}.values()).errors
        super().__init__("\n".join(map(str, self.errors)))


@dataclass(frozen=True)
class Request:
    """What is to be released.

    root       the catalogue released into
    roots      all that are read, `root` among them
    names      [kind:]id or [kind:]id@version; all drafts of `root` when empty
    released   the day of the release
    in_force   since when it binds; None where words alone changed
    """

    root: Root
    roots: Sequence[Root]
    names: Sequence[str]
    released: date
    in_force: date | None = None
    workers: int = 1


@dataclass(frozen=True)
class Done:
    """One release as it is written down: the step, the entry of the log, and the file as it was and as it will lie."""

    step: Step
    release: Release
    file: Renumbered


@dataclass(frozen=True)
class Prepared:
    """Everything a release does. Nothing of it is done yet.

    done         releases, each after what it cites
    notes        what is not wrong, and had better be known
    log          the lines added to specs/releases.yaml
    change_list  what is added to specs/CHANGES.md
    puts         the files, in the order they are written; the log is the last
    """

    root: Root
    done: tuple[Done, ...] = ()
    notes: tuple[Text, ...] = ()
    log: str = ""
    change_list: str = ""
    puts: tuple[Put, ...] = ()


def _untold(proof: Proof) -> None:
    """Nobody waits for proofs."""


def prepare(request: Request, told: Callable[[Proof], None] = _untold) -> Prepared:
    """Look at everything a release takes.

    told     of each check as it is proven, which takes seconds
    Raises   Refused with all reasons at once; SpecErrors when the catalogue cannot be loaded, or has none so named
    """
    catalogue, broken = survey(request.roots, drafts=True)
    if broken:
        raise SpecErrors(broken)
    chosen, errors = wanted(catalogue, request.root, request.names)
    steps, wrong = steps_of(catalogue, chosen, request.in_force)
    cited = cited_by(catalogue, steps)
    errors += [*wrong, *cited.errors, *wrong_by_lint(request.roots, steps)]
    errors += unproven(catalogue, steps, request.workers, told)
    files: list[tuple[Step, Renumbered]] = []
    for step in cited.order:
        try:
            files.append((step, renumbered(step)))
        except SpecErrors as rejected:
            errors += rejected.errors
    if errors:
        raise Refused(errors)
    if not files:
        return Prepared(request.root)
    done = _done(catalogue, request, files)
    return _written(request, done, cited.notes)


def publish(prepared: Prepared, after: Callable[[int], None] | None = None) -> None:
    """Write what was prepared, all of it or none. Raises SpecErrors when a file cannot be written."""
    if prepared.puts:
        folder = prepared.root.path / "specs"
        put_together(folder, prepared.puts, *([after] if after else []))


@contextmanager
def releasing(root: Root) -> Iterator[bool]:
    """Keep other releases of a catalogue waiting, and undo what one that was killed left behind.

    Yields whether there was anything to undo
    """
    folder = root.path / "specs"
    with alone(folder):
        yield undo(folder)


def _done(catalogue: Catalogue, request: Request, files: Sequence[tuple[Step, Renumbered]]) -> list[Done]:
    """The entries of the log, by the catalogue as it will be. Raises Refused when that would not hold together."""
    drafts = {step.draft.key for step, _ in files}
    result = Catalogue(False, {key: entry for key, entry in catalogue.entries.items() if key not in drafts})
    done: list[Done] = []
    for step, file in files:
        release = Release(
            kind=step.key.kind,
            id=step.key.id,
            version=step.version,
            supersedes=step.base.key.version if step.base is not None else None,
            released=request.released,
            in_force=step.in_force,
            digest=digest(file.model),
        )
        entry = Entry(step.key, file.model, file.marked, step.draft.root, release.digest, release)
        result.entries[step.key] = entry
        done.append(Done(step, release, file))
    if wrong := inconsistencies(result):
        raise Refused(wrong)
    return [
        replace(
            one, release=one.release.model_copy(update={"resolved": resolved(result, result.entries[one.step.key])})
        )
        for one in done
    ]


def _written(request: Request, done: Sequence[Done], notes: tuple[Text, ...]) -> Prepared:
    root = request.root
    log, changes = root.path / RELEASES, root.path / CHANGES
    was = held(root)
    data, added = with_releases(root, was, [one.release for one in done])
    sections = [section(one.step, request.released) for one in done]
    listed = yaml.contents(changes, root.shown(changes)) if changes.is_file() else None
    puts: list[Put] = []
    for one in done:
        file = one.file
        if file.new != file.old:
            puts += [Put(file.new, file.data, None), Put(file.old, None, file.was)]
        elif file.data != file.was:
            puts.append(Put(file.old, file.data, file.was))
    text = with_sections(listed.decode() if listed is not None else None, sections)
    puts += [Put(changes, text.encode(), listed), Put(log, data, was)]
    return Prepared(root, tuple(done), notes, added, "\n".join(sections), tuple(puts))


__all__ = ["Done", "Prepared", "Refused", "Request", "prepare", "publish", "releasing"]
