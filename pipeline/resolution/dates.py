"""Settles dates: which is the publication date, and which year each expression means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..calendars import realise
from ..mention import Mention, Notice
from ..rulebook import RuleLibrary
from ..segmentation.document import Block, Document
from ..values.dates import DateExpression, DateValue, PageDate, ResolvedDates
from .date_story import Story
from .page_date import Candidate, PageDateFinder
from .terms import TermCalendar
from .years import YearFinder

_FRAME = frozenset({"nav", "meta", "footer", "related", "byline"})
_UNIT = 40
#: A week of term stands this close behind the term it belongs to.
_BESIDE = 3
#: Two dates of publication this many days apart contradict each other.
_APART = 31
#: The clock of a site stands within this many characters of the top.
_CLOCK = 12
_MAYBE_TEXT = frozenset({"nav", "meta", "byline"})


class DateResolver:
    """Give every date expression its value."""

    def __init__(self, library: RuleLibrary) -> None:
        self._pages = PageDateFinder(library)
        self._years = YearFinder(library)
        self._terms = TermCalendar(library)

    def __call__(
        self,
        doc: Document,
        expressions: Sequence[Mention[DateExpression]],
        *,
        published: str | None,
        url: str | None,
    ) -> ResolvedDates:
        """Return the settled dates. `published` and `url` are the caller's; the clock is never asked."""
        # A text that is nothing but frame (a single line given alone) is taken as content.
        bare = not any(block.is_content for block in doc.blocks)
        told = [m for m in expressions if bare or not _in_frame(doc, m)]
        page, shown = self._pages(doc, _months_days(told), published=published, url=url)
        places = [(c.page.start, c.page.end) for c in shown]
        told = [m for m in told if not any(_meets(m, *place) for place in places) and not _is_clock(doc, m)]
        yearless = next((m for m in expressions if m.value.role == "published" and _in_head(doc, m)), None)
        told = [m for m in told if m.value.role != "published"]
        signature, first = _signature(doc, told, expressions), self._pages.first_day(doc)
        if signature is not None and (day := _full_start(signature)) and day < first:
            signature = None
        if page is None and yearless is not None:
            signature = yearless
            told = sorted([*told, yearless], key=lambda m: m.start)
        story = Story(doc, self._years, told, page, signature, first=first)
        mentions: list[Mention[DateValue]] = []
        for mention in told:
            role = "signature" if mention is signature else mention.value.role
            if _by_term(mention):
                value = self._of_term(doc, mention, mentions, page)
            elif (value := story.settle(mention, role)) is not None:
                value = self._terms.sharpen(value, doc)
            if value is not None:
                mentions.append(Mention("DATE", mention.start, mention.end, value, mention.found_by))
        if page is None and signature is not None:
            mentions, page = _published_by_signature(mentions, signature)
        mentions += [_shown(c.page, published=c.page is page) for c in shown]
        mentions.sort(key=lambda m: (m.start, m.end))
        notices = [*_contradictions(page, shown), *story.notices]
        return ResolvedDates(tuple(mentions), page, tuple(notices))

    def _of_term(
        self,
        doc: Document,
        mention: Mention[DateExpression],
        before: Sequence[Mention[DateValue]],
        page: PageDate | None,
    ) -> DateValue | None:
        last = before[-1] if before else None
        beside = last is not None and last.value.grain == "term" and mention.start - last.end <= _BESIDE
        term = last.value if last and beside else None
        found = self._terms.resolve(mention.value.points[0], doc, term, page.date.start if page else None)
        if found is not None and mention.value.side == "since":
            return replace(found, value=f"{found.start}/..", end=None)
        if found is not None and mention.value.side == "until":
            return replace(found, value=f"../{found.end}", start=None)
        return found


def _by_term(mention: Mention[DateExpression]) -> bool:
    stretch = mention.value.points[0].stretch
    return stretch is not None and stretch.of in ("this_term", "term_weeks")


def _shown(shown: PageDate, *, published: bool) -> Mention[DateValue]:
    """Return the mention of a date that the frame shows; those that are not the page date are ordinary content."""
    assert shown.start is not None
    assert shown.end is not None
    value = shown.date if published else replace(shown.date, role="content")
    return Mention("DATE", shown.start, shown.end, value, shown.found_by)


