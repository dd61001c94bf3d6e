"""Labelled sentences for the NER: our own text with our labels, the rules' sure hits, and UNER."""

from __future__ import annotations

import json
import random
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from names import KINDS, Names

from fangkong import Extractor
from fangkong.pipeline.normalisation.text import Normaliser
from fangkong.pipeline.recognisers.ner import make_tagger
from fangkong.pipeline.rulebook import RuleLibrary
from fangkong.pipeline.run import Analysis

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
#: Short forms of the labels in sentences/*.txt.
CODES = {
    "kg": "kindergarten", "pri": "primary_school", "sec": "secondary_school", "voc": "vocational_school",
    "uni": "higher_education", "trn": "training_provider", "edu": "education_authority", "gov": "government",
    "pty": "party_body", "cmd": "epidemic_command", "hlt": "health_institution", "com": "community", "med": "media",
    "ent": "enterprise", "soc": "social_organisation", "unit": "internal_unit", "oth": "other",
    "per": "PER", "loc": "LOC",
}  # fmt: skip
_MARK = re.compile(r"\[\[([^\[\]|]+)\|([a-z]+)\]\]")
_CLAUSE_MARK = re.compile(r"\[\[([^\[\]|]+)\|[a-z_+]+\]\]")
Span = tuple[int, int, str]


@dataclass(frozen=True)
class Labelled:
    """A sentence in normalised writing, its names without overlap in order, and where it comes from."""

    text: str
    spans: tuple[Span, ...]
    source: str


class Sources:
    """All sources of labelled sentences."""

    def __init__(self) -> None:
        self._library = RuleLibrary()
        self._normalise = Normaliser(self._library)
        self._rules = Extractor(ner="lac", measures="rules", rules=self._library)
        self._lac = make_tagger("lac")

    def own(self) -> Iterator[Labelled]:
        """Yield the sentences that we wrote and labelled."""
        for path in sorted((HERE / "sentences").glob("*.txt")):
            for line in path.read_text(encoding="utf-8").splitlines():
                if line and not line.startswith("#"):
                    yield self._marked(line, path.stem)

    def _marked(self, line: str, source: str) -> Labelled:
        line = self._normalise(line).text
        text, spans, at = "", [], 0
        for mark in _MARK.finditer(line):
            text += line[at : mark.start()]
            spans.append((len(text), len(text) + len(mark[1]), CODES[mark[2]]))
            text += mark[1]
            at = mark.end()
        text += line[at:]
        if "[[" in text or "]]" in text:
            raise ValueError(f"training/ner/sentences/{source}.txt: a mark is broken in {line!r}")
        return Labelled(text, tuple(spans), "own")

    def reports(self) -> Iterator[Labelled]:
        """Yield the sentences of fixtures/reports/dev with their gold names."""
        for gold in sorted((ROOT / "fixtures" / "reports" / "dev").glob("*.gold.json")):
            raw = gold.with_name(gold.name.replace(".gold.json", ".txt")).read_bytes().decode("utf-8")
            (analysis,) = self._rules.analyse([raw])
            doc = analysis.doc
            back = {doc.text.to_raw(i, i + 1)[0]: i for i in range(len(doc.string))}
            names = []
            for entry in json.loads(gold.read_text(encoding="utf-8"))["institutions"]:
                for mention in entry["mentions"]:
                    inside = [back[i] for i in range(mention["span"]["start"], mention["span"]["end"]) if i in back]
                    if mention["form"] != "self" and inside:
                        names.append((inside[0], inside[-1] + 1, entry["kind"]))
            for s in doc.sentences:
                here = [(a - s.start, b - s.start, k) for a, b, k in names if s.start <= a and b <= s.end]
                text = doc.string[s.start : s.end]
                yield Labelled(text, _flat([*here, *self._people(text)]), "report")

    def _people(self, text: str) -> list[Span]:
        """Return persons and places as LAC sees them, of two characters at least."""
        (tagged,) = self._lac.tag([text])
        return [(e.start, e.end, e.label) for e in tagged.entities if e.label in ("PER", "LOC") and e.end - e.start > 1]

    def silver(self, texts: Iterable[str], source: str) -> Iterator[Labelled]:
        """Yield the sentences of texts with the names that the rules find, and persons and places by LAC."""
        for analysis in self._rules.analyse(texts):
            doc = analysis.doc
            names = self._found(analysis)
            for s in doc.sentences:
                text = doc.string[s.start : s.end]
                here = [(a - s.start, b - s.start, k) for a, b, k in names if s.start <= a and b <= s.end]
                yield Labelled(text, _flat([*here, *self._people(text)]), source)

    @staticmethod
    def _found(analysis: Analysis) -> list[Span]:
        linked = analysis.findings.institutions.institutions
        return [(m.start, m.end, i.kind) for i in linked for m in i.mentions if m.value.form != "self"]

    def clauses(self) -> Iterator[Labelled]:
        """Yield our own clauses on measures, labelled by the rules."""
        for path in sorted((ROOT / "training" / "measures" / "clauses").glob("*.txt")):
            lines = [
                _CLAUSE_MARK.sub(r"\1", x) for x in path.read_text(encoding="utf-8").splitlines() if x and x[0] != "#"
            ]
            yield from self.silver(lines, "clauses")

    def examples(self) -> Iterator[Labelled]:
        """Yield the rules' examples, labelled by the rules, and the thousand names in sentences, by their gold name."""
        files = sorted((ROOT / "rules").rglob("*.toml"))
        texts = [t for f in files for t in _texts(tomllib.loads(f.read_text(encoding="utf-8")))]
        yield from self.silver([t.replace("[[", "").replace("]]", "") for t in texts], "examples")
        for line in (ROOT / "tests" / "data" / "institution_names.tsv").read_text(encoding="utf-8").splitlines():
            if not line.startswith(("#", "name\t")):
                name, kind, sentence = line.split("\t")
                at = sentence.index(name)
                near = next(iter(self.silver([sentence], "names")), None)
                others = [s for s in near.spans if s[1] <= at or s[0] >= at + len(name)] if near else []
                yield Labelled(sentence, _flat([(at, at + len(name), kind), *others]), "names")

    def uner(self, path: Path) -> Iterator[Labelled]:
        """Yield the sentences of a UNER file; an organisation gets its kind from the rules, or "ORG"."""
        for text, spans in read_uner(path):
            text = self._normalise._translate_widths(text)
            (analysis,) = self._rules.analyse([text])
            kinds = {(a, b): kind for a, b, kind in self._found(analysis)}
            named = [(a, b, kinds.get((a, b), "ORG") if label == "ORG" else label) for a, b, label in spans]
            yield Labelled(text, tuple(named), "uner")


