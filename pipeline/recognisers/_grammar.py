"""The left edge and the kind of a name, from its head. One method per mode that a rule's data may name."""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Callable, Iterable

from ..rulebook import RuleLibrary
from ._edges import Edges, Limit, WordLists
from ._heads import Candidate, Head

_STRICT = frozenset({"stop", "class", "work", "noun"})
_LOOSE = frozenset({"stop", "class"})
_ALWAYS_CLASS = ("各", "每", "某", "所", "个", "家", "多", "几", "任何")
_LETTERS = "省市区县州盟旗镇乡"
_DISTRICT_HEAD = re.compile(r"[省市区县州盟旗镇乡]")
_ORDINAL = re.compile(r"第?(?:[0-9]{1,3}|[一二三四五六七八九十百]{1,4})$")
# 各市、县(区)教育局: a class, though 各 stands far off.
_LISTED_CLASS = re.compile(r"各[省市区县州盟旗镇乡街道直属、()]*$")
# 校防控办 is one name; in 学校防控办 and 我校防控办 the school stays outside.
_OWNERS = ("校", "园", "局", "院")
_SELF_FIRST = ("学", "我", "该", "本", "全")
_MAX_PROPER = 12
_MAX_ZONE = 8
_MAX_INSERT = 5
_SENIOR_NAME = range(2, 5)


class NameGrammar:
    """Grow a head leftwards into a name."""

    def __init__(self, library: RuleLibrary, lists: WordLists) -> None:
        data = library.rulebook("institutions/kinds").data
        self._vocational = tuple(data["vocational"].split())
        self._lists = lists
        generic = "|".join(sorted(map(re.escape, lists.generic), key=len, reverse=True))
        self._generic = re.compile(f"(?:{generic})*")
        self._joins = re.compile(data["joins"])
        subjects = "|".join(sorted(map(re.escape, data["subjects"].split()), key=len, reverse=True))
        self._subjects = re.compile(f"(?:{subjects})+")
        self._subject_before = re.compile(f"(?:{subjects}){{1,3}}$")
        self._bases = frozenset(data["bases"])
        self._schools = frozenset(data["schools"])
        self._owners = frozenset(data["owners"])
        self._party_places = tuple(data["places_of_party"].split())
        self._parts = tuple(data["parts"].split())
        self._units = frozenset(data["units"])
        self._inner_words = tuple(data["inner_words"].split())

    def names(self, text: str, heads: Iterable[Head], edges: Edges) -> list[Candidate]:
        """Return the names that heads stand for; `heads` come by their ends."""
        growth = _Growth(self, text, edges)
        for head in heads:
            growth.add(head)
        return growth.found

    def is_generic(self, words: str) -> bool:
        """Tell whether words in front of a head name nothing: 农村, 民办."""
        return self._generic.fullmatch(words) is not None


