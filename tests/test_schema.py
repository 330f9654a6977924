"""Schemas for editors: every key is told in both languages, what is shipped is valid, what exists is offered, settings stay."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from ruamel.yaml import events as E

from conftest import Run
from egovspec.desk import schema_words
from egovspec.desk.layout import laid_out
from egovspec.desk.schema import ALL, schemas
from egovspec.desk.schema_editor import vscode_settings
from egovspec.desk.schema_ids import PROVISIONS, REFERS, with_ids
from egovspec.desk.schema_jsonc import NotSettings, merged
from egovspec.desk.schema_text import in_both_languages, parts
from egovspec.errors import SpecErrors
from egovspec.library.catalogue import load
from egovspec.library.kinds import FOLDERS
from egovspec.library.yaml import events

ROOT = Path(__file__).parents[1]
SHIPPED = sorted([*ROOT.glob("standards/**/*.yaml"), *ROOT.glob("specs/**/*.yaml")])
SHIPPED += sorted(ROOT.glob("examples/sample-city/*.yaml"))
# What programs write and nobody edits.
WRITTEN = {"report"}
NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")


@cache
def plain() -> dict[str, dict[str, Any]]:
    return schemas()


@cache
def knowing() -> dict[str, dict[str, Any]]:
    return with_ids(plain(), load(drafts=True))


def as_an_editor_reads(text: str) -> Any:
    """YAML 1.2 with its core types, as a language server reads it: bare numbers and truth values, days as texts."""
    stack: list[Any] = []
    keys: list[Any] = []
    anchors: dict[str, Any] = {}
    top: Any = None
    nothing = object()

    def put(value: Any) -> None:
        nonlocal top
        if not stack:
            top = value
        elif isinstance(stack[-1], list):
            stack[-1].append(value)
        elif keys[-1] is nothing:
            keys[-1] = value
        else:
            stack[-1][keys[-1]] = value
            keys[-1] = nothing

    for event in events(text):
        match event:
            case E.ScalarEvent():
                is_key = bool(stack) and isinstance(stack[-1], dict) and keys[-1] is nothing
                value = event.value if event.style or is_key else core(event.value)
            case E.AliasEvent():
                value = anchors[event.anchor]
            case E.MappingStartEvent() | E.SequenceStartEvent():
                value = {} if isinstance(event, E.MappingStartEvent) else []
            case E.MappingEndEvent() | E.SequenceEndEvent():
                stack.pop()
                keys.pop()
                continue
            case _:
                continue
        put(value)
        if getattr(event, "anchor", None):
            anchors[event.anchor] = value
        if isinstance(event, E.MappingStartEvent | E.SequenceStartEvent):
            stack.append(value)
            keys.append(nothing)
    return top


def core(text: str) -> Any:
    if NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return {"true": True, "false": False, "null": None, "~": None, "": None}.get(text, text)


def complaints(schema: dict[str, Any], document: Any) -> list[str]:
    return [f"{list(e.absolute_path)} {e.message[:200]}" for e in Draft202012Validator(schema).iter_errors(document)]


@pytest.mark.parametrize("kind", sorted({*ALL, "comparison"} - WRITTEN))
def test_every_key_is_told_in_both_languages(kind: str) -> None:
    assert not [
        f"{name}.{key}"
        for name, part in parts(plain()[kind])
        for key, value in part.get("properties", {}).items()
        if not in_both_languages(value.get("description", ""))
    ]


def test_words_are_about_keys_there_are() -> None:
    keys = {
        (name, key) for schema in plain().values() for name, part in parts(schema) for key in part.get("properties", {})
    }
    told = {(name, key) for table in (schema_words.OF, schema_words.EXAMPLES) for name in table for key in table[name]}
    values = {
        (name, value) for schema in plain().values() for name, part in parts(schema) for value in part.get("enum", [])
    }
    names = {name for schema in plain().values() for name, _ in parts(schema)}

    assert told <= keys
    assert {(name, value) for name, table in schema_words.VALUES.items() for value in table} <= values
    assert set(schema_words.SNIPPETS) <= names
    assert {*REFERS, *PROVISIONS} <= keys


def test_nothing_unknown_may_stand_in_a_document() -> None:
    """But in evidence, whose keys are its collector's, where every collector's own schema closes it."""
    free = {
        f"{kind}: {name}"
        for kind in ALL
        for name, part in parts(plain()[kind])
        if "properties" in part and part.get("additionalProperties") is not False
    }

    assert free == set()


def test_snippets_are_what_the_schema_takes() -> None:
    """Filled in at random, an item to begin with has every key that must be there."""
    for schema in plain().values():
        whole = dict(parts(schema))
        for name, (_, body) in schema_words.SNIPPETS.items():
            if name in whole:
                assert set(whole[name]["required"]) <= set(body) <= set(whole[name]["properties"])


def kind_of(path: Path) -> str:
    found = re.search(r"^kind: (\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert found
    return found[1]


@pytest.mark.parametrize("known", [False, True], ids=["plain", "with-ids"])
@pytest.mark.parametrize("kind", sorted({kind_of(path) for path in SHIPPED}))
def test_what_is_shipped_is_valid_as_an_editor_reads_it(kind: str, known: bool) -> None:
    """Laid out, since fmt puts quotes around texts that look like numbers."""
    validator = Draft202012Validator((knowing() if known else plain())[kind])
    of_kind = [path for path in SHIPPED if kind_of(path) == kind]
    wrong = {}
    for path in of_kind[:: 8 if kind == "check" else 2]:
        document = as_an_editor_reads(laid_out(path.read_bytes(), path.name))
        if found := [f"{list(e.absolute_path)} {e.message[:100]}" for e in validator.iter_errors(document)]:
            wrong[path.relative_to(ROOT).as_posix()] = found

    assert wrong == {}


def test_schemas_with_ids_are_schemas() -> None:
    for schema in knowing().values():
        Draft202012Validator.check_schema(schema)


def offered_at(schema: dict[str, Any], *way: str) -> Iterator[str]:
    """The values a schema offers at a place: those of every enumeration a completion would find there."""
    found: list[Any] = [schema]
    for step in way:
        found = [below for one in found for option in options(one, schema) for below in under(option, step)]
    for one in found:
        for option in options(one, schema):
            yield from option.get("enum", [])


def options(part: dict[str, Any], whole: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "$ref" in part:
        yield from options(whole["$defs"][part["$ref"].rpartition("/")[2]], whole)
    yield part
    for word in ("anyOf", "oneOf"):
        for one in part.get(word, []):
            yield from options(one, whole)


def under(part: dict[str, Any], step: str) -> Iterator[dict[str, Any]]:
    if step == "[]" and "items" in part:
        yield part["items"]
    elif step in part.get("properties", {}):
        yield part["properties"][step]


@pytest.mark.parametrize(
    ("kind", "way", "offered"),
    [
        ("standard", "provisions [] verify [] check", "column-fresh@1"),
        ("standard", "provisions [] verify [] check", "column-fresh@1.0.1"),
        ("standard", "provisions [] basis []", "gbmh-2019-19#V4.1"),
        ("profile", "include [] standard", "portal-columns@1"),
        ("profile", "include [] without [] provision", "PC-03"),
        ("profile", "extends", "city-portal@1"),
        ("profile", "scoring vetoes [] provisions []", "PO-01"),
        ("deployment", "profile", "city-portal@1"),
        ("metadata", "elements [] codelist", "zhejiang-divisions@1"),
        ("columns", "columns [] basis []", "zj-2003-30#2.1e"),
        ("attestations", "attestations [] provision", "PC-03"),
        ("waivers", "waivers [] provision", "PC-03"),
        ("check", "needs []", "column_seen"),
        ("check", "each", "page"),
    ],
)
def test_what_there_is_is_offered(kind: str, way: str, offered: str) -> None:
    assert offered in set(offered_at(knowing()[kind], *way.split()))


def test_what_is_being_defined_is_not_offered() -> None:
    assert not list(offered_at(knowing()["standard"], "provisions", "[]", "id"))


def document(**changes: Any) -> dict[str, Any]:
    """A standard of one provision, with some of the provision's keys changed."""
    both = {"zh": "甲", "en": "a"}
    provision = {"id": "HZ-01", "level": "shall", "title": both, "text": both, "basis": ["zj-2003-30#2.1e"]}
    provision |= {"confidence": "A", "origin": "norm", "verify": [{"check": "column-present@1"}], "fix": both}
    provision |= {"since": "1.0.0"} | changes
    head = {"kind": "standard", "id": "hz/a", "version": "1.0.0", "code": "HZ", "title": both, "scope": both}
    return {**head, "provisions": [{key: value for key, value in provision.items() if value is not None}]}


