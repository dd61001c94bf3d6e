"""Train where measures begin and end (models/measures/edges.npz), and print how well it does on pages it never saw.

    python training/measures/train_edges.py

Needs scipy (for training only). Reads the same material as train.py. For each labelled measure whose trigger the
rules find, the true edge is one of the places around the trigger: a log-linear model chooses among them.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
from material import ROOT, Material, Page
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack

from fangkong.pipeline.mention import Mention
from fangkong.pipeline.recognisers._measure_edges import SIDES, EdgeModel, Layout, Side, columns, grams, places
from fangkong.pipeline.recognisers.measures import MeasureRecogniser
from fangkong.pipeline.values.measures import MeasureCandidate

FOLDS = 5
#: Clauses and paragraphs were labelled for what is a measure, with less care for its edges.
WEIGHT = {"report": 1.0, "page": 1.0, "example": 1.0, "paragraph": 0.2, "clause": 0.1}
#: Strength of regularisation, least count of a gram, most steps.
L2, MIN_COUNT, STEPS = 3.0, 4, 150
GAINS = (0.05, 0.1, 0.15, 0.2, 0.25)

#: A text, what the rules found in it, the true span, and what it weighs.
Lesson = tuple[str, Mention[MeasureCandidate], tuple[int, int], float]


def lessons(page: Page, recognise: MeasureRecogniser) -> list[Lesson]:
    """Return what the rules found on a page whose trigger lies in a label of its code."""
    told = []
    for one in recognise(page.doc):
        core, core_end = one.value.trigger_start, one.value.trigger_end
        fits = [
            (min(end, core_end) - max(start, core), (start, end))
            for start, end, code, _ in page.labels
            if code == one.value.code and min(end, core_end) > max(start, core)
        ]
        if fits:
            told.append((page.doc.string, one, max(fits)[1], WEIGHT[page.kind]))
    return told


def fit(taken: list[Lesson], codes: list[str], side: Side) -> dict[str, np.ndarray]:
    """Return the weights of one side."""
    layout, order = Layout(len(codes)), {code: n for n, code in enumerate(codes)}
    rows, lies, group, right = [], [], [], []
    for text, one, span, _ in taken:
        found = places(text, one, side)
        goal = span[0] if side == "left" else span[1]
        if goal not in found:
            continue
        number = len(right)
        right.append(len(rows) + goal - found.start)
        rows += [grams(text, at, side) for at in found]
        lies.append(columns(text, one, side, found, order[one.value.code], layout))
        group += [number] * len(found)
    kept = [x for x in taken if (x[2][0] if side == "left" else x[2][1]) in places(x[0], x[1], side)]
    weight = np.array([x[3] for x in kept])
    counted = Counter(gram for row in rows for gram in row)
    names = sorted(gram for gram, count in counted.items() if count >= MIN_COUNT)
    column = {gram: n for n, gram in enumerate(names)}
    pairs = [(n, column[gram]) for n, row in enumerate(rows) for gram in row if gram in column]
    lie = np.concatenate(lies)
    where = np.repeat(np.arange(len(rows)), lie.shape[1])
    x = hstack(
        [
            csr_matrix((np.ones(len(pairs)), tuple(zip(*pairs, strict=True))), shape=(len(rows), len(names))),
            csr_matrix((np.ones(lie.size), (where, lie.ravel())), shape=(len(rows), layout.size)),
        ]
    ).tocsr()
    of, size = np.array(group), len(right)
    firsts = np.flatnonzero(np.diff(of, prepend=-1))

    def cost(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = x @ weights
        most = np.maximum.reduceat(scores, firsts)
        powers = np.exp(scores - most[of])
        sums = np.add.reduceat(powers, firsts)
        chances = powers / sums[of] * weight[of]
        chances[right] -= weight
        told = (weight * (scores[right] - most - np.log(sums))).sum()
        return float(-told + L2 / 2 * weights @ weights), x.T @ chances + L2 * weights

    found = minimize(cost, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x
    held = np.flatnonzero(np.abs(found[: len(names)]) >= 0.02)
    assert size == len(weight)
    return {
        f"{side}_grams": np.array("\t".join(names[n] for n in held)),
        f"{side}_weights": found[held].astype(np.float32),
        f"{side}_columns": found[len(names) :].astype(np.float32),
    }


def both(taken: list[Lesson], codes: list[str]) -> dict[str, np.ndarray]:
    return {"codes": np.array("\t".join(codes))} | fit(taken, codes, SIDES[0]) | fit(taken, codes, SIDES[1])


def share(one: tuple[int, int], other: tuple[int, int]) -> float:
    return max(0, min(one[1], other[1]) - max(one[0], other[0])) / (max(one[1], other[1]) - min(one[0], other[0]))


def main() -> None:
    material = Material()
    recognise = MeasureRecogniser(material.library)
    pages = list(material.pages())
    told = [lessons(page, recognise) for page in pages]
    codes = sorted({one.value.code for page in told for _, one, _, _ in page})
    results: dict[tuple[str, float], list[float]] = {}
    for number in range(FOLDS):
        taken = [x for n, page in enumerate(told) if n % FOLDS != number or pages[n].kind == "example" for x in page]
        weights = both(taken, codes)
        for gain in (9.0, *GAINS):
            model = EdgeModel(weights, gain)
            for n, page in enumerate(told):
                if n % FOLDS == number and pages[n].kind in ("report", "page"):
                    shares = [share(model(text, one), span) for text, one, span, _ in page]
                    results.setdefault((pages[n].kind, gain), []).extend(shares)
        print("fold", number, flush=True)
    print("share of the union with the true span: at least a third, a half, all; mean")
    for (kind, gain), values in sorted(results.items()):
        shares = np.array(values)
        name = "as the rules say" if gain > 1 else f"gain {gain}"
        print(
            f"{kind} {name}: {np.mean(shares >= 1 / 3):.3f} {np.mean(shares >= 0.5):.3f} "
            f"{np.mean(shares == 1):.3f}; {shares.mean():.3f}"
        )
    weights = both([x for page in told for x in page], codes)
    small = {name: array.astype(np.float16) if array.dtype == np.float32 else array for name, array in weights.items()}
    out = ROOT / "models" / "measures"
    np.savez_compressed(out / "edges.npz", **small)
    print(f"{sum(map(len, told))} lessons, {(out / 'edges.npz').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
