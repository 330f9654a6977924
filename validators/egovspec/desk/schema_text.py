"""Lays words over a schema: at every key what it means, in both languages, values explained, examples, and items to begin with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from egovspec.desk.schema_words import COMMON, EXAMPLES, OF, SNIPPETS, VALUES

_ZH, _EN = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]{2}")


def tell(schema: dict[str, Any]) -> None:
    """Add what an editor shows to the schema of one kind, in place."""
    for name, part in parts(schema):
        for key, value in part.get("properties", {}).items():
            if not in_both_languages(value.get("description", "")):
                said = OF.get(name, {}).get(key) or COMMON.get(key)
                if said:
                    value["description"] = said
            if key in EXAMPLES.get(name, {}):
                value["examples"] = EXAMPLES[name][key]
            _offer_item(value)
        if name in VALUES and "enum" in part:
            part["enumDescriptions"] = [VALUES[name].get(value, "") for value in part["enum"]]


def parts(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects and enumerations of a schema: the whole, its definitions, and the variants among them, each by name."""
    yield schema.get("title", ""), schema
    for name, part in schema.get("$defs", {}).items():
        yield name, part
        for variant in part.get("oneOf", []):
            if "properties" in variant:
                yield variant.get("title", name), variant


def in_both_languages(text: str) -> bool:
    return bool(_ZH.search(text) and _EN.search(text))


def _offer_item(value: dict[str, Any]) -> None:
    """At a list whose items are long to type, an item to begin with. Source: the YAML extension of VS Code, defaultSnippets."""
    name = value.get("items", {}).get("$ref", "").rpartition("/")[2]
    if name in SNIPPETS:
        label, body = SNIPPETS[name]
        value["items"] = {**value["items"], "defaultSnippets": [{"label": label, "body": body}]}


__all__ = ["in_both_languages", "parts", "tell"]
