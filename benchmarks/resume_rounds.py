"""Runs of `fangkong extract` that are killed (kill -9) at random moments and go on with --resume, to the same bytes.

    python -m benchmarks.resume_rounds [--rounds 50] [--reports 200] [--ner none] [--seed 1]

Each round kills a run one to three times: itself, or one of its workers, when a random share of its output is there or
a random while after its start. Then the run goes on to its end, with as many workers as chance has it (1 or 2). Records
and rejects must be byte for byte those of a run that nobody disturbed, and no other file may be left. Prints how many
rounds gave that; exits with 1 if one did not.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks.memory import family, reports

_MOST_KILLS = 3
_AT_START = 0.15  # share of kills that do not wait for output


@dataclass
class Count:
    """What became of the rounds."""

    rounds: int = 0
    same: int = 0
    kills: int = 0
    workers_killed: int = 0


def fill(folder: Path, count: int) -> None:
    """Write reports, and among them what is rejected."""
    folder.mkdir()
    lines = list(islice(reports(count), count))
    for at in range(5, count, 40):
        lines[at] = lines[at][:-9] + b"\n"  # broken JSON
    (folder / "many.jsonl").write_bytes(b"".join(lines))
    (folder / "a-good.txt").write_text("云溪区第三小学\n3月12日，我校200余名师生参加演练。\n", encoding="utf-8")
    (folder / "z-empty.txt").write_bytes(b"")
    (folder / "z-picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")


def command(home: Path, ner: str, workers: int, *more: str) -> list[str]:
    """Return a run over the folder `in` beside its results."""
    arguments = ["extract", str(home.parent / "in"), "-o", str(home / "records.jsonl"), "--ner", ner, "--quiet"]
    arguments += ["--rejects", str(home / "rejects.jsonl"), "-j", str(workers), *more]
    return [sys.executable, "-m", "fangkong", *arguments]


def results(home: Path) -> dict[str, bytes]:
    """Return all that a run has left in its folder."""
    return {path.name: path.read_bytes() for path in home.iterdir()}


def disturb(process: subprocess.Popen[bytes], home: Path, size: int, workers: int, chance: random.Random) -> str | None:
    """Kill a run, or a worker of it, at a random moment; tell which, or None if it was done before."""
    early, wait, share = chance.random() < _AT_START, chance.random() * 4, chance.random()
    worker, pause = workers > 1 and chance.random() < 0.5, chance.random() * 0.05
    began, part = time.monotonic(), home / ".records.jsonl.part"
    while process.poll() is None:
        there = part.stat().st_size if part.exists() else 0
        if (time.monotonic() - began > wait) if early else (there >= share * size):
            break
        time.sleep(0.002)
    time.sleep(pause)
    if process.poll() is not None:
        return None
    target = process.pid
    if worker:
        try:
            workers_now = [number for name, number in family(process.pid) if name != "parent"]
        except OSError:
            return None
        target = chance.choice(workers_now or [target])
    try:
        os.kill(target, signal.SIGKILL)
    except ProcessLookupError:
        return None
    return "run" if target == process.pid else "worker"


def one_round(
    folder: Path, number: int, ner: str, whole: dict[str, bytes], count: Count, chance: random.Random
) -> bool:
    """Kill a run one to three times and let it go on; tell whether it gave the same bytes."""
    home = folder / f"round-{number}"
    home.mkdir()
    kills = chance.randint(1, _MOST_KILLS)
    while True:
        workers = chance.choice((1, 2))
        process = subprocess.Popen(command(home, ner, workers, "--resume"), stderr=subprocess.PIPE)
        if kills:
            kills -= 1
            killed = disturb(process, home, len(whole["records.jsonl"]), workers, chance)
            count.kills += killed == "run"
            count.workers_killed += killed == "worker"
        told = process.communicate()[1].decode()
        if process.returncode in (0, 1) and results(home) == whole:
            return True
        if process.returncode != -signal.SIGKILL:
            print(f"exit code {process.returncode}, {sorted(results(home))}: {told}")
            return False


def main() -> int:
    """Run the rounds and print how many gave the same bytes."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=50)
    options.add_argument("--reports", type=int, default=200)
    options.add_argument("--ner", default="none")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    chance, count = random.Random(given.seed), Count()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder / "in", given.reports)
        whole_home = folder / "whole"
        whole_home.mkdir()
        subprocess.run(command(whole_home, given.ner, 1), stderr=subprocess.DEVNULL, check=False)
        whole = results(whole_home)
        for number in range(1, given.rounds + 1):
            count.rounds += 1
            same = one_round(folder, number, given.ner, whole, count, chance)
            count.same += same
            print(f"round {number}: {'same bytes' if same else 'DIFFERENT'}", flush=True)
    print(
        f"{count.same} of {count.rounds} rounds gave identical records ({len(whole['records.jsonl']):,} bytes) "
        f"and rejects ({len(whole['rejects.jsonl']):,} bytes); "
        f"{count.kills} runs and {count.workers_killed} workers were killed."
    )
    return int(count.same < count.rounds)


if __name__ == "__main__":
    sys.exit(main())
