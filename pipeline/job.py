"""One run of `fangkong extract`: inputs read, records and rejects written, progress told."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path

from .batch import Line, Settings, to_batches
from .errors import OutputError
from .processors import workers_for
from .reading.opening import Tally
from .reading.sources import read, total_bytes
from .resume.places import Places
from .sinks import kept, places_of, straight
from .views.progress import Reporter


def run_job(
    paths: Sequence[str],
    settings: Settings,
    *,
    output: Path | None,
    rejects: Path | None,
    workers: int | None,
    max_chars: int,
    progress: bool | None,
    quiet: bool,
    resume: bool | None = None,
) -> Reporter:
    """Read what `paths` mean, write a record for each report, and return what was counted.

    Args:
        paths: As `reading.sources.read` takes them.
        settings: How to read reports and write records.
        output: File for the records; None is standard output.
        rejects: File for the rejects, or None.
        workers: Number of processes; None leaves it to the machine and to how much there is to read.
        max_chars: Longest text taken.
        progress: Show progress or not; None leaves it to where the output goes.
        quiet: Tell nothing but rejects that no file keeps.
        resume: Go on with an unfinished run into `output`, or begin anew; None refuses where there is one.

    Raises:
        OutputError: If an output cannot be written, or is an input.
        UnfinishedRun: If an unfinished run is in the way, or does not fit.
        FangkongError: If rules do not load or a model is missing.
    """
    places = places_of(output, rejects)
    if resume and places is None:
        raise OutputError(f"{output or 'standard output'}: keeps no results to resume. Name a file: --output FILE.")
    own = _own_files(output, rejects, places, paths)
    tally = Tally()
    live = not quiet and (_fits(output) if progress is None else progress)
    reporter = Reporter(
        total=total_bytes(paths, own) if live else None,
        read=lambda: tally.read,
        live=live,
        tell_rejects=not (quiet and rejects is not None),
        tell_notes=not quiet,
    )
    reports = read(paths, max_chars=max_chars, leave_out=own, tally=tally)
    with ExitStack() as stack:
        if places is None:
            sink = stack.enter_context(straight(output, rejects, reporter))
        else:
            device = rejects if places.rejects is None else None
            kept_so = kept(places, settings, paths, resume=resume, reporter=reporter, rejects_device=device)
            sink = stack.enter_context(kept_so)
        stack.enter_context(reporter)
        count, rest = workers_for(sink.rest(reports), workers)
        batches = stack.enter_context(closing(to_batches(rest, settings, workers=count, known=sink.known)))
        for batch in batches:
            sink.write(batch)
            for _, outcome in batch:
                if isinstance(outcome, Line):
                    reporter.record(outcome.chars)
                else:
                    reporter.reject(outcome)
    return reporter


def _own_files(
    output: Path | None, rejects: Path | None, places: Places | None, paths: Sequence[str]
) -> frozenset[Path]:
    """Return the files that the run writes, after making sure that it was not asked to read them."""
    inputs = {Path(path).resolve() for path in paths if path != "-"}
    own = [path for path in (output, rejects) if path is not None]
    for path in own:
        if path.resolve() in inputs and not path.is_dir():
            raise OutputError(f"{path}: is an input as well; it would be overwritten. Name another file to write to.")
    if len({path.resolve() for path in own}) < len(own):
        raise OutputError(f"{output}: is named for records and for rejects. Name two files.")
    return frozenset(path.resolve() for path in (*own, *(places.own if places else ())))


def _fits(output: Path | None) -> bool:
    """Tell whether a progress bar disturbs nobody: on a terminal through which no records scroll."""
    return sys.stderr.isatty() and (output is not None or not sys.stdout.isatty())
