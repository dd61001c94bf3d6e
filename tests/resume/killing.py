"""Runs that are killed at a step of their writing, and what a run without a scratch gives."""

from __future__ import annotations

import errno
import json
import os
import sys
from pathlib import Path

import pytest

from fangkong.pipeline.batch import Line, Settings
from fangkong.pipeline.errors import OutputError
from fangkong.pipeline.job import run_job
from fangkong.pipeline.rulebook import RuleLibrary
from fangkong.schemas.record import Reject

#: Calls by which a run changes what is on the disk.
_STEPS = ("write", "fsync", "ftruncate", "replace", "unlink")


@pytest.fixture
def quick(monkeypatch, tmp_path):
    """Lets runs work in a folder of their own, and do nothing but keep account."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Settings, "reader", quick_reader)
    monkeypatch.setattr(RuleLibrary, "fingerprint", "these")


def quick_reader(settings):
    """Stands in for the extractor: tests of what is kept need no records worth reading."""

    def read(batch):
        return [
            Reject(id=report.id, path=report.path, error="Refused", message="坏")
            if "refuse" in report.text
            else Line(json.dumps([report.id, report.path, report.text], ensure_ascii=False), len(report.text))
            for report in batch
        ]

    return read


def fill(folder: Path, count: int = 50) -> Path:
    """Make inputs of all kinds in a folder: lines good, refused, broken; files good and empty."""
    home = folder / "in"
    home.mkdir(parents=True)
    lines = [json.dumps({"text": f"第{n}份 {'refuse' if n % 7 == 3 else '报告'}\u2028\r好"}) for n in range(count)]
    lines[4] = lines[4][:-2]
    (home / "b.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (home / "c.txt").write_text("单独一份", encoding="utf-8")
    (home / "d.txt").write_bytes(b"")
    return folder


def run(folder: Path, *inputs: str, resume: bool | None = None, rejects: str | None = "rejects.jsonl", **other):
    """Run the job from within a folder; `other` goes into the settings."""
    os.chdir(folder)
    return run_job(
        inputs or ("in",),
        Settings(**{"ner": "none", **other}),
        output=Path("out.jsonl"),
        rejects=None if rejects is None else Path(rejects),
        workers=1,
        max_chars=1000,
        progress=False,
        quiet=True,
        resume=resume,
    )


def run_killed(at: int, folder: Path, *inputs: str, **other) -> bool:
    """Run in a child that dies in the middle of its step number `at`; tell whether it came so far."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    code = 0
    try:
        _die_at(at)
        run(folder, *inputs, **other)
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.__stderr__)
        code = 1
    os._exit(code)


def run_full(at: int, folder: Path, monkeypatch) -> str | None:
    """Run on a disk that is full from its write number `at` on; return what the user is told, None if it held all."""
    left = at
    write = os.write

    def full(file, data):
        nonlocal left
        left -= 1
        if left > 0:
            return write(file, data)
        if left == 0 and len(data) > 1:
            return write(file, bytes(data)[: len(data) // 2])  # the last of the room
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        try:
            run(folder)
        except OutputError as error:
            return " ".join([str(error), *getattr(error, "__notes__", ())])
    return None


def _die_at(at: int) -> None:
    left = at

    def dying(name):
        call = getattr(os, name)

        def step(*arguments, **named):
            nonlocal left
            left -= 1
            if left > 0:
                return call(*arguments, **named)
            if name == "write" and len(arguments[1]) > 1:
                call(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
            os._exit(9)

        return step

    for name in _STEPS:
        setattr(os, name, dying(name))


def results(folder: Path) -> dict[str, bytes]:
    """Return what stands in a folder, but for its inputs."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
