"""What lint found, as a value and as text: lines for people, JSON for scripts, workflow commands for GitHub, a
Code Quality report for GitLab.

SARIF has a file of its own. File names and texts come from strangers' catalogues: each form escapes them its own way.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal

from pydantic import Field, computed_field

from egovspec.desk.lint.formats import LintFormat
from egovspec.errors import SpecError
from egovspec.model.base import Language, Shape
from egovspec.render.visible import UNSEEN, visible

SCHEMA_ID = "egovspec:lint:1.0"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
# Where each code has its section, below the address the documentation is published at.
PAGE = "errors/"
FILE = "docs/errors.md"

# The line break and the blank are ours, between values; inside a string JSON has already escaped a line break.
_UNSEEN = re.compile(rf"(?!\n)[{UNSEEN}]")


class Said(Shape):
    """A sentence in both languages, as it was said. 中英文各一句。"""

    zh: str = Field(description="中文。Chinese.")
    en: str = Field(description="英文。English.")

    def in_(self, language: Language) -> str:
        return self.zh if language is Language.ZH else self.en


class Problem(Shape):
    """One thing to mend, and where. 一处问题及其位置。"""

    code: str = Field(description="代码，含义不变，见 docs/errors.md。Stable code, with a section in docs/errors.md.")
    severity: Literal["error", "warning"] = Field(
        description="error 使 lint 失败；warning 只在 --strict 下如此。An error makes lint fail; a warning only with --strict."
    )
    file: str = Field(description="文件。The file.")
    line: int = Field(ge=0, description="行，从 1 起；0 表示整个文件。Line from 1; 0 is the file as a whole.")
    column: int = Field(ge=0, description="列，从 1 起，按字符计；0 未知。Column from 1, in characters; 0 is unknown.")
    message: Said = Field(description="何处有误。What is wrong.")
    hint: Said | None = Field(description="如何改正。How to mend it.")
    fixable: bool = Field(description="--fix 能否改正。Whether --fix mends it.")
    page: str = Field(description="说明此代码的页面。The page that explains the code.")

    @property
    def place(self) -> str:
        return ":".join([self.file, *(str(part) for part in (self.line, self.column) if part)])


class LintReport(Shape):
    """What lint found. 检查标准库的结果。"""

    files: int = Field(ge=0, description="读过的文件数。Files that were read.")
    whole: bool = Field(
        description="是否看了整个标准库；--changed 只看改动及相关的文件。"
        "Whether all of the catalogue was looked at; --changed looks at what changed and what it touches."
    )
    problems: list[Problem] = Field(description="按位置排列。In the order of the places.")

    @computed_field(description="错误数。Errors.")  # type: ignore[prop-decorator]
    @property
    def errors(self) -> int:
        return sum(problem.severity == "error" for problem in self.problems)

    @computed_field(description="警告数。Warnings.")  # type: ignore[prop-decorator]
    @property
    def warnings(self) -> int:
        return sum(problem.severity == "warning" for problem in self.problems)


def report_of(errors: Iterable[SpecError], files: int, *, whole: bool = True, pages: str = "") -> LintReport:
    """The errors as a report. `pages` is where the documentation is published, when it is."""
    return LintReport(files=files, whole=whole, problems=[_problem(error, pages) for error in errors])


def lint_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of what the format json writes."""
    schema = LintReport.model_json_schema(mode="serialization", by_alias=True)
    return {"$schema": DIALECT, "$id": SCHEMA_ID, **schema}


def render(report: LintReport, format: LintFormat, *, language: Language) -> str:
    """The report in one form, each line ended; nothing when the form has nothing to say."""
    return _RENDERERS[format](report, language)


def _problem(error: SpecError, pages: str) -> Problem:
    page = f"{pages.rstrip('/')}/{PAGE}#{error.code}" if pages else f"{FILE}#{error.code}"
    return Problem(
        code=error.code,
        severity=error.severity,
        file=error.where.file,
        line=error.where.line,
        column=error.where.column,
        message=Said(zh=error.zh, en=error.message),
        hint=Said(zh=error.hint_zh, en=error.hint) if error.hint else None,
        fixable=bool(error.fix),
        page=page,
    )


def _sentence(problem: Problem, language: Language) -> str:
    """What is wrong and how to mend it."""
    message = problem.message.in_(language)
    hint = problem.hint.in_(language) if problem.hint else ""
    if not hint:
        return message
    return f"{message}（{hint}）" if language is Language.ZH else f"{message} ({hint})"


def _text(report: LintReport, language: Language) -> str:
    warning = "警告：" if language is Language.ZH else "warning: "
    lines = []
    for problem in report.problems:
        severity = warning if problem.severity == "warning" else ""
        lines.append(f"{problem.place}: {severity}{_sentence(problem, language)} [{problem.code}]")
    return "".join(visible(line) + "\n" for line in lines)


def _json(report: LintReport, language: Language) -> str:
    text = json.dumps(report.model_dump(mode="json"), ensure_ascii=False, indent=2)
    return _UNSEEN.sub(lambda found: json.dumps(found[0])[1:-1], text) + "\n"


def _github(report: LintReport, language: Language) -> str:
    """Workflow commands. Source: GitHub Actions toolkit, command.ts, for what is escaped in data and in properties."""
    lines = []
    for problem in report.problems:
        properties = {"file": problem.file}
        if problem.line:
            properties["line"] = str(problem.line)
        if problem.line and problem.column:
            properties["col"] = str(problem.column)
        properties["title"] = problem.code
        named = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
        message = f"{_sentence(problem, language)} [{problem.page}]"
        lines.append(f"::{problem.severity} {named}::{_data(message)}\n")
    return "".join(lines)


def _data(text: str) -> str:
    # Line breaks first: to whoever reads the log they are layout, and `visible` would spell them out.
    lines = re.split(r"\r\n|\r|\n", text)
    return "%0A".join(visible(line).replace("%", "%25") for line in lines)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _gitlab(report: LintReport, language: Language) -> str:
    """A Code Quality report. Source: GitLab's documentation of the format: path, first line, severity, fingerprint."""
    found = [
        {
            "description": visible(f"{_sentence(problem, language)} [{problem.page}]"),
            "check_name": problem.code,
            "fingerprint": fingerprint,
            "severity": "major" if problem.severity == "error" else "minor",
            "location": {"path": visible(problem.file), "lines": {"begin": problem.line or 1}},
        }
        for problem, fingerprint in zip(report.problems, fingerprints(report), strict=True)
    ]
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def fingerprints(report: LintReport) -> Iterator[str]:
    """What tells each problem in another run, after lines moved: file, code and wording, and which one of those alike."""
    seen: dict[str, int] = {}
    for problem in report.problems:
        identity = json.dumps([problem.file, problem.code, problem.message.en])
        number = seen[identity] = seen.get(identity, 0) + 1
        yield hashlib.sha256(f"{identity}{number}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _sarif(report: LintReport, language: Language) -> str:
    from egovspec.desk.lint.sarif import sarif

    return sarif(report, language)


_RENDERERS: dict[LintFormat, Callable[[LintReport, Language], str]] = {
    LintFormat.TEXT: _text,
    LintFormat.JSON: _json,
    LintFormat.SARIF: _sarif,
    LintFormat.GITHUB: _github,
    LintFormat.GITLAB: _gitlab,
}
