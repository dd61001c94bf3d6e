"""What each rule is worth: how often it fired right and wrong, which never fire, and the score without it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import RuleFileError
from ..rulebook import Rulebook, RuleLibrary
from ..run import Extractor
from .compare import Comparison, compare_all
from .goldfiles import GoldFile
from .scores import record_score

#: Rule files, and folders of them, whose rules find mentions; the rules of all others only help.
FINDERS = ("dates", "page_dates", "headcounts", "platforms", "institutions", "measures")


@dataclass(slots=True)
class Use:
    """How often a rule had a part in a mention that was right, wrong, or met an optional label."""

    rule: str
    right: int = 0
    wrong: int = 0
    optional: int = 0
    reports: set[int] = field(default_factory=set)

    def as_json(self) -> dict[str, Any]:
        """Return the counts by name."""
        return {"rule": self.rule, "right": self.right, "wrong": self.wrong, "optional": self.optional}


def uses(comparisons: Sequence[Comparison]) -> list[Use]:
    """Return the use made of each rule, gazetteer row or model that fired, the most wrong first."""
    found: dict[str, Use] = {}
    for number, comparison in enumerate(comparisons):
        for rules, kind in _firings(comparison):
            for rule in filter(None, rules.split("+")):
                use = found.setdefault(rule, Use(rule))
                use.reports.add(number)
                use.right += kind == "right"
                use.optional += kind == "optional"
                use.wrong += kind not in ("right", "optional")
    return sorted(found.values(), key=lambda use: (-use.wrong, -use.right, use.rule))


def _firings(comparison: Comparison) -> Iterator[tuple[str, str]]:
    for outcome in comparison.outcomes:
        if outcome.prediction:
            yield outcome.prediction.found_by, outcome.kind
    for check in comparison.checks:
        # A page date need not be a mention of its own, so its rule is counted by its own check as well.
        if check.name == "published" and check.prediction and check.prediction.found_by:
            yield check.prediction.found_by, "right" if check.right else "wrong"


def finders(library: RuleLibrary) -> Iterator[Rulebook]:
    """Yield the rulebooks whose rules find mentions."""
    for name in FINDERS:
        try:
            yield library.rulebook(name)
        except RuleFileError:
            yield from library.rulebooks(name)


def silent_rules(library: RuleLibrary, fired: Iterable[Use]) -> list[str]:
    """Return the rules that never fired, in the order of their files."""
    known = {use.rule for use in fired}
    return [rule.id for book in finders(library) for rule in book.rules if rule.id not in known]


def without_each(
    files: Sequence[GoldFile], comparisons: Sequence[Comparison], used: Sequence[Use], ner: Any, rules: Path | None
) -> Iterator[tuple[str, float]]:
    """Yield for each rule that fired how much the record score would change without it.

    Only the reports in which it had a part in a mention are read again. Gazetteer rows and models are left out.
    """
    whole = record_score(comparisons)
    ids = {rule.id for book in finders(RuleLibrary(rules)) for rule in book.rules}
    for use in used:
        if use.rule not in ids:
            continue
        extractor = Extractor(ner=ner, rules=RuleLibrary(rules, silent={use.rule}))
        numbers = sorted(use.reports)
        again = dict(zip(numbers, compare_all([files[n] for n in numbers], extractor), strict=True))
        yield use.rule, record_score([again.get(n, c) for n, c in enumerate(comparisons)]) - whole
