"""What must hold for every input, as two doors that a fuzzer can knock at: `text` and `files`."""

from __future__ import annotations

import json
import tempfile
import time
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from fangkong import Extractor, Reject, Report
from fangkong.pipeline.errors import InputError
from fangkong.pipeline.reading.sources import read
from fangkong.pipeline.values.raw import RawReport

SUFFIXES = (".txt", ".html", ".jsonl", ".txt.gz", ".log")
MAX_CHARS = 200_000
#: A short input is repeated up to this many characters, and may then cost so many times what prose of that length does.
STRETCHED, TIMES_PROSE = 8_000, 6.0
_STRETCH_ONE_IN, _TWICE_ONE_IN = 60, 4
_SCENES: tuple[dict[str, str | None], ...] = (
    {},
    {"published": "2022-03-15"},
    {"url": "http://www.example.cn/2022/0315/t20220315_1024.html"},
    {"published": "2020-02-29", "url": "http://example.cn/202003/10.shtml"},
)
#: The errors that the reader promises for bytes that hold no report; any other is a fault.
_PROMISED = frozenset(cls.__name__ for cls in InputError.__subclasses__())
PROSE = (
    "为做好新学期疫情防控工作,3月12日下午,云溪区第三小学组织全体师生200余人开展了疫情防控应急演练。"
    "校长周明介绍,演练分为入校检测、晨午检、突发情况处置等环节,学校要求教师通过钉钉群收集学生健康信息。\n"
)


class Broken(AssertionError):
    """A record that does not keep its promise."""


class TooSlow(Broken):
    """A text that costs many times what prose of its length does."""


@cache
def extractor() -> Extractor:
    return Extractor(ner="none", max_chars=MAX_CHARS)


def check_text(data: bytes) -> None:
    """Hold what is promised for a text: the first byte sets the scene, the rest is UTF-8."""
    text = data[1:].decode("utf-8", errors="replace")
    if text.strip():
        turn = zlib.crc32(data)
        check_report(RawReport(text=text, **_SCENES[data[0] % len(_SCENES)]), twice=turn % _TWICE_ONE_IN == 0)
        if turn % _STRETCH_ONE_IN == 0:
            check_cost(text)


def check_files(data: bytes) -> None:
    """Hold what is promised for a file: the first byte chooses its suffix, the rest is what it holds."""
    if not data:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "input" + SUFFIXES[data[0] % len(SUFFIXES)])
        path.write_bytes(data[1:])
        outcomes = list(read([path], max_chars=MAX_CHARS))
    for outcome in outcomes:
        if isinstance(outcome, Reject):
            if outcome.error not in _PROMISED:
                raise Broken(f"{outcome.error}: {outcome.message}")
            Reject.model_validate_json(outcome.model_dump_json())
        else:
            check_report(outcome, twice=False)


def check_report(source: RawReport, *, twice: bool = True) -> None:
    """Hold what is promised for a report: a record true to its text and its schema, or an error that says why."""
    try:
        report = extractor().extract(source.text, published=source.published, url=source.url, id=source.id)
    except InputError:
        return
    written = report.model_dump_json()
    again = Report.model_validate_json(written, context={"raw": source.text})
    if again != report or again.model_dump_json() != written:
        raise Broken("the record changes when it is written and read again")
    if json.loads(json.dumps(json.loads(written), ensure_ascii=False)) != report.model_dump(mode="json"):
        raise Broken("the record is not what its JSON says")
    if twice:
        repeated = extractor().extract(source.text, published=source.published, url=source.url, id=source.id)
        if repeated.model_dump_json() != written:
            raise Broken("the same text gives another record the second time")


def check_cost(text: str) -> None:
    """Hold that a text repeated costs at most a few times what prose of that length costs."""
    long = (text * (STRETCHED // len(text) + 1))[:STRETCHED]
    if not long.strip():
        return
    ratio = _cost(long) / prose_cost()
    if ratio > TIMES_PROSE:  # again: the machine may have been busy
        ratio = min(ratio, _cost(long) / prose_cost.__wrapped__())
    if ratio > TIMES_PROSE:
        raise TooSlow(f"repeated to {STRETCHED:,} characters it costs {ratio:.1f} times what prose does: {text[:40]!r}")


@cache
def prose_cost() -> float:
    return min(_cost((PROSE * (STRETCHED // len(PROSE) + 1))[:STRETCHED]) for _ in range(3))


def _cost(text: str) -> float:
    begin = time.process_time()
    extractor().extract(text)
    return time.process_time() - begin


DOORS: dict[str, Callable[[bytes], None]] = {"text": check_text, "files": check_files}
