"""The spaCy component `fangkong`: records of reports on `doc._.fangkong`, their places as span groups.

An entry point makes it known to spaCy: where fangkong is installed, `nlp.add_pipe("fangkong")` needs no import.
See docs/spacy.md.

Note [What lies in a Doc]: what spaCy carries between processes and into files is `doc.user_data` and `doc.spans`, as
MessagePack. So the record lies there as JSON, and the attributes are getters that read it. An attribute of a span is
not stored under the span's place, as spaCy would do: two spans of one place would share it.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from ..pipeline.batch import Settings
from ..pipeline.values.hints import DEFAULT_TAGGER, MeasuresName, TaggerName
from ..pipeline.values.raw import DEFAULT_MAX_CHARS
from ..pipeline.webpage import tones
from ..schemas import record as schema
from ..schemas.span import Span as Place
from .spacy_scene import Scene

Field = Literal["dates", "institutions", "headcounts", "platforms", "measures"]
#: Label of the spans of each field.
LABELS: dict[Field, str] = {
    "dates": "DATE",
    "institutions": "INSTITUTION",
    "headcounts": "HEADCOUNT",
    "platforms": "PLATFORM",
    "measures": "MEASURE",
}
_RECORD, _REJECT = "fangkong", "fangkong_reject"
#: Reports that are read together, as in `Extractor.pipe`.
_BATCH = 16
_ID = re.compile(r"fangkong/([a-z]+)/([0-9]+)(?:/([0-9]+))?")
_TINT = re.compile(r"--([a-z]+)-tint: (#[0-9a-f]{6})")
Entry = schema.Date | schema.Institution | schema.Headcount | schema.Platform | schema.Measure


@dataclass(frozen=True, slots=True)
class Found:
    """What a span of ours says: `span._.fangkong`.

    Args:
        field: The field of the record.
        span: The exact place in `doc.text`; the spaCy span is widened to whole tokens.
        value: EDTF of a date, name of an institution or platform, number of a headcount, code of a measure.
        status: Status of a measure, role of a date, form of an institution's mention, purpose of a platform's,
            approximation of a headcount.
        rule: The rule, gazetteer entry or model that found it.
        entry: The whole entry of the record.
    """

    field: Field
    span: Place
    value: str | int | None
    status: str
    rule: str
    entry: Entry


@Language.factory(
    "fangkong",
    assigns=["doc.spans", "doc._.fangkong", "doc._.fangkong_reject", "span._.fangkong"],
    default_config={
        "ner": DEFAULT_TAGGER,
        "measures": "model",
        "rules": None,
        "registry": None,
        "max_chars": DEFAULT_MAX_CHARS,
        "spans_key": "fangkong",
        "id_key": "id",
        "published_key": "published",
        "url_key": "url",
    },
)
def make(
    nlp: Language,
    name: str,
    ner: TaggerName,
    measures: MeasuresName,
    rules: str | Path | None,
    registry: str | Path | None,
    max_chars: int,
    spans_key: str,
    id_key: str,
    published_key: str,
    url_key: str,
) -> "FangkongComponent":
    """Return the component, with rules and models loaded.

    Args:
        nlp: The pipeline.
        name: The component's name in it.
        ner: See `Extractor`.
        measures: See `Extractor`.
        rules: See `Extractor`.
        registry: See `Extractor`.
        max_chars: See `Extractor`.
        spans_key: Name of the span group; those of the fields are `<spans_key>/dates` and so on.
        id_key: Where a report's id stands in its context, in `doc.user_data`, or as `doc._.<id_key>`.
        published_key: Where the day of publication stands, likewise.
        url_key: Where the address stands, likewise.

    Raises:
        FangkongError: If rules do not load or a model is missing.
    """
    settings = Settings(
        ner=ner,
        rules=None if rules is None else str(rules),
        max_chars=max_chars,
        explain=True,
        measures=measures,
        registry=None if registry is None else str(registry),
    )
    return FangkongComponent(settings, Scene(id_key, published_key, url_key), spans_key)


class FangkongComponent:
    """Reads the text of each Doc; a Doc that gives no record gets the reason and goes on its way."""

    def __init__(self, settings: Settings, scene: Scene, spans_key: str) -> None:
        self._settings = settings
        self._scene = scene
        self._spans_key = spans_key
        self._read = settings.reader()

    def __call__(self, doc: Doc) -> Doc:
        """Return the Doc with its record and spans."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = _BATCH) -> Iterator[Doc]:
        """Yield each Doc with its record and spans, in order."""
        docs = iter(stream)
        while batch := list(islice(docs, min(batch_size, _BATCH))):
            self._read_batch(batch)
            yield from batch

    def _read_batch(self, docs: list[Doc]) -> None:
        reports = [self._scene(doc) for doc in docs]
        outcomes = iter(self._read([report for report in reports if not isinstance(report, schema.Reject)]))
        for doc, report in zip(docs, reports, strict=True):
            outcome = report if isinstance(report, schema.Reject) else next(outcomes)
            if isinstance(outcome, schema.Reject):
                self._set(doc, None, outcome.model_dump_json())
            else:
                self._set(doc, outcome.json, None)

    def _set(self, doc: Doc, record: str | None, reject: str | None) -> None:
        doc.user_data[_RECORD], doc.user_data[_REJECT] = record, reject
        found = [] if record is None else list(_spans(doc, _loaded(record)[0]))
        doc.spans[self._spans_key] = _group(doc, self._spans_key, [span for _, span in found])
        for field in LABELS:
            key = f"{self._spans_key}/{field}"
            doc.spans[key] = _group(doc, key, [span for of, span in found if of == field])

    def __getstate__(self) -> dict[str, Any]:
        return {"settings": self._settings, "scene": self._scene, "spans_key": self._spans_key}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(**state)  # type: ignore[misc]