@pytest.mark.parametrize(
    ("changes", "fine"),
    [
        ({}, True),
        ({"verify": [{"check": "hz/not-written-yet@1"}]}, True),
        ({"basis": ["hz/measures#1"]}, True),
        ({"verify": [{"check": "column-present"}]}, False),
        ({"basis": ["zj-2003-30"]}, False),
        ({"verify": [{"chek": "column-present@1"}]}, False),
        ({"levle": "shall"}, False),
        ({"level": "must"}, False),
        ({"fix": None}, False),
        ({"verify": [{"check": "column-present@1", "with": {"which": "required"}}]}, True),
        ({"verify": [{"check": "column-present@1", "with": {"which": "nonsense"}}]}, False),
        ({"verify": [{"check": "column-present@1", "with": {"newer": "than the schema"}}]}, True),
    ],
)
def test_what_is_wrong_is_marked_and_what_may_be_is_not(changes: dict[str, Any], fine: bool) -> None:
    assert (complaints(knowing()["standard"], document(**changes)) == []) is fine


def test_parameters_of_a_check_are_offered_where_it_is_cited() -> None:
    (found,) = [
        one["then"]["properties"]["with"]["properties"]
        for one in knowing()["standard"]["$defs"]["VerifiedByCheck"]["allOf"]
        if "column-present@1" in one["if"]["properties"]["check"]["enum"]
    ]

    assert set(found) == {"columns", "which", "under", "except"}
    assert found["which"]["enum"] == ["required", "expected"]
    assert "city-portal@1" in found["columns"]["anyOf"][0]["enum"]


