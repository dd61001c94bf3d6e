"""Line ends that fall inside a sentence: hard-wrapped text, and tables copied cell by cell."""

from __future__ import annotations

import re

_ENDS_OPEN = re.compile(r"[、,(《“‘:]$")
_BEGINS_CLOSED = re.compile(r"^[、,。;:!?)》”’]")
_ENDS_SENTENCE = re.compile(r"[。!?;:…”’)】》—\-|>]$")
_STARTS_ITEM = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.,是要]|[(〔【][一二三四五六七八九十0-9]{1,3}[)〕】]"
    r"|[0-9]{1,2}[、.)]|[①-⑳●◆■▶※*·]| {2,})"
)
_HAN_OR_DIGIT = re.compile(r"[㐀-䶿一-鿿0-9〇]")
_MIN_WIDTH = 12
_TOLERANCE = 2
_NEIGHBOURS = 3


def joins(text: str) -> list[int]:
    """Return the places of line ends that stand inside a sentence and should go.

    A line end goes when the line stops on an opening mark or a comma, when the next begins with a closing mark, or
    when the line belongs to a run of lines of nearly the same width, as hard wrapping leaves them.
    """
    if "\n" not in text:
        return []
    lines = text.split("\n")
    widths = [len(line.strip()) for line in lines]
    places, at = [], 0
    for number, line in enumerate(lines[:-1]):
        at += len(line)
        here, below = line.strip(), lines[number + 1].strip()
        if here and below and line == line.rstrip() and _broken(here, below, lines[number + 1], widths, number):
            places.append(at)
        at += 1
    return places


def _broken(here: str, below: str, below_raw: str, widths: list[int], number: int) -> bool:
    if _BEGINS_CLOSED.match(below):
        return True
    if _STARTS_ITEM.match(below_raw) or below_raw != below_raw.lstrip():
        return False
    if _ENDS_OPEN.search(here):
        return not here.endswith(":")
    if _ENDS_SENTENCE.search(here) or not (_HAN_OR_DIGIT.match(here[-1]) and _HAN_OR_DIGIT.match(below[0])):
        return False
    width = widths[number]
    if width < _MIN_WIDTH:
        return False
    near = widths[max(0, number - _NEIGHBOURS) : number] + widths[number + 1 : number + 1 + _NEIGHBOURS]
    return sum(abs(other - width) <= _TOLERANCE for other in near) >= 2
