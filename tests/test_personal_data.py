"""Personal data in texts and pages: what is found, what is left alone, and that nothing found is ever kept.

All identity numbers here are synthetic: the vectors of GB 11643 in public use, and numbers computed for people born from
1900 on who never were. A coincidence with a real number cannot be excluded; none stands for a person.
"""

from __future__ import annotations

import random
import re
from dataclasses import fields
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egovspec.collect.personal import Kind, find, masked, masked_in_address, may_hold
from egovspec.collect.personal_words import Holds, Means, heading, holds
from egovspec.collect.website.page import html
from egovspec.collect.website.page import kinds as page_kinds
from egovspec.collect.website.page.parts import View
from egovspec.collect.website.page.regions import Regions
from egovspec.collect.website.page.urls import Site, absolute
from egovspec.collect.website.readers.personal_rows import HEADERS, OF_A_KIND, read
from egovspec.facts.tables.personal import PERSONAL_TABLES, PersonalColumn, PersonalData
from websites import CAPTURED, HOME, PROSE, ZONE, page

WEIGHTS = [2 ** (17 - at) % 11 for at in range(17)]


def checked(body: str) -> str:
    """Seventeen digits with their check character."""
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def card(body: str) -> str:
    """Digits with their Luhn check digit."""
    return next(body + last for last in "0123456789" if luhn(body + last))


def luhn(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number)]
    return sum(digits[0::2] + [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]) % 10 == 0


ID = checked("33010219000307993")
WITH_X = next(number for serial in range(100, 999) if (number := checked(f"33010219010307{serial}")).endswith("X"))
MASK = f"33*************{ID[-3:]}"
CARD = card("622202190000001")  # sixteen digits
CARD_19 = card("622848190000000000")
OLD = "330102000307991"
WIDE = str.maketrans("0123456789Xx", "０１２３４５６７８９Ｘｘ")


def seen(text: str, **context: Any) -> list[tuple[str, str]]:
    return [(found.kind.value, found.masked) for found in find(text, **context)]


# --- vectors of the standard

VALID = [
    "330102199003079910",
    "330102199003079929",
    "331127201505059934",
    "330721198501019950",
    "11010519491231002X",
    "440524188001010014",
    "810000199001019910",
    "830000200002299933",
    "330113202201019912",
    "330114202201019927",
    "330902197812319982",
    "330100199003079918",
    "11010519491231002x",
]
INVALID = {
    "check digit": "330102199003079911",
    "30 February": "330102199002309913",
    "no such region": "999999199003079914",
    "letter I for 1": "330102199003079I10",
    "seventeen digits": "33010219900307991",
    "nineteen digits": "3301021990030799100",
}


@pytest.mark.parametrize("number", VALID)
def test_a_valid_vector_of_the_standard_is_found(number: str) -> None:
    # 1880 lies before the first birth date that is believed.
    expected = [] if number[6:8] == "18" else [("identity-number", f"{number[:2]}{'*' * 13}{number[-3:].upper()}")]

    assert seen(f"张某 {number}。", today=CAPTURED) == expected


@pytest.mark.parametrize("number", INVALID.values(), ids=list(INVALID))
def test_an_invalid_vector_is_none_even_under_its_label(number: str) -> None:
    assert seen(f"身份证号：{number}") == []


def test_a_birth_date_after_the_capture_is_none() -> None:
    tomorrow = CAPTURED + timedelta(days=1)

    assert seen(checked(f"330102{CAPTURED:%Y%m%d}001"), today=CAPTURED)
    assert not seen(checked(f"330102{tomorrow:%Y%m%d}001"), today=CAPTURED)


@pytest.mark.parametrize(
    ("region", "known"),
    [
        ("110101", True), ("310230", True), ("500381", True), ("510202", True), ("330721", True), ("429004", True),
        ("659001", True), ("632221", True), ("710000", True), ("820000", True), ("933156", True), ("330000", False),
        ("110501", False), ("311901", False), ("338001", False), ("810101", False), ("160101", False),
        ("250101", False), ("000101", False), ("990156", False), ("933999", False),
    ],
)  # fmt: skip
def test_a_region_is_judged_by_its_structure_and_not_by_a_current_list(region: str, known: bool) -> None:
    assert bool(seen(checked(f"{region}19000307999"))) is known


# --- what is found

