"""The words of a report, in both languages: outcomes, levels, headings."""

from __future__ import annotations

from collections.abc import Mapping

from egovspec.model.base import Confidence, Origin, Text
from egovspec.model.outcome import Outcome
from egovspec.model.report import CoverageState
from egovspec.model.standard import Level

OUTCOMES: Mapping[Outcome, Text] = {
    Outcome.PASS: Text(zh="符合", en="pass"),
    Outcome.FAIL: Text(zh="不符合", en="fail"),
    Outcome.OPEN: Text(zh="未能判定", en="open"),
    Outcome.REVIEW: Text(zh="待人工核验", en="review"),
    Outcome.NOT_APPLICABLE: Text(zh="不适用", en="not applicable"),
    Outcome.ERROR: Text(zh="检查出错", en="error"),
}
WAIVED = Text(zh="已豁免", en="waived")

LEVELS: Mapping[Level, Text] = {
    Level.SHALL: Text(zh="应", en="shall"),
    Level.SHOULD: Text(zh="宜", en="should"),
    Level.MAY: Text(zh="可", en="may"),
}
LEVEL_KINDS: Mapping[Level, Text] = {
    Level.SHALL: Text(zh="要求", en="requirement"),
    Level.SHOULD: Text(zh="推荐", en="recommendation"),
    Level.MAY: Text(zh="允许", en="permission"),
}

COVERAGE: Mapping[CoverageState, Text] = {
    CoverageState.COMPLETE: Text(zh="完整", en="complete"),
    CoverageState.PARTIAL: Text(zh="部分", en="partial"),
    CoverageState.NONE: Text(zh="未采集", en="none"),
}

ORIGINS: Mapping[Origin, Text] = {
    Origin.NORM: Text(zh="规范", en="norm"),
    Origin.PRACTICE: Text(zh="惯例", en="practice"),
    Origin.PROPOSAL: Text(zh="本项目建议", en="proposal"),
}
CONFIDENCES: Mapping[Confidence, Text] = {
    Confidence.A: Text(zh="依据已核对原文", en="basis confirmed in full text"),
    Confidence.B: Text(zh="依据经多个独立来源核对", en="basis confirmed in independent copies"),
    Confidence.C: Text(zh="依据仅见于一处转引", en="basis known from one secondary source"),
    Confidence.D: Text(zh="依据未经核实", en="basis not confirmed"),
}

REPORT = Text(zh="评估报告", en="Assessment report")
DEPLOYMENT = Text(zh="评估对象", en="Deployment")
PROFILE = Text(zh="实施方案", en="Profile")
AS_OF = Text(zh="评估时点", en="As of")
EVIDENCE = Text(zh="证据", en="Evidence")
MISSED = Text(zh="未采集", en="missed")
DRAFTS = Text(zh="草案", en="Drafts")
NOTICES = Text(zh="须知", en="Notices")
PROVISIONS = Text(zh="条款", en="Provisions")
JUDGED = Text(zh="已判定", en="Judged")
NOT_JUDGED = Text(zh="未判定", en="Not judged")
FAILED = Text(zh="不符合的条款", en="Failed")
ERRORS = Text(zh="检查出错的条款", en="Errors")
OPEN = Text(zh="未能判定的条款", en="Open")
REVIEWS = Text(zh="待人工核验的条款", en="Awaiting a person")
WAIVED_ONES = Text(zh="已豁免的条款", en="Waived")
PASSED = Text(zh="符合的条款", en="Passed")
NOT_APPLICABLE = Text(zh="不适用的条款", en="Not applicable")

SUBJECT = Text(zh="对象", en="subject")
WHERE = Text(zh="位置", en="where")
VALUES = Text(zh="取值", en="values")
REQUIRED = Text(zh="规定", en="rule")
CLAUSE = Text(zh="依据", en="clause")
FIX = Text(zh="整改", en="fix")
MORE = Text(zh="详情", en="more")
WHY = Text(zh="原因", en="why")
READ = Text(zh="查阅", en="read")
BECAUSE = Text(zh="理由", en="because")
ATTESTED = Text(zh="确认", en="attested")
VERDICT = Text(zh="结论", en="Verdict")
VETOED = Text(zh="触发单项否决", en="Single vetoes that hold")
VETO_UNKNOWN = Text(zh="单项否决，尚待确定", en="Single vetoes not yet settled")
AT_MOST = Text(zh="至多", en="at most")
WHOLE_DEPLOYMENT = Text(zh="整个部署", en="the deployment as a whole")


def counted(number: int, one: str, many: str | None = None) -> str:
    """An English count: 1 provision, 2 provisions."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
