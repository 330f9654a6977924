"""What holds of every format."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from egovspec.model.base import Language
from egovspec.render import Format, render
from reports import hostile_report, sample_report

_ELSEWHERE = """
import hashlib
from egovspec.model.base import Language
from egovspec.render import Format, render
from reports import sample_report

for format in Format:
    for language in Language:
        print(hashlib.sha256(render(sample_report(), format, language=language).encode()).hexdigest())
"""


def test_the_same_report_gives_the_same_bytes_in_another_process_zone_and_locale() -> None:
    surroundings = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "America/New_York", "LC_ALL": "C"}
    surroundings["PYTHONPATH"] = str(Path(__file__).parent)
    elsewhere = subprocess.run(
        [sys.executable, "-c", _ELSEWHERE], env=surroundings, capture_output=True, text=True, check=True
    )
    here = [
        hashlib.sha256(render(sample_report(), format, language=language).encode()).hexdigest()
        for format in Format
        for language in Language
    ]

    assert elsewhere.stdout.split() == here


def test_a_format_is_loaded_only_when_it_is_asked_for() -> None:
    """`egovspec check` prints text; it need not wait for what writes pages."""
    code = (
        "import sys\n"
        "from egovspec.render import Format, render\n"
        "from reports import sample_report\n"
        "render(sample_report(), Format.TEXT)\n"
        "print([m for m in sys.modules if m.startswith(('egovspec.render.html', 'egovspec.render.sarif', 'rich'))])"
    )
    surroundings = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    run = subprocess.run([sys.executable, "-c", code], env=surroundings, capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("format", list(Format))
@pytest.mark.parametrize("language", list(Language))
def test_every_format_is_utf_8_and_ends_in_one_line_break(format: Format, language: Language) -> None:
    for report in (sample_report(), hostile_report()):
        written = render(report, format, language=language)

        assert written.encode("utf-8")
        assert written.endswith("\n")
        assert not written.endswith("\n\n")
