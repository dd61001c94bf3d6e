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
_HAN_OR_DIGIT = re.compile(r"[㐀-䶿一-鿿0-9〇“]")
_PAUSE = re.compile(r"[,。、;:!?]")
_MIN_WIDTH = 15
_TOLERANCE = 2
_MIN_RUN = 3
# A page in a narrow column: at least so many lines, nine tenths of them no wider, this share ending in mid-sentence.
_NARROW_LINES = 12
_NARROW = 30
_MID_SHARE = 0.5


def joins(text: str, frame_line: re.Pattern[str]) -> list[int]:
    """Return the places of line ends that stand inside a sentence and should go.

    A line end goes when the line stops on an opening mark or a comma, when the next begins with a closing mark, or
    when the line belongs to a run of lines of nearly the same width, as hard wrapping leaves them. What `frame_line`
    finds is no such line: a breadcrumb, a line of meta data.
    """
    if "\n" not in text:
        return []
    lines = text.split("\n")
    wrapped = _wrapped(lines, frame_line)
    places, at = [], 0
    for number, line in enumerate(lines[:-1]):
        at += len(line)
        here, below = line.strip(), lines[number + 1].strip()
        if here and below and line == line.rstrip() and _broken(here, below, lines[number + 1], wrapped[number]):
            places.append(at)
        at += 1
    return places


def _broken(here: str, below: str, below_raw: str, wrapped: bool) -> bool:
    if _BEGINS_CLOSED.match(below):
        return True
    if _STARTS_ITEM.match(below_raw) or below_raw != below_raw.lstrip():
        return False
    if _ENDS_OPEN.search(here):
        return not here.endswith(":")
    if _ENDS_SENTENCE.search(here):
        return False
    return wrapped and bool(_HAN_OR_DIGIT.match(here[-1]) and _HAN_OR_DIGIT.match(below[0]))


def _wrapped(lines: list[str], frame_line: re.Pattern[str]) -> list[bool]:
    """Tell for each line whether it stands in hard-wrapped prose."""
    prose = ["" if frame_line.search(line) else line for line in lines]
    return [a or b for a, b in zip(_equal_runs(prose), _narrow_paragraphs(lines), strict=True)]


def _equal_runs(lines: list[str]) -> list[bool]:
    """Mark runs of prose lines of nearly the same width."""
    widths = [len(line.strip()) for line in lines]
    out = [False] * len(lines)
    first = 0
    while first < len(lines):
        last = first
        while last + 1 < len(lines) and abs(widths[last + 1] - widths[first]) <= _TOLERANCE:
            last += 1
        run = lines[first : last + 1]
        prose = sum(bool(_PAUSE.search(line)) for line in run)
        if len(run) >= _MIN_RUN and widths[first] >= _MIN_WIDTH and 2 * prose >= len(run):
            out[first : last + 1] = [True] * len(run)
        first = last + 1
    return out


def _narrow_paragraphs(lines: list[str]) -> list[bool]:
    """Mark the paragraphs of a page in a narrow column, whose short lines mostly stop in mid-sentence."""
    out = [False] * len(lines)
    full = [line.strip() for line in lines if line.strip()]
    if len(full) < _NARROW_LINES:
        return out
    widths = sorted(map(len, full))
    mid_sentence = sum(not _ENDS_SENTENCE.search(line) for line in full)
    prose = sum(bool(_PAUSE.search(line)) for line in full)
    if widths[len(widths) * 9 // 10] > _NARROW or mid_sentence < _MID_SHARE * len(full) or 3 * prose < len(full):
        return out
    first = 0
    for number in range(len(lines) + 1):
        if number == len(lines) or not lines[number].strip():
            if number - first > 1 and any(_PAUSE.search(line) for line in lines[first:number]):
                out[first:number] = [True] * (number - first)
            first = number + 1
    return out
