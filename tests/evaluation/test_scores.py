"""Matching and figures: what counts as right, and what each kind of error costs."""

from __future__ import annotations

import pytest

from fangkong.pipeline.evaluation.compare import Reading, compare
from fangkong.pipeline.evaluation.errors import errors
from fangkong.pipeline.evaluation.items import SPAN_FIELDS, Item
from fangkong.pipeline.evaluation.matching import match
from fangkong.pipeline.evaluation.scores import Counts, count, intervals, record_score, summary, total
from fangkong.pipeline.evaluation.strata import figures, names

from .samples import comparison, gold


def item(start, end, value="x", *, field="dates", optional=False):
    return Item(field, start, end, "字" * (end - start), (value,), optional=optional)


def kinds(comparison, field=None):
    return [(e.field, e.kind) for e in errors(comparison) if field in (None, e.field)]


def counts(labels, predictions, field="dates"):
    return count(match(field, labels, predictions))


def test_equal_labels_score_one_and_show_no_error():
    same = comparison()

    assert record_score([same]) == 1
    assert kinds(same) == []


def test_nothing_found_scores_zero():
    nothing = compare(gold(), Reading({name: [] for name in SPAN_FIELDS}))

    assert record_score([nothing]) == 0
    assert ("published", "wrong_published") in kinds(nothing)


@pytest.mark.parametrize(
    ("start", "end", "right"), [(0, 10, True), (0, 5, True), (0, 4, False), (5, 15, False), (4, 11, True)]
)
def test_a_span_matches_when_half_of_the_union_is_shared(start, end, right):
    assert (counts([item(0, 10)], [item(start, end)]).tp == 1) is right


def test_a_measure_mention_matches_with_a_third():
    assert counts([item(0, 9)], [item(0, 3)], "measure_mentions") == Counts(1, 0, 0)
    assert counts([item(0, 10)], [item(0, 3)], "measure_mentions") == Counts(0, 1, 1)


def test_each_label_answers_one_prediction_only():
    assert counts([item(0, 10)], [item(0, 10), item(0, 9)]) == Counts(1, 1, 0)


def test_a_right_pair_goes_before_a_better_overlap():
    labels, predictions = [item(0, 10, "a"), item(0, 12, "b")], [item(0, 12, "a"), item(0, 10, "b")]

    assert counts(labels, predictions) == Counts(2, 0, 0)


def test_optional_labels_and_what_matches_them_count_for_nothing():
    label = item(0, 10, optional=True)

    assert counts([label], []) == Counts()
    assert counts([label], [item(1, 10, "other value")]) == Counts()
    assert counts([label], [item(20, 30)]) == Counts(0, 1, 0)


def test_an_optional_measure_spares_only_its_own_code():
    label = item(0, 10, "a", field="measure_mentions", optional=True)

    assert counts([label], [item(0, 10, "b", field="measure_mentions")], "measure_mentions") == Counts(0, 1, 0)


def test_figures_are_the_textbook_ones():
    figure = Counts(tp=6, fp=2, fn=4)

    assert (figure.precision, figure.recall) == (0.75, 0.6)
    assert figure.f1 == pytest.approx(2 * 0.75 * 0.6 / 1.35)


def test_finding_nothing_where_nothing_is_counts_as_right():
    assert (Counts().precision, Counts().recall, Counts().f1) == (1, 1, 1)
    assert Counts(0, 1, 0).f1 == 0


def _other_day(labels):
    labels["dates"][0] |= {"span": {"start": 0, "end": 4, "text": "3月5日"}, "value": "2021-03-05"}


def _longer(labels):
    labels["headcounts"][0]["span"] = "召开防控会议。我校300名学生"


def _other_kind(labels):
    labels["institutions"][0]["kind"] = "secondary_school"


def _other_platform(labels):
    labels["platforms"][0] |= {"id": "qq"}


def _other_code(labels):
    labels["measures"][3]["code"] = "protection_mask"


