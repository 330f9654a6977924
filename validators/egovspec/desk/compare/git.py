"""What a git revision holds, read from its objects: no work tree, index or branch is touched.

Files are copied blob by blob and not with `git archive`, so that no attribute or filter of the repository changes them.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from egovspec.errors import SpecErrors, Unreadable, Where
from egovspec.library.kinds import FOLDERS
from egovspec.library.releases import RELEASES

SECONDS = 60
_REGULAR = ("100644", "100755")


def toplevel(folder: Path) -> Path | None:
    """The top of the work tree a folder lies in; None when it lies in none, or there is no git."""
    said = _git(folder, "rev-parse", "--show-toplevel")
    return Path(said.decode("utf-8", "surrogateescape").rstrip("\n")) if said else None


def commit_of(folder: Path, revision: str) -> str | None:
    """The commit a revision names in the repository of a folder; None when it names none."""
    return _name_of(folder, f"{revision}^{{commit}}")


def file_at(folder: Path, revision: str, path: str) -> bytes | None:
    """One file at a revision, its path from the top of the repository or from `folder`; None when there is none."""
    for spelt in (path, f"./{path}"):
        name = _name_of(folder, f"{revision}:{spelt}")
        if name is not None:
            return _git(folder, "cat-file", "blob", name)
    return None


def catalogue_at(root: Path, commit: str, into: Path) -> int:
    """Copy the catalogue that lies at `root` as it was at a commit. Returns how many files it had.

    Raises   SpecErrors when git cannot read its own objects
    """
    top = toplevel(root)
    below = root.resolve().relative_to(top.resolve()).as_posix() if top else "."
    folders = [folder if below == "." else f"{below}/{folder}" for folder in (*FOLDERS.values(), RELEASES)]
    listed = _git(root, "ls-tree", "-r", "-z", "--full-tree", commit, "--", *folders)
    files = list(_regular_files(listed or b""))
    for (path, _), data in zip(files, _blobs(root, [name for _, name in files]), strict=True):
        target = into / (path if below == "." else path.removeprefix(f"{below}/"))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return len(files)


def _regular_files(listed: bytes) -> Iterator[tuple[str, str]]:
    """Path and object of each YAML file of `git ls-tree -z`; links and submodules are passed over."""
    for line in listed.split(b"\0"):
        head, _, name = line.partition(b"\t")
        mode, _, rest = head.decode("ascii", "replace").partition(" ")
        path = name.decode("utf-8", "replace")
        if mode in _REGULAR and path.endswith(".yaml") and ".." not in path.split("/"):
            yield path, rest.rpartition(" ")[2]


def _blobs(folder: Path, names: Sequence[str]) -> Iterator[bytes]:
    said = _git(folder, "cat-file", "--batch", fed="".join(f"{name}\n" for name in names).encode()) if names else b""
    at = 0
    for name in names:
        end = (said or b"").find(b"\n", at)
        head = (said or b"")[at:end].split()
        if end < 0 or len(head) != 3:
            raise SpecErrors([Unreadable(Where(name), "git cannot read this object", zh="git 读不出这个对象")])
        size = int(head[2])
        yield (said or b"")[end + 1 : end + 1 + size]
        at = end + 1 + size + 1


def _name_of(folder: Path, revision: str) -> str | None:
    said = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", revision)
    return said.decode("ascii", "replace").strip() if said else None


def _git(folder: Path, *arguments: str, fed: bytes = b"") -> bytes | None:
    """What git prints; None when it refuses, takes too long, or is not installed."""
    try:
        ran = subprocess.run(
            ["git", "-C", str(folder), *arguments], input=fed, capture_output=True, check=False, timeout=SECONDS
        )
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return None
    return ran.stdout if ran.returncode == 0 else None
