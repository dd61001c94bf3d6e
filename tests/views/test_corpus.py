"""The page of a corpus as a file: what it counts, what it holds, and that no text in it can become markup."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import tracemalloc
from html.parser import HTMLParser
from typing import get_args

import pytest

from fangkong.pipeline.rulebook import RuleLibrary
from fangkong.pipeline.views import corpus, corpus_rows
from fangkong.pipeline.views.corpus import Read
from fangkong.pipeline.webpage import asset
from fangkong.schemas import record as schema

from .corpus import HOSTILE, REJECT, page_of, read_reports

LABELS = json.loads(asset("fangkong.pipeline.views", "page/labels.json"))


class _Blocks(HTMLParser):
    """The scripts of a page by id, as a browser would part them."""

    def __init__(self, text):
        super().__init__()
        self.blocks, self.tags, self._inside = {}, [], None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag in ("script", "style"):
            self._inside = dict(attrs).get("id") or f"{tag}-{len(self.blocks)}"
            self.blocks[self._inside] = ""

    def handle_endtag(self, tag):
        self._inside = None

    def handle_data(self, data):
        if self._inside:
            self.blocks[self._inside] += data

    def packed(self, name):
        return json.loads(gzip.decompress(base64.b64decode(self.blocks[name])))


@pytest.fixture(scope="module")
def page():
    return page_of([*read_reports(), REJECT])


def test_page_holds_every_text_and_every_finding(page):
    blocks = _Blocks(page)

    opened = blocks.packed("chunk-0")

    assert [one["text"] for one in opened] == [read.text for read in read_reports()]
    for one, read in zip(opened, read_reports(), strict=True):
        assert [one["text"][slice(*date["span"])] for date in one["record"]["dates"]] == [
            date["span"]["text"] for date in read.record["dates"]
        ]
    assert [row["id"] for row in blocks.packed("rows")] == [*(read.record["id"] for read in read_reports()), "broken"]


def test_no_text_of_a_report_is_in_the_page_as_it_stands(page):
    clean = page_of([read_reports()[0]])

    assert HOSTILE not in page
    assert "云溪区" not in page
    assert set(_Blocks(page).tags) == set(_Blocks(clean).tags)
    assert "防控 &lt;i&gt;test&lt;/i&gt;" in page


def test_names_of_platforms_cannot_end_their_block():
    read = read_reports()[0]
    platform = {**read.record["platforms"][0], "id": None, "name": HOSTILE}

    page = page_of([Read({**read.record, "platforms": [platform]}, read.text)])

    assert HOSTILE not in page
    assert HOSTILE in json.loads(_Blocks(page).blocks["page-data"])["platforms"][f"?{HOSTILE}"]


def test_policy_names_the_style_and_the_scripts_and_allows_nothing_else():
    page = page_of(read_reports(), library="window.library = 1;")
    blocks = _Blocks(page).blocks

    policy = re.search('http-equiv="Content-Security-Policy" content="([^"]*)"', page)[1].replace("&#x27;", "'")

    said = {words.split()[0]: words.split()[1:] for words in policy.split("; ")}
    running = [text for name, text in blocks.items() if name.startswith("script-")]
    styles = [text for name, text in blocks.items() if name.startswith("style-")]
    assert said.keys() == {"default-src", "style-src", "script-src", "base-uri", "form-action"}
    assert said["default-src"] == said["base-uri"] == said["form-action"] == ["'none'"]
    assert sorted(said["script-src"]) == sorted(map(_hash, running))
    assert said["style-src"] == list(map(_hash, styles))
    assert len(running) == 2


def _hash(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_same_reports_give_the_same_bytes(page):
    assert page == page_of([*read_reports(), REJECT])


def test_texts_do_not_stay_in_memory():
    read = read_reports()[0]
    text = "".join(chr(0x4E00 + n * 7919 % 20000) for n in range(100_000))

    tracemalloc.start()
    corpus.write_page(
        (Read(read.record, text[n:] + text[:n]) for n in range(60)),
        lambda piece: None,
        title="",
        categories={},
        library=None,
    )
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 30 * len(text) * 2  # the 60 texts alone are 60 times that


def test_a_report_tells_each_code_once_and_not_what_it_ended():
    record = read_reports()[0].record
    measure = record["measures"][0]
    told = [
        {**measure, "code": "org_duty", "status": "lifted"},
        {**measure, "code": "org_duty", "status": "implemented"},
        {**measure, "code": "org_plan", "status": "negated"},
    ]

    row = corpus_rows.record_row({**record, "measures": told})

    assert row["measures"] == {"org_duty": 1, "org_plan": 0}


def test_the_largest_count_stands_for_a_group_and_units_stay_apart():
    def count(value, low, high, unit="persons", groups=("student",)):
        return {"value": value, "min": low, "max": high, "unit": unit, "groups": list(groups)}

    told = [
        count(400, 400, 400),
        count(1200, 1200, 1200),
        count(300, 300, None, "person_times"),
        count(200, 200, None, groups=("teacher", "student")),
        count(None, 3, 5, groups=("teacher",)),
        count(0, 0, 0, "cases", ("confirmed_case",)),
        count(900, None, None, groups=()),
    ]

    assert list(corpus_rows.headcounts(told)) == [
        ["persons", ["student"], 1200, 1200, 1200],
        ["person_times", ["student"], 300, None, 300],
        ["persons", ["student", "teacher"], 200, None, 200],
        ["persons", ["teacher"], 3, 5, 5],
        ["cases", ["confirmed_case"], 0, 0, 0],
        ["persons", [], 0, None, 900],
    ]


@pytest.mark.parametrize(
    ("group", "values"),
    [
        ("kind", schema.InstitutionKind),
        ("group", schema.Group),
        ("unit", schema.Unit),
        ("approx", schema.Approx),
        ("grain", schema.Grain),
        ("role", schema.DateRole),
        ("resolved_from", schema.ResolvedFrom),
        ("form", schema.Form),
        ("platform_category", schema.PlatformCategory),
        ("purpose", schema.Purpose),
        ("status", schema.Status),
        ("warning", schema.WarningCode),
        ("code", schema.MeasureCode),
    ],
)
def test_every_value_of_the_record_has_words_in_both_languages(group, values):
    assert [value for value in get_args(values) if len(LABELS[group].get(value, ())) != 2] == []


def test_every_category_of_the_rules_has_words():
    assert {book.name.rsplit("/", 1)[-1] for book in RuleLibrary().rulebooks("measures")} <= LABELS["category"].keys()


def test_every_word_the_script_says_is_there():
    scripts = "".join(asset("fangkong.pipeline.views", f"page/{name}.js") for name in corpus._SCRIPTS)
    page = asset("fangkong.pipeline.views", "page/page.html")

    said = {*re.findall(r'say\("(\w+)"', scripts), *re.findall(r'data-say(?:-\w+)?="(\w+)"', page)}

    assert said <= LABELS["ui"].keys()
