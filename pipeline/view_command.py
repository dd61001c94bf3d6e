"""The command `fangkong view`: a whole corpus as one page that works offline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import MaxChars, Measures, Ner, RegistryFile, Rules
from .values.hints import DEFAULT_TAGGER
from .values.raw import DEFAULT_MAX_CHARS


def view(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="REPORTS",
            show_default=False,
            help="Reports, as extract takes them; or records that it wrote (.jsonl).",
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Write the page here.")],
    reports: Annotated[
        list[str] | None,
        typer.Option("--reports", metavar="DIR", help="Where the texts of records are; repeatable."),
    ] = None,
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="Heading of the page.")] = "防控 fangkong",
    workers: Annotated[int, typer.Option("--workers", "-j", metavar="N", min=1, help="Number of processes.")] = 1,
    ner: Ner = DEFAULT_TAGGER,
    measures: Measures = "model",
    registry: RegistryFile = None,
    rules: Rules = None,
    max_chars: MaxChars = DEFAULT_MAX_CHARS,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", metavar="", help="No progress, no summary.")] = False,
) -> None:
    """Write one page with all reports, what was read out of them, and pictures. It opens in any browser, offline."""
    from .batch import Settings
    from .view_job import chart_library_missing, run_view

    settings = Settings(
        ner,
        None if rules is None else str(rules),
        max_chars,
        explain=True,
        keep_text=True,
        measures=measures,
        registry=None if registry is None else str(registry),
    )
    told = run_view(
        paths,
        settings,
        output=output,
        reports=reports or [],
        title=title,
        workers=workers,
        max_chars=max_chars,
        quiet=quiet,
    )
    if not quiet:
        if chart_library_missing():
            typer.echo("fangkong: tables stand in for pictures: pip install 'fangkong[view]' for pictures.", err=True)
        typer.echo(f"fangkong: {told.summary()}; page written to {output}, {_size(output)}", err=True)
    if told.rejects:
        raise typer.Exit(1)


def _size(path: Path) -> str:
    return f"{path.stat().st_size / 1e6:.1f} MB"
