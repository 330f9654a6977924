"""Facts about what stands on a page for its visitors: pictures, headings, forms, contacts, entries that assist."""

from __future__ import annotations

from egovspec.facts.tables.base import Fact, Sensitivity, column
from egovspec.model.base import Text

_REGION = (
    "位置：header、navigation、breadcrumb、main、footer",
    "where: header, navigation, breadcrumb, main, footer",
)


class Image(Fact):
    """One row per img element. Pictures in style sheets and pictures a script adds are not seen."""

    name_of_table = "image"
    key = ("url", "ordinal")
    meaning = Text(
        zh="图片（img 元素；每页至多 500 行，截去的见 part_cut；样式表中的背景图与脚本添加的图不在内）",
        en="Images (img elements; at most 500 rows a page, see part_cut for what was cut; without backgrounds in style "
        "sheets and images added by script)",
    )

    url: str | None = column("所在网页地址", "address of the page")
    ordinal: int | None = column("在网页中的次序，从 1 起", "order in the page, from 1")
    src: str | None = column(
        "图片的绝对地址；src 缺失或为空时取延迟加载属性；内嵌图片只记媒体类型，如 data:image/png；没有可用地址时为空",
        "absolute address; where src is missing or empty, that of an attribute for lazy loading; an inline image is "
        "shortened to its media type, as data:image/png; empty when there is no usable address",
    )
    alt: str | None = column(
        "替代文字；没有 alt 属性为空（NULL），属性为空则为空字符串",
        "alternative text; NULL without an alt attribute, an empty string when the attribute is empty",
    )
    title_attribute: str | None = column("title 属性；没有则为空", "title attribute; NULL without one")
    region: str | None = column(*_REGION)
    linked: bool | None = column("是否在链接之内", "whether it stands inside a link")
    link_text: str | None = column(
        "该链接中图片以外的可见文字，没有则为空字符串；图片不在链接中为空（NULL）",
        "visible text of that link beside the image, an empty string when there is none; NULL when not linked",
    )
    decorative: bool | None = column(
        '是否标明为装饰：alt 为空字符串，或 role 为 presentation、none，或自身或上层元素 aria-hidden="true"',
        "whether it is marked as decoration: an empty alt, role presentation or none, or aria-hidden=true on itself or "
        "on an element around it",
    )
    name_is_file: bool | None = column(
        "替代文字是否只是文件名或占位词（如 logo.png、IMG_0012、图片、image）；没有替代文字时为空",
        "whether the alternative text is only a file name or a placeholder (logo.png, IMG_0012, 图片, image); NULL "
        "without alternative text",
    )
    width: int | None = column(
        "width 属性，像素；未写或不是像素数则为空", "width attribute; NULL unless a number of pixels", unit="px"
    )
    height: int | None = column(
        "height 属性，像素；未写或不是像素数则为空", "height attribute; NULL unless a number of pixels", unit="px"
    )


class Heading(Fact):
    """One row per heading: h1 to h6, or role=heading."""

    name_of_table = "heading"
    key = ("url", "ordinal")
    meaning = Text(
        zh="标题元素（h1 至 h6 及 role=heading；每页至多 500 行，截去的见 part_cut）",
        en="Headings (h1 to h6 and role=heading; at most 500 rows a page, see part_cut for what was cut)",
    )

    url: str | None = column("所在网页地址", "address of the page")
    ordinal: int | None = column("在网页中的次序，从 1 起", "order in the page, from 1")
    level: int | None = column(
        "级别，1 至 6；role=heading 取 aria-level，未写按 WAI-ARIA 为 2，不在 1 至 6 之内为空",
        "level, 1 to 6; with role=heading its aria-level, 2 where there is none (WAI-ARIA), NULL outside 1 to 6",
    )
    text: str | None = column(
        "标题文字；没有文字时取其中图片的替代文字，都没有为空字符串",
        "its text, or else the alternative text of its images; an empty string when there is neither",
    )
    region: str | None = column(*_REGION)


