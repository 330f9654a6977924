"""`egovspec diff`: what the two sides may be, what is said of them, and what comes back."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conftest import Ran, Run
from edits import shapes_of
from egovspec.desk.compare.change import Change, Effect
from egovspec.desk.compare.documents import BY_KIND, compare
from egovspec.desk.compare.fields import fields, plainly
from egovspec.desk.compare.names import FIELDS, KINDS
from egovspec.desk.compare.spot import Spot
from egovspec.desk.compare.versions import least_version
from egovspec.desk.schema import FOLDER
from egovspec.library.kinds import MODELS
from egovspec.library.roots import shipped_root
from egovspec.model.base import Document, Shape, Text
from offices import both, check, provision, write

SCHEMA = json.loads((shipped_root().path / FOLDER / "comparison.schema.json").read_text(encoding="utf-8"))
PLAIN = check(
    "long",
    select="SELECT url AS subject, length(title) >= $least AS ok FROM page",
    parameters={"least": {"type": "integer"}},
)
WITH = {"check": "long@1", "with": {"least": 3}}


def standard(*provisions: dict[str, Any], version: str = "1.0.0") -> dict[str, Any]:
    whole = {"kind": "standard", "id": "hz/pages", "version": version, "code": "TT", "title": both("pages")}
    return whole | {"scope": both("pages"), "provisions": list(provisions)}


def tree(*columns: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "columns", "id": "t", "version": "1.0.0", "title": both("t"), "columns": list(columns)}


def column(path: str = "news", **parts: Any) -> dict[str, Any]:
    return {"path": path, "name": both(path)} | parts


def profile(**parts: Any) -> dict[str, Any]:
    whole = {"kind": "profile", "id": "p", "version": "1.0.0", "title": both("p"), "binds": {"kind": "portal"}}
    return whole | {"include": [{"standard": "hz/pages@1"}]} | parts


def exempt(**condition: Any) -> dict[str, Any]:
    return {
        "include": [{"standard": "hz/pages@1", "without": [{"provision": "TT-01", "because": both("why")} | condition]}]
    }


def elements(**parts: Any) -> dict[str, Any]:
    one = {
        "name": "E",
        "title": both("e"),
        "group": "site",
        "obligation": "optional",
        "on": ["home"],
        "meaning": both("m"),
    }
    return {"kind": "metadata", "id": "m", "version": "1.0.0", "title": both("m"), "elements": [one | parts]}


def codes(*listed: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": "codelist",
        "id": "c",
        "version": "1.0.0",
        "title": both("c"),
        "codes": [{"name": both("n")} | one for one in listed],
    }


def calendar(status: str = "published", **parts: Any) -> dict[str, Any]:
    year = {"year": 2026, "status": status} | parts
    return {"kind": "calendar", "id": "k", "version": "1.0.0", "title": both("k"), "years": [year]}


def source(*clauses: str, **parts: Any) -> dict[str, Any]:
    listed = [{"id": one, "text": both("c"), "machine": ["auto"]} for one in clauses]
    return {
        "kind": "source",
        "id": "s",
        "version": "1.0.0",
        "title": both("s"),
        "confidence": "A",
        "clauses": listed,
    } | parts


def long(**parts: Any) -> dict[str, Any]:
    return PLAIN | parts


def scored(**parts: Any) -> dict[str, Any]:
    line = {"provision": "TT-01", "each": 1} | parts.pop("line", {})
    block = {
        "id": "D1",
        "title": both("d"),
        "most": 20,
        "items": [{"id": "D1.1", "title": both("i"), "most": 20, "loses": [line]}],
    }
    return profile(scoring={"start": 100, "fails_below": 60, "blocks": [block]} | parts)


ONE = provision(1, WITH)
NEW_YEAR = {"name": both("n"), "first": "2026-01-01", "last": "2026-01-01"}
SELECT = "SELECT url AS subject, length(title) >= {} AS ok FROM page"
# What happened: before, after, kind of change, what it may do, whether that is all it may do.
CASES: dict[str, tuple[dict[str, Any], dict[str, Any], str, str, bool]] = {
    "shall added": (standard(ONE), standard(ONE, provision(2, WITH)), "provision-added", "tightens", True),
    "should added": (standard(ONE), standard(ONE, provision(2, WITH, level="should")), "provision-added", "widens", False),
    "removed": (standard(ONE, provision(2, WITH)), standard(ONE), "provision-removed", "tightens", False),
    "raised": (standard(ONE | {"level": "should"}), standard(ONE), "level-raised", "tightens", True),
    "raised below shall": (standard(ONE | {"level": "may"}), standard(ONE | {"level": "should"}), "level-raised", "widens", False),
    "lowered": (standard(ONE), standard(ONE | {"level": "should"}), "level-lowered", "widens", False),
    "reworded": (standard(ONE), standard(ONE | {"text": both("pages shall")}), "text-reworded", "wording", False),
    "basis": (standard(ONE), standard(ONE | {"basis": ["office-rules#1", "a#2"]}), "basis-added", "wording", False),
    "mandatory": (standard(ONE), standard(ONE | {"mandatory": True}), "mandatory-added", "tightens", True),
    "one more check": (standard(ONE), standard(provision(1, WITH, "other")), "verification-added", "tightens", True),
    "one check less": (standard(provision(1, WITH, "other")), standard(ONE), "verification-removed", "widens", False),
    "another check": (standard(ONE), standard(provision(1, "other")), "check-exchanged", "tightens", False),
    "review": (
        standard(provision(1, {"review": both("read")})),
        standard(provision(1, {"review": both("look")})),
        "review-wording-reworded",
        "wording",
        False,
    ),
    "order of provisions": (
        standard(ONE, provision(2, WITH)),
        standard(provision(2, WITH), ONE),
        "provision-reordered",
        "wording",
        False,
    ),
    "required": (tree(column()), tree(column(required=True)), "required-added", "tightens", False),
    "cycle": (tree(column(max_idle="P14D")), tree(column(max_idle="P7D")), "cycle-shortened", "tightens", True),
    "longer cycle": (tree(column(max_idle="P7D")), tree(column(max_idle="P14D")), "cycle-lengthened", "widens", False),
    "no telling": (tree(column(max_idle="P30D")), tree(column(max_idle="P1M")), "cycle-changed", "tightens", False),
    "alias": (tree(column()), tree(column(aliases=["新闻"])), "alias-added", "tightens", False),
    "alias gone": (tree(column(aliases=["新闻"])), tree(column()), "alias-removed", "tightens", False),
    "renamed": (tree(column()), tree(column(name=both("新闻"))), "column-renamed", "tightens", False),
    "renamed, the old name kept": (
        tree(column()),
        tree(column(name=both("新闻"), aliases=["news"])),
        "column-renamed",
        "tightens",
        False,
    ),
    "column nobody must have": (tree(column()), tree(column(), column("more")), "column-added", "widens", False),
    "column to have": (tree(column()), tree(column(), column("more", required=True)), "column-added", "tightens", False),
    "column gone": (tree(column(), column("more")), tree(column()), "column-removed", "tightens", False),
    "exempt": (profile(), profile(**exempt()), "exemption-added", "widens", False),
    "not exempt": (profile(**exempt()), profile(), "exemption-removed", "tightens", True),
    "exempt by trait": (profile(**exempt()), profile(**exempt(when={"trait": "x"})), "exemption-narrowed", "tightens", True),
    "exempt always": (profile(**exempt(when={"trait": "x"})), profile(**exempt()), "exemption-widened", "widens", False),
    "tier": (profile(), profile(binds={"kind": "portal", "tier": "city"}), "tier-added", "tightens", False),
    "failing line": (scored(), scored(fails_below=70), "failing-line-raised", "tightens", False),
    "points": (scored(), scored(line={"each": 2}), "points-each-raised", "tightens", False),
    "per subject": (scored(), scored(line={"per": "subject"}), "way-of-counting-changed", "widens", False),
    "a veto": (scored(), scored(vetoes=[{"id": "V1", "title": both("v"), "provisions": ["TT-01"]}]), "veto-added", "tightens", False),
    "mandatory element": (elements(), elements(obligation="mandatory"), "obligation-changed", "tightens", False),
    "pattern": (elements(), elements(pattern="x"), "pattern-added", "tightens", False),
    "no pattern": (elements(pattern="x"), elements(), "pattern-removed", "widens", False),
    "more often": (elements(), elements(occurs=2), "most-occurrences-raised", "widens", False),
    "code": (codes({"code": "1"}), codes({"code": "1"}, {"code": "2"}), "code-added", "widens", False),
    "code gone": (codes({"code": "1"}, {"code": "2"}), codes({"code": "1"}), "code-removed", "tightens", False),
    "parent": (codes({"code": "1"}), codes({"code": "1", "parent": "0"}), "parent-added", "tightens", False),
    "holds for longer": (
        codes({"code": "1", "valid_to": "2026-01-01"}),
        codes({"code": "1", "valid_to": "2027-01-01"}),
        "last-valid-day-moved-later",
        "widens",
        False,
    ),
    "day off": (calendar(), calendar(holidays=[NEW_YEAR]), "day-closed", "widens", False),
    "day of work": (calendar(holidays=[NEW_YEAR]), calendar(), "day-opened", "tightens", False),
    "a day not confirmed": (calendar("unconfirmed", holidays=[NEW_YEAR]), calendar(), "day-opened", "widens", False),
    "clause": (source("1"), source("1", "2"), "clause-added", "widens", False),
    "clause gone": (source("1", "2"), source("1"), "clause-removed", "tightens", False),
    "confidence": (source("1"), source("1", confidence="B"), "confidence-changed", "widens", False),
    "query": (long(), long(select=SELECT.format("$least + 1")), "query-changed", "tightens", False),
    "query respelt": (long(), long(select="SELECT p.url AS subject, $least <= length(p.title) AS ok FROM page p"), "query-respelt", "wording", False),
    "shown besides": (long(), long(select=PLAIN["select"].replace(" FROM", ", title FROM")), "query-columns-changed", "wording", False),
    "a constant becomes a parameter": (
        long(parameters={}, select=SELECT.format(3)),
        long(parameters={"least": {"type": "integer", "default": 3}}),
        "query-parametrised",
        "widens",
        False,
    ),
    "default": (
        long(parameters={"least": {"type": "integer", "default": 3}}),
        long(parameters={"least": {"type": "integer", "default": 4}}),
        "default-raised",
        "tightens",
        True,
    ),
    "needs": (long(), long(needs=["page", "item"]), "needed-table-added", "tightens", False),
    "absence": (long(absence="decides"), long(), "absence-removed", "tightens", True),
    "message": (long(), long(message={"fail": both("too short")}), "message-of-failing-added", "wording", False),
}  # fmt: skip


def read(written: dict[str, Any]) -> Document:
    return MODELS[written["kind"]].model_validate(written)


@pytest.mark.parametrize("name", CASES)
def test_what_happened_is_called_by_its_name_and_effect(name: str) -> None:
    before, after, kind, effect, one_way = CASES[name]

    first = [change for change in compare(read(before), read(after)) if change.kind == kind]

    assert [(change.effect.name.lower(), change.one_way) for change in first] == [(effect, one_way)]


def test_the_direction_of_a_value_is_asked_of_the_check() -> None:
    """A larger `least` is harder to reach; without the check at hand nobody can know."""
    before, after = read(standard(ONE)), read(standard(provision(1, WITH | {"with": {"least": 4}})))

    def find(kind: str, reference: str) -> Document | None:
        return read(PLAIN) if (kind, reference) == ("check", "long@1") else None

    known = compare(before, after, old_refs=find, new_refs=find)
    back = compare(after, before, old_refs=find, new_refs=find)
    unknown = compare(before, after) + compare(after, before)

    assert [(one.kind, one.effect, one.one_way) for one in known] == [("parameter-value-raised", Effect.TIGHTENS, True)]
    assert [(one.kind, one.effect) for one in back] == [("parameter-value-lowered", Effect.WIDENS)]
    assert {(one.effect, one.one_way) for one in unknown} == {(Effect.TIGHTENS, False)}


def test_a_reference_exchanged_counts_as_what_lies_between_its_two_documents() -> None:
    at = {1: PLAIN, 2: long(title=both("another title"), version="2.0.0")}

    def find(kind: str, reference: str) -> Document | None:
        return read(at[int(reference[-1])])

    before, after = read(standard(ONE)), read(standard(provision(1, WITH | {"check": "long@2"})))

    assert [one.effect for one in compare(before, after)] == [Effect.TIGHTENS]
    assert [one.effect for one in compare(before, after, old_refs=find, new_refs=find)] == [Effect.WORDING]


def test_every_kind_and_every_field_has_a_name_in_both_languages() -> None:
    there = {
        info.alias or name
        for model in MODELS.values()
        for shape in shapes_of(model)
        for name, info in shape.model_fields.items()
    }

    assert set(MODELS) <= BY_KIND.keys()
    assert set(MODELS) <= KINDS.keys()
    assert there - {"version"} - FIELDS.keys() == set()


class Term(Shape):
    term: Text
    meaning: Text
    broader: str | None = None


class Glossary(Document):
    terms: list[Term]


def test_a_kind_nobody_has_written_rules_for_is_compared_field_by_field() -> None:
    def words(kind: str, *terms: dict[str, Any]) -> Glossary:
        return Glossary.model_validate({"kind": kind, "id": "g", "version": "1.0.0", "terms": list(terms)})

    one, other = ({"term": both(name), "meaning": both("what it is")} for name in ("column", "portal"))
    for kind, effect in (("glossary", Effect.WORDING), ("other", Effect.TIGHTENS)):
        (added,) = compare(words(kind, one), words(kind, one, other))
        (changed,) = compare(words(kind, one), words(kind, one | {"broader": "portal"}))
        (reworded,) = compare(words(kind, one), words(kind, one | {"meaning": both("another")}))
        assert (added.kind, added.path, added.effect) == ("term-added", ("terms", "portal"), effect)
        assert (changed.path, changed.effect) == (("terms", "column", "broader"), effect)
        assert (reworded.kind, reworded.effect) == ("meaning-reworded", Effect.WORDING)


def test_a_rule_that_finds_nothing_to_say_does_not_hide_an_edit() -> None:
    one, other = read(standard(ONE)), read(standard(ONE | {"level": "may"}))
    silent = {name: lambda *_: iter(()) for name in type(one).model_fields}

    (change,) = fields(Spot(), one, other, silent, plainly(Effect.TIGHTENS))

    assert (change.path, change.effect) == (("provisions", "TT-01", "level"), Effect.TIGHTENS)


@pytest.mark.parametrize(
    ("effects", "least"),
    [
        ([], "1.4.2"),
        ([Effect.WORDING], "1.4.3"),
        ([Effect.WORDING, Effect.WIDENS], "1.5.0"),
        ([Effect.WIDENS, Effect.TIGHTENS, Effect.WORDING], "2.0.0"),
    ],
)
def test_the_gravest_change_decides_the_least_number(effects: list[Effect], least: str) -> None:
    changes = [Change("x-changed", (), effect, Text(zh="改", en="x")) for effect in effects]

    assert least_version("1.4.2", changes) == least


# --- the command


@pytest.fixture
def own(run: Run, tmp_path: Path) -> Path:
    """An office's catalogue in a git repository: a standard in two versions, the first committed as v1."""
    root = tmp_path / "hz"
    write(root / "standards/hz/pages/1.0.0.yaml", standard(ONE))
    write(root / "specs/checks/long/1.0.0.yaml", PLAIN)
    (tmp_path / "egovspec.yaml").write_text("catalogues: [hz]\n", encoding="utf-8")
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "-c", "user.name=author", "-c", "user.email=author@example.org", "commit", "-q", "-m", "first")
    git(root, "tag", "v1")
    write(
        root / "standards/hz/pages/1.1.0.yaml", standard(provision(1, WITH | {"with": {"least": 4}}), version="1.1.0")
    )
    return root


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


