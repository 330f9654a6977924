"""What is said of a value that has not the form asked for, in English and Chinese, and what may have been meant by it."""

from __future__ import annotations

from collections.abc import Callable

from egovspec.library import meant
from egovspec.model.base import CLAUSE_ID, IDENTIFIER, SEMVER, SLUG
from egovspec.model.check import ValueType
from egovspec.model.standard import PROVISION_ID

Mender = Callable[[str], str | None]

_DAY = ("must be a date, YYYY-MM-DD", "必须是日期 YYYY-MM-DD")
_REAL_DAY = ("is no day of the calendar", "不是日历上的日子")
_MOMENT = ("must be a moment such as 2026-11-20T10:00:00+08:00", "必须是时刻，如 2026-11-20T10:00:00+08:00")
_WHOLE = ("must be a whole number", "必须是整数")
_NUMBER = ("must be a number", "必须是数字")
_TEXT = ("must be text", "必须是文字")
_LIST = ("must be a list", "必须是列表")
_MAPPING = ("must be a mapping", "必须是键值对")
EMPTY = ("is empty", "没有取值", "write a value", "请写明取值")

# By pydantic's name of the error.
SAID: dict[str, tuple[str, str]] = {
    "string_type": _TEXT,
    "string_too_short": ("must not be empty", "不能为空"),
    "string_too_long": ("must not be longer than {max_length} characters", "不得超过 {max_length} 个字符"),
    "string_pattern_mismatch": ("does not have the form {pattern}", "不符合格式 {pattern}"),
    "int_parsing": _WHOLE,
    "int_parsing_size": ("is too large a number", "数字过大"),
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "finite_number": _NUMBER,
    "greater_than": ("must be more than {gt}", "必须大于 {gt}"),
    "less_than": ("must be less than {lt}", "必须小于 {lt}"),
    "greater_than_equal": ("must be at least {ge}", "不得小于 {ge}"),
    "less_than_equal": ("must be at most {le}", "不得大于 {le}"),
    "list_type": _LIST,
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "too_short": ("must not be empty", "不能为空"),
    "too_long": ("must have at most {max_length} entries", "不得超过 {max_length} 项"),
    "literal_error": ("must be one of: {expected}", "必须是其中之一：{expected}"),
    "enum": ("must be one of: {expected}", "必须是其中之一：{expected}"),
    "date_type": _DAY,
    "date_from_datetime_parsing": _REAL_DAY,
    "date_from_datetime_inexact": _DAY,
    "date_parsing": _REAL_DAY,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "timezone_aware": ("must name its time zone, such as +08:00", "必须注明时区，如 +08:00"),
}
# By the regular expression a text has to match.
FORMS: dict[str, tuple[str, str, tuple[Mender, ...]]] = {
    f"^{SEMVER}$": ('must be a version such as "1.0.0"', '必须是版本号，如 "1.0.0"', (meant.version,)),
    f"^{IDENTIFIER}$": (
        "must be a name in lower case such as portal-columns",
        "必须是小写名称，如 portal-columns",
        (meant.identifier,),
    ),
    f"^{IDENTIFIER}@(?:{SEMVER}|\\d{{1,5}})$": (
        "must be a reference such as city-portal@1 or city-portal@1.0.0",
        "必须是引用，如 city-portal@1 或 city-portal@1.0.0",
        (meant.reference,),
    ),
    f"^{IDENTIFIER}#{CLAUSE_ID}$": (
        "must be a clause such as zj-2003-30#2.1e",
        "必须是条款引用，如 zj-2003-30#2.1e",
        (meant.clause,),
    ),
    f"^{PROVISION_ID}$": ("must be a provision id such as PC-03", "必须是条款编号，如 PC-03", (meant.provision,)),
    f"^{CLAUSE_ID}$": ("must be a clause id such as 2.1e", "必须是条款号，如 2.1e", ()),
    f"^{SLUG}$": ("must be a name in lower case such as news", "必须是小写名称，如 news", (meant.identifier,)),
    f"^{SLUG}(/{SLUG})*$": (
        "must be a path in lower case such as news/local",
        "必须是小写路径，如 news/local",
        (meant.identifier,),
    ),
    "^[a-z][a-z0-9_]*$": (
        "must be a name of small letters, digits and _",
        "必须是由小写字母、数字和 _ 组成的名称",
        (meant.variable,),
    ),
    "^[a-z][a-z-]*$": ("must be a word in lower case such as site", "必须是小写单词，如 site", (meant.identifier,)),
    "^[A-Z]{2}$": ("must be two capital letters such as PC", "必须是两个大写字母，如 PC", (meant.code,)),
    r"^[A-Z]\d+(\.\d+)*$": ("must be an indicator such as D2.4", "必须是指标编号，如 D2.4", ()),
    r"^[A-Za-z][A-Za-z0-9_.:-]*$": (
        "must be a name of an element such as SiteName",
        "必须是元素名称，如 SiteName",
        (),
    ),
    r"^\d{6}$": ("must be six digits such as '330100'", "必须是六位数字，如 '330100'", ()),
    "^[0-9a-f]{64}$": ("must be a sha256 of 64 hexadecimal digits", "必须是 64 位十六进制的 sha256", ()),
    "^sha256:[0-9a-f]{64}$": (
        "must be sha256: and 64 hexadecimal digits, as `egovspec release` writes it",
        "必须是 sha256: 加 64 位十六进制数字，由 `egovspec release` 写入",
        (),
    ),
}
# What may have been meant, by the sentence said or pydantic's name of the error.
MEANT: dict[str, tuple[Mender, ...]] = {
    "must be true or false": (meant.flag,),
    "must be a date, YYYY-MM-DD": (meant.day,),
    "must be an ISO 8601 duration such as P14D, P6M or PT15S": (meant.duration,),
    "int_parsing": (meant.number,),
    "float_parsing": (meant.decimal,),
    "must be a number of points": (meant.decimal,),
    "date_parsing": (meant.last_day,),
    "date_from_datetime_parsing": (meant.last_day,),
    "datetime_parsing": (meant.day,),
    "datetime_from_date_parsing": (meant.day,),
}
# What may have been meant by a value of a parameter or a cell of a case, by its declared type.
OF_TYPE: dict[ValueType, tuple[Mender, ...]] = {
    ValueType.INTEGER: (meant.number,),
    ValueType.NUMBER: (meant.decimal,),
    ValueType.BOOLEAN: (meant.flag,),
    ValueType.DATE: (meant.last_day, meant.day),
    ValueType.TIMESTAMP: (meant.last_day, meant.day),
    ValueType.DURATION: (meant.duration,),
}
