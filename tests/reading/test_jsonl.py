from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangkong.pipeline.reading.sources import read
from fangkong.pipeline.values.raw import RawReport

TEXT = "3月12日，我校组织200余名师生开展疫情防控演练。"


def read_lines(folder, content, name="lines.jsonl", max_chars=1000):
    path = folder / name
    path.write_bytes(content)
    return list(read([path], max_chars=max_chars))


def test_keys_of_a_line_are_taken_and_others_ignored(tmp_path):
    line = {"text": TEXT, "id": 7, "url": "https://x.edu/2022/a", "published": "2022-03-12", "views": [1], "source": {}}

    (report,) = read_lines(tmp_path, json.dumps(line).encode())

    assert report == RawReport(TEXT, "7", str(tmp_path / "lines.jsonl:1"), "https://x.edu/2022/a", "2022-03-12")


def test_line_without_id_is_called_after_file_and_line(tmp_path):
    content = f'\n{{"text": "{TEXT}"}}\r\n   \n{{"text": "{TEXT}", "id": ""}}'.encode()

    assert [report.id for report in read_lines(tmp_path, content)] == ["lines-2", "lines-4"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_lines_are_read_in_the_encoding_they_are_in(tmp_path, encoding):
    content = "".join(json.dumps({"text": TEXT}, ensure_ascii=False) + "\n" for _ in range(3)).encode(encoding)

    assert [report.text for report in read_lines(tmp_path, content)] == [TEXT] * 3


@pytest.mark.parametrize(
    ("line", "error", "message"),
    [
        (b'{"text": "abc"', "MalformedInput", "is not JSON: "),
        (b"[1, 2]", "MalformedInput", "is a JSON array, not an object"),
        (b"null", "MalformedInput", "is a JSON null, not an object"),
        (b"{}", "MalformedInput", "has no 'text'. It has: nothing"),
        (b'{"text": 5}', "MalformedInput", "'text' must be a string, not number"),
        (b'{"text": null}', "MalformedInput", "'text' must be a string, not null"),
        (b'{"text": " \\n "}', "EmptyInput", "holds no text"),
        (b'{"text": "abc", "url": true}', "MalformedInput", "'url' must be a string or null, not boolean"),
        (b'{"text": "a\\ud83d!"}', "MalformedInput", "half a character (\\ud83d) at 1"),
        (b"[" * 100_000, "MalformedInput", "is JSON that cannot be read"),
        (b'{"text": ' + b"1" * 5000 + b"}", "MalformedInput", "is JSON that cannot be read"),
        (b'{"text": "\xff\xfe\x01"}', "UnreadableInput", "is neither UTF-8, UTF-16, GB18030"),
    ],
)
def test_bad_line_costs_no_other_line(tmp_path, line, error, message):
    good = json.dumps({"text": TEXT}).encode()

    first, bad, last = read_lines(tmp_path, b"\n".join((good, line, good)))

    assert (first.text, last.text) == (TEXT, TEXT)
    assert (bad.error, bad.id, bad.path) == (error, "lines-2", str(tmp_path / "lines.jsonl:2"))
    assert bad.message.startswith(f"{bad.path}: ")
    assert message in bad.message


def test_reject_carries_the_callers_id(tmp_path):
    (reject,) = read_lines(tmp_path, b'{"id": "mine", "text": 5}')

    assert reject.id == "mine"


def test_line_over_the_limit_is_passed_over_in_pieces(tmp_path):
    long = json.dumps({"text": "a" * 3_000_000}).encode()
    good = json.dumps({"text": TEXT}).encode()

    reject, report = read_lines(tmp_path, long + b"\n" + good)

    assert (reject.error, report.id) == ("TooLongInput", "lines-2")


def test_lines_before_damage_are_read(tmp_path):
    line = (json.dumps({"text": TEXT}) + "\n").encode()
    packed = gzip.compress(line * 3000)

    *good, last = read_lines(tmp_path, packed[: len(packed) // 2], "cut.jsonl.gz")

    assert len(good) > 100
    assert all(report.text == TEXT for report in good)
    assert "damaged gzip data" in last.message
    assert last.path.endswith(f"cut.jsonl.gz:{len(good) + 1}")


@given(st.lists(st.one_of(st.binary(max_size=40).filter(lambda b: b"\n" not in b), st.just(b'{"text": "abc"}'))))
def test_every_line_that_is_not_blank_is_accounted_for(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("lines")
    # The mark on the first line keeps arbitrary bytes from passing as UTF-16 or gzip.
    outcomes = read_lines(folder, b'{"text": "first"}\n' + b"\n".join(content))

    numbers = [int(outcome.path.rpartition(":")[2]) for outcome in outcomes]
    assert numbers == sorted(set(numbers))
    blank = [n for n, line in enumerate(content, 2) if not line.strip(b" \t\r\v\f\x1c\x1d\x1e\x1f") or n not in numbers]
    assert len(outcomes) + len(blank) == len(content) + 1


def test_a_zero_byte_at_the_head_is_a_line_of_its_own(tmp_path):
    found = read_lines(tmp_path, b'\x00\n{"text": "a"}\n')

    assert [isinstance(one, RawReport) for one in found] == [False, True]
    assert found[0].path.endswith("lines.jsonl:1")
