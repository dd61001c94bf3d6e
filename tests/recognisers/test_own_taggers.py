"""The taggers that we trained: golden outputs, exact batches, exact offsets."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangkong import Extractor
from fangkong.pipeline.recognisers._light_tagger import spans
from fangkong.pipeline.recognisers.ner import make_tagger

OWN = ("light", "spacy")
SENTENCES = (
    "甘州晚报记者从市教育局了解到,初三学生分两批返校。",
    "京东为甘州师专捐来口罩,教务处和县疾控中心清点后入库。",
    "学校门口不得设摊,全区中小学每天晨检。",
)
_LOCAL = [("甘州晚报", "media"), ("市教育局", "education_authority")]
_UNITS = [("甘州师专", "higher_education"), ("教务处", "internal_unit"), ("县疾控中心", "health_institution")]
# The first of the second sentence is a slip of each model, kept as it is: any change of a model shows.
GOLDEN = {
    "light": [_LOCAL, [("京东", "higher_education"), *_UNITS], []],
    "spacy": [_LOCAL, [("京东", "PER"), *_UNITS], []],
}


@cache
def extractor(ner):
    return Extractor(ner=ner, measures="rules")


@cache
def tagger(name):
    return make_tagger(name)


@pytest.mark.parametrize("name", OWN)
def test_entities_are_those_of_the_shipped_model(name):
    found = [
        [(sentence[e.start : e.end], e.kind or e.label) for e in tagged.entities]
        for sentence, tagged in zip(SENTENCES, tagger(name).tag(SENTENCES), strict=True)
    ]

    assert found == GOLDEN[name]


@pytest.mark.parametrize("name", OWN)
@given(sentences=st.lists(st.text(alphabet="甘州校我市局在的召开防疫会议学院a1,。 🙂\ufeff", max_size=30), max_size=12))
@settings(deadline=None, max_examples=25)
def test_a_sentence_is_tagged_alike_alone_and_in_a_batch(name, sentences):
    together = tagger(name).tag(sentences)

    assert together == [tagger(name).tag([sentence])[0] for sentence in sentences]


@pytest.mark.parametrize("name", OWN)
@given(sentence=st.text(max_size=200))
@settings(deadline=None, max_examples=20)
def test_entities_lie_inside_the_sentence_without_overlap(name, sentence):
    (tagged,) = tagger(name).tag([sentence])

    places = [place for e in tagged.entities for place in (e.start, e.end)]
    assert places == sorted(places)
    assert all(0 <= place <= len(sentence) for place in places)
    assert all(0 <= e.sure <= 1 for e in tagged.entities)


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ([0, 1, 2, 3, 0], [(1, 4)]),
        ([1, 3, 1, 3], [(0, 2), (2, 4)]),
        ([1, 2, 0, 2, 3], [(0, 2)]),
        ([1, 1, 2], [(0, 1), (1, 3)]),
        ([3, 2, 0], []),
    ],
)
def test_names_are_read_off_a_row_of_tags(tags, found):
    assert list(spans(np.array(tags))) == found


def test_a_name_that_no_rule_knows_is_added_with_its_kind():
    text = "华为云的工程师连夜修好了服务器。"

    added = Extractor(ner="light").extract(text).institutions

    assert [(i.name, i.kind) for i in added] == [("华为云", "enterprise")]
    assert Extractor(ner="none").extract(text).institutions == ()


@pytest.mark.parametrize(
    ("text", "ner", "found"),
    [
        ("他们在流动学校上课。", "none", ["流动学校"]),
        ("他们在流动学校上课。", "light", []),
        ("他们在云溪区流动学校上课。", "light", ["云溪区流动学校"]),
    ],
)
def test_a_name_of_any_words_without_a_place_must_be_one_to_the_light_tagger_too(text, ner, found):
    assert [one.name for one in extractor(ner).extract(text).institutions] == found
