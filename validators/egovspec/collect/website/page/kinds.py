"""What kind of page a page is: home, column, item or other, and by which evidence.

The evidence in its order: the address of the home page; filled page tags; how the page is built; empty page tags, which
tell the template it was made from; the shape of its address. A page that gives none of these is `other`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from egovspec.collect.website.page.listing import is_item_address
from egovspec.collect.website.page.urls import path


class Kind(StrEnum):
    HOME = "home"
    COLUMN = "column"
    ITEM = "item"
    OTHER = "other"


ARTICLE_TAGS = ("ArticleTitle", "PubDate", "ContentSource")
COLUMN_TAGS = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
_COLUMN_PATH = re.compile(
    r"/col/col\d+|/(?:index|list|default)(?:[-_]?\d+)?\.(?:s?html?|jhtml|jsp|aspx?|php)$|/(?:list|column|channel|lm|node)[-_/]?\d+|/$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Evidence:
    """What is known of a page before its kind is.

    home        whether it is the home page's address
    guessed     whether that was only guessed: a saved page whose file is not named like a home page
    tags        page tags by exact name, the first filled value of each, or empty
    dated_rows  rows with a date in the longest list
    rows        rows in all lists
    labelled    dates in the main text with a label such as 发布时间
    dated_title a date right under the title
    source      whether the text names a source: 来源：
    prose       visible characters of main text outside links
    body        whether an element is named as the body of an article
    titled      whether a heading repeats the title of the page
    """

    url: str
    home: bool
    guessed: bool
    tags: Mapping[str, str]
    dated_rows: int = 0
    rows: int = 0
    labelled: int = 0
    dated_title: bool = False
    source: bool = False
    prose: int = 0
    body: bool = False
    titled: bool = False


def kind_of(page: Evidence) -> tuple[Kind, str]:
    """The kind, and the reason in a few words."""
    if page.home:
        return _unlike_home(page) or (Kind.HOME, "it is the address of the home page")
    for evidence in (_by_filled_tags, _by_structure, _by_template, _by_address, _by_shared_template):
        if found := evidence(page):
            return found
    return Kind.OTHER, "neither tags, structure nor address tell"


def _unlike_home(page: Evidence) -> tuple[Kind, str] | None:
    """What a saved page is that was only guessed to be the home page: a list it may be too, an article it is not."""
    if not page.guessed:
        return None
    if found := _by_filled_tags(page) or _by_template(page):
        return found
    found = _by_structure(page)
    return found if found and found[0] is Kind.ITEM else None


def _by_filled_tags(page: Evidence) -> tuple[Kind, str] | None:
    articles = [tag for tag in ARTICLE_TAGS if page.tags.get(tag)]
    columns = [tag for tag in COLUMN_TAGS if page.tags.get(tag)]
    if "ArticleTitle" in articles or len(articles) > 1 or (articles and not columns and page.dated_rows < 3):
        return Kind.ITEM, f"has {_joined(articles)}"
    if columns and not any(tag in page.tags for tag in ARTICLE_TAGS):
        return Kind.COLUMN, f"has {_joined(columns)} and no article tags"
    return None


def _by_structure(page: Evidence) -> tuple[Kind, str] | None:
    dated = 1 <= page.labelled <= 3 or page.dated_title
    if dated and (page.source or page.body or page.titled) and (page.prose >= 150 or page.dated_rows < 3):
        marks = [
            "a date of publication",
            *(["a source"] if page.source else []),
            *(["an article body"] if page.body else []),
            *(["a heading that repeats its title"] if page.titled and not page.body else []),
        ]
        return Kind.ITEM, "shows " + _joined(marks)
    if page.dated_rows >= 3:
        return Kind.COLUMN, f"lists {page.dated_rows} dated links"
    if page.body and page.prose >= 150 and page.titled and not page.dated_rows:
        return Kind.ITEM, "has an article body under a heading that repeats its title"
    return None


def _by_address(page: Evidence) -> tuple[Kind, str] | None:
    if is_item_address(page.url):
        return Kind.ITEM, "its address has the shape of an item's"
    if "?" not in page.url and _COLUMN_PATH.search(path(page.url)):
        return Kind.COLUMN, "its address has the shape of a column's"
    return None


def is_column_address(url: str) -> bool:
    """Whether an address has the shape the common platforms give to columns."""
    return "?" not in url and bool(_COLUMN_PATH.search(path(url))) and not is_item_address(url)


def _by_template(page: Evidence) -> tuple[Kind, str] | None:
    """Tags left empty still tell the template, when it has those of one kind only."""
    columns = any(tag in page.tags for tag in COLUMN_TAGS)
    articles = any(tag in page.tags for tag in ARTICLE_TAGS)
    if columns and not articles:
        return Kind.COLUMN, "its template has column tags, left empty"
    if articles and not columns:
        return Kind.ITEM, "its template has article tags, left empty"
    return None


def _by_shared_template(page: Evidence) -> tuple[Kind, str] | None:
    if any(tag in page.tags for tag in ARTICLE_TAGS):
        return Kind.ITEM, "its template has article tags beside column tags, left empty"
    return None


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]
