"""The little markup the content files use, turned into HTML.

Blank lines part paragraphs; `## ` opens a heading, `- ` a list, `| ` a table row (the first row is the head);
`[text](column:1229203)`, `[text](item:2031)` and `[text](https://…)` are links, `![what it shows](flow.svg)` alone is a
picture.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_PICTURE = re.compile(r"!\[([^\]]+)\]\(([\w-]+\.svg)\)")


def inline(text: str, address: Callable[[str], str]) -> str:
    """One line of text; `address` turns what stands in the brackets into a URL."""
    parts = _LINK.split(text)
    html = [escape(parts[0], quote=False)]
    for label, target, after in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        html.append(f'<a href="{escape(address(target))}">{escape(label, quote=False)}</a>{escape(after, quote=False)}')
    return "".join(html)


def _table(lines: list[str], address: Callable[[str], str]) -> str:
    rows = [[inline(cell.strip(), address) for cell in line.strip("| ").split("|")] for line in lines]
    head = "".join(f'<th scope="col">{cell}</th>' for cell in rows[0])
    body = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows[1:])
    return f'<table class="grid">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>'


def plain(text: str) -> list[str]:
    """The lines of a text without the markup: table cells parted by blanks, links by their words alone."""
    lines = (re.sub(r"^(?:## |- |\| )", "", line) for line in _LINK.sub(r"\1", _PICTURE.sub("", text)).split("\n"))
    return [line.strip("| ").replace(" | ", " ") for line in lines if line.strip()]


def block(text: str, address: Callable[[str], str]) -> str:
    """Several paragraphs, headings, lists and tables."""
    html = []
    for chunk in re.split(r"\n\s*\n", text.strip()):
        lines = chunk.split("\n")
        if chunk.startswith("## "):
            html.append(f"<h2>{inline(chunk[3:], address)}</h2>")
        elif chunk.startswith("- "):
            entries = "\n".join(f"<li>{inline(line[2:], address)}</li>" for line in lines)
            html.append(f'<ul class="plain">\n{entries}\n</ul>')
        elif picture := _PICTURE.fullmatch(chunk):
            html.append(f'<p class="picture"><img src="/images/{picture[2]}" alt="{escape(picture[1])}"></p>')
        elif chunk.startswith("| "):
            html.append(_table(lines, address))
        elif chunk:
            html.append(f"<p>{inline(''.join(lines), address)}</p>")
    return "\n".join(html)
