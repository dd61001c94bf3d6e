"""The path found where there is a choice is the one that a search over all tags finds."""

from __future__ import annotations

import numpy as np
import pytest

from fangkong.pipeline.recognisers._tag_paths import TagPaths, words_of

TAGS = 7


def searched_everywhere(scores, transitions):
    """Return the best path of one text by the textbook's search, in double precision."""
    best, back = scores[0].astype(float), []
    for row in scores[1:]:
        totals = best[:, None] + transitions
        back.append(totals.argmax(axis=0))
        best = totals.max(axis=0) + row
    path = [int(best.argmax())]
    for came in reversed(back):
        path.append(int(came[path[-1]]))
    return path[::-1]


@pytest.mark.parametrize("spread", [0.1, 1.0, 5.0])
@pytest.mark.parametrize("length", [1, 2, 3, 40])
def test_path_is_that_of_a_search_over_all_tags(spread, length):
    random = np.random.default_rng(20220301)
    transitions = random.uniform(-0.3, 0.3, (TAGS, TAGS)).astype(np.float32)
    scores = (random.normal(size=(50, length, TAGS)) * spread).astype(np.float32)

    found = TagPaths(transitions)(scores).tolist()

    assert found == [searched_everywhere(text, transitions) for text in scores]


def test_words_begin_where_no_word_goes_on():
    inside = [False, True, False]

    assert words_of([1, 1, 0, 2, 1], inside) == [(0, 2, 1), (2, 3, 0), (3, 5, 2)]
    assert words_of([], inside) == []
