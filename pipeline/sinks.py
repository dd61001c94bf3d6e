"""Where what came of reports goes: straight on, or into files that outlive a run which is stopped."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Protocol

from ..schemas.record import Reject
from .batch import Item, Line, Settings
from .output import Write, is_file_to_be, lines_to, telling_output
from .resume.manifest import Manifest
from .resume.places import Places
from .resume.run_log import RunLog
from .values.raw import RawReport
from .views.progress import Reporter

Batch = Sequence[tuple[Item, Line | Reject]]


class Sink(Protocol):
    """Takes what came of reports, batch by batch."""

    def rest(self, items: Iterable[Item]) -> Iterable[Item]:
        """Return those of all inputs that are still to be read."""
        ...

    def known(self, report: RawReport) -> Line | None:
        """Return the record of a report that need not be read again."""
        ...

    def write(self, batch: Batch) -> None:
        """Write what came of a batch."""
        ...


def places_of(output: Path | None, rejects: Path | None) -> Places | None:
    """Return where a run keeps its work, or None if its records go to no file, and so cannot be gone on with."""
    if output is None or not is_file_to_be(output):
        return None
    return Places(output, rejects if rejects is not None and is_file_to_be(rejects) else None)


@contextmanager
def straight(output: Path | None, rejects: Path | None, reporter: Reporter) -> Iterator[Sink]:
    """Give a sink that writes records to standard output or a device."""
    keeping = nullcontext(None) if rejects is None else lines_to(rejects, reporter.note)
    try:
        with lines_to(output) as write, keeping as write_reject:
            yield _Straight(write, write_reject)
    except BrokenPipeError as error:
        if reporter.tells_notes:
            error.add_note(
                f"whoever read {output or 'standard output'} has closed it, after {reporter.records:,} records or "
                "more. A run that can be stopped and goes on writes into a file: --output FILE."
            )
        raise


class _Straight:
    def __init__(self, write: Write, write_reject: Write | None) -> None:
        self._write, self._write_reject = write, write_reject

    def rest(self, items: Iterable[Item]) -> Iterable[Item]:
        return items

    def known(self, report: RawReport) -> Line | None:
        return None

    def write(self, batch: Batch) -> None:
        for _, outcome in batch:
            if isinstance(outcome, Line):
                self._write(outcome.json)
            elif self._write_reject is not None:
                self._write_reject(outcome.model_dump_json())


@contextmanager
def kept(
    places: Places,
    settings: Settings,
    inputs: Sequence[str],
    *,
    resume: bool | None,
    reporter: Reporter,
    rejects_device: Path | None,
) -> Iterator[Sink]:
    """Give a sink whose work is kept when the run is stopped: an exception on its way out then carries a note of it.

    Args:
        places: Where records and rejects go.
        settings: What records are made with.
        inputs: What the user named.
        resume: See `RunLog`.
        reporter: Told of what was done before.
        rejects_device: Where rejects are told in passing, or None.

    Raises:
        UnfinishedRun: See `RunLog`.
        OutputError: If something cannot be written.
    """
    folder = places.output.parent
    rejects = None if places.rejects is None else os.path.relpath(places.rejects, folder)
    manifest = Manifest.of(settings, inputs, rejects)
    where = str(places.output)
    with telling_output(where):
        log = RunLog(places, manifest, resume=resume, tell=reporter.note)
    telling = nullcontext(None) if rejects_device is None else lines_to(rejects_device)
    try:
        with telling as write_reject:
            yield _Kept(log, where, reporter, write_reject)
        with telling_output(where):
            log.finish(reporter.records, reporter.kinds)
    except BaseException as error:
        if note := log.leave():
            error.add_note(note)
        raise


class _Kept:
    def __init__(self, log: RunLog, where: str, reporter: Reporter, write_reject: Write | None) -> None:
        self._log, self._where, self._reporter, self._write_reject = log, where, reporter, write_reject

    def rest(self, items: Iterable[Item]) -> Iterable[Item]:
        with telling_output(self._where):
            rest = self._log.rest(items)
        self._reporter.resumed(self._log.records_before, self._log.errors_before)
        return rest

    def known(self, report: RawReport) -> Line | None:
        record = self._log.known(report)
        return None if record is None else Line(record, len(report.text))

    def write(self, batch: Batch) -> None:
        with telling_output(self._where):
            self._log.add([(item, what.json if isinstance(what, Line) else what) for item, what in batch])
        if self._write_reject is not None:
            for _, outcome in batch:
                if isinstance(outcome, Reject):
                    self._write_reject(outcome.model_dump_json())
