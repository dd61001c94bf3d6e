"""Reads the small numerals that dates are written with: 二〇二〇, 二O二二, 十二, 廿三, 元, 08."""

from __future__ import annotations

from . import numerals

_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
    "O": 0,
    "o": 0,
    "О": 0,
    "о": 0,
    "两": 2,
    "壹": 1,
}
#: A decade or a year of two digits from the 30s on is one of the 20th century.
LAST_CENTURY = 30
_TENS = {"十": 10, "廿": 20, "卅": 30}


def read_number(text: str) -> int:
    """Return the number below 100 that ASCII digits or Chinese numerals stand for; 元 and 正 are 1.

    Raises:
        ValueError: If the text is no such number.

    Example:
        >>> [read_number(t) for t in ("08", "十二", "廿三", "三十", "元")]
        [8, 12, 23, 30, 1]
    """
    if text.isascii() and text.isdigit():
        return int(text)
    if text in ("元", "正"):
        return 1
    if text == "腊":
        return 12
    total, pending = 0, None
    for character in text:
        if character in _TENS:
            total += (1 if pending is None else pending) * _TENS[character]
            pending = None
        elif character in _DIGITS and pending is None:
            pending = _DIGITS[character]
        else:
            raise ValueError(f"{text!r} is no day or month")
    if total == 0 and pending is None:
        raise ValueError(f"{text!r} is no day or month")
    return total + (pending or 0)


def read_year(text: str) -> int:
    """Return a year written with four digits, or with two (22年: 2022, 98年: 1998).

    Raises:
        ValueError: If the text is no year.

    Example:
        >>> [read_year(t) for t in ("二O二〇", "2022", "22", "九八")]
        [2020, 2022, 2022, 1998]
    """
    digits = [int(c) if c.isascii() and c.isdigit() else _DIGITS.get(c, -1) for c in text]
    if -1 in digits or len(digits) not in (2, 3, 4):
        raise ValueError(f"{text!r} is no year")
    number = int("".join(map(str, digits)))
    if len(digits) > 2:
        return number
    return 2000 + number if number < LAST_CENTURY else 1900 + number


def read_spoken_year(text: str) -> int:
    """Return a year told with units, or of the Republic: 两千零四, 民国三.

    Raises:
        ValueError: If the text is no year.

    Example:
        >>> [read_spoken_year(t) for t in ("两千零四", "两千", "民国三")]
        [2004, 2000, 1914]
    """
    number = numerals.read_number(text.removeprefix("民国"))
    if number is None or number.denominator != 1:
        raise ValueError(f"{text!r} is no year")
    return int(number) + (1911 if text.startswith("民国") else 0)
