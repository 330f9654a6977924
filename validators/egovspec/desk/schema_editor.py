"""Settings of VS Code for a catalogue: which schema holds for which file, and an editor that takes Chinese as it is."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any

from egovspec.desk.schema_jsonc import NotSettings, merged
from egovspec.errors import BadYaml, SpecErrors, Where
from egovspec.library import yaml
from egovspec.library.kinds import FOLDERS
from egovspec.library.releases import RELEASES

SCHEMAS = PurePosixPath("specs/schemas")
EXTENSION = "redhat.vscode-yaml"
_BESIDE_A_CATALOGUE = {
    "deployment": ["deployment.yaml", "*.deployment.yaml", "deployments/*.yaml"],
    "attestations": ["attestations.yaml", "*attestations.yaml"],
    "waivers": ["waivers.yaml", "*waivers.yaml"],
    "releases": [RELEASES],
}


def vscode_settings(root: Path) -> dict[PurePosixPath, str]:
    """The files of `.vscode/` for a catalogue, by their path below its root, whole.

    What is there already is kept to the character; what is missing is added.
    Raises  SpecErrors when a file there cannot be read
    """
    wanted = {
        PurePosixPath(".vscode/settings.json"): _settings(),
        PurePosixPath(".vscode/extensions.json"): {"recommendations": [EXTENSION]},
    }
    return {path: _with(root / path, additions) for path, additions in wanted.items()}


def schema_for(kind: str) -> PurePosixPath:
    """Where the schema of a kind lies below the root of a catalogue."""
    return SCHEMAS / f"{kind}.schema.json"


def _settings() -> dict[str, Any]:
    globs: dict[str, list[str]] = {kind: [f"{folder}/**/*.yaml"] for kind, folder in FOLDERS.items()}
    return {
        "yaml.schemas": {f"./{schema_for(kind)}": found for kind, found in (globs | _BESIDE_A_CATALOGUE).items()},
        "yaml.validate": True,
        "yaml.completion": True,
        "yaml.hover": True,
        "yaml.schemaStore.enable": False,
        # `egovspec fmt` lays files out; a second layout would undo the first.
        "yaml.format.enable": False,
        "[yaml]": {
            "editor.tabSize": 2,
            "editor.insertSpaces": True,
            "editor.detectIndentation": False,
            "editor.rulers": [150],
            "editor.wordWrap": "on",
            "editor.wrappingIndent": "indent",
            # Commas and brackets of Chinese are no mistaken ASCII.
            "editor.unicodeHighlight.ambiguousCharacters": False,
            "editor.quickSuggestions": {"other": True, "comments": False, "strings": True},
        },
        "files.encoding": "utf8",
        "files.eol": "\n",
        "files.insertFinalNewline": True,
    }


def _with(path: Path, additions: dict[str, Any]) -> str:
    if not path.exists():
        return merged("{}\n", additions)
    data = yaml.contents(path, str(path))
    try:
        return merged(data.decode("utf-8-sig"), additions)
    except (NotSettings, UnicodeDecodeError):
        raise SpecErrors(
            [
                BadYaml(
                    Where(str(path), 1, 1),
                    "is no JSON object, so that nothing can be added to it",
                    zh="不是 JSON 对象，无法补入设置",
                    hint="mend it in the editor, or move it away and run the command again",
                    hint_zh="请在编辑器中改正，或移走后重新运行",
                )
            ]
        ) from None


__all__ = ["SCHEMAS", "schema_for", "vscode_settings"]
