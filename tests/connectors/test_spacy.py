import datetime as dt
import pickle
import subprocess
import sys
from importlib.metadata import entry_points

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy import displacy
from spacy.tokens import Doc, DocBin

from fangkong.connectors.spacy import LABELS, displacy_options
from fangkong.pipeline.run import Extractor
from fangkong.pipeline.webpage import tones
from fangkong.schemas.record import Reject

TEXT = (
    "清河市实验小学疫情防控简报\n2022年3月5日  来源:清河市教育局\n"
    "3月4日,我校组织386名学生返校,值班教师逐人查验健康码,通过釘釘开展家长会。\n"
)
CONFIG = {"ner": "none", "measures": "rules"}


@pytest.fixture(scope="module")
def nlp():
    nlp = spacy.blank("zh")
    nlp.add_pipe("fangkong", config=CONFIG)
    return nlp


@pytest.fixture(scope="module")
def alone():
    return Extractor(**CONFIG)


def with_component(nlp, component):
    nlp.add_pipe("fangkong", config=CONFIG).__dict__.update(component.__dict__)
    return nlp


def test_factory_is_found_by_its_entry_point_without_an_import():
    code = (
        "import spacy; nlp = spacy.blank('zh'); nlp.add_pipe('fangkong', config={'ner': 'none'}); "
        "print(nlp('3月4日,清河市实验小学停课。')._.fangkong.institutions[0].name)"
    )

    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd="/")

    assert out.stdout.strip() == "清河市实验小学"
    assert [e.value for e in entry_points(group="spacy_factories", name="fangkong")] == [
        "fangkong.connectors.spacy:make"
    ]


def test_doc_holds_the_record_that_the_extractor_gives(nlp, alone):
    doc = nlp(TEXT)

    assert doc._.fangkong == alone.extract(TEXT)
    assert doc._.fangkong_reject is None


def test_spans_of_all_fields_stand_in_text_order_and_by_field(nlp):
    doc = nlp(TEXT)

    group = doc.spans["fangkong"]
    assert [span.start for span in group] == sorted(span.start for span in group)
    assert {span.label_ for span in group} == set(LABELS.values())
    by_field = [span.id_ for field in LABELS for span in doc.spans[f"fangkong/{field}"]]
    assert sorted(by_field) == sorted(span.id_ for span in group)
    assert len(set(by_field)) == len(by_field)


@pytest.mark.parametrize(
    ("field", "text", "value", "status", "refers"),
    [
        ("dates", "2022年3月5日", "2022-03-05", "published", "2022-03-05"),
        ("institutions", "清河市实验小学", "清河市实验小学", "full", "i1"),
        ("headcounts", "386名学生", 386, "exact", ""),
        ("platforms", "釘釘", "钉钉", "home_school_contact", "dingtalk"),
        ("measures", "健康码", "access_health_code_check", "implemented", "access_health_code_check"),
    ],
)
def test_span_tells_what_stands_there(nlp, field, text, value, status, refers):
    doc = nlp(TEXT)
    span = next(span for span in doc.spans[f"fangkong/{field}"] if text in span.text)

    found = span._.fangkong
    assert (found.field, found.value, span.kb_id_, span.label_) == (field, value, refers, LABELS[field])
    assert found.status == status
    assert found.rule


def test_spans_of_others_say_nothing(nlp):
    doc = nlp(TEXT)

    assert doc[0:2]._.fangkong is None
    assert nlp.make_doc(TEXT)[0:2]._.fangkong is None
    assert nlp.make_doc(TEXT)._.fangkong is None


def pkuseg():
    from fangkong.pipeline.segmentation.tokens import tokenizer

    nlp = spacy.blank("zh")
    nlp.tokenizer = tokenizer().tokenizer
    return nlp


@pytest.mark.parametrize(
    "make", [pkuseg, lambda: spacy.blank("xx"), lambda: spacy.blank("en")], ids=("pkuseg", "xx", "en")
)
def test_record_is_the_same_for_any_tokenizer_and_spans_cover_its_places(nlp, alone, make):
    other = with_component(make(), nlp.get_pipe("fangkong"))

    doc = other(TEXT)

    assert doc._.fangkong == alone.extract(TEXT)
    assert len(doc.spans["fangkong"]) == len(nlp(TEXT).spans["fangkong"])
    for span in doc.spans["fangkong"]:
        exact = span._.fangkong.span
        assert doc.text[exact.start : exact.end] == exact.text
        assert span.start_char <= exact.start < exact.end <= span.end_char


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="3月4日 \t\n\u3000清河市小学名教师12,。钉\u200b𠀀", max_size=60))
def test_any_text_keeps_all_its_spans(nlp, text):
    doc = nlp(text)

    record = doc._.fangkong
    if record is None:
        assert doc._.fangkong_reject.error == "EmptyInput"
    else:
        mentions = [m for item in (*record.institutions, *record.platforms) for m in item.mentions]
        total = len(mentions) + len(record.dates) + len(record.headcounts) + len(record.measures)
        assert len(doc.spans["fangkong"]) == total


