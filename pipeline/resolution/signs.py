"""Weighs for each institution of a page the signs that it is the one that reports."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from ..mention import Mention
from ..rulebook import RuleLibrary
from ..segmentation.document import Document
from ..values.institutions import InstitutionValue
from .clusters import Cluster, Names, Places
from .selves import SelfReferences

#: Characters in front of a name, or beside 我校, that are looked at.
_FRONT = 40


@dataclass(frozen=True, slots=True)
class Standing:
    """How much speaks for an institution, and where it stands on the page."""

    weight: float
    signs: frozenset[str]


class Signs:
    """Weigh the signs. Weights: rules/institutions/linking.toml, `reporting`."""

    def __init__(self, library: RuleLibrary, selves: SelfReferences) -> None:
        self._fits = selves.fits
        self._weights = library.rulebook("institutions/linking").data["reporting"]
        self._kinds = self._weights["kinds"]
        self._person_after = re.compile(self._weights["person_after"])
        self._nameless = re.compile(self._weights["nameless"])
        self._given = re.compile(self._weights["given"])
        self._with = re.compile(self._weights["with"])
        self._comes = re.compile(self._weights["comes"])

    def __call__(
        self, doc: Document, clusters: Sequence[Cluster], own: Names, worth: float, speaking: Collection[int]
    ) -> dict[int, Standing]:
        """Return what speaks for each institution that may report, by its index.

        Args:
            doc: The report.
            clusters: Its institutions.
            own: The words of self-reference that mean the reporting institution.
            worth: What it weighs that these words may mean an institution.
            speaking: The institutions whose people are quoted with 我校.
        """
        standings: dict[int, Standing] = {}
        body = next((block.start for block in doc.blocks if block.kind == "body"), None)
        others = self._others(doc, clusters, own)
        for number, cluster in enumerate(clusters):
            if cluster.kind not in self._kinds or self._nameless.fullmatch(cluster.name):
                continue
            fitting = [m for m in own if self._fits(m.value.name, cluster)]
            if cluster.kind == "internal_unit" and not fitting:
                continue
            signs, told = self._places(doc, cluster, body)
            weight = self._kinds[cluster.kind] + min(told * self._weights["body"], self._weights["most"])
            weight += sum(self._weights[sign] for sign in signs)
            weight += self._units(doc, cluster, clusters, body or 0)
            weight += worth * len(fitting) / len(own) if own else 0.0
            weight += self._weights["quoted"] if len(speaking) == 1 and number in speaking else 0.0
            weight += self._weights["other"] if number in others else 0.0
            standings[number] = Standing(weight, frozenset(signs))
        return standings

    def _places(self, doc: Document, cluster: Cluster, body: int | None) -> tuple[set[str], int]:
        """Return the signs that lie in where an institution is named, and how often the text itself names it."""
        opening = doc.sentence_at(body) if body is not None else None
        signs: set[str] = set()
        told = 0
        for mention in cluster.mentions:
            block = doc.block_at(mention.start)
            place = block.kind if block else "body"
            given = self._is_given(doc, mention)
            if block and block.start == mention.start and block.end == mention.end:
                signs.add("alone")
            if opening and opening.start <= mention.start < opening.end and not given:
                signs.add("person" if self._person_after.match(doc.string, mention.end) else "first")
            if place == "heading" and body is not None and mention.start < body:
                place = "title"
            if given or place in {"body", "heading"}:
                told += 1
            else:
                signs.add(place)
        if "first" in signs:
            signs.discard("person")
        return signs, told

    def _is_given(self, doc: Document, mention: Mention[InstitutionValue]) -> bool:
        """Tell whether an institution is named as the one whose word is followed: 转发《市教育局…》."""
        block = doc.block_at(mention.start)
        start = max(block.start if block else 0, mention.start - _FRONT)
        return bool(self._given.search(doc.string, start, mention.start))

    def _others(self, doc: Document, clusters: Sequence[Cluster], own: Names) -> set[int]:
        """Return the institutions that stand beside 我校 as others: 我院与市中心医院, 县教育局莅临我校."""
        text, places = doc.string, Places(clusters)
        found: set[int] = set()
        for word in own:
            near = [n for s, _, n in places.after(word.end, _FRONT) if self._with.fullmatch(text, word.end, s)]
            near += [n for _, e, n in places.before(word.start, _FRONT) if self._comes.fullmatch(text, e, word.start)]
            found.update(n for n in near if self._fits(word.value.name, clusters[n]))
        return found

    def _units(self, doc: Document, cluster: Cluster, clusters: Sequence[Cluster], body: int) -> float:
        """Return what the units named after an institution add to it; in the head of the page they stand for it."""
        names = {m.value.name for m in cluster.mentions}
        units = [at for at, name in _named_units(clusters) if any(name != n and name.startswith(n) for n in names)]
        heads = any(at < body and (b := doc.block_at(at)) and b.kind in {"title", "heading"} for at in units)
        named = min(self._weights["unit"] * len(units), self._weights["most"])
        return float(named + heads * self._weights["title"])


def _named_units(clusters: Sequence[Cluster]) -> Iterator[tuple[int, str]]:
    return ((m.start, m.value.name) for c in clusters if c.kind == "internal_unit" for m in c.mentions)
