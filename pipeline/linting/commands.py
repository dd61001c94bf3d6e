"""The commands `fangkong rules check` and `fangkong rules new`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

import typer

EXIT_FOUND = 1


def register(rules_app: typer.Typer) -> None:
    """Add the commands to `fangkong rules`."""
    rules_app.command("check", epilog="Exit code: 0 nothing found, 1 something found, 2 no such folder.")(check)
    rules_app.command("new")(new)


def check(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DIR]", show_default=False, help="Your folder of rules; left out: the rules that ship."
        ),
    ] = None,
    format: Annotated[
        Literal["text", "json"], typer.Option("--format", help="One line or one JSON object each.")
    ] = "text",
    examples: Annotated[
        bool, typer.Option("--examples/--no-examples", metavar="", help="Run every example through the pipeline, too.")
    ] = True,
) -> None:
    """Tell what is wrong with rules: file, line, code, message and remedy."""
    from .check import check_rules

    found = check_rules(folder, examples=examples)
    for finding in found:
        typer.echo(json.dumps(finding.as_json(), ensure_ascii=False) if format == "json" else finding.told())
    if format == "text":
        files = len({finding.file for finding in found})
        typer.echo(f"{len(found)} findings in {files} files." if found else "No faults found.", err=True)
    if found:
        raise typer.Exit(EXIT_FOUND)


def new(
    rule: Annotated[str, typer.Argument(metavar="ID", show_default=False, help="Id of the rule: family.name.")],
    field: Annotated[
        Literal["dates", "institutions", "headcounts", "platforms", "measures"],
        typer.Option("--field", show_default=False, help="What the rule finds."),
    ],
    folder: Annotated[Path, typer.Option("--rules", metavar="DIR", help="Your folder of rules.")] = Path("my-rules"),
    code: Annotated[
        str | None, typer.Option("--code", metavar="CODE", help="Of measures: the code; see `fangkong measures`.")
    ] = None,
) -> None:
    """Write a rule with everything in place but the words, to be filled in where it says TODO."""
    from .scaffold import new_rule

    path = new_rule(folder, rule, field, code)
    typer.echo(f"{path}: fill in what says TODO, then: fangkong rules check {folder}")
