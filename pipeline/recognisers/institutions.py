"""Institutions: names by their heads, and words of self-reference. Rules: rules/institutions/."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ..mention import Mention
from ..ranges import Ranges
from ..rulebook import RuleLibrary
from ..segmentation.document import Document, Segment
from ..values.hints import Tagged
from ..values.institutions import InstitutionValue
from ._edges import Edges, WordLists
from ._entities import TaggedNames
from ._grammar import NameGrammar
from ._heads import Candidate, Head, HeadRules

_STATE = "institutions.state-mechanism"
#: Documents whose heads are kept between the question for hints and the answer.
_MOST_ASKED = 64


class InstitutionRecogniser:
    """Find names of institutions."""

    label = "INSTITUTION"

    def __init__(self, library: RuleLibrary) -> None:
        self._lists = WordLists(library)
        self._heads = HeadRules(library)
        self._grammar = NameGrammar(library, self._lists)
        self._tagged = TaggedNames(library, self._lists)
        kinds = library.rulebook("institutions/kinds").data
        self._schools = frozenset(kinds["schools"])
        self._self_kinds: Mapping[str, str] = kinds["self_kinds"]
        self._command_owners = tuple(kinds["command_owners"].split())
        self._speaks_as_school = re.compile(kinds["speaks_as_school"])
        self._asked: dict[str, list[Head]] = {}

    def wants_hints(self, doc: Document) -> Sequence[Segment]:
        """Return the sentences in which a tagger's hints can change the result.

        Those are the ones where the growth of a name passed a place at which a hint may stop it, and those that hold an
        ending, outside of names found, at which a tagger can add a name.
        """
        edges = self._lists.edges(doc)
        kept = self._names(doc, edges)
        places = [at - 1 for at in edges.open]
        named = Ranges((k.start, k.end) for k in kept)
        places += [s for s, e in self._tagged.wanted(doc.string) if not named.touch(s, e)]
        wanted = {s.start: s for at in places if (s := doc.sentence_at(at))}
        return [wanted[start] for start in sorted(wanted)]

    def __call__(
        self, doc: Document, hints: Mapping[int, Tagged], tagger: str = "", *, confirms: bool = False
    ) -> Iterator[Mention[InstitutionValue]]:
        """Yield names in text order, without overlap.

        Args:
            doc: The laid-out report.
            hints: Tags of a sentence by the offset at which it starts; sentences may be missing.
            tagger: Name of the tagger, for `found_by`.
            confirms: Whether the tagger knows names so well that one of a doubtful form must be among its own
                (rules with `confirm` in their data).
        """
        edges = self._lists.edges(doc)
        for start, tagged in hints.items():
            edges.add_hints(start, tagged, self._lists.stop_tags)
        kept = self._names(doc, edges)
        if confirms:
            kept = self._confirmed(doc, kept, hints, edges)
        kept = list(self._tagged.edged(doc.string, kept, hints, edges))
        named = Ranges((k.start, k.end) for k in kept)
        added = [n for n in self._tagged(doc.string, hints, tagger, edges) if not named.touch(n.start, n.end)]
        kept = self._settle_commands(doc.string, _outermost([*kept, *added]))
        mentions = [self._mention(doc, name) for name in kept]
        taken = Ranges((name.start, name.end) for name in kept)
        for rule, match in self._heads.selves(doc.string):
            if not taken.touch(*match.span()):
                value = InstitutionValue(match[0], self._self_kinds.get(match[0][-1], ""), is_self=True)
                mentions.append(Mention("INSTITUTION", *match.span(), value, rule.id))
        mentions.sort(key=lambda mention: mention.start)
        yield from mentions

    def _confirmed(
        self, doc: Document, names: Sequence[Candidate], hints: Mapping[int, Tagged], edges: Edges
    ) -> list[Candidate]:
        """Return the names without those that are doubtful, unless they are short for one that is not."""
        counts = Counter(doc.string[n.start : n.end] for n in names)
        doubtful = {
            n for n in names if counts[doc.string[n.start : n.end]] == 1 and self._doubtful(doc, n, hints, edges)
        }
        sure = {doc.string[n.start : n.end] for n in names if n not in doubtful}
        return [n for n in names if n not in doubtful or any(s.endswith(doc.string[n.start : n.end]) for s in sure)]

    def _doubtful(self, doc: Document, name: Candidate, hints: Mapping[int, Tagged], edges: Edges) -> bool:
        """Tell whether a name whose form any words may have, without a place, is none to the tagger: 助力学校."""
        if name.rule not in self._heads.to_confirm or name.start == name.head or edges.places(name.start, name.head):
            return False
        sentence = doc.sentence_at(name.start)
        if sentence is None or sentence.start not in hints:
            return False
        if name.head < name.end - len("学校") or self._alone(doc, name):
            return False
        left, right = name.start - sentence.start, name.end - sentence.start
        return not any(e.label == "ORG" and e.start < right and left < e.end for e in hints[sentence.start].entities)

    @staticmethod
    def _alone(doc: Document, name: Candidate) -> bool:
        """Tell whether nothing but a name stands on a line, as in a signature: no verb can be part of it."""
        block = doc.block_at(name.start)
        line = doc.string[block.start : block.end].strip() if block else ""
        return line == doc.string[name.start : name.end]

    def _addressed(self, doc: Document, name: Candidate) -> bool:
        """Tell whether a salutation addresses a class by its bare head: 各片区、中心校:."""
        if name.start != name.head or name.kind not in self._schools:
            return False
        block = doc.block_at(name.start)
        return block is not None and block.kind == "salutation"

    def _names(self, doc: Document, edges: Edges) -> list[Candidate]:
        """Return the names that heads give, without overlap."""
        names = self._grammar.names(doc.string, self._heads_of(doc), edges)
        return _outermost(n for n in names if not self._addressed(doc, n))

    def _heads_of(self, doc: Document) -> list[Head]:
        """Return the heads of a document, which are asked for once with hints in view and once with them."""
        string = doc.string
        if string in self._asked:
            return self._asked.pop(string)
        heads = [head for head in self._heads.heads(string) if not _in_breadcrumb(doc, head.start)]
        if len(self._asked) >= _MOST_ASKED:
            self._asked.clear()
        self._asked[string] = heads
        return heads

    def _mention(self, doc: Document, name: Candidate) -> Mention[InstitutionValue]:
        surface = re.sub(r"\s*\n\s*", "", doc.string[name.start : name.end])
        return Mention("INSTITUTION", name.start, name.end, InstitutionValue(surface, name.kind), name.rule)

    def _settle_commands(self, text: str, names: Sequence[Candidate]) -> list[Candidate]:
        """Tell a school's own 指挥部 from that of its place: bare ones follow the one that is named with its owner."""
        bare = [n for n in names if n.kind == "epidemic_command" and n.start == n.head and n.rule != _STATE]
        placed = any(n.kind == "epidemic_command" and n.start < n.head for n in names)
        owned = any(n.kind == "internal_unit" and "指挥部" in text[n.start : n.end] for n in names)
        by_school = any(text.endswith(self._command_owners, 0, n.start) for n in bare)
        if not bare or not (owned or by_school or (not placed and self._speaks_as_school.search(text))):
            return list(names)
        return [replace(n, kind="internal_unit") if n in bare else n for n in names]


def _in_breadcrumb(doc: Document, at: int) -> bool:
    block = doc.block_at(at)
    return block is not None and block.kind == "nav" and ">" in doc.string[block.start : block.end]


def _outermost(names: Iterable[Candidate]) -> list[Candidate]:
    """Return names without overlap: leftmost, then longest."""
    kept: list[Candidate] = []
    for name in sorted(names, key=lambda n: (n.start, -n.end)):
        if not kept or kept[-1].end <= name.start:
            kept.append(name)
    return kept
