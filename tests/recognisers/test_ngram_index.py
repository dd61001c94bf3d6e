"""The index finds the n-grams that dictionaries find."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from fangkong.pipeline.recognisers._measure_places import EDGE, ngrams
from fangkong.pipeline.recognisers._ngram_index import NgramIndex

PHRASES = ["佩戴口罩", "每天3次消毒", "2022年开学", "校门口测温", "𠮷林中学", "①消毒②通风"]
GRAMS = sorted({gram for phrase in PHRASES for gram in ngrams(phrase)})
VOCABULARIES = (GRAMS, [gram for gram in GRAMS if len(gram) < 3][::-2])
INDEX = NgramIndex(VOCABULARIES, EDGE)


def looked_up(texts):
    found, number, first = [], 0, 0
    for vocabulary, some in zip(VOCABULARIES, texts, strict=True):
        places = {gram: first + place for place, gram in enumerate(vocabulary)}
        for text in some:
            found += [(number, place) for place in sorted(places[gram] for gram in ngrams(text) if gram in places)]
            number += 1
        first += len(vocabulary)
    return found


@settings(deadline=None)
@given(
    st.lists(
        st.text(alphabet="佩戴口罩每天3次消毒年开学校门测温𠮷𝟘²①中0年x\ud800", max_size=9) | st.sampled_from(PHRASES)
    )
)
def test_pairs_are_those_of_dictionaries(phrases):
    texts = phrases, phrases[1:]

    rows, places = INDEX(texts)

    assert list(zip(rows.tolist(), places.tolist(), strict=True)) == looked_up(texts)