def displacy_options(spans_key: str = "fangkong") -> dict[str, Any]:
    """Return options for `displacy.render(doc, style="span", options=...)`: the group, and our colours for labels.

    Args:
        spans_key: The group to draw: all fields, or one, such as `fangkong/measures`.
    """
    tints: dict[str, str] = {}
    for field, colour in _TINT.findall(tones()):
        tints.setdefault(field, colour)  # those for light pages come first
    return {"spans_key": spans_key, "colors": {label: tints[field] for field, label in LABELS.items()}}


def _group(doc: Doc, name: str, spans: list[Span]) -> SpanGroup:
    return SpanGroup(doc, name=name, spans=spans)


def _spans(doc: Doc, report: schema.Report) -> Iterator[tuple[Field, Span]]:
    """Yield the spans of all fields in text order, each widened to whole tokens."""
    places = sorted(_places(report), key=lambda place: (place[1].start, place[1].end))
    for field, place, key, refers in places:
        span = doc.char_span(
            place.start, place.end, label=LABELS[field], kb_id=refers, span_id=key, alignment_mode="expand"
        )
        if span is not None:
            yield field, span


def _places(report: schema.Report) -> Iterator[tuple[Field, Place, str, str]]:
    """Yield field, place, id of the span, and what the span refers to, for each mention of a record."""
    for n, date in enumerate(report.dates):
        if date.span:
            yield "dates", date.span, f"fangkong/dates/{n}", date.value
    for n, institution in enumerate(report.institutions):
        for m, named in enumerate(institution.mentions):
            yield "institutions", named.span, f"fangkong/institutions/{n}/{m}", institution.id
    for n, headcount in enumerate(report.headcounts):
        yield "headcounts", headcount.span, f"fangkong/headcounts/{n}", ""
    for n, platform in enumerate(report.platforms):
        for m, used in enumerate(platform.mentions):
            yield "platforms", used.span, f"fangkong/platforms/{n}/{m}", platform.id or ""
    for n, measure in enumerate(report.measures):
        yield "measures", measure.span, f"fangkong/measures/{n}", measure.code


@lru_cache(maxsize=64)
def _loaded(record: str) -> tuple[schema.Report, dict[tuple[str, int, int], str]]:
    """Return a record, and what found each of its values, by field and place."""
    held = json.loads(record)
    reasons = held.pop("explain")
    rules = {(why["field"], why["span"]["start"], why["span"]["end"]): why["found_by"] for why in reasons}
    return schema.Report.model_validate_json(json.dumps(held)), rules


def _report(doc: Doc) -> schema.Report | None:
    record = doc.user_data.get(_RECORD)
    return None if record is None else _loaded(record)[0]


def _reject(doc: Doc) -> schema.Reject | None:
    reject = doc.user_data.get(_REJECT)
    return None if reject is None else schema.Reject.model_validate_json(reject)


def _found(span: Span) -> Found | None:
    record, key = span.doc.user_data.get(_RECORD), _ID.fullmatch(span.id_)
    if record is None or key is None:
        return None
    report, rules = _loaded(record)
    field: Any = key[1]
    entry: Any = getattr(report, field)[int(key[2])]
    mention = entry.mentions[int(key[3])] if key[3] is not None else entry
    value, status = {
        "dates": lambda: (entry.value, entry.role),
        "institutions": lambda: (entry.name, mention.form),
        "headcounts": lambda: (entry.value, entry.approx),
        "platforms": lambda: (entry.name, mention.purpose),
        "measures": lambda: (entry.code, entry.status),
    }[field]()
    place: Place = mention.span
    return Found(field, place, value, status, rules.get((field, place.start, place.end), ""), entry)


Doc.set_extension("fangkong", getter=_report, force=True)
Doc.set_extension("fangkong_reject", getter=_reject, force=True)
Span.set_extension("fangkong", getter=_found, force=True)
