"""Builds the documentation as a site that asks for nothing from outside.

    python -m docs.site.build [FOLDER]

English lies in FOLDER (out/site), Chinese in FOLDER/zh. Pages are those of docs/, as they stand, and some that are made
of the code: measures and platforms of the rules, the command line of its own help. What a page links to outside docs/
is copied beside it, so that a copy of the site is complete. Pages that are not there in Chinese appear in English.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .links import broken_links
from .made import made_pages

ROOT = Path(__file__).parents[2]
DOCS, SITE = ROOT / "docs", ROOT / "docs/site"
LANGUAGES = ("en", "zh")
_LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#)([^)#\s]+)")


def main(target: str = "out/site") -> None:
    """Build the site, or leave with a list of what is wrong."""
    built = Path(target).resolve()
    shutil.rmtree(built, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        for language in LANGUAGES:
            project = Path(folder) / language
            lay_out(project, language)
            zensical(project)
            shutil.copytree(project / "built", built if language == "en" else built / language, dirs_exist_ok=True)
    if broken := broken_links(built):
        sys.exit("links that lead nowhere:\n" + "\n".join(broken))
    print(f"{built}/index.html")


def lay_out(project: Path, language: str) -> None:
    """Put the pages of one language and their configuration into a folder."""
    pages = project / "pages"
    pages.mkdir(parents=True)
    shutil.copy(SITE / f"{language}.toml", project / "zensical.toml")
    shutil.copy(SITE / "style.css", pages)
    copy_documented(project / "code/fangkong")
    for name, text in made_pages(language).items():
        (pages / name).write_text(text, encoding="utf-8")
    chosen = {page.name: page for page in sorted(DOCS.glob("*.md"))}
    if language != "en":
        chosen |= {page.name: page for page in sorted((DOCS / language).glob("*.md"))}
    for name, page in chosen.items():
        text = page.read_text(encoding="utf-8")
        (pages / name).write_text(with_files(text, page.parent, pages), encoding="utf-8")


def copy_documented(package: Path) -> None:
    """Copy the modules whose docstrings pages show: reading the whole package would take a minute."""
    named = re.findall(
        r"^::: fangkong\.([a-z_.]+)\.[A-Za-z_]+$", (DOCS / "python.md").read_text(encoding="utf-8"), re.M
    )
    modules = {Path("__init__.py"), Path("schemas/span.py")}
    for module in {f"{name.replace('.', '/')}.py" for name in named}:
        modules |= {Path(module), *(folder / "__init__.py" for folder in Path(module).parents)}
    for module in modules:
        (package / module).parent.mkdir(parents=True, exist_ok=True)
        # Under this heading doctests are code; under ours their results would be read as links.
        text = re.sub(r"^( +)Example:$", r"\1Examples:", (ROOT / module).read_text(encoding="utf-8"), flags=re.M)
        (package / module).write_text(text, encoding="utf-8")


def with_files(text: str, home: Path, pages: Path) -> str:
    """Return a page whose links to other things than pages lead to copies of these."""

    def copied(match: re.Match[str]) -> str:
        link = match[1]
        file = (home / link).resolve()
        if file.suffix == ".md" and file.parent in (DOCS, *(DOCS / language for language in LANGUAGES)):
            return file.name
        if not file.is_relative_to(ROOT) or not file.exists():
            return link  # zensical or broken_links tells of it
        inside = Path("files") / file.relative_to(ROOT)
        if file.is_dir():
            (pages / inside).mkdir(parents=True, exist_ok=True)
            names = "".join(f"- `{path.name}`\n" for path in sorted(file.iterdir()))
            (pages / f"{inside}.md").write_text(f"# {file.relative_to(ROOT)}\n\n{names}", encoding="utf-8")
            return f"{inside}.md"
        (pages / inside.parent).mkdir(parents=True, exist_ok=True)
        if file.suffix == ".md":  # its own links are not followed further
            plain = re.sub(r"!?\[([^]]*)\]\((?![a-z]+:)[^)]*\)", r"\1", file.read_text(encoding="utf-8"))
            (pages / inside).write_text(plain, encoding="utf-8")
        else:
            # Browsers show .txt; of .py and .tsv they would make a download.
            inside = inside if file.suffix in (".png", ".svg", ".json") else inside.with_name(f"{inside.name}.txt")
            shutil.copy(file, pages / inside)
        return inside.as_posix()

    return _LINK.sub(copied, text)


def zensical(project: Path) -> None:
    """Build one language; any warning ends it."""
    script = Path(sys.executable).parent / "zensical"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [script, "build", "--strict"], cwd=project, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"zensical cannot build {project.name}:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    main(*sys.argv[1:])
