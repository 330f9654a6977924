"""What is written back loads to what it was, and any bytes at all end in a tree or in errors with a place."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from egovspec.desk.layout import laid_out
from egovspec.desk.schema import ALL
from egovspec.errors import SpecErrors
from egovspec.library.canonical import digest, dump
from egovspec.library.shapes import shape
from egovspec.library.yaml import parse
from egovspec.model.base import Shape
from egovspec.model.calendar import Calendar
from egovspec.model.check import Check
from egovspec.model.codelist import CodeList
from egovspec.model.columns import ColumnTree
from egovspec.model.deployment import Deployment
from egovspec.model.glossary import Glossary
from egovspec.model.metadata import Metadata
from egovspec.model.overlay import Attestations, Waivers
from egovspec.model.profile import Profile
from egovspec.model.release import Releases
from egovspec.model.source import Source
from egovspec.model.standard import Standard

Tree = st.SearchStrategy[dict[str, Any]]


def some(required: dict[str, Any], /, **optional: Any) -> Tree:
    """A mapping with the required keys and any of the optional ones, often all. A key that Python reserves ends in _."""
    more = {key.rstrip("_"): value for key, value in optional.items()}
    return st.fixed_dictionaries(required | more) | st.fixed_dictionaries(required, optional=more)


def several(one: Any, least: int = 0) -> Any:
    return st.lists(one, min_size=least, max_size=2)


# Texts that YAML could take for something else, and whatever else text can be.
TRICKY = [
    "no",
    "1.10",
    "010",
    "2026-03-01",
    "null",
    "~",
    "true",
    "- a",
    "a: b",
    "#x",
    "*a",
    "&a",
    "'",
    '"',
    "|",
    "%",
    "@",
    "`",
]
TRICKY += [
    "",
    " ",
    "=",
    "<<",
    "!!str",
    "{a",
    "[",
    "a\nb\n",
    "\n a",
    "\t",
    "a ",
    "：",
    "\u2028",
    "\x85",
    "\ufeff",
    "\x07",
    "𠮷",
    "\\",
]
ANY = st.sampled_from(TRICKY) | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
WORDS = ANY.filter(lambda text: bool(text.split()))
TEXT = st.fixed_dictionaries({"zh": WORDS, "en": WORDS})
FILLED = ANY.filter(bool)
SLUG = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,3})?", fullmatch=True)
VARIABLE = st.sampled_from(["x", "least", "max_idle", "no", "null", "y1"])
VERSION = st.sampled_from(["1.0.0", "0.1.10", "10.20.30"])
IDENTIFIER = SLUG | st.sampled_from(["hz/pages", "1e3", "0x10", "007"])
REFERENCE = st.builds("{}@{}".format, IDENTIFIER, st.sampled_from(["1", "1.0.0"]))
EXACT = st.builds("{}@{}".format, IDENTIFIER, VERSION)
CLAUSE_ID = st.sampled_from(["1", "2.1e", "V4.1", "1e5", "0x1F", "page-7", "010"])
CITED = st.builds("{}#{}".format, IDENTIFIER, CLAUSE_ID)
PROVISION_ID = st.from_regex(r"[A-Z]{2}-[0-9]{2,3}", fullmatch=True)
DAY = st.dates(date(1900, 1, 1), date(2200, 1, 1)).map(str)
FLAG = st.sampled_from(["true", "false"])
DURATION = st.sampled_from(["P14D", "P6M", "P1Y2M3DT4H5M6.5S", "PT0S", "P2W", "PT15S"])
CONFIDENCE, ORIGIN = st.sampled_from("ABCD"), st.sampled_from(["norm", "practice", "proposal"])
TIER = st.sampled_from(["province", "city", "county"])
VALUE = st.recursive(ANY, lambda inner: several(inner) | st.dictionaries(VARIABLE, inner, max_size=2), max_leaves=4)
VALUES = st.dictionaries(VARIABLE, VALUE, max_size=2)
ROLE = {"by": WORDS}


def document(kind: str, required: dict[str, Any], /, **optional: Any) -> Tree:
    opening = {"kind": st.just(kind), "id": IDENTIFIER, "version": VERSION}
    return some(opening | required, **optional)


CLAUSE = some(
    {"id": CLAUSE_ID, "text": TEXT, "machine": several(st.sampled_from(["auto", "record", "review", "aim"]), 1)},
    confidence=CONFIDENCE,
    carried_by=several(CLAUSE_ID),
    planned=several(st.just("NP")),
    left_out=TEXT,
)
SOURCE = document(
    "source",
    {"title": TEXT, "confidence": CONFIDENCE, "clauses": several(CLAUSE, 1)},
    number=FILLED,
    issuer=TEXT,
    issued=DAY,
    in_force=DAY,
    note=TEXT,
)
VERIFIED = some({"check": REFERENCE}, with_=VALUES) | some({"review": TEXT})
PROVISION = some(
    {"id": PROVISION_ID, "level": st.sampled_from(["shall", "should", "may"]), "title": TEXT, "text": TEXT}
    | {"basis": several(CITED, 1), "confidence": CONFIDENCE, "origin": ORIGIN, "verify": several(VERIFIED, 1)}
    | {"fix": TEXT, "since": VERSION},
    mandatory=FLAG,
    note=TEXT,
)
STANDARD = document(
    "standard", {"code": st.just("NO"), "title": TEXT, "scope": TEXT, "provisions": several(PROVISION, 1)}
)
PARAMETER = some({"spec": st.sampled_from(["columns", "calendar"])}, meaning=TEXT) | some(
    {"type": st.sampled_from(["text", "integer", "duration", "texts"])},
    default=VALUE,
    one_of=several(ANY),
    meaning=TEXT,
)
COUNT = st.sampled_from(["1", "12"])
MOMENT = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(datetime.isoformat) | DAY
CASE = some(
    {
        "name": TEXT,
        "expect": several(
            some({"outcome": st.sampled_from(["pass", "fail", "open"])}, subject=ANY, message=ANY, faults=COUNT), 1
        ),
    },
    as_of=MOMENT,
    with_=VALUES,
    given=st.dictionaries(VARIABLE, several(st.dictionaries(VARIABLE, VALUE | st.none(), max_size=2)), max_size=1),
)
EMPTY = some({"outcome": st.just("not-applicable"), "because": TEXT})
SHARED = {
    "parameters": st.dictionaries(VARIABLE, PARAMETER, max_size=2),
    "when_empty": EMPTY,
    "message": some({}, fail=TEXT, open=TEXT, pass_=TEXT),
    "cases": several(CASE),
    "absence": st.just("decides"),
    "survivors": several(some({"change": WORDS, "because": TEXT})),
    "passes_without": several(some({"column": st.just("page.title"), "because": TEXT})),
}
CHECK = document("check", {"title": TEXT, "select": ANY, "needs": several(VARIABLE, 1)}, **SHARED) | document(
    "check", {"title": TEXT, "each": VARIABLE, "must": ANY}, where=ANY, subject=ANY, place=ANY, **SHARED
)
NAME = ANY.filter(bool)
COLUMN: Any = st.deferred(
    lambda: some(
        {"path": SLUG, "name": TEXT},
        aliases=several(NAME),
        class_=SLUG,
        required=FLAG,
        expected=FLAG,
        max_idle=DURATION,
        good_idle=DURATION,
        min_items=st.sampled_from(["0", "12"]),
        basis=several(CITED),
        origin=ORIGIN,
        confidence=CONFIDENCE,
        columns=st.lists(COLUMN, max_size=1),
    )
)
COLUMNS = document("columns", {"title": TEXT, "tier": TIER, "columns": several(COLUMN, 1)})
ELEMENT = some(
    {"name": st.sampled_from(["SiteName", "no", "dc:title"]), "title": TEXT, "group": st.just("site"), "meaning": TEXT}
    | {"obligation": st.sampled_from(["mandatory", "optional"]), "on": several(st.sampled_from(["home", "item"]), 1)},
    occurs=st.sampled_from(["1", "3"]),
    type=st.sampled_from(["text", "date-time"]),
    pattern=ANY,
    codelist=REFERENCE,
    open_list=FLAG,
    example=ANY,
    basis=several(CITED),
    origin=ORIGIN,
    confidence=CONFIDENCE,
)
METADATA = document("metadata", {"title": TEXT, "elements": several(ELEMENT, 1)})
CODE = some({"code": FILLED, "name": TEXT}, parent=ANY, level=ANY, valid_from=DAY, valid_to=DAY)
CODELIST = document("codelist", {"title": TEXT, "codes": several(CODE, 1)}, basis=several(CITED), note=TEXT)
HOLIDAY = st.builds(lambda name, day: {"name": name, "first": day, "last": day}, TEXT, DAY)
YEAR = some(
    {"year": st.just("2026"), "status": st.sampled_from(["published", "unconfirmed"])},
    basis=several(CITED),
    holidays=several(HOLIDAY),
    workdays=several(DAY),
)
CALENDAR = document("calendar", {"title": TEXT, "years": st.lists(YEAR, min_size=1, max_size=1)})
AVOIDED = st.fixed_dictionaries({"zh": st.just(["板块"]), "en": several(st.just("channel"))})
TERM = some({"zh": WORDS, "en": WORDS, "meaning": TEXT}, instead_of=AVOIDED, basis=several(CITED), note=TEXT)
GLOSSARY = document("glossary", {"title": TEXT, "terms": several(TERM, 1)})
CONDITION = some({"trait": VARIABLE}, is_=WORDS)
EXEMPTION = some(
    {"provision": PROVISION_ID | several(PROVISION_ID, 1), "because": TEXT}, when=CONDITION, unless=CONDITION
)
INCLUSION = some({"standard": REFERENCE}, with_=VALUES, without=several(EXEMPTION))
POINTS = st.sampled_from(["0.5", "2", "1.25"])
LINE = some({"provision": PROVISION_ID, "points": POINTS}) | some(
    {"provision": PROVISION_ID, "each": POINTS}, per=st.sampled_from(["fault", "subject"]), sample=COUNT, most=POINTS
)


def block(name: str, lines: str) -> Tree:
    """One block of one indicator, which adds up."""
    item = some({"id": st.just(f"{name}1.1"), "title": TEXT, "most": st.just("5"), lines: several(LINE, 1)})
    return some({"id": st.just(f"{name}1"), "title": TEXT, "most": st.just("5"), "items": st.tuples(item).map(list)})


EXEMPT = some({"block": st.just("N1"), "when": CONDITION, "because": TEXT}, vetoes=st.just(["V1"]))
VETO = some({"id": st.just("V1"), "title": TEXT, "provisions": several(PROVISION_ID, 1)})
SCORING = some(
    {"start": st.just("100"), "fails_below": POINTS, "blocks": st.tuples(block("N", "loses")).map(list)}
    | {"vetoes": st.tuples(VETO).map(list), "bonus": some({"above": POINTS, "most": POINTS})},
    rewards=st.tuples(block("B", "earns")).map(list),
    exempt=st.tuples(EXEMPT).map(list),
    basis=several(CITED),
)
BINDS = {"title": TEXT, "binds": some({"kind": SLUG}, tier=TIER)}
PROFILE = document("profile", {**BINDS, "include": several(INCLUSION, 1)}, scoring=SCORING) | document(
    "profile",
    {**BINDS, "extends": REFERENCE},
    with_=VALUES,
    without=several(EXEMPTION),
    include=several(INCLUSION),
    scoring=SCORING,
)
EVIDENCE = some({"collect": SLUG, "id": SLUG}, required=FLAG, url=ANY, limits=VALUE)
DEPLOYMENT = some(
    {"kind": st.just("deployment"), "id": IDENTIFIER, "profile": REFERENCE}
    | {"evidence": st.lists(EVIDENCE, min_size=1, max_size=2, unique_by=lambda one: one["id"])},
    version=ANY,
    title=TEXT,
    tier=TIER,
    division=st.sampled_from(["010000", "330100"]),
    zone=st.sampled_from(["UTC", "Asia/Shanghai"]),
    traits=st.dictionaries(VARIABLE, FILLED, max_size=2),
    attestations=ANY,
    waivers=ANY,
)
PAPER = some({"title": WORDS}, sha256=st.just("0" * 64))
ANSWER = {"provision": PROVISION_ID, "by": WORDS, "on": DAY, "expires": DAY}
ATTESTATION = some({**ANSWER, "outcome": st.just("pass")}, document=PAPER, note=WORDS) | some(
    {**ANSWER, "outcome": st.just("fail")}, document=PAPER, note=WORDS, faults=COUNT
)
WAIVER = some(
    {"provision": PROVISION_ID, "because": WORDS, "approved_by": WORDS, "on": DAY, "expires": DAY}, subject=FILLED
)
RELEASE = some(
    {"kind": st.just("check"), "id": IDENTIFIER, "version": VERSION, "released": DAY, "in_force": DAY}
    | {"digest": st.just("sha256:" + "0" * 64)},
    resolved=st.dictionaries(REFERENCE, VERSION, max_size=2),
    supersedes=VERSION,
)
WITHDRAWAL = some({"kind": st.just("check"), "withdraw": EXACT, "on": DAY, "because": TEXT})
OF_ONE = {"deployment": IDENTIFIER}
KINDS: dict[type[Shape], Tree] = {
    Source: SOURCE,
    Standard: STANDARD,
    Check: CHECK,
    ColumnTree: COLUMNS,
    Metadata: METADATA,
    CodeList: CODELIST,
    Calendar: CALENDAR,
    Glossary: GLOSSARY,
    Profile: PROFILE,
    Deployment: DEPLOYMENT,
    Attestations: some({"kind": st.just("attestations"), **OF_ONE, "attestations": several(ATTESTATION)}),
    Waivers: some({"kind": st.just("waivers"), **OF_ONE, "waivers": several(WAIVER)}),
    Releases: some({"kind": st.just("releases"), "releases": several(RELEASE)}, withdrawals=several(WITHDRAWAL)),
}


def of(kind: type[Shape]) -> st.SearchStrategy[Shape]:
    return KINDS[kind].map(kind.model_validate)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_what_is_dumped_loads_to_an_equal_model(kind: type[Shape]) -> None:
    """Of every kind, every key of every part of it among what is tried; laid out, the text still says the same."""
    tried: set[tuple[type[BaseModel], str]] = set()

    # The same examples each time, so that whether every key is among them is no matter of luck.
    @settings(max_examples=30, deadline=None, derandomize=True, database=None)
    @given(of(kind))
    def dumped_and_loaded(model: Shape) -> None:
        tried.update(set_in(model))
        text = dump(model)
        again = shape(kind, parse(text.encode()))
        laid = shape(kind, parse(laid_out(text.encode(), "a.yaml").encode()))

        assert again == laid == model
        assert digest(again) == digest(model)
        assert dump(again) == text

    dumped_and_loaded()

    assert keys_below(kind) == tried


def set_in(value: Any) -> set[tuple[type[BaseModel], str]]:
    """The keys that are written anywhere in a model, each with the part it belongs to."""
    if isinstance(value, BaseModel):
        own = {(type(value), key) for key in value.model_fields_set if key in type(value).model_fields}
        return own.union(*(set_in(getattr(value, key)) for key in type(value).model_fields))
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return set().union(*map(set_in, below))


def keys_below(kind: type[BaseModel]) -> set[tuple[type[BaseModel], str]]:
    """Every key that may be written anywhere in a kind."""
    found: set[type[BaseModel]] = set()

    def look(annotation: Any) -> None:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            if annotation not in found:
                found.add(annotation)
                for field in annotation.model_fields.values():
                    look(field.annotation)
            return
        for one in get_args(annotation):
            look(one)

    look(kind)
    return {(part, key) for part in found for key in part.model_fields}


def test_every_kind_of_file_is_among_them() -> None:
    assert set(ALL.values()) == set(KINDS)


def parsed(data: bytes) -> None:
    """Parse; what is refused must have a place in the text."""
    try:
        marked = parse(data, "some.yaml")
    except SpecErrors as rejected:
        for error in rejected.errors:
            assert error.where.file == "some.yaml"
            assert 1 <= error.where.line <= data.count(b"\n") + data.count(b"\r") + 2
            assert error.where.column >= 1
            assert error.message and error.zh
    else:
        assert marked.source == data.removeprefix(b"\xef\xbb\xbf").decode()


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_end_in_a_tree_or_in_errors_with_a_place(data: bytes) -> None:
    parsed(data)


PIECES = st.sampled_from(
    [
        "a",
        "b: ",
        "- ",
        "? ",
        ": ",
        "\n",
        "  ",
        "\t",
        "{",
        "}",
        "[",
        "]",
        ",",
        "&a ",
        "*a",
        "!x ",
        "!!int ",
        "|\n",
        ">-\n",
        "'",
        '"',
    ]
    + [
        "---\n",
        "...\n",
        "%YAML 1.1\n",
        "# c\n",
        "<<: ",
        "\\",
        "\ufeff",
        "\r",
        "\x85",
        "中",
        "null",
        "~",
        "@",
        "`",
        "%TAG ! x\n",
    ]
)


@settings(max_examples=500, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_yaml_like_text_ends_in_a_tree_or_in_errors_with_a_place(text: str) -> None:
    parsed(text.encode())
