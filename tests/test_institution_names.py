"""A thousand names of institutions, each inside a sentence: how many are found exactly, and with their kind."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from fangkong import Extractor

NAMES = Path(__file__).parent / "data" / "institution_names.tsv"
LEAST_FOUND, LEAST_KIND = 0.95, 0.95


def rows():
    lines = NAMES.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if not line.startswith(("#", "name\t"))]


@pytest.fixture(scope="module")
def outcome():
    found, kinds, lost = Counter(), Counter(), []
    reports = Extractor(ner="none").pipe(sentence for _, _, sentence in rows())
    for (name, kind, sentence), report in zip(rows(), reports, strict=True):
        told = {m.span.text: i.kind for i in report.institutions for m in i.mentions}
        found[kind] += name in told
        kinds[kind] += told.get(name) == kind
        if name not in told:
            lost.append(f"{name} in {sentence}: {list(told)}")
    return found, kinds, lost


def test_there_are_a_thousand_of_all_kinds():
    assert len(rows()) == 1000
    assert len({kind for _, kind, _ in rows()}) == 17
    assert all(name in sentence for name, _, sentence in rows())


def test_names_are_found_exactly(outcome):
    found, _, lost = outcome

    share = found.total() / len(rows())

    print(f"found exactly: {share:.3f}", *lost, sep="\n")
    assert share >= LEAST_FOUND


def test_names_have_their_kind(outcome):
    found, kinds, _ = outcome

    share = kinds.total() / found.total()

    print(f"kind right: {share:.3f}")
    assert share >= LEAST_KIND
