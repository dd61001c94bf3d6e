"""The tagger: golden outputs, exact batches, exact offsets."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangkong.pipeline.errors import BackendError
from fangkong.pipeline.recognisers.ner import make_tagger

GOLDEN = {
    "甘州晚报记者从市教育局了解到,初三学生分两批返校。": [
        ("甘州晚报", "ORG"),
        ("市教育局", "ORG"),
    ],
    "王建国副校长在兰州主持了部署会。": [("王建国", "PER"), ("兰州", "LOC")],
    # A slip of the model, kept as it is: the golden output shows any change of model or package.
    "每天落实晨午检。": [("晨午", "PER")],
}


@cache
def lac():
    return make_tagger("lac")


@pytest.mark.parametrize("sentence", GOLDEN)
def test_entities_are_those_of_the_pinned_model(sentence):
    (tagged,) = lac().tag([sentence])

    found = [(sentence[e.start : e.end], e.label) for e in tagged.entities if e.label != "TIME"]

    assert found == GOLDEN[sentence]


@given(st.lists(st.text(alphabet="校我市局在的召开防疫会议a1,。 🙂\ufeff", max_size=12), max_size=20))
@settings(deadline=None, max_examples=60)
def test_a_sentence_is_tagged_alike_alone_and_in_a_batch(sentences):
    together = lac().tag(sentences)

    assert together == [lac().tag([sentence])[0] for sentence in sentences]


@given(st.text(max_size=700))
@settings(deadline=None, max_examples=30)
def test_words_cover_the_sentence_in_order(sentence):
    (tagged,) = lac().tag([sentence])

    assert [w.start for w in tagged.words] == [0, *[w.end for w in tagged.words]][: len(tagged.words)]
    assert (tagged.words[-1].end if tagged.words else 0) == len(sentence)


def test_an_unknown_tagger_is_refused_with_the_choices():
    with pytest.raises(BackendError, match="Choose one of: lac, spacy, light, none"):
        make_tagger("bert")
