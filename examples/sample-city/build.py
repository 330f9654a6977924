"""Builds the saved copy of the sample portal: `python examples/sample-city/build.py [FOLDER]`.

The folder is `site/` beside this file, which is replaced, or another one that does not exist yet. The same content
gives the same bytes on every machine, so the committed copy can be held to the builder. Standard library only.
"""

from __future__ import annotations

import posixpath
import re
import shutil
import sys
from datetime import datetime
from email.utils import format_datetime
from html import escape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import attachments
import markup
from content import Column, Item, Portal, load
from pages import Pages, attachment_url

HERE = Path(__file__).resolve().parent
_ADDRESSES = re.compile(r'(?:href|src|action|data)="([^"]*)"')


def build(here: Path) -> dict[str, bytes]:
    """All files of the saved copy: address on the portal → bytes.

    Raises  ValueError when a page links to an address of the portal that is not among them
    """
    portal = load(here / "content")
    files = _attachments(portal) | {"/rss.xml": _feed(portal)}
    pages = Pages(portal, here / "templates", {url: attachments.size(content) for url, content in files.items()})
    texts = {"/index.html": (pages.home(), "utf-8")}
    for column in portal.columns.values():
        for number, _ in enumerate(portal.pages(column), 1):
            texts[column.page(number)] = (pages.column(column, number), column.charset)
    texts |= {item.url: (pages.item(item), item.charset) for item in portal.items}
    files |= {url: text.encode(charset) for url, (text, charset) in texts.items()}
    for asset in sorted((here / "assets").iterdir()):
        files[f"/{'css' if asset.suffix == '.css' else 'images'}/{asset.name}"] = asset.read_bytes()
    _no_dead_links({url: text for url, (text, _) in texts.items()}, files)
    return files


def _no_dead_links(texts: dict[str, str], files: dict[str, bytes]) -> None:
    for url, text in texts.items():
        for link in _ADDRESSES.findall(text):
            target = urlsplit(urljoin(f"http://portal{url}", link))
            path = "/index.html" if target.path == "/" else target.path
            if target.hostname == "portal" and path not in files:
                raise ValueError(f"{url} links to {link}, which is not there")


def _attachments(portal: Portal) -> dict[str, bytes]:
    files = {}
    owners: list[Column | Item] = [*portal.columns.values(), *portal.items]
    for owner in owners:
        for n, attachment in enumerate(owner.attachments, 1):
            url = attachment_url(owner, n)
            lines = markup.plain(attachment.text) if attachment.text else _lines(owner)
            files[url] = attachments.FORMATS[posixpath.splitext(url)[1]](lines)
    return files


def _lines(owner: Column | Item) -> list[str]:
    title = owner.title if isinstance(owner, Item) else owner.name
    return [title, *markup.plain(owner.text)]


def _feed(portal: Portal) -> bytes:
    """The notices as RSS, newest first."""
    column = portal.columns[portal.home["feed"]]
    identity = portal.identity
    entries = "".join(
        f"<item><title>{escape(item.title)}</title><link>{identity['url']}{item.url}</link>"
        f"<pubDate>{format_datetime(datetime.fromisoformat(f'{item.at}+08:00'))}</pubDate></item>\n"
        for item in portal.listed(column.id)
    )
    about = (
        f"<title>{escape(column.name)}_{identity['site_name']}</title><link>{identity['url']}{column.url}</link>"
        f"<description>{escape(column.about)}</description>"
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>{about}\n{entries}</channel></rss>\n'.encode()


def write(files: dict[str, bytes], folder: Path) -> None:
    """Write the files under `folder`, which must not exist."""
    folder.mkdir(parents=True)
    for url, content in files.items():
        file = folder / url.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


if __name__ == "__main__":
    built = build(HERE)
    if len(sys.argv) == 1 and (HERE / "site").exists():
        shutil.rmtree(HERE / "site")
    write(built, Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "site")
