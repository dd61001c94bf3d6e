"""Train the NER that ships in models/ner (`--ner spacy`), and print its scores on sentences it never saw.

    python training/ner/train.py UNER_FOLDER [--epochs N] [--all]

UNER_FOLDER holds zh_gsdsimp-ud-train.iob2 and zh_gsdsimp-ud-dev.iob2 of UNER Chinese-GSDSIMP (CC BY-SA 4.0). All other
text is ours (see README.md). A sixth of our own sentences is left out and scored; --all trains on them too: so the
committed model is made. The held-out reports are never read here. CPU only, seed fixed.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import shutil
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from data import ROOT, Labelled, Sources, swapped
from names import KINDS, Names
from spacy.language import Language
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import fix_random_seed, minibatch
from thinc.api import Adam

from fangkong.pipeline.segmentation.tokens import tokenizer

SEED = 20200122
#: How often a sentence of a source is seen as it is, and how often with other names, in one epoch.
#: Below one: the share of its sentences.
TIMES = {
    "own": (2, 3), "report": (1, 1), "names": (0.3, 0.7), "examples": (0.5, 0.5),
    "clauses": (0.15, 0), "uner": (0.15, 0),
}  # fmt: skip
TOK2VEC = {
    "@architectures": "spacy.Tok2Vec.v2",
    "embed": {
        "@architectures": "spacy.MultiHashEmbed.v2",
        "width": 64,
        "attrs": ["NORM", "PREFIX", "SUFFIX"],
        "rows": [6000, 2500, 2500],
        "include_static_vectors": False,
    },
    "encode": {
        "@architectures": "spacy.MaxoutWindowEncoder.v2",
        "width": 64,
        "depth": 3,
        "window_size": 1,
        "maxout_pieces": 2,
    },
}
MODEL = {
    "@architectures": "spacy.TransitionBasedParser.v2",
    "state_type": "ner",
    "extra_state_tokens": False,
    "hidden_width": 64,
    "maxout_pieces": 2,
    "use_upper": True,
    "tok2vec": TOK2VEC,
}


def document(nlp: Language, item: Labelled) -> Doc:
    """Return a sentence as a Doc; a name whose edge falls inside a word is neither right nor wrong there."""
    doc = nlp.make_doc(item.text)
    entities, unknown = [], set()
    for start, end, label in item.spans:
        span = doc.char_span(start, end, label=label)
        wide = doc.char_span(start, end, alignment_mode="expand")
        if span is not None:
            entities.append(span)
        elif wide is not None:
            unknown |= set(range(wide.start, wide.end))
    unknown -= {token.i for span in entities for token in span}
    doc.set_ents(entities, missing=[Span(doc, i, i + 1) for i in sorted(unknown)], default="outside")
    return doc


def epoch(items: Sequence[Labelled], names: Names, chance: random.Random) -> list[Labelled]:
    """Return the sentences of one epoch, shuffled: copies of each, some with new names."""
    out = []
    for item in items:
        plain, changed = TIMES[item.source]
        out += [item] * (plain if plain >= 1 else int(chance.random() < plain))
        if any(label in KINDS for _, _, label in item.spans):
            times = changed if changed >= 1 else int(chance.random() < changed)
            out += [swapped(item, names, chance) for _ in range(times)]
    chance.shuffle(out)
    return out


def counts(nlp: Language, items: Iterable[Labelled]) -> tuple[Counter[str], Counter[str]]:
    """Return right, given and wanted names of institutions: as (span, kind), and as spans alone."""
    exact, spans = Counter[str](), Counter[str]()
    items = list(items)
    for item, doc in zip(items, nlp.pipe([i.text for i in items]), strict=True):
        found = {(e.start_char, e.end_char, e.label_) for e in doc.ents if e.label_ not in ("PER", "LOC")}
        gold = {s for s in item.spans if s[2] not in ("PER", "LOC")}
        exact.update(right=len(found & gold), given=len(found), wanted=len(gold))
        found, gold = {f[:2] for f in found}, {g[:2] for g in gold}
        spans.update(right=len(found & gold), given=len(found), wanted=len(gold))
    return exact, spans


def told(name: str, count: Counter[str]) -> str:
    right, given, wanted = count["right"], count["given"], count["wanted"]
    return (
        f"{name}: P {right / max(1, given):.3f} R {right / max(1, wanted):.3f} "
        f"F1 {2 * right / max(1, given + wanted):.3f}"
    )


def save(ner: EntityRecognizer, out: Path, about: dict) -> None:
    """Write what the backend loads: weights and moves, and the settings."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    # Weights rounded to half precision compress to half their size.
    (out / "ner.bin").write_bytes(zlib.compress(ner.to_bytes(exclude=["vocab"]), 9))
    about |= {"labels": [*KINDS, "ORG", "PER", "LOC"], "config": MODEL}
    (out / "about.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def round_weights(ner: EntityRecognizer) -> None:
    """Round all weights to half precision, so that what is scored is what ships."""
    for node in ner.model.walk():
        for name in node.param_names:
            if node.has_param(name):
                node.set_param(name, node.get_param(name).astype(np.float16).astype(np.float32))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("uner", type=Path)
    options.add_argument("--epochs", type=int, default=6)
    options.add_argument("--out", type=Path, default=ROOT / "models" / "ner")
    options.add_argument("--all", action="store_true")
    options.add_argument("--cache", type=Path, help="keep the labelled sentences here from one run to the next")
    given = options.parse_args()
    random.seed(SEED)
    np.random.seed(SEED)
    fix_random_seed(SEED)
    chance, names = random.Random(SEED), Names(SEED)
    sources = Sources()
    own = list(sources.own())
    chance.shuffle(own)
    left_out, kept = own[: len(own) // 6], own if given.all else own[len(own) // 6 :]
    if given.cache and given.cache.is_file():
        items = pickle.loads(given.cache.read_bytes())
    else:
        items = [*sources.reports(), *sources.examples(), *sources.clauses()]
        items += sources.uner(given.uner / "zh_gsdsimp-ud-train.iob2")
        if given.cache:
            given.cache.write_bytes(pickle.dumps(items))
    items += kept
    print(Counter(item.source for item in items), flush=True)
    nlp = tokenizer()
    ner = nlp.add_pipe("ner", config={"model": MODEL})
    for label in (*KINDS, "ORG", "PER", "LOC"):
        ner.add_label(label)
    first = [Example(nlp.make_doc(i.text), document(nlp, i)) for i in items[:50]]
    ner.initialize(lambda: first, nlp=nlp)  # Not nlp.initialize: it would load a segmenter anew.
    optimizer = Adam(learn_rate=0.004, L2=1e-5, grad_clip=1.0, use_averages=True)
    docs: dict[Labelled, Doc] = {}
    started = time.time()
    for number in range(given.epochs):
        batch = epoch(items, names, chance)
        optimizer.learn_rate = 0.004 * max(0.1, 1 - number / given.epochs)
        losses: dict[str, float] = {}
        for part in minibatch(batch, 48):
            examples = []
            for item in part:
                gold = docs.get(item) or document(nlp, item)
                if not item.source.endswith("+"):
                    docs[item] = gold
                examples.append(Example(Doc(nlp.vocab, [t.text for t in gold], [False] * len(gold)), gold))
            nlp.update(examples, drop=0.15, sgd=optimizer, losses=losses)
        with ner.model.use_params(optimizer.averages):  # Leaving this puts the unrounded weights back.
            round_weights(ner)
            exact, spans = counts(nlp, left_out)
            save(ner, given.out, {"version": "1", "sentences": len(items), "epochs": number + 1})
        print(number + 1, round(time.time() - started), losses, told("kind", exact), told("span", spans), flush=True)


if __name__ == "__main__":
    main()
