"""Schools, hospitals, companies: heads that need a name of their own."""

from __future__ import annotations

from collections.abc import Mapping

from ._body_modes import BodyModes
from ._edges import STRICT, Limit
from ._growth import MAX_INSERT, MAX_PROPER, MAX_ZONE, Mode
from ._heads import Candidate, Head

_SENIOR_NAME = range(2, 5)


class SchoolModes(BodyModes):
    """Schools, hospitals, companies: heads that need a name of their own."""

    def modes(self) -> Mapping[str, Mode]:
        """Return the ways to grow, by the name that a rule's data gives them."""
        return {
            **super().modes(),
            "named": self._named,
            "zone": self._named,
            "company": self._named,
            "media": self._named,
            "community": self._named,
            "social": self._social,
            "ordinal": self._ordinal,
            "senior": self._senior,
            "branch": self._branch,
            "branch-alone": self._branch_alone,
            "college": self._college,
            "faculty": self._faculty,
        }

    def _named(self, head: Head) -> Candidate | None:
        limit = self._past_inner_class(head, self._past_name_final(head, self._limit(head, STRICT)))
        start = limit.start
        inner = self._inner(start, head)
        if inner is not None and inner.kind == head.data["kind"] and inner.kind in self._g.grown:
            return self._make(head, inner.start)
        if inner is not None:
            founded = inner.end == head.start and head.data["kind"] in self._g.founders.get(inner.kind, ())
            founded = founded or (inner.end == start and self._text.startswith("附", start))
            if inner.kind in self._g.bases and (founded or (inner.end > start and self._joins(inner, head))):
                return self._make(head, inner.start)
            start = max(start, inner.end)
        start = self._from_place(start, head.start)
        proper = self._text[start : head.start]
        if not proper:
            return self._make(head, head.start) if head.data.get("bare") and limit.role != "class" else None
        if self._is_class(limit) or self._g.is_generic(proper) or self._is_too_short(head, proper):
            return None
        if proper in self._g.lists.letters and self._text[start - 1 : start] in self._g.our:
            return None
        if self._text[head.start : head.end] == "学校" and proper.endswith(self._g.vocational):
            return self._make(head, start, "vocational_school")
        if len(proper) > MAX_PROPER and not self._edges.places(start, head.start):
            start = head.start - MAX_PROPER // 2
        return self._make(head, start)

    def _past_name_final(self, head: Head, limit: Limit) -> Limit:
        """Step over a 和 or 都 that ends a two-letter name: 安和医院, but not 学校和医院."""
        final = head.data["mode"] == "named" and self._text[head.start - 1 : head.start] in self._g.name_final
        if limit.start < head.start or not final or head.start < 2 or self._text[head.start - 2] in self._g.rooms:
            return limit
        before = self._edges.limit(head.start - 1, STRICT)
        return before if before.start == head.start - 2 else limit

    def _past_inner_class(self, head: Head, limit: Limit) -> Limit:
        """Step over a word of class that stands between the place and the name: 上海市民办兰生中学."""
        token = self._edges.token_before(limit.start) if limit.role == "class" else None
        if token is None or token.end != limit.start or limit.start == head.start:
            return limit
        word = self._text[token.start : token.end]
        start = token.start
        if word not in self._g.lists.inner_class or self._g.is_generic(self._text[token.end : head.start]):
            return limit
        if word[0] in self._g.lists.letters:
            zone = self._edges.token_before(start + 1)
            inside = zone is not None and zone.role == "place" and zone.end == start
            return Limit(zone.start if inside and zone is not None else start, "stop")
        before = self._edges.token_before(start)
        if before is None or before.end != start or before.role != "place":
            return limit
        return Limit(self._edges.limit(start, STRICT).start, "stop")

    def _is_too_short(self, head: Head, proper: str) -> bool:
        return len(proper) == 1 and proper not in self._g.lists.letters + "村" and not head.data.get("short")

    def _social(self, head: Head) -> Candidate | None:
        inner = self._inner(self._limit(head, STRICT).start, head)
        if inner is not None and inner.kind in self._g.schools and 0 <= head.start - inner.end <= MAX_INSERT:
            return self._make(head, inner.start)
        made = self._named(head)
        if made is None:
            return None
        placed = self._edges.places(made.start, head.start) or self._text.startswith(self._g.nations, made.start)
        placed = placed or self._text[made.start] in self._g.lists.letters
        if self._text[head.start : head.end] == "学会" and not placed:
            return None
        return made

    def _ordinal(self, head: Head) -> Candidate | None:
        limit = self._limit(head, STRICT)
        inner = self._inner(limit.start, head)
        if inner is not None and inner.end > limit.start:
            near = head.start - inner.end <= MAX_INSERT and self._text[head.start] == "附"
            if (inner.end == head.start or near) and inner.kind in self._g.bases:
                return self._make(head, inner.start)
            limit = Limit(inner.end, "")
        if self._is_class(limit):
            return None
        start = self._from_place(limit.start, head.start)
        proper = self._text[start : head.start]
        if not proper:
            listed = self._g.lists.listed_class.search(self._text, max(0, head.start - MAX_PROPER), head.start)
            return self._make(head, head.start) if limit.role != "class" and not listed else None
        placed = self._place_prefix(start, head.start)
        if placed < head.start:
            return self._make(head, placed)
        return self._make(head, start) if len(proper) <= 4 else None

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

    def _branch(self, head: Head) -> Candidate | None:
        limit = self._limit(head, STRICT)
        inner = self._inner(limit.start, head)
        if inner is not None and inner.kind in self._g.schools and head.start - inner.end <= MAX_ZONE:
            return self._make(head, inner.start, head.data["kind"] or inner.kind)
        return None

    def _branch_alone(self, head: Head) -> Candidate | None:
        made = self._branch(head)
        if made is not None:
            return made
        limit = self._limit(head, STRICT)
        size = head.start - limit.start
        return self._make(head, limit.start) if 2 <= size <= MAX_INSERT and not self._is_class(limit) else None

    def _college(self, head: Head) -> Candidate | None:
        limit = self._limit(head, STRICT)
        start = limit.start
        inner = self._inner(start, head)
        if inner is not None:
            if inner.kind in self._g.schools and inner.end >= start and head.start >= inner.end:
                own = self._text[inner.end : head.start]
                independent = self._text.endswith("大学", 0, inner.end) and self._g.is_independent(own)
                return self._make(head, inner.start, "higher_education" if independent else "internal_unit")
            start = max(start, inner.end)
        start = self._from_place(start, head.start)
        proper = self._text[start : head.start]
        subject = self._g.subjects.fullmatch(proper) is not None
        if not proper or self._is_class(limit) or (self._g.is_generic(proper) and not subject):
            return None
        placed = bool(self._edges.places(start, head.start)) or proper.startswith(tuple(self._g.lists.short_places))
        general = self._text[head.start : head.end] == "学院"
        inside = general and not placed and subject
        if inside:
            start = self._both_subjects(start)
            owner = self._by_end.get(start)
            start = owner.start if owner is not None and owner.kind in self._g.schools else start
        return self._make(head, start, "internal_unit" if inside else "higher_education")

    def _both_subjects(self, start: int) -> int:
        """Return where a name with two subjects begins: 化工与材料学院."""
        if start > 2 and self._text[start - 1] in "与和":
            before = self._g.subject_before.search(self._text, max(0, start - 9), start - 1)
            return before.start() if before else start
        return start

    def _faculty(self, head: Head) -> Candidate | None:
        limit = self._limit(head, STRICT)
        inner = self._inner(limit.start, head)
        start = limit.start if inner is None else max(limit.start, inner.end)
        proper = self._text[start : head.start]
        if len(proper) < 2 or self._is_class(limit) or not self._g.subjects.fullmatch(proper):
            return None
        start = self._both_subjects(start)
        owner = self._by_end.get(start)
        if owner is not None and owner.kind in self._g.schools:
            return self._make(head, owner.start)
        return self._make(head, start)
