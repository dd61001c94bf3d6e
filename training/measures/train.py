"""Train the measure model that ships in models/measures, and print how well it does on pages it never saw.

    python training/measures/train.py

Needs scipy and scikit-learn (for training only). Reads training/measures/{clauses,pages}/*.txt, the examples of
rules/measures/ and the labelled reports of fixtures/reports/dev; the held-out reports are never read here. Two steps:
scores of places (n-grams), then the decision over what rules and scores say, learnt from scores by models that had
not seen the page. Seeds fixed.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import numpy as np
from material import ROOT, Label, Material, Page
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from fangkong.pipeline.recognisers._measure_places import VIEWS, ngrams, places_of, views
from fangkong.pipeline.recognisers._measure_review import Candidate, MeasureReview, weigh
from fangkong.pipeline.recognisers.measures import MeasureRecogniser

VERSION = "4"
FOLDS = 5
#: Of the scores: least number of places with an n-gram, inverse strength of regularisation, descent.
MIN_COUNT, C, EPOCHS, RATE, BATCH = 2, 10.0, 10, 0.5, 128
#: N-grams whose weights stay below are left out of the file.
PRUNE = 0.5
#: Of the decision: inverse strength of regularisation, and what a page of a kind weighs.
DECISION_C, WEIGHT = 0.5, {"report": 1.0, "page": 1.0, "paragraph": 1.0, "clause": 0.5}
THRESHOLDS = (0.3, 0.35, 0.4, 0.45, 0.5)


class Table:
    """All places of all pages as rows: their n-grams by view, their codes, their weights."""

    def __init__(self, pages: list[Page]) -> None:
        self.vocabularies: list[dict[str, int]] = [{} for _ in VIEWS]
        places = [places_of(page.doc) for page in pages]
        self.first = np.cumsum([0, *(len(p.every) for p in places)])
        self.codes = sorted({code for page in pages for _, _, code, _ in page.labels})
        size = self.first[-1]
        self.y, self.weight = np.zeros((size, len(self.codes)), np.float32), np.zeros(size)
        entries: list[tuple[list[int], list[int]]] = [([], [0]) for _ in VIEWS]
        for page, found, first in zip(pages, places, self.first, strict=False):
            for place in found.every:
                for text, view, vocabulary, (columns, ends) in zip(
                    views(page.doc, place), VIEWS, self.vocabularies, entries, strict=True
                ):
                    columns += [vocabulary.setdefault(g, len(vocabulary)) for g in sorted(ngrams(text, view[1]))]
                    ends.append(len(columns))
            for number, codes, weight in page.rows():
                self.weight[first + number] = weight
                self.y[first + number, [self.codes.index(code) for code in codes]] = 1
        self.x = [
            csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=(size, len(vocabulary)))
            for (columns, ends), vocabulary in zip(entries, self.vocabularies, strict=True)
        ]

    def matrix(self, rows: np.ndarray) -> tuple[csr_matrix, list[np.ndarray]]:
        """Return all places by the n-grams that the training rows know, and which these are."""
        parts, known = [], []
        for x, (_, _, share) in zip(self.x, VIEWS, strict=True):
            columns = np.flatnonzero(np.asarray(x[rows].sum(axis=0)).ravel() >= MIN_COUNT)
            part = x[:, columns]
            counts = np.diff(part.indptr)
            part.data = np.repeat(share / np.sqrt(np.maximum(counts, 1)), counts).astype(np.float32)
            parts.append(part)
            known.append(columns)
        return hstack(parts).tocsr(), known


def fit(x: csr_matrix, y: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return weights and bias of one logistic regression a code, by AdaGrad over small batches."""
    size, columns = x.shape
    weights, bias = np.zeros((columns, y.shape[1]), np.float32), np.full(y.shape[1], -4.0, np.float32)
    slopes, bias_slopes = np.full_like(weights, 1e-3), np.ones_like(bias)
    ridge = 1 / (C * np.maximum(1, np.bincount(x.indices, minlength=columns))).astype(np.float32)
    chance = np.random.default_rng(0)
    for _ in range(EPOCHS):
        order = chance.permutation(size)
        for at in range(0, size, BATCH):
            rows = order[at : at + BATCH]
            batch = x[rows]
            used, places = np.unique(batch.indices, return_inverse=True)
            small = csr_matrix((batch.data, places, batch.indptr), shape=(len(rows), len(used)))
            held = weights[used]
            error = 1 / (1 + np.exp(-(small @ held + bias))) - y[rows]
            error = (error * weight[rows, None]).astype(np.float32)
            step = small.T @ error + (np.bincount(places) * ridge[used])[:, None] * held
            slopes[used] += step * step
            weights[used] = held - RATE * step / np.sqrt(slopes[used])
            step = error.sum(axis=0)
            bias_slopes += step * step
            bias -= RATE * step / np.sqrt(bias_slopes)
    return weights, bias


