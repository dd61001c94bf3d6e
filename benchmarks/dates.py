"""Share of Chinese date items of other projects that `fangkong.parse_date` reads right, beside its peers.

    python benchmarks/dates.py SUITE.jsonl [--wrong] [--reports]

An item is one JSON line: `suite`, `text`, `reference_date` (read as the page date), `span` ([start, end) or null),
`accepted` (pairs of first and last day; null for open), `flags`, `peer_right` (name of a peer: right or not).
An item is right if a mention overlapping the span (any mention, where the span is null) has accepted days. With
--reports the reading of reports (`extract`) is measured, which leaves durations and bare weekdays out on purpose.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from fangkong import Extractor, parse_date

_PLAIN = "unflagged"
_NOTES = """Where the items contradict docs/record.md, fangkong keeps to the contract and the item counts as wrong:
- X前 ends on X and X起 is open (../X, X/..); JioNLP closes both with the day of reading, Recognizers-Text leaves X out.
- A range ends on the last day told; Recognizers-Text lets 三月到五月 end on 30 April.
- 月底 is the last 5 days (JioNLP: from the 25th). 五日内 is five days (chrono: the last one).
- duckling reads 兩天前 and 三個月後 as the two days before and the three months behind, chrono and JioNLP as one day or
  month: most of the traditional items that are missed. It reads 下周三 on a Tuesday as the day after.
- Items wrong in themselves: 2月30日 as year 1; 明天 as today; 八月十五 as a lunar day; 上月最后五天 of six."""


def right(item: dict, *, reports: Extractor | None) -> bool:
    """Tell whether one mention of the item's place has one of the accepted pairs of days."""
    first, last = item["span"] or (0, len(item["text"]))
    accepted = {tuple(pair) for pair in item["accepted"]}
    return any(
        tuple(day.isoformat() if day else None for day in (date.start, date.end)) in accepted
        for date in found(item, reports=reports)
        if date.span is not None and date.span.start < last and first < date.span.end
    )


def found(item: dict, *, reports: Extractor | None) -> list:
    """Return the dates read from one item."""
    if reports is not None:
        return list(reports.extract(item["text"], published=item["reference_date"]).dates)
    return parse_date(item["text"], reference=item["reference_date"])


def main() -> None:
    """Print one table by suite and one by flag."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("items", type=Path)
    parser.add_argument("--wrong", action="store_true", help="list the unflagged items that are wrong")
    parser.add_argument("--reports", action="store_true", help="measure extract instead of parse_date")
    options = parser.parse_args()
    items = [json.loads(line) for line in options.items.read_text(encoding="utf-8").splitlines() if line]
    reports = Extractor(ner="none", measures="rules") if options.reports else None
    results = [(item, right(item, reports=reports)) for item in items]
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
    print(_NOTES)
    if options.wrong:
        for item, ok in results:
            if not ok and not item["flags"]:
                read = [(date.span.text, date.value) for date in found(item, reports=reports) if date.span]
                print(item["suite"], "|", item["text"], "|", item["reference_date"], "|", item["accepted"], "|", read)


if __name__ == "__main__":
    main()
