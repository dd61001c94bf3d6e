"""Characters a second, by what reads them: the shipped reports again and again, in one process.

    python -m benchmarks.speed [FOLDER] [--seconds 5]

The peer is Python's own work on the same text: NFKC and a search for numbers, three times over. It uses the same
processor, so ratios to it hold on other machines; characters a second do not.
"""

import argparse
import re
import time
import unicodedata
from functools import partial
from pathlib import Path

from fangkong import Extractor

ROOT = Path(__file__).parents[1]
WAYS = (
    ("as it comes", {}),
    ("--measures rules", {"measures": "rules"}),
    ("--ner none", {"ner": "none"}),
    ("--ner none --measures rules", {"ner": "none", "measures": "rules"}),
)
_NUMBER = re.compile("[0-9一二三四五六七八九十百千万]+")


def rates(readers, texts, seconds):
    """Return characters a second of each reader: of its fastest round, in so many seconds of this process for each.

    They take turns, so that what else the machine does slows all of them alike.
    """
    for read in readers:
        read(texts)
    fastest = [float("inf")] * len(readers)
    begun = time.process_time()
    while time.process_time() - begun < seconds * len(readers):
        for number, read in enumerate(readers):
            at = time.process_time()
            read(texts)
            fastest[number] = min(fastest[number], time.process_time() - at)
    return [sum(map(len, texts)) / least for least in fastest]


def peer(texts):
    for text in texts:
        for _ in range(3):
            _NUMBER.findall(unicodedata.normalize("NFKC", text))


def read(extractor, texts):
    list(extractor.pipe(texts))


def main():
    parser = argparse.ArgumentParser(description="Characters a second.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "fixtures/reports/dev")
    parser.add_argument("--seconds", type=float, default=5)
    asked = parser.parse_args()
    texts = [path.read_text(encoding="utf-8") for path in sorted(asked.folder.glob("*.txt"))]
    mean = sum(map(len, texts)) / len(texts)
    extractors = [Extractor(**options) for _, options in WAYS]
    *speeds, base = rates([*(partial(read, extractor) for extractor in extractors), peer], texts, asked.seconds)
    print(f"{len(texts)} reports of {mean:.0f} characters on average, one process.\n")
    print("| `fangkong extract` | characters a second | reports a second | times the peer's time |")
    print("| --- | --- | --- | --- |")
    for (name, _), speed in zip(WAYS, speeds, strict=True):
        print(f"| {name} | {speed:,.0f} | {speed / mean:.0f} | {base / speed:.0f} |")
    print(f"| the peer: NFKC and a search for numbers, three times | {base:,.0f} | {base / mean:.0f} | 1 |")


if __name__ == "__main__":
    main()
