"""Puts each word of self-reference to the institution it means: who speaks, who reports, who was named last."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ..mention import Mention
from ..rulebook import RuleLibrary
from ..segmentation.document import Document
from ..values.institutions import InstitutionValue
from .clusters import Cluster, Names, Places
from .speech import Speech

#: Lines of a paragraph, and characters in front of a name, that are looked at.
_LINES = 40
_FRONT = 40


class SelfReferences:
    """Tell whom 我校, 该园 or 我局 means. Data: rules/institutions/linking.toml, `selves`."""

    def __init__(self, library: RuleLibrary) -> None:
        data = library.rulebook("institutions/linking").data
        self.speech = Speech(library)
        self._kinds = {last: frozenset(kinds) for last, kinds in data["self_kinds"].items()}
        self._echoed = frozenset(data["echoed"].split())
        told = data["selves"]
        self._unnamed_kind: str = told["unnamed_kind"]
        self._speaking: str = told["speaking"]
        self._general = re.compile(told["general"])
        self._beside = re.compile(told["beside"])
        self._guest = re.compile(told["guest"])
        self._opening: int = told["opening"]

    def fits(self, word: str, cluster: Cluster) -> bool:
        """Tell whether a word of self-reference may mean an institution."""
        if cluster.kind not in self._kinds.get(word[-1], frozenset()):
            return False
        return word[-1] not in self._echoed or any(word[-1] in m.value.name[-3:] for m in cluster.mentions)

    def is_spoken(self, mention: Mention[InstitutionValue]) -> bool:
        """Tell whether somebody says a word of self-reference of his own institution: 我校, not 本校."""
        return mention.value.name.startswith(self._speaking)

    def is_general(self, doc: Document, mention: Mention[InstitutionValue]) -> bool:
        """Tell whether a word of self-reference means no one institution: 各校要结合本校实际."""
        if self.is_spoken(mention) or points_back(mention):
            return False
        sentence = doc.sentence_at(mention.start)
        start = sentence.start if sentence else mention.start
        return bool(self._general.search(doc.string, start, mention.end))

    def speakers(self, doc: Document, clusters: Sequence[Cluster], selves: Names) -> dict[int, int]:
        """Return by its start each word that a person of a named institution says in a quotation."""
        return self.speech.speakers(
            doc, Places(clusters), list(own_words(selves)), lambda word, number: self.fits(word, clusters[number])
        )

    def place(
        self,
        doc: Document,
        clusters: Sequence[Cluster],
        selves: Names,
        reporting: int | None,
        speakers: Mapping[int, int],
    ) -> tuple[list[Cluster], list[int]]:
        """Put each word to its institution.

        Returns:
            Institutions of which the page says 我校 without naming any that fits; and the places of all words that
            fit none, in text order.
        """
        places = Places(clusters)
        lost: list[Mention[InstitutionValue]] = []
        meant: list[tuple[int, Mention[InstitutionValue]]] = []
        for mention in sorted(selves, key=lambda m: m.start):
            target = speakers.get(mention.start)
            if target is None:
                target = self._meant(doc, clusters, places, mention, reporting)
            if target is None:
                lost.append(mention)
            else:
                meant.append((target, mention))
        for target, mention in meant:
            clusters[target].mentions.append(mention)
        return list(self._unnamed(lost)), [mention.start for mention in lost]

    def _unnamed(self, lost: Names) -> Iterator[Cluster]:
        """Yield the institutions that only 我校 and the like speak of."""
        found: dict[str, Cluster] = {}
        for mention in lost:
            word = mention.value.name
            if word.startswith(self._speaking) and word[-1] not in found:
                found[word[-1]] = Cluster(word, mention.value.kind or self._unnamed_kind, named=False)
        for last, cluster in found.items():
            cluster.mentions += [m for m in lost if m.value.name[-1] == last]
            yield cluster

    def _meant(
        self,
        doc: Document,
        clusters: Sequence[Cluster],
        places: Places,
        mention: Mention[InstitutionValue],
        reporting: int | None,
    ) -> int | None:
        """Return the institution that a word means where nobody named says it."""
        fitting = {n for n, cluster in enumerate(clusters) if self.fits(mention.value.name, cluster)}
        reporter = reporting if reporting in fitting else None
        if points_back(mention):
            return self._last_named(doc, places, fitting, mention, reporter)
        if reporter is not None:
            return reporter
        if self.is_general(doc, mention):
            return None
        if reporting is not None and len(fitting) == 1:
            return min(fitting)
        if self.speech.quotation(doc, mention) is not None:
            return self._last_named(doc, places, fitting, mention, None)
        return None

    def _last_named(
        self,
        doc: Document,
        places: Places,
        fitting: set[int],
        mention: Mention[InstitutionValue],
        reporter: int | None,
    ) -> int | None:
        """Return the institution named last, or the reporter where that one is only brought in."""
        before = [place for place in places.before(mention.start) if place[2] in fitting]
        if not before:
            return reporter if reporter is not None or len(fitting) != 1 else min(fitting)
        told_of = next(((start, n) for start, end, n in before if not self._aside(doc, start, end)), None)
        if told_of is None:
            return before[0][2] if reporter is None else reporter
        at, last = told_of
        if reporter is None or last == reporter or not any(n == reporter for _, _, n in before):
            return last
        opens = at - _paragraph(doc, at) <= self._opening
        return last if opens or at >= _paragraph(doc, mention.start) else reporter

    def _aside(self, doc: Document, start: int, end: int) -> bool:
        """Tell whether a name is only brought in beside another: 与红旗小学, 结对的梅村幼儿园, 红旗小学也派员观摩."""
        if self._beside.search(doc.string, max(0, start - _FRONT), start):
            return True
        return bool(self._guest.match(doc.string, end))


def points_back(mention: Mention[InstitutionValue]) -> bool:
    """Tell whether a word of self-reference means the institution named last: 该校."""
    return mention.value.name.startswith("该")


def own_words(selves: Names) -> Iterator[Mention[InstitutionValue]]:
    """Yield the words by which somebody speaks of his own institution: 我校."""
    return (m for m in selves if not points_back(m))


def _paragraph(doc: Document, at: int) -> int:
    """Return where the paragraph of a place begins; lines that break inside a sentence are of one paragraph."""
    text = doc.string
    block = doc.block_at(at)
    start = block.start if block else at
    for _ in range(_LINES):
        if start < 2 or text[start - 1] != "\n" or text[start - 2] in "\n。!?…”:":
            break
        before = doc.block_at(start - 2)
        if before is None or before.kind != "body":
            break
        start = before.start
    return start
