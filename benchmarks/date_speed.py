"""Characters per second of the date stage alone, beside JioNLP's `extract_time` on the same texts in one run.

    python benchmarks/date_speed.py [FOLDER] [--repeat 3] [--without-jionlp]

The texts are the `.txt` files of the folder (fixtures/reports/dev). JioNLP is installed into an environment of its own
in the system's temporary folder on the first run (from the package index; nothing of this project depends on it). Then
come four strings made to be slow. Exits with 1 where fangkong is not five times as fast, or a string takes 0.1 s.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from peers import run_peer
from rich.console import Console
from rich.table import Table

from fangkong.pipeline.normalisation.text import Normaliser
from fangkong.pipeline.recognisers.dates import DateRecogniser
from fangkong.pipeline.resolution.dates import DateResolver
from fangkong.pipeline.rulebook import RuleLibrary
from fangkong.pipeline.segmentation.frame import Segmenter

ROOT = Path(__file__).parents[1]
_PUBLISHED = "2022-11-16"
_TIMES, _SLOWEST, _RUNS = 5, 0.1, 4
_SLOW = {"3月 × 500": "3月" * 500, "2022年 × 300": "2022年" * 300, "一二三四五六七 × 100": "一二三四五六七" * 100}
_SLOW["2,000 digits"] = "20220312" * 250


def main() -> int:
    """Print the table; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "fixtures" / "reports" / "dev")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--without-jionlp", action="store_true")
    options = parser.parse_args()
    texts = [path.read_text(encoding="utf-8") for path in sorted(options.folder.glob("*.txt"))]
    chars = sum(map(len, texts)) * options.repeat
    library = RuleLibrary()
    normalise, segment = Normaliser(library), Segmenter(library)
    find, resolve = DateRecogniser(library), DateResolver(library)

    def dates(doc) -> int:
        return len(resolve(doc, list(find(doc)), published=_PUBLISHED, url=None).mentions)

    docs = [segment(normalise(text)) for text in texts]
    alone = _timed(lambda: [dates(doc) for _ in range(options.repeat) for doc in docs])
    whole = _timed(lambda: [dates(segment(normalise(t))) for _ in range(options.repeat) for t in texts])
    table = Table(f"{len(texts)} texts, {chars:,} characters", "seconds", "characters per second")
    table.add_row("fangkong, dates found and resolved", f"{alone:.2f}", f"{chars / alone:,.0f}")
    table.add_row("fangkong, normalisation and layout too", f"{whole:.2f}", f"{chars / whole:,.0f}")
    good = True
    if not options.without_jionlp:
        told = run_peer("jionlp", texts, repeat=options.repeat, runs=_RUNS)
        taken, failed = min(told["seconds"]), told["failed"]
        table.add_row(f"JioNLP 1.5.29, extract_time ({failed} texts failed)", f"{taken:.2f}", f"{chars / taken:,.0f}")
        table.add_row("times as fast", "", f"{taken / alone:.1f}")
        good = taken / alone >= _TIMES
    for name, text in _SLOW.items():
        doc = segment(normalise(text))
        seconds = _timed(lambda doc=doc: dates(doc))
        good = good and seconds < _SLOWEST
        table.add_row(name, f"{seconds:.3f}", f"{len(text) / seconds:,.0f}")
    Console(width=110).print(table)
    return 0 if good else 1


def _timed(work: Callable[[], object]) -> float:
    """Return the seconds of processor time of the fastest of some runs, the first of which warms up."""
    times = []
    for _ in range(_RUNS):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


if __name__ == "__main__":
    sys.exit(main())
