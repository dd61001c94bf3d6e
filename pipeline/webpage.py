"""Pages that are complete in themselves: style and script written into them, and a policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Iterable
from importlib.resources import files
from typing import Any


def asset(package: str, name: str) -> str:
    """Return a text file that ships inside a package, such as a style sheet.

    Args:
        package: The package beside whose modules the file lies.
        name: Its path from there, with `/` between folders.
    """
    return files(package).joinpath(*name.split("/")).read_text(encoding="utf-8")


def tones() -> str:
    """Return the style sheet with the colours of the fields, the same on every page."""
    return asset(__package__, "tones.css")


def escape(text: object) -> str:
    """Return text that HTML shows as it is, in an element as well as in a quoted attribute."""
    return html.escape(str(text), quote=True)


def policy(*, styles: Iterable[str], scripts: Iterable[str]) -> str:
    """Return a Content-Security-Policy: these styles and scripts, by hash, and nothing else; no request of any kind."""
    return (
        f"default-src 'none'; style-src {' '.join(map(_hash, styles))}; script-src {' '.join(map(_hash, scripts))}; "
        "base-uri 'none'; form-action 'none'"
    )


def json_block(name: str, value: Any) -> str:
    """Return an element that holds a value as JSON; no text in the value can end it or become markup."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="{escape(name)}">{text}</script>'


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
