"""Facts about what should not stand on a public page: odd links, what a template left, links only a script follows."""

from __future__ import annotations

from egovspec.facts.tables.base import Fact, Sensitivity, column
from egovspec.model.base import Text


class OddLink(Fact):
    """One row per odd reference and reason; the same reference with the same text is said once per page."""

    name_of_table = "odd_link"
    key = ("url", "ordinal")
    meaning = Text(zh="异常链接（公众无法使用或不应公开的地址）", en="Links that do not belong on a public page")

    url: str | None = column("网页地址", "address of the page")
    ordinal: int | None = column("在网页中的次序，从 1 起", "order in the page, from 1")
    reference: str | None = column(
        "地址照原样，截至 300 字符，其中的口令以省略号代替",
        "the reference as written, cut to 300 characters, passwords in it replaced by an ellipsis",
        sensitivity=Sensitivity.INTERNAL,
    )
    why: str | None = column(
        "缘由：private-address 内网地址（含链路本地、运营商内网及其他非公网地址）；loopback 本机地址；"
        "single-label-host 不含点的主机名，或 .local、.lan 等内网域名；local-file 本机文件或共享目录；"
        "test-host 以 test、dev、uat、staging 开头的主机，及示例域名、文档用地址；"
        "unclosed 地址写坏（http:/、http//、主机中有空格、http://http://、www. 之前缺协议）；"
        "credentials 地址带用户名或口令；script-only 不执行脚本便无法到达；empty 文字有所指而地址为空或 #；"
        "mailto-broken 邮件地址写坏；unfilled-template 模板变量未填充（含 undefined、null）。"
        "同一主机的网页互相链接时，主机类缘由不计；由浏览器端模板引擎填写的变量不计",
        "why: private-address (any address not of the public Internet), loopback, single-label-host (a name without a "
        "dot, or under .local, .lan and the like), local-file (a file or share), test-host (a first label test, dev, uat "
        "or staging; example domains and documentation addresses), unclosed (http:/, http//, blanks in the host, "
        "http://http://, www. without scheme), credentials (user or password in it), script-only (leads nowhere without "
        "script), empty (text that promises a target on an empty address or #), mailto-broken, unfilled-template "
        "(also undefined and null). A host linking to itself is not odd for its host; what a template engine in the "
        "browser fills is not counted",
    )
    attribute: str | None = column(
        "所在属性：href、src、action、data、value（option 的值）",
        "attribute it stands in: href, src, action, data, value (of an option)",
    )
    region: str | None = column(
        "位置：header、navigation、breadcrumb、main、footer", "where: header, navigation, breadcrumb, main, footer"
    )
    text: str | None = column(
        "链接文字，或替代文字、title 属性；没有为空", "text of the link, or alternative text or title; NULL when none"
    )


class Placeholder(Fact):
    """One row per placeholder a page still shows: what a template or an example left where content belongs."""

    name_of_table = "placeholder"
    key = ("url", "ordinal")
    meaning = Text(zh="占位内容（模板、样例留下的内容）", en="Placeholders: what templates and examples left on pages")

    url: str | None = column("网页地址", "address of the page")
    ordinal: int | None = column("在网页中的次序，从 1 起", "order in the page, from 1")
    kind: str | None = column(
        "种类：sample-icp 样例 ICP 备案号；sample-police 样例公安备案号；sample-site-id 样例网站标识码；"
        "default-title 编辑器、服务器默认标题；template-syntax 未填充的模板语法（由浏览器端模板引擎填写的、"
        "以及代码示例中的不计）；filler-text 填充文字；sample-phone 样例电话；sample-date 以零值日期作发布日期；"
        "sample-mail 样例邮箱。样例号码只看页脚、网页标签和有标签词的联系方式，不看正文",
        "kind: sample-icp, sample-police, sample-site-id, default-title (of an editor or a server), template-syntax "
        "(unfilled; what a template engine in the browser fills, and code samples, are not counted), filler-text, "
        "sample-phone, sample-date (a zero date as day of publication), sample-mail. Sample numbers are looked for at "
        "the foot, in tags and in labelled contacts, not in prose",
    )
    found_in: str | None = column(
        "所在：text 文字、title title 元素、tag 网页标签、footer 页脚、link 链接地址",
        "where: text, title (element), tag (page tag), footer, link (its address)",
    )
    value: str | None = column("所见内容，截至 200 字符", "what was seen, cut to 200 characters")


class ScriptedLink(Fact):
    """One row per page and target that only a script leads to. An address put together at run time cannot be seen."""

    name_of_table = "scripted_link"
    key = ("url", "target")
    meaning = Text(
        zh="由脚本打开的链接（下拉列表、点击事件）", en="Links that scripts open: lists of options, handlers"
    )

    url: str | None = column("网页地址", "address of the page")
    target: str | None = column("目标地址（绝对地址，不含片段）", "absolute address, without fragment")
    text: str | None = column(
        "选项或元素的文字；看不到为空", "text of the option or element; NULL when it cannot be seen"
    )
    how: str | None = column(
        "何处见到：option 下拉列表选项的值、onclick 事件处理属性（onclick、onchange 等）、script-open javascript: 地址",
        "where it was seen: option (value of an option), onclick (an event handler), script-open (a javascript: address)",
    )
    region: str | None = column(
        "位置：header、navigation、breadcrumb、main、footer", "where: header, navigation, breadcrumb, main, footer"
    )
    internal: bool | None = column("是否指向本站", "whether it stays on the site")


ODD_TABLES = (OddLink, Placeholder, ScriptedLink)
