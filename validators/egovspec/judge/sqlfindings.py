"""What is found in a check's SQL, gathered with offsets until all of it is raised together."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlglot import exp

from egovspec.errors import SpecError, SpecErrors, SqlForbidden, SqlUnstable, Where
from egovspec.judge.sqltext import SqlText

Place = Callable[[int, int], Where]


class Findings:
    """All that is wrong with one text. One place is told of once for each kind of error and `about`."""

    def __init__(self, text: SqlText, place: Place) -> None:
        self.text = text
        self._place = place
        self.refused_calls: set[str] = set()
        self._found: dict[tuple[int, str, str], SpecError] = {}

    def add(
        self,
        kind: type[SpecError],
        offset: int,
        message: str,
        zh: str,
        *,
        hint: str = "",
        hint_zh: str = "",
        about: str = "",
        instead: tuple[str, str] | None = None,
    ) -> None:
        error = kind(self.place(offset), message, zh=zh, hint=hint, hint_zh=hint_zh, instead=instead)
        self.add_error(offset, error, about)

    def add_error(self, offset: int, error: SpecError, about: str = "") -> None:
        """An error as it is, which may stand elsewhere in the author's file than in the SQL."""
        self._found.setdefault((offset, error.code, about), error)

    def place(self, offset: int) -> Where:
        """The place of an offset in the author's file."""
        return self._place(*self.text.line_column(offset))

    def forget(self, about: str) -> None:
        """Take back what was told about something, when its cause is told."""
        self._found = {key: error for key, error in self._found.items() if key[2] != about}

    def told_at(self, offset: int) -> bool:
        """Whether something at `offset` was refused; a wrong name there is another matter."""
        refused = (SqlForbidden, SqlUnstable)
        return any(found == offset and isinstance(error, refused) for (found, *_), error in self._found.items())

    def has(self, kind: type[SpecError]) -> bool:
        return any(isinstance(error, kind) for error in self._found.values())

    @property
    def any(self) -> bool:
        return bool(self._found)

    def raise_if_any(self) -> None:
        """Raises SpecErrors."""
        if self._found:
            raise SpecErrors(self._found.values())

    def offset(self, node: exp.Expr, *, words: Iterable[str] = (), calls: Iterable[str] = ()) -> int:
        """Where a node stands: its own mark, else the call or word before its first marked part, else that part."""
        own = node.meta.get("start")
        if own is not None:
            return int(own)
        first = _first_mark(node)
        if first is None:
            found = self.text.word_before(words, len(self.text.sql))
            if found is not None:
                return found
            return self.offset(node.parent) if node.parent is not None else 0
        found = self.text.call_around(first, calls) if calls else None
        if found is None and words:
            found = self.text.word_before(words, first)
        return first if found is None else found


def _first_mark(node: exp.Expr) -> int | None:
    return min((part.meta["start"] for part in node.walk() if "start" in part.meta), default=None)
