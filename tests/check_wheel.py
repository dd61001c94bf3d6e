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


def sources() -> set[str]:
    """Return every file that a wheel must hold, by its name in it; licences go into the folder of its metadata."""
    root = Path(__file__).parents[1]
    files = [path.relative_to(root) for room in ROOMS[:-1] for path in (root / room.split("/")[1]).rglob("*")]
    kept = [f for f in files if (root / f).is_file() and "__pycache__" not in f.parts]
    return {f"fangkong/{file.as_posix()}" for file in (*kept, *map(Path, ("__init__.py", "__main__.py", "py.typed")))}


def main(wheel: Path, records: Path, reports: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    strange = [n for n in names if ".dist-info/" not in n and not n.startswith(ROOMS) and n != "fangkong/py.typed"]
    assert not strange, f"the wheel holds what it should not: {strange[:10]}"
    lacks = sorted(sources() - set(names))
    assert not lacks, f"the wheel lacks {lacks[:10]}: name them in pyproject.toml, packages or package-data"
    texts = {path.stem: path.read_text(encoding="utf-8") for path in reports.glob("*.txt")}
    lines = records.read_text(encoding="utf-8").splitlines()
    for line in lines:
        report = Report.model_validate_json(line)
        Report.model_validate_json(line, context={"raw": texts.pop(report.id)})
    assert not texts, f"no record for {sorted(texts)}"
    print(f"wheel: {len(names)} files, {len(lines)} records, every span proven")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
