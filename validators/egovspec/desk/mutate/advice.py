"""Which case is missing: for each kind of change, in plain words, the facts under which it would show.

What an author sees is a list of rows to write, not a remark about SQL: a boundary day, a row of another class, a row that is
not there, one that comes twice, a column left out. Names and values are those of the SELECT.
"""

from __future__ import annotations

import re

from sqlglot import exp

from egovspec.desk.mutate.sqltree import shown
from egovspec.model.base import Text
from egovspec.model.check import Check, ValueParameter

LONGEST = 90
_SAID_ALONE = Text(
    zh="该值只出现在消息里，用例的期望要写 message",
    en="the value shows only in the message, so the expectation of the case needs `message`",
)


def in_message_alone(text: Text) -> Text:
    """Advice about what fills a message and decides nothing."""
    return Text(zh=f"{text.zh}；{_SAID_ALONE.zh}", en=f"{text.en}; {_SAID_ALONE.en}")


def with_defaults(text: Text, check: Check) -> Text:
    """Advice with the value of each parameter it names, where the check has one by default."""
    zh, en = text.zh, text.en
    for name in dict.fromkeys(re.findall(r"\$(\w+)", text.en)):
        parameter = check.parameters.get(name)
        if isinstance(parameter, ValueParameter) and parameter.default is not None:
            zh += f"（${name} 缺省为 {parameter.default}）"
            en += f" (${name} is {parameter.default} by default)"
    return Text(zh=zh, en=en)


def boundary(left: exp.Expr, right: exp.Expr) -> Text:
    """`<` for `<=`: they part where both sides are equal."""
    if isinstance(left, exp.Literal):
        left, right = right, left
    value, limit = _short(left), _short(right)
    return Text(zh=f"{value} 恰好等于 {limit} 的用例", en=f"a case in which {value} is exactly {limit}")


def equality(left: exp.Expr, right: exp.Expr) -> Text:
    """`=` for `<>`."""
    if isinstance(left, exp.Literal):
        left, right = right, left
    value, other = _short(left), _short(right)
    if (spec := _spec_column(left) or _spec_column(right)) is not None:
        return another_spec(spec)
    return Text(
        zh=f"{value} 等于 {other} 和不等于 {other} 各一个用例，两者结果不同",
        en=f"two cases, one in which {value} equals {other} and one in which it does not, that end differently",
    )


def another_spec(column: str) -> Text:
    """A row that belongs to a spec the parameter does not name."""
    return Text(
        zh=f"事实中另有别的规格的行（{column} 与参数不同），它不得影响结果",
        en=f"rows of another spec beside those meant ({column} differs from the parameter), which must not change the outcome",
    )


def unknown(*values: exp.Expr) -> Text:
    """A comparison that NULL answers differently."""
    named = _or(_columns(*values))
    return Text(
        zh=f"{named[0]} 为空值（用例中不写该栏）的用例", en=f"a case in which {named[1]} is NULL (leave the column out)"
    )


def open_when_unknown(ok: exp.Expr) -> Text:
    """What is not known must stay open."""
    named = _or(_columns(ok))
    return Text(
        zh=f"{named[0]} 为空值（用例中不写该栏）的用例，期望 outcome: open",
        en=f"a case in which {named[1]} is NULL (leave the column out), with outcome: open",
    )


def beyond(value: exp.Expr, limit: exp.Expr, *, below: bool) -> Text:
    """One bound of BETWEEN taken away."""
    name, bound = _short(value), _short(limit)
    if below:
        return Text(zh=f"{name} 小于（早于）{bound} 的用例", en=f"a case in which {name} is below (before) {bound}")
    return Text(zh=f"{name} 大于（晚于）{bound} 的用例", en=f"a case in which {name} is above (after) {bound}")


def condition_dropped(dropped: exp.Expr, kept: exp.Expr, *, both: bool) -> Text:
    """One side of AND (`both`) or OR taken away."""
    if both:
        return not_met(dropped)
    return Text(
        zh=f"只满足 {_short(dropped)}、不满足 {_short(kept)} 的一行",
        en=f"a row for which {_short(dropped)} holds and {_short(kept)} does not",
    )


def not_met(condition: exp.Expr) -> Text:
    """A condition taken away: a row it keeps out."""
    special = _another(condition)
    if special is not None:
        return special
    return Text(
        zh=f"不满足 {_short(condition)}（其余条件都满足）的一行，它不得影响结果，或使结果不同",
        en=f"a row for which {_short(condition)} does not hold while all else does; the outcome must show it",
    )


def one_of_two(left: exp.Expr, right: exp.Expr) -> Text:
    """AND for OR."""
    return Text(
        zh=f"{_short(left)} 与 {_short(right)} 只满足其一的一行",
        en=f"a row for which only one of {_short(left)} and {_short(right)} holds",
    )


def both_ways(condition: exp.Expr) -> Text:
    """NOT taken away, or put in."""
    return Text(
        zh=f"满足 {_short(condition)} 和不满足的各一个用例，两者结果不同",
        en=f"two cases, one for which {_short(condition)} holds and one for which it does not, that end differently",
    )


