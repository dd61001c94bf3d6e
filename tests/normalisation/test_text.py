"""Normalisation: what rules see, and the way back for every character."""

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fangkong.pipeline.normalisation.text import Normaliser
from fangkong.pipeline.rulebook import RuleLibrary

normalise = Normaliser(RuleLibrary())
NOISE = st.sampled_from(
    [
        "學(xué)",
        "(ze)(ze)",
        "&nbsp;",
        "<p class='x'>",
        "</p>",
        "<br/>",
        "\u200b",
        "\ufeff",
        "　",
        "２０２２",
        "，，",
        "\r\n",
        "釘釘",
        "{pinyin:jué}",
        "防疫",
        "2022 年 3 月",
        "&amp;nbsp;",
        "（周一）",
        "\n",
        "<span style=''>",
        "各高?;謴",
        "🙂",
    ]
)


@given(st.one_of(st.text(), st.lists(NOISE).map("".join)))
@example("(ze)(ze)(ze)")
@settings(deadline=None, max_examples=400)
def test_every_character_leads_back_into_the_raw_text_in_order(raw):
    text = normalise(raw)

    spans = [text.to_raw(at, at + 1) for at in range(len(text.text))]

    assert all(0 <= start < end <= len(raw) for start, end in spans)
    assert all(a_end <= b_start for (_, a_end), (b_start, _) in pairwise(spans))


@given(st.text(alphabet="学校我园3月5日。返校名教师", max_size=60))
def test_clean_text_stays_as_it_is(raw):
    text = normalise(raw)

    assert text.text == raw
    assert text.starts is None


@pytest.mark.parametrize(
    ("raw", "normalised"),
    [
        ("當(dāng)前學(xué)校", "当前学校"),
        ("責(ze)(ze)任，學(xue)校(xiao)(xiao)", "责任,学校"),
        ("決{pinyin:jué}定控(读:kòng)制", "决定控制"),
        ("（含）（周一）（一）", "(含)(周一)(一)"),
        ("用ＺＯＯＭ或ＱＱ，共１２０人", "用ZOOM或QQ,共120人"),
        ("2022 年 3 月 17 日", "2022年3月17日"),
        ("2022-03-17 08:30   来源", "2022-03-17 08:30   来源"),
        ('<p class="ql-block">我园</p><p>&nbsp;消毒</p>', "\n我园\n\n 消毒\n"),
        ("防\u200b控\ufeff", "防控"),
        ("做好防控，,确保", "做好防控,确保"),
        ("釘釘、騰訊會議", "钉钉、腾讯会议"),
    ],
)
def test_noise_is_taken_away(raw, normalised):
    assert normalise(raw).text == normalised


def test_a_gloss_behind_the_last_character_belongs_to_the_span():
    raw = "在當(dāng)前學(xué)校(xiào)。"
    text = normalise(raw)

    start, end = text.to_raw(1, 3)

    assert raw[start:end] == "當(dāng)前"
    assert raw[slice(*text.to_raw(3, 5))] == "學(xué)校(xiào)"


@pytest.mark.parametrize("word", ["乾县教育局", "著名学者", "后勤处", "徵信", "余姚市"])
def test_characters_that_simplified_text_uses_stay_on_a_simplified_page(word):
    assert normalise(f"我校与{word}联系").text == f"我校与{word}联系"


def test_hard_wrapped_lines_are_joined_and_headings_stay():
    raw = (
        "关于做好返校工作的通知\n"
        "各年级要按照错峰返校安排,提前告知家长到校时间和路线\n"
        "学生入校时须出示绿码并测量体温,发现异常立即送隔离观察\n"
        "室,由校医复测后按规定处置,同时报告区教育局和疾控机构\n"
        "一、组织领导\n"
        "成立专班。\n"
    )

    lines = normalise(raw).text.split("\n")

    assert lines[0] == "关于做好返校工作的通知"
    assert "立即送隔离观察室,由校医" in lines[1]
    assert lines[2:] == ["一、组织领导", "成立专班。", ""]


def test_lines_of_the_frame_are_not_taken_for_wrapped_prose():
    raw = (
        "您当前的位置: 网站首页 > 新闻中心 > 校园快讯\n"
        "筑牢防线,守护平安——青石中学全员核酸采样\n"
        "2022-02-18 00:00:00|作者:阮某|查看\n"
        "我校对全体师生进行了核酸采样。\n"
    )

    assert normalise(raw).text == raw


def test_destroyed_characters_give_a_notice_and_are_not_guessed():
    text = normalise("各高?;謴復(fù)線(xiàn)下教學(xué)")

    assert [notice.code for notice in text.notices] == ["unreadable_text"]


def test_a_narrow_column_is_joined_within_its_paragraphs():
    rows = [
        "青山镇中心小学",
        "",
        "全校师生平安返",
        "校,入校测温、",
        "查码,分三条通",
        "道进入。各班提",
        "前消毒,开窗通",
        "风,教师值守。",
    ]
    rows += ["", "下午,学校召开", "部署会,校长要", "求严把校门,做", "好物资储备,落", "实晨午检制度。"]

    lines = normalise("\n".join(rows)).text.split("\n")

    assert "全校师生平安返校,入校测温、查码,分三条通道进入。各班提前消毒,开窗通风,教师值守。" in lines
    assert lines[0] == "青山镇中心小学"
