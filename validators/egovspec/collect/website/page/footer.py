"""The foot of a page: which identification marks it shows, and whether it could be read at all.

Marks are known by what they are (an ICP number, a link to the mark of the staffing office, a 找错 entry), not by the
class of the element they stand in. They are looked for in the footer where one is named, and in the last part of the
page: from the first thing that only stands in footers to the end. A footer drawn by script is unknown, not absent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from egovspec.collect.website.page.html import Document
from egovspec.collect.website.page.regions import Region, Regions
from egovspec.collect.website.page.text import LINK_TEXT, clean, one_line, remembering
from egovspec.facts.tables.website import FooterSeen

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_DIGITS = r"(?:\d\x1f?)"  # a number may be broken over tags; the gap between is white space to all else
_ICP = re.compile(
    rf"(?:[{_PROVINCES}]\s{{0,3}})?ICP\s{{0,3}}[备证]\s{{0,3}}(?:案号?)?\s{{0,3}}[:：]?\s{{0,3}}{_DIGITS}{{5,12}}\s{{0,3}}号?"
    r"(?:\s{0,3}[-－—–]\s{0,3}\d{1,4})?",
    re.IGNORECASE,
)
_POLICE = re.compile(
    rf"(?:[{_PROVINCES}]\s{{0,3}})?公网安备\s{{0,3}}(?:案号?)?\s{{0,3}}[:：]?\s{{0,5}}{_DIGITS}{{8,18}}\s{{0,3}}号?"
)
_POLICE_LINK = re.compile(r"beian\.(?:gov|mps\.gov)\.cn/[^\"'\s]{0,200}?(?:recordcode|code)=(\d{8,18})", re.IGNORECASE)
_SITE_ID = re.compile(r"标识码[^\S\n]{0,5}(?:[:：]|为)?\s{0,5}([A-Za-z]{0,4}\d[A-Za-z0-9]{3,19})")
_SITE_ID_WORD = re.compile(r"(?:网站|政府网站)?标识码")
_ORGANISER = re.compile(
    r"(?:网站)?主\s{0,4}办\s{0,4}(?:单\s{0,4}位|方|机关)?\s{0,4}[:：]\s{0,4}([^\n:：]{2,80})|(?:网站)?主办单位\s{1,4}([^\n:：]{2,80})"
)
_ORGANISED_BY = re.compile(r"([\u4e00-\u9fff（）()、]{4,60})主办(?!单位|方|机关|[\u4e00-\u9fff:：])")
_ORGANISER_ENDS = re.compile(
    r"\s{2,}|\t|[|｜©;；,，。]|\s*(?:承办|协办|主管|版权|技术|地址|电话|联系|维护|网站标识|标识码|备案|邮编|Copyright|ICP|运维|建设|开发|制作"
    rf"|[{_PROVINCES}]ICP|[{_PROVINCES}]公网)",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"(?:联系电话|联系方式|联系我们|咨询电话|服务电话|服务热线|值班电话|办公电话|网站电话|电话|热线|电子邮箱|电子邮件|邮箱|E-?mail|Tel|TEL)"
    r"\s{0,4}[:：]\s{0,4}([^\n\t]{3,80})|(?:联系电话|咨询电话|服务热线|电话)[^\S\n]{0,4}(\(?0?\d{2,4}\)?[-－—]?\d{5,8})",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\d-])0\d{2,3}[-－—]\d{7,8}(?![\d-])")
_REACHABLE = re.compile(r"\d{5,}|[\w.+-]{1,64}@[\w-]{1,63}|\d{3,4}[-－—)）]\s?\d{3,}|\d{3,4}\s\d{3,4}")
_CONTACT_ENDS = re.compile(
    r"\s{3,}|[|｜©;；]|\s*(?:地址|邮编|版权|主办|承办|技术|备案|传真|ICP|网站标识|标识码)", re.IGNORECASE
)
_ERROR_WORDS = re.compile(r"找错|网站纠错|我要纠错|政府网站纠错")
_ERROR_PLACES = re.compile(
    r"zfwzxx|zfwzzc\.www\.gov\.cn|pucha\.kaipuyun\.cn|/exposure/jiucuo|jiucuo\.js", re.IGNORECASE
)
_SITE_MAP = re.compile(r"^(?:网站|站点|本站)?(?:导航)?地图$|^(?:网站|站点)(?:地图|导航)$|^site\s?map$", re.IGNORECASE)
_CONTACT_LINK = re.compile(r"^联系(?:我们|方式|电话)$")
_CONAC = re.compile(r"conac\.cn", re.IGNORECASE)
_CONAC_ID = re.compile(r"[?&]id=([0-9A-Fa-f]{8,64})|/js/[\d/]+/([\w]{6,64})\.js", re.IGNORECASE)
_TELLING = re.compile(
    r"版权所有|ICP备|公网安备|主办单位|主\s?办\s?[:：]|网站标识码|标识码|备案序号|承办单位|copyright", re.IGNORECASE
)
_FOOT_SCRIPT = re.compile(
    r"(?:^|[/_.-])(?:foot|footer|bottom|copyright|dibu|yejiao|banquan|bq)[^/?]{0,30}", re.IGNORECASE
)
_FOOT_LOAD = re.compile(
    r"(?:#|\.|[\"'/])(?:foot|footer|bottom|copyright)[\w-]{0,20}[\"'][^;]{0,60}(?:load|html|append|innerHTML|ajax|get)\b"
    r"|(?:load|get|ajax|include)\(\s*[\"'{][^\"']{0,80}(?:foot|bottom|copyright)",
    re.IGNORECASE,
)
_CONAC_SOURCE = re.compile(r"(?:https?:)?//[\w.-]{1,60}conac\.cn[^\"'\s<>%\\)]{0,300}", re.IGNORECASE)
# What the addresses of the marks carry: site_code=3301000001 of a 找错 entry, recordcode= of a filing.
_CODE_IN_ADDRESS = re.compile(
    r"[?&;](?:site_?code|site_?id_?code|record_?code|code)=([A-Za-z]{0,4}\d{4,18})(?!\w)", re.IGNORECASE
)
_SITE_CODE = re.compile(r"(?:bm)?\d{8,12}", re.IGNORECASE)
_LAST_PART = 6000
_STRONG = frozenset({"site-id", "icp", "public-security", "organiser"})


class Mark(NamedTuple):
    """One mark, what it shows, and the element it stands in (-1 when unknown).

    target  where it leads, or what draws it, as written; None when it leads nowhere
    code    the number that address carries: site id, filing number, id of the staffing office's mark; else None
    """

    mark: str
    value: str
    element: int
    target: str | None = None
    code: str | None = None


class Footer(NamedTuple):
    """What could be seen of the foot of a page."""

    seen: FooterSeen
    marks: tuple[Mark, ...]


def read(document: Document, regions: Regions, *, shell: bool) -> Footer:
    """Recognise the marks of a page. `shell`: the page is drawn by script as a whole."""
    zone = spans(document, regions)
    found: dict[tuple[str, str], Mark] = {}
    for mark in [*_in_text(document, zone), *_in_links(document, regions, zone), *_in_scripts(document)]:
        found[mark[:2]] = _filled(found.get(mark[:2], mark), mark)
    marks = _without_echoes(list(found.values()))
    return Footer(_state(document, regions, marks, shell), tuple(marks))


def spans(document: Document, regions: Regions) -> list[tuple[int, int]]:
    """Spans of the text that make the foot of a page: where marks are looked for."""
    zone = [
        (document.elements[root].start, document.elements[root].stop)
        for root in regions.roots(Region.FOOTER)
        if document.elements[root].stop > document.elements[root].start
    ]
    total = len(document.text)
    earliest = max(total - _LAST_PART, total // 3)
    telling = next((found.start() for found in _TELLING.finditer(document.text, earliest)), None)
    if telling is not None:
        # The block the first such words stand in may begin a little before them.
        start = _block_start(document, regions, telling)
        if not any(a <= start < b for a, b in zone):
            zone.append((start, total))
    return sorted(zone)


def _block_start(document: Document, regions: Regions, offset: int) -> int:
    start = document.text.rfind("\n", 0, offset) + 1
    index = document.element_at(offset)
    for holder in [index, *document.ancestors(index)]:
        element = document.elements[holder]
        if (
            element.tag in ("body", "html", "form")
            or offset - element.start > 600
            or regions.of[holder] is Region.BREADCRUMB
        ):
            break
        if element.start < start and element.tag in ("div", "table", "td", "tr", "ul", "p", "center", "section", "dl"):
            start = element.start
    return start


def _filled(mark: Mark, other: Mark) -> Mark:
    """A mark with what another sight of it tells of where it leads."""
    if mark.target is not None:
        return mark
    return mark._replace(target=other.target, code=mark.code or other.code)


def _in_text(document: Document, zone: list[tuple[int, int]]) -> Iterator[Mark]:
    for start, stop in zone:
        for mark, value, at in _read(document.text[start:stop]):
            element = document.element_at(start + at)
            address = _address_around(document, element)
            yield Mark(mark, clean(value, LINK_TEXT), element, _target(address), _code(address))


def _address_around(document: Document, index: int) -> str:
    """Address of the link an element stands in; empty when it stands in none."""
    holders = (index, *document.ancestors(index, 6)) if index >= 0 else ()
    return next((document.elements[i].get("href") for i in holders if document.elements[i].tag == "a"), "")


def _target(address: str) -> str | None:
    return clean(address.strip(), LINK_TEXT) or None


def _code(address: str) -> str | None:
    found = _CODE_IN_ADDRESS.search(address)
    return found[1] if found else None


def _read(text: str) -> Iterator[tuple[str, str, int]]:
    for found in _ICP.finditer(text):
        yield "icp", "".join(found[0].split()), found.start()
    for found in _POLICE.finditer(text):
        yield "public-security", "".join(found[0].split()), found.start()
    for found in _SITE_ID.finditer(text):
        yield "site-id", found[1], found.start()
    for found in _ORGANISER.finditer(text):
        given = found[1] or found[2]
        if value := one_line(_ORGANISER_ENDS.split(given.strip(), maxsplit=1)[0]):
            yield "organiser", value, found.start()
    for found in _ORGANISED_BY.finditer(text):
        yield "organiser", one_line(found[1]), found.start()
    labelled: list[str] = []
    for found in _CONTACT.finditer(text):
        value = one_line(_CONTACT_ENDS.split((found[1] or found[2]).strip(), maxsplit=1)[0])
        if _REACHABLE.search(value):
            labelled.append(value)
            yield "contact", value, found.start()
    for found in _PHONE.finditer(text):
        if not any(found[0] in value for value in labelled):
            yield "contact", found[0], found.start()


def _in_links(document: Document, regions: Regions, zone: list[tuple[int, int]]) -> Iterator[Mark]:
    def low(index: int) -> bool:
        at = document.elements[index].start
        return regions.of[index] is Region.FOOTER or any(start <= at <= stop for start, stop in zone)

    entries: set[int] = set()
    for link in regions.links:
        element = document.elements[link]
        attributes = element.attributes
        address, label = attributes["href"], document.label(link)
        said = f"{label} {element.get('title')} {element.get('alt')}" if len(attributes) > 1 else label
        told = _told_by_address(address)
        if not told and "错" not in said and not _may_be_entry(regions.short(link)) and address[:1] not in ("m", "M"):
            continue
        if told == "error-report" or _ERROR_WORDS.search(said):
            entries.add(link)
            yield Mark(
                "error-report", clean(address.strip() or label, LINK_TEXT), link, _target(address), _code(address)
            )
        elif told == "conac":
            yield Mark("conac", _conac(address), link, _target(address), _conac_id(address))
        elif police := _POLICE_LINK.search(address):
            yield Mark("public-security", police[1], link, _target(address), police[1])
        elif low(link) and _SITE_MAP.search(regions.short(link)):
            yield Mark("site-map", clean(address.strip() or label, LINK_TEXT), link, _target(address))
        elif low(link) and _CONTACT_LINK.search(regions.short(link)):
            yield Mark("contact", clean(label, LINK_TEXT), link, _target(address))
        elif low(link) and address.lower().startswith("mailto:") and "@" in address:
            yield Mark("contact", clean(address[7:].partition("?")[0], LINK_TEXT), link, _target(address))
    for image in document.of("img", "area", "input"):
        element = document.elements[image]
        if _CONAC.search(element.get("src")):
            address = _address_around(document, image) or element.get("src")
            yield Mark("conac", _conac(element.get("src")), image, _target(address), _conac_id(address))
        elif _ERROR_WORDS.search(f"{element.get('alt')} {element.get('title')}") and entries.isdisjoint(
            document.ancestors(image, 4)
        ):
            yield Mark("error-report", one_line(element.get("alt") or element.get("title"), LINK_TEXT), image)


@remembering
def _told_by_address(address: str) -> str:
    """The mark an address belongs to, empty when to none. Most addresses stand on each page of a site."""
    if _ERROR_PLACES.search(address):
        return "error-report"
    if _CONAC.search(address):
        return "conac"
    return "public-security" if _POLICE_LINK.search(address) else ""


@remembering
def _may_be_entry(text: str) -> bool:
    return bool(_SITE_MAP.search(text) or _CONTACT_LINK.search(text))


def _in_scripts(document: Document) -> Iterator[Mark]:
    """Both national marks are drawn by scripts with an address of their own: the script is the mark."""
    for script in document.scripts:
        said = f"{script.source} {script.text}"
        element = document.elements[script.element]
        if _ERROR_PLACES.search(said) or element.get("id") == "_jiucuo_":
            declared = element.get("sitecode").strip()
            yield Mark(
                "error-report",
                clean(script.source.strip() or element.get("sitecode") or "script", LINK_TEXT),
                script.element,
                _target(script.source),
                declared if _SITE_CODE.fullmatch(declared) else _code(said),
            )
        if _CONAC.search(said):
            drawn = _CONAC_SOURCE.search(said)
            yield Mark("conac", _conac(said), script.element, _target(drawn[0]) if drawn else None, _conac_id(said))


def _conac(address: str) -> str:
    return _conac_id(address) or "conac.cn"


def _conac_id(address: str) -> str | None:
    found = _CONAC_ID.search(address)
    return (found[1] or found[2]) if found else None


def _without_echoes(marks: list[Mark]) -> list[Mark]:
    """Say once what is there twice: the number of a filing beside its link, a mark beside the script drawing it."""
    police = [mark for mark in marks if mark.mark == "public-security"]
    kept = []
    for mark in marks:
        if mark.mark != "public-security":
            kept.append(mark)
        elif not any(mark.value != other.value and mark.value in other.value for other in police):
            echoes = (other for other in police if other.value != mark.value and other.value in mark.value)
            kept.append(next((_filled(mark, echo) for echo in echoes), mark))
    several = sum(mark.mark == "conac" for mark in kept) > 1
    return [mark for mark in kept if not (several and mark.mark == "conac" and mark.value == "conac.cn")]


def _state(document: Document, regions: Regions, marks: list[Mark], shell: bool) -> FooterSeen:
    if any(mark.mark in _STRONG for mark in marks):
        return FooterSeen.SEEN
    if shell or _drawn_by_script(document, regions):
        return FooterSeen.SCRIPTED
    shown = sum(document.elements[root].stop - document.elements[root].start for root in regions.roots(Region.FOOTER))
    if shown >= 10 or marks or _TELLING.search(document.text[-_LAST_PART:]):
        return FooterSeen.SEEN
    return FooterSeen.ABSENT


def _drawn_by_script(document: Document, regions: Regions) -> bool:
    for script in document.scripts:
        name = script.source.rpartition("?")[0] or script.source
        if _FOOT_SCRIPT.search(name) or _FOOT_LOAD.search(script.text):
            return True
    for frame in document.of("iframe", "frame", "embed", "object"):
        if _FOOT_SCRIPT.search(document.elements[frame].get("src")) or _FOOT_SCRIPT.search(
            document.elements[frame].get("id")
        ):
            return True
    # An empty container called footer waits for a script.
    return any(
        document.elements[root].stop - document.elements[root].start < 2 and not _holds_image(document, root)
        for root in regions.roots(Region.FOOTER)
        if document.elements[root].tag in ("div", "footer", "section")
    )


def _holds_image(document: Document, index: int) -> bool:
    return any(document.elements[inner].tag == "img" for inner in document.inside(index))
