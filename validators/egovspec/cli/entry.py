"""The console script. Answers --version before anything is imported that takes time."""

from __future__ import annotations

import sys

from egovspec import __version__


def run() -> None:
    if sys.argv[1:] == ["--version"]:
        print(f"egovspec {__version__}")
        return
    from egovspec.cli.main import main

    sys.exit(main())
