"""What can be wrong with what a person wrote, and where.

Every error a user can cause is a SpecError: it names file, line and column (from 1), says what is wrong in one
sentence, and where possible how to mend it. A reader gathers all errors it finds and raises them together as
SpecErrors, so that one run shows one whole list. Anything else that escapes is our own mistake.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Literal, NamedTuple


class Where(NamedTuple):
    """A place in a file. Lines and columns count from 1 and columns count characters; 0 means unknown."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([self.file, *(str(part) for part in (self.line, self.column) if part)])


class Rewrite(NamedTuple):
    """In the key or value that begins at `where`, what is written `old` is to be written `new`, each time it stands there.

    As the file has it: a text broken over lines or with escapes may hold `old` in another spelling, and is then left
    to a person. `where` is what an error has; nobody counts characters.
    """

    where: Where
    old: str
    new: str


class Removal(NamedTuple):
    """The key that begins at `where` is to go, with its value."""

    where: Where


class Move(NamedTuple):
    """The file is to lie at another place, named as the first is."""

    file: str
    to: str


Mend = Rewrite | Removal | Move


class SpecError(Exception):
    """One thing a person can mend, said in both languages.

    code      stable: pages and tests cite it
    severity  "error", or "warning" for what `lint` says and nothing else refuses
    fix       what mends it, where there is exactly one right answer; all of it or none
    instead   the short spelling of a fix: what is written at `where`, and what is to be written instead
    """

    code: ClassVar[str] = "spec-error"
    severity: ClassVar[Literal["error", "warning"]] = "error"

    def __init__(
        self,
        where: Where,
        message: str,
        *,
        zh: str = "",
        hint: str = "",
        hint_zh: str = "",
        fix: tuple[Mend, ...] = (),
        instead: tuple[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.where = where
        self.message = message
        self.zh = zh or message
        self.hint = hint
        self.hint_zh = hint_zh or hint
        self.fix = (*fix, Rewrite(where, *instead)) if instead else fix

    def said(self, language: str = "en") -> str:
        """One line: place, what is wrong, how to mend it, code."""
        if language == "zh":
            hint = f"（{self.hint_zh}）" if self.hint_zh else ""
            return f"{self.where}: {self.zh}{hint} [{self.code}]"
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.where}: {self.message}{hint} [{self.code}]"

    def __str__(self) -> str:
        return self.said()

    def __reduce__(self) -> tuple[Any, ...]:
        # An exception is otherwise made anew from its message alone, and this one crosses from process to process.
        return _made_again, (type(self), self.args, self.__dict__)


def _made_again(kind: type[SpecError], args: tuple[Any, ...], state: dict[str, Any]) -> SpecError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class SpecErrors(Exception):
    """All that was wrong, in the order of the places."""

    def __init__(self, errors: Iterable[SpecError]) -> None:
        self.errors = sorted(errors, key=lambda error: (error.where, error.code, error.message))
        super().__init__(f"{len(self.errors)} errors")

    def __str__(self) -> str:
        return "\n".join(map(str, self.errors))


class Unreadable(SpecError):
    """A file is missing, is no file, or may not be read."""

    code = "unreadable"


class BadEncoding(SpecError):
    """A file is not UTF-8, or holds characters that editors and parsers count differently."""

    code = "bad-encoding"


class BadYaml(SpecError):
    """A file is not the YAML this project reads: syntax, tags, merge keys, several documents."""

    code = "bad-yaml"


class DuplicateKey(SpecError):
    """A mapping names the same key twice."""

    code = "duplicate-key"


class TooLarge(SpecError):
    """A file passes a limit on size, depth, nodes or aliases."""

    code = "too-large"


class UnknownKind(SpecError):
    """A document's `kind` is missing or is none of ours."""

    code = "unknown-kind"


class UnknownKey(SpecError):
    """A mapping has a key its kind does not know."""

    code = "unknown-key"


class MissingKey(SpecError):
    """A mapping lacks a key its kind requires."""

    code = "missing-key"


class WrongValue(SpecError):
    """A value has the wrong type or form."""

    code = "wrong-value"


class WrongPlace(SpecError):
    """A file does not lie where its kind, id and version say."""

    code = "wrong-place"


class DuplicateId(SpecError):
    """Two files define the same kind, id and version, or two standards the same code."""

    code = "duplicate-id"


class UnknownReference(SpecError):
    """A reference names nothing the catalogue holds."""

    code = "unknown-reference"


class DraftReference(SpecError):
    """A reference by major version finds only drafts, and drafts were not asked for."""

    code = "draft-reference"


class CyclicReference(SpecError):
    """Things refer to each other in a ring."""

    code = "cyclic-reference"


class Unconfirmed(SpecError):
    """A provision asks more than the confidence or origin of its basis allows."""

    code = "unconfirmed-basis"


class WrongParameter(SpecError):
    """A parameter is unknown to the check, missing, or of the wrong type."""

    code = "wrong-parameter"


class WrongCase(SpecError):
    """A case of a check gives or expects something its tables or parameters cannot hold."""

    code = "wrong-case"


class UnnoticedChange(SpecError):
    """The SQL of a check can be changed and no case notices: a case is missing."""

    code = "unnoticed-change"


class VacuousPass(SpecError):
    """A check passes something though the facts it rests on are not there."""

    code = "vacuous-pass"


class StaleExcuse(SpecError):
    """An entry of `survivors` or `passes_without` excuses nothing."""

    code = "stale-excuse"


class TooManyExcuses(SpecError):
    """More changes of a check are excused than may be."""

    code = "too-many-excuses"


class WrongMessage(SpecError):
    """A message names a value its check does not return."""

    code = "wrong-message"


class SqlError(SpecError):
    """A check's SQL does not parse, or does not fit the tables."""

    code = "sql-error"


class SqlForbidden(SpecError):
    """A check's SQL does something a check may not do."""

    code = "sql-forbidden"


class SqlUnstable(SpecError):
    """A check's SQL could give different results for the same facts."""

    code = "sql-unstable"


class ReleasedChanged(SpecError):
    """A released file differs from what was released."""

    code = "released-changed"


class WrongSettings(SpecError):
    """Evidence or the command line asks for something that does not fit together."""

    code = "wrong-settings"


class NotWaivable(SpecError):
    """A waiver names a provision that is mandatory."""

    code = "not-waivable"


class Unwritable(SpecError):
    """A file may not be written, or was changed by someone else meanwhile."""

    code = "unwritable"


class LooseClause(SpecError):
    """Nothing rests on a clause of a source, and nothing says why."""

    code = "loose-clause"
    severity = "warning"


class StalePlan(SpecError):
    """A clause is planned, or left out, and is carried already."""

    code = "stale-plan"
    severity = "warning"


class MissedPlan(SpecError):
    """A clause is planned for a standard that was written without it."""

    code = "missed-plan"
    severity = "warning"


class ReusedId(SpecError):
    """A name that was given once means something else, or comes back after it was removed."""

    code = "reused-id"


class WrongSince(SpecError):
    """`since` is not the version in which a provision first stands."""

    code = "wrong-since"


class UnusedCheck(SpecError):
    """No provision is verified by a check."""

    code = "unused-check"
    severity = "warning"


class UnusedSpec(SpecError):
    """Nobody uses a column tree, an element set, a code list or a calendar."""

    code = "unused-spec"
    severity = "warning"


class UnusedStandard(SpecError):
    """No profile includes a standard."""

    code = "unused-standard"
    severity = "warning"


class NeverApplies(SpecError):
    """A provision is exempt in every profile that includes its standard."""

    code = "never-applies"
    severity = "warning"


class NeverHolds(SpecError):
    """The conditions of an exemption exclude each other, or another exemption already holds always."""

    code = "never-holds"


class NoSuchColumn(SpecError):
    """A provision asks a column tree for a path or class that no column of it has."""

    code = "no-such-column"
    severity = "warning"


class MissingMessage(SpecError):
    """A check can fail and has no words for it."""

    code = "missing-message"
    severity = "warning"


class LanguagesDiffer(SpecError):
    """zh and en say different numbers, times or references."""

    code = "languages-differ"


class WrongLanguage(SpecError):
    """A text is not in the language it stands under."""

    code = "wrong-language"


class WrongLevelWord(SpecError):
    """The wording of a provision has the word of another level."""

    code = "wrong-level-word"


class NoLevelWord(SpecError):
    """The wording of a provision has no word that says its level."""

    code = "no-level-word"
    severity = "warning"


class AvoidedTerm(SpecError):
    """A text uses a word that a glossary avoids."""

    code = "avoided-term"
    severity = "warning"


class FailingCase(SpecError):
    """A case of a check that is to be released does not come out as its author expects."""

    code = "failing-case"


class NothingChanged(SpecError):
    """A draft says what the version it would take the place of says already."""

    code = "nothing-changed"


class NumberTooSmall(SpecError):
    """A version is to carry a number less than what changed in it allows."""

    code = "number-too-small"


class OtherNumber(SpecError):
    """A draft cites another by a number that is not the one it is released under."""

    code = "other-number"


class SeveralDrafts(SpecError):
    """A name means more than one draft."""

    code = "several-drafts"


class WithdrawnReference(SpecError):
    """A draft cites a version that was withdrawn."""

    code = "withdrawn-reference"


class Unfinished(SpecError):
    """A text still begins with the mark of what is to be written. Lint only tells it; a release is refused."""

    code = "unfinished"
    severity = "warning"
