"""One run of `fangkong view`: reports read, or records and their texts put together, and one page written."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..schemas.record import Reject
from .batch import Line, Settings, to_lines
from .errors import MalformedInput, OutputError
from .output import lines_to
from .reading.opening import Tally
from .reading.sources import read, total_bytes
from .rulebook import RuleLibrary
from .saved_records import Texts, holds_records, saved_records
from .views.corpus import Read, write_page
from .views.progress import Reporter
from .webpage import asset

#: All that the page calls of the chart library.
_SNIPPET = "window.vegaEmbed = vegaEmbed;"


def run_view(
    paths: Sequence[str],
    settings: Settings,
    *,
    output: Path,
    reports: Sequence[str],
    title: str,
    workers: int,
    max_chars: int,
    quiet: bool,
) -> Reporter:
    """Write a page of what `paths` mean, and return what was counted.

    Args:
        paths: Reports, as `reading.sources.read` takes them; or files of records, if all of them are that.
        settings: How to read reports.
        output: File for the page.
        reports: Where the texts of records are found; records with their text inside need none.
        title: Heading of the page.
        workers: Number of processes.
        max_chars: Longest text taken.
        quiet: Tell nothing.

    Raises:
        OutputError: If the page cannot be written, or is an input.
        MalformedInput: If records and reports are mixed, or the texts of records are missing.
        FangkongError: If rules do not load or a model is missing.
    """
    own = frozenset([output.resolve()])
    if any(Path(path).resolve() in own for path in (*paths, *reports) if path != "-"):
        raise OutputError(f"{output}: is an input as well; it would be overwritten. Name another file to write to.")
    records = [path for path in map(Path, paths) if holds_records(path)]
    if records and len(records) < len(paths):
        other = next(path for path in paths if Path(path) not in records)
        raise MalformedInput(
            f"{other}: is a report, {records[0]} holds records. Give records alone, and their reports by --reports."
        )
    if reports and not records:
        raise MalformedInput(
            f"{paths[0]}: holds no records, so --reports has no meaning. Give records, or leave it out."
        )
    tally = Tally()
    live = not quiet and not records and sys.stderr.isatty()
    reporter = Reporter(
        total=total_bytes(paths, own) if live else None, read=lambda: tally.read, live=live, tell_rejects=not quiet
    )
    with ExitStack() as stack:
        outcomes: Iterable[Read | Reject]
        if records:
            texts = stack.enter_context(Texts(read(reports, max_chars=max_chars, leave_out=own)))
            outcomes = _saved(records, texts)
        else:
            sources = read(paths, max_chars=max_chars, leave_out=own, tally=tally)
            outcomes = _fresh(to_lines(sources, settings, workers=workers))
        write = stack.enter_context(lines_to(output))
        stack.enter_context(reporter)
        write_page(
            _told(outcomes, reporter),
            write,
            title=title,
            categories=_categories(settings),
            library=chart_library(),
        )
    return reporter


def chart_library() -> str | None:
    """Return Vega, Vega-Lite and Vega-Embed as one script with their licence, or None if the package is not there."""
    if chart_library_missing():
        return None
    from vl_convert import javascript_bundle

    licence = asset(write_page.__module__.rpartition(".")[0], "page/vega-licence.txt")
    return f"/*!\n{licence}*/\n{javascript_bundle(_SNIPPET)}"


def chart_library_missing() -> bool:
    """Tell whether pages are made with tables only."""
    return find_spec("vl_convert") is None


def _categories(settings: Settings) -> dict[str, str]:
    """Return the category of each measure code: the name of the rule file that holds it."""
    library = RuleLibrary(Path(settings.rules) if settings.rules else None)
    return {
        code: book.name.rsplit("/", 1)[-1]
        for book in library.rulebooks("measures")
        for code in book.data.get("crosswalk", ())
    }


def _fresh(lines: Iterable[Line | Reject]) -> Iterator[Read | Reject]:
    for line in lines:
        if isinstance(line, Reject):
            yield line
        else:
            record: dict[str, Any] = json.loads(line.json)
            text = record.pop("text")
            yield Read(record, text)


def _saved(paths: Sequence[Path], texts: Texts) -> Iterator[Read | Reject]:
    for found in saved_records(paths, texts.find):
        yield found if isinstance(found, Reject) else Read(*found)


def _told(outcomes: Iterable[Read | Reject], reporter: Reporter) -> Iterator[Read | Reject]:
    for outcome in outcomes:
        if isinstance(outcome, Reject):
            reporter.reject(outcome)
        else:
            reporter.record(len(outcome.text))
        yield outcome
