"""Train the pkuseg segmenter that ships in models/segmenter, and print its word F1.

    python training/segmenter/train.py UNER_FOLDER UD_FOLDER [--first FOLDER] [--out FOLDER]

UNER_FOLDER holds zh_gsdsimp-ud-train.iob2 of UNER Chinese-GSDSIMP, UD_FOLDER holds zh_gsdsimp-ud-test.conllu of
UD_Chinese-GSDSimp (both CC BY-SA 4.0). Our own sentences, segmented the way names should break, stand in own.txt
and are given several times. A first model segments the sentences of training/ner, words are cut where a name begins or
ends, and the model that ships learns from these as well: so names rarely begin or end inside a word. Text is put into
the normalised writing that the pipeline gives the segmenter.
Result of the committed model: training/segmenter/README.md.
"""

from __future__ import annotations

import argparse
import itertools
import random
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import spacy_pkuseg
from spacy_pkuseg.config import config

sys.path.append(str(Path(__file__).parents[1] / "ner"))
from data import Labelled, Sources, swapped
from names import Names

from fangkong.pipeline.normalisation.text import Normaliser
from fangkong.pipeline.rulebook import RuleLibrary

SEED = 20200122
OWN_TIMES = 5
#: Copies of each of our labelled sentences with other names, beside the sentence itself.
NAME_COPIES = 3
ITERATIONS = 8
DECIMALS = 3
ROOT = Path(__file__).parents[2]


def words_of(path: Path, column: int) -> list[list[str]]:
    """Return the sentences of a CoNLL-like file as lists of words."""
    sentences, current = [], []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line:
            if current:
                sentences.append(current)
            current = []
        elif not line.startswith("#"):
            cells = line.split("\t")
            if cells[0].isdigit():
                current.append(cells[column])
    return sentences + ([current] if current else [])


def f1(gold: list[list[str]], guessed: list[list[str]]) -> float:
    right = total = given = 0
    for a, b in zip(gold, guessed, strict=True):
        left, other = spans(a), spans(b)
        right += len(left & other)
        total += len(left)
        given += len(other)
    return 2 * right / (total + given)


def spans(words: list[str]) -> set[tuple[int, int]]:
    out, at = set(), 0
    for word in words:
        out.add((at, at + len(word)))
        at += len(word)
    return out


def fit(train: list[list[str]], test: list[list[str]], out: Path) -> None:
    """Train a model and write what the pipeline loads of it."""
    with tempfile.TemporaryDirectory() as folder:
        for name, sentences in (("train", train), ("test", test)):
            Path(folder, name).write_text("\n".join(" ".join(s) for s in sentences) + "\n", encoding="utf-8")
        config.random = 0
        spacy_pkuseg.train(f"{folder}/train", f"{folder}/test", f"{folder}/model", train_iter=ITERATIONS)
        weights = np.load(f"{folder}/model/weights.npz")
        np.savez_compressed(f"{folder}/model/weights.npz", sizes=weights["sizes"], w=np.round(weights["w"], DECIMALS))
        out.mkdir(parents=True, exist_ok=True)
        for name in ("weights.npz", "features.msgpack"):
            shutil.copy(f"{folder}/model/{name}", out / name)


def cutter(model: Path) -> spacy_pkuseg.pkuseg:
    """Return a segmenter without the dictionary that spacy-pkuseg lays over its result."""
    segmenter = spacy_pkuseg.pkuseg(str(model), postag=False)
    segmenter.postprocesser.do_process = False
    return segmenter


def with_names(segmenter: spacy_pkuseg.pkuseg, items: list[Labelled]) -> list[list[str]]:
    """Return the sentences as words, cut also where a name begins or ends."""
    out = []
    for item in items:
        edges, at = {0, len(item.text)}, 0
        for word in segmenter.cut(item.text):
            at = item.text.index(word, at) + len(word)
            edges |= {at, at - len(word)}
        cuts = sorted(edges | {e for start, end, _ in item.spans for e in (start, end)})
        words = [item.text[a:b].strip() for a, b in itertools.pairwise(cuts)]
        out.append([word for word in words if word])
    return out


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("uner", type=Path)
    options.add_argument("ud", type=Path)
    options.add_argument("--first", type=Path, help="take this model as the first instead of training it")
    options.add_argument("--out", type=Path, default=ROOT / "models" / "segmenter")
    given = options.parse_args()
    uner, ud, out = given.uner, given.ud, given.out
    normalise = Normaliser(RuleLibrary())._translate_widths
    random.seed(SEED)
    np.random.seed(SEED)
    own = [line.split() for line in (Path(__file__).parent / "own.txt").read_text(encoding="utf-8").splitlines()]
    train = [[normalise(w) for w in s] for s in words_of(uner / "zh_gsdsimp-ud-train.iob2", 1)] + own * OWN_TIMES
    test = [[normalise(w) for w in s] for s in words_of(ud / "zh_gsdsimp-ud-test.conllu", 1)]
    labelled = list(Sources().own())
    names, chance = Names(SEED), random.Random(SEED)
    labelled += [swapped(item, names, chance) for item in labelled for _ in range(NAME_COPIES)]
    with tempfile.TemporaryDirectory() as folder:
        first = given.first or Path(folder)
        if not given.first:
            fit(train, test, first)
        train += with_names(cutter(first), labelled)
    fit(train, test, out)
    segmenter = cutter(out)
    guessed = [list(segmenter.cut("".join(sentence))) for sentence in test]
    size = sum(p.stat().st_size for p in out.iterdir()) / 1e6
    print(f"word F1 on {len(test)} sentences: {f1(test, guessed):.4f}; {size:.1f} MB")


if __name__ == "__main__":
    main()
