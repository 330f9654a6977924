"""What drafts cite: everything they rest on is released before them or with them, under the number they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any, NamedTuple, cast

from egovspec.desk.release.numbering import Step
from egovspec.errors import CyclicReference, DraftReference, OtherNumber, SpecError, WithdrawnReference
from egovspec.library.catalogue import KIND_NAMES, Catalogue, Entry
from egovspec.library.profiles import included
from egovspec.library.releases import Key
from egovspec.model.base import Text
from egovspec.model.check import Check, SpecParameter
from egovspec.model.metadata import Metadata
from egovspec.model.profile import Profile
from egovspec.model.source import Source
from egovspec.model.standard import Standard, VerifiedByCheck


class Citation(NamedTuple):
    """One reference of a document: the kind of what it names, its text (a clause is source#clause) and its path."""

    kind: str
    reference: str
    path: tuple[Any, ...]

    @property
    def is_exact(self) -> bool:
        return "." in self.reference.partition("@")[2]


@dataclass(frozen=True)
class Cited:
    """What came of looking at all references of the drafts to be released.

    order   the drafts, each after what it cites
    notes   what is not wrong, and had better be known
    """

    order: tuple[Step, ...]
    errors: tuple[SpecError, ...]
    notes: tuple[Text, ...]


def citations(catalogue: Catalogue, entry: Entry) -> Iterator[Citation]:
    """Every reference of a document to another, specs given to parameters and clauses included."""
    match entry.key.kind:
        case "metadata":
            for n, element in enumerate(cast("Metadata", entry.model).elements):
                if element.codelist is not None:
                    yield Citation("codelist", element.codelist, ("elements", n, "codelist"))
        case "standard":
            for n, provision in enumerate(cast("Standard", entry.model).provisions):
                for m, verified in enumerate(provision.verify):
                    if isinstance(verified, VerifiedByCheck):
                        path = ("provisions", n, "verify", m)
                        yield Citation("check", verified.check, (*path, "check"))
                        kinds = _spec_kinds(catalogue.model(Check, verified.check))
                        yield from _given(kinds, verified.with_, (*path, "with"))
        case "profile":
            yield from _of_profile(catalogue, entry)
    yield from _clauses(entry.marked.tree, ())


def _of_profile(catalogue: Catalogue, entry: Entry) -> Iterator[Citation]:
    profile = cast("Profile", entry.model)
    if profile.extends is not None:
        yield Citation("profile", profile.extends, ("extends",))
    kinds: dict[str, str] = {}
    for one in included(catalogue.seen_by(entry), entry):
        standard = catalogue.model(Standard, one.inclusion.standard)
        kinds |= _taken(catalogue, standard) if standard is not None else {}
    yield from _given(kinds, profile.with_, ("with",))
    for n, inclusion in enumerate(profile.include):
        yield Citation("standard", inclusion.standard, ("include", n, "standard"))
        yield from _given(kinds, inclusion.with_, ("include", n, "with"))


def _taken(catalogue: Catalogue, standard: Standard) -> dict[str, str]:
    checks = [
        catalogue.model(Check, verified.check)
        for provision in standard.provisions
        for verified in provision.verify
        if isinstance(verified, VerifiedByCheck)
    ]
    return {name: kind for check in checks for name, kind in _spec_kinds(check).items()}


def _spec_kinds(check: Check | None) -> dict[str, str]:
    parameters = check.parameters if check is not None else {}
    return {name: one.spec.value for name, one in parameters.items() if isinstance(one, SpecParameter)}


def _given(kinds: Mapping[str, str], values: Mapping[str, Any], path: tuple[Any, ...]) -> Iterator[Citation]:
    for name, value in values.items():
        if name in kinds:
            yield Citation(kinds[name], str(value), (*path, name))


def _clauses(tree: Any, path: tuple[Any, ...]) -> Iterator[Citation]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key == "basis" and isinstance(value, list):
                yield from (Citation("source", str(one), (*path, key, n)) for n, one in enumerate(value))
            else:
                yield from _clauses(value, (*path, key))
    elif isinstance(tree, list):
        for n, value in enumerate(tree):
            yield from _clauses(value, (*path, n))


def found_by(catalogue: Catalogue, cited: Citation) -> Entry | None:
    """What a reference means; of sources the newest release that has the clause, else the newest draft that has it."""
    if cited.kind != "source":
        return catalogue.find(cited.kind, cited.reference)
    identifier, _, clause = cited.reference.partition("#")
    having = [one for one in catalogue.versions("source", identifier) if cast("Source", one.model).clause(clause)]
    return next(iter([*(one for one in reversed(having) if not one.draft), *reversed(having)]), None)


def resolved(catalogue: Catalogue, entry: Entry) -> dict[str, str]:
    """Every id@major a document cites, with the number it means."""
    found: dict[str, str] = {}
    for cited in citations(catalogue, entry):
        if cited.kind != "source" and not cited.is_exact:
            one = catalogue.find(cited.kind, cited.reference)
            if one is not None:
                found[cited.reference] = one.key.version
    return dict(sorted(found.items()))


def cited_by(catalogue: Catalogue, steps: Sequence[Step]) -> Cited:
    """Hold the references of the drafts against what is released, and what is about to be.

    catalogue   with drafts: what their authors saw
    """
    chosen = {step.draft.key: step for step in steps}
    follows: dict[Key, list[Key]] = {key: [] for key in chosen}
    released = Catalogue(False, catalogue.entries)
    errors: list[SpecError] = []
    notes: list[Text] = []
    missing: list[tuple[Entry, SpecError]] = []
    for step in steps:
        for cited in citations(catalogue, step.draft):
            found = found_by(catalogue, cited)
            if found is None:
                continue  # told by lint
            where = step.draft.marked.where(cited.path)
            if found.key in chosen:
                follows[step.draft.key].append(found.key)
                errors += _number(step, cited, found, chosen[found.key])
            elif not found.draft:
                if found.withdrawn is not None and cited.kind != "source":
                    errors.append(_withdrawn(step, cited, found))
            elif cited.is_exact or (old := found_by(released, cited)) is None or old.draft:
                name = KIND_NAMES[cited.kind]
                said = (
                    f"{name[0]} {cited.reference!r} exists only as a draft",
                    f"{name[1]} {cited.reference!r} 只有草案",
                )
                missing.append((found, DraftReference(where, said[0], zh=said[1])))
            else:
                notes.append(_left_behind(cited, found, old))
    errors += _told_what_to_add(catalogue, steps, missing)
    notes += _keeping(catalogue, steps)
    try:
        order = tuple(chosen[key] for key in TopologicalSorter(follows).static_order())
    except CycleError as ring:
        names = " → ".join(f"{key.id}@{key.version}" for key in ring.args[1])
        where = chosen[ring.args[1][0]].draft.marked.where(("id",))
        errors.append(CyclicReference(where, f"drafts cite each other: {names}", zh=f"草案互相引用：{names}"))
        order = tuple(steps)
    return Cited(order, tuple(errors), tuple(dict.fromkeys(notes)))


def _number(step: Step, cited: Citation, found: Entry, becomes: Step) -> Iterator[SpecError]:
    """A draft is cited by the number it has; what it becomes may be another."""
    if cited.kind == "source" or becomes.version == found.key.version:
        return
    version = cited.reference.partition("@")[2]
    major = becomes.version.partition(".")[0]
    if cited.is_exact or version != major:
        instead = f"{found.key.id}@{becomes.version if cited.is_exact else major}"
        yield OtherNumber(
            step.draft.marked.where(cited.path),
            f"cited as {cited.reference}, becomes {becomes.version}",
            zh=f"引用写作 {cited.reference}，而它将成为 {becomes.version}",
            hint=f"release that one first, then write {instead} here; or write the exact version that is to stay",
            hint_zh=f"请先单独发布它，再在此处写 {instead}；或写明要保留的完整版本",
        )


def _withdrawn(step: Step, cited: Citation, found: Entry) -> SpecError:
    assert found.withdrawn is not None
    because = found.withdrawn.because
    return WithdrawnReference(
        step.draft.marked.where(cited.path),
        f"{found.exact} was withdrawn on {found.withdrawn.on}: {because.en}",
        zh=f"{found.exact} 已于 {found.withdrawn.on} 废止：{because.zh}",
        hint="cite what takes its place",
        hint_zh="请改为引用替代的内容",
    )


def _told_what_to_add(
    catalogue: Catalogue, steps: Sequence[Step], missing: Sequence[tuple[Entry, SpecError]]
) -> Iterator[SpecError]:
    """The references, each with the whole list: what is missing may itself cite drafts."""
    needed: dict[Key, Entry] = {}
    waiting = [entry for entry, _ in missing]
    taken = {step.draft.key for step in steps}
    while waiting:
        entry = waiting.pop()
        if entry.key in needed or entry.key in taken:
            continue
        needed[entry.key] = entry
        found = (found_by(catalogue, cited) for cited in citations(catalogue, entry))
        waiting += [one for one in found if one is not None and one.draft]
    ambiguous = {key.id for key in needed if sum(other.id == key.id for other in catalogue.entries) > 1}
    names = " ".join(f"{key.kind}:{key.id}" if key.id in ambiguous else key.id for key in sorted(needed))
    for _, error in missing:
        error.hint, error.hint_zh = f"release with it: {names}", f"请一并发布：{names}"
        yield error


def _left_behind(cited: Citation, draft: Entry, old: Entry) -> Text:
    return Text(
        zh=f"{cited.reference} 指 {old.exact}；草案 {draft.exact} 不在此次发布之列",
        en=f"{cited.reference} means {old.exact}; the draft {draft.exact} is not released now",
    )


def _keeping(catalogue: Catalogue, steps: Sequence[Step]) -> Iterator[Text]:
    """Documents that go on citing the major version before."""
    majors = {
        (step.draft.key.kind, f"{step.draft.key.id}@{step.newest.partition('.')[0]}"): step
        for step in steps
        if step.newest is not None and step.newest.partition(".")[0] != step.version.partition(".")[0]
    }
    taken = {step.draft.key for step in steps}
    if not majors:
        return
    newest = {entry.key[:2]: entry for kind in KIND_NAMES for entry in catalogue.of_kind(kind)}
    for entry in newest.values():
        for cited in citations(catalogue, entry):
            step = majors.get((cited.kind, cited.reference))
            if step is not None and entry.key not in taken:
                yield Text(
                    zh=f"{entry.exact} 引用 {cited.reference}，仍指主版本 {cited.reference.partition('@')[2]}，不随之改为 {step.version}",
                    en=f"{entry.exact} cites {cited.reference} and stays with that major version; {step.key.id} becomes {step.version}",
                )
