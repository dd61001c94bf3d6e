"""Heads of institution names: what a rule file says about one, and where it stands in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..rulebook import CompiledRule, RuleLibrary
from ..scanner import scanner_of

_NOT_RULES = frozenset({"institutions/boundary", "institutions/kinds", "institutions/linking"})


@dataclass(frozen=True, slots=True)
class Head:
    """A head found in the text, and its rule."""

    start: int
    end: int
    rule: CompiledRule

    @property
    def data(self) -> Mapping[str, Any]:
        """What the rule says about the head: `mode`, `kind`, `bare`."""
        return self.rule.data


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that may become a mention. `head` is where its head begins."""

    start: int
    end: int
    kind: str
    rule: str
    head: int


class HeadRules:
    """The head rules of rules/institutions/, and the words of self-reference apart."""

    def __init__(self, library: RuleLibrary) -> None:
        books = [b for b in library.rulebooks("institutions") if b.name not in _NOT_RULES]
        rules = [rule for book in books for rule in book.rules]
        #: Ids of the rules whose names a tagger that knows names must have found too.
        self.to_confirm = frozenset(rule.id for rule in rules if rule.data.get("confirm"))
        self._heads = scanner_of(rule for rule in rules if rule.data["mode"] != "self")
        self._selves = scanner_of(rule for rule in rules if rule.data["mode"] == "self")

    def heads(self, text: str) -> list[Head]:
        """Return every head in the text, by its end."""
        found = [Head(*match.span(), rule) for rule, match in self._heads(text)]
        return sorted(found, key=lambda head: (head.end, head.start))

    def selves(self, text: str) -> Iterator[tuple[CompiledRule, re.Match[str]]]:
        """Yield the words of self-reference."""
        yield from self._selves(text)
