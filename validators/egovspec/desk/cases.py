"""Cases of checks, run: facts in, findings out, held against what the author expects.

A case runs the very code a verdict runs; only the facts come from the file instead of a collector.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from egovspec.desk.stage import VALUE_TYPE, Stage
from egovspec.errors import SpecError, SpecErrors, Where, WrongCase
from egovspec.facts.tables import ALWAYS_SEEN, TABLE
from egovspec.judge.compile import compile_check
from egovspec.judge.query import FAULTS
from egovspec.library.catalogue import Entry
from egovspec.library.shapes import Near, did_you_mean, meant_by, nearest
from egovspec.library.values import engine_value
from egovspec.model.check import Case, Check, SpecParameter
from egovspec.model.outcome import Outcome
from egovspec.model.report import Finding
from egovspec.model.wrong import Wrong
from egovspec.render.words import OUTCOMES


class Difference(NamedTuple):
    """What a case expected and did not find, or found and did not expect."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.en

    def said(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class CaseRun:
    """One case and what differs from its expectation; nothing when it holds."""

    check: str
    case: Case
    number: int
    where: Where
    differences: tuple[Difference, ...]

    @property
    def holds(self) -> bool:
        return not self.differences


def case_errors(check: Check, entry: Entry) -> Iterator[SpecError]:
    """What is wrong with the cases as written: unknown tables, columns, parameters, values of the wrong type."""
    marked = entry.marked
    for n, case in enumerate(check.cases):
        for name, value in case.with_.items():
            parameter = check.parameters.get(name)
            if parameter is None:
                where = marked.where(("cases", n, "with", name), at_key=True)
                yield WrongCase(
                    where, f"no parameter {name!r}", zh=f"没有参数 {name!r}", **did_you_mean(name, check.parameters)
                )
            elif not isinstance(parameter, SpecParameter):
                try:
                    engine_value(parameter.type, value)
                except Wrong as error:
                    where = marked.where(("cases", n, "with", name))
                    hint = meant_by(parameter.type, value)
                    yield WrongCase(where, f"{name!r} {error}", zh=f"{name!r} {error.zh}", **hint)
                    continue
                if parameter.one_of and str(value) not in parameter.one_of:
                    options = ", ".join(parameter.one_of)
                    yield WrongCase(
                        marked.where(("cases", n, "with", name)),
                        f"{name!r} must be one of: {options}",
                        zh=f"{name!r} 必须是其中之一：{options}",
                        **did_you_mean(str(value), parameter.one_of),
                    )
        for name, parameter in check.parameters.items():
            if any(nearest(given, check.parameters) == name for given in case.with_.keys() - check.parameters.keys()):
                continue  # it is given under a misspelt name, which is told
            if name not in case.with_ and (isinstance(parameter, SpecParameter) or parameter.default is None):
                where = marked.where(("cases", n))
                yield WrongCase(
                    where,
                    f"the case gives no value for {name!r}",
                    zh=f"用例没有给出参数 {name!r}",
                    hint=f"write with: {{{name}: …}}",
                    hint_zh=f"请写 with: {{{name}: …}}",
                )
        allowed = {*check.needs, *([check.each] if check.each else []), *ALWAYS_SEEN}
        for table, rows in case.given.items():
            if table in TABLE and table not in allowed and not allowed <= TABLE.keys():
                continue  # a table the check needs is misspelt, which is told of the check
            if table not in allowed:
                where = marked.where(("cases", n, "given", table), at_key=True)
                yield WrongCase(
                    where,
                    f"the check does not see the table {table!r}",
                    zh=f"本检查看不到表 {table!r}",
                    **_hint_of_table(table, allowed),
                )
                continue
            if table in TABLE:
                yield from _cell_errors(entry, table, rows, ("cases", n, "given", table))


def _hint_of_table(table: str, allowed: set[str]) -> Near:
    if table in TABLE:
        return {"hint": "name it in `needs`", "hint_zh": "请列入 `needs`"}
    return did_you_mean(table, allowed)


def _cell_errors(entry: Entry, table: str, rows: list[dict[str, Any]], path: tuple[Any, ...]) -> Iterator[SpecError]:
    types = {column.name: column.type for column in TABLE[table].columns()}
    for m, row in enumerate(rows):
        for name, value in row.items():
            if name not in types:
                where = entry.marked.where((*path, m, name), at_key=True)
                yield WrongCase(
                    where,
                    f"{table} has no column {name!r}",
                    zh=f"表 {table} 没有 {name!r} 栏",
                    **did_you_mean(name, types),
                )
            elif value is not None:
                try:
                    engine_value(VALUE_TYPE[types[name]], value)
                except Wrong as error:
                    where, hint = entry.marked.where((*path, m, name)), meant_by(VALUE_TYPE[types[name]], value)
                    yield WrongCase(where, f"{name!r} {error}", zh=f"{name!r} {error.zh}", **hint)


def run_cases(entry: Entry) -> list[CaseRun]:
    """Run all cases of one check. Raises SpecErrors when the check or a case does not compile."""
    check = cast("Check", entry.model)
    errors = list(case_errors(check, entry))
    if errors:
        raise SpecErrors(errors)
    with Stage(entry, compile_check(check, entry.marked)) as stage:
        return runs_of(stage)


def runs_of(stage: Stage) -> list[CaseRun]:
    """What came of each case on stage."""
    check, marked = stage.compiled.check, stage.entry.marked
    return [
        CaseRun(
            check.exact,
            part.case,
            part.number,
            marked.where(("cases", part.number)),
            tuple(differences(part.case, part.findings())),
        )
        for part in stage.parts
    ]


def differences(case: Case, findings: list[Finding]) -> Iterator[Difference]:
    """Where the findings are not what the case expects."""
    found = {finding.subject: finding for finding in findings}
    for finding in findings:
        if finding.outcome is Outcome.ERROR:
            yield Difference(finding.message.zh, finding.message.en)
    for expected in case.expect:
        met = found.pop(expected.subject, None)
        en = repr(expected.subject) if expected.subject else "the deployment"
        zh = f"“{expected.subject}”" if expected.subject else "整个部署"
        wanted = _outcome(expected.outcome)
        if met is None:
            yield Difference(f"{zh}：应为{wanted}，没有得到判定", f"{en}: expected {expected.outcome}, found nothing")
        elif met.outcome is not expected.outcome:
            yield Difference(
                f"{zh}：应为{wanted}，得到{_outcome(met.outcome)}：{met.message.zh}",
                f"{en}: expected {expected.outcome}, found {met.outcome}: {met.message.en}",
            )
        elif expected.message is not None and expected.message not in met.message.zh:
            yield Difference(
                f"{zh}：消息应含“{expected.message}”，得到“{met.message.zh}”",
                f"{en}: expected a message with {expected.message!r}, found {met.message.zh!r}",
            )
        elif expected.faults is not None and expected.faults != met.values.get(FAULTS):
            yield Difference(
                f"{zh}：应有 {expected.faults} 处问题，得到 {met.values.get(FAULTS)}",
                f"{en}: expected {expected.faults} faults, found {met.values.get(FAULTS)}",
            )
    for subject, finding in found.items():
        if finding.outcome is not Outcome.ERROR:
            yield Difference(
                f"“{subject}”：得到{_outcome(finding.outcome)}，用例没有写",
                f"{subject!r}: found {finding.outcome}, expected nothing",
            )


def _outcome(outcome: Outcome) -> str:
    return OUTCOMES[outcome].zh
