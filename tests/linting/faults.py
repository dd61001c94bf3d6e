"""Planted faults of rule files: what is wrong, the files, and the code, file and line that must be told."""

from __future__ import annotations

import re

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
        "aliases parted by a half-width semicolon",
        {"gazetteers/platforms.tsv": rule("青禾云课；", "青禾云课;", PLATFORMS)},
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
