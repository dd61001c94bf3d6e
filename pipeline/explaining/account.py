"""The whole account of one place of a report: what was found and why, what was not, and what held it back."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from dataclasses import field as made
from typing import Any

from ..errors import MalformedInput
from ..mention import Mention
from ..normalisation.text import NormalisedText
from ..resolution.frames import FrameReader
from .bench import FIELDS, Bench, Field
from .blocking import Blocker, blockers
from .conditions import finders
from .nearest import Near, nearest


@dataclass(frozen=True, slots=True)
class Found:
    """A value that stands at the place: its span, who found it and why, what it won against."""

    start: int
    end: int
    text: str
    value: dict[str, Any]
    found_by: str
    why: tuple[str, ...]
    won_against: tuple[str, ...]
    beside: tuple[str, ...]


@dataclass(slots=True)
class FieldAccount:
    """One field at the place: what it has there, else what held a value back, and the nearest rules."""

    field: str
    found: list[Found] = made(default_factory=list)
    blocked: list[Blocker] = made(default_factory=list)
    nearest: list[Near] = made(default_factory=list)


@dataclass(slots=True)
class Account:
    """One place of a report, in raw offsets, with the block it lies in and one account a field."""

    start: int
    end: int
    text: str
    block: str
    frame: str
    others: int
    fields: list[FieldAccount]

    def as_json(self) -> dict[str, Any]:
        """Return the account by name."""
        return asdict(self)


def account(
    bench: Bench,
    *,
    at: int | None = None,
    phrase: str | None = None,
    only: Field | None = None,
    code: str | None = None,
    most: int = 3,
) -> Account:
    """Return the account of a place of the report on the bench.

    Args:
        bench: With the report laid out.
        at: Offset of a character of the raw text.
        phrase: Words of the report; their first place counts.
        only: The one field that is asked about.
        code: The measure code that is missed.
        most: How many of the nearest rules to tell of a field.

    Raises:
        MalformedInput: If the place is not in the report.
    """
    text = bench.doc.text
    start, end, others = _place(bench, at, phrase)
    left, right = text.to_raw(start, end)
    block = bench.doc.block_at(start)
    fields = []
    for name in (only,) if only else FIELDS:
        told = FieldAccount(name)
        mentions = bench.found(name, start, end)
        told.found = [_found(bench, name, mention) for mention in mentions]
        if at is not None and phrase is None and not mentions and only is None:
            continue
        missed = not mentions or (
            code is not None and not any(getattr(m.value, "code", None) == code for m in mentions)
        )
        if missed:
            told.blocked = blockers(bench, name, start, end, code)
            near = [] if told.blocked else nearest(bench, name, start, end, most)
            # Without a question about this field, only what nearly came is worth telling.
            told.nearest = [n for n in near if only or (n.rank[0] >= 1.5 and n.rank[1] >= 0.5)]
        if told.found or told.blocked or told.nearest or only:
            fields.append(told)
    return Account(
        left, right, text.raw[left:right], block.kind if block else "none", _frame(bench, start), others, fields
    )


def _place(bench: Bench, at: int | None, phrase: str | None) -> tuple[int, int, int]:
    """Return a normalised span, and how many more places say the same."""
    text, string = bench.doc.text, bench.doc.string
    if phrase:
        said = bench._normalise(phrase).text.strip()
        start = string.find(said) if said else -1
        if start < 0:
            raise MalformedInput(f"the report does not say {phrase!r}. Copy the words from it, or give --at OFFSET.")
        return start, start + len(said), string.count(said) - 1
    if at is None or not 0 <= at < len(text.raw):
        raise MalformedInput(f"--at {at} is outside the report, which has {len(text.raw)} characters.")
    start = normalised(text, at)
    mentions = [m for name in FIELDS for m in bench.found(name, start, start + 1)]
    if mentions:
        return min(m.start for m in mentions), max(m.end for m in mentions), 0
    clause = bench.doc.clause_at(start)
    return (clause.start, clause.end, 0) if clause else (start, start + 1, 0)


def normalised(text: NormalisedText, at: int) -> int:
    """Return the normalised character that a raw one became, or the one before where it was taken away."""
    if text.starts is None or text.ends is None:
        return min(at, len(text.text) - 1)
    index = bisect_right(text.starts, at) - 1
    return max(0, min(index if index >= 0 else bisect_left(text.starts, at), len(text.text) - 1))


def _found(bench: Bench, name: Field, mention: Mention[Any]) -> Found:
    left, right = bench.doc.text.to_raw(mention.start, mention.end)
    rules = {rule.id: rule for rule in finders(bench.library, name)}
    parts = mention.found_by.split("+")
    beside = [
        rule.id
        for rule in rules.values()
        if rule.id not in parts
        and any(
            m.start() < mention.end and mention.start < m.end()
            for m in rule.finditer(
                bench.doc.string, max(0, mention.start - 40), min(len(bench.doc.string), mention.end + 40)
            )
        )
    ]
    value = {key: str(val) for key, val in asdict(mention.value).items() if val not in (None, "", ())}
    return Found(
        left,
        right,
        bench.doc.text.raw[left:right],
        value,
        mention.found_by,
        tuple(f"{part}: {rules[part].source.why}" for part in parts if part in rules),
        mention.won_against,
        tuple(beside[:6]),
    )


def _frame(bench: Bench, start: int) -> str:
    """Return who speaks at a place: it decides the status of measures."""
    frames = FrameReader(bench.library.rulebook("status"))(bench.doc)
    frame = frames.at(start)
    if frame is not None:
        said = bench.doc.string[frame.opener : frame.start]
        return f"demanded by “{said[:20]}”"
    return "a notice of the institution's own" if frames.is_notice else "told"


def first_three(told: FieldAccount) -> Sequence[str]:
    """Return the names of the first three conditions told for a field."""
    return [*(b.rule for b in told.blocked), *(n.rule for n in told.nearest)][:3]
