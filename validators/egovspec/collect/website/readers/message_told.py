"""What is told of one message, gathered field by field, and the row it becomes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from egovspec.collect.website.page import dates
from egovspec.collect.website.page.labelled import is_placeholder, says
from egovspec.collect.website.page.text import LINK_TEXT, length
from egovspec.collect.website.readers.message_words import blotted, no_reply

_KIND = re.compile(
    r"^\s{0,4}[\[【（(]\s?((?:网上)?(?:咨询|投诉|建议|求助|举报|感谢|表扬|其他|反映|意见|批评)[^\]】）)]{0,6})[\]】）)]\s{0,4}"
)
_LONGEST_DATE = 200


@dataclass
class Told:
    """One message as it is being read. `captured` and `zone` are the view's; `element` is where it stands."""

    element: int
    captured: date
    zone: str
    title: str | None = None
    message_url: str | None = None
    number: str | None = None
    kind: str | None = None
    asked: dates.Found | None = None
    replied: dates.Found | None = None
    dated_by: str | None = None
    reply_unit: str | None = None
    reply_length: int | None = None
    question_length: int | None = None
    state: str | None = None
    scripted: bool = False

    def tell(self, called: str, text: str) -> None:
        """Put one field where it belongs; the first that says something counts."""
        if is_placeholder(text):
            self.scripted = True
        elif called in ("reply", "question"):
            self.count(called, text)
        elif called in ("asked", "replied", "time"):
            self._tell_when(called, self.when(text))
        elif says(said := blotted(text, LINK_TEXT)):
            if called == "title":
                self.title = self.title or said
            elif called == "number":
                self.number = self.number or said
            elif called == "kind":
                self.kind = self.kind or said
            elif called == "state":
                self.state = self.state or said[:50]
            elif called == "unit":
                self.reply_unit = self.reply_unit or said[:100]

    def _tell_when(self, called: str, found: dates.Found | None) -> None:
        if called == "replied":
            self.replied = self.replied or found
        elif found and called == "time" and self.asked is None:
            self.asked, self.dated_by = found, "position"
        elif found and called == "asked" and (self.asked is None or self.dated_by == "position"):
            self.asked, self.dated_by = found, None

    def when(self, text: str) -> dates.Found | None:
        """The first date in the text of a field."""
        text = text[:_LONGEST_DATE]
        return dates.first(text, self.captured, dates.Where.PROSE, self.zone) or dates.first(
            text, self.captured, dates.Where.ROW, self.zone
        )

    def count(self, called: str, text: str) -> None:
        """Count the text of the message or of its reply; it is not kept."""
        if called == "question":
            self.question_length = max(self.question_length or 0, length(text))
        else:
            self.reply_length = max(self.reply_length or 0, 0 if no_reply(text) else length(text))

    def part_kind(self) -> None:
        """Where the title begins with a kind in brackets, [投诉] 路灯不亮, part the two."""
        found = _KIND.match(self.title or "")
        if self.kind is None and self.title and found:
            self.kind, self.title = found[1], self.title[found.end() :]

    def know_dates(self) -> None:
        """Say that labels told the dates, unless it is known that they did not."""
        if self.dated_by is None and (self.asked or self.replied):
            self.dated_by = "label"

    def columns(self, ordinal: int, shown_on: str, on_page: int) -> Mapping[str, Any]:
        """The columns of its row."""
        asked_on, asked_at = _moment(self.asked)
        replied_on, replied_at = _moment(self.replied)
        return {
            "ordinal": ordinal,
            "title": self.title,
            "message_url": self.message_url,
            "number": self.number,
            "kind": self.kind,
            "asked_on": asked_on,
            "asked_at": asked_at,
            "replied_on": replied_on,
            "replied_at": replied_at,
            "dated_by": self.dated_by,
            "reply_unit": self.reply_unit,
            "reply_length": self.reply_length,
            "question_length": self.question_length,
            "state": self.state,
            "shown_on": shown_on,
            "scripted": self.scripted,
            "on_page": on_page,
        }


def _moment(found: dates.Found | None) -> tuple[date | None, datetime | None]:
    return (found.day, found.at) if found else (None, None)
