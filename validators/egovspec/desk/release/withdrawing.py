"""Withdrawing a release: it no longer holds, though nothing takes its place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from egovspec.desk.release.changelist import CHANGES, with_sections, withdrawn_section
from egovspec.desk.release.choosing import parts
from egovspec.desk.release.log import held, with_withdrawals
from egovspec.desk.release.preparing import Prepared, Refused
from egovspec.desk.release.together import Put
from egovspec.errors import SeveralDrafts, UnknownReference, Where, WrongSettings
from egovspec.library import yaml
from egovspec.library.catalogue import Entry, load
from egovspec.library.releases import RELEASES
from egovspec.library.roots import Root
from egovspec.library.shapes import did_you_mean
from egovspec.model.base import Text
from egovspec.model.release import Withdrawal


def withdraw(root: Root, roots: Sequence[Root], name: str, *, on: date, because: Text) -> Prepared:
    """What a withdrawal writes. `publish` writes it.

    name     [kind:]id@version of a release of `root`
    Raises   Refused when there is no such release, or it is withdrawn already; SpecErrors when the catalogue cannot be
             loaded
    """
    catalogue = load(roots, drafts=True)
    kind, identifier, version = parts(name)
    own = [entry for entry in catalogue.entries.values() if entry.root.path == root.path and entry.release is not None]
    found = [
        entry
        for entry in own
        if (entry.key.id, entry.key.version) == (identifier, version) and kind in (None, entry.key.kind)
    ]
    entry = _one(name, own, found, on)
    withdrawal = Withdrawal(
        kind=entry.key.kind,
        withdraw=entry.exact,
        on=on,
        because=because,
    )
    was = held(root)
    data, added = with_withdrawals(root, was, [withdrawal])
    changes = root.path / CHANGES
    listed = yaml.contents(changes, root.shown(changes)) if changes.is_file() else None
    section = withdrawn_section(entry, withdrawal)
    text = with_sections(listed.decode() if listed is not None else None, [section])
    puts = (Put(changes, text.encode(), listed), Put(root.path / RELEASES, data, was))
    return Prepared(root, log=added, change_list=section, puts=puts)


def _one(name: str, own: Sequence[Entry], found: Sequence[Entry], on: date) -> Entry:
    where = Where(name)
    if not found:
        hint = did_you_mean(name.rpartition(":")[2], {entry.exact for entry in own})
        raise Refused([UnknownReference(where, "no such release", zh="没有这一发布", **hint)])
    if len(found) > 1:
        spelt = [f"{entry.key.kind}:{entry.exact}" for entry in found]
        en, zh = f"name one: {', '.join(spelt)}", f"请指明：{'、'.join(spelt)}"
        said = "several documents are so named"
        raise Refused([SeveralDrafts(where, said, zh="有多个文件用此名称", hint=en, hint_zh=zh)])
    entry = found[0]
    if entry.withdrawn is not None:
        day = entry.withdrawn.on
        raise Refused([WrongSettings(where, f"is withdrawn already, from {day}", zh=f"已自 {day} 起废止")])
    assert entry.release is not None
    if on < entry.release.in_force:
        day = entry.release.in_force
        said = f"cannot be withdrawn from {on}: it is in force only from {day}"
        raise Refused([WrongSettings(where, said, zh=f"不能自 {on} 起废止：自 {day} 起才施行")])
    return entry
