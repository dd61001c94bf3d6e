"""Pages that are made of the code and the rules, so that they cannot disagree with them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

os.environ["TYPER_USE_RICH"] = "0"  # read at import: help without frames

from typer.main import get_command
from typer.testing import CliRunner

from fangkong.pipeline.cli import app
from fangkong.pipeline.rulebook import RuleLibrary
from fangkong.pipeline.webpage import asset

_WORDS = {
    "measures": ("措施分类", "Measures"),
    "measures_lead": (
        "每条措施都归入以下 {n} 类之一。`code` 是记录里的代码。",
        "Each measure has one of these {n} codes. The Chinese name is the one that pages show.",
    ),
    "code": ("代码", "code"),
    "chinese": ("中文", "Chinese"),
    "english": ("英文", "English"),
    "platforms": ("平台目录", "Platforms"),
    "platforms_lead": (
        "目录收有 {n} 个平台;目录之外的平台 `id` 为 null。自己的平台怎样加:[自有平台与措施](own-platforms.md)。",
        "The catalogue holds {n} platforms; one outside it has a null `id`. [Add your own](own-platforms.md).",
    ),
    "id": ("id", "id"),
    "name": ("名称", "name"),
    "aliases": ("写法", "written as"),
    "cli": ("命令行", "Command line"),
    "cli_lead": ("由 `--help` 生成,说明为英文。", "What `--help` says, command by command."),
}


def made_pages(language: str) -> dict[str, str]:
    """Return the made pages of a language by file name."""
    pick = 0 if language == "zh" else 1
    words = {key: pair[pick] for key, pair in _WORDS.items()}
    labels = json.loads(asset("fangkong.pipeline.views", "page/labels.json"))
    return {
        "measures.md": "\n".join(_measures(words, labels, pick)),
        "platforms.md": "\n".join(_platforms(words, labels, pick)),
        "cli.md": "\n".join(_cli(words)),
    }


def _measures(words: dict[str, str], labels: dict[str, Any], pick: int) -> Iterator[str]:
    yield f"# {words['measures']}\n"
    yield words["measures_lead"].format(n=len(labels["code"])) + "\n"
    for book in RuleLibrary().rulebooks("measures"):
        category = book.name.rsplit("/", 1)[-1]
        yield f"## {labels['category'][category][pick]} {{ #{category} }}\n"
        yield f"| {words['code']} | {words['chinese']} | {words['english']} |\n| --- | --- | --- |"
        for code in book.data["crosswalk"]:
            chinese, english = labels["code"][code]
            yield f"| `{code}` | {chinese} | {english} |"
        yield ""


def _platforms(words: dict[str, str], labels: dict[str, Any], pick: int) -> Iterator[str]:
    rows = sorted(RuleLibrary().gazetteer("platforms"), key=lambda row: row["id"])
    yield f"# {words['platforms']}\n"
    yield words["platforms_lead"].format(n=len(rows)) + "\n"
    for category, names in labels["platform_category"].items():
        of_it = [row for row in rows if row["category"] == category]
        if not of_it:
            continue
        yield f"## {names[pick]} `{category}` {{ #{category} }}\n"
        yield f"| {words['id']} | {words['name']} | {words['aliases']} |\n| --- | --- | --- |"
        for row in of_it:
            yield f"| `{row['id']}` | {_cell(row['name'])} | {_cell('、'.join(row['aliases'].split('；')))} |"
        yield ""


def _cli(words: dict[str, str]) -> Iterator[str]:
    yield f"# {words['cli']}\n\n{words['cli_lead']}\n"
    for path in (["fangkong"], *_commands(get_command(app), ["fangkong"])):
        told = CliRunner().invoke(app, [*path[1:], "--help"], prog_name="fangkong").stdout.strip()
        title = " ".join(path)
        yield f"## {title} {{ #{'-'.join(path)} }}\n\n```text\n{told}\n```\n"


def _commands(group: Any, path: list[str]) -> Iterator[list[str]]:
    for name, command in group.commands.items():
        yield [*path, name]
        if hasattr(command, "commands"):
            yield from _commands(command, [*path, name])


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