SAID = "TT-01 “provision 1” › long › least: parameter value raised from 3 to 4"


@pytest.mark.parametrize(
    "sides",
    [
        ["hz/pages"],
        ["hz/pages@1.0.0", "hz/pages@1.1.0"],
        ["standard:hz/pages@1.0.0", "hz/pages"],
        ["hz/pages@1.1.0", "--kind", "standard"],
        ["hz/standards/hz/pages/1.0.0.yaml", "hz/standards/hz/pages/1.1.0.yaml"],
        ["hz/standards/hz/pages/1.1.0.yaml"],
        ["v1", "hz/pages"],
        ["v1:standards/hz/pages/1.0.0.yaml", "hz/pages"],
        ["HEAD", "hz"],
        ["v1"],
        ["hz/pages@1.0.0", "hz"],
    ],
    ids=" ".join,
)
def test_a_side_is_a_file_a_document_a_revision_or_a_folder(own: Path, run: Run, sides: list[str]) -> None:
    # Paths of a revision are counted from the top of its repository, so one has to stand in it.
    ran = _in(own, run, sides) if any(":standards" in side for side in sides) else run("diff", *sides)

    assert (ran.code, ran.err) == (0, "")
    assert SAID in ran.out
    assert "next version at least 2.0.0 (a new major version)" in ran.out