FOUND: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "plain": (f"身份证号{ID}", [("identity-number", MASK)]),
    "without any label": (f"张某（{ID}）", [("identity-number", MASK)]),
    "groups of 6, 8, 4": (f"{ID[:6]} {ID[6:14]} {ID[14:]}", [("identity-number", MASK)]),
    "groups of 6, 4, 4, 4": (f"{ID[:6]}-{ID[6:10]}-{ID[10:14]}-{ID[14:]}", [("identity-number", MASK)]),
    "groups of four": (" ".join(re.findall(".{1,4}", ID)), [("identity-number", MASK)]),
    "every digit in its box": (" ".join(ID), [("identity-number", MASK)]),
    "ideographic blanks": (f"{ID[:6]}　{ID[6:14]}　{ID[14:]}", [("identity-number", MASK)]),
    "long dashes": (f"{ID[:6]}—{ID[6:14]}－{ID[14:]}", [("identity-number", MASK)]),
    "invisible signs": (f"{ID[:4]}\u200b{ID[4:9]}\u00ad{ID[9:]}", [("identity-number", MASK)]),
    "broken over tags": (f"{ID[:4]}\x1f{ID[4:5]}\x1f{ID[5:]}", [("identity-number", MASK)]),
    "full width": (ID.translate(WIDE), [("identity-number", MASK)]),
    "full width with x": (WITH_X.lower().translate(WIDE), [("identity-number", f"33{'*' * 13}{WITH_X[-3:]}")]),
    "a multiplication sign for X": (WITH_X[:-1] + "×", [("identity-number", f"33{'*' * 13}{WITH_X[-3:]}")]),
    "a Roman ten for X": (WITH_X[:-1] + "Ⅹ", [("identity-number", f"33{'*' * 13}{WITH_X[-3:]}")]),
    "after its number in a list": (f"1.{ID}", [("identity-number", MASK)]),
    "in bold": (f"**{ID}**", [("identity-number", MASK)]),
    "two, side by side": (f"{ID}、{ID}", [("identity-number", MASK)] * 2),
    "after a telephone": (f"13812345678 {ID}", [("mobile", "138****5678"), ("identity-number", MASK)]),
    "after a telephone the layout keeps apart": (
        f"13812345678\x1f{ID}",
        [("mobile", "138****5678"), ("identity-number", MASK)],
    ),
    "two labels, the nearer one speaks": (f"准考证号12 身份证号{ID}", [("identity-number", MASK)]),
    "two labels joined": (f"身份证号或准考证号：{ID}", [("identity-number", MASK)]),
    "a label of another clause": (f"受理编号见附件，{ID}", [("identity-number", MASK)]),
    "身份证编号": (f"身份证编号：{ID}", [("identity-number", MASK)]),
    "a label in brackets behind": (f"{ID}（身份证号）", [("identity-number", MASK)]),
    "the name of a file, labelled": (f"身份证号{ID}.jpg", [("identity-number", MASK)]),
    "a disability certificate": (f"残疾人证号 {ID}43", [("identity-number", MASK)]),
    "a pupil's number": (f"学籍号：G{ID}", [("identity-number", MASK)]),
    "a foreign resident": (checked("93315619000307991"), [("identity-number", f"93{'*' * 13}{checked('93315619000307991')[-3:]}")]),
    "an old number": (f"身份证号：{OLD}", [("old-identity-number", f"33{'*' * 10}991")]),
    "a mobile": ("电话13812345678", [("mobile", "138****5678")]),
    "a mobile in groups": ("138 1234 5678", [("mobile", "138****5678")]),
    "a mobile with hyphens": ("138-1234-5678", [("mobile", "138****5678")]),
    "a mobile in full width": ("１３８１２３４５６７８", [("mobile", "138****5678")]),
    "a mobile with its country": ("+86 13812345678，+8613912345678", [("mobile", "138****5678"), ("mobile", "139****5678")]),
    "two mobiles and a slash": ("手机/13812345678/13912345678", [("mobile", "138****5678"), ("mobile", "139****5678")]),
    "a mobile broken over tags": ("138\x1f1234\x1f5678", [("mobile", "138****5678")]),
    "a card": (f"银行卡号：{CARD}", [("bank-card", f"{'*' * 12}{CARD[-4:]}")]),
    "a card of nineteen": (f"账号 {CARD_19}", [("bank-card", f"{'*' * 15}{CARD_19[-4:]}")]),
    "a card in fours": (" ".join(re.findall(".{4}", CARD)), [("bank-card", f"{'*' * 12}{CARD[-4:]}")]),
    "a card before a sum": (f"卡号{CARD} 300元", [("bank-card", f"{'*' * 12}{CARD[-4:]}")]),
    "e-mail": ("邮箱：zhang.mou@sample.com", [("email", "z***@sample.com")]),
    "e-mail in full width": ("ａ1＠sample．com", [("email", "a***@sample.com")]),
    "e-mails run together": (
        "a.b@sample.coma.b@sample.com",
        [("email", "a***@sample.coma"), ("email", "b***@sample.com")],
    ),
    "e-mail of digits": ("13812345678@sample.com", [("email", "1***@sample.com")]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FOUND.values(), ids=list(FOUND))
def test_personal_data_is_found_as_people_type_it(text: str, expected: list[tuple[str, str]]) -> None:
    assert seen(text, today=CAPTURED) == expected
    hidden = masked(text)
    for _, mask in expected:
        assert mask in hidden
    assert ID not in hidden and CARD not in hidden


# --- what is left alone

