"""What looks like a measure and is none: slogans, aims, people described, sources, studied papers, titles of books.

Words and patterns: rules/slogans.toml, rules/clause.toml, and `not_hits` in rules/measures/.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ..mention import Mention
from ..ranges import Ranges
from ..rulebook import CompiledRule, Rulebook, RuleLibrary
from ..scanner import Scanner, scanner_of
from ..segmentation.document import CONTENT, Document
from ..values.measures import MeasureCandidate

Allows = Callable[[int, int, str, CompiledRule], bool]
#: Blocks in which measures are told.
_TELLING = CONTENT - {"signature", "salutation"}
_TITLE = re.compile("《[^《》\n]{1,80}》")


class MeasureFilter:
    """Decide whether a trigger can be a measure where it stands."""

    def __init__(self, library: RuleLibrary, books: Sequence[Rulebook]) -> None:
        clause = library.rulebook("clause")
        self._slogans = scanner_of(library.rulebook("slogans").rules, whole=True)
        self._behind = tuple(r for r in clause.rules if r.data.get("role") == "behind")
        self._stretches = tuple(r for r in clause.rules if r.data.get("role") == "stretch")
        self._stretched = scanner_of(self._stretches, whole=True)
        self._played = tuple(clause.data["played_codes"])
        self._drill_title = re.compile(clause.data["drill_title"])
        self._drill_script = re.compile(clause.data["drill_script"])
        self._drill_run = re.compile(clause.data["drill_run"])
        self._drill_played = re.compile(clause.data["drill_played"])
        self._served = tuple(clause.data["served_codes"])
        self._serving = re.compile(clause.data["serving"])
        self._served_place = re.compile(clause.data["served_place"])
        self._serving_least = int(clause.data["serving_least"])
        self._own = re.compile(clause.data["own"])
        self._background = re.compile(clause.data["background_behind"])
        self._background_before = re.compile(clause.data["background_before"])
        self._states = frozenset(clause.data["state_codes"])
        self._exempt = frozenset(clause.data["exempt"])
        not_hits = {
            code: re.compile("|".join(phrases))
            for book in books
            for code, phrases in book.data.get("not_hits", {}).items()
        }
        self._not_hits = Scanner(not_hits.items(), whole=True)
        self._told: dict[str, _Told] = {}

    def prepare(self, doc: Document) -> Allows:
        """Return the test for triggers of one document."""
        text = doc.string
        slogans = Ranges(match.span() for _, match in self._slogans(text))
        stretches = self._found_stretches(text)
        script = Ranges(self._scripts(doc))
        serving = self._serves_elsewhere(text)
        titles = Ranges(m.span() for m in _TITLE.finditer(text))
        not_hits: dict[str, list[tuple[int, int]]] = {}
        for code, match in self._not_hits(text):
            not_hits.setdefault(code, []).append(match.span())
        no_hits = {code: Ranges(spans) for code, spans in not_hits.items()}

        no_places: dict[str, list[Ranges]] = {}

        def places_without(code: str, told: _Told) -> list[Ranges]:
            """Return the stretches in which nothing of a code is told."""
            if code not in no_places:
                no_places[code] = [stretches[name] for name in told.stretches if name in stretches]
                if told.played:
                    no_places[code].append(script)
            return no_places[code]

        def allows(start: int, end: int, code: str, rule: CompiledRule) -> bool:
            block = doc.block_at(start)
            if block is None or block.kind not in _TELLING:
                return False
            told = self._told_of(code)
            if slogans.touch(start, end) or (code in no_hits and no_hits[code].touch(start, end)):
                return False
            if titles.hold(start, end) and not rule.data.get("in_title"):
                return False
            for ranges in places_without(code, told):
                if ranges.hold(start, end):
                    return False
            for pattern in told.behind:
                if pattern.match(text, end):
                    return False
            return not (serving and told.served) or self._tells_of_own(doc, start)

        return allows

    def _found_stretches(self, text: str) -> dict[str, Ranges]:
        found: dict[str, list[tuple[int, int]]] = {}
        for rule, match in self._stretched(text):
            found.setdefault(rule.id, []).append(match.span(match.lastgroup or 0))
        return {name: Ranges(spans) for name, spans in found.items()}

    def _told_of(self, code: str) -> _Told:
        """Return which of the rules concern a code."""
        if code not in self._told:
            self._told[code] = _Told(
                played=code.startswith(self._played),
                served=code.startswith(self._served),
                stretches=tuple(rule.id for rule in self._stretches if self._forbids(rule, code)),
                behind=tuple(rule.pattern for rule in self._behind if _concerns(rule, code)),
            )
        return self._told[code]

    def _forbids(self, rule: CompiledRule, code: str) -> bool:
        return _concerns(rule, code) and (bool(rule.data.get("codes")) or code not in self._exempt)

    def _scripts(self, doc: Document) -> Iterator[tuple[int, int]]:
        """Yield the stretches that tell what was played in a drill: only the drill itself is a measure."""
        whole = doc.title is not None and self._drill_title.search(doc.string, doc.title.start, doc.title.end)
        if whole:
            yield from ((b.start, b.end) for b in doc.blocks if b.kind == "body")
            return
        for match in self._drill_script.finditer(doc.string):
            sentence = doc.sentence_at(match.start())
            yield match.start(), max(match.end(), sentence.end if sentence else 0)
        for match in self._drill_run.finditer(doc.string):
            yield match.span()
        for match in self._drill_played.finditer(doc.string):
            if sentence := doc.sentence_at(match.start()):
                yield sentence.start, sentence.end

    def _serves_elsewhere(self, text: str) -> bool:
        """Tell whether a page is a story of people who help in the community, whose measures are not theirs (G10)."""
        return all(
            sum(1 for _ in pattern.finditer(text)) >= self._serving_least
            for pattern in (self._serving, self._served_place)
        )

    def _tells_of_own(self, doc: Document, at: int) -> bool:
        sentence = doc.sentence_at(at)
        return sentence is not None and self._own.search(doc.string, sentence.start, sentence.end) is not None

    def background(
        self, doc: Document, found: Sequence[Mention[MeasureCandidate]]
    ) -> Iterator[Mention[MeasureCandidate]]:
        """Yield the candidates, a state that is only the setting at most once (G6), other settings not at all."""
        told: set[str] = set()
        for mention in found:
            if self._is_setting(doc.string, mention):
                if mention.value.code not in self._states or mention.value.code in told:
                    continue
                told.add(mention.value.code)
            yield mention

    def _is_setting(self, text: str, mention: Mention[MeasureCandidate]) -> bool:
        if self._background.match(text, mention.end) or self._background.match(text, mention.value.trigger_end):
            return True
        head = text[max(0, mention.start - 12) : mention.start]
        return mention.value.code in self._states and self._background_before.search(head) is not None


@dataclass(frozen=True, slots=True)
class _Told:
    """What rules/clause.toml says about one code."""

    played: bool
    served: bool
    stretches: tuple[str, ...]
    behind: tuple[re.Pattern[str], ...]


def _concerns(rule: CompiledRule, code: str) -> bool:
    """Tell whether a rule of rules/clause.toml speaks of a code: `codes` and `except` name codes by how they begin."""
    codes = tuple(rule.data.get("codes", ()))
    return (not codes or code.startswith(codes)) and not code.startswith(tuple(rule.data.get("except", ())))
