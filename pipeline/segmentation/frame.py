"""Tells body and title of a page from its frame, and cuts both into sentences. Rules: rules/frame.toml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ..normalisation.text import NormalisedText
from ..rulebook import RuleLibrary
from .document import Block, BlockKind, Document, Segment

# Pages made from tables or old editors put a whole article on one line, its paragraphs parted by runs of spaces.
_PARAGRAPH = re.compile(r"\n+| {4,}")
_SENTENCE_END = re.compile(r"[。!?！？…]+[”’\"')）》】]*|\n| {4,}")
_CLAUSE_END = re.compile(r"[。!?！？…;；]+[”’\"')）》】]*|:(?![0-9/])|\n| {4,}")
# A mark at the very end of a short line may close a headline; inside, it parts sentences.
_STOP = re.compile(r"[。;]|[!?](?!$)")
_PROSE = 40
#: No sentence of ours is half as long. A longer stretch is cut, at a pause if it has one, so that what is looked up
#: around a place, and what a tagger gets at once, never grows with the text.
_LONGEST = 600
_PAUSE = re.compile("[,、;: ]")
_TITLE = range(5, 61)
_SUBTITLE = re.compile(r"^ ?[—-]{1,3}")
_SIGNED_DATE = re.compile(
    r"^20[0-9]{3,6}日$"  # a damaged one
    r"|^(?:[12][0-9]{3}|[二两][〇零○O0oОо一二三四五六七八九]{3}) ?[年./-].{1,16}$|^[0-9]{1,2}月[0-9]{1,2}[日号]$"
)
_MAX_SIGNATURE = 40
#: So many lines of a headline may stand between its kicker and the meta data.
_HEAD_LINES = 3
# Kinds of document that name themselves in their headline.
_HEADLINE = re.compile(
    r"^关于.*(?:通知|通告|公告|通报|意见|方案|函|请示|报告|提示)"
    r"|(?:通知|通告|公告|方案|预案|总结|简报|一封信|倡议书|告知书|纪实|须知)$"
)


class Segmenter:
    """Lay a text out as blocks, sentences and clauses."""

    def __init__(self, library: RuleLibrary) -> None:
        self._rules = library.rulebook("frame").rules

    def __call__(self, text: NormalisedText) -> Document:
        """Return the laid-out document. Any text has a layout, an empty one too."""
        string = text.text
        lines = list(_pieces(string, _PARAGRAPH))
        kinds: list[BlockKind | None] = [self._framed(string[line.start : line.end]) for line in lines]
        title = _settle(string, lines, kinds)
        blocks = tuple(Block(line.start, line.end, kind or "body") for line, kind in zip(lines, kinds, strict=True))
        return Document(
            text=text,
            blocks=blocks,
            sentences=tuple(_short(string, _pieces(string, _SENTENCE_END))),
            clauses=tuple(_short(string, _pieces(string, _CLAUSE_END))),
            title=None if title is None else blocks[title],
        )

    def _framed(self, line: str) -> BlockKind | None:
        for rule in self._rules:
            if rule.pattern.search(line):
                kind: BlockKind = rule.data["kind"]
                return kind
        return None


def _pieces(text: str, end: re.Pattern[str]) -> Iterator[Segment]:
    at = 0
    for match in end.finditer(text):
        # A mark that ends a sentence belongs to it; a line end or a run of spaces does not.
        stop = match.start() if match[0].isspace() else match.end()
        yield from _trimmed(text, at, stop)
        at = match.end()
    yield from _trimmed(text, at, len(text))


def _short(text: str, pieces: Iterable[Segment]) -> Iterator[Segment]:
    for piece in pieces:
        at = piece.start
        while piece.end - at > _LONGEST:
            pauses = [m.end() for m in _PAUSE.finditer(text, at + _LONGEST // 2, at + _LONGEST)]
            stop = pauses[-1] if pauses else at + _LONGEST
            yield from _trimmed(text, at, stop)
            at = stop
        yield from _trimmed(text, at, piece.end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Segment]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Segment(start, end)


def _settle(text: str, lines: Sequence[Segment], kinds: list[BlockKind | None]) -> int | None:
    """Give every line its kind, in place; return the index of the title line, if there is one."""
    strings = [text[line.start : line.end] for line in lines]
    _release_kickers(strings, kinds)
    prose = [
        n
        for n, s in enumerate(strings)
        if kinds[n] in (None, "salutation") and (len(s) >= _PROSE or _STOP.search(s) or kinds[n])
    ]
    if not prose:
        first, last = (next((n for n, k in enumerate(kinds) if k is None), len(lines)), len(lines) - 1)
    else:
        first, last = prose[0], prose[-1]
    title = _title(strings, kinds, first)
    for n, s in enumerate(strings):
        if title is not None and n < first and s == strings[title]:
            kinds[n] = "title"
        elif kinds[n] is None and n < first:
            kinds[n] = "heading" if title is not None and n > title else "nav"
        elif kinds[n] is None and n < last and len(s) < _PROSE and not _STOP.search(s):
            kinds[n] = "heading"
    _sign(strings, kinds, last)
    _spread_related(strings, kinds)
    return title


def _release_kickers(strings: Sequence[str], kinds: list[BlockKind | None]) -> None:
    """Take back salutations above the page's own meta data: 青山幼儿园: over a headline addresses nobody."""
    for n, kind in enumerate(kinds):
        if kind != "salutation":
            continue
        for below in range(n + 1, min(n + 1 + _HEAD_LINES, len(kinds))):
            if kinds[below] == "meta":
                kinds[n] = None
                break
            if kinds[below] is not None or len(strings[below]) >= _PROSE or _STOP.search(strings[below]):
                break


def _title(strings: Sequence[str], kinds: Sequence[BlockKind | None], first: int) -> int | None:
    """Return the headline among the lines in front of the body: one that reads like one, is repeated, or is longest."""
    fit = [
        n for n in range(first) if kinds[n] is None and len(strings[n]) in _TITLE and not _SUBTITLE.match(strings[n])
    ]
    head = strings[:first]
    return max(
        fit,
        key=lambda n: (bool(_HEADLINE.search(strings[n])), head.count(strings[n]) > 1, len(strings[n]), n),
        default=None,
    )


def _sign(strings: Sequence[str], kinds: list[BlockKind | None], last: int) -> None:
    """Mark the 落款: a date on a line of its own behind the text, and the short lines of names in front of it."""
    for n in range(len(strings) - 1, 0, -1):
        if kinds[n] in (None, "heading", "meta") and n >= last and _SIGNED_DATE.match(strings[n]):
            kinds[n] = "signature"
            above = n - 1
            while above > 0 and len(strings[above]) <= _MAX_SIGNATURE and not _STOP.search(strings[above]):
                if kinds[above] not in (None, "heading"):
                    break
                kinds[above] = "signature"
                above -= 1
            return


def _spread_related(strings: Sequence[str], kinds: list[BlockKind | None]) -> None:
    """Carry a heading of related reading on to the list below it, as far as no prose stands there."""
    inside = False
    for n, s in enumerate(strings):
        if kinds[n] == "related":
            inside = True
        elif inside and kinds[n] in (None, "heading") and not s.endswith(("。", "!", "?")) and len(s) < 2 * _PROSE:
            kinds[n] = "related"
        elif kinds[n] in (None, "title"):
            inside = False
