"""Files of a catalogue that nobody reads, because of where they lie or how their names end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from egovspec.errors import Move, SpecError, Where, WrongPlace
from egovspec.library.kinds import FOLDERS
from egovspec.library.releases import RELEASES
from egovspec.library.roots import Root


def strays(root: Root) -> Iterator[SpecError]:
    """YAML below standards/ and specs/ that is not loaded."""
    for top in ("standards", "specs"):
        for path in sorted((root.path / top).rglob("*.y*ml")):
            relative = path.relative_to(root.path).as_posix()
            inside = any(relative.startswith(f"{folder}/") for folder in FOLDERS.values())
            if not path.is_file() or relative == RELEASES or (inside and path.suffix == ".yaml"):
                continue
            shown = root.shown(path)
            if inside and path.suffix == ".yml":
                yield _misnamed(shown, path)
            elif path.suffix in (".yaml", ".yml"):
                folders = ", ".join(FOLDERS.values())
                yield WrongPlace(
                    Where(shown),
                    "nobody reads this file: it lies in no folder of a kind",
                    zh="没有人读这个文件：它不在任何一类文件的文件夹中",
                    hint=f"the folders are: {folders}",
                    hint_zh=f"文件夹有：{folders}",
                )


def _misnamed(shown: str, path: Path) -> WrongPlace:
    target = path.with_suffix(".yaml")
    return WrongPlace(
        Where(shown),
        "nobody reads this file: its name must end in .yaml",
        zh="没有人读这个文件：文件名须以 .yaml 结尾",
        hint=f"name it {target.name}",
        hint_zh=f"请改名为 {target.name}",
        fix=() if target.exists() else (Move(shown, shown.removesuffix(".yml") + ".yaml"),),
    )