def _in(folder: Path, run: Run, sides: list[str]) -> Ran:
    before = Path.cwd()
    os.chdir(folder)
    try:
        return run("diff", *sides, "--catalogue", folder)
    finally:
        os.chdir(before)


def test_two_catalogues_differ_by_what_came_went_and_changed(own: Path, run: Run) -> None:
    write(own / "specs/checks/more/1.0.0.yaml", long(id="more"))
    (own / "specs/checks/long/1.0.0.yaml").unlink()

    ran = run("diff", "v1", "hz", "--format", "json")

    told = {one["id"]: [change["kind"] for change in one["changes"]] for one in json.loads(ran.out)["documents"]}
    assert told == {"long": ["document-removed"], "more": ["document-added"], "hz/pages": ["parameter-value-raised"]}


def test_a_revision_leaves_the_work_tree_as_it_was(own: Path, run: Run) -> None:
    before = {path: path.read_bytes() for path in own.rglob("*") if path.is_file()}

    run("diff", "v1")

    assert {path: path.read_bytes() for path in own.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("sides", "code", "said"),
    [
        (["hz/pges"], "unknown-reference", "did you mean 'hz/pages'?"),
        (["hz/pages@7"], "unknown-reference", "there is 1.0.0, 1.1.0"),
        (["city-portal"], "wrong-settings", "write columns:city-portal, profile:city-portal, or --kind"),
        (["hz/pages", "long"], "wrong-settings", "one is a standard, the other a check"),
        (["long"], "wrong-settings", "no earlier version"),
        (["v1", "--output=x"], None, "No such option"),
        (["v9"], "unknown-reference", "no file, folder, document of the catalogue or git revision"),
        (["v1:nowhere.yaml", "hz/pages"], "unreadable", "no such file"),
        (["hz/pages", "--format", "pdf"], None, "no format 'pdf'"),
        (["hz/pages", "--kind", "thing"], None, "no kind 'thing'"),
    ],
)
def test_what_cannot_be_compared_is_said_with_the_way_out(
    own: Path, run: Run, sides: list[str], code: str | None, said: str
) -> None:
    ran = run("diff", *sides)

    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert code is None or f"[{code}]" in ran.err


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], 0),
        (["--exit-code"], 1),
        (["--fail-on", "tightens"], 1),
        (["--fail-on", "widens"], 1),
        (["--fail-on", "wording"], 1),
    ],
)
def test_the_exit_code_says_no_only_when_asked(own: Path, run: Run, options: list[str], code: int) -> None:
    assert run("diff", "hz/pages", *options).code == code
    assert run("diff", "hz/pages", "hz/pages", *options).code == 0


