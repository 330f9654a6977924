"""Builds the saved copy of the sample portal: `python examples/sample-city/build.py [FOLDER]`.

The folder is `site/` beside this file, which is replaced, or another one that does not exist yet. The same content
gives the same bytes on every machine, so the committed copy can be held to the builder. Standard library only.
"""

from __future__ import annotations

import io
import re
import shutil
import sys
import zipfile
from html import escape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import markup
from content import Item, Portal, load
from pages import Pages, attachment_url

HERE = Path(__file__).resolve().parent
_ADDRESSES = re.compile(r'(?:href|src|action)="([^"]*)"')


def build(here: Path) -> dict[str, bytes]:
    """All files of the saved copy: address on the portal → bytes.

    Raises  ValueError when a page links to an address of the portal that is not among them
    """
    portal = load(here / "content")
    pages = Pages(portal, here / "templates")
    texts = {"/index.html": (pages.home(), "utf-8")}
    texts |= {column.url: (pages.column(column), column.charset) for column in portal.columns.values()}
    texts |= {item.url: (pages.item(item), item.charset) for item in portal.items}
    files = {url: text.encode(charset) for url, (text, charset) in texts.items()}
    files |= _attachments(portal)
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
    for item in portal.items:
        for n, attachment in enumerate(item.attachments, 1):
            table = attachment.rows.strip()
            # Spreadsheet programs on Windows take a CSV for UTF-8 only when it opens with the mark.
            files[attachment_url(item, n)] = f"{table}\n".encode("utf-8-sig") if table else _docx(item)
    return files


def _docx(item: Item) -> bytes:
    """The text of an item as a Word document: stored, with fixed times, so that its bytes never differ."""
    paragraphs = [item.title, *markup.plain(item.text)]
    body = "".join(f"<w:p><w:r><w:t>{escape(paragraph)}</w:t></w:r></w:p>" for paragraph in paragraphs)
    office = "http://schemas.openxmlformats.org"
    relation = f"{office}/officeDocument/2006/relationships/officeDocument"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{office}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{office}/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{relation}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{office}/wordprocessingml/2006/main">'
        f"<w:body>{body}</w:body></w:document>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name)  # its time is 1980-01-01, not now
            entry.create_system = 3
            archive.writestr(entry, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return packed.getvalue()


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
