"""What a person names on the command line, held to the deployment: a provision, a term, a text."""

from __future__ import annotations

import re
from datetime import date

from egovspec.desk.terms import last_day
from egovspec.errors import SpecErrors, UnknownReference, Where, WrongSettings, WrongValue
from egovspec.library.catalogue import Catalogue
from egovspec.library.deployments import Bound, Loaded, bound_provisions, provisions_of
from egovspec.library.shapes import did_you_mean

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_TERM = {
    "must be a day of the calendar": "不是历法上的日期",
    "must be a date such as 2027-10-14, or a length such as P1Y, P6M or P30D": "应为日期，如 2027-10-14，或期限，如 P1Y、P6M、P30D",
    "must be a length in whole days, at least one": "期限应为整日数，至少一天",
    "lies beyond the year 9999": "超出公元 9999 年",
}


def bound_to(catalogue: Catalogue, loaded: Loaded, name: str, where: Where) -> Bound:
    """A provision the deployment is held to. Raises SpecErrors when it is not, or is exempt."""
    known = bound_provisions(catalogue, loaded)
    found, profile = known.get(name), loaded.profile.exact
    if found is None:
        elsewhere = name in provisions_of(catalogue)
        hint = {} if elsewhere else did_you_mean(name, known) or did_you_mean(name.upper(), known)
        raise SpecErrors(
            [
                UnknownReference(
                    where,
                    f"the profile {profile} holds no provision {name!r}",
                    zh=f"方案 {profile} 中没有条款 {name!r}",
                    **hint,
                )
            ]
        )
    if found.exempt is not None:
        raise SpecErrors(
            [
                WrongSettings(
                    where,
                    f"{name} does not apply to this deployment: {found.exempt.en}",
                    zh=f"{name} 不适用于本部署：{found.exempt.zh}",
                )
            ]
        )
    return found


def term(said: str, on: date, where: Where) -> date:
    """The last day of a term. Raises SpecErrors for what is no term, and for one that ends before it begins."""
    try:
        expires = last_day(said, on)
    except ValueError as problem:
        en = str(problem)
        raise SpecErrors([WrongValue(where, f"--expires {en}", zh=f"--expires {_TERM[en]}")]) from None
    if expires < on:
        raise SpecErrors(
            [
                WrongSettings(
                    where,
                    f"it would end on {expires}, before it begins on {on}",
                    zh=f"到期日 {expires} 早于起始日 {on}",
                )
            ]
        )
    return expires


def said_in_one_line(text: str, option: str, where: Where) -> str:
    """A text as it is kept: on one line. Raises SpecErrors when there is none, or it holds what nobody can read."""
    line = " ".join(text.split())
    if not line or _CONTROL.search(line):
        en, zh = ("must not be empty", "不能为空") if not line else ("holds control characters", "含有控制字符")
        raise SpecErrors([WrongValue(where, f"{option} {en}", zh=f"{option} {zh}")])
    return line


__all__ = ["bound_to", "said_in_one_line", "term"]
