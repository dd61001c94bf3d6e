"""What a measure mention says, before and after its status and actor are settled."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MeasureCandidate:
    """A measure as found. `trigger_start`/`trigger_end` mark the words that decided the code (normalised text).

    `polarity` is set when the trigger itself decides the status (解除封闭管理: "lifted"), else "".
    """

    code: str
    trigger_start: int
    trigger_end: int
    polarity: str = ""


@dataclass(frozen=True, slots=True)
class MeasureValue:
    """A settled measure. `actor` is the index of the acting institution in the linked list, or None."""

    code: str
    status: str
    actor: int | None = None