def read_uner(path: Path) -> Iterator[tuple[str, list[Span]]]:
    """Yield text and spans of each sentence of an IOB2 file of Universal NER; words are joined without spaces."""
    text, spans = "", []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        cells = line.split("\t")
        if not line:
            if text:
                yield text, spans
            text, spans = "", []
        elif cells[0].isdigit():
            start, text = len(text), text + cells[1]
            if cells[2].startswith("B-"):
                spans.append((start, len(text), cells[2][2:]))
            elif cells[2].startswith("I-") and spans:
                spans[-1] = (spans[-1][0], len(text), spans[-1][2])


def swapped(item: Labelled, names: Names, chance: random.Random, share: float = 0.7) -> Labelled:
    """Return a sentence with names of the same kinds in the place of most of its names."""
    text, spans, at = "", [], 0
    for start, end, kind in item.spans:
        text += item.text[at:start]
        known = kind in KINDS or kind in ("PER", "LOC")
        name = names.draw(kind) if known and chance.random() < share else item.text[start:end]
        name = name.strip("《》")
        spans.append((len(text), len(text) + len(name), kind))
        text += name
        at = end
    return replace(item, text=text + item.text[at:], spans=tuple(spans), source=item.source + "+")


def _texts(node: object) -> Iterator[str]:
    """Yield the texts of all examples in a rule file."""
    if isinstance(node, dict):
        if isinstance(node.get("text"), str):
            yield node["text"]
        for below in node.values():
            yield from _texts(below)
    elif isinstance(node, list):
        for below in node:
            yield from _texts(below)


def _flat(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans without overlap, institutions before persons and places, then the longer."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s[2] in ("PER", "LOC"), s[0] - s[1], s[0])):
        if all(span[1] <= k[0] or k[1] <= span[0] for k in kept):
            kept.append(span)
    return tuple(sorted(kept))
