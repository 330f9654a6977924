"""What the home page of a portal lets one guess of its deployment, each guess with what it was guessed from.

Nothing here decides anything: a person reads the guesses in the file and lets them stand or mends them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar, cast
from urllib.parse import urlsplit

from egovspec.collect.personal import masked
from egovspec.collect.website.page.pages import PageRead
from egovspec.collect.website.page.urls import host
from egovspec.desk.looking import Home
from egovspec.errors import SpecError, Where
from egovspec.library.catalogue import Catalogue, Entry
from egovspec.library.profiles import included
from egovspec.model.base import Text, Tier
from egovspec.model.codelist import CodeList
from egovspec.model.columns import Column, ColumnTree
from egovspec.model.profile import Profile

T = TypeVar("T")
KIND = "portal"
MOST_NAMES = 20
_LIKE = 0.5
_SITE_ID = re.compile(r"(\d{6})\d{4}", re.ASCII)
# Source: GB/T 2260; the first two digits are the province.
_DIVISION = re.compile(r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|81|82)\d{4}", re.ASCII)
_HOME_WORDS = re.compile(r"^(?:网站)?首页\s*[-_|—–·]+\s*|\s*[-_|—–·]+\s*(?:网站)?首页$")
_BY_NAME = (
    (re.compile(r"(?:省|自治区)(?:人民)?政府"), Tier.PROVINCE),
    (re.compile(r"市(?:人民)?政府"), Tier.CITY),
    (re.compile(r"(?:县|区|旗)(?:人民)?政府"), Tier.COUNTY),
)
_SERVICES = re.compile(r"政务服务|办事服务|网上办事|一网通办|办事大厅")
_TIERS = {
    Tier.PROVINCE: Text(zh="以 0000 结尾", en="it ends in 0000"),
    Tier.CITY: Text(zh="以 00 结尾", en="it ends in 00"),
    Tier.COUNTY: Text(zh="不以 00 结尾", en="it does not end in 00"),
}


@dataclass(frozen=True)
class Guess(Generic[T]):
    """A value, and what it was guessed from; None where a person said it."""

    value: T
    why: Text | None


class OwnName(NamedTuple):
    """A name of the portal's own that may be a column of the tree: its path, and the name it is like."""

    path: str
    name: str
    like: str


class Platform(NamedTuple):
    """Where services seem to be handled, and the text of the link that leads there."""

    url: str
    text: str


@dataclass(frozen=True)
class Guesses:
    """All that was guessed. None: nothing on the page says it.

    like     names of the portal's own beside the columns they are like
    unknown  further names that no column of the tree has
    """

    identifier: Guess[str]
    title: Guess[str]
    title_en: Guess[str] | None
    division: Guess[str] | None
    tier: Guess[Tier] | None
    profile: Guess[str]
    platform: Platform | None
    like: tuple[OwnName, ...]
    unknown: tuple[str, ...]


def guess(home: Home, catalogue: Catalogue, profile: Entry | None) -> Guesses:
    """Guess a deployment from a home page.

    profile   the one a person named, which then also says the tier
    Raises    LookupError when no profile of the catalogue is about portals
    """
    why: Text | None
    title, division = _title(home), _division(home.page, catalogue)
    place = _place(catalogue, division.value) if division else None
    tier = _tier(division, title, place)
    if profile is None:
        profile, why = _profile(catalogue, tier)
    else:
        why = None
        binds = cast("Profile", profile.model).binds.tier
        if binds is not None and (tier is None or tier.value is not binds):
            tier = Guess(binds, _as_bound(profile, tier))
    like, unknown = _own_names(home.page, catalogue, profile)
    return Guesses(
        identifier=_identifier(home),
        title=title,
        title_en=_title_en(place),
        division=division,
        tier=tier,
        profile=Guess(_major(profile), why),
        platform=_platform(home),
        like=tuple(like),
        unknown=tuple(unknown),
    )


