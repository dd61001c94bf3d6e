"""Runs every example of every rule file. A new rule file adds nothing here."""

from __future__ import annotations

import pytest

from .examples import check_negative, check_positive, rule_files


def _cases(kind):
    for book, field in rule_files():
        sources = [(rule.id, rule) for rule in book.source.rule] + [(book.name, book.source)]
        for name, source in sources:
            whole = source is book.source
            for n, example in enumerate(getattr(source, "example" if whole and kind == "positive" else kind), 1):
                yield pytest.param(book, field, None if whole else name, example, id=f"{name}-{kind}-{n}")


@pytest.mark.parametrize(("book", "field", "rule", "example"), _cases("positive"))
def test_rule_finds_its_positive_example(book, field, rule, example):
    if field is None:
        assert book[rule].pattern.search(example.text)
    else:
        check_positive(field, example, rule)


@pytest.mark.parametrize(("book", "field", "rule", "example"), _cases("negative"))
def test_rule_finds_nothing_in_its_negative_example(book, field, rule, example):
    if field is None:
        assert not book[rule].pattern.search(example.text), example.why
    else:
        check_negative(field, example)


@pytest.mark.parametrize(("book", "field", "rule", "example"), _cases("known_failure"))
def test_known_failure_still_fails(book, field, rule, example, request):
    request.applymarker(pytest.mark.xfail(strict=True, reason=example.why, raises=AssertionError))
    check_positive(field, example, rule)


@pytest.mark.parametrize(
    "rule", [pytest.param(rule, id=rule.id) for book, field in rule_files() if field for rule in book.source.rule]
)
def test_rule_has_a_positive_and_a_negative_example(rule):
    assert rule.positive or rule.known_failure
    assert rule.negative
