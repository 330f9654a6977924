"""What axe-core finds in a rendered page against WCAG 2.1 level A and AA, in both languages.

Kept to rules that stand for a success criterion; what axe calls best practice is nobody's requirement. A machine finds
part of what is wrong and no machine finds a page accessible: a page without findings is not thereby barrier-free.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from egovspec.collect.browser.open_page import script
from egovspec.collect.browser.seen import NotRendered
from egovspec.collect.website.page.text import clean
from egovspec.model.base import Text

VERSION = "4.14.1"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")

_LENGTH = 300
_NODES_PER_RULE = 50
_FEW_CHARACTERS = 20
_HERE = Path(__file__).parent
# Rules the Chinese texts of axe 4.14.1 leave out.
_UNTRANSLATED = {
    "aria-tab-name": ("ARIA 标签页控件必须有可访问名称", "确保每个 ARIA 标签页控件都有可访问名称"),
    "summary-name": ("<summary> 元素必须有可辨识的文本", "确保 <summary> 元素有可辨识的文本"),
}


class State(StrEnum):
    """What axe says of an element: a rule is broken, or it cannot tell and a person has to look."""

    VIOLATION = "violation"
    NEEDS_REVIEW = "needs-review"


@dataclass(frozen=True)
class Found:
    """One element one rule is about.

    rule         axe's name of the rule: image-alt
    impact       minor, moderate, serious, critical; None when axe does not say
    criteria     numbers of the WCAG success criteria, in ascending order: 1.4.3
    help         what has to hold, in one sentence
    description  what the rule looks at
    target       CSS selector, `>>>` where it enters a shadow root; cut
    snippet      beginning of the element's HTML, white space collapsed
    contrast     measured contrast, of color-contrast alone
    """

    rule: str
    state: State
    impact: str | None
    criteria: tuple[str, ...]
    help: Text
    description: Text
    target: str
    snippet: str
    contrast: float | None


@dataclass(frozen=True)
class Outcome:
    """What came of one page.

    found          by rule, then by target; no rule names one target twice
    unlisted       elements beyond the most that are named for one rule
    passed         rules all elements they are about keep
    inapplicable   rules that are about nothing on the page
    text_common    size most characters are shown in, in CSS pixels; None without text
    text_smallest  smallest size at least 20 characters are shown in, in CSS pixels; None when there is none
    """

    found: tuple[Found, ...]
    unlisted: int
    passed: int
    inapplicable: int
    text_common: float | None
    text_smallest: float | None

    def rules(self, state: State) -> tuple[str, ...]:
        """Names of the rules with an element in this state."""
        return tuple(sorted({found.rule for found in self.found if found.state is state}))


class Page(Protocol):
    """A page that answers JavaScript: `Chromium` after `render`."""

    def ask(self, expression: str) -> Any | NotRendered: ...


def run(page: Page) -> Outcome | NotRendered:
    """Apply the rules to the page that is open. Frames are not entered: what a frame shows is a page of its own."""
    arguments = f"{json.dumps(TAGS)}, {_LENGTH}, {_NODES_PER_RULE}"
    # One expression, so that no page can move on between the rules and their use.
    answer = page.ask(f"(() => {{{_engine()}\nreturn ({script('axe_run')})({arguments})}})()")
    if isinstance(answer, NotRendered):
        return answer
    sizes = page.ask(script("text_sizes"))
    if isinstance(sizes, NotRendered):
        return sizes
    return Outcome(
        found=tuple(_found(answer["found"])),
        unlisted=sum(int(rule["unlisted"]) for rule in answer["found"]),
        passed=int(answer["passed"]),
        inapplicable=int(answer["inapplicable"]),
        text_common=_common(sizes),
        text_smallest=min((size for size, characters in sizes if characters >= _FEW_CHARACTERS), default=None),
    )


def chinese(rule: str) -> tuple[str, str] | None:
    """What a rule asks and what it looks at, in Chinese; None for a rule axe has no Chinese for."""
    said = _locale().get(rule)
    return (said["help"], said["description"]) if said else _UNTRANSLATED.get(rule)


def criteria(tags: Iterable[str]) -> tuple[str, ...]:
    """Success criteria among the tags of a rule: wcag143 is 1.4.3, wcag1410 is 1.4.10; wcag2aa is none."""
    numbers = sorted(
        (int(tag[4]), int(tag[5]), int(tag[6:]))
        for tag in tags
        if tag.startswith("wcag") and tag[4:].isdecimal() and len(tag) >= 7
    )
    return tuple(".".join(map(str, number)) for number in numbers)


def _found(rules: Iterable[Mapping[str, Any]]) -> list[Found]:
    found: dict[tuple[str, str], Found] = {}
    for rule in sorted(rules, key=lambda rule: (rule["rule"], rule["state"] != State.VIOLATION)):
        help_zh, description_zh = chinese(rule["rule"]) or (rule["help"], rule["description"])
        for node in rule["nodes"]:
            found.setdefault(
                (rule["rule"], node["target"]),
                Found(
                    rule=rule["rule"],
                    state=State(rule["state"]),
                    impact=node["impact"],
                    criteria=criteria(rule["tags"]),
                    help=Text(zh=help_zh, en=rule["help"]),
                    description=Text(zh=description_zh, en=rule["description"]),
                    target=clean(node["target"], _LENGTH),
                    snippet=clean(node["snippet"], _LENGTH),
                    contrast=node["contrast"],
                ),
            )
    return [found[key] for key in sorted(found)]


def _common(sizes: list[tuple[float, int]]) -> float | None:
    return max(sizes, key=lambda size: (size[1], size[0]))[0] if sizes else None


@cache
def _engine() -> str:
    return (_HERE / "third_party" / "axe" / "axe.min.js").read_text(encoding="utf-8")


@cache
def _locale() -> dict[str, dict[str, str]]:
    rules: dict[str, dict[str, str]] = json.loads(
        (_HERE / "third_party" / "axe" / "zh_CN.json").read_text(encoding="utf-8")
    )["rules"]
    return rules
