"""New documents of every kind but checks: the shortest that are sound, with what an author has to write marked as such."""

from __future__ import annotations

import re
from typing import Any, cast

from egovspec.desk.scaffold.clauses import basis, confidence_of
from egovspec.desk.scaffold.provisions import Asked, provision
from egovspec.desk.scaffold.wording import FIRST, Said, head, joined, two
from egovspec.desk.scaffold.workplace import Workplace
from egovspec.errors import DuplicateId, MissingKey, SpecErrors, UnknownReference, WrongValue
from egovspec.library.editing import entry_text, scalar
from egovspec.library.shapes import did_you_mean
from egovspec.model.base import CLAUSE_ID, Confidence, Tier
from egovspec.model.source import Source
from egovspec.model.standard import Standard

NOTHING = Said("", None, None)


def new_source(place: Workplace, identifier: str, title: Said, clause: str) -> str:
    """A document with one clause. What an office issued itself is at hand in full: confidence A. Raises SpecErrors."""
    if not re.fullmatch(CLAUSE_ID, clause) or len(clause) > 40:
        raise SpecErrors(
            [
                WrongValue(
                    place.where,
                    f"no clause id: {clause!r}; letters and digits, parted by a dot or a hyphen",
                    zh=f"{clause!r} 不能作条文号：只用字母、数字，以点或连字符分隔",
                    hint="such as 6 or 2.1e",
                    hint_zh="例如 6 或 2.1e",
                )
            ]
        )
    return joined(
        head(place.root, "source", identifier),
        f"title: {two(title.text('文件名称', 'name of the document', place.where))}",
        f"issuer: {two(NOTHING.text('发文机关', 'the issuing office', place.where))}",
        "# A、B 全文或多个独立文本，C 一个二手来源，D 未核实。 A, B: in full or in independent copies; C: one secondary source.",
        "confidence: A",
        "clauses:",
        "  # 逐条以自己的话概述；machine：auto 自动、record 查记录、review 人工、aim 目标。",
        "  # Clause by clause in your own words; machine: auto, record, review or aim.",
        f"  - id: {scalar(clause)}",
        f"    text: {two(NOTHING.text('这一条要求什么', 'what the clause asks', place.where))}",
        "    machine: [auto]",
    )


def new_standard(place: Workplace, identifier: str, title: Said, code: str | None, first: Asked) -> str:
    """A standard with its first provision. Raises SpecErrors for a code that may not be, or when it rests on nothing."""
    code = free_code(place, identifier, code)
    rests_on = basis(place, first.basis)
    return joined(
        head(place.root, "standard", identifier),
        f"code: {scalar(code)}",
        f"title: {two(title.text('标准名称', 'name of the standard', place.where))}",
        f"scope: {two(NOTHING.text('适用于什么', 'what it covers', place.where))}",
        "provisions:",
        entry_text(provision(place, f"{code}-01", FIRST, first, rests_on)),
    )


def new_columns(place: Workplace, identifier: str, title: Said, tier: Tier | None, cited: str | None) -> str:
    """A column tree with one column, which is asked for by a clause or, where none is named, proposed. Raises SpecErrors."""
    column = [
        "  - path: news",
        f"    name: {two(NOTHING.text('栏目名称', 'name of the column', place.where))}",
        "    class: news",
    ]
    if cited is None:
        column += ["    expected: true", "    max_idle: P14D", "    origin: proposal"]
    else:
        _see_it_is_there(place, cited)
        confidence = confidence_of(place.catalogue, cited) or Confidence.A
        column += ["    required: true", "    max_idle: P14D", f"    basis: [{scalar(cited, in_brackets=True)}]"]
        column += ["    origin: norm", f"    confidence: {confidence.value}"]
    return joined(
        head(place.root, "columns", identifier),
        f"title: {two(title.text('栏目树名称', 'name of the column tree', place.where))}",
        [f"tier: {tier.value}"] if tier else [],
        "columns:",
        "  # required 必设，expected 宜设；max_idle 更新周期红线；下级栏目写在 columns: 之下，路径含上级，如 news/local。",
        "  # required or expected; max_idle is the red line; columns below go under columns:, with paths such as news/local.",
        column,
    )


