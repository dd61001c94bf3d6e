"""How a head grows leftwards into a name: what every mode needs."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Callable, Mapping

from ._edges import STRICT, Edges, Limit, Token, is_tail
from ._heads import Candidate, Head
from ._kinds import KindWords

#: A head that names a task takes nouns and verbs of the task in front of it.
LOOSE = frozenset({"stop", "class"})
MAX_PROPER = 12
MAX_ZONE = 8
MAX_INSERT = 5

Mode = Callable[[Head], Candidate | None]


class Growth:
    """Names of one text, in the making: a later head may build on an earlier name."""

    def __init__(self, words: KindWords, text: str, edges: Edges) -> None:
        self._g = words
        self._text = text
        self._edges = edges
        self._by_end: dict[int, Candidate] = {}
        self._ends: list[int] = []
        self.found: list[Candidate] = []
        self._modes = self.modes()

    def modes(self) -> Mapping[str, Mode]:
        """Return the ways to grow, by the name that a rule's data gives them."""
        raise NotImplementedError

    def add(self, head: Head) -> None:
        """Grow one head and keep the name, if it is one."""
        made = self._modes[head.data["mode"]](head)
        if made is None:
            return
        known = self._by_end.get(made.end)
        if known is None:
            insort(self._ends, made.end)
        if known is None or made.start < known.start:
            self._by_end[made.end] = made
        self.found.append(made)

    def _make(self, head: Head, start: int, kind: str | None = None) -> Candidate:
        return Candidate(start, head.end, head.data["kind"] if kind is None else kind, head.rule.id, head.start)

    def _inner(self, left: int, head: Head) -> Candidate | None:
        """Return the name that ends nearest in front of a head, not left of `left`."""
        index = bisect_right(self._ends, head.start) - 1
        if index < 0 or self._ends[index] < left:
            return None
        return self._by_end[self._ends[index]]

    def _touching(self, head: Head) -> Candidate | None:
        """Return the name right in front of a head, or reaching into its first character: 教育局|局机关党委."""
        return self._by_end.get(head.start) or self._by_end.get(head.start + 1)

    def _limit(self, head: Head, roles: frozenset[str]) -> Limit:
        limit = self._edges.limit(head.start, roles)
        first = self._text[limit.start : limit.start + 2]
        if limit.start + 1 < head.start and first[0] in self._g.lists.edge and first[1] in self._g.lists.letters + "校":
            return Limit(limit.start + 1, "stop")
        return limit

    def _joins(self, inner: Candidate, head: Head) -> bool:
        """Tell whether a name stands inside the name of a head: 人大附中石景山学校, 大营镇中心校王庄小学."""
        if self._g.joins.match(self._text, inner.end, head.end):
            return True
        attached = self._text.find("附属", inner.end, head.end)
        if inner.kind in self._g.schools and 0 <= attached - inner.end <= MAX_INSERT:
            return True
        base = self._text[inner.start : inner.end]
        near = head.start - inner.end <= MAX_INSERT and inner.kind in self._g.schools
        if base.endswith(self._g.umbrellas):
            return near
        return near and self._text.startswith(self._g.members, head.start)

    def _is_class(self, limit: Limit) -> bool:
        if limit.role != "class":
            return False
        token = self._edges.token_before(limit.start)
        word = (
            self._text[token.start : token.end] if token and token.end == limit.start else self._text[limit.start - 1]
        )
        return word.startswith(self._g.lists.always_class)

    def _from_place(self, start: int, head: int) -> int:
        """Return where the first place name of a stretch begins, if something else stands in front of it."""
        places = self._edges.places(start, head)
        if not places:
            return start
        place = places[0].start
        if self._text[start:place] in self._g.before_place or self._is_cut(start, places[0]):
            return start
        return place

    def _is_cut(self, start: int, place: Token) -> bool:
        """Tell whether a place of two characters is the end of one that the list lacks: 湖|东区, 岭|南县."""
        return (
            is_tail(start, place)
            and self._text[place.end - 1] in self._g.lists.sure_letters
            and self._text[start] not in self._g.lists.letters
        )

    def _place_prefix(self, start: int, head: int) -> int:
        """Return where the place in front of a head begins; `head` itself if no place stands there."""
        text, lists = self._text, self._g.lists
        stretch = text[start:head]
        if not stretch:
            return head
        places = self._edges.places(start, head)
        if places and (places[-1].end == head or text[head - 1] in lists.letters or stretch.endswith(lists.suffixes)):
            return start if self._is_cut(start, places[0]) else places[0].start
        if stretch.endswith(lists.suffixes):
            zone = next(s for s in lists.suffixes if stretch.endswith(s))
            if len(stretch) == 2 and zone in lists.sure_letters and stretch not in lists.full_places:
                return head - 1
            if len(stretch) <= MAX_ZONE:
                return start
            return head - len(zone) if len(zone) > 1 or len(stretch) > MAX_PROPER else start
        for size in range(min(len(stretch), 6), 1, -1):
            if stretch[-size:] in lists.short_places:
                return self._place_prefix_before(start, head - size)
        country = next((word for word in lists.countries if stretch.endswith(word)), "")
        return head - len(country)

    def _place_prefix_before(self, start: int, at: int) -> int:
        """Return where a chain of places begins that goes on to the right of `at`."""
        return self._place_prefix(start, at) if start < at else at

    def _coordinated(self, start: int, head_letter: str) -> int:
        """Return where a coordination with a shared head begins: 市、区教育局, 省、市、区委."""
        text, letters = self._text, self._g.lists.letters
        while head_letter in letters and start >= 2 and text[start - 1] == "、" and text[start - 2] in letters:
            limit = self._edges.limit(start - 1, STRICT)
            begin = self._place_prefix(limit.start, start - 1)
            if begin >= start - 1:
                break
            start = begin
        return start
