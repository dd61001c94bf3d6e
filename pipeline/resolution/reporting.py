"""Tells which institution reports: by 我校, title, signature, the frame of the site, and how often it is named."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from typing import Any

from ..rulebook import RuleLibrary
from ..segmentation.document import Document
from .clusters import Cluster, Names
from .selves import SelfReferences, own_words, points_back
from .signs import Signs, Standing

#: Signs that hold even where many others are named.
_SURE = frozenset({"signature", "footer", "alone", "title", "byline", "masthead", "host"})
#: Signs that together hold as well: its name is the source of the page, and opens it.
_SOURCE = frozenset({"meta", "first"})
#: Blocks of the frame of a page.
_FRAME = frozenset({"title", "nav", "meta", "byline", "signature", "footer"})
#: Characters of a brand's name in front of and from the word that tells it.
_BRAND = 2


class ReportingInstitution:
    """Choose among the institutions of a page. Limits: rules/institutions/linking.toml, `reporting`."""

    def __init__(self, library: RuleLibrary, selves: SelfReferences) -> None:
        self._fits = selves.fits
        self._is_general, self._is_spoken = selves.is_general, selves.is_spoken
        self._speech = selves.speech
        self._signs = Signs(library, selves)
        data = library.rulebook("institutions/linking").data
        self._weights = data["reporting"]
        self._reporter: str = data["reporter"]
        self._opening: int = data["opening"]
        self._peers = frozenset(self._weights["peers"])
        self._schools = frozenset(data["schools"])
        self._brand = re.compile(self._weights["brand"])
        self._owner, self._owner_on = re.compile(self._weights["owner"]), re.compile(self._weights["owner_on"])
        self._party = re.compile(self._weights["party"])
        self._faculty = re.compile(self._weights["faculty"])
        self._own_medium = re.compile(self._weights["own_medium"])
        self._school_words = re.compile(self._weights["school_words"])
        self._campus = re.compile(self._weights["campus"])

    def __call__(
        self, doc: Document, clusters: Sequence[Cluster], selves: Names, speakers: Mapping[int, int]
    ) -> int | None:
        """Return the index of the reporting institution, or None if the page does not tell.

        Args:
            doc: The report.
            clusters: Its institutions.
            selves: The words of self-reference.
            speakers: By their start, those that stand in a quotation, with the institution whose person says them.
        """
        said = [m for m in own_words(selves) if m.start not in speakers and not self._is_general(doc, m)]
        own = self._meant(doc, clusters, said)
        # What somebody unnamed says of 我校 tells of his school, not of the one that writes.
        sure = [m for m in own if self._speech.quotation(doc, m) is None]
        standings = self._signs(
            doc, clusters, sure or own, self._weights["self" if sure else "said"], set(speakers.values())
        )
        weights = {number: standing.weight for number, standing in standings.items()}
        told = not sure and self._is_told(doc, clusters)
        if not sure:
            self._weigh_only(doc, clusters, selves, weights, told=told)
        allowed = [n for n in weights if not sure or any(self._fits(m.value.name, clusters[n]) for m in sure)]
        # Where two weigh the same, the one that the page names first.
        best = max(allowed, key=lambda n: (weights[n], -clusters[n].mentions[0].start), default=None)
        best = None if best is None else self._whole(best, clusters)
        overwritten = self._is_overwritten(doc)
        if best is None or weights[best] < self._weights["least_told" if told else "least"]:
            return None if own or overwritten else self._beside(doc, clusters, standings, told)
        if overwritten and not self._is_own(doc, clusters[best], standings[best].signs):
            return None
        named = standings[best].signs & _SURE or standings[best].signs >= _SOURCE
        if not sure and not named and self._one_of_many(best, clusters, told):
            return None if own else self._beside(doc, clusters, standings, told)
        return best

    def _meant(self, doc: Document, clusters: Sequence[Cluster], own: Names) -> Names:
        """Return the words of self-reference without 本校, where the page itself is another's: a bureau's."""
        if not own or any(self._is_spoken(m) for m in own):
            return own
        standings = self._signs(doc, clusters, (), 0.0, ())
        best = max(standings, key=lambda n: standings[n].weight, default=None)
        return own if best is None or any(self._fits(m.value.name, clusters[best]) for m in own) else ()

    def _beside(
        self, doc: Document, clusters: Sequence[Cluster], standings: Mapping[int, Standing], told: bool
    ) -> int | None:
        """Return the body or unit that tells what schools and bureaus do, where none of them reports."""
        limits = self._weights["beside"]
        signed = _signing(doc, clusters)
        if signed is not None or told:
            return signed
        able = [
            n for n in standings if clusters[n].kind in limits["kinds"] and standings[n].signs & set(limits["signs"])
        ]
        best = max(able, key=lambda n: standings[n].weight, default=None)
        return self._unit(doc, clusters) if best is None else best

    def _unit(self, doc: Document, clusters: Sequence[Cluster]) -> int | None:
        """Return the unit that bears its owner's name in the head or frame of the page, and oftenest."""
        body = _body(doc) or 0
        framed = {
            n: sum(1 for m in c.mentions if (b := doc.block_at(m.start)) and (b.kind in _FRAME or b.start < body))
            for n, c in enumerate(clusters)
            if c.kind == "internal_unit" and (self.owner(c.name) is not None or self._faculty.search(c.name))
        }
        return max((n for n in framed if framed[n]), key=lambda n: (framed[n], -n), default=None)

    def owner(self, unit: str) -> tuple[str, str] | None:
        """Return name and kind of the school or bureau whose name a unit's name begins with, or None."""
        unit = self._party.sub("", unit)
        for match in self._owner.finditer(unit):
            if match.start() >= _BRAND and match.end() < len(unit) and not self._owner_on.match(unit, match.end()):
                return unit[: match.end()], match.lastgroup or ""
        return None

    def _weigh_only(
        self, doc: Document, clusters: Sequence[Cluster], selves: Names, weights: dict[int, float], *, told: bool
    ) -> None:
        """Add what it tells that a report names but one school or bureau, or one far oftener, or says 该校 of it."""
        counts = {n: len(cluster.mentions) for n, cluster in enumerate(clusters) if cluster.kind in self._peers}
        schools = [n for n in counts if clusters[n].kind in self._schools]
        leads = self._weights["leads"]
        for n in counts.keys() & weights.keys():
            said = sum(points_back(m) and self._fits(m.value.name, clusters[n]) for m in selves)
            others = max((counts[other] for other in counts if other != n), default=0)
            if [n] == schools and (said or counts[n] > max(others, 1)):
                weights[n] += self._weights["only_school"]
            elif not others and (said or counts[n] >= leads["least"]):
                weights[n] += self._weights["only"]
            elif [n] == schools and len(self._school_words.findall(doc.string)) >= self._weights["school_words_least"]:
                weights[n] += self._weights["only_told" if told else "only_meant"]
            elif counts[n] >= leads["least"] and counts[n] >= leads["share"] * sum(counts.values()):
                weights[n] += self._weights["only"]
            elif [n] == schools and not others and not told:
                weights[n] += self._weights["sole"]

    def _whole(self, best: int, clusters: Sequence[Cluster]) -> int:
        """Return the school of a campus, if the report names it by itself: the campus is a part of it."""
        name = clusters[best].name
        for number, cluster in enumerate(clusters):
            rest = name.removeprefix(cluster.name)
            if rest != name and cluster.kind == clusters[best].kind and self._campus.fullmatch(rest):
                return number
        return best

    def _one_of_many(self, best: int, clusters: Sequence[Cluster], told: bool) -> bool:
        """Tell whether the report is a digest: so many others of these kinds that none of them speaks."""
        if clusters[best].kind not in self._schools:
            return False
        sets = ("digest_told",) if told else ("digest", "digest_schools")
        return any(self._is_drowned(best, clusters, self._weights[limits]) for limits in sets)

    def _is_drowned(self, best: int, clusters: Sequence[Cluster], limits: Mapping[str, Any]) -> bool:
        """Tell whether so many others of some kinds are named that a share of their mentions is none to speak of."""
        counts = {n: len(c.mentions) for n, c in enumerate(clusters) if c.kind in limits["kinds"]}
        return bool(len(counts) > limits["rivals"] and counts[best] <= limits["share"] * sum(counts.values()))

    def _is_overwritten(self, doc: Document) -> bool:
        """Tell whether a brand stands in the head of a page and again in its text, where a name stood."""
        text = doc.string
        for match in self._brand.finditer(text, 0, max(_body(doc) or 0, self._weights["head"])):
            head = doc.block_at(match.start())
            brand = text[max(head.start if head else 0, match.start() - _BRAND) : match.start() + _BRAND]
            told = sum(text.count(brand, b.start, b.end) for b in doc.blocks if b.is_content)
            if told > (head is not None and head.is_content):
                return True
        return False

    def _is_own(self, doc: Document, cluster: Cluster, signs: Set[str]) -> bool:
        """Tell whether a page is an institution's own though a brand stands over it: it signs, or opens a headline."""
        heads = {b.start for b in doc.blocks if b.kind in {"title", "heading"} and b.start < (_body(doc) or 0)}
        return bool(signs & _SURE - {"title"}) or any(m.start in heads for m in cluster.mentions)

    def _is_told(self, doc: Document, clusters: Sequence[Cluster]) -> bool:
        """Tell whether a journalist or a medium tells the story."""
        body = _body(doc)
        if body is not None and self._reporter in doc.string[body : body + self._opening]:
            return True
        media = (c for c in clusters if c.kind == "media" and not self._own_medium.search(c.name))
        return any(_in_frame(doc, c) for c in media)


def _body(doc: Document) -> int | None:
    """Return where the first paragraph of the text itself begins."""
    return next((b.start for b in doc.blocks if b.kind == "body"), None)


def _in_frame(doc: Document, medium: Cluster) -> bool:
    """Tell whether a medium is named in the frame of the page or in a dateline."""
    for mention in medium.mentions:
        block = doc.block_at(mention.start)
        if block is None or block.kind not in {"body", "heading"} or mention.start == block.start:
            return True
    return False


def _signing(doc: Document, clusters: Sequence[Cluster]) -> int | None:
    """Return the unit whose name alone stands under the text, where no school or bureau may report."""
    for number, cluster in enumerate(clusters):
        if cluster.kind != "internal_unit":
            continue
        for mention in cluster.mentions:
            block = doc.block_at(mention.start)
            if block and (block.kind, block.start, block.end) == ("signature", mention.start, mention.end):
                return number
    return None
