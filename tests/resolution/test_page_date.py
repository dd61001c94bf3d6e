"""Which date is the page's."""

from __future__ import annotations

import pytest

from fangkong import Extractor
from fangkong.pipeline.errors import MalformedInput

EXTRACTOR = Extractor(ner="none")
BODY = "\n近日,学校持续推进疫情防控工作,全体教职员工坚守岗位,扎实做好晨午检、通风消毒和健康教育。"


def page(text, **scene):
    published = EXTRACTOR.extract(text, **scene).published
    return (
        None
        if published is None
        else (published.value, published.span and published.span.text, published.resolved_from)
    )


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("发布时间:2021/09/12", "2021-09-12"),
        ("[发表时间]:2020-04-08 07:16 大字", "2020-04-08T07:16"),
        ("2022年04月29日09:10", "2022-04-29T09:10"),
        ("时间:2021-02-03 03:05点击:", "2021-02-03T03:05"),
        ("2022-03-153401", "2022-03-15"),
        ("17.03.2022 09:12:40", "2022-03-17T09:12:40"),
        ("来源:县教育局  2020-12-01  浏览次数:317", "2020-12-01"),
        ("编稿时间:2022-05-01 归档时间:2022-06-30", "2022-05-01"),
    ],
)
def test_a_meta_line_is_the_page_date(line, value):
    assert page("同心守护校园平安\n" + line + BODY)[0] == value


def test_the_caller_decides_and_the_text_lends_its_place_if_it_shows_the_same_day():
    text = "同心守护校园平安\n发布时间:2021-09-12" + BODY

    assert page(text, published="2021-09-12") == ("2021-09-12", "2021-09-12", "explicit")
    assert page(text, published="2021-09-10") == ("2021-09-10", None, "explicit")


@pytest.mark.parametrize("given", ["March 1, 2022", "2022年3月1日", "2022/3/1", "2022-03-01"])
def test_the_caller_may_write_the_date_in_many_ways(given):
    assert page("同心守护" + BODY, published=given) == ("2022-03-01", None, "explicit")


@pytest.mark.parametrize("url", ["http://a.example/202004/12/x.html", "http://a.example/2020/0412/x", "/20200412/9"])
def test_an_address_is_evidence_where_the_page_shows_nothing(url):
    assert page("同心守护" + BODY, url=url) == ("2020-04-12", None, "url")


def test_the_signature_is_the_page_date_only_without_a_meta_line():
    signed = BODY + "\n某某市教育局\n2020年1月26日"

    assert page("关于延期开学的通知" + signed) == ("2020-01-26", "2020年1月26日", "explicit")
    report = EXTRACTOR.extract("关于延期开学的通知\n发布时间:2020-01-27" + signed)
    assert report.published.value == "2020-01-27"
    assert [(d.value, d.role) for d in report.dates if d.role == "signature"] == [("2020-01-26", "signature")]


def test_a_copyright_year_is_never_the_page_date():
    assert page("同心守护" + BODY + "\n© 2017-2022 某某小学 版权所有") is None


@pytest.mark.parametrize("given", ["昨天", "3小时前", "2022年3月", "2022-13-01"])
def test_a_date_of_the_caller_that_cannot_be_read_is_told(given):
    with pytest.raises(MalformedInput, match=f"published: '{given}' is no date"):
        EXTRACTOR.extract("3月1日,学校召开会议。", published=given)


def test_a_report_with_such_a_date_is_rejected_and_the_rest_goes_on():
    text = "3月1日,学校召开会议。"

    bad, good = EXTRACTOR.pipe([{"text": text, "id": "a", "published": "昨天"}, {"text": text, "id": "b"}])

    assert (bad.id, bad.error) == ("a", "MalformedInput")
    assert good.id == "b"


@pytest.mark.parametrize(("subject", "expected"), [("新冠疫情防控", None), ("水痘防治", "2017-05-11")])
def test_no_page_on_this_epidemic_was_published_before_it(subject, expected):
    text = f"校园动态\n发布时间：2017-05-11\n{subject}培训\n5月12日，校医为全体教师讲解了{subject}知识。\n"

    published = Extractor(ner="none").extract(text).published

    assert (published and published.value) == expected


def test_a_list_of_links_does_not_sign():
    text = "好消息\n4月22日，爱心人士向我县农村中小学捐赠口罩。\n\n2020-04-23\n2020-04-22\n2020-03-18\n"

    report = Extractor(ner="none").extract(text)

    assert (report.dates[0].value, report.dates[0].role) == ("2020-04-22", "content")
    assert not [d for d in report.dates if d.role == "signature"]


def test_the_only_year_of_a_text_is_that_of_its_days():
    text = "复课安排\n四、五、六年级4月27日错时返校。\n作息见《镇中心校2020春季作息表》。\n"

    assert Extractor(ner="none").extract(text).dates[0].value == "2020-04-27"


def test_two_years_of_a_text_leave_its_days_open():
    text = "回顾\n4月27日，学校整理了2020年和2021年的疫情防控台账。\n"

    assert Extractor(ner="none").extract(text).dates[0].value == "XXXX-04-27"
