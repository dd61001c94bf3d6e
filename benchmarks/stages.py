"""Our own pipeline, measured from inside: a child of peer_speed.py that reads texts and prints times as one object."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from fangkong.pipeline import run
from fangkong.pipeline.batch import Settings, to_lines
from fangkong.pipeline.values.raw import RawReport

#: The parts of an extractor, by the stage that they are told under.
STAGES = {
    "_normalise": "normalisation",
    "_segment": "layout",
    "_tagger": "NER",
    "_dates": "dates",
    "_headcounts": "headcounts",
    "_platforms": "platforms",
    "_institutions": "institutions",
    "_measures": "measures by rules",
    "_model": "measures by model",
    "_resolve_dates": "resolution",
    "_link": "resolution",
    "_resolve_measures": "resolution",
}


class Timed:
    """A part of the pipeline that adds the time of each call, results drawn, to a stage."""

    def __init__(self, part: Any, stage: str, spent: Counter[str]) -> None:
        self._part, self._stage, self._spent = part, stage, spent

    def __call__(self, *given: Any, **named: Any) -> Any:
        began = time.process_time()
        result = self._part(*given, **named)
        if isinstance(result, Iterator):
            result = iter(list(result))
        self._spent[self._stage] += time.process_time() - began
        return result

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._part, name)
        return Timed(value, self._stage, self._spent) if callable(value) else value


def staged(texts: list[str], settings: dict[str, str], runs: int) -> dict[str, Any]:
    """Return the seconds of each stage in the fastest of some runs of the whole pipeline."""
    extractor = Settings(**settings).extractor()
    spent: Counter[str] = Counter()
    for name, stage in STAGES.items():
        if (part := getattr(extractor, name)) is not None:
            setattr(extractor, name, Timed(part, stage, spent))
    run.assemble = Timed(run.assemble, "records", spent)
    rounds = []
    for _ in range(runs):
        spent.clear()
        began = time.process_time()
        for record in extractor.pipe(texts):
            at = time.process_time()
            record.model_dump_json()
            spent["JSON"] += time.process_time() - at
        total = time.process_time() - began
        rounds.append((total, {**spent, "the rest": total - sum(spent.values())}))
    return {"stages": min(rounds, key=lambda one: one[0])[1]}


def whole(texts: list[str], settings: dict[str, str], runs: int, workers: int) -> dict[str, Any]:
    """Return the seconds of some runs after a first one; with workers, the rate by the clock once they are loaded."""
    if workers:
        lines = to_lines((RawReport(text) for text in texts * runs), Settings(**settings), workers=workers)
        next(lines)
        began = time.perf_counter()
        left = sum(line.chars for line in lines)
        return {"rate": left / (time.perf_counter() - began)}
    reader = Settings(**settings).reader()
    seconds = []
    for _ in range(runs + 1):
        began = time.process_time()
        for first in range(0, len(texts), 16):
            reader([RawReport(text) for text in texts[first : first + 16]])
        seconds.append(time.process_time() - began)
    return {"seconds": seconds[1:]}


def main() -> None:
    """Read a job from standard input and print what was measured."""
    job = json.load(sys.stdin)
    if job["core"] is not None and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {job["core"]})
    if job["staged"]:
        told = staged(job["texts"], job["settings"], job["runs"])
    else:
        told = whole(job["texts"], job["settings"], job["runs"], job["workers"])
    print(json.dumps({**told, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


if __name__ == "__main__":  # workers import this module again
    main()
