"""What stands around a measure that may tell its status, as named figures for a small model (status_model.py)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ..mention import Mention
from ..segmentation.document import Block, Document, Segment
from ..values.measures import MeasureCandidate
from .frames import Frames

#: Characters looked at: in front of a measure, at its head, behind it, and at the head of its sentence and its block.
_FRONT, _HEAD, _BEHIND, _LEAD = 24, 16, 12, 10
#: From so many characters on it is all the same how far a demand goes.
_FAR = 300


def signs_of(
    doc: Document,
    found: Sequence[Mention[MeasureCandidate]],
    frames: Frames,
    read: Sequence[str],
    cues: Sequence[Sequence[str]],
    *,
    orders: bool,
) -> Iterator[dict[str, float]]:
    """Yield the figures of each measure of a report.

    Args:
        doc: The laid-out report.
        found: Its measures, in text order.
        frames: Who speaks where.
        read: The status that the cues give each measure.
        cues: The cues that stand around each; see `StatusReader.cues`.
        orders: Whether the reporting institution gives orders to others.
    """
    page = _page(doc, frames, orders)
    sentences = [doc.sentence_at(one.start) for one in found]
    blocks = [doc.block_at(one.start) for one in found]
    whole: Sequence[Segment | None] = [None] * len(found)
    shares = [("sentence", _shares(read, sentences)), ("block", _shares(read, blocks)), ("page", _shares(read, whole))]
    for n, one in enumerate(found):
        signs = dict(page)
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
        _words(signs, doc.string, one, sentences[n], blocks[n])
        yield signs


def _page(doc: Document, frames: Frames, orders: bool) -> dict[str, float]:
    signs = {"one": 1.0, "notice": float(frames.is_notice), "orders": float(orders)}
    title = "" if doc.title is None else doc.string[doc.title.start : doc.title.end].rstrip("!?。 \n")
    for size in (2, 3, 4):
        signs[f"t]{title[-size:]}"] = 1.0
    _grams(signs, "t", title, (2,))
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
) -> None:
    first, last = (sentence.start, sentence.end) if sentence else (one.start, one.end)
    front = text[max(first, one.start - _FRONT) : one.start]
    inside, behind = text[one.start : one.end], text[one.end : min(last, one.end + _BEHIND)]
    _grams(signs, "f", front, (1, 2))
    _grams(signs, "i", inside[:_HEAD], (1, 2))
    _grams(signs, "b", behind, (1, 2))
    for size in (1, 2, 3):
        signs[f"<{front[-size:]}"] = signs[f"[{inside[:size]}"] = 1.0
        signs[f"]{inside[-size:]}"] = signs[f">{behind[:size]}"] = 1.0
    _grams(signs, "s", text[first : min(one.start, first + _LEAD)], (2,))
    if block is not None:
        signs[f"kind:{block.kind}"] = 1.0
        signs["at"] = one.start / max(1, len(text))
        _grams(signs, "k", text[block.start : min(one.start, block.start + _LEAD)], (2,))


def _grams(signs: dict[str, float], zone: str, text: str, sizes: Sequence[int]) -> None:
    for size in sizes:
        for at in range(len(text) - size + 1):
            signs[f"{zone}:{text[at : at + size]}"] = 1.0
