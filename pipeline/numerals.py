"""Numbers as Chinese texts write them, exact and vague: 18万, 两千四百五, 壹佰贰拾, 十几, 百余, 七八, 3-5.

The characters of a numeral are the alphabet of this module; which words may stand around a number is a matter of rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

#: Digits 0 to 9, each with its other forms: financial, traditional, spoken over the telephone.
_DIGIT_FORMS = "零〇○洞 一壹幺弌 二贰貳两兩倆俩 三叁參参仨 四肆 五伍 六陆陸 七柒拐 八捌 九玖"
_DIGITS = {char: value for value, forms in enumerate(_DIGIT_FORMS.split()) for char in forms}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
_UNITS = {**_SMALL, **_LARGE}
_TENS = {"廿": 20, "卅": 30, "卌": 40}
_LETTERS = {"k": 10**3, "m": 10**6, "g": 10**9}
_DOZENS = {"打": 12, "对": 2, "對": 2, "双": 2, "雙": 2}
_POINT = "点點"
_VAGUE = re.compile("[余餘多几幾来]")
_ARABIC = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?![0-9])|[0-9]*\.[0-9]+|[0-9]+")
_POWER = re.compile(r"([+-]?[0-9.]+)\^([+-]*)([0-9.]+)")
_SCIENTIFIC = re.compile(r"([+-]?[0-9.]+)[eE]([+-]?[0-9]{1,3})")
_MONEY = re.compile(
    "^(?P<whole>[^元圆圓角分]+)[元圆圓](?:整|正)?(?:(?P<jiao>[^元圆角分])角)?(?:(?P<fen>[^元圆角分])分)?$"
)
_MAX_POWER = 400


def read_number(text: str) -> Fraction | None:
    """Return the number that a whole string stands for, or None if it is none.

    Vague parts (余, 多, 几) are dropped: 五百余万 reads as 五百万. Traditional and financial forms are taken too.

    Example:
        >>> read_number("两千四百五")
        Fraction(2450, 1)
        >>> read_number("4.78万亿")
        Fraction(4780000000000, 1)
    """
    text = re.sub(r"\s+", "", text)
    if not text:
        return None
    for reader in _READERS:
        if (value := reader(text)) is not None:
            return value
    return _integer(_VAGUE.sub("", text))


def _signed(text: str) -> Fraction | None:
    if text[0] in "-负負" and not _POWER.fullmatch(text) and not _SCIENTIFIC.fullmatch(text):
        value = read_number(text[1:])
        return None if value is None else -value
    return None


def _power(text: str) -> Fraction | None:
    if match := _SCIENTIFIC.fullmatch(text):
        return Fraction(match[1]) * Fraction(10) ** int(match[2])
    if (match := _POWER.fullmatch(text)) and len(match[3]) <= 3 and match[3].isdigit():
        sign = -1 if match[1].startswith("-") else 1
        base, exponent = abs(Fraction(match[1])), int(match[3])
        if exponent > _MAX_POWER or (match[2].count("-") % 2 and not base):
            return None
        return sign * base ** (-exponent if match[2].count("-") % 2 else exponent)
    return None


def _money(text: str) -> Fraction | None:
    match = _MONEY.match(text)
    if not match or (whole := _integer(match["whole"])) is None:
        return None
    jiao, fen = (read_number(match[part]) if match[part] else Fraction(0) for part in ("jiao", "fen"))
    return None if jiao is None or fen is None else whole + jiao / 10 + fen / 100


def _fraction(text: str) -> Fraction | None:
    whole, mark, rest = text.rpartition("又")
    parts = rest.split("分之") if "分之" in rest else rest.split("/")
    if len(parts) != 2 or (mark and not whole):
        return None
    below, above = read_number(parts[0]), read_number(parts[1])
    if "/" in rest:
        below, above = above, below
    front = read_number(whole) if mark else Fraction(0)
    return None if not below or above is None or front is None else front + above / below


def _multiplied(text: str) -> Fraction | None:
    times = _DOZENS.get(text[-1]) or (_LETTERS.get(text[-1].lower()) if text[-2:-1].isdigit() else None)
    if times:
        value = read_number(text[:-1])
        return None if value is None else value * times
    if text[-1] in "个個" and len(text) > 1:
        return Fraction(1, 2) if text[0] == "半" else read_number(text[:-1])
    if text in ("半百", "一半", "1半"):
        return Fraction(50) if text == "半百" else Fraction(1, 2)
    return None


def _decimal(text: str) -> Fraction | None:
    match = re.fullmatch(f"(.+?)[{_POINT}](.+?)([万萬亿億]*)", text)
    if not match or (whole := _integer(match[1])) is None:
        return None
    digits = [char if char.isdigit() and char.isascii() else _digit(char) for char in match[2]]
    if None in digits:
        return None
    value = whole + Fraction(int("".join(map(str, digits))), 10 ** len(digits))
    for unit in match[3]:
        value *= _LARGE[unit]
    return value


_READERS: tuple[Callable[[str], Fraction | None], ...] = (_power, _signed, _money, _fraction, _multiplied, _decimal)


def _digit(char: str) -> int | None:
    return _DIGITS.get(char)


def _integer(text: str) -> Fraction | None:
    """Read digits and units; an Arabic number may stand anywhere in place of digits."""
    if text and all(char in _DIGITS for char in text):
        return Fraction(int("".join(str(_DIGITS[char]) for char in text)))
    done: list[tuple[Fraction, int]] = []
    section, current, last_unit, loose = Fraction(0), None, 0, False
    at, seen = 0, False
    while at < len(text):
        char = text[at]
        if match := _ARABIC.match(text, at):
            if current is not None:
                return None
            current, loose, at = Fraction(match[0].replace(",", "")), loose or len(match[0]) > 1, match.end()
            seen = True
            continue
        at += 1
        if char in _TENS:
            section += _TENS[char]
            last_unit, seen = 10, True
        elif char in _DIGITS:
            if current is not None:
                return None
            current, loose = (Fraction(_DIGITS[char]), loose) if _DIGITS[char] else (None, True)
            seen = True
        elif char in _SMALL:
            section += (Fraction(1) if current is None else current) * _SMALL[char]
            current, last_unit, loose, seen = None, _SMALL[char], False, True
        elif char in _LARGE:
            unit = _LARGE[char]
            group = section + (current or 0)
            while (done and done[-1][1] < unit) or (done and done[-1][1] == unit and not group):
                group += done.pop()[0]
            done.append(((group or Fraction(1)) * unit, unit))
            section, current, last_unit, loose, seen = Fraction(0), None, unit, False, True
        else:
            return None
    if not seen:
        return None
    if current is not None and last_unit >= 100 and not loose:
        current *= last_unit // 10  # 两千四百五: the unit behind the last digit is left out
    return sum((amount for amount, _ in done), section + (current or 0))


Shape = Literal["exact", "over", "range", "about"]


@dataclass(frozen=True, slots=True)
class Count:
    """A count of things as stated: `low` and `high` are its bounds (None: open), `value` the number said, if one is."""

    shape: Shape
    low: int | None
    high: int | None
    value: int | None


_RANGE = re.compile("^(?P<low>[^-~—至到]+)(?:-|~|—+|至|到)(?P<high>[^-~—至到]+)$")
_TRAILING_UNITS = re.compile("[十百千万亿]+$")
_SEVERAL = re.compile("^(?:好)?(?P<front>[0-9一二两三四五六七八九十百千万]*?)[几数](?P<units>[十百千万亿]*)[余多]?$")
_NEIGHBOURS = re.compile(
    "^(?P<front>[二两三四五六七八九]?十)?(?P<pair>一二|一两|二三|两三|三四|三五|四五|五六|六七|七八|八九)(?P<units>[十百千万亿]*)$"
)
_OVER = re.compile("[余多]")
_AT_LEAST = re.compile("^(?:上|成)(?=[百千万])")


def read_count(text: str) -> Count | None:
    """Return how many a numeral says, vague ones with their bounds, or None if it says no whole number.

    Example:
        >>> read_count("十几")
        Count(shape='range', low=11, high=19, value=None)
        >>> read_count("百余")
        Count(shape='over', low=100, high=None, value=100)
    """
    if match := _NEIGHBOURS.match(text):
        return _neighbours(match)
    if match := _RANGE.match(text):
        return _range(match["low"], match["high"])
    if match := _SEVERAL.match(text):
        return _several(match["front"], match["units"])
    if _AT_LEAST.match(text):
        value = _whole(_OVER.sub("", text[1:]))
        return None if value is None else Count("over", value, None, value)
    about = text[0] in "十百千" and text.endswith("来")
    value = _whole(re.sub("[余多来]", "", text))
    if value is None:
        return None
    if about or text.endswith("来"):
        return Count("about", None, None, value)
    if _OVER.search(text):
        return Count("over", value, None, value)
    return Count("exact", value, value, value)


def _whole(text: str) -> int | None:
    value = _integer(text) if "点" not in text else read_number(text)
    return int(value) if value is not None and value.denominator == 1 and value >= 0 else None


def _neighbours(match: re.Match[str]) -> Count | None:
    low, high = (_whole((match["front"] or "") + digit + match["units"]) for digit in match["pair"])
    return None if low is None or high is None else Count("range", low, high, None)


def _range(low: str, high: str) -> Count | None:
    units = _TRAILING_UNITS.search(high)
    if units and not _TRAILING_UNITS.search(low):  # 2-3万: the unit belongs to both
        low += units[0]
    first, last = _whole(low), _whole(_OVER.sub("", high))
    return None if first is None or last is None or first >= last else Count("range", first, last, None)


def _several(front: str, units: str) -> Count | None:
    """Read 几百, 十几, 十几万, 一百几十: what 几 stands for runs from 2 (alone) or 1 (behind a ten) to 9."""
    scale = _whole(units if units[:1] == "十" else "一" + units) if units else 1
    if scale is None:
        return None
    if not front:
        return Count("range", 2 * scale, 10 * scale - 1, None)
    base = _whole(front)
    if base is None or not base:
        return None
    if front[-1] in "十百千万" and 1 < scale < _UNITS[front[-1]]:  # 一百几十
        return Count("range", base + 2 * scale, base + 10 * scale - 1, None)
    if front[-1] not in "十0":
        return None
    return Count("range", (base + 1) * scale, (base + 10) * scale - 1 if scale > 1 else base + 9, None)
