"""Why a visit did not find the page open, or why that could not be determined.

The two are kept apart because they weigh differently: a site that is down has failed its visitor, while a site that
asks for a browser, refuses this program or encrypts in a way this program does not know may be open to everyone else, and
so may any site while this machine has no network.
"""

from __future__ import annotations

from enum import StrEnum

from egovspec.model.base import Text


class Why(StrEnum):
    """Words of the log and of the `visit` facts."""

    TIMEOUT = "timeout"
    SLOW = "slow"
    UNREACHABLE = "unreachable"
    HTTP_STATUS = "http-status"
    REDIRECT_LOOP = "redirect-loop"
    NOT_HTML = "not-html"
    EMPTY = "empty"
    UNPARSED = "unparsed"
    CHALLENGE = "challenge"
    BLOCKED = "blocked"
    NOT_ASKED = "not-asked"
    TLS = "tls"
    OFFLINE = "offline"
    LEFT_SITE = "left-site"
    REFUSED_ADDRESS = "refused-address"
    TOO_LARGE = "too-large"
    GAVE_UP_EARLY = "gave-up-early"
    UNCLEAR = "unclear"


NOT_OPEN = frozenset(
    {
        Why.TIMEOUT,
        Why.SLOW,
        Why.UNREACHABLE,
        Why.HTTP_STATUS,
        Why.REDIRECT_LOOP,
        Why.NOT_HTML,
        Why.EMPTY,
        Why.UNPARSED,
    }
)
SAID: dict[str, Text] = {
    Why.TIMEOUT: Text(zh="超时", en="timed out"),
    Why.SLOW: Text(zh="打开过慢", en="too slow"),
    Why.UNREACHABLE: Text(zh="无法连接", en="unreachable"),
    Why.HTTP_STATUS: Text(zh="错误状态", en="error status"),
    Why.REDIRECT_LOOP: Text(zh="跳转成环或过多", en="redirects without end"),
    Why.NOT_HTML: Text(zh="不是网页", en="not a page"),
    Why.EMPTY: Text(zh="网页为空", en="an empty page"),
    Why.UNPARSED: Text(zh="回应无法解析", en="an answer that cannot be parsed"),
    Why.CHALLENGE: Text(zh="要求浏览器验证", en="a challenge for browsers"),
    Why.BLOCKED: Text(zh="本访问程序被拒绝", en="this visitor is refused"),
    Why.NOT_ASKED: Text(zh="robots.txt 不允许，未访问", en="robots.txt forbids it, so it was not asked for"),
    Why.TLS: Text(zh="证书不受信任，或加密方式不通", en="an untrusted certificate, or no common encryption"),
    Why.OFFLINE: Text(zh="本机网络不通", en="this machine is cut off from the network"),
    Why.LEFT_SITE: Text(zh="跳转到其他网站", en="redirected to another site"),
    Why.REFUSED_ADDRESS: Text(zh="地址不允许访问", en="address refused"),
    Why.TOO_LARGE: Text(zh="网页过大", en="too large"),
    Why.GAVE_UP_EARLY: Text(zh="放弃时未到时限", en="given up before the limit"),
    Why.UNCLEAR: Text(zh="原因不明", en="for a reason that is not clear"),
}

__all__ = ["NOT_OPEN", "SAID", "Why"]
