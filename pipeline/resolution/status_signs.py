"""What stands around a measure that may tell its status, as named figures for a small model (status_model.py)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..mention import Mention
from ..segmentation.document import Block, Document, Segment
from ..values.measures import MeasureCandidate
from .frames import Frames

#: Characters looked at: in front of a measure, at its head, behind it, and at the head of its sentence and its block.
_FRONT, _HEAD, _BEHIND, _LEAD = 24, 16, 12, 10
#: From so many characters on it is all the same how far a demand goes.
_FAR = 300


#: Stretches beside a measure whose one and two characters are signs each, and those of which only pairs are.
_ZONES, _PAIR_ZONES = "fib", "sk"
ZONES = _ZONES + _PAIR_ZONES


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs of one measure: named figures, and the characters of stretches around it, each worth one."""

    plain: Mapping[str, float]
    grams: Mapping[str, Mapping[str, Any]]

    def named(self, page: Mapping[str, float]) -> dict[str, float]:
        """Return all signs by name, those of the page too."""
        return {
            **page,
            **self.plain,
            **{f"{zone}:{gram}": 1.0 for zone, grams in self.grams.items() for gram in grams},
        }


def signs_of(
    doc: Document,
    found: Sequence[Mention[MeasureCandidate]],
    frames: Frames,
    read: Sequence[str],
    cues: Sequence[Sequence[str]],
) -> Iterator[Signs]:
    """Yield the signs of each measure of a report.

    Args:
        doc: The laid-out report.
        found: Its measures, in text order.
        frames: Who speaks where.
        read: The status that the cues give each measure.
        cues: The cues that stand around each; see `StatusReader.cues`.
    """
    sentences = [doc.sentence_at(one.start) for one in found]
    blocks = [doc.block_at(one.start) for one in found]
    whole: Sequence[Segment | None] = [None] * len(found)
    shares = [("sentence", _shares(read, sentences)), ("block", _shares(read, blocks)), ("page", _shares(read, whole))]
    for n, one in enumerate(found):
        signs: dict[str, float] = {}
        signs[f"read:{read[n]}"] = signs[f"read:{read[n]}|{frames.is_notice}"] = 1.0
        signs[f"code:{one.value.code}"] = 1.0
        frame = frames.at(one.start)
        if frame is not None:
            signs["frame"] = 1.0
            signs["frame:far"] = min(one.start - frame.opener, _FAR) / 100
            signs[f"opener:{doc.string[frame.start - 2 : frame.start]}"] = 1.0
        mode = "frame" if frame is not None else "notice" if frames.is_notice else "tells"
        for cue in cues[n]:
            signs[f"cue:{cue}"] = signs[f"cue:{cue}|{mode}"] = 1.0
        for name, share in shares:
            for status, part in share[n].items():
                signs[f"{name}:{status}"] = part
        yield Signs(signs, _words(signs, doc.string, one, sentences[n], blocks[n]))


def page_signs(doc: Document, frames: Frames, *, orders: bool) -> dict[str, float]:
    """Return the signs that all measures of a report share; `orders`: whether it speaks for one who orders others."""
    signs = {"one": 1.0, "notice": float(frames.is_notice), "orders": float(orders)}
    title = "" if doc.title is None else doc.string[doc.title.start : doc.title.end].rstrip("!?。 \n")
    for size in (2, 3, 4):
        signs[f"t]{title[-size:]}"] = 1.0
    signs.update({f"t:{pair}": 1.0 for pair in _pairs(title)})
    return signs


def _shares(read: Sequence[str], where: Sequence[Segment | Block | None]) -> list[dict[str, float]]:
    """Return for each measure what share of the others in the same place has which status."""
    held: dict[int, Counter[str]] = {}
    for status, place in zip(read, where, strict=True):
        held.setdefault(-1 if place is None else place.start, Counter())[status] += 1
    shares = []
    for status, place in zip(read, where, strict=True):
        others = dict(held[-1 if place is None else place.start])
        others[status] -= 1
        total = sum(others.values())
        shares.append({name: count / total for name, count in others.items() if count} if total else {"alone": 1.0})
    return shares


def _words(
    signs: dict[str, float],
    text: str,
    one: Mention[MeasureCandidate],
    sentence: Segment | None,
    block: Block | None,
) -> dict[str, dict[str, None]]:
    """Add the signs that lie in the edges of a measure and its place; return the characters of its zones."""
    first, last = (sentence.start, sentence.end) if sentence else (one.start, one.end)
    front = text[max(first, one.start - _FRONT) : one.start]
    inside, behind = text[one.start : one.end], text[one.end : min(last, one.end + _BEHIND)]
    for size in (1, 2, 3):
        signs[f"<{front[-size:]}"] = signs[f"[{inside[:size]}"] = 1.0
        signs[f"]{inside[-size:]}"] = signs[f">{behind[:size]}"] = 1.0
    leads = [text[first : min(one.start, first + _LEAD)]]
    if block is not None:
        signs[f"kind:{block.kind}"] = 1.0
        signs["at"] = one.start / max(1, len(text))
        leads.append(text[block.start : min(one.start, block.start + _LEAD)])
    grams = {
        zone: dict.fromkeys([*stretch, *_pairs(stretch)])
        for zone, stretch in zip(_ZONES, (front, inside[:_HEAD], behind), strict=True)
    }
    # Dictionaries, not sets: what is added up in another order may end in another last digit.
    return grams | {zone: dict.fromkeys(_pairs(lead)) for zone, lead in zip(_PAIR_ZONES, leads, strict=False)}


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)]
