"""Sections of a summary: what is to come is planned, what was found wanting is negated, up to the next heading."""

from __future__ import annotations

from ..examples import extractor

PAGE = """滨河中学疫情防控工作总结
本学期,学校各项工作平稳有序,现将情况总结如下:
一、主要做法
(一)健全机制。学校成立疫情防控领导小组,制定应急预案。
二、存在的问题
个别班级晨检记录填写不及时。
三、下一步工作打算
(一)加强校门管理。严格落实查验健康码制度。
(二)强化培训。组织两次应急演练。
四、附记
上周学校开展了全员核酸检测。
"""


def test_headings_say_what_is_planned_and_what_was_found_wanting():
    status = {m.code: m.status for m in extractor().extract(PAGE).measures}

    assert status["org_command"] == "implemented"
    assert status["health_temperature_check"] == "negated"
    assert status["access_health_code_check"] == "planned"
    assert status["training_drill"] == "planned"
    assert status["test_nucleic_acid"] == "implemented"


def test_a_demand_ends_with_its_quotation():
    text = "局长叮嘱保安:“外来人员要登记。”店上中学把午饭分成四批,错峰就餐。"

    status = {m.code: m.status for m in extractor().extract(text).measures}
    assert status["protection_staggered"] == "implemented"


def test_a_cue_inside_a_phrase_of_the_model_counts():
    status = [m.status for m in extractor().extract("开学后,各校将全面落实校园封闭式管理制度。").measures]

    assert status == ["planned"]
