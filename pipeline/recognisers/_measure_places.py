"""What the measure model looks at: phrases, the items of lists in them, and the text around each."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from ..segmentation.document import Block, Document, Segment

#: What stands for either end of a text when it is cut into n-grams.
EDGE = "\u0002"
#: The four views of a place, each with the length of its longest n-gram and its weight.
VIEWS = (("own", 4, 1.0), ("left", 2, 0.3), ("right", 2, 0.3), ("sentence", 2, 0.3))
_REACH = 12
_start, _end = attrgetter("start"), attrgetter("end")
_PAUSE = re.compile(r"[,。;:!?\n]|(?<=[^ ]) +(?=[^ ])")
#: What stands between the items of a list; the same characters inside words (及时, 普及, 参与, 和谐) part nothing.
LISTED = re.compile(
    r"、|以及|(?<![普涉波顾提危惠触遍殃])及(?![时其格早])|和(?![谐睦蔼煦]|平(?![时台均安常]))|(?<!参)与(?![会否])"
    r"|(?<!一)并(?![且举肩非列入])|(?<!抑)或(?![许是])者?"
)


def phrases(text: str, start: int = 0, end: int | None = None) -> Iterator[Segment]:
    """Yield the stretches between two pauses of a text, without white space at their ends."""
    stop = len(text) if end is None else end
    at = start
    for match in (*_PAUSE.finditer(text, start, stop), None):
        right = match.start() if match else stop
        piece = text[at:right]
        if bare := piece.strip():
            left = at if len(bare) == len(piece) else at + len(piece) - len(piece.lstrip())
            yield Segment(left, left + len(bare))
        at = match.end() if match else stop


def items(text: str, phrase: Segment) -> list[Segment]:
    """Return the items of the list that a phrase holds, or nothing where it holds none."""
    found, at = [], phrase.start
    for match in LISTED.finditer(text, phrase.start, phrase.end):
        if match.start() > at:
            found.append(Segment(at, match.start()))
        at = match.end()
    if at < phrase.end:
        found.append(Segment(at, phrase.end))
    return [item for item in found if item.end - item.start >= 2] if len(found) > 1 else []


def ngrams(text: str, longest: int = VIEWS[0][1]) -> set[str]:
    """Return the character n-grams of a text, its ends marked; digits count as one sign."""
    marked = EDGE + "".join("0" if char.isdigit() else char for char in text) + EDGE
    return {marked[at : at + size] for size in range(1, longest + 1) for at in range(len(marked) - size + 1)}


def views(doc: Document, place: Segment) -> tuple[str, str, str, str]:
    """Return a place as the model sees it: itself, what stands left and right of it in its block, its sentence."""
    return next(views_of(doc, (place,)))


def views_of(doc: Document, places: Iterable[Segment]) -> Iterator[tuple[str, str, str, str]]:
    """Yield what `views` returns for each of some places."""
    text = doc.string
    block: Block | None = None
    sentence: Segment | None = None
    for place in places:
        start, end = place.start, place.end
        # Most stand in the block and the sentence of the one before.
        if block is None or not block.start <= start < block.end:
            block = doc.block_at(start)
        if sentence is None or not sentence.start <= start < sentence.end:
            sentence = doc.sentence_at(start)
        floor, ceiling = (block.start, block.end) if block else (start, end)
        yield (
            text[start:end],
            text[max(floor, start - _REACH) : start],
            text[end : min(ceiling, end + _REACH)],
            text[sentence.start : sentence.end] if sentence else "",
        )


@dataclass(frozen=True, slots=True)
class Places:
    """The phrases of a report in text order, the items of their lists, and both in one row."""

    phrases: tuple[Segment, ...]
    items: tuple[tuple[int, ...], ...]
    every: tuple[Segment, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def phrases_at(self, start: int, end: int) -> Sequence[int]:
        """Return the numbers of the phrases that a stretch touches."""
        first = bisect_right(self.ends, start)
        return range(first, max(first, bisect_left(self.starts, end)))

    def items_at(self, numbers: Sequence[int], start: int, end: int) -> list[int]:
        """Return the numbers of the list items, or of the phrases without a list, that a stretch touches."""
        near: list[int] = []
        for number in numbers:
            listed = self.items[number]
            if not listed:
                near.append(number)
                continue
            first = bisect_right(self.every, start, listed[0], listed[-1] + 1, key=_end)
            near.extend(range(first, bisect_left(self.every, end, first, listed[-1] + 1, key=_start)))
        return [n for n in near if self.every[n].start < end and start < self.every[n].end] or list(numbers)


def places_of(doc: Document) -> Places:
    """Return the places of a report that the model looks at."""
    found = [p for b in doc.blocks if b.is_content for p in phrases(doc.string, b.start, b.end)]
    every, inside = list(found), []
    for phrase in found:
        listed = items(doc.string, phrase)
        inside.append(tuple(range(len(every), len(every) + len(listed))))
        every += listed
    starts, ends = tuple(p.start for p in found), tuple(p.end for p in found)
    return Places(tuple(found), tuple(inside), tuple(every), starts, ends)
