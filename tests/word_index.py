"""Writes rules/words.json anew: `python -m tests.word_index`. Needed after rules have changed, for a quick start."""

from __future__ import annotations

import re
from pathlib import Path

from fangkong.pipeline import scanner, word_index
from fangkong.pipeline.recognisers.dates import DateRecogniser
from fangkong.pipeline.required_words import requirement
from fangkong.pipeline.rulebook import RuleLibrary
from fangkong.pipeline.run import Extractor

FILE = Path(__file__).parents[1] / "rules" / "words.json"


def scanned_patterns() -> list[re.Pattern[str]]:
    """Return every pattern of the shipped rules that a scanner looks for."""
    seen: dict[str, re.Pattern[str]] = {}

    def note(pattern: re.Pattern[str]):
        seen[word_index.key_of(pattern)] = pattern
        return requirement(pattern)

    kept, scanner.required_by = scanner.required_by, note
    try:
        Extractor(ner="none")
        DateRecogniser(RuleLibrary(), expressions=True)
    finally:
        scanner.required_by = kept
    return list(seen.values())


if __name__ == "__main__":
    FILE.write_text(word_index.listed(scanned_patterns()), encoding="utf-8")