def _other_status(labels):
    labels["measures"][0]["status"] = "planned"


def _other_groups(labels):
    labels["headcounts"][0]["groups"] = ["child"]


def _other_purpose(labels):
    labels["platforms"][0]["mentions"][0]["purpose"] = "meeting"


def _no_date(labels):
    labels["dates"].pop(0)


def _one_more(labels):
    labels["headcounts"].append({"span": "每日", "value": 1, "groups": []})


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_other_day, [("dates", "wrong_value")]),
        (_longer, [("headcounts", "wrong_span")]),
        (_other_kind, [("institutions", "wrong_kind")]),
        (_other_platform, [("platforms", "wrong_id")]),
        (
            _other_code,
            [("measure_mentions", "wrong_code"), ("measures", "spurious"), ("measures", "missed")],
        ),
        (_other_status, [("measure_mentions", "wrong_status")]),
        (_other_groups, [("headcounts", "wrong_groups")]),
        (_other_purpose, [("platforms", "wrong_purpose")]),
        (_no_date, [("dates", "missed")]),
        (_one_more, [("headcounts", "spurious")]),
    ],
)
def test_errors_are_told_by_kind(change, expected):
    assert sorted(kinds(comparison(change))) == sorted(expected)


def test_a_wrong_attribute_does_not_cost_the_field():
    assert total([comparison(_other_status)], "measure_mentions").f1 == 1


def test_errors_show_twenty_characters_on_each_side():
    error = next(iter(errors(comparison(_other_groups))))

    assert (error.text, error.left[-2:], error.right[:2]) == ("300名学生", "我校", "、约")
    assert max(len(error.left), len(error.right)) <= 20


def test_measures_are_a_set_of_codes_and_optional_codes_are_left_out():
    def told_again(labels):
        labels["measures"].append({"span": "每日测温", "code": "health_temperature_check", "status": "implemented"})
        labels["measures"].append({"span": "防控会议", "code": "org_command", "status": "implemented"})

    assert total([comparison(told_again)], "measures") == Counts(3, 0, 0)


def test_a_self_reference_must_lead_to_the_labelled_institution():
    def elsewhere(labels):
        labels["institutions"][1]["mentions"].append(labels["institutions"][0]["mentions"].pop())

    def renamed(labels):
        for place in (labels, labels["measures"][0], labels["institutions"][0]):
            place["name" if "kind" in place else "institution"] = "新城青禾小学"

    assert summary([comparison(elsewhere)])["self_links"]["right"] == 0
    assert summary([comparison(renamed)])["self_links"]["right"] == 1
    assert summary([comparison(renamed)])["reporting_institution"]["right"] == 0


def test_what_was_not_labelled_is_not_scored():
    def silent(labels):
        del labels["published"], labels["institution"]

    result = summary([comparison(label_change=silent)])

    assert (result["published"]["of"], result["reporting_institution"]["of"]) == (0, 0)


def test_the_summary_has_every_field_and_interval():
    result = summary([comparison(), comparison(_no_date)])

    assert result["dates"].keys() >= {"precision", "recall", "f1", "tp", "fp", "fn", "interval"}
    assert result["record_score"] == pytest.approx(
        sum(result[f]["f1"] for f in ("dates", "institutions", "headcounts", "platforms", "measures")) / 5, abs=1e-4
    )
    low, high = result["dates"]["interval"]
    assert low <= result["dates"]["f1"] <= high


def test_intervals_are_the_same_on_every_run():
    reports = [comparison(), comparison(_no_date), comparison(_one_more)]

    assert intervals(reports) == intervals(reports)


def test_reports_stand_under_each_value_of_their_stratum():
    reports = [comparison(), comparison(_no_date)]

    assert names(reports) == ["genre", "features"]
    assert figures(reports, "features")["range"]["reports"] == 2
    assert list(figures(reports, "level")) == ["(not given)"]
