"""What each rule is worth."""

from __future__ import annotations

import json
from dataclasses import replace

from typer.testing import CliRunner

from fangkong import Extractor
from fangkong.pipeline.cli import app
from fangkong.pipeline.evaluation.compare import compare_all
from fangkong.pipeline.evaluation.coverage import silent_rules, uses, without_each
from fangkong.pipeline.evaluation.goldfiles import read_gold
from fangkong.pipeline.rulebook import RuleLibrary

from .samples import comparison, write
from .test_scores import _one_more


def found_by(comparison, **rules):
    outcomes = tuple(
        replace(o, prediction=replace(o.prediction, found_by=rules.get(o.field, ""))) if o.prediction else o
        for o in comparison.outcomes
    )
    return replace(comparison, outcomes=outcomes)


def test_firings_are_counted_right_wrong_and_optional():
    told = found_by(comparison(_one_more), headcounts="headcount.a+headcount.b", dates="dates.a")

    counts = {use.rule: (use.right, use.wrong, use.optional) for use in uses([told])}

    assert counts["headcount.a"] == counts["headcount.b"] == (3, 1, 0)
    assert counts["dates.a"] == (2, 0, 1)


def test_rules_that_never_fire_are_listed():
    library = RuleLibrary()
    rule = library.rulebook("headcounts").rules[0].id

    assert rule in silent_rules(library, [])
    assert rule not in silent_rules(library, uses([found_by(comparison(), headcounts=rule)]))


def test_a_rule_is_worth_what_the_score_loses_without_it(tmp_path):
    files = [read_gold(write(tmp_path))]
    before = list(compare_all(files, Extractor(ner="none")))
    used = [use for use in uses(before) if use.rule.startswith("headcount.")]

    worth = dict(without_each(files, before, used, "none", None))

    assert worth.keys() == {use.rule for use in used}
    assert min(worth.values()) < 0


def test_the_command_lists_them(tmp_path):
    write(tmp_path)

    result = CliRunner().invoke(app, ["rules", "coverage", str(tmp_path), "--ner", "none", "--json"])

    told = json.loads(result.output)
    assert {use["rule"] for use in told["fired"]}.isdisjoint(told["never_fired"])
    assert result.exit_code == 0