def test_bad_docs_tell_why_and_the_batch_goes_on(nlp):
    pages = [(TEXT, {"id": 7}), ("", {"id": "empty"}), (TEXT, {"id": "odd", "published": ["x"]}), (TEXT, None)]

    docs = [doc for doc, _ in nlp.pipe(pages, as_tuples=True)]

    assert [doc._.fangkong and doc._.fangkong.id for doc in docs][:3] == ["7", None, None]
    assert docs[3]._.fangkong
    assert [doc._.fangkong_reject and doc._.fangkong_reject.error for doc in docs] == [
        None,
        "EmptyInput",
        "MalformedInput",
        None,
    ]
    assert "'published' is list; give a string" in docs[2]._.fangkong_reject.message
    assert len(docs[1].spans["fangkong"]) == 0


def test_a_fault_of_ours_costs_one_doc_only(nlp, monkeypatch):
    original = Extractor._layout

    def broken(self, source):
        if "故障" in source.text:
            raise RuntimeError("planted")
        return original(self, source)

    monkeypatch.setattr(Extractor, "_layout", broken)

    docs = list(nlp.pipe([TEXT, "故障", TEXT]))

    assert [bool(doc._.fangkong) for doc in docs] == [True, False, True]
    assert docs[1]._.fangkong_reject.error == "RuntimeError"


@pytest.mark.parametrize("day", ["2021-03-05", dt.date(2021, 3, 5), dt.datetime(2021, 3, 5, 9)])
def test_day_of_publication_comes_from_context_user_data_or_attribute(nlp, day):
    by_context = next(nlp.pipe([("3月4日停课。", {"published": day})], as_tuples=True))[0]
    doc = nlp.make_doc("3月4日停课。")
    doc.user_data["published"] = day
    by_user_data = nlp(doc)
    Doc.set_extension("published", default=None, force=True)
    doc = nlp.make_doc("3月4日停课。")
    doc._.published = day
    by_attribute = nlp(doc)
    Doc.remove_extension("published")

    told = [each._.fangkong.dates[0].value for each in (by_context, by_user_data, by_attribute)]
    assert told == ["2021-03-04"] * 3


def test_names_of_what_is_known_can_be_set(nlp):
    own = spacy.blank("zh")
    own.add_pipe("fangkong", config={**CONFIG, "published_key": "day", "id_key": "n", "spans_key": "sc"})

    doc = next(own.pipe([("3月4日停课。", {"day": "2020-03-05", "n": "x-1"})], as_tuples=True))[0]

    assert (doc._.fangkong.id, doc._.fangkong.dates[0].value) == ("x-1", "2020-03-04")
    assert [span.label_ for span in doc.spans["sc/dates"]] == ["DATE"]


def test_pipeline_comes_back_from_disk_bytes_and_config(nlp, tmp_path):
    expected = nlp(TEXT)._.fangkong

    nlp.to_disk(tmp_path / "saved")
    from_disk = spacy.load(tmp_path / "saved")
    from_bytes = spacy.util.load_model_from_config(nlp.config).from_bytes(nlp.to_bytes())

    for other in (from_disk, from_bytes):
        assert other.config["components"] == nlp.config["components"]
        assert other(TEXT)._.fangkong == expected
    assert pickle.loads(pickle.dumps(nlp.get_pipe("fangkong")))(nlp.make_doc(TEXT))._.fangkong == expected


def test_processes_give_what_one_gives(nlp):
    pages = [TEXT, "", TEXT.replace("386", "388")]

    one, two = (list(nlp.pipe(pages, n_process=n, batch_size=1)) for n in (1, 2))

    assert [doc._.fangkong for doc in two] == [doc._.fangkong for doc in one]
    assert two[1]._.fangkong_reject == one[1]._.fangkong_reject
    for a, b in zip(one, two, strict=True):
        assert [span._.fangkong for span in a.spans["fangkong"]] == [span._.fangkong for span in b.spans["fangkong"]]


def test_records_travel_in_a_docbin(nlp):
    doc = nlp(TEXT)

    back = next(DocBin(docs=[doc], store_user_data=True).from_bytes(
        DocBin(docs=[doc], store_user_data=True).to_bytes()
    ).get_docs(nlp.vocab))  # fmt: skip

    assert back._.fangkong == doc._.fangkong
    assert [s._.fangkong for s in back.spans["fangkong"]] == [s._.fangkong for s in doc.spans["fangkong"]]


def test_a_doc_read_anew_keeps_nothing_of_before(nlp):
    doc = nlp(TEXT)
    doc.user_data["published"] = ["x"]

    again = nlp.get_pipe("fangkong")(doc)

    assert again._.fangkong is None
    assert isinstance(again._.fangkong_reject, Reject)
    assert [len(group) for group in again.spans.values()] == [0] * 6


def test_displacy_draws_each_label_in_the_colour_of_our_pages(nlp):
    options = displacy_options()

    drawn = displacy.render(nlp(TEXT), style="span", options=options, jupyter=False)

    assert set(options["colors"]) == set(LABELS.values())
    for field, label in LABELS.items():
        assert f"--{field}-tint: {options['colors'][label]}" in tones()
        assert options["colors"][label] in drawn
