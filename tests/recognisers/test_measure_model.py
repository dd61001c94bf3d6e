"""The measure model beside the rules: what it adds, what it takes back, what it must leave alone."""

from functools import cache

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fangkong import Extractor
from fangkong.pipeline.recognisers.measure_model import MeasureModel, phrases

TEXT = "保洁阿姨提着喷壶把每间寝室里里外外喷了一遍,门岗的师傅举着额温枪挨个量。"


@cache
def model():
    return MeasureModel()


def codes(extractor, text):
    return {measure.code for measure in extractor.extract(text).measures}


def test_a_wording_that_no_rule_lists_is_found_with_its_phrase_as_span():
    report = Extractor(ner="none").explain(TEXT)

    found = {m.code: m.span.text for m in report.measures}
    assert {"env_disinfection", "health_temperature_check"} <= set(found)
    assert all(TEXT[m.span.start : m.span.end] == m.span.text for m in report.measures)


def test_rules_alone_do_without_the_model():
    by = {e.found_by for e in Extractor(ner="none", measures="rules").explain(TEXT).explain if e.field == "measures"}

    assert not any(name.startswith("measure-model") for name in by)


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
