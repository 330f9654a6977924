"""A new provision: the next id nobody ever used, at the end of the newest draft of a standard, which else stays as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from egovspec.desk.rewriting import alone, rewrite
from egovspec.desk.scaffold.clauses import Basis, basis
from egovspec.desk.scaffold.wording import Said, both
from egovspec.desk.scaffold.workplace import Workplace, held_to_the_rest
from egovspec.errors import ReleasedChanged, SpecErrors, UnknownReference, WrongSettings, WrongValue
from egovspec.library.catalogue import Entry
from egovspec.library.editing import CannotEdit, entry_text, with_item
from egovspec.library.kinds import place_of
from egovspec.library.shapes import did_you_mean
from egovspec.model.base import Confidence, Origin
from egovspec.model.check import Check, ValueParameter, ValueType
from egovspec.model.standard import Level, Standard

HIGHEST = 999
UNTITLED = Said("title", None, None)


@dataclass(frozen=True)
class Asked:
    """A provision as far as the command line gives it.

    check   id or reference of the check that verifies it; None: a person does
    values  of the check's parameters
    """

    title: Said = UNTITLED
    basis: Sequence[str] = ()
    level: Level | None = None
    origin: Origin = Origin.NORM
    check: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Appended:
    """A provision that was added, or would be: the file, the lines, and what it rests on."""

    id: str
    path: Path
    shown: str
    lines: str
    basis: Sequence[str]


def append(place: Workplace, standard: str, asked: Asked, *, write: bool) -> Appended:
    """Add a provision to the newest draft of a standard of one's own.

    standard   its id, with or without the namespace; its code, too
    Raises     SpecErrors: no such standard, its newest version is released, what was asked does not fit; then every file
               is as it was
    """
    versions = place.versions("standard", _standard_id(place, standard))
    newest = versions[-1]
    if not newest.draft:
        raise SpecErrors([_released(place, newest)])
    path = newest.root.path / place_of(*newest.key)
    with alone(path.parent):
        before = path.read_bytes()
        code = cast("Standard", newest.model).code
        identifier = next_id(place, code, versions)
        rests_on = basis(place, asked.basis)
        entry = provision(place, identifier, newest.key.version, asked, rests_on)
        try:
            text = with_item(before.decode("utf-8"), "provisions", entry)
        except (CannotEdit, UnicodeDecodeError):
            raise SpecErrors([_by_hand(newest)]) from None
        held_to_the_rest(place, *newest.key, text.removeprefix("\ufeff"))
        if write:
            rewrite(path, text.encode(), was=before)
    return Appended(identifier, path, newest.marked.file, entry_text(entry), rests_on.cited)


def provision(place: Workplace, identifier: str, since: str, asked: Asked, rests_on: Basis) -> dict[str, Any]:
    """A provision as it is to be written, with what nobody said yet still to be written. Raises SpecErrors."""
    firm = rests_on.confidence <= Confidence.B and asked.origin is not Origin.PROPOSAL
    level = asked.level or (Level.SHALL if firm else Level.SHOULD)
    title = asked.title.text("一句话说明要求什么", "what it asks, in one line", place.where)
    modal_zh, modal_en = {Level.SHALL: ("应", "shall"), Level.SHOULD: ("宜", "should"), Level.MAY: ("可", "may")}[level]
    text = Said("text", None, None).text(f"规范文字，用“{modal_zh}”", f"the wording, with {modal_en!r}", place.where)
    fix = Said("fix", None, None).text("不符合时如何整改", "how to mend it", place.where)
    return {
        "id": identifier,
        "level": level.value,
        "title": both(title),
        "text": both(text),
        "basis": list(rests_on.cited),
        "confidence": rests_on.confidence.value,
        "origin": asked.origin.value,
        "verify": [_verification(place, asked)],
        "fix": both(fix),
        "since": since,
    }


def next_id(place: Workplace, code: str, versions: Sequence[Entry]) -> str:
    """The id after the highest that any version of a standard ever had. Raises SpecErrors when there is none left."""
    numbers = [
        int(one.id.rpartition("-")[2])
        for entry in versions
        for one in cast("Standard", entry.model).provisions
        if one.id.startswith(f"{code}-")
    ]
    number = max(numbers, default=0) + 1
    if number > HIGHEST:
        raise SpecErrors(
            [
                WrongSettings(
                    place.where,
                    f"{code}-{HIGHEST} is the last id of its standard, and ids are never used again",
                    zh=f"{code}-{HIGHEST} 已是该标准最后一个编号，编号永不复用",
                    hint="begin another standard: egovspec new standard",
                    hint_zh="请另立标准：egovspec new standard",
                )
            ]
        )
    return f"{code}-{number:02}"


def _standard_id(place: Workplace, said: str) -> str:
    """The standard of one's own that is meant. Raises SpecErrors."""
    own = {entry.key.id: cast("Standard", entry.model).code for entry in place.own if entry.key.kind == "standard"}
    meant = [said] if "/" in said or not place.namespace else [f"{place.namespace}/{said}", said]
    found = next((one for one in meant if one in own or place.versions("standard", one)), None)
    found = found or next((one for one, code in own.items() if code == said), None)
    if found is not None:
        return found
    if place.catalogue.versions("standard", said):
        raise SpecErrors(
            [
                WrongSettings(
                    place.where,
                    f"standard {said!r} belongs to another catalogue, which is not changed from here",
                    zh=f"标准 {said!r} 属于另一标准库，不从这里改动",
                    hint="write a standard of your own: egovspec new standard",
                    hint_zh="请编写自己的标准：egovspec new standard",
                )
            ]
        )
    near = did_you_mean(meant[0], own) or {"hint": "egovspec new standard", "hint_zh": "egovspec new standard"}
    raise SpecErrors([UnknownReference(place.where, f"no standard {said!r}", zh=f"没有标准 {said!r}", **near)])


