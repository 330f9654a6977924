"""Rules about what profiles tailor away: a provision no profile ever applies, an exemption that never holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from egovspec.desk.lint.rule import Bench
from egovspec.errors import NeverApplies, NeverHolds, SpecError
from egovspec.library.catalogue import Entry
from egovspec.model.profile import Exemption, Profile
from egovspec.model.standard import Standard
from egovspec.model.trait import TraitCondition


def every_provision_applies_somewhere(bench: Bench) -> Iterator[SpecError]:
    """No provision is exempt, whatever the traits, in every profile that includes its standard."""
    holding: dict[tuple[str, str], set[str]] = {}  # standard and version → provisions some profile applies
    exempt_by: dict[tuple[str, str], list[str]] = {}
    for key, everything in bench.index.included.items():
        for one in everything:
            entry = bench.catalogue.find("standard", one.inclusion.standard)
            if entry is None:
                continue
            standard = cast("Standard", entry.model)
            away = _always_exempt(one.inclusion.without)
            name = (entry.key.id, entry.key.version)
            holding.setdefault(name, set()).update(p.id for p in standard.provisions if p.id not in away)
            exempt_by.setdefault(name, []).append(key.id)
    for entry in bench.index.newest["standard"]:
        name = (entry.key.id, entry.key.version)
        if name not in holding:
            continue  # no profile includes it: told as such
        for n, provision in enumerate(cast("Standard", entry.model).provisions):
            if provision.id not in holding[name]:
                profiles = ", ".join(sorted(set(exempt_by[name])))
                yield NeverApplies(
                    entry.marked.where(("provisions", n, "id")),
                    f"{provision.id} never applies: it is exempt in every profile that includes the standard ({profiles})",
                    zh=f"{provision.id} 从不适用：采用本标准的各方案（{profiles}）都把它列为不适用",
                    hint="let a profile apply it, or leave it out of the next version",
                    hint_zh="请在某一方案中适用，或在下一版本中删去",
                )


def _always_exempt(exemptions: Iterable[Exemption]) -> set[str]:
    """Provisions exempt whatever traits a deployment declares."""
    always: set[str] = set()
    conditions: dict[str, list[Exemption]] = {}
    for one in exemptions:
        for name in one.provisions:
            if one.when is None and one.unless is None:
                always.add(name)
            conditions.setdefault(name, []).append(one)
    for name, several in conditions.items():
        when = {one.when for one in several if one.when is not None and one.unless is None}
        unless = {one.unless for one in several if one.unless is not None and one.when is None}
        if when & unless:  # when T, and unless T: together always
            always.add(name)
    return always


def exemptions_can_hold(bench: Bench, entry: Entry) -> Iterator[SpecError]:
    """No exemption has conditions that exclude each other, or stands behind one that holds always."""
    if not bench.is_newest(entry):
        return
    profile = cast("Profile", entry.model)
    yield from _holding(entry, profile.without, ("without",))
    for n, inclusion in enumerate(profile.include):
        yield from _holding(entry, inclusion.without, ("include", n, "without"))


def _holding(entry: Entry, exemptions: list[Exemption], path: tuple[Any, ...]) -> Iterator[SpecError]:
    always: set[str] = set()
    for n, one in enumerate(exemptions):
        if one.when is not None and one.unless is not None and _excluded(one.when, one.unless):
            yield NeverHolds(
                entry.marked.where((*path, n, "unless")),
                f"the exemption never holds: wherever {_said(one.when)}, it is lifted by `unless`",
                zh=f"这一例外从不成立：凡符合 when（{_said(one.when)}）的，都被 unless 排除",
                hint="remove one of `when` and `unless`",
                hint_zh="请删去 `when`、`unless` 之一",
            )
        for m, name in enumerate(one.provisions):
            if name in always:
                within = (m,) if isinstance(one.provision, list) else ()
                yield NeverHolds(
                    entry.marked.where((*path, n, "provision", *within)),
                    f"{name} is exempt without any condition above, so this exemption says nothing",
                    zh=f"{name} 在上文已无条件列为不适用，此处不起作用",
                    hint="remove it here, or give the one above its condition",
                    hint_zh="请删去此处，或为上文的一项写明条件",
                )
        if one.when is None and one.unless is None:
            always.update(one.provisions)


def _excluded(when: TraitCondition, unless: TraitCondition) -> bool:
    """Whether `unless` is met wherever `when` is."""
    if when.trait != unless.trait:
        return False
    return unless.is_ is None if when.is_ is None else unless.met_by({when.trait: when.is_})


def _said(condition: TraitCondition) -> str:
    return condition.trait + (f"={condition.is_}" if condition.is_ is not None else "")
