"""All that one answer says, read once: the page's facts in plain values, before anything is known of other pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from typing import NamedTuple

from egovspec.collect.website.answers import Answer
from egovspec.collect.website.page import charset, columns, footer, header, html, paging, published
from egovspec.collect.website.page.kinds import Evidence, Kind, kind_of
from egovspec.collect.website.page.listing import Listing, dated_rows
from egovspec.collect.website.page.paging import NO_PAGING, Paging
from egovspec.collect.website.page.parts import Row, View
from egovspec.collect.website.page.regions import Region, Regions
from egovspec.collect.website.page.text import LINK_TEXT, TAG_VALUE, clean, length, name, one_line, remembering
from egovspec.collect.website.page.urls import Site, absolute
from egovspec.collect.website.readers import rows_of
from egovspec.facts.tables.website import FooterSeen

_HAN = re.compile("[\u3400-\u9fff]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_NO_LETTERS = re.compile(r"[\W\d_]+")
_ENOUGH = 20
_NAMED_HOME = re.compile(r"(?:index|default|home|main|shouye|首页)\b", re.IGNORECASE)
_BODY = re.compile(
    r"(?:^|[\s_-])(?:TRS_Editor|TRS_UEDITOR|UCAP-CONTENT|vsb_content\w*|v_news_content|zoom|ContentRegion|dochtmlcon|article|"
    r"article[-_]?(?:body|content|con|text|detail)|pages_content|news[-_]?content|info[-_]?content|detail[-_]?content|content[-_]?text|"
    r"show[-_]?con(?:tent)?|art[-_]?con(?:tent)?|bt[-_]content|xxgk[-_]content|wzy\w*|zwnr|txt[-_]?con|arti[-_]?content|wp_articlecontent|"
    r"detail|mycontent|xl_con\w*|easysite-news-text|j-fontContent|conTxt|nr_con\w*)(?:$|\s)",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"(?:来源|出处|发布机构|发布单位|发布部门|发文机关|作者|责任编辑)\s{0,6}[:：]")
_HEADINGS = ("h1", "h2", "h3", "h4")
_TITLE_CLASS = re.compile(r"title|tit\b|biaoti|bt$|_bt\b|headline", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\{\{.{0,200}?\}\}|<%.{0,200}?%>")
_REFRESH = re.compile(r"^\s*(\d{1,5})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"']{1,2000})", re.IGNORECASE)
_SCRIPTED_MOVE = re.compile(
    r"(?:window|self|top|document|parent)?\.?location(?:\.href|\.replace|\.assign)?\s*(?:=|\()\s*[\"']([^\"'\s]{1,500})[\"']"
)
_FETCHES = re.compile(
    r"\$\.(?:ajax|get|post|getJSON)\b|\.load\(|XMLHttpRequest|fetch\(|axios|new Vue|createApp|"
    r"jpage|getList|loadList|querylist",
    re.IGNORECASE,
)
_SHELL_TEXT, _SHELL_LINKS = 30, 1
_SOON = 5


class Tag(NamedTuple):
    name: str
    value: str
    in_head: bool
    line: int


class Link(NamedTuple):
    """One link. `target` is absolute and in the site's spelling; `text` and `title` as in the facts."""

    target: str
    text: str
    title: str | None
    region: Region
    line: int


class ColumnShown(NamedTuple):
    """A column as this page shows it. `url` is None when nothing leads to it."""

    name: str
    parent: str | None
    url: str | None
    how: str
    level: int | None
    line: int


class ItemShown(NamedTuple):
    """One row of a list. `url` is None when a script opens it."""

    url: str | None
    title: str
    day: date | None
    date_text: str | None
    line: int


class MarkShown(NamedTuple):
    mark: str
    value: str
    line: int
    target: str | None
    code: str | None


@dataclass(frozen=True)
class PageRead:
    """One page. Lengths count visible characters; `frames` are pages inside it, `moves_to` where it sends at once.

    items_unknown  a script fills its lists, so how many items it lists cannot be seen
    shell          the page has next to no text and no links: a script draws it
    cut            links beyond the limit of links per page
    says           digest of the main text without digits and punctuation: the same for pages that differ in a number,
                   a date or a layout; None where there is too little of it
    """

    kind: Kind
    kind_reason: str
    charset: str
    charset_declared: str | None
    charset_honest: bool | None
    language: str | None
    title: str | None
    published_on: date | None
    published_at: datetime | None
    text_length: int
    chinese: bool | None
    main_length: int
    footer: FooterSeen
    site_name_in_header: bool | None
    shell: bool
    items_unknown: bool
    column_name: str | None
    moves_to: str | None
    cut: int
    tags: tuple[Tag, ...] = ()
    links: tuple[Link, ...] = ()
    frames: tuple[str, ...] = ()
    columns: tuple[ColumnShown, ...] = ()
    items: tuple[ItemShown, ...] = ()
    marks: tuple[MarkShown, ...] = ()
    parts: tuple[Row, ...] = ()
    paging: Paging = NO_PAGING
    says: bytes | None = None


