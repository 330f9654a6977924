"""Attestations and waivers laid over findings. The original outcome stays; what does not fit is said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from egovspec.model.base import Text
from egovspec.model.overlay import Attestation, Waiver
from egovspec.model.report import AttestedBy, Notice, WaivedBy


@dataclass
class Overlays:
    """What is in force on the day of the verdict, and which of it met something."""

    attestations: dict[str, Attestation] = field(default_factory=dict)
    waivers: dict[str, list[Waiver]] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    _met: set[int] = field(default_factory=set)

    @classmethod
    def on(cls, today: date, attestations: Iterable[Attestation], waivers: Iterable[Waiver]) -> Overlays:
        """Sort out what holds on `today`; what has expired or is not yet in force becomes a notice."""
        overlays = cls()
        answers, exceptions = list(attestations), list(waivers)
        for attestation in answers:
            if _holds(attestation, today):
                overlays.attestations[attestation.provision] = attestation
        for waiver in exceptions:
            if _holds(waiver, today):
                overlays.waivers.setdefault(waiver.provision, []).append(waiver)
        # What an earlier or later record of the same thing stands in for is missed by nobody.
        for attestation in answers:
            if attestation.provision not in overlays.attestations:
                overlays._tell(today, attestation, "attestation", "人工确认")
        for waiver in exceptions:
            in_force = overlays.waivers.get(waiver.provision, ())
            if not any(one.subject == waiver.subject for one in in_force):
                overlays._tell(today, waiver, "waiver", "豁免")
        return overlays

    def _tell(self, today: date, overlay: Attestation | Waiver, what: str, what_zh: str) -> None:
        expired = today > overlay.expires
        en = f"expired on {overlay.expires}" if expired else f"holds only from {overlay.on}"
        zh = f"已于 {overlay.expires} 到期" if expired else f"自 {overlay.on} 起方有效"
        self.notices.append(
            Notice(
                code=f"{what}-{'expired' if expired else 'not-yet'}",
                text=Text(
                    zh=f"{overlay.provision} 的{what_zh}{zh}，不予采用",
                    en=f"the {what} of {overlay.provision} {en} and is not used",
                ),
            )
        )

    def subjects(self, provision: str) -> tuple[str, ...]:
        """Subjects waived by name: their rows must be seen, however many others there are."""
        return tuple(sorted({w.subject for w in self.waivers.get(provision, ()) if w.subject is not None}))

    def waiver(self, provision: str, subject: str) -> Waiver | None:
        """The waiver that covers a subject, noted as met."""
        for waiver in self.waivers.get(provision, ()):
            if waiver.subject in (None, subject):
                self._met.add(id(waiver))
                return waiver
        return None

    def attestation(self, provision: str) -> Attestation | None:
        """The answer to a review, noted as met."""
        found = self.attestations.get(provision)
        if found is not None:
            self._met.add(id(found))
        return found

    def unmatched(self) -> list[Notice]:
        """Notices for what met nothing: a waiver of what does not fail, an answer to what asks no review."""
        left: list[Notice] = []
        for waivers in self.waivers.values():
            for waiver in waivers:
                if id(waiver) not in self._met:
                    about = waiver.provision + (f" {waiver.subject}" if waiver.subject else "")
                    text = Text(
                        zh=f"{about} 的豁免没有对应的不符合项", en=f"the waiver of {about} meets nothing that fails"
                    )
                    left.append(Notice(code="waiver-unmatched", text=text))
        for attestation in self.attestations.values():
            if id(attestation) not in self._met:
                name = attestation.provision
                text = Text(zh=f"{name} 的人工确认没有对应的人工核验", en=f"the attestation of {name} meets no review")
                left.append(Notice(code="attestation-unmatched", text=text))
        return left


def _holds(overlay: Attestation | Waiver, today: date) -> bool:
    return overlay.on <= today <= overlay.expires


def waived_by(waiver: Waiver) -> WaivedBy:
    return WaivedBy(because=waiver.because, approved_by=waiver.approved_by, expires=waiver.expires)


def attested_by(attestation: Attestation) -> AttestedBy:
    document = attestation.document
    return AttestedBy(
        by=attestation.by,
        on=attestation.on,
        expires=attestation.expires,
        faults=attestation.faults,
        document=document.title if document else None,
        sha256=document.sha256 if document else None,
        note=attestation.note,
    )
