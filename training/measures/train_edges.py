"""Train where measures begin and end (models/measures/edges.npz), and print how well it does on pages it never saw.

    python training/measures/train_edges.py

Needs scipy (for training only). Reads the same material as train.py. For each labelled measure whose trigger the
rules find, the true edge is one of the places around the trigger: a log-linear model chooses among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from material import ROOT, Material
from material import Page as Labelled
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack

from fangkong.pipeline.mention import Mention
from fangkong.pipeline.recognisers._measure_edges import SIDES, EdgeModel, Layout, Page, Side, columns, grams, places
from fangkong.pipeline.recognisers.measures import MeasureRecogniser
from fangkong.pipeline.values.measures import MeasureCandidate

FOLDS = 5
#: Clauses and paragraphs were labelled for what is a measure, with less care for its edges.
WEIGHT = {"report": 1.0, "page": 1.0, "example": 1.0, "paragraph": 0.2, "clause": 0.1}
#: Strength of regularisation, least count of a gram, most steps, and weights below which a gram is left out.
L2, MIN_COUNT, STEPS, PRUNE = 3.0, 4, 150, 0.02
GAINS = (0.05, 0.1, 0.15, 0.2, 0.25)
#: A gain that no span can have: nothing moves.
STILL = 2.0

Span = tuple[int, int]


@dataclass(frozen=True)
class Lesson:
    """What the rules found on a page whose trigger lies in a label of its code, the true spans, and what it weighs."""

    text: str
    found: list[Mention[MeasureCandidate]]
    spans: list[Span]
    weight: float


def lesson(page: Labelled, recognise: MeasureRecogniser) -> Lesson:
    """Return what a page teaches."""
    found, spans = [], []
    for one in recognise(page.doc):
        core, core_end = one.value.trigger_start, one.value.trigger_end
        fits = [
            (min(end, core_end) - max(start, core), (start, end))
            for start, end, code, _ in page.labels
            if code == one.value.code and min(end, core_end) > max(start, core)
        ]
        if fits:
            found.append(one)
            spans.append(max(fits)[1])
    return Lesson(page.doc.string, found, spans, WEIGHT[page.kind])


def fit(taken: Sequence[Lesson], codes: list[str], side: Side) -> dict[str, np.ndarray]:
    """Return the weights of one side."""
    layout, order = Layout(len(codes)), {code: n for n, code in enumerate(codes)}
    around, lies, sizes, right, weight = [], [], [], [], []
    total = 0
    for one in taken:
        page, goals = Page(one.text), [span[SIDES.index(side)] for span in one.spans]
        every = places(page, one.found, side) if one.found else None
        ends = [] if every is None else np.append(every.first, len(every.at))
        kept = [n for n, goal in enumerate(goals) if goal in every.at[ends[n] : ends[n + 1]]]
        if not kept:
            continue
        found = [one.found[n] for n in kept]
        spread = places(page, found, side)
        around.append(grams(page, spread.at, side))
        lies.append(columns(page, found, side, spread, np.array([order[m.value.code] for m in found]), layout))
        right += [total + spread.first[n] + goals[k] - spread.at[spread.first[n]] for n, k in enumerate(kept)]
        sizes += np.diff(np.append(spread.first, len(spread.at))).tolist()
        weight += [one.weight] * len(kept)
        total += len(spread.at)
    chars, lie, weights = np.concatenate(around), np.concatenate(lies), np.array(weight)
    names, counted = np.unique(chars, return_counts=True)
    names = names[counted >= MIN_COUNT]
    at = np.minimum(np.searchsorted(names, chars), len(names) - 1)
    row, kind = np.nonzero(names[at] == chars)
    x = hstack(
        [
            csr_matrix((np.ones(len(row)), (row, at[row, kind])), shape=(total, len(names))),
            csr_matrix(
                (np.ones(lie.size), (np.repeat(np.arange(total), lie.shape[1]), lie.ravel())), (total, layout.size)
            ),
        ]
    ).tocsr()
    of, firsts = np.repeat(np.arange(len(sizes)), sizes), np.cumsum([0, *sizes[:-1]])

    def cost(held: np.ndarray) -> tuple[float, np.ndarray]:
        scores = x @ held
        most = np.maximum.reduceat(scores, firsts)
        powers = np.exp(scores - most[of])
        sums = np.add.reduceat(powers, firsts)
        chances = powers / sums[of] * weights[of]
        chances[right] -= weights
        told = (weights * (scores[right] - most - np.log(sums))).sum()
        return float(-told + L2 / 2 * held @ held), x.T @ chances + L2 * held

    best = minimize(cost, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x
    keep = np.flatnonzero(np.abs(best[: len(names)]) >= PRUNE)
    return {
        f"{side}_grams": names[keep],
        f"{side}_weights": best[keep].astype(np.float32),
        f"{side}_columns": best[len(names) :].astype(np.float32),
    }


def both(taken: Iterable[Lesson], codes: list[str]) -> dict[str, np.ndarray]:
    """Return the weights of both sides."""
    lessons = list(taken)
    names = {"codes": np.array("\t".join(codes))}
    return names | fit(lessons, codes, SIDES[0]) | fit(lessons, codes, SIDES[1])


def share(one: tuple[int, int], other: tuple[int, int]) -> float:
    return max(0, min(one[1], other[1]) - max(one[0], other[0])) / (max(one[1], other[1]) - min(one[0], other[0]))


def main() -> None:
    material = Material()
    recognise = MeasureRecogniser(material.library)
    pages = list(material.pages())
    told = [lesson(page, recognise) for page in pages]
    codes = sorted({one.value.code for page in told for one in page.found})
    results: dict[tuple[str, float], list[float]] = {}
    for number in range(FOLDS):
        taken = [one for n, one in enumerate(told) if n % FOLDS != number or pages[n].kind == "example"]
        weights = both(taken, codes)
        for gain in (STILL, *GAINS):
            model = EdgeModel(weights, gain)
            for n, one in enumerate(told):
                if n % FOLDS == number and pages[n].kind in ("report", "page"):
                    shares = map(share, model(one.text, one.found), one.spans)
                    results.setdefault((pages[n].kind, gain), []).extend(shares)
        print("fold", number, flush=True)
    print("share of the union with the true span: at least a third, a half, all; mean")
    for (kind, gain), values in sorted(results.items()):
        shares = np.array(values)
        name = "as the rules say" if gain == STILL else f"gain {gain}"
        print(
            f"{kind} {name}: {np.mean(shares >= 1 / 3):.3f} {np.mean(shares >= 0.5):.3f} "
            f"{np.mean(shares == 1):.3f}; {shares.mean():.3f}"
        )
    weights = both(told, codes)
    small = {name: array.astype(np.float16) if array.dtype == np.float32 else array for name, array in weights.items()}
    out = ROOT / "models" / "measures"
    np.savez_compressed(out / "edges.npz", **small)
    print(f"{sum(len(one.found) for one in told)} lessons, {(out / 'edges.npz').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