def with_and_without(value: exp.Expr) -> Text:
    """IS NULL turned round."""
    return Text(
        zh=f"{_short(value)} 有值和为空值（不写该栏）各一个用例",
        en=f"two cases, one with a value of {_short(value)} and one without (leave the column out)",
    )


def reaches(constant: exp.Expr) -> Text:
    """A constant TRUE or FALSE."""
    branch = constant.parent
    if isinstance(branch, exp.If):
        return Text(
            zh=f"满足 {_short(branch.this)} 的用例，且期望由此决定",
            en=f"a case for which {_short(branch.this)} holds, with the outcome that follows from it",
        )
    if isinstance(branch, exp.Case):
        return no_branch(branch)
    if isinstance(branch, exp.Coalesce):
        return unknown(branch.this)
    return Text(zh=f"由 {_short(branch)} 决定结果的用例", en=f"a case whose outcome is decided by {_short(branch)}")


def number(literal: exp.Expr, before: int, after: int) -> Text:
    """A whole number one more or one less: the two part at one value."""
    compared = literal.parent
    kinds = (exp.LT, exp.LTE, exp.GT, exp.GTE, exp.EQ, exp.NEQ)
    if isinstance(compared, kinds):
        on_right = compared.expression is literal
        value = compared.this if on_right else compared.expression
        # x < n and x >= n change at n and up, x <= n and x > n after it.
        strict = isinstance(compared, exp.LT | exp.GTE) if on_right else isinstance(compared, exp.GT | exp.LTE)
        at = min(before, after) if strict else max(before, after)
        if isinstance(compared, exp.EQ | exp.NEQ):
            at = before
        return Text(zh=f"{_short(value)} 恰为 {at} 的用例", en=f"a case in which {_short(value)} is exactly {at}")
    if isinstance(compared, exp.Interval):
        return Text(
            zh=f"恰在 {before} 与相差一个单位之间的边界用例（{_short(compared)}）",
            en=f"a case on the boundary, one unit from {before} ({_short(compared)})",
        )
    return Text(
        zh=f"结果因 {_short(compared)} 中是 {before} 还是 {after} 而不同的用例",
        en=f"a case that ends differently with {after} than with {before} in {_short(compared)}",
    )


def text(literal: exp.Expr) -> Text:
    """A text constant that could be another."""
    compared = literal.parent
    if isinstance(compared, exp.EQ | exp.NEQ):
        value = compared.this if compared.expression is literal else compared.expression
        return _exactly(value, literal)
    if isinstance(compared, exp.In):
        return _exactly(compared.this, literal)
    if isinstance(compared, exp.Coalesce):
        return unknown(compared.this)
    return Text(
        zh=f"由 {_short(literal)} 起作用的用例：{_short(compared)}",
        en=f"a case in which {_short(literal)} matters: {_short(compared)}",
    )


def parameters_apart(one: str, other: str) -> Text:
    """One parameter read for another."""
    return Text(
        zh=f"${one} 与 ${other} 取值不同、结果因而不同的用例",
        en=f"a case in which ${one} and ${other} have different values that lead to different outcomes",
    )


def sum_matters(node: exp.Expr) -> Text:
    """Plus for minus."""
    return Text(
        zh=f"恰在 {_short(node)} 这一界限上，以及差一天（差一）的用例",
        en=f"a case exactly at {_short(node)} and one a day (one) off",
    )


def two_values(aggregate: exp.Expr) -> Text:
    """The smallest for the greatest, all for any."""
    if isinstance(aggregate, exp.LogicalAnd | exp.LogicalOr):
        value = aggregate.this.this if isinstance(aggregate.this, exp.Cast) else aggregate.this
        return Text(
            zh=f"同一对象有两行，一行满足 {_short(value)}，一行不满足",
            en=f"two rows of the same subject, one for which {_short(value)} holds and one for which it does not",
        )
    if isinstance(aggregate, exp.Least | exp.Greatest):
        values = [aggregate.this, *aggregate.expressions]
        return Text(
            zh=f"{'、'.join(map(_short, values))} 取值不同的用例",
            en=f"a case in which the values of {', '.join(map(_short, values))} differ",
        )
    value = aggregate.this
    return Text(
        zh=f"同一对象有两行，{_short(value)} 的取值不同",
        en=f"two rows of the same subject with different values of {_short(value)}",
    )


def no_partner(left: str, right: exp.Expr) -> Text:
    """JOIN for LEFT JOIN: a row without a counterpart."""
    name = _table(right)
    return Text(
        zh=f"{left} 中有一行，在 {name} 中没有对应的行（缺这一行的用例）",
        en=f"a row of {left} that has no row in {name} (a case where that row is absent)",
    )


def stranger(right: exp.Expr, on: exp.Expr) -> Text:
    """ON taken away: a row that belongs to something else."""
    name = _table(right)
    return Text(
        zh=f"{name} 中另有不属于该对象的行（不满足 {_short(on)}），它不得影响结果",
        en=f"rows in {name} that belong to something else ({_short(on)} does not hold), which must not change the outcome",
    )


