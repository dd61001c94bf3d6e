"""`fangkong rules new`: a rule file with everything in place but the words."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

from ...schemas.record import MeasureCode
from ..errors import OutputError, RuleFileError
from .known import known

Field = Literal["dates", "institutions", "headcounts", "platforms", "measures"]
_PLACES: dict[str, str] = {
    "dates": "dates/own.toml",
    "institutions": "institutions/own.toml",
    "headcounts": "headcounts.toml",
    "platforms": "platforms.toml",
    "measures": "measures/own.toml",
}
_PATTERNS: dict[str, tuple[str, str, str]] = {
    "dates": ("(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日TODO", "{ }", "a group for each part: year, month, day"),
    "institutions": (
        "TODO",
        '{ kind = "other", mode = "named" }',
        "the head of the name, such as 研学营地; kind as in the record, mode as in rules/institutions/",
    ),
    "headcounts": (
        "(?P<number>[0-9]+)(?P<classifier>名)(?P<noun>TODO)",
        "{ }",
        "number and noun are read; classifier may be 人, 名, 位",
    ),
    "platforms": ("(?P<name>[一-龥]{2,6}TODO)", '{ category = "lms_course" }', "the group name is what is recorded"),
    "measures": (
        "TODO",
        '{{ code = "{code}" }}',
        "the words that decide; the verb in front of them is found by itself",
    ),
}


def new_rule(folder: Path, rule: str, field: Field, code: str | None = None) -> Path:
    """Write a scaffold of a rule into a folder of own rules; return the file.

    Args:
        folder: A folder as `--rules` takes it; made if need be.
        rule: Id of the rule.
        field: The field of the record that it finds.
        code: Of measures, the code of the catalogue.

    Raises:
        RuleFileError: If the id is taken or misshapen, or the code unknown.
        OutputError: If the file cannot be written.
    """
    from pydantic import ValidationError

    from ...schemas.rulefile import Rule

    pattern, data, hint = _PATTERNS[field]
    if field == "measures":
        if code not in get_args(MeasureCode):
            raise RuleFileError(str(folder), f"needs --code with one of {', '.join(get_args(MeasureCode))}.", rule=rule)
        data = data.format(code=code)
    if rule in known().ids:
        told = f"is in rules/{known().ids[rule]}.toml. Copy it from there to replace it, or take another id."
        raise RuleFileError(str(folder), told, rule=rule)
    try:
        Rule(id=rule, why="x", pattern="x")
    except ValidationError as error:
        raise RuleFileError(
            str(folder), "is no id. Write family.name in small letters, digits, - and _.", rule=rule
        ) from error
    path = folder / _PLACES[field]
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    if f'"{rule}"' in before:
        raise RuleFileError(str(path), "is there already. Edit it, or take another id.", rule=rule)
    text = _text(rule, pattern, data, hint)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(before + ("\n" if before else "") + text, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{path}: {error.strerror}.") from error
    return path


def _text(rule: str, pattern: str, data: str, hint: str) -> str:
    return f"""[[rule]]
id = "{rule}"
why = "TODO what this form is, and where it is met"
# {hint}
pattern = '{pattern}'
data = {data}

  [[rule.positive]]
  text = "TODO a whole clause with [[what is found]] in brackets。"

  [[rule.negative]]
  text = "TODO a clause that looks alike and means something else。"
  why = "TODO what it means"
"""
