"""`fangkong view`: from reports, from records with their texts, and what it refuses."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from fangkong.pipeline import view_job
from fangkong.pipeline.batch import Settings
from fangkong.pipeline.errors import MalformedInput, OutputError
from fangkong.pipeline.job import run_job
from fangkong.pipeline.view_job import run_view

from .corpus import REPORTS
from .test_corpus import _Blocks


@pytest.fixture
def folder(tmp_path):
    home = tmp_path / "reports"
    home.mkdir()
    for name in ("yunxi-03", "linhe"):
        (home / f"{name}.txt").write_text(REPORTS[name], encoding="utf-8")
    (home / "empty.txt").write_text("", encoding="utf-8")
    return home


@pytest.fixture
def view(tmp_path, monkeypatch):
    """A function that makes a page without pictures and returns its rows, and what was counted."""
    monkeypatch.setattr(view_job, "chart_library", lambda: None)

    def view(*paths, reports=(), output=tmp_path / "page.html"):
        settings = Settings("none", explain=True, keep_text=True, measures="rules")
        told = run_view(
            [str(path) for path in paths],
            settings,
            output=output,
            reports=[str(path) for path in reports],
            title="t",
            workers=1,
            max_chars=10_000,
            quiet=True,
        )
        return _Blocks(output.read_text(encoding="utf-8")).packed("rows"), told

    return view


@pytest.fixture
def extract(tmp_path):
    """A function that writes records as `fangkong extract` does, and returns the file."""

    def extract(folder, **how):
        path = tmp_path / "records.jsonl"
        run_job(
            [str(folder)],
            Settings("none", measures="rules", **how),
            output=path,
            rejects=tmp_path / "rejects.jsonl",
            workers=1,
            max_chars=10_000,
            progress=False,
            quiet=True,
        )
        return path

    return extract


def test_reports_give_rows_and_rejects_theirs(view, folder):
    rows, told = view(folder)

    assert [row.get("error", row["id"]) for row in rows] == ["EmptyInput", "linhe", "yunxi-03"]
    assert (told.records, told.rejects) == (2, 1)


def test_records_find_their_texts_by_hash(view, folder, extract, tmp_path):
    records = extract(folder, explain=True)

    rows, _ = view(records, tmp_path / "rejects.jsonl", reports=[folder])

    direct, _ = view(folder)
    assert sorted(row["id"] for row in rows) == sorted(row["id"] for row in direct)


def test_records_that_hold_their_texts_need_no_reports(view, folder, extract):
    rows, _ = view(extract(folder, keep_text=True))

    assert [row["id"] for row in rows] == ["linhe", "yunxi-03"]


def test_a_record_whose_text_has_changed_is_a_reject(view, folder, extract):
    records = extract(folder)
    (folder / "linhe.txt").write_text(REPORTS["linhe"].replace("50名", "51名"), encoding="utf-8")

    rows, _ = view(records, reports=[folder])

    assert [row.get("error") for row in rows] == ["MalformedInput", None]
    assert "none of the reports" in rows[0]["message"]


def test_a_record_that_does_not_fit_its_text_is_a_reject(view, folder, extract):
    records = extract(folder, keep_text=True)
    lines = [json.loads(line) for line in records.read_text(encoding="utf-8").splitlines()]
    lines[0]["dates"][0]["span"]["text"] = "2"
    lines.append({"schema_version": "1.0", "id": "half", "source": {}})
    records.write_text("".join(json.dumps(line) + "\n" for line in lines) + "{broken\n", encoding="utf-8")

    rows, _ = view(records)

    assert [bool(row.get("error")) for row in rows] == [True, False, True, True]
    assert "records.jsonl:1: is no record that fits its text: dates.0.span" in rows[0]["message"]


def test_records_and_reports_are_not_mixed(view, folder, extract):
    with pytest.raises(MalformedInput, match=r"is a report, .*holds records"):
        view(extract(folder), folder)


def test_reports_option_wants_records(view, folder):
    with pytest.raises(MalformedInput, match="holds no records"):
        view(folder, reports=[folder])


def test_page_does_not_overwrite_an_input(view, folder):
    with pytest.raises(OutputError, match="is an input as well"):
        view(folder / "linhe.txt", output=folder / "linhe.txt")


def test_page_inside_the_folder_it_shows_is_not_read(view, folder):
    for _ in range(2):
        rows, _ = view(folder, output=folder / "page.html")
        assert len(rows) == 3


def test_command_tells_what_it_wrote(folder, tmp_path):
    target = tmp_path / "page.html"

    done = subprocess.run(
        [sys.executable, "-m", "fangkong", "view", "--ner", "none", str(folder), "-o", str(target)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 1
    assert "2 records, 1 reject" in done.stderr
    assert f"page written to {target}" in done.stderr
    assert "vegaEmbed" in target.read_text(encoding="utf-8")
    assert "University of Washington" in target.read_text(encoding="utf-8")
