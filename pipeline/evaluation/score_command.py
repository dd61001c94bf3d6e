"""The command `fangkong score`: labelled reports against what fangkong reads."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import GoldError, MalformedInput
from ..options import Measures, Ner, Rules
from ..values.hints import DEFAULT_TAGGER, MeasuresName, TaggerName

if TYPE_CHECKING:
    from .compare import Comparison
    from .errors import ScoredError
    from .gate import Verdict
    from .goldfiles import GoldFile

GoldDir = Annotated[
    Path, typer.Argument(metavar="GOLD_DIR", help="Folder of NAME.txt with NAME.gold.json.", show_default=False)
]


def score(
    gold_dir: GoldDir,
    as_json: Annotated[bool, typer.Option("--json", metavar="", help="One JSON object instead of tables.")] = False,
    ner: Ner = DEFAULT_TAGGER,
    measures: Measures = "model",
    rules: Rules = None,
    with_errors: Annotated[
        bool, typer.Option("--errors", metavar="", help="List every error with context and rule.")
    ] = False,
    field: Annotated[
        list[str] | None, typer.Option("--field", metavar="FIELD", help="Only errors of this field; repeatable.")
    ] = None,
    by: Annotated[
        list[str] | None, typer.Option("--by", metavar="KEY", help="Scores apart by a key of meta; repeatable.")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Compare with this file; exit 1 when a field fell.")
    ] = None,
    update_baseline: Annotated[
        bool, typer.Option("--update-baseline", metavar="", help="Write the baseline anew.")
    ] = False,
    tolerance: Annotated[float, typer.Option(metavar="X", min=0, max=1, help="How far an F1 may fall.")] = 0.005,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a page with every report, label and error.")
    ] = None,
) -> None:
    """Compare what fangkong reads with labelled reports: precision, recall, F1, record score."""
    from .errors import errors
    from .scores import summary

    if update_baseline and baseline is None:
        raise MalformedInput("--update-baseline needs to know the file. Add --baseline FILE.")
    comparisons = run(gold_dir, ner, rules, measures)
    figures = summary(comparisons)
    told = [error for comparison in comparisons for error in errors(comparison)] if with_errors else []
    told = [error for error in told if not field or error.field in field]
    verdict = _gate(baseline, comparisons, tolerance, update=update_baseline) if baseline else None
    if as_json:
        typer.echo(
            json.dumps(_everything(comparisons, figures, told, with_errors, verdict), ensure_ascii=False, indent=2)
        )
    else:
        _print(comparisons, figures, told, by or (), verdict)
    if html:
        from .goldfiles import save
        from .page import page

        save(html, page(comparisons, figures))
        typer.echo(f"{html}: written.", err=True)
    if verdict and verdict.drops:
        raise typer.Exit(1)


def _gate(baseline: Path, comparisons: Sequence[Comparison], tolerance: float, *, update: bool) -> Verdict:
    from .baseline import snapshot, write
    from .gate import judge

    if not update:
        return judge(baseline, comparisons, tolerance)
    verdict = judge(baseline, comparisons, tolerance) if baseline.exists() else None
    write(baseline, snapshot(comparisons))
    typer.echo(f"{baseline}: written.", err=True)
    return replace(verdict, drops=()) if verdict else judge(baseline, comparisons, tolerance)


def run(gold_dir: Path, ner: TaggerName, rules: Path | None, measures: MeasuresName = "model") -> list[Comparison]:
    """Return the comparisons of every labelled report under a folder.

    Raises:
        GoldError: If one is not what docs/labelling.md asks for.
    """
    from ..run import Extractor
    from .compare import compare_all

    return list(compare_all(load(gold_dir), Extractor(ner=ner, measures=measures, rules=rules)))


def load(gold_dir: Path) -> list[GoldFile]:
    """Return every labelled report under a folder.

    Raises:
        GoldError: If one is not what docs/labelling.md asks for, or two have the same name.
    """
    from .goldfiles import find_gold, read_gold

    files = [read_gold(path) for path in find_gold([gold_dir])]
    # The baseline knows reports by name.
    if twice := [name for name, count in Counter(file.name for file in files).items() if count > 1]:
        raise GoldError(f"{gold_dir}: holds two reports named {twice[0]}. Rename one of them.")
    return files


def _everything(
    comparisons: Sequence[Comparison],
    figures: dict[str, Any],
    told: Sequence[ScoredError],
    with_errors: bool,
    verdict: Verdict | None,
) -> dict[str, Any]:
    from .strata import figures as stratum_figures
    from .strata import names

    strata = {name: stratum_figures(comparisons, name) for name in names(comparisons)}
    everything = {**figures, "strata": strata}
    if with_errors:
        everything["errors"] = [error.as_json() for error in told]
    if verdict:
        everything["baseline"] = verdict.as_json()
    return everything


def _print(
    comparisons: Sequence[Comparison],
    figures: dict[str, Any],
    told: Sequence[ScoredError],
    by: Sequence[str],
    verdict: Verdict | None,
) -> None:
    from rich.console import Console

    from .strata import figures as stratum_figures
    from .table import print_lines, print_scores, print_strata

    console = Console(width=80) if not Console().is_terminal else Console()
    print_lines(console, [str(error) for error in told])
    print_scores(console, figures)
    for stratum in by:
        print_strata(console, stratum, stratum_figures(comparisons, stratum))
    if verdict:
        print_lines(console, verdict.lines())
