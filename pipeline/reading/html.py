"""Web pages to the text that a reader sees as the report: headline, the line with date and source, and the body.

trafilatura says what the body is; it drops what stands between headline and body, where Chinese sites put 发布时间 and
来源, and it sets marks of its own. So the text is made of the page's own visible lines, from the headline to where the
body ends: all of it stands on the page.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from ..errors import EmptyInput, UnreadableInput

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)""", re.I)
_HEAD_BYTES = 4096
_BLOCKS = frozenset(
    """address article aside blockquote body br caption center dd div dl dt fieldset figcaption figure footer form h1 h2
    h3 h4 h5 h6 header hr legend li main nav ol p pre section table tbody tfoot thead tr ul""".split()  # noqa: SIM905
)
_UNSEEN = frozenset(
    """audio button head iframe noscript object script select style svg template textarea video""".split()  # noqa: SIM905
)
#: Names under which pages tell their date of publication: first the standard for government sites, then others.
_DATE_NAMES = ("pubdate", "publishdate", "article:published_time", "og:published_time", "datepublished", "publish_time")
_TITLE_NAMES = ("articletitle", "og:title", "title")
#: Shorter lines are too common to tell where the body begins and ends.
_SENTENCE = 15
#: Lines kept at either end of a long run that the body does not hold.
_KEPT = 5
#: A row of a table is one line up to so many characters; more is a table that lays out the page.
_ROW = 80
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
    titles = [meta[name] for name in _TITLE_NAMES if name in meta]
    text = "\n".join(_article(seen, _key(body), titles, headings))
    if not text.strip():
        raise EmptyInput(where)
    published = next((meta[name] for name in _DATE_NAMES if meta.get(name)), None)
    return Page(text + "\n", address, published)


def _article(seen: Sequence[str], body: str, titles: Sequence[str], headings: Sequence[str]) -> Iterator[str]:
    """Yield the visible lines from the headline to the end of the body, as far as they belong to it."""
    keys = [_key(line) for line in seen]
    headline = _headline(keys, titles, headings)
    above = keys.index(headline) if headline else -1
    of_body = [n > above and key in body for n, key in enumerate(keys)]
    sentences = [n for n, key in enumerate(keys) if of_body[n] and len(key) >= _SENTENCE and key != headline]
    if not sentences:
        yield from (line for line, is_body in zip(seen, of_body, strict=True) if is_body or not body)
        return
    first, last = sentences[0], sentences[-1]
    while last + 1 < len(keys) and of_body[last + 1]:  # the signature and its date
        last += 1
    # Without a headline, date and source still stand close above the body.
    start = max(n for n in range(first) if keys[n] == headline) if headline else max(0, first - 2)
    yield from _shortened(seen[start:first])
    strange: list[str] = []  # tables and lists stand inside the body whatever trafilatura thinks; long runs do not
    for n in range(first, last + 1):
        if not of_body[n]:
            strange.append(seen[n])
            continue
        yield from _shortened(strange)
        strange.clear()
        yield seen[n]


def _shortened(lines: Sequence[str]) -> Sequence[str]:
    """Return lines without the middle of a long run: buttons for sharing, a menu, a list of other articles."""
    return lines if len(lines) <= 2 * _KEPT else [*lines[:_KEPT], *lines[-_KEPT:]]


def _headline(keys: Sequence[str], titles: Sequence[str], headings: Sequence[str]) -> str | None:
    """Return the visible line that is the headline: the longest that is a heading or begins the page's title."""
    wanted = [_key(title) for title in titles]
    marked = {_key(heading) for heading in headings}
    fitting = [key for key in keys if len(key) >= 4 and (key in marked or any(t.startswith(key) for t in wanted))]
    return max(fitting, key=len, default=None)


def _key(line: str) -> str:
    """Return what two renderings of a line have in common: no spaces, and no bars, which trafilatura sets in tables."""
    return "".join(line.replace("|", "").split())


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
        if name in _BLOCKS or (name in ("td", "th") and not _is_short(node.getparent())):
            yield "break", ""
        elif name in ("td", "th"):
            yield "text", " "
        if enters and shown:
            if node.text:
                yield "text", node.text
            stack.append((node, False))
            stack.extend((child, True) for child in reversed(node))
        elif node is not element and node.tail:
            yield "text", node.tail


def _is_short(row: Any) -> bool:
    chars = accumulate(len(text.strip()) for text in row.itertext())
    return all(count <= _ROW for count in chars)


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
