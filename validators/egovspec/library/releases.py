"""specs/releases.yaml: which documents are released, and that they are still what they were."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from egovspec.errors import DuplicateId, ReleasedChanged, SpecError, UnknownReference
from egovspec.library import yaml
from egovspec.library.kinds import place_of
from egovspec.library.roots import Root
from egovspec.library.shapes import shape
from egovspec.library.yaml import Marked
from egovspec.model.release import Release, Releases, Withdrawal

RELEASES = "specs/releases.yaml"


class Key(NamedTuple):
    """What names one document."""

    kind: str
    id: str
    version: str


@dataclass(frozen=True)
class ReleaseLog:
    """The release log of one root, with the places of its entries."""

    entries: dict[Key, Release]
    places: dict[Key, int]
    marked: Marked | None
    withdrawn: dict[Key, Withdrawal] = field(default_factory=dict)

    def error_at(
        self, key: Key, kind: type[SpecError], message: str, *, zh: str, hint: str = "", hint_zh: str = ""
    ) -> SpecError:
        assert self.marked is not None
        return kind(self.marked.where(("releases", self.places[key])), message, zh=zh, hint=hint, hint_zh=hint_zh)


def read_releases(root: Root) -> tuple[ReleaseLog, list[SpecError]]:
    """The log of one root; empty when the root has none. Raises SpecErrors when it cannot be read."""
    path = root.path / RELEASES
    if not path.is_file():
        return ReleaseLog({}, {}, None), []
    marked = yaml.read(path, root.shown(path))
    whole = shape(Releases, marked)
    errors: list[SpecError] = []
    log = ReleaseLog({}, {}, marked)
    for number, release in enumerate(whole.releases):
        key = Key(release.kind, release.id, release.version)
        if key in log.entries:
            where = marked.where(("releases", number))
            line = marked.where(("releases", log.places[key])).line
            errors.append(
                DuplicateId(
                    where,
                    f"{key.kind} {key.id}@{key.version} is released twice, first at line {line}",
                    zh=f"{key.kind} {key.id}@{key.version} 登记了两次，首次在第 {line} 行",
                    hint="keep the first",
                    hint_zh="请保留首次登记",
                )
            )
            continue
        log.entries[key], log.places[key] = release, number
    for number, withdrawal in enumerate(whole.withdrawals):
        identifier, _, version = withdrawal.withdraw.partition("@")
        key = Key(withdrawal.kind, identifier, version)
        name = f"{key.kind} {withdrawal.withdraw}"
        where = marked.where(("withdrawals", number, "withdraw"))
        if key not in log.entries:
            errors.append(UnknownReference(where, f"{name} was never released", zh=f"{name} 从未发布"))
        if key in log.withdrawn:
            errors.append(DuplicateId(where, f"{name} is withdrawn twice", zh=f"{name} 废止了两次"))
        log.withdrawn[key] = withdrawal
    return log, errors


def held_to(log: ReleaseLog, digests: dict[Key, str], unread: Collection[Key] = ()) -> list[SpecError]:
    """Errors for released documents that changed or went away; of those in files that were refused nothing is known."""
    errors = []
    for key, release in log.entries.items():
        name = f"{key.kind} {key.id}@{key.version}"
        if key in unread:
            continue
        if key not in digests:
            errors.append(
                log.error_at(
                    key,
                    UnknownReference,
                    f"{name} is released but has no file",
                    zh=f"{name} 已发布，但没有文件",
                    hint=f"restore {place_of(*key)}",
                    hint_zh=f"请恢复 {place_of(*key)}",
                )
            )
        elif digests[key] != release.digest:
            errors.append(
                log.error_at(
                    key,
                    ReleasedChanged,
                    f"{name} differs from what was released",
                    zh=f"{name} 与发布时不同",
                    hint="released files never change: put the change into a new version",
                    hint_zh="已发布的文件不得改动，请另立新版本",
                )
            )
    return errors
