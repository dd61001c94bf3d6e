"""The labelled material of the measure model: clauses, paragraphs and pages we wrote, rule examples, dev reports."""

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
#: `[[span|code]]`; a `?` behind the code: may be left out; a status behind a second bar, else implemented.
MARK = re.compile(r"\[\[(?P<span>[^\[\]|]+)\|(?P<codes>[a-z_+]+)(?P<optional>\?)?(?:\|(?P<status>[a-z]+))?\]\]")
#: Parts the pages of a file.
BETWEEN_PAGES = re.compile(r"^====\n", re.M)
EXAMPLE_MARK = re.compile(r"\[\[(?P<span>.+?)\]\]")
#: Share of a place or of a label that must overlap for the place to bear the label.
OVERLAP = 0.4
#: What an item of a list weighs beside a phrase, and a place that only optional labels touch.
ITEM, OPTIONAL = 0.5, 0.3

#: Start and end (normalised), code, whether optional.
Label = tuple[int, int, str, bool]
_Marked = tuple[Label, str]


@dataclass(frozen=True)
class Page:
    """One labelled text. `kind`: report, page, paragraph, clause or example, which is labelled at its marks only."""

    name: str
    kind: str
    raw: str
    doc: Document
    labels: tuple[Label, ...]
    #: The status of each label; of an example that does not say it, "".
    statuses: tuple[str, ...]

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
        yield from self._pages()
        yield from self._examples()
        yield from self.reports(ROOT / "fixtures" / "reports" / "dev")

    def _page(self, name: str, kind: str, raw: str, marked: Sequence[_Marked]) -> Page:
        text = self._normalise(raw)
        back = {text.to_raw(at, at + 1)[0]: at for at in range(len(text.text))}
        labels, statuses = [], []
        for (start, end, code, optional), status in marked:
            inside = [back[at] for at in range(start, end) if at in back]
            if inside:
                labels.append((inside[0], inside[-1] + 1, code, optional))
                statuses.append(status)
        return Page(name, kind, raw, self._segment(text), tuple(labels), tuple(statuses))

    def _clauses(self) -> Iterator[Page]:
        for path in sorted((Path(__file__).parent / "clauses").glob("*.txt")):
            kind = "paragraph" if path.stem.startswith("paragraphs") else "clause"
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
                if line and not line.startswith("#"):
                    yield self._page(f"{path.stem}:{number}", kind, *_unmarked(line, MARK))

    def _pages(self) -> Iterator[Page]:
        for path in sorted((Path(__file__).parent / "pages").glob("*.txt")):
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            written = "".join(line for line in lines if not line.startswith("# "))
            for number, page in enumerate(BETWEEN_PAGES.split(written)):
                if page.strip():
                    yield self._page(f"{path.stem}:{number}", "page", *_unmarked(page.strip() + "\n", MARK))

    def _examples(self) -> Iterator[Page]:
        for book in self.library.rulebooks("measures"):
            for rule in book.rules:
                for number, example in enumerate(rule.source.positive):
                    told = str(example.value.get("status", ""))
                    plain, spans = _unmarked(example.text, EXAMPLE_MARK, rule.data["code"])
                    spans = [(label, told) for label, _ in spans]
                    yield self._page(f"{rule.id}:{number}", "example", plain, spans)
                for number, negative in enumerate(rule.source.negative):
                    if not EXAMPLE_MARK.search(negative.text):
                        yield self._page(f"{rule.id}:not:{number}", "clause", negative.text, ())

    def reports(self, folder: Path) -> Iterator[Page]:
        """Yield the labelled reports of a folder."""
        for gold in sorted(folder.glob("*.gold.json")):
            raw = gold.with_name(gold.name.replace(".gold.json", ".txt")).read_bytes().decode("utf-8")
            labels = [
                ((m["span"]["start"], m["span"]["end"], m["code"], bool(m.get("optional"))), m["status"])
                for m in json.loads(gold.read_text(encoding="utf-8"))["measures"]
            ]
            yield self._page(gold.name.partition(".")[0], "report", raw, labels)


def _unmarked(text: str, mark: re.Pattern[str], code: str = "") -> tuple[str, list[_Marked]]:
    plain, marked, at = "", [], 0
    for match in mark.finditer(text):
        told = {"codes": code, "optional": None, "status": None} | match.groupdict()
        plain += text[at : match.start()]
        end = len(plain) + len(match["span"])
        for name in told["codes"].split("+"):
            marked.append(((len(plain), end, name, bool(told["optional"])), told["status"] or "implemented"))
        plain += match["span"]
        at = match.end()
    return plain + text[at:], marked
