"""The scores as a table for people, at 80 columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from .scores import ACCURACIES, DOCUMENT_SETS, FIELDS

_WORDS = {
    "measures": "measures (codes)",
    "measure_mentions": "measure mentions",
    "reporting_institution": "reporting institution",
    "self_links": "我校, 我园 … linked",
    "institution_names": "institution names",
    "platform_ids": "platform ids",
    "groups": "groups of headcounts",
    "status": "status of measures",
    "purpose": "purpose of platforms",
    "form": "form of institutions",
}


def print_scores(console: Console, figures: Mapping[str, Any]) -> None:
    """Print the scores of a whole set."""
    table = _table("field", "P", "R", "F1", "95 %", "exact F1", "tp", "fp", "fn")
    for name in (*FIELDS, "measure_mentions"):
        told = figures[name]
        exact = figures["exact_span"].get(name)
        table.add_row(
            _WORDS.get(name, name),
            *(f"{told[key]:.3f}" for key in ("precision", "recall", "f1")),
            _interval(told.get("interval")),
            f"{exact['f1']:.3f}" if exact else "",
            *(str(told[key]) for key in ("tp", "fp", "fn")),
        )
    for name in DOCUMENT_SETS:
        told = figures["documents"][name]
        numbers = (f"{told[key]:.3f}" for key in ("precision", "recall", "f1"))
        table.add_row(_WORDS[name], *numbers, "", "", *(str(told[key]) for key in ("tp", "fp", "fn")))
    console.print(table)
    others = _table("attribute", "accuracy", "right", "of")
    for name in ACCURACIES:
        told = figures[name]
        share = "" if told["accuracy"] is None else f"{told['accuracy']:.3f}"
        others.add_row(_WORDS.get(name, name), share, str(told["right"]), str(told["of"]))
    console.print(others)
    bounds = figures.get("record_score_interval")
    interval = f" (95 % {_interval(bounds)})" if bounds else ""
    console.print(Text(f"record score {figures['record_score']:.3f}{interval} over {figures['reports']} reports"))
    for reject in figures["rejects"]:
        console.print(Text(f"rejected: {reject}", style="red"))


def print_strata(console: Console, stratum: str, figures: Mapping[str, Mapping[str, Any]]) -> None:
    """Print the scores apart by one stratum."""
    table = _table(stratum, "reports", "score", *(name[:5] for name in FIELDS))
    for value, told in figures.items():
        f1s = []
        for name in FIELDS:
            empty = told[name]["tp"] + told[name]["fp"] + told[name]["fn"] == 0
            f1s.append("–" if empty else f"{told[name]['f1']:.3f}")
        table.add_row(value, str(told["reports"]), f"{told['record_score']:.3f}", *f1s)
    console.print(table)


def print_counts(console: Console, head: str, counts: Mapping[str, Mapping[str, tuple[int, int]]]) -> None:
    """Print how many labels there are, with the optional ones in brackets."""
    table = _table(head, "reports", "dates", "inst.", "heads", "platf.", "measures", "self")
    for value, told in counts.items():
        cells = (str(every) + (f" ({optional})" if optional else "") for every, optional in told.values())
        table.add_row(value, *cells)
    console.print(table)


def print_lines(console: Console, lines: Sequence[str]) -> None:
    """Print lines as they stand: report text is never markup, and never wrapped."""
    for line in lines:
        console.print(Text(line), soft_wrap=True, highlight=False)


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, name in enumerate(columns):
        table.add_column(name, justify="right" if number else "left", no_wrap=number > 0)
    return table


def _interval(bounds: Sequence[float] | None) -> str:
    return f"{bounds[0]:.2f}–{bounds[1]:.2f}" if bounds else ""
