"""Records written earlier, each joined with the text that its spans count in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any, Self

from pydantic import ValidationError

from ..schemas.record import ExplainedReport, Reject
from .errors import InputError, MalformedInput
from .reading.opening import Tally, opened
from .values.raw import RawReport

#: Longest first line that is looked at, in bytes.
_LINE = 64_000_000


class Texts:
    """Texts by their hash, kept in a temporary file: a folder of any size takes little memory. Use in `with`."""

    def __init__(self, reports: Iterable[RawReport | Reject]) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 - closed by our own end
        self._places: dict[bytes, tuple[int, int]] = {}
        for report in reports:
            if isinstance(report, RawReport):
                data = report.text.encode()
                place = self._file.tell()
                if self._places.setdefault(hashlib.sha256(data).digest(), (place, len(data)))[0] == place:
                    self._file.write(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def find(self, sha256: str) -> str | None:
        """Return the text with this hash, or None."""
        place = self._places.get(bytes.fromhex(sha256))
        if place is None:
            return None
        self._file.seek(place[0])
        return self._file.read(place[1]).decode()


def holds_records(path: Path) -> bool:
    """Tell whether a file holds records, or rejects, as `fangkong extract` writes them, and not reports."""
    if not path.is_file():
        return False
    try:
        with opened(path, str(path), Tally()) as stream:
            first = json.loads(stream.readline(_LINE)) if stream.peek(1)[:1] == b"{" else None
    except (InputError, ValueError, RecursionError):
        return False
    keys = first.keys() if isinstance(first, dict) else set()
    return {"schema_version", "source"} <= keys or {"error", "message"} <= keys


def saved_records(
    paths: Sequence[Path], find: Callable[[str], str | None]
) -> Iterator[tuple[dict[str, Any], str] | Reject]:
    """Yield each record, as its JSON, with its text, or a reject for one that is broken or whose text is not there.

    Args:
        paths: Files of records or rejects, one JSON object a line, also with .gz.
        find: Gives the text with a hash; asked for records that do not hold their own (`--keep-text`).
    """
    for path in paths:
        with opened(path, str(path), Tally()) as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield _one(line, f"{path}:{number}", find)


def _one(line: bytes, where: str, find: Callable[[str], str | None]) -> tuple[dict[str, Any], str] | Reject:
    found: Any = None
    try:
        found = json.loads(line)
        if isinstance(found, dict) and "error" in found:
            return Reject.model_validate(found)
        text = found.pop("text", None) if isinstance(found, dict) else None
        if text is None:
            text = find(ExplainedReport.model_validate(found).source.sha256)
        if text is None:
            return _reject(found, where, "its text is in none of the reports given. Give the folder it was read from.")
        return ExplainedReport.model_validate(found, context={"raw": text}).model_dump(mode="json"), text
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        return _reject(found, where, f"is no record that fits its text: {place}: {first['msg']}.")
    except (ValueError, RecursionError) as error:
        return _reject(found, where, f"is not JSON: {error}. Give a file that fangkong extract wrote.")


def _reject(found: Any, where: str, problem: str) -> Reject:
    own = found.get("id") if isinstance(found, dict) else None
    return Reject(
        id=own if isinstance(own, str) else None,
        path=where,
        error=MalformedInput.__name__,
        message=f"{where}: {problem}",
    )
