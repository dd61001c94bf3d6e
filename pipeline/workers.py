"""A pool of processes that answers in order, loads once per process, and survives the death of any of them.

Note [A dead worker]: each worker holds one job at a time, so its death points at one job. That job is tried once more
as it was; if that worker dies too, its items are tried one by one, and the item over which a worker dies once more is
given to `lost`, which makes an answer for it. Nothing else is repeated or lost.

Note [A slow worker]: one that takes longer over a job than its limit is killed, and the items of the job are tried one
by one, each with the limit for itself; one that takes longer even so is given to `late`.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import connection
from typing import Any, Generic, TypeVar

from . import errors
from .errors import BackendError, FangkongError

_T = TypeVar("_T")
_R = TypeVar("_R")
_READY = "ready"
#: Jobs that may wait, be worked on, or wait for an earlier answer, per worker. Bounds memory.
_WINDOW = 4
_MOST_FAILED_STARTS = 3
_PATIENCE = 5.0
_PR_SET_PDEATHSIG = 1


def in_order(
    jobs: Iterable[Sequence[_T]],
    make: Callable[[], Callable[[Sequence[_T]], list[_R]]],
    lost: Callable[[_T, int | None], _R],
    workers: int,
    *,
    limit: Callable[[Sequence[_T]], float | None] = lambda items: None,
    late: Callable[[_T], _R] | None = None,
) -> Iterator[list[_R]]:
    """Yield the answer to each job, in the order of the jobs.

    Args:
        jobs: Taken as they are needed, a bounded number ahead.
        make: Called once in each worker; what it returns answers jobs there. Has to be picklable.
        lost: Gives the answer for an item over which workers die, with the exit code of the last.
        workers: Number of processes.
        limit: Gives how many seconds a job may take, or None. See Note [A slow worker].
        late: Gives the answer for an item that alone takes longer; left out, it counts as lost.

    Raises:
        FangkongError: If `make` raises it in a worker.
        BackendError: If workers die while they start.
    """
    pool = _Pool(make, lost, workers, limit, late or (lambda item: lost(item, None)))
    try:
        yield from pool.run(iter(jobs))
        pool.close()
    finally:
        pool.kill()


@dataclass(slots=True)
class _Slot(Generic[_R]):
    """The place of one job's answer in the order of answers; in parts once the job was split."""

    parts: list[list[_R] | None] = field(default_factory=lambda: [None])

    def answer(self) -> list[_R] | None:
        parts = [part for part in self.parts if part is not None]
        return [item for part in parts for item in part] if len(parts) == len(self.parts) else None


@dataclass(slots=True)
class _Job(Generic[_T, _R]):
    items: Sequence[_T]
    slot: _Slot[_R]
    part: int = 0
    deaths: int = 0


class _Worker(Generic[_T, _R]):
    """One process, the pipe to it, and the job it holds."""

    def __init__(self, make: Callable[[], Any]) -> None:
        # spawn: the models' threads do not survive a fork.
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, make), daemon=True)
        self.process.start()
        theirs.close()  # so that the pipe ends when the process does
        self.ready = False
        self.job: _Job[_T, _R] | None = None
        self.deadline: float | None = None

    def give(self, job: _Job[_T, _R], seconds: float | None) -> None:
        self.job = job
        self.deadline = None if seconds is None else time.monotonic() + seconds
        with suppress(OSError):  # if it is dead, the pool will see that when it listens
            self.pipe.send(job.items)

    def hear(self) -> Any:
        """Return what the worker says, or None if it is dead."""
        try:
            return self.pipe.recv() if self.pipe.poll() else None
        except (EOFError, OSError):
            return None

    def stop(self, *, kill: bool) -> int | None:
        """End the process: it sees its pipe end when it is idle; `kill` waits for no job."""
        self.pipe.close()
        if not kill:
            self.process.join(_PATIENCE)
        self.process.kill()
        self.process.join()
        return self.process.exitcode


