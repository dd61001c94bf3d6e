"""How many processes are worth starting on this machine."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from ..schemas.record import Reject
from .values.raw import RawReport

#: What two workers read while they start up: with less to do, one process is done sooner.
_FEW_REPORTS, _FEW_CHARS = 64, 100_000
#: More than a worker needs: 100 MB by the rules alone, with the tagger three times as much.
_BYTES_PER_WORKER = 1 << 29
_CGROUP = Path("/sys/fs/cgroup")
_MEMINFO = Path("/proc/meminfo")


def processors() -> int:
    """Return how many processors this process may use: those it is bound to, no more than its container is given."""
    try:
        count = len(os.sched_getaffinity(0))
    except AttributeError:  # macOS, Windows
        count = os.cpu_count() or 1
    try:
        quota, period = (_CGROUP / "cpu.max").read_text().split()
        return max(1, min(count, round(int(quota) / int(period))))
    except (OSError, ValueError, ZeroDivisionError):  # no container, "max", or an older kernel
        return count


def default_workers() -> int:
    """Return a worker for each processor, as far as half a gigabyte of free memory is there for each."""
    try:
        free = next(line for line in _MEMINFO.read_text().splitlines() if line.startswith("MemAvailable:"))
        room = int(free.split()[1]) * 1024 // _BYTES_PER_WORKER
    except (OSError, ValueError, StopIteration):
        return processors()
    return max(1, min(processors(), room))


def workers_for(items: Iterable[RawReport | Reject], wanted: int | None) -> tuple[int, Iterator[RawReport | Reject]]:
    """Return the number of workers for some inputs, and the inputs.

    Args:
        items: Looked at a little ahead.
        wanted: What the user asked for. None leaves it to the machine, and to whether there is much to read.
    """
    items = iter(items)
    count = default_workers() if wanted is None else wanted
    if wanted is not None or count == 1:
        return count, items
    ahead: list[RawReport | Reject] = []
    chars = 0
    for item in items:
        ahead.append(item)
        chars += len(item.text) if isinstance(item, RawReport) else 0
        if len(ahead) >= _FEW_REPORTS or chars >= _FEW_CHARS:
            return count, chain(ahead, items)
    return 1, iter(ahead)
