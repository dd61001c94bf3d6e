"""The command `fangkong score`: labelled reports against what fangkong reads."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from .compare import Comparison

GoldDir = Annotated[Path, typer.Argument(help="Folder of NAME.txt with NAME.gold.json.", show_default=False)]
Ner = Annotated[str, typer.Option("--ner", metavar="lac|none", help="Tagger behind the institutions.")]
Rules = Annotated[Path | None, typer.Option("--rules", help="Folder of own rules laid over ours.")]


def score(
    gold_dir: GoldDir,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of tables.")] = False,
    ner: Ner = "lac",
    rules: Rules = None,
    with_errors: Annotated[bool, typer.Option("--errors", help="List every error with context and rule.")] = False,
    by: Annotated[list[str] | None, typer.Option("--by", help="Scores apart by a key of meta; repeatable.")] = None,
) -> None:
    """Compare what fangkong reads with labelled reports: precision, recall, F1, record score."""
    from .errors import errors
    from .scores import summary

    comparisons = run(gold_dir, ner, rules)
    figures = summary(comparisons)
    told = [error for comparison in comparisons for error in errors(comparison)] if with_errors else []
    if as_json:
        typer.echo(json.dumps(_everything(comparisons, figures, told, with_errors), ensure_ascii=False, indent=2))
    else:
        _print(comparisons, figures, told, by or ())


def run(gold_dir: Path, ner: str, rules: Path | None) -> list[Comparison]:
    """Return the comparisons of every labelled report under a folder.

    Raises:
        GoldError: If one is not what docs/labelling.md asks for.
        MalformedInput: If `ner` is no tagger we know.
    """
    from ..errors import MalformedInput
    from ..run import Extractor
    from .compare import compare_all
    from .goldfiles import find_gold, read_gold

    if ner not in ("lac", "none"):
        raise MalformedInput(f"--ner {ner!r} is no tagger. Use lac or none.")
    files = [read_gold(path) for path in find_gold([gold_dir])]
    return list(compare_all(files, Extractor(ner=ner, rules=rules)))  # type: ignore[arg-type]


def _everything(
    comparisons: Sequence[Comparison], figures: dict[str, Any], told: Sequence[Any], with_errors: bool
) -> dict[str, Any]:
    from .strata import figures as stratum_figures
    from .strata import names

    strata = {name: stratum_figures(comparisons, name) for name in names(comparisons)}
    return {**figures, "strata": strata} | ({"errors": [error.as_json() for error in told]} if with_errors else {})


def _print(comparisons: Sequence[Comparison], figures: dict[str, Any], told: Sequence[Any], by: Sequence[str]) -> None:
    from rich.console import Console

    from .strata import figures as stratum_figures
    from .table import print_lines, print_scores, print_strata

    console = Console(width=80) if not Console().is_terminal else Console()
    print_lines(console, [str(error) for error in told])
    print_scores(console, figures)
    for stratum in by:
        print_strata(console, stratum, stratum_figures(comparisons, stratum))
