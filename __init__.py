"""fangkong: dates, institutions, headcounts, platforms and control measures out of Chinese reports, with proof.

from fangkong import extract
report = extract(text)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .pipeline.errors import FangkongError
    from .pipeline.expressions import parse_date
    from .pipeline.run import Extractor, extract
    from .schemas.record import Reject, Report

__version__ = "0.1.0"
__all__ = ["Extractor", "FangkongError", "Reject", "Report", "__version__", "extract", "parse_date"]

# Names are looked up on first use, so that `import fangkong` stays light.
_HOMES = {
    "Extractor": ".pipeline.run",
    "extract": ".pipeline.run",
    "parse_date": ".pipeline.expressions",
    "FangkongError": ".pipeline.errors",
    "Report": ".schemas.record",
    "Reject": ".schemas.record",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
