from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import sys

import pytest

from fangkong.pipeline.reading.opening import Tally
from fangkong.pipeline.reading.sources import read, total_bytes
from fangkong.pipeline.values.raw import RawReport

TEXT = "3月12日，我校组织200余名师生开展疫情防控演练。\n"
TEXT_ID = hashlib.sha256(TEXT.encode()).hexdigest()[:12]


def read_all(*paths, max_chars=10_000, **more):
    return list(read([str(path) for path in paths], max_chars=max_chars, **more))


def ids(outcomes):
    return [outcome.id for outcome in outcomes]


def reasons(outcomes):
    return {os.path.basename(o.path): (o.error, o.message) for o in outcomes if not isinstance(o, RawReport)}


def lines(*objects):
    return "".join(json.dumps(found, ensure_ascii=False) + "\n" for found in objects).encode()


def test_folder_is_read_in_the_order_of_names_and_to_its_bottom(tmp_path):
    (tmp_path / "b").mkdir()
    for name in ("c.txt", "b/2.TXT", "b/1.txt", "a.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")

    assert ids(read_all(tmp_path)) == ["a", "1", "2", "c"]


def test_mixed_folder_gives_the_good_reports_and_a_reason_for_each_other(tmp_path):
    (tmp_path / "good.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "gb.txt").write_bytes(TEXT.encode("gb18030"))
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (tmp_path / "cut.txt.gz").write_bytes(gzip.compress(TEXT.encode() * 99)[:-20])
    (tmp_path / "lines.jsonl").write_bytes(lines({"id": "one", "text": TEXT}, {"id": "two", "words": TEXT}))

    outcomes = read_all(tmp_path)

    assert [(o.id, o.text) for o in outcomes if isinstance(o, RawReport)] == [
        ("gb", TEXT),
        ("good", TEXT),
        ("one", TEXT),
    ]
    told = reasons(outcomes)
    assert {name: error for name, (error, _) in told.items()} == {
        "cut.txt.gz": "UnreadableInput",
        "empty.txt": "EmptyInput",
        "lines.jsonl:2": "MalformedInput",
        "picture.png": "MalformedInput",
        "picture.txt": "UnreadableInput",
    }
    assert "damaged gzip data (it ends too early)" in told["cut.txt.gz"][1]
    assert "has no 'text'. It has: id, words" in told["lines.jsonl:2"][1]
    assert "unknown suffix '.png'. Inside a folder these are read: .txt" in told["picture.png"][1]
    assert "is a PNG image" in told["picture.txt"][1]


def test_labels_beside_their_report_and_hidden_files_are_passed_over(tmp_path):
    for name in ("a.txt", "a.gold.json", ".hidden.txt", "b.gold.json"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")

    outcomes = read_all(tmp_path)

    assert ids(outcomes) == ["a", "b.gold"]
    assert ".json file" in reasons(outcomes)["b.gold.json"][1]
    assert "holds labels" in read_all(tmp_path / "a.gold.json")[0].message


def test_globs_are_matched_in_order(tmp_path):
    for name in ("2.txt", "1.txt", "3.md"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")

    assert ids(read_all(tmp_path / "*.txt")) == ["1", "2"]
    assert "matches no file" in read_all(tmp_path / "*.html")[0].message


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("notes.md", TEXT.encode(), ["notes.md"]),
        ("notes", TEXT.encode(), ["notes"]),
        ("dump", lines({"text": TEXT}, {"text": TEXT}), ["dump-1", "dump-2"]),
        ("dump.gz", gzip.compress(lines({"text": TEXT}), mtime=0), ["dump-1"]),
        ("a.b.txt.gz", gzip.compress(TEXT.encode(), mtime=0), ["a.b"]),
        ("packed.txt", gzip.compress(TEXT.encode(), mtime=0), ["packed"]),
        ("page", f"<!DOCTYPE html><html><body><p>{TEXT}</p></body></html>".encode(), ["page"]),
    ],
    ids=["notes.md", "notes", "dump", "dump.gz", "a.b.txt.gz", "packed.txt", "page"],
)
def test_file_given_by_name_is_read_as_what_it_looks_like(tmp_path, name, content, expected):
    (tmp_path / name).write_bytes(content)

    outcomes = read_all(tmp_path / name)

    assert ids(outcomes) == expected
    assert all(o.text.strip() == TEXT.strip() for o in outcomes)


def test_line_ends_stay_and_a_byte_order_mark_goes(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbf" + "甲校\r\n乙校\r丙校\n".encode())

    assert read_all(tmp_path)[0].text == "甲校\r\n乙校\r丙校\n"


def test_nothing_over_the_limit_is_taken_and_nothing_is_cut(tmp_path):
    (tmp_path / "fits.txt").write_text("校" * 50, encoding="utf-8")
    (tmp_path / "long.txt").write_text("校" * 51, encoding="utf-8")
    (tmp_path / "longer.txt").write_text("校" * 5000, encoding="utf-8")
    (tmp_path / "page.html").write_text(f"<html><body><p>{'校' * 60}</p></body></html>", encoding="utf-8")

    outcomes = read_all(tmp_path, max_chars=50)

    assert [o.id for o in outcomes if isinstance(o, RawReport)] == ["fits"]
    told = reasons(outcomes)
    assert {error for error, _ in told.values()} == {"TooLongInput"}
    assert "51 characters, more than the limit of 50" in told["long.txt"][1]
    assert "--max-chars" in told["longer.txt"][1]


def test_missing_path_and_empty_folder_are_told(tmp_path):
    missing, empty = read_all(tmp_path / "none.txt", tmp_path)

    assert (missing.error, missing.id) == ("UnreadableInput", "none")
    assert "does not exist" in missing.message
    assert "holds no report" in empty.message


def test_what_may_not_be_read_is_told(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("fangkong.pipeline.reading.opening.io.FileIO", refuse)
    (reject,) = read_all(tmp_path)

    assert reject.error == "UnreadableInput"
    assert "may not be read by you" in reject.message


@pytest.mark.skipif(sys.platform == "win32", reason="no such files on Windows")
def test_devices_links_and_odd_names_stop_nothing(tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "dead.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "null.txt").symlink_to("/dev/null")
    odd = os.path.join(os.fsencode(tmp_path), "报告".encode("gb18030") + b".txt")
    with open(odd, "wb") as file:
        file.write(TEXT.encode())

    outcomes = read_all(tmp_path)

    told = reasons(outcomes)
    assert "does not exist" in told["dead.txt"][1]
    assert "is a device" in told["null.txt"][1]
    assert "is not followed" in told["loop"][1]
    (report,) = [o for o in outcomes if isinstance(o, RawReport)]
    assert report.id == r"\xb1\xa8\xb8\xe6"


def test_files_that_the_run_writes_are_not_read(tmp_path):
    for name in ("a.txt", "out.jsonl"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")

    assert ids(read_all(tmp_path, leave_out={(tmp_path / "out.jsonl").resolve()})) == ["a"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (TEXT.encode(), [TEXT_ID]),
        (lines({"text": TEXT}, {"text": TEXT, "id": "x"}), [TEXT_ID, "x"]),
        (b"", [None]),
    ],
    ids=["text", "lines", "nothing"],
)
def test_standard_input_is_read_as_what_it_looks_like(monkeypatch, content, expected):
    real = io.FileIO
    read_end, write_end = os.pipe()
    os.write(write_end, content)
    os.close(write_end)
    monkeypatch.setattr(
        "fangkong.pipeline.reading.opening.io.FileIO", lambda file, **k: real(read_end if file == 0 else file, **k)
    )

    outcomes = read_all("-")

    os.close(read_end)
    assert ids(outcomes) == expected
    assert all(o.path.startswith("-") for o in outcomes)


def test_bytes_are_counted_as_they_are_read(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(TEXT.encode()))
    tally = Tally()

    read_all(tmp_path, tally=tally)

    assert tally.read == total_bytes([tmp_path]) > 0
    assert total_bytes(["-"]) is None
