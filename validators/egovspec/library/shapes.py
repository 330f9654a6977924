"""From marked YAML to a model, or to errors a person can mend: pydantic's complaints with place, in plain words.

All complaints about one file are gathered; a key that is not known is answered with the nearest one that is.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any, TypedDict, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from egovspec.errors import MissingKey, SpecError, SpecErrors, UnknownKey, WrongValue
from egovspec.library import meant
from egovspec.library.kinds import MODELS
from egovspec.library.sentences import EMPTY, FORMS, MEANT, OF_TYPE, SAID
from egovspec.library.wide import wide
from egovspec.library.yaml import Marked
from egovspec.model.check import ValueType
from egovspec.model.wrong import Wrong

M = TypeVar("M", bound=BaseModel)
Path = tuple[Any, ...]
MOST_LISTED = 12
_OF_UNIONS = ("list_type", "string_type")
# What other readers of YAML take for a flag.
_FLAGS = dict.fromkeys(("true", "yes", "on"), "true") | dict.fromkeys(("false", "no", "off"), "false")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, if any is like it at all: of those as like, the one with most letters in place."""
    found = difflib.get_close_matches(word, sorted(known), n=50, cutoff=0.6)
    likeness = {one: _likeness(one, word) for one in found}
    return min(found, key=lambda one: (-likeness[one], -sum(map(str.__eq__, one, word)), one), default=None)


# The nearest name is the right answer when it is this like the word, and no other is nearly as like.
LIKE_ENOUGH, AHEAD = 0.75, 0.1


class Near(TypedDict, total=False):
    """What an error is told when a name is not known and another is like it."""

    hint: str
    hint_zh: str
    instead: tuple[str, str]


def did_you_mean(word: str, known: Iterable[str]) -> Near:
    """Keyword arguments of an error, empty when nothing is near. `instead` only where there is one answer."""
    names = sorted(set(known))
    near = nearest(word, names)
    if near is None:
        return {}
    said: Near = {"hint": f"did you mean {near!r}?", "hint_zh": f"是否应为 {near!r}？"}
    others = [name for name in names if name != near]
    if _likeness(near, word) >= LIKE_ENOUGH and not any(
        _likeness(name, word) > _likeness(near, word) - AHEAD
        for name in difflib.get_close_matches(word, others, n=1, cutoff=0.6)
    ):
        said["instead"] = (word, near)
    return said


def _likeness(name: str, word: str) -> float:
    return difflib.SequenceMatcher(None, name, word).ratio()


def there_is(known: Collection[str]) -> Near:
    """Keyword arguments `hint` and `hint_zh` that list what there is, where it is little."""
    if not 0 < len(known) <= MOST_LISTED:
        return {}
    names = sorted(known)
    return {"hint": f"there is {', '.join(names)}", "hint_zh": f"现有 {'、'.join(names)}"}


def shape(model: type[M], marked: Marked, tree: Any = None, path: Path = ()) -> M:
    """Validate the document (or `tree`, the part of it at `path`). Raises SpecErrors."""
    try:
        return model.model_validate(marked.tree if tree is None else tree)
    except ValidationError as rejected:
        details = rejected.errors(include_url=False)
        raise SpecErrors(_told(model, marked, details, path)) from None


def _told(model: type[BaseModel], marked: Marked, details: list[ErrorDetails], path: Path) -> Iterator[SpecError]:
    """One error a mistake: what a misspelt key leaves missing is not told of, nor every form a value could have had."""
    misspelt: set[Path] = set()
    unknown = []
    for detail in details:
        if detail["type"] == "extra_forbidden":
            error, stands_for = _unknown_key(model, marked, detail, path)
            unknown.append(error)
            if stands_for is not None:
                misspelt.add((*marked.real_path((*path, *detail["loc"][:-1])), stands_for))
    yield from unknown
    told: set[Path] = set()
    for detail in sorted(details, key=lambda detail: detail["type"] in _OF_UNIONS):
        loc = (*path, *detail["loc"])
        if detail["type"] == "missing":
            key = str(loc[-1])
            if (*marked.real_path(loc[:-1]), key) not in misspelt:
                hint = _hint_of_missing(model, marked.real_path(loc[:-1])[len(path) :], key)
                yield MissingKey(marked.where(loc), f"the key {key!r} is missing", zh=f"缺少键 {key!r}", **hint)
        elif detail["type"] != "extra_forbidden":
            place = marked.real_path(loc)
            if detail["type"] in _OF_UNIONS and any(other[: len(place)] == place for other in told):
                continue  # it may be the one or the other, and what is wrong with the other was told
            told.add(place)
            yield _wrong_value(model, marked, detail, loc)


