"""Choosing provisions by outcome, level, standard and word. Hidden until the script that serves it has run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from egovspec.model.base import Text
from egovspec.model.report import Report
from egovspec.model.standard import Level
from egovspec.render.html.markup import Child, Html, between, both, tag, told
from egovspec.render.html.overview import by_standard
from egovspec.render.html.pieces import Standing, level_word

TITLE = Text(zh="逐条结果", en="Provisions")
# A standard's provisions bear its number in this list, which no stranger's text can imitate.
NAMES = {"outcome": Text(zh="结果", en="Outcome"), "level": Text(zh="约束力", en="Force")}


def standards_of(report: Report) -> dict[str, int]:
    """The standards of the report in their order, each with the number it is filtered by."""
    return {standard: at for at, standard in enumerate(dict.fromkeys(p.standard for p in report.provisions))}


def filters(report: Report) -> Html | None:
    if not report.provisions:
        return None
    standings = Counter(map(Standing.of, report.provisions))
    levels = Counter(provision.level for provision in report.provisions)
    standards = Counter(provision.standard for provision in report.provisions)
    numbers = standards_of(report)
    total = f"{len(report.provisions):,}"
    return tag(
        "section",
        tag("h2", both(TITLE), id="provisions"),
        by_standard(report),
        tag(
            "div",
            tag(
                "p",
                tag("label", both(Text(zh="查找", en="Find")), for_="find"),
                tag("input", type="search", id="find", autocomplete="off", spellcheck="false"),
                tag("span", both(_HINT), class_="hint", id="find-hint"),
                class_="find",
            ),
            _choices(
                "outcome", NAMES["outcome"], {e.value: (both(e.word), standings[e]) for e in Standing if standings[e]}
            ),
            _choices("level", NAMES["level"], {e.value: (both(level_word(e)), levels[e]) for e in Level if levels[e]}),
            _choices(
                "standard",
                Text(zh="标准", en="Standard"),
                {str(at): (told(standard), standards[standard]) for standard, at in numbers.items()},
            )
            if len(numbers) > 1
            else None,
            tag(
                "p",
                tag(
                    "span",
                    both(Text(zh="显示条款", en="Provisions shown")),
                    " ",
                    tag("b", total, id="shown"),
                    f" / {total}",
                    tag(
                        "span",
                        between("，命中 ", ", places found: "),
                        tag("b", "", id="hits"),
                        id="hits-told",
                        hidden=True,
                    ),
                    role="status",
                ),
                tag("button", both(Text(zh="清除筛选", en="Clear")), type="button", id="clear", hidden=True),
                tag("button", both(Text(zh="全部展开", en="Open all")), type="button", id="open-all"),
                tag("button", both(Text(zh="全部收起", en="Fold all")), type="button", id="fold-all"),
                class_="found",
            ),
            class_="filters",
            role="search",
            hidden=True,
        ),
        aria_labelledby="provisions",
    )


_HINT = Text(zh="条文、对象、地址，多个词以空格分开", en="words, subjects, addresses; several with spaces between")


def _choices(name: str, title: Text, values: Mapping[str, tuple[Html, int]]) -> Html:
    def choice(value: str, label: Child, number: int) -> Html:
        box = tag("input", type="checkbox", name=name, value=value, checked=True)
        return tag("label", box, tag("span", label, " ", tag("b", f"{number:,}")))

    return tag(
        "fieldset",
        tag("legend", both(title)),
        (choice(value, label, number) for value, (label, number) in values.items()),
    )
