"""Any report at all, for what must hold of every report."""

from __future__ import annotations

from datetime import UTC

from hypothesis import strategies as st

from egovspec.model.base import Confidence, Origin, Text
from egovspec.model.outcome import Outcome
from egovspec.model.report import (
    AttestedBy,
    BasisCited,
    Counts,
    CoverageState,
    DeploymentSeen,
    EvidenceSeen,
    Finding,
    Notice,
    ProvisionResult,
    Report,
    TableCoverage,
    WaivedBy,
)
from egovspec.model.standard import Level
from reports import TRICKS

_TEXT = st.text(max_size=30) | st.sampled_from(TRICKS)
_WORDING = _TEXT.filter(lambda text: text.strip() != "" and "".join(text.split()) != "")
_BOTH = st.builds(Text, zh=_WORDING, en=_WORDING)
_SCALAR = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _TEXT
_FINDING = st.builds(
    Finding,
    subject=_TEXT,
    outcome=st.sampled_from(Outcome),
    message=_BOTH,
    place=st.none() | _TEXT | st.from_regex(r"https?://[^ ]{1,30}", fullmatch=True),
    check=st.none() | _TEXT,
    values=st.dictionaries(_TEXT, _SCALAR | st.lists(_SCALAR, max_size=3), max_size=3),
    reason=st.none() | _TEXT,
    evidence=st.none() | _TEXT,
    waived=st.none() | st.builds(WaivedBy, because=_TEXT, approved_by=_TEXT, expires=st.dates()),
    attested=st.none() | st.builds(AttestedBy, by=_TEXT, on=st.dates(), expires=st.dates(), document=st.none() | _TEXT),
    attested_outcome=st.none() | st.sampled_from(Outcome),
)
_COUNT = st.integers(min_value=0, max_value=10**9)
_PROVISION = st.builds(
    ProvisionResult,
    id=st.from_regex(r"[A-Z]{2}-[0-9]{2,3}", fullmatch=True),
    standard=_TEXT,
    level=st.sampled_from(Level),
    title=_BOTH,
    text=_BOTH,
    fix=_BOTH,
    basis=st.lists(st.builds(BasisCited, clause=_TEXT, document=_BOTH, text=_BOTH), max_size=2),
    confidence=st.sampled_from(Confidence),
    origin=st.sampled_from(Origin),
    mandatory=st.booleans(),
    outcome=st.sampled_from(Outcome),
    original=st.sampled_from(Outcome),
    because=st.none() | _BOTH,
    waived_until=st.none() | st.dates(),
    counts=st.builds(Counts, passed=_COUNT, failed=_COUNT, open=_COUNT),
    findings=st.lists(_FINDING, max_size=3),
    omitted=_COUNT,
)
_EVIDENCE = st.builds(
    EvidenceSeen,
    id=_TEXT,
    collector=_TEXT,
    collector_version=_TEXT,
    target=_TEXT,
    required=st.booleans(),
    captured=st.none() | st.datetimes(timezones=st.just(UTC)),
    coverage=st.lists(
        st.builds(
            TableCoverage,
            table=_TEXT,
            state=st.sampled_from(CoverageState),
            reason=st.none() | _TEXT,
            detail=st.none() | _BOTH,
            rows=_COUNT,
        ),
        max_size=3,
    ),
)
any_report = st.builds(
    Report,
    generator=_TEXT,
    deployment=st.builds(DeploymentSeen, id=_TEXT, title=st.none() | _BOTH, division=st.none() | _TEXT),
    profile=_TEXT,
    profile_title=_BOTH,
    as_of=st.datetimes(timezones=st.just(UTC)),
    today=st.dates(),
    zone=st.sampled_from(["Asia/Shanghai", "UTC", "Nowhere/At_All", ""]),
    catalogue_digest=_TEXT,
    drafts=st.lists(_TEXT, max_size=2),
    evidence=st.lists(_EVIDENCE, max_size=2),
    notices=st.lists(st.builds(Notice, code=_TEXT, text=_BOTH), max_size=2),
    provisions=st.lists(_PROVISION, max_size=4),
)
