"""One query to run and what came of it, in plain values, so that both can cross a pipe to a child process."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

Scalar = str | int | float | bool | None


@dataclass(frozen=True)
class Job:
    """A guarded and bound check, ready to run.

    sql         one SELECT, generated from the guarded tree; parameters as $name, each inside a CAST
    parameters  values as text (lists as lists of text), NULL as None
    cap         most rows that did not pass to bring back
    samples     most rows that passed to bring back
    subjects    subjects to bring back whatever the cap
    """

    key: str
    sql: str
    parameters: dict[str, Any]
    cap: int = 500
    samples: int = 3
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One subject. `values` are JSON values: dates and times in ISO 8601, durations too (P14D)."""

    subject: str
    ok: bool | None
    place: str | None
    values: dict[str, Scalar | list[Scalar]] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """All that came of one job. `rows` are ordered by subject: what did not pass first up to the cap, then samples.

    faults   number of faults and how many failing subjects have it; None when the check does not count faults
    """

    key: str
    types: dict[str, str]
    passed: int
    failed: int
    open: int
    rows: tuple[Row, ...]
    faults: tuple[tuple[int, int], ...] | None = None


@dataclass(frozen=True)
class Stopped:
    """A job that did not come to a result: refused by the engine, out of memory, past its deadline, or killed."""

    key: str
    reason: str
    detail: str


def to_plain(value: Job | Result | Stopped) -> dict[str, Any]:
    return {"type": type(value).__name__, **asdict(value)}


def from_plain(plain: dict[str, Any]) -> Job | Result | Stopped:
    """The inverse of to_plain. Raises KeyError or TypeError for anything else."""
    rest = {key: value for key, value in plain.items() if key != "type"}
    if plain["type"] == "Job":
        return Job(**{**rest, "subjects": tuple(rest["subjects"])})
    if plain["type"] == "Result":
        faults = rest.get("faults")
        counted = None if faults is None else tuple((int(number), int(subjects)) for number, subjects in faults)
        return Result(**{**rest, "rows": tuple(Row(**row) for row in rest["rows"]), "faults": counted})
    return Stopped(**rest)
