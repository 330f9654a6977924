"""The links of a service guide: blank forms, filled-in samples, the entry for applying online."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from egovspec.collect.website.page.labelled import Value
from egovspec.collect.website.page.parts import View
from egovspec.collect.website.page.regions import Region
from egovspec.collect.website.page.text import LINK_TEXT, clean
from egovspec.collect.website.page.urls import is_file

_SAMPLE = re.compile("样表|样本|样例|范本|范例|示范文本|示例|填写说明|填表说明|填报说明|填写示范|填写模板")
_FORM = re.compile(
    r"空白表|空表|表格下载|下载表格|表单下载|下载空表|空白表格|空白样表|表格附件|(?:申请|申报|登记|备案|审批|审核|呈报|变更|承诺)(?:表|书)|(?:表格?|申请书|登记表)(?:\.|$|[（(])"
)
_FORM_WORDS_ALONE = re.compile("空白表|空表|表格下载|下载表格|表单下载|空白样表")
_DOWNLOAD = re.compile("下载")
_APPLY = re.compile(
    "^(?:我要办|我要办理|在线办理|网上办理|在线申请|立即办理|马上办|马上办理|网上申报|在线申报|网上申请|立即申请|办理入口|在线办理入口|"
    "网上办理入口|我要申报|我要申请|立即申报|线上办理|开始办理|在线办|网上办|进入办理|点击办理|在线申办|网上申办)$"
)
_LOOKED_AT = 5000


class Links:
    """Links in the main text of a page, and what each is."""

    def __init__(self, view: View) -> None:
        self._view = view
        regions, elements = view.regions, view.document.elements
        self._links = [index for index in regions.links if regions.of[index] is Region.MAIN][:_LOOKED_AT]
        self._starts = [elements[index].start for index in self._links]

    def inside(self, start: int, stop: int) -> list[int]:
        """Links whose text lies in a span of the page's text."""
        elements = self._view.document.elements
        first, end = bisect_left(self._starts, start), bisect_left(self._starts, max(stop, start + 1))
        return [index for index in self._links[first:end] if elements[index].stop <= stop]

    def within(self, value: Value) -> int:
        return sum(value.first <= index < value.last for index in self.inside(value.start, value.stop))

    def first(self, links: Iterable[int]) -> str | None:
        """Address of the first of some links that has one."""
        return next((address for link in links if (address := self._address(link))), None)

    def form(self, links: Iterable[int]) -> str | None:
        """Address of the first blank form among links."""
        return self.first(filter(self._is_form, links))

    def sample(self, links: Iterable[int]) -> str | None:
        """Address of the first sample among links."""
        return self.first(filter(self._is_sample, links))

    def of_page(self, forms: Collection[int], samples: Collection[int]) -> Mapping[str, Any]:
        """The columns of a guide that tell of its links. `forms`, `samples`: links known as such by their column."""
        label, address = self._apply()
        return {
            "form_links": sum(link in forms or (self._is_form(link) and link not in samples) for link in self._links),
            "sample_links": sum(
                link in samples or (self._is_sample(link) and link not in forms) for link in self._links
            ),
            "apply_link": address,
            "apply_label": label,
        }

    def _said(self, link: int) -> str:
        element = self._view.document.elements[link]
        return f"{self._view.regions.short(link)} {element.get('title')[:LINK_TEXT]}".strip()

    def _address(self, link: int) -> str | None:
        return self._view.absolute(self._view.document.elements[link].get("href"))

    def _is_sample(self, link: int) -> bool:
        said = self._said(link)
        return bool(_SAMPLE.search(said)) and not _FORM_WORDS_ALONE.search(said)

    def _is_form(self, link: int) -> bool:
        said = self._said(link)
        if self._is_sample(link):
            return False
        if _FORM_WORDS_ALONE.search(said):
            return True
        if not (_FORM.search(said) or _DOWNLOAD.search(said)):
            return False
        address = self._address(link)
        return bool(address and (is_file(address) or re.search("download|attach|file", address, re.IGNORECASE)))

    def _apply(self) -> tuple[str | None, str | None]:
        """The entry for applying online: what it says, and where it leads; the first with an address is preferred."""
        document, first = self._view.document, None
        for link in self._links:
            short = self._view.regions.short(link).strip(" >»→[]【】")
            if len(short) <= 12 and _APPLY.match(short):
                if address := self._address(link):
                    return clean(short, LINK_TEXT), address
                first = first or short
        if first is None:
            for index in document.of("button", "input"):
                element = document.elements[index]
                short = "".join((element.get("value")[:50] or document.shown(index)[:50]).split())
                if _APPLY.match(short):
                    first = short
                    break
        return (clean(first, LINK_TEXT) if first else None), None
