"""What the tables of rules/institutions/ cannot say about finding names."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangkong import Extractor
from fangkong.pipeline.normalisation.text import Normaliser
from fangkong.pipeline.recognisers.institutions import InstitutionRecogniser
from fangkong.pipeline.rulebook import RuleLibrary
from fangkong.pipeline.segmentation.frame import Segmenter
from fangkong.pipeline.values.hints import Entity, Tagged, Word

PIECES = (
    "市",
    "区",
    "教育局",
    "第一",
    "中学",
    "小学",
    "附属",
    "幼儿园",
    "校",
    "党委",
    "在",
    "各",
    "、",
    "和",
    "(",
    ")",
    "疫情",
    "1",
    "\n",
)


@cache
def stages():
    library = RuleLibrary()
    return Normaliser(library), Segmenter(library), InstitutionRecogniser(library)


def laid_out(text):
    normalise, segment, _ = stages()
    return segment(normalise(text))


def names(text, hints=None, tagger=""):
    doc = laid_out(text)
    return [(m.value.name, m.value.kind) for m in stages()[2](doc, hints or {}, tagger)]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_names_come_in_text_order_without_overlap_and_quote_the_text(text):
    doc = laid_out(text)

    mentions = list(stages()[2](doc, {}, ""))

    assert all(left.end <= right.start for left, right in pairwise(mentions))
    assert all(m.value.name == doc.string[m.start : m.end] for m in mentions)


@pytest.mark.parametrize("place", ["", "市", "昌平区", "青海省", "喀什地区"])
@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("教育局", "education_authority"),
        ("卫健委", "health_institution"),
        ("公安局", "government"),
        ("纪委监委", "party_body"),
        ("疫情防控指挥部", "epidemic_command"),
    ],
)
def test_a_bureau_takes_its_place_along(place, head, kind):
    assert names(f"据{place}{head}通报,形势平稳。") == [(place + head, kind)]


@pytest.mark.parametrize("ordinal", ["第一", "第八十七", "第9", "第一〇二"])
def test_an_ordinal_belongs_to_the_name_of_a_school(ordinal):
    assert names(f"在长春市{ordinal}中学,演练按时开始。") == [(f"长春市{ordinal}中学", "secondary_school")]


def test_the_outermost_of_nested_names_wins():
    assert names("红旗路小学党支部贴出了值班表。") == [("红旗路小学党支部", "internal_unit")]


def test_the_school_in_front_of_a_unit_stays_outside():
    assert names("学校教务处贴出了课表。") == [("教务处", "internal_unit")]


def test_a_command_is_a_units_own_where_the_school_speaks():
    assert names("我校防控指挥部连夜开会。")[-1] == ("防控指挥部", "internal_unit")
    assert names("县防控指挥部连夜开会。") == [("县防控指挥部", "epidemic_command")]


def test_breadcrumbs_give_no_names():
    text = (
        "首页 > 县教育局 > 正文\n\n开学准备\n\n3月2日,红星小学完成了全部教室的消毒,并且逐一登记了教师的行程和健康状况。"
    )

    assert names(text) == [("红星小学", "primary_school")]


def test_a_verb_of_the_tagger_stops_a_name():
    text = "翻修红星小学的水池。"
    tagged = Tagged((Word(0, 2, "v"), Word(2, 6, "ORG"), Word(6, 7, "u"), Word(7, 9, "n"), Word(9, 10, "w")))

    assert names(text, {0: tagged}, "tagger 1") == [("红星小学", "primary_school")]


def test_a_tagger_adds_a_company_that_no_head_finds():
    text = "远山生物送来一车口罩。"
    tagged = Tagged((Word(0, 4, "ORG"), Word(4, 11, "n")), (Entity(0, 4, "ORG"),))

    assert names(text) == []
    assert names(text, {0: tagged}, "tagger 1") == [("远山生物", "enterprise")]


def test_hints_are_wanted_only_where_they_can_change_something():
    doc = laid_out("天气晴好。\n红星小学开学了。\n大家都很高兴。")

    wanted = stages()[2].wants_hints(doc)

    assert [doc.string[s.start : s.end] for s in wanted] == ["红星小学开学了。"]


@pytest.mark.parametrize("first", range(0, 1200, 100))
def test_hints_in_sentences_that_want_none_change_nothing(first):
    lines = [line for line in _example_lines()[first : first + 100] if line]
    doc = laid_out("\n".join(lines))
    recognise = stages()[2]

    wanted = {sentence.start for sentence in recognise.wants_hints(doc)}
    hints = {s.start: _cut_everywhere(doc.string[s.start : s.end]) for s in doc.sentences}
    asked = {start: tagged for start, tagged in hints.items() if start in wanted}

    assert list(recognise(doc, asked, "t")) == list(recognise(doc, hints, "t"))


@cache
def _example_lines():
    book = RuleLibrary().rulebook("institutions/examples")
    return [example.text.replace("[[", "").replace("]]", "") for example in book.source.example]


def _cut_everywhere(sentence):
    """Return the hints that could do most harm: every character a verb, an organisation up to every place."""
    words = tuple(Word(at, at + 1, "v") for at in range(len(sentence)))
    entities = tuple(Entity(max(0, at - 5), at, "ORG") for at in range(3, len(sentence) + 1))
    return Tagged(words, entities)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("各位家长:\n请按时接送孩子,进校须测温。\n南屏市金桥外国语学校\n2022年3月5日", "南屏市金桥外国语学校"),
        ("我校线上教学有序开展。\n海棠湾学校\n2022年3月5日", "海棠湾学校"),
        ("海棠湾双语国际学校开展线上教学。", "海棠湾双语国际学校"),
    ],
)
def test_a_name_that_signs_or_says_its_type_needs_no_tagger(text, name):
    report = Extractor().extract(text)

    assert [one.name for one in report.institutions] == [name]


def test_words_in_front_of_school_are_doubted_where_they_are_no_name():
    assert not Extractor().extract("助力学校复课,志愿者来到校园。").institutions
