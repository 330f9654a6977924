"""Small websites in the manner of the platforms Chinese portals run on, and what a collection of one brings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from egovspec.collect import COLLECTORS
from egovspec.collect.base import Collected, Context
from egovspec.collect.website.answers import Answer
from egovspec.collect.website.page.pages import PageRead, read_page
from egovspec.collect.website.page.urls import Site
from egovspec.collect.website.settings import WebsiteSettings
from egovspec.facts.tables import Fact

MARCH = datetime(2026, 3, 1, 4, tzinfo=UTC)
CAPTURED = date(2026, 3, 1)
HOME = "http://www.sample.gov.cn/"
ZONE = "Asia/Shanghai"

SITE_TAGS = (
    '<meta name="SiteName" content="示例市人民政府"><meta name="SiteDomain" content="www.sample.gov.cn">'
    '<meta name="SiteIDCode" content="3301000001">'
)
NAVIGATION = """<div class="header"><h1>示例市人民政府</h1></div>
<div class="main-nav"><ul>
<li><a href="/">首页</a></li>
<li><a href="/zwgk/">政务公开</a><ul><li><a href="/zwgk/tzgg/">通知公告</a></li></ul></li>
<li><a href="/hdjl/">互动交流</a></li>
</ul></div>"""
FOOTER = """<div class="footer"><p>主办单位：示例市人民政府办公室　联系电话：0571-12345678</p>
<p>网站标识码：3301000001　<a href="https://beian.miit.gov.cn/">浙ICP备12345678号-1</a>
<a href="http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=33010002000123">浙公网安备 33010002000123号</a></p>
<p><a href="/wzdt/">网站地图</a>
<a href="https://bszs.conac.cn/sitename?method=show&id=0A1B2C3D4E5F"><img src="/images/blue.png"></a>
<a href="https://zfwzxx.www.gov.cn/check_web/errorInfo_zfwzxx.jsp?site_code=3301000001"><img alt="我为政府网站找错" src="j.png"></a>
</p></div>"""
PROSE = "本次会议研究部署了下一阶段的重点工作，要求各有关单位按照职责分工抓好落实，确保各项任务按期完成。" * 6


def page(
    main: str, *, title: str = "示例", tags: str = SITE_TAGS, navigation: str = NAVIGATION, foot: str = FOOTER
) -> str:
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>{tags}</head>'
        f"<body>{navigation}{main}{foot}</body></html>"
    )


def rows(*days: str) -> str:
    return "<ul>" + "".join(
        f'<li><a href="t2026{at:04}_1.html">关于做好第{at}项工作的通知</a><span>{day}</span></li>' for at, day in enumerate(days)
    ) + "</ul>"  # fmt: skip


def read(markup: str | bytes, path: str = "a.html", captured: date = CAPTURED, header: str | None = None) -> PageRead:
    """One page of the sample site, read by itself; `path` "" is its home page."""
    body = markup if isinstance(markup, bytes) else markup.encode()
    answer = Answer(HOME + path, HOME + path, None, (), body, MARCH, path or "index.html")
    return read_page(answer, Site(HOME), captured, ZONE, content_type=header)


class Facts:
    """What a collection brought, in the order it came."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Any]] = defaultdict(list)
        self.collected: Collected | None = None

    def add(self, fact: Fact) -> None:
        self.rows[fact.name_of_table].append(fact)

    def __getitem__(self, table: str) -> list[Any]:
        return self.rows[table]

    def one(self, table: str, **columns: Any) -> Any:
        """The only row with these values."""
        found = [row for row in self[table] if all(getattr(row, name) == value for name, value in columns.items())]
        assert len(found) == 1, found
        return found[0]

    def coverage(self, table: str) -> tuple[str, str | None]:
        assert self.collected is not None
        seen = self.collected.coverage[table]
        return seen.state.value, seen.reason


def save(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def collect(base: Path = Path(), **said: Any) -> Facts:
    if "folder" in said:
        said = {"captured": "2026-03-01", **said}
    facts = Facts()
    context = Context(evidence="portal", base=base, now=MARCH)
    website = COLLECTORS[0]
    facts.collected = website.collect(WebsiteSettings.model_validate(said), facts, context)
    return facts


def collect_saved(folder: Path, files: Mapping[str, str | bytes], **said: Any) -> Facts:
    """Save the files as `site/` in a folder and collect them as the sample site."""
    save(folder / "site", files)
    return collect(folder, folder="site", **{"url": HOME, **said})
