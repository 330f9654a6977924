"""In which character set a page is written, whatever it says of itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egovspec.collect.website.page.charset import decode

CHINESE = "示例市人民政府办公室关于做好政务公开工作的通知"

# charset the page is written in, label it carries → charset reported, label reported, honest
LABELS = [
    ("utf-8", "utf-8", "utf-8", "utf-8", True),
    ("utf-8", "UTF-8", "utf-8", "utf-8", True),
    ("utf-8", None, "utf-8", None, None),
    ("utf-8", "gb2312", "utf-8", "gb2312", False),
    ("utf-8", "gbk", "utf-8", "gbk", False),
    ("gb18030", "gb2312", "gb18030", "gb2312", True),
    ("gb18030", "gbk", "gb18030", "gbk", True),
    ("gb18030", "GB18030", "gb18030", "gb18030", True),
    ("gb18030", None, "gb18030", None, None),
    ("gb18030", "utf-8", "gb18030", "utf-8", False),
    ("gb18030", "iso-8859-1", "gb18030", "iso-8859-1", False),
    ("gb18030", "no-such-set", "gb18030", "no-such-set", False),
    ("utf-8", "zip", "utf-8", "zip", False),
]


def labelled(label: str | None, text: str = CHINESE) -> str:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={label}">' if label else ""
    return f"<html><head>{meta}<title>{text}</title></head><body></body></html>"


@pytest.mark.parametrize(("written", "label", "charset", "declared", "honest"), LABELS)
def test_the_bytes_decide_and_a_false_label_is_reported(
    written: str, label: str | None, charset: str, declared: str | None, honest: bool | None
) -> None:
    decoded = decode(labelled(label).encode(written))

    assert CHINESE in decoded.text
    assert decoded[1:] == (charset, declared, honest)


@pytest.mark.parametrize(
    ("mark", "codec"),
    [(b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16le"), (b"\xfe\xff", "utf-16be"), (b"", "utf-16le")],
)
def test_utf_16_and_byte_order_marks_are_understood(mark: bytes, codec: str) -> None:
    decoded = decode(mark + labelled(None).encode(codec))

    assert CHINESE in decoded.text
    assert decoded.charset == codec
    assert not decoded.text.startswith("\ufeff")


def test_characters_beyond_gb2312_under_its_label_are_read() -> None:
    """Pages labelled gb2312 use the whole of GB18030; the label is honest in the sense browsers give it."""
    decoded = decode(labelled("gb2312", "㐂𠮷囍").encode("gb18030"))

    assert "㐂𠮷囍" in decoded.text
    assert decoded.honest is True


def test_a_page_cut_within_a_character_stays_utf_8() -> None:
    body = labelled("utf-8", CHINESE * 3).encode()
    cut = body.replace("通知".encode(), "通知".encode()[:-1], 1)

    assert decode(cut).charset == "utf-8"
    assert decode(cut).honest is True


def test_a_false_label_over_http_is_reported_before_a_true_one_in_the_page() -> None:
    """A browser believes the header; the visitor sees a spoilt page although its meta is right."""
    decoded = decode(labelled("utf-8").encode(), "text/html; charset=GBK")

    assert (decoded.charset, decoded.declared, decoded.honest) == ("utf-8", "gbk", False)


def test_a_label_in_a_comment_is_none() -> None:
    decoded = decode(f'<!-- <meta charset="gbk"> --><title>{CHINESE}</title>'.encode())

    assert (decoded.declared, decoded.honest) == (None, None)


@given(st.binary(max_size=3000), st.none() | st.text(max_size=40))
def test_no_bytes_break_the_detection(body: bytes, header: str | None) -> None:
    decoded = decode(body, header)

    assert decoded.honest is None or decoded.declared


# Fewer than four characters can be valid in both sets at once.
@given(
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=8, max_size=60),
    st.sampled_from(["utf-8", "gb18030"]),
    st.sampled_from([None, "utf-8", "gb2312"]),
)
def test_chinese_text_survives_every_combination_of_set_and_label(text: str, written: str, label: str | None) -> None:
    assert f"<title>{text}</title>" in decode(labelled(label, text).encode(written)).text
