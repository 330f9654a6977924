"""How a service guide of the sample portal is laid out: as a table, a list of terms, headings, tabs, or lines.

Portals print the same ten elements in all of these ways, and whoever reads guides has to know each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from content import Guide, Material

_HEADS = ("序号", "材料名称", "原件/复印件", "纸质/电子", "份数", "必要性", "空白表格", "示例样表")
_NUMBERS = "一二三四五六七八九十"


def laid_out(guide: Guide, of_text: Callable[[str], str], link: Callable[[str], str]) -> str:
    """A guide as HTML. `of_text` turns marked-up text into HTML; `link` gives the link to a download by its name."""
    fields = [(label, of_text(text)) for label, text in guide.fields]
    html = _LAYOUTS[guide.layout](fields)
    if guide.materials:
        html += f"\n<h2>申请材料</h2>\n{_materials(guide.materials, link)}"
    return f'{html}\n<p class="apply"><a href="{escape(guide.apply)}">在线办理</a></p>'


def _table(fields: Sequence[tuple[str, str]]) -> str:
    rows = "\n".join(f'<tr><th scope="row">{label}</th><td>{value}</td></tr>' for label, value in fields)
    return f'<table class="guide">\n{rows}\n</table>'


def _list(fields: Sequence[tuple[str, str]]) -> str:
    terms = "\n".join(f"<dt>{label}</dt>\n<dd>{value}</dd>" for label, value in fields)
    return f'<dl class="guide">\n{terms}\n</dl>'


def _headings(fields: Sequence[tuple[str, str]]) -> str:
    return "\n".join(
        f"<h2>{number}、{label}</h2>\n{value}" for number, (label, value) in zip(_NUMBERS, fields, strict=False)
    )


def _tabs(fields: Sequence[tuple[str, str]]) -> str:
    names = "\n".join(f'<li><a href="#part{n}">{label}</a></li>' for n, (label, _) in enumerate(fields, 1))
    panels = "\n".join(f'<div class="panel" id="part{n}">\n{value}\n</div>' for n, (_, value) in enumerate(fields, 1))
    return f'<ul class="tabs">\n{names}\n</ul>\n<div class="panels">\n{panels}\n</div>'


def _lines(fields: Sequence[tuple[str, str]]) -> str:
    return "\n".join(value.replace("<p>", f"<p><strong>{label}：</strong>", 1) for label, value in fields)


_LAYOUTS: dict[str, Callable[[Sequence[tuple[str, str]]], str]] = {
    "table": _table,
    "list": _list,
    "headings": _headings,
    "tabs": _tabs,
    "lines": _lines,
}


def _materials(materials: Sequence[Material], link: Callable[[str], str]) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in _HEADS)
    rows = []
    for number, one in enumerate(materials, 1):
        downloads = (link(one.form) if one.form else "无", link(one.sample) if one.sample else "无")
        said = (str(number), one.name, one.original, one.medium, str(one.copies), one.required, *downloads)
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in said) + "</tr>")
    return f'<table class="materials">\n<tr>{head}</tr>\n' + "\n".join(rows) + "\n</table>"
