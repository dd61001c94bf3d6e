"""A small network over characters: hashed character n-grams, four dilated convolutions, name tags. numpy alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]
Numbers: TypeAlias = NDArray[np.int64]
#: Rows of the shared table of n-grams; a power of two.
TABLE = 1 << 16
#: Characters in front of and behind a sentence that belong to nobody; the widest convolution reaches no further.
REACH = 8
DILATIONS = (1, 2, 4, 8)
#: Tags of a character: outside, first of a name, inside, last.
OUTSIDE, BEGIN, INSIDE, LAST = range(4)
#: The windows whose n-grams describe a character: first and last character, relative to it.
WINDOWS = ((0, 0), (-1, 0), (0, 1), (-2, 0), (-1, 1), (0, 2), (-2, 1), (-1, 2))
#: Roles of words in our lists (rules/institutions/boundary.toml, and places).
ROLES = ("stop", "class", "work", "noun", "keep", "place")
MARKS = 1 + 3 * len(ROLES)
_FIRST_MARKS = {role: 1 + 3 * number for number, role in enumerate(ROLES)}
#: Rows that a product of matrices takes at once: always as many, so that a row's sums never depend on its neighbours,
#: and so few that numpy's BLAS takes one thread for them: several add in another order, and wait for each other busily.
BLOCK = 16


def in_one_row(sentences: Sequence[str]) -> tuple[str, list[int]]:
    """Return all sentences in one text, gaps between them, and where each begins."""
    gap = "\0" * REACH
    starts, at = [], REACH
    for sentence in sentences:
        starts.append(at)
        at += len(sentence) + REACH
    return gap + gap.join(sentences) + gap if sentences else gap, starts


def codes(sentences: Sequence[str]) -> tuple[Numbers, list[int]]:
    """Return the characters of all sentences in one row, gaps between them, and where each sentence begins."""
    row, starts = in_one_row(sentences)
    chars = np.frombuffer(row.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)
    chars[(chars >= 0x30) & (chars <= 0x39)] = 0x30
    return chars, starts


def features(chars: Numbers) -> Numbers:
    """Return the table rows of each character's n-grams: characters x windows."""
    count, reach = len(chars), max(map(max, WINDOWS))
    # Each end is continued by the other one; both are gaps.
    around = np.concatenate([chars[-reach:], chars, chars[:reach]])
    out = np.empty((count, len(WINDOWS)), dtype=np.int64)
    for column, (first, last) in enumerate(WINDOWS):
        key = np.full(count, column + 1, dtype=np.int64)
        for offset in range(first, last + 1):
            key *= 1_000_003
            key += around[reach + offset : reach + offset + count]
            key &= 0x7FFFFFFFFFFF
        key ^= key >> 23
        out[:, column] = (key * 0x9E3779B1 >> 16) & (TABLE - 1)
    return out


def mark(words: Iterable[tuple[int, int, str]], length: int) -> Numbers:
    """Return for each character which listed word it belongs to: by the role of the word, and first, inner or last."""
    out = np.zeros(length, dtype=np.int64)
    if found := [(start, end, _FIRST_MARKS[role]) for start, end, role in words]:
        starts, ends, marks = np.array(found).T
        sizes = ends - starts
        inside = np.repeat(starts - (np.cumsum(sizes) - sizes), sizes) + np.arange(sizes.sum())
        out[inside] = np.repeat(marks + 1, sizes)
        out[ends - 1] = marks + 2
        out[starts] = marks
    return out


def shifted(hidden: Floats, dilation: int) -> Floats:
    """Return each row beside the rows that stand `dilation` before and behind it."""
    rows, width = hidden.shape
    out = np.zeros((rows, 3 * width), dtype=np.float32)
    out[dilation:, :width] = hidden[:-dilation]
    out[:, width : 2 * width] = hidden
    out[:-dilation, 2 * width :] = hidden[dilation:]
    return out


def times(left: Floats, right: Floats) -> Floats:
    """Return the product of two matrices, in blocks of equal size."""
    rows, width = left.shape
    whole = left
    if rows % BLOCK:
        whole = np.zeros((-(-rows // BLOCK) * BLOCK, width), dtype=np.float32)
        whole[:rows] = left
    product: Floats = whole.reshape(-1, BLOCK, width) @ right
    return product.reshape(len(whole), right.shape[1])[:rows]


def embed(rows: Numbers, table: Floats) -> Floats:
    """Return the sum of the table rows of each character's n-grams."""
    total = table.take(rows[:, 0], axis=0)
    more = np.empty_like(total)
    for column in range(1, rows.shape[1]):
        total += table.take(rows[:, column], axis=0, out=more, mode="clip")
    return total


def scores(chars: Numbers, marks: Numbers, weights: Mapping[str, Any]) -> tuple[Floats, Floats]:
    """Return the scores of the tags, and those of the labels, for each character.

    Args:
        chars: Characters, as `codes` gives them.
        marks: What our word lists say of each character; see `MARKS`.
        weights: Weights by name.
    """
    count = len(chars)
    filled = np.zeros(-count % BLOCK, dtype=np.int64)  # whole blocks from the beginning: `times` need not copy them
    chars, marks = np.concatenate([chars, filled]), np.concatenate([marks, filled])
    inside = (chars != 0).astype(np.float32)[:, None]
    hidden = embed(features(chars), weights["table"])
    hidden += weights["marks"].take(marks, axis=0)
    hidden *= inside
    for number, dilation in enumerate(DILATIONS):
        raised = times(shifted(hidden, dilation), weights[f"conv{number}"])
        raised += weights[f"bias{number}"]
        np.maximum(raised, 0, out=raised)
        if number:
            raised += hidden
        raised *= inside
        hidden = raised
    both = times(hidden, weights["out"])[:count] + weights["out_bias"]
    return both[:, :4], both[:, 4:]
