"""How quickly a site is collected, and in how much memory: against a bare parse of its pages, and against linkchecker.

    python benchmarks/website.py [--pages 2000] [--pages 100000] [--linkchecker COMMAND]

The site is made up by tests/grown.py and served on loopback by a process of its own. Collected is what a person collects:
live, every page, recorded in a WARC, all facts written to disk; only politeness is off. The bare parse reads the same
bytes with the same parser and makes nothing of them. linkchecker follows the same links with ten threads, without its
usual limit on requests; it runs on the smallest site only. Figures of one run on one machine: read the ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1] / "tests"))

HOME = "http://www.sample.gov.cn/"


@contextmanager
def served(pages: int) -> Iterator[int]:
    """The port of a process that serves a site of so many pages."""
    serving = subprocess.Popen([sys.executable, str(HERE), "--serve", str(pages)], stdout=subprocess.PIPE, text=True)
    assert serving.stdout is not None
    try:
        yield int(serving.stdout.readline())
    finally:
        serving.terminate()
        serving.wait()


def serve(pages: int) -> None:
    from grown import Grown
    from grown import served as serving

    with serving(Grown(pages)) as port:
        print(port, flush=True)
        while True:
            time.sleep(3600)


def collect(pages: int, port: int) -> dict[str, float]:
    """One collection in this process: seconds, pages, rows, peak memory."""
    from egovspec.collect import COLLECTORS
    from egovspec.collect.base import Context
    from egovspec.collect.website.settings import WebsiteSettings
    from egovspec.facts.store import FactWriter

    settings = WebsiteSettings.model_validate(
        {"url": HOME, "connect_to": f"127.0.0.1:{port}",
         "limits": {"rate": "9999/s", "pages": 1_000_000, "list_pages": 100_000, "time": "PT10H"}}
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        keep, facts = Path(folder) / "kept", Path(folder) / "facts"
        facts.mkdir()
        context = Context(evidence="portal", base=Path(), now=datetime.now(UTC), keep=keep)
        began, used = time.perf_counter(), time.process_time()
        with FactWriter(facts) as writer:
            COLLECTORS[0].collect(settings, writer, context)
            counts = {table: rows for (_, table), rows in writer.counts.items()}
        seconds, cpu = time.perf_counter() - began, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "cpu": cpu, "pages": counts["page"], "rows": sum(counts.values()), "peak_mib": peak}


def parse(pages: int) -> dict[str, float]:
    """Parse every page of the site with the parser the collector uses, and make nothing of it."""
    import turbohtml

    from grown import Grown

    grown = Grown(pages)
    paths = ["/"]
    paths += [f"/col/col{column}/index{f'_{n}' if n else ''}.html" for column in range(20) for n in range(grown.lists)]
    paths += [f"/art/{column}/art_{item}.html" for column in range(20) for item in range(grown.items)]
    size, seconds = 0, 0.0
    for path in paths:
        body = (grown.page(path) or "").encode()
        size += len(body)
        began = time.perf_counter()
        turbohtml.parse(body.decode())
        seconds += time.perf_counter() - began
    return {"seconds": seconds, "pages": len(paths), "bytes": size}


def linkchecker(command: str, port: int) -> dict[str, float] | None:
    """linkchecker on the same site; None when it found next to nothing."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "linkcheckerrc"
        Path(folder).chmod(0o755)  # run by root, it becomes nobody before it reads this
        told.write_text("[checking]\nthreads=10\nmaxrequestspersecond=100000\n[filtering]\ncheckextern=0\n")
        began = time.perf_counter()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        ran = subprocess.run(
            [command, "-f", str(told), "--no-status", "-v", "-o", "csv", f"http://127.0.0.1:{port}/"],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
        seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    looked = len({found[0] for found in re.finditer(rf"http://127\.0\.0\.1:{port}/[^;\s]*", ran.stdout)})
    if looked < 10:
        return None
    return {
        "seconds": seconds,
        "cpu": after.ru_utime - before.ru_utime,
        "pages": looked,
        "peak_mib": after.ru_maxrss / 1024,
    }


def in_a_process(what: str, *arguments: int) -> dict[str, float]:
    """Run one measurement in a process of its own, so that its peak memory is its own."""
    ran = subprocess.run(
        [sys.executable, str(HERE), what, *map(str, arguments)], stdout=subprocess.PIPE, text=True, check=True
    )
    found: dict[str, float] = json.loads(ran.stdout)
    return found


def main() -> None:
    if sys.argv[1:2] == ["--serve"]:
        serve(int(sys.argv[2]))
    if sys.argv[1:2] == ["--collect"]:
        print(json.dumps(collect(int(sys.argv[2]), int(sys.argv[3]))))
        return
    if sys.argv[1:2] == ["--parse"]:
        print(json.dumps(parse(int(sys.argv[2]))))
        return
    reading = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reading.add_argument("--pages", type=int, action="append", help="size of a site; repeatable; 2000 when not given")
    reading.add_argument(
        "--linkchecker", default=shutil.which("linkchecker"), help="the command; left out when missing"
    )
    said = reading.parse_args()
    sizes = sorted(said.pages or [2000])
    print(f"{'pages':>8} {'':<12} {'seconds':>9} {'pages/s':>9} {'peak MiB':>9}")
    for size in sizes:
        bare = in_a_process("--parse", size)
        with served(size) as port:
            ours = in_a_process("--collect", size, port)
            theirs = linkchecker(said.linkchecker, port) if said.linkchecker and size == sizes[0] else None
        line(size, "bare parse", bare)
        line(size, "egovspec", ours)
        per_page = ours["seconds"] / ours["pages"]
        print(
            f"         ratio to the bare parse: {per_page / (bare['seconds'] / bare['pages']):.1f}; rows {ours['rows']:.0f}"
        )
        if theirs is not None:
            line(size, "linkchecker", theirs)
            print(f"         ratio to linkchecker: {theirs['seconds'] / theirs['pages'] / per_page:.1f} times as quick")
        elif size == sizes[0]:
            print("         linkchecker was not found: --linkchecker COMMAND")


def line(size: int, what: str, found: dict[str, float]) -> None:
    peak = f"{found['peak_mib']:9.0f}" if "peak_mib" in found else f"{'':>9}"
    print(f"{size:8} {what:<12} {found['seconds']:9.2f} {found['pages'] / found['seconds']:9.0f} {peak}", flush=True)


if __name__ == "__main__":
    main()
