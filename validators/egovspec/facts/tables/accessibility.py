"""Facts only a browser can see: pages as their scripts have drawn them, and what axe-core finds in them."""

from __future__ import annotations

from egovspec.facts.tables.base import Fact, column
from egovspec.model.base import Text


class RenderedPage(Fact):
    """One row per page collected while the browser was in use: rendered, left out of the sample, or not rendered."""

    name_of_table = "rendered_page"
    key = ("url",)
    meaning = Text(zh="浏览器中的网页", en="Pages in a browser")

    url: str | None = column("网页地址", "address of the page")
    page_kind: str | None = column("网页类别：home、column、item、other", "kind of page: home, column, item, other")
    sampled: bool | None = column(
        "是否在抽样之内；为假则未在浏览器中打开，其余各列为空",
        "whether it is in the sample; if not it was not opened in a browser and the other columns are empty",
    )
    not_rendered: str | None = column(
        "未能渲染的理由：timeout 超时、crashed 崩溃、too-large 过大、left-site 离开本站、unreachable 取不到；已渲染则为空",
        "why it was not rendered: timeout, crashed, too-large, left-site, unreachable; empty when it was",
    )
    complete: bool | None = column(
        "是否在时限内自行静止（不再请求、内容不再增减）；为假则按当时所见采集",
        "whether it came to rest within its time: nothing more asked for, added or taken away; if not it was taken as "
        "it stood",
    )
    console_errors: int | None = column(
        "脚本的未捕获异常与控制台错误，相同的只计一次",
        "uncaught exceptions and console errors of its scripts, each counted once",
        unit="errors",
    )
    failed_requests: list[str] | None = column(
        "网页请求而未得到的地址（被拒绝、失败，或以错误状态码应答），按字母序，至多 50 个",
        "addresses it asked for in vain (refused, failed, or answered with an error status), in alphabetical order, at "
        "most 50",
    )
    requests_blocked: int | None = column(
        "其中没有得到任何应答的地址数：被地址防护、robots.txt 或上限拒绝，或者连接失败",
        "how many addresses got no answer at all: refused by the address guard, robots.txt or a limit, or not reached",
        unit="addresses",
    )
    stylesheets_missing: int | None = column(
        "请求而未得到的样式表数；不为零时，对比度、字号不是网站本来的样子",
        "style sheets it asked for in vain; unless zero, contrast and text sizes are not those of the site",
        unit="style sheets",
    )
    rules_violated: int | None = column(
        "有元素违反的规则数；未作检测则为空",
        "rules some element breaks; empty when rules were not applied",
        unit="rules",
    )
    rules_passed: int | None = column(
        "有适用元素且全部通过的规则数", "rules that apply and that every element keeps", unit="rules"
    )
    rules_needing_review: int | None = column(
        "有元素须人工判断的规则数", "rules with an element a person has to judge", unit="rules"
    )
    findings_unlisted: int | None = column(
        "accessibility 表中未列出的元素数：每页每条规则至多列 50 个",
        "elements the table accessibility does not list: it holds at most 50 for one rule and page",
        unit="elements",
    )
    text_common: float | None = column(
        "可见文字最常用的字号；没有文字则为空",
        "size most visible characters are shown in; empty without text",
        unit="px",
    )
    text_smallest: float | None = column(
        "至少 20 个可见字符所用的最小字号", "smallest size at least 20 visible characters are shown in", unit="px"
    )
    screenshot: str | None = column(
        "截图文件名，相对于留存的证据；未留存则为空",
        "file name of the screenshot, relative to the kept evidence; empty when none is kept",
    )


class Accessibility(Fact):
    """One row per element that breaks a rule of axe-core, or that a person has to look at."""

    name_of_table = "accessibility"
    key = ("url", "rule", "target")
    meaning = Text(zh="无障碍检测所见", en="What accessibility rules find")

    url: str | None = column("网页地址", "address of the page")
    page_kind: str | None = column("网页类别：home、column、item、other", "kind of page: home, column, item, other")
    rule: str | None = column("axe-core 的规则名，如 image-alt", "name of the rule in axe-core, such as image-alt")
    state: str | None = column(
        "violation 违反规则；needs-review 机器不能判断，须人工查看",
        "violation: the rule is broken; needs-review: a machine cannot tell and a person has to look",
    )
    impact: str | None = column(
        "影响程度，由轻到重：minor、moderate、serious、critical",
        "impact, from light to grave: minor, moderate, serious, critical",
    )
    criterion: str | None = column(
        "所对应的 WCAG 2.1 成功准则编号中的第一个，如 1.4.3",
        "number of the first WCAG 2.1 success criterion it stands for, such as 1.4.3",
    )
    criteria: list[str] | None = column(
        "所对应的全部 WCAG 2.1 成功准则编号，升序",
        "numbers of all WCAG 2.1 success criteria it stands for, in ascending order",
    )
    help_zh: str | None = column("规则的要求，中文", "what the rule asks, in Chinese")
    help_en: str | None = column("规则的要求，英文", "what the rule asks, in English")
    target: str | None = column(
        "元素的 CSS 选择器，进入影子树处以 >>> 分隔，至多 300 个字符",
        "CSS selector of the element, `>>>` where it enters a shadow tree, at most 300 characters",
    )
    snippet: str | None = column(
        "元素 HTML 的开头，空白合并，至多 300 个字符",
        "beginning of the element's HTML, white space collapsed, at most 300 characters",
    )
    contrast: float | None = column(
        "测得的文字与背景对比度（x:1 中的 x）；仅规则 color-contrast 有，测不出则为空",
        "measured contrast of text and background (the x of x:1); only for the rule color-contrast, empty when it "
        "cannot be measured",
    )


ACCESSIBILITY_TABLES = (RenderedPage, Accessibility)
