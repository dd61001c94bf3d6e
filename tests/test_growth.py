"""What a text costs grows with its length and no faster, whatever it repeats. All units: tests/pathological.py.

Processor time, the least of three runs, and only as a ratio: no load of the machine changes that.
"""

from functools import cache

import pytest

from fangkong import Extractor

from .pathological import PROSE, cost, repeated

SHORT, LONG = 2_000, 8_000
#: 1.0 is growth with the length, 4.0 with its square.
GROWTH = 2.0
#: So many times what prose of the same length costs.
TIMES_PROSE = 8.0
UNITS = [
    "演练",  # one rule's trigger, no punctuation
    "核酸检测、",  # one list without end
    "返校。",  # a measure in each sentence
    "演练 ",  # parts, but one sentence
    "做好疫情防控各项工作加强管理落实责任组织学生",  # prose without marks
    "教务处抽查线上课堂。",  # an actor in each sentence
    "20人",
    "共10人其中5人、",
    "10名学生",
    "1日、",
    "2017年3月1日到场，",  # days that no page of this epidemic has
    "1月、2月、",
    "3月1日至",
    "第一中学",
    "市教育局、",
    "钉钉",
    "一、返校\n",
    "“演练",
    "《演练",
    "（返校（",
    "校(xiào)",
    "<b>演练</b>",
    "<p",
    "&#",
    "https://",
    "1",
    "\n",
    "啊",
]


@cache
def extractor():
    return Extractor(ner="none")


@cache
def prose():
    extractor().extract(PROSE)
    return cost(extractor().extract, repeated(PROSE, LONG), 3)


@pytest.mark.parametrize("unit", UNITS)
def test_repeated_text_costs_what_its_length_says(unit):
    ordinary = prose()
    short, long = (cost(extractor().extract, repeated(unit, length), 3) for length in (SHORT, LONG))

    assert long < GROWTH * (LONG / SHORT) * short + 0.02
    assert long < TIMES_PROSE * ordinary + 0.02


def test_one_line_costs_what_many_lines_cost():
    line = "3月12日,云溪区第三小学组织200余名师生开展演练,要求各班通过钉钉群上报健康信息,"
    many = cost(extractor().extract, repeated(line + "\n", LONG), 3)

    assert cost(extractor().extract, repeated(line, LONG), 3) < 3 * many


def test_a_sentence_without_end_is_cut():
    from fangkong.pipeline.values.raw import RawReport

    text = "学校要求师生佩戴口罩," * 500 + "啊" * 2000
    doc = extractor()._layout(RawReport(text=text))

    assert max(s.end - s.start for s in doc.sentences) <= 600
    assert max(c.end - c.start for c in doc.clauses) <= 600
    assert "".join(doc.string[s.start : s.end] for s in doc.sentences) == doc.string
    assert doc.string[doc.sentences[0].end - 1] == ","