class Decider:
    """Candidates of each page, described by scores of a model that did not see it, and whether they are right."""

    def __init__(self, material: Material, codes: list[str]) -> None:
        self._recognise = MeasureRecogniser(material.library)
        rules = {rule.id: rule for book in material.library.rulebooks("measures") for rule in book.rules}
        self._review = MeasureReview(codes, rules, material.library.rulebook("measure_model").data)

    def __call__(self, page: Page, scores: np.ndarray) -> tuple[list[Candidate], list[dict[str, float]]]:
        places = places_of(page.doc)
        candidates = self._review.candidates(page.doc.string, places, scores, list(self._recognise(page.doc)))
        return candidates, self._review.features(page.doc, places, scores, candidates)


def answer(one: Candidate, labels: tuple[Label, ...]) -> tuple[float, float]:
    """Return whether a candidate is right, and what that counts: half a match is told as half sure."""
    right, weight = 0.0, 1.0
    for start, end, code, optional in labels:
        shared = min(end, one.end) - max(start, one.start)
        if code != one.code or shared <= 0:
            continue
        if shared * 3 >= max(end, one.end) - min(start, one.start):
            if not optional:
                return 1.0, 1.0
            weight = 0.0
        elif optional:
            weight = 0.0
        elif not right:
            right, weight = 1.0, 0.5
    return right, weight


def learn(told: list[tuple[dict[str, float], float, float]]) -> dict[str, float]:
    """Return the weights of the decision, on the figures as they are."""
    rows = [(figures, right, weight) for figures, right, weight in told if weight > 0]
    seen = Counter(name for figures, _, _ in rows for name in figures)
    names = sorted(name for name, count in seen.items() if count >= 3)
    column = {name: n for n, name in enumerate(names)}
    x = np.zeros((len(rows), len(names)))
    for row, (figures, _, _) in enumerate(rows):
        for name, value in figures.items():
            if name in column:
                x[row, column[name]] = value
    # Figures on wide scales are brought near one, so that regularisation treats all alike.
    scale = np.array([max(1.0, float(np.abs(x[:, n]).max()) / 3) for n in range(len(names))])
    model = LogisticRegression(C=DECISION_C, max_iter=3000)
    model.fit(x / scale, [right for _, right, _ in rows], sample_weight=[weight for _, _, weight in rows])
    weights = {name: round(float(w), 4) for name, w in zip(names, model.coef_[0] / scale, strict=True)}
    for side in ("rule:one", "model:one"):
        weights[side] = round(weights.get(side, 0.0) + float(model.intercept_[0]), 4)
    return weights


def counts(candidates: list[Candidate], labels: tuple[Label, ...]) -> np.ndarray:
    """Return right, wrong and missed codes, then right, wrong and missed mentions."""
    sure, maybe = {c for _, _, c, o in labels if not o}, {c for _, _, c, _ in labels}
    got = {one.code for one in candidates}
    taken: set[int] = set()
    right = wrong = 0
    for one in candidates:
        fits = [
            (optional, n)
            for n, (start, end, code, optional) in enumerate(labels)
            if n not in taken
            and code == one.code
            and 3 * (min(end, one.end) - max(start, one.start)) >= max(end, one.end) - min(start, one.start)
        ]
        if fits:
            taken.add(min(fits)[1])
            right += not min(fits)[0]
        else:
            wrong += 1
    missed = sum(1 for n, label in enumerate(labels) if n not in taken and not label[3])
    return np.array([len(sure & got), len(got - maybe), len(sure - got), right, wrong, missed])


