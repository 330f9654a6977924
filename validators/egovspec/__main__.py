"""python -m egovspec"""

from egovspec.cli.main import run

run()
