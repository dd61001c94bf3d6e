"""Tells which institution speaks: whose person is quoted with 我校."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..mention import Mention
from ..rulebook import RuleLibrary
from ..segmentation.document import Document
from ..values.institutions import InstitutionValue
from .clusters import Names, Places

Fits = Callable[[str, int], bool]


class Speech:
    """Find quotations and who says them. Data: rules/institutions/linking.toml, `speech`."""

    def __init__(self, library: RuleLibrary) -> None:
        data = library.rulebook("institutions/linking").data["speech"]
        self._before = re.compile(data["before"])
        self._behind = re.compile(data["behind"])
        self._verb = re.compile(data["verb"])
        self._longest: int = data["longest"]
        self._reach: int = data["reach"]

    def speakers(self, doc: Document, places: Places, own: Names, fits: Fits) -> dict[int, int]:
        """Return by its start each word of self-reference that a person of a named institution says.

        Args:
            doc: The report.
            places: Where it names institutions.
            own: The words by which somebody speaks of his own institution.
            fits: Tells whether a word may mean an institution.
        """
        found: dict[int, int] = {}
        for mention in own:
            quotation = self.quotation(doc, mention)
            speaker = self._speaker(doc, places, *quotation, mention.value.name, fits) if quotation else None
            if speaker is not None:
                found[mention.start] = speaker
        return found

    def quotation(self, doc: Document, mention: Mention[InstitutionValue]) -> tuple[int, int] | None:
        """Return the places of the marks of quotation around a word, if both stand in its paragraph."""
        block = doc.block_at(mention.start)
        if block is None:
            return None
        text = doc.string
        start = max(block.start, mention.start - self._longest)
        left = max(text.rfind(mark, start, mention.start) for mark in "“”")
        if left < 0 or text[left] != "“":
            return None
        right = text.find("”", mention.end, min(block.end, mention.end + self._longest))
        return None if right < 0 else (left, right)

    def _speaker(self, doc: Document, places: Places, left: int, right: int, word: str, fits: Fits) -> int | None:
        """Return the institution whose person is told to say what stands between two marks of quotation."""
        text = doc.string
        for start, end, number in places.after(right + 1, self._reach):
            if self._behind.fullmatch(text, right + 1, start) and self._verb.match(text, end) and fits(word, number):
                return number
        for _, end, number in places.before(left, self._longest):
            if fits(word, number) and self._before.fullmatch(text, end, left):
                return number
        return None