def _identifier(home: Home) -> Guess[str]:
    name = re.sub(r"^www\.|\.gov\.cn$|\.cn$", "", host(home.address))
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:80].strip("-") or "site"
    return Guess(f"{slug}-portal", Text(zh="取自主机名", en="from the name of the host"))


def _title(home: Home) -> Guess[str]:
    tag = next((tag.value for tag in home.page.tags if tag.name == "SiteName" and tag.value.strip()), "")
    if tag:
        return Guess(_told(tag), Text(zh="取自 SiteName 标签", en="from the tag SiteName"))
    title = _told(_HOME_WORDS.sub("", home.page.title or ""))
    if title:
        return Guess(title, Text(zh="取自网页标题", en="from the title of the page"))
    return Guess(
        host(home.address), Text(zh="网页没有标题，暂以主机名代替", en="the page has no title; its host for now")
    )


def _title_en(place: Text | None) -> Guess[str] | None:
    if place is None:
        return None
    return Guess(f"Portal of {place.en}", Text(zh="由区划的英文名称拟写", en="made from the name of the division"))


def _division(page: PageRead, catalogue: Catalogue) -> Guess[str] | None:
    """The division in the site id: of its tag, else of the foot of the page."""
    tag = next((tag.value for tag in page.tags if tag.name == "SiteIDCode" and tag.value), None)
    mark = next((mark.value for mark in page.marks if mark.mark == "site-id"), None)
    for value, zh, en in (
        (tag, "SiteIDCode 标签", "the tag SiteIDCode"),
        (mark, "页脚的网站标识码", "the site id at the foot"),
    ):
        found = _SITE_ID.fullmatch(value.strip()) if value else None
        if found and _DIVISION.fullmatch(found[1]):
            zh, en = f"{zh} {found[0]} 的前六位", f"the first six digits of {found[0]}, {en}"
            if place := _place(catalogue, found[1]):
                zh, en = f"{zh}，{place.zh}", f"{en}: {place.en}"
            elif any(code[:2] == found[1][:2] for code in _divisions(catalogue)):
                zh, en = f"{zh}；但不是现行区划代码", f"{en}; yet it is no current division code"
            return Guess(found[1], Text(zh=zh, en=en))
    return None


def _divisions(catalogue: Catalogue) -> dict[str, Text]:
    """Divisions by code, of every code list whose codes are of a tier."""
    tiers = {tier.value for tier in Tier}
    lists = (cast("CodeList", entry.model) for entry in catalogue.of_kind("codelist"))
    return {one.code: one.name for codes in lists for one in codes.codes if one.level in tiers}


def _place(catalogue: Catalogue, code: str) -> Text | None:
    return _divisions(catalogue).get(code)


def _tier(division: Guess[str] | None, title: Guess[str], place: Text | None) -> Guess[Tier] | None:
    if division is not None:
        code = division.value
        tier = Tier.PROVINCE if code.endswith("0000") else Tier.CITY if code.endswith("00") else Tier.COUNTY
        shape = _TIERS[tier]
        return Guess(tier, Text(zh=f"区划代码 {code} {shape.zh}", en=f"the division code {code}: {shape.en}"))
    for pattern, tier in _BY_NAME:
        if found := pattern.search(title.value):
            return Guess(tier, Text(zh=f"名称中有“{found[0]}”", en=f"the name holds “{found[0]}”"))
    return None


def _as_bound(profile: Entry, tier: Guess[Tier] | None) -> Text:
    """Why the tier is that of the profile, and what speaks for another."""
    zh, en = f"方案 {profile.exact} 所适用的层级", f"the tier {profile.exact} binds"
    if tier is not None and tier.why is not None:
        zh, en = f"{zh}；但{tier.why.zh}，像是 {tier.value}", f"{en}; yet {tier.why.en}, which speaks for {tier.value}"
    return Text(zh=zh, en=en)


