"""The contract holds itself: what a record may not say."""

import datetime as dt

import pytest
from pydantic import ValidationError

from fangkong.schemas.edtf import bounds
from fangkong.schemas.record import Date, Headcount, Report
from fangkong.schemas.span import Span

RAW = "3月5日,共120名学生返校。"


def span(text, raw=RAW):
    start = raw.index(text)
    return {"start": start, "end": start + len(text), "text": text}


def report(**changes):
    whole = {"id": "a", "source": {"sha256": "0" * 64, "chars": len(RAW)}, **changes}
    return Report.model_validate(whole, context={"raw": RAW})


def date(**changes):
    base = {
        "span": span("3月5日"),
        "value": "2022-03-05",
        "start": "2022-03-05",
        "end": "2022-03-05",
        "grain": "day",
        "role": "content",
        "resolved_from": "published",
    }
    return base | changes


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"dates": [date(span=span("3月5日") | {"text": "3月6日"})]}, "but the raw text has '3月5日' there"),
        ({"dates": [date(span={"start": 4, "end": 4, "text": ""})]}, "must lie before its end"),
        ({"dates": [date(value="2022-03-06")]}, "runs from 2022-03-06"),
        ({"dates": [date(value="2022-02-30")]}, "names no real calendar date"),
        ({"dates": [date(span=None)]}, "needs a span"),
        ({"published": date(role="published")}, "must be listed in dates"),
        ({"institution": "i9"}, "refers to institution 'i9'"),
        ({"colour": "red"}, "Extra inputs are not permitted"),
        ({"source": {"sha256": "0" * 64, "chars": 3}}, "source.chars is 3"),
        (
            {"measures": [{"span": span("返校"), "code": "dancing", "status": "implemented", "sentence": span(RAW)}]},
            "Input should be 'access_gate_control'",
        ),
    ],
)
def test_a_record_that_breaks_the_contract_is_refused(changes, message):
    with pytest.raises(ValidationError) as error:
        report(**changes)

    assert message in str(error.value)


def test_a_record_that_keeps_the_contract_is_frozen():
    whole = report(dates=[date()])

    with pytest.raises(ValidationError, match="frozen"):
        whole.id = "b"


@pytest.mark.parametrize(
    ("low", "value", "high", "approx"), [(5, 3, 9, "range"), (5, 5, 4, "range"), (None, 5, 5, "exact")]
)
def test_a_headcount_must_be_ordered_and_exact_when_it_says_so(low, value, high, approx):
    with pytest.raises(ValidationError):
        Headcount(span=Span(**span("120名学生")), min=low, value=value, max=high, approx=approx, unit="persons")


def test_a_publication_date_may_lack_a_span():
    assert Date.model_validate(date(span=None, role="published")).span is None


@pytest.mark.parametrize(
    ("value", "start", "end"),
    [
        ("2022-11-04", "2022-11-04", "2022-11-04"),
        ("2022-02", "2022-02-01", "2022-02-28"),
        ("2022", "2022-01-01", "2022-12-31"),
        ("2022-21", "2022-03-01", "2022-05-31"),
        ("2022-24", "2022-12-01", "2023-02-28"),
        ("2022-10-25/2022-10-30", "2022-10-25", "2022-10-30"),
        ("2020-02/2020-07", "2020-02-01", "2020-07-31"),
        ("{2020-02-24,2020-02-25}", "2020-02-24", "2020-02-25"),
        ("2020-01-22/..", "2020-01-22", None),
        ("../2022-03-20", None, "2022-03-20"),
        ("2022-03-20T14:00", "2022-03-20", "2022-03-20"),
        ("XXXX-03-12", None, None),
        ("XXXX-02-29/..", None, None),
    ],
)
def test_edtf_values_cover_their_days(value, start, end):
    def day(text):
        return text and dt.date.fromisoformat(text)

    assert bounds(value) == (day(start), day(end))


@pytest.mark.parametrize(
    "value", ["", "2022-13", "2022-2-3", "../..", "2022-03-20/2022-03-01", "XXXX-02-30", "2022-21-03", "today"]
)
def test_what_is_no_edtf_value_of_ours_is_refused(value):
    with pytest.raises(ValueError, match="EDTF"):
        bounds(value)
