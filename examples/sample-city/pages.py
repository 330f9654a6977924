"""The pages of the sample portal: values in, HTML out."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from string import Template

import guides
import markup
from content import Column, Item, Portal, Record, Survey

_DATES = {
    "iso": "{y}-{m}-{d}",
    "bracket": "[{m}-{d}]",
    "long-bracket": "[{y}-{m}-{d}]",
    "cjk": "{y}年{m}月{d}日",
    "slash": "{y}/{m}/{d}",
    "dot": "{y}.{m}.{d}",
}
_NO_PATH = ("https://", "http://", "mailto:", "tel:")


def shown(day: str, style: str) -> str:
    """A date as one of the list styles writes it."""
    year, month, of_month = day.split("-")
    return _DATES[style].format(y=year, m=month, d=of_month)


class Pages:
    """Renders each page of one portal."""

    def __init__(self, portal: Portal, templates: Path, sizes: Mapping[str, str]) -> None:
        """`sizes`: how large each file to download is, by its address."""
        self.portal = portal
        self.sizes = sizes
        self.templates = {
            file.stem: Template(file.read_text(encoding="utf-8").rstrip("\n")) for file in templates.glob("*.html")
        }

    def home(self) -> str:
        portal, home = self.portal, self.portal.home
        services = "\n".join(f"<li>{self._inline(link)}</li>" for link in home["services"])
        blocks = "\n".join(
            self._block(portal.columns[column], home["items_each"], dates="bracket") for column in home["blocks"]
        )
        body = (
            f'<div class="notice-line"><p>{self._inline(home["line"])}</p></div>\n'
            f'<div class="columns">\n{blocks}\n</div>\n'
            f'<div class="block">\n<h2><a href="{portal.columns[home["services_column"]].url}">办事服务</a></h2>\n'
            f'<ul class="tiles">\n{services}\n</ul>\n</div>'
        )
        name = portal.identity["site_name"]
        return self._page("main", "/index.html", title=name, tags=self._site_tags(), body=body, body_class="home")

    def column(self, column: Column, number: int = 1) -> str:
        """A page of a column; the introduction and the blocks are on the first alone."""
        portal = self.portal
        later = number > 1
        parts = [self._position(column), f'<h1 class="column-title">{escape(column.name, quote=False)}</h1>']
        if column.text and not later:
            parts.append(f'<div class="content">\n{self._block_of_text(column.text)}\n</div>')
            parts += filter(None, [self._attachments(column)])
        if column.blocks and not later:
            children = portal.children(column.id)
            blocks = "\n".join(
                self._block(child, 3, dates=child.dates) for child in children if portal.listed(child.id)
            )
            without = [child for child in children if not portal.listed(child.id)]
            if without:
                parts.append(self._tiles(without))
            if blocks:
                parts.append(f'<div class="columns">\n{blocks}\n</div>')
        items = portal.pages(column)[number - 1]
        if items:
            parts.append(self._list(items, column.layout, column.dates))
            parts.append(self._turner(column, number))
        if column.id == portal.home["site_map"]:
            parts.append(f'<div class="site-map">\n{self._tree("", links_from="", css="tree")}\n</div>')
        body_class = "large-type" if column.id == portal.home["large_type"] else "column"
        return self._page(
            column.template,
            column.page(number),
            title=f"{column.name}{f'（第{number}页）' if later else ''}_{portal.identity['site_name']}",
            tags=self._site_tags() + self._column_tags(column),
            body="\n".join(parts),
            body_class=body_class,
            charset=column.charset,
        )

    def item(self, item: Item) -> str:
        column = self.portal.columns[item.column]
        before_time, before_source = (
            ("Date: ", "Source: ") if column.template == "english" else ("发布时间：", "来源：")
        )
        source = escape(item.source, quote=False)
        info = f"<span>{before_time}{item.at}</span><span>{before_source}{source}</span>"
        parts = [
            self._position(column, "正文"),
            '<div class="article">',
            self._record(item),
            f"<h1>{escape(item.title, quote=False)}</h1>",
            f'<div class="info">{info}</div>',
            f'<div class="content" id="zoom">\n{self._item_body(item)}\n</div>',
            self._attachments(item),
            self._related(item),
            "</div>",
        ]
        tags = [
            ("ArticleTitle", item.title),
            ("PubDate", item.at),
            ("ContentSource", item.source),
            *([("Keywords", item.keywords)] if item.keywords else []),
            ("Url", self.portal.identity["url"] + item.url),
        ]
        return self._page(
            column.template,
            item.url,
            title=f"{item.title}_{self.portal.identity['site_name']}",
            tags=self._site_tags() + self._column_tags(column) + tags,
            body="\n".join(part for part in parts if part),
            body_class="item",
            charset=item.charset,
        )

    # Parts of pages.

    def _page(
        self,
        template: str,
        url: str,
        *,
        title: str,
        tags: Iterable[tuple[str, str]],
        body: str,
        body_class: str,
        charset: str = "utf-8",
    ) -> str:
        identity = self.portal.identity
        declared = (
            # Older templates write the longer form and say gb2312, whatever characters the page then uses.
            '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
            if charset == "gb18030"
            else '<meta charset="utf-8">'
        )
        return (
            self.templates[template].substitute(
                identity,
                lang="en" if template == "english" else "zh-CN",
                charset_meta=declared,
                title=escape(title, quote=False),
                tags="\n".join(f'<meta name="{name}" content="{escape(value)}">' for name, value in tags),
                body=body,
                body_class=body_class,
                logo="h1" if body_class == "home" else "div",
                navigation=self._navigation(),
                side=self._side(url) if template == "disclosure" else "",
                footer=self.templates["footer"].substitute(identity),
            )
            + "\n"
        )

    def _site_tags(self) -> list[tuple[str, str]]:
        identity = self.portal.identity
        return [
            ("SiteName", identity["site_name"]),
            ("SiteDomain", identity["domain"]),
            ("SiteIDCode", identity["site_id"]),
        ]

    def _column_tags(self, column: Column) -> list[tuple[str, str]]:
        return [
            ("ColumnName", column.name),
            ("ColumnDescription", column.about),
            ("ColumnKeywords", column.keywords),
            ("ColumnType", column.type),
        ]

    def _navigation(self) -> str:
        top = [column for column in self.portal.children("") if column.in_navigation]
        entries = ['<li><a href="/">首页</a></li>']
        for column in top:
            below = [child for child in self.portal.children(column.id) if child.in_navigation]
            sub = "\n".join(f'<li><a href="{child.url}">{escape(child.name)}</a></li>' for child in below)
            nested = f'\n<ul class="sub">\n{sub}\n</ul>\n' if sub else ""
            entries.append(f'<li><a href="{column.url}">{escape(column.name)}</a>{nested}</li>')
        return '<ul class="menu">\n' + "\n".join(entries) + "\n</ul>"

    def _side(self, url: str) -> str:
        """Left menu of the disclosure section; this part of the portal writes its addresses relative to the page."""
        return self._tree(self.portal.home["disclosure"], links_from=url, css="")

    def _tree(self, parent: str, *, links_from: str, css: str) -> str:
        entries = []
        for child in self.portal.children(parent):
            address = posixpath.relpath(child.url, posixpath.dirname(links_from)) if links_from else child.url
            nested = self._tree(child.id, links_from=links_from, css="")
            entries.append(f'<li><a href="{address}">{escape(child.name)}</a>{nested}</li>')
        opening = f'<ul class="{css}">' if css else "<ul>"
        return f"{opening}\n" + "\n".join(entries) + "\n</ul>" if entries else ""

    def _position(self, column: Column, last: str = "") -> str:
        steps = ['<a href="/">首页</a>']
        steps += [f'<a href="{step.url}">{escape(step.name)}</a>' for step in self.portal.lineage(column)]
        steps += [last] if last else []
        return f'<div class="position">当前位置：{" &gt; ".join(steps)}</div>'

    def _tiles(self, columns: Iterable[Column]) -> str:
        entries = "\n".join(f'<li><a href="{column.url}">{escape(column.name)}</a></li>' for column in columns)
        return f'<ul class="tiles">\n{entries}\n</ul>'

    def _block(self, column: Column, most: int, *, dates: str) -> str:
        entries = self._list(self.portal.listed(column.id)[:most], "list", dates)
        name = escape(column.name, quote=False)
        return (
            f'<div class="block">\n<h2><a href="{column.url}">{name}</a>'
            f'<a class="more" href="{column.url}">更多</a></h2>\n{entries}\n</div>'
        )

    def _list(self, items: Iterable[Item], layout: str, dates: str) -> str:
        if layout in ("documents", "letters", "surveys", "table"):
            return self._table(list(items), layout, dates)
        rows = []
        for item in items:
            title = escape(item.title, quote=False)
            link = f'<a href="{item.url}" title="{escape(item.title)}" target="_blank">{title}</a>'
            day = f'<span class="date">{shown(item.day, dates)}</span>'
            rows.append(f"<li>{day}{link}</li>" if layout == "date-first" else f"<li>{link}{day}</li>")
        css = "news-list date-first" if layout == "date-first" else "news-list"
        return f'<ul class="{css}">\n' + "\n".join(rows) + "\n</ul>"

    def _turner(self, column: Column, number: int) -> str:
        """What stands below a list: how long it is, and the way to its other pages."""
        pages = len(self.portal.pages(column))
        said = f"共 {len(self.portal.listed(column.id))} 条　第 {number} 页 / 共 {pages} 页"
        if pages == 1:
            return f'<div class="pages">{said}</div>'
        turns = [("首页", 1), ("上一页", number - 1)] if number > 1 else []
        turns += [(str(n), n) for n in range(1, pages + 1)]
        turns += [("下一页", number + 1), ("尾页", pages)] if number < pages else []
        links = "".join(
            f"<strong>{name}</strong>" if name == str(number) else f'<a href="{column.page(n)}">{name}</a>'
            for name, n in turns
        )
        return f'<div class="pages">{said}　{links}</div>'

    def _table(self, items: list[Item], layout: str, dates: str) -> str:
        heads = {
            "documents": ("标题", "发文字号", "成文日期", "发布日期"),
            "letters": ("信件标题", "类型", "留言时间", "答复时间", "答复单位", "办理状态"),
            "surveys": ("征集主题", "状态", "发布日期"),
            "table": ("标题", "发布日期"),
        }[layout]
        rows = []
        for item in items:
            link = f'<a href="{item.url}">{escape(item.title, quote=False)}</a>'
            day = f'<td class="date">{shown(item.day, dates)}</td>'
            if layout == "documents" and item.record:
                between = f'<td>{item.record.number}</td><td class="date">{shown(item.record.written_on, dates)}</td>'
                cells = f"<td>{link}</td>{between}{day}"
            elif layout == "letters" and item.letter:
                letter = item.letter
                cells = (
                    f'<td>{link}</td><td>{letter.kind}</td><td class="date">{letter.asked_at[:10]}</td>'
                    f'<td class="date">{letter.answered_at[:10]}</td><td>{letter.unit}</td><td>{letter.state}</td>'
                )
            elif layout == "surveys" and item.survey:
                cells = f"<td>{link}</td><td>{item.survey.state(self.portal.identity['today'])}</td>{day}"
            else:
                cells = f"<td>{link}</td>" + "<td></td>" * (len(heads) - 2) + day
            rows.append(f"<tr>{cells}</tr>")
        head = "".join(f'<th scope="col">{name}</th>' for name in heads)
        return f'<table class="list-table">\n<tr>{head}</tr>\n' + "\n".join(rows) + "\n</table>"

    def _record(self, item: Item) -> str:
        return _RECORDS[item.record.layout](_record_rows(item, item.record)) if item.record else ""

    def _item_body(self, item: Item) -> str:
        parts = [self._block_of_text(item.text)] if item.text else []
        if letter := item.letter:
            asked = (f"信件编号：{letter.number}", f"信件类型：{letter.kind}", f"留言时间：{letter.asked_at}")
            answered = (
                *(f"答复单位：{letter.unit}", f"答复时间：{letter.answered_at}"),
                f"办理状态：{letter.state}",
            )
            parts += [
                self._box("留言内容", asked, letter.question),
                self._box("答复内容", answered, letter.answer),
            ]
        if guide := item.guide:
            parts.append(guides.laid_out(guide, self._block_of_text, lambda name: self._download(item, name)))
        if survey := item.survey:
            state = survey.state(self.portal.identity["today"])
            parts.append(f"<p>征集时间：{survey.opens_on} 至 {survey.closes_on}</p>\n<p>征集状态：{state}</p>")
            if survey.result:
                parts.append(self._box("结果反馈", (f"反馈日期：{survey.result_on}",), survey.result))
            if survey.submit:
                parts.append(_opinion_form(survey))
        return "\n".join(parts)

    def _box(self, heading: str, facts: Iterable[str], text: str) -> str:
        lines = "\n".join(f"<p>{fact}</p>" for fact in facts)
        return f'<div class="qa">\n<h2>{heading}</h2>\n{lines}\n{self._block_of_text(text)}\n</div>'

    def _attachments(self, owner: Column | Item) -> str:
        if not owner.attachments:
            return ""
        lines = []
        for n, attachment in enumerate(owner.attachments, 1):
            name = escape(attachment.name)
            lines.append(f"<p>{self._file(owner, n, name)}</p>")
            if attachment.shown:
                url = attachment_url(owner, n)
                lines.append(
                    f'<object data="{url}" type="application/pdf" title="{name}" aria-label="{name}"></object>'
                )
        return '<div class="attachments">\n<p>附件：</p>\n' + "\n".join(lines) + "\n</div>"

    def _file(self, owner: Column | Item, n: int, called: str) -> str:
        """A link to the n-th attachment of a page, with its kind and size."""
        url = attachment_url(owner, n)
        ending = posixpath.splitext(url)[1].lstrip(".").upper()
        return f'<a href="{url}">{called}</a>（{ending}，{self.sizes[url]}）'

    def _download(self, item: Item, name: str) -> str:
        """A link to an attachment by its name, for the row of a table, which says the name without its ending."""
        n = next(n for n, attachment in enumerate(item.attachments, 1) if attachment.name == name)
        return self._file(item, n, escape(posixpath.splitext(name)[0]))

    def _related(self, item: Item) -> str:
        links = [("相关文件", self.portal.item(item.interprets))] if item.interprets is not None else []
        links += [("相关解读", other) for other in self.portal.interpretations(item)]
        if not links:
            return ""
        lines = "\n".join(
            f'<p>{kind}：<a href="{to.url}">{escape(to.title, quote=False)}</a></p>' for kind, to in links
        )
        return f'<div class="related">\n{lines}\n</div>'

    def _block_of_text(self, text: str) -> str:
        return markup.block(text, self._address)

    def _inline(self, text: str) -> str:
        return markup.inline(text, self._address)

    def _address(self, target: str) -> str:
        kind, _, rest = target.partition(":")
        if kind == "column":
            return self.portal.columns[rest].url
        if kind == "item":
            return self.portal.item(int(rest)).url
        if not target.startswith(_NO_PATH):
            raise ValueError(f"not a link: {target!r}")
        return target


def attachment_url(owner: Column | Item, n: int) -> str:
    """Address of the n-th attachment of a page, from 1."""
    suffix = posixpath.splitext(owner.attachments[n - 1].name)[1]
    if isinstance(owner, Column):
        return f"/attachment/{owner.id}/{n}{suffix}"
    return f"/attachment/{owner.day.replace('-', '/')}/{owner.no}_{n}{suffix}"


def _record_rows(item: Item, record: Record) -> list[tuple[str, str]]:
    lapsed = [("废止日期", record.lapsed_on)] if record.lapsed_on else []
    return [
        ("索引号", record.index),
        ("主题分类", record.subject),
        ("发布机构", escape(item.source)),
        ("成文日期", record.written_on),
        ("发文字号", record.number),
        ("发布日期", item.day),
        ("有效性", record.validity),
        *(lapsed or [("施行日期", record.effective_on or item.day)]),
    ]


def _record_table(rows: list[tuple[str, str]]) -> str:
    cells = [f'<th scope="row">{name}</th><td>{value}</td>' for name, value in rows]
    pairs = "\n".join(f"<tr>{left}{right}</tr>" for left, right in zip(cells[::2], cells[1::2], strict=True))
    return f'<table class="record">\n{pairs}\n</table>'


def _record_list(rows: list[tuple[str, str]]) -> str:
    terms = "\n".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows)
    return f'<dl class="record">\n{terms}\n</dl>'


def _record_lines(rows: list[tuple[str, str]]) -> str:
    lines = "\n".join(f"<li><span>{name}：</span>{value}</li>" for name, value in rows)
    return f'<ul class="record">\n{lines}\n</ul>'


_RECORDS = {"table": _record_table, "list": _record_list, "lines": _record_lines}


def _opinion_form(survey: Survey) -> str:
    kinds = "\n".join(
        f'<label><input type="radio" name="kind" value="{value}" required>{name}</label>'
        for value, name in (("person", "个人"), ("company", "企业"), ("organisation", "社会组织"))
    )
    return (
        f'<form class="opinion" action="{escape(survey.submit)}" method="post">\n<h2>参与意见征集</h2>\n'
        f"<fieldset>\n<legend>提交人类别</legend>\n{kinds}\n</fieldset>\n"
        '<p><label for="opinion">意见建议</label><textarea id="opinion" name="opinion" rows="6" required></textarea></p>\n'
        '<p><button type="submit">提交</button></p>\n</form>'
    )
