"""The general rules of the catalogue, each held by what it takes and what it leaves."""

from __future__ import annotations

import time

import pytest

from ..examples import extractor, library


def codes(text):
    return {m.code for m in extractor().extract(text).measures}


def spans(text, code):
    return [m.span.text for m in extractor().extract(text).measures if m.code == code]


def test_every_code_of_the_schema_has_a_rule():
    from typing import get_args

    from fangkong.schemas.record import MeasureCode

    ruled = {rule.data["code"] for book in library().rulebooks("measures") for rule in book.rules}

    assert ruled == set(get_args(MeasureCode))


@pytest.mark.parametrize(
    ("general_rule", "text", "code", "expected"),
    [
        ("G1 action and object", "校园实行封闭管理。", "access_closed_campus", True),
        ("G1 a noun in force", "晨午检制度和因病缺勤追踪制度上墙。", "health_temperature_check", True),
        ("G3 several codes", "推动防疫知识宣传、行程摸排和核酸采样等工作。", "test_nucleic_acid", True),
        ("G4 longest match", "停课不停学,老师在线答疑。", "teaching_suspension", False),
        ("G4 longest match", "返校须持48小时核酸阴性证明。", "test_nucleic_acid", False),
        ("G5 people described", "班主任每天联系居家隔离的学生,送去问候。", "quarantine_observation", False),
        ("G6 a state in the background", "疫情封校以来,食堂每天变换菜谱。", "access_closed_campus", True),
        ("G7 weak trigger alone", "志愿者的微笑格外醒目。", "org_mobilisation", False),
        ("G7 weak trigger with an act", "团委招募志愿者120名。", "org_mobilisation", True),
        ("G8 a list of goods", "学校备足口罩、酒精和消毒液。", "env_disinfection", False),
        ("G8 a list of goods", "学校备足口罩、酒精和消毒液。", "protection_mask", False),
        ("G9 an outcome", "全校实现零感染,没有出现一例确诊。", "quarantine_case_response", False),
        ("G10 another actor", "受所在小区封闭管理影响,三位老师在家备课。", "access_closed_campus", False),
        ("G11 study of a document", "会议传达了全省疫情防控工作视频会议精神。", "org_command", False),
        ("G11 the name of a meeting", "局里召开返校工作部署会。", "teaching_return", False),
        ("G11 the name of a drill", "各校开展核酸检测演练。", "test_nucleic_acid", False),
    ],
)
def test_general_rule(general_rule, text, code, expected):
    found = codes(text)

    assert (code in found) is expected, f"{general_rule}: {found}"


def test_slogans_give_nothing_g2():
    text = "守土有责、守土尽责,全体党员提高政治站位,筑牢校园安全防线,坚决打赢疫情防控阻击战。"

    assert codes(text) == set()


def test_the_frame_of_the_page_gives_nothing_g12():
    text = "首页 > 防疫专栏 > 消毒通风 > 正文\n我校举行写字比赛\n全校学生参加了写字比赛,作品在大厅展出,评委现场点评。\n"

    assert codes(text) == set()


def test_traditional_characters_and_glosses_are_read_g13():
    assert "health_temperature_check" in codes("學(xué)校堅(jiān)持晨午檢(jiǎn)。")


def test_items_of_one_code_in_a_list_are_one_measure():
    assert spans("全体师生坚持“日报告”“零报告”。", "health_daily_report") == ["坚持“日报告”“零报告”"]


def test_the_first_item_of_a_list_takes_the_verb():
    text = "组织线上教学、心理疏导和应急演练。"

    assert spans(text, "teaching_online") == ["组织线上教学"]
    assert spans(text, "support_psychological") == ["心理疏导"]


def test_a_span_stays_inside_its_part():
    for m in extractor().extract("学校成立疫情防控领导小组,每天开窗通风,组织核酸检测。").measures:
        assert "," not in m.span.text
        assert "。" not in m.span.text


def test_what_a_drill_plays_is_no_measure_of_its_own():
    text = "演练模拟学生入校时体温异常,校医将其带到隔离室,并通知家长。"

    assert codes(text) <= {"training_drill"}


def test_restored_lessons_are_two_measures():
    assert {"teaching_suspension", "teaching_return"} <= codes("4月6日,高三年级恢复线下教学。")


def test_a_long_text_without_marks_costs_little():
    text = "做好疫情防控各项工作加强管理落实责任组织学生" * 800

    started = time.perf_counter()
    extractor().extract(text)

    assert time.perf_counter() - started < 20
