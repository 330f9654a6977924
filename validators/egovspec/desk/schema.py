"""JSON Schemas of every kind of file, for editors and for anyone else, made from the models and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from pydantic import BaseModel

from egovspec.collect import COLLECTORS
from egovspec.desk.compare.comparison import Comparison
from egovspec.desk.lint.report import lint_schema
from egovspec.desk.schema_text import tell
from egovspec.library.kinds import MODELS
from egovspec.library.roots import shipped_root
from egovspec.model.deployment import Deployment
from egovspec.model.overlay import Attestations, Waivers
from egovspec.model.release import Releases
from egovspec.render.json import report_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ALL: dict[str, type[BaseModel]] = {
    **MODELS,
    "deployment": Deployment,
    "attestations": Attestations,
    "waivers": Waivers,
    "releases": Releases,
}
FOLDER = Path("specs/schemas")


def schemas() -> dict[str, dict[str, Any]]:
    """Every schema by the name of its kind. Each is itself valid under its dialect."""
    made = {kind: _schema(kind, model) for kind, model in ALL.items()}
    made["deployment"] = _with_collectors(made["deployment"])
    made["report"] = report_schema()
    made["comparison"] = _schema("comparison", Comparison)
    made["lint"] = lint_schema()
    # true and 3 are read as texts there; a reader of YAML in an editor takes them for what they look like.
    for values in made["deployment"]["properties"]["traits"]["patternProperties"].values():
        values["type"] = ["string", "boolean", "number"]
    for schema in made.values():
        tell(schema)
        Draft202012Validator.check_schema(schema)
    return made


def _schema(kind: str, model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema(by_alias=True)
    return {"$schema": DIALECT, "$id": f"egovspec:{kind}", **schema}


def _with_collectors(schema: dict[str, Any]) -> dict[str, Any]:
    """The deployment's schema with each collector's own settings, so that an editor completes them too."""
    definitions = schema["$defs"]
    evidence = definitions["Evidence"]
    common = evidence["properties"]
    variants = []
    for collector in COLLECTORS:
        settings = collector.settings.model_json_schema(by_alias=True)
        definitions |= settings.pop("$defs", {})
        variants.append(
            {
                "type": "object",
                "title": collector.name,
                "properties": {**common, "collect": {"const": collector.name}, **settings["properties"]},
                "required": sorted({*evidence.get("required", []), *settings.get("required", [])}),
                "additionalProperties": False,
            }
        )
    definitions["Evidence"] = {"description": evidence["description"], "oneOf": variants}
    return schema


def text_of(schema: dict[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def folder() -> Path:
    """Where the schemas of the shipped catalogue lie."""
    return shipped_root().path / FOLDER


def stale(target: Path) -> list[str]:
    """Names of schema files in `target` that are not what the models say."""
    made = {f"{kind}.schema.json": text_of(schema) for kind, schema in schemas().items()}
    held = {path.name: path.read_text(encoding="utf-8") for path in sorted(target.glob("*.schema.json"))}
    return sorted(name for name in made.keys() | held.keys() if made.get(name) != held.get(name))
