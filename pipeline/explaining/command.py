"""The command `fangkong explain`."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import typer

from ..options import Measures, Ner, Rules
from ..values.hints import DEFAULT_TAGGER
from ..values.raw import DEFAULT_MAX_CHARS


def explain(
    report: Annotated[
        str, typer.Argument(metavar="REPORT", show_default=False, help="A report; - for standard input.")
    ],
    at: Annotated[
        int | None, typer.Option("--at", metavar="OFFSET", min=0, help="A character of the raw text.")
    ] = None,
    text: Annotated[str | None, typer.Option("--text", metavar="PHRASE", help="Words of the report.")] = None,
    field: Annotated[
        Literal["dates", "institutions", "headcounts", "platforms", "measures"] | None,
        typer.Option(
            "--field", help="The field that you miss something of; left out: all that have something to tell."
        ),
    ] = None,
    code: Annotated[str | None, typer.Option("--code", metavar="CODE", help="The measure code that you miss.")] = None,
    ner: Ner = DEFAULT_TAGGER,
    measures: Measures = "model",
    rules: Rules = None,
    as_json: Annotated[bool, typer.Option("--json", metavar="", help="One JSON object instead of text.")] = False,
) -> None:
    """Tell what was found at a place of a report and why; for what was not found, what stood in the way."""
    from ...schemas.record import Reject
    from ..errors import MalformedInput
    from ..reading.sources import read
    from ..views.terminal import make_console
    from .account import account
    from .bench import Bench
    from .terminal import show_account

    if (at is None) == (text is None):
        raise MalformedInput("explain needs a place: either --at OFFSET or --text PHRASE.")
    item = next(iter(read([report], max_chars=DEFAULT_MAX_CHARS)), None)
    if item is None:
        raise MalformedInput(f"{report}: holds no report.")
    if isinstance(item, Reject):
        raise MalformedInput(item.message)
    bench = Bench(ner=ner, measures=measures, rules=rules)
    bench.lay_out(item)
    told = account(bench, at=at, phrase=text, only="measures" if code and not field else field, code=code)
    if as_json:
        typer.echo(json.dumps(told.as_json(), ensure_ascii=False, indent=2, default=str))
    else:
        show_account(make_console(), told)
