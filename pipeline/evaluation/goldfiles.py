"""Labelled reports on disk: NAME.txt with NAME.gold.json beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ...schemas.gold import GoldReport
from ..errors import GoldError

SUFFIX = ".gold.json"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a labelled report, where, and what to do about it."""

    file: str
    path: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.path}: {self.problem} {self.remedy}".rstrip()


@dataclass(frozen=True, slots=True)
class GoldFile:
    """One labelled report, read and validated."""

    name: str
    file: str
    raw: str
    gold: GoldReport


def find_gold(paths: Sequence[Path]) -> list[Path]:
    """Return every NAME.gold.json under the given files and folders, by name.

    Raises:
        GoldError: If a path does not exist, is no labelled report, or a folder holds none.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(path.rglob(f"*{SUFFIX}"))
            if not inside:
                raise GoldError(f"{path}: holds no *{SUFFIX}. Give a folder of NAME.txt with NAME{SUFFIX} beside it.")
            found.extend(inside)
        elif path.name.endswith(SUFFIX) and path.is_file():
            found.append(path)
        elif path.suffix == ".txt" and gold_path(path).is_file():
            found.append(gold_path(path))
        elif not path.exists():
            raise GoldError(f"{path}: does not exist. Give a folder, or NAME{SUFFIX} with NAME.txt beside it.")
        else:
            raise GoldError(f"{path}: is no labelled report. Give a folder, or NAME{SUFFIX} with NAME.txt beside it.")
    return list(dict.fromkeys(found))


def gold_path(text: Path) -> Path:
    """Return the labels that belong to a text file."""
    return text.with_name(text.name.removesuffix(".txt") + SUFFIX)


def text_path(gold: Path) -> Path:
    """Return the text that a file of labels belongs to."""
    return gold.with_name(gold.name.removesuffix(SUFFIX) + ".txt")


def read_raw(gold: Path) -> str:
    """Return the text that a file of labels belongs to, line ends as they stand.

    Raises:
        GoldError: If the text is not there or is not UTF-8.
    """
    path = text_path(gold)
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise GoldError(f"{gold}: its text {path.name} is missing. Put it beside the labels.") from None
    except UnicodeDecodeError as error:
        raise GoldError(f"{path}: is not UTF-8 ({error.reason} at byte {error.start}). Save it as UTF-8.") from None


def save(path: Path, content: str | bytes) -> None:
    """Write a file, and its folder where there is none.

    Raises:
        GoldError: If that is not possible.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise GoldError(f"{path}: cannot be written: {error.strerror}. Choose another place.") from None


def read_json(gold: Path) -> dict[str, Any]:
    """Return the labels as plain JSON, not yet validated.

    Raises:
        GoldError: If the file is no JSON object, or repeats a key.
    """
    try:
        loaded = json.loads(gold.read_bytes().decode("utf-8-sig"), object_pairs_hook=_unrepeated)
    except (ValueError, RecursionError) as error:
        raise GoldError(f"{gold}: is not valid JSON: {error}. Mend it there.") from None
    if not isinstance(loaded, dict):
        raise GoldError(f"{gold}: holds a {type(loaded).__name__}, not an object. Begin with {{ and the record's keys.")
    return loaded


def validate(file: str, raw: str, labels: dict[str, Any]) -> GoldReport | list[Problem]:
    """Return the labels as a model, or what is wrong with their form."""
    if unfilled := [
        Problem(file, path, f"span {_short(span)} has no offsets yet.", "Run `fangkong gold fill` first.")
        for path, span in spans_of(labels)
        if not _is_filled(span)
    ]:
        return unfilled
    try:
        # JSON mode: strict about types ("12" is no number), yet ISO dates and lists are taken.
        return GoldReport.model_validate_json(json.dumps(labels), strict=True, context={"raw": raw})
    except ValidationError as error:
        return [_problem(file, told["loc"], told["type"], told["msg"]) for told in error.errors(include_url=False)]


def read_gold(path: Path, *, text_of: Path | None = None) -> GoldFile:
    """Return one labelled report.

    Args:
        path: The gold file.
        text_of: A gold file beside whose text the labels belong, where they have no text of their own.

    Raises:
        GoldError: If it is not what docs/labelling.md asks for; the message names file, place and remedy.
    """
    own = path.with_name(path.name.removesuffix(SUFFIX) + ".txt").exists()
    raw, labels = read_raw(path if own or text_of is None else text_of), read_json(path)
    outcome = validate(str(path), raw, labels)
    if isinstance(outcome, list):
        more = f"\n(and {len(outcome) - 5} more: fangkong gold check {path})" if len(outcome) > 5 else ""
        raise GoldError("\n".join(map(str, outcome[:5])) + more)
    return GoldFile(name=path.name.removesuffix(SUFFIX), file=str(path), raw=raw, gold=outcome)


def spans_of(node: Any, path: str = "$", key: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every span in a file of labels with its JSON path, filled in or not."""
    if key in ("span", "sentence", "title"):
        if node is not None:
            yield path, node
    elif isinstance(node, dict):
        for name, value in node.items():
            yield from spans_of(value, f"{path}.{name}", name)
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from spans_of(value, f"{path}[{number}]", key)


def _is_filled(span: Any) -> bool:
    return not (isinstance(span, str) or (isinstance(span, dict) and not {"start", "end", "text"} <= span.keys()))


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if repeated := sorted({key for key in keys if keys.count(key) > 1}):
        raise ValueError(f"key {repeated[0]!r} stands twice in one object {_short(dict(pairs))}")
    return dict(pairs)


def _short(node: Any) -> str:
    text = json.dumps(node, ensure_ascii=False)
    return text if len(text) <= 80 else text[:77] + "…"


_REMEDIES = {
    "missing": "Add the key.",
    "extra_forbidden": "Take the key out, or mend its spelling; docs/labelling.md lists the keys.",
    "literal_error": "Use one of these words.",
    "bool_type": "Write true or false.",
}


def _problem(file: str, loc: tuple[int | str, ...], kind: str, message: str) -> Problem:
    path = "$" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    text = {"missing": "is missing.", "extra_forbidden": "is not a key known here."}.get(
        kind, message.removeprefix("Value error, ").rstrip(".") + "."
    )
    return Problem(file, path, text, _REMEDIES.get(kind, "Mend it there."))
