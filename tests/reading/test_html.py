from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangkong.pipeline.errors import EmptyInput, InputError
from fangkong.pipeline.reading.html import declared_encoding, read_page
from fangkong.pipeline.reading.sources import read

BODY = (
    "<p>为提升应对突发疫情的能力，3月12日上午，云溪职业技术学院在第二运动场组织开展了疫情防控应急处置演练。</p>"
    "<p>演练模拟一名学生在测温时体温异常，校医院、保卫处等部门迅速响应，共有200余名师生参加。</p>"
    "<p>下一步，学院将继续落实24小时值班制度，每天上报健康信息。</p><p align=right>2022年3月13日</p>"
)
CAMPUS = f"""<!DOCTYPE html><html><head><title>我校开展疫情防控应急演练-云溪职业技术学院</title><style>p {{}}</style>
<link rel="canonical" href="https://www.yunxi.example/info/1002/3456.htm"></head><body>
<ul class="nav"><li><a href="/">首页</a></li><li><a href="/xxgk">学院概况</a></li></ul>
<div>您的位置：<a href="/">首页</a> &gt; 学院新闻 &gt; 正文</div>
<form><h1 align="center">我校开展疫情防控应急演练</h1><div align="center">日期：2022-03-14&nbsp;&nbsp; 来源：学生处
<script>clicks()</script></div><div class="v_news_content">{BODY}</div></form>
<div>上一条：<a href="1">关于开学的通知</a></div><div class="footer">版权所有 云溪职业技术学院</div></body></html>"""
BUREAU = f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>云溪区教育局部署开学工作_云溪区人民政府</title><meta name="ArticleTitle" content="云溪区教育局部署开学工作">
<meta name="PubDate" content="2022-03-14 16:30"></head><body><div><span>2025年07月10日 星期四</span></div>
<div class="bt">云溪区教育局部署开学工作</div>
<div><span>发布时间：2022-03-14 16:30</span><span>来源：区教育局</span></div>
<div class="TRS_Editor">{BODY.replace("<p>", "<br/>　　").replace("</p>", "<br/>")}</div></body></html>"""


def test_headline_and_date_line_stand_before_the_body():
    page = read_page(CAMPUS, "x")

    lines = page.text.splitlines()
    assert lines[:2] == ["我校开展疫情防控应急演练", "日期：2022-03-14 来源：学生处"]
    assert lines[2].startswith("为提升应对突发疫情的能力")
    assert lines.count("我校开展疫情防控应急演练") == 1
    assert "2022年3月13日" in lines
    assert page.url == "https://www.yunxi.example/info/1002/3456.htm"
    assert "clicks" not in page.text


def test_frame_of_the_site_above_the_headline_is_left_out():
    page = read_page(BUREAU, "x")

    assert page.published == "2022-03-14 16:30"
    assert page.text.startswith("云溪区教育局部署开学工作\n发布时间：2022-03-14 16:30")
    assert "2025年07月10日" not in page.text


@pytest.mark.parametrize("page", [CAMPUS, BUREAU], ids=["campus", "bureau"])
def test_all_of_the_text_stands_on_the_page(page):
    shown = "".join(re.sub("<[^>]*>", "", page).replace("&nbsp;", " ").split())

    for line in read_page(page, "x").text.splitlines():
        assert "".join(line.split()) in shown


def test_lists_and_tables_hold_no_marks_that_the_page_has_not():
    lists = "<ul><li>体温异常者不得入校，由校医登记</li><li>-18℃冷链食品暂停采购</li></ul>"
    table = "<table><tr><th>年级</th><th>时间</th></tr><tr><td>一年级</td><td>4月5日上午</td></tr></table>"

    page = read_page(CAMPUS.replace("<p>下一步", f"{lists}{table}<p>下一步"), "x")

    lines = page.text.splitlines()
    assert {"体温异常者不得入校，由校医登记", "-18℃冷链食品暂停采购", "年级 时间", "一年级 4月5日上午"} <= set(lines)


def test_page_in_its_declared_encoding_is_read(tmp_path):
    (tmp_path / "page.htm").write_bytes(BUREAU.encode("gb18030"))

    (report,) = read([tmp_path], max_chars=10_000)

    assert (report.kind, report.id, report.published) == ("html", "page", "2022-03-14 16:30")
    assert report.text == read_page(BUREAU, "x").text


def test_short_page_gives_what_it_shows():
    page = read_page("<html><body><p>接上级通知，我校3月1日开学。</p></body></html>", "x")

    assert page.text.strip() == "接上级通知，我校3月1日开学。"


@pytest.mark.parametrize("page", ["", " \n ", "<html><body><script>1</script></body></html>", "<html></html>"])
def test_page_that_shows_nothing_is_refused(page):
    with pytest.raises(EmptyInput):
        read_page(page, "x")


def test_deeply_nested_and_broken_pages_are_read():
    deep = "<div>" * 200 + "3月1日开学，全校师生返校。" + "</div>" * 100

    assert "3月1日开学" in read_page(f"<html><body>{deep}", "x").text


@given(st.text(alphabet="<>/=\"'abp div!-&;#x0 课校。\n\0\ud7ff"), st.text())
def test_any_page_gives_text_or_a_reason(tags, text):
    try:
        page = read_page(f"<html><body>{tags}{text}</body></html>", "x")
    except InputError:
        return

    assert page.text.strip()


def test_fault_of_a_parser_costs_one_page(tmp_path, monkeypatch):
    for name in ("1.html", "2.txt"):
        (tmp_path / name).write_text(CAMPUS, encoding="utf-8")
    monkeypatch.setattr("fangkong.pipeline.reading.html.read_page", lambda *_: {}["x"])

    reject, report = read([tmp_path], max_chars=10_000)

    assert (reject.error, report.id) == ("KeyError", "2")
    assert "This is a fault of fangkong" in reject.message


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b'<meta charset="GBK">', "GBK"),
        (b'<meta http-equiv=Content-Type content="text/html; charset=gb2312">', "gb2312"),
        (b"<html>", None),
    ],
)
def test_declared_encoding_is_found(head, expected):
    assert declared_encoding(head) == expected