def read_page(
    answer: Answer,
    site: Site,
    captured: date,
    zone: str,
    *,
    links_at_most: int = 10_000,
    content_type: str | None = None,
) -> PageRead:
    """Read a page. Never raises for what its bytes hold.

    site      which addresses are its own; also says which page is home
    captured  day of capture in `zone`, the deployment's zone
    """
    decoded = charset.decode(answer.body, content_type)
    return _Reading(answer, decoded, site, captured, zone).read(links_at_most)


@remembering
def _is_called_title(called: str) -> bool:
    """Whether class and id of an element say that it holds the title of the page."""
    return _TITLE_CLASS.search(called) is not None


@remembering
def _is_called_body(called: str) -> bool:
    """Whether class and id of an element say that it holds the text of an article."""
    return _BODY.search(called) is not None


class _Reading:
    def __init__(self, answer: Answer, decoded: charset.Decoded, site: Site, captured: date, zone: str) -> None:
        self.answer = answer
        self.decoded = decoded
        self.site = site
        self.captured = captured
        self.zone = zone
        self.document = html.parse(decoded.text)
        self.regions = Regions(self.document)
        self.listing = Listing(self.document, self.regions, captured, zone)
        self.base = self._base()
        self.main, self.main_length, self.prose = self._main()
        self.known: dict[str, str | None] = {}
        self.tags = self._tags()
        self.values = self._values()

    def read(self, links_at_most: int) -> PageRead:
        document, regions = self.document, self.regions
        links, cut = self._links(links_at_most)
        frames = self._frames()
        shell = self._is_shell(len(links))
        labelled = published.labelled(document, regions, self.captured, self.zone)
        heading = self._heading()
        near = self._near(heading)
        chain = columns.in_breadcrumb(document, regions)
        kind, reason = kind_of(self._evidence(labelled, near, heading, {shown.name for shown in chain}))
        day = self._published(kind, labelled, near)
        foot = footer.read(document, regions, shell=shell)
        items = self._items() if kind is not Kind.ITEM else ()
        return PageRead(
            kind=kind,
            kind_reason=reason,
            charset=self.decoded.charset,
            charset_declared=self.decoded.declared,
            charset_honest=self.decoded.honest,
            language=self._language(),
            title=None if document.title is None else one_line(document.title, LINK_TEXT),
            published_on=day.day if day else None,
            published_at=day.at if day else None,
            text_length=document.visible,
            chinese=self._chinese(),
            main_length=self.main_length,
            footer=foot.seen,
            site_name_in_header=header.shows_site_name(document, regions, self.values.get("SiteName", ""), shell=shell),
            shell=shell,
            items_unknown=shell or (not items and kind is not Kind.ITEM and self._fills_lists()),
            column_name=self._column_name(kind, chain),
            moves_to=self._moves_to(shell),
            cut=cut,
            tags=self.tags,
            links=links,
            frames=frames,
            columns=tuple(self._columns(kind, chain)),
            items=items,
            marks=tuple(map(self._mark, foot.marks)),
            parts=rows_of(self._view(kind)),
            paging=paging.read(document, regions, self._absolute),
            says=self._says(),
        )

    def _mark(self, mark: footer.Mark) -> MarkShown:
        target = (self._absolute(mark.target) or mark.target) if mark.target else None
        return MarkShown(mark.mark, mark.value, self._line(mark.element), target, mark.code)

    def _view(self, kind: Kind) -> View:
        return View(
            self.answer.url,
            self.site,
            kind,
            self.document,
            self.regions,
            self.values,
            self.captured,
            self.zone,
            self._absolute,
        )

    def _line(self, index: int) -> int:
        return self.document.elements[index].line if index >= 0 else 0

    def _base(self) -> str:
        for index in self.document.of("base"):
            if reference := self.document.elements[index].get("href"):
                return absolute(self.answer.landed_url, reference) or self.answer.landed_url
        return self.answer.landed_url

    def _absolute(self, reference: str) -> str | None:
        if reference not in self.known:
            found = absolute(self.base, reference, self.decoded.charset)
            self.known[reference] = self.site.own(found) if found else None
        return self.known[reference]

    def _tags(self) -> tuple[Tag, ...]:
        found = []
        elements = self.document.elements
        for index in self.document.of("meta"):
            element = elements[index]
            if called := element.get("name").strip():
                in_head = any(elements[i].tag == "head" for i in self.document.ancestors(index))
                value = clean(element.get("content").strip(), TAG_VALUE)
                found.append(Tag(clean(called, LINK_TEXT), value, in_head, element.line))
        return tuple(found)

    def _values(self) -> Mapping[str, str]:
        """The first filled value of every tag, or empty where all are."""
        values: dict[str, str] = {}
        for tag in self.tags:
            values[tag.name] = values.get(tag.name) or tag.value
        return values

    def _links(self, at_most: int) -> tuple[tuple[Link, ...], int]:
        """The links of the page, one for each target, and how many targets are beyond the limit.

        What is beyond is counted as it is written: a page with a hundred thousand links is not worth resolving them.
        """
        found: dict[str, Link] = {}
        cut: set[str] = set()
        document, regions = self.document, self.regions.of
        for index in self.regions.links:
            element = document.elements[index]
            attributes = element.attributes
            reference = attributes["href"]
            if len(found) >= at_most and reference not in self.known:
                cut.add(reference)
                continue
            target = self._absolute(reference)
            if target is None:
                continue
            if target in found:
                if not found[target].text and (text := clean(document.label(index), LINK_TEXT)):
                    found[target] = found[target]._replace(text=text)
                continue
            if len(found) >= at_most:
                cut.add(reference)
                continue
            title = one_line(attributes["title"], LINK_TEXT) if "title" in attributes else None
            found[target] = Link(target, clean(document.label(index), LINK_TEXT), title, regions[index], element.line)
        return tuple(found.values()), len(cut)

    def _frames(self) -> tuple[str, ...]:
        sources = (self.document.elements[index].get("src") for index in self.document.of("frame", "iframe"))
        found = (self._absolute(source) for source in sources if source.strip())
        return tuple(dict.fromkeys(target for target in found if target and self.site.holds(target)))

    def _is_shell(self, links: int) -> bool:
        document = self.document
        if links > _SHELL_LINKS or self._speaks():
            return False
        scripted = bool(document.scripts) or any(True for _ in document.of("frame", "iframe", "noscript"))
        if not scripted and not any(
            document.elements[index].get("http-equiv").lower() == "refresh" for index in document.of("meta")
        ):
            return False
        return length(_PLACEHOLDER.sub("", document.text)) < _SHELL_TEXT

    def _speaks(self) -> bool:
        """A page with page tags or a heading of its own is a thin page and no shell."""
        return any(tag in self.values for tag in ("ColumnName", "ArticleTitle"))

    def _moves_to(self, shell: bool) -> str | None:
        for index in self.document.of("meta"):
            element = self.document.elements[index]
            if element.get("http-equiv").strip().lower() != "refresh":
                continue
            found = _REFRESH.match(element.get("content"))
            if found and int(found[1]) <= _SOON and (target := self._absolute(found[2].strip())):
                return target
        if shell:
            for script in self.document.scripts:
                moved = _SCRIPTED_MOVE.search(script.text)
                if moved and (target := self._absolute(moved[1])):
                    return target
        return None

    def _language(self) -> str | None:
        root = next(self.document.of("html"), None)
        attributes = self.document.elements[root].attributes if root is not None else {}
        return clean(attributes["lang"].strip(), 100) if "lang" in attributes else None

    def _main(self) -> tuple[str, int, int]:
        """The main text, its visible characters, and how many of them are outside links."""
        main, regions, text = Region.MAIN, self.regions.of, self.document.text
        parts: list[str] = []
        visible = prose = 0
        for element, start, stop, size, linked in self.document.pieces:
            if regions[element] is main:
                parts.append(text[start:stop])
                visible += size
                if not linked:
                    prose += size
        return "".join(parts), visible, prose

    def _says(self) -> bytes | None:
        letters = _NO_LETTERS.sub("", self.main)
        return blake2b(letters.encode("utf-8", "replace"), digest_size=12).digest() if len(letters) >= _ENOUGH else None

    def _chinese(self) -> bool | None:
        """Whether Chinese characters make up most of the title and the main text; None when there is next to none."""
        text = self.main + (self.document.title or "")
        letters = len(text) - len(_LETTERS.sub("", text))
        return None if letters < 4 else 2 * (len(text) - len(_HAN.sub("", text))) >= letters

    def _heading(self) -> int | None:
        """The element that repeats the title of the page, or what comes before its first separator."""
        title = "".join((self.values.get("ArticleTitle") or self.document.title or "").split())
        if len(title) < 4:
            return None
        document, called = self.document, self.document.called
        main, regions = Region.MAIN, self.regions.of
        headings = set(document.of(*_HEADINGS))
        for index in sorted(headings.union(called)):
            element = document.elements[index]
            if regions[index] is not main or not 4 <= element.stop - element.start <= 300:
                continue
            if index in headings or _is_called_title(called[index]):
                text = "".join(document.shown(index).split())
                if len(text) >= 4 and title.startswith(text):
                    return index
        return None

    def _near(self, heading: int | None) -> published.Published | None:
        if heading is None:
            return None
        stop = self.document.elements[heading].stop
        return published.near_title(self.document, self.regions, stop, self.captured, self.zone)

    def _evidence(
        self,
        labelled: list[published.Published],
        near: published.Published | None,
        heading: int | None,
        columns_above: set[str],
    ) -> Evidence:
        rows = self.listing.rows
        return Evidence(
            url=self.answer.url,
            home=self.answer.url == self.site.home,
            guessed=self.answer.status is None and not _NAMED_HOME.match(self.answer.place.rpartition("/")[2]),
            tags=self.values,
            dated_rows=dated_rows(rows),
            rows=len(rows),
            labelled=len(labelled),
            dated_title=near is not None,
            source=bool(_SOURCE.search(self.document.text)),
            prose=self.prose,
            body=any(map(_is_called_body, self.document.called.values())),
            titled=heading is not None and self.document.shown(heading) not in columns_above,
        )

    def _published(
        self, kind: Kind, labelled: list[published.Published], near: published.Published | None
    ) -> published.Published | None:
        by_tag = published.by_tag(self.values.get("PubDate", ""), self.captured, self.zone)
        if by_tag or kind is not Kind.ITEM:
            return by_tag
        return labelled[0] if labelled else near

    def _items(self) -> tuple[ItemShown, ...]:
        found: dict[tuple[str | None, str], ItemShown] = {}
        for row in self.listing.items():
            element = self.document.elements[row.link]
            url = self._absolute(element.get("href"))
            shown = ItemShown(url, row.title, row.day, row.date_text, element.line)
            found.setdefault((url, "" if url else row.title), shown)
        return tuple(found.values())

    def _fills_lists(self) -> bool:
        """Whether a script brings what the page lists: it asks for something, and the main text is next to nothing."""
        return self.main_length < 200 and any(_FETCHES.search(script.text) for script in self.document.scripts)

    def _column_name(self, kind: Kind, chain: list[columns.Shown]) -> str | None:
        if tagged := name(self.values.get("ColumnName", "")):
            return tagged
        if kind is Kind.COLUMN:
            return chain[-1].name if chain else None
        return None

    def _columns(self, kind: Kind, chain: list[columns.Shown]) -> list[ColumnShown]:
        own = self.answer.url
        title = name((self.values.get("ArticleTitle") or self.document.title or ""), LINK_TEXT)
        found = []
        if tagged := name(self.values.get("ColumnName", "")):
            step = next((shown for shown in chain if shown.name == tagged), None)
            url = own if kind in (Kind.COLUMN, Kind.HOME) else self._leads_to(step)
            line = next((tag.line for tag in self.tags if tag.name == "ColumnName"), 0)
            found.append(
                ColumnShown(tagged, step.parent if step else None, url, "tag", step.level if step else None, line)
            )
        for shown in columns.in_navigation(self.document, self.regions):
            url = self._leads_to(shown)
            line = self._line(shown.link) if shown.link is not None else 0
            found.append(ColumnShown(shown.name, shown.parent, url, "navigation", shown.level, line))
        for at, shown in enumerate(chain):
            last = at == len(chain) - 1
            if last and shown.link is None and kind is Kind.ITEM and title.startswith(shown.name[:20]):
                continue  # the breadcrumb ends in the item's own title
            url = self._leads_to(shown) or (own if last and kind is Kind.COLUMN else None)
            line = self._line(shown.link) if shown.link is not None else 0
            found.append(ColumnShown(shown.name, shown.parent, url, "breadcrumb", shown.level, line))
        return found

    def _leads_to(self, shown: columns.Shown | None) -> str | None:
        if shown is None or shown.link is None:
            return None
        return self._absolute(self.document.elements[shown.link].get("href"))
