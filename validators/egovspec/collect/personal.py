"""Personal data in plain text: recognised, and masked before it becomes a fact.

A report on a leak must not leak again, so what is found is kept in masked form only, and every text a collector keeps
goes through `masked`. Nothing here knows HTML; who reads pages, tables or files says which header stands above.

An identity number is reported when its region, its birth date and its check digit all hold (GB 11643-1999) and no word
beside it says that it is something else. Of random strings of 18 digits one in 105 000 passes all three (228 015 of
10^6 regions, 46 081 days from 1900 to 2026-03-01 of 10^8, one check digit in 11); of numbers built as region, date
and serial, as receipts are, one in 11 does: there the label decides. One in 137 strings of 15 digits looks like an
old identity number and one in 10 of 16 to 19 passes the check of a bank card, so both need a label, a header, or, for
cards, groups of four. Without these the numbers of items and orders would be cards.

Source: security-and-network.md#7.2, information-resources.md#4.1, #5.1, #5.2
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from egovspec.collect import personal_words as words
from egovspec.collect.personal_words import Label, Means


class Kind(StrEnum):
    """What kind of personal data a value is."""

    IDENTITY_NUMBER = "identity-number"
    OLD_IDENTITY_NUMBER = "old-identity-number"
    MOBILE = "mobile"
    BANK_CARD = "bank-card"
    EMAIL = "email"


class Found(NamedTuple):
    """One value: text[start:stop] is how it is written.

    masked   the only form that may be kept: 33*************123, 138****1234, ************1234, a***@sample.com
    reason   what confirmed it
    label    the word beside it, from a closed list (身份证号, 联系电话); None when there is none
    office   an e-mail address of a government domain, which is no personal data
    """

    kind: Kind
    start: int
    stop: int
    masked: str
    reason: str
    label: str | None = None
    office: bool = False


# One character for one, so that places in the text stay places in the text. What cannot be seen, and the mark the
# reader of HTML puts between digits that meet across tags, become U+001F. The last sign of an identity number is a Roman
# ten, typed in many ways.
_PLAIN: dict[int, int] = {wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1A), 0xFF20, 0xFF0E, 0xFF0A)}
_PLAIN |= {wide: wide - 0xFEE0 for wide in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_PLAIN |= dict.fromkeys(map(ord, "－–—―‐‑−﹣"), ord("-"))
_PLAIN |= dict.fromkeys((0x3000, 0xA0, 0x202F, 0x205F, *range(0x2000, 0x200B)), ord(" "))
_PLAIN |= dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD), 0x1F)
_PLAIN |= dict.fromkeys(map(ord, "ⅩⅹХх×"), ord("X"))

_DIGIT = "[0-9０-９]"
_APART = "[\x1f \u3000\xa0\u202f\u205f\u2000-\u200d\u2060\ufeff\u00ad\\-－–—―‐‑−﹣]{0,3}+"
_RUN = re.compile(f"{_DIGIT}(?:{_APART}{_DIGIT}){{10}}")
# The first character stands alone in front, so that the engine skips all others at the speed of a plain search.
_RUN_OR_MAIL = re.compile(f"[@＠0-9０-９](?:(?<=[@＠])|(?:{_APART}{_DIGIT}){{10}})")

_S = "[\x1f -]{0,3}+"  # between digits as people group them
_G = "\x1f{0,3}+"  # between digits the layout keeps apart
_ALONE = "(?<![0-9A-Za-z]{0})"  # stands after the first digit, so that the search can jump from digit to digit
_END = "(?![0-9A-Za-z])"


def _day(s: str) -> str:
    return f"(?:0{s}[1-9]|1{s}[0-2]){s}(?:0{s}[1-9]|[12]{s}[0-9]|3{s}[01])"


_IDENTITY = re.compile(
    f"[1-9]{_ALONE.format('[1-9]')}(?:{_S}[0-9]){{5}}{_S}(?:1{_S}9|2{_S}0)(?:{_S}[0-9]){{2}}{_S}{_day(_S)}"
    rf"(?:{_S}[0-9]){{3}}{_S}[0-9Xx]{_END}(?!\.[0-9])"
)
# A disability certificate is numbered by the identity number and two digits for kind and degree, a reissue adds B1; the
# national number of a pupil is a letter and the identity number.
_CARRIED = re.compile(
    "(?<![0-9A-Za-z])(?:[GLgl](?P<pupil>[1-9][0-9]{16}[0-9Xx])"
    "|(?P<disabled>[1-9][0-9]{16}[0-9Xx])[1-7][1-4](?:[Bb][0-9]{1,2})?)(?![0-9A-Za-z])"
)
_OLD = re.compile(f"[1-8]{_ALONE.format('[1-8]')}(?:{_G}[0-9]){{7}}{_G}{_day(_G)}(?:{_G}[0-9]){{3}}{_END}")
_FOURS = re.compile(
    f"[2-9]{_ALONE.format('[2-9]')}[0-9]{{3}}(?P<gap>[ -])[0-9]{{4}}(?P=gap)[0-9]{{4}}(?P=gap)[0-9]{{4}}"
)
_IN_FOURS = re.compile("[0-9]{4}([ -])[0-9]{4}\\1[0-9]{4}\\1[0-9]{4}(?:\\1[0-9]{1,3})?")
_CARD = re.compile(f"[2-9]{_ALONE.format('[2-9]')}(?:{_S}[0-9]){{15}}")
_CARD_OF = [re.compile(f"[2-9](?:{_S}[0-9]){{{more}}}{_END}") for more in (18, 17, 16, 15)]
_MOBILE = re.compile(
    r"1(?:(?<![0-9A-Za-z]1)(?<!0\.1)|(?<=\+861)|(?<=[^0-9A-Za-z]861)|(?<=^861)|(?<=[Tt][Ee][Ll]1))"
    f"{_G}[3-9]{_G}[0-9][\x1f -]{{0,2}}+[0-9](?:{_G}[0-9]){{3}}[\x1f -]{{0,2}}+[0-9](?:{_G}[0-9]){{3}}"
    r"(?![0-9A-Za-z]|[.,][0-9]| ?(?:元|万|亿|平方|立方|吨|公里|千米|千瓦|人次|美元|%))"
)
_MAIL = re.compile(r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.){1,5}[A-Za-z]{2,24}(?![A-Za-z0-9-])")
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._%+-]{0,62}[A-Za-z0-9_])?")

_REGION = re.compile(
    "(?:1[12]|31|50)0[1-3][0-9]{2}"  # municipalities: districts, counties, and the former cities of Chongqing
    "|(?:1[3-5]|2[1-3]|3[2-7]|4[1-6]|5[1-4]|6[1-5])(?:0[1-9]|[1-6][0-9]|70|90)[0-9]{2}"
    "|71(?:0[0-9]|[1-6][0-9]|70|90)[0-9]{2}|8[12]00[0-9]{2}|830000"
    # foreign permanent residents: province of application and nationality by ISO 3166-1
    "|9(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])(?!000)(?:[0-7][0-9]{2}|8[0-8][0-9]|89[0-4])"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SIGNS = "10X98765432"
_EARLIEST = date(1900, 1, 1)
_PARTS_END = frozenset({2, 3, 4, 6, 10, 12, 14, 17})

# Documented ranges of issuers (ISO/IEC 7812): first digits from, to, and how long the numbers are.
_ISSUERS = (
    ("62", "62", range(16, 20)),  # UnionPay
    ("81", "81", range(16, 20)),  # UnionPay, newer range
    ("4", "4", (16, 19)),  # Visa, and domestic cards from before the UnionPay range
    ("51", "55", (16,)),  # Mastercard
    ("2221", "2720", (16,)),
    ("3528", "3589", range(16, 20)),  # JCB
    ("36", "36", range(16, 20)),  # Diners Club
    ("6011", "6011", range(16, 20)),  # Discover
    ("644", "649", range(16, 20)),
    ("65", "65", range(16, 20)),
    ("9558", "9559", range(16, 20)),  # domestic cards from before the UnionPay range
    ("6013", "6013", range(16, 20)),
)

_SHORTEST = len("a@b.cn")
_WRITTEN = re.compile(r"[!-~]*")
_ADDRESS = re.compile(
    r"://|\bwww\.|[?&][\w%.-]{1,40}=|^[\"'(]?\.{0,2}/[\w%.-]{0,60}[A-Za-z][\w%.-]{0,60}/|"
    r"0[\w-]{0,40}\.(?:s?html?|jhtml|phps?|jspx?|aspx?|do|pdf|docx?|xlsx?|pptx?|wps|et|ofd|csv|txt|zip|rar|7z|jpe?g|png|gif|bmp|mp[34]|js|css|json|xml)(?![A-Za-z])",
    re.IGNORECASE,
)
_MASK_BEFORE = re.compile(r"(?:\*{3}|[0-9A-Za-z]\*{1,2})\Z")
_MASK_AFTER = re.compile(r"\*{3}|\*{1,2}[0-9A-Za-z]")
_OFFICE = re.compile(r"@(?:[a-z0-9-]{1,63}\.){0,4}gov\.cn$", re.IGNORECASE)


def may_hold(text: str) -> bool:
    """A cheap test: whether a text has enough digits in a row, or an @, to hold anything that `find` looks for."""
    return "@" in text or "＠" in text or _RUN.search(text) is not None


def stretches(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the lines and cells of a text that `may_hold` something. A value never crosses a line break or a tab."""
    position = 0
    while found := _RUN_OR_MAIL.search(text, position):
        start = text.rfind("\n", position, found.start()) + 1 or position
        start = text.rfind("\t", start, found.start()) + 1 or start
        stop = text.find("\n", found.end())
        stop = len(text) if stop < 0 else stop
        tab = text.find("\t", found.end(), stop)
        stop = stop if tab < 0 else tab
        yield start, stop
        position = stop


