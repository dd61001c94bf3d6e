"""What a platform is used for: told by the nearest cue word. Rules: rules/platform_purposes.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from ..gazetteer import NameMatcher
from ..rulebook import RuleLibrary
from ..segmentation.document import Document
from ..values.platforms import PlatformEntry

_COMMA = re.compile("[,;]")
_MASK = "\0"
_OTHER = "other"
_HOME = "home_school_contact"
_PUBLICITY = "publicity"
_PLACE = "◆"
_REACH = 40
_FAR = 300
_STOP = re.compile("[。;!?\n]")
_GROUPS = "im_collaboration"
#: So many places are remembered.
_MOST_KNOWN = 1024


class PurposeFinder:
    """Tell the purpose of a mention from its clause, else from its sentence, else by default."""

    def __init__(self, library: RuleLibrary) -> None:
        book = library.rulebook("platform_purposes")
        cues = book.lexicon["cues"]
        self._rank = {"": -1} | {purpose: rank for rank, purpose in enumerate(book.data["order"])}
        self._against = book.rules
        self._implied: NameMatcher[str] = NameMatcher(dict(book.lexicon["implied"]))
        self._settled: NameMatcher[str] = NameMatcher(dict(book.lexicon["settled"]))
        self._fixed: Mapping[str, str] = book.data["fixed"]
        self._leaning: Mapping[str, str] = book.data["leaning"]
        self._never: Mapping[str, Sequence[str]] = book.data["never"]
        self._cues: NameMatcher[str] = NameMatcher(dict(cues))
        # A text that names a platform again and again in the same words is read once.
        self._known = lru_cache(_MOST_KNOWN)(self._read)

    def __call__(self, doc: Document, masked: str, start: int, end: int, entry: PlatformEntry) -> str:
        """Return the purpose of the mention at `[start, end)`; `masked` is the text without the words of mentions."""
        fixed = self._fixed.get(entry.category)
        if entry.id and entry.purposes == (_OTHER,):
            fixed = _OTHER
        fixed = next((purpose for _, _, purpose in self._settled(doc.string[start:end])), fixed)
        if fixed:
            return fixed
        sentence = doc.sentence_at(start)
        if sentence is None:
            return entry.purposes[0]
        left, right = max(sentence.start, start - _FAR), min(sentence.end, end + _FAR)
        clause = doc.clause_at(start) or sentence
        scope = max(clause.start - left, 0), min(clause.end, right) - left
        return self._known(doc.string[start:end], masked[left:right], start - left, scope, entry)

    def _read(self, name: str, string: str, at: int, clause: tuple[int, int], entry: PlatformEntry) -> str:
        """Return the purpose of a name at a place of a string; `clause` are the bounds of its clause there."""
        stop = at + len(name)
        barred = self._barred(entry)
        phrase = _phrase(string, at, stop)
        if leaning := self._leaning.get(entry.category):
            return self._leant(string[slice(*phrase)], string[stop : phrase[1]], leaning, barred)
        # A group of its own name (班级群) serves that name unless the phrase says otherwise.
        scopes = [phrase, clause, (0, len(string))]
        if entry.id is None and entry.category == _GROUPS:
            scopes = scopes[:1]
        around = string[phrase[0] : at] + _PLACE + string[stop : stop + _REACH]
        for scope in scopes:
            if purpose := self._nearest(string, scope, (at, stop), barred):
                return self._decided(purpose, entry, around)
            if scope is phrase and (implied := self._implied_by(name, entry)):
                return implied
        return self._decided(entry.purposes[0], entry, around)

    def _leant(self, phrase: str, behind: str, leaning: str, barred: frozenset[str]) -> str:
        """Return what the category is for, unless the words behind the name say otherwise and none says so."""
        if any(purpose == leaning for _, _, purpose in self._cues(phrase)):
            return leaning
        return next((p for _, _, p in self._cues(behind) if p and p not in barred), leaning)

    def _implied_by(self, name: str, entry: PlatformEntry) -> str | None:
        """Return what the words of a messenger's feature say: 钉钉视频会议 is for meetings."""
        if entry.category != _GROUPS:
            return None
        return next((purpose for _, _, purpose in self._implied(name)), None)

    def _decided(self, purpose: str, entry: PlatformEntry, around: str) -> str:
        """Return the purpose once the words that decide against the nearest cue are heard."""
        around = _STOP.split(around)[0]
        for rule in self._against:
            if purpose not in rule.data["from"] or entry.category not in rule.data.get("categories", [entry.category]):
                continue
            if entry.purposes[0] != rule.data.get("default", entry.purposes[0]):
                continue
            if rule.pattern.search(around) and not re.search(rule.data.get("unless", "(?!)"), around):
                return str(rule.data["to"])
        return purpose

    def _barred(self, entry: PlatformEntry) -> frozenset[str]:
        """Return the purposes that such a platform does not serve, whatever stands beside it."""
        barred = set(self._never.get(entry.category, ()))
        if entry.id and "resource" not in entry.purposes:
            barred.add("resource")
        if entry.id is None and entry.category == _GROUPS and entry.purposes[0] == _HOME:
            barred.add(_PUBLICITY)  # what is told in a 家长群 is told to families
        return frozenset(barred)

    def _nearest(
        self, string: str, scope: tuple[int, int], mention: tuple[int, int], barred: frozenset[str]
    ) -> str | None:
        (left, right), (at, stop) = scope, mention
        rank = self._rank
        behind = [(s, rank[p], p) for s, _, p in self._cues(string[stop : max(right, stop)]) if p and p not in barred]
        if behind:
            return min(behind)[2]
        before = string[min(left, at) : at]
        ahead = [(len(before) - e, rank[p], p) for _, e, p in self._cues(before) if p and p not in barred]
        return min(ahead)[2] if ahead else None


def masked_text(string: str, taken: Sequence[tuple[int, int]]) -> str:
    """Return the text with the words of all mentions put out, so that 健康 in 健康码 is no cue."""
    pieces, at = [], 0
    for left, right in taken:
        pieces += [string[at:left], _MASK * (right - left)]
        at = right
    return "".join(pieces) + string[at:]


def _phrase(string: str, at: int, stop: int) -> tuple[int, int]:
    """Return the bounds of the stretch between commas or semicolons that holds the mention."""
    left = max((m.end() for m in _COMMA.finditer(string, 0, at)), default=0)
    behind = _COMMA.search(string, stop)
    return left, behind.start() if behind else len(string)
