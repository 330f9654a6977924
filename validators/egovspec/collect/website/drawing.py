"""A browser beside the walk: it draws the pages that scripts build, and examines a sample of all pages.

The browser's requests are answered by the medium, so that robots.txt, the address guard, the pace and the record hold for
them too. What it drew and found is noted in the record: whoever repeats the walk from there needs no browser.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from egovspec.collect.base import Context, Step
from egovspec.collect.browser import axe
from egovspec.collect.browser.chromium import Chromium
from egovspec.collect.browser.executable import NoBrowser
from egovspec.collect.browser.rows import rows as rows_of
from egovspec.collect.browser.sampling import sample
from egovspec.collect.browser.seen import Asked, Given, NotRendered, Rendered
from egovspec.collect.website.answers import Answer, Failure, Medium, Reason
from egovspec.collect.website.coverage import Gaps
from egovspec.collect.website.crawl import Crawl
from egovspec.collect.website.page.pages import PageRead
from egovspec.collect.website.page.urls import normal
from egovspec.collect.website.rows import Rows
from egovspec.collect.website.settings import BrowserSettings

SAMPLED = "sampled"
NOT_DRAWN = "not-drawn"
_DRAWN: TypeAdapter[Rendered | NotRendered] = TypeAdapter(Rendered | NotRendered)
_FOUND: TypeAdapter[axe.Outcome | NotRendered] = TypeAdapter(axe.Outcome | NotRendered)

Noted = Callable[[str, Callable[[], Any]], Any]


class Browsing:
    """One browser for one walk; started when it is first needed.

    noted   gives back what is on record under a name, or else finds it and puts it on record
    """

    def __init__(self, settings: BrowserSettings, medium: Medium, noted: Noted, context: Context) -> None:
        self._settings = settings
        self._medium = medium
        self._noted = noted
        self._context = context
        self._chromium: Chromium | None = None
        self._at_hand: Answer | None = None
        self.missing: NoBrowser | None = None

    def close(self) -> None:
        if self._chromium is not None:
            self._chromium.close()

    def draw(self, url: str, seen: Answer | Failure, page: PageRead | None) -> Answer | None:
        """What a browser makes of an address, where that is more than was seen without one; else None."""
        if self.missing is not None or not self._wanted(seen, page):
            return None
        self._at_hand = seen if isinstance(seen, Answer) else None
        drawn = self._look(url)
        if not isinstance(drawn, Rendered) or (drawn.status or 200) >= 400:
            return None
        body = drawn.html.encode("utf-8", "replace")
        landed = _normal(drawn.landed_url) or url
        if isinstance(seen, Answer):
            return replace(seen, landed_url=landed, body=body, drawn=True, size=len(seen.body))
        return Answer(url, landed, drawn.status, (), body, self._context.now, url, drawn=True)

    def examine(self, crawl: Crawl, rows: Rows, captured: datetime) -> Gaps:
        """Examine a sample of the pages with axe-core and keep their pictures. Returns what was left out, and why."""
        gaps = Gaps()
        pages = dict(crawl.ledger.kinds())
        most = self._settings.sample
        chosen = set(sample(pages.items(), None if isinstance(most, str) else most))
        done = 0
        for url, kind in pages.items():
            place = next(crawl.ledger.kept(url)).place
            if url not in chosen:
                gaps.add(SAMPLED, url)
                for row in rows_of(kind, None, None):
                    rows.add(row.table, place, captured, url=url, **row.columns)
                continue
            if self.missing is not None or crawl.interrupted or self._context.stopped():
                gaps.add(NOT_DRAWN if self.missing else Reason.INTERRUPTED.value, url)
                continue
            self._context.progress(Step(done, len(chosen), url))
            done += 1
            drawn, found, picture = self._examined(url)
            if self.missing is not None or not isinstance(found, axe.Outcome):
                gaps.add(NOT_DRAWN, url)
            for row in rows_of(kind, drawn, found, picture):
                rows.add(row.table, place, captured, url=url, **row.columns)
        return gaps

    def _wanted(self, seen: Answer | Failure, page: PageRead | None) -> bool:
        if self._settings.render == "none":
            return False
        if isinstance(seen, Failure):
            return seen.reason is Reason.CHALLENGE
        return self._settings.render == "all" or (page is not None and (page.shell or page.items_unknown))

    def _look(self, url: str) -> Rendered | NotRendered | None:
        said = self._noted(f"drawn {url}", lambda: self._plain(self._rendered(url)))
        drawn: Rendered | NotRendered | None = _read(_DRAWN, said)
        return drawn

    def _examined(self, url: str) -> tuple[Rendered | NotRendered | None, axe.Outcome | NotRendered | None, str | None]:
        said = self._noted(f"examined {url}", lambda: self._examine(url))
        if not isinstance(said, dict):
            return None, None, None
        picture = said.get("picture")
        drawn = _read(_DRAWN, said.get("drawn"))
        found = _read(_FOUND, said.get("found"))
        return drawn, found, picture if isinstance(picture, str) else None

    def _examine(self, url: str) -> dict[str, Any] | None:
        self._at_hand = None
        drawn = self._rendered(url)
        if drawn is None or self._chromium is None:
            return None
        if isinstance(drawn, NotRendered):
            return {"drawn": self._plain(drawn)}
        found = axe.run(self._chromium)
        # The markup is on record already, or can be asked for again; here only what was found in it counts.
        plain = self._plain(replace(drawn, html=""))
        return {"drawn": plain, "found": _FOUND.dump_python(found, mode="json"), "picture": self._picture(url)}

    def _rendered(self, url: str) -> Rendered | NotRendered | None:
        """None where there is no browser."""
        if self._chromium is None:
            chromium = Chromium(self._answer, executable=self._settings.executable, zone=self._context.zone)
            try:
                chromium.open()
            except NoBrowser as missing:
                self.missing = missing
                return None
            self._chromium = chromium
        return self._chromium.render(url)

    def _answer(self, asked: Asked) -> Given | None:
        known = self._at_hand
        if known is not None and asked.is_navigation and asked.method == "GET" and asked.url == known.landed_url:
            return Given(known.status or 200, known.headers or (("content-type", "text/html"),), known.body)
        return self._medium.given(asked)

    def _picture(self, url: str) -> str | None:
        """Keep a picture of the page that is open; its name, relative to the kept evidence."""
        if not self._settings.screenshots or self._context.keep is None or self._chromium is None:
            return None
        taken = self._chromium.screenshot()
        if isinstance(taken, NotRendered):
            return None
        name = f"{self._context.evidence}-pictures/{blake2b(url.encode(), digest_size=8).hexdigest()}.png"
        try:
            _write_whole(self._context.keep / name, taken)
        except OSError:
            return None
        return name

    @staticmethod
    def _plain(drawn: Rendered | NotRendered | None) -> dict[str, Any] | None:
        return None if drawn is None else asdict(drawn)


def _read(adapter: TypeAdapter[Any], said: Any) -> Any:
    """What a record holds is a stranger's word: nothing when it is not of the shape it should be."""
    if said is None:
        return None
    try:
        return adapter.validate_python(said)
    except ValidationError:
        return None


def _write_whole(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    partial.write_bytes(data)
    partial.replace(path)


def _normal(url: str) -> str | None:
    try:
        return normal(url)
    except ValueError:
        return None


__all__ = ["NOT_DRAWN", "SAMPLED", "Browsing"]
