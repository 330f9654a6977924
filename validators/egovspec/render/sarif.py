"""A report as SARIF 2.1.0, for code scanning and editors: a rule a provision, a result a finding.

Source: OASIS SARIF 2.1.0 Plus Errata 01. A SARIF message has one language; the other stands in the properties.
What went wrong with a check is no result about the deployment and becomes a notification (3.58), as notices do.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from egovspec.model.base import Language, Text
from egovspec.model.outcome import Outcome
from egovspec.model.report import Finding, ProvisionResult, Report
from egovspec.model.standard import Level
from egovspec.render import digest, words
from egovspec.render.place import Address, InFile, place_of
from egovspec.render.visible import clipped

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LONGEST = 4_000

_LEVELS = {Level.SHALL: "error", Level.SHOULD: "warning", Level.MAY: "note"}
_KINDS = {
    Outcome.PASS: "pass",
    Outcome.FAIL: "fail",
    Outcome.OPEN: "open",
    Outcome.REVIEW: "review",
    Outcome.NOT_APPLICABLE: "notApplicable",
}


def render(report: Report, *, language: Language = Language.ZH) -> str:
    """One SARIF log with one run, as indented JSON ending in a line break."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_Run(report, language).run()]}
    return json.dumps(log, ensure_ascii=True, indent=2, allow_nan=False) + "\n"


