"""What the engine and the parser say of SQL, in words an author can mend by, in both languages."""

from __future__ import annotations

import re
from typing import NamedTuple


class Said(NamedTuple):
    """One complaint; `about` is the word of the SQL it is about, where it names one."""

    en: str
    zh: str
    hint: str = ""
    hint_zh: str = ""
    about: str = ""


# (what the engine says, what is said, in Chinese, hint, in Chinese); {1} is what the first group holds.
_ENGINE: tuple[tuple[str, str, str, str, str], ...] = (
    (
        r'syntax error at or near "(.*)"',
        "a syntax error at {1!r}",
        "{1!r} 处有语法错误",
        "it is misspelt, or what stands before it is not finished",
        "有词拼错，或其前未写完",
    ),
    (
        r"syntax error at end of input",
        "the SQL ends too soon",
        "SQL 未写完",
        "close what was opened",
        "请补上结束的括号或 END",
    ),
    (
        r"unterminated quoted (?:string|identifier)|unterminated string literal|[Mm]issing '",
        "an unterminated text: its quotation mark is never closed",
        "引号没有闭合",
        "close it; a ' within a text is written twice",
        "请补上结束的引号；文字中的单引号须写两次",
    ),
    (
        r"Cannot compare values of type (\S+) and type (\S+)(?: - .*)?",
        "a {1} cannot be compared with a {2}",
        "{1} 与 {2} 不能比较",
        "write TRY_CAST(… AS {2})",
        "请写 TRY_CAST(… AS {2})",
    ),
    (
        r'column "(.*?)" must appear in the GROUP BY clause.*',
        "the column {1!r} stands neither under GROUP BY nor in an aggregate",
        "栏 {1!r} 不在 GROUP BY 之内，也没有聚合",
        "write max({1}), or add it to GROUP BY",
        "请写 max({1})，或列入 GROUP BY",
    ),
    (
        r"(WHERE) clause cannot contain aggregates!?",
        "WHERE cannot hold an aggregate",
        "WHERE 中不能用聚合函数",
        "write HAVING behind GROUP BY",
        "请在 GROUP BY 之后写 HAVING",
    ),
    (
        r"aggregate function calls cannot be nested",
        "an aggregate within an aggregate",
        "聚合函数不能嵌套",
        "aggregate in a WITH first",
        "请先在 WITH 中聚合一次",
    ),
    (
        r"No function matches the given name and argument types '(\w+)\((.*)\)'.*",
        "{1} does not take ({2})",
        "函数 {1} 不接受 ({2})",
        "mind how many values it takes, and of what types",
        "请核对参数的个数和类型",
    ),
    (
        r"No operator matches the given name and argument types '(\W+)\((.*)\)'.*|Cannot apply .*",
        "{1} cannot be put between ({2})",
        "{1} 不能用于 ({2})",
        "write TRY_CAST(… AS the other type)",
        "请写 TRY_CAST(… AS 另一类型)",
    ),
    (
        r"Could not convert string '(.*)' to (\S+).*",
        "{1!r} is no {2}",
        "{1!r} 不是 {2}",
        "mend the value",
        "请更正取值",
    ),
    (
        r"ok must be a boolean, not (.*)",
        "",
        "ok 须为真假值，不能是 {1}",
        "compare with something",
        "请写成比较，如 … > 0",
    ),
    (
        r"(subject|place) must be text, not (.*)",
        "",
        "{1} 须为文字，不能是 {2}",
        "write CAST(… AS VARCHAR), or name a column of text",
        "请改用文字栏，或转换为文字",
    ),
    (r"faults must be a whole number, not (.*)", "", "faults 须为整数，不能是 {1}", "", ""),
    (r"Required keyword: .*", "a part is missing here", "此处缺少内容", "", ""),
    (r"Expecting (.*)", "{1} is missing here", "此处缺少 {1}", "", ""),
    (r"Expected (.*)", "{1} is missing here", "此处缺少 {1}", "", ""),
    (
        r"Invalid expression / Unexpected token",
        "something that fits nothing stands here",
        "此处的词不合语法",
        "it is misspelt, or what stands before it is not finished",
        "有词拼错，或其前未写完",
    ),
)
# What the engine says of a regular expression.
_PATTERN: tuple[tuple[str, str, str], ...] = (
    (r"missing \](?:: (.*))?", "[ 没有闭合", "close it with ], or write \\["),
    (r"missing \)(?:: (.*))?", "( 没有闭合", "close it with ), or write \\("),
    (r"unexpected \)(?:: (.*))?", "多余的 )", "delete it, or write \\)"),
    (r"no argument for repetition operator: (.*)", "{1} 之前没有可重复的内容", "write something before it, or \\{1}"),
    (r"bad repetition operator: (.*)", "{1} 不可识别", "repeat once"),
    (r"invalid escape sequence: (.*)", "转义 {1} 不可识别", "there is \\d, \\w, \\s, \\p{{Han}}"),
    (r"invalid character class range: (.*)", "字符范围 {1} 有误", "write the lower character first"),
    (r"invalid perl operator: (.*)", "不支持 {1}", "there is no looking ahead or behind"),
    (r"trailing \\", "末尾多余的 \\", "delete it, or write it twice"),
)
_PATTERN_HINTS_ZH = {
    "close it with ], or write \\[": "请以 ] 闭合；要匹配 [ 本身写 \\[",
    "close it with ), or write \\(": "请以 ) 闭合；要匹配 ( 本身写 \\(",
    "delete it, or write \\)": "请删去；要匹配 ) 本身写 \\)",
    "write something before it, or \\{1}": "请在其前写上内容；要匹配 {1} 本身写 \\{1}",
    "repeat once": "只能重复一次",
    "there is \\d, \\w, \\s, \\p{{Han}}": "可用 \\d、\\w、\\s、\\p{{Han}} 等",
    "write the lower character first": "请将编码小的字符写在前",
    "there is no looking ahead or behind": "不能向前、向后查看",
    "delete it, or write it twice": "请删去，或写两次",
}


def said(message: str) -> Said:
    """What the engine or the parser says of SQL. A sentence that is not known is kept, and named as the engine's."""
    message = message.removeprefix("Binder Error: ").removeprefix("Parser Error: ").removeprefix("Conversion Error: ")
    for pattern, *templates in _ENGINE:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            groups = ("", *(group or "" for group in found.groups()), "", "")
            en, zh, hint, hint_zh = (template.format(*groups) for template in templates)
            return Said(en or message, zh, hint, hint_zh, groups[1])
    return Said(message, f"数据库引擎的说明：{message}")


def said_of_pattern(message: str) -> Said:
    """What the engine says of a regular expression."""
    message = message.removeprefix("Invalid Input Error: ").strip()
    for pattern, zh, hint in _PATTERN:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            groups = ("", *(group or "" for group in found.groups()), "")
            hint_zh = _PATTERN_HINTS_ZH[hint]
            return Said(
                f"no regular expression: {message}",
                f"正则表达式有误：{zh.format(*groups)}",
                hint.format(*groups),
                hint_zh.format(*groups),
            )
    return Said(f"no regular expression: {message}", f"正则表达式有误：{message}")
