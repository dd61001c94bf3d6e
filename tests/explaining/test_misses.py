"""Planted misses: phrases of realistic reports that are not found, and what truly stands in their way."""

from __future__ import annotations

import json
from functools import cache

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from fangkong.pipeline.cli import app
from fangkong.pipeline.explaining.account import account, first_three
from fangkong.pipeline.explaining.bench import Bench
from fangkong.pipeline.values.raw import RawReport

HEAD = "清河市实验小学疫情防控工作纪实\n2022-03-14\n"
SCHOOL = "3月12日,清河市实验小学召开疫情防控工作会议,校长王某主持,全体教师参加,部署开学各项准备。\n"


@cache
def bench(measures="model"):
    return Bench(ner="none", measures=measures)


def told(text, phrase, field, code=None, measures="model"):
    bench(measures).lay_out(RawReport(text=text))
    return account(bench(measures), phrase=phrase, only=field, code=code)


#: What is missed, the sentence, the phrase, the field (and code), and the condition that truly stands in the way.
MISSES = [
    ("date-in-a-programme", "大家收看了今日说法栏目。", "今日", "dates", None, "date_guards."),
    ("day-that-is-none", "各年级2月30日返校。", "2月30日", "dates", None, "dates.month-day"),
    ("week-of-term", "学校从第三周起恢复课后服务。", "第三周", "dates", None, "dates.term-week"),
    ("licence-number", "许可证编号为粤ICP备20201112号。", "20201112", "dates", None, "date"),
    ("class-of-schools", "各学校认真落实有关要求。", "各学校", "institutions", None, "institutions.school"),
    ("unknown-head", "师生走进青禾研学营地参观。", "青禾研学营地", "institutions", None, "institutions."),
    ("breadcrumb", None, "青禾区教育局", "institutions", None, "frame."),
    ("distributive", "每校选派2名教师参加培训。", "2名教师", "headcounts", None, "headcount_context.distributive"),
    ("ordinal", "表彰会上评出第12名学生。", "12名学生", "headcounts", None, "headcount.classifier"),
    ("visits", "学校网站访问量达3万人次。", "3万人次", "headcounts", None, "headcount_context.visits-before"),
    ("slogan-of-one", "一名党员就是一面旗帜。", "一名党员", "headcounts", None, "headcount.classifier"),
    ("name-inside-a-word", "教师要有钉钉子精神。", "钉钉", "platforms", None, "platform_context.words"),
    ("platform-unknown", "教师用绿荫智课布置作业。", "绿荫智课", "platforms", None, "gazetteers/platforms.tsv"),
    ("contact-line", "工作联系QQ群:12345678。", "QQ群", "platforms", None, "platform_context."),
    ("inspected", "检查组实地查看了消毒记录和物资储备。", "消毒", "measures", "env_disinfection", "clause.inspected"),
    (
        "measures-of-residents",
        "街道为居民安排核酸检测。",
        "核酸检测",
        "measures",
        "test_nucleic_acid",
        "clause.residents",
    ),
    (
        "title-of-a-document",
        "大家学习了《教室通风消毒操作手册》。",
        "通风消毒",
        "measures",
        "env_disinfection",
        "titles",
    ),
    ("slogan", "党员带头筑牢消毒防线。", "消毒", "measures", "env_disinfection", "slogan"),
    (
        "need-of-an-action",
        "展台上是一套旧餐具。",
        "餐具",
        "measures",
        "env_food_goods_control",
        "env_food_goods_control.",
    ),
    ("footer", None, "校园消毒", "measures", "env_disinfection", "layout:related"),
]
PAGES = {
    "breadcrumb": "首页 > 青禾区教育局 > 校园动态\n" + HEAD + SCHOOL,
    "footer": HEAD + SCHOOL + "相关阅读:\n清河一小组织校园消毒\n",
}


@pytest.mark.parametrize(
    ("name", "sentence", "phrase", "field", "code", "truth"), [pytest.param(*m, id=m[0]) for m in MISSES]
)
def test_the_true_condition_is_among_the_first_three(name, sentence, phrase, field, code, truth):
    text = PAGES[name] if sentence is None else HEAD + SCHOOL + sentence + "\n"

    (found,) = told(text, phrase, field, code).fields

    assert not [f for f in found.found if code is None or f.value.get("code") == code], "it is found"
    assert [c for c in first_three(found) if c.startswith(truth)], (found.blocked, found.nearest)


def run(tmp_path, *options, text=HEAD + SCHOOL + "每校选派2名教师参加培训。\n"):
    report = tmp_path / "report.txt"
    report.write_text(text, encoding="utf-8")
    return CliRunner().invoke(app, ["explain", str(report), "--ner", "none", *options])


def test_the_command_fits_eighty_columns_and_numbers_what_stood_in_the_way(tmp_path):
    result = run(tmp_path, "--text", "2名教师")

    assert result.exit_code == 0
    assert max(map(cell_len, result.stdout.splitlines())) <= 80
    assert "1. headcount_context.distributive" in result.stdout
    assert "without it: 2名教师 by headcount.classifier" in result.stdout


def test_an_offset_tells_what_was_found_there_and_why(tmp_path):
    result = run(tmp_path, "--at", str((HEAD + SCHOOL).index("清河市实验小学召开")), "--json")

    told = json.loads(result.stdout)
    (institutions,) = [f for f in told["fields"] if f["field"] == "institutions"]
    (found,) = institutions["found"]
    assert (found["text"], found["found_by"]) == ("清河市实验小学", "institutions.primary")
    assert found["why"]


def test_rules_of_ones_own_are_explained_too(tmp_path):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "silent.tsv").write_text("id\twhy\nheadcount_context.distributive\t-\n", encoding="utf-8")

    result = run(tmp_path, "--text", "2名教师", "--rules", str(tmp_path / "own"))

    assert "found" in result.stdout
    assert "by headcount.classifier" in result.stdout


@pytest.mark.parametrize(
    ("options", "part"),
    [
        (("--text", "无此句"), "does not say"),
        (("--at", "99999"), "outside the report"),
        ((), "needs a place"),
        (("--at", "1", "--text", "教师"), "needs a place"),
    ],
)
def test_a_place_that_is_none_is_told(tmp_path, options, part):
    result = run(tmp_path, *options)

    assert result.exit_code == 2
    assert part in result.output


def test_the_model_is_named_with_its_score_where_it_takes_a_finding_back():
    text = HEAD + SCHOOL + "检查组实地查看了消毒记录和物资储备。\n"

    (found,) = told(text, "消毒", "measures", "env_disinfection").fields

    assert [0 <= blocked.score <= 1 for blocked in found.blocked if blocked.rule == "measure-model"] == [True]


def test_a_name_that_the_tagger_does_not_know_is_told():
    light = Bench(ner="light")
    light.lay_out(RawReport(text=HEAD + "他们在流动学校上课。\n"))

    told = account(light, phrase="流动学校", only="institutions")

    assert "institutions.school:confirm" in json.dumps(told.as_json(), ensure_ascii=False, default=str)
