"""What looks like a measure and is none: slogans, aims, people described, sources, studied papers, titles of books.

Words and patterns: rules/slogans.toml, rules/clause.toml, and `not_hits` in rules/measures/.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence

from ..mention import Mention
from ..rulebook import CompiledRule, Rulebook, RuleLibrary
from ..segmentation.document import Document
from ..values.measures import MeasureCandidate

Allows = Callable[[int, int, str, CompiledRule], bool]


class MeasureFilter:
    """Decide whether a trigger can be a measure where it stands."""

    def __init__(self, library: RuleLibrary, books: Sequence[Rulebook]) -> None:
        clause = library.rulebook("clause")
        self._slogans = library.rulebook("slogans").rules
        self._behind = tuple(r for r in clause.rules if r.data.get("role") == "behind")
        self._stretches = tuple(r for r in clause.rules if r.data.get("role") == "stretch")
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
        self._not_hits = {
            code: re.compile("|".join(phrases))
            for book in books
            for code, phrases in book.data.get("not_hits", {}).items()
        }

    def prepare(self, doc: Document) -> Allows:
        """Return the test for triggers of one document."""
        text = doc.string
        slogans = _Ranges(m.span() for rule in self._slogans for m in rule.pattern.finditer(text))
        stretches = [_Stretch(rule, text, self._exempt) for rule in self._stretches]
        played, script = self._played, _Ranges(self._scripts(doc))
        serving = self._serves_elsewhere(text)
        titles = _Ranges(m.span() for m in re.finditer("《[^《》\n]{1,80}》", text))
        not_hits = {code: _Ranges(m.span() for m in p.finditer(text)) for code, p in self._not_hits.items()}

        def allows(start: int, end: int, code: str, rule: CompiledRule) -> bool:
            block = doc.block_at(start)
            if block is None or not block.is_content or block.kind in ("signature", "salutation"):
                return False
            if code.startswith(played) and script.hold(start, end):
                return False
            if slogans.touch(start, end) or (code in not_hits and not_hits[code].touch(start, end)):
                return False
            if not rule.data.get("in_title") and titles.hold(start, end):
                return False
            if any(stretch.forbids(start, end, code) for stretch in stretches):
                return False
            if serving and code.startswith(self._served) and not self._tells_of_own(doc, start):
                return False
            return not any(self._described(r, text, end, code) for r in self._behind)

        return allows

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

    @staticmethod
    def _described(rule: CompiledRule, text: str, end: int, code: str) -> bool:
        if code.startswith(tuple(rule.data.get("except", ()))):
            return False
        prefixes = rule.data.get("codes")
        if prefixes and not code.startswith(tuple(prefixes)):
            return False
        return rule.pattern.match(text, end) is not None

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


class _Stretch:
    """Where one rule of rules/clause.toml forbids measures, and of which codes."""

    def __init__(self, rule: CompiledRule, text: str, exempt: frozenset[str]) -> None:
        self._codes = tuple(rule.data.get("codes", ()))
        self._except = tuple(rule.data.get("except", ()))
        self._exempt = exempt
        self._ranges = _Ranges(m.span(m.lastgroup or 0) for m in rule.pattern.finditer(text))

    def forbids(self, start: int, end: int, code: str) -> bool:
        concerned = code.startswith(self._codes) if self._codes else code not in self._exempt
        return concerned and not code.startswith(self._except) and self._ranges.hold(start, end)


class _Ranges:
    """Stretches of text, for quick questions about a place."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._starts = [s for s, _ in self._spans]
        self._longest = max((e - s for s, e in self._spans), default=0)

    def _near(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        at = bisect_right(self._starts, end) - 1
        while at >= 0 and self._starts[at] >= start - self._longest:
            yield self._spans[at]
            at -= 1

    def touch(self, start: int, end: int) -> bool:
        return any(s < end and start < e for s, e in self._near(start, end))

    def hold(self, start: int, end: int) -> bool:
        return any(s <= start and end <= e for s, e in self._near(start, end))
