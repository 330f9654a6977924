"""A report as JUnit XML, for the dashboards of continuous integration: a suite a standard, a case a provision.

There is no official schema; this keeps to what Jenkins, GitLab and GitHub readers share: failure, error and skipped
with a message, and text below. Nothing took any time, so that the same report gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from egovspec.model.base import Language, Text
from egovspec.model.outcome import Outcome
from egovspec.model.report import Finding, ProvisionResult, Report, State
from egovspec.render import digest, words
from egovspec.render.visible import clipped

SHOWN = 100
LONGEST = 2_000


def render(report: Report, *, language: Language = Language.ZH) -> str:
    """One `testsuites` document, ending in a line break."""
    suites: dict[str, list[ProvisionResult]] = {}
    for provision in report.provisions:
        suites.setdefault(provision.standard, []).append(provision)
    root = ElementTree.Element(
        "testsuites",
        {"name": _clean(f"{report.deployment.id} {report.profile}", language), **_counts(report.provisions)},
    )
    for standard, provisions in suites.items():
        suite = ElementTree.SubElement(root, "testsuite", {"name": _clean(standard, language), **_counts(provisions)})
        suite.set("timestamp", report.as_of.replace(tzinfo=None).isoformat(timespec="seconds"))
        properties = ElementTree.SubElement(suite, "properties")
        for name, value in _properties(report):
            ElementTree.SubElement(properties, "property", {"name": name, "value": _clean(value, language)})
        for provision in provisions:
            suite.append(_case(provision, language))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _properties(report: Report) -> Iterator[tuple[str, str]]:
    yield "generator", report.generator
    yield "deployment", report.deployment.id
    yield "profile", report.profile
    yield "as_of", report.as_of.isoformat()
    yield "catalogue_digest", report.catalogue_digest


def _counts(provisions: list[ProvisionResult]) -> dict[str, str]:
    tags = [_tag(provision) for provision in provisions]
    return {
        "tests": str(len(tags)),
        "failures": str(tags.count("failure")),
        "errors": str(tags.count("error")),
        "skipped": str(tags.count("skipped")),
        "time": "0",
    }


def _tag(provision: ProvisionResult) -> str | None:
    if provision.state is State.WAIVED:
        return "skipped"
    match provision.outcome:
        case Outcome.PASS:
            return None
        case Outcome.FAIL:
            return "failure"
        case Outcome.ERROR:
            return "error"
        case _:
            return "skipped"


def _case(provision: ProvisionResult, language: Language) -> ElementTree.Element:
    title = provision.title.in_(language)
    case = ElementTree.Element(
        "testcase",
        {
            "classname": _clean(provision.standard.partition("@")[0].replace("/", "."), language),
            "name": _clean(f"{provision.id} {title}", language),
            "time": "0",
        },
    )
    tag = _tag(provision)
    if tag is None:
        return case
    child = ElementTree.SubElement(case, tag, {"message": _clean(_headline(provision, language), language)})
    if tag != "skipped":
        child.set("type", f"{provision.level}")
    child.text = "\n".join(["", *_body(provision, language), ""])
    return case


def _headline(provision: ProvisionResult, language: Language) -> str:
    zh = language is Language.ZH
    if provision.state is State.WAIVED:
        original = words.OUTCOMES[provision.original].in_(language)
        until = provision.waived_until
        return f"已豁免至 {until}（原判定：{original}）" if zh else f"waived until {until} (was: {original})"
    outcome = words.OUTCOMES[provision.outcome].in_(language)
    if provision.outcome is Outcome.FAIL and provision.counts.total:
        failed, total = provision.counts.failed, provision.counts.total
        return f"{outcome}：{total} 个对象中 {failed} 个" if zh else f"{outcome}: {failed} of {total} subjects"
    told = next((found.message for found in digest.telling(provision)), None)
    why = provision.because or told
    if why is None:
        return outcome
    return f"{outcome}：{why.zh}" if zh else f"{outcome}: {why.en}"


def _body(provision: ProvisionResult, language: Language) -> Iterator[str]:
    if provision.state is State.WAIVED:
        findings = [finding for finding in provision.findings if finding.waived]
    else:
        findings = [finding for finding in digest.telling(provision) if finding.effective is provision.outcome]
    for finding in findings[:SHOWN]:
        yield _clean(f"- {finding.message.in_(language)}", language)
        for title, text in _details(finding):
            yield _line(title, text, language)
    beyond = max(len(findings) - SHOWN, 0) + (provision.omitted if findings else 0)
    if beyond:
        yield f"……另有 {beyond} 处" if language is Language.ZH else f"… and {beyond} more"
    for cited in provision.basis:
        yield _line(words.CLAUSE, f"{cited.document.in_(language)}: {cited.text.in_(language)}", language)
    yield _line(words.FIX, provision.fix.in_(language), language)
    yield _line(words.MORE, f"egovspec explain {provision.id}", language)


def _details(finding: Finding) -> Iterator[tuple[Text, str]]:
    if finding.subject:
        yield words.SUBJECT, finding.subject
    if finding.place and finding.place != finding.subject:
        yield words.WHERE, finding.place
    if finding.values:
        yield words.VALUES, "  ".join(f"{name}={digest.value_text(value)}" for name, value in finding.values.items())
    if finding.waived:
        yield words.BECAUSE, finding.waived.because


def _line(title: Text, text: str, language: Language) -> str:
    return _clean(f"  {title.in_(language)}: {text}", language)


def _clean(text: str, language: Language) -> str:
    # XML 1.0 cannot hold most control characters at all, not even as references (section 2.2).
    return clipped(text, LONGEST, language)
