"""Where catalogues lie: the one that came with the package, then any an office adds."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from egovspec.errors import SpecErrors, Unreadable, Where


@dataclass(frozen=True)
class Root:
    """A folder with `standards/` and `specs/`. Checks of a root that is not shipped run in a limited child process."""

    path: Path
    shipped: bool = False

    def shown(self, file: Path) -> str:
        """How a file of this root is named to people: as they would type it from where they stand."""
        try:
            return file.resolve().relative_to(Path.cwd().resolve()).as_posix()
        except ValueError:
            return file.relative_to(self.path).as_posix() if self.shipped else file.as_posix()


def shipped_root() -> Root:
    """The catalogue of this installation: the checkout it runs from, else the copy inside the package."""
    checkout = Path(__file__).resolve().parents[3]
    if (checkout / "standards").is_dir() and (checkout / "pyproject.toml").is_file():
        return Root(checkout, shipped=True)
    return Root(Path(str(files("egovspec"))) / "_data", shipped=True)


def added_root(path: Path) -> Root:
    """An office's own catalogue. Raises SpecErrors when the folder is not one."""
    if not (path / "standards").is_dir() and not (path / "specs").is_dir():
        what = "no such folder" if not path.is_dir() else "holds neither standards/ nor specs/"
        zh = "没有这个文件夹" if not path.is_dir() else "其中没有 standards/ 或 specs/"
        raise SpecErrors([Unreadable(Where(str(path)), what, zh=zh)])
    return Root(path)
