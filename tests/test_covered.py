"""Every known way to count people and every trap in a platform's name stands in an example of a rule file.

`covered/*.tsv` lists the ways (numbered ones are the surface patterns, A the ambiguities of names, O the shapes of
unlisted names) with the example that shows each. test_rules.py runs the examples.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from .examples import rule_files

HERE = Path(__file__).parent / "covered"
FIELDS = {"headcounts": "headcount", "platforms": "platform"}


def _rows(field):
    with (HERE / f"{field}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _examples(prefix):
    positive, negative = set(), set()
    for book, _ in rule_files():
        if book.name.startswith(prefix):
            for source in (book.source, *book.source.rule):
                positive.update(example.text for example in getattr(source, "positive", getattr(source, "example", ())))
                negative.update(example.text for example in source.negative)
    return positive, negative


@pytest.mark.parametrize("field", FIELDS)
def test_each_listed_way_has_an_example_that_runs(field):
    positive, negative = _examples(FIELDS[field])
    missing = [row for row in _rows(field) if row["example"].replace("\\n", "\n") not in positive | negative]
    assert not missing


@pytest.mark.parametrize(("field", "numbers"), [("headcounts", range(1, 73)), ("platforms", range(1, 31))])
def test_no_number_of_the_list_is_left_out(field, numbers):
    prefix = "A" if field == "platforms" else ""
    listed = {row["what"].split()[0].rstrip("b") for row in _rows(field)}
    assert {f"{prefix}{number}" for number in numbers} <= listed


@pytest.mark.parametrize(("field", "least"), [("headcounts", (120, 120)), ("platforms", (100, 80))])
def test_there_are_as_many_examples_as_promised(field, least):
    positive, negative = _examples(FIELDS[field])
    assert len(positive) >= least[0]
    assert len(negative) >= least[1]
