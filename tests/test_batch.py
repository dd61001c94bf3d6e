"""Batches with and without workers, and the pool of workers itself."""

from __future__ import annotations

import importlib
import json
import re
import signal
import sys
from functools import cache, partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangkong.pipeline import batch
from fangkong.pipeline.batch import Line, Settings, to_batches, to_lines
from fangkong.pipeline.errors import BackendError, RuleFileError
from fangkong.pipeline.values.raw import RawReport
from fangkong.pipeline.workers import in_order
from fangkong.schemas.record import ExplainedReport, Reject, Report

RULES_ONLY = Settings(ner="none")


@pytest.fixture(autouse=True, scope="module")
def loaded_once():
    """Equal settings share an extractor in this process: loading one takes longer than most tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Settings, "extractor", cache(Settings.extractor))
        yield


def reports(count):
    for n in range(count):
        text = f"2022年3月{n % 28 + 1}日，云溪区第{n % 9 + 1}小学组织{n + 20}余名师生开展疫情防控演练。"
        yield Reject(id=f"r{n}", error="EmptyInput", message="-") if n % 10 == 3 else RawReport(text, id=f"r{n}")


def identify(outcome):
    return outcome.id if isinstance(outcome, Reject) else json.loads(outcome.json)["id"]


def test_every_report_gives_a_line_or_a_reject_in_order():
    outcomes = list(to_lines(reports(40), RULES_ONLY))

    assert [identify(outcome) for outcome in outcomes] == [f"r{n}" for n in range(40)]
    assert sum(isinstance(outcome, Reject) for outcome in outcomes) == 4


@pytest.mark.parametrize("workers", [2, 4])
def test_workers_give_the_same_records_and_rejects(workers):
    tight = Settings(ner="none", max_chars=35)
    alone = list(to_lines(reports(100), tight))

    assert {outcome.error for outcome in alone if isinstance(outcome, Reject)} == {"EmptyInput", "TooLongInput"}
    assert list(to_lines(reports(100), tight, workers=workers)) == alone


def test_input_is_taken_no_further_than_needed():
    taken = []

    def endless():
        for report in reports(10**9):
            taken.append(report)
            yield report

    outcomes = to_lines(endless(), RULES_ONLY, workers=2)
    for _ in range(50):
        next(outcomes)
    outcomes.close()

    assert len(taken) < 50 + 16 * (4 * 2 + 2)


def test_line_carries_what_was_asked_for():
    text = "云溪区第三小学\n3月12日开展演练。"

    (plain,) = to_lines([RawReport(text)], RULES_ONLY)
    (full,) = to_lines([RawReport(text)], Settings(ner="none", explain=True, keep_text=True))

    assert plain.chars == len(text)
    Report.model_validate_json(plain.json, context={"raw": text})
    with_text = json.loads(full.json)
    assert with_text.pop("text") == text
    ExplainedReport.model_validate(with_text, context={"raw": text})
    assert "云溪区" in plain.json


def test_fault_of_ours_costs_one_report(monkeypatch):
    extractor = RULES_ONLY.extractor()
    layout = extractor._layout
    monkeypatch.setattr(extractor, "_layout", lambda source: layout(source) if source.id != "r5" else 1 / 0)

    outcomes = batch._read(extractor, [r for r in reports(12) if isinstance(r, RawReport)], RULES_ONLY)

    (reject,) = [outcome for outcome in outcomes if isinstance(outcome, Reject)]
    assert (reject.id, reject.error) == ("r5", "ZeroDivisionError")
    assert "This is a fault of fangkong" in reject.message
    assert len(outcomes) == 11


@pytest.mark.parametrize("workers", [1, 2])
def test_rules_that_do_not_load_stop_the_run(tmp_path, workers):
    (tmp_path / "headcounts.toml").write_text("[[rule]]\n", encoding="utf-8")

    with pytest.raises(RuleFileError, match=r"headcounts\.toml"):
        list(to_lines(reports(3), Settings(ner="none", rules=str(tmp_path)), workers=workers))


# The pool itself, with jobs that do what reports should not.
JOBS = """
import os, signal, time
from functools import cache, partial
from fangkong.pipeline.errors import BackendError

def start(note):
    return partial(answer, note)

def answer(note, job):
    for item in job:
        if item == "kill" or item == "kill once" and not os.path.exists(note):
            open(note, "w").close()
            os.kill(os.getpid(), signal.SIGKILL)
        if item == "slow":
            time.sleep(0.3)
        if item == "hang" or item == "hang once" and not os.path.exists(note):
            open(note, "w").close()
            time.sleep(60)
    return [f"{item}!" for item in job]

def fail():
    raise BackendError("no model here")

def die():
    os._exit(3)
