"""Lint for hooks: what changed, what it cites, and who cites it; in the time of a few files however many there are.

Rules that need all documents (ids unique, things nobody uses) are left to the full lint, and it is said that they were.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from egovspec.desk.lint import by_place, errors_of
from egovspec.desk.lint.rule import Bench
from egovspec.errors import SpecError, SpecErrors
from egovspec.library.catalogue import Entry, read_entry, yaml_names
from egovspec.library.kinds import FOLDERS
from egovspec.library.ondemand import OnDemand, Shelf, place_in
from egovspec.library.releases import RELEASES, Key, ReleaseLog, held_to, read_releases
from egovspec.library.roots import Root
from egovspec.library.yaml import MAX_BYTES

# Which kinds may cite which.
CITED_BY: dict[str, tuple[str, ...]] = {
    "source": ("standard", "columns", "metadata", "source"),
    "check": ("standard",),
    "standard": ("profile",),
    "profile": ("profile",),
    "codelist": ("metadata", "standard", "profile"),
    "columns": ("standard", "profile"),
    "metadata": ("standard", "profile"),
    "calendar": ("standard", "profile"),
    "glossary": (),
}
# A clause everybody cites would bring the whole catalogue in.
MOST_CITING = 20


class NoHistory(Exception):
    """What changed cannot be known: no git, or no repository."""


@dataclass(frozen=True)
class Changed:
    """What lint found in a part of a catalogue.

    errors   by place
    changed  documents that changed or went away
    read     documents that were read, those that were cited or cite among them
    beyond   documents that cite what changed and were not looked at, because there are too many
    """

    errors: list[SpecError]
    changed: int
    read: int
    beyond: int


@dataclass(frozen=True)
class _Place:
    """A file of a catalogue, and what it defines if its place is right."""

    path: Path
    root: Root
    key: Key | None


def lint_changed(roots: Sequence[Root], files: Iterable[Path]) -> Changed:
    """Lint the documents among `files`, those that cite them, and what they need of others. Files elsewhere are passed over."""
    catalogue = OnDemand(roots)
    shelf = catalogue.shelf
    places = list(_places(roots, files))
    errors: list[SpecError] = []
    entries: dict[Key, Entry] = {}
    for place in places:
        if place.path.name == Path(RELEASES).name and place.key is None:
            errors += _log_errors(place.root)
        elif place.key is not None:
            if (entry := shelf.get(place.key)) is not None:
                entries[place.key] = entry
        elif place.path.is_file():
            errors += _misplaced(place)
    changed = [place for place in places if place.key is not None]
    citing, beyond = _citing(roots, changed, set(entries))
    for key in citing:
        if (entry := shelf.get(key)) is not None:
            entries[key] = entry
    bench = Bench(catalogue)
    for entry in entries.values():
        errors += errors_of(bench, entry)
    for place in changed:
        errors += _released(shelf, place)
    return Changed(by_place([*shelf.errors, *errors]), len(places), len(shelf.taken()), beyond)


def changed_files(roots: Sequence[Root]) -> list[Path]:
    """Files below the roots that differ from the last commit: staged, not staged, new, gone. Raises NoHistory."""
    found: dict[Path, None] = {}
    known = False
    for root in roots:
        try:
            top = _git(root.path, "rev-parse", "--show-toplevel")[0]
        except NoHistory:
            if not root.shipped:
                raise
            continue  # the shipped catalogue of an installation has no history, and nobody changes it
        known = True
        listed = _git(root.path, "status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--", ".")
        found |= dict.fromkeys(Path(top, line[3:]) for line in listed)
    if not known:
        raise NoHistory
    return list(found)


def _git(folder: Path, *arguments: str) -> list[str]:
    # A hook's own GIT_DIR speaks of one repository, a catalogue may lie in another. A repository's monitor is a program.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", *arguments]
    try:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        raise NoHistory from None
    text = os.fsdecode(done.stdout)
    return [line for line in (text.split("\0") if "-z" in arguments else text.splitlines()) if line]


def _places(roots: Sequence[Root], files: Iterable[Path]) -> Iterator[_Place]:
    tops = [(root.path.resolve(), root) for root in roots]
    folders = (*FOLDERS.values(), RELEASES)
    for path in dict.fromkeys(file.parent.resolve() / file.name for file in files):
        for top, root in tops:
            if not path.is_relative_to(top):
                continue
            relative = path.relative_to(top).as_posix()
            if path.suffix == ".yaml" and relative.startswith(folders):
                yield _Place(root.path / relative, root, place_in(root, path))
            break


def _misplaced(place: _Place) -> list[SpecError]:
    try:
        read_entry(place.path, place.root, ReleaseLog({}, {}, None))
    except SpecErrors as rejected:
        return rejected.errors
    return []


def _log_errors(root: Root) -> list[SpecError]:
    try:
        return read_releases(root)[1]
    except SpecErrors:
        return []  # the shelf tells


def _released(shelf: Shelf, place: _Place) -> list[SpecError]:
    """Released documents stay what they were."""
    log = shelf.log(place.root)
    if place.key not in log.entries or place.key in shelf.unread:
        return []
    entry = shelf.get(place.key)
    only = ReleaseLog({place.key: log.entries[place.key]}, log.places, log.marked)
    return held_to(only, {place.key: entry.digest} if entry else {})


def _citing(roots: Sequence[Root], changed: Sequence[_Place], known: set[Key]) -> tuple[list[Key], int]:
    """Documents that cite one that changed, found by their text alone; and how many more there are."""
    sought: dict[str, set[str]] = {}
    for place in changed:
        assert place.key is not None
        for kind in CITED_BY.get(place.key.kind, ()):
            sought.setdefault(kind, set()).add(place.key.id)
    own = {place.root for place in changed}
    found: list[Key] = []
    for kind, names in sorted(sought.items()):
        words = [name.encode() for name in sorted(names)]
        cited = re.compile(rb"(?<![a-z0-9/-])(?:" + b"|".join(map(re.escape, words)) + rb")[@#]")
        for root in roots:
            if root.shipped and not own & {root}:
                continue  # it came before, and cites nobody's catalogue but its own
            folder = root.path / FOLDERS[kind]
            for name in yaml_names(folder):
                data = b""
                with suppress(OSError), open(name, "rb") as file:  # noqa: PTH123  thousands of files: a Path each takes as long
                    data = file.read(MAX_BYTES)
                if any(word in data for word in words) and cited.search(data):
                    key = place_in(root, root.path.resolve() / Path(name).relative_to(root.path))
                    found += [key] if key else []
    new = [key for key in dict.fromkeys(found) if key not in known]
    return new[:MOST_CITING], max(0, len(new) - MOST_CITING)
