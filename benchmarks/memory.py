"""Peak and present memory of `fangkong extract` and its workers while many reports stream through it.

    python -m benchmarks.memory [-n 100000] [--workers 2] [--ner none]

The reports are made on the way, out of the shipped fixtures with names, dates and numbers of their own; nobody holds
them. Prints a line for each process at every tenth of the run, and fails if memory grew by more than a tenth between
the first tenth and the end.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[1]
_SENTENCE = re.compile(r"[^\n。！？]{6,80}[。！？]")
_NAMES = "云溪青杨石坪祁连仪征白鹭松岭河湾桂苑梅川"
_SLACK = 1.1


def reports(count: int, seed: int = 7) -> Iterator[bytes]:
    """Yield reports as JSON lines: no two alike, of 100 to 300 characters."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "fixtures/reports/dev").glob("*.txt"))]
    sentences = [sentence for text in texts for sentence in _SENTENCE.findall(text)]
    chance = random.Random(seed)
    for number in range(count):
        school = "".join(chance.choices(_NAMES, k=3)) + chance.choice(["小学", "中学", "幼儿园", "职业技术学院"])
        day = f"202{chance.randrange(3)}年{chance.randrange(1, 13)}月{chance.randrange(1, 29)}日"
        body = "".join(chance.choices(sentences, k=chance.randrange(1, 5)))
        body = re.sub("[0-9]+", lambda match: str(chance.randrange(1, 10 ** len(match[0]))), body)
        text = f"{school}防控简报\n{day}，{school}{chance.randrange(20, 5000)}名师生参加演练。{body}\n"
        yield json.dumps({"id": f"m{number}", "text": text}).encode() + b"\n"


def feed(stream: IO[bytes], count: int) -> None:
    """Write reports into a stream until its reader has gone."""
    try:
        with stream:
            for line in reports(count):
                stream.write(line)
    except BrokenPipeError:
        pass


def memory(process: int) -> tuple[int, int]:
    """Return the peak and the present memory of a process, in KiB."""
    status = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]), int(status["VmRSS"].split()[0])


def family(process: int) -> list[tuple[str, int]]:
    """Return a process and its workers, with their names."""
    found = [("parent", process)]
    for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
            found.append((f"worker {len(found)}", int(child)))
    return found


def main() -> int:
    """Run the command over the reports and print what its processes hold."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("-n", type=int, default=100_000, help="reports")
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--ner", default="none")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out.jsonl")
        command = ["extract", "-", "--ner", given.ner, "-j", str(given.workers), "-o", str(out), "--quiet"]
        began = time.monotonic()
        process = subprocess.Popen([sys.executable, "-m", "fangkong", *command], stdin=subprocess.PIPE)
        assert process.stdin is not None
        threading.Thread(target=feed, args=(process.stdin, given.n), daemon=True).start()
        grew = watch(process, out.with_name(".out.jsonl.part"), given.n, began)
        if process.wait() or out.read_bytes().count(b"\n") != given.n:
            print("the run failed")
            return 1
    return int(grew)


def watch(process: subprocess.Popen[bytes], part: Path, count: int, began: float) -> bool:
    """Print the memory of a run's processes ten times; tell whether any grew by more than a tenth."""
    while not part.exists():
        time.sleep(0.1)
    step = count // 10
    # The last look is a little before the end: then there are still workers to look at.
    done, next_stop = 0, step
    first: dict[str, tuple[int, int]] = {}
    last: dict[str, tuple[int, int]] = {}
    print(f"{'reports':>9} {'process':<10} {'peak MiB':>9} {'now MiB':>9}   after", flush=True)
    with part.open("rb") as stream:
        while next_stop <= count:
            data = stream.read(1 << 20)
            done += data.count(b"\n")
            if done < min(next_stop, count - step // 10):
                if process.poll() is not None:
                    break
                time.sleep(0 if data else 0.05)
                continue
            for name, number in family(process.pid):
                peak, now = memory(number)
                first.setdefault(name, (peak, now))
                last[name] = (peak, now)
                print(
                    f"{done:>9,} {name:<10} {peak / 1024:>9.1f} {now / 1024:>9.1f}   {time.monotonic() - began:,.0f} s"
                )
            sys.stdout.flush()
            next_stop += step
    grew = False
    for name in first:
        peaks, nows = (last[name][n] / first[name][n] - 1 for n in (0, 1))
        grew |= max(peaks, nows) > _SLACK - 1
        print(f"{name}: peak {peaks:+.1%}, now {nows:+.1%} from the first tenth to the end")
    return grew


if __name__ == "__main__":
    sys.exit(main())
