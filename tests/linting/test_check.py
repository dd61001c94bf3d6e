"""Planted faults: each is told by its own code, with the right file and line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fangkong.pipeline.cli import app
from fangkong.pipeline.linting.check import check_rules
from fangkong.pipeline.linting.findings import CODES

RULE = """
[[rule]]
id = "own.red_vest"
why = "Our schools call their gate duty 红马甲护学."
pattern = '红马甲护学'
data = { code = "org_duty" }

  [[rule.positive]]
  text = "值周教师[[每天开展红马甲护学]]。"

  [[rule.negative]]
  text = "红马甲挂在门卫室里。"
  why = "a garment"
"""
PLATFORMS = "id\tname\tcategory\taliases\nqinghe_class\t青禾云课\tlms_course\t青禾云课；青禾课堂APP\n"
COUNT = """
[[rule]]
id = "own.guards"
why = "Guards of seedlings, a name of ours for volunteers."
pattern = '(?P<number>[0-9]+)(?P<classifier>名)(?P<noun>护苗员)'

  [[rule.positive]]
  text = "[[32名护苗员]]到岗值守。"

  [[rule.negative]]
  text = "护苗员值守32天。"
  why = "days"
"""
SCENE = """
[[rule]]
id = "frame.mine"
why = "Lines of counters under a page of ours."
pattern = '^点击率'
data = { kind = "footer" }

  [[rule.positive]]
  text = "%s"

  [[rule.negative]]
  text = "%s"
  why = "prose"
