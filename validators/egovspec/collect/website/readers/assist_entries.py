"""Entries that assist visitors: versions for the elderly and without barriers, reading aloud, other scripts, RSS.

Known by what they are called, and only where that is all they say: a news item about 无障碍环境 is no entry.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, islice
from typing import NamedTuple

from egovspec.collect.website.page.html import Document
from egovspec.collect.website.page.parts import Row, View
from egovspec.collect.website.page.text import LINK_TEXT, clean, name, one_line
from egovspec.collect.website.readers.field_labels import is_button
from egovspec.facts.tables.page_parts import AssistEntry

_GO = r"(?:点击|进入|开启|打开|启用|切换|切換|切换到|切換到|切换至|访问)?"
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            "barrier-free",
            r"(?:.{0,8}[^建设])?无\s?障碍(?!环境|设施|建设|改造|条例|法|通道建设|出行|电影|宣传|培训).{0,8}|.{0,6}無障礙.{0,6}",
        ),
        (
            "elder",
            r".{0,8}(?:(?:长者|老年人?|关怀|关爱|适老化?|敬老|孝老|长辈|银龄)(?:助手|模式|版|版本|浏览|专版|服务版|阅读|辅助|通道|入口)"
            r"|适老化|长者|長者).{0,4}",
        ),
        (
            "read-aloud",
            rf"{_GO}(?:语音|网页|全文|文章|在线|智能|连续|指读)?(?:朗读|播报|读屏|读网页|听网页|听新闻)(?:本页|全文|网页|文章|版|模式)?",
        ),
        (
            "large-text",
            rf"{_GO}(?:大字版?|大字号|大字模式|大字体|大号字?|字[体号](?:放大|增大|缩放|调节|调整|大小)|放大字[体号]|页面放大|特大字体?)"
            r"|字[体号]?[:：]?[\[【(（]?特?大?[|/ ]?大[号]?[|/ ]?(?:中[号]?[|/ ]?)?小[号]?[\]】)）]?|[\[【(（]大[|/ ]?中[|/ ]?小[\]】)）]",
        ),
        (
            "high-contrast",
            rf"{_GO}(?:高对比度?|对比度|高对比度?(?:模式|版)|配色|页面配色|黑底黄字|切换配色|界面配色)(?:切换|调节|设置)?",
        ),
        ("mobile", rf"{_GO}(?:手机|移动|触屏|wap|掌上)(?:版|站|端|网|网站|门户|浏览|访问|网页|触屏版)|手机版|m版"),
        (
            "english",
            r"english(?:\s?(?:version|site|website|edition))?|en|eng|英文|英文版|英文网站?|英文站|英语|英语版|英文频道",
        ),
        ("traditional", rf"{_GO}.{{0,4}}(?:繁体|繁體|简繁|繁简|簡繁|繁簡).{{0,6}}|繁|繁/简|简/繁|正體"),
        (
            "skip-link",
            r"跳(?:到|至|转到?|转至|过|過).{0,6}(?:内容|导航|正文|主体|主区|搜索|菜单|內容).{0,4}|skip (?:to|over|past)\b.{0,30}|skip navigation",
        ),
        ("rss", r"rss\s?(?:订阅|服务|聚合|feed|2\.0)?|订阅rss|信息订阅rss"),
    )
)
# What every name above holds: looking for these says whether a page has anything to try the patterns on.
_WORDS = (
    *("障碍", "障礙", "长者", "長者", "老年", "关怀", "关爱", "适老", "敬老", "孝老", "长辈", "银龄"),
    *("朗读", "播报", "读屏", "读网页", "听网页", "听新闻", "字号", "字体", "大字", "大号", "放大", "特大"),
    *("对比度", "高对比", "配色", "黑底", "手机", "移动", "触屏", "掌上", "wap", "m版"),
    *("繁体", "繁體", "简繁", "繁简", "簡繁", "繁簡", "正體"),
)
_WORDS_OF_LINKS = (
    *_WORDS,
    "\n繁\n",
    "繁/",
    "/繁",
    "大|中",
    "大 中",
    "大/中",
    "大中小",
    "\nen",
    "英",
    "\n跳",
    "\nskip",
    "rss",
)
# One search for all words: their first characters are few, and the engine jumps from one such character to the next.
_ANY_WORD = re.compile("|".join(map(re.escape, _WORDS)))
_ANY_WORD_OF_LINKS = re.compile("|".join(map(re.escape, _WORDS_OF_LINKS)))
_TOOL_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "barrier-free",
        re.compile(r"(?:^|[/._-])(?:gov)?wza|wuzhangai|barrier-?free|canyou|accessibility", re.IGNORECASE),
    ),
    ("elder", re.compile(r"shilao|changzhe|zhanglao|guanhuai|(?:^|[/._-])elder", re.IGNORECASE)),
    ("traditional", re.compile(r"(?:^|[/._-])(?:fanti|jianfan|zh_?tw|big5|tw_?cn|stran)[^/]{0,20}\.js", re.IGNORECASE)),
)
_ANY_TOOL = re.compile("|".join(pattern.pattern for _, pattern in _TOOL_SCRIPTS), re.IGNORECASE)
_ACTS = ("onclick", "onmousedown", "onkeydown", "ontouchstart")
_LONGEST, _LONGEST_SKIP = 20, 40
_OCCURRENCES, _ADDRESS, _LEVELS, _BUTTONS_READ = 500, 5000, 2, 2000
_SIZES = re.compile(r"大\s{0,3}[|/]?\s{0,3}中\s{0,3}[|/]?\s{0,3}小")
_PUBLISHED_FEED = re.compile(r"application/(?:rss|atom)\+xml", re.IGNORECASE)


class _Found(NamedTuple):
    kind: str
    text: str
    target: str | None
    element: int
    how: str


def read(view: View) -> Iterator[Row]:
    """One row per kind of entry; the first seen, one with a target before others, words alone last."""
    best: dict[str, _Found] = {}
    for found in (*_links(view), *_buttons(view), *_feeds(view), *_tool_scripts(view), *_words(view)):
        known = best.get(found.kind)
        if known is None or (known.target is None and found.target is not None):
            best[found.kind] = found
    for found in sorted(best.values(), key=lambda found: found.element):
        element = view.document.elements[found.element]
        region = view.regions.of[found.element].value
        yield Row(
            AssistEntry,
            element.line,
            {
                "kind": found.kind,
                "text": clean(found.text, LINK_TEXT),
                "target": found.target,
                "region": region,
                "how": found.how,
            },
        )


def _kinds(called: str) -> list[str]:
    if not 1 <= len(called) <= _LONGEST_SKIP:
        return []
    short = len(called) <= _LONGEST
    return [kind for kind, pattern in _KINDS if (short or kind == "skip-link") and pattern.fullmatch(called)]


def _hits(text: str, sought: re.Pattern[str], most: int = _OCCURRENCES) -> list[int]:
    """Where any of these words stands in a text, at most so often each, in order. No word begins with another."""
    hits: list[int] = []
    counted: dict[str, int] = {}
    found = sought.search(text)
    while found:
        word, at = found[0], found.start()
        counted[word] = counted.get(word, 0) + 1
        if counted[word] <= most:
            hits.append(at + (word[0] == "\n"))
        found = sought.search(text, at + 1)  # words overlap
    return hits


def _links(view: View) -> Iterator[_Found]:
    called = [(link, view.regions.short(link)) for link in view.regions.links]
    links = [link for link, said in called if len(said) <= _LONGEST_SKIP]
    names = [said for _, said in called if len(said) <= _LONGEST_SKIP]
    starts = list(accumulate((len(called) + 1 for called in names), initial=1))
    joined = "\n" + "\n".join(names) + "\n"
    lowered = joined.lower()
    if len(lowered) != len(joined):  # a few letters grow when lowered, and offsets with them
        lowered = joined
    for at in sorted({bisect_right(starts, hit) - 1 for hit in _hits(lowered, _ANY_WORD_OF_LINKS)}):
        if 0 <= at < len(links):
            yield from _link(view, links[at], names[at])


def _link(view: View, link: int, called: str) -> Iterator[_Found]:
    element = view.document.elements[link]
    written = element.get("href")[:_ADDRESS].strip()
    target = view.absolute(written)
    for kind in _kinds(called):
        if kind == "skip-link":
            # To skip is to stay on the page; 跳转 with another target is a link like others.
            if written.startswith("#") and len(written) > 1:
                yield _Found(kind, called, clean(written, LINK_TEXT), link, "link")
        else:
            seen = view.document.text[element.start : element.stop].strip()
            yield _Found(kind, called, target, link, "script" if target is None else "link" if seen else "image")


def _buttons(view: View) -> Iterator[_Found]:
    document = view.document
    for index in islice(document.of("button", "input"), _BUTTONS_READ):
        element = document.elements[index]
        if is_button(element):
            shown = document.text[element.start : min(element.stop, element.start + 100)]
            written = (shown, element.get("value"), element.get("alt"), element.get("aria-label"), element.get("title"))
            called = next((said for text in written if text and (said := name(text[:100]))), "")
            for kind in _kinds(called):
                if kind != "skip-link":
                    yield _Found(kind, called, None, index, "button")


def _feeds(view: View) -> Iterator[_Found]:
    for index in view.document.of("link"):
        element = view.document.elements[index]
        if "alternate" not in element.get("rel")[:100].lower() or not _PUBLISHED_FEED.search(element.get("type")[:100]):
            continue
        if target := view.absolute(element.get("href")[:_ADDRESS]):
            yield _Found("rss", one_line(element.get("title")[:1000], LINK_TEXT), target, index, "link")


def _tool_scripts(view: View) -> Iterator[_Found]:
    for script in view.document.scripts:
        source = script.source[:1000].partition("?")[0]
        if not source or not _ANY_TOOL.search(source):
            continue
        for kind, pattern in _TOOL_SCRIPTS:
            if pattern.search(source):
                yield _Found(kind, source.rpartition("/")[2], None, script.element, "script")


def _words(view: View) -> Iterator[_Found]:
    """Words in the page that are no link or button: acted on where they or what holds them has an event attribute."""
    document = view.document
    tried: set[int] = set()
    for at in _hits(document.text, _ANY_WORD):
        index = document.element_at(at)
        if index < 0 or index in tried or _in_link(document, index):
            continue
        tried.add(index)
        element = document.elements[index]
        if element.stop - element.start > _LONGEST_SKIP:
            continue
        called = name(document.text[element.start : element.stop])
        for kind in _kinds(called):
            if how := _how(view, index):
                yield _Found(kind, called, None, index, how)
    if ("大" in document.text and "小" in document.text) and (found := _SIZES.search(document.text)):
        index = document.element_at(found.start())
        if index >= 0 and not _in_link(document, index) and (how := _how(view, index)):
            yield _Found("large-text", one_line(found[0]), None, index, how)


def _in_link(document: Document, index: int) -> bool:
    return document.elements[index].tag == "a" or any(
        document.elements[holder].tag == "a" for holder in document.ancestors(index, 10)
    )


def _how(view: View, index: int) -> str | None:
    elements = view.document.elements
    for holder in (index, *view.document.ancestors(index, _LEVELS)):
        element = elements[holder]
        if element.tag in ("button", "label", "option"):
            return None
        if any(element.get(act) for act in _ACTS) or element.get("role") in ("button", "link"):
            return "script"
    return "text"
