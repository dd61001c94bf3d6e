"""Where the model puts the edges of a measure that the rules found."""

import re
from functools import cache
from importlib import resources

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangkong import Extractor
from fangkong.pipeline.mention import Mention
from fangkong.pipeline.recognisers._measure_edges import SIDES, EdgeModel, Layout, Page, columns, grams, places
from fangkong.pipeline.recognisers.measure_model import MeasureModel
from fangkong.pipeline.rulebook import RuleLibrary
from fangkong.pipeline.values.measures import MeasureCandidate


@cache
def edges():
    return MeasureModel(RuleLibrary())._edges


def found(text, span, trigger, code="env_disinfection"):
    start, end = re.search(re.escape(span), text).span()
    core, core_end = re.search(re.escape(trigger), text).span()
    return Mention("MEASURE", start, end, MeasureCandidate(code, core, core_end), "env_disinfection.named")


def described(text, found, side):
    page, layout = Page(text), Layout(3)
    spread = places(page, found, side)
    return spread, columns(page, found, side, spread, np.ones(len(found), int), layout), grams(page, spread.at, side)


@pytest.mark.parametrize("side", SIDES)
def test_what_the_rules_say_is_always_among_the_places(side):
    text = "一、环境。后勤处每天对教学楼、宿舍和食堂等重点场所进行两次消毒,并做好记录。二、其他。"
    one = found(text, text[2:-3], "消毒")

    at = places(Page(text), [one], side).at

    assert (one.start if side == "left" else one.end) in at
    assert at.min() >= 0
    assert at.max() <= len(text)


@pytest.mark.parametrize("side", SIDES)
def test_a_measure_is_described_alike_alone_and_among_others(side):
    text = "会后,后勤处对教室、宿舍进行消毒。各班(每日)晨检;食堂、车间通风"
    every = [found(text, "进行消毒", "消毒"), found(text, "晨检", "晨检"), found(text, "食堂、车间通风", "通风")]

    spread, lie, around = described(text, every, side)

    assert lie.max() < Layout(3).size
    for n, one in enumerate(every):
        alone, its_lie, its_around = described(text, [one], side)
        mine = spread.of == n
        assert spread.at[mine].tolist() == alone.at.tolist()
        assert (lie[mine] == its_lie).all()
        assert (around[mine] == its_around).all()


def test_pauses_and_items_between_a_place_and_the_trigger_are_counted():
    text = "各班,对教室、宿舍进行消毒"
    one = found(text, "消毒", "消毒")

    spread, lie, _ = described(text, [one], "left")

    by_place = dict(zip(spread.at.tolist(), lie.tolist(), strict=True))
    pauses, items, at_pause = 3, 4, 5
    assert by_place[0][pauses] - by_place[3][pauses] == 1
    assert by_place[3][items] - by_place[9][items] == 1
    assert by_place[3][at_pause] - by_place[4][at_pause] == 1


def test_edges_reach_for_the_object_and_leave_the_subject():
    text = "开学前一周,后勤处工作人员对教室、宿舍、食堂进行全面消毒,确保不留死角。"

    measures = Extractor(ner="none").extract(text).measures

    (one,) = [m for m in measures if m.code == "env_disinfection"]
    assert one.span.text == "对教室、宿舍、食堂进行全面消毒"


def test_a_gain_that_no_span_can_have_moves_nothing():
    with (resources.files("fangkong.models") / "measures" / "edges.npz").open("rb") as file:
        still = EdgeModel(np.load(file), 2.0)
    text = "保洁员按时把每一间教室的门窗、桌椅和地面认真消毒一遍。"
    one = found(text, "消毒", "消毒")

    assert still(text, [one]) == [(one.start, one.end)]
    assert edges()(text, [one]) != [(one.start, one.end)]


def test_a_users_own_rule_keeps_its_span(tmp_path):
    (tmp_path / "measures").mkdir()
    (tmp_path / "measures" / "own.toml").write_text(
        "[[rule]]\nid = 'own.spray'\nwhy = 'our word'\npattern = '喷雾作业'\ndata = { code = 'env_disinfection' }\n",
        encoding="utf-8",
    )
    text = "保洁员按时把每一间教室的门窗、桌椅和地面认真进行喷雾作业一遍。"

    by_rules = Extractor(ner="none", rules=tmp_path, measures="rules").extract(text).measures
    by_both = Extractor(ner="none", rules=tmp_path).extract(text).measures

    assert [m.span for m in by_both if m.code == "env_disinfection"] == [m.span for m in by_rules]


@settings(deadline=None)
@given(
    st.text(alphabet="校消毒对、。,(进行A\n", min_size=1, max_size=80),
    st.integers(0, 79),
    st.integers(1, 9),
    st.integers(0, 9),
    st.integers(0, 9),
)
def test_edges_stay_in_the_text_and_hold_something(text, core, size, left, right):
    core = min(core, len(text) - 1)
    core_end = min(len(text), core + size)
    one = Mention(
        "MEASURE",
        max(0, core - left),
        min(len(text), core_end + right),
        MeasureCandidate("env_disinfection", core, core_end),
        "env_disinfection.named",
    )

    ((start, end),) = edges()(text, [one])

    assert 0 <= start < end <= len(text)
    assert start < core_end
    assert end > core