class Form(Fact):
    """One row per form, search box outside of forms, and link or button that leads to a search."""

    name_of_table = "form"
    key = ("url", "ordinal")
    meaning = Text(
        zh="表单与搜索入口：form 元素；表单之外由脚本处理的搜索框；指向搜索的链接或按钮（每页至多 500 行，截去的见 part_cut；"
        "由脚本画出的表单不可见；包住整个网页的表单与其中的搜索框分列）",
        en="Forms and search entries: form elements; search boxes outside of forms, which a script handles; links and "
        "buttons that lead to a search (at most 500 rows a page, see part_cut for what was cut; forms drawn by script "
        "are not seen; a form that holds the whole page and the search box within it are two rows)",
    )

    url: str | None = column("所在网页地址", "address of the page")
    ordinal: int | None = column("在网页中的次序，从 1 起", "order in the page, from 1")
    action: str | None = column(
        "提交到的绝对地址（写明 http 或 https 的照原样）；未写、由脚本处理或不可用时为空；搜索链接为其目标",
        "absolute address it submits to, its scheme as written; NULL when none is given, a script handles it, or it is "
        "unusable; of a search link its target",
    )
    method: str | None = column(
        "提交方法：get、post、dialog；form 元素未写按 HTML 为 get；不是 form 元素时为空",
        "method: get, post, dialog; a form that names none is get (HTML); NULL when it is no form element",
    )
    purpose: str | None = column(
        "用途：search 搜索、login 登录、registration 注册、message 写信留言、survey 调查征集、request-disclosure 依申请公开、"
        "other 其他或看不出",
        "what for: search, login, registration, message (letters, enquiries, complaints), survey, request-disclosure "
        "(request for information), other or not to be told",
    )
    purpose_by: str | None = column(
        "据以判断用途的字样，如 搜索、name=searchword、type=password；搜索链接为 link，搜索按钮为 button；看不出为空",
        "the words that told, such as 搜索, name=searchword, type=password; link for a search link, button for a search "
        "button; NULL when nothing told",
    )
    fields: int | None = column(
        "供填写的字段数，不含隐藏字段与按钮；搜索链接与按钮为空",
        "fields to fill in, without hidden ones and buttons; NULL for search links and buttons",
        unit="fields",
    )
    has_password: bool | None = column(
        "是否有密码框；没有任何可见字段（可能由脚本画出）时为空",
        "whether it has a password field; NULL when no field is seen at all, as a script may draw them",
    )
    has_captcha: bool | None = column(
        "标记中是否有验证码；没有任何可见字段时为空；只由脚本画出的验证码看不到，记为否",
        "whether its markup holds a captcha; NULL when no field is seen at all; a captcha only a script draws is not "
        "seen and counts as none",
    )
    secure: bool | None = column(
        "是否经 https 提交：写明方案的按所写，相对地址随网页自身地址；action 为空时为空",
        "whether it submits over https: by the scheme written, a relative address by that of the page; NULL when "
        "action is",
    )
    target_internal: bool | None = column(
        "提交目标是否在本站；action 为空时为空", "whether it submits to the site itself; NULL when action is"
    )
    region: str | None = column(*_REGION)


class FormField(Fact):
    """One row per field or button a visitor meets. What was filled in is never kept."""

    name_of_table = "form_field"
    key = ("url", "form", "ordinal")
    meaning = Text(
        zh="表单字段与按钮（不含隐藏字段，不记填写内容；每页至多 500 行，截去的见 part_cut）",
        en="Form fields and buttons (without hidden fields and without what is filled in; at most 500 rows a page, see "
        "part_cut for what was cut)",
    )

    url: str | None = column("所在网页地址", "address of the page")
    form: int | None = column(
        "所属表单或搜索框在 form 表中的次序；不属于任何表单为 0", "ordinal of its form or search box; 0 outside of any"
    )
    ordinal: int | None = column("在该表单内的次序，从 1 起", "order within that form, from 1")
    tag: str | None = column("元素：input、select、textarea、button", "element: input, select, textarea, button")
    type: str | None = column(
        "input 或 button 的类型，小写；未写按 HTML 为 text 或 submit；其他元素为空",
        "type of an input or button, lower case; text or submit where none is given (HTML); NULL for other elements",
    )
    name: str | None = column("name 属性；没有则为空", "name attribute; NULL without one")
    label: str | None = column(
        "向用户说明该字段的文字；没有则为空", "what tells the visitor its purpose; NULL if nothing"
    )
    labelled_by: str | None = column(
        "文字从何而来：aria-labelledby、aria-label、label-for（label 以 for 指向）、label-wrap（label 包住字段）、"
        "own-text（按钮自身的文字、value 或 alt）、title、placeholder、default（提交、重置按钮未写文字，由浏览器给出）、text-before、text-after（仅版面上紧邻其前，或在单选、复选框之后，"
        "辅助软件不能据以识别）、none 没有",
        "where that comes from: aria-labelledby, aria-label, label-for, label-wrap (a label around it), own-text (a "
        "button's own text, value or alt), title, placeholder, default (a submit or reset button the browser names), "
        "text-before, text-after (only stands before it in the layout, or after a box to tick, which assistive software "
        "does not find), none",
    )
    required: bool | None = column(
        '是否标明必填（required 或 aria-required="true"）', "whether it is marked as required (required, aria-required)"
    )


