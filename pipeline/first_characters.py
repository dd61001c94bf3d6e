"""Makes patterns quicker: most places of a text cannot begin a match, and one look at the character there tells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module
from typing import Any


def guarded(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """Return a pattern with the same matches that looks at the first character before it tries its branches.

    `re` does so itself only for patterns that begin with a plain character or set; ours begin with optional years.

    Example:
        >>> guarded(re.compile("(?:今年)?[3-5]月")).pattern
        '(?=[3-5今])(?:(?:今年)?[3-5]月)'
    """
    try:
        first = _first(import_module("re._parser").parse(pattern.pattern))
    except (ImportError, AttributeError):  # an interpreter that parses patterns elsewhere
        return pattern
    if not first:
        return pattern
    return re.compile(f"(?=[{''.join(sorted(first))}])(?:{pattern.pattern})", pattern.flags)


def _first(sequence: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    """Return the characters a sequence may begin with, as parts of a set; None if it may be empty or begin with any."""
    found, empty = _of_sequence(sequence)
    return None if empty else found


def _of_sequence(sequence: Iterable[tuple[Any, Any]]) -> tuple[frozenset[str] | None, bool]:
    found: frozenset[str] = frozenset()
    for op, argument in sequence:
        own, empty = _of(str(op), argument)
        if own is None:
            return None, False
        found |= own
        if not empty:
            return found, False
    return found, True


def _of(op: str, argument: Any) -> tuple[frozenset[str] | None, bool]:
    """Return what one piece of a parsed pattern may begin with, and whether it may be empty."""
    if op == "LITERAL":
        return frozenset({_escaped(argument)}), False
    if op == "IN":
        return _of_set(argument), False
    if op == "BRANCH":
        branches = [_of_sequence(branch) for branch in argument[1]]
        if any(own is None for own, _ in branches):
            return None, False
        return frozenset().union(*(own for own, _ in branches if own)), any(empty for _, empty in branches)
    if op == "SUBPATTERN":
        return _of_sequence(argument[-1])
    if op in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        own, empty = _of_sequence(argument[2])
        return own, empty or argument[0] == 0
    if op in ("ASSERT", "ASSERT_NOT", "AT"):
        return frozenset(), True
    return None, False


def _of_set(items: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    found: set[str] = set()
    for op, argument in items:
        if str(op) == "LITERAL":
            found.add(_escaped(argument))
        elif str(op) == "RANGE":
            found.add(f"{_escaped(argument[0])}-{_escaped(argument[1])}")
        else:
            return None
    return frozenset(found)


def _escaped(code: int) -> str:
    return re.escape(chr(code))
