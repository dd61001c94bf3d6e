"""`python -m tests.pathological`: what text costs that repeats one unit, beside prose of the same length.

One line a unit: processor time for each length, how much the last step grew beyond the length (1.0: as the length
does), and how many times prose of the greatest length it costs. The worst come last.
"""

# ruff: noqa: E501 (rows of units)
from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Callable, Sequence

from fangkong import Extractor

PROSE = (
    "为做好新学期疫情防控工作,3月12日下午,云溪区第三小学组织全体师生200余人开展了疫情防控应急演练。"
    "校长周明介绍,演练分为入校检测、晨午检、突发情况处置等环节,学校要求教师通过钉钉群收集学生健康信息,不得漏报。\n"
)
_WORDS = """
演练 核酸检测 健康码 返校 消毒 隔离 晨午检 封闭管理 线上教学 复学 严禁 督查 培训 应急预案 值班值守 宣传 家长 一封信 班会 暂停 解除
取消 恢复 疫情防控 学生 教师 师生 家校群 我校 该校 学校 小学 市教育局 区政府 第一中学 实验小学 教务处 党委 指挥部 领导小组 工作组 幼儿园
云溪区第三小学 中国 省 市 区 县 钉钉 腾讯会议 学习通 微信群 平台 公众号 年 月 日 今天 昨天 周一 上周五 即日起 春节 第二学期 截至 近日 其中
共 余 约 一 十 万 百分之 已 将 要 未 不 的 和 及 等 如果 由 对 把 通过 使用 根据 演习 预案 返校返岗 校园网
"""
_MARKS = "， 。 、 ： ； ！ ？ （ ） ( ) （） “ ” ‘ ’ 《 》 《》 〔 〕 【 】 — … · - ~ / % # * _ | = + . , : ; \" ' < > & \\ { } [ ]"
_DIGITS = (
    "1 0 12 2022 3月 3月1日 2022年 2022年3月12日 2022-03-12 12:30 1.5 1,234 1万 二〇二二年 十二 第1 100% 10名 10名学生 20人 1- 1~ 1/ "
    "2022. 一百二十 3日至4日 周一至周五 14时 1日、 5-6"
)
_LISTS = "一、 （一） (1) 1. 1、 ① 第一， 首先， 二是 • - "
_HTML = '<p> </p> <p <br> <br <div> <div><p> </ <!-- --> &nbsp; &nbsp &# &#x4e00; &lt; <a href=" <table><tr><td> <script> http:// www.'
_ODD = "學(xué) 校(xiào)(xiao) (xiao) 釘釘 æ ä¸­ Ã¤ ï¿½ \ufffd 🙂 👨‍👩‍👧 é e\u0301 \u200b \ufeff \u3000 \u00a0 ＡＢ １ A a Az a@b.c ﹏ \u202e \U00020000 ﷺ"
_MIXED = (
    "健康码、|共10人其中5人、|10名学生,|核酸检测、|返校。|我校返校|3月1日返校|学校、|小学,|市教育局、|一、返校\n|返校\n|\n|\r\n|\n\n| |\t|演练 |"
    "“演练”|“演练|（演练|演练）|《演练|（返校（|“我校‘|不得返校|未返校|解除隔离|暂停线下教学|取消演练|钉钉、|通过钉钉|使用平台|其中学生|学生3人|"
    "其中5人|共10人,其中|教师、学生|教务处抽查线上课堂。|校长李明|李明,|第1名|要求学校|学校要求|由学校|对学校进行|云溪区|云溪区、|区市县|"
    "3月1日至|至3月1日|截至3月1日,|昨天今天|2022年春|返校时间:|发布时间:2022-03-12\n|来源:学校\n|责任编辑:李明\n|上一篇:演练\n|"
    "同时,|一是返校;|1.返校;|师生佩戴口罩|每日健康打卡|体温|14天|居家隔离14天|、演练|和演练|或演练|及时|立即隔离|通知家长|致家长一封信|"
    "的学校的|学校的学生|<b>演练</b>|<td>1</td>|(演练)|演练(xiào)|1演练|演练1|演练,消毒,|停课不停学|“停课不停学”|新冠肺炎疫情|"
    "教育局学校|学院系|大学学院|医院|卫健委|社区|社区、街道|志愿者|全体师生|各学校|各|全|某某小学|某|甲乙丙|啊|的|龘|hello |Zoom|QQ群|"
    "一一一|二〇二〇|〇|零|两|半|多|余人|多名|数百名|上百|近百|约200余人|200多名师生|3-5人|3、4月|1月、2月、"
)


def units() -> list[str]:
    """Return every unit, once."""
    words = f"{_WORDS} {_MARKS} {_DIGITS} {_LISTS} {_HTML}".split() + _ODD.split(" ")
    return list(dict.fromkeys([*words, *_MIXED.split("|")]))


def repeated(unit: str, length: int) -> str:
    """Return a text of a length that repeats a unit; one of white space only gets a character to be a report."""
    text = (unit * (length // len(unit) + 1))[:length]
    return text if text.strip() else "我" + text[1:]


def cost(read: Callable[[str], object], text: str, times: int) -> float:
    """Return the least processor time that reading a text took."""

    def once() -> float:
        begin = time.process_time()
        read(text)
        return time.process_time() - begin

    gc.collect()
    return min(once() for _ in range(times))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("units", nargs="*", help="only these")
    parser.add_argument("--lengths", default="3000,12000,48000")
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--ner", default="none")
    options = parser.parse_args(arguments)
    lengths = [int(length) for length in options.lengths.split(",")]
    read = Extractor(ner=options.ner).extract
    read(PROSE)
    prose = [cost(read, repeated(PROSE, length), 3) for length in lengths]
    rows = []
    for unit in options.units or units():
        spent = [cost(read, repeated(unit, length), options.times) for length in lengths]
        growth = spent[-1] / spent[-2] / (lengths[-1] / lengths[-2]) if len(lengths) > 1 else 1.0
        rows.append((spent[-1] / prose[-1], growth, unit, spent))
    for ratio, growth, unit, spent in [(1.0, 1.0, "prose", prose), *sorted(rows)]:
        print(f"{unit!r:24} " + " ".join(f"{s:8.3f}" for s in spent) + f"  grew {growth:5.2f}  {ratio:6.2f} x prose")


if __name__ == "__main__":
    main()
