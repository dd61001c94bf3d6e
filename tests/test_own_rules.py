"""What `--rules DIR` can do, kind by kind, each by one small file."""

from __future__ import annotations

import pytest

from fangkong import Extractor
from fangkong.pipeline.errors import RuleFileError
from fangkong.pipeline.rulebook import RuleLibrary

PLATFORM = "id\tname\tcategory\taliases\nqinghe_class\t青禾云课\tlms_course\t青禾云课；青禾课堂APP\n"
MEASURE = """
[[rule]]
id = "own.red_vest"
why = "Our schools call their gate duty 红马甲护学."
pattern = '红马甲护学'
data = { code = "org_duty" }
"""


@pytest.fixture
def own(tmp_path):
    def write(**files):
        for name, text in files.items():
            folder, _, stem = name.rpartition("__")
            path = tmp_path / folder / stem.replace("_tsv", ".tsv").replace("_toml", ".toml")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


def read(text, rules=None, measures="rules", **kwargs):
    return Extractor(ner="none", measures=measures, rules=rules).extract(text, **kwargs)


def found_by(text, rules=None):
    explained = Extractor(ner="none", measures="rules", rules=rules).explain(text)
    return {rule for e in explained.explain for rule in e.found_by.split("+")}


def platforms(report):
    return {(p.id, p.category): [m.span.text for m in p.mentions] for p in report.platforms}


@pytest.mark.parametrize("name", ["青禾云课", "青禾课堂app"])
def test_a_line_of_a_gazetteer_adds_a_platform_with_its_aliases(own, name):
    text = f"教师通过{name}开展线上教学。"

    found = platforms(read(text, own(gazetteers__platforms_tsv=PLATFORM)))

    assert found == {("qinghe_class", "lms_course"): [name]}
    assert ("qinghe_class", "lms_course") not in platforms(read(text))


def test_a_line_with_a_known_id_replaces_ours(own):
    line = "id\tname\tcategory\taliases\ndingtalk\t钉钉\tim_collaboration\t小蓝鸟办公\n"

    found = platforms(read("教师通过小蓝鸟办公打卡,不用钉钉。", own(gazetteers__platforms_tsv=line)))

    assert found == {("dingtalk", "im_collaboration"): ["小蓝鸟办公"]}


@pytest.mark.parametrize("measures", ["rules", "model"])
def test_a_rule_of_ones_own_adds_a_measure_phrase(own, measures):
    text = "值周教师每天开展红马甲护学。"

    found = read(text, own(measures__own_toml=MEASURE), measures)

    (measure,) = found.measures
    assert (measure.code, measure.span.text[-7:]) == ("org_duty", "开展红马甲护学")
    assert not [m for m in read(text, measures="rules").measures if m.code == "org_duty"]


def test_ones_own_finding_stands_before_the_model_also_when_joined_to_ours(own):
    text = "开展红马甲护学,24小时值班。"
    explained = Extractor(ner="none", rules=own(measures__own_toml=MEASURE)).explain(text)

    assert any("own.red_vest" in e.found_by.split("+") for e in explained.explain)


@pytest.mark.parametrize("code", ["own_red_vest", "org_dutty", None])
def test_a_code_that_no_record_can_hold_is_refused_with_its_neighbours(own, code):
    wrong = MEASURE.replace('"org_duty"', f'"{code}"') if code else MEASURE.replace("code", "kode")

    with pytest.raises(
        RuleFileError, match=r"measures/own\.toml: rule 'own\.red_vest' needs in data a code .* Near it: "
    ):
        read("正文。", own(measures__own_toml=wrong))


def test_a_calendar_of_ones_own_gives_terms_their_days(own):
    calendar = '[[data.term]]\nschool_year = 2021\nterm = "spring"\nstart = 2022-02-21\nend = 2022-07-08\n'
    text = "做好2022年春季学期开学准备。"

    assert [d.value for d in read(text, own(term_calendar_toml=calendar)).dates] == ["2022-02-21/2022-07-08"]
    assert [d.value for d in read(text).dates] != ["2022-02-21/2022-07-08"]


@pytest.mark.parametrize("stem", ["testing", "own"])
def test_a_rule_with_a_known_id_replaces_ours_whatever_the_name_of_the_file(own, stem):
    rule = (
        '[[rule]]\nid = "test_nucleic_acid.named"\nwhy = "ours is too wide"\n'
        "pattern = '鼻拭子'\ndata = { code = \"test_nucleic_acid\" }\n"
    )
    rules = own(**{f"measures__{stem}_toml": rule})

    assert "test_nucleic_acid.named" in found_by("落实应检尽检。")
    assert "test_nucleic_acid.named" not in found_by("落实应检尽检。", rules)
    assert "test_nucleic_acid.named" in found_by("校医组织采集鼻拭子。", rules)


def test_silent_tsv_leaves_out_rules_and_rows(own):
    text = "落实应检尽检,用钉钉打卡。"
    left_out = {"test_nucleic_acid.named", "platforms.tsv:dingtalk"}
    rules = own(silent_tsv="id\twhy\n" + "".join(f"{name}\tnot with us\n" for name in left_out))

    assert left_out <= found_by(text)
    assert not left_out & found_by(text, rules)


def test_words_and_fragments_of_ones_own_join_ours(own):
    words = '[lexicon.people]\n"护苗员" = ["volunteer"]\n'
    text = "32名护苗员到岗值守。"

    (count,) = read(text, own(headcounts_toml=words)).headcounts

    assert (count.span.text, count.groups) == ("32名护苗员", ("volunteer",))


def test_a_table_of_data_joins_ours_entry_by_entry(own):
    library = RuleLibrary(own(measures__testing_toml='[data.not_hits]\ntest_antigen = ["抗原展"]\n'))

    (book,) = [book for book in library.rulebooks("measures") if book.name == "measures/testing"]

    assert book.data["not_hits"]["test_antigen"] == ["抗原展"]
    assert "test_nucleic_acid" in book.data["not_hits"]


def test_a_division_of_ones_own_is_a_place(own):
    rules = own(gazetteers__divisions_tsv="id\tname\n149900\t青禾新市\n")

    institutions = read("青禾新市教育局召开会议。", rules).institutions

    assert [(i.name, i.region and i.region.adcode) for i in institutions] == [("青禾新市教育局", "149900")]
