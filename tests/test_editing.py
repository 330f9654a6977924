"""What is written into a YAML file by a program leaves all the rest as a person wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from egovspec.library import yaml
from egovspec.library.editing import BOM, CannotEdit, scalar, with_item, with_item_replaced, with_key

# A busy machine draws slowly.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
ENTRY = {"name": "new", "by": "政务公开科", "document": {"title": "a, b: c", "sha256": "0" * 64}, "faults": 3}
READ = {**ENTRY, "faults": "3"}  # reading takes every scalar for the text that was written


def tree(text: str) -> Any:
    """What a text says. The line end of a text in a block does not count: one at the end of a file may get it."""
    return _stripped(yaml.parse(text.encode()).tree)


def _stripped(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _stripped(one) for key, one in value.items()}
    return [_stripped(one) for one in value] if isinstance(value, list) else value and value.rstrip("\n")


def is_within(old: str, new: str) -> bool:
    """Whether `new` is `old` with something put in, and nothing taken out."""
    following = iter(new)
    return all(character in following for character in old)


@dataclass(frozen=True)
class File:
    """A file with a list, the comments in it, and what the list holds."""

    text: str
    comments: tuple[str, ...]
    held: list[dict[str, str]]


_VALUES = st.sampled_from(["plain", "'single # no comment'", '"double # none"', "两个字", "http://a.cn/#x", "|\n      lit\n\n      # text", ">-\n      folded\n      on"])  # fmt: skip


@st.composite
def files(draw: st.DrawFn, least: int = 0) -> File:
    """Files as people write them: lists in blocks, indented or not, apart or not, with comments wherever they may be."""
    comments: list[str] = []

    def comment() -> str:
        comments.append(f"# c{len(comments)}: 说明 [x] {{y}}")
        return comments[-1]

    def maybe(indent: str) -> list[str]:
        return [draw(st.sampled_from(["", indent, "  " + indent])) + comment() for _ in range(draw(st.integers(0, 2)))]

    dash = draw(st.sampled_from(["", "  ", "    "]))
    step = draw(st.sampled_from(["- ", "-   "]))
    apart = draw(st.booleans())
    lines = [*maybe(""), "kind: list" + draw(st.sampled_from(["", "  # c: kept"])), *maybe(""), "items:"]
    for number in range(count := draw(st.integers(least, 4))):
        lines += [""] if apart and number else []
        keys = [f"name: n{number}", f"note: {draw(_VALUES)}"]
        for place, line in enumerate(keys):
            head = dash + (step if place == 0 else " " * len(step))
            block = "\n" in line
            written = line.replace("\n      ", "\n" + " " * (len(head) + 2))
            eol = f"  {comment()}" if not block and draw(st.booleans()) else ""
            lines += [*(maybe(dash + " " * len(step)) if place else []), *(head + written + eol).split("\n")]
        lines += maybe(dash)
    if not count:
        lines[-1] += draw(st.sampled_from([" []", "   []", " [ ]"])) + draw(st.sampled_from(["", "  # c: none yet"]))
    lines += ["", "last: end"] if draw(st.booleans()) else []
    lines += maybe("")
    ends = draw(st.sampled_from(["\n", "\r\n"]))
    text = draw(st.sampled_from(["", BOM])) + ends.join(lines) + draw(st.sampled_from(["", ends, ends * 3]))
    return File(text, tuple(comments), tree(text)["items"])


@patient
@given(files())
def test_an_entry_is_added_and_nothing_else_moves(file: File) -> None:
    new = with_item(file.text, "items", ENTRY)

    assert tree(new) == {**tree(file.text), "items": [*file.held, READ]}
    assert [new.count(comment) for comment in file.comments] == [1] * len(file.comments)
    if file.held:
        assert is_within(file.text, new)
    assert new.startswith(BOM) is file.text.startswith(BOM)
    if "\r\n" in file.text:
        assert "\n" not in new.replace("\r\n", "")


@patient
@given(files())
def test_a_key_is_added_and_nothing_else_moves(file: File) -> None:
    new = with_key(file.text, "attestations", "attestations.yaml")

    assert tree(new) == {**tree(file.text), "attestations": "attestations.yaml"}
    assert is_within(file.text, new)


@patient
@given(files(least=1), st.data())
def test_an_entry_is_replaced_and_every_comment_stays(file: File, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(file.held) - 1))

    new = with_item_replaced(file.text, "items", index, ENTRY)

    assert tree(new)["items"] == [READ if n == index else one for n, one in enumerate(file.held)]
    assert [new.count(comment) for comment in file.comments] == [1] * len(file.comments)


@patient
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_any_text_is_written_so_that_every_reader_gets_it_back(text: str) -> None:
    for written in (f"a: {scalar(text)}\n", "a: {b: " + scalar(text, in_brackets=True) + ", c: d}\n"):
        assert yaml.parse(written.encode()).tree["a"] in (text, {"b": text, "c": "d"})
    read = YAML(typ="safe", pure=True).load(f"a: {scalar(text)}\n")["a"]
    assert read == text or str(read) == text  # a date is a date to other readers, and meant to be one


@pytest.mark.parametrize("text", ["no", "Yes", "null", "~", "1.10", "010", "0x1f", "1e5", "12:30:00", "- a", "a: b", "a #b", "*x", "&x", "[a]", "{a}", "!x", "%x", "@x", "`x", "'x'", '"x"', " x", "x ", "x:", "=", "<<"])  # fmt: skip
def test_what_other_readers_take_for_something_else_is_quoted(text: str) -> None:
    assert scalar(text).startswith('"')


@pytest.mark.parametrize("text", ["管理办法", "《管理办法》", "2026年5月台账", "news/local", "https://a.cn/x?y=z#w", "/srv/site", "../site", "办法.pdf", "2026-03-01"])  # fmt: skip
def test_what_is_plainly_a_text_is_written_bare(text: str) -> None:
    assert scalar(text) == text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a: []  # none\nz: 1\n", "a:  # none\n  - {}\nz: 1\n"),
        ("a: [{b: c}]\n", "a: [{b: c}, {}]\n"),
        ("a: [{b: c},]\n", "a: [{b: c}, {},]\n"),
        ("a: [\n  {b: c},  # x\n  {d: e}  # y\n]\n", "a: [\n  {b: c},  # x\n  {d: e},  # y\n  {}\n]\n"),
        ("a: [\n  {b: c},  # x, y\n]\n", "a: [\n  {b: c},  # x, y\n  {},\n]\n"),
        ("a: [ # none, yet\n]\n", "a: [{} # none, yet\n]\n"),
        ('{"a": [\n {"b": "c"}\n],\n "z": 1}', '{"a": [\n {"b": "c"},\n {}\n],\n "z": 1}'),
        ('{"a": []}', '{"a": [{}]}'),
        ("a:\n- b: &x c\n- b: *x\n", "a:\n- b: &x c\n- b: *x\n- {}\n"),
        ("a:\n  - b: c\n    # of c\n\n# of what follows\nz: 1\n", "a:\n  - b: c\n    # of c\n  - {}\n\n# of what follows\nz: 1\n"),
        ("a:\n  - b: c\n...\n", "a:\n  - b: c\n  - {}\n...\n"),
        ("---\na:\n  - b: c", "---\na:\n  - b: c\n  - {}\n"),
        ("a:\n  - b: c\t# x\n", "a:\n  - b: c\t# x\n  - {}\n"),
    ],
)  # fmt: skip
def test_the_manner_of_the_list_is_taken_over(old: str, new: str) -> None:
    """`{}` stands for the entry, in the manner of its surroundings."""
    ours = "name: new" if "- {}" in new else '{"name": "new"}' if old.startswith("{") else "{name: new}"

    assert with_item(old, "a", {"name": "new"}) == new.replace("{}", ours)


@pytest.mark.parametrize("text", ["b: &x [1]\na: *x\n", "a: text\n", "b: c\n", "- a\n", "just words\n"])
def test_what_cannot_be_added_to_is_left_alone(text: str) -> None:
    with pytest.raises(CannotEdit):
        with_item(text, "a", ENTRY)


def test_an_entry_in_brackets_with_comments_is_not_replaced() -> None:
    """Its comments would have nowhere to stand."""
    text = "a:\n  - {name: n,  # of n\n     note: x}\n"

    with pytest.raises(CannotEdit):
        with_item_replaced(text, "a", 0, ENTRY)
    assert tree(with_item_replaced(text.replace("# of n", ""), "a", 0, ENTRY)) == {"a": [READ]}