def new_metadata(place: Workplace, identifier: str, title: Said) -> str:
    """An element set with one element."""
    return joined(
        head(place.root, "metadata", identifier),
        f"title: {two(title.text('元素集名称', 'name of the element set', place.where))}",
        "elements:",
        "  # 名称区分大小写；pattern 是须整体匹配的正则表达式，example 须与之相符。",
        "  # Names keep their case; a pattern is a regular expression that matches the whole of the example.",
        "  - name: SiteCode",
        f"    title: {two(NOTHING.text('元素名称', 'name of the element', place.where))}",
        "    group: site",
        "    obligation: optional",
        "    on: [home, column, item]",
        "    type: code",
        r"    pattern: '\d{10}'",
        f"    meaning: {two(NOTHING.text('元素的含义', 'what the element means', place.where))}",
        '    example: "3301000001"',
        "    origin: proposal",
    )


def new_codelist(place: Workplace, identifier: str, title: Said) -> str:
    """A code list with one code."""
    return joined(
        head(place.root, "codelist", identifier),
        f"title: {two(title.text('代码表名称', 'name of the code list', place.where))}",
        "codes:",
        "  # 代码一律加引号；有上级的写 parent: 上级代码。 Codes are quoted; one below another says parent:.",
        f'  - {{code: "01", name: {two(NOTHING.text("代码的名称", "name of the code", place.where))}}}',
    )


def new_glossary(place: Workplace, identifier: str, title: Said) -> str:
    """A glossary of one term."""
    term = NOTHING.text("术语", "the term, in small letters", place.where)
    return joined(
        head(place.root, "glossary", identifier),
        f"title: {two(title.text('术语表名称', 'name of the glossary', place.where))}",
        "terms:",
        "  # 不用的说法写在 instead_of: {zh: [……], en: [……]}，lint 据此提示。",
        "  # Words not used for it go under instead_of: {zh: […], en: […]}; lint tells of them.",
        f"  - zh: {scalar(term.zh)}",
        f"    en: {scalar(term.en)}",
        f"    meaning: {two(NOTHING.text('所指', 'what it means', place.where))}",
    )


def new_calendar(place: Workplace, identifier: str, title: Said, year: int) -> str:
    """A calendar of one year, of which nothing is published yet but its weekends."""
    if not 1949 <= year <= 2200:
        raise SpecErrors([WrongValue(place.where, "--year is from 1949 to 2200", zh="--year 须在 1949 至 2200 年之间")])
    return joined(
        head(place.root, "calendar", identifier),
        f"title: {two(title.text('工作日历名称', 'name of the calendar', place.where))}",
        "years:",
        "  # 放假通知发布后改为 status: published，并写 basis；holidays 的一项：{name: {zh: …, en: …}, first: 日期, last: 日期}。",
        "  # Once the holidays are published: status: published, with its basis; workdays are days made up for.",
        f"  - year: {year}",
        "    status: unconfirmed",
        "    holidays: []",
        "    workdays: []",
    )


def new_profile(
    place: Workplace,
    identifier: str,
    title: Said,
    kind: str,
    tier: Tier | None,
    standards: list[str],
    extends: str | None,
) -> str:
    """A profile: of another it tailors, and of standards; of all of one's own when neither is named. Raises SpecErrors."""
    cited = [_reference(place, "standard", one) for one in standards]
    if extends is None and not cited:
        names = sorted({entry.key.id for entry in place.own if entry.key.kind == "standard"})
        cited = [_reference(place, "standard", name) for name in names]
    if extends is None and not cited:
        raise SpecErrors(
            [
                MissingKey(
                    place.where,
                    "a profile includes standards or extends another, and there is no standard of your own yet",
                    zh="实施方案须采用标准或继承另一方案，而本标准库还没有标准",
                    hint="--standard id@1, --extends city-portal@1, or egovspec new standard first",
                    hint_zh="写 --standard id@1、--extends city-portal@1，或先 egovspec new standard",
                )
            ]
        )
    binds = f"{{kind: {scalar(kind, in_brackets=True)}" + (f", tier: {tier.value}}}" if tier else "}")
    return joined(
        head(place.root, "profile", identifier),
        f"title: {two(title.text('约束什么', 'what it binds', place.where))}",
        f"binds: {binds}",
        [f"extends: {scalar(_reference(place, 'profile', extends))}"] if extends else [],
        ["include:", *(f"  - standard: {scalar(one)}" for one in cited)] if cited else [],
    )


