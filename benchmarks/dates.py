"""Share of Chinese date items of other projects that fangkong reads right, beside its peers.

    python benchmarks/dates.py SUITE.jsonl [--wrong]

An item is one JSON line: `suite`, `text`, `reference_date` (read as the page date), `span` ([start, end) or null),
`accepted` (pairs of first and last day; null for open), `flags`, `peer_right` (name of a peer: right or not).
An item is right if a mention overlapping the span (any mention, where the span is null) has accepted days.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from fangkong import Extractor

#: Flags under which only the day counts, not whether the item is of a coarser or finer kind.
_PLAIN = "unflagged"


def right(extractor: Extractor, item: dict) -> bool:
    """Tell whether one mention of the item's place has one of the accepted pairs of days."""
    report = extractor.extract(item["text"], published=item["reference_date"])
    first, last = item["span"] or (0, len(item["text"]))
    accepted = {tuple(pair) for pair in item["accepted"]}
    return any(
        tuple(day.isoformat() if day else None for day in (date.start, date.end)) in accepted
        for date in report.dates
        if date.span is not None and date.span.start < last and first < date.span.end
    )


def main() -> None:
    """Print one table by suite and one by flag."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("items", type=Path)
    parser.add_argument("--wrong", action="store_true", help="list the unflagged items that are wrong")
    options = parser.parse_args()
    items = [json.loads(line) for line in options.items.read_text(encoding="utf-8").splitlines() if line]
    extractor = Extractor(ner="none")
    results = [(item, right(extractor, item)) for item in items]
    peers = list(items[0]["peer_right"])
    groups: dict[str, list[tuple[dict, bool]]] = defaultdict(list)
    for item, ok in results:
        if not item["flags"]:
            groups[f"{item['suite']}, {_PLAIN}"].append((item, ok))
            groups[f"all, {_PLAIN}"].append((item, ok))
        elif item["flags"] == ["traditional"]:
            groups["all, only traditional"].append((item, ok))
        for flag in item["flags"]:
            groups[f"flag {flag}"].append((item, ok))
    table = Table("group", "items", "fangkong", *peers)
    for name in sorted(groups):
        rows = groups[name]
        shares = [sum(ok for _, ok in rows), *(sum(bool(i["peer_right"].get(p)) for i, _ in rows) for p in peers)]
        table.add_row(name, str(len(rows)), *(f"{100 * share / len(rows):.1f} %" for share in shares))
    Console(width=120).print(table)
    if options.wrong:
        for item, ok in results:
            if not ok and not item["flags"]:
                found = [
                    (d.span.text, d.value)
                    for d in extractor.extract(item["text"], published=item["reference_date"]).dates
                    if d.span
                ]
                print(item["suite"], "|", item["text"], "|", item["reference_date"], "|", item["accepted"], "|", found)


if __name__ == "__main__":
    main()
