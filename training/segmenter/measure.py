"""Print how good the segmenter that ships is: word F1, and how often a name of an institution begins or ends in a word.

    python training/segmenter/measure.py [--ud FILE.conllu] [--reports FOLDER]

FILE.conllu is a test file of a UD treebank of simplified Chinese. FOLDER holds labelled reports (default: the
development reports of fixtures/); only totals are printed.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from train import ROOT, f1, words_of

from fangkong import Extractor
from fangkong.pipeline.evaluation.score_command import load
from fangkong.pipeline.normalisation.text import Normaliser
from fangkong.pipeline.rulebook import RuleLibrary
from fangkong.pipeline.segmentation.tokens import tokenizer


def word_score(path: Path) -> str:
    """Return word F1 on a UD file, and the speed."""
    normalise = Normaliser(RuleLibrary())._translate_widths
    gold = [[normalise(word) for word in sentence] for sentence in words_of(path, 1)]
    texts = ["".join(sentence) for sentence in gold]
    tokenizer()("先加载模型。")
    started = time.process_time()
    guessed = [[token.text for token in tokenizer()(text)] for text in texts]
    speed = sum(map(len, texts)) / (time.process_time() - started)
    return f"word F1 {f1(gold, guessed):.4f} on {len(gold)} sentences, {speed:,.0f} characters a second of CPU time"


def edge_errors(folder: Path) -> str:
    """Return how many edges of labelled names fall inside a word."""
    extractor = Extractor(ner="none", measures="rules")
    names = left = right = either = 0
    for file in load(folder):
        (analysis,) = extractor.analyse([file.raw])
        doc = analysis.doc
        back = {doc.text.to_raw(i, i + 1)[0]: i for i in range(len(doc.string))}
        edges = set()
        for s in doc.sentences:
            for token in tokenizer()(doc.string[s.start : s.end]):
                edges |= {s.start + token.idx, s.start + token.idx + len(token)}
        for institution in file.gold.institutions:
            for mention in institution.mentions:
                inside = [back[i] for i in range(mention.span.start, mention.span.end) if i in back]
                if mention.form == "self" or not inside:
                    continue
                names += 1
                cut = inside[0] not in edges, inside[-1] + 1 not in edges
                left, right, either = left + cut[0], right + cut[1], either + any(cut)
    return (
        f"names of institutions: {names}; begin inside a word: {left} ({100 * left / names:.1f} %), "
        f"end inside a word: {right} ({100 * right / names:.1f} %), either: {either} ({100 * either / names:.1f} %)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ud", type=Path, metavar="FILE")
    parser.add_argument("--reports", type=Path, metavar="FOLDER", default=ROOT / "fixtures" / "reports" / "dev")
    options = parser.parse_args()
    if options.ud:
        print(word_score(options.ud))
    print(edge_errors(options.reports))


if __name__ == "__main__":
    main()
