"""The command line. Heavy imports stand inside the commands, so that `fangkong --help` answers at once."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from .errors import FangkongError
from .evaluation.commands import gold_app
from .evaluation.score_command import score

EXIT_OK, EXIT_REJECTS, EXIT_USAGE, EXIT_INTERRUPTED, EXIT_CLOSED_PIPE = 0, 1, 2, 130, 141


class _Doors(TyperGroup):
    """Ends every command cleanly: our errors in one line, Ctrl-C and a closed pipe without a traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except FangkongError as error:
            _complain(str(error))
            raise typer.Exit(EXIT_USAGE) from error
        except KeyboardInterrupt as error:
            _complain("stopped by the keyboard.")
            raise typer.Exit(EXIT_INTERRUPTED) from error
        except BrokenPipeError as error:
            # Whoever read our output has gone. Python would complain once more when it flushes at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(EXIT_CLOSED_PIPE) from error


app = typer.Typer(
    cls=_Doors,
    name="fangkong",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Dates, institutions, headcounts, platforms and control measures out of Chinese reports, with proof.",
)


def main() -> None:
    """Run the command line and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # Records are UTF-8 wherever they go; the terminal's own encoding may be anything.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    app(prog_name="fangkong")


def _complain(message: str) -> None:
    typer.echo(f"fangkong: {message}", err=True)


def _version(asked: bool) -> None:
    if asked:
        from .. import __version__

        typer.echo(f"fangkong {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None: ...


@app.command()
def schema() -> None:
    """Print the JSON Schema of a record."""
    from ..schemas.published import schema_text

    typer.echo(schema_text(), nl=False)


app.command()(score)
app.add_typer(gold_app, name="gold")
