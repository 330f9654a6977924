"""The words of published messages: what their fields are called, how their state is said, and what is never kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

from egovspec.collect.website.page.text import one_line, words

# name: its labels. `other` is read over: who wrote, how to reach them, and what is no matter here; it ends what is before.
FIELDS: Mapping[str, frozenset[str]] = {
    "title": words(
        "信件标题 标题 来信标题 留言标题 主题 信件主题 留言主题 咨询标题 问题标题 来信主题 诉求标题 来件标题 办件标题 咨询主题 投诉标题 "
        "建议标题 工单标题 提问标题 信件名称 问题主题 来信名称 受理标题 事由 信访标题 诉求主题 纠错标题"
    ),
    "number": words(
        "信件编号 编号 受理编号 查询编号 信件号 流水号 工单编号 办件编号 留言编号 来信编号 诉求编号 受理号 查询号 信件编码 问题编号 咨询编号 "
        "信件流水号 工单号 事项编号 信访编号 业务编号 信件ID 信件查询编号"
    ),
    "kind": words(
        "信件类型 类型 信件类别 类别 来信类型 留言类型 诉求类型 咨询类型 问题类型 信件性质 信件分类 来信类别 留言类别 来件类型 问题类别 性质 "
        "诉求类别 来信性质 分类 留言分类 事项类别 写信类型 诉求分类 来信分类 问题分类 信件目的 写信目的 来信目的"
    ),
    "asked": words(
        "来信时间 留言时间 咨询时间 来信日期 提问时间 提交时间 写信时间 投诉时间 留言日期 反映时间 诉求时间 来件时间 提交日期 咨询日期 发信时间 "
        "信件时间 提问日期 写信日期 反映日期 来件日期 建议时间 来电时间 信件日期 问题时间 申请时间 来信来电时间 上报时间 发问时间 投诉日期 "
        "诉求提交时间 信件提交时间 发表时间 纠错时间"
    ),
    "replied": words(
        "回复时间 答复时间 办结时间 回复日期 答复日期 办结日期 反馈时间 处理时间 办复时间 回信时间 解答时间 反馈日期 回复于 答复于 "
        "处理日期 办理完成时间 答复完成时间 部门回复时间 官方回复时间 最新回复时间 办理答复时间 最后回复时间 回复(办结)时间 办毕时间"
    ),
    "unit": words(
        "回复单位 答复单位 承办单位 受理部门 回复部门 答复部门 办理单位 办理部门 承办部门 受理单位 处理部门 处理单位 答复机构 回复机构 责任单位 "
        "反馈单位 反馈部门 责任部门 解答单位 解答部门 办复单位 办理机构 承办机构 受理机构 回信单位 处办单位 官方回复单位 处理机构"
    ),
    "question": words(
        "来信内容 留言内容 咨询内容 信件内容 内容 问题内容 来信正文 诉求内容 反映内容 来件内容 问题描述 提问内容 投诉内容 正文 建议内容 "
        "咨询问题 留言详情 信件正文 诉求描述 网友留言 网民留言 网友提问 网民提问 具体内容 来信摘要 问题 留言正文 办件内容 工单内容 留言 提问 "
        "来电内容 主要诉求 诉求详情 信件详情 问题详情 反映问题 写信内容 来信详情 来信原文 纠错内容 问 公众留言"
    ),
    "reply": words(
        "回复内容 答复内容 回复 答复 回复意见 答复意见 办理结果 处理结果 处理意见 回复情况 答复情况 反馈内容 办理情况 解答 部门回复 部门答复 "
        "官方回复 回复结果 答复结果 办理意见 处理情况 处理描述 回复详情 答复详情 单位回复 单位答复 回复正文 回复信息 答复信息 解答内容 办理回复 "
        "办理答复 官方答复 回复原文 回信内容 网站回复 处理答复 处理反馈 答 回答 反馈结果 反馈意见 最终回复 管理员回复 政府回复"
    ),
    "state": words(
        "状态 办理状态 处理状态 信件状态 回复状态 受理状态 当前状态 办理进度 答复状态 处理进度 办件状态 留言状态 进度 是否回复 是否答复 "
        "是否办结 回复否 信件办理状态 工单状态 流转状态"
    ),
    "time": words("时间 日期 发布时间 发布日期"),
    "other": words(
        "来信人 写信人 姓名 留言人 咨询人 网友 网名 昵称 联系人 联系电话 电话 手机 手机号码 手机号 邮箱 电子邮件 电子邮箱 地址 联系地址 身份证号 "
        "身份证号码 证件号码 IP IP地址 来源 提问人 投诉人 反映人 用户 用户名 署名 作者 网民 来件人 诉求人 发信人 提交人 申请人 联系方式 住址 "
        "家庭住址 通讯地址 邮编 年龄 性别 职业 工作单位 留言者 发布人 写信人姓名 来信人姓名 真实姓名 E-mail Email 固定电话 微信 QQ 回复人 答复人 "
        "承办人 经办人 受理人 处理人 收信人 收件人 致信 写给 收信部门 收信单位 信箱 信箱名称 接收单位 交办单位 转办单位 "
        "受理时间 受理日期 交办时间 转办时间 办理时限 是否公开 公开 浏览次数 浏览量 点击数 点击量 点击率 访问量 阅读 阅读次数 人气 满意度 评价 满意度评价 "
        "办理评价 评价结果 满意 附件 关键字 关键词 验证码 搜索 查询密码 所属区域 区域 地区 所属栏目 信件来源 诉求来源 序号 操作 办理过程 办理流程 "
        "处理过程 相关信件 最新来信 热门信件 评论 我要评价 网友评论 分享 上一封 下一封 上一条 下一条 是否满意 追问 追问内容 追评"
    ),
}  # fmt: skip

_OURS = re.compile("信|留言|咨询|诉求|回复|答复|投诉|提问|网友|网民|来件|办结|解答|反馈|反映|写给|问题|工单|纠错|办件")
_STATES = [
    "已回复",
    "已答复",
    "已办结",
    "已受理",
    "已办理",
    "已反馈",
    "已处理",
    "已转办",
    "已完成",
    "已结案",
    "已解决",
    "已公开",
    "已审核",
    "已分办",
    "已交办",
    "已签收",
    "办理中",
    "处理中",
    "受理中",
    "回复中",
    "审核中",
    "办理完毕",
    "处理完毕",
    "处理完成",
    "办理完成",
    "正在办理",
    "正在处理",
    "待回复",
    "待答复",
    "待办理",
    "待处理",
    "待受理",
    "待审核",
    "待办",
    "未回复",
    "未答复",
    "未办理",
    "未处理",
    "未受理",
    "未办结",
    "不予受理",
    "不予办理",
    "暂未回复",
    "暂未答复",
    "尚未回复",
    "办结",
    "直接答复",
    "直接办理",
    "转办中",
    "交办中",
    "阅处",
    "在办",
]
_STATE = re.compile("|".join(sorted(_STATES, key=len, reverse=True)))
_STATE_APART = re.compile(rf"(?:^|[\s\[【（(])(?:{_STATE.pattern})(?:$|[\s\]】）)])")
_NO_REPLY = re.compile(
    r"^[\W_]{0,5}(?:(?:暂|暂时|尚|还)?(?:无|未|没有|待|正在)(?:进行)?(?:回复|答复|办理|处理|受理|反馈)?(?:内容|意见|结果|信息|中)?|"
    r"(?:办理|处理|受理|审核)中|等待(?:回复|答复|办理|处理)|未有(?:回复|答复))?[\W_]{0,5}$"
)
# What could tell who wrote. Digits next to others, or to a hyphen, are part of some longer number and no telephone.
_PRIVATE = re.compile(
    r"(?<![\w-])\d{17}[\dXx](?![\w-])|(?<!\d)(?<!\d-)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![\d-])"
    r"|(?<![\d-])0\d{2,3}[ -]\d{7,8}(?![\d-])|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}",
    re.ASCII,
)
_WRITER = re.compile(
    r"(?:来信人|写信人|姓名|留言人|咨询人|网友|网民|昵称|联系人|联系电话|电话|手机|邮箱|提问人|投诉人|反映人|用户|作者|发信人|署名|诉求人|"
    r"(?:联系|通讯|家庭)(?:地址|住址)|住址)"
    r"\s{0,4}[:：]\s{0,4}[^\s，,；;]{1,30}"
)


def states_in(text: str) -> int:
    """How many times a state is said in a text, up to 2."""
    return sum(1 for _ in islice(_STATE.finditer(text), 2))


def is_ours(label: str) -> bool:
    """Whether a label is one only messages have: 来信时间 is, 时间 is not."""
    return bool(_OURS.search("".join(label.split())))


def state_in(text: str, *, apart: bool = False) -> str | None:
    """The state of a message said in a text: 已回复. `apart`: only where it stands by itself."""
    found = (_STATE_APART if apart else _STATE).search(text)
    return found[0].strip(" \t\r\n[]【】（）()") if found else None


def no_reply(text: str) -> bool:
    """Whether what stands for a reply says there is none yet: nothing, a dash, 暂未回复."""
    return len(text) <= 60 and bool(_NO_REPLY.match("".join(text.split())))


def said_by_writer(text: str) -> str:
    """A text without what labels the person who wrote: 来信人：张某."""
    return _WRITER.sub("", text)


def blotted(text: str, limit: int | None = None) -> str:
    """A text on one line without what could tell who wrote: names under a label gone, numbers and addresses as ＊."""
    return one_line(_PRIVATE.sub("＊", said_by_writer(one_line(text))), limit)