"""


@pytest.fixture
def work(tmp_path, monkeypatch):
    """What workers do, in a module that they can import whatever the folder of the tests is called."""
    (tmp_path / "pool_jobs.py").write_text(JOBS, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("pool_jobs")
    del sys.modules["pool_jobs"]


@pytest.fixture
def pooled(work, tmp_path):
    return lambda *jobs: list(in_order(jobs, partial(work.start, str(tmp_path / "note")), lost, 2))


@pytest.fixture
def timed(work, tmp_path):
    """The pool with a limit of a second for each job."""
    make = partial(work.start, str(tmp_path / "note"))
    return lambda *jobs: list(in_order(jobs, make, lost, 2, limit=lambda items: 1.0, late=lambda item: f"{item} late"))


def lost(item, exitcode):
    return f"{item} lost {exitcode}"


posix = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")


def test_answers_keep_the_order_of_jobs(pooled):
    assert pooled(["slow"], ["b", "c"], [], ["d"]) == [["slow!"], ["b!", "c!"], [], ["d!"]]


@posix
def test_worker_killed_once_costs_nothing(pooled):
    assert pooled(["a"], ["b", "kill once", "c"], ["d"]) == [["a!"], ["b!", "kill once!", "c!"], ["d!"]]


@posix
def test_item_that_kills_is_the_only_one_lost(pooled):
    answers = pooled(["a"], ["b", "kill", "c"], ["d"], ["kill"])

    assert answers == [["a!"], ["b!", "kill lost -9", "c!"], ["d!"], ["kill lost -9"]]


def test_item_that_hangs_is_the_only_one_late(timed):
    answers = timed(["a"], ["b", "hang", "c"], ["d"], ["slow", "slow"])

    assert answers == [["a!"], ["b!", "hang late", "c!"], ["d!"], ["slow!", "slow!"]]


def test_item_that_is_late_only_beside_others_is_answered(timed):
    assert timed(["a", "hang once"], ["slow"] * 4) == [["a!", "hang once!"], ["slow!"] * 4]


def hanging_reader(text):
    """Stands in for the extractor, and hangs over one text, in Python or in a pattern."""

    def read(batch):
        for report in batch:
            if report.text == text == "pattern":
                re.match("(a|aa)+$", "a" * 60 + "b")
            while report.text == text == "loop":
                pass
        return [Line(report.id, 1) for report in batch]

    return lambda settings: read


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no alarms here")
@pytest.mark.parametrize("text", ["loop", "pattern"])
def test_report_that_hangs_in_this_process_is_a_reject(monkeypatch, text):
    monkeypatch.setattr(Settings, "reader", hanging_reader(text))
    items = [RawReport("good" if n != 4 else text, id=f"r{n}", path=f"{n}.txt") for n in range(9)]
    before = signal.getsignal(signal.SIGALRM)

    outcomes = list(to_lines(items, Settings(timeout=1)))

    (reject,) = [outcome for outcome in outcomes if isinstance(outcome, Reject)]
    assert (reject.id, reject.error) == ("r4", "TimedOut")
    assert reject.message.startswith("4.txt: was not read within 1 s, the limit for its ")
    assert len(outcomes) == 9
    assert signal.getsignal(signal.SIGALRM) == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_limit_grows_with_the_text():
    short, long = RawReport("一" * 100), RawReport("一" * 250_000)

    assert [Settings(timeout=10).limit([report]) for report in (short, long)] == [10, 25]
    assert Settings(timeout=10).limit([short] * 16) == 10
    assert Settings(timeout=0).limit([long]) is None


def test_known_reports_are_not_read(monkeypatch):
    seen = []
    monkeypatch.setattr(
        Settings, "reader", lambda settings: lambda batch: [seen.append(r.id) or Line(r.id, 1) for r in batch]
    )
    items = [RawReport("text", id=f"r{n}") for n in range(40)]

    batches = list(to_batches(items, known=lambda report: Line("known", 1) if report.id != "r7" else None))

    assert [len(batch) for batch in batches] == [16, 16, 8]
    assert [item for batch in batches for item, _ in batch] == items
    assert [outcome.json for batch in batches for _, outcome in batch].count("known") == 39
    assert seen == ["r7"]


def test_error_of_ours_at_start_comes_through(work):
    with pytest.raises(BackendError, match="no model here"):
        list(in_order([["a"]], work.fail, lost, 2))


def test_workers_that_die_at_start_end_the_run(work):
    with pytest.raises(BackendError, match=r"die while they load.*exit code 3"):
        list(in_order([["a"]], work.die, lost, 2))


def test_lost_report_is_a_reject_that_says_so():
    reject = batch._lost(RawReport("text", id="x", path="a.txt"), -9)

    assert (reject.id, reject.error) == ("x", "WorkerDied")
    assert reject.message.startswith("a.txt: ")
    assert "killed by signal 9" in reject.message


def test_line_counts_characters():
    assert [outcome.chars for outcome in to_lines([RawReport("一二三")], RULES_ONLY) if isinstance(outcome, Line)] == [
        3
    ]


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.one_of(st.text(st.characters(), max_size=30), st.just("3月12日,我校200名师生"), st.none()), max_size=20)
)
def test_as_many_come_out_as_went_in(texts):
    items = [
        Reject(id=f"r{n}", error="-", message="-") if text is None else RawReport(text, id=f"r{n}")
        for n, text in enumerate(texts)
    ]

    outcomes = list(to_lines(items, RULES_ONLY))

    assert [identify(outcome) for outcome in outcomes] == [f"r{n}" for n in range(len(texts))]
    for text, outcome in zip(texts, outcomes, strict=True):
        if isinstance(outcome, Line):
            Report.model_validate_json(outcome.json, context={"raw": text})
        assert "fault of fangkong" not in (outcome.message if isinstance(outcome, Reject) else "")
