"""Platforms outside the catalogue: open-class patterns, trimmed to a proper name. Rules: rules/platforms.toml."""

from __future__ import annotations

from collections.abc import Iterator

from ..gazetteer import NameMatcher
from ..rulebook import CompiledRule, RuleLibrary
from ..scanner import scanner_of
from ..values.platforms import PlatformEntry
from .platform_catalogue import Catalogue, Named

_MIN_NAME = 2


class OpenNames:
    """Find names that only their shape tells: “X”平台, X教育云, X APP."""

    def __init__(self, library: RuleLibrary, catalogue: Catalogue) -> None:
        self._book = library.rulebook("platforms")
        self._rules = scanner_of(self._book.rules)
        self._entries = catalogue.entries
        context = library.rulebook("platform_context").rules
        self._kinds: NameMatcher[str] = NameMatcher(dict(self._book.lexicon["group_words"]))
        self._lead = next(rule.pattern for rule in context if rule.data["kind"] == "lead")
        self._ordinary = next(rule.pattern for rule in context if rule.data["kind"] == "ordinary")

    def __call__(self, text: str) -> Iterator[Named]:
        """Yield candidates, overlaps included."""
        for rule, match in self._rules(text):
            start, end = match.span("name")
            if known := self._entries.get(rule.data.get("id", "")):
                yield Named(start, end, "", known, rule.id)
                continue
            proper = match.end("proper") if "proper" in match.re.groupindex else end
            first = start if self._kept_whole(rule) else self._begin(text, start, end)
            if rule.data.get("keep") or self._is_proper(text[first:proper]):
                entry = self._entry(text[first:end], rule)
                yield Named(first, end, "", entry, rule.id, match.end())

    def _entry(self, name: str, rule: CompiledRule) -> PlatformEntry:
        category = rule.data["category"]
        default = rule.data.get("purpose") or self._book.data["defaults"].get(category, "other")
        return PlatformEntry(None, name, category, (self._implied(name) or default,))

    def _implied(self, name: str) -> str | None:
        """Return the purpose that the words of a group's name imply: 行政会议群 is there for meetings."""
        found = [purpose for _, _, purpose in self._kinds(name) if purpose]
        return found[-1] if found and name.endswith("群") else None

    def _kept_whole(self, rule: CompiledRule) -> bool:
        return bool(rule.data.get("keep") or rule.data.get("quoted"))

    def _begin(self, text: str, start: int, end: int) -> int:
        """Return where a name begins once verbs and particles are cut off its left."""
        while start < end and (lead := self._lead.match(text[start:end])):
            start += lead.end()
        return start

    def _is_proper(self, name: str) -> bool:
        return len(name) >= _MIN_NAME and not self._ordinary.match(name)
