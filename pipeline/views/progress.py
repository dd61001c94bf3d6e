"""What a user sees of a long run on standard error: how far, how fast, how long still; and what went wrong."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Self

from ...schemas.record import Reject

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_EVERY = 0.2
_EVERY_PLAIN = 5.0


class Reporter:
    """Counts records and rejects, and tells of them on standard error.

    Args:
        total: Bytes to be read, or None if unknown.
        read: Tells how many bytes have been read.
        live: Show progress; a bar on a terminal, else a line now and then.
        tell_rejects: Print a line for each reject.
        tell_notes: Print what else the user should know.
    """

    def __init__(
        self,
        *,
        total: int | None,
        read: Callable[[], int],
        live: bool,
        tell_rejects: bool,
        tell_notes: bool = True,
    ) -> None:
        self.records = self.rejects = self.chars = 0
        #: Rejects by error class.
        self.kinds: Counter[str] = Counter()
        self._before = 0
        self.tells_notes = tell_notes
        self._total, self._read, self._live, self._tell_rejects = total, read, live, tell_rejects
        self._began = self._told = time.monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        if self._live and sys.stderr.isatty():
            self._bar = _bar()
            self._task = self._bar.add_task("", total=self._total, records=0, rate="")
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._show(final=kind is None)
            self._bar.stop()

    def resumed(self, records: int, kinds: Mapping[str, int]) -> None:
        """Count what an earlier run did: records, and rejects by error class."""
        self.records += records
        self.rejects += sum(kinds.values())
        self.kinds.update(kinds)
        self._before = self.records + self.rejects

    def note(self, message: str) -> None:
        """Print a sentence that the user should know."""
        if self.tells_notes:
            self._print(f"fangkong: {message}")

    def record(self, chars: int) -> None:
        """Count a record of a text of so many characters."""
        self.records += 1
        self.chars += chars
        self._tick()

    def reject(self, reject: Reject) -> None:
        """Count a reject, and print it if asked to."""
        self.rejects += 1
        self.kinds[reject.error] += 1
        if self._tell_rejects:
            self._print(f"rejected ({reject.error}) {reject.message}")
        self._tick()

    def summary(self) -> str:
        """Return one line that says what was done, and how fast."""
        took = time.monotonic() - self._began
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(self.kinds.items()))
        rejects = _count(self.rejects, "reject") + (f" ({kinds})" if kinds else "")
        before = f"; {_count(self._before, 'report')} done before" if self._before else ""
        return (
            f"{_count(self.records, 'record')}, {rejects}{before}; {self.chars:,} characters in {took:.1f} s "
            f"({self.chars / took if took else 0:,.0f} a second)"
        )

    def _tick(self) -> None:
        now = time.monotonic()
        if not self._live or now - self._told < (_EVERY if self._bar else _EVERY_PLAIN):
            return
        self._told = now
        if self._bar is not None:
            self._show(final=False)
        else:
            share = f", {self._read() / self._total:.0%} of the input" if self._total else ""
            self._print(f"{_count(self.records + self.rejects, 'report')}{share}, {self._rate()}")

    def _show(self, *, final: bool) -> None:
        if self._bar is not None and self._task is not None:
            done = self._total if final and self._total else self._read()
            self._bar.update(self._task, completed=done, records=self.records + self.rejects, rate=self._rate())

    def _rate(self) -> str:
        took = max(time.monotonic() - self._began, 1e-6)
        return f"{(self.records + self.rejects - self._before) / took:,.1f} a second"

    def _print(self, line: str) -> None:
        if self._bar is not None:
            self._bar.console.print(line, markup=False, highlight=False, soft_wrap=True)
        else:
            print(line, file=sys.stderr, flush=True)


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn

    return Progress(
        SpinnerColumn(),
        BarColumn(bar_width=None),
        TaskProgressColumn(),
        TextColumn("{task.fields[records]:,} reports  {task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")
