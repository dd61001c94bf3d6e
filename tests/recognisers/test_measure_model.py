"""The measure model beside the rules: what it adds, what it takes back, what it must leave alone."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangkong import Extractor
from fangkong.pipeline.normalisation.text import Normaliser
from fangkong.pipeline.recognisers._measure_places import items, phrases, places_of
from fangkong.pipeline.recognisers._measure_review import weigh
from fangkong.pipeline.recognisers.measure_model import MeasureModel
from fangkong.pipeline.recognisers.measures import MeasureRecogniser
from fangkong.pipeline.rulebook import RuleLibrary
from fangkong.pipeline.segmentation.document import Segment
from fangkong.pipeline.segmentation.frame import Segmenter

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


@cache
def layout():
    library = RuleLibrary()
    return Normaliser(library), Segmenter(library)


@settings(deadline=None)
@given(st.text(alphabet="校消毒返测温0课、和。, \n", min_size=1, max_size=60).filter(str.strip))
def test_a_place_has_the_same_scores_alone_and_among_others(text):
    normalise, segment = layout()
    doc = segment(normalise(text))
    places = places_of(doc).every

    together = model().scores(doc, places)

    alone = [model().scores(doc, [place])[0] for place in places]
    assert all(np.array_equal(a, b) for a, b in zip(together, alone, strict=True))
    assert np.isfinite(together).all()


def test_all_chances_at_once_are_those_of_each_candidate_alone():
    library = RuleLibrary()
    normalise, segment = layout()
    doc = segment(normalise("返校通知\n一、消毒通风\n1.保洁员全面消毒,测温和佩戴口罩。\n" + "\n".join(TEXTS)))
    places, found = places_of(doc), list(MeasureRecogniser(library)(doc))
    scores = model().scores(doc, places.every)
    review, weights = model()._review, model()._review._weights
    candidates = review.candidates(doc.string, places, scores, found)

    chances = review.chances(doc, places, scores, candidates)

    assert {one.mention is None for one in candidates} == {True, False}
    features = review.features(doc, places, scores, candidates)
    assert chances == pytest.approx([weigh(weights, figures) for figures in features])


def test_items_of_a_list_are_places_of_their_own():
    text = "落实晨午检、消毒通风和值班制度"

    assert [text[i.start : i.end] for i in items(text, Segment(0, len(text)))] == ["落实晨午检", "消毒通风", "值班制度"]
    assert items("每天开窗通风", Segment(0, 6)) == []


def test_a_restated_term_in_a_heading_weighs_less_than_the_measure_itself():
    text = "一、消毒\n保洁员每天对教室、走廊和厕所全面消毒两次,做好记录。"

    marked = [m.span.text for m in Extractor(ner="none").extract(text).measures]
    assert any("全面消毒" in one for one in marked)


@given(st.text(alphabet="校园消毒,。; \n:返", max_size=40))
def test_phrases_cover_all_but_pauses_and_spaces(text):
    places = list(phrases(text))

    covered = {at for p in places for at in range(p.start, p.end)}
    assert all(at in covered or char in ",。;:!? \n" for at, char in enumerate(text))
    assert all(text[p.start : p.end] == text[p.start : p.end].strip() for p in places)


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("学校及时宣传和普及防疫知识", ["学校及时宣传", "普及防疫知识"]),
        ("师生参与消毒与清扫", ["师生参与消毒", "清扫"]),
        ("共建和谐平安校园", []),
        ("测体温和消毒", ["测体温", "消毒"]),
        ("体温检测及登记以及通风", ["体温检测", "登记", "通风"]),
        ("一并上报并公布", ["一并上报", "公布"]),
        ("或许推迟或者取消", ["或许推迟", "取消"]),
        ("五育并举", []),
        ("学习平台和平时的作业", ["学习平台", "平时的作业"]),
    ],
)
def test_a_list_is_not_cut_inside_a_word(phrase, expected):
    assert [phrase[i.start : i.end] for i in items(phrase, Segment(0, len(phrase)))] == expected
