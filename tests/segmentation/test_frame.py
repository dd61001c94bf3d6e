"""The layout of a page: what is body, what is frame, where sentences end."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangkong.pipeline.normalisation.text import Normaliser
from fangkong.pipeline.rulebook import RuleLibrary
from fangkong.pipeline.segmentation.frame import Segmenter

LIBRARY = RuleLibrary()
NORMALISE, SEGMENT = Normaliser(LIBRARY), Segmenter(LIBRARY)

NEWS = """首页 > 校园新闻 > 正文
柳河镇中心小学开展返校演练
2022-04-20 09:12:33  来源:本站  浏览:318次
柳河镇中心小学开展返校演练
为确保学生平安返校,4月19日,学校组织了一次全流程演练。测温、分流、留观,一环扣一环!
演练结束后,校长作了点评。
一、分组情况
共分六个小组。
(通讯员 周小川)
责任编辑:吴敏
上一篇:春季运动会延期
下一篇:食堂改造完成
热门推荐
某地三月天气回顾
© 2022 柳河镇中心小学 版权所有
"""
NOTICE = """柳河县教育局
关于推迟开学时间的通知
各乡镇中心学校、县直各学校:
根据上级要求,现将有关事项通知如下:
一、推迟春季学期开学时间,具体时间另行通知。
二、开学前,任何学校不得提前组织返校。
柳河县教育局
2020年1月28日
"""


def layout(text):
    doc = SEGMENT(NORMALISE(text))
    return doc, [(block.kind, doc.string[block.start : block.end][:8]) for block in doc.blocks]


def test_a_news_page_is_told_from_its_frame():
    doc, blocks = layout(NEWS)

    assert [kind for kind, _ in blocks] == (
        ["nav", "title", "meta", "title", "body", "body", "heading", "body", "byline", "byline"]
        + ["related"] * 4
        + ["footer"]
    )
    assert doc.title is not None
    assert doc.title.start == NEWS.rindex("柳河镇中心小学开展")


def test_a_notice_has_its_headline_its_addressees_and_its_signature():
    doc, blocks = layout(NOTICE)

    kinds = [kind for kind, _ in blocks]
    assert kinds[1:3] == ["title", "salutation"]
    assert kinds[-2:] == ["signature", "signature"]
    assert doc.string[doc.title.start : doc.title.end] == "关于推迟开学时间的通知"


def test_sentences_end_at_their_marks_and_clauses_at_semicolons_and_colons():
    doc, _ = layout("会议要求:一是摸排;二是消毒。“都要落实!”他说。时间是08:30。")

    sentences = [doc.string[s.start : s.end] for s in doc.sentences]
    clauses = [doc.string[c.start : c.end] for c in doc.clauses]
    assert sentences == ["会议要求:一是摸排;二是消毒。", "“都要落实!”", "他说。", "时间是08:30。"]
    assert clauses == ["会议要求:", "一是摸排;", "二是消毒。", "“都要落实!”", "他说。", "时间是08:30。"]


def test_paragraphs_parted_by_runs_of_spaces_are_blocks_of_their_own():
    _, blocks = layout("第一段讲部署,内容不少,一共有三句话要说明白。     第二段讲落实,各年级都要做到位。")

    assert len(blocks) == 2


@given(st.text(alphabet="学校教育局:通知一、2022年3月5日。\n >|来源©上一篇 ", max_size=120))
@settings(deadline=None, max_examples=300)
def test_every_visible_character_lies_in_one_block_one_sentence_and_one_clause(text):
    doc = SEGMENT(NORMALISE(text))

    for at, char in enumerate(doc.string):
        if not char.isspace():
            assert doc.block_at(at) is not None
            assert doc.sentence_at(at) is not None
            assert doc.clause_at(at) is not None


@pytest.mark.parametrize("text", ["", "\n", "   ", "。", "2022-03-01"])
def test_odd_texts_have_a_layout(text):
    assert SEGMENT(NORMALISE(text)).text.raw == text
