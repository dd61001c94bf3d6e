"""Checks a built wheel and the records that an installation of it gave.

python tests/check_wheel.py WHEEL RECORDS REPORTS
"""

import sys
import zipfile
from pathlib import Path

from fangkong import Report

ROOMS = (
    "fangkong/connectors/",
    "fangkong/pipeline/",
    "fangkong/schemas/",
    "fangkong/rules/",
    "fangkong/models/",
    "fangkong/__",
)


def main(wheel: Path, records: Path, reports: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    strange = [n for n in names if ".dist-info/" not in n and not n.startswith(ROOMS) and n != "fangkong/py.typed"]
    assert not strange, f"the wheel holds what it should not: {strange[:10]}"
    for model in ("segmenter", "names", "ner"):
        assert any(n.startswith(f"fangkong/models/{model}/") for n in names), f"the wheel lacks models/{model}"
    assert "fangkong/pipeline/views/page/page.html" in names, "the wheel lacks the page of fangkong view"
    texts = {path.stem: path.read_text(encoding="utf-8") for path in reports.glob("*.txt")}
    lines = records.read_text(encoding="utf-8").splitlines()
    for line in lines:
        report = Report.model_validate_json(line)
        Report.model_validate_json(line, context={"raw": texts.pop(report.id)})
    assert not texts, f"no record for {sorted(texts)}"
    print(f"wheel: {len(names)} files, {len(lines)} records, every span proven")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
