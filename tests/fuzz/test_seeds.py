"""The fuzzer's seeds, and every input that once broke a promise, keep all promises; and a broken promise is seen."""

from pathlib import Path

import pytest

from fangkong import Report

from . import properties
from .properties import DOORS, Broken, TooSlow, check_cost, check_text

HERE = Path(__file__).parent
REPORT = "云溪区第三小学3月12日组织200余名师生开展演练。"


def inputs():
    for kind in ("seeds", "crashers"):
        for door in DOORS:
            for path in sorted((HERE / kind / door).glob("*")):
                yield pytest.param(door, path.read_bytes(), id=f"{kind}-{door}-{path.name}")


@pytest.mark.parametrize("door, data", inputs())
def test_an_input_keeps_all_promises(door, data):
    DOORS[door](data)


class Faulty:
    """An extractor with one fault."""

    def __init__(self, change):
        self._change, self._turn = change, 0

    def extract(self, text, **scene):
        self._turn += 1
        return self._change(properties_extractor().extract(text, **scene), self._turn)


properties_extractor = properties.extractor


def _elsewhere(report, _):
    first = report.headcounts[0]
    span = first.span.model_copy(update={"start": first.span.start + 1, "end": first.span.end + 1})
    return report.model_copy(update={"headcounts": (first.model_copy(update={"span": span}),)})


def _other_each_time(report, turn):
    return report.model_copy(update={"id": str(turn)})


def _crash(report, _):
    return report.headcounts[99]


@pytest.mark.parametrize("fault, seen", [(_elsewhere, ValueError), (_other_each_time, Broken), (_crash, IndexError)])
def test_the_fuzzer_sees_a_fault(monkeypatch, fault, seen):
    faulty = Faulty(fault)
    monkeypatch.setattr(properties, "extractor", lambda: faulty)
    inputs = [bytes([0]) + (REPORT + "。" * n).encode() for n in range(12)]  # one in four is read twice

    with pytest.raises(seen):
        any(map(check_text, inputs))


def test_the_fuzzer_sees_a_text_that_costs_too_much(monkeypatch):
    properties.prose_cost()
    monkeypatch.setattr(properties, "_cost", lambda text: 1000.0 if "慢" in text else 0.1)
    monkeypatch.setattr(properties.prose_cost, "__wrapped__", properties.prose_cost)

    with pytest.raises(TooSlow):
        check_cost("慢")


def test_a_record_of_a_seed_is_no_empty_one():
    report = properties.extractor().extract(REPORT)
    assert isinstance(report, Report)
    assert report.headcounts
    assert report.dates
