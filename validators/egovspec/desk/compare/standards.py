"""Two versions of a standard: what its provisions ask more, ask less, or say in other words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from egovspec.desk.compare.change import Change, Effect
from egovspec.desk.compare.fields import Rule, by_key, fields, members, plainly, reordered, values, wording
from egovspec.desk.compare.parameters import given
from egovspec.desk.compare.references import References
from egovspec.desk.compare.spot import Spot
from egovspec.model.base import Text
from egovspec.model.standard import Level, Provision, Standard, Verification, VerifiedByCheck, VerifiedByReview

FORCE = {Level.MAY: 0, Level.SHOULD: 1, Level.SHALL: 2}
_LEVEL_ZH = {Level.SHALL: "应", Level.SHOULD: "宜", Level.MAY: "可"}


def standards(old: Standard, new: Standard, references: References) -> Iterator[Change]:
    """Changes from one version of a standard to another."""
    rules: dict[str, Rule] = {
        "title": wording,
        "scope": wording,
        "provisions": lambda spot, before, after: members(
            spot,
            before,
            after,
            added=lambda provision: asked(Effect.TIGHTENS, provision.level),
            removed=Effect.TIGHTENS,  # its id is cited by profiles, waivers and attestations, and never used again
            changed=lambda here, one, other: _provision(here, one, other, references),
            one_way=True,
        ),
    }
    yield from fields(Spot(), old, new, rules, plainly(Effect.TIGHTENS))


def asked(effect: Effect, level: Level) -> Effect:
    """What a tightening comes to at a level: only a `shall` can make a deployment fail."""
    return effect if level is Level.SHALL or effect is not Effect.TIGHTENS else Effect.WIDENS


def _provision(spot: Spot, old: Provision, new: Provision, references: References) -> Iterator[Change]:
    level = new.level
    rules: dict[str, Rule] = {
        "level": _level,
        "title": wording,
        "text": wording,
        "fix": wording,
        "note": wording,
        "since": wording,
        "confidence": wording,
        "origin": wording,
        "basis": partial(values, added=Effect.WORDING, removed=Effect.WORDING),
        "mandatory": lambda here, before, after: _mandatory(here, after, level),
        "verify": lambda here, before, after: _verify(here, before, after, level, references),
    }
    yield from fields(spot, old, new, rules, plainly(Effect.TIGHTENS))


def _level(spot: Spot, old: Level, new: Level) -> Iterator[Change]:
    raised = FORCE[new] > FORCE[old]
    effect = asked(Effect.TIGHTENS, new) if raised else Effect.WIDENS
    zh = f"级别由“{_LEVEL_ZH[old]}”{'提高' if raised else '降低'}为“{_LEVEL_ZH[new]}”"
    en = f"level {'raised' if raised else 'lowered'} from {old.value} to {new.value}"
    yield spot.change("raised" if raised else "lowered", effect, zh, en, old, new, one_way=True)


def _mandatory(spot: Spot, now: bool, level: Level) -> Iterator[Change]:
    if now:
        said = ("成为强制条款，不得再豁免", "became mandatory and can no longer be waived")
        yield spot.change("added", asked(Effect.TIGHTENS, level), *said, False, True, one_way=True)
    else:
        said = ("不再是强制条款，可以豁免", "is no longer mandatory and can be waived")
        yield spot.change("removed", Effect.WIDENS, *said, True, False)


def _verify(
    spot: Spot,
    old: Sequence[Verification],
    new: Sequence[Verification],
    level: Level,
    references: References,
) -> Iterator[Change]:
    """The worst of all verifications decides, so one more can only make it worse."""
    # What stands on both sides is set apart first: two verifications may use one check with other values.
    before = by_key(_beyond(old, new), _name)
    after = by_key(_beyond(new, old), _name)
    pairs = [(name, name) for name in before if name in after]
    for sort in (VerifiedByCheck, VerifiedByReview):
        # What is left over on each side took the other's place: a check for a check.
        left = [name for name, one in before.items() if name not in after and isinstance(one, sort)]
        right = [name for name, one in after.items() if name not in before and isinstance(one, sort)]
        pairs += zip(left, right, strict=False)
    for was, became in pairs:
        yield from _replaced(spot, became, before.pop(was), after.pop(became), level, references)
    for name, one in before.items():
        zh, en = f"去掉核验 {_said(one).zh}", f"verification removed: {_said(one).en}"
        yield spot.value(name).change("removed", Effect.WIDENS, zh, en, one, None)
    for name, one in after.items():
        zh, en = f"增加核验 {_said(one).zh}", f"verification added: {_said(one).en}"
        yield spot.value(name).change("added", asked(Effect.TIGHTENS, level), zh, en, None, one, one_way=True)
    if not _beyond(old, new) and not _beyond(new, old):
        yield reordered(spot, [_name(one) for one in old], [_name(one) for one in new])


def _beyond(these: Sequence[Verification], those: Sequence[Verification]) -> list[Verification]:
    """Verifications of `these` that `those` lacks, or has fewer times."""
    rest, found = list(those), []
    for one in these:
        if one in rest:
            rest.remove(one)
        else:
            found.append(one)
    return found


def _replaced(
    spot: Spot, name: str, old: Verification, new: Verification, level: Level, references: References
) -> Iterator[Change]:
    if isinstance(old, VerifiedByCheck) and isinstance(new, VerifiedByCheck):
        yield from _checked(spot.member(name), old, new, level, references)
    elif isinstance(old, VerifiedByReview) and isinstance(new, VerifiedByReview):
        yield from wording(spot.value(name).field("review"), old.review, new.review)


def _name(verification: Verification) -> str:
    return verification.check.partition("@")[0] if isinstance(verification, VerifiedByCheck) else "review"


def _said(verification: Verification) -> Text:
    if isinstance(verification, VerifiedByCheck):
        return Text(zh=verification.check, en=verification.check)
    return verification.review


def _checked(
    spot: Spot, old: VerifiedByCheck, new: VerifiedByCheck, level: Level, references: References
) -> Iterator[Change]:
    exchanged = old.check != new.check
    if exchanged:
        effect = asked(references.exchanged("check", old.check, new.check), level)
        zh, en = f"检查由 {old.check} 换为 {new.check}", f"check exchanged: {old.check} became {new.check}"
        yield spot.field("check").change("exchanged", effect, zh, en, old.check, new.check)
    if old.with_ != new.with_:
        scale: Callable[[Effect], Effect] = partial(asked, level=level)
        yield from given(spot.field("with"), old.with_, new.with_, [(old.check, new.check)], references, scale)
