"""A report as JSON: the one form that loses nothing, and the only one that is read back.

Keys stand in the order of the model, both languages side by side. Characters a terminal would obey are written as
\\u escapes, which every JSON reader takes for the same text.
"""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import ValidationError

from egovspec.errors import SpecErrors, Unreadable, Where, WrongValue
from egovspec.model.report import Report
from egovspec.render.visible import UNSEEN

SCHEMA_ID = "egovspec:report:1.0"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

# The line break and the blank are ours, between values; inside a string JSON has already escaped a line break.
_UNSEEN = re.compile(rf"(?!\n)[{UNSEEN}]")


def render(report: Report) -> str:
    """Two-space indented JSON, UTF-8 characters kept, ending in a line break."""
    text = json.dumps(report.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=2, allow_nan=False)
    return _UNSEEN.sub(_escaped, text) + "\n"


def _escaped(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]


def report_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of what `render` writes."""
    schema = Report.model_json_schema(mode="serialization", by_alias=True)
    return {"$schema": DIALECT, "$id": SCHEMA_ID, **schema}


def parse_report(text: str, *, file: str = "report.json") -> Report:
    """Read a report that `render` wrote.

    Totals are computed, never stored: those in the text must agree with those its findings give.

    Raises  SpecErrors naming `file`, when the text is no JSON, no report, or its totals do not fit its findings
    """
    try:
        plain = json.loads(text)
    except json.JSONDecodeError as error:
        where = Where(file, error.lineno, error.colno)
        raise SpecErrors([Unreadable(where, f"not JSON: {error.msg}", zh=f"不是 JSON：{error.msg}")]) from None
    except RecursionError:
        raise SpecErrors(
            [Unreadable(Where(file), "nested too deeply for a report", zh="嵌套过深，不是评估报告")]
        ) from None
    told = _take_totals(plain)
    try:
        report = Report.model_validate(plain)
    except ValidationError as invalid:
        raise SpecErrors(
            WrongValue(Where(file), f"{'.'.join(map(str, error['loc'])) or 'report'}: {error['msg']}")
            for error in invalid.errors(include_url=False, include_context=False, include_input=False)
        ) from None
    computed = _take_totals(report.model_dump(mode="json", by_alias=True))
    wrong = [path for path, value in told.items() if computed.get(path) != value]
    if wrong:
        hint, hint_zh = "the file was changed after it was written", "文件写成之后被改动过"
        raise SpecErrors(
            WrongValue(
                Where(file),
                f"{path} does not fit the findings",
                zh=f"{path} 与各项判定不一致",
                hint=hint,
                hint_zh=hint_zh,
            )
            for path in wrong
        )
    return report


def _take_totals(plain: Any) -> dict[str, Any]:
    """Take the computed fields out of a plain report, and give them by their path."""
    taken: dict[str, Any] = {}
    if not isinstance(plain, dict):
        return taken
    for name in ("worst", "score", "summary"):
        if name in plain:
            taken[name] = plain.pop(name)
    provisions = plain.get("provisions")
    for number, provision in enumerate(provisions if isinstance(provisions, list) else ()):
        if isinstance(provision, dict) and "state" in provision:
            taken[f"provisions.{number}.state"] = provision.pop("state")
    return taken
