"""Many reports to JSON lines: in order, with workers or without, and the same bytes either way.

Text goes into a worker and JSON comes out; each worker loads rules and models once.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..schemas.record import Reject
from .errors import FangkongError, WorkerDied, fault
from .values.raw import RawReport
from .workers import in_order

if TYPE_CHECKING:
    from .run import Analysis, Extractor

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
    """

    ner: str | None = None
    rules: str | None = None
    max_chars: int | None = None
    explain: bool = False
    keep_text: bool = False
    measures: str | None = None
    registry: str | None = None

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
        }
        return Extractor(**{key: value for key, value in given.items() if value is not None})

    def reader(self) -> Callable[[Sequence[RawReport]], list[Line | Reject]]:
        """Return what turns a batch of reports into lines and rejects, with everything loaded."""
        extractor = self.extractor()
        return lambda batch: _read(extractor, batch, self)


def to_lines(
    items: Iterable[RawReport | Reject], settings: Settings | None = None, *, workers: int = 1
) -> Iterator[Line | Reject]:
    """Yield a line or a reject for each item, in order. Rejects among the items pass through.

    Args:
        items: Reports as `reading.sources.read` gives them; taken as they are needed.
        settings: How to read and write them.
        workers: Number of processes; 1 works in this one.

    Raises:
        FangkongError: If rules do not load or a model is missing. No single report raises.
    """
    settings = settings or Settings()
    passing: deque[list[RawReport | Reject]] = deque()

    def jobs() -> Iterator[list[RawReport]]:
        for batch in _batches(items):
            passing.append(batch)
            yield [item for item in batch if isinstance(item, RawReport)]

    if workers > 1:
        answers = in_order(jobs(), settings.reader, _lost, workers)
    else:
        reader = settings.reader()
        answers = (reader(job) for job in jobs())
    for answer in answers:
        read = iter(answer)
        for item in passing.popleft():
            yield item if isinstance(item, Reject) else next(read)


def _batches(items: Iterable[RawReport | Reject]) -> Iterator[list[RawReport | Reject]]:
    batch: list[RawReport | Reject] = []
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


def _lost(report: RawReport, exitcode: int | None) -> Reject:
    where = report.path or report.id or "text"
    return Reject(id=report.id, path=report.path, error=WorkerDied.__name__, message=str(WorkerDied(where, exitcode)))
