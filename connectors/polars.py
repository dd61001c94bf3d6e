"""polars data frames out of records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..schemas.record import Reject, Report
from .arrow import to_daily, to_tables
from .needs import need

if TYPE_CHECKING:
    import polars as pl

    from ..pipeline.rulebook import RuleLibrary


def to_frames(reports: Iterable[Report | Reject]) -> dict[str, pl.DataFrame]:
    """Return a data frame for each table of docs/connectors.md: `reports`, `dates`, `headcounts`, ….

    Args:
        reports: Records, and rejects if you have them: what `Extractor.pipe` yields.

    Raises:
        BackendError: If polars or pyarrow is not installed.
    """
    pl = need("polars", extra="polars")
    return {name: pl.from_arrow(table) for name, table in to_tables(reports, extra="polars").items()}


def to_daily_frame(reports: Iterable[Report | Reject], library: RuleLibrary | None = None) -> pl.DataFrame:
    """Return what was in practice at each institution on each day; see `pipeline.crosswalk.daily_table`."""
    return need("polars", extra="polars").from_arrow(to_daily(reports, library, extra="polars"))
