"""A pytest plugin that holds extraction accuracy: `pytest --fangkong-gold DIR`. It does nothing unless asked.

Each labelled report becomes a test item; so does each floor of --fangkong-min-f1, and the whole of a baseline.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest

from .values.hints import DEFAULT_TAGGER, TaggerName

if TYPE_CHECKING:
    from .evaluation.compare import Comparison
    from .evaluation.gate import Change
    from .evaluation.goldfiles import GoldFile
    from .run import Extractor


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options; without --fangkong-gold none of them does anything."""
    group = parser.getgroup("fangkong", "accuracy of fangkong on labelled reports")
    group.addoption("--fangkong-gold", action="append", metavar="DIR", help="Folder of NAME.txt with NAME.gold.json.")
    group.addoption("--fangkong-baseline", metavar="FILE", help="Fail reports in which something was better before.")
    group.addoption("--fangkong-min-f1", metavar="dates=0.95,…", help="Floors by field, or for record_score.")
    group.addoption("--fangkong-rules", metavar="DIR", help="Folder of own rules laid over those of fangkong.")
    names = "|".join(get_args(TaggerName))
    group.addoption("--fangkong-ner", metavar=names, default=DEFAULT_TAGGER, help="Tagger behind the institutions.")
    group.addoption("--fangkong-tolerance", metavar="X", type=float, default=0.005, help="How far an F1 may fall.")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Add the items, first of all, so that -k and -m choose among them as well."""
    if folders := config.getoption("--fangkong-gold"):
        gold = _Gold.from_parent(session, name="fangkong", nodeid="fangkong", asked=Asked(config, folders))
        mine = list(gold.collect())
        items.extend(mine)
        # Told as any other collector is, so that the terminal counts the items.
        report = pytest.CollectReport(gold.nodeid, "passed", None, list[Any](mine))
        config.hook.pytest_collectreport(report=report)


class _Failed(Exception):
    """What a failing item says, in its own words and without a traceback."""


class Asked:
    """What the command line asked for, and the comparisons made so far."""

    def __init__(self, config: pytest.Config, folders: list[str]) -> None:
        from .errors import FangkongError
        from .evaluation.baseline import Baseline, read
        from .evaluation.goldfiles import find_gold

        self.floors = _floors(config.getoption("--fangkong-min-f1") or "")
        self.tolerance: float = config.getoption("--fangkong-tolerance")
        self._rules, self._ner = config.getoption("--fangkong-rules"), config.getoption("--fangkong-ner")
        self._extractor: Extractor | None = None
        self._done: dict[Path, Comparison] = {}
        self.baseline: Baseline | None = None
        if self._ner not in get_args(TaggerName):
            names = ", ".join(get_args(TaggerName))
            raise pytest.UsageError(f"--fangkong-ner {self._ner!r} is no tagger. Use one of: {names}.")
        try:
            self.paths = find_gold([config.invocation_params.dir / folder for folder in folders])
            if file := config.getoption("--fangkong-baseline"):
                self.baseline = read(config.invocation_params.dir / file)
        except FangkongError as error:
            raise pytest.UsageError(str(error)) from None

    def compare(self, path: Path) -> Comparison:
        """Return what becomes of one labelled report; each is read once."""
        from .evaluation.compare import compare_all
        from .evaluation.goldfiles import read_gold
        from .run import Extractor

        if path not in self._done:
            file: GoldFile = read_gold(path)
            if self._extractor is None:
                self._extractor = Extractor(ner=self._ner, rules=self._rules)
            self._done[path] = next(compare_all([file], self._extractor))
        return self._done[path]

    def everything(self) -> list[Comparison]:
        """Return what becomes of all labelled reports."""
        return [self.compare(path) for path in self.paths]


def _floors(text: str) -> dict[str, float]:
    from .evaluation.scores import GATED

    floors = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, value = part.partition("=")
        if name not in (*GATED, "record_score"):
            known = ", ".join((*GATED, "record_score"))
            raise pytest.UsageError(f"--fangkong-min-f1: {name!r} is no field. Use one of {known}.")
        try:
            floors[name] = float(value)
        except ValueError:
            raise pytest.UsageError(f"--fangkong-min-f1: {part!r} has no number. Write {name}=0.95.") from None
    return floors


class _Gold(pytest.Collector):
    """All that --fangkong-gold asks for."""

    def __init__(self, *, asked: Asked, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._asked = asked

    def collect(self) -> Iterator[pytest.Item]:
        """Yield an item for each report, then one for the baseline and each floor."""
        for path in self._asked.paths:
            yield _ReportItem.from_parent(self, name=path.name.removesuffix(".gold.json"), asked=self._asked, file=path)
        if self._asked.baseline is not None:
            yield _BaselineItem.from_parent(self, name="baseline", asked=self._asked)
        for field, floor in self._asked.floors.items():
            yield _FloorItem.from_parent(self, name=f"{field}>={floor:g}", asked=self._asked, field=field, floor=floor)


class _Item(pytest.Item):
    def __init__(self, *, asked: Asked, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._asked = asked

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        from .errors import FangkongError

        if isinstance(excinfo.value, (_Failed, FangkongError)):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, f"fangkong: {self.name}"


class _ReportItem(_Item):
    """One labelled report. What fails it depends on what else was asked for: see docs/evaluation.md."""

    def __init__(self, *, file: Path, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._file = file

    def runtest(self) -> None:
        from .evaluation.errors import errors

        comparison = self._asked.compare(self._file)
        if comparison.reject:
            raise _Failed(f"{self._file}: was not read: {comparison.reject}")
        told = list(errors(comparison))
        if self._asked.baseline is not None:
            if broken := [str(change) for change in self._broken(comparison)]:
                raise _Failed("\n".join(["worse than the baseline:", *broken]))
        elif not self._asked.floors and told:
            raise _Failed("\n".join([f"{len(told)} errors:", *map(str, told)]))
        if told:
            self.add_report_section("call", "fangkong", "\n".join(map(str, told)))

    def _broken(self, comparison: Comparison) -> list[Change]:
        from .evaluation.baseline import snapshot
        from .evaluation.gate import changes

        told = changes(self._asked.baseline or {}, snapshot([comparison]))
        return [change for change in told if change.kind == "broken"]


class _BaselineItem(_Item):
    """The figures of all reports against the baseline."""

    def runtest(self) -> None:
        from .evaluation.gate import drops

        if told := drops(self._asked.baseline or {}, self._asked.everything(), self._asked.tolerance):
            raise _Failed("\n".join(map(str, told)))


class _FloorItem(_Item):
    """One floor: the F1 of a field, or the record score, over all reports."""

    def __init__(self, *, field: str, floor: float, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._field, self._floor = field, floor

    def runtest(self) -> None:
        from .evaluation.scores import record_score, total

        reports = self._asked.everything()
        whole = self._field == "record_score"
        reached = record_score(reports) if whole else total(reports, self._field).f1
        if reached < self._floor:
            what = "the record score" if whole else f"the F1 of {self._field}"
            raise _Failed(f"{what} is {reached:.4f} over {len(reports)} reports, below its floor of {self._floor:g}")
