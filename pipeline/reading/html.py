"""Web pages to the text that a reader sees as the report: headline, the line with date and source, and the body.

trafilatura finds the body; it drops what stands between headline and body, where Chinese sites put 发布时间 and 来源.
So the page's own visible lines from headline to body are put in front again: all of the text stands on the page.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import EmptyInput, UnreadableInput

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)""", re.I)
_HEAD_BYTES = 4096
_BLOCKS = frozenset(
    """address article aside blockquote body br caption center dd div dl dt fieldset figcaption figure footer form h1 h2
    h3 h4 h5 h6 header hr legend li main nav ol p pre section table tbody td tfoot th thead tr ul""".split()  # noqa: SIM905
)
_UNSEEN = frozenset(
    """audio button head iframe noscript object script select style svg template textarea video""".split()  # noqa: SIM905
)
#: Names under which pages tell their date of publication: first the standard for government sites, then others.
_DATE_NAMES = ("pubdate", "publishdate", "article:published_time", "og:published_time", "datepublished", "publish_time")
_TITLE_NAMES = ("articletitle", "og:title", "title")
#: Lines of the body at least so long are looked for on the page, by as many characters: what follows may be joined
#: otherwise there.
_SHORTEST_BODY_LINE = 15
_MOST_HEAD_LINES = 10
_SILENCE = logging.NullHandler()


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says: its text, the address it gives for itself, and the date of publication in its `<meta>` tags."""

    text: str
    url: str | None
    published: str | None


def declared_encoding(data: bytes) -> str | None:
    """Return the encoding that a page declares for itself, or None."""
    declared = _CHARSET.search(data[:_HEAD_BYTES])
    return declared[1].decode("ascii") if declared else None


def read_page(html: str, where: str) -> Page:
    """Return the report that a page shows.

    Raises:
        EmptyInput: If the page shows no text.
        UnreadableInput: If it is no HTML.
    """
    import trafilatura

    # What it would say on standard error is told by us, or of no use. Whoever sets up logging still gets it.
    logging.getLogger("trafilatura").addHandler(_SILENCE)
    if not html.strip():
        raise EmptyInput(where)
    # The size is bounded before we come here; trafilatura's own bound would drop a page without a word.
    tree = trafilatura.load_html(html, max_size=4 * len(html))
    if tree is None:
        raise UnreadableInput(
            f"{where}: is no HTML that can be parsed. Give the page as the site sent it, or its text."
        )
    meta = dict(_meta(tree))
    address = _address(tree, meta)
    seen, headings = list(_visible_lines(tree)), _headings(tree)
    # Last, for it takes parts out of the tree.
    body = trafilatura.extract(tree, include_comments=False, include_tables=True) or ""
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    titles = [meta[name] for name in _TITLE_NAMES if name in meta]
    text = "\n".join(_with_head(lines, seen, titles, headings) if lines else seen)
    if not text.strip():
        raise EmptyInput(where)
    published = next((meta[name] for name in _DATE_NAMES if meta.get(name)), None)
    return Page(text + "\n", address, published)


def _with_head(body: Sequence[str], seen: Sequence[str], titles: Sequence[str], headings: Sequence[str]) -> list[str]:
    """Return the body with the lines in front that the page shows from its headline down to the body."""
    keys = [_key(line) for line in seen]
    headline = _headline(keys, titles, headings)
    above = keys.index(headline) if headline else -1
    places = {
        key[:_SHORTEST_BODY_LINE]: n
        for n, key in reversed([*enumerate(keys)])
        if n > above and len(key) >= _SHORTEST_BODY_LINE
    }
    found = (n for n, line in enumerate(map(_key, body)) if line != headline and line[:_SHORTEST_BODY_LINE] in places)
    if (first := next(found, None)) is None:
        return list(body)
    top = places[_key(body[first])[:_SHORTEST_BODY_LINE]]
    # Without a headline, date and source still stand close above the body.
    start = max(n for n in range(top) if keys[n] == headline) if headline else max(0, top - 2)
    # What the body holds of this already is not told twice, and what stands above the headline is the frame of the site.
    above_body = "".join(keys[:top])
    between = [line for line in body[:first] if _key(line) not in above_body]
    return [*seen[start:top][:_MOST_HEAD_LINES], *between, *body[first:]]


def _headline(keys: Sequence[str], titles: Sequence[str], headings: Sequence[str]) -> str | None:
    """Return the visible line that is the headline: the longest that is a heading or begins the page's title."""
    wanted = [_key(title) for title in titles]
    marked = {_key(heading) for heading in headings}
    fitting = [key for key in keys if len(key) >= 4 and (key in marked or any(t.startswith(key) for t in wanted))]
    return max(fitting, key=len, default=None)


def _key(line: str) -> str:
    return "".join(line.split())


def _visible_lines(tree: Any) -> Iterator[str]:
    """Yield what a page shows, line by line, as its block elements part it."""
    pieces: list[str] = []
    for kind, value in _walk(tree):
        if kind == "text":
            pieces.append(value)
            continue
        if line := " ".join("".join(pieces).split()):
            yield line
        pieces.clear()
    if line := " ".join("".join(pieces).split()):
        yield line


def _walk(element: Any) -> Iterator[tuple[str, str]]:
    """Yield the text of an element and a break at each edge of a block, without recursion: pages nest deep."""
    stack: list[tuple[Any, bool]] = [(element, True)]
    while stack:
        node, enters = stack.pop()
        name = node.tag if isinstance(node.tag, str) else None
        shown = name is not None and name not in _UNSEEN
        if name in _BLOCKS:
            yield "break", ""
        if enters and shown:
            if node.text:
                yield "text", node.text
            stack.append((node, False))
            stack.extend((child, True) for child in reversed(node))
        elif node is not element and node.tail:
            yield "text", node.tail


def _headings(tree: Any) -> list[str]:
    found = (" ".join("".join(node.itertext()).split()) for node in tree.iter("h1", "h2"))
    return [heading for heading in found if len(heading) >= 4]


def _meta(tree: Any) -> Iterator[tuple[str, str]]:
    for node in tree.iter("meta"):
        name = node.get("name") or node.get("property") or node.get("itemprop")
        if name and (content := (node.get("content") or "").strip()):
            yield name.strip().lower(), content
    for node in tree.iter("title"):
        yield "title", " ".join("".join(node.itertext()).split())


def _address(tree: Any, meta: dict[str, str]) -> str | None:
    links = (node.get("href") for node in tree.iter("link") if (node.get("rel") or "").lower() == "canonical")
    address = next((link for link in links if link), None) or meta.get("og:url")
    return address if address and address.startswith(("http://", "https://")) else None