def _verification(place: Workplace, asked: Asked) -> dict[str, Any]:
    if asked.check is None:
        if asked.values:
            said = "--with gives parameters of a check, and no check is named"
            raise SpecErrors([WrongSettings(place.where, said, zh="--with 是检查的参数，但没有写 --check")])
        review = Said("review", None, None).text(
            "请人查阅什么、怎样判断", "what a person reads, and how to decide", place.where
        )
        return {"review": both(review)}
    cited, check = _check(place, asked.check)
    written: dict[str, Any] = {"check": cited}
    if asked.values:
        written["with"] = {name: _value(check, name, value) for name, value in asked.values.items()}
    return written


def _check(place: Workplace, said: str) -> tuple[str, Check | None]:
    """The reference to a check, id@major where only the id was said, and the check when there is one."""
    identifier, at, version = said.partition("@")
    if "/" not in identifier and place.namespace and not place.catalogue.versions("check", identifier):
        own = f"{place.namespace}/{identifier}"
        identifier = own if place.catalogue.versions("check", own) else identifier
    versions = place.catalogue.versions("check", identifier)
    if not versions:
        known = place.ids("check")
        near = did_you_mean(identifier, known) or {"hint": "egovspec list checks", "hint_zh": "egovspec list checks"}
        raise SpecErrors([UnknownReference(place.where, f"no check {said!r}", zh=f"没有检查 {said!r}", **near)])
    cited = f"{identifier}@{version}" if at else f"{identifier}@{versions[-1].key.version.partition('.')[0]}"
    found = place.catalogue.find("check", cited)
    return cited, cast("Check", found.model) if found else None


def _value(check: Check | None, name: str, value: str) -> str | int | list[str]:
    """A value as YAML holds it: a list where the parameter is one, a number or a flag without quotes."""
    parameter = check.parameters.get(name) if check else None
    if not isinstance(parameter, ValueParameter):
        return value
    if parameter.type in (ValueType.TEXTS, ValueType.INTEGERS):
        return [part for part in re.split(r"\s*[,，]\s*", value.strip()) if part]
    if parameter.type is ValueType.BOOLEAN and value in ("true", "false"):
        return value == "true"
    if parameter.type is ValueType.INTEGER and re.fullmatch(r"0|[1-9]\d{0,17}", value, re.ASCII):
        return int(value)
    return value


def _released(place: Workplace, newest: Entry) -> ReleasedChanged:
    return ReleasedChanged(
        place.where,
        f"standard {newest.exact} is released, and released files never change",
        zh=f"标准 {newest.exact} 已发布，已发布的文件不得改动",
        hint=f"begin its next version first: egovspec new version {newest.key.id}",
        hint_zh=f"请先另立新版本：egovspec new version {newest.key.id}",
    )


def _by_hand(newest: Entry) -> WrongValue:
    return WrongValue(
        newest.marked.where(("provisions",)),
        "is written in a way that nothing can be added to without changing something else",
        zh="写法使得无法只加一项而不动其余",
        hint="write `provisions` as a plain list, or add the provision by hand",
        hint_zh="请把 `provisions` 写成普通列表，或手工添加",
    )


__all__ = ["Appended", "Asked", "append", "next_id", "provision"]
