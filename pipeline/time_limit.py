"""How long a report may take, and the alarm that rings where it is read in this very process."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from .values.raw import RawReport

#: Seconds for a report of up to so many characters. A longer one gets more, in proportion.
DEFAULT_TIMEOUT = 60.0
_CHARS = 100_000
_AGAIN = 1.0


class Overtime(BaseException):
    """The alarm has rung. No `Exception`, so that nobody on the way takes it for a fault of the report in hand."""


def limit_for(batch: Sequence[RawReport], timeout: float) -> float:
    """Return how many seconds a batch may take; for a batch of many no more than for one report as long as all.

    One that takes longer is read again, report by report, so that each has the whole time for itself.
    """
    return timeout * max(1.0, sum(len(report.text) for report in batch) / _CHARS)


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Raise `Overtime` in the block after so many seconds; 0 stands for never.

    Only the main thread hears alarms, and Windows has none: elsewhere there is no limit.
    """
    if not seconds or not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _ring)
    try:
        # Once more and more: an exception that is raised inside a __del__ is swallowed.
        signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _ring(number: int, frame: object) -> None:
    raise Overtime
