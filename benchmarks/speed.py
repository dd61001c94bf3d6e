"""Characters a second, by what reads them: the shipped reports again and again, in one process.

    python -m benchmarks.speed [FOLDER] [--seconds 5]

The peer is Python's own work on the same text: NFKC and a search for numbers, three times over. It uses the same
processor, so ratios to it hold on other machines; characters a second do not.
"""

import argparse
import re
import time
import unicodedata
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


def rate(read, texts, seconds):
    """Return characters a second, over whole rounds that take at least so many seconds of this process."""
    read(texts)
    begun, chars = time.process_time(), 0
    while (spent := time.process_time() - begun) < seconds:
        read(texts)
        chars += sum(map(len, texts))
    return chars / spent


def peer(texts):
    for text in texts:
        for _ in range(3):
            _NUMBER.findall(unicodedata.normalize("NFKC", text))


def main():
    parser = argparse.ArgumentParser(description="Characters a second.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "fixtures/reports/dev")
    parser.add_argument("--seconds", type=float, default=5)
    asked = parser.parse_args()
    texts = [path.read_text(encoding="utf-8") for path in sorted(asked.folder.glob("*.txt"))]
    base = rate(peer, texts, 1)
    mean = sum(map(len, texts)) / len(texts)
    print(f"{len(texts)} reports of {mean:.0f} characters on average, one process.\n")
    print("| `fangkong extract` | characters a second | reports a second | times the peer's time |")
    print("| --- | --- | --- | --- |")
    for name, options in WAYS:
        extractor = Extractor(**options)
        speed = rate(lambda given, extractor=extractor: list(extractor.pipe(given)), texts, asked.seconds)
        print(f"| {name} | {speed:,.0f} | {speed / mean:.0f} | {base / speed:.0f} |")
    print(f"| the peer: NFKC and a search for numbers, three times | {base:,.0f} | {base / mean:.0f} | 1 |")


if __name__ == "__main__":
    main()
