"""pandas data frames out of records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..schemas.record import Reject, Report
from .arrow import to_daily, to_tables
from .needs import need

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from ..pipeline.rulebook import RuleLibrary


def to_frames(reports: Iterable[Report | Reject]) -> dict[str, pd.DataFrame]:
    """Return a data frame for each table of docs/connectors.md: `reports`, `dates`, `headcounts`, ….

    Args:
        reports: Records, and rejects if you have them: what `Extractor.pipe` yields.

    Raises:
        BackendError: If pandas or pyarrow is not installed.
    """
    need("pandas", extra="pandas")
    return {name: _frame(table) for name, table in to_tables(reports, extra="pandas").items()}


def to_daily_frame(reports: Iterable[Report | Reject], library: RuleLibrary | None = None) -> pd.DataFrame:
    """Return what was in practice at each institution on each day; see `pipeline.crosswalk.daily_table`."""
    need("pandas", extra="pandas")
    return _frame(to_daily(reports, library, extra="pandas"))


def _frame(table: pa.Table) -> pd.DataFrame:
    # ArrowDtype: beside nulls, whole numbers, days and lists stay what they are; NumPy's types would make them floats.
    return table.to_pandas(types_mapper=need("pandas", extra="pandas").ArrowDtype)
