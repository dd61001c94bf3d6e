"""Whatever string comes in, a record comes out whose every span stands where it says.

FANGKONG_FUZZ sets how many strings are tried (300 by default; FANGKONG_FUZZ=10000 before a release).
FANGKONG_EXTRA names a folder whose .jsonl and .txt files are read too, every `text` in them.
"""

import json
import os
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangkong import Extractor, Report
from fangkong.pipeline.errors import MalformedInput

TRIES = int(os.environ.get("FANGKONG_FUZZ", "300"))
WORDS = """
年 月 日 号 时 2022 3 12 〇 二 十 万 余 名 人次 学生 教师 学校 我校 该校 市教育局 区 县 教务处 党委 第一 中学 幼儿园
钉钉 微信 群 平台 腾讯会议 学习通 通知 自 至 起 前 截至 近 约 共 其中 要 严禁 已 将 不 未 恢复 线下教学 封闭管理
核酸检测 消毒 晨午检 返校 演练 周一 昨天 春节 学年 第 二学期 學(xué) 校(xiào) 釘釘 &nbsp; <p> </p> ，, 。 ： 、 （ ） “
” 《 》 〔2020〕5号 ICP备 © 来源 发布时间 上一篇 312日 20220410 1.5 % - ~ —  乾 騺 ?; 🙂
"""
PIECES = st.sampled_from([*WORDS.split(), "\n", " ", "    ", "\u200b", "\ufeff"])


@cache
def extractor(ner):
    return Extractor(ner=ner)


def check(report, text):
    Report.model_validate_json(report.model_dump_json(), context={"raw": text})


def texts():
    return st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join))


@given(texts())
@settings(max_examples=TRIES, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_string_gives_a_record_whose_offsets_hold(text):
    if text.strip():
        check(extractor("none").extract(text), text)


@given(texts(), st.one_of(st.none(), st.dates().map(str)), st.text(max_size=30))
@settings(max_examples=max(30, TRIES // 20), deadline=None, suppress_health_check=list(HealthCheck))
def test_any_string_with_the_tagger_and_any_scene_gives_a_record(text, published, url):
    if text.strip():
        check(extractor("lac").extract(text, published=published, url=url), text)


@given(st.text(max_size=20))
@settings(deadline=None)
def test_any_string_as_date_of_publication_is_read_or_refused(published):
    try:
        report = extractor("none").extract("3月1日,学校召开会议。", published=published)
    except MalformedInput:
        return  # refused, and told so
    assert report.published is not None or not published.strip()


def test_a_lone_surrogate_is_refused_with_its_place():
    with pytest.raises(MalformedInput, match=r"lone surrogate U\+D83D at character 2"):
        extractor("none").extract("我校\ud83d返校")


@pytest.mark.skipif("FANGKONG_EXTRA" not in os.environ, reason="FANGKONG_EXTRA names no folder of texts to try")
def test_every_text_of_a_folder_gives_a_record():
    folder = Path(os.environ["FANGKONG_EXTRA"])
    tried = 0
    for path in sorted(folder.rglob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            text = json.loads(line).get("text", "")
            if text.strip():
                check(extractor("none").extract(text), text)
                tried += 1
    for path in sorted(folder.rglob("*.txt")):
        text = path.read_text(encoding="utf-8")
        check(extractor("none").extract(text), text)
        tried += 1
    print(f"{tried} texts read")
    assert tried
