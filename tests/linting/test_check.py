"""Planted faults: each is told by its own code, with the right file and line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fangkong.pipeline.cli import app
from fangkong.pipeline.linting.check import check_rules
from fangkong.pipeline.linting.findings import CODES

from .faults import FAILING, FAULTS, PLATFORMS, RULE, rule


def plant(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def told(found, folder):
    return [(finding.code, finding.file.removeprefix(f"{folder}/"), finding.line) for finding in found]


@pytest.mark.parametrize(("files", "code", "file", "line"), [pytest.param(*f[1:], id=f[0]) for f in FAULTS])
def test_a_planted_fault_is_told_by_its_code_with_file_and_line(files, code, file, line, tmp_path):
    plant(tmp_path, files)

    found = told(check_rules(tmp_path, examples=False), tmp_path)

    assert (code, file, line) in found
    # One fault may show twice (a group misspelt is unknown, and the right one is missing), but never as something else.
    assert {c for c, _, _ in found} == {code}


@pytest.mark.parametrize(("files", "code", "file", "line"), [pytest.param(*f[1:], id=f[0]) for f in FAILING])
def test_a_fault_that_only_the_pipeline_shows_is_told_too(files, code, file, line, tmp_path):
    plant(tmp_path, files)

    assert told(check_rules(tmp_path), tmp_path) == [(code, file, line)]


def test_an_alias_that_a_blocker_holds_is_told(tmp_path):
    plant(tmp_path, {"gazetteers/platforms.tsv": rule("青禾课堂APP", "腾讯新闻", PLATFORMS)})

    assert ("FK506", "gazetteers/platforms.tsv", 2) in told(check_rules(tmp_path, examples=False), tmp_path)


def test_sound_rules_of_every_kind_are_clean(tmp_path):
    calendar = '[[data.term]]\nschool_year = 2021\nterm = "spring"\nstart = 2022-02-21\nend = 2022-07-08\n'
    plant(
        tmp_path,
        {
            "measures/own.toml": RULE,
            "headcounts.toml": '[lexicon.people]\n"护苗员" = ["volunteer"]\n',
            "gazetteers/platforms.tsv": PLATFORMS,
            "term_calendar.toml": calendar,
            "silent.tsv": "id\twhy\nplatforms.tsv:dingtalk\tnot ours\n",
            "README.md": "ours",
        },
    )

    assert check_rules(tmp_path) == []


def test_every_code_is_planted():
    planted = {fault[2] for fault in (*FAULTS, *FAILING)} | {"FK506"}

    assert planted == set(CODES)


def test_every_code_is_in_the_docs():
    page = (Path(__file__).parents[2] / "docs" / "rules-check.md").read_text(encoding="utf-8")

    assert [code for code, (name, _) in CODES.items() if f"| {code} | {name} |" not in page] == []


def test_the_shipped_rules_are_clean():
    # tests/test_rules.py runs their examples.
    assert [finding.told() for finding in check_rules(examples=False)] == []


def test_the_command_tells_as_text_and_as_json_and_by_its_exit_code(tmp_path):
    plant(tmp_path, {"measures/own.toml": rule("org_duty", "org_dutty")})

    text = CliRunner().invoke(app, ["rules", "check", str(tmp_path)])
    lines = CliRunner().invoke(app, ["rules", "check", str(tmp_path), "--format", "json"])

    assert (text.exit_code, lines.exit_code) == (1, 1)
    assert text.stdout.startswith(f"{tmp_path}/measures/own.toml:6: FK301 rule 'own.red_vest' has data.code")
    (finding,) = map(json.loads, lines.stdout.splitlines())
    assert (finding["code"], finding["line"], finding["rule"]) == ("FK301", 6, "own.red_vest")
    assert finding["remedy"]


def test_a_folder_that_is_none_is_told(tmp_path):
    result = CliRunner().invoke(app, ["rules", "check", str(tmp_path / "nowhere")])

    assert result.exit_code == 2
    assert "is no folder" in result.output


@pytest.mark.parametrize("field", ["dates", "institutions", "headcounts", "platforms", "measures"])
def test_a_new_rule_lacks_nothing_but_its_words(field, tmp_path):
    command = ["rules", "new", "own.thing", "--field", field, "--code", "org_duty", "--rules", str(tmp_path)]

    made = CliRunner().invoke(app, command)
    again = CliRunner().invoke(app, command)

    assert made.exit_code == 0, made.output
    assert {finding.code for finding in check_rules(tmp_path)} == {"FK408"}
    assert again.exit_code == 2
    assert "is there already" in again.output


@pytest.mark.parametrize(
    ("rule_id", "code", "part"),
    [
        ("headcount.classifier", "org_duty", "is in rules/headcounts.toml"),
        ("Own.Thing", "org_duty", "is no id"),
        ("own.thing", "org_dutty", "needs --code"),
    ],
)
def test_a_new_rule_that_cannot_be_is_refused(rule_id, code, part, tmp_path):
    command = ["rules", "new", rule_id, "--field", "measures", "--code", code, "--rules", str(tmp_path)]

    result = CliRunner().invoke(app, command)

    assert result.exit_code == 2
    assert part in result.output
    assert not list(tmp_path.iterdir())