"""


def rule(old="", new="", text=RULE):
    assert old in text
    return text.replace(old, new, 1)


def pattern(new):
    return {"measures/own.toml": rule("pattern = '红马甲护学'", f"pattern = '{new}'")}


#: What is wrong, the files, and then the code, the file and the line that must be told.
FAULTS = [
    ("an open bracket of TOML", {"measures/own.toml": rule("[[rule]]", "[[rule]")}, "FK101", "measures/own.toml", 2),
    (
        "an unknown key of a rule",
        {"measures/own.toml": rule("why =", "reason = 1\nwhy =")},
        "FK102",
        "measures/own.toml",
        4,
    ),
    (
        "an unknown key of an example",
        {"measures/own.toml": rule('  why = "a garment"', '  why = "a garment"\n  date = "2022"')},
        "FK102",
        "measures/own.toml",
        14,
    ),
    ("a number for a pattern", {"measures/own.toml": rule("'红马甲护学'", "5")}, "FK103", "measures/own.toml", 5),
    (
        "a negative without a why",
        {"measures/own.toml": rule('  why = "a garment"\n')},
        "FK103",
        "measures/own.toml",
        11,
    ),
    ("a folder misspelt", {"measure/own.toml": RULE}, "FK104", "measure/own.toml", 1),
    (
        "an id with capitals",
        {"measures/own.toml": rule("own.red_vest", "Own.RedVest")},
        "FK105",
        "measures/own.toml",
        3,
    ),
    (
        "an id in two files",
        {"measures/a.toml": RULE, "measures/b.toml": "# ours\n" + RULE.replace("红马甲", "绿马甲")},
        "FK106",
        "measures/b.toml",
        4,
    ),
    (
        "the id of a rule of another recogniser",
        {"measures/own.toml": rule("own.red_vest", "headcount.classifier")},
        "FK106",
        "measures/own.toml",
        3,
    ),
    (
        "silence for what is not there",
        {"silent.tsv": "id\twhy\nplatforms.tsv:dingtalkk\t-\n"},
        "FK107",
        "silent.tsv",
        2,
    ),
    ("an unbalanced bracket", pattern("红马甲(?:护学"), "FK201", "measures/own.toml", 5),
    ("a bracket in brackets", pattern("[[红绿]马甲护学"), "FK201", "measures/own.toml", 5),
    ("an unknown fragment", pattern("红马甲(?&duty)"), "FK202", "measures/own.toml", 5),
    (r"\b beside Chinese", pattern(r"\b红马甲护学"), "FK203", "measures/own.toml", 5),
    (r"\w beside Chinese", pattern(r"红马甲\w{2}"), "FK203", "measures/own.toml", 5),
    (r"\d beside Chinese", pattern(r"红马甲\d名"), "FK203", "measures/own.toml", 5),
    (r"\s beside Chinese", pattern(r"红马甲\s?护学"), "FK203", "measures/own.toml", 5),
    ("traditional characters", pattern("紅馬甲護學"), "FK204", "measures/own.toml", 5),
    ("a full-width comma", pattern("红马甲，护学"), "FK204", "measures/own.toml", 5),
    ("a pattern that may be empty", pattern("(?:红马甲护学)?"), "FK205", "measures/own.toml", 5),
    (
        "a beginning in front of the whole",
        {"measures/own.toml": rule("'红马甲护学'", "'''(?x)\n  绿马甲\n |红马甲(?:护|护学)'''")},
        "FK206",
        "measures/own.toml",
        7,
    ),
    ("an alternative twice", pattern("(?:红马甲|绿马甲|红马甲)护学"), "FK207", "measures/own.toml", 5),
    ("a repeat in a repeat", pattern("(?:[红绿]+,?)+马甲护学"), "FK208", "measures/own.toml", 5),
    ("alternatives that overlap under a star", pattern("(?:红|红马|马)*甲护学"), "FK208", "measures/own.toml", 5),
    ("three open repeats in a row", pattern("红[㐀-鿿]*[红马]*[㐀-鿿]*[甲马]*护学"), "FK209", "measures/own.toml", 5),
    ("nothing at all", pattern("(?!)"), "FK210", "measures/own.toml", 5),
    ("a code misspelt", {"measures/own.toml": rule("org_duty", "org_dutty")}, "FK301", "measures/own.toml", 6),
    (
        "a category unknown",
        {"gazetteers/platforms.tsv": rule("lms_course", "lms", PLATFORMS)},
        "FK301",
        "gazetteers/platforms.tsv",
        2,
    ),
    ("no code", {"measures/own.toml": rule('data = { code = "org_duty" }\n')}, "FK302", "measures/own.toml", 2),
    (
        "a count without its number",
        {"headcounts.toml": rule("(?P<number>", "(?P<count>", COUNT)},
        "FK302",
        "headcounts.toml",
        5,
    ),
    (
        "a key of data misspelt",
        {"measures/own.toml": rule('"org_duty" }', '"org_duty", sharez = true }')},
        "FK303",
        "measures/own.toml",
        6,
    ),
    (
        "a fragment that nothing calls",
        {"measures/own.toml": "[fragments]\nvest = '马甲'\n" + RULE},
        "FK304",
        "measures/own.toml",
        2,
    ),
    (
        "a word list that nothing calls",
        {"measures/own.toml": '# ours\n[lexicon.vests]\n"马甲" = {}\n' + RULE},
        "FK304",
        "measures/own.toml",
        2,
    ),
    (
        "a pattern twice",
        {"measures/own.toml": RULE + RULE.replace("own.red_vest", "own.again")},
        "FK305",
        "measures/own.toml",
        18,
    ),
    (
        "no positive example",
        {"measures/own.toml": re.sub(r"(?s)  \[\[rule.pos.*?\n\n", "", RULE)},
        "FK401",
        "measures/own.toml",
        2,
    ),
    ("no negative example", {"measures/own.toml": RULE[: RULE.index("  [[rule.neg")]}, "FK402", "measures/own.toml", 2),
    (
        "a positive example without a mark",
        {"measures/own.toml": rule("[[每天开展红马甲护学]]", "每天开展红马甲护学")},
        "FK403",
        "measures/own.toml",
        9,
    ),
    ("a mark left open", {"measures/own.toml": rule("护学]]", "护学")}, "FK404", "measures/own.toml", 9),
    ("a TODO", {"measures/own.toml": rule("Our schools", "TODO Our schools")}, "FK408", "measures/own.toml", 4),
    (
        "a value of no entry",
        {"measures/own.toml": rule('护学]]。"', '护学]]。"\n  value = { kode = "org_duty" }')},
        "FK409",
        "measures/own.toml",
        10,
    ),
    (
        "an example twice",
        {"measures/own.toml": RULE + '\n  [[rule.positive]]\n  text = "值周教师[[每天开展红马甲护学]]。"\n'},
        "FK410",
        "measures/own.toml",
        15,
    ),
    (
        "a row short of a cell",
        {"gazetteers/platforms.tsv": PLATFORMS + "tree\t青禾树\n"},
        "FK501",
        "gazetteers/platforms.tsv",
        3,
    ),
    (
        "a column misspelt",
        {"gazetteers/platforms.tsv": rule("aliases", "alias", PLATFORMS)},
        "FK502",
        "gazetteers/platforms.tsv",
        1,
    ),
    (
        "a key twice",
        {"gazetteers/platforms.tsv": PLATFORMS + "qinghe_class\t青禾树\tlms_course\t青禾树\n"},
        "FK503",
        "gazetteers/platforms.tsv",
        3,
    ),
    (
        "an alias of a shipped platform",
        {"gazetteers/platforms.tsv": rule("青禾云课；", "钉钉；", PLATFORMS)},
        "FK504",
        "gazetteers/platforms.tsv",
        2,
    ),
    (
        "an alias in traditional characters",
        {"gazetteers/platforms.tsv": rule("青禾云课；", "青禾雲課；", PLATFORMS)},
        "FK505",
        "gazetteers/platforms.tsv",
        2,
    ),
    (
        "an alias of one character",
        {"gazetteers/platforms.tsv": rule("青禾云课；", "禾；", PLATFORMS)},
        "FK507",
        "gazetteers/platforms.tsv",
        2,
    ),
]
#: Faults that only running the examples tells.
FAILING = [
    (
        "a positive example that the rule does not find",
        {"measures/own.toml": rule("开展红马甲护学]]", "开展红背心护学]]")},
        "FK405",
        "measures/own.toml",
        8,
    ),
    (
        "a negative example in which it fires",
        {"measures/own.toml": rule("红马甲挂在", "开展红马甲护学")},
        "FK406",
        "measures/own.toml",
        11,
    ),
    (
        "a known failure that passes",
        {
            "measures/own.toml": RULE
            + '\n  [[rule.known_failure]]\n  text = "值日教师[[每天开展红马甲护学]]。"\n  why = "old"\n'
        },
        "FK407",
        "measures/own.toml",
        15,
    ),
    (
        "a rule that ours stands before",
        {
            "headcounts.toml": rule("护苗员", "学生", COUNT)
            .replace("32名护苗员", "32名学生")
            .replace("护苗员值守", "学生值守")
        },
        "FK306",
        "headcounts.toml",
        2,
    ),
    (
        "an example that a rule of the frame does not match",
        {"frame.toml": SCENE % ("点击数:35", "孩子们点击率先完成的作品。")},
        "FK405",
        "frame.toml",
        8,
    ),
]


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
