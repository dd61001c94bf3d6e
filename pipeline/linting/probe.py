"""A timed test of patterns: texts made out of their own repeats, over and over, with an end that does not fit."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence

from .trees import LOOKS, REPEATS, Node, chars_of, children

#: Exponential ones show at a few rounds, the others at many; each step is small, so that none takes long.
_ROUNDS = (8, 10, 12, 14, 16, 18, 20, 22, 24, 26)
_MANY = (40, 60, 90, 140, 220, 350, 600, 1_000)
_SECONDS = 0.25
_MOST_PUMPS = 8
_END = "\x00"


def slow_pump(pattern: re.Pattern[str], tree: Sequence[Node]) -> str | None:
    """Return a text that a pattern is slow on when it is said many times; None if none was found."""
    for prefix, pump in list(dict.fromkeys(_pumps(tree, "")))[:_MOST_PUMPS]:
        if pump and _slow(pattern, prefix, pump, (*_ROUNDS, *_MANY)):
            return pump
    return None


def is_slow(pattern: re.Pattern[str], tree: Sequence[Node], pump: str) -> bool:
    """Tell whether a text, said a few times, keeps a pattern busy behind any of its beginnings."""
    prefixes = dict.fromkeys(("", *(prefix for prefix, _ in _pumps(tree, ""))))
    return any(_slow(pattern, prefix, pump, _ROUNDS) for prefix in list(prefixes)[:_MOST_PUMPS])


def _slow(pattern: re.Pattern[str], prefix: str, pump: str, rounds: Sequence[int]) -> bool:
    for number in rounds:
        text = prefix + pump * number + _END
        # Twice, for the machine may have been busy with something else.
        if _seconds(pattern, text) > _SECONDS and _seconds(pattern, text) > _SECONDS:
            return True
    return False


def _seconds(pattern: re.Pattern[str], text: str) -> float:
    begun = time.process_time()
    pattern.search(text)
    return time.process_time() - begun


def _pumps(sequence: Sequence[Node], prefix: str) -> Iterator[tuple[str, str]]:
    """Yield for each long repeat a text that leads to it, and one round of it."""
    for node in sequence:
        op, argument = str(node[0]), node[1]
        if op in REPEATS and int(argument[1]) >= _ROUNDS[0]:
            yield prefix, sample(argument[2])
        if op not in LOOKS:
            for inner in children(node):
                yield from _pumps(inner, prefix)
        prefix += sample([node])


def sample(sequence: Sequence[Node]) -> str:
    """Return a short text that a piece of a pattern is likely to match; looks to either side are not heeded."""
    text = ""
    for node in sequence:
        op, argument = str(node[0]), node[1]
        chars = chars_of(node)
        if chars:
            text += chr(_plain(chars))
        elif op in REPEATS:
            text += sample(argument[2]) * argument[0]
        elif op == "BRANCH":
            text += sample(argument[1][0])
        elif op not in LOOKS:
            text += "".join(sample(inner) for inner in children(node))
    return text


def _plain(chars: Sequence[tuple[int, int]]) -> int:
    """Return a character of a set, a Chinese one before others."""
    for first, last in chars:
        if first <= 0x6821 <= last:  # 校
            return 0x6821
    return chars[0][0] if chars[0][0] > 32 else min(chars[0][1], max(chars[0][0], 65))
