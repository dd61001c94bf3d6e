"""What the shipped patterns cannot do without, read from a list instead of off each pattern: a start in half the time.

The list, rules/words.json, is made from the rules by `python -m tests.word_index`. It goes by the pattern itself: where
a rule has changed since, or is a user's own, what it needs is worked out when it is loaded.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from .required_words import Characters, Requirement, Word, requirement

_FILE = "words.json"
#: To be raised when required_words.py reads other words off a pattern; lists of another version are not used.
VERSION = 1


def required_by(pattern: re.Pattern[str]) -> Requirement | None:
    """Return what every match of a pattern holds, as `requirement` does."""
    entries, sets = _shipped()
    key = key_of(pattern)
    if key not in entries:
        return requirement(pattern)
    entry = entries[key]
    if entry is None:
        return None
    first, texts, places = entry
    words = [Word(text, least, most, sets[between]) for text, (least, most, between) in zip(texts, places, strict=True)]
    return Requirement(tuple(words), sets[first])


def key_of(pattern: re.Pattern[str]) -> str:
    """Return what a pattern goes by in the list."""
    return hashlib.sha256(f"{pattern.flags} {pattern.pattern}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def listed(patterns: Iterable[re.Pattern[str]]) -> str:
    """Return the text of the list for some patterns."""
    sets: dict[Characters, int] = {}
    entries: dict[str, Any] = {}
    for pattern in patterns:
        needed = requirement(pattern)
        entries[key_of(pattern)] = needed and [
            sets.setdefault(needed.first, len(sets)),
            [word.text for word in needed.words],
            [[w.least, w.most, sets.setdefault(w.between, len(sets))] for w in needed.words],
        ]
    told = {
        "version": VERSION,
        "sets": [["".join(sorted(one.known)), one.out] for one in sets],
        "patterns": dict(sorted(entries.items())),
    }
    return json.dumps(told, ensure_ascii=False, indent=None, separators=(",", ":")).replace('],"', '],\n"') + "\n"


@cache
def _shipped() -> tuple[Mapping[str, Any], tuple[Characters, ...]]:
    file = resources.files("fangkong.rules") / _FILE
    told = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    if told.get("version") != VERSION:
        return {}, ()
    return told["patterns"], tuple(Characters(frozenset(known), out) for known, out in told["sets"])
