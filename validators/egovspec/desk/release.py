"""Releasing: a draft is recorded in specs/releases.yaml with its hash, and from then on never changes."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import cast

from egovspec.desk.cases import run_cases
from egovspec.desk.lint import lint
from egovspec.errors import SpecError, UnknownReference, Where
from egovspec.library.canonical import dump
from egovspec.library.catalogue import Catalogue, Entry, load
from egovspec.library.releases import RELEASES, read_releases
from egovspec.library.roots import Root, shipped_root
from egovspec.model.check import Check, SpecParameter
from egovspec.model.metadata import Metadata
from egovspec.model.profile import Profile
from egovspec.model.release import Release, Releases
from egovspec.model.standard import Standard, VerifiedByCheck

MODELINE = "# yaml-language-server: $schema=schemas/releases.schema.json\n"


class Refused(Exception):
    """A release that cannot be: what lint says, and cases that do not hold."""

    def __init__(self, errors: Sequence[SpecError], cases: Sequence[str] = ()) -> None:
        super().__init__("refused")
        self.errors = list(errors)
        self.cases = list(cases)


def release(root: Root, names: Sequence[str], *, released: date, in_force: date, write: bool) -> list[Entry]:
    """Record drafts of one catalogue as released.

    names    id@version of the drafts; all drafts when empty
    Raises   Refused while lint or a case of a check among them complains, or a name is no draft
    """
    roots = [root] if root.shipped else [shipped_root(), root]
    errors, _ = lint(roots)
    if errors:
        raise Refused(errors)
    catalogue = load(roots, drafts=True)
    drafts = [entry for entry in catalogue.entries.values() if entry.draft and entry.root.path == root.path]
    chosen = [entry for entry in drafts if not names or entry.exact in names]
    unknown = set(names) - {entry.exact for entry in chosen}
    if unknown:
        where = Where(RELEASES)
        raise Refused(
            [UnknownReference(where, f"no draft {name!r}", zh=f"没有草案 {name!r}") for name in sorted(unknown)]
        )
    wrong = [
        f"{run.where}: {difference}"
        for entry in chosen
        if entry.key.kind == "check"
        for run in run_cases(entry)
        for difference in run.differences
    ]
    if wrong:
        raise Refused([], wrong)
    log, _ = read_releases(root)
    added = [
        Release(
            kind=entry.key.kind,
            id=entry.key.id,
            version=entry.key.version,
            released=released,
            in_force=in_force,
            digest=entry.digest,
            resolved=dict(sorted(_resolved(catalogue, entry))),
        )
        for entry in sorted(chosen, key=lambda entry: entry.key)
    ]
    if write and added:
        whole = Releases(kind="releases", releases=[*log.entries.values(), *added])
        _replace(root.path / RELEASES, MODELINE + dump(whole))
    return sorted(chosen, key=lambda entry: entry.key)


def _resolved(catalogue: Catalogue, entry: Entry) -> Iterator[tuple[str, str]]:
    """Every id@major an entry cites, with the version it means today."""
    for kind, reference in cited_by(catalogue, entry):
        found = catalogue.find(kind, reference)
        if found is not None and "." not in reference.partition("@")[2]:
            yield reference, found.key.version


def cited_by(catalogue: Catalogue, entry: Entry) -> Iterator[tuple[str, str]]:
    """Kind and text of every reference of a document, specs given to parameters included."""
    match entry.key.kind:
        case "metadata":
            yield from (("codelist", e.codelist) for e in cast("Metadata", entry.model).elements if e.codelist)
        case "standard":
            for provision in cast("Standard", entry.model).provisions:
                for verified in provision.verify:
                    if not isinstance(verified, VerifiedByCheck):
                        continue
                    yield "check", verified.check
                    check = catalogue.model(Check, verified.check)
                    for name, value in verified.with_.items():
                        parameter = check.parameters.get(name) if check else None
                        if isinstance(parameter, SpecParameter):
                            yield parameter.spec.value, str(value)
        case "profile":
            profile = cast("Profile", entry.model)
            if profile.extends is not None:
                yield "profile", profile.extends
            for included in profile.include:
                yield "standard", included.standard
            given = [profile.with_, *(included.with_ for included in profile.include)]
            for value in (value for values in given for value in values.values()):
                for kind in ("columns", "metadata", "codelist", "calendar"):
                    if catalogue.find(kind, str(value)):
                        yield kind, str(value)


def _replace(path: Path, text: str) -> None:
    """The new log appears whole, or the old one stays."""
    handle, name = tempfile.mkstemp(prefix=".releases.", dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    Path(name).chmod(0o644)
    Path(name).replace(path)
