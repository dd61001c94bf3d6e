"""Tells which institution reports: by 我校, title, signature, the frame of the site, and how often it is named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..mention import Mention
from ..rulebook import RuleLibrary
from ..segmentation.document import Document
from ..values.institutions import InstitutionValue

#: Signs that hold even where many others are named.
_SURE = frozenset({"signature", "footer", "alone", "title", "byline"})


@dataclass
class Cluster:
    """Mentions of one institution, in the making."""

    name: str
    kind: str
    mentions: list[Mention[InstitutionValue]] = field(default_factory=list)


class ReportingInstitution:
    """Weigh the signs. Weights: rules/institutions/linking.toml."""

    def __init__(self, library: RuleLibrary) -> None:
        data = library.rulebook("institutions/linking").data
        self._weights = data["reporting"]
        self._reporter: str = data["reporter"]
        self._opening: int = data["opening"]
        self._kinds = self._weights["kinds"]
        self._echoed = frozenset(data["echoed"].split())
        self._rivals: int = self._weights["rivals"]
        self._share: float = self._weights["share"]
        self._that = re.compile(self._weights["that"])
        self._person_after = re.compile(self._weights["person_after"])
        self._peers = frozenset(self._weights["peers"])
        self._schools = frozenset(data["schools"])
        self._campus = re.compile(self._weights["campus"])
        self._nameless = re.compile(self._weights["nameless"])
        self._self_kinds = {last: frozenset(kinds) for last, kinds in data["self_kinds"].items()}

    def fits(self, word: str, cluster: Cluster) -> bool:
        """Tell whether a word of self-reference may mean an institution."""
        if cluster.kind not in self._self_kinds.get(word[-1], frozenset()):
            return False
        return word[-1] not in self._echoed or any(word[-1] in m.value.name[-3:] for m in cluster.mentions)

    def __call__(self, doc: Document, clusters: Sequence[Cluster], selves: Sequence[str]) -> int | None:
        """Return the index of the reporting institution, or None if the page does not tell.

        Args:
            doc: The report.
            clusters: Its institutions.
            selves: The words of self-reference that mean the reporting institution.
        """
        scores, signs = self._scores(doc, clusters, selves)
        if not selves:
            self._weigh_only(doc, clusters, scores)
        allowed = [n for n in scores if not selves or any(self.fits(word, clusters[n]) for word in selves)]
        best = max(allowed, key=lambda n: scores[n], default=None)
        if best is not None:
            best = self._whole(best, clusters)
        if best is not None and not selves and self._one_of_many(best, clusters) and not signs[best] & _SURE:
            return None
        told = not selves and (
            self._by_reporter(doc) or any(c.kind == "media" and self._tells(doc, c) for c in clusters)
        )
        least = self._weights["least_told" if told else "least"]
        return best if best is not None and scores[best] >= least else None

    def _weigh_only(self, doc: Document, clusters: Sequence[Cluster], scores: dict[int, float]) -> None:
        """Add what it tells that a report names but one school or bureau, and says 该校 of it or names it again."""
        peers = [n for n, cluster in enumerate(clusters) if cluster.kind in self._peers]
        if len(peers) != 1 or peers[0] not in scores:
            return
        if self._that.search(doc.string) or len(clusters[peers[0]].mentions) >= self._weights["only_least"]:
            scores[peers[0]] += self._weights["only"]

    def _whole(self, best: int, clusters: Sequence[Cluster]) -> int:
        """Return the school of a campus, if the report names it by itself: the campus is a part of it."""
        name = clusters[best].name
        for number, cluster in enumerate(clusters):
            rest = name.removeprefix(cluster.name)
            if rest != name and cluster.kind == clusters[best].kind and self._campus.fullmatch(rest):
                return number
        return best

    def _one_of_many(self, best: int, clusters: Sequence[Cluster]) -> bool:
        """Tell whether the report is a digest: so many others of these kinds that none of them speaks."""
        counts = {n: len(c.mentions) for n, c in enumerate(clusters) if c.kind in self._peers}
        if clusters[best].kind not in self._schools or len(counts) - 1 < self._rivals:
            return False
        return counts[best] <= self._share * sum(counts.values())

    def _by_reporter(self, doc: Document) -> bool:
        """Tell whether the text opens as a journalist's: 本报讯(记者 …."""
        first = next((b for b in doc.blocks if b.kind == "body"), None)
        return first is not None and self._reporter in doc.string[first.start : first.start + self._opening]

    def _tells(self, doc: Document, medium: Cluster) -> bool:
        """Tell whether a medium is named in the frame of the page or in a dateline."""
        for mention in medium.mentions:
            block = doc.block_at(mention.start)
            if block is None or block.kind not in {"body", "heading"} or mention.start == block.start:
                return True
        return False

    def _scores(
        self, doc: Document, clusters: Sequence[Cluster], selves: Sequence[str]
    ) -> tuple[dict[int, float], dict[int, set[str]]]:
        """Return for each institution that may report its weight, and where it stands."""
        first = next((b for b in doc.blocks if b.kind == "body"), None)
        opening = doc.sentence_at(first.start) if first else None
        scores: dict[int, float] = {}
        signs: dict[int, set[str]] = {}
        for number, cluster in enumerate(clusters):
            if cluster.kind not in self._kinds or self._nameless.fullmatch(cluster.name):
                continue
            score = self._kinds[cluster.kind]
            seen: set[str] = set()
            told = 0.0
            for mention in cluster.mentions:
                block = doc.block_at(mention.start)
                place = block.kind if block else "body"
                if block and block.start == mention.start and block.end == mention.end:
                    seen.add("alone")
                if opening and opening.start <= mention.start < opening.end:
                    seen.add("person" if self._person_after.match(doc.string, mention.end) else "first")
                if place == "heading" and first is not None and mention.start < first.start:
                    place = "title"
                if place in {"body", "heading"}:
                    told += self._weights["body"]
                else:
                    seen.add(place)
            if "first" in seen:
                seen.discard("person")
            signs[number] = seen
            score += min(told, self._weights["most"]) + sum(self._weights[place] for place in seen)
            score += self._units(doc, cluster, clusters, first.start if first else 0)
            score += sum(self._weights["self"] for word in selves[:1] if self.fits(word, cluster))
            scores[number] = score
        return scores, signs

    def _units(self, doc: Document, cluster: Cluster, clusters: Sequence[Cluster], body: int) -> float:
        """Return what the units named after an institution add to it; in the head of the page they stand for it."""
        names = {m.value.name for m in cluster.mentions}
        units = [
            m.start
            for other in clusters
            if other.kind == "internal_unit"
            for m in other.mentions
            if any(m.value.name.startswith(name) and m.value.name != name for name in names)
        ]
        heads = any(at < body and (b := doc.block_at(at)) and b.kind in {"title", "heading"} for at in units)
        named = min(self._weights["unit"] * len(units), self._weights["most"])
        return float(named + heads * self._weights["title"])
