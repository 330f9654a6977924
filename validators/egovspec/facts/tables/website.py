"""Facts about websites: what a visitor, a crawler or a saved copy can see. One row is one observation."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from egovspec.facts.tables.base import Fact, Sensitivity, column
from egovspec.model.base import Text


class Site(Fact):
    """One row per website looked at."""

    name_of_table = "site"
    key = ("evidence",)
    meaning = Text(zh="网站", en="The website looked at")

    url: str | None = column("网站首页地址（部署所声明的）", "address of the home page, as the deployment declares it")
    host: str | None = column("主机名，小写，不含端口", "host name, lower case, without port")
    scheme: str | None = column("http 或 https", "http or https")
    medium: str | None = column("证据形态：live、folder、warc", "form of the evidence: live, folder, warc")
    pages: int | None = column("采集到的网页数", "pages collected", unit="pages")
    robots: str | None = column(
        "robots.txt：allows、restricts、forbids、absent、unreachable、overridden",
        "robots.txt: allows, restricts, forbids, absent, unreachable, overridden",
    )
    landed_url: str | None = column("首页经跳转后的地址", "address of the home page after redirects")
    missing_status: int | None = column(
        "对不存在的地址应答的状态码；保存的文件夹中没有",
        "status answered to an address that does not exist; a saved folder has none",
    )


class FooterSeen(StrEnum):
    """Whether the foot of a page could be read."""

    SEEN = "seen"
    SCRIPTED = "scripted"
    ABSENT = "absent"


class Page(Fact):
    """One row per page collected."""

    name_of_table = "page"
    key = ("url",)
    meaning = Text(zh="网页", en="Pages")

    url: str | None = column("网页地址", "address of the page")
    path: str | None = column("地址中的路径", "path part of the address")
    kind: str | None = column("网页类别：home、column、item、other", "kind of page: home, column, item, other")
    kind_reason: str | None = column("如此归类的理由", "why it was taken for that kind")
    status: int | None = column("HTTP 状态码；保存的文件夹中没有", "HTTP status; a saved folder has none")
    landed_url: str | None = column("跳转后的地址", "address after redirects")
    content_type: str | None = column("Content-Type 的媒体类型", "media type from Content-Type")
    charset: str | None = column("实际使用的字符集", "character set used to decode it")
    charset_declared: str | None = column("网页声明的字符集，小写", "character set the page declares, lower case")
    charset_honest: bool | None = column("声明与实际字节相符", "whether the bytes agree with the declaration")
    language: str | None = column("html 元素的 lang 属性", "lang attribute of the html element")
    title: str | None = column("title 元素的文字", "text of the title element")
    published_on: date | None = column("发布日期（标签优先，其次正文）", "date of publication: tag first, then text")
    published_at: datetime | None = column(
        "发布时间，当地时间；只有日期时为空", "time of publication, local; empty when only a date is given"
    )
    depth: int | None = column("距首页的点击次数", "clicks from the home page", unit="clicks")
    size: int | None = column("字节数", "size of the body", unit="bytes")
    text_length: int | None = column(
        "可见文字的字符数；由脚本生成的网页为空",
        "characters of visible text; empty for a page drawn by script",
        unit="characters",
    )
    chinese: bool | None = column(
        "正文是否以中文为主；文字过少时为空",
        "whether the main text is mostly Chinese; empty when there is too little of it",
    )
    footer: str | None = column(
        "页脚：seen 可读、scripted 由脚本生成而未知、absent 没有",
        "foot of the page: seen; scripted (drawn by script, unknown); absent",
    )
    site_name_in_header: bool | None = column(
        "页首是否出现 SiteName 标签的名称；页首由脚本生成时为空",
        "whether the header area shows the name of the SiteName tag; empty when it is drawn by script",
    )
    rendered: bool | None = column("内容是否由浏览器渲染所得", "whether a browser drew what was read")
    same_text_as: str | None = column(
        "正文相同（仅数字、日期不同）的先采集网页的地址",
        "address of the page collected before with the same main text, digits and dates aside",
    )
    list_page: int | None = column(
        "列表的第几页；不是列表的后续分页时为 1", "which page of a list it is; 1 when it is no later page of one"
    )


class PageTag(Fact):
    """One row per meta element that has a name, names in exact case."""

    name_of_table = "page_tag"
    key = ("url", "ordinal")
    meaning = Text(zh="网页标签", en="Page tags (meta elements)")

    url: str | None = column("网页地址", "address of the page")
    page_kind: str | None = column("网页类别", "kind of the page")
    ordinal: int | None = column("在网页中的次序，从 1 起", "order in the page, from 1")
    name: str | None = column("标签名，大小写照原样", "name, in its exact case")
    value: str | None = column(
        "内容，去首尾空白；空内容为空字符串", "content, trimmed; empty content is an empty string"
    )
    in_head: bool | None = column("是否位于 head 之内", "whether it stands inside head")


class Hyperlink(Fact):
    """One row per page and link target."""

    name_of_table = "hyperlink"
    key = ("url", "target")
    meaning = Text(zh="链接", en="Hyperlinks")

    url: str | None = column("链接所在网页", "page the link stands on")
    target: str | None = column("目标地址（绝对地址，不含片段）", "absolute address, without fragment")
    text: str | None = column("链接文字（或图片的替代文字）", "text of the link, or of its image")
    title_attribute: str | None = column("title 属性", "title attribute")
    region: str | None = column(
        "位置：header、navigation、breadcrumb、main、footer", "where: header, navigation, breadcrumb, main, footer"
    )
    internal: bool | None = column("是否指向本站", "whether it stays on the site")
    collected: bool | None = column("目标网页是否已采集", "whether the target was collected as a page")
    target_host: str | None = column("目标的主机名，小写", "host of the target, lower case")


class FooterMark(Fact):
    """One row per page and identification mark seen on it."""

    name_of_table = "footer_mark"
    key = ("url", "mark", "value")
    meaning = Text(zh="页脚标识", en="Identification marks at the foot of pages")

    url: str | None = column("网页地址", "address of the page")
    mark: str | None = column(
        "标识：site-id 网站标识码、icp ICP 备案、public-security 公安备案、conac 党政机关标识、organiser 主办单位、"
        "contact 联系方式、error-report 找错、site-map 站点地图",
        "mark: site-id, icp, public-security, conac, organiser, contact, error-report, site-map",
    )
    value: str | None = column(
        "所示内容，如标识码、备案号、单位名",
        "what it shows: the id, the number, the name",
        sensitivity=Sensitivity.PUBLIC,
    )
    target: str | None = column(
        "标识所链接的地址，或绘出标识的脚本地址；绝对地址，不是网页地址的照原样；没有链接为空",
        "address the mark links to, or of the script that draws it: absolute, or as written where it leads to no page; "
        "NULL when it has none",
    )
    code: str | None = column(
        "该地址所带的编号：找错链接的网站标识码（site_code）、公安备案号（recordcode）、党政机关标识的编号；没有为空。"
        "与网页标签、页脚文字比对可知标识是否属于本站",
        "number that address carries: site id of a 找错 entry (site_code), filing number (recordcode), id of the staffing "
        "office's mark; NULL when none. Compared with tags and text it tells whether the mark is this site's own",
    )


class ColumnSeen(Fact):
    """One row per column as it was seen: its name, the name above it, where it leads, and how it was seen.

    Raw: which column of which tree it is, is for checks to say.
    """

    name_of_table = "column_seen"
    key = ("name", "parent", "url", "how")
    meaning = Text(zh="所见栏目", en="Columns as seen")

    name: str | None = column("栏目名，照原样（空白合并）", "name as shown, white space collapsed")
    parent: str | None = column("上级栏目名；顶层为空", "name of the column above; empty at the top")
    url: str | None = column("栏目页地址", "address of the column's page")
    how: str | None = column(
        "如何看到：tag 标签、navigation 导航、breadcrumb 面包屑", "how seen: tag, navigation, breadcrumb"
    )
    internal: bool | None = column("栏目页是否在本站", "whether its page is on the site")
    collected: bool | None = column("栏目页是否已采集", "whether its page was collected")
    level: int | None = column("层级，顶层为 1；不知为空", "level, 1 at the top; empty when unknown")
    items: int | None = column("栏目页上列出的条目数", "items listed on its page", unit="items")
    dated_items: int | None = column("其中有日期的条目数", "items with a date", unit="items")
    newest_on: date | None = column(
        "最新条目的日期；没有日期则为空", "date of the newest item; empty when none is dated"
    )
    future_items: int | None = column("日期晚于采集日的条目数", "items dated after the day of capture", unit="items")
    text_length: int | None = column("栏目页正文的字符数", "characters of its page's main text", unit="characters")
    list_pages: int | None = column(
        "列表的分页总数；网页没有说明时为空", "pages its list has; empty when the page does not say", unit="pages"
    )


class Item(Fact):
    """One row per item listed on a column page or on the home page."""

    name_of_table = "item"
    key = ("column_url", "url")
    meaning = Text(zh="栏目条目", en="Items listed in columns")

    column_url: str | None = column("列出它的栏目页或首页", "column page, or home page, that lists it")
    column_name: str | None = column("该栏目页的栏目名", "name of that column")
    url: str | None = column("条目地址", "address of the item")
    title: str | None = column("条目标题", "title as listed")
    listed_on: date | None = column("列表所示日期", "date shown in the list")
    date_text: str | None = column("日期原文", "the date as written")
    published_on: date | None = column(
        "内容页的发布日期；未采集则为空", "date on its own page; empty when not collected"
    )


class HttpHeader(Fact):
    """One row per header of an answer; only live evidence has them."""

    name_of_table = "http_header"
    key = ("url", "name", "ordinal")
    meaning = Text(zh="HTTP 响应首部", en="HTTP response headers")

    url: str | None = column("网页地址", "address of the page")
    name: str | None = column("首部名，小写", "name, lower case")
    value: str | None = column("首部值", "value", sensitivity=Sensitivity.INTERNAL)
    ordinal: int | None = column("同名首部的次序，从 1 起", "order among headers of the name, from 1")


class Uncollected(Fact):
    """One row per address that should have been collected and was not, with the reason."""

    name_of_table = "uncollected"
    key = ("url",)
    meaning = Text(zh="未采集的网页", en="Pages not collected")

    url: str | None = column("地址", "address")
    reason: str | None = column(
        "理由：http-status、timeout、unreachable、refused-address、robots、limit、too-large、not-html、unparsed、"
        "redirect-loop、left-site、not-saved、outside-folder、not-recorded、challenge、server-failing、trap、list-depth、"
        "interrupted、soft-404",
        "reason: http-status, timeout, unreachable, refused-address, robots, limit, too-large, not-html, unparsed, "
        "redirect-loop, left-site, not-saved, outside-folder, not-recorded, challenge, server-failing, trap, list-depth, "
        "interrupted, soft-404",
    )
    detail: str | None = column("详情", "detail")
    status: int | None = column("HTTP 状态码", "HTTP status")
    linked_from: str | None = column("首个链接到它的网页", "first page that links to it")


class ColumnAlias(Fact):
    """One row per name the deployment itself declares for a column of its tree."""

    name_of_table = "column_alias"
    key = ("path", "name")
    meaning = Text(zh="部署方声明的栏目名", en="Column names the deployment declares")

    path: str | None = column("栏目树中的路径", "path in the column tree")
    name: str | None = column("该门户所用名称", "the portal's own name for it")


SITE_TABLES = (
    Site,
    Page,
    PageTag,
    Hyperlink,
    FooterMark,
    ColumnSeen,
    Item,
    HttpHeader,
    Uncollected,
    ColumnAlias,
)
