"""A whole corpus as one page that works offline: reports with what was found in them, filters, pictures.

Note [Text never becomes markup]: rows, texts and records enter the page as compressed JSON in base64, an alphabet in
which no tag can be written; the script unpacks them and makes text nodes. The page's policy names its own style and
scripts by hash, so nothing else could run, and forbids every request.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any

from ...schemas.record import Reject
from ..webpage import asset, escape, json_block, policy, tones
from .corpus_rows import Row, platform_key, record_row, reject_row
from .hidden import HIDDEN

#: Parts of the script, in the order in which they build on each other.
_SCRIPTS = ("store", "words", "marks", "record", "list", "charts", "app")
#: Reports that are unpacked together: enough to pack well, few enough to open at once; and their characters.
_CHUNK, _CHUNK_CHARS = 48, 400_000


@dataclass(frozen=True, slots=True)
class Read:
    """One report with its record, as JSON, and the text that the record's spans count in."""

    record: Mapping[str, Any]
    text: str


def write_page(
    outcomes: Iterable[Read | Reject],
    write: Callable[[str], None],
    *,
    title: str,
    categories: Mapping[str, str],
    library: str | None,
) -> None:
    """Write the page piece by piece; texts wait in a temporary file, so memory holds rows only.

    Args:
        outcomes: Reports and rejects, in the order in which the page lists them.
        write: Takes a piece of the page that ends with a line.
        title: Heading of the page.
        categories: The category of each measure code, in the order of the codes.
        library: The script of the chart library; None writes tables in place of pictures.
    """
    style = tones() + asset(__package__, "page/page.css")
    parts = "".join(asset(__package__, f"page/{name}.js") for name in _SCRIPTS)
    script = f'(() => {{\n"use strict";\n{parts}}})();\n'  # its names are its own: the library has thousands
    scripts = [script] if library is None else [script, library]
    with TemporaryFile("w+", encoding="ascii", newline="\n") as waiting:
        rows, platforms = _sort_out(outcomes, waiting.write)
        rest = {
            "labels": json.loads(asset(__package__, "page/labels.json")),
            "charts": json.loads(asset(__package__, "page/charts.json")),
            "hidden": HIDDEN,
            "categories": categories,
            "platforms": platforms,
        }
        head, end = asset(__package__, "page/page.html").split("<!-- data -->")
        write(
            head.replace("{{title}}", escape(title))
            .replace("{{policy}}", escape(policy(styles=[style], scripts=scripts)))
            .replace("{{style}}", style)
        )
        write(json_block("page-data", rest))
        write(f'<script type="text/plain" id="rows">{_packed(rows)}</script>')
        write(f"<script>{script}</script>")
        waiting.seek(0)
        for line in waiting:
            write(line.rstrip("\n"))
        if library is not None:
            write(f"<script>{library}</script>")
        write(end)


def _sort_out(
    outcomes: Iterable[Read | Reject], keep: Callable[[str], object]
) -> tuple[list[Row], dict[str, tuple[str, str]]]:
    """Return the rows and the platforms' names and categories; give texts and records, in chunks, to `keep`."""
    rows: list[Row] = []
    platforms: dict[str, tuple[str, str]] = {}
    for number, chunk in enumerate(_chunks(outcomes, rows, platforms)):
        keep(f'<script type="text/plain" id="chunk-{number}">{_packed(chunk)}</script>\n')
    return rows, platforms


def _chunks(
    outcomes: Iterable[Read | Reject], rows: list[Row], platforms: dict[str, tuple[str, str]]
) -> Iterator[Sequence[Any]]:
    chunk: list[Any] = []
    chars = number = 0
    for outcome in outcomes:
        if isinstance(outcome, Reject):
            rows.append(reject_row(outcome))
            continue
        for platform in outcome.record["platforms"]:
            platforms.setdefault(platform_key(platform), (platform["name"], platform["category"]))
        rows.append(record_row(outcome.record) | {"at": [number, len(chunk)]})
        chunk.append({"text": outcome.text, "record": _slim(outcome.record)})
        chars += len(outcome.text)
        if len(chunk) >= _CHUNK or chars >= _CHUNK_CHARS:
            yield chunk
            chunk, chars, number = [], 0, number + 1
    if chunk:
        yield chunk


def _slim(node: Any) -> Any:
    """Return a record in which each span is its two ends: what stands there is in the text."""
    if isinstance(node, Mapping):
        if node.keys() == {"start", "end", "text"}:
            return [node["start"], node["end"]]
        return {key: _slim(value) for key, value in node.items()}
    return [_slim(value) for value in node] if isinstance(node, list | tuple) else node


def _packed(value: Any) -> str:
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b64encode(gzip.compress(data, mtime=0)).decode()
