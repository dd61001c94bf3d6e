"""Train the measure model that ships in models/measures, and print how well it does on reports it never saw.

    python training/measures/train.py [--folds 5]

Needs scikit-learn (for training only). Trains on training/measures/clauses/*.txt and on the labelled reports of
fixtures/reports/dev; the held-out reports are never read here. Prints cross-validated F1 by report. Seed fixed.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from fangkong.pipeline.normalisation.text import Normaliser
from fangkong.pipeline.recognisers.measure_model import ngrams, phrases
from fangkong.pipeline.rulebook import RuleLibrary

ROOT = Path(__file__).parents[2]
VERSION = "1"
MARK = re.compile(r"\[\[([^\[\]|]+)\|([a-z_+]+)\]\]")
EXAMPLE_MARK = re.compile(r"\[\[(.+?)\]\]")
#: Share of a phrase or of a label that must overlap for the phrase to bear the label.
OVERLAP = 0.4
C = 30.0
MIN_COUNT = 2
PRUNE = 0.05

Item = tuple[str, set[str], float]


def labelled(text: str, spans: list[tuple[int, int, str, bool]]) -> Iterator[Item]:
    """Yield each phrase with its codes; a phrase that only optional labels touch weighs little."""
    for phrase in phrases(text):
        start, end = phrase.start, phrase.end
        codes, weight = set(), 1.0
        for left, right, code, optional in spans:
            shared = min(end, right) - max(start, left)
            if shared > 0 and shared >= OVERLAP * min(end - start, right - left):
                if optional:
                    weight = 0.3
                codes.add(code)
        yield text[start:end], codes, weight


def clause_lines() -> Iterator[list[Item]]:
    normalise = Normaliser(RuleLibrary())
    for path in sorted((Path(__file__).parent / "clauses").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line or line.startswith("#"):
                continue
            plain, spans, at = "", [], 0
            line = normalise(line).text
            for mark in MARK.finditer(line):
                plain += line[at : mark.start()]
                spans += [(len(plain), len(plain) + len(mark[1]), code, False) for code in mark[2].split("+")]
                plain += mark[1]
                at = mark.end()
            yield list(labelled(plain + line[at:], spans))


def rule_examples() -> Iterator[list[Item]]:
    """Yield the marked phrases of the measure rules' positive examples; the rest of each text is not labelled."""
    for book in RuleLibrary().rulebooks("measures"):
        for rule in book.rules:
            for example in rule.source.positive:
                plain, spans, at = "", [], 0
                for mark in EXAMPLE_MARK.finditer(example.text):
                    plain += example.text[at : mark.start()]
                    spans.append((len(plain), len(plain) + len(mark[1]), rule.data["code"], False))
                    plain += mark[1]
                    at = mark.end()
                yield [item for item in labelled(plain + example.text[at:], spans) if item[1]]
            for negative in rule.source.negative:
                if not EXAMPLE_MARK.search(negative.text):
                    yield list(labelled(negative.text, []))


def reports() -> Iterator[list[Item]]:
    normalise = Normaliser(RuleLibrary())
    for gold in sorted((ROOT / "fixtures" / "reports" / "dev").glob("*.gold.json")):
        raw = gold.with_name(gold.name.replace(".gold.json", ".txt")).read_bytes().decode("utf-8")
        text = normalise(raw)
        back = {text.to_raw(i, i + 1)[0]: i for i in range(len(text.text))}
        spans = []
        for label in json.loads(gold.read_text(encoding="utf-8"))["measures"]:
            start, end = label["span"]["start"], label["span"]["end"]
            inside = [back[i] for i in range(start, end) if i in back]
            if inside:
                spans.append((inside[0], inside[-1] + 1, label["code"], bool(label.get("optional"))))
        yield list(labelled(text.text, spans))


def matrix(items: list[Item], vocabulary: dict[str, int]) -> csr_matrix:
    rows, columns, values = [], [], []
    for row, (phrase, _, _) in enumerate(items):
        known = [vocabulary[gram] for gram in ngrams(phrase) if gram in vocabulary]
        rows += [row] * len(known)
        columns += known
        values += [1 / max(1.0, len(known)) ** 0.5] * len(known)
    return csr_matrix((values, (rows, columns)), shape=(len(items), len(vocabulary)))


def fit(items: list[Item]) -> tuple[dict[str, int], list[str], np.ndarray, np.ndarray]:
    counts: dict[str, int] = {}
    for phrase, _, _ in items:
        for gram in ngrams(phrase):
            counts[gram] = counts.get(gram, 0) + 1
    vocabulary = {gram: n for n, gram in enumerate(sorted(g for g, c in counts.items() if c >= MIN_COUNT))}
    codes = sorted({code for _, found, _ in items for code in found})
    x = matrix(items, vocabulary)
    weight = np.array([w for _, _, w in items])
    weights, bias = np.zeros((len(vocabulary), len(codes))), np.zeros(len(codes))
    for column, code in enumerate(codes):
        y = np.array([code in found for _, found, _ in items])
        model = LogisticRegression(C=C, solver="liblinear", random_state=0, max_iter=300)
        model.fit(x, y, sample_weight=weight)
        weights[:, column], bias[column] = model.coef_[0], model.intercept_[0]
    return vocabulary, codes, weights, bias


def predict(items, vocabulary, weights, bias) -> np.ndarray:
    return 1 / (1 + np.exp(-(matrix(items, vocabulary) @ weights + bias)))


def crossvalidate(lines: list[list[Item]], docs: list[list[Item]], folds: int) -> None:
    """Print phrase and document-set scores on reports left out in turn, for several thresholds."""
    table = {t: [0, 0, 0, 0, 0, 0] for t in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)}
    for fold in range(folds):
        train = [i for line in lines for i in line] + [
            i for n, doc in enumerate(docs) if n % folds != fold for i in doc
        ]
        vocabulary, codes, weights, bias = fit(train)
        for doc in [d for n, d in enumerate(docs) if n % folds == fold]:
            chances = predict(doc, vocabulary, weights, bias)
            for threshold, row in table.items():
                gold = {c for _, found, w in doc if w == 1.0 for c in found}
                maybe = {c for _, found, _ in doc for c in found}
                got = {codes[c] for c in np.where((chances >= threshold).any(axis=0))[0]}
                row[0] += len(gold & got)
                row[1] += len(got - maybe)
                row[2] += len(gold - got)
    for threshold, (tp, fp, fn, *_) in table.items():
        p, r = tp / max(1, tp + fp), tp / max(1, tp + fn)
        print(f"threshold {threshold}: document sets P {p:.3f} R {r:.3f} F1 {2 * p * r / max(1e-9, p + r):.3f}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folds", type=int, default=5)
    arguments = options.parse_args()
    lines, docs = [*clause_lines(), *rule_examples()], list(reports())
    print(f"{len(lines)} lines of clauses and rule examples, {len(docs)} reports")
    crossvalidate(lines, docs, arguments.folds)
    vocabulary, codes, weights, bias = fit([i for part in (*lines, *docs) for i in part])
    keep = np.where(np.abs(weights).max(axis=1) >= PRUNE)[0]
    grams = sorted(vocabulary, key=vocabulary.__getitem__)
    out = ROOT / "models" / "measures"
    out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        out / "weights.npz",
        grams=np.array("\n".join(grams[i] for i in keep)),
        weights=weights[keep].astype(np.float16),
        bias=bias.astype(np.float16),
    )
    about = {"version": VERSION, "codes": codes, "lines": len(lines), "reports": len(docs)}
    (out / "about.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    print(f"{len(keep)} n-grams, {(out / 'weights.npz').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
