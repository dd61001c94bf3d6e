"""The command `fangkong tables`: records as Parquet or CSV."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer


def tables(
    records: Annotated[
        list[str],
        typer.Argument(
            metavar="RECORDS",
            show_default=False,
            help="JSON lines that `fangkong extract` wrote, records and rejects, also .gz; - for standard input.",
        ),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", show_default=False, help="Folder for the tables.")
    ],
    form: Annotated[
        Literal["parquet", "csv"], typer.Option("--format", "-f", help="Parquet needs pyarrow, the extra `arrow`.")
    ] = "parquet",
    bom: Annotated[
        bool, typer.Option("--bom", metavar="", help="Begin CSV with a byte order mark, for Excel's sake.")
    ] = False,
) -> None:
    """Write records as tables: one row per report, date, headcount, mention, measure and so on."""
    from .writing import write_tables

    if bom and form != "csv":
        raise typer.BadParameter("is for --format csv", param_hint="--bom")
    told = write_tables(records, output, form, bom=bom)
    typer.echo(
        f"fangkong: {told.tables} tables of {told.records:,} records and {told.rejects:,} rejects written to {output}",
        err=True,
    )
