"""egovspec attest: answers are written into the deployment's files, and nothing else in them moves."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import egovspec
from conftest import Ran, Run
from egovspec.desk.attesting import Attested, Given
from egovspec.desk.attesting import attest as attest_in
from egovspec.desk.rewriting import rewrite
from egovspec.desk.terms import is_longer, last_day
from egovspec.errors import SpecErrors, Where
from egovspec.library.catalogue import Catalogue
from egovspec.library.yaml import read
from offices import REVIEW, both, check, office, provision

CATALOGUE = ("--catalogue", "office", "--drafts")
DEPLOYMENT = """\
# who we are
kind: deployment
id: demo
profile: office@1      # the office's own
traits: {outside: 'no'}
evidence:
  - {collect: website, id: portal, url: "http://www.sample.gov.cn"}
  # - {collect: website, id: other}
"""
ANSWERS = """\
# answers
kind: attestations
deployment: demo

attestations:
  # of the first
  - provision: TT-01
    outcome: 'pass'      # pass | fail | not-applicable
    by: "政务公开科"
    on: 2026-01-01
    expires: 2026-12-31
    document: {title: 办法}

# nothing after this
"""
ANSWER = ("--outcome", "pass", "--by", "政务公开科", "--on", "2026-03-01", "--expires", "P1Y")
ADDED = """\
  - provision: TT-02
    outcome: pass
    by: 政务公开科
    on: 2026-03-01
    expires: 2027-02-28
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """An office's own: two reviews, one provision facts decide, two that are exempt."""
    provisions = [
        provision(1, REVIEW),
        provision(2, {"review": both("read the register")}, "titled", level="should"),
        provision(3, "titled"),
        provision(4, REVIEW),
        provision(5, REVIEW, level="may"),
    ]
    exempt = [
        {"provision": "TT-04", "because": both("done elsewhere")},
        {"provision": "TT-05", "because": both("nothing outside"), "when": {"trait": "outside", "is": "no"}},
    ]
    titled = check("titled", each="page", must="title <> ''")
    return office(tmp_path / "office", [titled], provisions, without=exempt)