def _profile(catalogue: Catalogue, tier: Guess[Tier] | None) -> tuple[Entry, Text]:
    """A profile for portals of a tier: the shipped one called after it, else the first there is."""
    usable = [entry for entry in catalogue.of_kind("profile") if _is_usable(catalogue, entry)]
    portals = [entry for entry in usable if cast("Profile", entry.model).binds.kind == KIND]
    wanted = tier.value if tier is not None else Tier.CITY
    bound = [entry for entry in portals if cast("Profile", entry.model).binds.tier in (wanted, None)]
    chosen = next((entry for entry in bound if entry.key.id == f"{wanted}-portal"), next(iter(bound), None))
    if chosen is None:
        raise LookupError(wanted.value)
    if tier is None:
        return chosen, Text(
            zh="看不出层级，暂用市级；请改为相应的方案（egovspec list profiles）",
            en="nothing says the tier, so a city's for now; name the one that binds you (egovspec list profiles)",
        )
    return chosen, Text(zh=f"适用于 {wanted} 级门户的方案", en=f"the profile for portals of tier {wanted}")


def _is_usable(catalogue: Catalogue, entry: Entry) -> bool:
    try:
        return catalogue.resolve("profile", _major(entry), Where("")) is entry
    except SpecError:
        return False


def _major(profile: Entry) -> str:
    return f"{profile.key.id}@{profile.key.version.partition('.')[0]}"


def _platform(home: Home) -> Platform | None:
    """The first link to another host that is called as services are, best one of a services platform."""
    found: list[Platform] = []
    for link in home.page.links:
        if home.site.holds(link.target) or not host(link.target):
            continue
        parts = urlsplit(link.target)
        name = parts.hostname or ""
        if "zwfw" in name or (_SERVICES.search(link.text) and name.endswith(".gov.cn")):
            found.append(Platform(f"{parts.scheme}://{parts.netloc}", _told(link.text)))
    return next((one for one in found if "zwfw" in one.url), next(iter(found), None))


def _own_names(page: PageRead, catalogue: Catalogue, profile: Entry) -> tuple[list[OwnName], list[str]]:
    """Names in the menus that no column of the tree has: those like a column that was not seen, and the others."""
    tree = _tree(catalogue, profile)
    if tree is None:
        return [], []
    shown = list(dict.fromkeys(column.name for column in page.columns))
    patterns = {column.path: [_pattern(name) for name in _names(column)] for column in tree.walk()}
    seen = {path for path, known in patterns.items() if any(one.fullmatch(name) for one in known for name in shown)}
    unknown = [name for name in shown if not any(one.fullmatch(name) for known in patterns.values() for one in known)]
    missing = [c for c in tree.walk() if (c.required or c.expected) and c.path not in seen]
    like: list[OwnName] = []
    for name in unknown:
        best = max(((_likeness(name, own), c.path, own) for c in missing for own in _names(c)), default=(0.0, "", ""))
        if best[0] >= _LIKE and best[1] not in {one.path for one in like}:
            like.append(OwnName(best[1], _told(name), best[2]))
    taken = {one.name for one in like}
    return like, [_told(name) for name in unknown if _told(name) not in taken]


def _tree(catalogue: Catalogue, profile: Entry) -> ColumnTree | None:
    try:
        values: Iterator[object] = (one for i in included(catalogue, profile) for one in i.inclusion.with_.values())
        return next((tree for value in values if (tree := catalogue.model(ColumnTree, str(value)))), None)
    except SpecError:
        return None


def _names(column: Column) -> Sequence[str]:
    return (column.name.zh, *column.aliases)


def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, name.split("*"))))


def _likeness(name: str, own: str) -> float:
    return difflib.SequenceMatcher(None, name, own.replace("*", "")).ratio()


def _told(text: str) -> str:
    """A text of the page on one line, short, and with nothing personal in it."""
    line = masked(" ".join(text.split()))
    return line if len(line) <= 60 else line[:59] + "…"


__all__ = ["Guess", "Guesses", "OwnName", "Platform", "guess"]