ALONE = {
    label: f"{label}：{ID}"
    for label in ["订单号", "流水号", "受理编号", "准考证号", "报名序号", "考号", "考生号", "项目代码", "案号", "文号", "条码", "发票号码", "收据编号", "办件编号", "统一社会信用代码", "组织机构代码", "索引号", "登记号", "许可证编号", "查询码", "合同编号", "不动产权证号", "快递单号", "工单编号", "网站标识码", "档案号", "招标编号", "order_no", "trackingNumber"]
} | {
    "a label and a remark": f"受理编号（系统自动生成）{ID}",
    "a label in brackets behind": f"{ID}（准考证号）",
    "a bank card that is one by chance": f"卡号：{ID}",
    "an address": f"http://www.sample.gov.cn/art/{ID}.html",
    "a parameter": f"list.jsp?id={ID}",
    "a path": f"/upload/2026/{ID}",
    "a longer run of digits": f"{ID}1",
    "a longer run of letters": f"a{ID}",
    "letters behind": f"{ID}b",
    "a decimal": f"{ID}.5",
    "already masked": f"{ID[:6]}********{ID[-4:]}",
    "the tail of a mask": f"33*************{ID[:3]} {ID[3:]}",
    "over two lines": f"{ID[:9]}\n{ID[9:]}",
    "over two cells": f"{ID[:6]}\t{ID[6:]}",
    "gaps where nobody puts them": f"{ID[:5]} {ID[5:9]} {ID[9:]}",
    "a time stamp": "20260301123456789x",
    "a time stamp of seventeen": "20260301123456789",
    "a credit code": "统一社会信用代码 11330105002500287C",
    "a credit code of digits": "513301005019000154",
    "another credit code of digits": "813300008100000103",
    "a credit code without label": "91330108MA2GKT011Q",
    "a project code": "2020-330102-19-00-123456",
    "a filing": "浙公网安备 33010002000123号",
    "an old number without a label": OLD,
    "a registration of fifteen digits": f"注册号：{OLD}",
    "a card without a label": CARD,
    "a card number that fails Luhn": f"银行卡号：{CARD[:-1]}{(int(CARD[-1]) + 1) % 10}",
    "an issuer nobody knows": f"银行卡号：{card('120202190000001')}",
    "an office account": "账号：1202022109900000000",
    "a sum": "13812345678元",
    "a sum with cents": "13812345678.00",
    "a share": "0.13812345678",
    "an area": "13812345678平方米",
    "an order": "订单号：13812345678",
    "a QQ number": "QQ：13812345678",
    "twelve digits": "138123456789",
    "a hash": "f13812345678a",
    "a fixed line": "0571-12345678",
    "an unknown range": "12812345678",
    "an item's address": "https://www.sample.gov.cn/13812345678.html",
    "an at sign": "@某某 你好",
    "no domain": "a@b",
    "a masked address": "a***@sample.com",
}  # fmt: skip


@pytest.mark.parametrize("text", ALONE.values(), ids=list(ALONE))
def test_what_is_something_else_is_left_alone(text: str) -> None:
    assert seen(text, today=CAPTURED) == []
    assert masked(text) == text


@pytest.mark.parametrize("name", [f"{ID}.pdf", f"名单{ID}.xlsx", f"某某_{ID}_2026.zip"])
def test_a_number_in_the_name_of_a_file_is_not_reported_and_not_shown(name: str) -> None:
    """Files are mostly numbered, so nobody is accused; but nothing is printed that may be a person's."""
    assert seen(name, today=CAPTURED) == []
    assert ID not in masked(name)


def test_a_credit_code_that_passes_as_an_identity_number_is_a_credit_code() -> None:
    """All check characters right, of GB 32100, GB 11714 and GB 11643: without a label it is the commoner of the two."""
    candidates = (checked(f"5133221906{serial:07}") for serial in range(1_010_000, 1_230_000))
    both = next(number for number in candidates if is_credit_code(number))

    assert seen(both) == []
    assert seen(f"身份证号{both}") == [("identity-number", f"51{'*' * 13}{both[-3:]}")]


