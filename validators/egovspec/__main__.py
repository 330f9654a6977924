"""python -m egovspec"""

from egovspec.cli.entry import run

run()
