"""The list of packages in pyproject.toml is by hand; this compares it with the folders."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("connectors", "models", "pipeline", "rules", "schemas")


def test_every_package_folder_is_listed_and_nothing_else():
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    folders = {"fangkong"} | {
        ".".join(("fangkong", *path.parent.relative_to(ROOT).parts))
        for room in ROOMS
        for path in (ROOT / room).rglob("__init__.py")
    }

    assert sorted(listed) == sorted(folders)


def test_every_folder_with_modules_is_a_package():
    modules = {path.parent for room in ROOMS for path in (ROOT / room).rglob("*.py")}

    assert [str(folder) for folder in modules if not (folder / "__init__.py").exists()] == []


def test_importing_fangkong_loads_nothing_heavy():
    code = (
        "import sys, fangkong, fangkong.pipeline; "
        "print([m for m in ('spacy', 'spacy_pkuseg', 'onnxruntime', 'numpy', 'pydantic') if m in sys.modules])"
    )

    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd="/")

    assert out.stdout.strip() == "[]"
