"""What must always hold of a comparison: it misses nothing, names the place, and does not promise too much."""

from __future__ import annotations

import random
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edits import Edit, edits, shapes_in, shapes_of
from egovspec.desk.compare.change import Change, Effect
from egovspec.desk.compare.documents import compare
from egovspec.desk.compare.versions import least_version
from egovspec.library.catalogue import load
from egovspec.library.kinds import MODELS
from egovspec.model.base import Document

CATALOGUE = load(drafts=True)
DOCUMENTS = [entry.model for kind in MODELS for entry in CATALOGUE.of_kind(kind)]


def _specimens() -> dict[tuple[str, object, str], Edit]:
    """Of each way through the shapes of a kind to a field, and each sort of edit, one among all the shipped documents allow."""
    found: dict[tuple[str, object, str], Edit] = {}
    chosen = random.Random(7)
    for kind in MODELS:
        entries = [entry.model for entry in CATALOGUE.of_kind(kind)]
        small = sorted(entries, key=lambda one: len(one.model_dump_json()))
        seen: set[str] = set()
        picked = [*small[:2], *chosen.sample(small, min(2, len(small)))]
        for document in small:
            # Small documents are quickest; a larger one is taken for what none before it had.
            if not shapes_in(document) <= seen:
                seen |= shapes_in(document)
                picked.append(document)
        for document in picked:
            for edit in edits(document):
                found.setdefault((kind, tuple(dict.fromkeys(edit.through)), edit.sort), edit)
    return found


SPECIMENS = _specimens()
BEFORE = {(one.kind, one.id, one.version): one for one in DOCUMENTS}


def before(edit: Edit) -> Document:
    """The document an edit was made of; its id may have been edited."""
    same = [one for one in DOCUMENTS if one.kind == edit.edited.kind and one.version == edit.edited.version]
    return next(one for one in same if one.id in (edit.edited.id, edit.edited.id.removesuffix("x")))


@cache
def both_ways() -> list[tuple[Edit, list[Change], list[Change]]]:
    """Every edit with what it changed, and with what undoing it would."""
    found = []
    for edit in SPECIMENS.values():
        old = before(edit)
        found.append((edit, compare(old, edit.edited), compare(edit.edited, old)))
    return found


def test_a_document_does_not_differ_from_itself() -> None:
    for document in DOCUMENTS:
        copied = type(document).model_validate(document.model_dump(by_alias=True))
        assert compare(document, copied) == []


def test_every_field_of_every_kind_is_edited_somewhere() -> None:
    """Else the tests below would pass over it."""
    edited = {(kind, *one) for (kind, *_), edit in SPECIMENS.items() for one in edit.through}
    there = {
        (kind, shape.__name__, info.alias or name)
        for kind, model in MODELS.items()
        for shape in shapes_of(model)
        for name, info in shape.model_fields.items()
    }

    assert {one for one in there - edited if one[2] not in ("kind", "version")} == set()


@pytest.mark.parametrize("kind", MODELS)
def test_an_edit_of_any_field_is_a_change_that_names_the_place(kind: str) -> None:
    missed = []
    for edit, changes, _ in both_ways():
        if edit.edited.kind == kind and not any(_names(change, edit) for change in changes):
            missed.append((edit.name, [change.path for change in changes]))

    assert missed == []


def _names(change: Change, edit: Edit) -> bool:
    """Whether a change stands where the edit was made: in its outermost field, in the innermost member that has a name."""
    told = "/".join(change.path)
    if _of_the_query(edit):
        return change.kind.startswith("query")
    if change.path[0] != edit.fields[0]:
        return False
    named = [key for key in edit.keys if key]
    if not named or edit.sort == "swapped":
        return True
    return named[-1] in told or (edit.sort == "came" and "edited" in told)


def _of_the_query(edit: Edit) -> bool:
    return edit.shape == "Check" and edit.field in ("select", "each", "where", "must", "subject", "place")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_random_edit_of_a_shipped_document_is_found_and_can_be_undone(data: st.DataObject) -> None:
    document = data.draw(st.sampled_from(DOCUMENTS).filter(lambda one: len(one.model_dump_json()) < 40_000))
    edit = data.draw(st.sampled_from(list(edits(document))))

    there, back = compare(document, edit.edited), compare(edit.edited, document)

    assert there and back
    assert least_version("1.2.3", there) in ("1.2.4", "1.3.0", "2.0.0")


def test_what_tightens_and_does_nothing_else_widens_when_undone() -> None:
    """A member that goes tightens too, whatever it asked: its id is cited by others."""
    wrong = []
    for edit, there, undoing in both_ways():
        back = {change.path: change for change in undoing}
        for change in there:
            undone = back.get(change.path)
            if change.effect is Effect.TIGHTENS and change.one_way:
                goes = undone is not None and undone.kind.endswith("-removed")
                if undone is None or (undone.effect is not Effect.WIDENS and not goes):
                    wrong.append((edit.name, change, undone))

    assert wrong == []


def test_only_what_may_fail_now_is_said_to_be_tightened_in_one_direction() -> None:
    changes = [change for _, there, undoing in both_ways() for change in (*there, *undoing)]

    assert all(change.effect is Effect.TIGHTENS for change in changes if change.one_way)
    assert all(change.said.zh and change.said.en and change.kind.islower() for change in changes)
