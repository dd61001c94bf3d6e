"""How mentions are linked, and who reports."""

from __future__ import annotations

from functools import cache

import pytest

from fangkong import Extractor
from fangkong.pipeline.resolution.aliases import Aliases
from fangkong.pipeline.resolution.regions import Regions
from fangkong.pipeline.rulebook import RuleLibrary


@cache
def extractor():
    return Extractor(ner="none")


def entries(text):
    report = extractor().extract(text)
    return {i.name: [(m.span.text, m.form) for m in i.mentions] for i in report.institutions}


def reporting(text):
    report = extractor().extract(text)
    return next((i.name for i in report.institutions if i.id == report.institution), None)


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("闸北八中", "上海市闸北第八中学"),
        ("运城师专", "运城师范高等专科学校"),
        ("成华实小", "成华区实验小学"),
        ("县一中", "安丘县第一中学"),
        ("教体局", "义马市教育体育局"),
        ("区卫健委", "天宁区卫生健康委员会"),
        ("合肥168中", "合肥市第一百六十八中学"),
    ],
)
def test_a_short_name_is_known_by_its_letters_and_its_number(short, full):
    kind = "secondary_school" if short[-1] in "中小专" else "education_authority"

    assert Aliases(RuleLibrary()).is_short(short, kind, full, kind)


@pytest.mark.parametrize(
    ("short", "full"),
    [("县二中", "安丘县第一中学"), ("市教育局", "天宁区教育局"), ("红旗小学", "红星小学"), ("省教育厅", "教育部")],
)
def test_another_name_is_no_short_name(short, full):
    kind = "secondary_school" if short[-1] in "中学" else "education_authority"

    assert not Aliases(RuleLibrary()).is_short(short, kind, full, kind)


def test_one_school_by_four_names_is_one_entry():
    text = (
        "徐庄县实验小学(简称“徐小”)恢复线下教学。徐小制定了方案。我校提醒家长错峰接送。徐庄县实验小学将持续公布进展。"
    )

    assert entries(text) == {
        "徐庄县实验小学": [
            ("徐庄县实验小学", "full"),
            ("徐小", "short"),
            ("徐小", "short"),
            ("我校", "self"),
            ("徐庄县实验小学", "full"),
        ]
    }


def test_该校_is_the_school_named_last_and_我校_the_one_that_reports():
    text = "蓝田中学组织教师到白鹿中学观摩。该校的分流方案值得借鉴。我校将尽快照做。蓝田中学还捐出口罩。"

    found = entries(text)

    assert ("该校", "self") in found["白鹿中学"]
    assert ("我校", "self") in found["蓝田中学"]


def test_the_name_is_in_simplified_characters():
    assert "龙泉路小学党总支" in entries("龍泉路小學黨總支發出倡議,全體黨員積極響應號召。")


def test_a_bare_type_word_joins_the_only_bureau_of_its_kind():
    found = entries("义县教体局召开会议。教体局要求各校上报。")

    assert list(found) == ["义县教体局"]


def test_a_branch_with_a_number_is_another_branch():
    assert set(entries("党支部发出倡议,第二党支部响应。")) == {"党支部", "第二党支部"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "关于延期开学的通知\n\n各学校:\n经研究,即日起全县学校停课,恢复时间另行通知,请认真遵照执行。\n\n青山县教育局\n2022年3月14日",
            "青山县教育局",
        ),
        (
            "我校全面消杀\n\n3月1日,我校对所有教室开展消杀,各班主任核对学生行程。\n\n© 2021 青山县第三中学 版权所有",
            "青山县第三中学",
        ),
        ("青山县第三中学、白水县第一中学和我园都收到了口罩,全体教师深受鼓舞,决心守好岗位。", None),
    ],
)
def test_the_frame_tells_who_reports(text, name):
    assert reporting(text) == name


def test_a_page_without_a_name_says_so():
    report = extractor().extract("我校召开防控会议,全体教师参加,会议对返校工作作了部署。")

    assert report.institution is None
    assert [w.code for w in report.warnings].count("institution_unknown") == 1


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("成都市龙泉驿区教育局", "education_authority", "510112"),
        ("成都市青山小学", "primary_school", "510100"),
        ("青海省教育厅", "education_authority", "630000"),
        ("鼓楼区教育局", "education_authority", None),
        ("福州市鼓楼区教育局", "education_authority", "350102"),
        ("青山小学", "primary_school", None),
    ],
)
def test_a_region_is_told_only_where_the_name_settles_it(name, kind, code):
    region = Regions(RuleLibrary())(name, kind)

    assert (region and region.adcode) == code


def test_the_report_settles_an_ambiguous_district():
    assert Regions(RuleLibrary())("鼓楼区教育局", "education_authority", ["350100"]).adcode == "350102"


def test_a_digest_of_many_schools_has_no_reporting_institution():
    text = (
        "网课第一周见闻\n\n青山小学的老师把课桌搬进厨房。白鹿中学用短视频讲实验。柳河小学每天连麦点名。"
        "东岭中学给没有网络的学生寄去课本。红岩小学的体育课在阳台上。\n"
    )

    report = extractor().extract(text)

    assert len(report.institutions) == 5
    assert report.institution is None
    assert "institution_unknown" in {w.code for w in report.warnings}


def test_a_campus_is_not_the_school_that_reports():
    text = (
        "云岭职业学院东湖校区关于错峰就餐的通知\n\n各部门：\n\n我校东湖校区食堂分三批开放。\n\n"
        "云岭职业学院\n\n2022年4月1日\n"
    )

    report = extractor().extract(text)

    assert next(i.name for i in report.institutions if i.id == report.institution) == "云岭职业学院"


def test_a_name_with_its_type_written_out_is_no_short_form_of_another():
    report = extractor().extract("上海大学、上海海洋大学和上海师范大学同日开通热线。")

    assert [i.name for i in report.institutions] == ["上海大学", "上海海洋大学", "上海师范大学"]
