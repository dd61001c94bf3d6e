"""The command line. Heavy imports stand inside the commands, so that `fangkong --help` answers at once."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from ..connectors.command import tables
from .crosswalk_command import measures
from .errors import FangkongError
from .evaluation.exchange_commands import gold_app
from .evaluation.rules_command import rules_app
from .evaluation.score_command import score
from .explaining.command import explain as explain_place
from .linting.commands import register as register_linting
from .options import MaxChars, Measures, Ner, RegistryFile, Rules
from .proving.command import prove
from .time_limit import DEFAULT_TIMEOUT
from .values.hints import DEFAULT_TAGGER
from .values.raw import DEFAULT_MAX_CHARS
from .view_command import view

EXIT_OK, EXIT_REJECTS, EXIT_USAGE, EXIT_INTERRUPTED, EXIT_CLOSED_PIPE = 0, 1, 2, 130, 141


class _Doors(TyperGroup):
    """Ends every command cleanly: our errors in one line, Ctrl-C and a closed pipe without a traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except FangkongError as error:
            _say(str(error), error)
            raise typer.Exit(EXIT_USAGE) from error
        except KeyboardInterrupt as error:
            _say("stopped by the keyboard.", error)
            raise typer.Exit(EXIT_INTERRUPTED) from error
        except BrokenPipeError as error:
            _forget_output()
            with suppress(OSError):  # it may be standard error that was closed
                _say("", error)
            raise typer.Exit(EXIT_CLOSED_PIPE) from error
        except SystemExit as error:
            _say("", error)
            raise
        except OSError as error:
            _forget_output()
            _say(f"{error.filename or 'standard output'}: {error.strerror or error}.")
            raise typer.Exit(EXIT_USAGE) from error


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
    for name in ("SIGTERM", "SIGHUP"):
        if number := getattr(signal, name, None):
            signal.signal(number, _terminated)
    app(prog_name="fangkong")


def _terminated(number: int, frame: object) -> NoReturn:
    """Leave so that what is open is cleared away: half-written files, workers."""
    raise SystemExit(128 + number)


def _forget_output() -> None:
    """Let what could not be written go: Python would complain of it once more when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(message: str, error: BaseException | None = None) -> None:
    """Tell the user something, and what was noted on the way of an error: that work is kept, say."""
    notes = getattr(error, "__notes__", ())
    if told := " ".join(filter(None, (message, *notes))):
        typer.echo(f"fangkong: {told}", err=True)


def _path(path: Path | None) -> str | None:
    return None if path is None else str(path)


def _version(asked: bool) -> None:
    if asked:
        from .. import __version__

        typer.echo(f"fangkong {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", metavar="", callback=_version, is_eager=True, help="Print the version and leave."),
    ] = False,
) -> None: ...


Explain = Annotated[
    bool, typer.Option("--explain", metavar="", help="With the reason for each value in a record, under explain.")
]
KeepText = Annotated[
    bool, typer.Option("--keep-text", metavar="", help="With the text that a record's offsets count in, under text.")
]
Mask = Annotated[
    bool,
    typer.Option(
        "--mask", metavar="", help="Hide names of persons, telephone numbers and the like by ＊, place for place."
    ),
]


@app.command(
    epilog="Exit code: 0 all well, 1 some inputs rejected, 2 wrong usage or nowhere to write. "
    "Example: fangkong extract reports/ -o records.jsonl --rejects rejects.jsonl --resume"
)
def extract(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATHS",
            show_default=False,
            help=".txt, .html, .jsonl (also .gz), folders, globs; - for standard input.",
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write records here instead of to standard output."),
    ] = None,
    resume: Annotated[
        bool | None,
        typer.Option(
            "--resume/--no-resume",
            metavar="",
            help="Go on with a run that was stopped, or delete its work, begin anew.",
        ),
    ] = None,
    rejects: Annotated[Path | None, typer.Option(metavar="FILE", help="Write rejects here, as JSON lines.")] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers", "-j", metavar="N", min=1, help="Processes. Left out: one a processor; for a few reports one."
        ),
    ] = None,
    timeout: Annotated[
        float,
        typer.Option(metavar="SECONDS", min=0, help="Longest time for a report (of 100,000 characters); 0: no limit."),
    ] = DEFAULT_TIMEOUT,
    explain: Explain = False,
    keep_text: KeepText = False,
    mask: Mask = False,
    ner: Ner = DEFAULT_TAGGER,
    measures: Measures = "model",
    registry: RegistryFile = None,
    rules: Rules = None,
    max_chars: MaxChars = DEFAULT_MAX_CHARS,
    progress: Annotated[
        bool | None,
        typer.Option("--progress/--no-progress", metavar="", help="Show progress, or do not. Left out: on a terminal."),
    ] = None,
    quiet: Annotated[
        bool,
        typer.Option("--quiet", "-q", metavar="", help="No progress, no summary; reject lines only without --rejects."),
    ] = False,
) -> None:
    """Read reports; write one record a line, as JSON."""
    from .batch import Settings
    from .job import run_job

    target = None if output is None or str(output) == "-" else output
    told = run_job(
        paths,
        Settings(ner, _path(rules), max_chars, explain, keep_text, measures, _path(registry), timeout, mask),
        output=target,
        rejects=rejects,
        workers=workers,
        max_chars=max_chars,
        progress=progress,
        quiet=quiet,
        resume=resume,
    )
    if not quiet:
        _say(told.summary() + (f"; written to {target}" if target else ""))
    if told.rejects:
        raise typer.Exit(EXIT_REJECTS)


@app.command()
def show(
    report: Annotated[
        str, typer.Argument(metavar="REPORT", show_default=False, help="A report; - for standard input.")
    ],
    ner: Ner = DEFAULT_TAGGER,
    measures: Measures = "model",
    rules: Rules = None,
    mask: Mask = False,
    max_chars: MaxChars = DEFAULT_MAX_CHARS,
) -> None:
    """Show a report with what is read out of it, in the terminal."""
    from ..schemas.record import Reject
    from .batch import Settings
    from .reading.sources import read
    from .views.terminal import make_console, show_report

    settings = Settings(ner, None if rules is None else str(rules), max_chars, measures=measures, mask=mask)
    extractor, console = settings.extractor(), make_console()
    failed = False
    for item in read([report], max_chars=max_chars):
        outcome = item if isinstance(item, Reject) else next(extractor.analyse([item]))
        if isinstance(outcome, Reject):
            _say(outcome.message)
            failed = True
        else:
            show_report(console, outcome.explained(), outcome.source.text)
    raise typer.Exit(EXIT_REJECTS if failed else EXIT_OK)


@app.command()
def schema(explain: Explain = False, keep_text: KeepText = False) -> None:
    """Print the JSON Schema of a record."""
    from ..schemas.published import schema_text

    typer.echo(schema_text(explain=explain, keep_text=keep_text), nl=False)


app.command()(measures)
app.command()(score)
app.command()(view)
app.command()(tables)
app.add_typer(gold_app, name="gold")
app.add_typer(rules_app, name="rules")
register_linting(rules_app)
app.command("explain")(explain_place)
app.command()(prove)
