"""What the YAML parser objects to, said so that it can be mended: in both languages, at the place of the mistake.

The parser tells where it gave up, which may be the line after the mistake or the end of the file; the mistake is looked
for in the lines between where it began and where it gave up.
"""

from __future__ import annotations

import re
from typing import Any

from egovspec.errors import BadYaml, Where
from egovspec.library.wide import Wide, wide

# (words of the parser's complaint, what is said, in Chinese, hint, in Chinese); the first that fits is taken.
_SAID: tuple[tuple[str, str, str, str, str], ...] = (
    (
        "a line that is indented too far",
        "the line is indented too far",
        "此行缩进过多",
        "keys of one mapping start in one column",
        "同级的键左端对齐",
    ),
    (
        "mapping values are not allowed",
        "a colon that belongs to no key",
        "此处的冒号不属于任何键",
        "a blank is needed after ':', keys of one mapping start in one column, and a text with ': ' needs quotes",
        "“:” 之后要有空格；同级的键左端对齐；含有 “: ” 的文字要加引号",
    ),
    (
        "could not find expected ':'",
        "a line without a key",
        "此行不是“键: 值”",
        "write `key: value`, with a blank after ':'",
        "请写作 `键: 值`，“:” 之后要有空格",
    ),
    (
        "found character that cannot start any token",
        "a text cannot begin with this character",
        "文字不能以此字符开头",
        "put the text in quotes",
        "请给文字加引号",
    ),
    (
        "found a tab character",
        "a tab where blanks indent",
        "用制表符缩进",
        "indent with blanks",
        "请改用空格缩进",
    ),
    (
        "found unexpected end of stream",
        "a quotation mark that is never closed",
        "引号没有闭合",
        "close it, or double a quotation mark that belongs to the text",
        "请补上结束的引号；文字中的单引号须写两次",
    ),
    (
        "unknown escape character",
        "an unknown escape in double quotes",
        "双引号内的转义不可识别",
        "use single quotes: nothing is escaped there",
        "请改用单引号，其中的 \\ 不作转义",
    ),
    (
        "expected ',' or ']'",
        "a list in [ ] that is not closed or lacks a comma",
        "[ ] 列表没有闭合，或缺少逗号",
        "separate with ', ', close with ], and quote a text with ': ', ' #', ',' or a bracket",
        "各项以 “, ” 分隔，以 ] 结束；含有 “: ”、“ #”、逗号或括号的文字要加引号",
    ),
    (
        "expected ',' or '}'",
        "a mapping in { } that is not closed or lacks a comma",
        "{ } 没有闭合，或缺少逗号",
        "separate with ', ', close with }, and quote a text with ': ', ' #', ',' or a bracket",
        "各项以 “, ” 分隔，以 } 结束；含有 “: ”、“ #”、逗号或括号的文字要加引号",
    ),
    (
        "expected '-' indicator",
        "a line of a list without '-'",
        "列表中的此行没有 “-”",
        "items of one list start with '- ' in one column, and so do the keys of one item",
        "同一列表各项均以 “- ” 开头，左端对齐；一项之内的键也左端对齐",
    ),
    (
        "block sequence entries are not allowed",
        "a list cannot begin on this line",
        "列表不能从此处开始",
        "begin the list on a line of its own",
        "列表请另起一行",
    ),
    (
        "a value goes on after its end",
        "something stands behind a value that has ended",
        "取值已经结束，其后又有文字",
        "put the whole text in quotes; a ' within '…' is written twice",
        "请给整段文字加引号；'…' 之内的 ' 须写两次",
    ),
    (
        "expected key",
        "the line does not fit the lines above it",
        "此行与上面各行不成一体",
        "keys of one mapping start in one column",
        "同级的键左端对齐",
    ),
    (
        "expected the node content",
        "a value is missing here",
        "此处缺少取值",
        "write the value, or put it in quotes",
        "请写出取值，或加引号",
    ),
    (
        "expected node content",
        "a value is missing here",
        "此处缺少取值",
        "write the value, or put it in quotes",
        "请写出取值，或加引号",
    ),
    (
        "alphabetic or numeric character",
        "& and * at the start of a value name an anchor",
        "取值以 & 或 * 开头表示锚点",
        "put the text in quotes",
        "请给文字加引号",
    ),
    (
        "undefined tag handle",
        "a value cannot begin with !",
        "取值不能以 ! 开头",
        "put the text in quotes",
        "请给文字加引号",
    ),
    (
        "comment or line break",
        "after | or > the line ends",
        "| 或 > 之后须换行",
        "begin the text on the next line",
        "文字请从下一行开始",
    ),
    (
        "expected <document start>",
        "the line does not fit the lines above it",
        "此行与上面各行不成一体",
        "begin keys at the left edge",
        "请将键从行首写起",
    ),
)
_GOES_ON = "a value goes on after its end"
_TOO_FAR = "a line that is indented too far"
_NOT_CLOSED = ("found unexpected end of stream", "expected ',' or")
# A key with a full-width colon, or a value that opens with a full-width bracket.
_WIDE_SIGN = re.compile(r"[ ]*(?:- +)?(?:[\w-]+[ \u3000\u00a0]*|[\w-]+: +)([：｛［])")
_TIGHT = re.compile(r"[ ]*(?:- +)?[A-Za-z_]\w*(:)[^\s:/]")


