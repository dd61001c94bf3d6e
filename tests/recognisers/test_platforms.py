"""What no rule example can say about platforms: own catalogues, records, the frame of a page."""

from __future__ import annotations

import pytest

from fangkong import Extractor
from fangkong.pipeline.errors import RuleFileError
from fangkong.pipeline.recognisers.platform_catalogue import Catalogue
from fangkong.pipeline.rulebook import RuleLibrary


@pytest.fixture(scope="module")
def extractor():
    return Extractor(ner="none")


def own_rules(folder, table):
    (folder / "gazetteers").mkdir()
    (folder / "gazetteers" / "platforms.tsv").write_text(table, encoding="utf-8")
    return folder


def test_one_line_of_an_own_table_adds_a_platform(tmp_path):
    rules = own_rules(tmp_path, "id\tname\tcategory\taliases\nyunxiao\t云晓课\tlms_course\t云晓课；云晓APP\n")

    report = Extractor(ner="none", rules=rules).extract("老师用云晓app授课,学生在云晓课提交作业,也用钉钉。")

    assert [(p.id, p.name, p.category, len(p.mentions)) for p in report.platforms] == [
        ("yunxiao", "云晓课", "lms_course", 2),
        ("dingtalk", "钉钉", "im_collaboration", 1),
    ]


def test_a_table_of_ids_and_names_is_enough(tmp_path):
    rules = own_rules(tmp_path, "id\tname\nlanqiao\t兰桥空间\n")

    (platform,) = Extractor(ner="none", rules=rules).extract("通知发布在兰桥空间。").platforms

    assert (platform.id, platform.name) == ("lanqiao", "兰桥空间")


def test_an_own_line_with_a_known_id_replaces_ours(tmp_path):
    rules = own_rules(tmp_path, "id\tname\tcategory\taliases\ndingtalk\t钉钉\tim_collaboration\t钉钉；小钉\n")

    (platform,) = Extractor(ner="none", rules=rules).extract("同事们在小钉上开会。").platforms

    assert platform.id == "dingtalk"


def test_an_unknown_category_is_refused_with_the_allowed_ones(tmp_path):
    rules = own_rules(tmp_path, "id\tname\tcategory\nx\t某平台\tplaything\n")

    with pytest.raises(RuleFileError, match="'plaything' is none of video_meeting"):
        Catalogue(RuleLibrary(rules))


def test_every_entry_of_the_catalogue_is_found_by_each_of_its_aliases():
    catalogue = Catalogue(RuleLibrary())

    for row in RuleLibrary().gazetteer("platforms"):
        for alias in row["aliases"].split("；"):
            found = [named.entry.id for named in catalogue(f",{alias},")]
            assert found == [row["id"]], f"{alias} must lead to {row['id']} alone, not {found}"


def test_touching_names_are_mentions_of_their_own(extractor):
    report = extractor.extract("教师通过微信钉钉以及公众号等平台发布通知。")

    assert [p.id for p in report.platforms] == ["wechat", "dingtalk", "wechat_oa"]


def test_mentions_of_one_platform_stand_under_one_entry_with_their_own_purposes(extractor):
    (platform,) = extractor.extract("教师用钉钉授课。家长每天在钉钉填报体温。").platforms

    assert [mention.purpose for mention in platform.mentions] == ["online_teaching", "health_reporting"]


@pytest.mark.parametrize("text", ["学校利用ZOOMED镜头。", "他说MYQQ很慢。", "编号QQ2020已登记。"])
def test_a_latin_name_inside_a_word_is_none(extractor, text):
    assert not extractor.extract(text).platforms


def test_the_frame_of_a_page_names_no_platform(extractor):
    page = (
        "首页 > 新闻 > 正文\n"
        "开学第一周,各年级线上课堂秩序井然,学生按时签到听课,教师认真批改作业并及时反馈学习情况。\n"
        "分享到微信 QQ空间 微博\n扫一扫关注学校公众号\n"
    )

    assert not extractor.extract(page).platforms


def test_a_group_without_a_host_has_no_id_and_one_with_a_host_has_the_host_s(extractor):
    alone = extractor.extract("班主任在家长群里回复疑问。").platforms
    hosted = extractor.extract("班主任通过钉钉在家长群里回复疑问。").platforms

    assert [(p.id, p.name, p.category) for p in alone] == [(None, "家长群", "im_collaboration")]
    assert [p.id for p in hosted] == ["dingtalk"]
