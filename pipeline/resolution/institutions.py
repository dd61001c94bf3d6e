"""Links mentions to institutions: fullest names, aliases, 我校, regions, and who reports."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..mention import Mention, Notice
from ..rulebook import RuleLibrary
from ..segmentation.document import Document
from ..values.institutions import InstitutionMentionValue, InstitutionValue, RegionValue
from ..values.linked import LinkedInstitution, LinkedInstitutions
from .aliases import Aliases
from .clusters import Cluster, Names
from .regions import Regions
from .registry import Registry
from .reporting import ReportingInstitution
from .selves import SelfReferences

#: Kinds that bear the name of the school or bureau they belong to.
_OWNED = frozenset({"internal_unit", "health_institution"})
_BRACKETS = re.compile("[()]")


class InstitutionLinker:
    """Link mentions of one report to its distinct institutions."""

    def __init__(self, library: RuleLibrary, registry: Path | None = None) -> None:
        self._aliases = Aliases(library)
        self._registry = None if registry is None else Registry(registry, self._aliases)
        self._regions = Regions(library)
        self._selves = SelfReferences(library)
        self._reporting = ReportingInstitution(library, self._selves)

    def __call__(self, doc: Document, mentions: Names) -> LinkedInstitutions:
        """Return the institutions with their mentions, and which of them reports."""
        named = [m for m in mentions if not m.value.is_self]
        selves = [m for m in mentions if m.value.is_self]
        added = list(self._declared(doc, mentions))
        declared = {alias: m.value for alias, m, _ in self._aliases.declared(doc.string, named)}
        named = sorted([*named, *added], key=lambda m: m.start)
        clusters = self._cluster(named, declared)
        speakers = self._selves.speakers(doc, clusters, selves)
        reporting = self._reporting(doc, clusters, selves, speakers)
        unnamed, lost = self._selves.place(doc, clusters, selves, reporting, speakers)
        clusters += unnamed
        if reporting is None:
            reporting = self._owner_of_units(clusters, unnamed)
        order = sorted(range(len(clusters)), key=lambda n: min(m.start for m in clusters[n].mentions))
        regions = self._settle_regions(clusters)
        institutions = tuple(self._linked(clusters[n], regions[n], doc) for n in order)
        return LinkedInstitutions(
            institutions,
            None if reporting is None else order.index(reporting),
            tuple(_notices(reporting, lost)),
        )

    def _owner_of_units(self, clusters: Sequence[Cluster], unnamed: Sequence[Cluster]) -> int | None:
        """Name the one institution that says 我校 by the units that bear its name; return its index."""
        if len(unnamed) != 1:
            return None
        word, names = unnamed[0].name, {cluster.name for cluster in clusters}
        for cluster in clusters:
            owner = self._reporting.owner(cluster.name) if cluster.kind in _OWNED else None
            # A school that is named, and was not found to report, is another's.
            if (
                owner is not None
                and owner[0] not in names
                and self._selves.fits(word, Cluster(*owner, mentions=list(cluster.mentions)))
            ):
                unnamed[0].name, unnamed[0].kind = owner
                unnamed[0].named = True
                return next(n for n, one in enumerate(clusters) if one is unnamed[0])
        return None

    def _declared(self, doc: Document, mentions: Names) -> Iterator[Mention[InstitutionValue]]:
        """Yield a mention for every place of a declared or derived short name that no mention holds yet."""
        text = doc.string
        taken = [(m.start, m.end) for m in mentions]

        def free(at: int, alias: str, kind: str, rule: str) -> Iterator[Mention[InstitutionValue]]:
            end = at + len(alias)
            if not any(left < end and at < right for left, right in taken):
                taken.append((at, end))
                yield Mention("INSTITUTION", at, end, InstitutionValue(alias, kind), rule)

        for alias, owner, begin in self._aliases.declared(text, mentions):
            at = begin
            while at >= 0:
                yield from free(at, alias, owner.value.kind, "institutions.alias")
                at = text.find(alias, at + len(alias))
        schools = {m.value.name: m.value.kind for m in mentions if self._aliases.is_school(m.value.kind)}
        for name, kind in schools.items():
            for alias, at in self._aliases.derived(text, name):
                yield from free(at, alias, kind, "institutions.initials")

    def _cluster(self, named: Names, declared: dict[str, InstitutionValue]) -> list[Cluster]:
        clusters: list[Cluster] = []
        home: dict[tuple[str, str], Cluster] = {}
        counts: dict[tuple[str, str], int] = {}
        for mention in named:
            key = (mention.value.name, mention.value.kind)
            counts[key] = counts.get(key, 0) + 1
        # Longest first: a name is a cluster of its own unless a longer one can be meant by it.
        for name, kind in sorted(counts, key=lambda key: -len(key[0])):
            full = declared.get(name)
            fitting = [
                c
                for c in clusters
                if (full is not None and c.name == full.name) or self._aliases.is_short(name, kind, c.name, c.kind)
            ]
            if fitting:
                home[name, kind] = max(fitting, key=lambda c: sum(counts[k] for k in counts if home.get(k) is c))
            else:
                home[name, kind] = Cluster(name, kind)
                clusters.append(home[name, kind])
        for mention in named:
            home[mention.value.name, mention.value.kind].mentions.append(mention)
        for cluster in clusters:
            cluster.name = self._without_strange_front(cluster)
        self._name_by_units(clusters)
        return clusters

    def _name_by_units(self, clusters: Sequence[Cluster]) -> None:
        """Give institutions the fuller name that only their units bear: 鹿邑二高, 鹿邑县第二高级中学团委."""
        names = {cluster.name for cluster in clusters}
        for unit in clusters:
            owner = self._reporting.owner(unit.name) if unit.kind in _OWNED else None
            if owner is None or owner[0] in names:
                continue
            short = [
                c for c in clusters if c is not unit and self._aliases.is_short(c.name, c.kind, owner[0], owner[1])
            ]
            if len(short) == 1:
                short[0].name = owner[0]
                names.add(owner[0])

    def _without_strange_front(self, cluster: Cluster) -> str:
        """Return the name, or a form of it that begins with a place where the rest in front is none and stands alone.

        What the page puts in front of a name may be read as part of it: 校园动态|松河县中心小学.
        """
        counts = Counter(m.value.name for m in cluster.mentions)
        for shorter, times in sorted(counts.items(), key=lambda pair: -len(pair[0])):
            front = cluster.name.removesuffix(shorter)
            strange = front not in ("", cluster.name) and self._regions.begins(shorter)
            if strange and times >= counts[cluster.name] and not self._regions.is_place(front):
                return shorter
        return cluster.name

    def _settle_regions(self, clusters: Sequence[Cluster]) -> list[RegionValue | None]:
        sure = [region.adcode for c in clusters if (region := self._regions(c.name, c.kind))]
        return [self._regions(c.name, c.kind, sure) for c in clusters]

    def _linked(self, cluster: Cluster, region: RegionValue | None, doc: Document) -> LinkedInstitution:
        mentions = tuple(
            Mention("INSTITUTION", m.start, m.end, InstitutionMentionValue(_form(m.value, cluster.name)), m.found_by)
            for m in sorted(cluster.mentions, key=lambda m: m.start)
        )
        links = self._registry(cluster.name, region) if self._registry and cluster.named else ()
        return LinkedInstitution(_as_written(cluster, doc), cluster.kind, region, mentions, links)


def _as_written(cluster: Cluster, doc: Document) -> str:
    """Return the name with its brackets as the page has them: rules see only the narrow ones."""
    name = cluster.name
    full = next((m for m in cluster.mentions if m.value.name == name), None)
    if full is None or not _BRACKETS.search(name):
        return name
    left, right = doc.text.to_raw(full.start, full.end)
    raw = doc.text.raw[left:right]
    if len(raw) != len(name):
        return name
    return "".join(wide if wide in "（）" else char for char, wide in zip(name, raw, strict=True))


def _form(value: InstitutionValue, name: str) -> str:
    if value.is_self:
        return "self"
    return "full" if value.name == name else "short"


def _notices(reporting: int | None, lost: Sequence[int]) -> Iterator[Notice]:
    if reporting is None:
        yield Notice("institution_unknown", "The page does not tell which institution reports.")
    elif lost:
        yield Notice(
            "institution_unknown",
            f"{len(lost)} word(s) of self-reference fit no institution that the page names.",
            lost[0],
            lost[0] + 2,
        )
