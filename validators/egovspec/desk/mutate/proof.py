"""The proof of one check: its cases hold, they notice every change of its SQL, and nothing passes for want of facts.

What cannot be noticed, or may pass unknown, is excused in the check's own file, with the reason; an excuse that excuses
nothing is as wrong as a change nobody excused, and more than a few excuses are none.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from egovspec.desk.cases import CaseRun, case_errors, runs_of
from egovspec.desk.mutate.killing import Killed, kill
from egovspec.desk.mutate.vacuity import passes_with_nulls, passes_without_facts
from egovspec.desk.stage import Stage
from egovspec.errors import (
    SpecError,
    SpecErrors,
    StaleExcuse,
    TooManyExcuses,
    UnnoticedChange,
    VacuousPass,
    Where,
)
from egovspec.judge.compile import compile_check
from egovspec.library.catalogue import Entry
from egovspec.model.base import Text
from egovspec.model.check import Check

# Of a hundred changes five may be such as nobody can notice; of a few, one.
MOST = 0.05


class Extent(StrEnum):
    """How much is proven."""

    CASES = "cases"
    ALL = "all"


@dataclass(frozen=True)
class Survived:
    """A change no case notices.

    missing   the case that would notice it
    because   why none can, where the file says so
    """

    change: str
    where: Where
    missing: Text
    because: Text | None = None


@dataclass(frozen=True)
class Proof:
    """What is proven of one check. Counts of mutants are None where only its cases were run.

    made       changes of the SQL that the engine took
    survived   those no case notices, excused ones among them
    nulls      columns that may be NULL while something passes, excused ones among them
    wrong      all that is unproven, by place; cases that do not hold are told by themselves
    seconds    of this process, what its child took not counted
    """

    check: str
    where: Where
    cases: tuple[CaseRun, ...] = ()
    made: int | None = None
    survived: tuple[Survived, ...] = ()
    nulls: tuple[str, ...] = ()
    wrong: tuple[SpecError, ...] = ()
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        return not self.wrong and not self.failing

    @property
    def failing(self) -> tuple[CaseRun, ...]:
        return tuple(run for run in self.cases if not run.holds)

    @property
    def killed(self) -> int:
        return (self.made or 0) - len(self.survived)

    @property
    def excused(self) -> int:
        return sum(one.because is not None for one in self.survived)

    @property
    def score(self) -> float | None:
        """Share of the changes noticed, of those that can be; None when there were none."""
        return score_of([self])


def score_of(proofs: Iterable[Proof]) -> float | None:
    """Share of the changes noticed, of those not excused, over several checks."""
    counted = [(proof.killed, (proof.made or 0) - proof.excused) for proof in proofs]
    possible = sum(most for _, most in counted)
    return sum(killed for killed, _ in counted) / possible if possible else None


def prove(entry: Entry, extent: Extent = Extent.ALL) -> Proof:
    """Prove one check as far as asked. Its mutants are only run when all its cases hold: else they would prove nothing."""
    began = time.process_time()
    check, where = cast("Check", entry.model), entry.marked.where(("id",))
    errors = list(case_errors(check, entry))
    if errors:
        return Proof(check.exact, where, wrong=_in_order(errors))
    try:
        compiled = compile_check(check, entry.marked)
    except SpecErrors as rejected:
        return Proof(check.exact, where, wrong=tuple(rejected.errors))
    with Stage(entry, compiled) as stage:
        runs = tuple(runs_of(stage))
        if extent is Extent.CASES or not all(run.holds for run in runs):
            return Proof(check.exact, where, runs, seconds=time.process_time() - began)
        killed = kill(stage)
        empty, nulls = passes_without_facts(stage), passes_with_nulls(stage)
    survived = tuple(_survived(check, killed))
    wrong = [
        *_unnoticed(survived),
        *_excuses(entry, check, killed),
        *_empty(entry, empty),
        *_nulls(entry, check, nulls),
    ]
    seconds = time.process_time() - began
    return Proof(check.exact, where, runs, killed.made, survived, tuple(nulls), _in_order(wrong), seconds)


def _in_order(errors: Iterable[SpecError]) -> tuple[SpecError, ...]:
    return tuple(SpecErrors(errors).errors)


def _survived(check: Check, killed: Killed) -> Iterator[Survived]:
    because = {excuse.change: excuse.because for excuse in check.survivors}
    for one in killed.survivors:
        yield Survived(one.mutant.change, one.where, one.mutant.missing, because.get(one.mutant.change))


def _unnoticed(survived: Iterable[Survived]) -> Iterator[SpecError]:
    for one in survived:
        if one.because is None:
            yield UnnoticedChange(
                one.where,
                f"no case notices: {one.change}",
                zh=f"没有用例看得出这一改动：{one.change}",
                hint=f"missing: {one.missing.en}",
                hint_zh=f"缺少：{one.missing.zh}",
            )


def _excuses(entry: Entry, check: Check, killed: Killed) -> Iterator[SpecError]:
    yield from _stale(
        entry,
        "survivors",
        "change",
        [excuse.change for excuse in check.survivors],
        {one.mutant.change for one in killed.survivors},
        ("a case notices it, or it is no change of this SQL", "已有用例看得出，或者不是这条 SQL 的改动"),
    )
    allowed = math.ceil(MOST * killed.made)
    if len(check.survivors) > allowed:
        yield TooManyExcuses(
            entry.marked.where(("survivors",), at_key=True),
            f"{len(check.survivors)} changes are excused, of {killed.made} at most {allowed} may be",
            zh=f"写明了 {len(check.survivors)} 处看不出的改动，{killed.made} 处中至多 {allowed} 处",
            hint="write cases, or simpler SQL",
            hint_zh="请补写用例，或者简化 SQL",
        )


def _nulls(entry: Entry, check: Check, nulls: Sequence[str]) -> Iterator[SpecError]:
    excused = [excuse.column for excuse in check.passes_without]
    reasons = ("nothing passes for want of it", "该栏为空值并不使任何对象符合")
    yield from _stale(entry, "passes_without", "column", excused, set(nulls), reasons)
    for column in nulls:
        if column not in excused:
            table = column.partition(".")[0]
            yield VacuousPass(
                _needed(entry, check, table),
                f"something passes when {column} is NULL in every row",
                zh=f"{column} 全为空值时仍有对象判为符合",
                hint="make ok NULL where it is not known, or give the reason under `passes_without`",
                hint_zh="该栏为空值时应使 ok 为空值，或在 passes_without 中写明理由",
            )


def _empty(entry: Entry, empty: Sequence[tuple[int, str]]) -> Iterator[SpecError]:
    for number, subject in empty:
        name = repr(subject) if subject else "the deployment"
        name_zh = f"“{subject}”" if subject else "整个部署"
        yield VacuousPass(
            entry.marked.where(("cases", number)),
            f"with no facts at all {name} passes",
            zh=f"没有任何事实时，{name_zh}判为符合",
            hint="no rows, or ok NULL, where nothing was seen",
            hint_zh="没有看到任何事实时，不应返回行，或使 ok 为空值",
        )


def _stale(
    entry: Entry, key: str, named: str, written: Sequence[str], needed: set[str], reasons: tuple[str, str]
) -> Iterator[SpecError]:
    for n, name in enumerate(written):
        again = name in written[:n]
        if name not in needed or again:
            why = ("it stands here twice", "重复") if again else reasons
            yield StaleExcuse(
                entry.marked.where((key, n, named)),
                f"excuses nothing: {name}: {why[0]}",
                zh=f"无须写明：{name}：{why[1]}",
                hint="take it out",
                hint_zh="请删去",
            )


def _needed(entry: Entry, check: Check, table: str) -> Where:
    if table in check.needs:
        return entry.marked.where(("needs", check.needs.index(table)))
    return entry.marked.where(("each",))
