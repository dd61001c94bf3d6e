"""Train the status model (models/measures/status.npz), and print how well it does on pages it never saw.

    python training/measures/train_status.py

Needs scipy and scikit-learn (for training only). To be run after train.py and train_edges.py, as it learns on the
measures that the pipeline finds; a labelled measure that it misses is taken as labelled. Same material as train.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from material import ROOT, Material, Page
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from fangkong import Extractor
from fangkong.pipeline.mention import Mention
from fangkong.pipeline.resolution.frames import FrameReader
from fangkong.pipeline.resolution.status import StatusReader
from fangkong.pipeline.resolution.status_model import STATUSES
from fangkong.pipeline.resolution.status_signs import page_signs, signs_of
from fangkong.pipeline.run import Analysis
from fangkong.pipeline.values.measures import MeasureCandidate
from fangkong.pipeline.values.raw import RawReport

FOLDS = 5
WEIGHT = {"report": 1.0, "page": 1.0, "paragraph": 1.0, "example": 1.0}
#: Inverse strength of regularisation, least count of a sign, weights below which a sign is left out of the file.
C, MIN_COUNT, PRUNE = 0.5, 3, 0.02
#: Signs made of characters come by the dozen, so each weighs less than the others.
SCALES = {"f": 0.3, "i": 0.3, "b": 0.3, "s": 0.3, "k": 0.3, "t": 0.3}
EDGE_SCALE = 0.5

#: The signs of a measure, the status that the cues give it, and the true one.
Lesson = tuple[dict[str, float], str, str]


class Reader:
    """Reads labelled pages as the pipeline does, up to the status of measures."""

    def __init__(self, material: Material) -> None:
        self._extractor = Extractor(rules=material.library)
        book = material.library.rulebook("status")
        self._frames, self._status = FrameReader(book), StatusReader(book)
        self._authorities = frozenset(book.data["authorities"])

    def __call__(self, page: Page) -> list[Lesson]:
        """Return a lesson for each labelled measure."""
        extractor, doc = self._extractor, page.doc
        analysis: Analysis = extractor._settle(RawReport(text=page.raw), doc, extractor._tag([doc])[0])
        found = extractor._model.review(doc, list(extractor._measures(doc)))
        found, told = _told(page, found)
        linked, dates = analysis.findings.institutions, analysis.findings.dates
        frames, reporting = self._frames(doc), linked.reporting
        orders = reporting is not None and linked.institutions[reporting].kind in self._authorities
        read = [self._status(doc, one, frames, dates, orders=orders) for one in found]
        cues = [self._status.cues(doc, one, frames, dates) for one in found]
        page_wide = page_signs(doc, frames, orders=orders)
        signs = (one.named(page_wide) for one in signs_of(doc, found, frames, read, cues))
        return [(sign, now, true) for sign, now, true in zip(signs, read, told, strict=True) if true]


def _told(page: Page, found: Sequence[Mention[MeasureCandidate]]) -> tuple[list[Mention[MeasureCandidate]], list[str]]:
    """Return the measures found with their true statuses ("" where no label says), and those that were missed."""
    told: dict[int, str] = {}
    every = list(found)
    missed = set(range(len(page.labels)))
    for n, one in enumerate(found):
        fits = [
            (min(end, one.end) - max(start, one.start), k)
            for k, (start, end, code, _) in enumerate(page.labels)
            if code == one.value.code and min(end, one.end) > max(start, one.start)
        ]
        if fits:
            told[n] = page.statuses[max(fits)[1]]
            missed.discard(max(fits)[1])
    for k in sorted(missed):
        start, end, code, _ = page.labels[k]
        told[len(every)] = page.statuses[k]
        every.append(Mention("MEASURE", start, end, MeasureCandidate(code, start, end), "label"))
    order = sorted(range(len(every)), key=lambda n: (every[n].start, every[n].end, every[n].value.code))
    return [every[n] for n in order], [told.get(n, "") for n in order]


def scale(sign: str) -> float:
    return EDGE_SCALE if sign[0] in "<>[]" else SCALES.get(sign.partition(":")[0], 1.0)


def matrix(lessons: Sequence[Lesson], columns: dict[str, int]) -> csr_matrix:
    found = [[(columns[name], value * scale(name)) for name, value in x[0].items() if name in columns] for x in lessons]
    ends = np.cumsum([0, *map(len, found)])
    flat = [pair for row in found for pair in row]
    return csr_matrix(([v for _, v in flat], [c for c, _ in flat], ends), shape=(len(lessons), len(columns)))


def fit(lessons: Sequence[Lesson], weights: Sequence[float]) -> tuple[dict[str, int], np.ndarray]:
    """Return the columns of the signs, and for each its weight for each status."""
    counted = Counter(name for signs, _, _ in lessons for name in signs)
    columns = {name: n for n, name in enumerate(sorted(n for n, count in counted.items() if count >= MIN_COUNT))}
    model = LogisticRegression(C=C, max_iter=500, fit_intercept=False)
    model.fit(matrix(lessons, columns), [STATUSES.index(true) for _, _, true in lessons], sample_weight=weights)
    held = np.full((len(columns), len(STATUSES)), 0.0)
    held[:, model.classes_] = model.coef_.T
    return columns, held


def _weighed(
    pages: Sequence[Page], told: Sequence[Sequence[Lesson]], taken: Iterable[int]
) -> tuple[list[Lesson], list[float]]:
    both = [(lesson, WEIGHT[pages[n].kind]) for n in taken for lesson in told[n]]
    return [lesson for lesson, _ in both], [weight for _, weight in both]


def main() -> None:
    material = Material()
    read = Reader(material)
    pages = [page for page in material.pages() if page.kind in WEIGHT]
    told = [read(page) for page in pages]
    right: dict[str, list[tuple[bool, bool]]] = {}
    for number in range(FOLDS):
        taken = [n for n, page in enumerate(pages) if n % FOLDS != number or page.kind == "example"]
        columns, weights = fit(*_weighed(pages, told, taken))
        for n in range(number, len(pages), FOLDS):
            if told[n] and pages[n].kind != "example":
                best = (matrix(told[n], columns) @ weights).argmax(axis=1)
                answers = [(STATUSES[k] == true, now == true) for k, (_, now, true) in zip(best, told[n], strict=True)]
                right.setdefault(pages[n].kind, []).extend(answers)
        print("fold", number, flush=True)
    for kind, answers in right.items():
        model, cues = np.mean(answers, axis=0)
        print(f"{kind}: {len(answers)} statuses, right by the model {model:.3f}, by the cues alone {cues:.3f}")
    columns, weights = fit(*_weighed(pages, told, range(len(pages))))
    weights *= np.array([scale(name) for name in columns])[:, None]
    names = list(columns)
    keep = np.flatnonzero(np.abs(weights).max(axis=1) >= PRUNE)
    path = ROOT / "models" / "measures" / "status.npz"
    signs = np.array("\t".join(names[n] for n in keep))
    np.savez_compressed(path, signs=signs, weights=weights[keep].astype(np.float16))
    print(f"{len(keep)} signs, {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
