"""The status model: what it may change and what it must leave."""

from functools import cache
from pathlib import Path

import pytest

from fangkong import Extractor
from fangkong.pipeline.resolution.status_model import STATUSES, StatusModel

DEV = Path(__file__).parents[2] / "fixtures" / "reports" / "dev"


@cache
def extractor(measures="model"):
    return Extractor(ner="none", measures=measures)


def statuses(text, code, measures="model"):
    return [m.status for m in extractor(measures).extract(text).measures if m.code == code]


# Told by what stands around, not by a word in the clause.
AROUND = [
    (
        "临江二中2022年春季学期疫情防控工作要点\n一、坚持常态防控\n1.每周开展两次全校消毒。\n2.每月组织一次应急演练。\n二、强化应急准备\n3.储备口罩和消毒液。\n",
        "env_disinfection",
        "planned",
    ),
    (
        "返校须知\n亲爱的同学们:\n返校途中全程戴好口罩,进校时主动出示健康码,到宿舍后先洗手。\n学生处\n2022年8月20日",
        "access_health_code_check",
        "required",
    ),
    (
        "检查组在通报中指出了存在的问题:一是两所学校晨午检记录缺失;二是个别食堂没有落实错峰就餐。",
        "protection_staggered",
        "negated",
    ),
]


@pytest.mark.parametrize(("text", "code", "status"), AROUND)
def test_status_follows_what_stands_around(text, code, status):
    assert status in statuses(text, code)


@pytest.mark.parametrize("measures", ["model", "rules"])
def test_a_status_that_the_trigger_says_stands(measures):
    assert "lifted" in statuses("12月7日起,学校解除封闭管理,师生凭证进出。", "access_closed_campus", measures)


def test_rules_alone_ask_no_model():
    assert extractor("rules")._resolve_measures._model is None
    assert extractor()._resolve_measures._model is not None


def test_the_models_statuses_are_those_of_the_record():
    assert StatusModel()._weights.shape[1] == len(STATUSES) == 5
    for path in sorted(DEV.glob("*.txt"))[:5]:
        report = extractor().extract(path.read_bytes().decode("utf-8"))
        assert {m.status for m in report.measures} <= set(STATUSES)


def test_a_measure_is_told_the_same_on_every_run():
    text = (DEV / "dev-01-qingyang.txt").read_bytes().decode("utf-8")

    assert extractor().extract(text).measures == Extractor(ner="none").extract(text).measures
