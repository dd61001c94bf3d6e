"""Train the light tagger that ships in models/names (`--ner light`), and print its scores on sentences it never saw.

    python training/ner/train_light.py UNER_FOLDER [--epochs 9] [--cache FILE]

UNER_FOLDER holds zh_gsdsimp-ud-train.iob2 of UNER Chinese-GSDSIMP (CC BY-SA 4.0); all other text is ours (README.md).
A sixth of our own sentences is left out and scored after each epoch. The held-out reports are never read. numpy and
scipy (for training only), one CPU, seed fixed; about ten seconds of CPU time an epoch.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import time
from pathlib import Path

import numpy as np
from data import ROOT, Labelled, Sources, swapped
from names import KINDS, Names
from scipy.sparse import csr_matrix

from fangkong.pipeline.recognisers import _light_network as net
from fangkong.pipeline.recognisers._edges import WordLists
from fangkong.pipeline.recognisers._light_tagger import spans
from fangkong.pipeline.rulebook import RuleLibrary

SEED = 20200122
LABELS = (*KINDS, "ORG", "PER", "LOC")
WIDTH, BATCH, RATE = 48, 40, 0.002
#: Shares left out while learning: n-grams, cells, listed words.
DROP_GRAM, DROP_CELL, DROP_MARK = 0.3, 0.2, 0.1
#: How often a sentence of a source is seen as it is, and how often with other names, in one epoch.
TIMES = {"own": (2, 4), "report": (1, 2), "names": (0.5, 1), "examples": (1, 1), "clauses": (0.4, 0), "uner": (0.35, 0)}


class Trainer:
    """The network with its gradients; Adam; a moving mean of the weights, which is what ships."""

    def __init__(self) -> None:
        self._random = np.random.default_rng(SEED)
        self._lists = WordLists(RuleLibrary())
        draw = self._random.standard_normal
        self.weights = {"marks": draw((net.MARKS, WIDTH)) * 0.05, "table": draw((net.TABLE, WIDTH)) * 0.02}
        for number in range(len(net.DILATIONS)):
            scale = np.sqrt(2 / (3 * WIDTH)) * (1 if number == 0 else 0.5)
            self.weights[f"conv{number}"] = draw((3 * WIDTH, WIDTH)) * scale
            self.weights[f"bias{number}"] = np.zeros(WIDTH)
        self.weights["out"] = draw((WIDTH, 4 + len(LABELS))) * 0.1
        self.weights["out_bias"] = np.zeros(4 + len(LABELS))
        self.weights = {name: array.astype(np.float32) for name, array in self.weights.items()}
        self._mean = {name: np.zeros_like(array) for name, array in self.weights.items()}
        self._square = {name: np.zeros_like(array) for name, array in self.weights.items()}
        self.averaged = {name: array.copy() for name, array in self.weights.items()}
        self._steps = 0

    def marks(self, starts: list[int], items: list[Labelled], length: int) -> np.ndarray:
        out = np.zeros(length, np.int64)
        for start, item in zip(starts, items, strict=True):
            out[start : start + len(item.text)] = net.mark(self._lists.roles(item.text), len(item.text))
        return out

    def step(self, items: list[Labelled], rate: float) -> float:
        """Learn from some sentences and return the loss."""
        self._steps += 1
        weights, keep = self.weights, self._random.random
        chars, starts = net.codes([item.text for item in items])
        tags, labels = answers(len(chars), starts, items)
        inside = (chars != 0).astype(np.float32)[:, None]
        rows, count = net.features(chars), len(chars)
        kept = (keep(rows.shape) > DROP_GRAM).astype(np.float32) / (1 - DROP_GRAM)
        ends = np.arange(0, rows.size + 1, rows.shape[1])
        grams = csr_matrix((kept.ravel(), rows.ravel(), ends), shape=(count, net.TABLE))
        marks = np.where(keep(count) < DROP_MARK, 0, self.marks(starts, items, count))
        hidden = (grams @ weights["table"] + weights["marks"][marks]) * inside
        trail = []
        for number, dilation in enumerate(net.DILATIONS):
            seen = net.shifted(hidden, dilation)
            raised = seen @ weights[f"conv{number}"] + weights[f"bias{number}"]
            gate = (raised > 0) * (keep(raised.shape) > DROP_CELL).astype(np.float32) / (1 - DROP_CELL)
            hidden = (raised * gate if number == 0 else hidden + raised * gate) * inside
            trail.append((seen, gate))
        out = hidden @ weights["out"] + weights["out_bias"]
        real, named, place = inside[:, 0] > 0, labels >= 0, np.arange(count)
        of_tags, of_labels = softmax(out[:, :4]), softmax(out[:, 4:])
        loss = -np.log(of_tags[place, tags] + 1e-9)[real].mean()
        of_tags[place, tags] -= 1
        of_labels[named, labels[named]] -= 1
        of_labels[~named] = 0
        slope = np.concatenate([of_tags * inside, 0.5 * of_labels], axis=1) / real.sum()
        slopes = {"out": hidden.T @ slope, "out_bias": slope.sum(0)}
        back = slope @ weights["out"].T
        for number in reversed(range(len(net.DILATIONS))):
            dilation, (seen, gate) = net.DILATIONS[number], trail[number]
            back = back * inside
            slope = back * gate
            slopes[f"conv{number}"], slopes[f"bias{number}"] = seen.T @ slope, slope.sum(0)
            wide = slope @ weights[f"conv{number}"].T
            below = wide[:, WIDTH : 2 * WIDTH].copy()
            below[:-dilation] += wide[dilation:, :WIDTH]
            below[dilation:] += wide[:-dilation, 2 * WIDTH :]
            back = below if number == 0 else back + below
        back = back * inside
        slopes["marks"] = np.zeros_like(weights["marks"])
        np.add.at(slopes["marks"], marks, back)
        for name, value in slopes.items():
            self._adam(name, value, rate)
        touched = np.unique(rows[real])
        self._adam_rows((grams.T.tocsr() @ back)[touched], touched, rate)
        if self._steps % 4 == 0:
            share = 1 - min(0.985, (1 + self._steps / 4) / (10 + self._steps / 4))
            for name, array in self.averaged.items():
                array += share * (weights[name] - array)
        return float(loss)

    def _adam(self, name: str, slope: np.ndarray, rate: float) -> None:
        self._mean[name] = 0.9 * self._mean[name] + 0.1 * slope
        self._square[name] = 0.999 * self._square[name] + 0.001 * slope * slope
        mean = self._mean[name] / (1 - 0.9**self._steps)
        square = self._square[name] / (1 - 0.999**self._steps)
        self.weights[name] -= rate * mean / (np.sqrt(square) + 1e-8)

    def _adam_rows(self, slope: np.ndarray, rows: np.ndarray, rate: float) -> None:
        """Let only those rows of the table learn that were seen."""
        mean = 0.9 * self._mean["table"][rows] + 0.1 * slope
        square = 0.99 * self._square["table"][rows] + 0.01 * slope * slope
        self._mean["table"][rows], self._square["table"][rows] = mean, square
        self.weights["table"][rows] -= rate * mean / (np.sqrt(square) + 1e-6)

    def shipped(self) -> dict[str, np.ndarray]:
        """Return the averaged weights in half precision; n-grams never seen weigh nothing."""
        known = (self._square["table"].sum(1) > 0)[:, None]
        out = self.averaged | {"table": self.averaged["table"] * known}
        return {name: array.astype(np.float16) for name, array in out.items()}

    def scores(self, items: list[Labelled], weights: dict[str, np.ndarray]) -> str:
        """Return precision, recall and F1 of institutions: with kind, and of spans alone."""
        weights = {name: array.astype(np.float32) for name, array in weights.items()}
        totals = np.zeros((2, 3))
        for item in items:
            chars, (start,) = net.codes([item.text])
            tags, labels = net.scores(chars, self.marks([start], [item], len(chars)), weights)
            found = {
                (a - start, b - start, LABELS[int(labels[a:b].mean(0).argmax())])
                for a, b in spans(tags.argmax(axis=1))
                if b - a > 1
            }
            found = {f for f in found if f[2] not in ("PER", "LOC")}
            gold = {s for s in item.spans if s[2] not in ("PER", "LOC")}
            totals[0] += len(found & gold), len(found), len(gold)
            found, gold = {f[:2] for f in found}, {g[:2] for g in gold}
            totals[1] += len(found & gold), len(found), len(gold)
        return "; ".join(
            f"{name}: P {right / max(1, given):.3f} R {right / wanted:.3f} F1 {2 * right / (given + wanted):.3f}"
            for name, (right, given, wanted) in zip(("with kind", "spans"), totals, strict=True)
        )


def answers(length: int, starts: list[int], items: list[Labelled]) -> tuple[np.ndarray, np.ndarray]:
    """Return the right tag of each character, and the right label, or -1 outside of names."""
    tags, labels = np.zeros(length, np.int64), np.full(length, -1, np.int64)
    for start, item in zip(starts, items, strict=True):
        for left, right, label in item.spans:
            tags[start + left : start + right] = net.INSIDE
            tags[start + right - 1] = net.LAST
            tags[start + left] = net.BEGIN
            labels[start + left : start + right] = LABELS.index(label)
    return tags, labels


def softmax(scores: np.ndarray) -> np.ndarray:
    raised = np.exp(scores - scores.max(1, keepdims=True))
    return raised / raised.sum(1, keepdims=True)


def epoch(items: list[Labelled], names: Names, chance: random.Random) -> list[Labelled]:
    """Return the sentences of one epoch, shuffled: copies of each, some with new names."""
    out = []
    for item in items:
        plain, changed = TIMES[item.source]
        out += [item] * (int(plain) + (chance.random() < plain - int(plain)))
        if any(label in KINDS for _, _, label in item.spans):
            out += [swapped(item, names, chance) for _ in range(changed)]
    chance.shuffle(out)
    return out


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("uner", type=Path)
    options.add_argument("--epochs", type=int, default=9)
    options.add_argument("--out", type=Path, default=ROOT / "models" / "names")
    options.add_argument("--cache", type=Path, help="keep the labelled sentences here from one run to the next")
    given = options.parse_args()
    chance, names, sources = random.Random(SEED), Names(SEED), Sources()
    own = list(sources.own())
    chance.shuffle(own)
    left_out, kept = own[: len(own) // 6], own[len(own) // 6 :]
    if given.cache and given.cache.is_file():
        items = pickle.loads(given.cache.read_bytes())
    else:
        items = [*sources.reports(), *sources.examples(), *sources.clauses()]
        items += sources.uner(given.uner / "zh_gsdsimp-ud-train.iob2")
        if given.cache:
            given.cache.write_bytes(pickle.dumps(items))
    items += kept
    trainer, started = Trainer(), time.process_time()
    for number in range(given.epochs):
        batch, rate = epoch(items, names, chance), RATE * (1 - 0.95 * number / given.epochs)
        losses = [trainer.step(batch[at : at + BATCH], rate) for at in range(0, len(batch), BATCH)]
        spent = time.process_time() - started
        told = trainer.scores(left_out, trainer.shipped())
        print(f"{number + 1}: {spent:.0f} s, loss {np.mean(losses):.4f}, {told}", flush=True)
    given.out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(given.out / "weights.npz", **trainer.shipped())
    about = {"version": "1", "labels": LABELS, "sentences": len(items), "epochs": given.epochs}
    (given.out / "about.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