def is_credit_code(number: str) -> bool:
    if not number.isdigit():
        return False
    inner = -sum(int(d) * w for d, w in zip(number[8:16], (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    outer = -sum(int(d) * pow(3, at, 31) for at, d in enumerate(number[:17])) % 31
    return inner == int(number[16]) and outer == int(number[17]) and born(number)


def born(number: str) -> bool:
    try:
        return date(1900, 1, 1) <= date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False


@pytest.mark.parametrize(
    ("text", "header", "expected"),
    [
        (ID, "准考证号", []),
        (ID, "受理编号", []),
        (ID, "证件号码", ["identity-number"]),
        (ID, "身份证号/准考证号", ["identity-number"]),
        (ID, "备注", ["identity-number"]),
        (f"身份证号{ID}", "编号", ["identity-number"]),
        (OLD, "公民身份号码", ["old-identity-number"]),
        (OLD, "姓名", []),
        (CARD, "银行卡号", ["bank-card"]),
        (CARD, "一卡通账号", ["bank-card"]),
        (CARD, "编号", []),
        (CARD, None, []),
        (" ".join(re.findall(".{4}", CARD)), "条码", []),
        ("13812345678", "联系方式", ["mobile"]),
        ("13812345678", "订单号", []),
        ("13812345678", "order-no", []),
        (ID, "data-idcard", ["identity-number"]),
    ],
)
def test_the_header_of_a_column_decides_where_no_word_does(text: str, header: str | None, expected: list[str]) -> None:
    assert [kind for kind, _ in seen(text, header=header)] == expected


def test_what_confirmed_a_value_and_what_it_is_called_are_said() -> None:
    found = list(find(f"公民身份号码：{ID}，卡号{CARD_19}，联系电话13812345678，邮箱a@sample.gov.cn，b@sample.com"))

    assert [(each.label, each.reason) for each in found] == [
        ("公民身份号码", "region, birth date, check digit"),
        ("卡号", "issuer range, check digit, label"),
        ("联系电话", "number range"),
        ("邮箱", "form of an address, government domain"),
        (None, "form of an address"),
    ]
    assert [each.office for each in found] == [False, False, False, True, False]


def test_a_name_before_a_number_is_no_label() -> None:
    assert [found.label for found in find(f"张某：{ID}")] == [None]


def test_the_address_of_an_office_stays() -> None:
    assert masked("邮箱：wz@sample.gov.cn 或 wz@sample.com") == "邮箱：wz@sample.gov.cn 或 w***@sample.com"


@pytest.mark.parametrize(
    ("word", "means"),
    [
        ("身份证号码", Means.IDENTITY), ("社会保障号码", Means.IDENTITY), ("ID card", Means.IDENTITY), ("sfzh", Means.IDENTITY),
        ("gmsfzhm", Means.IDENTITY), ("idCard", Means.IDENTITY), ("残疾证号", Means.CARRIER), ("开户行", Means.CARD),
        ("bank_card", Means.CARD), ("手机", Means.PHONE), ("电子邮箱", Means.MAIL), ("流水号", Means.OTHER), ("序号", Means.OTHER),
        ("video", None), ("姓名", None), ("性别", None), ("intel", None),
    ],
)  # fmt: skip
def test_a_header_says_what_its_numbers_are(word: str, means: Means | None) -> None:
    label = heading(word)

    assert (label.means if label else None) is means


# --- addresses

ADDRESSES = {
    f"http://www.sample.gov.cn/q?sfz={ID}": f"http://www.sample.gov.cn/q?sfz={MASK}",
    f"http://www.sample.gov.cn/q?sfz={WITH_X.lower()}&p=1": f"http://www.sample.gov.cn/q?sfz=33*************{WITH_X[-3:].lower()}&p=1",
    f"http://www.sample.gov.cn/{ID}/a.html": f"http://www.sample.gov.cn/{MASK}/a.html",
    f"http://www.sample.gov.cn/%E5%8F%B7{ID}.pdf": f"http://www.sample.gov.cn/%E5%8F%B7{MASK}.pdf",
    f"http://www.sample.gov.cn/q?cardno={CARD}": f"http://www.sample.gov.cn/q?cardno={'*' * 12}{CARD[-4:]}",
    f"http://www.sample.gov.cn/q?id={CARD}": None,
    f"http://www.sample.gov.cn/t{ID}.html": None,
    f"http://www.sample.gov.cn/{ID}1.html": None,
    f"http://www.sample.gov.cn/{ID[:-1]}{(int(ID[-1]) + 1) % 10}.html": None,
    "http://www.sample.gov.cn/440524188001010014.html": None,  # born in 1880
    "http://www.sample.gov.cn/art/2026/3/1/art_1229613420_59130001.html": None,
    "http://www.sample.gov.cn/13812345678.html?m=13812345678": None,
}


@pytest.mark.parametrize(("url", "expected"), ADDRESSES.items())
def test_addresses_lose_only_what_is_surely_an_identity_number_or_a_card(url: str, expected: str | None) -> None:
    hidden = masked_in_address(url)

    assert hidden == (expected or url)
    assert masked_in_address(hidden) == hidden


# --- what must always hold

births = st.dates(date(1900, 1, 1), date(1925, 12, 31))
regions = st.sampled_from(["110101", "310230", "330721", "429004", "500381", "632221", "710000", "810000", "933156"])
numbers = st.builds(
    lambda region, day, serial: checked(f"{region}{day:%Y%m%d}{serial:03}"), regions, births, st.integers(0, 999)
)
FORMS = (
    str,
    str.lower,
    lambda number: number.translate(WIDE),
    lambda number: f"{number[:6]} {number[6:14]} {number[14:]}",
    lambda number: f"{number[:6]}-{number[6:10]}-{number[10:14]}-{number[14:]}",
    "\x1f".join,
    " ".join,
    "\u200b".join,
)
silence = st.text(st.characters(exclude_categories=("L", "N", "Cs"), exclude_characters="*＊×/=@.．"), max_size=12)
PIECES = (
    *(form(ID) for form in FORMS), WITH_X, OLD, CARD, CARD_19, "13812345678", "138 1234 5678", "a.b@sample.com", "wz@sample.gov.cn",
    "身份证号", "准考证号：", "卡号", "联系电话", "残疾人证号", "学籍号G", " ", "  ", "-", "*", "**", "***", "\x1f", "\n", "\t", "1", "33", "X", "x", "×",
    "@", ".", "/", "://", "?id=", "。", "，", "（", "某", "+86", "86", "0", "９",
)  # fmt: skip
composed = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=14).map("".join)


@given(numbers, st.sampled_from(FORMS), silence, silence)
def test_any_identity_number_is_found_between_signs_and_masked(number: str, form: Any, before: str, after: str) -> None:
    text = f"{before}{form(number)}{after}"
    found = list(find(text, today=CAPTURED))

    assert [(each.kind, each.masked) for each in found] == [
        (Kind.IDENTITY_NUMBER, f"{number[:2]}{'*' * 13}{number[-3:]}")
    ]
    assert form(number) not in masked(text)


@settings(max_examples=400)
@given(composed)
def test_masking_twice_is_masking_once_and_leaves_nothing(text: str) -> None:
    hidden = masked(text)

    assert masked(hidden) == hidden
    assert all(found.office for found in find(hidden))


ALONE_IN_TEXT = re.compile(r"(?<![0-9A-Za-z*])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z*.])")


@given(
    st.lists(st.one_of(numbers, st.sampled_from(" ,;:，（）。"), st.sampled_from("张某名单公示")), max_size=12).map(
        "".join
    )
)
def test_no_text_without_another_label_keeps_an_identity_number(text: str) -> None:
    left = [match[0].upper() for match in ALONE_IN_TEXT.finditer(masked(text))]

    assert not [number for number in left if checked(number[:17]) == number and born(number)]


@settings(max_examples=300)
@given(composed, st.one_of(st.none(), composed))
def test_values_lie_in_their_text_in_order_and_nothing_raises(text: str, header: str | None) -> None:
    found = list(find(text, header=header, today=CAPTURED))

    assert all(0 <= each.start < each.stop <= len(text) for each in found)
    assert all(before.stop <= after.start for before, after in pairwise(found))
    assert may_hold(text) or not found
    assert isinstance(masked_in_address(text), str)


PROVINCES = [
    str(at)
    for at in range(13, 66)
    if at in (13, 14, 15, *range(21, 24), *range(32, 38), *range(41, 47), *range(51, 55)) or at > 60
]
REGIONS = (
    {f"{city}{at:02}{county:02}" for city in ("11", "12", "31", "50") for at in (1, 2, 3) for county in range(100)}
    | {f"{province}{at:02}{county:02}" for province in PROVINCES for at in (*range(1, 71), 90) for county in range(100)}
    | {f"71{at:02}{county:02}" for at in (*range(71), 90) for county in range(100)}
    | {f"{area}00{county:02}" for area in (81, 82) for county in range(100)}
    | {"830000"}
    | {f"9{province}{nation:03}" for province in (*PROVINCES, "11", "12", "31", "50") for nation in range(1, 895)}
)


def test_the_regions_believed_are_those_counted_in_the_docstring() -> None:
    chance = random.Random(2260)
    drawn = [*chance.sample(sorted(REGIONS), 1500), *(f"{chance.randrange(10**6):06}" for _ in range(1500))]
    known = [region for region in drawn if region[0] != "0"]
    found = {each.start // 19 for each in find("\n".join(checked(f"{region}19000307999") for region in known))}

    assert len(REGIONS) == 228_015
    assert [at in found for at in range(len(known))] == [region in REGIONS for region in known]


def test_one_random_string_in_a_hundred_thousand_passes() -> None:
    """The figure of the docstring: 228 015 regions of 10^6 x 46 081 days of 10^8 x one check digit in 11.

    Days are few enough to be counted, so only strings with a real day are drawn: that says more than a million others.
    """
    chance = random.Random(11643)
    first = date(1900, 1, 1)
    days = (CAPTURED - first).days + 1
    drawn = 50_000
    strings = "\n".join(
        f"{chance.randrange(10**6):06}{first + timedelta(chance.randrange(days)):%Y%m%d}{chance.randrange(10**4):04}"
        for _ in range(drawn)
    )
    passed = sum(1 for _ in find(strings, today=CAPTURED)) / drawn

    assert days == 46_081
    assert passed == pytest.approx(len(REGIONS) / 10**6 / 11, rel=0.1)
    assert 1 / (passed * days / 10**8) == pytest.approx(105_000, rel=0.1)


HOSTILE = {
    "digits": "".join(random.Random(1).choices("0123456789", k=10**6)),
    "one digit over and over": "1" * 10**6,
    "digits and gaps": "1\x1f" * 500_000,
    "digits and blanks": "4 " * 500_000,
    "years without end": "19" * 500_000,
    "at signs": "@" * 10**6,
    "dots before an at sign": "a." * 500_000 + "@b.cn",
    "stars": "*" * 10**6 + "13812345678",
    "labels": "身份证号" * 250_000 + "1" * 20,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_a_megabyte_of_what_looks_like_numbers_comes_to_an_end(text: str) -> None:
    """Were the search worse than linear, this would run for hours."""
    assert all(0 <= found.start < found.stop <= len(text) for found in find(text, today=CAPTURED))


# --- pages


def view(markup: str, home: str = HOME) -> View:
    document = html.parse(markup)
    offered: dict[str, Any] = {
        "url": home + "a.html",
        "site": Site(home),
        "kind": page_kinds.Kind.ITEM,
        "document": document,
        "regions": Regions(document),
        "tags": {},
        "captured": CAPTURED,
        "zone": ZONE,
        "absolute": lambda reference: absolute(home, reference),
    }
    return View(**{field.name: offered[field.name] for field in fields(View)})


def rows(markup: str, home: str = HOME) -> list[Any]:
    return list(read(view(markup, home)))


def data(markup: str, **context: Any) -> list[dict[str, Any]]:
    return [dict(row.columns) for row in rows(markup, **context) if row.table is PersonalData]


def columns(markup: str) -> list[tuple[Any, ...]]:
    listed = [row.columns for row in rows(markup) if row.table is PersonalColumn]
    return [(row["header"], row["kind"], row["direction"], row["rows"], row["masked_rows"]) for row in listed]


def table(*lines: str) -> str:
    """A table of lines of cells set apart by bars; the first line is its header."""
    head, *body = (line.split("|") for line in lines)
    shown = "".join(f"<th>{cell}</th>" for cell in head)
    return (
        f"<table><tr>{shown}</tr>"
        + "".join("<tr><td>" + "</td><td>".join(cells) + "</td></tr>" for cells in body)
        + "</table>"
    )


SPANS = "".join(f"<span>{digit}</span>" for digit in ID)
PLANTED = {
    "a paragraph": (f"<p>{PROSE}张某，{ID}。</p>", "text", None),
    "a label": (f"<p>身份证号：{ID}</p>", "text", "身份证号"),
    "a list": (f"<ul><li>张某 {ID}</li></ul>", "text", None),
    "a list of terms": (f"<dl><dt>公民身份号码：</dt><dd>{ID}</dd></dl>", "text", "公民身份号码"),
    "blocks side by side": (f"<div><div>证件号码</div><div> {ID} </div></div>", "text", "证件号码"),
    "a table": (table("姓名|身份证号", f"张某|{ID}"), "table-cell", "身份证号"),
    "a table whose first column it is": (table("身份证号|准考证号", f"{ID}|1", "|"), "table-cell", "身份证号"),
    "a table with a title row": (
        f"<table><tr><td colspan=2>公示名单</td></tr><tr><td>姓名</td><td>身份证<br>号码</td></tr><tr><td>张某</td><td>{ID}</td></tr></table>",
        "table-cell", "身份证号码",
    ),
    "a table with merged cells": (
        "<table><tr><th rowspan=2>序号</th><th colspan=2>申请人</th></tr><tr><th>姓名</th><th>身份证号</th></tr>"
        f"<tr><td>1</td><td>张某</td><td>{ID}</td></tr></table>", "table-cell", "身份证号",
    ),
    "a form": (f"<table><tr><td>姓名</td><td>张某</td></tr><tr><td>身份证号</td><td>{ID}</td></tr></table>", "table-cell", "身份证号"),
    "a table that lays out the page": (f"<table><tr><td><p>身份证号：{ID}</p></td></tr></table>", "text", "身份证号"),
    "spans": (f"<p>张某 {SPANS}</p>", "text", None),
    "bold in the middle": (f"<p>{ID[:6]}<b>{ID[6:14]}</b>{ID[14:]}</p>", "text", None),
    "full width": (f"<p>{ID.translate(WIDE)}</p>", "text", None),
    "a link": (f'<p><a href="/x.html">{ID} 的申请</a></p>', "link-text", None),
    "records within a script": (
        f'<script type="text/xml"><datastore><recordset><record><![CDATA[<li>{ID}</li>]]></record></recordset></datastore></script>',
        "text", None,
    ),
    "alternative text": (f'<img src="a.jpg" alt="{ID}">', "attribute", "alt"),
    "a title attribute": (f'<a href="/x.html" title="张某 {ID}">公示</a>', "attribute", "title"),
    "a field": (f'<input name="sfzh" value="{ID}">', "attribute", "sfzh"),
    "data for a script": (f'<div data-id-card="{ID}"></div>', "attribute", "id_card"),
    "a hidden field": (f'<input type="hidden" value="{ID}">', "attribute", "value"),
}  # fmt: skip


@pytest.mark.parametrize(("markup", "where", "label"), PLANTED.values(), ids=list(PLANTED))
def test_a_planted_identity_number_is_found_wherever_it_stands(markup: str, where: str, label: str | None) -> None:
    found = [row for row in data(page(markup)) if row["kind"] == "identity-number"]

    assert [(row["masked"], row["found_in"], row["label"], row["office"]) for row in found] == [
        (MASK, where, label, False)
    ]
    assert all(ID not in str(row) for row in rows(page(markup)))


def test_title_and_tags_are_read() -> None:
    found = data(page("", title=f"{ID}的公示", tags=f'<meta name="Keywords" content="{ID}">'))

    assert [(row["found_in"], row["label"], row["region_of_page"], row["ordinal"]) for row in found] == [
        ("title", None, None, 1),
        ("tag", "Keywords", None, 2),
    ]


NOT_PLANTED = {
    "two cells": f"<table><tr><td>1</td><td>{ID[:9]}</td><td>{ID[9:]}</td></tr></table>",
    "two neighbours that make one": f"<table><tr><td>{ID[:6]}</td><td>{ID[6:]}</td></tr><tr><td>1</td><td>2</td></tr></table>",
    "two blocks": f"<div>{ID[:6]}</div><div>{ID[6:]}</div>",
    "a script": f"<script>var id = '{ID}';</script>",
    "a comment": f"<!-- {ID} -->",
    "the address of a link": f'<a href="/art/{ID}.html">公示</a>',
    "the address of an image": f'<img src="/{ID}.jpg">',
    "an address as data": f'<div data-url="/upload/{ID}.jpg"></div>',
    "a column of examinees": table("姓名|准考证号", f"张某|{ID}"),
    "a form of receipts": f"<table><tr><td>姓名</td><td>张某</td></tr><tr><td>受理编号</td><td>{ID}</td></tr></table>",
    "a list of terms": f"<dl><dt>订单号</dt><dd>{ID}</dd></dl>",
    "a number of an item as data": f'<li data-order-no="{ID}">公示</li>',
    "an identifier": f'<p id="{ID}">公示</p>',
}


@pytest.mark.parametrize("markup", NOT_PLANTED.values(), ids=list(NOT_PLANTED))
def test_what_is_no_identity_number_on_a_page_is_left_alone(markup: str) -> None:
    assert [row for row in data(page(markup)) if row["kind"] == "identity-number"] == []


def test_the_last_header_is_not_the_label_of_the_first_cell() -> None:
    found = data(page(table("身份证号|准考证号", f"{ID}|{ID}")))

    assert [row["label"] for row in found] == ["身份证号"]


def test_cards_and_old_numbers_need_the_header_of_their_column() -> None:
    found = data(page(table("姓名|银行卡号|证件号码|编号", f"张某|{CARD}|{OLD}|{CARD_19}")))

    assert [(row["kind"], row["label"]) for row in found] == [
        ("bank-card", "银行卡号"),
        ("old-identity-number", "证件号码"),
    ]


@pytest.mark.parametrize(
    ("markup", "office"),
    [
        ("<p>张某 13812345678</p>", False),
        ("<p>咨询电话：13812345678</p>", True),
        ("<p>联系方式：13812345678</p>", True),
        (table("姓名|联系电话", "张某|13812345678"), False),
        ('<div class="footer"><p>版权所有 主办单位：示例市人民政府办公室 13812345678</p></div>', True),
        ("<p>wz@sample.gov.cn</p>", True),
        ("<p>wz@mail.sample.gov.cn</p>", True),
        ("<p>zhang@sample.com</p>", False),
        ('<p><a href="mailto:zhang@sample.com">写信</a></p>', False),
        ('<p><a href="tel:13812345678">拨打</a></p>', False),
    ],
)
def test_what_stands_where_an_office_gives_its_contacts_is_an_office(markup: str, office: bool) -> None:
    found = data(f"<html><body><p>{PROSE}</p>{markup}</body></html>")

    assert [row["office"] for row in found] == [office]


def test_an_address_at_the_domain_of_the_site_itself_is_an_office() -> None:
    found = data("<p>wz@mail.sample.com zhang@sample.org</p>", home="https://www.sample.com/")

    assert [row["office"] for row in found] == [True, False]


def test_values_are_numbered_in_the_order_of_the_page() -> None:
    found = data(page('<p>13812345678</p><p title="13912345678">a@sample.com</p>'))

    assert [(row["ordinal"], row["masked"]) for row in found] == [
        (1, "138****5678"),
        (2, "139****5678"),
        (3, "a***@sample.com"),
    ]


def test_a_link_to_the_address_it_shows_is_one_value() -> None:
    assert len(data(page('<p><a href="mailto:zhang@sample.com">zhang@sample.com</a></p>'))) == 1


def test_a_thousand_addresses_cannot_hide_an_identity_number() -> None:
    found = data(page("<p>a@sample.com</p>" * 1000 + f"<p>{ID}</p>" * (OF_A_KIND + 7)))

    assert [sum(row["kind"] == kind for row in found) for kind in ("email", "identity-number")] == [OF_A_KIND] * 2
    assert [(row["kind"], row["more"]) for row in found if row["more"] is not None] == [
        ("email", 1000 - OF_A_KIND),
        ("identity-number", 7),
    ]
    assert [row["ordinal"] for row in found] == list(range(1, len(found) + 1))


def test_where_a_value_stands_is_said() -> None:
    markup = page(f"<p>公示</p>\n<p>{ID}</p>")
    row = next(row for row in rows(markup))

    assert row.line == markup[: markup.index(ID)].count("\n") + 1
    assert row.columns["region_of_page"] == "main"


# --- headers of tables

TABLES = {
    "a list of names": (
        table("序号|姓名|身份证号|手机号|家庭住址|残疾类别", f"1|张某|{ID}|13812345678|某村1号|肢体", "2|李**|33**************|138****5678||"),
        [
            ("姓名", "name", "below", 2, 2), ("身份证号", "identity-number", "below", 2, 1), ("手机号", "phone", "below", 2, 1),
            ("家庭住址", "address", "below", 1, 1), ("残疾类别", "disability", "below", 1, 0),
        ],
    ),
    "a bare address beside a name": (table("姓名|地址", "甲|乙"), [("姓名", "name", "below", 1, 0), ("地址", "address", "below", 1, 0)]),
    "a bare address of firms": (table("企业名称|地址|办公电话", "甲|乙|0571-12345678"), []),
    "a form": (
        "<table><tr><td>姓名</td><td>甲</td><td>出生日期</td><td></td></tr><tr><td>身份证号</td><td></td><td>婚姻状况</td><td>未婚</td></tr></table>",
        [
            ("姓名", "name", "beside", 1, 0), ("出生日期", "birth-date", "beside", 0, 0),
            ("身份证号", "identity-number", "beside", 0, 0), ("婚姻状况", "marriage", "beside", 1, 0),
        ],
    ),
    "a header of two rows": (
        "<table><tr><th rowspan=2>序号</th><th colspan=2>家庭成员</th></tr><tr><th>姓名</th><th>与户主关系</th></tr><tr><td>1</td><td>甲</td><td>妻</td></tr></table>",
        [("家庭成员", "family", "below", 1, 0), ("姓名", "name", "below", 1, 0), ("与户主关系", "family", "below", 1, 0)],
    ),
    "blanks in the header": (table("姓　名|病 种", "甲|乙"), [("姓名", "name", "below", 1, 0), ("病种", "health", "below", 1, 0)]),
    "no data": (table("姓名|电话"), []),
    "a layout": ("<table><tr><td>姓名</td></tr></table>", []),
    "other headers": (table("项目名称|金额|单位", "甲|1|万元"), []),
}  # fmt: skip


@pytest.mark.parametrize(("markup", "expected"), TABLES.values(), ids=list(TABLES))
def test_headers_that_announce_personal_data_are_counted(markup: str, expected: list[tuple[Any, ...]]) -> None:
    assert columns(page(markup)) == expected


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("姓名", "name"), ("户主姓名", "name"), ("申请人", "name"), ("项目名称", None), ("公民身份号码", "identity-number"),
        ("证件号码（后四位）", "identity-number"), ("联系电话", "phone"), ("单位电话", None), ("监督电话", None), ("电子邮箱", "email"),
        ("户籍地址", "address"), ("现住址", "address"), ("经营地址", None), ("开户银行", "bank-card"), ("银行账号", "bank-card"),
        ("出生年月", "birth-date"), ("病历号", "health"), ("诊断结果", "health"), ("残疾等级", "disability"), ("残疾人证号", "disability"),
        ("家庭成员", "family"), ("监护人", "family"), ("婚姻状况", "marriage"), ("孕产情况", "reproduction"), ("家庭年收入", "property"),
        ("个人简历", "experience"), ("序号", None), ("备注", None), ("单位", None),
    ],
)  # fmt: skip
def test_a_header_announces_what_it_names(header: str, kind: str | None) -> None:
    assert holds(header) == (Holds(kind) if kind else None)


def test_headers_beyond_the_limit_are_counted() -> None:
    found = [row.columns for row in rows(page(table("姓名|电话", "甲|乙") * HEADERS)) if row.table is PersonalColumn]

    assert len(found) == HEADERS
    assert [row["more"] for row in found] == [None] * (HEADERS - 1) + [HEADERS]


# --- rows as they are declared


def test_every_column_is_declared_and_filled_with_its_type() -> None:
    for row in rows(page(table("姓名|身份证号", f"张某|{ID}"), title="13812345678")):
        assert row.table in PERSONAL_TABLES
        row.table(url=HOME, **row.columns)
        assert set(row.columns) | {"url", "evidence", "place", "seen_at"} == set(row.table.model_fields)


FRAGMENTS = (
    "<table>", "</table>", "<tr>", "<td>", "<th rowspan=9999 colspan='x'>", "<td colspan=0>", "<p>", "</p>", "<b>", "<a href='mailto:a@b.cn'>", "</a>",
    "<title>", "<meta name=x content='13812345678'>", "<input value='a@b.cn'>", "<svg><title>", "<ul><li>", "姓名", "身份证号", "银行卡号", ID, CARD, "1", " ",
    "<div class=footer>", "<script>", "</script>", "<td title='330102190003079'>",
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join))
def test_no_markup_raises_and_no_row_shows_a_number(markup: str) -> None:
    said = str([row.columns for row in rows(markup)])

    assert ID not in said and CARD not in said and "13812345678" not in said


HOSTILE_PAGES = {
    "nested": "<div>" * 50_000 + ID,
    "attributes": "<p title='13812345678'>" * 20_000,
    "one row of cells": "<table><tr>" + "<td>13812345678" * 20_000,
    "headers over empty rows": "<table><tr>"
    + "<th>姓名</th>" * 60
    + "</tr>"
    + "<tr><td>张某</td></tr>" * 20_000
    + "</table>",
    "merged cells": "<table>" + "<tr><td rowspan=1000 colspan=50>姓名</td>" * 15_000 + "</table>",
    "nested tables": "<table><tr><td>" * 10_000 + ID,
    "spans": "<b>1</b>" * 50_000,
}


@pytest.mark.parametrize("markup", HOSTILE_PAGES.values(), ids=list(HOSTILE_PAGES))
def test_a_hostile_page_comes_to_an_end_and_gives_no_more_than_it_may(markup: str) -> None:
    assert sum(1 for _ in read(view(markup))) <= 1000
