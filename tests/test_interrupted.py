"""Crawls that are killed or stopped: nothing is lost, and nothing that was not seen is taken for absent."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from grown import Grown, served

DEPLOYMENT = """kind: deployment
id: sample
profile: city-portal@1
evidence:
  - collect: website
    id: portal
    required: true
    url: http://www.sample.gov.cn/
    connect_to: 127.0.0.1:{port}
    limits: {{rate: 9999/s, list_pages: 1000}}
"""
# What tells one run from another and nothing about the site.
OF_THE_RUN = {"as_of", "captured"}


def started(folder: Path, port: int, *options: str) -> subprocess.Popen[str]:
    (folder / "deployment.yaml").write_text(DEPLOYMENT.format(port=port), encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, "-m", "egovspec", "check", "deployment.yaml", "--keep", "kept", "--lang", "en", "--fail-on", "never",
         "--format", "json=report.json", *options],
        cwd=folder,
        env={**os.environ, "EGOVSPEC_HOME": str(folder / "home")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip


def report(folder: Path) -> dict[str, Any]:
    """The report, without what tells runs apart."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: plain(one) for name, one in value.items() if name not in OF_THE_RUN}
        return [plain(one) for one in value] if isinstance(value, list) else value

    found = plain(json.loads((folder / "report.json").read_text(encoding="utf-8")))
    assert isinstance(found, dict)
    return found


def recorded(folder: Path) -> int:
    """Bytes of the record so far."""
    part = folder / "kept" / "portal.warc.gz.part"
    return part.stat().st_size if part.exists() else 0


def test_killed_at_five_random_moments_a_crawl_of_three_hundred_pages_ends_as_if_nothing_had_been(
    tmp_path: Path,
) -> None:
    chance = random.Random(20261123)
    killed, undisturbed = tmp_path / "killed", tmp_path / "undisturbed"
    killed.mkdir()
    undisturbed.mkdir()
    with served(Grown(300)) as port:
        whole = started(undisturbed, port)
        assert whole.wait(timeout=300) in (0, 3), whole.stderr.read() if whole.stderr else ""
        size = next((undisturbed / "kept").glob("*.warc.gz")).stat().st_size
        for moment in sorted(chance.random() for _ in range(5)):
            crawl = started(killed, port)
            # Records come out a little differently each time; the last moment is well before the end all the same.
            while crawl.poll() is None and recorded(killed) < moment * size * 0.95:
                time.sleep(0.002)
            assert crawl.poll() is None, "it ended before it could be killed"
            crawl.send_signal(signal.SIGKILL)
            crawl.wait()
            assert not (killed / "report.json").exists()
        last = started(killed, port)
        _, said = last.communicate(timeout=300)
    assert "going on with the crawl" in said
    assert report(killed) == report(undisturbed)


def test_a_crawl_stopped_by_hand_gives_a_report_that_says_what_was_not_seen(tmp_path: Path) -> None:
    with served(Grown(500)) as port:
        crawl = started(tmp_path, port)
        while crawl.poll() is None and recorded(tmp_path) < 60_000:
            time.sleep(0.005)
        crawl.send_signal(signal.SIGINT)
        _, said = crawl.communicate(timeout=120)
        stopped = report(tmp_path)
        again = started(tmp_path, port)
        _, resumed = again.communicate(timeout=300)
    assert "Press Ctrl-C again" in said
    assert crawl.returncode == 3  # nothing is said to fail that was only not seen
    assert [notice["code"] for notice in stopped["notices"]].count("interrupted") == 1
    coverage = {table["table"]: (table["state"], table.get("reason")) for table in stopped["evidence"][0]["coverage"]}
    assert coverage["page"] == ("partial", "interrupted")
    assert "going on with the crawl" in resumed
    whole = report(tmp_path)
    assert {table["state"] for table in whole["evidence"][0]["coverage"] if table["table"] == "page"} == {"complete"}


def test_what_a_stopped_crawl_did_not_see_fails_no_provision_that_reads_absence(tmp_path: Path) -> None:
    with served(Grown(2000)) as port:
        crawl = started(tmp_path, port)
        while crawl.poll() is None and recorded(tmp_path) < 4_000:
            time.sleep(0.001)
        crawl.send_signal(signal.SIGINT)
        crawl.communicate(timeout=120)
    outcome = {one["id"]: one["outcome"] for one in report(tmp_path)["provisions"]}
    assert outcome["PC-01"] != "pass"


def test_a_second_interrupt_gives_up_at_once(tmp_path: Path) -> None:
    with served(Grown(20_000)) as port:
        crawl = started(tmp_path, port)
        while crawl.poll() is None and recorded(tmp_path) < 20_000:
            time.sleep(0.005)
        crawl.send_signal(signal.SIGINT)
        crawl.send_signal(signal.SIGINT)
        crawl.communicate(timeout=60)
    assert crawl.returncode in (3, 130)  # both signals may arrive as one
