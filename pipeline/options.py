"""Options that several commands have: one name, one help text, one default."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .values.hints import MeasuresName, TaggerName

Ner = Annotated[TaggerName, typer.Option("--ner", help="Model that helps to find institutions; none: rules only.")]
Measures = Annotated[MeasuresName, typer.Option("--measures", help="Measures by rules and model, or by rules alone.")]
RegistryFile = Annotated[
    Path | None,
    typer.Option("--registry", metavar="FILE", help="Your own list of institutions (TSV); its ids go into links."),
]
Rules = Annotated[
    Path | None, typer.Option("--rules", metavar="DIR", help="Folder of your own rules, laid over those that ship.")
]
MaxChars = Annotated[
    int,
    typer.Option(
        "--max-chars",
        metavar="N",
        min=1,
        help="Longest text taken, in characters. A longer one is rejected, never cut.",
    ),
]
