"""Status and actor of measures: cues, frames, genre."""

from __future__ import annotations

import pytest

from ..examples import extractor


def read(text, **where):
    return extractor().extract(text, **where)


def status(text, code, **where):
    found = [m.status for m in read(text, **where).measures if m.code == code]
    assert found, f"no {code} in {text}"
    return found[0]


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("目前已备足测温枪、消毒液。", "protection_supplies", "implemented"),
        ("全体师生坚持“日报告”“零报告”。", "health_daily_report", "implemented"),
        ("局长强调,要精准摸排师生假期行程。", "health_travel_survey", "required"),
        ("我校将于下周开展应急演练。", "training_drill", "planned"),
        ("学校将应急演练作为必修课,共开展三次。", "training_drill", "implemented"),
        ("各校须严格查验健康码。", "access_health_code_check", "required"),
        ("3月9日起取消一切聚集性活动。", "protection_gathering_limits", "implemented"),
        ("自即日起取消每日健康打卡。", "health_daily_monitoring", "lifted"),
        ("部分学校未落实晨午检制度。", "health_temperature_check", "negated"),
        ("我校不再开展全员核酸筛查。", "test_nucleic_acid", "lifted"),
        ("学校解除校园封闭管理。", "access_closed_campus", "lifted"),
        ("一旦发现发热学生,立即启动应急预案。", "quarantine_case_response", "planned"),
        ("按照上级要求,学校组织了两次应急演练。", "training_drill", "implemented"),
        ("即日起取消各学院的每日健康打卡。", "health_daily_monitoring", "lifted"),
        ("不再对同寝室人员实施集中隔离。", "quarantine_observation", "lifted"),
        ("返校师生须持48小时核酸阴性证明。", "access_health_code_check", "required"),
        ("有发热症状的师生暂缓返校。", "teaching_return", "required"),
        ("将于5月16日恢复全部线下教学。", "teaching_suspension", "lifted"),
        ("将于5月16日恢复全部线下教学。", "teaching_return", "planned"),
        ("19名同学解除隔离。", "quarantine_observation", "lifted"),
        ("下一步,学校将组织教职工培训。", "training_staff", "planned"),
        ("师生非必要不外出。", "access_leave_approval", "implemented"),
        ("学校落实应检尽检,完成核酸检测2000人次。", "test_nucleic_acid", "implemented"),
    ],
)
def test_cue(text, code, expected):
    assert status(text, code) == expected


def test_a_numbered_list_inherits_the_frame_that_introduces_it():
    text = (
        "会上,局长听取了汇报,提出三点意见:\n"
        "一、精准摸底排查,掌握返校人员信息。\n二、严格门卫制度,做好入校安检。\n三、加强演练。\n"
    )

    assert {m.status for m in read(text).measures} == {"required"}


def test_words_that_go_back_to_telling_close_a_frame():
    text = "会议要求,各校要做好通风消毒。据了解,全区已储备口罩二十万只。"

    assert status(text, "env_disinfection") == "required"
    assert status(text, "protection_supplies") == "implemented"


def test_in_a_notice_a_demand_is_required_and_a_date_is_planned():
    text = "关于做好返校工作的通知\n全体同学:\n8月28日高三年级分批返校。\n返校途中须全程佩戴口罩。\n"

    assert status(text, "teaching_return") == "planned"
    assert status(text, "protection_mask") == "required"


def test_a_day_after_publication_is_a_plan():
    text = "4月20日,初一年级返校复课。"

    assert status(text, "teaching_return", published="2020-04-10") == "planned"
    assert status(text, "teaching_return", published="2020-04-25") == "implemented"


def test_the_reporting_institution_acts_by_default():
    text = "清河市实验小学开学准备纪实\n清河市实验小学成立了疫情防控领导小组。我校每天开窗通风。\n"

    record = read(text)

    assert record.institution is not None
    assert {m.institution for m in record.measures} == {record.institution}


def test_a_letter_tells_of_deeds_and_asks_its_readers():
    text = (
        "致家长的一封信\n尊敬的家长:\n疫情发生以来,学校定期对校园进行消毒。\n"
        "返校前,请您为孩子每天测量体温。\n勤洗手,保持安全距离。\n"
    )

    assert status(text, "env_disinfection") == "implemented"
    assert status(text, "protection_distancing") == "required"


def test_a_page_that_demands_throughout_is_a_notice():
    text = (
        "节日平安\n所有人员外出时请做好个人防护。放假期间不得前往高风险地区。师生返校时需测量体温。"
        "保安人员需24小时值班值守。各班须上报学生去向。\n"
    )

    assert {m.status for m in read(text).measures} == {"required"}


def test_a_unit_named_in_the_clause_acts():
    text = "清河市实验小学动态\n清河市实验小学每天开窗通风。清河市疾控中心对校园进行终末消毒。\n"

    record = read(text)

    named = {i.id: i.name for i in record.institutions}
    assert [named[m.institution] for m in record.measures if m.code == "env_disinfection"] == ["清河市疾控中心"]


def test_the_issuer_of_a_demand_acts():
    text = "清河市实验小学动态\n清河市实验小学认真落实。清河市教育局要求,各校严格查验健康码。\n"

    record = read(text)

    named = {i.id: i.name for i in record.institutions}
    assert [named[m.institution] for m in record.measures if m.code == "access_health_code_check"] == ["清河市教育局"]