class _Pool(Generic[_T, _R]):
    def __init__(
        self,
        make: Callable[[], Any],
        lost: Callable[[_T, int | None], _R],
        workers: int,
        limit: Callable[[Sequence[_T]], float | None],
        late: Callable[[_T], _R],
    ) -> None:
        self._make, self._lost, self._count, self._limit, self._late = make, lost, workers, limit, late
        self._workers: list[_Worker[_T, _R]] = []
        self._waiting: deque[_Job[_T, _R]] = deque()
        self._failed_starts = 0

    def run(self, jobs: Iterator[Sequence[_T]]) -> Iterator[list[_R]]:
        slots: deque[_Slot[_R]] = deque()
        more = True
        while True:
            wanted = more and len(slots) < _WINDOW * self._count and len(self._waiting) < self._count
            if wanted:
                if (items := next(jobs, None)) is None:
                    more = False
                else:
                    slots.append(_Slot())
                    self._waiting.append(_Job(items, slots[-1]))
            self._hand_out()
            while slots and (answer := slots[0].answer()) is not None:
                slots.popleft()
                yield answer
            if not slots and not more:
                return
            if slots:
                self._listen(wait=not (wanted and more))

    def _hand_out(self) -> None:
        # A process is started when there is a job for it: three reports need no eight workers.
        busy = sum(worker.job is not None for worker in self._workers)
        while len(self._workers) < min(self._count, busy + len(self._waiting)):
            self._workers.append(_Worker(self._make))
        for worker in self._workers:
            if self._waiting and worker.ready and worker.job is None:
                job = self._waiting.popleft()
                worker.give(job, self._limit(job.items))

    def _listen(self, *, wait: bool) -> None:
        by_sign: dict[Any, _Worker[_T, _R]] = {}
        for worker in self._workers:
            by_sign[worker.pipe] = by_sign[worker.process.sentinel] = worker
        heard = connection.wait(list(by_sign), timeout=self._patience() if wait else 0)
        for worker in {id(by_sign[sign]): by_sign[sign] for sign in heard}.values():
            said = worker.hear()
            if said is None:
                self._bury(worker)
            elif said == _READY:
                worker.ready, self._failed_starts = True, 0
            elif isinstance(said, _Failure):
                raise said.error()
            elif worker.job is not None:
                worker.job.slot.parts[worker.job.part] = said
                worker.job = worker.deadline = None
        now = time.monotonic()
        for worker in [each for each in self._workers if each.deadline is not None and each.deadline <= now]:
            if not worker.pipe.poll():  # else it was just in time
                self._give_up(worker)

    def _patience(self) -> float | None:
        """Return the seconds until the first deadline, or None if there is none."""
        deadlines = [worker.deadline for worker in self._workers if worker.deadline is not None]
        return max(0.0, min(deadlines) - time.monotonic()) if deadlines else None

    def _give_up(self, worker: _Worker[_T, _R]) -> None:
        self._workers.remove(worker)
        worker.stop(kill=True)
        if (job := worker.job) is None:
            return
        if len(job.items) == 1:
            job.slot.parts[job.part] = [self._late(job.items[0])]
        else:
            self._split(job)

    def _bury(self, worker: _Worker[_T, _R]) -> None:
        self._workers.remove(worker)
        exitcode = worker.stop(kill=False)  # it is dying by itself: do not hide of what
        job = worker.job
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= _MOST_FAILED_STARTS:
                raise BackendError(
                    f"workers die while they load rules and models (exit code {exitcode}). There may be too little "
                    "memory for so many: use fewer --workers."
                )
        if job is None:
            return
        job.deaths += 1
        if job.deaths == 1:
            self._waiting.appendleft(job)
        elif len(job.items) == 1:
            job.slot.parts[job.part] = [self._lost(job.items[0], exitcode)]
        else:
            self._split(job)

    def _split(self, job: _Job[_T, _R]) -> None:
        job.slot.parts = [None] * len(job.items)
        alone = [_Job([item], job.slot, part, deaths=1) for part, item in enumerate(job.items)]
        self._waiting.extendleft(reversed(alone))

    def close(self) -> None:
        """Let the workers end by themselves."""
        while self._workers:
            self._workers.pop().stop(kill=False)

    def kill(self) -> None:
        """End the workers at once."""
        while self._workers:
            self._workers.pop().stop(kill=True)


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why a worker could not start. Our errors do not pickle: their constructors take other things than a message."""

    kind: str
    message: str

    def error(self) -> FangkongError:
        """Return the error to raise in the parent."""
        known = getattr(errors, self.kind, None)
        if not (isinstance(known, type) and issubclass(known, FangkongError)):
            return BackendError(f"a worker could not start: {self.kind}: {self.message}")
        error = known.__new__(known)
        error.args = (self.message,)
        return error


def _work(pipe: connection.Connection, make: Callable[[], Callable[[Any], Any]]) -> None:
    """Answer jobs until the pipe ends. Ctrl-C is the parent's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_parent()
    try:
        try:
            answer = make()
        except Exception as error:
            pipe.send(_Failure(type(error).__name__, str(error)))
            return
        pipe.send(_READY)
        while True:
            pipe.send(answer(pipe.recv()))
    except (EOFError, OSError):
        return  # the parent has closed the pipe, or is gone


def _end_with_parent() -> None:
    """Have the system end this process when its parent ends: in a report that hangs it would not see its pipe end."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        parent = multiprocessing.parent_process()
        if parent is not None and os.getppid() != parent.pid:
            os._exit(1)
