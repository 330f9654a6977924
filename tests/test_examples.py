"""The example deployments: what is committed is what the builder makes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parents[1] / "examples"


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_the_saved_sample_portal_is_what_its_builder_makes(tmp_path: Path) -> None:
    """Byte for byte: a page mended by hand would be lost at the next build."""
    sample = EXAMPLES / "sample-city"
    subprocess.run([sys.executable, sample / "build.py", tmp_path / "site"], check=True, timeout=60)

    assert files_below(tmp_path / "site") == files_below(sample / "site")
