"""The command `fangkong measures`: the codes of measures, and what other collections call them."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

_COLUMNS = ("code", "collection", "theirs", "relation", "remark")


def measures(
    crosswalk: Annotated[
        bool, typer.Option("--crosswalk", metavar="", help="With their counterparts in four other collections.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", metavar="", help="JSON Lines instead of tab-separated.")] = False,
) -> None:
    """List the codes of measures; with --crosswalk, what OxCGRT, WHO PHSM, CoronaNet and HIT-COVID call them."""
    from .crosswalk import crosswalk as counterparts
    from .rulebook import RuleLibrary

    library = RuleLibrary()
    if crosswalk:
        columns: tuple[str, ...] = _COLUMNS
        rows = [asdict(one) for one in counterparts(library)]
    else:
        columns = ("code", "category")
        rows = [
            {"code": code, "category": book.name.rsplit("/", 1)[-1]}
            for book in library.rulebooks("measures")
            for code in book.data["crosswalk"]
        ]
    if not as_json:
        typer.echo("\t".join(columns))
    for row in rows:
        typer.echo(json.dumps(row, ensure_ascii=False) if as_json else "\t".join(row[c] for c in columns))
