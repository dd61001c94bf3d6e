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
PAGES = sorted([ROOT / "README.md", ROOT / "README.zh.md", *(ROOT / "docs").glob("*.md")])
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.S | re.M)


def blocks(page, language):
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    return [body for lang, body in _BLOCK.findall(text) if lang == language]


def commands(page):
    lines = [line[2:] for body in blocks(page, "console") for line in body.splitlines() if line.startswith("$ ")]
    return [line for line in lines if line.startswith(("fangkong ", "python -m fangkong"))]


@pytest.mark.parametrize("page", [p for p in PAGES if blocks(p, "python")], ids=lambda p: p.name)
def test_python_blocks_run_in_order(page, monkeypatch):
    monkeypatch.chdir(ROOT)
    names: dict = {}
    for number, body in enumerate(blocks(page, "python"), 1):
        exec(compile(body, f"{page.name}, Python block {number}", "exec"), names)
    shown = blocks(page, "json")
    if shown and "report" in names:
        assert json.loads(shown[0]) == names["report"].model_dump(mode="json")


@pytest.mark.parametrize(
    ("page", "command"), [pytest.param(p, c, id=f"{p.name}-{c}") for p in PAGES for c in commands(p)]
)
def test_shown_commands_work(page, command, tmp_path):
    for folder in ("fixtures", "docs"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "COLUMNS": "80"}

    done = subprocess.run(command, shell=True, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=300)

    assert done.returncode == 0, done.stderr


def _modules_with_examples():
    for path in sorted(path for room in ("connectors", "pipeline", "schemas") for path in (ROOT / room).rglob("*.py")):
        if ">>>" in path.read_text(encoding="utf-8"):
            yield ".".join(("fangkong", *path.relative_to(ROOT).with_suffix("").parts))


@pytest.mark.parametrize("name", _modules_with_examples())
def test_examples_in_docstrings_hold(name):
    results = doctest.testmod(importlib.import_module(name))

    assert results.attempted
    assert results.failed == 0