class _Growth:
    """Names of one text, in the making: a later head may build on an earlier name."""

    def __init__(self, grammar: NameGrammar, text: str, edges: Edges) -> None:
        self._g = grammar
        self._text = text
        self._edges = edges
        self._by_end: dict[int, Candidate] = {}
        self._ends: list[int] = []
        self.found: list[Candidate] = []
        self._modes: dict[str, Callable[[Head], Candidate | None]] = {
            "named": self._named,
            "zone": self._named,
            "company": self._named,
            "media": self._named,
            "community": self._named,
            "social": self._social,
            "ordinal": self._ordinal,
            "org": self._org,
            "placed": self._placed,
            "placed-head": self._org,
            "attached": self._attached,
            "party": self._party,
            "task": self._task,
            "free": self._task,
            "command": self._command,
            "owned": self._owned,
            "branch": self._branch,
            "branch-alone": self._branch_alone,
            "college": self._college,
            "faculty": self._faculty,
            "senior": self._senior,
            "fixed": self._fixed,
        }

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

    # -- pieces ---------------------------------------------------------------------------------------------------

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
        if limit.start + 1 < head.start and first[0] in self._g._lists.edge and first[1] in _LETTERS + "校":
            return Limit(limit.start + 1, "stop")
        return limit

    def _joins(self, inner: Candidate, head: Head) -> bool:
        """Tell whether a name stands inside the name of a head: 人大附中石景山学校, 大营镇中心校王庄小学."""
        if self._g._joins.match(self._text, inner.end, head.end):
            return True
        base = self._text[inner.start : inner.end]
        near = head.start - inner.end <= _MAX_INSERT and inner.kind in self._g._schools
        if base.endswith(("中心校", "中心学校", "集团", "学区")):
            return near
        return near and self._text.startswith(("学校", "附", "分校"), head.start)

    def _is_class(self, limit: Limit) -> bool:
        if limit.role != "class":
            return False
        token = self._edges.token_before(limit.start)
        word = (
            self._text[token.start : token.end] if token and token.end == limit.start else self._text[limit.start - 1]
        )
        return word.startswith(_ALWAYS_CLASS)

    def _past_name_final(self, head: Head, limit: Limit) -> Limit:
        """Step over a 和 that ends a two-letter name: 安和医院, but not 学校和医院."""
        if limit.start < head.start or self._text[head.start - 1 : head.start] != "和" or head.start < 2:
            return limit
        before = self._edges.limit(head.start - 1, _STRICT)
        return before if before.start == head.start - 2 else limit

    def _is_too_short(self, head: Head, proper: str) -> bool:
        return len(proper) == 1 and proper not in _LETTERS + "村" and not head.data.get("short")

    def _from_place(self, start: int, head: int) -> int:
        """Return where the first place name of a stretch begins, if something else stands in front of it."""
        places = self._edges.places(start, head)
        return places[0].start if places else start

    def _place_prefix(self, start: int, head: int) -> int:
        """Return where the place in front of a head begins; `head` itself if no place stands there."""
        text, lists = self._text, self._g._lists
        stretch = text[start:head]
        if not stretch:
            return head
        places = self._edges.places(start, head)
        if places and (places[-1].end == head or text[head - 1] in _LETTERS or stretch.endswith(lists.suffixes)):
            return places[0].start
        if stretch.endswith(lists.suffixes):
            zone = next(s for s in lists.suffixes if stretch.endswith(s))
            if len(stretch) <= _MAX_ZONE:
                return start
            return head - len(zone) if len(zone) > 1 or len(stretch) > _MAX_PROPER else start
        for size in range(min(len(stretch), 6), 1, -1):
            if stretch[-size:] in lists.short_places:
                return self._place_prefix_before(start, head - size)
        if stretch.endswith(("国家", "中国")):
            return head - 2
        return head

    def _place_prefix_before(self, start: int, at: int) -> int:
        """Return where a chain of places begins that goes on to the right of `at`."""
        return self._place_prefix(start, at) if start < at else at

    def _coordinated(self, start: int, head_letter: str) -> int:
        """Return where a coordination with a shared head begins: 市、区教育局, 省、市、区委."""
        text = self._text
        while head_letter in _LETTERS and start >= 2 and text[start - 1] == "、" and text[start - 2] in _LETTERS:
            limit = self._edges.limit(start - 1, _STRICT)
            begin = self._place_prefix(limit.start, start - 1)
            if begin >= start - 1:
                break
            start = begin
        return start

    # -- modes ----------------------------------------------------------------------------------------------------

    def _fixed(self, head: Head) -> Candidate | None:
        return self._make(head, head.start)

    def _named(self, head: Head) -> Candidate | None:
        limit = self._past_name_final(head, self._limit(head, _STRICT))
        start = limit.start
        inner = self._inner(start, head)
        if inner is not None:
            if inner.kind in self._g._bases and inner.end > start and self._joins(inner, head):
                return self._make(head, inner.start)
            start = max(start, inner.end)
        start = self._from_place(start, head.start)
        proper = self._text[start : head.start]
        if not proper:
            return self._make(head, head.start) if head.data.get("bare") and limit.role != "class" else None
        if self._is_class(limit) or self._g.is_generic(proper) or self._is_too_short(head, proper):
            return None
        if self._text[head.start : head.end] == "学校" and proper.endswith(self._g._vocational):
            return self._make(head, start, "vocational_school")
        if len(proper) > _MAX_PROPER and not self._edges.places(start, head.start):
            start = head.start - _MAX_PROPER // 2
        return self._make(head, start)

    def _social(self, head: Head) -> Candidate | None:
        made = self._named(head)
        if made is None:
            return None
        if self._text[head.start : head.end] == "学会" and not self._edges.places(made.start, head.start):
            return None
        return made

    def _ordinal(self, head: Head) -> Candidate | None:
        limit = self._limit(head, _STRICT)
        inner = self._inner(limit.start, head)
        if inner is not None and inner.end > limit.start:
            near = head.start - inner.end <= _MAX_INSERT and self._text[head.start] == "附"
            if (inner.end == head.start or near) and inner.kind in self._g._bases:
                return self._make(head, inner.start)
            limit = Limit(inner.end, "")
        if self._is_class(limit):
            return None
        start = self._from_place(limit.start, head.start)
        proper = self._text[start : head.start]
        if not proper:
            listed = _LISTED_CLASS.search(self._text, max(0, head.start - _MAX_PROPER), head.start)
            return self._make(head, head.start) if limit.role != "class" and not listed else None
        placed = self._place_prefix(start, head.start)
        if placed < head.start:
            return self._make(head, placed)
        return self._make(head, start) if len(proper) <= 4 else None

    def _org(self, head: Head) -> Candidate | None:
        limit = self._limit(head, _STRICT)
        start = limit.start
        inner = self._inner(start, head)
        if inner is not None:
            both_party = inner.kind == head.data["kind"] == "party_body"
            if both_party and inner.end == head.start and self._text[head.start] not in _LETTERS:
                return self._make(head, inner.start)
            start = max(start, inner.end)
        if self._text.startswith("中共", head.start):
            return self._make(head, head.start)
        begin = self._place_prefix(start, head.start)
        if limit.role == "class" and (begin == limit.start or self._is_class(limit)):
            return None
        if head.start - begin <= 1 and _LISTED_CLASS.search(self._text, max(0, begin - _MAX_PROPER), begin):
            return None
        letter = self._text[head.start - 1] if begin < head.start else self._text[head.start]
        return self._make(head, self._coordinated(begin, letter))

    def _placed(self, head: Head) -> Candidate | None:
        made = self._org(head)
        return made if made is not None and made.start < head.start else None

    def _attached(self, head: Head) -> Candidate | None:
        limit = self._limit(head, _LOOSE)
        inner = self._touching(head)
        if inner is not None and inner.kind in self._g._owners and inner.rule not in self._g._units:
            return self._make(head, inner.start)
        if limit.role == "class" and limit.start == head.start:
            return None
        if inner is not None and inner.kind == "party_body":
            return self._make(head, inner.start, "party_body")
        return self._make(head, head.start)

    def _party(self, head: Head) -> Candidate | None:
        limit = self._limit(head, _STRICT)
        inner = self._touching(head)
        if inner is not None:
            kind = "party_body" if inner.kind in {"community", "government", "party_body"} else "internal_unit"
            named_party = self._text.endswith("中共", 0, inner.start)
            return self._make(head, inner.start - 2 if named_party else inner.start, kind)
        before = self._text[limit.start : head.start]
        if limit.role == "class" and (not before or self._g.is_generic(before)):
            return None
        if before in _LETTERS and before:
            return self._make(head, limit.start, "party_body")
        if 1 < len(before) <= _MAX_ZONE and not self._is_class(limit):
            if before.endswith(self._g._party_places):
                return self._make(head, self._from_place(limit.start, head.start), "party_body")
            if before.endswith(self._g._parts) and not self._g.is_generic(before):
                return self._make(head, limit.start)
        return self._make(head, head.start)

    def _task(self, head: Head) -> Candidate | None:
        limit = self._limit(head, _LOOSE)
        inner = self._inner(limit.start, head)
        if inner is not None and inner.kind in self._g._owners | {"party_body", "epidemic_command", "community"}:
            own = inner.kind in self._g._owners and inner.kind != "government"
            return self._make(head, inner.start, "internal_unit" if own else inner.kind)
        start = self._from_place(limit.start if inner is None else inner.end, head.start)
        before = self._text[start : head.start]
        if limit.role == "class" and (not before or self._is_class(limit)):
            return None
        if not before or self._g.is_generic(before):
            return self._make(head, head.start) if head.data.get("bare") else None
        return self._make(head, start, self._kind_of_task(head, start, before))

    def _kind_of_task(self, head: Head, start: int, before: str) -> str:
        kind: str = head.data["kind"]
        if kind != "internal_unit" or any(word in before for word in self._g._inner_words):
            return kind
        placed = before[0] in _LETTERS or any(p.start == start for p in self._edges.places(start, head.start))
        return "epidemic_command" if placed else kind

    def _command(self, head: Head) -> Candidate | None:
        limit = self._limit(head, _STRICT)
        inner = self._inner(limit.start, head)
        if inner is not None and inner.end == head.start:
            own = inner.kind in self._g._owners and inner.kind != "government"
            return self._make(head, inner.start, "internal_unit" if own else None)
        if limit.role == "class" and limit.start == head.start:
            return None
        if self._is_class(limit):
            return None
        begin = self._place_prefix(limit.start, head.start)
        before = self._text[head.start - 1 : head.start]
        if begin == head.start and before[-1:] in _OWNERS:
            outside = before[:1] in _SELF_FIRST
            return self._make(head, head.start if outside else head.start - 1, "internal_unit")
        return self._make(head, begin)

    def _owned(self, head: Head) -> Candidate | None:
        inner = self._by_end.get(head.start)
        if inner is not None and inner.kind in self._g._owners:
            return self._make(head, inner.start)
        if self._text.startswith(("校医", "院医"), head.start):
            return self._make(head, head.start)
        if self._text[head.start - 1 : head.start] == "校" and self._text[head.start - 2 : head.start] not in {
            "学校",
            "我校",
            "该校",
        }:
            return self._make(head, head.start - 1)
        return None

    def _branch(self, head: Head) -> Candidate | None:
        limit = self._limit(head, _STRICT)
        inner = self._inner(limit.start, head)
        if inner is not None and inner.kind in self._g._schools and head.start - inner.end <= _MAX_ZONE:
            return self._make(head, inner.start, head.data["kind"] or inner.kind)
        return None

    def _branch_alone(self, head: Head) -> Candidate | None:
        made = self._branch(head)
        if made is not None:
            return made
        limit = self._limit(head, _STRICT)
        size = head.start - limit.start
        return self._make(head, limit.start) if 2 <= size <= _MAX_INSERT and not self._is_class(limit) else None

    def _college(self, head: Head) -> Candidate | None:
        limit = self._limit(head, _STRICT)
        start = limit.start
        inner = self._inner(start, head)
        if inner is not None:
            if inner.kind in self._g._schools and inner.end >= start and head.start >= inner.end:
                return self._make(head, inner.start, "internal_unit")
            start = max(start, inner.end)
        start = self._from_place(start, head.start)
        proper = self._text[start : head.start]
        if not proper or self._is_class(limit) or self._g.is_generic(proper):
            return None
        placed = bool(self._edges.places(start, head.start)) or proper.startswith(tuple(self._g._lists.short_places))
        general = self._text[head.start : head.end] == "学院"
        inside = general and not placed and self._g._subjects.fullmatch(proper) is not None
        if inside:
            start = self._both_subjects(start)
        return self._make(head, start, "internal_unit" if inside else "higher_education")

    def _both_subjects(self, start: int) -> int:
        """Return where a name with two subjects begins: 化工与材料学院."""
        if start > 2 and self._text[start - 1] in "与和":
            before = self._g._subject_before.search(self._text, max(0, start - 9), start - 1)
            return before.start() if before else start
        return start

    def _faculty(self, head: Head) -> Candidate | None:
        limit = self._limit(head, _STRICT)
        inner = self._inner(limit.start, head)
        start = limit.start if inner is None else max(limit.start, inner.end)
        proper = self._text[start : head.start]
        if len(proper) < 2 or self._is_class(limit) or not self._g._subjects.fullmatch(proper):
            return None
        if inner is not None and inner.end == start and inner.kind in self._g._schools:
            return self._make(head, inner.start)
        return self._make(head, self._both_subjects(start))

    def _senior(self, head: Head) -> Candidate | None:
        made = self._placed(head)
        if made is not None:
            return made
        made = self._named(head)
        return made if made is not None and self._own_length(made) in _SENIOR_NAME else None

    def _own_length(self, made: Candidate) -> int:
        """Return how long the school's own name is, behind its places."""
        places = self._edges.places(made.start, made.head)
        return made.head - (places[-1].end if places else made.start)
