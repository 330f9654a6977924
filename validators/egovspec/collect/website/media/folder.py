"""A website as it lies in a folder of saved pages: by wget, by another crawler, or by hand from a browser.

Files stand for addresses as those tools write them: index.html for a directory, `list.html?page=2` or
`list.html@page=2` for a query, `view.jsp?id=3.html` where the tool appended an ending, a folder called as the host.

Whose pages they are. The `url` in the settings says it. Without one: the folder named like a host that holds the
pages, then the canonical link or SiteDomain tag of the home page, and at last http://folder.invalid/, a host that can
never exist, under which only relative links are the site's own.

The home page is the index of the folder, or its only page, or the page that lies highest and has most links.
Nothing outside the folder is ever read: not by `..`, not by a symbolic link.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from mimetypes import guess_type
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote, unquote_to_bytes, urlsplit

from egovspec.collect.base import Context
from egovspec.collect.browser.seen import Asked, Given
from egovspec.collect.website.answers import Answer, Failure, Probe, Reason
from egovspec.collect.website.page.text import clean
from egovspec.collect.website.page.urls import normal
from egovspec.collect.website.settings import WebsiteSettings

INDEXES = (
    *(
        "index.html",
        "index.htm",
        "index.shtml",
        "index.jhtml",
        "default.html",
        "default.htm",
        "default.aspx",
        "default.asp",
    ),
    *("index.aspx", "index.asp", "index.jsp", "index.php", "default.jsp", "default.php"),
)
UNKNOWN_HOME = "http://folder.invalid/"
_PAGES = frozenset(
    {".html", ".htm", ".shtml", ".xhtml", ".jhtml", ".jsp", ".asp", ".aspx", ".php", ".do", ".action", ".dhtml", ""}
)
_STATIC = re.compile(r"\.(?:s?html?|jhtml|xhtml)$", re.IGNORECASE)
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|div|table|frameset|script|p|ul|a)[\s>/]", re.IGNORECASE
)
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}(?:[:_]\d{2,5})?", re.IGNORECASE)
_LINK = re.compile(rb"<a\s", re.IGNORECASE)
_SNIFFED = 4096


class NoPages(Exception):
    """The folder is missing or holds no page. `reason` is what coverage says."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Folder:
    """The Medium of a saved folder. Raises NoPages when there is nothing to look at.

    declared  reads where a page says its site is; asked only when the settings do not say it
    """

    name = "folder"
    carries_http = False

    def __init__(
        self, settings: WebsiteSettings, context: Context, declared: Callable[[bytes], str | None] = lambda body: None
    ) -> None:
        if settings.folder is None or settings.captured is None:
            raise ValueError("a saved website needs a folder and the moment it was captured")
        self._captured = settings.captured
        self._page_bytes = settings.limits.page_bytes
        self._top = Path(os.path.realpath(context.base / settings.folder))
        if not self._top.is_dir():
            raise NoPages("missing-folder")
        pages = [file for file in self._files(self._top) if self._is_page(file)]
        if not pages:
            raise NoPages("empty-folder")
        host = urlsplit(settings.url).hostname if settings.url else None
        self._root, pages = self._rooted(pages, host)
        home_file = self._home_file(pages)
        self.home = self._address_of_home(settings.url, declared, home_file)
        self._prefix = self._prefix_of(self.home)
        self._pages = pages
        self._home_file_path = home_file

    def fetch(self, url: str) -> Answer | Failure:
        file = self._home_file_path if url == self.home else self._find(url)
        if isinstance(file, Reason):
            return Failure(url, file)
        if file is None:
            return Failure(url, Reason.NOT_SAVED)
        try:
            size = file.stat().st_size
            if size > self._page_bytes:
                return Failure(url, Reason.TOO_LARGE, f"{size} bytes")
            body = file.read_bytes()
        except OSError as problem:
            return Failure(url, Reason.UNREACHABLE, problem.strerror or "the file cannot be read")
        if body and not _HTML.search(body[:_SNIFFED].replace(b"\x00", b"")):
            return Failure(url, Reason.NOT_HTML)
        return Answer(url, url, None, (), body, self._captured, self._place(file))

    def probe(self, url: str) -> Probe:
        """Whether a link leads to a file that was saved. That one was not says nothing of the site."""
        found = self._file(url)
        if not isinstance(found, Path):
            return Probe(url, None, "file", reason=found or Reason.NOT_SAVED)
        try:
            size = found.stat().st_size
        except OSError as problem:
            return Probe(url, None, "file", reason=Reason.UNREACHABLE, detail=problem.strerror or "")
        return Probe(url, url, "file", size=size, reachable=True)

    def given(self, asked: Asked) -> Given | None:
        """A saved file, as what its name says it is."""
        found = self._file(asked.url) if asked.method == "GET" else None
        if not isinstance(found, Path):
            return None
        try:
            body = found.read_bytes() if found.stat().st_size <= self._page_bytes else None
        except OSError:
            return None
        media = "text/html" if self._is_page(found) else guess_type(found.name)[0] or "application/octet-stream"
        return None if body is None else Given(200, (("content-type", media),), body)

    def leftovers(self, known: Iterable[str]) -> Iterator[str]:
        """Addresses of the saved pages no address in `known` stands for."""
        reached = {file for url in known if isinstance(file := self._file(url), Path)}
        for file in self._pages:
            if file not in reached:
                yield self._address(file)

    def _file(self, url: str) -> Path | Reason | None:
        return self._home_file_path if url == self.home else self._find(url)

    def _files(self, folder: Path) -> Iterator[Path]:
        for at, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if not Path(at, name).is_symlink())
            for name in sorted(names):
                file = Path(at, name)
                if self._within(file):
                    yield file

    def _within(self, file: Path) -> bool:
        return not file.is_symlink() or Path(os.path.realpath(file)).is_relative_to(self._top)

    def _is_page(self, file: Path) -> bool:
        """Whether a file is a page: its name allows it and its beginning is HTML."""
        name = file.name.lower()
        suffix = PurePosixPath(re.split("[?@]", name)[0]).suffix
        if name.startswith(".") or (suffix not in _PAGES and not _STATIC.search(name)):
            return False
        try:
            with file.open("rb") as opened:
                return bool(_HTML.search(opened.read(_SNIFFED).replace(b"\x00", b"")))
        except OSError:
            return False

    def _rooted(self, pages: list[Path], host: str | None) -> tuple[Path, list[Path]]:
        """The folder that stands for the root of the site, and the pages in it."""
        at_top = any(page.parent == self._top for page in pages)
        hosts = sorted(
            {page.relative_to(self._top).parts[0] for page in pages if page.parent != self._top},
            key=lambda name: (-sum(page.relative_to(self._top).parts[0] == name for page in pages), name),
        )
        chosen = next((name for name in hosts if host and _as_host(name) == host), None)
        if chosen is None and not at_top and not host:
            chosen = next((name for name in hosts if _HOST.fullmatch(name)), None)
        if chosen is not None:
            root = self._top / chosen
        elif at_top:
            root = self._top
        else:
            root = Path(os.path.commonpath([page.parent for page in pages]))
        return root, [page for page in pages if page.is_relative_to(root)]

    def _home_file(self, pages: list[Path]) -> Path:
        for index in INDEXES:
            if (self._root / index) in pages:
                return self._root / index
        highest = min(len(page.parts) for page in pages)
        return min(
            (page for page in pages if len(page.parts) == highest), key=lambda page: (-self._likeness(page), page.name)
        )

    def _likeness(self, page: Path) -> int:
        """How much a page looks like a home page: by its name, then by how many links it has."""
        named = bool(re.search(r"index|home|default|main|shouye|首页", page.name, re.IGNORECASE))
        try:
            return named * 1_000_000 + len(_LINK.findall(page.read_bytes()[: self._page_bytes]))
        except OSError:
            return 0

    def _address_of_home(self, url: str | None, declared: Callable[[bytes], str | None], home: Path) -> str:
        if url and (given := _normal(url)):
            return given
        if self._root != self._top and _HOST.fullmatch(self._root.name):
            return _normal(f"http://{self._root.name.replace('_', ':')}/") or UNKNOWN_HOME
        try:
            said = declared(home.read_bytes()[: self._page_bytes])
        except OSError:
            said = None
        parts = urlsplit(said) if said else None
        return f"{parts.scheme}://{parts.netloc}/" if parts and parts.netloc else UNKNOWN_HOME

    def _prefix_of(self, home: str) -> str:
        """The path the root of the folder stands for: that of the home page, when the folder does not hold it."""
        directory = urlsplit(home).path.rpartition("/")[0]
        steps = [step for step in unquote(directory).split("/") if step]
        return directory if steps and not self._root.joinpath(*steps).is_dir() else ""

    def _place(self, file: Path) -> str:
        return clean(file.relative_to(self._top).as_posix())

    def _address(self, file: Path) -> str:
        relative = file.relative_to(self._root)
        directory = "".join(f"{_quoted(part)}/" for part in relative.parent.parts)
        name = "" if relative.name in INDEXES and self._index_of(file.parent) == file else relative.name
        path, mark, query = re.sub("@(?=[^@]*=)", "?", name, count=1).partition("?")
        scheme, netloc = urlsplit(self.home)[:2]
        address = f"{scheme}://{netloc}{self._prefix}/{directory}{_quoted(path)}" + (
            f"?{_quoted(query, '=&%/')}" if mark else ""
        )
        return _normal(address) or address

    def _find(self, url: str) -> Path | Reason | None:
        parts = urlsplit(url)
        if not parts.path.startswith(self._prefix):
            return None
        refused = False
        escaped = parts.path[len(self._prefix) :]
        spelled = (
            unquote(escaped),
            unquote(escaped, "gb18030", "replace"),
            os.fsdecode(unquote_to_bytes(escaped)),
            escaped,
        )
        for path in dict.fromkeys(spelled):
            for candidate in self._candidates(path, parts.query):
                found = self._saved(candidate)
                if isinstance(found, Path):
                    return found
                refused = refused or found is not None
        return Reason.OUTSIDE_FOLDER if refused else None

    def _candidates(self, path: str, query: str) -> Iterator[str]:
        if query:
            bases = [path] if not path.endswith("/") else [path + index for index in INDEXES]
            for written in dict.fromkeys((query, unquote(query), query.replace("/", "%2F"))):
                for base in bases:
                    for joined in (f"{base}?{written}", f"{base}@{written}"):
                        yield joined
                        yield f"{joined}.html"
            # The query of a static page picks nothing: a counter, a stamp against caches.
            if not _STATIC.search(path):
                return
        yield path
        if not path.endswith("/"):
            yield path + ".html"

    def _saved(self, path: str) -> Path | Reason | None:
        """The file at a path below the root; OUTSIDE_FOLDER when the path or a symbolic link leaves the folder."""
        if "\x00" in path or len(path) > 2000:
            return None
        steps = [step for step in path.split("/") if step not in ("", ".")]
        if ".." in steps or any("\\" in step for step in steps):
            return Reason.OUTSIDE_FOLDER
        file = self._root.joinpath(*steps)
        try:
            if file.is_dir():
                index = self._index_of(file)
                if index is None:
                    return None
                file = index
            if not file.is_file():
                return None
        except (OSError, ValueError):  # a name longer than the file system allows, or one it cannot spell
            return None
        return file if Path(os.path.realpath(file)).is_relative_to(self._top) else Reason.OUTSIDE_FOLDER

    def _index_of(self, folder: Path) -> Path | None:
        return next((folder / name for name in INDEXES if (folder / name).is_file()), None)


def _as_host(name: str) -> str:
    return re.split("[:_]", name.lower())[0]


def _quoted(text: str, safe: str = "%") -> str:
    return quote(text.encode("utf-8", "surrogateescape"), safe=safe)


def _normal(url: str) -> str | None:
    try:
        return normal(url)
    except ValueError:
        return None
