"""The command `fangkong prove`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from ..options import Rules
from ..values.raw import DEFAULT_MAX_CHARS

EXIT_FLAWS = 1


def prove(
    records: Annotated[
        Path, typer.Argument(metavar="RECORDS", show_default=False, help="Records as JSON lines, also .gz.")
    ],
    reports: Annotated[
        list[str], typer.Option("--reports", metavar="DIR", help="The reports they were read from; may be repeated.")
    ],
    rules: Rules = None,
    as_json: Annotated[bool, typer.Option("--json", metavar="", help="One JSON object a flaw.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", metavar="", help="Nothing but the exit code.")] = False,
) -> None:
    """Hold records against their sources: each span by its place, each value by what its evidence alone gives.

    Exit code: 0 all hold, 1 some do not, 2 wrong usage.
    """
    from ..reading.sources import read
    from ..rulebook import RuleLibrary
    from .evidence import EvidenceReader
    from .prove import Sources
    from .prove import prove as prove_all

    sources = Sources(list(read(reports, max_chars=DEFAULT_MAX_CHARS)))
    reader = EvidenceReader(RuleLibrary(rules))
    proven = flawed = 0
    for _, flaws in prove_all(records, sources, reader):
        proven, flawed = proven + (not flaws), flawed + bool(flaws)
        for flaw in flaws if not quiet else ():
            typer.echo(json.dumps(flaw.as_json(), ensure_ascii=False) if as_json else flaw.told())
    if not quiet:
        typer.echo(f"{proven} records hold, {flawed} do not.", err=True)
    if flawed:
        raise typer.Exit(EXIT_FLAWS)
