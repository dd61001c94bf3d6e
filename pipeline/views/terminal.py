"""A report in the terminal: its text with what was found marked in it, then the record as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich import box
from rich.console import Console
from rich.style import Style
from rich.table import Table
from rich.text import Text

from ...schemas.record import Date, ExplainedReport, Headcount, Institution, Platform
from ...schemas.span import Span
from .hidden import HIDDEN

_STYLES = {
    "title": Style(bold=True),
    "dates": Style(color="cyan", bold=True),
    "institutions": Style(color="green", bold=True),
    "headcounts": Style(color="yellow", bold=True),
    "platforms": Style(color="magenta", bold=True),
    "measures": Style(underline=True),
}
#: Columns that may take several lines, so that codes and values need not.
_LONG = frozenset({"text", "name", "mentions", "who", "found by", "groups", "used for"})
#: What found a value, by field and place.
_Reasons = dict[tuple[str, int, int], str]
#: Marks for a terminal, file or pipe without colour; measures may hold the others, so they get another bracket.
_MARKS = {
    "dates": ("[date:", "]"),
    "institutions": ("[inst:", "]"),
    "headcounts": ("[count:", "]"),
    "platforms": ("[platform:", "]"),
    "measures": ("<", ">"),
}


def make_console() -> Console:
    """Return a console for standard output: colours on a terminal, plain where it is piped."""
    return Console(highlight=False, markup=False, emoji=False)


def show_report(console: Console, report: ExplainedReport, text: str) -> None:
    """Print a report and its record.

    Args:
        console: See `make_console`.
        report: The record, with its reasons.
        text: The text that the record's spans count in.
    """
    found_by: _Reasons = {(e.field, e.span.start, e.span.end): e.found_by for e in report.explain}
    console.rule(_clean(report.id))
    marked = _marked(report, text, colour=console.color_system is not None)
    console.print(marked, soft_wrap=not console.is_terminal)  # in a file or pipe, lines stay whole for whoever searches
    console.print()
    console.print(_head(report))
    for table in _tables(report, found_by):
        console.print(table)


def _marked(report: ExplainedReport, text: str, *, colour: bool) -> Text:
    spans = [(field, span) for field, places in _places(report) for span in places]
    if colour:
        shown = Text(_clean(text))
        if report.title:
            shown.stylize(_STYLES["title"], report.title.start, report.title.end)
        for field, span in spans:
            shown.stylize(_STYLES[field], span.start, span.end)
        return shown
    # Where spans begin or end together, the longer stands outside.
    marks = sorted(
        [(span.start, 1, -span.end, _MARKS[field][0]) for field, span in spans]
        + [(span.end, 0, -span.start, _MARKS[field][1]) for field, span in spans]
    )
    pieces, at = [], 0
    for place, _, _, mark in marks:
        pieces += [text[at:place], mark]
        at = place
    return Text(_clean("".join([*pieces, text[at:]])))


def _places(report: ExplainedReport) -> Iterator[tuple[str, list[Span]]]:
    yield "measures", [measure.span for measure in report.measures]
    yield "dates", [date.span for date in report.dates if date.span]
    yield "institutions", [mention.span for item in report.institutions for mention in item.mentions]
    yield "headcounts", [headcount.span for headcount in report.headcounts]
    yield "platforms", [mention.span for item in report.platforms for mention in item.mentions]


def _head(report: ExplainedReport) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    names = {institution.id: institution.name for institution in report.institutions}
    source = report.source
    rows = [
        ("title", report.title.text if report.title else "none found"),
        ("published", _published(report.published)),
        ("institution", names.get(report.institution or "", "unknown")),
        ("source", f"{source.path or source.url or 'given text'}, {source.chars:,} characters"),
    ]
    rows += [("warning", f"{warning.code}: {warning.message}") for warning in report.warnings]
    for name, value in rows:
        grid.add_row(name, _clean(value))
    return grid


def _published(date: Date | None) -> str:
    if date is None:
        return "unknown"
    return date.value + ("" if date.span else f" (from {date.resolved_from})")


def _tables(report: ExplainedReport, found_by: _Reasons) -> Iterator[Table]:
    def why(field: str, span: Span) -> str:
        return found_by.get((field, span.start, span.end), "")

    if report.dates:
        rows = ((d.span.text, d.value, d.role, d.resolved_from, why("dates", d.span)) for d in report.dates if d.span)
        yield _table("dates", ("text", "value", "role", "year from", "found by"), rows)
    if report.institutions:
        yield _table("institutions", ("name", "kind", "region", "mentions"), map(_institution, report.institutions))
    if report.headcounts:
        counts = ((h.span.text, _bounds(h), ", ".join(h.groups), why("headcounts", h.span)) for h in report.headcounts)
        yield _table("headcounts", ("text", "people", "groups", "found by"), counts)
    if report.platforms:
        yield _table("platforms", ("name", "id", "category", "used for"), map(_platform, report.platforms))
    if report.measures:
        names = {institution.id: institution.name for institution in report.institutions}
        measures = ((m.span.text, m.code, m.status, names.get(m.institution or "", "")) for m in report.measures)
        yield _table("measures", ("text", "code", "status", "who"), measures)


def _institution(item: Institution) -> tuple[str, ...]:
    forms: list[str] = []
    for mention in item.mentions:
        if mention.span.text not in forms:
            forms.append(mention.span.text)
    return item.name, item.kind, item.region.name if item.region else "", f"{len(item.mentions)}: {' '.join(forms)}"


def _platform(item: Platform) -> tuple[str, ...]:
    purposes = dict.fromkeys(mention.purpose for mention in item.mentions)
    return item.name, item.id or "not in catalogue", item.category, ", ".join(purposes)


def _bounds(count: Headcount) -> str:
    unit = "" if count.unit == "persons" else f" {count.unit}"
    if count.approx == "exact":
        return f"{count.value:,}{unit}"
    if count.approx == "range":
        return f"{count.min:,}–{count.max:,}{unit}"
    return f"{count.approx} {count.value:,}{unit}".replace("_", " ")


def _table(field: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    table = Table(
        title=field, title_justify="left", title_style=_STYLES[field], box=box.SIMPLE_HEAD, pad_edge=False, expand=False
    )
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column not in _LONG)
    for row in rows:
        table.add_row(*map(_clean, row))
    return table


# One for one, so that spans still fit: control characters of a report must not steer the reader's terminal.
_HARMLESS = dict.fromkeys(HIDDEN, 0x00B7)
_HARMLESS |= {code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n"}
_HARMLESS |= {0x7F: 0x2421, 0x0D: 0x20, 0x09: 0x20}


def _clean(text: str) -> str:
    return text.translate(_HARMLESS)
