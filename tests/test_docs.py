"""What the documentation shows is run: Python blocks, `$ fangkong …` lines, and the records it prints."""

from __future__ import annotations

import doctest
import importlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("README*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "docs/zh").glob("*.md")])
_BLOCK = re.compile(r"^```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.S | re.M)
#: Commands that are run; others, such as `pip install`, are not.
_RUN = ("fangkong ", "python -m fangkong", "head ", "grep ", "mkdir ", "printf ")


def blocks(page, language):
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    return [body for lang, _, body in _BLOCK.findall(text) if lang == language]


def files(page):
    """Return the blocks whose title is the path of a file."""
    return {title: body for _, title, body in _BLOCK.findall(page.read_text(encoding="utf-8")) if title}


def commands(page):
    lines = [line[2:] for body in blocks(page, "console") for line in body.splitlines() if line.startswith("$ ")]
    return [line for line in lines if line.startswith(_RUN)]


def name_of(page):
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", [p for p in PAGES if blocks(p, "python")], ids=name_of)
def test_python_blocks_run_in_order(page, monkeypatch):
    monkeypatch.chdir(ROOT)
    names: dict = {}
    for number, body in enumerate(blocks(page, "python"), 1):
        exec(compile(body, f"{page.name}, Python block {number}", "exec"), names)
    shown = blocks(page, "json")
    if shown and "report" in names:
        assert json.loads(shown[0]) == names["report"].model_dump(mode="json")


@pytest.mark.parametrize("page", [p for p in PAGES if commands(p)], ids=name_of)
def test_shown_commands_work_in_order_with_the_files_shown(page, tmp_path):
    for folder in ("fixtures", "docs"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    for path, body in files(page).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(body, encoding="utf-8")
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "COLUMNS": "80"}

    for command in commands(page):
        done = subprocess.run(
            command, shell=True, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stderr}"


def _modules_with_examples():
    for path in sorted(path for room in ("connectors", "pipeline", "schemas") for path in (ROOT / room).rglob("*.py")):
        if ">>>" in path.read_text(encoding="utf-8"):
            yield ".".join(("fangkong", *path.relative_to(ROOT).with_suffix("").parts))


@pytest.mark.parametrize("name", _modules_with_examples())
def test_examples_in_docstrings_hold(name):
    results = doctest.testmod(importlib.import_module(name))

    assert results.attempted
    assert results.failed == 0
