"""A scanner finds what its patterns find when each is asked alone."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangkong.pipeline import scanner
from fangkong.pipeline.required_words import requirement
from fangkong.pipeline.scanner import Scanner, scanner_of

from .examples import rule_files

_BOOKS = [book for book, _ in rule_files()]
_RULES = [rule for book in _BOOKS for rule in book.rules]


@cache
def _texts() -> list[str]:
    """Return the text of every example of every rule file, without marks."""
    found = dict.fromkeys(
        re.sub(r"\[\[|\]\]", "", example.text)
        for book in _BOOKS
        for source in (book.source, *book.source.rule)
        for kind in ("example", "positive", "negative", "known_failure")
        for example in getattr(source, kind, ())
    )
    return list(found)


@cache
def _pieces() -> list[str]:
    """Return clauses of the examples and words that rules ask for: what texts are put together from."""
    clauses = {clause for text in _texts() for clause in re.split("(?<=[,。、;:])", text)}
    needed = (requirement(rule.pattern) for rule in _RULES)
    return sorted(clauses | {word.text for one in needed if one for word in one.words})


@cache
def _scanner(*, whole: bool) -> Scanner:
    return scanner_of(_RULES, whole=whole)


def _scanned(text: str, *, whole: bool = False) -> list:
    return [(rule.id, match.span(), match.groups()) for rule, match in _scanner(whole=whole)(text)]


def _asked(text: str, *, whole: bool = False) -> list:
    return [
        (rule.id, match.span(), match.groups())
        for rule in _RULES
        for match in (rule.pattern.finditer(text) if whole else rule.finditer(text))
    ]


@pytest.mark.parametrize("many", [0, 10**9])
def test_scanner_loses_no_match_in_any_example(many, monkeypatch):
    # Both ways to work out where matches may begin.
    monkeypatch.setattr(scanner, "_MANY", many)
    for text in _texts():
        assert _scanned(text) == _asked(text), text


def test_scanner_loses_no_match_in_a_long_text():
    texts = _texts()
    for first in range(0, len(texts), 400):
        text = "\n".join(texts[first : first + 400])

        assert _scanned(text) == _asked(text)


@settings(max_examples=150, deadline=None)
@given(text=st.data(), whole=st.booleans())
def test_scanner_loses_no_match_in_texts_put_together_from_pieces(text, whole):
    parts = text.draw(st.lists(st.sampled_from(_pieces()) | st.text(max_size=4), max_size=14))
    joined = text.draw(st.sampled_from(["", "", ",", "\n", " "])).join(parts)

    assert _scanned(joined, whole=whole) == _asked(joined, whole=whole)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("(?:成立|组建)[^。]{0,4}专班", ["专班"]),
        ("[0-9]+名", ["名"]),
        ("防[控疫](?:工作)?专班", ["防控专班", "防控工作专班", "防疫专班", "防疫工作专班"]),
        ("(?<=全校)消杀?", ["全校"]),
        ("消杀|[一-鿿]{2}办公室", ["消杀", "办公室"]),
    ],
)
def test_required_words_are_the_cheapest_stretch(pattern, words):
    needed = requirement(re.compile(pattern))

    assert needed is not None
    assert sorted(word.text for word in needed.words) == sorted(words)


@pytest.mark.parametrize("pattern", ["", "学校?", "(?i)zoom", "[^。]+", "(?!)", "消?杀?", r"(名).\1?"])
def test_what_needs_no_word_is_tried_everywhere(pattern):
    compiled = re.compile(pattern)
    texts = ["", "学", "ZOOM会议", "名名。消杀", "\n学校\n"]
    it = Scanner([("it", compiled)], whole=True)

    for text in texts:
        assert [m.span() for _, m in it(text)] == [m.span() for m in compiled.finditer(text)]


def test_nearly_all_rules_have_words_that_they_need():
    without = [rule.id for rule in _RULES if requirement(rule.pattern) is None]

    assert len(without) <= 5, without
