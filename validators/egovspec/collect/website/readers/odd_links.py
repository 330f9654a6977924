"""References that do not belong on a public page: inner addresses, local files, broken ones, ones that lead nowhere.

Everything a page refers to is looked at, its links, pictures, forms and options, because a picture pasted from an
office document tells as much of the inside as a link does. A site that itself stands at an inner address, such as a
test installation, may link to itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from egovspec.collect.website.page.bounds import bounded
from egovspec.collect.website.page.parts import Row, View
from egovspec.collect.website.page.regions import Region
from egovspec.collect.website.page.text import LINK_TEXT, length, one_line, remembering, words
from egovspec.collect.website.page.urls import host as host_of
from egovspec.collect.website.readers.placeholders import filled_in_browser, template_syntax
from egovspec.collect.website.readers.selects import HANDLERS, opened, said
from egovspec.collect.website.wire.address import literal, special
from egovspec.facts.tables.odd import OddLink

_ATTRIBUTES = {
    **dict.fromkeys(("a", "area", "link", "base"), "href"),
    **dict.fromkeys(("img", "script", "iframe", "frame", "embed", "source", "video", "audio", "input", "track"), "src"),
    "form": "action",
    "object": "data",
    "option": "value",
}
_LONGEST, _AT_MOST = 4096, 500

# What is plainly in order, told at once: nearly all references are.
_PLAIN = re.compile(
    r"(?:https?:)?//(?!test|dev|uat|staging|[\w.-]{0,60}(?:example|xxx|-test|-dev|-uat|-staging|test\.com))"
    r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,6}\.(?:com|cn|net|org|gov)(?::\d{2,5})?(?:[/?#][^\s{}$<>\[\]%@]*)?"
    r"|(?!//|www\.|\d+\.\d+\.|/?(?i:undefined|null|nan|http|file|mailto|localhost|javascript|data))"
    r"(?:\.{1,2}/|/(?![/\\]))?[\w./?=&+,~!-]+",
    re.ASCII,
)
_OPTION = re.compile(r"\s{0,8}(?:https?|ftp:|file:|www\.|[/\\]{2}|[A-Za-z]:\\)", re.IGNORECASE)
_NO_ADDRESS = ("javascript:", "vbscript:", "data:", "about:", "blob:", "tel:", "sms:", "#")
_LOCAL = re.compile(r"file:|[A-Za-z][:|][\\/]|\\\\[^\\/]|res:/|/{1,3}[A-Za-z]:[\\/]|ms-its:|mk:@", re.IGNORECASE)
_BLANK = "[ \u3000\xa0]"
_UNCLOSED = re.compile(
    r"https?:/?(?![/\\])|https?[：；;][/\\]{0,2}|https?[/\\]{2}|https?:[/\\]{2,}(?:$|[:?#])|https?:/{3}"
    r"|h?ttps?/{1,2}:|(?:ttps?|htp|hhttps?|htttps?|httpp|htpps?|thtp|hptt|htttp):[/\\]{2}"
    rf"|https?:[/\\]{{2}}[^/?#\\]{{0,253}}{_BLANK}|(?:%20|[\u3000\xa0]){{1,4}}https?:"
    r"|https?:[/\\]{0,2}https?(?::|%3a|[/\\]{2})|https?:[/\\]{2}[^/?#]{1,253}https?:[/\\]|[./]{1,4}https?:[/\\]{1,2}"
    r"|https?:[/\\]{2}[^/?#\\]{0,253}[，；：、（）“”《》]",
    re.IGNORECASE,
)
_NO_SCHEME = re.compile(
    r"(?:\.?/)?www\.[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}\.(?:cn|com|net|org)(?:[/?#:]|$)", re.IGNORECASE | re.ASCII
)
_AUTHORITY = re.compile(
    r"(?:(https?|ftps?|sftp|wss?|rtsp|rtmp|mms|ldap|telnet|ssh):)?[/\\]{2}(?:([^/?#\\]{1,300})@)?"
    r"(\[[^\]/?#]{0,100}\]|[^/?#:\\]{0,300})",
    re.IGNORECASE,
)
_BARE_HOST = re.compile(r"(localhost|\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5})?(?:[/?#]|$)", re.IGNORECASE | re.ASCII)
_PASSWORD = re.compile(r"([?&;](?:password|passwd|pwd|userpwd|user_?password)=)([^&#\s{}$]{1,300})", re.IGNORECASE)
_USER = re.compile(r"^([A-Za-z]{2,8}:)?([/\\]{2})([^/?#\\@:]{0,200}):([^/?#\\]{1,200})@")
_ONE_MAIL = r"[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}"
_MAILTO = re.compile(
    rf"mailto:\s{{0,3}}{_ONE_MAIL}(?:\s{{0,3}}[,;]\s{{0,3}}{_ONE_MAIL}){{0,20}}\s{{0,3}}[,;]?(?:\?.*)?|mailto:\?.+",
    re.IGNORECASE | re.DOTALL | re.ASCII,
)
_BARE_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}", re.ASCII)
_TEMPLATE_SIGN = re.compile(r"[{<\[]|%7b|%3c%25", re.IGNORECASE)
_MISSING = re.compile(
    r"(?:https?:[/\\]{2}|\.?/)?(?:undefined|null|NaN|\[object(?: |%20)Object\])(?:[/?#]|$)", re.IGNORECASE
)

_INNER = (".local", ".lan", ".internal", ".intranet", ".corp", ".localdomain", ".home.arpa")
_TEST = re.compile(r"(?:[^.]{1,40}-)?(?:test|dev|uat|staging)\d{0,3}\.(?:[^.]{1,63}\.){1,6}[^.]{2,63}")
_EXAMPLE = re.compile(
    r"(?:.{1,200}\.)?(?:example\.(?:com|net|org|cn)|[^.]{1,63}\.(?:test|example|invalid)|test\.com"
    r"|xxx{1,6}\.(?:com|cn|net|org|gov\.cn|com\.cn))"
)

_PROMISE = re.compile(
    r"(?:\[|【|\(|（|>{1,3}|·)?\s{0,2}(?:(?:查看|点击|阅读|浏览)?(?:更多|详情|详细|详细信息|详细内容|全文|原文|附件)|点击(?:这里|此处|进入|下载|查看)|"
    r"下载|下载附件|附件下载|附件\d{1,3})\s{0,2}(?:\]|】|\)|）|[>»+]{1,3}|…{1,2}|\.{3})?"
    r"|(?:more|read more|download|details?)\s{0,2}[>»+]{0,3}",
    re.IGNORECASE,
)
_PAGING = re.compile(r"上一页|下一页|尾页|末页|上页|下页|\d{1,4}")
_CONTROL = re.compile(
    r"打印|关闭|返回|顶部|字体|字号|分享|收藏|设为|繁[体體]|简体|无障碍|关怀|长者|老年|适老|登录|注册|退出|搜索|检索|查询|提交|重置|刷新|复制|微信|微博|扫一扫|二维码|播放|"
    r"暂停|换一|展开|收起|切换|验证码|看不清|评论|点赞|朗读|语音|放大|缩小|筛选|清空|[?？]$",
)
_TOGGLES = words("data-toggle data-target data-bs-toggle data-bs-target data-href data-url data-link data-dismiss")
_NOWHERE = words(
    "# ## #! #none #nogo #null javascript:; javascript: javascript:void(0) javascript:void(0); javascript:;;"
)
_CALL = re.compile(r"[\w$]{2,60}\s{0,3}\(\s{0,3}['\"\w]")
_SENTENCE = 10


class _Odd(NamedTuple):
    why: str
    shown: str
    in_browser: bool = False


def read(view: View) -> Iterator[Row]:
    """Odd references of a page in its order; the same one with the same text once."""
    yield from bounded(OddLink, _rows(view), _AT_MOST)


def _rows(view: View) -> Iterator[Row]:
    own = host_of(view.url)
    engine: bool | None = None
    known: set[tuple[str, str, str, str]] = set()
    for index in view.document.attributed:
        element = view.document.elements[index]
        attribute = _ATTRIBUTES.get(element.tag)
        if attribute is None or attribute not in element.attributes:
            continue
        reference = element.attributes[attribute]
        if _is_plain(reference) or (attribute == "value" and not _OPTION.match(reference)):
            continue
        odd = list(oddities(reference, own))
        link = element.tag in ("a", "area")
        if not odd and link and (why := _leads_nowhere(view, index, reference)):
            odd = [_Odd(why, reference)]
        for why, shown, in_browser in odd:
            if in_browser:
                engine = filled_in_browser(view.document) if engine is None else engine
                if engine:
                    continue
            text = view.regions.short(index) if link else said(view.document, index)
            key = (why, attribute, one_line(shown, LINK_TEXT), text)
            if key in known:
                continue
            known.add(key)
            columns = {
                "ordinal": len(known),
                "reference": key[2],
                "why": why,
                "attribute": attribute,
                "region": view.regions.of[index].value,
                "text": text or None,
            }
            yield Row(OddLink, element.line, columns)


@remembering
def _is_plain(reference: str) -> bool:
    """Whether a reference is plainly in order. Most stand on each page of a site."""
    plain = _PLAIN.fullmatch(reference[:_LONGEST]) is not None
    return plain and "pwd" not in reference and "passw" not in reference


def oddities(reference: str, own: str = "") -> Iterator[_Odd]:
    """What is odd about a reference by itself, each with the reference as it may be shown.

    own  host of the page: a host that links to itself is not odd for being what it is
    """
    reference = reference[:_LONGEST].strip("\t\n\r\f ")
    if not reference or reference[:11].lower().startswith(_NO_ADDRESS):
        return
    shown = _PASSWORD.sub(r"\1…", _USER.sub(r"\1\2\3:…@", reference))
    if _MISSING.match(reference):
        yield _Odd("unfilled-template", shown)
        return
    if _TEMPLATE_SIGN.search(reference):
        for _, _, in_browser in template_syntax(unquote(reference)):
            yield _Odd("unfilled-template", shown, in_browser)
            return
    if reference[:7].lower() == "mailto:":
        if not _MAILTO.fullmatch(unquote(reference)):
            yield _Odd("mailto-broken", shown)
    elif _BARE_MAIL.fullmatch(reference):
        yield _Odd("mailto-broken", shown)
    elif _LOCAL.match(reference):
        yield _Odd("local-file", shown)
    elif _UNCLOSED.match(reference) or _NO_SCHEME.match(reference):
        yield _Odd("unclosed", shown)
    else:
        yield from _by_host(reference, shown, own)


def _by_host(reference: str, shown: str, own: str) -> Iterator[_Odd]:
    authority = _AUTHORITY.match(reference)
    bare = None if authority else _BARE_HOST.match(reference)
    if (authority and authority[2]) or _PASSWORD.search(reference):
        yield _Odd("credentials", shown)
    written = authority[3] if authority else bare[1] if bare else ""
    if written and (why := _kind_of_host(_plain_host(written), own)):
        yield _Odd(why, shown)


def _plain_host(written: str) -> str:
    """A host as a resolver gets it: escapes and full-width forms undone, in lower case."""
    if "%" in written or not written.isascii():
        written = unicodedata.normalize("NFKC", unquote(written)).replace("。", ".")
    return written.strip().lower().rstrip(".")


def _kind_of_host(host: str, own: str) -> str | None:
    if not host or host == own:
        return None
    if host == "localhost" or host.endswith((".localhost", "localhost.localdomain")):
        return "loopback"
    if host.isdigit() and len(host) < 8:  # a directory behind one slash too many, not an address in decimal
        return "single-label-host"
    if (address := literal(host)) is not None:
        why = special(address)
        if why is None:
            return None
        if why.what in ("loopback address", "unspecified address"):
            return "loopback"
        return "test-host" if why.what == "documentation address" else "private-address"
    if "." not in host or host.endswith(_INNER):
        return "single-label-host"
    return "test-host" if _TEST.fullmatch(host) or _EXAMPLE.fullmatch(host) else None


def _leads_nowhere(view: View, index: int, reference: str) -> str | None:
    """Whether a link whose text promises something leads only a script there, or nobody anywhere."""
    bare = "".join(reference[:_LONGEST].split())
    scripted = bare[:11].lower() == "javascript:"
    if bare and not scripted and bare not in _NOWHERE:
        return None
    text = view.regions.short(index)
    if not text or _CONTROL.search(text):
        return None
    attributes = view.document.elements[index].attributes
    handlers = " ".join(attributes[name] for name in HANDLERS if name in attributes)
    script = f"{reference[11:_LONGEST] if scripted else ''} {handlers[:_LONGEST]}".strip()
    promises = _PROMISE.fullmatch(text) is not None
    acts = (bool(script) and bare.lower() not in _NOWHERE) or bool(handlers)
    if acts and (next(opened(script), None) is not None or (_PAGING.fullmatch(text) and "(" in script)):
        return "script-only"
    long = view.regions.of[index] is Region.MAIN and length(text) >= _SENTENCE
    if acts and _CALL.search(script) and (promises or long):
        return "script-only"
    if not _TOGGLES.isdisjoint(attributes):
        return None
    if promises:
        return "script-only" if scripted or acts else "empty"
    return "empty" if not bare and long and not acts else None