class _Run:
    def __init__(self, report: Report, language: Language) -> None:
        self.report = report
        self.language = language

    def run(self) -> dict[str, Any]:
        report = self.report
        name, _, version = report.generator.partition(" ")
        driver: dict[str, Any] = {
            "name": self.clean(name) or "egovspec",
            "language": self.tag,
            "rules": [self.rule(provision) for provision in report.provisions],
        }
        if version:
            driver["version"] = self.clean(version)
        return {
            "tool": {"driver": driver},
            "language": self.tag,
            "columnKind": "unicodeCodePoints",
            # Everything before the last stroke is the category: runs of one deployment and profile replace each other.
            "automationDetails": {
                "id": self.clean(f"egovspec/{report.deployment.id}/{report.profile}/{report.as_of.isoformat()}"),
                "description": self.message(digest.verdict_text(report)),
            },
            "invocations": [self.invocation()],
            "originalUriBaseIds": {
                seen.id: {"description": {"text": self.escaped(f"{seen.collector} {seen.target}")}}
                for seen in report.evidence
            },
            "results": [
                result for index, provision in enumerate(report.provisions) for result in self.results(provision, index)
            ],
            "properties": {
                "deployment": report.deployment.model_dump(mode="json"),
                "profile": report.profile,
                "asOf": report.as_of.isoformat(),
                "catalogueDigest": report.catalogue_digest,
                "summary": report.summary.model_dump(mode="json"),
            },
        }

    def rule(self, provision: ProvisionResult) -> dict[str, Any]:
        basis = "; ".join(cited.document.in_(self.language) for cited in provision.basis)
        mend, clause = words.FIX.in_(self.language), words.CLAUSE.in_(self.language)
        return {
            "id": provision.id,
            "name": self.clean(provision.title.in_(self.language)),
            "shortDescription": self.message(provision.title),
            "fullDescription": self.message(provision.text),
            "help": {"text": self.escaped(f"{mend}: {provision.fix.in_(self.language)}\n{clause}: {basis}", keep="\n")},
            "defaultConfiguration": {"level": _LEVELS[provision.level]},
            "properties": {
                "tags": list(dict.fromkeys([provision.standard.partition("@")[0], provision.level.value])),
                "standard": provision.standard,
                "level": provision.level.value,
                "outcome": provision.outcome.value,
                "state": provision.state.value,
                "confidence": provision.confidence.value,
                "origin": provision.origin.value,
                "mandatory": provision.mandatory,
                "title": self.both(provision.title),
                "text": self.both(provision.text),
                "fix": self.both(provision.fix),
                "basis": [{"clause": cited.clause, **self.both(cited.document)} for cited in provision.basis],
                "counts": provision.counts.model_dump(mode="json"),
                "omitted": provision.omitted,
            },
        }

    def results(self, provision: ProvisionResult, index: int) -> Iterator[dict[str, Any]]:
        told = [finding for finding in provision.findings if _stated(finding) is not Outcome.ERROR]
        for finding in told:
            yield self.result(provision, index, finding)
        if not provision.findings and provision.outcome is not Outcome.ERROR:
            # A provision without a finding was still assessed: its result is about the deployment as a whole.
            message = provision.because or words.OUTCOMES[provision.outcome]
            whole = Finding(subject="", outcome=provision.outcome, message=message, check=None, reason=None)
            yield self.result(provision, index, whole)

    def result(self, provision: ProvisionResult, index: int, finding: Finding) -> dict[str, Any]:
        kind = _KINDS[_stated(finding)]
        result: dict[str, Any] = {
            "ruleId": provision.id,
            "ruleIndex": index,
            "kind": kind,
            # 3.27.10: what does not fail has no level.
            "level": _LEVELS[provision.level] if kind == "fail" else "none",
            "message": self.message(finding.message),
            "locations": self.locations(finding),
            "partialFingerprints": {"egovspec/v1": _fingerprint(provision, finding)},
        }
        if not result["locations"]:
            del result["locations"]
        if finding.waived:
            waived = finding.waived
            until = f"（至 {waived.expires}）" if self.zh else f" (until {waived.expires})"
            by = f"批准：{waived.approved_by}" if self.zh else f"Approved by {waived.approved_by}"
            justification = self.clean(f"{waived.because} {by}{until}")
            result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": justification}]
        result["properties"] = {
            "subject": finding.subject,
            "values": finding.values,
            "message": self.both(finding.message),
            **{
                name: getattr(finding, name)
                for name in ("place", "check", "reason", "evidence")
                if getattr(finding, name) is not None
            },
        }
        if finding.attested:
            result["properties"]["outcome"] = finding.outcome.value
            result["properties"]["attested"] = finding.attested.model_dump(mode="json")
        return result

    def locations(self, finding: Finding) -> list[dict[str, Any]]:
        location: dict[str, Any] = {}
        if finding.place:
            match place_of(finding.place):
                case Address(url):
                    location["physicalLocation"] = {"artifactLocation": {"uri": url}}
                case InFile(uri, line, column):
                    artifact = {"uri": uri}
                    if any(seen.id == finding.evidence for seen in self.report.evidence):
                        artifact["uriBaseId"] = finding.evidence or ""
                    location["physicalLocation"] = {"artifactLocation": artifact}
                    if line:
                        region = {"startLine": line, **({"startColumn": column} if column else {})}
                        location["physicalLocation"]["region"] = region
        name = finding.subject or finding.place
        if name:
            location["logicalLocations"] = [{"fullyQualifiedName": self.clean(name)}]
        return [location] if location else []

    def invocation(self) -> dict[str, Any]:
        errors = list(self.errors())
        return {
            "executionSuccessful": not errors,
            "toolExecutionNotifications": errors + list(self.omissions()),
            "toolConfigurationNotifications": [
                {
                    "level": "note",
                    "descriptor": {"id": self.clean(notice.code)},
                    "message": self.message(notice.text),
                }
                for notice in self.report.notices
            ],
        }

    def errors(self) -> Iterator[dict[str, Any]]:
        for index, provision in enumerate(self.report.provisions):
            found = [finding for finding in provision.findings if _stated(finding) is Outcome.ERROR]
            messages = [finding.message for finding in found]
            if not found and provision.outcome is Outcome.ERROR:
                messages = [provision.because or words.OUTCOMES[Outcome.ERROR]]
            for message in messages:
                yield self.notification(provision, index, "error", "check-error", message)

    def omissions(self) -> Iterator[dict[str, Any]]:
        for index, provision in enumerate(self.report.provisions):
            if provision.omitted:
                n = provision.omitted
                told = Text(zh=f"另有 {n} 处未列出", en=f"{words.counted(n, 'more finding')} not listed")
                yield self.notification(provision, index, "note", "findings-omitted", told)

    def notification(
        self, provision: ProvisionResult, index: int, level: str, code: str, message: Text
    ) -> dict[str, Any]:
        return {
            "level": level,
            "descriptor": {"id": code},
            "associatedRule": {"id": provision.id, "index": index},
            "message": self.message(message),
        }

    @property
    def zh(self) -> bool:
        return self.language is Language.ZH

    @property
    def tag(self) -> str:
        # 3.14.7: a language tag with at most a country.
        return "zh-CN" if self.zh else "en-US"

    def message(self, text: Text) -> dict[str, str]:
        return {"text": self.escaped(text.in_(self.language))}

    def both(self, text: Text) -> dict[str, str]:
        return {"zh": clipped(text.zh, LONGEST, Language.ZH), "en": clipped(text.en, LONGEST, Language.EN)}

    def clean(self, text: str) -> str:
        return clipped(text, LONGEST, self.language)

    def escaped(self, text: str, keep: str = "") -> str:
        """A message string: braces doubled (3.11.5), and no stranger's brackets taken for a link (3.11.6)."""
        lines = text.split(keep) if keep else [text]
        cleaned = (keep or "").join(map(self.clean, lines))
        return cleaned.replace("{", "{{").replace("}", "}}").replace("](", "\\](")


def _stated(finding: Finding) -> Outcome:
    """The outcome a result shows: that of the attestation where there is one; a waiver suppresses, and changes none."""
    return finding.attested_outcome or finding.outcome


def _fingerprint(provision: ProvisionResult, finding: Finding) -> str:
    """The same finding in another run: provision, check without version, and subject; not its values."""
    check = (finding.check or "").partition("@")[0]
    identity = json.dumps([provision.id, check, finding.subject])
    return hashlib.sha256(identity.encode()).hexdigest()[:32]
