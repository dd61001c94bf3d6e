"""Many reports to JSON lines: in order, with workers or without, and the same bytes either way.

Text goes into a worker and JSON comes out; each worker loads rules and models once.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from ..schemas.record import Reject
from .errors import FangkongError, TimedOut, WorkerDied, fault
from .time_limit import Overtime, alarm, limit_for
from .values.raw import RawReport
from .workers import in_order

if TYPE_CHECKING:
    from .run import Analysis, Extractor

Item = RawReport | Reject
#: Bounds of a batch. They do not depend on the number of workers, and so nor does what models see together.
_MOST_REPORTS, _MOST_CHARS = 16, 200_000


@dataclass(frozen=True, slots=True)
class Line:
    """The record of one report as a JSON line without its line end, and how long its text was."""

    json: str
    chars: int


@dataclass(frozen=True, slots=True)
class Settings:
    """How reports are read and written; travels into workers. None stands for `Extractor`'s own default.

    Args:
        ner: See `Extractor`.
        rules: See `Extractor`.
        max_chars: See `Extractor`.
        explain: Give each record the reasons for its values, under `explain`.
        keep_text: Give each record the text that its offsets count in, under `text`.
        measures: See `Extractor`.
        registry: See `Extractor`.
        mask: See `Extractor`.
        timeout: Seconds for a report of up to 100,000 characters, more for a longer one; 0 sets no limit.
    """

    ner: str | None = None
    rules: str | None = None
    max_chars: int | None = None
    explain: bool = False
    keep_text: bool = False
    measures: str | None = None
    registry: str | None = None
    timeout: float = 0
    mask: bool = False

    def extractor(self) -> Extractor:
        """Return the extractor so set.

        Raises:
            FangkongError: If rules do not load or a model is missing.
        """
        from .run import Extractor

        given: dict[str, Any] = {
            "ner": self.ner,
            "measures": self.measures,
            "rules": self.rules,
            "max_chars": self.max_chars,
            "registry": self.registry,
            "mask": self.mask,
        }
        return Extractor(**{key: value for key, value in given.items() if value is not None})

    def reader(self) -> Callable[[Sequence[RawReport]], list[Line | Reject]]:
        """Return what turns a batch of reports into lines and rejects, with everything loaded."""
        extractor = self.extractor()
        return lambda batch: _read(extractor, batch, self)

    def limit(self, batch: Sequence[RawReport]) -> float | None:
        """Return how many seconds a batch may take, or None for as many as it likes."""
        return limit_for(batch, self.timeout) or None


def to_lines(items: Iterable[Item], settings: Settings | None = None, *, workers: int = 1) -> Iterator[Line | Reject]:
    """Yield a line or a reject for each item, in order. Rejects among the items pass through.

    Args:
        items: Reports as `reading.sources.read` gives them; taken as they are needed.
        settings: How to read and write them.
        workers: Number of processes; 1 works in this one.

    Raises:
        FangkongError: If rules do not load or a model is missing. No single report raises.
    """
    for batch in to_batches(items, settings, workers=workers):
        for _, outcome in batch:
            yield outcome


def to_batches(
    items: Iterable[Item],
    settings: Settings | None = None,
    *,
    workers: int = 1,
    known: Callable[[RawReport], Line | None] = lambda report: None,
) -> Generator[list[tuple[Item, Line | Reject]], None, None]:
    """Yield items with what came of them, batch by batch: for whoever keeps account of what was done.

    Args:
        items: See `to_lines`.
        settings: See `to_lines`.
        workers: See `to_lines`.
        known: Gives the line of a report that need not be read, or None.

    Raises:
        FangkongError: See `to_lines`.
    """
    settings = settings or Settings()
    passing: deque[list[tuple[Item, Line | Reject | None]]] = deque()

    def jobs() -> Iterator[list[RawReport]]:
        for batch in _batches(items):
            passing.append([(item, item if isinstance(item, Reject) else known(item)) for item in batch])
            yield [item for item, outcome in passing[-1] if outcome is None and isinstance(item, RawReport)]

    if workers > 1:
        answers = in_order(jobs(), settings.reader, _lost, workers, limit=settings.limit, late=partial(_late, settings))
    else:
        reader = _watched(settings.reader(), settings)
        answers = (reader(job) for job in jobs())
    for answer in answers:
        read = iter(answer)
        yield [(item, next(read) if outcome is None else outcome) for item, outcome in passing.popleft()]


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    batch: list[Item] = []
    chars = 0
    for item in items:
        batch.append(item)
        chars += len(item.text) if isinstance(item, RawReport) else 0
        if len(batch) >= _MOST_REPORTS or chars >= _MOST_CHARS:
            yield batch
            batch, chars = [], 0
    if batch:
        yield batch


def _read(extractor: Extractor, batch: Sequence[RawReport], settings: Settings) -> list[Line | Reject]:
    try:
        return [_line(outcome, settings) for outcome in extractor.analyse(batch)]
    except Exception as error:
        # A fault of ours in one report must not cost the others: find the one.
        if len(batch) == 1:
            return [_fault(error, batch[0])]
        return [line for report in batch for line in _read(extractor, [report], settings)]


def _watched(
    reader: Callable[[Sequence[RawReport]], list[Line | Reject]], settings: Settings
) -> Callable[[Sequence[RawReport]], list[Line | Reject]]:
    """Return a reader in this process that keeps to the time limit, as the pool does for those in workers."""

    def read(batch: Sequence[RawReport]) -> list[Line | Reject]:
        try:
            with alarm(settings.limit(batch) or 0):
                return reader(batch)
        except Overtime:
            if len(batch) == 1:
                return [_late(settings, batch[0])]
            return [outcome for report in batch for outcome in read([report])]

    return read


def _line(outcome: Analysis | Reject, settings: Settings) -> Line | Reject:
    if isinstance(outcome, Reject):
        return outcome
    record = outcome.explained() if settings.explain else outcome.report
    text = record.model_dump_json()
    if settings.keep_text:
        text = text[:-1] + ',"text":' + json.dumps(outcome.source.text, ensure_ascii=False) + "}"
    return Line(text, len(outcome.source.text))


def _fault(error: Exception, report: RawReport) -> Reject:
    where = report.path or report.id or "text"
    told = str(error) if isinstance(error, FangkongError) else fault(where, error)
    return Reject(id=report.id, path=report.path, error=type(error).__name__, message=told)


def _late(settings: Settings, report: RawReport) -> Reject:
    where = report.path or report.id or "text"
    told = TimedOut(where, len(report.text), settings.limit([report]) or 0)
    return Reject(id=report.id, path=report.path, error=TimedOut.__name__, message=str(told))


def _lost(report: RawReport, exitcode: int | None) -> Reject:
    where = report.path or report.id or "text"
    return Reject(id=report.id, path=report.path, error=WorkerDied.__name__, message=str(WorkerDied(where, exitcode)))
