"""The examples of the institution rules, counted: names of every kind with their boundaries, and what is no name."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import get_args

import pytest

from fangkong.pipeline.rulebook import RuleLibrary
from fangkong.schemas.record import InstitutionKind

MARK = re.compile(r"\[\[(.+?)\]\]")
LEAST_NAMES, LEAST_OF_A_KIND, LEAST_NEGATIVES = 200, 5, 120
#: What the rules must know to be no name.
TRAPS = ("各学校", "部署", "中小学生", "师专人", "学校门口", "校长室门口", "腾讯会议", "健康码")


@cache
def examples() -> tuple[list[tuple[str, str]], list[str]]:
    """Return (name, kind) of the positive examples, and the texts of the negatives."""
    names, negatives = [], []
    for book in RuleLibrary().rulebooks("institutions"):
        source = book.source
        for example in (*source.example, *(e for rule in book.rules for e in rule.source.positive)):
            kind = (example.value or {}).get("kind")
            names += [(name, kind) for name in MARK.findall(example.text) if kind]
        negatives += [e.text for e in (*source.negative, *(e for rule in book.rules for e in rule.source.negative))]
    return names, negatives


def test_there_are_enough_names_with_boundary_and_kind():
    names, _ = examples()

    print(Counter(kind for _, kind in names))
    assert len(set(names)) >= LEAST_NAMES


@pytest.mark.parametrize("kind", get_args(InstitutionKind))
def test_every_kind_has_examples(kind):
    names, _ = examples()

    assert len({name for name, told in names if told == kind}) >= LEAST_OF_A_KIND


def test_there_are_enough_negatives():
    _, negatives = examples()

    print(len(set(negatives)))
    assert len(set(negatives)) >= LEAST_NEGATIVES


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_is_a_negative(trap):
    names, negatives = examples()

    assert any(trap in text for text in negatives)
    assert not any(trap in name for name, _ in names)
