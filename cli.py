#!/usr/bin/env python3
"""The front door from a checkout: `python3 cli.py check …`, `python3 cli.py selftest`.

Standard library only. When the package cannot be imported it makes .venv beside this file (with uv when there is one, else
with venv and pip), then hands over. `selftest` also installs what the tests need. Installed users have `egovspec`.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def can(python: Path, *modules: str) -> bool:
    """Whether `python` finds the modules, and the package is this checkout's."""
    if not python.exists():
        return False
    ask = f"import {', '.join(modules)}, egovspec, pathlib; print(pathlib.Path(egovspec.__file__).resolve())"
    answer = subprocess.run([python, "-c", ask], capture_output=True, text=True, cwd=HERE, check=False)
    return answer.returncode == 0 and answer.stdout.strip().startswith(str(HERE))


def install(with_tests: bool) -> None:
    """Make .venv and install the package into it, editable."""
    print("setting up .venv …", file=sys.stderr, flush=True)
    group = ["--group", "dev"] if with_tests else []
    uv = shutil.which("uv")
    if uv:
        if not PYTHON.exists():
            subprocess.run([uv, "venv", "-q", "--python", sys.executable, VENV], check=True)
        subprocess.run([uv, "pip", "install", "-q", "--python", PYTHON, "-e", HERE, *group], check=True, cwd=HERE)
        return
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    pip = [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    if with_tests:  # dependency groups came with pip 25.1, later than the pip of Python 3.11
        subprocess.run([*pip, "--upgrade", "pip>=25.1"], check=True)
    subprocess.run([*pip, "-e", HERE, *group], check=True, cwd=HERE)


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036  this file is what tells users of an older Python
        sys.exit("egovspec needs Python 3.11 or newer")
    testing = sys.argv[1:2] == ["selftest"]
    if not can(PYTHON, *(("pytest", "hypothesis") if testing else ("duckdb", "pydantic", "click"))):
        try:
            install(with_tests=testing)
        except (subprocess.CalledProcessError, OSError) as failed:
            sys.exit(f"the set-up failed: {failed}")
    module = ["pytest", *sys.argv[2:]] if testing else ["egovspec", *sys.argv[1:]]
    return subprocess.call([PYTHON, "-m", *module], cwd=HERE if testing else None)


if __name__ == "__main__":
    sys.exit(main())
