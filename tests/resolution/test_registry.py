"""The user's own list of institutions: names to ids."""

from __future__ import annotations

import pytest

from fangkong import Extractor
from fangkong.pipeline.errors import RegistryError
from fangkong.pipeline.resolution.aliases import Aliases
from fangkong.pipeline.resolution.registry import Registry
from fangkong.pipeline.rulebook import RuleLibrary
from fangkong.pipeline.values.institutions import RegionValue

ALIASES = Aliases(RuleLibrary())
LIST = """id\tname\taliases\tadcode
1\t上海市闸北第八中学\t\t310106
2\t成都市龙江路小学\t龙小|龙江路校\t510107
3\t鼓楼区实验小学\t\t350102
4\t鼓楼区实验小学\t\t320106
5\t临河县第二中学（东校区）\t\t
6\t白云师范高等专科学校\t\t
7\t青石镇第一中心小学\t\t
8\t青石镇第二中心小学\t\t
"""


@pytest.fixture
def registry(tmp_path):
    path = tmp_path / "schools.tsv"
    path.write_text(LIST, encoding="utf-8")
    return Registry(path, ALIASES)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("成都市龙江路小学", [("2", 1.0)]),
        ("龙江路校", [("2", 1.0)]),
        ("临河县第二中学(东校区)", [("5", 1.0)]),
        ("龙江路小学", [("2", 0.812)]),
        ("闸北八中", [("1", 0.722)]),
        ("白云师专", [("6", 0.7)]),
        ("白云师范高等专科学院", []),
        ("闸北九中", []),
        ("中心小学", []),
        ("青石镇第三中心小学", []),
        ("青石镇中心小学", []),
        ("鼓楼区实验小学", [("3", 0.5), ("4", 0.5)]),
        ("小", []),
    ],
)
def test_a_name_finds_its_entries(registry, name, found):
    assert [(link.id, link.score) for link in registry(name, None)] == found


def test_a_small_difference_is_forgiven(registry):
    (link,) = registry("上海市闸北区第八中学", None)

    assert link.id == "1"
    assert 0.85 <= link.score < 1


def test_the_division_keeps_equal_names_apart(registry):
    assert [link.id for link in registry("鼓楼区实验小学", RegionValue("320100", "南京市"))] == ["4"]
    assert registry("成都市龙江路小学", RegionValue("320100", "南京市")) == ()


def test_the_record_names_the_registry(tmp_path):
    path = tmp_path / "schools.tsv"
    path.write_text(LIST, encoding="utf-8")

    report = Extractor(ner="none", registry=path).extract("成都市龙江路小学今日复课。")

    (link,) = report.institutions[0].links
    assert link.model_dump() == {"registry": "schools", "id": "2", "score": 1.0}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "first line"),
        ("name\n某校\n", "first line"),
        ("id\tname\tplace\n", "first line"),
        ("id\tname\n1\t\n", ":2: has no id or no name"),
        ("id\tname\tadcode\n1\t某校\t31\n", ":2: adcode '31'"),
    ],
)
def test_a_wrong_list_is_refused_with_its_line(tmp_path, text, told):
    path = tmp_path / "schools.tsv"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(RegistryError, match=told):
        Registry(path, ALIASES)


def test_a_list_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(RegistryError, match="cannot be read"):
        Registry(tmp_path / "none.tsv", ALIASES)