def free_code(place: Workplace, identifier: str, said: str | None) -> str:
    """The code of a new standard. Raises SpecErrors for one that is none, is taken, or is kept for a standard to come."""
    taken = {cast("Standard", entry.model).code: entry.key.id for entry in place.all("standard")}
    kept = {
        code
        for entry in place.all("source")
        if entry.root is not place.root
        for clause in cast("Source", entry.model).clauses
        for code in clause.planned
    }
    free = _a_free_code(identifier, {*taken, *kept})
    hint: dict[str, Any] = {"hint": f"--code {free}" if free else "egovspec list standards"}
    if said is None:
        raise SpecErrors(
            [
                MissingKey(
                    place.where,
                    "the code of the standard is missing: two capital letters its provisions begin with",
                    zh="缺少标准代号：两个大写字母，用作条款编号的开头",
                    **hint,
                )
            ]
        )
    if not re.fullmatch("[A-Z]{2}", said):
        raise SpecErrors([WrongValue(place.where, f"no code: {said!r}; two capital letters", zh=f"{said!r} 不能作代号：须为两个大写字母", **hint)])  # fmt: skip
    if said in taken:
        raise SpecErrors(
            [
                DuplicateId(
                    place.where,
                    f"the code {said!r} belongs to the standard {taken[said]!r}",
                    zh=f"代号 {said!r} 属于标准 {taken[said]!r}",
                    **hint,
                )
            ]
        )
    if said in kept:
        raise SpecErrors(
            [
                DuplicateId(
                    place.where,
                    f"the code {said!r} is kept for a standard the shipped catalogue plans",
                    zh=f"代号 {said!r} 已留给自带标准库计划编写的标准",
                    **hint,
                )
            ]
        )
    return said


def _a_free_code(identifier: str, taken: set[str]) -> str | None:
    """A code made of the letters of a name, then any other that begins with its first letter."""
    letters = re.sub("[^A-Z]", "", identifier.upper()) or "A"
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    likely = [a + b for n, a in enumerate(letters) for b in letters[n + 1 :]] + [letters[0] + b for b in alphabet]
    return next((code for code in likely if code not in taken), None)


def _reference(place: Workplace, kind: str, said: str) -> str:
    """A reference, id@major where only an id was said. Raises SpecErrors when nothing of that id is there."""
    identifier, at, version = said.partition("@")
    own = f"{place.namespace}/{identifier}" if place.namespace and "/" not in identifier else identifier
    found = place.catalogue.versions(kind, own) or place.catalogue.versions(kind, identifier)
    if not found:
        known = place.ids(kind)
        name = {"standard": "标准", "profile": "实施方案"}[kind]
        near = did_you_mean(identifier, known)
        raise SpecErrors([UnknownReference(place.where, f"no {kind} {said!r}", zh=f"没有{name} {said!r}", **near)])
    last = found[-1].key
    return f"{last.id}@{version if at else last.version.partition('.')[0]}"


def _see_it_is_there(place: Workplace, cited: str) -> None:
    """A column tree's basis is not among what loading looks at. Raises SpecErrors when there is no such clause."""
    if confidence_of(place.catalogue, cited) is not None:
        return
    known = {
        f"{entry.key.id}#{clause.id}" for entry in place.all("source") for clause in cast("Source", entry.model).clauses
    }
    near = did_you_mean(cited, known)
    raise SpecErrors([UnknownReference(place.where, f"no clause {cited!r}", zh=f"没有条文 {cited!r}", **near)])


__all__ = [
    "free_code",
    "new_calendar",
    "new_codelist",
    "new_columns",
    "new_glossary",
    "new_metadata",
    "new_profile",
    "new_source",
    "new_standard",
]
