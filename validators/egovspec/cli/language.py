"""The language the command line speaks: --lang, else the locale, else English.

Settled once, before any command is imported, because help texts are written when a command is defined.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from egovspec.model.language import Language

_spoken: Language = Language.EN


def settle(argv: Sequence[str], environment: Mapping[str, str] | None = None) -> Language:
    """Settle the language from the arguments and the environment, and return it."""
    global _spoken
    _spoken = _asked(argv) or _of_locale(os.environ if environment is None else environment)
    return _spoken


def spoken() -> Language:
    return _spoken


def say(zh: str, en: str) -> str:
    """One sentence in the language spoken."""
    return zh if _spoken is Language.ZH else en


def _asked(argv: Sequence[str]) -> Language | None:
    for n, argument in enumerate(argv):
        value = argument.removeprefix("--lang=") if argument.startswith("--lang=") else None
        if argument == "--lang" and n + 1 < len(argv):
            value = argv[n + 1]
        if value in ("zh", "en"):
            return Language(value)
    return None


def _of_locale(environment: Mapping[str, str]) -> Language:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")
        if value:
            return Language.ZH if value.lower().startswith("zh") else Language.EN
    return Language.EN