def f1(right: float, wrong: float, missed: float) -> str:
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    return f"{precision:.3f} {recall:.3f} {2 * precision * recall / max(1e-9, precision + recall):.3f}"


def save(table: Table, known: list[np.ndarray], weights: np.ndarray, bias: np.ndarray, about: dict[str, Any]) -> None:
    """Write the weights, without n-grams that say little."""
    out, held, at = ROOT / "models" / "measures", {"bias": bias.astype(np.float16)}, 0
    for (name, _, _), columns, vocabulary in zip(VIEWS, known, table.vocabularies, strict=True):
        part = weights[at : at + len(columns)]
        at += len(columns)
        grams = list(vocabulary)
        keep = sorted(np.flatnonzero(np.abs(part).max(axis=1) >= PRUNE).tolist(), key=lambda n: grams[columns[n]])
        held[f"{name}_grams"] = np.array("\n".join(grams[columns[n]] for n in keep))
        held[f"{name}_weights"] = part[keep].astype(np.float16)
        print(f"{name}: {len(keep)} n-grams")
    np.savez_compressed(out / "weights.npz", **held)
    (out / "about.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    print(f"{(out / 'weights.npz').stat().st_size / 1e6:.1f} MB")


def main() -> None:
    material = Material()
    pages = list(material.pages())
    table = Table(pages)
    print(Counter(page.kind for page in pages), len(table.weight), "places", flush=True)
    # Pages in turn; rule examples are never left out, as rules know their words too.
    fold = np.array([-1 if page.kind == "example" else n % FOLDS for n, page in enumerate(pages)])
    fold_of_row = np.repeat(fold, np.diff(table.first))
    decide = Decider(material, table.codes)
    told: list[tuple[list[Candidate], list[dict[str, float]]]] = [([], [])] * len(pages)
    for number in range(FOLDS):
        rows = np.flatnonzero((fold_of_row != number) & (table.weight > 0))
        x, _ = table.matrix(rows)
        weights, bias = fit(x[rows], table.y[rows], table.weight[rows])
        for n in np.flatnonzero(fold == number):
            scores = x[table.first[n] : table.first[n + 1]] @ weights + bias
            told[n] = decide(pages[n], scores)
        print("fold", number, flush=True)
    lessons = [
        [
            (figures, *(lambda a: (a[0], a[1] * WEIGHT.get(page.kind, 0)))(answer(one, page.labels)))
            for one, figures in zip(*told[n], strict=True)
        ]
        for n, page in enumerate(pages)
    ]
    sums = {(kind, t): np.zeros(6) for kind in ("report", "page", "paragraph") for t in THRESHOLDS}
    for number in range(FOLDS):
        decision = learn([x for n, page in enumerate(lessons) if fold[n] != number for x in page])
        for n in np.flatnonzero(fold == number):
            for t in THRESHOLDS if pages[n].kind != "clause" else ():
                kept = [o for o, figures in zip(*told[n], strict=True) if weigh(decision, figures) >= t]
                sums[pages[n].kind, t] += counts(kept, pages[n].labels)
    for (kind, t), c in sums.items():
        print(f"{kind} {t}: codes P R F1 {f1(*c[:3])}, mentions P R F1 {f1(*c[3:])}")
    decision = learn([x for page in lessons for x in page])
    rows = np.flatnonzero(table.weight > 0)
    x, known = table.matrix(rows)
    weights, bias = fit(x[rows], table.y[rows], table.weight[rows])
    save(table, known, weights, bias, {"version": VERSION, "codes": table.codes, "pages": len(pages)})
    out = ROOT / "models" / "measures" / "review.json"
    out.write_text(json.dumps(decision, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
