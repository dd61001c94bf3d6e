"""Writes the record of a page's first Python example into its first JSON block.

python -m tests.shown_record README.md README.zh.md
"""

import re
import sys
from pathlib import Path

_JSON = re.compile(r"^```json\n.*?^```$", re.S | re.M)
_PYTHON = re.compile(r"^```python\n(.*?)^```$", re.S | re.M)


def main(*pages: str) -> None:
    for page in map(Path, pages):
        text = page.read_text(encoding="utf-8")
        names: dict = {}
        exec(compile(_PYTHON.findall(text)[0], str(page), "exec"), names)
        block = "```json\n" + names["report"].model_dump_json(indent=1) + "\n```"
        page.write_text(_JSON.sub(block.replace("\\", r"\\"), text, count=1), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
