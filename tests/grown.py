"""A portal of any size, made up page by page as it is asked for, and a server that serves it on loopback.

Every page is a function of its address, so that a site of 100 000 pages needs no folder and is the same each time.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

PER_LIST = 20
_NAMES = (
    *(
        "动态要闻",
        "通知公告",
        "政策文件",
        "政策解读",
        "规划计划",
        "统计信息",
        "财政信息",
        "人事信息",
        "机构职能",
        "领导信息",
    ),
    *(
        "应急管理",
        "行政许可",
        "重大项目",
        "政府采购",
        "公共服务",
        "环境保护",
        "市场监管",
        "安全生产",
        "教育信息",
        "卫生健康",
    ),
)
_LAST_DAY = date(2026, 2, 28)
_SENTENCES = (
    "会议听取了上半年工作情况汇报，研究部署下一阶段重点任务。",
    "各有关单位要对照职责分工，细化措施，明确时限，抓好落实。",
    "要加强统筹协调，完善工作机制，及时研究解决推进中的问题。",
    "有关事项请于规定时限内报送，逾期不再受理。",
    "请各单位按照要求做好组织实施，并将进展情况按月报告。",
)


@dataclass(frozen=True)
class Grown:
    """A site of about `pages` pages: a home page, twenty columns with lists, and items."""

    pages: int

    @property
    def items(self) -> int:
        """Items in each column."""
        lists = len(_NAMES) / PER_LIST
        return max(1, int((self.pages - 1) / (len(_NAMES) + lists)))

    @property
    def lists(self) -> int:
        """Pages the list of a column has."""
        return (self.items + PER_LIST - 1) // PER_LIST

    def page(self, path: str) -> str | None:
        """The page at a path; None where there is none."""
        if path in ("/", "/index.html"):
            return self._home()
        if found := re.fullmatch(r"/col/col(\d+)/(?:index(?:_(\d+))?\.html)?", path):
            return self._list(int(found[1]), int(found[2] or 0))
        if found := re.fullmatch(r"/art/(\d+)/art_(\d+)\.html", path):
            return self._item(int(found[1]), int(found[2]))
        return None

    def _home(self) -> str:
        rows = "".join(self._row(column, 0) for column in range(len(_NAMES)))
        return _page("示例市人民政府", f"<ul>{rows}</ul>", "")

    def _list(self, column: int, number: int) -> str | None:
        total = self.lists
        if not (column < len(_NAMES) and number < total):
            return None
        at = range(number * PER_LIST, min((number + 1) * PER_LIST, self.items))
        rows = "".join(self._row(column, item) for item in at)
        turns = "".join(
            f'<a href="index{f"_{n}" if n else ""}.html">{n + 1}</a> '
            for n in range(max(0, number - 3), min(total, number + 4))
        )
        following = f'<a href="index_{number + 1}.html">下一页</a>' if number + 1 < total else ""
        tags = f'<meta name="ColumnName" content="{_NAMES[column]}"><meta name="ColumnType" content="工作动态">'
        main = f'<ul class="list">{rows}</ul><div class="page">共{total}页 {turns}{following}</div>'
        return _page(_NAMES[column], main, tags, column)

    def _item(self, column: int, item: int) -> str | None:
        if not (column < len(_NAMES) and item < self.items):
            return None
        title, day = _title(column, item), _day(item)
        tags = f'<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{day} 09:00">'
        prose = "".join(f"<p>{_SENTENCES[(item + n) % len(_SENTENCES)]}（{column}-{item}-{n}）</p>" for n in range(24))
        main = f'<h1>{title}</h1><p>发布时间：{day} 09:00　来源：示例市人民政府办公室</p><div class="article-content">{prose}</div>'
        return _page(title, main, tags, column)

    def _row(self, column: int, item: int) -> str:
        return f'<li><a href="/art/{column}/art_{item}.html">{_title(column, item)}</a><span>{_day(item)}</span></li>'


def _title(column: int, item: int) -> str:
    return f"关于做好{_NAMES[column]}第{item}项工作的通知"


def _day(item: int) -> date:
    return _LAST_DAY - timedelta(days=item % 3000)


def _page(title: str, main: str, tags: str, column: int | None = None) -> str:
    menu = "".join(f'<li><a href="/col/col{n}/index.html">{name}</a></li>' for n, name in enumerate(_NAMES))
    crumb = (
        ""
        if column is None
        else (
            f'<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/col/col{column}/index.html">{_NAMES[column]}</a></div>'
        )
    )
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="SiteName" content="示例市人民政府"><meta name="SiteDomain" content="www.sample.gov.cn">'
        f'<meta name="SiteIDCode" content="3301009999">{tags}</head>\n<body><div class="header"><h2>示例市人民政府</h2></div>'
        f'<div class="nav"><ul><li><a href="/">首页</a></li>{menu}</ul></div>\n{crumb}<div class="main">{main}</div>\n'
        '<div class="footer"><p>主办单位：示例市人民政府办公室　联系电话：0571-12345678</p>'
        "<p>网站标识码：3301009999　浙ICP备12345678号-1　浙公网安备 33010002000123号</p>"
        '<p><a href="https://bszs.conac.cn/sitename?id=0A1B2C3D4E5F">党政机关</a></p></div></body></html>'
    )


class _Serving(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer on a kept connection waits 40 ms for an acknowledgement
    wbufsize = -1

    def __init__(self, grown: Grown, *args: object) -> None:
        self.grown = grown
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        page = self.grown.page(self.path.partition("?")[0])
        body = (page or "没有这个网页").encode()
        self.send_response(200 if page else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("LinkChecker", "1")  # lifts that program's own limit on requests, for benchmarks
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextlib.contextmanager
def served(grown: Grown) -> Iterator[int]:
    """The port of a server of the site on 127.0.0.1."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Serving, grown))
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
