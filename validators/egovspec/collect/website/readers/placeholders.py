"""What a template, an editor or an example left on a page where content belongs.

A false alarm here costs more than a miss, so nothing counts that a page may say in earnest: sample numbers count at
the foot, in tags and behind labels and not in prose that explains how such a number looks; filler counts when it is
all a line says; template syntax counts when no template engine in the browser is going to fill it, and not in code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from egovspec.collect.website.page.bounds import bounded
from egovspec.collect.website.page.footer import spans
from egovspec.collect.website.page.html import Document
from egovspec.collect.website.page.parts import Row, View
from egovspec.collect.website.page.regions import Region
from egovspec.collect.website.page.text import clean, one_line, words
from egovspec.facts.tables.odd import Placeholder

_LONGEST, _AT_MOST = 200, 100

# --- template syntax

_SYNTAX = re.compile(
    r"\{\{\{?[^{}\n\t]{1,120}\}\}"  # mustache, Vue, Angular, Jinja
    r"|(?<![\\$])\$!?\{[A-Za-z_][\w.\[\]()!?'\"-]{0,100}\}(?![$^_])"  # JSP, FreeMarker, Velocity; not TeX
    r"|<%[=@#!-]?[^<>\n]{0,160}%>"  # ASP, JSP, ERB
    r"|\{%[^{}\n]{1,120}%\}"
    r"|\[!--[\w.]{1,60}--\]"  # EmpireCMS
    r"|\{/?(?:dede|pc|pboot|eyou|aspcms|maincms|ecms|phpcms|zzz|stl)[:.][^{}\n]{1,160}\}"
    r"|\[field:\w{1,40}[^\]\n]{0,100}\]"  # DedeCMS
    r"|\{\$[A-Za-z_][\w.>\[\]'|-]{0,100}\}"  # Smarty, PHPCMS
    r"|\[/?@cms_\w{1,40}[^\]\n]{0,100}\]"  # JEECMS
    r"|\{(?:Content|Channel|Stl)\.[A-Za-z]\w{0,40}\}"  # SiteServer
)
_SYNTAX_SIGNS = ("{{", "${", "$!{", "<%", "{%", "[!--", "[field:", "{$", "@cms_", "{dede", "{pc:", "{pboot", "{eyou")
_FEW_SIGNS = re.compile(r"\{(?:aspcms|maincms|ecms|phpcms|zzz|stl|/|Content\.|Channel\.|Stl\.)")
# A browser-side engine fills what stands between these: they are no fault of the page.
_IN_BROWSER = re.compile(r"^\{\{|^\$!?\{|^<%|^\{%")
_DIRECTIVE = re.compile(
    r"^(?:v-[a-z]|:[a-z]|@[a-z]|ng-|data-ng-|x-ng-|x-(?:data|text|for|if|bind)|data-bind$|wx:|ms-[a-z])"
)
_ENGINE = re.compile(
    r"new\s+Vue\b|createApp\s*\(|angular\.module|Mustache\.|Handlebars\.|juicer\s*\(|template\s*\(\s*['\"]|\.tmpl\s*\("
    r"|laytpl|doT\.|_\.template|avalon\.|\.render\s*\(|ejs\.|baidu\.template|arttemplate",
    re.IGNORECASE,
)
_ENGINE_FILE = re.compile(
    r"(?:^|[/._-])(?:vue|angular|mustache|handlebars|juicer|art-?template|template(?:-web|-native)?|laytpl|dot|avalon|knockout|ejs|"
    r"alpine|petite-vue|jsrender|react|app|chunk-vendors|main|index)(?:[@._-][\w.-]{0,60})?\.js",
    re.IGNORECASE,
)
_CODE = frozenset({"pre", "code", "samp", "kbd", "tt", "xmp"})

# --- sample numbers. The digits of a number may be broken over tags.

_XS = r"[Xx×Ｘｘ]"
_ICP = re.compile(
    rf"ICP\s{{0,3}}[备证]\s{{0,3}}(?:案号?)?\s{{0,3}}[:：]?\s{{0,3}}((?:\d\x1f?){{5,12}}|{_XS}{{5,12}}|\*{{6,12}})\s{{0,2}}号?"
)
_POLICE = re.compile(
    rf"公网安备\s{{0,3}}(?:案号?)?\s{{0,3}}[:：]?\s{{0,5}}((?:\d\x1f?){{8,18}}|{_XS}{{5,18}}|\*{{6,18}})\s{{0,2}}号?"
)
_PROVINCE = re.compile(r"[\u4e00-\u9fff]\s?$")
_SITE_ID = re.compile(rf"标识码[^\S\n]{{0,5}}(?:[:：]|为)?\s{{0,5}}((?:bm)?(?:\d{{8,12}}|{_XS}{{5,12}}))(?![\w])", re.I)
_PHONE = re.compile(
    rf"(?:电话|热线|传真|手机|Tel|Fax)[^\S\n]{{0,4}}[:：][^\S\n]{{0,4}}((?:0\d{{2,3}}|{_XS}{{3,4}})?\s?[-－—]?\s?(?:{_XS}{{7,11}}|0{{7,8}}|12345678)(?!\d))"
    r"|(?<![\d-])(0\d{2,3}[-－—](?:[Xx×]{7,8}|0{7,8}|12345678))(?![\d-])",
    re.IGNORECASE,
)
_MAIL = re.compile(
    r"(?<![\w.+-])((?:[Xx]{3,20}|test|your(?:name|email)?|name|user(?:name)?|admin|abc)@(?:[Xx]{2,20}|example|your(?:domain|site|company)?|test|domain|email)"
    r"\.(?:com|cn|net|org|gov\.cn|com\.cn)|[\w.+-]{1,60}@(?:[\w-]{1,60}\.)?example\.(?:com|net|org|cn)|[Xx]{3,20}@[\w-]{1,60}\.[a-z.]{2,10})(?![\w-])",
    re.IGNORECASE,
)
_MAIL_LABEL = re.compile(r"(?:邮箱|邮件|信箱|E-?mail)[^\S\n]{0,4}[:：]?[^\S\n]{0,4}$", re.IGNORECASE)
_DATE = re.compile(
    r"(?:发布|公布|公开|更新|发表|发稿)(?:时间|日期)[^\S\n]{0,6}[:：]?\s{0,4}((?:0000|0001|1900|1970)[-/.年](?:00|0?1)[-/.月](?:00|0?1)日?)(?!\d)"
)
_ZERO_DATE = re.compile(
    r"(?:^|(?<=[\n\t\[(（]))\s{0,4}((?:0000-00-00|0001-01-01)(?:\s00:00(?::00)?)?)(?=\s{0,4}(?:$|[\n\t\])）]))"
)
_DATE_VALUE = re.compile(r"(?:0000|0001|1900|1970)[-/.年](?:00|0?1)[-/.月](?:00|0?1)日?(?!\d)")
_DATE_SIGNS = tuple(year + after for year in ("0000", "0001", "1900", "1970") for after in "-/.年")
_PHONE_SIGNS = ("12345678", "000000", "XXX", "xxx", "×××")
_MAIL_SIGNS = ("xxx", "XXX", "xx@", "XX@", "example.", "@test", "@your", "@domain", "@email", "@xx", "@XX")

# --- titles and filler

# Titles an editor, a framework or a server gives when nobody does.
_TITLE = re.compile(
    r"无标题(?:文档|页|网页)?|未命名(?:文档)?|新建(?:网页|文档|文本文档)(?: \d{1,2})?|(?:网站|网页|页面|默认)?标题|网站名称|此处显示标题|在此处插入标题|这里是标题|默认页面"
    r"|Untitled(?:[ -](?:Document|Page|\d{1,2}))?|New (?:Page|Document)(?: \d{1,2})?|Document|Title|(?:Web )?Page Title|Insert title here|(?:My|Your|Site) Title"
    r"|Welcome to (?:nginx|OpenResty|CentOS|tengine)\b.{0,30}|IIS (?:Windows(?: Server)?|\d{1,2}(?:\.\d)?)|IIS\d{1,2}|Internet Information Services|It works!"
    r"|Apache2? (?:\w{1,20} )?Default Page\b.{0,40}|Apache HTTP Server Test Page.{0,60}|HTTP Server Test Page.{0,60}|Apache Tomcat(?:/[\d.]{1,20})?"
    r"|Test Page for the (?:Apache|Nginx|SSL/TLS-aware Apache|HTTP Server)\b.{0,80}"
    r"|Vite App|Vite \+ (?:Vue|React)(?: \+ TS)?|React App|vue-(?:project|demo)|my-project|Home Page - My ASP\.NET Application|Hello World",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"[\n\t][^\S\n\t]{0,8}(?:(?:这里|此处|这儿)(?:是|为|放|写|填写?|显示|输入|插入)(?:网站|网页|文章|新闻|栏目|页面|正文|文字|图片)?(?:的)?(?:内容|标题|正文|文字|文本|摘要|简介|描述|名称|图片)(?:内容|文字|描述)?"
    r"|(?:请)?在(?:这里|此处?)(?:输入|填写|插入|添加)(?:您的|你的)?(?:内容|标题|正文|文字|文本|描述)"
    r"|示例(?:文本|文字|内容|标题|文章)\d{0,3}|占位(?:文本|文字|符|内容)|测试(?:文章|标题|新闻|信息标题|内容|栏目)\d{0,4}|(?:测试){2,20}\d{0,4}|(?:内容){3,40}|(?:标题){2,40}|(?:文字){3,40}"
    r"|(?:新闻标题){1,20}\d{0,3}|(?:test\s?){2,10}\d{0,3}|(?:asdf){1,10})[^\S\n\t]{0,4}[。.!！…]{0,6}[^\S\n\t]{0,8}(?=$|[\n\t])",
    re.IGNORECASE,
)
_FILLER_SIGNS = (
    "这里",
    "此处",
    "这儿",
    "在此",
    "示例",
    "占位",
    "测试",
    "内容内",
    "标题",
    "文字文",
    "test",
    "asdf",
    "Test",
    "TEST",
)
_LOREM = re.compile(r"lorem\s{1,4}ipsum", re.IGNORECASE)
_TAG_FILLER = {
    "SiteName": words("网站名称 站点名称 网站标题 SiteName"),
    "SiteDomain": words("网站域名 SiteDomain www.xxx.gov.cn www.xxxx.gov.cn xxx.gov.cn www.example.com"),
    "SiteIDCode": words("网站标识码 政府网站标识码 SiteIDCode"),
    "ColumnName": words("栏目名称 ColumnName"),
    "ColumnDescription": words("栏目描述 ColumnDescription"),
    "ColumnKeywords": words("栏目关键词 ColumnKeywords"),
    "ColumnType": words("栏目类别 栏目类型 ColumnType"),
    "ArticleTitle": words("文章标题 信息标题 内容标题 标题 ArticleTitle"),
    "PubDate": words("发布时间 发布日期 PubDate YYYY-MM-DD"),
    "ContentSource": words("内容来源 信息来源 ContentSource"),
}
_TAGS_READ = frozenset({*_TAG_FILLER, "Keywords", "Description", "keywords", "description", "Author", "Image", "Url"})


class _Found(NamedTuple):
    kind: str
    where: str
    value: str
    line: int


def read(view: View) -> Iterator[Row]:
    """Placeholders of a page: title, tags, text in its order, addresses; each kind, place and value once."""
    found: dict[tuple[str, ...], _Found] = {}
    for each in _all(view):
        found.setdefault((each.kind, each.where, each.value), each)
    rows = (
        Row(
            Placeholder, each.line, {"ordinal": ordinal, "kind": each.kind, "found_in": each.where, "value": each.value}
        )
        for ordinal, each in enumerate(found.values(), 1)
    )
    yield from bounded(Placeholder, rows, _AT_MOST)


def _all(view: View) -> Iterator[_Found]:
    yield from _in_title(view)
    yield from _in_tags(view)
    text = view.document.text
    if any(sign in text for sign in _SYNTAX_SIGNS) or _FEW_SIGNS.search(text):
        yield from _syntax_in_text(view)
    yield from _filler(view)
    yield from _samples(view)
    yield from _in_addresses(view)


def filled_in_browser(document: Document) -> bool:
    """Whether a template engine runs in the browser: what it is going to fill stands unfilled in the page as sent."""
    for script in document.scripts:
        if _ENGINE.search(script.text) or _ENGINE_FILE.search(script.source[:300]):
            return True
    return any(
        name[0] in "v:@ndxwm" and _DIRECTIVE.match(name)
        for each in document.elements
        for name in each.attributes
        if name
    )


def template_syntax(text: str) -> Iterator[tuple[str, int, bool]]:
    """Unfilled template syntax in a text: what it is, where, and whether an engine in the browser could fill it."""
    for found in _SYNTAX.finditer(text):
        yield found[0], found.start(), bool(_IN_BROWSER.match(found[0]))


def _cut(value: str) -> str:
    return one_line(value, _LONGEST)


def _in_title(view: View) -> Iterator[_Found]:
    title = view.document.title
    if not title:
        return
    line = next((view.document.elements[index].line for index in view.document.of("title")), 0)
    if _TITLE.fullmatch(title[:300]):
        yield _Found("default-title", "title", _cut(title), line)
    if ("{" in title or "<%" in title or "[" in title) and (syntax := _unfilled(view, title[:2000])):
        yield _Found("template-syntax", "title", syntax, line)


def _unfilled(view: View, text: str) -> str | None:
    for value, _, in_browser in template_syntax(text):
        if not in_browser or not filled_in_browser(view.document):
            return _cut(value)
    return None


def _in_tags(view: View) -> Iterator[_Found]:
    for name, value in view.tags.items():
        if name not in _TAGS_READ or not value:
            continue
        if ("{" in value or "<%" in value or "[" in value) and (syntax := _unfilled(view, value)):
            yield _Found("template-syntax", "tag", syntax, _tag_line(view, name))
        elif name == "SiteIDCode" and _is_sample(value.removeprefix("bm"), 8):
            yield _Found("sample-site-id", "tag", _cut(value), _tag_line(view, name))
        elif name == "PubDate" and _DATE_VALUE.match(value):
            yield _Found("sample-date", "tag", _cut(value), _tag_line(view, name))
        elif value in _TAG_FILLER.get(name, ()) or (name == "PubDate" and value.upper().startswith("YYYY")):
            yield _Found("filler-text", "tag", _cut(value), _tag_line(view, name))


def _tag_line(view: View, name: str) -> int:
    elements = view.document.elements
    lines = (elements[i].line for i in view.document.of("meta") if elements[i].get("name").strip() == name)
    return next(lines, 0)


def _is_sample(number: str, least: int) -> bool:
    """Whether a number is one nobody is given: one digit over and over, digits in their order, or no digits at all."""
    bare = "".join(number.split()).upper().replace("×", "X").replace("Ｘ", "X")
    if len(bare) < 5 or (bare.isdigit() and len(bare) < least and bare.strip("0")):
        return False
    return len(set(bare)) == 1 or "1234567890123456789012".startswith(bare) or "0123456789".startswith(bare)


def _place(view: View, offset: int) -> tuple[int, str, int]:
    """Element at an offset of the text, the word for its place, and its line."""
    index = view.document.element_at(offset)
    if index < 0:
        return index, "text", 0
    where = "footer" if view.regions.of[index] is Region.FOOTER else "text"
    return index, where, view.document.elements[index].line


def _syntax_in_text(view: View) -> Iterator[_Found]:
    engine: bool | None = None
    for value, at, in_browser in template_syntax(view.document.text):
        if in_browser:
            engine = filled_in_browser(view.document) if engine is None else engine
            if engine:
                continue
        index, where, line = _place(view, at)
        holders = (index, *view.document.ancestors(index, 6)) if index >= 0 else ()
        if not any(view.document.elements[holder].tag in _CODE for holder in holders):
            yield _Found("template-syntax", where, _cut(value), line)


def _filler(view: View) -> Iterator[_Found]:
    text = view.document.text
    if any(sign in text for sign in _FILLER_SIGNS):
        for found in _FILLER.finditer("\n" + text):  # a line begins behind a border, and so does the text
            lead = len(found[0]) - len(found[0].lstrip())
            _, where, line = _place(view, found.start() + lead - 1)
            yield _Found("filler-text", where, _cut(found[0]), line)
    if "ipsum" in text or "Ipsum" in text or "IPSUM" in text:
        for found in _LOREM.finditer(text):
            _, where, line = _place(view, found.start())
            yield _Found("filler-text", where, _cut(found[0]), line)


def _samples(view: View) -> Iterator[_Found]:
    text = view.document.text
    yield from _sample_numbers(view)
    if "@" in text and any(sign in text for sign in _MAIL_SIGNS):
        yield from _mails(view)
    if any(sign in text for sign in _DATE_SIGNS):
        for found in (*_DATE.finditer(text), *_ZERO_DATE.finditer(text)):
            _, where, line = _place(view, found.start(1))
            yield _Found("sample-date", where, _cut(found[1]), line)


def _sample_numbers(view: View) -> Iterator[_Found]:
    text = view.document.text
    at_foot: list[tuple[int, int]] | None = None
    for kind, pattern, least in (
        ("sample-icp", _ICP, 8),
        ("sample-police", _POLICE, 8),
        ("sample-site-id", _SITE_ID, 8),
    ):
        for found in pattern.finditer(text):
            number = found[1].replace("\x1f", "").lower().removeprefix("bm")
            if not _is_sample(number, least):
                continue
            at_foot = spans(view.document, view.regions) if at_foot is None else at_foot
            if any(start <= found.start(1) < stop for start, stop in at_foot):
                province = _PROVINCE.search(text, max(0, found.start() - 2), found.start())
                value = (province[0] if province and kind != "sample-site-id" else "") + found[0]
                yield _Found(kind, "footer", _cut(value), _place(view, found.start(1))[2])
    for found in _PHONE.finditer(text) if any(sign in text for sign in _PHONE_SIGNS) else ():
        at_foot = spans(view.document, view.regions) if at_foot is None else at_foot
        if any(start <= found.start() < stop for start, stop in at_foot):
            value = found[1] or found[2]
            yield _Found("sample-phone", "footer", _cut(value), _place(view, found.start())[2])


def _mails(view: View) -> Iterator[_Found]:
    text = view.document.text
    at_foot: list[tuple[int, int]] | None = None
    for found in _MAIL.finditer(text):
        at_foot = spans(view.document, view.regions) if at_foot is None else at_foot
        foot = any(start <= found.start() < stop for start, stop in at_foot)
        if foot or _MAIL_LABEL.search(text, max(0, found.start() - 16), found.start()):
            _, _, line = _place(view, found.start())
            yield _Found("sample-mail", "footer" if foot else "text", clean(found[1], _LONGEST), line)


def _in_addresses(view: View) -> Iterator[_Found]:
    for index in view.regions.links:
        element = view.document.elements[index]
        address = element.get("href")
        if address[:1] in ("m", "M") and address[:7].lower() == "mailto:" and (found := _MAIL.search(address[7:300])):
            yield _Found("sample-mail", "link", clean(found[1], _LONGEST), element.line)
