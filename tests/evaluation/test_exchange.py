"""To and from other tools: what goes out comes back equal, and what was changed there is changed here."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
import spacy
from spacy.tokens import DocBin
from typer.testing import CliRunner

from fangkong.pipeline.cli import app
from fangkong.pipeline.errors import GoldError
from fangkong.pipeline.evaluation.docbin import docbin
from fangkong.pipeline.evaluation.doccano import line, read_line
from fangkong.pipeline.evaluation.goldfiles import find_gold, read_gold, read_json
from fangkong.pipeline.evaluation.labelstudio import interface, read_task, task

from .samples import RAW, filled, gold, write

FIXTURES = sorted((Path(__file__).parents[2] / "fixtures" / "reports").rglob("*.gold.json"))


def out_and_in(tool, name, raw, labels):
    if tool == "label-studio":
        return read_task(json.loads(json.dumps(task(name, raw, labels))))
    return read_line(json.loads(json.dumps(line(name, raw, labels))))


def edited(change):
    """Return the sample's labels after somebody edited the task in Label Studio."""
    sent = task("sample", RAW, filled())
    result = sent["predictions"][0]["result"]
    change(result)
    _, _, labels = read_task({**sent, "annotations": [{"result": result, "was_cancelled": False}]})
    return labels


def at(result, identity, control):
    return next(entry for entry in result if (entry["id"], entry["from_name"]) == (identity, control))["value"]


@pytest.mark.parametrize("tool", ["label-studio", "doccano"])
@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name.removesuffix(".gold.json"))
def test_every_fixture_comes_back_equal(tool, path):
    name, raw, labels = path.name, read_gold(path).raw, read_json(path)

    # Compared outside the assertion: a failure must not print held-out text.
    same = out_and_in(tool, name, raw, labels) == (name, raw, labels)
    assert same


@pytest.mark.parametrize("tool", ["label-studio", "doccano"])
def test_the_sample_comes_back_equal(tool):
    assert out_and_in(tool, "sample", RAW, filled()) == ("sample", RAW, filled())


def test_a_changed_attribute_is_changed_and_the_rest_stays():
    def change(result):
        at(result, "dates-2", "dates_value")["text"] = ["2022-03-09"]
        at(result, "headcounts-0", "headcounts_groups")["choices"] = ["child", "parent"]
        at(result, "measures-0", "measures_status")["choices"] = ["planned"]

    labels = edited(change)

    assert labels["dates"][2]["value"] == labels["published"]["value"] == "2022-03-09"
    assert "start" not in labels["dates"][2]
    assert labels["headcounts"][0]["groups"] == ["child", "parent"]
    assert labels["measures"][0] == {**filled()["measures"][0], "status": "planned"}


def test_a_region_taken_out_is_taken_out():
    def change(result):
        result[:] = [entry for entry in result if entry["id"] != "platforms-0-0"]

    labels = edited(change)

    assert labels["platforms"] == []
    assert labels["dates"] == filled()["dates"]


def test_a_new_region_is_added_in_text_order():
    def change(result):
        value = {"start": RAW.index("测温"), "end": RAW.index("测温") + 2, "text": "测温"}
        told = {"to_name": "text", "id": "x1"}
        result.append({**told, "from_name": "label", "type": "labels", "value": {**value, "labels": ["measures"]}})
        code = {**value, "choices": ["health_daily_monitoring"]}
        result.append({**told, "from_name": "measures_code", "type": "choices", "value": code})

    new = edited(change)["measures"]

    place = {"start": RAW.index("测温"), "end": RAW.index("测温") + 2, "text": "测温"}
    assert {"span": place, "code": "health_daily_monitoring"} in new
    assert [entry["span"]["start"] for entry in new] == sorted(entry["span"]["start"] for entry in new)


def test_a_mention_given_another_name_moves_to_that_institution():
    def change(result):
        at(result, "institutions-0-1", "institutions_name")["text"] = ["青禾小学党支部"]
        at(result, "institutions-0-1", "institutions_kind")["choices"] = ["internal_unit"]

    school, branch = edited(change)["institutions"]

    assert [mention["form"] for mention in school["mentions"]] == ["full"]
    assert sorted(mention["form"] for mention in branch["mentions"]) == ["full", "self"]


