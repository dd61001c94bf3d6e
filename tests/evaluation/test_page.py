"""The page: every error is on it, and nothing in a report can become markup."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from fangkong.pipeline.evaluation.errors import errors
from fangkong.pipeline.evaluation.page import page
from fangkong.pipeline.evaluation.scores import summary

from .samples import RAW, comparison
from .test_scores import _no_date, _one_more, _other_status

NASTY = """<script>alert(1)</script><img src=x "onerror=alert(1)>'"><b onclick=x>&lt;]]></style></title>"""


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.texts, self.inside = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.texts.append(data)


def read(*comparisons):
    reader = _Reader()
    reader.feed(page(comparisons, summary(comparisons)))
    return reader


def nasty(change):
    def spoil(item, **told):
        return item and replace(item, **told)

    told = comparison(change)
    outcomes = tuple(
        replace(o, label=spoil(o.label, entity=NASTY), prediction=spoil(o.prediction, found_by=NASTY))
        for o in told.outcomes
    )
    raw = NASTY + RAW[len(NASTY) :]
    return replace(told, name=NASTY, raw=raw, outcomes=outcomes, meta={NASTY: NASTY}, reject=NASTY)


def test_every_error_is_a_row():
    reports = [comparison(_no_date), comparison(_one_more), comparison(_other_status)]

    rows = [value for name, value in read(*reports).attributes if name == "data-kind"]

    assert rows == [error.kind for report in reports for error in errors(report)]


def test_both_sides_hold_the_whole_text():
    assert "".join(read(comparison()).texts).count(RAW) == 2


def test_nothing_in_a_report_becomes_markup():
    clean, dirty = read(comparison(_no_date)), read(nasty(_no_date))

    assert dirty.tags.count("script") == clean.tags.count("script") == 1
    assert set(dirty.tags) == set(clean.tags)
    assert {name for name, _ in dirty.attributes} == {name for name, _ in clean.attributes}
    assert NASTY in "".join(dirty.texts)


def test_the_page_asks_for_nothing_from_outside():
    reader = read(comparison(_no_date))

    assert not {name for name, _ in reader.attributes} & {"src", "href", "action", "style", "onclick", "onload"}
    policy = next(value for name, value in reader.attributes if name == "content" and "default-src" in value)
    assert policy.startswith("default-src 'none'")


@pytest.fixture
def browse(visit, tmp_path):
    """A function that opens a score page in headless Chromium; `visit` fails on errors and on any outside request."""

    def browse(text):
        (tmp_path / "page.html").write_text(text, encoding="utf-8")
        return visit(tmp_path / "page.html")

    return browse


def test_chromium_shows_every_error(browse):
    report = nasty(_no_date)

    opened = browse(page([report], summary([report])))

    assert opened.locator("#shown").inner_text() == f"{len(list(errors(report)))} errors shown"
    assert NASTY in opened.locator("summary").inner_text()


def test_chromium_hides_what_is_filtered_out(browse):
    reports = [comparison(_no_date), comparison(_one_more)]

    opened = browse(page(reports, summary(reports)))
    opened.locator('input[name="field"][value="dates"]').uncheck()

    assert opened.locator("#shown").inner_text() == "1 errors shown"
    assert not opened.locator('tr[data-field="dates"]').first.is_visible()


def test_a_click_on_an_error_lights_its_place(browse):
    report = comparison(_one_more)

    opened = browse(page([report], summary([report])))
    opened.locator("tr[data-field]").first.click()

    assert opened.locator("mark.lit").count() > 0
