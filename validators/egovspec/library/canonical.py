"""The canonical form of a model: what its hash is taken of, and what is written back as YAML.

Defaults are left out, so that a field added later does not change the hash of what was released before.
"""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any

from pydantic import BaseModel
from ruamel.yaml import YAML
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import SafeRepresenter

from egovspec.library.yaml import FALSE_LINE_ENDS
from egovspec.model.base import Document


def plain(model: BaseModel) -> dict[str, Any]:
    """The model as plain values under the names authors write."""
    return model.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def digest(model: BaseModel) -> str:
    """sha256 over the canonical JSON: independent of layout, comments and the order of keys, and of what may still grow."""
    left_out = model.NOT_RELEASED if isinstance(model, Document) else frozenset()
    kept = {name: value for name, value in plain(model).items() if name not in left_out}
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class _Representer(SafeRepresenter):
    """Writes texts so that our reader takes them: what only some take for a line end is escaped."""

    def represent_text(self, text: str) -> ScalarNode:
        style = '"' if any(character in text for character in FALSE_LINE_ENDS) else None
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Representer.add_representer(str, _Representer.represent_text)


def dump(model: BaseModel) -> str:
    """The model as YAML text that loads to an equal model."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Representer = _Representer
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 150
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    out = io.StringIO()
    yaml.dump(_texts(plain(model)), out)
    return out.getvalue()


def _texts(value: Any) -> Any:
    # Our reader takes every scalar as text; written as text, a number keeps its spelling.
    if isinstance(value, dict):
        return {key: _texts(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_texts(part) for part in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if value is None else str(value)
