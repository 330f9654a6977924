"""The process that runs foreign SQL: reads jobs as JSON lines, writes what came of them as JSON lines.

It puts limits on itself before it loads the engine, opens the facts read-only and locked, and trusts nothing in a job.
Its parent keeps the time and kills it. Only this module's own lines reach the parent: whatever else writes to standard
output writes to standard error.
"""

from __future__ import annotations

import json
import math
import os
import resource
import sys
from typing import IO, TYPE_CHECKING, Any

from egovspec.judge.job import Job, Result, Stopped, from_plain, to_plain
from egovspec.judge.limits import MEBIBYTE, SandboxLimits

if TYPE_CHECKING:
    import duckdb


def serve(database: str, limits: SandboxLimits) -> None:
    """Serve jobs until standard input ends."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _limit(limits)
    try:
        connection = _open(database, limits)
    except (_engine_error(), MemoryError) as error:
        _write(answers, {"type": Stopped.__name__, "key": "", "reason": "sql-error", "detail": _first_line(error)})
        return
    _write(answers, {"type": "Ready"})
    for line in sys.stdin.buffer:
        job = from_plain(json.loads(line))
        assert isinstance(job, Job), "the parent sends jobs"
        _limit_time(limits)
        try:
            answer = to_plain(_run(connection, job))
        except MemoryError:
            answer = to_plain(Stopped(job.key, "out-of-memory", "the address space of the process is used up"))
        _write(answers, answer)


def _limit(limits: SandboxLimits) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))


def _limit_time(limits: SandboxLimits) -> None:
    # A backstop for the case that the parent is gone and nobody keeps the time.
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    seconds = math.ceil(used.ru_utime + used.ru_stime + 2 * limits.seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, most))


def _engine_error() -> type[Exception]:
    import duckdb  # only after the limits are in force

    return duckdb.Error


def _open(database: str, limits: SandboxLimits) -> duckdb.DuckDBPyConnection:
    import duckdb

    connection = duckdb.connect(
        database,
        read_only=True,
        config={
            "threads": "1",
            "memory_limit": f"{limits.engine_memory // MEBIBYTE}MiB",
            "max_expression_depth": "200",
            "enable_external_access": "false",
            # Nothing is spilled to disk: the limit on memory is meant. Refused when set before external access.
            "temp_directory": "",
            "allow_community_extensions": "false",
            "python_enable_replacements": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )
    # On by itself where the process was started with -c; it would fill the pipe for last words, which nobody empties.
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _run(connection: duckdb.DuckDBPyConnection, job: Job) -> Result | Stopped:
    import duckdb

    from egovspec.judge.query import attempt

    try:
        statements = connection.extract_statements(job.sql)
    except duckdb.Error as error:
        return Stopped(job.key, "sql-error", _first_line(error))
    if len(statements) != 1 or statements[0].type is not duckdb.StatementType.SELECT:
        kinds = ", ".join(statement.type.name for statement in statements) or "nothing"
        return Stopped(job.key, "refused", f"a job is one SELECT, not {kinds}")
    return attempt(connection, job)


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0]


def _write(answers: IO[bytes], answer: dict[str, Any]) -> None:
    left = memoryview(json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    while left:  # an unbuffered pipe takes what fits
        left = left[answers.write(left) :]
