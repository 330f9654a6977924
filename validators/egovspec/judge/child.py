"""The child process: limits first, then jobs from standard input, one JSON line each way.

Run as `python -m egovspec.judge.child DATABASE MEMORY CPU`. It can write no file and is killed by its parent when a job
passes its deadline.
"""

from __future__ import annotations

import json
import sys

# Everything but the limits is imported after they are set.


def limit(memory: int, cpu: int) -> None:
    """Set the limits of this process; none of them can be raised again."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def serve(database: str) -> None:
    """Answer jobs until standard input ends."""
    import duckdb

    from egovspec.facts.store import OPEN_ONLY_TO_READ
    from egovspec.judge.job import Job, Stopped, from_plain, to_plain
    from egovspec.judge.query import attempt

    config = OPEN_ONLY_TO_READ | {
        "memory_limit": "512MB",
        "max_temp_directory_size": "0MB",
        "max_expression_depth": "200",
    }
    connection = duckdb.connect(database, read_only=True, config=config)
    for line in sys.stdin:
        job = from_plain(json.loads(line))
        assert isinstance(job, Job)
        answer: object
        try:
            statements = connection.extract_statements(job.sql)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                answer = Stopped(job.key, "sql-error", "not one SELECT")
            else:
                answer = attempt(connection, job)
        except (duckdb.Error, MemoryError) as error:
            reason = "out-of-memory" if isinstance(error, MemoryError) else "sql-error"
            answer = Stopped(job.key, reason, str(error).partition("\n")[0])
        print(json.dumps(to_plain(answer)), flush=True)  # type: ignore[arg-type]


if __name__ == "__main__":
    limit(int(sys.argv[2]), int(sys.argv[3]))
    serve(sys.argv[1])
