"""Which conditions held a value back: the fewest whose removal lets it appear."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ..mention import Mention
from .bench import Bench, Condition, Field
from .conditions import conditions

_NEAR = 40
_WIDEST = 30


@dataclass(frozen=True, slots=True)
class Blocker:
    """A condition that held a value back: with it gone, `instead` would have been found."""

    rule: str
    kind: str
    why: str
    seen: str
    instead: str
    score: float | None = None


def blockers(bench: Bench, field: Field, start: int, end: int, code: str | None = None) -> list[Blocker]:
    """Return the conditions that together keep a value of a field out of a place; none if no condition does.

    Args:
        bench: With the report laid out.
        field: The field that should have a value there.
        start: Where it should stand, in normalised characters.
        end: One past its last character.
        code: Of measures, the code that is missed; None for any.
    """
    every = list(conditions(bench, field, start, end))
    place = (start, end)

    def gives(removed: Sequence[Condition]) -> list[Mention[Any]]:
        return [m for m in bench.without(field, place, removed) if _answers(m, start, end, code)]

    for group in _groups(every):
        if group and gives(group):
            fewest = _fewest(group, lambda removed: bool(gives(removed)))
            found = gives(fewest)
            said = ", ".join(f"{bench.doc.string[m.start : m.end]} by {m.found_by}" for m in found[:2])
            return [_told(bench, condition, found[0], said, (start, end)) for condition in fewest]
    return []


def _groups(every: Sequence[Condition]) -> list[list[Condition]]:
    """Return parts of the conditions to be taken away together, the likely ones first and all at the end."""
    frame = [c for c in every if c.frame]
    claims = [c for c in every if c.stub or c.kind.startswith("overlapped")]
    model = [c for c in every if c.model]
    filters = [c for c in every if c not in frame and c not in claims and c not in model]
    return [frame, filters, model, claims, [*frame, *filters, *model], list(every)]


def _answers(mention: Mention[Any], start: int, end: int, code: str | None) -> bool:
    """Tell whether a mention is about a place, and not about much more or hardly anything of it."""
    shared = min(mention.end, end) - max(mention.start, start)
    size = mention.end - mention.start
    # A measure's span runs from its verb to the end of its object, far beyond the words that decide.
    widest = max(_WIDEST if mention.label == "MEASURE" else 8, 3 * (end - start))
    about = shared * 2 >= min(size, end - start) and size <= widest
    return about and (code is None or getattr(mention.value, "code", None) == code)


def _told(bench: Bench, condition: Condition, found: Mention[Any], instead: str, place: tuple[int, int]) -> Blocker:
    score = None
    if condition.model and isinstance(code := getattr(found.value, "code", None), str):
        score = bench.probability(code, found.start, found.end)
    return Blocker(condition.name, condition.kind, condition.why, _seen(bench, condition, *place), instead, score)


def _seen(bench: Bench, condition: Condition, start: int, end: int) -> str:
    """Return the words that a condition saw near a place."""
    if condition.pattern is None:
        return ""
    text = bench.doc.string
    if condition.frame:
        block = bench.doc.block_at(start)
        line = text[block.start : block.end] if block else ""
        match = condition.pattern.search(line)
        return match[0] if match else ""
    left, right = max(0, start - _NEAR), end + _NEAR
    best = ""
    for match in condition.pattern.finditer(text[left:right]):
        first, last = left + match.start(), left + match.end()
        if first < end + 2 and start - 2 < last:
            return match[0]
        best = best or match[0]
    return best


def _fewest(items: Sequence[Condition], enough: Callable[[Sequence[Condition]], bool]) -> list[Condition]:
    """Return a smallest part of some conditions whose removal is enough (Zeller's ddmin)."""
    kept = list(items)
    size = len(kept)
    while size >= 1:
        at = 0
        while at < len(kept):
            rest = kept[:at] + kept[at + size :]
            if rest and enough(rest):
                kept = rest
            else:
                at += size
        size //= 2
    return kept
