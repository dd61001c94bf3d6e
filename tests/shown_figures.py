"""Writes the figures that pages quote between their markers, each by the command that prints it.

    python -m tests.shown_figures

`<!-- scores -->` in both READMEs and docs/accuracy.md, `<!-- heldout -->` there: `fangkong score --json` on both
halves. `<!-- speed -->` in docs/speed.md: `python -m benchmarks.speed`. In fixtures/README.md `<!-- counts -->`,
`<!-- agreement -->` and `<!-- noise -->`: `fangkong gold count`, `fangkong gold agree`, `python -m tests.metamorphic`.
Each ends at `<!-- end -->`.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
HALVES = ("dev", "heldout")
ROWS = {
    "record_score": ("record score", "总分"),
    "dates": ("dates", "日期"),
    "institutions": ("institutions", "机构"),
    "headcounts": ("headcounts", "人数"),
    "platforms": ("platforms", "平台"),
    "measures": ("measures (codes of a report)", "措施(每篇的类别)"),
    "measure_mentions": ("measures (each mention)", "措施(每处)"),
}
#: How far two people agree who label from the contract alone (fourteen reports): the ceiling.
CEILING = {
    "dates": 1.00,
    "institutions": 0.99,
    "headcounts": 1.00,
    "platforms": 0.98,
    "measures": 0.96,
    "measure_mentions": 0.85,
    "status": 0.99,
}
AGREED = ("dates", "institutions", "headcounts", "platforms", "measures", "measure_mentions")


def printed(*command: str) -> str:
    script = Path(sys.executable).parent / "fangkong"
    line = [sys.executable, *command[1:]] if command[0] == "python" else [str(script), *command]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def f1(scores: dict, key: str) -> str:
    value = scores[key] if key == "record_score" else scores[key]["f1"]
    return f"{value:.3f}"


def score_table(language: int) -> str:
    halves = [json.loads(printed("score", f"fixtures/reports/{half}", "--json")) for half in HALVES]
    head = [("F1", "heldout", "dev"), ("F1", "heldout", "dev")][language]
    lines = [f"| {' | '.join(head)} |", "| --- | --- | --- |"]
    lines += [f"| {ROWS[key][language]} | {f1(halves[1], key)} | {f1(halves[0], key)} |" for key in ROWS]
    reports = [half["reports"] for half in halves]
    lines.append(f"| {('reports', '篇数')[language]} | {reports[1]} | {reports[0]} |")
    return "\n".join(lines)


def heldout_table() -> str:
    scores = json.loads(printed("score", "fixtures/reports/heldout", "--json"))
    lines = ["| heldout | precision | recall | F1 | two people |", "| --- | --- | --- | --- | --- |"]
    for key in AGREED:
        told = [f"{scores[key][figure]:.3f}" for figure in ("precision", "recall", "f1")]
        lines.append(f"| {ROWS[key][0]} | {' | '.join(told)} | {CEILING[key]:.2f} |")
    lines.append(
        f"| status of measures (accuracy) | | | {scores['status']['accuracy']:.3f} | {CEILING['status']:.2f} |"
    )
    return "\n".join(lines)


def agreement_table() -> str:
    halves = [
        json.loads(printed("gold", "agree", f"fixtures/reports/{h}", f"fixtures/second-labelling/{h}", "--json"))
        for h in HALVES
    ]
    lines = ["| F1 between two labellings | heldout | dev |", "| --- | --- | --- |"]
    lines += [f"| {ROWS[key][0]} | {f1(halves[1], key)} | {f1(halves[0], key)} |" for key in AGREED]
    return "\n".join([*lines, f"| reports | {halves[1]['reports']} | {halves[0]['reports']} |"])


def put(page: str, marker: str, text: str) -> None:
    path = ROOT / page
    old = path.read_text(encoding="utf-8")
    pattern = re.compile(rf"(<!-- {marker} -->\n).*?(<!-- end -->)", re.S)
    assert pattern.search(old), f"{page} has no place for {marker}"
    path.write_text(pattern.sub(lambda m: f"{m[1]}{text.rstrip()}\n{m[2]}", old), encoding="utf-8")


def main() -> None:
    put("README.md", "scores", score_table(0))
    put("README.zh.md", "scores", score_table(1))
    put("docs/accuracy.md", "scores", score_table(0))
    put("docs/accuracy.md", "heldout", heldout_table())
    put("docs/accuracy.md", "agreement", agreement_table())
    put("docs/speed.md", "speed", printed("python", "-m", "benchmarks.speed"))
    counts = printed("gold", "count", "fixtures/reports", "--by", "genre", "--by", "noise", "--by", "level")
    put("fixtures/README.md", "counts", f"```\n{counts.rstrip()}\n```")
    put("fixtures/README.md", "agreement", agreement_table())
    noise = printed("python", "-m", "tests.metamorphic", "fixtures/reports/dev")
    put("fixtures/README.md", "noise", f"```\n{noise.rstrip()}\n```")


if __name__ == "__main__":
    main()