def find(text: str, *, header: str | None = None, today: date | None = None) -> Iterator[Found]:
    """Personal data in a text, in its order, without overlaps. Never raises for what the text holds.

    header  what stands above or beside the text in a table or list; decides where no word in the text does
    today   the last day a birth date can be; without it any day of the twenty-first century may be
    """
    if may_hold(text):
        yield from _Search(text.translate(_PLAIN), header, today).run()


def masked(text: str) -> str:
    """The text with every value replaced by its mask; the addresses of government domains stay as they are.

    Idempotent. Made to be called on every text of every fact: half a microsecond where there is nothing to find.
    """
    while may_hold(text):
        parts, position = [], 0
        for found in find(text):
            if not found.office:
                parts += [text[position : found.start], found.masked]
                position = found.stop
        if not parts:
            break
        text = "".join([*parts, text[position:]])  # again: what was hidden behind a value may stand free now
    return _IN_FILE_NAME.sub(_hidden_if_confirmed, text) if _ADDRESS_RUN.search(text) else text


# A file is mostly called by a number of its own, so one in its name is not reported; shown it is not, either.
_IN_FILE_NAME = re.compile(
    r"(?<![0-9A-Za-z])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])(?=[^\s/\\]{0,40}\.(?:pdf|docx?|xlsx?|csv|txt|wps|et|ofd|zip|rar|7z|"
    r"jpe?g|png|tiff?)(?![0-9A-Za-z]))",
    re.IGNORECASE,
)
_ADDRESS_IDENTITY = re.compile(
    r"[1-9](?:(?<![0-9A-Za-z][1-9])|(?<=%[0-9A-Fa-f]{2}[1-9]))[0-9]{16}[0-9Xx](?![0-9A-Za-z])"
)
_ADDRESS_CARD = re.compile(
    r"(?<=[?&;])(?P<name>[\w%.-]{0,20}(?:card|bank|yhk|account|acct)[\w.-]{0,20}=)(?P<number>[0-9]{16,19})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_ADDRESS_RUN = re.compile("[0-9]{16}")


def masked_in_address(url: str) -> str:
    """A URL with identity numbers masked, and bank cards where the name of the parameter says so.

    Items are numbered in addresses as cards and telephones are, so nothing else is touched; an identity number must
    stand alone between signs and hold in region, birth date and check digit.
    """
    if not _ADDRESS_RUN.search(url):
        return url
    url = _ADDRESS_IDENTITY.sub(_hidden_if_confirmed, url)
    return _ADDRESS_CARD.sub(
        lambda found: found["name"] + (_card_mask(found["number"]) if _is_card(found["number"]) else found["number"]),
        url,
    )


def _hidden_if_confirmed(found: re.Match[str]) -> str:
    return _hidden(found[0]) if _confirmed(found[0].upper(), None) else found[0]


class _Search:
    """One search of one text. Kinds are looked for in the order of their weight; a lighter one never overlaps."""

    def __init__(self, plain: str, header: str | None, today: date | None) -> None:
        self.plain = plain
        self.header = words.heading(header) if header else None
        self.today = today

    def run(self) -> list[Found]:
        kept: list[Found] = []
        looks: tuple[Callable[[], Iterator[Found]], ...] = (
            self._identities,
            self._carried,
            self._old,
            self._cards,
            self._mails,
            self._mobiles,
        )
        for look in looks:
            if not kept:
                kept = list(look())
                if len(self.plain) - sum(found.stop - found.start for found in kept) < _SHORTEST:
                    break  # a cell with one value and no more, as most are
                continue
            starts = [found.start for found in kept]
            free = []
            for found in look():
                at = bisect_right(starts, found.start)
                if (at and kept[at - 1].stop > found.start) or (at < len(kept) and kept[at].start < found.stop):
                    continue
                free.append(found)
            if free:
                kept = sorted(kept + free, key=lambda found: found.start)
        return kept

    def _label(self, start: int, stop: int) -> Label | None:
        return words.before(self.plain, start) or words.after(self.plain, stop) or self.header

    def _identities(self) -> Iterator[Found]:
        position = 0
        while found := _IDENTITY.search(self.plain, position):
            position = found.start() + 1
            number = _digits(found[0])
            if not _confirmed(number, self.today) or not _as_typed(found[0]) or not self._stands_free(*found.span()):
                continue
            label = self._label(*found.span())
            personal = label is not None and label.means in (Means.IDENTITY, Means.CARRIER)
            if not personal and (
                (label is not None and label.means in (Means.OTHER, Means.CARD)) or _is_credit_code(number)
            ):
                continue
            if self._in_address(*found.span()) and not personal:
                continue
            position = found.end()
            yield Found(
                Kind.IDENTITY_NUMBER,
                *found.span(),
                _hidden(number),
                "region, birth date, check digit",
                label.word if label else None,
            )

    def _carried(self) -> Iterator[Found]:
        if not words.speaks_of_carriers(self.plain) and not (self.header and self.header.means is Means.CARRIER):
            return
        for found in _CARRIED.finditer(self.plain):
            group = "pupil" if found["pupil"] else "disabled"
            label = self._label(*found.span())
            if label and label.means is Means.CARRIER and _confirmed(found[group].upper(), self.today):
                reason = "region, birth date, check digit within a longer number"
                yield Found(Kind.IDENTITY_NUMBER, *found.span(group), _hidden(found[group].upper()), reason, label.word)

    def _old(self) -> Iterator[Found]:
        for found in _OLD.finditer(self.plain):
            number = _digits(found[0])
            if not _REGION.fullmatch(number[:6]) or not _is_day(f"19{number[6:12]}", self.today):
                continue
            label = self._label(*found.span())
            if label and label.means is Means.IDENTITY and self._stands_free(*found.span()):
                reason = "region, birth date, label"
                yield Found(Kind.OLD_IDENTITY_NUMBER, *found.span(), _hidden(number), reason, label.word)

    def _cards(self) -> Iterator[Found]:
        if not _CARD.search(self.plain):
            return
        spoken = (self.header is not None and self.header.means is Means.CARD) or words.speaks_of_cards(self.plain)
        for begun in (_CARD if spoken else _FOURS).finditer(self.plain):
            for of_length in _CARD_OF:  # the longest first: what follows after a blank may belong to it or not
                found = of_length.match(self.plain, begun.start())
                if found and (card := self._card(found)):
                    yield card
                    break

    def _card(self, found: re.Match[str]) -> Found | None:
        number = _digits(found[0])
        if not _is_card(number) or not self._stands_free(*found.span()) or self._in_address(*found.span()):
            return None
        label = self._label(*found.span())
        if label is None:
            context, word = "groups of four" if _IN_FOURS.fullmatch(found[0]) else None, None
        else:
            context, word = "label" if label.means is Means.CARD else None, label.word
        if context is None:
            return None
        return Found(Kind.BANK_CARD, *found.span(), _card_mask(number), f"issuer range, check digit, {context}", word)

    def _mobiles(self) -> Iterator[Found]:
        for found in _MOBILE.finditer(self.plain):
            if not self._stands_free(*found.span()) or self._in_address(*found.span()):
                continue
            label = self._label(*found.span())
            if label is None or label.means in (Means.PHONE, Means.MAIL):
                number = _digits(found[0])
                mask = f"{number[:3]}****{number[-4:]}"
                yield Found(Kind.MOBILE, *found.span(), mask, "number range", label.word if label else None)

    def _mails(self) -> Iterator[Found]:
        if "@" not in self.plain:
            return
        free_from = 0
        for found in _MAIL.finditer(self.plain):
            at = found.start()
            local = _LOCAL.match(self.plain[max(free_from, at - 64) : at][::-1])
            if local is None:
                continue
            free_from = found.end()
            start = at - local.end()
            if not self._stands_free(start, found.end()) or "://" in self._written_before(start):
                continue
            label = words.before(self.plain, start) or self.header
            office = _OFFICE.search(found[0]) is not None
            reason = "form of an address, government domain" if office else "form of an address"
            mask = f"{self.plain[start]}***{found[0]}"
            said = label.word if label and label.means in (Means.MAIL, Means.PHONE) else None
            yield Found(Kind.EMAIL, start, found.end(), mask, reason, said, office)

    def _stands_free(self, start: int, stop: int) -> bool:
        """Whether no mask stands beside it: three stars, or fewer with a letter or digit behind them."""
        before = self.plain[max(0, start - 3) : start]
        after = self.plain[stop : stop + 3]
        if "*" not in before and "*" not in after:
            return True
        return not _MASK_BEFORE.search(before) and not _MASK_AFTER.match(after)

    def _written_before(self, start: int) -> str:
        """What stands before it without a blank, in ASCII."""
        found = _WRITTEN.match(self.plain[max(0, start - 200) : start][::-1])
        return found[0][::-1] if found else ""

    def _in_address(self, start: int, stop: int) -> bool:
        """Whether it is a part of a URL or of the name of a file."""
        after = _WRITTEN.match(self.plain, stop, stop + 60)
        return _ADDRESS.search(f"{self._written_before(start)}0{after[0] if after else ''}") is not None


def _digits(written: str) -> str:
    return re.sub("[^0-9X]", "", written.upper())


def _is_day(digits: str, today: date | None) -> bool:
    try:
        return _EARLIEST <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])) <= (today or date.max)
    except ValueError:
        return False