def _unknown_key(
    model: type[BaseModel], marked: Marked, detail: ErrorDetails, path: Path
) -> tuple[SpecError, str | None]:
    """What is told of a key that is not known, and the key it most likely stands for."""
    loc = (*path, *detail["loc"])
    key, holder = str(loc[-1]), marked.real_path(loc)[:-1]
    below = holder[len(path) :]
    known = known_keys(model, below) - set(marked.at(holder))
    written_so = meant.key(key, known)
    stands_for = written_so or nearest(key, known)
    homes = homes_of(model, key)
    hint: Near
    if written_so is not None:
        said = f"did you mean {written_so!r}?", f"是否应为 {written_so!r}？"
        hint = {"hint": said[0], "hint_zh": said[1], "instead": (key, written_so)}
    elif stands_for is not None:
        hint = did_you_mean(key, known)
    elif detail["input"] is None and marked.at(holder).keys() & known_keys(model, below):
        hint = {
            "hint": "a text with a comma needs quotes within { }; a key needs ': ' and a value",
            "hint_zh": "{ } 中含有逗号的文字要加引号；键之后写 “: ” 和取值",
        }
    elif homes and homes == next((part for part in reversed(below) if isinstance(part, str)), None):
        hint = {
            "hint": "it does not go with the other keys here; begin another entry with '- '",
            "hint_zh": "不与此处其他键并用；请另起一项 “- ”",
        }
    elif homes:
        hint = {
            "hint": f"it belongs under `{homes}`" if homes != "." else "it belongs at the left edge of the file",
            "hint_zh": f"应写在 `{homes}` 之下" if homes != "." else "应写在文件顶层，从行首写起",
        }
    elif "with" in known_keys(model, below) and not isinstance(detail["input"], list | dict):
        hint = {"hint": "parameters belong under `with:`", "hint_zh": "参数写在 `with:` 之下"}
    elif others := [kind for kind, other in MODELS.items() if key in other.model_fields]:
        hint = {"hint": f"it is a key of: {', '.join(others)}", "hint_zh": f"这是以下各类文件的键：{'、'.join(others)}"}
    elif 0 < len(known) <= MOST_LISTED:
        listed = ", ".join(sorted(known))
        hint = {"hint": f"known here: {listed}", "hint_zh": f"此处可用：{listed}"}
    else:
        hint = {"hint": "delete it, or make it a comment with #", "hint_zh": "请删去，或在行首加 # 写作注释"}
    where = marked.where(loc, at_key=True)
    return UnknownKey(where, f"unknown key {key!r}", zh=f"未知的键 {key!r}", **hint), stands_for


def _hint_of_missing(model: type[BaseModel], path: Path, key: str) -> Near:
    """What a key that is missing may hold, where that is a few words, a text in two languages, or has an example."""
    root = model.model_json_schema()
    for schema in _at(root, (*path, key)):
        opened = _opened(schema, root)
        if key in ("zh", "en") and opened.get("type") == "string":
            return {"hint": "texts for people need both languages", "hint_zh": "供人阅读的文字须中英文俱全"}
        if opened.get("title") == "Text":
            return {"hint": f"write {key}: {{zh: …, en: …}}", "hint_zh": f"请写 {key}: {{zh: …, en: …}}"}
        if opened.get("enum"):
            words = ", ".join(map(str, opened["enum"]))
            return {"hint": f"one of: {words}", "hint_zh": f"其中之一：{words}"}
        items = opened.get("items", {})
        for example in [f"[{one}]" for one in items.get("examples", [])[:1]] or opened.get("examples", [])[:1]:
            written = f'"{example}"' if re.fullmatch(r"[\d.]+", example) else example
            return {"hint": f"such as {key}: {written}", "hint_zh": f"如 {key}: {written}"}
    return {}


def _wrong_value(model: type[BaseModel], marked: Marked, detail: ErrorDetails, loc: Path) -> SpecError:
    """What is told of a value that has not the form asked for."""
    kind, context = detail["type"], detail.get("ctx") or {}
    own, value = context.get("error"), detail["input"]
    hint: Near = {}
    if isinstance(own, Wrong):
        en, zh = str(own), own.zh
        hint = _did_they_mean(MEANT.get(en, ()), value)
        if en == "must be true or false" and (flag := _FLAGS.get(str(value).lower())):
            hint = {"hint": f"write {flag}", "hint_zh": f"请写 {flag}", "instead": (str(value), flag)}
        if own.at:
            return WrongValue(marked.where((*loc, *own.at), at_key=True), en, zh=zh, **hint)
    elif value is None and kind.endswith(("_type", "_parsing")):
        en, zh, *hints = EMPTY
        hint = _hint_of_type(model, kind, context, value) or {"hint": hints[0], "hint_zh": hints[1]}
    elif kind in SAID:
        words = {name: str(one) for name, one in context.items()}
        options = re.findall(r"'([^']*)'", words.get("expected", ""))
        words["expected"] = ", ".join(options)
        form = FORMS.get(words.get("pattern", ""))
        en, zh = (said.format_map(words) for said in (form[:2] if form else SAID[kind][:2]))
        if form:
            hint = _did_they_mean(form[2], value)
        elif options:
            hint = _did_they_mean([lambda text: meant.word(text, options)], value) or did_you_mean(str(value), options)
        else:
            hint = _hint_of_type(model, kind, context, value) or _did_they_mean(MEANT.get(kind, ()), value)
    else:
        en, zh = detail["msg"], f"取值不符：{detail['msg']}"
    where = marked.where(loc, at_key="[key]" in loc)
    if en.startswith(("must", "does not", "is ")):
        subject, subject_zh = _named(marked.real_path(loc))
        en, zh = subject + en, subject_zh + zh
    return WrongValue(where, en, zh=zh, **hint)