def explained(error: Exception, name: str, text: str) -> BadYaml:
    """The parser's complaint about `text`, as one of ours. `error` has marks that count from 0."""
    problem = str(getattr(error, "problem", None) or str(error).partition("\n")[0])
    mark, began = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    at = (mark.line, mark.column) if mark else (0, 0)
    first = (began.line, began.column) if began else at
    lines = text.split("\n")
    not_closed = any(words in problem for words in _NOT_CLOSED) and first[0] < at[0]
    at = first if not_closed else _on_a_line(lines, at)  # what was opened is where to look, not the end of the file
    typed = _typed_wide(lines, first, at)
    if typed is not None:
        return typed_wide(name, *typed)
    if "expected key" in problem and at[0] < len(lines) and lines[at[0]][: at[1]].strip():
        problem = _GOES_ON
    if "cannot start any token" in problem and _character(lines, at) == "\t":
        problem = "found a tab character"
    tight = _tight(problem, lines, first, at)
    if tight is not None:
        return BadYaml(
            Where(name, tight[0] + 1, tight[1] + 1),
            "a blank is needed after ':'",
            zh="“:” 之后要有空格",
            hint="write `key: value`",
            hint_zh="请写作 `键: 值`",
        )
    if "mapping values" in problem and at[0] > 0 and (indented := re.match(r"([ ]+)[\w-]+$", lines[at[0]][: at[1]])):
        problem, at = _TOO_FAR, (at[0], len(indented[1]))
    where = Where(name, at[0] + 1, at[1] + 1)
    for words, en, zh, hint, hint_zh in _SAID:
        if words in problem:
            return BadYaml(where, en, zh=zh, hint=hint, hint_zh=hint_zh)
    return BadYaml(where, problem, zh=f"YAML 语法：{problem}")


def typed_wide(name: str, line: int, column: int, typed: Wide) -> BadYaml:
    """What is told of a character of an input method where YAML has one of its own. Line and column from 0."""
    return BadYaml(
        Where(name, line + 1, column + 1),
        f"{typed.called} is no sign of YAML",
        zh=f"{typed.called_zh}不是 YAML 符号",
        hint=typed.instead,
        hint_zh=typed.instead_zh,
    )


def wide_in_key(key: str) -> Wide | None:
    """What a key begins with where a plain blank was meant, or the full-width colon at which it swallowed its value."""
    blank = wide(key[:1], only="\u3000\u00a0\u200b")
    if blank is not None:
        return blank
    return wide(key, only="：") if re.match(r"[A-Za-z_]\w*\s*：", key) else None


def _typed_wide(lines: list[str], first: tuple[int, int], at: tuple[int, int]) -> tuple[int, int, Wide] | None:
    """The first sign of YAML that was typed wide, in the lines from where it began to where the parser gave up."""
    for number in range(max(0, min(first[0], at[0] - 1)), min(at[0] + 1, len(lines))):
        line = lines[number]
        found = wide(line[: len(line) - len(line.lstrip())], only="\u3000\u00a0")
        if found is not None:
            return number, found.offset, found
        key = _WIDE_SIGN.match(line)
        found = wide(line[key.start(1) :]) if key else None
        if key is not None and found is not None:
            return number, key.start(1), found
    line = lines[at[0]] if at[0] < len(lines) else ""
    start = first[1] if first[0] == at[0] else 0
    found = wide(line[start:], only="，：｝］”、") if re.search(r"[\[{]", line[: at[1]]) else None
    return (at[0], start + found.offset, found) if found else None


def _tight(problem: str, lines: list[str], first: tuple[int, int], at: tuple[int, int]) -> tuple[int, int] | None:
    """A key whose colon has no blank behind it, in the lines where the trouble is; the line before may be it."""
    if "unexpected ':'" in problem:
        return at
    if "mapping values" not in problem and "expected ':'" not in problem:
        return None
    for number in range(max(0, min(first[0], at[0] - 1)), min(at[0] + 1, len(lines))):
        found = _TIGHT.match(lines[number])
        if found is not None:
            return number, found.start(1)
    return None


def _on_a_line(lines: list[str], at: tuple[int, int]) -> tuple[int, int]:
    """The place, or the end of the last line that says anything when it lies behind that."""
    written = next((n for n in range(len(lines) - 1, -1, -1) if lines[n].strip()), 0)
    return (written, len(lines[written])) if at[0] > written else at


def _character(lines: list[str], at: tuple[int, int]) -> Any:
    return lines[at[0]][at[1] : at[1] + 1] if at[0] < len(lines) else ""
