"""What no rule example can say about numerals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangkong.pipeline.numerals import Count, read_count, read_number

_DIGITS = "零一二三四五六七八九"


def spelled(number: int) -> str:
    """Return a number below 100 million in Chinese, the long way."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        gap = "零" if 0 < low < 1000 else ""
        return spelled(high) + "万" + gap + (spelled(low) if low else "")
    out, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            out += ("零" if zero and out else "") + _DIGITS[digit] + name
        zero = not digit
    return out


@given(st.integers(1, 99_999_999))
def test_a_number_spelled_in_chinese_reads_back(number):
    assert read_number(spelled(number)) == number


@given(st.integers(1, 99_999_999))
def test_separators_change_nothing(number):
    assert read_number(f"{number:,}") == number


@given(st.integers(1, 9_999))
def test_a_decimal_before_wan_is_exact(number):
    assert read_count(f"{number / 100}万") == Count("exact", number * 100, number * 100, number * 100)


@given(st.text(max_size=12))
def test_any_string_is_read_without_an_error(text):
    read_number(text)
    if text:
        read_count(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("两万三", 23_000),
        ("六百零八", 608),
        ("叁佰贰拾壹", 321),
        ("3千零20", 3_020),
        ("七亿两千万", 720_000_000),
        ("负四十", -40),
        ("三点二五", 3.25),
        ("四分之三", 0.75),
        ("一二三", 123),
        ("廿六", 26),
        ("6K", 6_000),
        ("两打", 24),
    ],
)
def test_a_numeral_reads_as_its_number(text, value):
    assert read_number(text) == value


@pytest.mark.parametrize("text", ["学生", "百分", "又", "分之", "万岁", "-", "."])
def test_what_is_no_numeral_gives_none(text):
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("百余", Count("over", 100, None, 100)),
        ("20多万", Count("over", 200_000, None, 200_000)),
        ("数十", Count("range", 20, 99, None)),
        ("数千", Count("range", 2_000, 9_999, None)),
        ("好几百", Count("range", 200, 999, None)),
        ("十几", Count("range", 11, 19, None)),
        ("三十几", Count("range", 31, 39, None)),
        ("十几万", Count("range", 110_000, 199_999, None)),
        ("一百几十", Count("range", 120, 199, None)),
        ("七八", Count("range", 7, 8, None)),
        ("三四十", Count("range", 30, 40, None)),
        ("十七八", Count("range", 17, 18, None)),
        ("3-5", Count("range", 3, 5, None)),
        ("2-3万", Count("range", 20_000, 30_000, None)),
        ("三至五", Count("range", 3, 5, None)),
        ("上千", Count("over", 1_000, None, 1_000)),
        ("十来", Count("about", None, None, 10)),
    ],
)
def test_a_vague_numeral_gives_its_bounds(text, count):
    assert read_count(text) == count
