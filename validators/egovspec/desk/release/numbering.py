"""The number a draft is released under, and the day it is in force from: what changed decides, not who releases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from egovspec.desk.compare.change import Change, Effect
from egovspec.desk.compare.documents import compare
from egovspec.desk.compare.versions import least_version, worst
from egovspec.desk.release.choosing import Wanted
from egovspec.errors import NothingChanged, NumberTooSmall, SpecError, WrongSettings
from egovspec.library.catalogue import Catalogue, Entry
from egovspec.library.releases import Key
from egovspec.model.base import Document

FIRST = "1.0.0"
# So many of the changes that ask for a number are told in one line.
TOLD = 3


@dataclass(frozen=True)
class Step:
    """One draft on its way to a release.

    base       the release it takes the place of; None for the first of an id
    newest     the number it must be above: of the last release, be that withdrawn
    changes    what changed since `base`
    version    the number it is released under
    in_force   the day it binds from
    """

    draft: Entry
    base: Entry | None
    newest: str | None
    changes: tuple[Change, ...]
    version: str
    in_force: date

    @property
    def key(self) -> Key:
        """What names the document from now on."""
        return Key(self.draft.key.kind, self.draft.key.id, self.version)

    @property
    def effect(self) -> Effect | None:
        return worst(self.changes)

    @property
    def renumbered(self) -> bool:
        return self.version != self.draft.key.version


def steps_of(
    catalogue: Catalogue, chosen: Sequence[Wanted], in_force: date | None
) -> tuple[list[Step], list[SpecError]]:
    """The step of each draft, and what stands in the way. A step that may not be taken is told as if it might.

    in_force   None is enough where words alone changed: the day of the release before is kept
    """
    steps: list[Step] = []
    errors: list[SpecError] = []
    for one in chosen:
        step, wrong = _step(catalogue, one, in_force)
        steps.append(step)
        errors += wrong
    return steps, errors


def _step(catalogue: Catalogue, one: Wanted, in_force: date | None) -> tuple[Step, list[SpecError]]:
    def cited(kind: str, reference: str) -> Document | None:
        found = catalogue.find(kind, reference)
        return found.model if found else None

    draft = one.draft
    released = [entry for entry in catalogue.versions(draft.key.kind, draft.key.id) if entry.release is not None]
    errors: list[SpecError] = []
    base: Entry | None = None
    newest: str | None = None
    changes: tuple[Change, ...] = ()
    least = FIRST
    if not released:
        number = one.insists or max(draft.key.version, FIRST, key=order)
    else:
        standing = [entry for entry in released if entry.withdrawn is None]
        newest = released[-1].key.version
        base = standing[-1] if standing else released[-1]
        changes = tuple(compare(base.model, draft.model, old_refs=cited, new_refs=cited))
        least = least_version(newest, changes)
        number = one.insists or least
        if not changes:
            errors.append(_nothing_changed(draft, base))
    if order(number) < order(least):
        errors.append(_too_small(draft, number, least, changes))
    day, wrong = _in_force(draft, base, changes, in_force)
    return Step(draft, base, newest, changes, number, day), [*errors, *wrong]


def order(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _nothing_changed(draft: Entry, base: Entry) -> SpecError:
    return NothingChanged(
        draft.marked.where(("version",)),
        f"nothing changed against {base.exact}",
        zh=f"与 {base.exact} 相比没有改动",
        hint="change what is to be changed, or delete this file",
        hint_zh="请写入改动，或删去本文件",
    )


def _too_small(draft: Entry, number: str, least: str, changes: Sequence[Change]) -> SpecError:
    asking = [change for change in changes if change.effect is worst(changes)]
    en, zh = "; ".join(one.said.en for one in asking[:TOLD]), "；".join(one.said.zh for one in asking[:TOLD])
    if len(asking) > TOLD:
        en, zh = f"{en}; and {len(asking) - TOLD} more", f"{zh}；另有 {len(asking) - TOLD} 处"
    if not asking:
        en, zh = "the first release of an id is 1.0.0 at least", "首次发布不低于 1.0.0"
    return NumberTooSmall(
        draft.marked.where(("version",)),
        f"{draft.key.id} cannot be {number}, {least} is the least: {en}",
        zh=f"{draft.key.id} 不能为 {number}，至少为 {least}：{zh}",
        hint=f"release {draft.key.id}@{least}, or without a number",
        hint_zh=f"请发布 {draft.key.id}@{least}，或不写版本号",
    )


def _in_force(
    draft: Entry, base: Entry | None, changes: Sequence[Change], asked: date | None
) -> tuple[date, list[SpecError]]:
    where = draft.marked.where(("version",))
    before = base.release.in_force if base is not None and base.release is not None else None
    if before is not None and worst(changes) in (Effect.WORDING, None):
        return before, []
    if asked is None:
        said = f"{draft.key.id} needs the day it is in force from"
        zh = f"{draft.key.id} 须写明施行日期"
        return date.min, [
            WrongSettings(
                where, said, zh=zh, hint="--in-force DATE, as 2026-12-01", hint_zh="--in-force 日期，如 2026-12-01"
            )
        ]
    if before is not None and asked < before:
        said = f"{draft.key.id} would be in force from {asked}, before {base.exact if base else ''}, from {before}"
        zh = f"{draft.key.id} 的施行日期 {asked} 早于所取代的 {base.exact if base else ''}（{before}）"
        return asked, [WrongSettings(where, said, zh=zh)]
    return asked, []
