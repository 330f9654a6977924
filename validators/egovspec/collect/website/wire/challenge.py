"""Telling an answer meant for a suspected robot from a page, by the product that gave it.

Firewalls before government sites answer a crawler with a script to run, a riddle or a refusal, often with status 200.
Such an answer is no page, and reading it as one would report a portal without columns. Naming the product lets its
administrator find the setting.

A sign alone proves nothing: firewalls set their cookies and put their scripts into ordinary pages too, and a login form
asks for a captcha. So a sign in the page counts with a status that refuses, or with next to no text to read; a sign in
the headers with a status its product refuses by.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property

from egovspec.model.base import Text

LOOKED_AT = 64 * 1024
"""Bytes of a decoded body that are looked at."""


@dataclass(frozen=True)
class Challenge:
    """What gave an answer that is no page, and how it was recognised."""

    product: Text
    by: str

    def __str__(self) -> str:
        return f"{self.product.zh} ({self.product.en}): {self.by}"


@dataclass(frozen=True)
class Product:
    """One firewall, as its answers show it. Signs are in lower case and sought anywhere in what they are sought in.

    statuses   what it refuses by; with one of `carries`, that decides
    carries    signs in the headers (name, part of the value) of everything that passes through it
    proves     signs in the headers that only its refusals carry; they decide alone
    scripts    signs in the body, of a page that is nothing but a script
    words      signs in the body, of a page that tells a person why they are refused
    names      signs in the body that any page may hold, a notice of what was purchased say: only with a refusing status
    """

    name: Text
    statuses: frozenset[int] = frozenset()
    carries: tuple[tuple[str, str], ...] = ()
    proves: tuple[tuple[str, str], ...] = ()
    scripts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


PRODUCTS: tuple[Product, ...] = (
    Product(
        Text(zh="瑞数动态安全", en="River Security"),
        statuses=frozenset({412}),
        carries=(("set-cookie", "fssbbil1ugzbn7n"), ("set-cookie", "enable_")),
        scripts=("$_ts=window['$_ts']", "$_ts = window['$_ts']", "$_ts.cd=", "$_ts.nsd=", "fssbbil1ugzbn7n"),
    ),
    Product(
        Text(zh="知道创宇加速乐", en="Knownsec Jiasule"),
        statuses=frozenset({521}),
        carries=(("set-cookie", "__jsl"), ("server", "jiasule")),
        scripts=("__jsl_clearance", "('_')+('_')+('j')+('s')+('l')", "'__jsl"),
    ),
    Product(
        Text(zh="创宇盾", en="Knownsec Yundun (365cyd)"),
        statuses=frozenset({403, 405}),
        carries=(("server", "365cyd"),),
        words=("已被创宇盾拦截",),
        names=("创宇盾", "365cyd.com", "yunaq.com"),
    ),
    Product(
        Text(zh="安全狗", en="Safedog"),
        proves=(("x-powered-by", "waf/2.0"),),
        words=("safedog.cn", "safedogsite", "您的请求带有不合法参数"),
        names=("网站安全狗",),
    ),
    Product(
        Text(zh="阿里云 Web 应用防火墙", en="Alibaba Cloud WAF"),
        statuses=frozenset({405}),
        carries=(("set-cookie", "acw_tc"), ("set-cookie", "acw_sc__"), ("set-cookie", "aliyungf_tc")),
        scripts=("acw_sc__v", "var arg1='", 'var arg1="', "aliyuncaptcha", "aliyun_waf_"),
        words=("errors.aliyun.com", "可能对网站造成安全威胁，您的访问被阻断"),
    ),
    Product(
        Text(zh="腾讯云 Web 应用防火墙", en="Tencent Cloud WAF"),
        scripts=("turing.captcha.qcloud.com", "waf.tencent", "__tst_status"),
        names=("腾讯t-sec", "腾讯云waf", "tencent cloud waf"),
    ),
    Product(
        Text(zh="腾讯云 EdgeOne", en="Tencent EdgeOne"),
        statuses=frozenset({566, 567}),
        carries=(("server", "tencentedgeone"), ("eo-log-uuid", "")),
        scripts=("eo_bot_ssid", "__eo_bot"),
    ),
    Product(
        Text(zh="华为云 Web 应用防火墙", en="Huawei Cloud WAF"),
        statuses=frozenset({418}),
        carries=(("set-cookie", "hwwafsesid"), ("server", "cloudwaf"), ("server", "huaweicloudwaf")),
        scripts=("hwwafsesid=", "/_hwwaf_"),
        words=("您的请求疑似攻击行为",),
        names=("huaweicloud waf", "华为云waf"),
    ),
    Product(
        Text(zh="奇安信网站卫士（原 360 网站卫士）", en="Qi-Anxin website guard (formerly 360)"),
        statuses=frozenset({493}),
        carries=(("server", "360wzws"), ("server", "qianxin-waf"), ("wzws-ray", ""), ("x-powered-by-360wzb", "")),
        scripts=("wzwschallenge", "wzwsconfirm", "wzwstemplate", "/wzwsrel", "wzws_cid"),
        words=("wangzhan.360.cn", "wangzhan.qianxin.com"),
        names=("网站卫士",),
    ),
    Product(
        Text(zh="云锁", en="Yunsuo"),
        scripts=("security_verify_data", "security_session_mid_verify", "yunsuo_session_verify"),
        words=("yunsuologo",),
        names=("yunsuo.com", "云锁"),
    ),
    Product(
        Text(zh="百度云加速", en="Baidu Yunjiasu"),
        statuses=frozenset({521}),
        carries=(("server", "yunjiasu"),),
        scripts=("yjs_js_security_passport", "/cdn-cgi/l/yjs"),
        names=("yunjiasu", "百度云加速"),
    ),
    Product(
        Text(zh="长亭雷池", en="Chaitin SafeLine"),
        statuses=frozenset({468}),
        carries=(("set-cookie", "sl-session"), ("set-cookie", "sl-challenge")),
        scripts=("safeline_bot_challenge", "/.safeline/"),
        names=("safeline", "长亭雷池", "雷池 waf"),
    ),
    Product(
        Text(zh="宝塔网站防火墙", en="BT Panel firewall"),
        scripts=("btwaf_", "/btwaf"),
        names=("宝塔网站防火墙", "宝塔防火墙"),
    ),
    Product(
        Text(zh="安恒玄武盾", en="DBAPPSecurity Xuanwu"),
        names=("玄武盾", "dbappwaf", "安恒信息"),
    ),
    Product(
        Text(zh="绿盟 Web 应用防护", en="NSFOCUS WAF"),
        names=("绿盟科技", "nsfocus"),
    ),
    Product(
        Text(zh="深信服 Web 应用防护", en="Sangfor WAF"),
        scripts=("sangfor_waf",),
        names=("深信服", "sangfor"),
    ),
    Product(
        Text(zh="Cloudflare", en="Cloudflare"),
        proves=(("cf-mitigated", "challenge"),),
        scripts=("_cf_chl_opt", "__cf_chl_", "cf-browser-verification"),
        words=("attention required! | cloudflare", "cf-error-details", "used cloudflare to restrict access"),
    ),
    Product(
        Text(zh="Akamai", en="Akamai"),
        scripts=("bm-verify=", "/_sec/verify", "sec-if-cpt-container"),
        words=("errors.edgesuite.net",),
    ),
    Product(
        Text(zh="Imperva（Incapsula）", en="Imperva (Incapsula)"),
        scripts=("_incapsula_resource",),
        words=("incapsula incident id",),
    ),
    Product(
        Text(zh="AWS WAF", en="AWS WAF"),
        proves=(("x-amzn-waf-action", "challenge"), ("x-amzn-waf-action", "captcha")),
        scripts=("awswafcookiedomainlist", "awswafintegration"),
    ),
    Product(
        Text(zh="F5 应用安全", en="F5 application security"),
        scripts=("/tspd/", "bobcmn"),
        words=("the requested url was rejected. please consult with your administrator",),
    ),
)

UNKNOWN = Product(
    Text(zh="未能识别产品的访问验证", en="a challenge of an unknown product"),
    words=(
        *("请输入验证码", "滑动验证", "拖动滑块", "向右滑动", "人机验证", "请完成安全验证", "请进行安全验证"),
        *("访问过于频繁", "请求过于频繁", "访问频率过高", "操作过于频繁", "检测到异常访问", "浏览器安全检查"),
        *("您的访问被拦截", "您的请求被拦截", "访问已被拦截", "请求已被拦截", "您的访问被阻断", "您的访问被拒绝"),
        *(
            "疑似黑客攻击",
            "疑似攻击行为",
            "可能对网站造成安全威胁",
            "可能对网站造成威胁",
        ),
        *("access denied by waf", "blocked by waf", "checking your browser"),
        *("verify you are human", "<title>just a moment", "enable javascript and cookies to continue"),
    ),
    names=("web应用防火墙", "网站防火墙", "web application firewall"),
)

# No page comes with these, or hardly; a page that is missing or broken comes with the others, and may carry any script.
_ORDINARY = frozenset({404, 410, 500, 502, 504})
_ACCEPTED = 202  # what some script challenges answer
# Characters a person could read: of a page that is nothing but a script, and of one that tells why it refuses.
_NO_TEXT = 40
_LITTLE_TEXT = 200
_FEW_LINKS = 5
_FEW_FIELDS = 2
_HIDDEN = re.compile(rb"<(script|style|noscript|title|!--)")
_TAG = re.compile(rb"<[^<>]*>")
_FIELD = re.compile(
    rb"<(?:textarea|select|input(?![^<>]{0,300}type\s{0,3}=\s{0,3}[\"']?(?:hidden|submit|button|image)))"
)
_PASSWORD = re.compile(rb"type\s{0,3}=\s{0,3}[\"']?password")
# A page whose content is drawn by script or stands in frames has no text either, and is a page.
_HOLDS_A_PAGE = re.compile(rb"<frameset|<div[^<>]{0,200}\bid\s{0,3}=\s{0,3}[\"']?(?:app|root|__next|__nuxt)\b")
_RELOADS = re.compile(
    rb"location\.reload\s{0,3}\(|location(?:\.href)?\s{0,3}=\s{0,3}(?:window\.|document\.)?location\b"
)


def recognised(status: int, headers: tuple[tuple[str, str], ...], body: bytes) -> Challenge | None:
    """The challenge an answer is; None when it is none, or none that is known.

    headers   names in lower case
    body      decoded, its first `LOOKED_AT` bytes; may be in UTF-8 or GB 18030
    """
    known = [(name, value.lower()) for name, value in headers]
    for product in PRODUCTS:
        if sign := _carried(product.proves, known):
            return Challenge(product.name, f"HTTP {status}, header {sign}")
        if status in product.statuses and (sign := _carried(product.carries, known)):
            return Challenge(product.name, f"HTTP {status}, header {sign}")
    page = _Page(status, body[:LOOKED_AT].lower())
    if not page.refuses and (page.leads_on or page.text > _LITTLE_TEXT):
        return None  # nearly every page; looking for the signs takes longer
    for product in (*PRODUCTS, UNKNOWN):
        for signs, counts in (
            (product.scripts, page.refuses or page.is_script),
            (product.words, page.refuses or page.is_notice),
            (product.names, page.refuses),
        ):
            if counts and (sign := page.first_of(signs)):
                return Challenge(product.name, f"HTTP {status}, {sign} in the page")
    if b"document.cookie" in page.body and _RELOADS.search(page.body) and (page.refuses or page.is_script):
        return Challenge(UNKNOWN.name, f"HTTP {status}, a page that sets a cookie and loads itself again")
    return None


@dataclass
class _Page:
    status: int
    body: bytes

    def first_of(self, signs: tuple[str, ...]) -> str | None:
        return next((sign for sign, spelled in _spelled(signs) if any(one in self.body for one in spelled)), None)

    @property
    def refuses(self) -> bool:
        return self.status == _ACCEPTED or (self.status >= 400 and self.status not in _ORDINARY)

    @property
    def leads_on(self) -> bool:
        """Whether there are links enough to go on by, as on every page of a portal and on no challenge."""
        return self.body.count(b"<a ") + self.body.count(b"<a\n") > _FEW_LINKS

    @cached_property
    def is_script(self) -> bool:
        return self.text <= _NO_TEXT and not _HOLDS_A_PAGE.search(self.body)

    @cached_property
    def is_notice(self) -> bool:
        """Whether this is a few words to a person, rather than a page of a site, a login or a form."""
        return (
            len(_FIELD.findall(self.body)) <= _FEW_FIELDS
            and not _PASSWORD.search(self.body)
            and not _HOLDS_A_PAGE.search(self.body)
        )

    @cached_property
    def text(self) -> int:
        """How many characters there are to read, spaces apart."""
        return len("".join(_as_text(_TAG.sub(b" ", _shown(self.body))).split()))


def _shown(body: bytes) -> bytes:
    shown, at = [], 0
    while found := _HIDDEN.search(body, at):
        shown.append(body[at : found.start()])
        closing = b"-->" if found[1] == b"!--" else b"</" + found[1]
        end = body.find(closing, found.end())
        if end < 0:
            return b"".join(shown)
        at = end + len(closing)
    return b"".join([*shown, body[at:]])


def _as_text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as problem:
        # Cut within a character at the very end, or another character set; of those two bytes are a character.
        cut = problem.start >= len(body) - 3
        return body.decode("utf-8", "ignore") if cut else body.decode("gb18030", "replace")


def _carried(signs: tuple[tuple[str, str], ...], headers: list[tuple[str, str]]) -> str | None:
    for name, part in signs:
        if any(known == name and part in value for known, value in headers):
            return f"{name}: {part}" if part else name
    return None


@cache
def _spelled(signs: tuple[str, ...]) -> tuple[tuple[str, frozenset[bytes]], ...]:
    """Each sign with its spellings in the character sets of Chinese pages."""
    return tuple((sign, frozenset({sign.encode("utf-8"), sign.encode("gb18030")})) for sign in signs)


__all__ = ["LOOKED_AT", "PRODUCTS", "UNKNOWN", "Challenge", "Product", "recognised"]
