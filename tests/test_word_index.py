"""The list of required words says what working them out says."""

from __future__ import annotations

import json

from fangkong.pipeline.required_words import requirement
from fangkong.pipeline.word_index import VERSION, key_of, listed, required_by

from .word_index import FILE, scanned_patterns


def test_list_says_what_working_out_says():
    for pattern in scanned_patterns():
        assert required_by(pattern) == requirement(pattern), pattern.pattern


def test_list_is_of_this_version_and_knows_most_patterns():
    told = json.loads(FILE.read_text(encoding="utf-8"))
    patterns = scanned_patterns()

    known = sum(key_of(pattern) in told["patterns"] for pattern in patterns)

    assert told["version"] == VERSION
    # Rules may change without it; long since, it is no use: python -m tests.word_index
    assert known >= 0.5 * len(patterns)


def test_list_is_the_same_however_often_it_is_written():
    patterns = scanned_patterns()[:40]

    assert listed(patterns) == listed(patterns)
