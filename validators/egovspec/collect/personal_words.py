"""The words that stand beside personal data: what a number is called, and what the column of a table holds.

A number says little by itself: 18 digits are an identity number, a receipt or the number of an examinee, and the word
before them, or at the head of their column, decides. Only words listed here are ever kept as a label: whatever else
stands before a number may be somebody's name.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple


class Means(StrEnum):
    """What a label says the number beside it is. `carrier`: a number that is known to hold an identity number."""

    IDENTITY = "identity"
    CARRIER = "carrier"
    CARD = "card"
    PHONE = "phone"
    MAIL = "mail"
    OTHER = "other"


class Label(NamedTuple):
    """A word known to stand beside numbers: what it means, and how it is written."""

    means: Means
    word: str


_NUMBER = "(?:编号|号码|号|代码|编码)"
_SERIAL = [
    "订单",
    "流水",
    "受理",
    "办件",
    "准考证",
    "考试证",
    "报名",
    "考生",
    "考籍",
    "项目",
    "案件",
    "文件",
    "文书",
    "发票",
    "收据",
    "票据",
    "回执",
    "凭证",
    "合同",
    "档案",
    "备案",
    "许可证",
    "登记",
    "注册",
    "执照",
    "产权证",
    "不动产",
    "宗地",
    "信访",
    "工单",
    "投诉",
    "咨询",
    "申请",
    "业务",
    "查询",
    "交易",
    "快递",
    "物流",
    "运单",
    "支付",
    "退款",
    "设备",
    "产品",
    "商品",
    "批准",
    "批次",
    "排队",
    "预约",
    "课题",
    "标段",
    "招标",
    "采购",
    "许可",
    "处罚",
    "决定书",
    "公告",
    "任务",
    "房屋",
    "车架",
    "发动机",
    "保单",
    "病案",
    "住院",
    "门诊",
    "专利",
]
# Every entry begins with a plain sign: the search passes over all places where none of these signs stands. The order
# decides where two could match at one place: 身份证编号 is an identity number although it ends in 编号.
_LABELS: dict[Means, tuple[str, ...]] = {
    Means.IDENTITY: (
        "公民身份证?(?:号码|号)?",
        "居民身份证(?:编号|号码|号)?",
        "二代身份?证(?:编号|号码|号)?",
        "身份证件?(?:编号|号码|号)?",
        "身份(?:证明|识别)?(?:号码|号)",
        "证件(?:编号|号码|号)",
        "机动车驾驶证(?:号码|号)",
        "驾驶证(?:号码|号)",
        "社会保障号码?",
        "社保(?:号码|号)",
    ),
    Means.CARRIER: ("残疾人?证件?(?:编号|号码|号)?", "学籍辅?号码?"),
    Means.CARD: (
        "银行(?:卡号?|账号|帐号|账户|帐户)",
        "卡号",
        "账[户号]",
        "帐[户号]",
        "开户(?:银行|行|账号|帐号|账户|帐户)?",
        "一卡通",
        "存折号?",
        "收款[账帐]?[户号]",
    ),
    Means.PHONE: (
        "手机(?:号码|号)?",
        *(
            f"{word}电话(?:号码|号)?"
            for word in ["移动", "联系", "咨询", "监督", "举报", "投诉", "服务", "值班", "办公", "业务"]
        ),
        "电话(?:号码|号)?",
        "联系(?:方式|人)",
        "热线",
    ),
    Means.MAIL: ("电子邮[箱件]", "邮箱"),
    Means.OTHER: (
        "统一社会信用代码",
        "社会信用代码",
        *(rf"{word}[\u4e00-\u9fff]{{0,4}}?{_NUMBER}" for word in _SERIAL),
        "组织机构代码",
        "机构代码",
        *[
            "编号",
            "序号",
            "代码",
            "编码",
            "单号",
            "流水",
            "文号",
            "字号",
            "案号",
            "考号",
            "学号",
            "工号",
            "座位号",
            "批号",
            "条码",
            "条形码",
            "二维码",
            "追溯码",
            "索引",
            "索取号",
            "查询码",
        ],
        *["校验码", "验证码", "取件码", "税号", "识别号", "标识码", "书号", "时间戳", "版本号", "公网安备"],
    ),
}
# The same in Latin letters: names of columns, attributes and parameters.
_LATIN: dict[Means, tuple[str, ...]] = {
    Means.IDENTITY: (
        r"ID[ _]?(?:card|number|no|num)(?:_?(?:no|num))?",
        "(?:gm)?sfzj?(?:hm|h)?",
        "identity(?:_?(?:no|number|card))?",
    ),
    Means.CARD: ("bank_?(?:card|account)(?:_?(?:no|number))?", "card_?(?:no|number)", "yhkh"),
    Means.PHONE: ("(?:tele?(?:phone)?|mobile|phone|cell)(?:_?(?:no|number))?", "sjh(?:m)?", "lxdh"),
    Means.MAIL: ("e-?mail",),
    Means.OTHER: (
        "QQ",
        "(?:order|serial|invoice|receipt|trade|tracking)(?:[_ ]?(?:no|number|id|code))?",
        "(?:bar_?code|ISBN|IMEI|MD5)",
    ),
}


def _alternatives(listed: dict[Means, tuple[str, ...]], suffix: str) -> str:
    return "|".join(f"(?P<{means.value}{suffix}>{'|'.join(words)})" for means, words in listed.items())


_FIRST = "".join(sorted({word[0] for words in _LABELS.values() for word in words}))
_LABEL = re.compile(
    f"(?=[{_FIRST}])(?:{_alternatives(_LABELS, '')})|(?<![A-Za-z])(?=[A-Za-z])(?i:{_alternatives(_LATIN, '_')})(?![A-Za-z])"
)
_ANY = "|".join(word for listed in (_LABELS, _LATIN) for words in listed.values() for word in words)
_FULL = re.compile(f"(?:{_ANY})(?:[（(][^（）()]{{0,12}}[)）])?", re.IGNORECASE)
_CARD_WORD = re.compile("|".join(_LABELS[Means.CARD]) + "|(?i:" + "|".join(_LATIN[Means.CARD]) + ")")
_BORDER = re.compile(r"[\n\t。；;！!？?，,、|｜]|[0-9]{4}|\*{3}|@")
_BESIDE = re.compile(r"[\s\x1f]{0,3}[（(\[【]")
_LOOKED_BACK, _GAP, _LONGEST = 40, 12, 30


def before(plain: str, start: int) -> Label | None:
    """The label a number that starts at `start` has on its left, at most a dozen characters away and in its clause."""
    window = plain[max(0, start - _LOOKED_BACK) : start].replace("\x1f", "")
    if border := _BORDER.search(window[::-1]):  # every border reads the same from behind
        window = window[len(window) - border.start() :]
    return _nearest(window)


def after(plain: str, stop: int) -> Label | None:
    """The label in brackets right after a number that ends at `stop`."""
    opening = _BESIDE.match(plain, stop)
    found = _LABEL.match(plain, opening.end(), opening.end() + 16) if opening else None
    return _label(found) if found else None


def heading(header: str) -> Label | None:
    """What the header of a column, the name of a tag or of an attribute says its values are."""
    found = [_label(match) for match in _LABEL.finditer(header[:100])]
    personal = [label for label in found if label.means is not Means.OTHER]
    chosen = personal or found
    return chosen[-1] if chosen else None


def speaks_of_cards(text: str) -> bool:
    """Whether a word for a bank account or card stands anywhere in the text."""
    return _CARD_WORD.search(text) is not None


def speaks_of_carriers(text: str) -> bool:
    """Whether a word for a number that holds an identity number stands anywhere in the text."""
    return "残疾" in text or "学籍" in text


@lru_cache(maxsize=20_000)
def is_label(text: str) -> bool:
    """Whether a short text is a label and nothing else, as the left cell of a row or the term of a list is."""
    return len(text) <= _LONGEST and _FULL.fullmatch(text.strip(" :：*＊\u3000")) is not None


def _nearest(window: str) -> Label | None:
    found = list(_LABEL.finditer(window))
    if not found or len(window) - found[-1].end() > _GAP:
        return None
    last = found[-1]
    if len(found) > 1 and _label(last).means is Means.OTHER and last.start() - found[-2].end() <= 3:
        return _label(found[-2])  # 身份证号或准考证号
    return _label(last)


def _label(found: re.Match[str]) -> Label:
    return Label(Means(str(found.lastgroup).rstrip("_")), " ".join(found[0].split())[:_LONGEST])


class Holds(StrEnum):
    """What the values under a header tell about a person (云南省政府办公厅 2017, in security-and-network.md#7.2)."""

    NAME = "name"
    IDENTITY_NUMBER = "identity-number"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    BANK_CARD = "bank-card"
    BIRTH_DATE = "birth-date"
    HEALTH = "health"
    DISABILITY = "disability"
    FAMILY = "family"
    MARRIAGE = "marriage"
    REPRODUCTION = "reproduction"
    PROPERTY = "property"
    EXPERIENCE = "experience"


# The first that matches counts: 户主姓名 is a name, a 残疾人证号 is about a disability, a 监护人电话 is a telephone.
_HOLDS = {
    Holds.NAME: (
        "姓名$|^(?:申请人|当事人|被处罚人|考生|学生|患者|死者|残疾人|低保对象|救助对象|补贴对象|享受人|持证人|受益人|参保人|借款人|"
        "中签人|摇号人|被执行人|信访人|来信人)$"
    ),
    Holds.DISABILITY: "残疾|伤残|致残|失能",
    Holds.IDENTITY_NUMBER: "身份证|身份号码|证件号|社会保障号|驾驶证号|学籍号",
    Holds.BANK_CARD: "银行卡|卡号$|[账帐][户号]$|开户|一卡通|存折",
    Holds.PHONE: "手机|(?<!办公)(?<!单位)(?<!咨询)(?<!监督)(?<!投诉)(?<!举报)(?<!服务)(?<!企业)电话|联系方式",
    Holds.EMAIL: "邮箱|电子邮件|e-?mail",
    Holds.ADDRESS: "家庭.{0,4}(?:住|地)址|住址|居住地|(?:户籍|户口)(?:所在)?地|通[讯信]地址|门牌|住所地",
    Holds.BIRTH_DATE: "出生(?!证|缺陷)|生日",
    Holds.REPRODUCTION: "怀孕|妊娠|孕周|孕产|避孕|节育|生育|绝育|预产期|末次月经",
    Holds.MARRIAGE: "婚姻|婚否|结婚|离婚",
    Holds.HEALTH: "病历|病案|病情|病种|患病|疾病|病因|诊断|症状|健康状况|死亡原因|死因|血型|过敏|手术|住院号|用药",
    Holds.FAMILY: "家庭(?:成员|关系|人口|情况)|与(?:户主|本人|申请人).{0,3}关系|配偶|监护人|父亲|母亲|子女|户主|致贫",
    Holds.PROPERTY: "(?:家庭|个人|人均|年|月)收入|财产|存款|房产|车辆情况|家庭资产|负债|工资",
    Holds.EXPERIENCE: "简历|经历|履历",
}
_HELD = [(holds, re.compile(words, re.IGNORECASE)) for holds, words in _HOLDS.items()]
_ANY_HELD = re.compile("|".join(_HOLDS.values()), re.IGNORECASE)
_BRACKETS = re.compile(r"[（(\[【][^（）()\[\]【】]{0,20}[)）\]】]")
_LONGEST_HEADER = 24
HIDDEN = re.compile(r"[*＊×●○]|[XxＸｘ]{2}|某")


@lru_cache(maxsize=20_000)  # the tables of a site have the same headers on page after page
def holds(header: str) -> Holds | None:
    """What a column with this header tells about a person; None when nothing of the kind. Blanks do not matter."""
    short = _BRACKETS.sub("", "".join(header.split())).strip(":：*＊")
    if not 2 <= len(short) <= _LONGEST_HEADER:
        return None
    if not _ANY_HELD.search(short):
        return None
    return next((held for held, words in _HELD if words.search(short)), None)
