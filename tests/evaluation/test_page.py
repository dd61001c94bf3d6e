"""The page: every error is on it, and nothing in a report can become markup."""

from __future__ import annotations

import re
import shutil
import subprocess
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
def browse(tmp_path):
    """Return a function that loads a page in headless Chromium and reads what its script made of it."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium here: `make test-full` installs it")

    def browse(text):
        (tmp_path / "page.html").write_text(text, encoding="utf-8")
        quiet = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
        flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom"]
        flags += quiet
        command = [chromium, *flags, (tmp_path / "page.html").as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
        return done.stdout

    return browse


def test_chromium_shows_every_error(browse):
    report = nasty(_no_date)

    shown = browse(page([report], summary([report])))

    assert f"{len(list(errors(report)))} errors shown" in shown


def test_chromium_hides_what_is_filtered_out(browse):
    reports = [comparison(_no_date), comparison(_one_more)]
    text = page(reports, summary(reports)).replace('value="dates" checked', 'value="dates"')

    shown = browse(text)

    assert "1 errors shown" in shown
    assert re.search(r'<tr data-field="dates"[^>]* hidden=""', shown)