class Contact(Fact):
    """One row per page and way to reach someone."""

    name_of_table = "contact"
    key = ("url", "kind", "value")
    meaning = Text(
        zh="联系方式（每页至多 500 行，截去的见 part_cut；图片中的看不到）",
        en="Ways to reach someone (at most 500 rows a page, see part_cut for what was cut; those inside pictures are not "
        "seen)",
    )

    url: str | None = column("所在网页地址", "address of the page")
    kind: str | None = column(
        "种类：phone 电话、fax 传真、email 电子邮箱、address 地址、postcode 邮政编码、hours 办公或办理时间、"
        "service-line 12345 等政务服务热线",
        "kind: phone, fax, email, address, postcode, hours (of office or service), service-line (12345 and other public "
        "service lines)",
    )
    value: str | None = column(
        "所写内容，照原样（合并空白），至多 300 个字符",
        "as written, white space collapsed, at most 300 characters",
        sensitivity=Sensitivity.PERSONAL,
    )
    label: str | None = column(
        "所写的名目，如 联系电话；由表头得来的为表头文字；没有则为空",
        "its label as written, such as 联系电话, or the head of its table column; NULL without one",
    )
    region: str | None = column(*_REGION)
    linked: bool | None = column(
        "是否有 tel: 或 mailto: 链接；电话、传真、热线、邮箱以外的种类为空",
        "whether a tel: or mailto: link leads to it; NULL for kinds other than phone, fax, service-line and email",
    )
    parsed: str | None = column(
        "电话、传真、热线的规范写法：区号-号码[-分机]，如 0571-12345678；未写区号的只有号码；不合编号规则为空；手机号隐去中间四位；"
        "邮箱为小写地址，不成地址为空；其他种类为空",
        "of phone, fax and service-line the normal spelling: area-number[-extension], as 0571-12345678; the number alone "
        "where no area code is written; NULL when no such number can be; mobiles without their four middle digits; of "
        "an email the address in lower case, NULL if it is none; NULL for other kinds",
        sensitivity=Sensitivity.PERSONAL,
    )
    unit: str | None = column(
        "同一行或同一段中写明的机构；没有或不止一个为空",
        "organisation named in the same row or paragraph; NULL when there is none or more than one",
    )


class LanguagePart(Fact):
    """One row per element, other than html, that names its language."""

    name_of_table = "language_part"
    key = ("url", "ordinal")
    meaning = Text(
        zh="自带 lang 属性的部分（html 元素除外；每页至多 20 行，截去的见 part_cut）",
        en="Parts with a lang attribute of their own, other than html (at most 20 rows a page, see part_cut for what was "
        "cut)",
    )

    url: str | None = column("所在网页地址", "address of the page")
    ordinal: int | None = column("在网页中的次序，从 1 起", "order in the page, from 1")
    tag: str | None = column("元素名", "element")
    language: str | None = column("lang 属性，照原样", "lang attribute as written")
    text_length: int | None = column("其中可见文字的字符数", "characters of visible text inside", unit="characters")


class AssistEntry(Fact):
    """One row per page and kind of entry that assists visitors; the first seen, one with a target before others."""

    name_of_table = "assist_entry"
    key = ("url", "kind")
    meaning = Text(
        zh="辅助入口（每页每种一行，取最先所见，有目标地址者优先；由脚本画出的看不到）",
        en="Entries that assist visitors (one row per page and kind, the first seen, one with a target before others; "
        "those drawn by script are not seen)",
    )

    url: str | None = column("所在网页地址", "address of the page")
    kind: str | None = column(
        "种类：barrier-free 无障碍、elder 长者（关怀、适老）模式、read-aloud 朗读、large-text 大字或字号调节、"
        "high-contrast 高对比度或配色、mobile 手机版、english 英文版、traditional 繁体、skip-link 跳到正文、rss 订阅",
        "kind: barrier-free, elder (version for the elderly), read-aloud, large-text (or font size), high-contrast (or "
        "colours), mobile, english, traditional (characters), skip-link, rss",
    )
    text: str | None = column("入口文字，或图片的替代文字", "what it says, or the alternative text of its image")
    target: str | None = column(
        "目标地址，skip-link 为 # 片段；由脚本处理时为空",
        "where it leads, of a skip-link the #fragment; NULL when a script acts",
    )
    region: str | None = column(*_REGION)
    how: str | None = column(
        "形式：link 链接、button 按钮、image 链接中的图片、script 由脚本处理（javascript: 链接、事件属性或所载入的工具脚本）、"
        "text 仅见文字，是否可用看不出",
        "form: link, button, image (an image in a link), script (a javascript: link, an event attribute, or the script "
        "of a tool), text (only the words are seen; whether they act cannot be)",
    )


class PartCut(Fact):
    """One row per page and table whose rows were cut, so that no cut is silent."""

    name_of_table = "part_cut"
    key = ("url", "part")
    meaning = Text(
        zh="每页行数有上限的表中被截去的部分：有此行，则该页该表的行不全",
        en="Where a page's rows of a table were cut at the limit: with a row here, the rows of that table for that page "
        "are not all",
    )

    url: str | None = column("所在网页地址", "address of the page")
    part: str | None = column("表名，如 image", "name of the table, such as image")
    rows: int | None = column(
        "网页上实有的行数；未数完为空", "rows there were; NULL when not counted to the end", unit="rows"
    )
    kept: int | None = column("保留的行数", "rows kept", unit="rows")


PAGE_PART_TABLES = (Image, Heading, Form, FormField, Contact, LanguagePart, AssistEntry, PartCut)