def twice(what: str) -> Text:
    """DISTINCT or UNION: a row that comes twice."""
    return Text(
        zh=f"同样的一行出现两次的用例（{what} 相同）", en=f"a case in which the same row comes twice (the same {what})"
    )


def in_both_halves() -> Text:
    """UNION for UNION ALL."""
    return Text(zh="UNION 两边得出同样一行的用例", en="a case in which both halves of the UNION give the same row")


def filtered(condition: exp.Expr, aggregate: exp.Expr) -> Text:
    """FILTER taken away."""
    return Text(
        zh=f"同一对象另有一行不满足 {_short(condition)}，而它会改变 {_short(aggregate)}",
        en=f"another row of the same subject for which {_short(condition)} does not hold and which would change {_short(aggregate)}",
    )


def branch_taken(condition: exp.Expr) -> Text:
    """A WHEN taken away."""
    return Text(
        zh=f"满足 {_short(condition)}（而不满足其前各项）的用例，且期望由此决定",
        en=f"a case for which {_short(condition)} holds and none before it, with the outcome that follows from it",
    )


def no_branch(case: exp.Expr) -> Text:
    """ELSE taken away."""
    conditions = [branch.this for branch in case.args["ifs"]]
    listed = _cut("；".join(map(shown, conditions))), _cut("; ".join(map(shown, conditions)))
    return Text(zh=f"各个 WHEN 都不满足的用例：{listed[0]}", en=f"a case for which no WHEN holds: {listed[1]}")


def fallback(values: list[exp.Expr], n: int) -> Text:
    """One value of coalesce taken away."""
    if n == 0:
        first, second = _short(values[0]), _short(values[1])
        return Text(
            zh=f"{first} 有值且不同于 {second} 的用例", en=f"a case in which {first} has a value other than {second}"
        )
    return unknown(*values[:n])


def equal_to(value: exp.Expr, other: exp.Expr) -> Text:
    """nullif taken away."""
    return Text(
        zh=f"{_short(value)} 等于 {_short(other)} 的用例", en=f"a case in which {_short(value)} equals {_short(other)}"
    )


def differ_in(key: exp.Expr) -> Text:
    """A key of GROUP BY or PARTITION BY taken away."""
    return Text(zh=f"两行只有 {_short(key)} 不同、其余相同的用例", en=f"two rows that differ in {_short(key)} alone")


def in_order(key: exp.Expr) -> Text:
    """An order turned round."""
    value = key.this if isinstance(key, exp.Ordered) else key
    return Text(
        zh=f"两行的 {_short(value)} 不同，由先后决定结果的用例",
        en=f"two rows that differ in {_short(value)}, where the first of them decides",
    )


def _exactly(value: exp.Expr, literal: exp.Expr) -> Text:
    return Text(
        zh=f"{_short(value)} 为 {_short(literal)}、且结果取决于此的用例",
        en=f"a case in which {_short(value)} is {_short(literal)} and the outcome depends on it",
    )


def _another(condition: exp.Expr) -> Text | None:
    """Where the condition tells a class, a kind or a spec: a row of another."""
    while isinstance(condition, exp.Paren):
        condition = condition.this
    if not isinstance(condition, exp.EQ | exp.In | exp.NullSafeEQ):
        return None
    spec = _spec_column(condition.this) or (
        _spec_column(condition.expression) if isinstance(condition, exp.EQ) else None
    )
    if spec is not None and (condition.find(exp.Placeholder) or condition.find(exp.Parameter)):
        return another_spec(spec)
    value, constants = (
        condition.this,
        [one for one in (condition.args.get("expression"), *condition.expressions) if isinstance(one, exp.Literal)],
    )
    if not constants or not isinstance(value, exp.Column):
        return None
    listed = "、".join(map(shown, constants)), " or ".join(map(shown, constants))
    return Text(
        zh=f"{shown(value)} 不是 {listed[0]} 的另一类的一行，其余相同",
        en=f"a row of another kind, whose {shown(value)} is not {listed[1]}, and else the same",
    )


def _spec_column(node: exp.Expr | None) -> str | None:
    return shown(node) if isinstance(node, exp.Column) and node.name.lower() == "spec" else None


def _columns(*values: exp.Expr) -> list[str]:
    """Columns within, each once, in order; the values themselves where there are none."""
    found = dict.fromkeys(shown(column) for value in values for column in value.find_all(exp.Column))
    return list(found) or [_short(value) for value in values]


def _or(names: list[str]) -> tuple[str, str]:
    few = names[:4]
    return " 或 ".join(few), " or ".join(few)


def _table(node: exp.Expr) -> str:
    return node.name if isinstance(node, exp.Table) else node.alias_or_name or "…"


def _short(node: exp.Expr | None) -> str:
    while isinstance(node, exp.Paren):
        node = node.this
    return _cut(shown(node))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
