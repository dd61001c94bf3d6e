"""What each tagger is worth: accuracy of institutions, speed, memory; and ORG on a test set of Universal NER.

    python benchmarks/ner.py [FOLDER ...] [--uner FILE.iob2] [--taggers lac,spacy,light,none] [--rounds 3]

FOLDER holds labelled reports (default: fixtures/reports/dev and fixtures/reports/heldout); only totals are printed.
Each tagger runs in a process of its own, so that its memory is its own. Speed is told as a ratio against `none`, in CPU
seconds (another program on the machine then matters little). FILE.iob2 holds words and PER, LOC, ORG; its words are
joined, put into normalised writing and tagged. The table is quoted in docs/ner.md.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from rich.console import Console
from rich.table import Table

from fangkong import Extractor
from fangkong.pipeline.evaluation.compare import compare_all
from fangkong.pipeline.evaluation.score_command import load
from fangkong.pipeline.evaluation.scores import Counts, accuracy, total
from fangkong.pipeline.normalisation.text import Normaliser
from fangkong.pipeline.recognisers.ner import make_tagger
from fangkong.pipeline.rulebook import RuleLibrary
from fangkong.pipeline.values.hints import Tagged, TaggerName

ROOT = Path(__file__).parents[1]
FOLDERS = [ROOT / "fixtures" / "reports" / half for half in ("dev", "heldout")]
#: Entities that are no institutions.
OTHER = ("PER", "LOC", "TIME")


class Clock:
    """A tagger with a stop watch."""

    def __init__(self, tagger: Any) -> None:
        self._tagger = tagger
        self.name, self.everywhere = tagger.name, tagger.everywhere
        self.spent = 0.0

    def tag(self, sentences: Sequence[str]) -> list[Tagged]:
        started = time.process_time()
        try:
            return self._tagger.tag(sentences)
        finally:
            self.spent += time.process_time() - started


def measure(name: TaggerName, folders: Sequence[Path], uner: Path | None, rounds: int) -> dict[str, Any]:
    """Return all figures of one tagger, told by this process about itself."""
    extractor = Extractor(ner=name)
    figures: dict[str, Any] = {"folders": {}}
    texts = []
    for folder in folders:
        files = load(folder)
        comparisons = list(compare_all(files, extractor))
        texts += [file.raw for file in files]
        shares = {check: accuracy(comparisons, check) for check in ("self_links", "reporting_institution")}
        figures["folders"][folder.name] = {
            "f1": total(comparisons, "institutions").f1,
            "exact": total(comparisons, "institutions", exact=True).f1,
            "names": total(comparisons, "institution_names").f1,
            **{check: right / max(1, of) for check, (right, of) in shares.items()},
        }
    clock = Clock(extractor._tagger) if extractor._tagger else None
    extractor._tagger = clock
    best = None
    for _ in range(rounds):
        if clock:
            clock.spent = 0.0
        started = time.process_time()
        for _ in extractor.pipe(texts):
            pass
        spent = time.process_time() - started
        if best is None or spent < best[0]:
            best = (spent, clock.spent if clock else 0.0)
    if best:
        figures |= {"chars": sum(map(len, texts)), "seconds": best[0], "tagging": best[1]}
    figures["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if uner:
        figures["uner"] = organisations(name, extractor, uner)
    return figures


def organisations(name: TaggerName, extractor: Extractor, path: Path) -> dict[str, dict[str, float]]:
    """Return precision, recall and F1 of exact ORG spans: of the bare tagger, and of the whole pipeline."""
    normalise = Normaliser(RuleLibrary())
    raw, whole = Counts(), Counts()
    tagger = make_tagger(name)
    for words, spans in read_iob2(path):
        text = normalise(words).text
        if len(text) != len(words):
            text = words
        gold = {(start, end) for start, end, label in spans if label == "ORG"}
        if tagger:
            (tagged,) = tagger.tag([text])
            raw += versus(gold, {(e.start, e.end) for e in tagged.entities if e.label not in OTHER})
        (report,) = extractor.pipe([text])
        found = {(m.span.start, m.span.end) for i in report.institutions for m in i.mentions if m.form != "self"}
        whole += versus(gold, found)
    told = {"pipeline": whole.as_json()}
    return told | ({"tagger": raw.as_json()} if tagger else {})


def versus(gold: set[tuple[int, int]], found: set[tuple[int, int]]) -> Counts:
    return Counts(len(gold & found), len(found - gold), len(gold - found))


def read_iob2(path: Path) -> list[tuple[str, list[tuple[int, int, str]]]]:
    """Return text and spans of each sentence; words are joined without spaces."""
    sentences: list[tuple[str, list[tuple[int, int, str]]]] = []
    text, spans = "", []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        cells = line.split("\t")
        if not line and text:
            sentences.append((text, spans))
            text, spans = "", []
        elif cells[0].isdigit():
            start, text = len(text), text + cells[1]
            if cells[2].startswith("B-"):
                spans.append((start, len(text), cells[2][2:]))
            elif cells[2].startswith("I-") and spans:
                spans[-1] = (spans[-1][0], len(text), spans[-1][2])
    return sentences


def main() -> None:
    """Print one table by folder, one of speed and memory, and one of ORG."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=FOLDERS)
    parser.add_argument("--uner", type=Path, metavar="FILE")
    parser.add_argument("--taggers", default=",".join(get_args(TaggerName)))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, options.folders, options.uner, options.rounds)))
        return
    figures = {}
    for name in options.taggers.split(","):
        command = [sys.executable, __file__, *map(str, options.folders), "--one", name, "--rounds", str(options.rounds)]
        command += ["--uner", str(options.uner)] if options.uner else []
        figures[name] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    console = Console(width=120)
    for folder in options.folders:
        table = Table("tagger", "F1", "exact F1", "names F1", "self links", "reporting", title=folder.name)
        for name, told in figures.items():
            row = told["folders"][folder.name]
            table.add_row(
                name, *(f"{row[c]:.3f}" for c in ("f1", "exact", "names", "self_links", "reporting_institution"))
            )
        console.print(table)
    plain = figures.get("none")
    table = Table("tagger", "characters/s", "time, none = 1", "tagging, % of time", "peak memory", title="Cost")
    for name, told in figures.items():
        ratio = f"{told['seconds'] / plain['seconds']:.2f}" if plain else "–"
        share = f"{100 * told['tagging'] / told['seconds']:.0f}"
        table.add_row(name, f"{told['chars'] / told['seconds']:,.0f}", ratio, share, f"{told['megabytes']:.0f} MB")
    console.print(table)
    if options.uner:
        table = Table("tagger", "what", "precision", "recall", "F1", title="ORG, exact spans")
        for name, told in figures.items():
            for what, row in sorted(told["uner"].items(), reverse=True):
                table.add_row(name, what, *(f"{row[c]:.3f}" for c in ("precision", "recall", "f1")))
        console.print(table)


if __name__ == "__main__":
    main()
