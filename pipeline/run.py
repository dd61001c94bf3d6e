"""The waist: the one file that knows the order of the stages."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from ..schemas.record import ExplainedReport, Reject, Report
from .collector import collector_paused
from .errors import EmptyInput, FangkongError, MalformedInput, TooLongInput
from .normalisation.text import Normaliser
from .privacy import Masker
from .recognisers.dates import DateRecogniser
from .recognisers.headcounts import HeadcountRecogniser
from .recognisers.institutions import InstitutionRecogniser
from .recognisers.measure_model import MeasureModel
from .recognisers.measures import MeasureRecogniser
from .recognisers.ner import make_tagger
from .recognisers.platforms import PlatformRecogniser
from .records import Findings, assemble, explain
from .resolution.dates import DateResolver
from .resolution.institutions import InstitutionLinker
from .resolution.measures import MeasureResolver
from .resolution.overlaps import longer_claims, without_claimed, without_reached_into
from .rulebook import RuleLibrary
from .segmentation.document import Document
from .segmentation.frame import Segmenter
from .side_by_side import side_by_side
from .values.hints import DEFAULT_TAGGER, MeasuresName, Tagged, TaggerName
from .values.raw import DEFAULT_MAX_CHARS, RawReport

#: A report as `pipe` takes it: its text, or a mapping with `text` and optional `id`, `url`, `published`.
ReportInput = str | Mapping[str, Any] | RawReport
_BATCH = 16
_KEYS = ("text", "id", "url", "published", "path")


class Extractor:
    """Reads reports. Loads rules and models once; use one for many reports.

    Args:
        ner: The tagger that helps to find institutions: "light" (default), "lac", "spacy" or "none" (rules only);
            docs/ner.md.
        measures: "model" (default) lets statistical models review what the measure rules find, move its edges and
            settle its status; "rules" does without.
        rules: A folder of own rules laid over those that ship, or a library already made; see docs/rules.md.
        max_chars: Longest text taken, in code points. A longer one is refused, never cut.
        registry: A list of your own institutions, whose ids fill `links`; see docs/registry.md.
        mask: Hide names of persons, telephone numbers and the like in everything that quotes the text; see
            docs/privacy.md. The record is then one of the masked text, which `Analysis.source` holds.

    Raises:
        RuleFileError: If a rule file does not load.
        RegistryError: If the registry cannot be read.
        BackendError: If the tagger's package is not installed.
    """

    def __init__(
        self,
        *,
        ner: TaggerName = DEFAULT_TAGGER,
        measures: MeasuresName = "model",
        rules: str | Path | RuleLibrary | None = None,
        max_chars: int = DEFAULT_MAX_CHARS,
        registry: str | Path | None = None,
        mask: bool = False,
    ) -> None:
        self.library = (
            rules if isinstance(rules, RuleLibrary) else RuleLibrary(Path(rules) if rules is not None else None)
        )
        self.max_chars = max_chars
        self._tagger = make_tagger(ner, self.library)
        self._normalise = Normaliser(self.library)
        self._segment = Segmenter(self.library)
        self._dates = DateRecogniser(self.library)
        self._headcounts = HeadcountRecogniser(self.library)
        self._platforms = PlatformRecogniser(self.library)
        self._institutions = InstitutionRecogniser(self.library)
        self._measures = MeasureRecogniser(self.library)
        self._model = MeasureModel(self.library) if measures == "model" else None
        self._resolve_dates = DateResolver(self.library)
        self._link = InstitutionLinker(self.library, None if registry is None else Path(registry))
        self._resolve_measures = MeasureResolver(self.library, model=measures == "model")
        self._mask = Masker(self.library) if mask else None

    def extract(
        self, text: str, *, published: str | None = None, url: str | None = None, id: str | None = None
    ) -> Report:
        """Return the record of one report.

        Args:
            text: The report as it stands: page frame, noise and all. Offsets in the record count its code points.
            published: When the page was published, if you know; it then decides over what the page shows.
            url: Address of the page; a date in its path is evidence.
            id: Your id for the report; else the first 12 hex digits of the text's SHA-256.

        Raises:
            InputError: If the text is empty or too long, or `published` is no date.
        """
        return self._one(RawReport(text=text, id=id, url=url, published=published)).report

    def explain(
        self, text: str, *, published: str | None = None, url: str | None = None, id: str | None = None
    ) -> ExplainedReport:
        """Return the record together with the reason for each of its values."""
        return self._one(RawReport(text=text, id=id, url=url, published=published)).explained()

    def pipe(self, reports: Iterable[ReportInput]) -> Iterator[Report | Reject]:
        """Yield one record or reject for each report, in order. A bad report gives a reject; the rest goes on."""
        for outcome in self.analyse(reports):
            yield outcome if isinstance(outcome, Reject) else outcome.report

    def analyse(self, reports: Iterable[ReportInput]) -> Iterator[Analysis | Reject]:
        """Yield for each report the laid-out document with its findings, or a reject; batched across reports."""
        stream = iter(reports)
        while batch := list(islice(stream, _BATCH)):
            yield from self._batch(batch)

    def _one(self, source: RawReport) -> Analysis:
        with collector_paused():
            doc = self._layout(source)
            return self._settle(source, doc, *self._tag([doc]))

    def _batch(self, batch: Sequence[ReportInput]) -> list[Analysis | Reject]:
        laid_out: list[tuple[RawReport, Document] | Reject] = []
        with collector_paused():
            for item in batch:
                source: RawReport | None = None
                try:
                    source = _as_raw(item)
                    laid_out.append((source, self._layout(source)))
                except FangkongError as error:
                    laid_out.append(_reject(error, item, source))
            ready = [entry for entry in laid_out if not isinstance(entry, Reject)]
            hints = self._tag([doc for _, doc in ready])
            settled = iter(side_by_side(self._stages(*entry, tags) for entry, tags in zip(ready, hints, strict=True)))
        outcomes: list[Analysis | Reject] = []
        for entry in laid_out:
            if isinstance(entry, Reject):
                outcomes.append(entry)
                continue
            outcome = next(settled)
            outcomes.append(_reject(outcome, entry[0], entry[0]) if isinstance(outcome, FangkongError) else outcome)
        return outcomes

    def _layout(self, source: RawReport) -> Document:
        where = source.id or source.path or "text"
        if not isinstance(source.text, str):
            raise MalformedInput(f"{where}: text is {type(source.text).__name__}, not str. Decode bytes first.")
        if len(source.text) > self.max_chars:
            raise TooLongInput(where, len(source.text), self.max_chars)
        if not source.text.strip():
            raise EmptyInput(where)
        try:
            source.text.encode("utf-8")
        except UnicodeEncodeError as error:
            raise MalformedInput(
                f"{where}: holds the lone surrogate U+{ord(source.text[error.start]):04X} at character {error.start}, "
                "which is no Unicode text and cannot be written out. Decode the source anew, or drop it."
            ) from error
        return self._segment(self._normalise(source.text))

    def _tag(self, docs: Sequence[Document]) -> list[dict[int, Tagged]]:
        """Return for each document the tags of those sentences that want them, by sentence start."""
        if self._tagger is None:
            return [{} for _ in docs]
        everywhere = self._tagger.everywhere
        wanted = [doc.sentences if everywhere else self._institutions.wants_hints(doc) for doc in docs]
        texts = [doc.string[s.start : s.end] for doc, ss in zip(docs, wanted, strict=True) for s in ss]
        tagged = iter(self._tagger.tag(texts))
        return [{segment.start: next(tagged) for segment in segments} for segments in wanted]

    def _settle(self, source: RawReport, doc: Document, hints: Mapping[int, Tagged]) -> Analysis:
        (outcome,) = side_by_side([self._stages(source, doc, hints)])
        if isinstance(outcome, FangkongError):
            raise outcome
        return outcome

    def _stages(self, source: RawReport, doc: Document, hints: Mapping[int, Tagged]) -> Generator[None, None, Analysis]:
        """Take a report through the stages, with a stop between one and the next."""
        expressions = list(self._dates(doc))
        yield
        platforms = list(self._platforms(doc))
        yield
        tagger, sure = (self._tagger.name, self._tagger.everywhere) if self._tagger else ("", False)
        names = list(self._institutions(doc, hints, tagger, confirms=sure))
        names, _ = without_claimed(names, expressions)
        platforms, names = longer_claims(platforms, names)
        yield
        headcounts, _ = without_reached_into(self._headcounts(doc), [*expressions, *names, *platforms])
        warned = list(self._headcounts.notices(doc))
        yield
        dates = self._resolve_dates(doc, expressions, published=source.published, url=source.url)
        yield
        linked = self._link(doc, names)
        yield
        candidates = list(self._measures(doc))
        yield
        if self._model:
            candidates = self._model.review(doc, candidates, trusted=self.library.own_rules)
        yield
        measures = self._resolve_measures(doc, candidates, linked, dates)
        yield
        notices = (*doc.text.notices, *dates.notices, *linked.notices, *warned)
        findings = Findings(dates, linked, headcounts, platforms, measures, notices)
        if self._mask:
            named = [m for one in linked.institutions for m in one.mentions if m.value.form != "self"]
            masked = self._mask(doc, [(m.start, m.end) for m in (*named, *platforms)], hints)
            source = replace(source, text=masked.text)
            findings = replace(findings, notices=[masked.notice(notice) for notice in notices])
        return Analysis(source, doc, findings, assemble(source, doc, findings))


@dataclass(frozen=True, slots=True)
class Analysis:
    """One report on its way through: what came in, its layout, what was settled, and the record."""

    source: RawReport
    doc: Document
    findings: Findings
    report: Report

    def explained(self) -> ExplainedReport:
        """Return the record together with the reason for each of its values."""
        return ExplainedReport(**dict(self.report), explain=explain(self.source, self.doc, self.findings))


@cache
def _default() -> Extractor:
    return Extractor()


def extract(text: str, *, published: str | None = None, url: str | None = None, id: str | None = None) -> Report:
    """Return the record of one report, read by a cached default `Extractor`; see `Extractor.extract`."""
    return _default().extract(text, published=published, url=url, id=id)


def _as_raw(item: ReportInput) -> RawReport:
    if isinstance(item, RawReport):
        return item
    if isinstance(item, str):
        return RawReport(text=item)
    if not isinstance(item, Mapping):
        raise MalformedInput(
            f"a report is {type(item).__name__}; give a str, or a mapping with 'text' and optional id, url, published."
        )
    where = str(item.get("id") or item.get("path") or "report")
    if not isinstance(item.get("text"), str):
        has = ", ".join(map(str, item)) or "nothing"
        raise MalformedInput(f"{where}: needs a 'text' key with a string. It has: {has}.")
    for key in ("id", "url", "published", "path"):
        if item.get(key) is not None and not isinstance(item[key], str):
            raise MalformedInput(f"{where}: {key!r} must be a string or null, not {type(item[key]).__name__}.")
    return RawReport(**{key: item[key] for key in _KEYS if item.get(key) is not None})


def _reject(error: FangkongError, item: object, source: RawReport | None) -> Reject:
    if source is not None:
        return Reject(id=source.id, path=source.path, error=type(error).__name__, message=str(error))
    known = item if isinstance(item, Mapping) else {}
    text = {key: str(known[key]) if known.get(key) is not None else None for key in ("id", "path")}
    return Reject(**text, error=type(error).__name__, message=str(error))
