"""Pieces every part of the page is put together from: badges, labelled values, sections, folded lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from egovspec.judge.reasons import REASONS
from egovspec.model.base import Text
from egovspec.model.outcome import Outcome
from egovspec.model.report import Finding, ProvisionResult, State
from egovspec.model.standard import Level
from egovspec.render import words
from egovspec.render.html.markup import Html, both, tag, told

_Item = TypeVar("_Item")


class Standing(StrEnum):
    """How a provision or a finding stands on the page: its outcome, or waived. Worst first."""

    FAIL = "fail"
    ERROR = "error"
    OPEN = "open"
    REVIEW = "review"
    WAIVED = "waived"
    PASS = "pass"
    NOT_APPLICABLE = "not-applicable"

    @classmethod
    def of(cls, provision: ProvisionResult) -> Standing:
        return cls.WAIVED if provision.state is State.WAIVED else cls(provision.outcome.value)

    @classmethod
    def of_finding(cls, finding: Finding) -> Standing:
        return cls(finding.effective.value) if finding.effective else cls.WAIVED

    @property
    def word(self) -> Text:
        return words.WAIVED if self is Standing.WAIVED else words.OUTCOMES[Outcome(self.value)]


# Colour is never the only carrier: each standing, and each state of a column, has a sign of its own.
SIGNS = {
    Standing.FAIL: "✕",
    Standing.ERROR: "!",
    Standing.OPEN: "?",
    Standing.REVIEW: "◉",
    Standing.WAIVED: "~",
    Standing.PASS: "✓",
    Standing.NOT_APPLICABLE: "–",
}


def sign(mark: str) -> Html:
    """A sign beside a word that says the same; not read aloud."""
    return tag("span", mark, class_="sign", aria_hidden="true")


def badge(word: Text, kind: str, mark: str = "") -> Html:
    return tag("span", sign(mark) if mark else None, both(word), class_=f"badge {kind}")


def standing_badge(standing: Standing) -> Html:
    return badge(standing.word, standing.value, SIGNS[standing])


def level_word(level: Level) -> Text:
    """A level as its kind and its verb: 要求（应）, requirement (shall)."""
    kind, verb = words.LEVEL_KINDS[level], words.LEVELS[level]
    return Text(zh=f"{kind.zh}（{verb.zh}）", en=f"{kind.en} ({verb.en})")


def provision_link(id: str) -> Html:
    return tag("a", id, href=f"#{id}", class_="id")


def rows(*pairs: tuple[Text, Html | None], class_: str = "rows") -> Html | None:
    """A list of labelled values; without those that have none."""
    kept = [(label, value) for label, value in pairs if value]
    if not kept:
        return None
    return tag("dl", (tag("div", tag("dt", both(label)), tag("dd", value)) for label, value in kept), class_=class_)


def meaning(reason: str) -> Html:
    """A reason as people understand it; a word only its collector knows speaks for itself."""
    known = REASONS.get(reason)
    return both(known) if known else told(reason)


def section(id: str, title: Text, *content: Html | None, count: int | None = None, class_: str | None = None) -> Html:
    counted = tag("span", f"{count:,}", class_="count") if count is not None else None
    return tag("section", tag("h2", both(title), counted, id=id), content, aria_labelledby=id, class_=class_)


def fold(title: Text, *content: Html | None, class_: str = "more") -> Html:
    return tag("details", tag("summary", both(title)), content, class_=class_)


def wide(table: Html, title: Text) -> Html:
    """A table that scrolls sideways in itself where the screen is narrow, also by keyboard."""
    return tag("div", table, class_="wide", tabindex="0", role="group", aria_label=spoken(title))


def spoken(text: Text) -> str:
    # An attribute cannot be switched by a style sheet, so it says both.
    return f"{text.zh} / {text.en}"


def heads(*titles: Text) -> Html:
    return tag("thead", tag("tr", (tag("th", both(title), scope="col") for title in titles)))


def chunks(items: Sequence[_Item], size: int) -> Iterable[tuple[int, Sequence[_Item]]]:
    """Items in lots of `size`, each with the number of its first, counted from 0."""
    return ((start, items[start : start + size]) for start in range(0, len(items), size))


def points(number: Decimal | float) -> str:
    """Points as a person writes them: 3, 0.5, 12.25."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def span_of(low: Decimal | float, high: Decimal | float) -> str:
    """A range of points; one number where both ends are the same."""
    return points(low) if points(low) == points(high) else f"{points(low)}–{points(high)}"
