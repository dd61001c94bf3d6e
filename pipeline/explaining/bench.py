"""A report read again and again with one condition or another taken away: what then appears was held back by it.

Nothing in the stages knows of this, so that it costs nothing when nobody asks.
"""

from __future__ import annotations

import copy
import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from ..mention import Mention
from ..recognisers.dates import DateRecogniser
from ..recognisers.headcounts import HeadcountRecogniser
from ..recognisers.institutions import InstitutionRecogniser
from ..recognisers.measures import MeasureRecogniser
from ..recognisers.platforms import PlatformRecogniser
from ..rulebook import CompiledRule, Rulebook, RuleLibrary
from ..run import Analysis, Extractor
from ..segmentation.document import Document, Segment
from ..values.hints import Tagged
from ..values.raw import RawReport

Field = Literal["dates", "institutions", "headcounts", "platforms", "measures"]
FIELDS: tuple[Field, ...] = ("dates", "institutions", "headcounts", "platforms", "measures")
NEVER = re.compile("(?!)")
_MAKERS: Mapping[Field, Callable[[RuleLibrary], Any]] = {
    "dates": DateRecogniser,
    "institutions": InstitutionRecogniser,
    "headcounts": HeadcountRecogniser,
    "platforms": PlatformRecogniser,
    "measures": MeasureRecogniser,
}

#: Takes a book as it is and gives it back without a condition.
Patch = Callable[[Rulebook], Rulebook]


@dataclass(frozen=True)
class Condition:
    """Something that may keep a value out of the record, and how to take it away.

    `patches` are changes to rulebooks by name; `frame` lets the place count as body text, `stub` silences another
    field, `model` puts the measure model aside.
    """

    name: str
    kind: str
    why: str
    patches: tuple[tuple[str, Patch], ...] = ()
    frame: bool = False
    stub: Field | None = None
    model: bool = False
    #: Matches where the condition sees something, to be quoted; None where there is no such pattern.
    pattern: re.Pattern[str] | None = None


class PatchedLibrary(RuleLibrary):
    """A library with some of its books changed; the rest is shared with the one it is made from."""

    def __init__(self, base: RuleLibrary, patches: Iterable[tuple[str, Patch]]) -> None:
        self._base = base
        self._patches: dict[str, list[Patch]] = {}
        for name, patch in patches:
            self._patches.setdefault(name, []).append(patch)
        self.own_rules = base.own_rules

    def rulebook(self, name: str) -> Rulebook:
        """Return a book with its changes."""
        return self._patched(self._base.rulebook(name))

    def rulebooks(self, folder: str) -> tuple[Rulebook, ...]:
        """Return the books of a folder with their changes."""
        return tuple(self._patched(book) for book in self._base.rulebooks(folder))

    def gazetteer(self, name: str) -> tuple[Mapping[str, str], ...]:
        """Return the rows of a gazetteer as they are."""
        return self._base.gazetteer(name)

    def _patched(self, book: Rulebook) -> Rulebook:
        for patch in self._patches.get(book.name, ()):
            book = patch(book)
        return book


def dropped(*ids: str) -> Patch:
    """Return a patch that takes rules out of a book."""
    return lambda book: replace(book, rules=tuple(rule for rule in book.rules if rule.id not in ids))


def silenced(*ids: str) -> Patch:
    """Return a patch that leaves rules in a book but lets them match nothing."""
    return changed(lambda rule: replace(rule, pattern=NEVER) if rule.id in ids else rule)


def changed(change: Callable[[CompiledRule], CompiledRule]) -> Patch:
    """Return a patch that changes every rule of a book."""
    return lambda book: replace(book, rules=tuple(map(change, book.rules)))


def with_data(key: str, value: Callable[[Any], Any]) -> Patch:
    """Return a patch that changes one entry of a book's data."""

    def patch(book: Rulebook) -> Rulebook:
        data = {**book.data, key: value(book.data[key])}
        return replace(book, source=book.source.model_copy(update={"data": data}))

    return patch


class Bench(Extractor):
    """An extractor whose parts can be exchanged, with one report laid out on it."""

    def lay_out(self, source: RawReport) -> None:
        """Take a report.

        Raises:
            InputError: If it cannot be read.
        """
        self.source = source
        self.doc: Document = self._layout(source)
        (self.hints,) = self._tag([self.doc])
        self.analysis: Analysis = self._settle(source, self.doc, self.hints)

    def found(self, field: Field, start: int, end: int) -> list[Mention[Any]]:
        """Return the settled mentions of a field that touch a place of the normalised text."""
        return touching(_mentions(self.analysis, field), start, end)

    def without(self, field: Field, place: tuple[int, int], conditions: Collection[Condition]) -> list[Mention[Any]]:
        """Return what a field has at a place once some conditions are taken away."""
        other = copy.copy(self)
        patches = [patch for condition in conditions for patch in condition.patches]
        if patches:
            library = PatchedLibrary(self.library, patches)
            setattr(other, f"_{field}", _MAKERS[field](library))
        for condition in conditions:
            if condition.stub:
                setattr(other, f"_{condition.stub}", _Nothing())
        if field != "measures" or any(condition.model for condition in conditions):
            other._model = None
        doc = self.doc
        if any(condition.frame for condition in conditions):
            doc = as_body(doc, *place)
        hints: Mapping[int, Tagged] = self.hints
        analysis = other._settle(self.source, doc, hints)
        return touching(_mentions(analysis, field), *place)

    def recognised(self, field: Field, start: int, end: int) -> list[Mention[Any]]:
        """Return what the recogniser of a field alone finds at a place, before anything is settled."""
        if field == "institutions":
            return touching(self._institutions(self.doc, self.hints, ""), start, end)
        return touching(getattr(self, f"_{field}")(self.doc), start, end)

    def probability(self, code: str, start: int, end: int) -> float | None:
        """Return how likely the measure model holds it that a stretch tells of a code; None without a model."""
        model = self._model
        if model is None or code not in model.codes:
            return None
        column = model.codes.index(code)
        return 1 / (1 + math.exp(-float(model.scores(self.doc, [Segment(start, end)])[0][column])))


class _Nothing:
    """Stands in for a recogniser that finds nothing."""

    def __call__(self, *_: Any) -> Iterable[Any]:
        return ()

    def notices(self, *_: Any) -> Iterable[Any]:
        return ()


def as_body(doc: Document, start: int, end: int) -> Document:
    """Return a document in which the blocks around a place count as body text."""
    blocks = tuple(
        replace(block, kind="body") if block.start < end and start < block.end else block for block in doc.blocks
    )
    return Document(doc.text, blocks, doc.sentences, doc.clauses, doc.title)


def _mentions(analysis: Analysis, field: Field) -> Sequence[Mention[Any]]:
    found = analysis.findings
    if field == "dates":
        return found.dates.mentions
    if field == "institutions":
        return [m for item in found.institutions.institutions for m in item.mentions]
    mentions: Sequence[Mention[Any]] = getattr(found, field)
    return mentions


def touching(mentions: Iterable[Mention[Any]], start: int, end: int) -> list[Mention[Any]]:
    """Return the mentions that share a character with a place."""
    return [m for m in mentions if m.start < end and start < m.end]
