"""The score as one web page: labels and findings side by side, every error, filters. It works offline.

Report text only ever enters through `_esc`; the page's policy lets nothing run or load but its own style and script.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from ..webpage import asset, policy, tones
from ..webpage import escape as _esc
from .compare import Comparison
from .errors import ScoredError, errors
from .matching import Outcome
from .scores import ACCURACIES, FIELDS


def page(comparisons: Sequence[Comparison], figures: Mapping[str, Any]) -> str:
    """Return the whole page as HTML."""
    told = [list(errors(c)) for c in comparisons]
    everything = [error for several in told for error in several]
    fields = list(dict.fromkeys([*FIELDS[:4], "measure_mentions", "self_mentions", *(e.field for e in everything)]))
    kinds = sorted({o.kind for c in comparisons for o in c.outcomes} | {e.kind for e in everything})
    kinds = [kind for kind in kinds if kind not in ("right", "optional")]
    style = tones() + asset(__package__, "score_page/page.css")
    script = asset(__package__, "score_page/page.js")
    return "\n".join(
        [
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_esc(policy(styles=[style], scripts=[script]))}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>fangkong score</title>\n<style>{style}</style>\n</head>\n<body>\n<h1>fangkong score</h1>",
            *_figures(figures),
            '<div class="bar">',
            _boxes("field", fields, "Fields"),
            _boxes("kind", kinds, "Error kinds"),
            '<label><input type="checkbox" id="only"> only reports with errors shown</label> <span id="shown"></span>',
            "</div>",
            *map(_report, comparisons, told),
            f"<script>{script}</script>\n</body>\n</html>\n",
        ]
    )


def _figures(figures: Mapping[str, Any]) -> Iterator[str]:
    interval = figures.get("record_score_interval")
    between = f" (95 % {interval[0]:.3f}–{interval[1]:.3f})" if interval else ""
    yield f"<p>Record score <b>{figures['record_score']:.3f}</b>{between} over {figures['reports']} reports.</p>"
    yield "<table><tr><th>field</th><th>precision</th><th>recall</th><th>F1</th><th>tp</th><th>fp</th><th>fn</th></tr>"
    for name in (*FIELDS, "measure_mentions"):
        told = figures[name]
        cells = [f"{told[key]:.3f}" for key in ("precision", "recall", "f1")] + [told[k] for k in ("tp", "fp", "fn")]
        yield f'<tr><td class="t">{_esc(name)}</td>' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    yield "</table>\n<table><tr><th>attribute</th><th>accuracy</th><th>right</th><th>of</th></tr>"
    for name in ACCURACIES:
        told = figures[name]
        share = "" if told["accuracy"] is None else f"{told['accuracy']:.3f}"
        yield f'<tr><td class="t">{_esc(name)}</td><td>{share}</td><td>{told["right"]}</td><td>{told["of"]}</td></tr>'
    yield "</table>"


def _boxes(name: str, values: Iterable[str], legend: str) -> str:
    boxes = " ".join(
        f'<label><input type="checkbox" name="{name}" value="{_esc(value)}" checked> {_esc(value)}</label>'
        for value in values
    )
    return f"<fieldset><legend>{legend}</legend>{boxes}</fieldset>"


def _report(comparison: Comparison, told: Sequence[ScoredError]) -> str:
    rows = "".join(_row(error) for error in told)
    head = (
        "<tr><th>field</th><th>kind</th><th>place</th><th>text</th><th>expected</th><th>got</th><th>found by</th></tr>"
    )
    strata = ", ".join(f"{k} {v if isinstance(v, str) else ' '.join(v)}" for k, v in comparison.meta.items() if v)
    reject = f"<p><b>rejected: {_esc(comparison.reject)}</b></p>" if comparison.reject else ""
    return (
        f'<details class="report" open><summary>{_esc(comparison.name)}: {len(told)} errors</summary>'
        f'<p>{_esc(strata)}</p>{reject}<table class="errors">{head}{rows}</table>'
        f'<div class="sides">{_side("labelled", comparison)}{_side("read", comparison)}</div></details>'
    )


def _side(name: str, comparison: Comparison) -> str:
    return (
        f'<section><h3>{name}</h3><div class="text">{_marked(comparison, labelled=name == "labelled")}</div></section>'
    )


def _row(error: ScoredError) -> str:
    start, end = ("", "") if error.start is None else (error.start, error.end)
    place = f"{start}–{end}" if error.start is not None else ""
    context = f"{_esc(error.left)}<b>{_esc(error.text)}</b>{_esc(error.right)}"
    cells = [
        _esc(error.field),
        _esc(error.kind),
        place,
        context,
        *map(_esc, (error.expected, error.got, error.found_by)),
    ]
    data = f'data-field="{_esc(error.field)}" data-kind="{_esc(error.kind)}" data-start="{start}" data-end="{end}"'
    return f"<tr {data}>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _marked(comparison: Comparison, *, labelled: bool) -> str:
    """Return one side's text, cut at every edge of a mention, each piece marked with the mentions that cover it."""
    covering: list[tuple[int, int, Outcome]] = []
    for outcome in comparison.outcomes:
        if item := outcome.label if labelled else outcome.prediction:
            covering.append((item.start, item.end, outcome))
    edges = sorted({0, len(comparison.raw), *(edge for start, end, _ in covering for edge in (start, end))})
    pieces = []
    for start, end in pairwise(edges):
        text = _esc(comparison.raw[start:end])
        over = [outcome for left, right, outcome in covering if left <= start and end <= right]
        if not over:
            pieces.append(text)
            continue
        items = " ".join(f"{outcome.field}|{outcome.kind}" for outcome in over)
        title = "\n".join(_title(outcome, labelled) for outcome in over)
        pieces.append(f'<mark data-items="{_esc(items)}" data-start="{start}" title="{_esc(title)}">{text}</mark>')
    return "".join(pieces)


def _title(outcome: Outcome, labelled: bool) -> str:
    item = outcome.label if labelled else outcome.prediction
    if item is None:
        return ""
    value = ", ".join(str(part) for part in item.value)
    attributes = ", ".join(f"{k} {v if isinstance(v, str) else _listed(v)}" for k, v in item.attributes.items() if v)
    parts = (f"{outcome.field}: {outcome.kind}", item.entity, value, attributes, item.found_by)
    return " · ".join(part for part in parts if part)


def _listed(value: Any) -> str:
    return " ".join(sorted(value)) if isinstance(value, frozenset) else str(value)
