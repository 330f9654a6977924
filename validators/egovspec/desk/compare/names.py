"""What people call the fields of documents, in both languages; the English name is the stem of a change's kind."""

from __future__ import annotations

from typing import NamedTuple

from egovspec.model.base import Text


class Named(NamedTuple):
    """A field as people call it. `en` is singular, for it names one member of a list too."""

    zh: str
    en: str

    @property
    def stem(self) -> str:
        """The name as the first part of a kind of change: review-wording."""
        return self.en.replace(" ", "-").lower()


FIELDS: dict[str, Named] = {
    "above": Named("计奖门槛", "bonus threshold"),
    "absence": Named("由“没有”作出判定", "absence"),
    "aliases": Named("同义名称", "alias"),
    "as_of": Named("判定时刻", "moment"),
    "basis": Named("依据", "basis"),
    "because": Named("理由", "reason"),
    "binds": Named("约束对象", "what it binds"),
    "block": Named("评分块", "block"),
    "blocks": Named("评分块", "block"),
    "bonus": Named("加分规则", "bonus"),
    "carried_by": Named("落实条文", "carrying clause"),
    "cases": Named("用例", "case"),
    "change": Named("改动", "change"),
    "check": Named("检查", "check"),
    "class": Named("栏目类别", "class"),
    "clauses": Named("条文", "clause"),
    "code": Named("代号", "code"),
    "codelist": Named("代码表", "code list"),
    "codes": Named("代码", "code"),
    "column": Named("栏", "column"),
    "columns": Named("栏目", "column"),
    "confidence": Named("可信度", "confidence"),
    "default": Named("缺省值", "default"),
    "each": Named("每处分值", "points each"),
    "earns": Named("加分项", "earning line"),
    "elements": Named("元素", "element"),
    "en": Named("英文", "English"),
    "example": Named("示例", "example"),
    "exempt": Named("免评", "exempt block"),
    "expect": Named("期望", "expectation"),
    "expected": Named("宜设", "expected"),
    "extends": Named("所继承的方案", "extended profile"),
    "fail": Named("不符合时的消息", "message of failing"),
    "fails_below": Named("不合格线", "failing line"),
    "faults": Named("处数", "fault"),
    "first": Named("首日", "first day"),
    "fix": Named("整改方法", "fix"),
    "given": Named("事实", "fact"),
    "good_idle": Named("良好实践的更新周期", "good cycle"),
    "group": Named("分组", "group"),
    "holidays": Named("放假", "holiday"),
    "id": Named("标识", "id"),
    "in_force": Named("施行日期", "day in force"),
    "include": Named("采用的标准", "included standard"),
    "instead_of": Named("不用的说法", "avoided word"),
    "is": Named("特征的取值", "value of the trait"),
    "issued": Named("发布日期", "day of issue"),
    "issuer": Named("发布机关", "issuer"),
    "items": Named("指标", "indicator"),
    "kind": Named("类别", "kind"),
    "last": Named("末日", "last day"),
    "left_out": Named("不设条款的理由", "reason for leaving out"),
    "level": Named("级别", "level"),
    "loses": Named("扣分项", "losing line"),
    "machine": Named("核验方式", "way of verifying"),
    "mandatory": Named("不得豁免", "mandatory"),
    "max_idle": Named("更新周期红线", "cycle"),
    "meaning": Named("含义", "meaning"),
    "message": Named("消息", "message"),
    "min_items": Named("至少条目数", "fewest items"),
    "most": Named("上限", "most"),
    "must": Named("判定式", "condition"),
    "name": Named("名称", "name"),
    "needs": Named("所需事实表", "needed table"),
    "note": Named("说明", "note"),
    "number": Named("文号", "number"),
    "obligation": Named("必备性", "obligation"),
    "occurs": Named("最多出现次数", "most occurrences"),
    "on": Named("适用网页", "kind of page"),
    "one_of": Named("允许的取值", "allowed value"),
    "open": Named("未定时的消息", "message of staying open"),
    "open_list": Named("代码表开放", "open list"),
    "origin": Named("来源类别", "origin"),
    "outcome": Named("结果", "outcome"),
    "parameters": Named("参数", "parameter"),
    "parent": Named("上级", "parent"),
    "pass": Named("符合时的消息", "message of passing"),
    "passes_without": Named("可以为空的栏", "column that may be empty"),
    "path": Named("路径", "path"),
    "pattern": Named("式样", "pattern"),
    "per": Named("计次方式", "way of counting"),
    "place": Named("位置", "place"),
    "planned": Named("拟承载标准", "planned standard"),
    "points": Named("分值", "points"),
    "provision": Named("条款", "provision"),
    "provisions": Named("条款", "provision"),
    "required": Named("必设", "required"),
    "review": Named("人工核验的内容", "review wording"),
    "rewards": Named("奖励块", "reward block"),
    "sample": Named("抽查数", "sample"),
    "scope": Named("范围", "scope"),
    "scoring": Named("评分规则", "scoring"),
    "select": Named("查询", "query"),
    "since": Named("起始版本", "since"),
    "spec": Named("规格", "spec"),
    "standard": Named("标准", "standard"),
    "start": Named("起评分", "starting score"),
    "status": Named("确认状态", "status"),
    "subject": Named("对象", "subject"),
    "survivors": Named("未能发现的改动", "survivor"),
    "terms": Named("术语", "term"),
    "text": Named("文字", "text"),
    "tier": Named("层级", "tier"),
    "title": Named("标题", "title"),
    "trait": Named("特征", "trait"),
    "type": Named("类型", "type"),
    "unless": Named("例外特征", "excepting trait"),
    "valid_from": Named("启用日", "first valid day"),
    "valid_to": Named("停用日", "last valid day"),
    "verify": Named("核验", "verification"),
    "vetoes": Named("单项否决", "veto"),
    "when": Named("条件特征", "conditional trait"),
    "when_empty": Named("没有一行时", "empty result"),
    "where": Named("限定条件", "restriction"),
    "with": Named("参数值", "parameter value"),
    "without": Named("豁免条款", "exemption"),
    "workdays": Named("调休上班日", "make-up day"),
    "year": Named("年份", "year"),
    "years": Named("年度", "year"),
    "zh": Named("中文", "Chinese"),
}


def name_of_field(name: str) -> Named:
    """What a field is called; one that was never given a name is called by its own."""
    return FIELDS.get(name) or Named(name, name.replace("_", " "))


KINDS: dict[str, Text] = {
    "source": Text(zh="来源", en="source"),
    "standard": Text(zh="标准", en="standard"),
    "check": Text(zh="检查", en="check"),
    "columns": Text(zh="栏目树", en="column tree"),
    "metadata": Text(zh="元数据元素集", en="element set"),
    "codelist": Text(zh="代码表", en="code list"),
    "calendar": Text(zh="工作日历", en="calendar"),
    "profile": Text(zh="实施方案", en="profile"),
    "glossary": Text(zh="术语表", en="glossary"),
}


def name_of_kind(kind: str) -> Text:
    """What a kind of document is called."""
    return KINDS.get(kind) or Text(zh=kind, en=kind)
