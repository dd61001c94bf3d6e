"""Scores apart by what kind of report it is: genre, level, noise, or any other key of `meta`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from .compare import Comparison
from .goldfiles import GoldFile
from .items import SPAN_FIELDS, labelled
from .scores import FIELDS, record_score, total

UNNAMED = "(not given)"


def names(comparisons: Sequence[Comparison]) -> list[str]:
    """Return the strata that the labelled reports carry, in order of first use."""
    return list(dict.fromkeys(key for c in comparisons for key, value in c.meta.items() if value))


def split(comparisons: Sequence[Comparison], stratum: str) -> dict[str, list[Comparison]]:
    """Return the reports by their value of one stratum; a report with several values stands under each."""
    parts: dict[str, list[Comparison]] = {}
    for comparison in comparisons:
        value = comparison.meta.get(stratum) or UNNAMED
        for one in (value,) if isinstance(value, str) else value:
            parts.setdefault(one, []).append(comparison)
    return dict(sorted(parts.items()))


def figures(comparisons: Sequence[Comparison], stratum: str) -> Mapping[str, Mapping[str, Any]]:
    """Return record score and F1 per field for each value of one stratum."""
    return {
        value: {"reports": len(part), "record_score": round(record_score(part), 4)}
        | {field: total(part, field).as_json() for field in FIELDS}
        for value, part in split(comparisons, stratum).items()
    }


def label_counts(files: Sequence[GoldFile], stratum: str | None) -> dict[str, dict[str, tuple[int, int]]]:
    """Return how many labels there are, and how many of them optional, by value of a stratum and field."""
    counted: dict[str, Counter[tuple[str, bool]]] = {}
    for file in files:
        value = (file.gold.meta.get(stratum) or UNNAMED) if stratum else "all"
        for one in (value,) if isinstance(value, str) else value:
            tally = counted.setdefault(one, Counter())
            tally["reports", False] += 1
            for field, items in labelled(file.gold).items():
                tally.update((field, item.optional) for item in items)
    return {
        value: {name: (tally[name, False] + tally[name, True], tally[name, True]) for name in ("reports", *SPAN_FIELDS)}
        for value, tally in sorted(counted.items())
    }
