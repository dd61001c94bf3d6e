"""The labelled material of the measure model: clauses and paragraphs we wrote, rule examples, development reports."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fangkong.pipeline.normalisation.text import Normaliser
from fangkong.pipeline.recognisers._measure_places import places_of
from fangkong.pipeline.rulebook import RuleLibrary
from fangkong.pipeline.segmentation.document import Document
from fangkong.pipeline.segmentation.frame import Segmenter

ROOT = Path(__file__).parents[2]
MARK = re.compile(r"\[\[([^\[\]|]+)\|([a-z_+]+)\]\]")
EXAMPLE_MARK = re.compile(r"\[\[(.+?)\]\]")
#: Share of a place or of a label that must overlap for the place to bear the label.
OVERLAP = 0.4
#: What an item of a list weighs beside a phrase, and a place that only optional labels touch.
ITEM, OPTIONAL = 0.5, 0.3

#: Start and end (normalised), code, whether optional.
Label = tuple[int, int, str, bool]


@dataclass(frozen=True)
class Page:
    """One labelled text. `kind`: report, paragraph, clause or example; of an example only the marks are labelled."""

    name: str
    kind: str
    doc: Document
    labels: tuple[Label, ...]

    def rows(self) -> Iterator[tuple[int, set[str], float]]:
        """Yield the number of each place that is labelled, its codes, and what it weighs in training."""
        places = places_of(self.doc)
        for number, place in enumerate(places.every):
            codes, weight = set(), 1.0 if number < len(places.phrases) else ITEM
            for start, end, code, optional in self.labels:
                shared = min(place.end, end) - max(place.start, start)
                if shared > 0 and shared >= OVERLAP * min(place.end - place.start, end - start):
                    codes.add(code)
                    weight *= OPTIONAL if optional else 1.0
            if codes or self.kind != "example":
                yield number, codes, weight


class Material:
    """Reads all labelled pages."""

    def __init__(self) -> None:
        self.library = RuleLibrary()
        self._normalise, self._segment = Normaliser(self.library), Segmenter(self.library)

    def pages(self) -> Iterator[Page]:
        yield from self._clauses()
        yield from self._examples()
        yield from self.reports(ROOT / "fixtures" / "reports" / "dev")

    def _page(self, name: str, kind: str, raw: str, spans: Sequence[Label]) -> Page:
        text = self._normalise(raw)
        back = {text.to_raw(at, at + 1)[0]: at for at in range(len(text.text))}
        labels = []
        for start, end, code, optional in spans:
            inside = [back[at] for at in range(start, end) if at in back]
            if inside:
                labels.append((inside[0], inside[-1] + 1, code, optional))
        return Page(name, kind, self._segment(text), tuple(labels))

    def _clauses(self) -> Iterator[Page]:
        for path in sorted((Path(__file__).parent / "clauses").glob("*.txt")):
            kind = "paragraph" if path.stem.startswith("paragraphs") else "clause"
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
                if line and not line.startswith("#"):
                    yield self._page(f"{path.stem}:{number}", kind, *_unmarked(line, MARK))

    def _examples(self) -> Iterator[Page]:
        for book in self.library.rulebooks("measures"):
            for rule in book.rules:
                for number, example in enumerate(rule.source.positive):
                    plain, spans = _unmarked(example.text, EXAMPLE_MARK, rule.data["code"])
                    yield self._page(f"{rule.id}:{number}", "example", plain, spans)
                for number, negative in enumerate(rule.source.negative):
                    if not EXAMPLE_MARK.search(negative.text):
                        yield self._page(f"{rule.id}:not:{number}", "clause", negative.text, ())

    def reports(self, folder: Path) -> Iterator[Page]:
        """Yield the labelled reports of a folder."""
        for gold in sorted(folder.glob("*.gold.json")):
            raw = gold.with_name(gold.name.replace(".gold.json", ".txt")).read_bytes().decode("utf-8")
            labels = [
                (m["span"]["start"], m["span"]["end"], m["code"], bool(m.get("optional")))
                for m in json.loads(gold.read_text(encoding="utf-8"))["measures"]
            ]
            yield self._page(gold.name.partition(".")[0], "report", raw, labels)


def _unmarked(text: str, mark: re.Pattern[str], code: str = "") -> tuple[str, list[Label]]:
    plain, spans, at = "", [], 0
    for match in mark.finditer(text):
        plain += text[at : match.start()]
        names = (code or match[2]).split("+")
        spans += [(len(plain), len(plain) + len(match[1]), name, False) for name in names]
        plain += match[1]
        at = match.end()
    return plain + text[at:], spans
