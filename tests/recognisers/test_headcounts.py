"""What no rule example can say about headcounts: bounds, order, warnings, the frame of a page."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangkong import Extractor


@pytest.fixture(scope="module")
def extractor():
    return Extractor(ner="none")


def codes(report):
    return [warning.code for warning in report.warnings]


@pytest.mark.parametrize(
    ("text", "low", "high", "value", "approx"),
    [
        ("近8000名学生返校。", None, 8000, 8000, "nearly"),
        ("约8000名学生返校。", None, None, 8000, "about"),
        ("8000名左右学生返校。", None, None, 8000, "about"),
        ("8000余名学生返校。", 8000, None, 8000, "over"),
        ("超过8000名学生返校。", 8000, None, 8000, "over"),
        ("至少80名学生返校。", 80, None, 80, "at_least"),
        ("至多80名学生返校。", None, 80, 80, "at_most"),
        ("80名以上学生返校。", 80, None, 80, "at_least"),
        ("80-90名学生返校。", 80, 90, None, "range"),
        ("数十名学生返校。", 20, 99, None, "range"),
        ("近8000余名学生返校。", None, None, 8000, "about"),
    ],
)
def test_an_approximator_settles_the_bounds(extractor, text, low, high, value, approx):
    (count,) = extractor.extract(text).headcounts

    assert (count.min, count.max, count.value, count.approx) == (low, high, value, approx)


# The first call loads the rules, and this machine may be busy.
@settings(deadline=None)
@given(st.integers(2, 99_999))
def test_every_whole_number_before_a_classifier_is_read(number):
    (count,) = _shared().extract(f"学校组织{number}名学生返校。").headcounts

    assert count.value == count.min == count.max == number


# The first call loads the rules, and this machine may be busy.
@settings(deadline=None)
@given(st.text(alphabet="学生教师名位人次例个余近约共每一二百万0123456789、,。的党员(含)", max_size=40))
def test_any_text_gives_headcounts_in_order_and_apart(text):
    if text.strip():
        counts = _shared().extract(text).headcounts

        ends = [count.span.end for count in counts[:-1]]
        assert all(end <= count.span.start for end, count in zip(ends, counts[1:], strict=True))


def test_the_frame_of_a_page_counts_nobody(extractor):
    page = (
        "首页 > 校园动态 > 正文\n"
        "2021-03-02 10:00 来源:本站 阅读:1203人\n"
        "开学首日,全校312名教师到岗值守,严格落实校园各项疫情防控措施,确保师生平安。\n"
        "上一篇:56名教师获表彰\n"
    )

    report = extractor.extract(page)

    assert [count.span.text for count in report.headcounts] == ["312名教师"]


def test_parts_and_total_are_each_told_and_never_added(extractor):
    report = extractor.extract("师生员工9100人,其中教师640人、学生8300人、其他160人。")

    assert [count.value for count in report.headcounts] == [9100, 640, 8300, 160]
    assert "total_mismatch" not in codes(report)


@pytest.mark.parametrize(
    "text",
    [
        "全校师生共1200人,其中教师130人、学生1170人。",
        "6名党员、7名群众,共计15人报名。",
        "参训人员300人,其中教师200人、家长150人、学生60人。",
    ],
)
def test_parts_that_do_not_agree_with_their_total_give_a_warning(extractor, text):
    assert "total_mismatch" in codes(extractor.extract(text))


@pytest.mark.parametrize(
    "text",
    [
        "全校师生1300余人,其中教师140人、学生1190人。",
        "约300名教师参训,其中骨干教师120名、青年教师190名。",
        "共有学生1200人,其中毕业班300人、住校生500人。",
        "检测2030人次,其中教职工30人、学生20人。",
    ],
)
def test_parts_that_agree_within_their_precision_give_none(extractor, text):
    assert "total_mismatch" not in codes(extractor.extract(text))


@pytest.mark.parametrize("text", ["目前全校余名学生完成接种。", "会场共计余人参会。", "老师联系了名四川籍学生。"])
def test_a_destroyed_number_gives_a_warning_and_no_headcount(extractor, text):
    report = extractor.extract(text.replace("联系了名", "联系了3名教师、名"))

    assert "unreadable_number" in codes(report)
    assert not [count for count in report.headcounts if "余" in count.span.text or "籍" in count.span.text]


@pytest.mark.parametrize("text", ["其余人员居家。", "百余名教师到岗。", "其余20人待命。", "业余人士勿近。"])
def test_an_undamaged_remainder_gives_no_warning(extractor, text):
    assert "unreadable_number" not in codes(extractor.extract(text))


_CACHE: list[Extractor] = []


def _shared() -> Extractor:
    if not _CACHE:
        _CACHE.append(Extractor(ner="none"))
    return _CACHE[0]
