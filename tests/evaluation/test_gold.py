"""Labelled reports: filling in what a person writes, and telling what is wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fangkong.pipeline.errors import GoldError
from fangkong.pipeline.evaluation.check import check_file
from fangkong.pipeline.evaluation.commands import catalogue, gold_app
from fangkong.pipeline.evaluation.fill import Filler, layout
from fangkong.pipeline.evaluation.goldfiles import find_gold, read_gold, validate
from fangkong.pipeline.normalisation.text import Normaliser
from fangkong.pipeline.rulebook import RuleLibrary

from .samples import RAW, filled, shorthand, write

NORMALISE = Normaliser(RuleLibrary())


def problems(tmp_path, change, platform_ids=()):
    return [str(p) for p in check_file(write(tmp_path, change=change), platform_ids, NORMALISE)]


def fill_span(span, raw="甲甲甲乙甲"):
    filler = Filler("f", raw, {})
    return filler({"dates": [{"span": span}]})["dates"][0]["span"], filler


def test_filled_labels_are_valid_and_quote_the_text(tmp_path):
    path = write(tmp_path)

    assert check_file(path, {"dingtalk"}, NORMALISE) == []
    assert read_gold(path).gold.headcounts[1].value == 50000


def test_filling_twice_changes_nothing():
    once = filled()

    assert Filler("f", RAW, {})(once) == once


@pytest.mark.parametrize(
    ("span", "start"),
    [("乙", 3), ({"text": "甲"}, 0), ({"text": "甲甲", "nth": 2}, 1), ({"text": "甲", "after": "乙"}, 4)],
)
def test_a_span_is_filled_with_the_place_it_asks_for(span, start):
    result, filler = fill_span(span)

    assert result["start"] == start
    assert not filler.problems


@pytest.mark.parametrize(
    ("span", "told"),
    [
        ("丙", "'丙' does not occur in the text"),
        ({"text": "甲", "nth": 9}, "occurs 4 times, nth is 9"),
        ({"text": "甲", "after": "丁"}, "after '丁' is not in the text"),
        ({"text": "甲", "nht": 2}, "span has the key 'nht'"),
        ({"text": "甲", "nth": 0}, "nth is 0"),
    ],
)
def test_a_span_that_cannot_be_filled_is_told_and_left(span, told):
    result, filler = fill_span(span)

    assert result == span
    assert told in str(filler.problems[0])
    assert "$.dates[0].span" in str(filler.problems[0])


def test_an_ambiguous_word_is_noted():
    _, filler = fill_span("甲")

    assert "occurs 4 times; took the first" in filler.notes[0]


def test_dates_headcounts_and_platforms_are_completed():
    catalogue = {"dingtalk": {"id": "dingtalk", "name": "钉钉", "category": "im_collaboration"}}
    labels = {
        "dates": [{"span": "2月", "value": "2020-02"}],
        "headcounts": [{"span": "超百人", "value": 100, "approx": "over", "groups": []}],
        "platforms": [{"id": "dingtalk", "mentions": []}],
    }

    result = Filler("f", "2月超百人", catalogue)(labels)

    assert result["dates"][0]["end"] == "2020-02-29"
    assert result["dates"][0]["grain"] == "month"
    assert (result["headcounts"][0]["min"], result["headcounts"][0]["max"]) == (100, None)
    assert result["platforms"][0]["name"] == "钉钉"


def test_the_layout_has_one_label_a_line():
    lines = layout(filled()).splitlines()

    assert sum('"code"' in line for line in lines) == 4
    assert all(line.count('"code"') <= 1 for line in lines)
    assert json.loads("\n".join(lines)) == filled()


def _text_elsewhere(labels):
    labels["dates"][0]["span"] = {"start": 0, "end": 4, "text": "3月6日"}


def _twice(labels):
    labels["measures"].append(dict(labels["measures"][0]))


def _wrong_day(labels):
    labels["dates"][0] |= {"value": "2022-03-06"}


def _wrong_number(labels):
    labels["headcounts"][0] |= {"value": 301}


def _optional_word(labels):
    labels["dates"][0]["optional"] = "yes"


def _unknown_key(labels):
    labels["measures"][0]["stauts"] = "implemented"


def _unknown_code(labels):
    labels["measures"][0]["code"] = "org_commando"


def _stranger(labels):
    labels["institution"] = "白杨中学"


def _page_date_not_listed(labels):
    labels["dates"].pop()


def _disordered(labels):
    labels["headcounts"][2] |= {"min": 5, "max": 3}


def _days_disagree(labels):
    labels["dates"][0] |= {"start": "2022-03-04", "end": "2022-03-05"}


def _no_list(labels):
    del labels["platforms"]


def _listed_twice(labels):
    labels["institutions"][1]["name"] = "青禾小学"
    labels["institutions"][1]["mentions"][0]["form"] = "short"


def _blank_at_the_edge(labels):
    labels["measures"][3]["span"] = "备口罩。"


def _word_of_stretch(labels):
    labels["dates"][1]["span"] = "3月上旬起"


def _not_the_name(labels):
    labels["institutions"][1]["mentions"][0]["span"] = "党支部"


def _bounds_of_another_kind(labels):
    labels["headcounts"][1] |= {"min": 50000}


@pytest.mark.parametrize(
    ("change", "place", "told"),
    [
        (_blank_at_the_edge, "$.measures[3].span", "has '。' at its edge"),
        (_word_of_stretch, "$.dates[1].span", "takes in '起'"),
        (_not_the_name, "$.institutions[1].mentions[0]", "'党支部' is not the name '青禾小学党支部'"),
        (_bounds_of_another_kind, "$.headcounts[1]", "approx 'about' asks for min None and max None"),
        (_text_elsewhere, "$.dates[0].span", "but the raw text has '3月5日' there"),
        (_twice, "$.measures[4]", "labelled with this code twice, first at $.measures[0]"),
        (_wrong_day, "$.dates[0].value", "is not the day that '3月5日' names"),
        (_wrong_number, "$.headcounts[0]", "301 is not among the numbers of '300名学生' (300)"),
        (_optional_word, "$.dates[0].optional", "Write true or false"),
        (_unknown_key, "$.measures[0].stauts", "is not a key known here"),
        (_unknown_code, "$.measures[0].code", "Use one of these words"),
        (_stranger, "$", "refers to institution '白杨中学'"),
        (_page_date_not_listed, "$.published", "is not listed in dates"),
        (_disordered, "$.headcounts[2]", "min <= value <= max"),
        (_days_disagree, "$.dates[0]", "runs from 2022-03-05"),
        (_no_list, "$.platforms", "is missing"),
        (_listed_twice, "$.institutions[1]", "is listed twice"),
    ],
)
def test_what_is_wrong_is_told_with_file_place_and_remedy(tmp_path, change, place, told):
    found = problems(tmp_path, change)

    assert len(found) == 1
    assert f"sample.gold.json: {place}: " in found[0]
    assert told in found[0]


def test_a_platform_outside_the_catalogue_is_told(tmp_path):
    assert "'dingtalk' is not in the catalogue" in problems(tmp_path, lambda labels: None, {"qq"})[0]


def test_a_range_that_shares_its_unit_agrees_with_its_text():
    raw = "三地有3-5万名学生"
    labels = {key: [] for key in ("dates", "institutions", "platforms", "measures")}
    labels["headcounts"] = [
        {"span": "3-5万名学生", "min": 30000, "max": 50000, "approx": "range", "groups": ["student"]}
    ]

    assert not isinstance(validate("f", raw, Filler("f", raw, {})(labels)), list)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "is not valid JSON"),
        ("[]", "holds a list, not an object"),
        ('{"dates": [], "dates": []}', "key 'dates' stands twice"),
    ],
)
def test_a_file_that_is_no_labels_is_refused_by_name(tmp_path, content, told):
    path = write(tmp_path)
    path.write_text(content, encoding="utf-8")

    with pytest.raises(GoldError, match=f"sample.gold.json.*{told}"):
        read_gold(path)


def test_labels_without_their_text_are_refused(tmp_path):
    path = write(tmp_path)
    (tmp_path / "sample.txt").unlink()

    with pytest.raises(GoldError, match=r"its text sample.txt is missing"):
        read_gold(path)


def test_unfilled_labels_say_how_to_fill_them(tmp_path):
    path = write(tmp_path, fill=False)

    with pytest.raises(GoldError, match="Run `fangkong gold fill` first"):
        read_gold(path)


def test_folders_are_searched_through(tmp_path):
    write(tmp_path / "dev", "b")
    write(tmp_path / "heldout", "a")

    assert [p.name for p in find_gold([tmp_path, tmp_path / "dev" / "b.txt"])] == ["b.gold.json", "a.gold.json"]


def test_the_commands_fill_and_check(tmp_path):
    write(tmp_path, fill=False)
    run = CliRunner()

    before = run.invoke(gold_app, ["check", str(tmp_path)])
    done = run.invoke(gold_app, ["fill", str(tmp_path)])
    after = run.invoke(gold_app, ["check", str(tmp_path)])

    assert (before.exit_code, done.exit_code, after.exit_code) == (1, 0, 0)
    assert "1 labelled reports, 0 problems" in after.output
    assert json.loads((tmp_path / "sample.gold.json").read_text()).keys() == shorthand().keys()


def test_two_labellings_of_different_texts_are_not_compared(tmp_path):
    write(tmp_path / "one")
    write(tmp_path / "other")
    (tmp_path / "other" / "sample.txt").write_text(RAW + "。", encoding="utf-8")

    result = CliRunner().invoke(gold_app, ["agree", str(tmp_path / "one"), str(tmp_path / "other")])

    assert "Label the same text" in str(result.exception)


def test_agreement_with_oneself_is_whole(tmp_path):
    write(tmp_path)

    result = CliRunner().invoke(gold_app, ["agree", str(tmp_path), str(tmp_path), "--json"])

    assert json.loads(result.output)["record_score"] == 1


def test_labels_are_counted_by_field_and_stratum(tmp_path):
    write(tmp_path)

    result = CliRunner().invoke(gold_app, ["count", str(tmp_path), "--by", "features"])

    rows = [line.split() for line in result.output.splitlines()]
    assert ["all", "1", "3", "(1)", "2", "3", "1", "4", "(1)", "1"] in rows
    assert [row[0] for row in rows[-2:]] == ["open_start", "range"]


def test_a_full_name_may_stand_in_mojibake_or_over_a_line_break(tmp_path):
    raw = "青禾小學(xué)召開會(huì)議，青禾\n小学消毒。"
    labels = {key: [] for key in ("dates", "headcounts", "platforms", "measures")}
    mentions = [{"span": "青禾小學(xué)", "form": "full"}, {"span": "青禾\n小学", "form": "full"}]
    labels["institutions"] = [{"name": "青禾小学", "kind": "primary_school", "mentions": mentions}]
    (tmp_path / "a.txt").write_text(raw, encoding="utf-8")
    (tmp_path / "a.gold.json").write_text(layout(Filler("a", raw, {})(labels)), encoding="utf-8")

    assert check_file(tmp_path / "a.gold.json", (), NORMALISE) == []


def test_the_example_of_the_documentation_can_be_filled(tmp_path):
    page = (Path(__file__).parents[2] / "docs" / "labelling.md").read_text(encoding="utf-8")
    labels = json.loads(re.search(r"^```json\n(.*?)^```$", page, re.S | re.M)[1])
    raw = "本校即我校。3月5日，青禾小学消息：我校300名学生用钉钉上课，校园全面消毒。"
    (tmp_path / "a.txt").write_text(raw, encoding="utf-8")
    filler = Filler("a", raw, catalogue())
    (tmp_path / "a.gold.json").write_text(layout(filler(labels)), encoding="utf-8")

    assert filler.problems == []
    assert check_file(tmp_path / "a.gold.json", catalogue().keys(), NORMALISE) == []


def test_a_path_that_is_not_there_is_told(tmp_path):
    with pytest.raises(GoldError, match="does not exist"):
        find_gold([tmp_path / "nowhere"])
