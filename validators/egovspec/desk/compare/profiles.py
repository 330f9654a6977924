"""Two versions of a profile: which standards bind, with which values, with which exemptions, and how they are scored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from egovspec.desk.compare.change import Change, Effect
from egovspec.desk.compare.fields import Rule, fields, members, plainly, reordered, told, wording
from egovspec.desk.compare.parameters import given
from egovspec.desk.compare.references import References
from egovspec.desk.compare.scoring import scoring
from egovspec.desk.compare.spot import Spot
from egovspec.desk.compare.standards import asked
from egovspec.model.base import Text
from egovspec.model.profile import Exemption, Inclusion, Profile
from egovspec.model.standard import Level, Standard, VerifiedByCheck
from egovspec.model.trait import TraitCondition


def profiles(old: Profile, new: Profile, references: References) -> Iterator[Change]:
    """Changes from one version of a profile to another."""
    # Where a score decides too, one more provision judged is one more that can earn points.
    alone = all(one.scoring is None and one.extends is None for one in (old, new))
    rules: dict[str, Rule] = {
        "title": wording,
        "binds": _binds,
        "extends": lambda spot, before, after: _extends(spot, before, after, references),
        "with": lambda spot, before, after: given(spot, before, after, [], references, lambda effect: effect),
        "without": lambda spot, before, after: _without(spot, before, after, one_way=alone),
        "include": lambda spot, before, after: members(
            spot,
            before,
            after,
            key=lambda one: one.standard.partition("@")[0],
            added=Effect.TIGHTENS,
            removed=Effect.WIDENS,
            changed=lambda here, one, other: _included(here, one, other, references, one_way=alone),
            one_way=alone,
        ),
        "scoring": scoring,
    }
    yield from fields(Spot(), old, new, rules, plainly(Effect.TIGHTENS))


def _binds(spot: Spot, old: Any, new: Any) -> Iterator[Change]:
    rules: dict[str, Rule] = {
        # Deployments of another tier are turned away; without a tier none are.
        "tier": lambda here, before, after: iter(
            [told(here, Effect.WIDENS if after is None else Effect.TIGHTENS, before, after)]
        )
    }
    yield from fields(spot, old, new, rules, plainly(Effect.TIGHTENS))


def _extends(spot: Spot, old: str | None, new: str | None, references: References) -> Iterator[Change]:
    effect = references.exchanged("profile", old, new) if old is not None and new is not None else Effect.TIGHTENS
    yield told(spot, effect, old, new)


def _included(spot: Spot, old: Inclusion, new: Inclusion, references: References, *, one_way: bool) -> Iterator[Change]:
    def standard(here: Spot, before: str, after: str) -> Iterator[Change]:
        effect = references.exchanged("standard", before, after)
        zh, en = f"由 {before} 换为 {after}", f"{before} became {after}"
        yield here.change("exchanged", effect, zh, en, before, after)

    rules: dict[str, Rule] = {
        "standard": standard,
        "with": lambda here, before, after: _values(here, before, after, old, new, references),
        "without": lambda here, before, after: _without(here, before, after, one_way=one_way),
    }
    yield from fields(spot, old, new, rules, plainly(Effect.TIGHTENS))


def _values(
    spot: Spot,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    old: Inclusion,
    new: Inclusion,
    references: References,
) -> Iterator[Change]:
    """Values of a whole standard: each goes to every check that has such a parameter and is not given one by its provision."""
    was, became = references.old("standard", old.standard), references.new("standard", new.standard)
    for key in (*before, *(key for key in after if key not in before)):
        one = {key: before[key]} if key in before else {}
        other = {key: after[key]} if key in after else {}
        if one == other:
            continue
        checks: list[tuple[str, str]] = []
        level = Level.SHALL
        if isinstance(was, Standard) and isinstance(became, Standard):
            given_to = _given_to(became, key, references)
            same = was == became  # else which provisions it went to is not one question
            checks = [(check, check) for check, _ in given_to] if same else []
            if same and given_to and all(force is not Level.SHALL for _, force in given_to):
                level = Level.SHOULD
        yield from given(spot, one, other, checks, references, partial(asked, level=level))


def _given_to(standard: Standard, key: str, references: References) -> list[tuple[str, Level]]:
    """Checks of a standard that take a value of the profile, and at which level."""
    found = []
    for provision in standard.provisions:
        for verified in provision.verify:
            if isinstance(verified, VerifiedByCheck) and key not in verified.with_:
                check = references.new("check", verified.check)
                if check is None or key in getattr(check, "parameters", ()):
                    found.append((verified.check, provision.level))
    return found


class _Exempt(NamedTuple):
    """One provision that is exempt under a condition."""

    provision: str
    condition: str
    because: Text


def _without(spot: Spot, old: Sequence[Exemption], new: Sequence[Exemption], *, one_way: bool) -> Iterator[Change]:
    """Exemptions provision by provision, however they are grouped: less is asked where one is added."""
    before, after = _exempt(old), _exempt(new)
    gone, come = [key for key in before if key not in after], [key for key in after if key not in before]
    for key in gone:
        one = before[key]
        other = next((other for other in come if other[0] == key[0]), None)
        here = spot.member(one.provision)
        if other is not None and not after[other].condition:
            come.remove(other)
            zh, en = f"豁免不再以“{one.condition}”为条件", f"exempt whether or not “{one.condition}”"
            yield here.change("widened", Effect.WIDENS, zh, en, one.condition, None)
        elif other is not None:
            come.remove(other)
            was, became = one.condition or "—", after[other].condition
            zh, en = (
                f"豁免的条件由“{was}”改为“{became}”",
                f"condition of the exemption changed from “{was}” to “{became}”",
            )
            yield here.change("narrowed", Effect.TIGHTENS, zh, en, was, became, one_way=one_way and not one.condition)
        else:
            zh, en = f"不再豁免{_when(one)[0]}", f"no longer exempt{_when(one)[1]}"
            yield here.change("removed", Effect.TIGHTENS, zh, en, one.because, None, one_way=one_way)
    for key in come:
        one = after[key]
        zh, en = f"予以豁免{_when(one)[0]}", f"made exempt{_when(one)[1]}"
        yield spot.member(one.provision).change("added", Effect.WIDENS, zh, en, None, one.because)
    for key in before:
        if key in after and before[key].because != after[key].because:
            yield from wording(
                spot.member(before[key].provision).field("because"), before[key].because, after[key].because
            )
    if before == after:
        yield reordered(spot, [one.provision for one in before.values()], [one.provision for one in after.values()])


def _exempt(exemptions: Sequence[Exemption]) -> dict[tuple[str, str], _Exempt]:
    """By provision and condition; the first reason given for one stands."""
    found: dict[tuple[str, str], _Exempt] = {}
    for one in exemptions:
        for provision in one.provisions:
            condition = _condition(one)
            found.setdefault((provision, condition), _Exempt(provision, condition, one.because))
    return found


def _when(one: _Exempt) -> tuple[str, str]:
    return (f"（{one.condition}）", f" ({one.condition})") if one.condition else ("", "")


def _condition(one: Exemption) -> str:
    parts = [("when", one.when), ("unless", one.unless)]
    return ", ".join(f"{word} {_trait(trait)}" for word, trait in parts if trait is not None)


def _trait(trait: TraitCondition) -> str:
    return trait.trait if trait.is_ is None else f"{trait.trait} = {trait.is_}"