def test_offsets_counted_in_utf16_are_understood():
    raw = "😷😷戴口罩"
    labels = filled(lambda x: [x[k].clear() for k in ("dates", "institutions", "headcounts", "platforms", "measures")])
    labels = {**labels, "institution": None, "published": None}
    value = {"start": 4, "end": 7, "text": "戴口罩", "labels": ["measures"]}
    result = [{"id": "n", "from_name": "label", "to_name": "text", "type": "labels", "value": value}]

    _, _, back = read_task({**task("n", raw, labels), "annotations": [{"result": result}]})

    assert back["measures"][0]["span"] == {"start": 2, "end": 5, "text": "戴口罩"}


def test_a_region_that_lies_elsewhere_is_refused():
    with pytest.raises(GoldError, match="but the text has"):
        edited(lambda result: at(result, "dates-0", "label").update(text="别的"))


def test_the_interface_has_a_control_for_every_result():
    root = ElementTree.fromstring(interface())
    controls = {element.get("name"): element for element in root.iter() if element.get("toName")}

    for entry in task("sample", RAW, filled())["predictions"][0]["result"]:
        control = controls[entry["from_name"]]
        assert control.tag.lower() == entry["type"]
        words = {choice.get("value") for choice in control}
        assert words.issuperset(entry["value"].get("choices", ()))


def test_a_new_doccano_span_has_what_its_label_says():
    sent = line("sample", RAW, filled())
    sent["label"].append([30, 32, "measures:org_duty"])

    _, _, labels = read_line(sent)

    assert [m["code"] for m in labels["measures"] if m["span"]["start"] == 30] == ["org_duty"]


def test_doccano_entities_with_offsets_are_read():
    sent = line("sample", RAW, filled())
    entities = [{"start_offset": s, "end_offset": e, "label": label} for s, e, label in sent.pop("label")]

    assert read_line({**sent, "entities": entities})[2] == filled()


def test_an_unknown_doccano_label_is_refused():
    sent = line("sample", RAW, filled())
    sent["label"].append([0, 1, "weather"])

    with pytest.raises(GoldError, match="label 'weather' is none of dates"):
        read_line(sent)


def test_docbin_has_every_label_that_counts():
    [doc] = DocBin().from_bytes(docbin([gold()])).get_docs(spacy.blank("zh").vocab)

    assert doc.text == RAW
    assert [(span.text, span.label_) for span in doc.spans["platforms"]] == [("钉钉", "dingtalk")]
    assert [span.text for span in doc.spans["dates"]] == ["3月5日", "2022-03-08"]
    assert ("青禾小学党支部", "INSTITUTION") in [(ent.text, ent.label_) for ent in doc.ents]


@pytest.mark.parametrize(("tool", "file"), [("label-studio", "tasks.json"), ("doccano", "labels.jsonl")])
def test_the_commands_export_and_import(tmp_path, tool, file):
    path = write(tmp_path / "gold")
    run = CliRunner()

    out = run.invoke(app, ["gold", "export", str(tmp_path / "gold"), str(tmp_path / file), "--to", tool])
    back = run.invoke(app, ["gold", "import", str(tmp_path / file), str(tmp_path / "back"), "--from", tool])

    assert (out.exit_code, back.exit_code) == (0, 0)
    [again] = find_gold([tmp_path / "back"])
    assert again.read_bytes() == path.read_bytes()
    assert (tmp_path / "back" / "sample.txt").read_text(encoding="utf-8") == RAW


@pytest.mark.parametrize("content", ["{", "[1]", '[{"data": {}}]'])
def test_a_wrong_export_is_refused_by_name(tmp_path, content):
    (tmp_path / "x.json").write_text(content)

    result = CliRunner().invoke(
        app, ["gold", "import", str(tmp_path / "x.json"), str(tmp_path), "--from", "label-studio"]
    )

    assert result.exit_code == 2
    assert "Export in the JSON format" in result.output or "x.json" in result.output


def test_a_name_that_leads_elsewhere_is_refused(tmp_path):
    (tmp_path / "x.json").write_text(json.dumps([task("../evil", RAW, filled())]))

    result = CliRunner().invoke(
        app, ["gold", "import", str(tmp_path / "x.json"), str(tmp_path / "in"), "--from", "label-studio"]
    )

    assert result.exit_code == 2
    assert not (tmp_path / "evil.txt").exists()