def test_columns_of_a_table_are_offered_in_a_case() -> None:
    given_there = knowing()["check"]["$defs"]["Case"]["properties"]["given"]["properties"]
    columns = given_there["column_seen"]["items"]["properties"]

    assert {"name", "newest_on", "collected"} <= set(columns)
    assert all(in_both_languages(column["description"]) for column in columns.values())


# --- settings of the editor


def without_comments(text: str) -> Any:
    return json.loads(re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL))


def test_settings_name_a_schema_for_every_kind(tmp_path: Path) -> None:
    found = json.loads(vscode_settings(tmp_path)[PurePosixPath(".vscode/settings.json")])

    assert set(found["yaml.schemas"]) == {f"./specs/schemas/{kind}.schema.json" for kind in ALL}
    assert [f"{FOLDERS['check']}/**/*.yaml"] == found["yaml.schemas"]["./specs/schemas/check.schema.json"]


OWN = """// ours
{
    "editor.tabSize": 8, // wide
    /* and */
    "yaml.schemas": {"./mine.json": "x.yaml"},
    "yaml.format.enable": true,
    "[yaml]": {},
}
"""


def test_settings_that_are_there_stay_to_the_character(tmp_path: Path) -> None:
    (tmp_path / ".vscode").mkdir()
    (tmp_path / ".vscode/settings.json").write_text(OWN, encoding="utf-8")

    text = vscode_settings(tmp_path)[PurePosixPath(".vscode/settings.json")]
    found = without_comments(re.sub(r",\s*}", "}", text))

    left = iter(text)
    assert all(character in left for character in OWN)
    assert (found["editor.tabSize"], found["yaml.format.enable"]) == (8, True)
    assert found["yaml.schemas"]["./mine.json"] == "x.yaml"
    assert "./specs/schemas/check.schema.json" in found["yaml.schemas"]
    assert found["[yaml]"]["editor.tabSize"] == 2