def test_a_rewording_does_not_fail_on_what_tightens(own: Path, run: Run) -> None:
    write(own / "standards/hz/pages/1.1.0.yaml", standard(ONE | {"fix": both("mend")}, version="1.1.0"))

    assert run("diff", "hz/pages", "--fail-on", "tightens").code == 0
    assert run("diff", "hz/pages", "--fail-on", "wording").code == 1


def test_both_languages_and_all_formats_say_the_same(own: Path, run: Run, tmp_path: Path) -> None:
    ran = run(
        "diff", "hz/pages", "--lang", "zh", "--format", "text", "--format", "markdown=note.md", "--format=json=all.json"
    )

    note = (tmp_path / "note.md").read_text(encoding="utf-8")
    told = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))
    assert "TT-01“provision 1” › long › least：参数值由 3 提高到 4" in ran.out
    assert "只收紧，没有放宽" in ran.out
    assert "版本号至少为 2.0.0（主版本）" in ran.out
    assert "- `~` TT-01“provision 1” › long › least：参数值由 3 提高到 4" in note
    (document,) = told["documents"]
    assert (document["least"], document["tighter_only"], document["draft"]) == ("2.0.0", True, True)
    assert document["changes"][0]["path"] == ["provisions", "TT-01", "verify", "long", "with", "least"]
    jsonschema.validate(told, SCHEMA)


