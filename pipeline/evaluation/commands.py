"""The commands `fangkong gold …`: filling in and checking labels. Also `python -m …evaluation.commands`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from ..errors import FangkongError, GoldError, RuleFileError

gold_app = typer.Typer(no_args_is_help=True, help="Labelled reports: fill in offsets, check, convert.")
Paths = Annotated[
    list[Path], typer.Argument(metavar="PATHS", help="Folders, NAME.gold.json or NAME.txt.", show_default=False)
]


@gold_app.command("fill")
def fill(paths: Paths) -> None:
    """Turn {"text": …, "nth": …} into offsets, in place, and fill in what follows from the rest."""
    from .fill import Filler, layout
    from .goldfiles import read_json, read_raw, save

    platforms = catalogue()
    failed = False
    for path in _found(paths):
        try:
            filler = Filler(str(path), read_raw(path), platforms)
            filled = layout(filler(read_json(path)))
        except GoldError as error:
            typer.echo(str(error), err=True)
            failed = True
            continue
        for line in (*filler.notes, *map(str, filler.problems)):
            typer.echo(line, err=True)
        failed |= bool(filler.problems)
        # What could be filled is written even when something could not: the rest is told, and stays as it was.
        if filled.encode() != path.read_bytes():
            save(path, filled)
            typer.echo(f"{path}: filled.")
    raise typer.Exit(1 if failed else 0)


@gold_app.command("check")
def check(paths: Paths) -> None:
    """Validate labels: text at offsets, known codes and ids, nothing twice, values that agree with the text."""
    from ..normalisation.text import Normaliser
    from ..rulebook import RuleLibrary
    from .check import check_file

    normalise = Normaliser(RuleLibrary())
    ids = frozenset(catalogue())
    files = _found(paths)
    problems = [problem for path in files for problem in check_file(path, ids, normalise)]
    for problem in problems:
        typer.echo(str(problem), err=True)
    bad = len({problem.file for problem in problems})
    typer.echo(f"{len(files)} labelled reports, {len(problems)} problems in {bad} of them.")
    raise typer.Exit(1 if problems else 0)


@gold_app.command("agree")
def agree(
    one: Annotated[Path, typer.Argument(metavar="ONE", help="Folder labelled by one person.", show_default=False)],
    other: Annotated[
        Path, typer.Argument(metavar="OTHER", help="The same reports labelled by another.", show_default=False)
    ],
    as_json: Annotated[bool, typer.Option("--json", metavar="", help="One JSON object instead of tables.")] = False,
    with_errors: Annotated[
        bool, typer.Option("--errors", metavar="", help="List every disagreement with context.")
    ] = False,
) -> None:
    """Tell how far two independent labellings agree, by the measures of `fangkong score`.

    OTHER may hold labels alone; the texts are then those of ONE.
    """
    from rich.console import Console

    from .compare import compare, reading_of_gold
    from .errors import errors
    from .goldfiles import read_gold
    from .scores import summary
    from .table import print_lines, print_scores

    others = {path.name: path for path in _found([other])}
    paths = [path for path in _found([one]) if path.name in others]
    if not paths:
        raise GoldError(f"{one} and {other}: have no report of the same name in common.")
    pairs = [(read_gold(path), read_gold(others[path.name], text_of=path)) for path in paths]
    if different := [mine.name for mine, theirs in pairs if mine.raw != theirs.raw]:
        raise GoldError(f"{other}: the text of {', '.join(different)} differs from that in {one}. Label the same text.")
    comparisons = [compare(mine, reading_of_gold(theirs.gold)) for mine, theirs in pairs]
    if as_json:
        typer.echo(json.dumps(summary(comparisons), ensure_ascii=False, indent=2))
        return
    console = Console() if Console().is_terminal else Console(width=80)
    if with_errors:
        print_lines(console, [str(error) for comparison in comparisons for error in errors(comparison)])
    print_scores(console, summary(comparisons))


@gold_app.command("count")
def count(
    paths: Paths,
    by: Annotated[
        list[str] | None, typer.Option("--by", metavar="KEY", help="Apart by a key of meta; repeatable.")
    ] = None,
) -> None:
    """Count labels by field, all and optional ones, in all and by stratum."""
    from rich.console import Console

    from .goldfiles import read_gold
    from .strata import label_counts
    from .table import print_counts

    files = [read_gold(path) for path in _found(paths)]
    console = Console() if Console().is_terminal else Console(width=80)
    for stratum in (None, *(by or ())):
        print_counts(console, stratum or "labels (optional)", label_counts(files, stratum))


def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Return the rows of the platform catalogue by id; nothing if none is installed."""
    from ..rulebook import RuleLibrary

    try:
        return {row["id"]: row for row in RuleLibrary().gazetteer("platforms") if row.get("id")}
    except RuleFileError:
        return {}


def _found(paths: list[Path]) -> list[Path]:
    from .goldfiles import find_gold

    try:
        return find_gold(paths)
    except FangkongError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


if __name__ == "__main__":
    gold_app()
