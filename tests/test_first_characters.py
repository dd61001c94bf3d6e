"""A guarded pattern finds what the plain one finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangkong.pipeline.first_characters import guarded

from .examples import library, rule_files, unmark

TEXT = "\n".join(
    unmark(example.text)[0] for book, field in rule_files() if field == "dates" for example in book.source.example
)
RULES = [
    rule for folder in ("dates", "dates_expressions") for book in library().rulebooks(folder) for rule in book.rules
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_date_rule_finds_the_same(rule):
    texts = [TEXT, *(unmark(example.text)[0] for example in rule.source.positive)]

    for text in texts:
        plain = [m.span() for m in rule.pattern.finditer(text)]
        assert [m.span() for m in guarded(rule.pattern).finditer(text)] == plain


@settings(deadline=None)
@given(text=st.text("ab]^-1今年", max_size=20))
@pytest.mark.parametrize(
    "pattern", ["(?:a|[]^-])b?", "a*", "(?<=a)b|1", "[^a]b", "(?P<x>a)?(?P=x)?b", ".今", "(?:今年)?1"]
)
def test_any_pattern_finds_the_same(pattern, text):
    plain = re.compile(pattern)

    assert [m.span() for m in guarded(plain).finditer(text)] == [m.span() for m in plain.finditer(text)]