def _contradictions(page: PageDate | None, shown: Sequence[Candidate]) -> Iterator[Notice]:
    """Yield a warning if the page shows another date of publication that lies far from the chosen one."""
    for other in shown:
        chosen = page.date.start if page else None
        if chosen is not None and page is not other.page and abs((other.day - chosen).days) > _APART:
            message = f"The page shows {other.day} as well as {chosen}; {chosen} is taken as the day of publication."
            yield Notice("date_conflict", message, other.page.start, other.page.end)
            return


def _in_frame(doc: Document, mention: Mention[DateExpression]) -> bool:
    block = doc.block_at(mention.start)
    if block is None:
        return True
    # A line with whole sentences is text, whatever its first words made of it.
    told = block.kind in _MAYBE_TEXT and "。" in doc.string[block.start : block.end]
    return block.kind in _FRAME and not told


def _in_head(doc: Document, mention: Mention[DateExpression]) -> bool:
    """Tell whether a mention stands above the first whole sentence of the page."""
    stop = doc.string.find("。")
    return mention.start < (stop if stop >= 0 else len(doc.string))


def _is_clock(doc: Document, mention: Mention[DateExpression]) -> bool:
    """Tell whether a date is the site's own clock: year and weekday, at the very top of the page."""
    point = mention.value.points[0]
    return (
        point.year is not None and point.checked_weekday is not None and mention.start <= doc.blocks[0].start + _CLOCK
    )


def _meets(mention: Mention[DateExpression], start: int | None, end: int | None) -> bool:
    return start is not None and end is not None and mention.start < end and start < mention.end


def _months_days(told: Sequence[Mention[DateExpression]]) -> list[tuple[int, int]]:
    points = (m.value.points[0] for m in told if m.value.form != "list")
    return [(p.month, p.day) for p in points if p.month is not None and p.day is not None and p.year is None]


def _signature(
    doc: Document, told: Sequence[Mention[DateExpression]], every: Sequence[Mention[DateExpression]]
) -> Mention[DateExpression] | None:
    """Return the date of the 落款: a plain date in a signature block, or one that ends the last text of the page."""
    last = next((block for block in reversed(doc.blocks) if block.is_content), None)
    alone = _lines(doc, every)
    for mention in reversed(told):
        block = doc.block_at(mention.start)
        point = mention.value.points[0]
        if block is None or mention.value.form != "single" or mention.value.side or point.month is None:
            continue
        if _in_list(doc, block, alone):
            continue
        if block.kind == "signature" or (block == last and _signs(doc, mention, block, point.year is not None)):
            return mention
    return None


def _full_start(mention: Mention[DateExpression]) -> dt.date | None:
    point = mention.value.points[0]
    days = realise(point, point.year) if point.year is not None else None
    return days.start if days else None


def _lines(doc: Document, told: Sequence[Mention[DateExpression]]) -> set[int]:
    """Return where the lines begin that are a date and nothing else."""
    return {m.start for m in told if (b := doc.block_at(m.start)) and (b.start, b.end) == (m.start, m.end)}


def _in_list(doc: Document, block: Block, alone: set[int]) -> bool:
    """Tell whether a line that is a date stands beside another: dates of a list of links, whose titles are lost."""
    beside = [other for other in (doc.block_at(block.start - 2), doc.block_at(block.end + 1)) if other]
    return block.start in alone and any(other.start in alone for other in beside)


def _signs(doc: Document, mention: Mention[DateExpression], block: Block, full: bool) -> bool:
    """Tell whether a date ends its block alone, or with its year behind no more than the name of a unit."""
    if mention.end < block.end:
        return False
    before = doc.string[block.start : mention.start]
    return not before or (full and len(before[before.rfind("。") + 1 :]) <= _UNIT and len(doc.blocks) > 1)


def _published_by_signature(
    mentions: list[Mention[DateValue]], signature: Mention[DateExpression]
) -> tuple[list[Mention[DateValue]], PageDate | None]:
    settled: list[Mention[DateValue]] = []
    page = None
    for mention in mentions:
        if (mention.start, mention.end) == (signature.start, signature.end):
            old = mention.value
            value = DateValue(old.value, old.start, old.end, old.grain, "published", old.resolved_from)
            page = PageDate(value, mention.start, mention.end, mention.found_by)
            mention = Mention("DATE", mention.start, mention.end, value, mention.found_by)
        settled.append(mention)
    return settled, page
