"""The command line, run as a user runs it."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fangkong.pipeline import cli
from fangkong.schemas.record import Report

GOOD = "云溪区第三小学疫情防控工作简报\n发布时间：2022-03-14\n3月12日，我校组织200余名师生开展疫情防控演练。\n"
EXTRACT = ("extract", "--ner", "none")


def fangkong(*arguments, stdin="", cwd=None, **environment):
    return subprocess.run(
        [sys.executable, "-m", "fangkong", *map(str, arguments)],
        input=stdin if isinstance(stdin, bytes) else stdin.encode(),
        capture_output=True,
        cwd=cwd,
        env=os.environ | {"COLUMNS": "80", "PYTHONUTF8": "1"} | environment,
        timeout=60,
        check=False,
    )


@pytest.fixture
def folder(tmp_path):
    """A folder with a report and everything that may go wrong beside it."""
    home = tmp_path / "in"
    home.mkdir()
    (home / "good.txt").write_text(GOOD, encoding="utf-8")
    (home / "gb.txt").write_bytes(GOOD.encode("gb18030"))
    (home / "empty.txt").write_bytes(b"")
    (home / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (home / "cut.txt.gz").write_bytes(gzip.compress(GOOD.encode() * 99)[:-20])
    lines = [{"id": "line", "text": GOOD}, {"id": "wordless"}]
    (home / "lines.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return home


def test_mixed_folder_gives_records_rejects_and_exit_code_1(folder, tmp_path):
    records, rejects = tmp_path / "records.jsonl", tmp_path / "rejects.jsonl"

    done = fangkong(*EXTRACT, folder, "-o", records, "--rejects", rejects)

    assert (done.returncode, done.stdout) == (1, b"")
    read = [Report.model_validate_json(line, context={"raw": GOOD}) for line in records.read_bytes().splitlines()]
    assert [record.id for record in read] == ["gb", "good", "line"]
    refused = [json.loads(line) for line in rejects.read_bytes().splitlines()]
    assert [(r["id"], r["error"]) for r in refused] == [
        ("cut", "UnreadableInput"),
        ("empty", "EmptyInput"),
        ("wordless", "MalformedInput"),
        ("picture", "MalformedInput"),
    ]
    told = done.stderr.decode()
    assert all(r["message"] in told for r in refused)
    assert "3 records, 4 rejects (1 EmptyInput, 2 MalformedInput, 1 UnreadableInput)" in told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "records.jsonl", "rejects.jsonl"]


def test_records_go_to_standard_output_as_utf_8(folder):
    done = fangkong(*EXTRACT, folder / "good.txt", PYTHONUTF8="0", PYTHONIOENCODING="ascii", LC_ALL="C")

    assert done.returncode == 0
    assert "云溪区第三小学" in done.stdout.decode("utf-8")
    assert b"1 record, 0 rejects" in done.stderr


def test_standard_input_is_a_report(folder):
    done = fangkong(*EXTRACT, "-", "-q", "--keep-text", stdin=GOOD)

    record = json.loads(done.stdout)
    assert record["text"] == GOOD
    assert record["id"] == record["source"]["sha256"][:12]
    assert done.stderr == b""


def test_quiet_tells_only_of_rejects_that_no_file_keeps(folder, tmp_path):
    bare = fangkong(*EXTRACT, folder, "-q")
    kept = fangkong(*EXTRACT, folder, "-q", "--rejects", tmp_path / "rejects.jsonl")

    assert bare.stderr.decode().count("rejected (") == 4
    assert (kept.returncode, kept.stderr) == (1, b"")


def test_progress_is_told_in_lines_where_there_is_no_terminal(folder, tmp_path, monkeypatch):
    done = fangkong(*EXTRACT, folder / "good.txt", "-o", tmp_path / "o", "--progress")

    assert done.returncode == 0
    assert b"\x1b[" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("extract",), "Missing argument"),
        (("extract", "x", "--workers", "0"), "--workers"),
        (("extract", "x", "--ner", "best"), "--ner"),
        (("extract", "x", "--ner", "none", "--rules", "nowhere"), "fangkong: nowhere: is no folder"),
        (("extract", "x", "--ner", "none", "-o", "no/where.jsonl"), "fangkong: no/where.jsonl: cannot be written"),
        (("extract", "x", "--ner", "none", "-o", "."), "is a folder. Name a file in it"),
        (("extract", "x", "--ner", "none", "-o", "x"), "is an input as well"),
        (("extract", "x", "--ner", "none", "-o", "y", "--rejects", "y"), "Name two files"),
        (("extract", "x", "--ner", "none", "--resume"), "keeps no results to resume. Name a file"),
        (("extract", "x", "--timeout", "-1"), "--timeout"),
        (("extrakt",), "extrakt"),
    ],
)
def test_wrong_usage_is_told_in_words_with_exit_code_2(tmp_path, arguments, message):
    done = fangkong(*arguments, cwd=tmp_path)

    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
    assert list(tmp_path.iterdir()) == []


def test_output_in_the_folder_that_is_read_is_not_read_the_next_time(folder):
    first = fangkong(*EXTRACT, ".", "-o", "out.jsonl", "-q", cwd=folder)
    again = fangkong(*EXTRACT, ".", "-o", "out.jsonl", "-q", cwd=folder)

    assert (first.returncode, again.returncode) == (1, 1)
    assert len((folder / "out.jsonl").read_bytes().splitlines()) == 3


posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and pipes")


def many(folder, count):
    path = folder / "in.jsonl"
    path.write_text("".join(json.dumps({"text": f"3月{n % 28 + 1}日开学。"}) + "\n" for n in range(count)))
    return path


@posix
@pytest.mark.parametrize("workers", ["1", "2"])
def test_closed_pipe_ends_the_run_with_a_word(tmp_path, workers):
    command = [sys.executable, "-m", "fangkong", *EXTRACT, str(many(tmp_path, 9000)), "--workers", workers]

    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        process.stdout.close()
        told = process.stderr.read().decode()
        code = process.wait(timeout=60)

    assert code == cli.EXIT_CLOSED_PIPE
    assert told.startswith("fangkong: whoever read standard output has closed it")
    assert len(told.splitlines()) == 1


@posix
@pytest.mark.parametrize(
    ("workers", "number", "words"),
    [
        ("1", signal.SIGINT, "fangkong: stopped by the keyboard. "),
        ("2", signal.SIGINT, "fangkong: stopped by the keyboard. "),
        ("2", signal.SIGTERM, "fangkong: "),
    ],
)
def test_stopped_run_is_kept_and_goes_on(tmp_path, workers, number, words):
    source = many(tmp_path, 2000)
    out = tmp_path / "out"
    out.mkdir()
    arguments = (*EXTRACT, source, "-o", out / "o.jsonl", "--workers", workers)

    with subprocess.Popen(
        [sys.executable, "-m", "fangkong", *map(str, arguments)],
        stderr=subprocess.PIPE,
        start_new_session=True,
        # A run of the tests in the background ignores Ctrl-C, and its children would inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        # Records are written before the log tells of them, and only what it tells of is done: a line for how the run
        # is made, one for the first batch, and one more, by which that batch has been counted.
        while not any(path.read_bytes().count(b"\n") > 2 for path in out.glob(".o.jsonl.log")):
            assert process.poll() is None
            time.sleep(0.01)
        if number == signal.SIGINT:
            os.killpg(process.pid, number)  # as a terminal does: to us and to our workers
        else:
            process.terminate()
        told = process.stderr.read().decode()
        code = process.wait(timeout=60)

    assert code == 128 + number
    assert told.startswith(words)
    assert "reports are done and kept. The same command with --resume goes on from there" in told
    assert len(told.splitlines()) == 1
    assert sorted(path.name for path in out.iterdir()) == [".o.jsonl.log", ".o.jsonl.part"]
    again = fangkong(*arguments)
    assert (again.returncode, "an earlier run was stopped after" in again.stderr.decode()) == (2, True)
    done = fangkong(*arguments, "--resume", "--quiet")
    assert (done.returncode, done.stderr) == (0, b"")
    ids = [json.loads(line)["id"] for line in (out / "o.jsonl").read_bytes().splitlines()]
    assert ids == [f"in-{n}" for n in range(1, 2001)]
    assert [path.name for path in out.iterdir()] == ["o.jsonl"]


@posix
def test_full_disk_is_told_and_leaves_a_run_that_goes_on(tmp_path):
    import resource

    command = [*EXTRACT, many(tmp_path, 200), "-o", "o.jsonl", "-q"]

    full = subprocess.run(
        [sys.executable, "-m", "fangkong", *map(str, command)],
        cwd=tmp_path,
        capture_output=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, resource.RLIM_INFINITY)),
        check=False,
    )

    assert full.returncode == 2
    assert "o.jsonl: cannot be written: File too large. Make room there" in full.stderr.decode()
    assert "reports are done and kept. The same command with --resume" in full.stderr.decode()
    assert "Traceback" not in full.stderr.decode()
    done = fangkong(*command, "--resume", cwd=tmp_path)
    assert done.returncode == 0
    assert (tmp_path / "o.jsonl").read_bytes().count(b"\n") == 200


def test_show_is_plain_where_it_is_piped(folder):
    done = fangkong("show", folder / "good.txt", "--ner", "none")

    shown = done.stdout.decode()
    assert done.returncode == 0
    assert "\x1b" not in shown
    assert "云溪区第三小学" in shown


def test_show_is_coloured_where_asked_to_and_steers_no_terminal():
    done = fangkong(
        "show", "-", "--ner", "none", stdin=GOOD + "\x1b]0;hacked\x07", FORCE_COLOR="1", TERM="xterm-256color"
    )

    assert b"\x1b[" in done.stdout
    assert b"\x1b]" not in done.stdout


def test_show_tells_of_a_report_that_cannot_be_read(tmp_path):
    done = fangkong("show", tmp_path / "none.txt", "--ner", "none")

    assert done.returncode == 1
    assert "does not exist" in done.stderr.decode()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
@pytest.mark.parametrize("arguments", [("schema",), (*EXTRACT, "-"), (*EXTRACT, "-", "-o", "/dev/full")])
def test_full_disk_is_told_in_a_line(arguments):
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "fangkong", *arguments]
        done = subprocess.run(command, input=GOOD.encode(), stdout=full, stderr=subprocess.PIPE, check=False)

    assert done.returncode == 2
    assert "No space left on device" in done.stderr.decode()
    assert len(done.stderr.splitlines()) == 1


def test_schema_is_the_committed_copy():
    copy = Path(cli.__file__).parents[1] / "schemas" / "record.schema.json"

    assert fangkong("schema").stdout == copy.read_bytes()


def test_version_is_told():
    from fangkong import __version__

    assert fangkong("--version").stdout.decode() == f"fangkong {__version__}\n"


def test_command_line_opens_without_heavy_imports():
    heavy = ("spacy", "spacy_pkuseg", "onnxruntime", "trafilatura", "numpy", "pydantic", "rich", "lxml")
    code = f"import sys, fangkong.pipeline.cli; print([m for m in {heavy!r} if m in sys.modules])"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