@pytest.fixture
def deployment(tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deployment in the folder commands run in."""
    monkeypatch.chdir(tmp_path)
    path = Path("deployment.yaml")
    path.write_text(DEPLOYMENT, encoding="utf-8")
    return path


@pytest.fixture
def answered(deployment: Path) -> Path:
    """Its attestations, with one answer; the deployment names them."""
    deployment.write_text(DEPLOYMENT + "attestations: attestations.yaml\n", encoding="utf-8")
    path = deployment.with_name("attestations.yaml")
    path.write_text(ANSWERS, encoding="utf-8")
    return path


@pytest.fixture
def attest(run: Run, deployment: Path) -> Run:
    return lambda *arguments: run("attest", "deployment.yaml", *arguments, *CATALOGUE)


@pytest.fixture
def record(deployment: Path, catalogue: Catalogue) -> Recording:
    """The same without a command line, which would load the shipped catalogue each time."""

    def recorded(name: str, *, replace: bool = False, **said: Any) -> Attested:
        answer = {"outcome": "pass", "by": "政务公开科", "on": date(2026, 3, 1), "expires": "P1Y", **said}
        return attest_in(deployment, catalogue, Given(name, **answer), where=Where("here"), replace=replace)

    return recorded


Recording = Callable[..., Attested]


def records(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(path).tree["attestations"]
    return found


def refused(ran: Ran, says: str) -> None:
    assert (ran.code, ran.out) == (2, ""), ran.out + ran.err
    assert says in " ".join(ran.err.split()), ran.err
    assert "Traceback" not in ran.err


# --- recording


def test_the_first_answer_makes_the_file_and_the_deployment_names_it(attest: Run, deployment: Path) -> None:
    ran = attest("TT-02", *ANSWER)

    assert ran.code == 0, ran.err
    assert ran.out == "TT-02: pass, holds from 2026-03-01 to 2027-02-28; written to attestations.yaml\n"
    path = deployment.with_name("attestations.yaml")
    head, _, entry = path.read_text(encoding="utf-8").partition("attestations:\n")
    assert entry == ADDED
    assert head.splitlines()[1:] == ["kind: attestations", "deployment: demo"]
    # Behind the comment that belongs to the evidence, and nothing else has moved.
    assert deployment.read_text(encoding="utf-8") == DEPLOYMENT + "attestations: attestations.yaml\n"


def test_an_answer_is_added_and_every_other_byte_stays(attest: Run, answered: Path) -> None:
    ran = attest("TT-02", *ANSWER)

    assert ran.code == 0, ran.err
    assert answered.read_text(encoding="utf-8") == ANSWERS.replace("{title: 办法}\n", "{title: 办法}\n" + ADDED)


def test_an_answer_that_was_recorded_is_the_answer_a_check_goes_by(
    run: Run, attest: Run, deployment: Path, site: Path
) -> None:
    text = DEPLOYMENT.replace('url: "http://www.sample.gov.cn"', "folder: site, captured: 2026-03-01")
    deployment.write_text(text, encoding="utf-8")
    check_it = ("check", "deployment.yaml", *CATALOGUE, "--only", "TT-01", "--format", "json")
    before = run(*check_it)

    assert attest("TT-01", *ANSWER).code == 0
    assert '"outcome": "review"' in before.out
    assert '"worst": "pass"' in run(*check_it).out


def test_a_document_is_hashed_and_called_as_its_file(attest: Run, answered: Path, tmp_path: Path) -> None:
    paper = tmp_path / "papers" / "台账, 2026.pdf"
    paper.parent.mkdir()
    paper.write_bytes(b"%PDF the register")

    ran = attest("TT-02", *ANSWER, "--document", paper, "--note", "read: all of it")

    assert (ran.code, ran.err) == (0, "")
    new = records(answered)[-1]
    assert new["document"] == {"title": "台账, 2026.pdf", "sha256": hashlib.sha256(b"%PDF the register").hexdigest()}
    assert new["note"] == "read: all of it"
    titled = attest("TT-02", *ANSWER, "--replace", "--document", paper, "--document-title", "“找错”台账")
    assert titled.code == 0
    assert records(answered)[-1]["document"]["title"] == "“找错”台账"


def test_an_answer_of_fail_may_say_how_many_faults_there_are(attest: Run, answered: Path) -> None:
    failing = ("--outcome", "fail", "--by", "office", "--on", "2026-03-01", "--expires", "P30D", "--faults", "3")

    assert attest("TT-02", *failing).code == 0
    assert "    faults: 3\n" in answered.read_text(encoding="utf-8")
    refused(attest("TT-02", *ANSWER, "--replace", "--faults", "3"), "`faults` belong to an answer that fails")


def test_an_answer_in_force_gives_way_only_when_told_to(attest: Run, answered: Path) -> None:
    before = answered.read_bytes()

    refused(
        attest("TT-01", *ANSWER), "attestations.yaml:7:5: TT-01 is answered already: pass, until 2026-12-31 (--replace"
    )
    assert answered.read_bytes() == before

    ran = attest("TT-01", *ANSWER, "--replace")

    assert ran.code == 0 and "in place of the former answer" in ran.out
    replaced = """\
  # of the first
  - provision: TT-01
    outcome: pass  # pass | fail | not-applicable
    by: 政务公开科
    on: 2026-03-01
    expires: 2027-02-28

# nothing after this
"""
    assert answered.read_text(encoding="utf-8").endswith(replaced)


def test_an_answer_that_has_ended_stays_and_the_new_one_follows_it(attest: Run, answered: Path) -> None:
    """With --as-of, a verdict of the past still finds the answer of its day."""
    assert attest("TT-01", *ANSWER[:-3], "2027-01-01", "--expires", "P1Y").code == 0
    assert [one["on"] for one in records(answered)] == ["2026-01-01", "2027-01-01"]


def test_a_file_of_the_usual_name_is_taken_for_the_deployments_own(
    attest: Run, answered: Path, deployment: Path
) -> None:
    deployment.write_text(DEPLOYMENT, encoding="utf-8")

    assert attest("TT-02", *ANSWER).code == 0
    assert len(records(answered)) == 2
    assert "attestations: attestations.yaml" in deployment.read_text(encoding="utf-8")


def test_a_file_that_is_named_and_not_there_is_made(attest: Run, deployment: Path, tmp_path: Path) -> None:
    (tmp_path / "people").mkdir()
    named = DEPLOYMENT + "attestations: people/answers.yaml\n"
    deployment.write_text(named, encoding="utf-8")

    ran = attest("TT-02", *ANSWER)

    assert ran.code == 0 and "people/answers.yaml" in ran.out
    assert deployment.read_text(encoding="utf-8") == named
    assert len(records(tmp_path / "people" / "answers.yaml")) == 1


@pytest.mark.parametrize(
    ("arguments", "note"),
    [
        (ANSWER, "it rests on no paper"),
        ((*ANSWER, "--document-title", "办法"), "the paper is named and not hashed"),
        ((*ANSWER[:-1], "P4Y"), "it holds for more than three years"),
        ((*ANSWER[:4], "--on", "2020-01-01", "--expires", "2020-12-31"), "this answer has expired already"),
    ],
)
def test_what_a_reviewer_will_ask_about_is_said_at_once(
    attest: Run, answered: Path, arguments: tuple[str, ...], note: str
) -> None:
    ran = attest("TT-02", *arguments)

    assert ran.code == 0
    assert note in ran.err


# --- refusing


@pytest.mark.parametrize(
    ("name", "said", "says"),
    [
        ("TT-2", {}, "the profile office@1.0.0 holds no provision 'TT-2' (did you mean 'TT-02'?)"),
        ("tt-02", {}, "holds no provision 'tt-02' (did you mean 'TT-02'?)"),
        ("TT-03", {}, "TT-03 asks for no review: facts decide it"),
        ("TT-04", {}, "TT-04 does not apply to this deployment: done elsewhere"),
        ("TT-05", {}, "TT-05 does not apply to this deployment: nothing outside"),
        ("TT-02", {"expires": "2026-02-28"}, "it would end on 2026-02-28, before it begins on 2026-03-01"),
        ("TT-02", {"expires": "2026-02-30"}, "--expires must be a day of the calendar"),
        ("TT-02", {"expires": "soon"}, "--expires must be a date such as 2027-10-14, or a length such as P1Y"),
        ("TT-02", {"expires": "PT5H"}, "--expires must be a length in whole days, at least one"),
        ("TT-02", {"expires": "P0D"}, "--expires must be a length in whole days, at least one"),
        ("TT-02", {"expires": "P9999Y"}, "--expires lies beyond the year 9999"),
        ("TT-02", {"by": " "}, "--by must not be empty"),
        ("TT-02", {"by": "a\x1b[31m"}, "--by holds control characters"),
        ("TT-02", {"note": "a\udc80"}, "--note holds control characters"),
        ("TT-02", {"title": "\n"}, "--document-title must not be empty"),
        ("TT-02", {"faults": 3}, "`faults` belong to an answer that fails"),
        ("TT-02", {"document": Path("nowhere.pdf")}, "nowhere.pdf: cannot be read: No such file"),
        ("TT-02", {"document": Path("office")}, "office: cannot be read: Is a directory"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_and_nothing_is_written(
    record: Recording, answered: Path, name: str, said: dict[str, Any], says: str
) -> None:
    with pytest.raises(SpecErrors) as refusal:
        record(name, **said)

    (error,) = refusal.value.errors
    assert says in str(error)
    assert error.said("zh") != str(error)
    assert answered.read_text(encoding="utf-8") == ANSWERS
    assert sorted(path.name for path in Path().iterdir()) == ["attestations.yaml", "deployment.yaml", "office"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("TT-02", *ANSWER, "--on", "today"), "a date such as 2026-11-20"),
        (("TT-02", *ANSWER, "--document", "nowhere.pdf"), "nowhere.pdf"),
        (("TT-01", "TT-02", *ANSWER), "one provision is answered at a time"),
        (("--by", "a"), "--by belongs to the answer to a provision"),
        (("--verify",), "--verify needs the papers"),
        (("TT-02", "--outcome", "maybe"), "'maybe' is not one of"),
    ],
)
def test_a_command_that_cannot_be_is_told_what_to_write(
    attest: Run, answered: Path, arguments: tuple[str, ...], says: str
) -> None:
    refused(attest(*arguments), says)


def test_who_names_only_the_provision_is_shown_what_to_read(attest: Run, answered: Path) -> None:
    ran = attest("TT-02")

    assert ran.code == 2
    assert "read the register" in ran.err


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"kind: attestations\ndeployment: other\nattestations: []\n", "belongs to 'other', not to 'demo'"),
        (b"kind: attestations\ndeployment: demo\nattestations:\n", "attestations.yaml"),
        (b"kind: attestations\ndeployment: demo\nattestations: [\n", "[bad-yaml]"),
        (b"kind: attestations\ndeployment: demo\nattestations:\n\t- x\n", "[bad-yaml]"),
        (b"kind: waivers\ndeployment: demo\nwaivers: []\n", "[unknown-kind]"),
        (b"kind: attestations\ndeployment: demo\nattestations: []\nattestations: []\n", "[duplicate-key]"),
        (b"kind: attestations\ndeployment: demo\nattestations: [{provision: TT-99}]\n", "[missing-key]"),
        ("kind: attestations\n# 人工".encode("gbk"), "not UTF-8"),
    ],
)
def test_a_file_that_is_broken_is_not_written_to(record: Recording, answered: Path, content: bytes, says: str) -> None:
    answered.write_bytes(content)

    with pytest.raises(SpecErrors, match=re.escape(says)) as refusal:
        record("TT-02")

    assert "attestations.yaml" in str(refusal.value)
    assert answered.read_bytes() == content


def test_a_broken_deployment_is_not_written_to(attest: Run, deployment: Path) -> None:
    deployment.write_text(DEPLOYMENT + "nonsense: 1\n", encoding="utf-8")

    refused(attest("TT-02", *ANSWER), "unknown key 'nonsense'")
    assert not deployment.with_name("attestations.yaml").exists()


def test_a_deployment_that_may_not_be_written_leaves_no_answer_behind(attest: Run, deployment: Path) -> None:
    deployment.chmod(0o444)

    refused(attest("TT-02", *ANSWER), "deployment.yaml: is read-only")
    assert not deployment.with_name("attestations.yaml").exists()


# --- odd files

ODD: dict[str, Callable[[str], str]] = {
    "windows line ends": lambda text: text.replace("\n", "\r\n"),
    "a byte order mark": lambda text: "\ufeff" + text,
    "no line end at the end": lambda text: text.partition("\n\n# nothing")[0].rstrip("\n"),
    "tabs before comments": lambda text: text.replace("      # pass", "\t# pass"),
    "a list that is not indented": lambda text: text.replace("\n  ", "\n"),
    "brackets": lambda text: (
        text.partition("attestations:\n")[0]
        + "attestations: [{provision: TT-01, outcome: pass, by: a, on: 2026-01-01, expires: 2026-12-31}]  # one\n"
    ),
    "an empty list": lambda text: text.partition("attestations:\n")[0] + "attestations: []  # none yet\n",
    "aliases": lambda text: text.replace('"政务公开科"', "&who 科") + "  # *who\n",
    "JSON": lambda text: '{"kind": "attestations", "deployment": "demo",\n "attestations": []}\n',
    "a document between marks": lambda text: "---\n" + text + "...\n",
}


@pytest.mark.parametrize("odd", ODD)
def test_files_are_taken_as_they_are(record: Recording, answered: Path, odd: str) -> None:
    text = ODD[odd](ANSWERS)
    answered.write_bytes(text.encode())
    before = records(answered)

    record("TT-02", faults=2, outcome="fail")

    assert records(answered)[:-1] == before
    assert records(answered)[-1] == {
        "provision": "TT-02",
        "outcome": "fail",
        "by": "政务公开科",
        "on": "2026-03-01",
        "expires": "2027-02-28",
        "faults": "2",
    }
    new = answered.read_bytes().decode()
    assert [comment for comment in re.findall("#.*", text) if comment.rstrip() not in new] == []
    assert new.count("\r\n") == (new.count("\n") if odd == "windows line ends" else 0)


@pytest.mark.parametrize("odd", sorted(set(ODD) - {"brackets", "an empty list"}))
def test_a_deployment_is_taken_as_it_is(record: Recording, deployment: Path, odd: str) -> None:
    """The oddities above, in the file that is made to name the new one."""
    text = ODD[odd](DEPLOYMENT)
    if odd == "JSON":
        text = '{"kind": "deployment", "id": "demo", "profile": "office@1", "evidence": [{"collect": "x", "id": "x"}]}'
    deployment.write_bytes(text.encode())
    before = read(deployment).tree

    record("TT-02")

    assert read(deployment).tree == {**before, "attestations": "attestations.yaml"}
    assert [line for line in text.splitlines() if "#" in line and line not in deployment.read_bytes().decode()] == []


def test_a_link_stays_a_link_and_permissions_stay(attest: Run, answered: Path, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere" / "real.yaml"
    real.parent.mkdir()
    answered.rename(real)
    real.chmod(0o640)
    answered.symlink_to(real)

    assert attest("TT-02", *ANSWER).code == 0
    assert answered.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert len(records(real)) == 2
    assert [path.name for path in real.parent.iterdir()] == ["real.yaml"]


def test_a_read_only_file_is_left_alone(attest: Run, answered: Path) -> None:
    """Renaming over it would work, and would not be what its owner asked for."""
    answered.chmod(0o444)

    refused(
        attest("TT-02", *ANSWER), "attestations.yaml: is read-only (give yourself the right to write it) [unwritable]"
    )
    assert answered.read_text(encoding="utf-8") == ANSWERS


def test_what_is_no_file_is_refused(attest: Run, answered: Path) -> None:
    answered.unlink()
    answered.mkdir()

    refused(attest("TT-02", *ANSWER), "is a folder, not a file")


@pytest.mark.parametrize("now", [b"changed", None])
def test_what_someone_else_changed_meanwhile_is_not_overwritten(tmp_path: Path, now: bytes | None) -> None:
    """An editor knows nothing of our lock."""
    path = tmp_path / "answers.yaml"
    if now is not None:
        path.write_bytes(now)

    with pytest.raises(SpecErrors):
        rewrite(path, b"ours", was=b"what was read")

    assert [file.read_bytes() for file in tmp_path.iterdir()] == ([now] if now is not None else [])


def test_a_file_that_appeared_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "answers.yaml").write_bytes(b"theirs")

    with pytest.raises(SpecErrors, match="changed by someone else meanwhile"):
        rewrite(tmp_path / "answers.yaml", b"ours", was=None)

    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"theirs"]


def test_answers_given_at_the_same_time_are_all_kept(deployment: Path, tmp_path: Path) -> None:
    provisions = [provision(number, REVIEW) for number in range(1, 4)]
    office(tmp_path / "office", [], provisions)
    environment = os.environ | {"PYTHONPATH": str(Path(egovspec.__file__).parents[1]), "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "egovspec", "attest", "deployment.yaml"]

    running = [
        subprocess.Popen(
            [*command, f"TT-{number:02}", *ANSWER, *CATALOGUE],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for number in range(1, 4)
    ]
    said = [one.communicate(timeout=120)[1].decode() for one in running]

    assert [one.returncode for one in running] == [0] * 3, said
    kept = records(deployment.with_name("attestations.yaml"))
    assert sorted(one["provision"] for one in kept) == [f"TT-{number:02}" for number in range(1, 4)]
    assert deployment.read_text(encoding="utf-8").count("attestations:") == 1


# --- what is awaited


def test_what_awaits_an_answer_is_listed_with_what_to_read(attest: Run, deployment: Path) -> None:
    ran = attest()

    assert ran.code == 0
    assert ran.out.splitlines()[0] == "Awaiting an answer (2)"
    assert "TT-02  should  provision 2" in ran.out and "read  read the register" in ran.out
    assert "Reviews: 2; answered 0, awaiting an answer 2" in ran.out
    for exempt_or_decided_by_facts in ("TT-03", "TT-04", "TT-05"):
        assert exempt_or_decided_by_facts not in ran.out
    assert "--expires P1Y" in ran.err


@pytest.mark.parametrize(
    ("on", "says", "silent"),
    [
        ("2025-12-31", "TT-01  shall  provision 1 (an answer holds from 2026-01-01)", "Expiring"),
        ("2026-01-01", "Reviews: 2; answered 1, awaiting an answer 1", "TT-01"),
        ("2026-12-01", "Reviews: 2; answered 1, awaiting an answer 1", "TT-01"),
        ("2026-12-02", "TT-01  shall  provision 1: pass, until 2026-12-31", "(2)"),
        ("2026-12-31", "Expiring within 30 days (1)", "(2)"),
        ("2027-01-01", "TT-01  shall  provision 1 (the last answer expired on 2026-12-31)", "Expiring"),
    ],
)
def test_an_answer_is_awaited_again_when_it_has_ended(
    attest: Run, answered: Path, on: str, says: str, silent: str
) -> None:
    ran = attest("--on", on)

    assert says in ran.out
    assert silent not in ran.out


def test_an_answer_with_a_successor_is_not_called_about_to_end(attest: Run, answered: Path) -> None:
    assert attest("TT-01", "--outcome", "pass", "--by", "a", "--on", "2027-01-01", "--expires", "P1Y").code == 0
    assert "Expiring" not in attest("--on", "2026-12-15").out


def test_the_list_is_spoken_in_chinese(attest: Run, answered: Path) -> None:
    ran = attest("--on", "2027-01-01", "--lang", "zh")

    assert "等待答复 (2)" in ran.out and "（原答复已于 2026-12-31 到期）" in ran.out and "上次依据  办法" in ran.out


# --- holding papers to answers


@pytest.fixture
def papers(attest: Run, answered: Path, tmp_path: Path) -> Path:
    """Two papers answers rest on, recorded by their hashes, in `papers/`."""
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "rules.txt").write_text("rules", encoding="utf-8")
    (folder / "register.txt").write_text("register", encoding="utf-8")
    assert attest("TT-01", *ANSWER, "--document", "papers/rules.txt", "--replace").code == 0
    assert attest("TT-02", *ANSWER, "--document", "papers/register.txt", "--document-title", "台账").code == 0
    return folder


ON = ("--on", "2026-06-01")


def test_papers_are_recognised_by_what_is_in_them(attest: Run, papers: Path) -> None:
    (papers / "register.txt").rename(papers / "called otherwise.txt")

    ran = attest(*ON, "--verify", "papers")

    assert ran.code == 0, ran.out
    assert ran.out.splitlines() == [
        "✓ TT-01  rules.txt: is papers/rules.txt",
        "✓ TT-02  台账: is papers/called otherwise.txt",
    ]


def test_a_paper_that_was_changed_or_is_missing_fails(attest: Run, papers: Path) -> None:
    (papers / "rules.txt").write_text("other rules", encoding="utf-8")
    (papers / "register.txt").unlink()
    (papers / "more.txt").write_text("more", encoding="utf-8")

    ran = attest(*ON, "--verify", "papers/rules.txt", "papers/more.txt")

    assert ran.code == 1
    assert ran.out.splitlines() == [
        "✗ TT-01  rules.txt: papers/rules.txt is not what the answer rests on; it differs",
        "✗ TT-02  台账: none of the papers has the hash that was recorded",
        "· papers/rules.txt: no answer rests on it",
        "· papers/more.txt: no answer rests on it",
    ]


def test_what_was_never_hashed_is_undecided_and_not_called_right(attest: Run, answered: Path, tmp_path: Path) -> None:
    (tmp_path / "办法").write_text("rules", encoding="utf-8")
    assert attest("TT-02", *ANSWER).code == 0

    ran = attest(*ON, "--verify", "办法")

    assert ran.code == 3
    assert ran.out.splitlines()[:2] == [
        "? TT-01  办法: the answer records no hash; nothing to hold a paper to",
        "– TT-02  rests on no paper",
    ]


def test_answers_no_longer_in_force_are_not_looked_at(attest: Run, papers: Path) -> None:
    ran = attest("--on", "2028-01-01", "--verify", "papers")

    assert ran.code == 0
    assert "✓" not in ran.out and "answers in force: 0" in ran.err


def test_a_paper_that_is_not_there_is_told(attest: Run, papers: Path) -> None:
    refused(attest("--verify", "nowhere.pdf"), "nowhere.pdf: cannot be read")


# --- terms


@pytest.mark.parametrize(
    ("on", "said", "last"),
    [
        ("2026-10-15", "P1Y", "2027-10-14"),
        ("2026-11-02", "P6M", "2027-05-01"),
        ("2026-01-01", "P1Y", "2026-12-31"),
        ("2024-02-29", "P1Y", "2025-02-28"),
        ("2026-08-31", "P6M", "2027-02-28"),
        ("2026-03-01", "P1D", "2026-03-01"),
        ("2026-03-01", "P2W", "2026-03-14"),
        ("2026-12-31", "P1M1D", "2027-01-31"),
        ("2026-03-01", "2026-03-01", "2026-03-01"),
    ],
)
def test_the_first_and_the_last_day_of_a_term_count(on: str, said: str, last: str) -> None:
    assert last_day(said, date.fromisoformat(on)) == date.fromisoformat(last)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(1, 200))
def test_terms_follow_one_another_without_a_gap_and_grow(on: date, months: int) -> None:
    ends = last_day(f"P{months}M", on)

    assert on < ends < last_day(f"P{months + 1}M", on)
    assert not is_longer(on, ends, months) and is_longer(on, last_day(f"P{months}M1D", on), months)
