"""What a browser saw of a page, as rows of the tables of accessibility."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from egovspec.collect.browser.axe import Outcome, State
from egovspec.collect.browser.seen import NotRendered, Rendered
from egovspec.collect.website.page.parts import Row
from egovspec.facts.tables.accessibility import Accessibility, RenderedPage


def rows(
    page_kind: str,
    rendered: Rendered | NotRendered | None,
    outcome: Outcome | NotRendered | None,
    screenshot: str | None = None,
) -> Iterator[Row]:
    """One row for the page and one for each finding; the caller adds evidence, place, moment and `url`.

    rendered    None for a page the sample leaves out
    outcome     None where rules were not applied; where that came to no end, all it would say is empty
    screenshot  name of the file, relative to the kept evidence
    """
    seen: dict[str, Any] = {"page_kind": page_kind, "sampled": rendered is not None}
    if isinstance(rendered, NotRendered):
        seen["not_rendered"] = rendered.reason.value
    elif rendered is not None:
        seen |= {
            "complete": rendered.complete,
            "console_errors": rendered.console_errors,
            "failed_requests": list(rendered.failed_requests),
            "requests_blocked": rendered.blocked,
            "stylesheets_missing": rendered.unstyled,
            "screenshot": screenshot,
        }
    found = outcome.found if isinstance(outcome, Outcome) and isinstance(rendered, Rendered) else ()
    if isinstance(outcome, Outcome) and isinstance(rendered, Rendered):
        seen |= {
            "rules_violated": len(outcome.rules(State.VIOLATION)),
            "rules_passed": outcome.passed,
            "rules_needing_review": len(outcome.rules(State.NEEDS_REVIEW)),
            "findings_unlisted": outcome.unlisted,
            "text_common": outcome.text_common,
            "text_smallest": outcome.text_smallest,
        }
    yield Row(RenderedPage, 0, seen)
    for one in found:
        yield Row(
            Accessibility,
            0,
            {
                "page_kind": page_kind,
                "rule": one.rule,
                "state": one.state.value,
                "impact": one.impact,
                "criterion": one.criteria[0] if one.criteria else None,
                "criteria": list(one.criteria),
                "help_zh": one.help.zh,
                "help_en": one.help.en,
                "target": one.target,
                "snippet": one.snippet,
                "contrast": one.contrast,
            },
        )
