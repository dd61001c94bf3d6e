"""Train the pkuseg segmenter that ships in models/segmenter, and print its word F1.

    python training/segmenter/train.py UNER_FOLDER UD_FOLDER

UNER_FOLDER holds zh_gsdsimp-ud-train.iob2 of UNER Chinese-GSDSIMP, UD_FOLDER holds zh_gsdsimp-ud-test.conllu of
UD_Chinese-GSDSimp (both CC BY-SA 4.0). Our own sentences, segmented the way names should break, stand in own.txt
and are given several times. Text is put into the normalised writing that the pipeline gives the segmenter.
Result of the committed model: training/segmenter/README.md.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import spacy_pkuseg
from spacy_pkuseg.config import config

from fangkong.pipeline.normalisation.text import Normaliser
from fangkong.pipeline.rulebook import RuleLibrary

SEED = 20200122
OWN_TIMES = 5
ITERATIONS = 20
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


def main() -> None:
    uner, ud = Path(sys.argv[1]), Path(sys.argv[2])
    normalise = Normaliser(RuleLibrary())._translate_widths
    random.seed(SEED)
    np.random.seed(SEED)
    own = [line.split() for line in (Path(__file__).parent / "own.txt").read_text(encoding="utf-8").splitlines()]
    train = [[normalise(w) for w in s] for s in words_of(uner / "zh_gsdsimp-ud-train.iob2", 1)] + own * OWN_TIMES
    test = [[normalise(w) for w in s] for s in words_of(ud / "zh_gsdsimp-ud-test.conllu", 1)]
    out = ROOT / "models" / "segmenter"
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
    segmenter = spacy_pkuseg.pkuseg(str(out), postag=False)
    segmenter.postprocesser.do_process = False
    guessed = [list(segmenter.cut("".join(sentence))) for sentence in test]
    size = sum(p.stat().st_size for p in out.iterdir()) / 1e6
    print(f"word F1 on {len(test)} sentences: {f1(test, guessed):.4f}; {size:.1f} MB")


if __name__ == "__main__":
    main()
