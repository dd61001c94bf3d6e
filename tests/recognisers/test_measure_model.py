"""The measure model beside the rules: what it adds, what it takes back, what it must leave alone."""

from functools import cache

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fangkong import Extractor
from fangkong.pipeline.recognisers.measure_model import MeasureModel, phrases
from fangkong.pipeline.rulebook import RuleLibrary

TEXTS = (
    "保洁阿姨提着喷壶把每间寝室里里外外喷了一遍。",
    "门岗的师傅举着额温枪给每个人量一量,绿码亮了才放行。",
    "老师们把讲台搬到了屏幕上,孩子们隔着屏幕举手发言。",
    "班主任挨家挨户打电话,问清每个孩子假期去过哪里。",
    "后勤老师把热饭热菜一份份送到隔离楼门口。",
)


@cache
def model():
    return MeasureModel(RuleLibrary())


def codes(extractor, text):
    return {measure.code for measure in extractor.extract(text).measures}


def found_by(extractor):
    """Return what found the measures of the texts, each with whether its span stands where it says."""
    for text in TEXTS:
        for entry in extractor.explain(text).explain:
            if entry.field == "measures":
                yield entry.found_by, text[entry.span.start : entry.span.end] == entry.span.text


def test_the_model_finds_wordings_that_no_rule_lists():
    by = list(found_by(Extractor(ner="none")))

    assert any(name.startswith("measure-model") for name, _ in by)
    assert all(holds for _, holds in by)


def test_rules_alone_do_without_the_model():
    assert not any(name.startswith("measure-model") for name, _ in found_by(Extractor(ner="none", measures="rules")))


def test_a_users_own_measure_rule_always_stands(tmp_path):
    (tmp_path / "measures").mkdir()
    (tmp_path / "measures" / "own.toml").write_text(
        "[[rule]]\nid = 'own.blue_card'\nwhy = 'our word for a pass'\npattern = '挂蓝牌'\n"
        "data = { code = 'access_gate_control' }\n",
        encoding="utf-8",
    )

    assert "access_gate_control" in codes(Extractor(ner="none", rules=tmp_path), "每名走读生进出都要挂蓝牌。")


@given(st.lists(st.text(alphabet="校消毒返测温0课, ", min_size=1, max_size=12), min_size=1, max_size=8))
def test_a_phrase_has_the_same_chances_alone_and_among_others(texts):
    together = model().probabilities(texts)

    alone = np.vstack([model().probabilities([text]) for text in texts])
    assert np.array_equal(together, alone)
    assert ((together >= 0) & (together <= 1)).all()


@given(st.text(alphabet="校园消毒,。; \n:返", max_size=40))
def test_phrases_cover_all_but_pauses_and_spaces(text):
    places = list(phrases(text))

    covered = {at for p in places for at in range(p.start, p.end)}
    assert all(at in covered or char in ",。;:!? \n" for at, char in enumerate(text))
    assert all(text[p.start : p.end] == text[p.start : p.end].strip() for p in places)
