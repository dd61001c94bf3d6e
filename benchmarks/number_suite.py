"""The share of a number suite that we read right, per flag, beside what other packages were measured to get right.

Run: `python benchmarks/number_suite.py SUITE.jsonl`. Each line of the suite holds
`text`, `value`, `flags` and, where known, `peer_right` (package name: whether it reads the item right).
"""

from __future__ import annotations

import argparse
import json
import math
from collections import defaultdict
from pathlib import Path

from fangkong.pipeline.numerals import read_number

UNFLAGGED = "(none)"


def reads_right(text: str, value: float) -> bool:
    number = read_number(text)
    return number is not None and math.isclose(float(number), value, rel_tol=1e-9)


def measure(path: Path, *, show_wrong: bool = False) -> dict[str, dict[str, list[bool]]]:
    """Return for each flag and each reader (ours is `fangkong`) whether each item was read right."""
    results: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for line in path.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        ours = reads_right(item["text"], item["value"])
        if show_wrong and not ours:
            print(f"wrong: {item['text']} = {item['value']}, read as {read_number(item['text'])}")
        for flag in item["flags"] or [UNFLAGGED]:
            results[flag]["fangkong"].append(ours)
            for peer, right in item.get("peer_right", {}).items():
                results[flag][peer].append(bool(right))
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("suite", type=Path)
    parser.add_argument("--wrong", action="store_true", help="print each item that we read wrong")
    options = parser.parse_args()
    results = measure(options.suite, show_wrong=options.wrong)
    readers = sorted({reader for row in results.values() for reader in row}, key=lambda r: (r != "fangkong", r))
    print("\t".join(["flag", "items", *readers]))
    for flag, row in sorted(results.items(), key=lambda pair: -len(pair[1]["fangkong"])):
        cells = [f"{sum(row[r]) / len(row[r]):.1%} of {len(row[r])}" if row[r] else "-" for r in readers]
        print("\t".join([flag, str(len(row["fangkong"])), *cells]))


if __name__ == "__main__":
    main()
