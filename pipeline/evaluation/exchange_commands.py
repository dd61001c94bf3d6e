"""The commands `fangkong gold export` and `fangkong gold import`: labels to and from other tools."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from ..errors import GoldError
from .commands import catalogue, gold_app
from .score_command import GoldDir, load

__all__ = ["gold_app"]
Outgoing = Literal["label-studio", "label-studio-config", "doccano", "docbin"]
Incoming = Literal["label-studio", "doccano"]


@gold_app.command("export")
def export(
    gold_dir: GoldDir,
    out: Annotated[Path, typer.Argument(metavar="FILE", help="File to write.", show_default=False)],
    to: Annotated[Outgoing, typer.Option("--to", help="What to write.")],
) -> None:
    """Write labels for another tool."""
    from .goldfiles import save

    if to == "label-studio-config":
        from .labelstudio import interface

        save(out, interface())
        return
    files = load(gold_dir)
    if to == "docbin":
        from .docbin import docbin

        save(out, docbin(files))
    else:
        from .goldfiles import read_json

        reports = [(file.name, file.raw, read_json(Path(file.file))) for file in files]
        if to == "label-studio":
            from .labelstudio import task

            save(out, _dumps([task(*report) for report in reports]) + "\n")
        else:
            from .doccano import line

            save(out, "".join(_dumps(line(*report)) + "\n" for report in reports))
    typer.echo(f"{out}: {len(files)} reports written.", err=True)


@gold_app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What the tool exported.", show_default=False)],
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where NAME.txt and NAME.gold.json go.", show_default=False)
    ],
    source: Annotated[Incoming, typer.Option("--from", help="The tool it comes from.")],
) -> None:
    """Write NAME.txt and NAME.gold.json from what another tool exported. Run `gold check` on them afterwards."""
    from .fill import Filler, layout
    from .goldfiles import save

    names = set()
    for name, raw, labels in _read(file, source):
        if name in names or Path(name).name != name or name in ("", ".", ".."):
            raise GoldError(f"{file}: report name {name!r} stands twice or is no file name. Rename the report.")
        names.add(name)
        filled = Filler(name, raw, catalogue())(labels)
        save(folder / f"{name}.txt", raw)
        save(folder / f"{name}.gold.json", layout(filled))
    typer.echo(f"{folder}: {len(names)} reports written.", err=True)


def _read(file: Path, source: str) -> Iterable[tuple[str, str, dict[str, Any]]]:
    from .doccano import read_line
    from .labelstudio import read_task

    try:
        text = file.read_text(encoding="utf-8")
        if source == "label-studio":
            return [read_task(entry) for entry in json.loads(text)]
        return [read_line(json.loads(row)) for row in text.split("\n") if row.strip()]
    except OSError as error:
        raise GoldError(f"{file}: cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise GoldError(f"{file}: is not what {source} exports as JSON: {error!r}.") from error


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
