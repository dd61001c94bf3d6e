"""The index finds the n-grams that a dictionary finds."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from fangkong.pipeline.recognisers._measure_places import EDGE, ngrams
from fangkong.pipeline.recognisers._ngram_index import NgramIndex

PHRASES = ["佩戴口罩", "每天3次消毒", "2022年开学", "校门口测温", "𠮷林中学", "①消毒②通风"]
GRAMS = sorted({gram for phrase in PHRASES for gram in ngrams(phrase)})
PLACES = {gram: place for place, gram in enumerate(GRAMS)}
INDEX = NgramIndex(GRAMS, EDGE)


def looked_up(phrases):
    return [
        (number, place)
        for number, phrase in enumerate(phrases)
        for place in sorted(PLACES[gram] for gram in ngrams(phrase) if gram in PLACES)
    ]


@settings(deadline=None)
@given(
    st.lists(
        st.text(alphabet="佩戴口罩每天3次消毒年开学校门测温𠮷𝟘²①中0年x\ud800", max_size=9) | st.sampled_from(PHRASES)
    )
)
def test_pairs_are_those_of_a_dictionary(phrases):
    rows, places = INDEX(phrases)

    assert list(zip(rows.tolist(), places.tolist(), strict=True)) == looked_up(phrases)
