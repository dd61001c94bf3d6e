"""Reading a report without pauses of Python's garbage collector."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the collector of cycles from running meanwhile, unless it is off anyway.

    A report makes tens of thousands of small objects and hardly a cycle: nearly each is freed when nobody holds it.
    The collector would walk over them again and again, a seventh of all time, and find nothing.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
