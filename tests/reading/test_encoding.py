from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangkong.pipeline.errors import UnreadableInput
from fangkong.pipeline.reading.encoding import decode

SIMPLIFIED = "2022年3月12日，云溪区第三小学组织200余名师生开展疫情防控演练。\r\n下一步，学校将每天消毒。\n"
TRADITIONAL = "2022年3月12日，雲溪區第三小學組織200餘名師生開展疫情防控演練。\n下一步，學校將每天消毒。\n"
# Everyday characters: the first level of GB2312.
_COMMON = [bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF)]
everyday = st.lists(
    st.sampled_from([*filter(None, _COMMON), "，", "。", "、", "（", "）", "3", " ", "\n"]), min_size=24
)
encodable = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL], ids=["simplified", "traditional"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"])
def test_text_is_read_in_the_encoding_it_is_in(text, encoding):
    assert decode(text.encode(encoding), "x") == text


def test_big5_is_read_where_it_is_sure():
    assert decode(TRADITIONAL.encode("big5"), "x") == TRADITIONAL


@given(encodable)
def test_any_utf_8_is_read_back(text):
    data = text.encode("utf-8")
    # What has a character of three bytes is no other encoding by chance; a mark inside the text would be taken off.
    if not text.startswith("\ufeff") and "\x00" not in text and any(c >= "\u0800" for c in text):
        assert decode(data, "x") == text
    assert decode(codecs.BOM_UTF8 + data, "x") == text


@given(encodable, st.sampled_from([("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE)]))
def test_any_marked_utf_16_is_read_back(text, encoding):
    name, mark = encoding
    data = mark + text.encode(name)
    if not data.startswith(codecs.BOM_UTF32_LE):  # the mark of UTF-16, then a NUL
        assert decode(data, "x") == text


@given(everyday.map("".join), st.sampled_from(["gb18030", "utf-16-le", "utf-16-be"]))
def test_everyday_chinese_is_read_back_without_a_mark(text, encoding):
    assert decode(text.encode(encoding), "x") == text


@given(st.binary(max_size=200))
def test_bytes_are_decoded_strictly_or_refused(data):
    candidates = ["utf-8-sig", "utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be", "utf-16", "utf-32"]

    try:
        text = decode(data, "x")
    except UnreadableInput:
        return

    assert text in [data.decode(encoding, "ignore") for encoding in candidates]


def test_declared_encoding_decides_where_bytes_agree():
    text = "頭條"  # too short to be told by itself from other encodings

    assert decode(text.encode("big5"), "x", declared="Big5") == text
    assert decode(text.encode("utf-8"), "x", declared="big5") == text
    assert decode(SIMPLIFIED.encode("gbk"), "x", declared="no-such-encoding") == SIMPLIFIED


@pytest.mark.parametrize("text", ["联通", "通知", "3月1日", "开学通知", "尚不清楚在孕期中使用是否"])
def test_short_text_is_not_taken_for_utf_8(text):
    assert decode(text.encode("gb18030"), "x") == text


def test_letters_of_two_bytes_stay_utf_8():
    assert decode("Café René".encode(), "x") == "Café René"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is a PNG image, not a text"),
        (b"%PDF-1.4 ...", "is a PDF document"),
        (b"PK\x03\x04abc", "is a ZIP archive"),
        (b"\x00\x01\x02\x03" * 9, "holds NUL bytes, so it is no text"),
        (SIMPLIFIED.encode()[:-2], "is UTF-8 except for 2 of"),
        (codecs.BOM_UTF16_LE + b"abc", "byte order mark says UTF-16-LE, but"),
        (bytes(range(128, 256)), "is neither UTF-8, UTF-16, GB18030 nor Big5 text"),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(data, message):
    with pytest.raises(UnreadableInput) as caught:
        decode(data, "where")

    assert str(caught.value).startswith("where: ")
    assert message in str(caught.value)
