"""Patterns as trees of Python's own parser: the characters of a place, what may be empty, how it was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any

#: A set of characters as ranges of code points, in order and apart.
Chars = tuple[tuple[int, int], ...]
Node = tuple[Any, Any]

LAST = 0x10FFFF
ANY: Chars = ((0, LAST),)
REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
LOOKS = frozenset({"ASSERT", "ASSERT_NOT"})
_CATEGORIES: dict[str, Chars] = {
    "CATEGORY_DIGIT": ((48, 57),),
    "CATEGORY_SPACE": ((9, 13), (32, 32)),
    "CATEGORY_WORD": ((48, 57), (65, 90), (95, 95), (97, 122), (0x3400, 0x9FFF)),
}


def parse(pattern: str) -> Sequence[Node]:
    """Return the tree of a pattern.

    Raises:
        re.error: If the pattern does not compile.
    """
    parser = import_module("re._parser")
    return list(parser.parse(pattern))


def chars_of(node: Node) -> Chars | None:
    """Return the characters that a node of exactly one character takes; None for any other node."""
    op, argument = str(node[0]), node[1]
    if op == "LITERAL":
        return ((argument, argument),)
    if op == "NOT_LITERAL":
        return without(((argument, argument),))
    if op == "ANY":
        return without(((10, 10),))
    if op == "IN":
        return _of_set(argument)
    if op == "SUBPATTERN" and len(argument[-1]) == 1:
        return chars_of(argument[-1][0])
    return None


def _of_set(items: Iterable[Node]) -> Chars:
    ranges: list[tuple[int, int]] = []
    negated = False
    for op, argument in items:
        kind = str(op)
        if kind == "NEGATE":
            negated = True
        elif kind == "LITERAL":
            ranges.append((argument, argument))
        elif kind == "RANGE":
            ranges.append(argument)
        elif kind == "CATEGORY":
            name = str(argument)
            told = _CATEGORIES.get(name.replace("_NOT_", "_"), ANY)
            ranges += without(told) if "_NOT_" in name else told
    return without(tuple(ranges)) if negated else joined(ranges)


def joined(ranges: Iterable[tuple[int, int]]) -> Chars:
    """Return ranges in order, without overlap."""
    kept: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if kept and first <= kept[-1][1] + 1:
            kept[-1] = (kept[-1][0], max(kept[-1][1], last))
        else:
            kept.append((first, last))
    return tuple(kept)


def without(ranges: Chars) -> Chars:
    """Return every character outside some ranges."""
    found, at = [], 0
    for first, last in joined(ranges):
        if at < first:
            found.append((at, first - 1))
        at = last + 1
    return (*found, (at, LAST)) if at <= LAST else tuple(found)


def common(one: Chars, other: Chars) -> int | None:
    """Return a character that two sets share, or None."""
    i = j = 0
    while i < len(one) and j < len(other):
        first, last = max(one[i][0], other[j][0]), min(one[i][1], other[j][1])
        if first <= last:
            return first
        if one[i][1] < other[j][1]:
            i += 1
        else:
            j += 1
    return None


def within(one: Chars, other: Chars) -> bool:
    """Tell whether every character of one set is in another."""
    return all(any(low <= first and last <= high for low, high in other) for first, last in one)


def children(node: Node) -> Iterator[Sequence[Node]]:
    """Yield the sequences inside a node."""
    op, argument = str(node[0]), node[1]
    if op == "BRANCH":
        yield from argument[1]
    elif op == "SUBPATTERN":
        yield argument[-1]
    elif op in REPEATS:
        yield argument[2]
    elif op in LOOKS:
        yield argument[1]
    elif op == "ATOMIC_GROUP":
        yield argument
    elif op == "GROUPREF_EXISTS":
        yield from (part for part in argument[1:] if part)


def walk(sequence: Iterable[Node]) -> Iterator[Node]:
    """Yield every node of a tree, outer before inner."""
    for node in sequence:
        yield node
        for inner in children(node):
            yield from walk(inner)


def written(sequence: Iterable[Node]) -> str:
    """Return about how a piece of a pattern was written, to quote it."""
    return "".join(map(_written, sequence))


def _written(node: Node) -> str:
    op, argument = str(node[0]), node[1]
    if op == "LITERAL":
        return chr(argument)
    if op == "BRANCH":
        return "(" + "|".join(map(written, argument[1])) + ")"
    if op in REPEATS:
        low, high, body = argument
        most = "" if int(high) > 10**6 else int(high)
        times = {(0, ""): "*", (1, ""): "+", (0, 1): "?"}.get((low, most), f"{{{low},{most}}}")
        return f"({written(body)}){times}" if len(body) > 1 else written(body) + times
    if op == "IN":
        shown = "".join(_in_set(item) for item in argument)
        return f"[{shown[:12]}{'…' if len(shown) > 12 else ''}]"
    if op == "ANY":
        return "."
    if op in LOOKS:
        behind, sign = "<" if argument[0] < 0 else "", "=" if op == "ASSERT" else "!"
        return f"(?{behind}{sign}{written(argument[1])})"
    return "".join(written(inner) for inner in children(node))


def _in_set(item: Node) -> str:
    op, argument = str(item[0]), item[1]
    if op == "RANGE":
        return f"{chr(argument[0])}-{chr(argument[1])}"
    return {"NEGATE": "^"}.get(op) or (chr(argument) if op == "LITERAL" else "\\?")
