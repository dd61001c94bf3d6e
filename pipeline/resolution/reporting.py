"""Tells which institution reports: by 我校, title, signature, the frame of the site, and how often it is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..mention import Mention
from ..rulebook import RuleLibrary
from ..segmentation.document import Document
from ..values.institutions import InstitutionValue


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
        scores = self._scores(doc, clusters, selves)
        allowed = [n for n in scores if not selves or any(self.fits(word, clusters[n]) for word in selves)]
        best = max(allowed, key=lambda n: scores[n], default=None)
        told = not selves and (
            self._by_reporter(doc) or any(c.kind == "media" and self._tells(doc, c) for c in clusters)
        )
        least = self._weights["least_told" if told else "least"]
        return best if best is not None and scores[best] >= least else None

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

    def _scores(self, doc: Document, clusters: Sequence[Cluster], selves: Sequence[str]) -> dict[int, float]:
        first = next((b for b in doc.blocks if b.kind == "body"), None)
        opening = doc.sentence_at(first.start) if first else None
        scores: dict[int, float] = {}
        for number, cluster in enumerate(clusters):
            if cluster.kind not in self._kinds:
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
                    seen.add("first")
                if place in {"body", "heading"}:
                    told += self._weights["body"]
                else:
                    seen.add(place)
            score += min(told, self._weights["most"]) + sum(self._weights[place] for place in seen)
            score += self._units(cluster, clusters)
            score += sum(self._weights["self"] for word in selves[:1] if self.fits(word, cluster))
            scores[number] = score
        return scores

    def _units(self, cluster: Cluster, clusters: Sequence[Cluster]) -> float:
        """Return what the units named after an institution add to it."""
        names = {m.value.name for m in cluster.mentions}
        units = sum(
            1
            for other in clusters
            if other.kind == "internal_unit"
            for m in other.mentions
            if any(m.value.name.startswith(name) and m.value.name != name for name in names)
        )
        return float(min(self._weights["unit"] * units, self._weights["most"]))
