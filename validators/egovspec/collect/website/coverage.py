"""What of each table was collected, said from what was not.

A page that could not be looked at is a gap: every table about pages is then partial. An address the server says is no
page (404, 410, another site, a document) is no gap: it was looked at. The tree of columns is whole when every address a
menu or breadcrumb leads to was looked at, whatever else was left out.
"""

from __future__ import annotations

from collections import Counter

from egovspec.collect.base import Seen
from egovspec.collect.personal import masked_in_address
from egovspec.collect.website.answers import Failure, Reason
from egovspec.model.base import Text
from egovspec.model.report import CoverageState

SCRIPT_ONLY = "script-only"
_LOOKED_AT = frozenset({Reason.NOT_HTML, Reason.LEFT_SITE, Reason.REDIRECT_LOOP, Reason.SOFT_404})
_GONE = frozenset({404, 410})
_WORDS = {
    "http-status": ("服务器返回错误状态", "the server answered with an error"),
    "timeout": ("超时", "timed out"),
    "unreachable": ("无法访问", "unreachable"),
    "refused-address": ("地址不允许访问", "address refused"),
    "robots": ("robots.txt 不允许", "forbidden by robots.txt"),
    "limit": ("达到采集上限", "beyond a limit"),
    "too-large": ("超过单页字节上限", "larger than a page may be"),
    "unparsed": ("无法解析", "could not be parsed"),
    "not-saved": ("文件夹中没有保存", "not saved in the folder"),
    "outside-folder": ("位于文件夹之外", "outside the folder"),
    "script-only": ("内容由脚本生成", "drawn by script"),
    "missing-folder": ("文件夹不存在", "there is no such folder"),
    "empty-folder": ("文件夹中没有网页", "the folder holds no page"),
    "not-html": ("不是网页", "not a page"),
    "left-site": ("跳转到其他网站", "redirected to another site"),
    "redirect-loop": ("循环跳转", "redirects in a loop"),
    "not-recorded": ("WARC 中没有记录", "not recorded in the WARC"),
    "challenge": ("服务器要求浏览器验证", "answered with a challenge for browsers"),
    "server-failing": ("服务器持续出错，已停止访问", "the server kept failing, so it was left alone"),
    "trap": ("疑似无尽地址，未再跟进", "addresses that look endless, not followed further"),
    "list-depth": ("列表后续分页未采集", "later pages of lists, not followed"),
    "interrupted": ("采集被中断", "the collection was interrupted"),
    "soft-404": ("以同一网页应答不存在的地址", "answered as what does not exist"),
    "links-not-tried": ("按设置未检查", "not tried, as the settings say"),
    "sampled": ("不在抽样之内", "not in the sample"),
    "not-drawn": ("浏览器未能打开", "not opened by the browser"),
    "missing-warc": ("WARC 文件不存在", "there is no such WARC"),
    "empty-warc": ("WARC 中没有记录", "the WARC holds no record"),
    "no-warc": ("不是 WARC 文件", "this is no WARC"),
    "no-pages-recorded": ("WARC 中没有网页", "the WARC holds no page"),
    "not-finished": ("所记录的采集没有完成", "the recorded crawl did not come to its end"),
    "damaged": ("文件在记录中途结束", "the file ends within a record"),
}

COMPLETE = Seen(CoverageState.COMPLETE)
NO_HEADERS = Seen(
    CoverageState.NONE,
    "medium",
    Text(zh="保存的文件夹中没有 HTTP 响应首部", en="a saved folder carries no HTTP headers"),
)
NO_BROWSER = Seen(CoverageState.NONE, "no-browser")
NO_ADDRESSES = Seen(
    CoverageState.NONE,
    "medium",
    Text(
        zh="只有直接访问的网站才能查得网络地址",
        en="only of a live site, reached directly, can network addresses be known",
    ),
)


def is_gap(failure: Failure) -> bool:
    """Whether a failure leaves open what is at the address."""
    if failure.reason in _LOOKED_AT:
        return False
    return not (failure.reason is Reason.HTTP_STATUS and failure.status in _GONE)


def nothing(reason: str, detail: str = "") -> Seen:
    """Coverage of a table of which nothing was collected."""
    zh, en = _WORDS.get(reason, (reason, reason))
    return Seen(
        CoverageState.NONE, reason, Text(zh=f"{zh}：{detail}" if detail else zh, en=f"{en}: {detail}" if detail else en)
    )


class Gaps:
    """Counts what was not collected, by reason, with one example of each."""

    def __init__(self) -> None:
        self._count: Counter[str] = Counter()
        self._example: dict[str, str] = {}

    def add(self, reason: str, example: str, count: int = 1) -> None:
        self._count[reason] += count
        self._example.setdefault(reason, masked_in_address(example))

    def seen(self, what: tuple[str, str] = ("个网页未采集", "pages not collected")) -> Seen:
        """Complete, or partial with the commonest reason and all of them in the detail."""
        if not self._count:
            return COMPLETE
        ordered = sorted(self._count, key=lambda reason: (-self._count[reason], reason))
        zh = "；".join(f"{_WORDS[r][0]} {self._count[r]} 个，如 {self._example[r]}" for r in ordered)
        en = "; ".join(f"{_WORDS[r][1]}: {self._count[r]}, such as {self._example[r]}" for r in ordered)
        total = sum(self._count.values())
        return Seen(
            CoverageState.PARTIAL, ordered[0], Text(zh=f"{total} {what[0]}：{zh}", en=f"{total} {what[1]}: {en}")
        )
