"""Head and foot of the page: whom the report is about, what it rests on, where its parts are."""

from __future__ import annotations

from collections.abc import Iterable

from egovspec.model.base import Language, Text, Tier
from egovspec.model.report import Report
from egovspec.render import digest, words
from egovspec.render.html.markup import Html, both, tag, told
from egovspec.render.html.pieces import rows
from egovspec.render.visible import visible

_TIERS = {
    Tier.PROVINCE: Text(zh="省级", en="province"),
    Tier.CITY: Text(zh="市级", en="city"),
    Tier.COUNTY: Text(zh="县级", en="county"),
}


def page_title(report: Report, language: Language) -> str:
    title = report.deployment.title
    name = title.in_(language) if title else report.deployment.id
    return f"{visible(name)[:120]} · {words.REPORT.in_(language)}"


def header(report: Report) -> Html:
    deployment = report.deployment
    title = both(deployment.title) if deployment.title else told(deployment.id)
    choices = ((Language.ZH, "中文", "zh-CN"), (Language.EN, "English", "en"))
    tier = [both(_TIERS[deployment.tier])] if deployment.tier else []
    return tag(
        "header",
        tag(
            "div",
            tag("p", both(words.REPORT), class_="kind"),
            tag(
                "p",
                (tag("label", name, for_=f"language-{each}", lang=lang) for each, name, lang in choices),
                class_="languages",
            ),
            class_="top",
        ),
        tag("h1", title),
        rows(
            (words.DEPLOYMENT, Html(told(deployment.id) + _beside(*tier, told(deployment.division or "")))),
            (words.PROFILE, Html(both(report.profile_title) + _beside(told(report.profile)))),
            (words.AS_OF, _time(report)),
            class_="facts",
        ),
    )


def _beside(*pieces: Html) -> Html:
    return Html("".join(tag("span", piece, class_="exact") for piece in pieces if piece))


def _time(report: Report) -> Html:
    moment = digest.moment(report.as_of, report.zone)
    return tag("time", moment, datetime=report.as_of.isoformat())


def contents(parts: Iterable[tuple[str, Text]]) -> Html:
    """Where the parts of the page are: id and name."""
    title = Text(zh="目录", en="Contents")
    return tag(
        "nav",
        tag("h2", both(title), id="contents", class_="unseen"),
        tag("ul", (tag("li", tag("a", both(name), href=f"#{id}")) for id, name in parts)),
        class_="contents",
        aria_labelledby="contents",
    )


def footer(report: Report) -> Html:
    promise = Text(
        zh="同样的事实、同样的标准目录、同样的评估时点，在任何机器上得出同样的结论。中文与英文不一致时，以中文为准。",
        en="The same facts, the same catalogue and the same moment give the same verdicts on any machine. "
        "Where the languages differ, Chinese prevails.",
    )
    return tag(
        "footer",
        tag("p", both(promise)),
        rows(
            (Text(zh="生成程序", en="generator"), told(report.generator)),
            (Text(zh="目录摘要", en="catalogue digest"), told(report.catalogue_digest)),
            (Text(zh="评估时点（UTC）", en="as of (UTC)"), told(report.as_of.isoformat())),
            (Text(zh="时区", en="time zone"), told(report.zone)),
        ),
    )