def test_what_strangers_wrote_is_spelled_out(own: Path, run: Run) -> None:
    """A text may hold whatever a terminal obeys or a page takes for its own."""
    evil = "a\x1b[31m <img src=x> [x](http://e.org) `y` @all"
    written = json.dumps(standard(ONE | {"text": both(evil)}, version="1.1.0"), ensure_ascii=True)
    (own / "standards/hz/pages/1.1.0.yaml").write_text(written, encoding="utf-8")

    text, note = (run("diff", "hz/pages", "--format", form).out for form in ("text", "markdown"))

    assert "\x1b" not in text + note
    assert "\\x1b[31m" in text
    outside = "".join(part for n, part in enumerate(note.split("```")) if n % 2 == 0)
    assert "<img" not in outside


def test_colour_repeats_what_words_and_signs_say(own: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = run("diff", "hz/pages").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = run("diff", "hz/pages").out

    assert "\x1b[31m" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == plain


def test_nothing_different_is_said_in_so_many_words(own: Path, run: Run) -> None:
    ran = run("diff", "hz/pages", "hz/pages", "--exit-code")

    assert (ran.code, ran.out) == (0, "no differences\n")


PAGE = Path(__file__).parents[1] / "docs" / "guide" / "compare.md"
LISTED = re.findall(
    r"^(`{3,})console\n\$ egovspec (.+)\n((?s:.*?))^\1$", PAGE.read_text(encoding="utf-8"), re.MULTILINE
)


@pytest.mark.parametrize("listed", LISTED, ids=[command for _, command, _ in LISTED])
def test_the_guide_shows_what_is_printed(run: Run, listed: tuple[str, str, str]) -> None:
    _, command, shown = listed

    assert run(*command.split()).out == shown
