"""Benchmarks that are checks as well, made small."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_killed_runs_that_go_on_give_the_same_bytes():
    command = [sys.executable, "-m", "benchmarks.resume_rounds", "--rounds", "5", "--reports", "80"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert "5 of 5 rounds gave identical records" in done.stdout, done.stdout + done.stderr
