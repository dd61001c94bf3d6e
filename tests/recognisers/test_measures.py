"""The general rules of the catalogue, each held by what it takes and what it leaves."""

from __future__ import annotations

from collections import Counter

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


def test_every_code_has_six_examples_and_four_negatives():
    positive, negative = Counter(), Counter()
    for book in library().rulebooks("measures"):
        for rule in book.source.rule:
            positive[rule.data["code"]] += len(rule.positive)
            negative[rule.data["code"]] += len(rule.negative)

    assert min(positive.values()) >= 6
    assert min(negative.values()) >= 4


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
        ("G10 residents", "封控区居民足不出户,市民凭绿码出行。", "access_zoned_lockdown", False),
        ("G10 helpers", "四十名教师支援三个社区的核酸采样点,协助居民扫码、测温。", "test_nucleic_acid", False),
        ("G10 help is told as such", "四十名教师下沉社区,协助居民测温。", "org_mobilisation", True),
        ("G11 what is inspected", "督导组实地查看了隔离室、消毒记录和物资储备。", "env_disinfection", False),
        ("G11 the inspection", "督导组实地查看了隔离室、消毒记录和物资储备。", "org_inspection", True),
        ("G11 what is taught", "护士长讲解了戴口罩、洗手的要点。", "protection_mask", False),
        ("G11 names of groups", "下设信息报送、宣传引导、物资保障三个小组。", "protection_supplies", False),
        ("G2 an aim", "各校统筹安排,确保秋季开学工作平稳有序。", "teaching_return", False),
        ("a cause is no illness", "学校严格执行因病缺勤登记、错峰就餐等制度。", "health_absence_tracking", True),
        ("training of another kind", "教务处安排普通话培训,二十人参加。", "training_staff", False),
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


@pytest.mark.parametrize(
    "page",
    [
        "同心战疫 我们在一起\n疫情就是命令,防控就是责任。全体教职工众志成城、守土尽责,以坚定的信念筑牢校园安全防线。\n"
        "没有一个冬天不可逾越,没有一个春天不会到来。让我们携手同行,坚决打赢疫情防控阻击战!\n",
        "逆行者的答卷\n大考面前,党旗高高飘扬。他们把责任扛在肩上,把师生放在心头,用平凡书写不凡。\n"
        "一名党员就是一面旗帜,一个支部就是一座堡垒。山河无恙,未来可期。\n",
        "致敬奋斗的你\n三年来,全校上下坚持人民至上、生命至上,始终绷紧疫情防控这根弦,毫不放松、科学精准。\n"
        "外防输入、内防反弹,慎终如始,织密防控网,守好责任田。\n",
    ],
)
def test_a_page_of_slogans_gives_nothing_g2(page):
    assert codes(page) == set()


def test_a_story_of_helpers_tells_of_help_only():
    text = (
        "红马甲在行动\n连日来,城关小学的志愿者走进社区。清晨六点,志愿者来到采样点。全员核酸检测开始后,李老师负责登记。\n"
        "小区门口,支援的教师引导居民排好队、戴好口罩。下午,第二轮核酸检测继续进行,志愿者逐户送药。\n"
    )

    assert "test_nucleic_acid" not in codes(text)
    assert "protection_mask" not in codes(text)
    assert "org_mobilisation" in codes(text)


def test_a_drill_told_from_start_to_end_is_one_measure():
    text = (
        "上午九时,应急演练正式开始。“学生”们间隔一米,测温后进入校园。随后教师对教室消毒、通风。\n"
        "通过此次演练,大家熟悉了流程。\n"
    )

    assert codes(text) == {"training_drill"}


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


@pytest.mark.parametrize("number", ["1.", "(二)", "三、", "④"])
def test_a_list_number_stays_outside_the_span(number):
    found = spans(f"工作安排\n{number}组织应急演练两次,邀请校医到场指导。", "training_drill")

    assert found
    assert not any(span.startswith(number) for span in found)
