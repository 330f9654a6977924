"""How long the command takes to start, against Python doing nothing.

    python benchmarks/startup.py [RUNS]

Prints the median wall time of each command and its ratio to `python -c pass`, measured in turns in the same run.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time

import duckdb

from egovspec import __version__

COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "egovspec --version": ["-m", "egovspec", "--version"],
    "egovspec --help": ["-m", "egovspec", "--help"],
    "egovspec list": ["-m", "egovspec", "list"],
    "egovspec lint": ["-m", "egovspec", "lint"],
}


def main(runs: int) -> None:
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(runs):
        for name, arguments in COMMANDS.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, *arguments], capture_output=True, check=True)
            taken[name].append(time.perf_counter() - start)
    base = statistics.median(taken["python -c pass"])
    print(
        f"egovspec {__version__}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, DuckDB {duckdb.__version__}, {runs} runs"
    )
    print(f"{'command':<22}{'median':>10}{'min':>10}{'ratio':>8}")
    for name, times in taken.items():
        median = statistics.median(times)
        print(f"{name:<22}{median * 1000:>7.0f} ms{min(times) * 1000:>7.0f} ms{median / base:>8.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
