"""Terms and their weeks by a calendar of the user's own."""

from __future__ import annotations

import pytest

from fangkong import Extractor
from fangkong.pipeline.errors import RuleFileError

CALENDAR = """
[data]
[[data.term]]
school_year = 2021
term = "autumn"
start = 2021-09-01
end = 2022-01-14
[[data.term]]
school_year = 2021
term = "spring"
start = 2022-02-21
end = 2022-07-08
[[data.term]]
school_year = 2021
term = "spring"
region = "临江"
start = 2022-03-01
end = 2022-07-15
"""


def extractor(folder, calendar=CALENDAR):
    (folder / "term_calendar.toml").write_text(calendar, encoding="utf-8")
    return Extractor(ner="none", measures="rules", rules=folder)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("做好2022年春季学期开学准备。", "2022-02-21/2022-07-08"),
        ("现将2021-2022学年第一学期安排公布如下。", "2021-09-01/2022-01-14"),
        ("2021学年度各项工作圆满结束。", "2021-09-01/2022-07-08"),
        ("临江各校做好2022年春季学期开学准备。", "2022-03-01/2022-07-15"),
        ("第三周起,全校恢复课后服务。", "2022-03-07/.."),
        ("全校在第三周恢复课后服务。", "2022-03-07/2022-03-13"),
        ("2021学年第一学期第5周,学校组织演练。", "2021-09-27/2021-10-03"),
        ("本学期,学校共开展演练四场。", "2022-02-21/2022-07-08"),
        ("做好2019年春季学期开学准备。", "2019-02/2019-07"),
    ],
)
def test_the_calendar_gives_the_days(text, value, tmp_path):
    report = extractor(tmp_path).extract(text, published="2022-03-10")

    assert value in [date.value for date in report.dates]


def test_without_a_calendar_weeks_of_term_are_no_dates():
    report = Extractor(ner="none", measures="rules").extract("第三周起,本学期课后服务恢复。", published="2022-03-10")

    assert not [date for date in report.dates if date.span]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ('school_year = 2021\nterm = "spring"\nstart = 2022-02-21', "needs in each"),
        ('school_year = 2021\nterm = "summer"\nstart = 2022-02-21\nend = 2022-07-08', "Write autumn or spring"),
        ('school_year = 2021\nterm = "spring"\nstart = 2022-07-08\nend = 2022-02-21', "before it starts"),
        ('school_year = 2021\nterm = "spring"\nstart = "x"\nend = 2022-02-21', "no dates"),
    ],
)
def test_a_wrong_entry_is_told(wrong, told, tmp_path):
    with pytest.raises(RuleFileError, match=told):
        extractor(tmp_path, f"[[data.term]]\n{wrong}\n")