def _confirmed(number: str, today: date | None) -> bool:
    """Region, birth date and check digit (ISO 7064 MOD 11-2) of 18 characters, the last may be X."""
    return (
        _REGION.fullmatch(number[:6]) is not None
        and _SIGNS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False)) % 11] == number[17]
        and _is_day(number[6:14], today)
    )


def _as_typed(written: str) -> bool:
    """Whether the gaps lie where people put them: between the parts of the number, or after every so many digits."""
    groups = [len(group.replace("\x1f", "")) for group in re.split("[ -]+", written.strip())]
    ends = [sum(groups[: at + 1]) for at in range(len(groups) - 1)]
    return all(end in _PARTS_END for end in ends) or (len(set(groups[:-1])) == 1 and groups[-1] <= groups[0])


def _hidden(number: str) -> str:
    """First two and last three, as 永安市政府办 2023 has it."""
    return f"{number[:2]}{'*' * (len(number) - 5)}{number[-3:]}"


def _card_mask(number: str) -> str:
    return "*" * (len(number) - 4) + number[-4:]


def _is_card(number: str) -> bool:
    """Issuer range, length, and the Luhn check digit (ISO/IEC 7812-1)."""
    if not any(low <= number[: len(low)] <= high and len(number) in lengths for low, high, lengths in _ISSUERS):
        return False
    doubled = [int(digit) * 2 for digit in number[-2::-2]]
    return (sum(map(int, number[-1::-2])) + sum(twice - 9 if twice > 9 else twice for twice in doubled)) % 10 == 0


_CREDIT_KINDS = re.compile("1[1239]|[2678][19]|3[1-59]|4[19]|5[1239]|62|9[1-3]")


def _is_credit_code(digits: str) -> bool:
    """Whether 18 digits are a credit code in every respect: kind, region, and both check characters (GB 32100, GB 11714)."""
    if not _CREDIT_KINDS.fullmatch(digits[:2]) or not digits.isdigit() or not _REGION.fullmatch(digits[2:8]):
        return False
    outer = sum(int(digit) * pow(3, at, 31) for at, digit in enumerate(digits[:17]))
    inner = sum(int(digit) * weight for digit, weight in zip(digits[8:16], (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return (31 - outer % 31) % 31 == int(digits[17]) and (11 - inner % 11) % 11 == int(digits[16])
