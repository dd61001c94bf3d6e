"""Cells of CSV files, which no spreadsheet takes for a formula.

Note [Harmless cells]: a spreadsheet computes a cell that begins with `=`, `+`, `-` or `@`, also behind a tab or line
end, and in some languages of the program in full width; a web page could so have a formula run by whoever opens the
file. A text cell that begins so gets an apostrophe in front. One that begins with an apostrophe gets another, so that
taking one apostrophe off, where one stands, gives back every text as it was.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

#: What a text must not begin with in a file that a spreadsheet opens (OWASP, "CSV Injection"), and the apostrophe.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")


def cell_of(value: Any) -> str:
    """Return how a value is written in CSV: null as nothing, days as 2022-03-01, lists as JSON, texts harmless.

    Example:
        >>> cell_of("-7名"), cell_of("'"), cell_of(("student", "teacher")), cell_of(None)
        ("'-7名", "''", '["student", "teacher"]', '')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return "'" + value if value.startswith(_DANGEROUS) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def text_of(cell: str) -> str:
    """Return the text that a cell stands for.

    Example:
        >>> text_of("'-7名"), text_of("近百名")
        ('-7名', '近百名')
    """
    return cell.removeprefix("'")
