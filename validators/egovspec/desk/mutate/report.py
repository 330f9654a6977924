"""What proofs say, for people line by line and for programs as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any

from egovspec.desk.mutate.proof import Proof, score_of
from egovspec.errors import SpecError, Where
from egovspec.model.base import Text
from egovspec.model.language import Language


class TestFormat(StrEnum):
    """How the results of `egovspec test` are written."""

    TEXT = "text"
    JSON = "json"


class Detail(StrEnum):
    """Whether what holds is listed too."""

    BRIEF = "brief"
    FULL = "full"


def lines(proof: Proof, language: Language, detail: Detail = Detail.BRIEF) -> Iterator[str]:
    """One line about a check, then what is unproven of it, each with what to do about it."""
    zh = language is Language.ZH
    held = len(proof.cases) - len(proof.failing)
    head = f"{'✓' if proof.holds else '✗'} {proof.check:<34}"
    if proof.cases:
        head += f"  用例 {held}/{len(proof.cases)}" if zh else f"  cases {held}/{len(proof.cases)}"
    if proof.made is not None:
        head += "  " + counted(proof, language)
    if detail is Detail.FULL:
        head += f"  {proof.seconds:.1f} s"
    yield head.rstrip()
    for run in proof.cases if detail is Detail.FULL else proof.failing:
        yield f"    {'✓' if run.holds else '✗'} {run.where}: {run.case.name.in_(language)}"
        for difference in run.differences:
            yield f"        {difference.said(language)}"
    for error in proof.wrong:
        yield f"    ✗ {error.where}: {error.zh if zh else error.message} [{error.code}]"
        hint = error.hint_zh if zh else error.hint
        if hint:
            yield f"        {hint}"
    if detail is Detail.FULL:
        for one in proof.survived:
            if one.because is not None:
                yield f"    – {one.where}: {one.change}"
                yield f"        {one.because.in_(language)}"


def counted(proof: Proof, language: Language) -> str:
    """Changes made, noticed and excused, and what share that is."""
    made, survived = proof.made or 0, len(proof.survived) - proof.excused
    if language is Language.ZH:
        parts = [f"改动 {made}", f"看出 {proof.killed}"]
        parts += [f"说明 {proof.excused}"] if proof.excused else []
        parts += [f"未看出 {survived}"] if survived else []
        return f"{'，'.join(parts)}  {percent(proof.score)}"
    parts = [f"changes {made}", f"noticed {proof.killed}"]
    parts += [f"excused {proof.excused}"] if proof.excused else []
    parts += [f"unnoticed {survived}"] if survived else []
    return f"{', '.join(parts)}  {percent(proof.score)}"


def summary(proofs: Sequence[Proof], language: Language) -> str:
    """All checks together, and the score."""
    cases = sum(len(proof.cases) for proof in proofs)
    wrong = sum(len(proof.failing) for proof in proofs)
    unproven = sum(not proof.holds for proof in proofs)
    mutated = [proof for proof in proofs if proof.made is not None]
    made, killed = sum(proof.made or 0 for proof in mutated), sum(proof.killed for proof in mutated)
    excused = sum(proof.excused for proof in mutated)
    if language is Language.ZH:
        said = f"{len(proofs)} 个检查，{cases} 个用例，{wrong} 个不符"
        if mutated:
            said += (
                f"；SQL 改动 {made} 处，用例看出 {killed} 处，说明理由 {excused} 处；得分 {percent(score_of(mutated))}"
            )
        return said + (f"；{unproven} 个检查未得到证明" if unproven else "")
    said = f"{len(proofs)} checks, {cases} cases, {wrong} wrong"
    if mutated:
        said += f"; {made} changes of SQL, {killed} noticed, {excused} excused; score {percent(score_of(mutated))}"
    return said + (f"; {unproven} checks unproven" if unproven else "")


def percent(score: float | None) -> str:
    """A share as people read it: never rounded up to all of it."""
    if score is None:
        return "–"
    return f"{math.floor(score * 1000) / 10:g}%"


def as_json(proofs: Sequence[Proof]) -> str:
    """All proofs, both languages of everything said, ending in a line break."""
    mutated = [proof for proof in proofs if proof.made is not None]
    whole = {
        "checks": [_plain(proof) for proof in proofs],
        "cases": sum(len(proof.cases) for proof in proofs),
        "wrong": sum(len(proof.failing) for proof in proofs),
        "changes": sum(proof.made or 0 for proof in mutated),
        "noticed": sum(proof.killed for proof in mutated),
        "excused": sum(proof.excused for proof in mutated),
        "score": score_of(mutated),
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _plain(proof: Proof) -> dict[str, Any]:
    return {
        "check": proof.check,
        **_placed(proof.where),
        "holds": proof.holds,
        "cases": [
            {
                "name": _both(run.case.name),
                **_placed(run.where),
                "holds": run.holds,
                "differences": [{"zh": one.zh, "en": one.en} for one in run.differences],
            }
            for run in proof.cases
        ],
        "changes": proof.made,
        "noticed": None if proof.made is None else proof.killed,
        "score": proof.score,
        "survivors": [
            {
                "change": one.change,
                **_placed(one.where),
                "missing": _both(one.missing),
                "because": _both(one.because) if one.because else None,
            }
            for one in proof.survived
        ],
        "passes_without": list(proof.nulls),
        "problems": [_problem(error) for error in proof.wrong],
    }


def _problem(error: SpecError) -> dict[str, Any]:
    said = {"zh": error.zh, "en": error.message}
    hint = {"zh": error.hint_zh, "en": error.hint} if error.hint else None
    return {"code": error.code, **_placed(error.where), "message": said, "hint": hint}


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _placed(where: Where) -> dict[str, Any]:
    return {"file": where.file, "line": where.line, "column": where.column}
