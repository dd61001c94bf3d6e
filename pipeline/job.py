"""One run of `fangkong extract`: inputs read, records and rejects written, progress told."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from .batch import Line, Settings, to_lines
from .errors import OutputError
from .output import lines_to
from .reading.opening import Tally
from .reading.sources import read, total_bytes
from .views.progress import Reporter


def run_job(
    paths: Sequence[str],
    settings: Settings,
    *,
    output: Path | None,
    rejects: Path | None,
    workers: int,
    max_chars: int,
    progress: bool | None,
    quiet: bool,
) -> Reporter:
    """Read what `paths` mean, write a record for each report, and return what was counted.

    Args:
        paths: As `reading.sources.read` takes them.
        settings: How to read reports and write records.
        output: File for the records; None is standard output.
        rejects: File for the rejects, or None.
        workers: Number of processes.
        max_chars: Longest text taken.
        progress: Show progress or not; None leaves it to where the output goes.
        quiet: Tell nothing but rejects that no file keeps.

    Raises:
        OutputError: If an output cannot be written, or is an input.
        FangkongError: If rules do not load or a model is missing.
    """
    own = _own_files(output, rejects, paths)
    tally = Tally()
    live = not quiet and (_fits(output) if progress is None else progress)
    reporter = Reporter(
        total=total_bytes(paths, own) if live else None,
        read=lambda: tally.read,
        live=live,
        tell_rejects=not (quiet and rejects is not None),
    )
    reports = read(paths, max_chars=max_chars, leave_out=own, tally=tally)
    with ExitStack() as stack:
        write = stack.enter_context(lines_to(output))
        write_reject = stack.enter_context(lines_to(rejects)) if rejects is not None else None
        stack.enter_context(reporter)
        for outcome in to_lines(reports, settings, workers=workers):
            if isinstance(outcome, Line):
                write(outcome.json)
                reporter.record(outcome.chars)
                continue
            if write_reject is not None:
                write_reject(outcome.model_dump_json())
            reporter.reject(outcome)
    return reporter


def _own_files(output: Path | None, rejects: Path | None, paths: Sequence[str]) -> frozenset[Path]:
    """Return the files that the run writes, after making sure that it was not asked to read them."""
    inputs = {Path(path).resolve() for path in paths if path != "-"}
    own = [path for path in (output, rejects) if path is not None]
    for path in own:
        if path.resolve() in inputs and not path.is_dir():
            raise OutputError(f"{path}: is an input as well; it would be overwritten. Name another file to write to.")
    if len({path.resolve() for path in own}) < len(own):
        raise OutputError(f"{output}: is named for records and for rejects. Name two files.")
    return frozenset(path.resolve() for path in own)


def _fits(output: Path | None) -> bool:
    """Tell whether a progress bar disturbs nobody: on a terminal through which no records scroll."""
    return sys.stderr.isatty() and (output is not None or not sys.stdout.isatty())
