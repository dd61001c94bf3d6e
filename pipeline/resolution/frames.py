"""Who speaks: stretches of a report that demand (directive) or announce (own notice), and the rest, which tells."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from operator import attrgetter
from typing import Literal

from ..rulebook import Rulebook
from ..segmentation.document import Block, Document

#: Styles of headings, the highest rank first; they are groups of the pattern status.section.
_RANKS = (None, "first", "second")
FrameKind = Literal["directive", "notice"]
_start = attrgetter("start")
_END = re.compile(r"[。!?;\n]| {4,}")


@dataclass(frozen=True, slots=True)
class Frame:
    """A stretch in which measures are demanded; `opener` is where the verb of demanding stands."""

    start: int
    end: int
    opener: int
    kind: FrameKind


class FrameReader:
    """Find the frames of a document with the cues of rules/status.toml."""

    def __init__(self, book: Rulebook) -> None:
        def one(role: str) -> re.Pattern[str]:
            return next(rule.pattern for rule in book.rules if rule.data["role"] == role)

        self._opens, self._closes, self._numbered = one("opens"), one("closes"), one("numbered")
        self._source, self._quotes = one("source"), one("quotes")
        self._plans, self._faults, self._section = one("plans"), one("faults"), one("section")
        self._title, self._body = one("notice"), one("notice-body")
        self._demand, self._bids = one("modal"), one("bids")
        self._share, self._least = float(book.data["demand_share"]), int(book.data["demand_least"])

    def __call__(self, doc: Document) -> Frames:
        """Return the frames of a document, in text order."""
        found: list[Frame] = []
        carried: int | None = None
        for block in doc.blocks:
            if not block.is_content or (block.kind == "title" and doc.string[block.end - 1] != ":"):
                continue
            if carried is not None and self._numbered.search(doc.string[block.start : block.start + 8]):
                found.append(Frame(block.start, block.end, carried, "directive"))
                found.extend(self._inside(doc, block))
                continue
            inside = list(self._inside(doc, block))
            found.extend(inside)
            carried = inside[-1].opener if inside and doc.string[block.end - 1] in ":," else None
        found.sort(key=_start)
        furthest = tuple(accumulate((f.end for f in found), max))
        plans, faults = self._sections(doc, self._plans), self._sections(doc, self._faults)
        return Frames(tuple(found), furthest, self._is_notice(doc), plans, faults)

    def _sections(self, doc: Document, opens: re.Pattern[str]) -> tuple[tuple[int, int], ...]:
        """Return the stretches under headings of a kind, each up to the next heading of its rank or above."""
        found: list[tuple[int, int]] = []
        open_rank = start = end = -1
        for block in (b for b in doc.blocks if b.is_content and b.kind != "title"):
            head = self._section.match(doc.string, block.start, block.end)
            rank = _RANKS.index(head.lastgroup) if head else -1
            if start >= 0 and ((head and rank <= open_rank) or block.kind in ("signature", "salutation")):
                found.append((start, end))
                start = -1
            if start < 0 and head and opens.search(doc.string, block.start, head.end()):
                start, open_rank = block.start, rank
            end = block.end
        return (*found, (start, end)) if start >= 0 else tuple(found)

    def _inside(self, doc: Document, block: Block) -> list[Frame]:
        text = doc.string
        frames: list[Frame] = []
        for match in self._opens.finditer(text, block.start, block.end):
            if frames and match.start() < frames[-1].end:
                continue
            if self._source.search(text, max(block.start, match.start() - 30), match.start()):
                continue
            closed = self._closes.search(text, match.end(), block.end)
            end = closed.start() if closed else block.end
            if self._quotes.match(text, match.end(), end) and (quoted := text.find("”", match.end(), end)) >= 0:
                end = quoted
            if end > match.end():
                frames.append(Frame(match.end(), end, match.start(), "directive"))
        return frames

    def _is_notice(self, doc: Document) -> bool:
        if doc.title and self._title.search(doc.string[doc.title.start : doc.title.end].strip()):
            return True
        return self._body.search(doc.string) is not None or self._demands(doc)

    def _demands(self, doc: Document) -> bool:
        """Tell whether most of a page demands, and nobody is quoted: a notice without its name."""
        sentences = [s for b in doc.blocks if b.kind == "body" for s in doc.string[b.start : b.end].split("。") if s]
        asked = sum(1 for s in sentences if self._demand.search(s) or self._bids.search(s))
        told = any(self._opens.search(s) for s in sentences)
        return asked >= self._least and asked >= self._share * len(sentences) and not told


@dataclass(frozen=True, slots=True)
class Frames:
    """The frames of one document."""

    frames: tuple[Frame, ...]
    furthest: tuple[int, ...]
    is_notice: bool
    #: Sections that tell what is to come, and what was found wanting.
    plans: tuple[tuple[int, int], ...] = ()
    faults: tuple[tuple[int, int], ...] = ()

    def plans_at(self, place: int) -> bool:
        """Tell whether a place stands in a section on what is to come."""
        return any(start <= place < end for start, end in self.plans)

    def faults_at(self, place: int) -> bool:
        """Tell whether a place stands in a section on what was found wanting."""
        return any(start <= place < end for start, end in self.faults)

    def at(self, place: int) -> Frame | None:
        """Return the innermost frame that holds a place, or None where the report tells."""
        index = bisect_right(self.frames, place, key=_start) - 1
        while index >= 0 and self.furthest[index] > place:
            if place < self.frames[index].end:
                return self.frames[index]
            index -= 1
        return None
