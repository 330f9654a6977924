"""A small catalogue of an office's own, written to a folder, and a collector that brings the facts a test states.

Both go in through the public doors: the catalogue is loaded from YAML, the collector fulfils `collect.base.Collector`.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from egovspec.assess import Request, assess
from egovspec.collect.base import Collected, Context, Seen, Sink
from egovspec.facts.tables import Fact
from egovspec.facts.tables.website import Item, Page
from egovspec.judge.evaluate import Limits
from egovspec.library.catalogue import Catalogue, load
from egovspec.library.deployments import load_deployment
from egovspec.library.roots import Root
from egovspec.model.base import Shape, Text
from egovspec.model.report import CoverageState, ProvisionResult, Report

MARCH = datetime(2026, 3, 1, tzinfo=UTC)
COMPLETE = Seen(CoverageState.COMPLETE)


def both(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


def check(identifier: str, **parts: Any) -> dict[str, Any]:
    """A check over pages; `select` or the short form in `parts`."""
    if "select" in parts:
        parts.setdefault("needs", ["page"])
    return {"kind": "check", "id": identifier, "version": "1.0.0", "title": both(identifier), **parts}


def provision(number: int, *verify: str | dict[str, Any], **parts: Any) -> dict[str, Any]:
    """TT-nn, verified by the named checks or by whole verifications."""
    whole = [{"check": f"{one}@1"} if isinstance(one, str) else one for one in verify]
    asked = {
        "id": f"TT-{number:02}",
        "level": "shall",
        "title": both(f"provision {number}"),
        "text": both("a page shall"),
        "basis": ["office-rules#1"],
        "confidence": "A",
        "origin": "norm",
        "verify": whole,
        "fix": both("mend it"),
        "since": "1.0.0",
    }
    return asked | parts


REVIEW = {"review": both("read the rules")}


def office(
    folder: Path,
    checks: Iterable[Mapping[str, Any]],
    provisions: Sequence[Mapping[str, Any]],
    *,
    without: Sequence[Mapping[str, Any]] = (),
    shipped: bool = True,
) -> Catalogue:
    """Write the catalogue, load it. `shipped` false: its checks are foreign and run in the child process."""
    source = {
        "kind": "source",
        "id": "office-rules",
        "version": "1.0.0",
        "title": both("rules"),
        "confidence": "A",
        "clauses": [{"id": "1", "text": both("pages"), "machine": ["auto"]}],
    }
    standard = {"kind": "standard", "id": "pages", "code": "TT", "version": "1.0.0", "title": both("pages")}
    standard |= {"scope": both("pages"), "provisions": list(provisions)}
    profile = {
        "kind": "profile",
        "id": "office",
        "version": "1.0.0",
        "title": both("office"),
        "binds": {"kind": "portal"},
    }
    profile |= {"include": [{"standard": "pages@1", "without": list(without)}]}
    write(folder / "specs/sources/office-rules/1.0.0.yaml", source)
    write(folder / "standards/pages/1.0.0.yaml", standard)
    write(folder / "specs/profiles/office/1.0.0.yaml", profile)
    for one in checks:
        write(folder / "specs/checks" / one["id"] / "1.0.0.yaml", one)
    return load([Root(folder, shipped=shipped)], drafts=True)


def write(path: Path, tree: Mapping[str, Any]) -> None:
    """One document; JSON is YAML that needs no care about quotes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(tree, ensure_ascii=False, indent=1), encoding="utf-8")


class NoSettings(Shape):
    """The collector of stated facts takes no settings."""


class Stated:
    """A collector that brings exactly the facts it was made with."""

    name: ClassVar[str] = "stated"
    version: ClassVar[str] = "1.0"
    title: ClassVar[Text] = Text(zh="所述事实", en="Stated facts")
    offers: ClassVar[tuple[type[Fact], ...]] = (Page, Item)
    settings: ClassVar[type[Shape]] = NoSettings

    def __init__(self, facts: Iterable[Fact], coverage: Mapping[str, Seen], captured: datetime | None) -> None:
        self._facts, self._captured = tuple(facts), captured
        self._coverage = {"page": COMPLETE, "item": COMPLETE, **coverage}

    def collect(self, settings: Any, sink: Sink, context: Context) -> Collected:
        for fact in self._facts:
            sink.add(fact.model_copy(update={"evidence": context.evidence}))
        return Collected("stated facts", self._captured, self._coverage)

    def plan(self, settings: Any, context: Context) -> Iterable[str]:
        return ("nothing is met",)


def judged(
    catalogue: Catalogue,
    facts: Iterable[Fact] = (),
    *,
    coverage: Mapping[str, Seen] | None = None,
    captured: datetime | None = MARCH,
    as_of: datetime | None = None,
    limits: Limits | None = None,
    deployment: Mapping[str, Any] | None = None,
    attestations: Sequence[Mapping[str, Any]] | None = None,
    waivers: Sequence[Mapping[str, Any]] | None = None,
) -> Report:
    """Assess stated facts by an office's catalogue, the whole road from a deployment file to a report."""
    tree: dict[str, Any] = {"kind": "deployment", "id": "demo", "profile": "office@1"}
    tree["evidence"] = [{"collect": "stated", "id": "portal", "required": "true"}]
    tree |= deployment or {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind, overlays in (("attestations", attestations), ("waivers", waivers)):
            if overlays is not None:
                write(folder / f"{kind}.yaml", {"kind": kind, "deployment": "demo", kind: list(overlays)})
                tree[kind] = f"{kind}.yaml"
        write(folder / "deployment.yaml", tree)
        loaded = load_deployment(folder / "deployment.yaml", catalogue)
        (folder / "facts").mkdir()
        request = Request(
            loaded,
            catalogue,
            now=datetime(2027, 1, 1, tzinfo=UTC),
            as_of=as_of,
            limits=limits or Limits(),
            collectors=(Stated(facts, coverage or {}, captured),),
        )
        return assess(request, folder / "facts").report


def only(report: Report) -> ProvisionResult:
    """The one provision of a report."""
    (result,) = report.provisions
    return result
