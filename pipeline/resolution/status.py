"""Status of a measure: implemented, planned, required, lifted or negated. Cues: rules/status.toml.

The order follows the labelling rules: polarity, frame, demand, future, else done or in force.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Sequence

from ..mention import Mention
from ..rulebook import Rulebook
from ..segmentation.document import Block, Document
from ..values.dates import ResolvedDates
from ..values.measures import MeasureCandidate
from .frames import Frames

_PART = re.compile(r"[,。;:!?\n]| {4,}")
_REACH = 40
#: How far inside a phrase that the model found a word of announcing still governs all of it.
_HEAD = 14
#: No cue is longer.
_CUE = 60
#: Cues that the status model is told of wherever they stand near a measure.
_EVERYWHERE = (
    *("modal", "strong-modal", "future", "condition", "done", "in-force", "units", "asks", "tells", "narrates"),
    *("put-off", "lifted-inside", "negated-inside", "wanting"),
)


class StatusReader:
    """Decide the status of one candidate."""

    def __init__(self, book: Rulebook) -> None:
        def one(role: str) -> re.Pattern[str]:
            return next(rule.pattern for rule in book.rules if rule.data["role"] == role)

        self._lifted, self._negated = one("lifted"), one("negated")
        self._lifted_behind, self._put_off, self._in_force = one("lifted-behind"), one("put-off"), one("in-force")
        self._units, self._modal = one("units"), one("modal")
        self._future, self._ahead, self._condition = one("future"), one("ahead"), one("condition")
        self._done, self._done_behind = one("done"), one("done-behind")
        self._narrates = one("narrates")
        self._put_off_persons = one("put-off-persons")
        self._strong, self._asks, self._tells = one("strong-modal"), one("asks"), one("tells")
        self._ends, self._fails = one("lifted-inside"), one("negated-inside")
        self._wanting = one("wanting")
        self._everywhere = [(name, one(name)) for name in _EVERYWHERE]
        self._stops = frozenset(book.data["stops"])
        self._seen: tuple[Document | None, dict[tuple[int, re.Pattern[str]], tuple[int, int | None]]] = None, {}

    def __call__(
        self, doc: Document, mention: Mention[MeasureCandidate], frames: Frames, dates: ResolvedDates, *, orders: bool
    ) -> str:
        """Return the status; `orders` tells that the reporting institution gives orders to others."""
        text, code = doc.string, mention.value.code
        trigger = mention.value.trigger_start
        clause = doc.clause_at(trigger)
        left = max(clause.start if clause else 0, trigger - _REACH)
        head = text[left : max(trigger, left)]
        part = _PART.split(head)[-1]
        if mention.value.polarity:
            return mention.value.polarity
        if self._whole(mention):
            # No rule says where the trigger stands: the cue may stand anywhere in the phrase.
            inside = text[mention.start : mention.end]
            if code not in self._stops and self._ends.search(inside):
                return "lifted"
            if self._fails.search(inside):
                return "negated"
        behind = text[mention.value.trigger_end : mention.value.trigger_end + 12]
        if code not in self._stops and (self._lifted.search(part) or self._lifted_behind.search(behind)):
            return "lifted"
        if code == "teaching_return" and self._put_off.search(part + text[trigger : mention.end]):
            persons = self._put_off_persons.search(text, left, mention.end)
            return "required" if persons or frames.is_notice or frames.at(trigger) else "negated"
        if self._negated.search(part) or (
            frames.faults_at(trigger) and self._wanting.search(part + text[trigger : mention.end + 8])
        ):
            return "negated"
        return self._by_frame(doc, mention, frames, dates, head, part, orders)

    def cues(
        self, doc: Document, mention: Mention[MeasureCandidate], frames: Frames, dates: ResolvedDates
    ) -> tuple[str, ...]:
        """Return which cues stand where: in front in the same part or sentence, in the measure, or behind it."""
        text = doc.string
        sentence = doc.sentence_at(mention.start)
        first = sentence.start if sentence else mention.start
        lead = text[max(first, mention.start - _REACH) : mention.start]
        inside, behind = text[mention.start : mention.end], text[mention.end : mention.end + 24]
        part = _PART.split(lead)[-1]
        found = [
            f"{name} {where}"
            for where, stretch in (("part", part), ("lead", lead[: len(lead) - len(part)]), ("inside", inside))
            if stretch
            for name, cue in self._everywhere
            if cue.search(stretch)
        ]
        if self._done_behind.search(behind):
            found.append("done behind")
        if self._lifted_behind.search(behind[:12]):
            found.append("lifted behind")
        if self._lifted.search(part + inside[: mention.value.trigger_start - mention.start]):
            found.append("lifted part")
        if self._negated.search(part):
            found.append("negated part")
        if "了" in inside.replace("了解", ""):
            found.append("了 inside")
        if self._ahead_of(doc, mention.start):
            found.append("ahead")
        for name, holds in (
            ("later", self._later(doc, mention, dates)),
            ("plans", frames.plans_at(mention.start)),
            ("faults", frames.faults_at(mention.start)),
        ):
            if holds:
                found.append(name)
        return tuple(found)

    def _by_frame(
        self,
        doc: Document,
        mention: Mention[MeasureCandidate],
        frames: Frames,
        dates: ResolvedDates,
        head: str,
        part: str,
        orders: bool,
    ) -> str:
        text, code, end = doc.string, mention.value.code, mention.value.trigger_end
        inside = text[mention.start : mention.end]
        before = text[max(0, mention.start - 6) : mention.start]
        done = bool(self._done.search(part) or self._done_behind.search(text[end : end + 24]))
        done = done or "了" in inside.replace("了解", "")
        modal = self._modal.search(part) or self._modal.search(inside) or self._modal.search(before)
        title = doc.title is not None and doc.title.start <= mention.start < doc.title.end
        sentence = doc.sentence_at(mention.start)
        lead = text[sentence.start : mention.start] if sentence else head
        if (frame := frames.at(mention.start)) is not None:
            told = frame.opener < mention.start - len(lead) and self._narrates.search(lead + inside)
            return "implemented" if (done or told) and not modal else "required"
        reach = mention.start + (_HEAD if self._whole(mention) else 4)
        announced = self._announced(text, mention.value.trigger_start - len(head), mention, reach)
        ahead = announced or self._ahead_of(doc, mention.start) or frames.plans_at(mention.start)
        if frames.is_notice and not title:
            if done and not modal:
                return "implemented"
            if self._in_force.search(part) or (code == "org_command" and not modal and not ahead):
                return "implemented"
            if ahead:
                return "planned"
            if modal or orders or self._modal.search(head):
                return "required"
            block = doc.block_at(mention.start)
            if block and self._since(doc, block, self._tells, mention.start) and not self._modal.search(lead):
                return "implemented"
            return "required" if self._asks.search(inside) else "planned"
        if self._units.search(lead + inside) and not done:
            return "required"
        if modal and not done and (orders or self._strong.search(part + inside)):
            return "required"
        if ahead and not done:
            return "planned"
        if self._condition.search(lead + (inside if self._whole(mention) else "")) and not done:
            return "planned"
        if not done and not title and self._later(doc, mention, dates):
            return "planned"
        return "implemented"

    @staticmethod
    def _whole(mention: Mention[MeasureCandidate]) -> bool:
        """Tell whether a mention is its own trigger: a phrase that the model found as a whole."""
        value = mention.value
        return (value.trigger_start, value.trigger_end) == (mention.start, mention.end)

    def _announced(self, text: str, start: int, mention: Mention[MeasureCandidate], reach: int) -> bool:
        """Tell whether a word of announcing stands in front, or in the first characters of the measure itself."""
        found = self._future.finditer(text, max(0, start), mention.end)
        return any(match.start() < reach for match in found)

    def _ahead_of(self, doc: Document, at: int) -> bool:
        block = doc.block_at(at)
        return block is not None and self._since(doc, block, self._ahead, at)

    def _since(self, doc: Document, block: Block, cue: re.Pattern[str], at: int) -> bool:
        """Tell whether a cue stands between the start of a block and a place; nothing is searched twice."""
        if self._seen[0] is not doc:
            self._seen = doc, {}
        seen = self._seen[1]
        reached, end = seen.get((block.start, cue), (block.start, None))
        if end is not None and end <= at:
            return True
        found = cue.search(doc.string, max(block.start, min(reached, at) - _CUE), at)
        seen[block.start, cue] = (max(reached, at), found.end() if found else end)
        return found is not None

    @staticmethod
    def _later(doc: Document, mention: Mention[MeasureCandidate], dates: ResolvedDates) -> bool:
        """Tell whether the clause puts the measure on a day after publication."""
        published = dates.published.date.start if dates.published else None
        clause = doc.clause_at(mention.start)
        if published is None or clause is None:
            return False
        starts = _starts(dates, clause.start, mention.end)
        return bool(starts) and starts[-1] > published


def _starts(dates: ResolvedDates, start: int, end: int) -> Sequence[dt.date]:
    first, last = (bisect_left(dates.mentions, at, key=lambda m: m.start) for at in (start, end))
    return [
        m.value.start for m in dates.mentions[first:last] if m.value.start is not None and m.value.role == "content"
    ]
