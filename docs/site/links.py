"""Links of a built site: where each leads, and whether anything is there."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

#: Elements that fetch what they name as soon as the page is opened.
_FETCHING = {"img", "script", "link", "iframe", "source", "video", "audio", "embed", "object", "use"}


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if held.get("id"):
            self.ids.add(str(held["id"]))
        if tag == "link" and held.get("rel") not in ("stylesheet", "icon", "preload", "modulepreload"):
            return
        for name in ("href", "src", "data"):
            if held.get(name):
                self.links.append((tag, str(held[name])))


def broken_links(site: Path) -> list[str]:
    """Return a line for each link within the site that leads nowhere, and for each thing fetched from outside."""
    pages = {path: _read(path) for path in sorted(site.rglob("*.html"))}
    return [line for path in pages for line in _broken(site, path, pages)]


def _read(path: Path) -> _Links:
    links = _Links()
    links.feed(path.read_text(encoding="utf-8"))
    return links


def _broken(site: Path, path: Path, pages: dict[Path, _Links]) -> Iterator[str]:
    if path.name == "404.html":
        return  # served for any address: its links count from the root of a server
    where = path.relative_to(site)
    for tag, link in pages[path].links:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            if tag in _FETCHING and parts.scheme != "data":
                yield f"{where}: fetches {link}"
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        if target.is_dir():
            target /= "index.html"
        if not target.is_file():
            yield f"{where}: {link}"
        elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids | {"", "__top"}:
            yield f"{where}: {link} (no such place on that page)"
