"""Weighs for each institution of a page the signs that it is the one that reports."""

from __future__ import annotations

import re
from collections import Counter
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
#: Characters of a place in front of a name that begins with its level.
_PLACE, _LEVELS = 6, "省市区县州盟旗镇乡"
#: What may stand in front of a signature.
_STOPS = frozenset(["", *" \n。!?"])
#: Blocks where a unit stands for the institution it belongs to.
_FRAME = frozenset({"title", "meta", "byline", "signature", "footer"})


@dataclass(frozen=True, slots=True)
class Standing:
    """How much speaks for an institution, and where it stands on the page."""

    weight: float
    signs: frozenset[str]


class Signs:
    """Weigh the signs. Weights: rules/institutions/linking.toml, `reporting`."""

    def __init__(self, library: RuleLibrary, selves: SelfReferences) -> None:
        self._fits = selves.fits
        data = library.rulebook("institutions/linking").data
        self._weights = data["reporting"]
        self._schools = frozenset(data["schools"])
        self._kinds = self._weights["kinds"]
        self._person_after = re.compile(self._weights["person_after"])
        self._nameless = re.compile(self._weights["nameless"])
        self._given = re.compile(self._weights["given"])
        self._with = re.compile(self._weights["with"])
        self._comes_home = re.compile(self._weights["comes_home"])
        self._list = re.compile(self._weights["list"])
        self._peers = frozenset(self._weights["peers"])
        self._home = re.compile(self._weights["home"])
        self._ministry = re.compile(self._weights["ministry"])
        self._bureau_level = re.compile(self._weights["bureau_level"])
        self._item = re.compile(self._weights["item"])
        self._dated = re.compile(self._weights["dated"])
        self._own_people = re.compile(self._weights["own_people"])
        self._visit = re.compile(self._weights["visit"])
        self._masthead = re.compile(self._weights["masthead_behind"])
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
        places = Places(clusters)
        level = self._level_told(doc)
        others = self._others(doc, clusters, places, own)
        for number, cluster in enumerate(clusters):
            if cluster.kind not in self._kinds or self._nameless.fullmatch(cluster.name):
                continue
            fitting = [m for m in own if self._fits(m.value.name, cluster)]
            if cluster.kind == "internal_unit" and not fitting:
                continue
            signs, told = self._where(doc, cluster, clusters, places, body)
            weight = self._kinds[cluster.kind] + min(told * self._weights["body"], self._weights["most"])
            weight += sum(self._weights[sign] for sign in signs)
            weight += self._units(doc, cluster, clusters, body or 0, signs)
            weight += worth * len(fitting) / len(own) if own else 0.0
            weight += self._weights["quoted"] if len(speaking) == 1 and number in speaking else 0.0
            weight += self._weights["other"] if number in others else 0.0
            if cluster.kind not in self._peers and self._visits(doc, cluster):
                weight += self._weights["visitor"]
            if level and cluster.kind == "education_authority" and "masthead" not in signs:
                weight += self._level(cluster, clusters, level)
            standings[number] = Standing(weight, frozenset(signs))
        return standings

    def _where(
        self, doc: Document, cluster: Cluster, clusters: Sequence[Cluster], places: Places, body: int | None
    ) -> tuple[set[str], int]:
        """Return the signs that lie in where an institution is named, and how often the text itself names it."""
        opening = doc.sentence_at(body) if body is not None else None
        signs: set[str] = set()
        told = 0
        for mention in cluster.mentions:
            block = doc.block_at(mention.start)
            place: str = block.kind if block else "body"
            given = self._is_given(doc, mention)
            if block and block.start == mention.start and block.end == mention.end:
                signs.add("alone")
            if opening and opening.start <= mention.start < opening.end and not given:
                signs.add(self._opening(doc, clusters, places, mention))
            if place == "heading" and body is not None and mention.start < body:
                place = "body" if self._item.match(doc.string, mention.end) else "title"
            if self._is_signed(doc, mention):
                place = "signature"
            elif place == "salutation" and self._own_people.match(doc.string, mention.end):
                place = "sender"
            elif body is not None and mention.start < body and self._masthead.match(doc.string, mention.end):
                place = "masthead"
            if given or place in {"body", "heading"}:
                told += 1
            else:
                signs.add(place)
        if "first" in signs:
            signs -= {"person", "listed"}
        if signs == {"footer"} and not told:
            # Who only keeps the site: a host, unless the page names nobody else.
            signs = {"host"}
        return signs, told

    def _visits(self, doc: Document, cluster: Cluster) -> bool:
        """Tell whether a body is named as one that comes to see another: 县人大常委会来到城关幼儿园调研."""
        return any(self._visit.match(doc.string, m.end) for m in cluster.mentions)

    def _is_signed(self, doc: Document, mention: Mention[InstitutionValue]) -> bool:
        """Tell whether a name with a date behind it ends a paragraph: a signature whose lines were joined."""
        text = doc.string
        return text[mention.start - 1 : mention.start] in _STOPS and bool(self._dated.match(text, mention.end))

    def _opening(
        self, doc: Document, clusters: Sequence[Cluster], places: Places, mention: Mention[InstitutionValue]
    ) -> str:
        """Return the sign that lies in how the opening sentence names an institution."""
        text = doc.string
        if self._person_after.match(text, mention.end):
            return "person"
        beside = [
            n for _, end, n in places.before(mention.start, _FRONT) if self._list.fullmatch(text, end, mention.start)
        ]
        beside += [n for start, _, n in places.after(mention.end, 2) if self._list.fullmatch(text, mention.end, start)]
        return "listed" if any(clusters[n].kind in self._peers for n in beside) else "first"

    def _is_given(self, doc: Document, mention: Mention[InstitutionValue]) -> bool:
        """Tell whether an institution is named as the one whose word is followed: 转发《市教育局…》."""
        block = doc.block_at(mention.start)
        start = max(block.start if block else 0, mention.start - _FRONT)
        return bool(self._given.search(doc.string, start, mention.start))

    def _level_told(self, doc: Document) -> str:
        """Return the level of division that a report speaks for, as 全区 and 我区 tell it, or nothing."""
        told = Counter(match["level"] for match in self._home.finditer(doc.string))
        return max(told, key=lambda level: told[level], default="")

    def _level(self, cluster: Cluster, clusters: Sequence[Cluster], level: str) -> float:
        """Return what it says for a bureau that a report speaks for a level: 全区 is no word of 市教育局."""
        told = self._bureau_level.search(cluster.name)
        if told is None:
            return float(self._weights["other_level"] if self._ministry.search(cluster.name) else 0.0)
        if told["level"] != level:
            return float(self._weights["other_level"])
        # Where schools are named, the bureau of their place is as often one that they mention.
        return float(0.0 if any(c.kind in self._schools for c in clusters) else self._weights["own_level"])

    def _others(self, doc: Document, clusters: Sequence[Cluster], places: Places, own: Names) -> set[int]:
        """Return the institutions that stand beside 我校 as others: 我院与市中心医院, 县教育局莅临我校."""
        text = doc.string
        found: set[int] = set()
        for word in own:
            near = [n for s, _, n in places.after(word.end, _FRONT) if self._with.fullmatch(text, word.end, s)]
            near += [n for _, e, n in places.before(word.start, _FRONT) if self._comes.fullmatch(text, e, word.start)]
            found.update(n for n in near if self._fits(word.value.name, clusters[n]))
        ends = {m.end: n for n, cluster in enumerate(clusters) for m in cluster.mentions if not m.value.is_self}
        found.update(number for end, number in ends.items() if self._comes_home.match(text, end))
        return found

    def _units(
        self, doc: Document, cluster: Cluster, clusters: Sequence[Cluster], body: int, signs: Collection[str]
    ) -> float:
        """Return what units named after an institution add to it; in the head or frame of a page they stand for it."""
        names = tuple({m.value.name for m in cluster.mentions})
        units = [at for at, name in _named_units(clusters) if any(_owned(name, n) for n in names)]
        blocks = [block for at in units if (block := doc.block_at(at))]
        places = {"title" if b.kind == "heading" and b.start < body else b.kind for b in blocks} & _FRAME
        named = min(self._weights["unit"] * len(units), self._weights["most"])
        return float(named + sum(self._weights[place] for place in places if place not in signs))


def _owned(unit: str, owner: str) -> bool:
    """Tell whether a unit bears the name of its owner, whose place may be left out: 临溪县教育局办公室 of 县教育局."""
    at = unit.find(owner)
    return at == 0 < len(unit) - len(owner) or (0 < at <= _PLACE and owner[0] in _LEVELS)


def _named_units(clusters: Sequence[Cluster]) -> Iterator[tuple[int, str]]:
    return ((m.start, m.value.name) for c in clusters if c.kind == "internal_unit" for m in c.mentions)