def _named(path: Path) -> tuple[str, str]:
    """What a value is called: by its key, or as an entry of the list a key holds."""
    if path and isinstance(path[-1], int) and len(path) > 1 and isinstance(path[-2], str):
        return f"entry {path[-1] + 1} of {path[-2]!r} ", f"{path[-2]!r} 的第 {path[-1] + 1} 项"
    return (f"{path[-1]!r} ", f"{path[-1]!r} ") if path and isinstance(path[-1], str) else ("", "")


def _did_they_mean(menders: Iterable[Any], value: Any) -> Near:
    """The hint for a value in another form: the character that is no plain one, and what was most likely meant."""
    if not isinstance(value, str):
        return {}
    typed = wide(value)
    one = next((found for mend in menders if (found := mend(value)) is not None), None)
    en = [typed.hint["hint"]] if typed else []
    zh = [typed.hint["hint_zh"]] if typed else []
    if one is not None:
        en, zh = [*en, f"did you mean {one!r}?"], [*zh, f"是否应为 {one!r}？"]
    return {"hint": "; ".join(en), "hint_zh": "；".join(zh)} if en else {}


def meant_by(kind: ValueType, value: Any) -> Near:
    """The hint for a value that is not of a declared type."""
    if isinstance(value, str) and kind in (ValueType.TEXTS, ValueType.INTEGERS):
        return _hint_of_type(None, "list_type", {}, value)
    return _did_they_mean(OF_TYPE.get(kind, ()), value)


def _hint_of_type(model: type[BaseModel] | None, kind: str, context: dict[str, Any], value: Any) -> Near:
    """How a value of another type is written."""
    if context.get("class_name") == "Text":
        return {"hint": "write {zh: …, en: …}", "hint_zh": "请写 {zh: …, en: …}"}
    if kind == "model_type" and model is not None and isinstance(value, str | None):
        needed = model.model_json_schema().get("$defs", {}).get(context.get("class_name"), {}).get("required", [])
        written = f"{{{', '.join(f'{name}: …' for name in needed)}}}"
        return {"hint": f"write {written}", "hint_zh": f"请写 {written}"} if needed else {}
    if kind == "list_type" and isinstance(value, str):
        parts = ", ".join(part for part in re.split(r"[,，、;；\s]+", value.strip("[]［］【】")) if part)
        return {"hint": f"write [{parts}]", "hint_zh": f"请写 [{parts}]"} if len(parts) <= 60 else {}
    if kind == "string_type" and isinstance(value, list | dict):
        return {
            "hint": "a text that begins with [ or { needs quotes",
            "hint_zh": "以 [ 或 { 开头的文字要加引号",
        }
    return {}


def homes_of(model: type[BaseModel], key: str) -> str:
    """Where else in a document a key may stand: keys that lead there, "." for its top, nothing when nowhere."""
    root = model.model_json_schema()
    if key in root.get("properties", {}):
        return "."
    found = sorted(
        holder
        for holder, schema in _holders(root)
        if any(key in option.get("properties", {}) for option in _options(schema, root))
    )
    return "`, `".join(dict.fromkeys(found[:3]))


def _holders(root: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every part of a schema that has a key to stand under, and that key."""
    for shape_ in [root, *root.get("$defs", {}).values()]:
        for name, schema in shape_.get("properties", {}).items():
            for option in _options(schema, root):
                yield name, option.get("items", option)


def known_keys(model: type[BaseModel], path: Path) -> set[str]:
    """Keys that may stand where `path` leads, read off the model's own JSON Schema."""
    root = model.model_json_schema()
    found = _at(root, path)
    return {name for schema in found for option in _options(schema, root) for name in option.get("properties", {})}


def _at(root: dict[str, Any], path: Path) -> list[dict[str, Any]]:
    """The schemas of what a path leads to; of what was last known on the way when it leads nowhere."""
    found = [root]
    for part in path:
        found = [below for schema in found for below in _below(_opened(schema, root), part, root)] or found
    return found


def _opened(schema: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    return schema


def _options(schema: dict[str, Any], root: dict[str, Any]) -> list[dict[str, Any]]:
    schema = _opened(schema, root)
    members = schema.get("anyOf", []) + schema.get("oneOf", []) + schema.get("allOf", [])
    return [schema, *(option for member in members for option in _options(member, root))]


def _below(schema: dict[str, Any], part: Any, root: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for option in _options(schema, root):
        if isinstance(part, int) and "items" in option:
            found.append(option["items"])
        elif part in option.get("properties", {}):
            found.append(option["properties"][part])
        elif isinstance(option.get("additionalProperties"), dict):
            found.append(option["additionalProperties"])
    return found