def test_adding_twice_is_adding_once(tmp_path: Path) -> None:
    (tmp_path / ".vscode").mkdir()
    for path, text in vscode_settings(tmp_path).items():
        (tmp_path / path).write_text(text, encoding="utf-8")

    assert all(
        (tmp_path / path).read_text(encoding="utf-8") == text for path, text in vscode_settings(tmp_path).items()
    )


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=4), below, max_size=3),
    max_leaves=6,
)
OBJECTS = st.dictionaries(st.sampled_from(["a", "b", "[yaml]", '"', "//", "{"]), VALUES, max_size=4)


def both(held: Any, wanted: Any) -> Any:
    """What `merged` promises, said of plain values."""
    if isinstance(held, dict) and isinstance(wanted, dict):
        return {**{key: both(held[key], wanted[key]) if key in wanted else held[key] for key in held},
                **{key: value for key, value in wanted.items() if key not in held}}  # fmt: skip
    if isinstance(held, list) and isinstance(wanted, list):
        return [*(one for one in wanted if one not in held), *held]
    return held


@settings(max_examples=60, deadline=None)
@given(OBJECTS, OBJECTS, st.sampled_from([None, 2, "\t"]))
def test_merging_adds_what_is_missing_and_nothing_else(held: Any, wanted: Any, indent: Any) -> None:
    text = json.dumps(held, indent=indent)

    assert json.loads(merged(text, wanted)) == both(held, wanted)


@pytest.mark.parametrize("text", ["", "[]", "nonsense", '{"a": 1', '"a"'])
def test_what_is_no_object_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(NotSettings):
        merged(text, {"a": 1})
    (tmp_path / ".vscode").mkdir()
    (tmp_path / ".vscode/settings.json").write_text(text, encoding="utf-8")
    with pytest.raises(SpecErrors, match=r"settings\.json:1:1: "):
        vscode_settings(tmp_path)


# --- the command


def test_an_office_gets_schemas_with_its_own_ids_and_settings(run: Run, tmp_path: Path) -> None:
    assert run("new", "library", "lib", "--namespace", "hz", "--code", "HZ").code == 0

    ran = run("schema", "--vscode", "lib")

    assert ran.code == 0
    assert ran.out.splitlines() == ["lib/specs/schemas/", "lib/.vscode/settings.json", "lib/.vscode/extensions.json"]
    text = (tmp_path / "lib/specs/schemas/profile.schema.json").read_text(encoding="utf-8")
    assert "hz/rules@1" in set(offered_at(json.loads(text), "include", "[]", "standard"))
    for path, settings_text in vscode_settings(tmp_path / "lib").items():
        assert (tmp_path / "lib" / path).read_text(encoding="utf-8") == settings_text


def test_shipped_schemas_are_not_overwritten_by_ones_with_ids(run: Run) -> None:
    ran = run("schema", "--with-ids", "--write")

    assert ran.code == 2
    assert "--out" in ran.err


def test_one_kind_is_printed_with_ids(run: Run) -> None:
    assert "column-fresh@1" in set(
        offered_at(json.loads(run("schema", "--with-ids", "standard").out), "provisions", "[]", "verify", "[]", "check")
    )
