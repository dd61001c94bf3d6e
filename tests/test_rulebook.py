"""Rule files and gazetteers: what is wrong is told with file, rule, line and remedy."""

import pytest

from fangkong.pipeline.errors import RuleFileError
from fangkong.pipeline.rulebook import RuleLibrary, compile_rules
from fangkong.schemas.rulefile import RuleFile

GOOD = """
[fragments]
number = '[0-9]+'
[lexicon.groups]
"学生" = ["student"]
"大学生" = ["student"]
[[rule]]
id = "test.count"
why = "a test"
pattern = '(?&number)名(?&groups)'
"""


def library(tmp_path, text, name="own.toml"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return RuleLibrary(tmp_path)


def test_fragments_and_lexicons_expand_longest_word_first(tmp_path):
    book = library(tmp_path, GOOD).rulebook("own")

    ((rule, match),) = book.finditer("共12名大学生")

    assert (rule.id, match[0]) == ("test.count", "12名大学生")


def test_a_negated_class_stays_on_its_line(tmp_path):
    book = library(tmp_path, GOOD.replace("'(?&number)名(?&groups)'", "'返校[^,。]{0,4}'")).rulebook("own")

    ((_, match),) = book.finditer("五、六年级返校\n发布时间")

    assert match[0] == "返校"


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        (("(?&groups)", "(?&group)"), ["own.toml", "'test.count'", "(?&group)", "Defined here: groups, number"]),
        (("'(?&number)名(?&groups)'", r"'\d名'"), ["'test.count'", r"uses \d", "[0-9]"]),
        (("(?&groups)'", "(?&groups'"), ["'test.count'", "does not compile"]),
        (('why = "a test"', 'reason = "a test"'), ["own.toml:7", "'test.count'", "reason"]),
        (('id = "test.count"', 'id = "test count"'), ["own.toml:7", "id"]),
        (("[fragments]", "[fragments"), ["own.toml:2", "not valid TOML"]),
        (("'[0-9]+'", "'(?&groups)(?&number)'"), ["in a circle"]),
    ],
)
def test_a_wrong_rule_file_names_place_and_remedy(tmp_path, change, parts):
    with pytest.raises(RuleFileError) as error:
        library(tmp_path, GOOD.replace(*change, 1)).rulebook("own")

    assert [part for part in parts if part not in str(error.value)] == []


def test_an_id_used_twice_is_refused(tmp_path):
    again = GOOD[GOOD.index("[[rule]]") :]

    with pytest.raises(RuleFileError, match=r"'test\.count' is defined twice"):
        library(tmp_path, GOOD + again).rulebook("own")


def test_a_missing_rule_file_is_told(tmp_path):
    with pytest.raises(RuleFileError, match=r"rules/nothing.toml: is missing"):
        RuleLibrary(tmp_path).rulebook("nothing")


def test_a_folder_that_is_none_is_told(tmp_path):
    with pytest.raises(RuleFileError, match="is no folder"):
        RuleLibrary(tmp_path / "nowhere")


@pytest.mark.parametrize(("text", "found"), [("12名学生", 1), ("112名学生", 0), ("1.12名学生", 1)])
def test_a_match_never_cuts_a_number(text, found):
    source = RuleFile.model_validate({"rule": [{"id": "test.two", "why": "two digits", "pattern": "[0-9]{2}名学生"}]})
    (rule,) = compile_rules("t", "t.toml", source).rules

    assert len(list(rule.finditer(text))) == found


def test_own_rules_replace_and_add(tmp_path):
    (tmp_path / "frame.toml").write_text(
        "[[rule]]\nid = 'frame.byline'\nwhy = 'mine'\npattern = '^XX$'\ndata = { kind = 'byline' }\n"
        "[[rule]]\nid = 'frame.mine'\nwhy = 'mine'\npattern = '^YY$'\ndata = { kind = 'nav' }\n",
        encoding="utf-8",
    )

    book = RuleLibrary(tmp_path).rulebook("frame")

    assert book["frame.byline"].pattern.pattern == "^XX$"
    assert book["frame.mine"].data == {"kind": "nav"}
    assert len(book.rules) == len(RuleLibrary().rulebook("frame").rules) + 1


def test_own_gazetteer_rows_replace_by_their_key(tmp_path):
    (tmp_path / "gazetteers").mkdir()
    (tmp_path / "gazetteers" / "script.tsv").write_text("traditional\tsimplified\tlegit\n學\t斈\t0\n", encoding="utf-8")

    rows = {row["traditional"]: row["simplified"] for row in RuleLibrary(tmp_path).gazetteer("script")}

    assert rows["學"] == "斈"
    assert rows["會"] == "会"


def test_a_gazetteer_row_with_a_wrong_number_of_cells_is_told(tmp_path):
    (tmp_path / "gazetteers").mkdir()
    (tmp_path / "gazetteers" / "own.tsv").write_text("id\tname\n# note\na\tb\tc\n", encoding="utf-8")

    with pytest.raises(RuleFileError, match=r"own.tsv:3: has 3 cells where the header names 2 \(id, name\)"):
        RuleLibrary(tmp_path).gazetteer("own")


def test_the_fingerprint_changes_with_the_rules(tmp_path):
    before = RuleLibrary(tmp_path).fingerprint

    (tmp_path / "own.toml").write_text(GOOD, encoding="utf-8")

    assert RuleLibrary(tmp_path).fingerprint != before
    assert RuleLibrary().fingerprint == RuleLibrary().fingerprint
