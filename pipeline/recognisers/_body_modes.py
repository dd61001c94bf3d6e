"""Bureaus, party bodies, units: heads that may stand alone, behind a place or behind an owner."""

from __future__ import annotations

from collections.abc import Mapping

from ._edges import STRICT
from ._growth import LOOSE, MAX_PROPER, MAX_ZONE, Growth, Mode
from ._heads import Candidate, Head

_FACULTY = "系"
#: Characters of a line that a name may begin in.
_LINE = 44
_COLLEGE = "学院"


class BodyModes(Growth):
    """Bureaus, party bodies, units: heads that may stand alone, behind a place or behind an owner."""

    def modes(self) -> Mapping[str, Mode]:
        """Return the ways to grow, by the name that a rule's data gives them."""
        return {
            "fixed": self._fixed,
            "org": self._org,
            "placed-head": self._org,
            "placed": self._placed,
            "attached": self._attached,
            "party": self._party,
            "party-of": self._party_of,
            "task": self._task,
            "free": self._task,
            "command": self._command,
            "owned": self._owned,
            "edge": self._edge,
        }

    def _fixed(self, head: Head) -> Candidate | None:
        return self._make(head, head.start)

    def _edge(self, head: Head) -> Candidate | None:
        """Take a head of a few letters only where nothing but a stop or a mark stands in front of it."""
        limit = self._limit(head, STRICT)
        return self._make(head, head.start) if limit.start == head.start and limit.role != "class" else None

    def _org(self, head: Head) -> Candidate | None:
        over = self._edges.token_over(head.start)
        if over is not None and over.role == "place" and over.end == head.start + 1:
            # 单县委: the place and the head share a letter
            limit = self._edges.limit(over.start, STRICT)
            return self._make(head, limit.start if self._is_cut(limit.start, over) else over.start)
        limit = self._limit(head, STRICT)
        start = limit.start
        inner = self._inner(start, head)
        if inner is not None:
            both_party = inner.kind == head.data["kind"] == "party_body"
            if both_party and inner.end == head.start and self._text[head.start] not in self._g.lists.letters:
                return self._make(head, inner.start)
            part = inner.kind == head.data["kind"] == "government" and self._text.endswith(
                self._g.bureau_parts, 0, head.end
            )
            if part and inner.end == head.start:
                return self._make(head, inner.start)
            start = max(start, inner.end)
        if self._text.startswith("中共", head.start):
            return self._make(head, head.start)
        begin = self._place_prefix(start, head.start)
        if limit.role == "class" and (begin == limit.start or self._is_class(limit)):
            return None
        if head.start - begin <= 1 and self._g.lists.listed_class.search(self._text, max(0, begin - MAX_PROPER), begin):
            return None
        letter = self._text[head.start - 1] if begin < head.start else self._text[head.start]
        return self._make(head, self._coordinated(begin, letter))

    def _placed(self, head: Head) -> Candidate | None:
        made = self._org(head)
        return made if made is not None and made.start < head.start else None

    def _attached(self, head: Head) -> Candidate | None:
        limit = self._limit(head, LOOSE)
        inner = self._touching(head)
        if inner is not None and inner.kind in self._g.owners and inner.rule not in self._g.units:
            return self._make(head, inner.start)
        if limit.role == "class" and limit.start == head.start:
            return None
        if inner is not None and inner.kind == "party_body":
            return self._make(head, inner.start, "party_body")
        return self._make(head, head.start)

    def _party_of(self, head: Head) -> Candidate | None:
        """Take the committee of a party in what is named right in front: 共青团|柳河师范学校|委员会."""
        inner = self._touching(head)
        if inner is None or inner.end != head.start:
            return None
        if self._text.startswith(self._g.parties, inner.start):
            return self._make(head, inner.start)
        party = next((p for p in self._g.parties if self._text.endswith(p, 0, inner.start)), "")
        return self._make(head, inner.start - len(party)) if party else None

    def _party(self, head: Head) -> Candidate | None:
        limit = self._limit(head, STRICT)
        inner = self._touching(head)
        if inner is not None:
            kind = "party_body" if inner.kind in {"community", "government", "party_body"} else "internal_unit"
            named_party = self._text.endswith("中共", 0, inner.start)
            return self._make(head, inner.start - 2 if named_party else inner.start, kind)
        before = self._text[limit.start : head.start]
        if limit.role == "class" and (not before or self._g.is_generic(before)):
            return None
        if before and before in self._g.lists.letters:
            return self._make(head, limit.start, "party_body")
        subject = self._g.subject_before.search(before) if self._text[head.start] == _FACULTY else None
        if subject:
            return self._make(head, limit.start + subject.start())
        if 1 < len(before) <= MAX_ZONE and not self._is_class(limit):
            if before.endswith(self._g.party_places):
                return self._make(head, self._from_place(limit.start, head.start), "party_body")
            if before.endswith(self._g.parts) and not self._g.is_generic(before):
                return self._make(head, limit.start)
        return self._make(head, head.start)

    def _task(self, head: Head) -> Candidate | None:
        limit = self._limit(head, LOOSE)
        inner = self._inner(limit.start, head)
        if inner is not None and inner.kind in self._g.owners | {"party_body", "epidemic_command", "community"}:
            own = inner.kind in self._g.owners and inner.kind != "government"
            return self._make(head, inner.start, "internal_unit" if own else self._placed_task(inner, head))
        start = self._from_place(limit.start if inner is None else inner.end, head.start)
        if self._text.startswith(_COLLEGE, start, head.start):
            start += len(_COLLEGE)
        before = self._text[start : head.start]
        if limit.role == "class" and (not before or self._is_class(limit)):
            return None
        if not before or self._g.is_generic(before):
            return self._make(head, head.start) if head.data.get("bare") else None
        return self._make(head, start, self._kind_of_task(head, start, before))

    def _placed_task(self, inner: Candidate, head: Head) -> str:
        """Return the kind of a task body of a place's committee: a command, if it is against the epidemic."""
        against = any(word in self._text[inner.end : head.end] for word in self._g.epidemic)
        return "epidemic_command" if against and inner.kind in {"party_body", "government"} else inner.kind

    def _kind_of_task(self, head: Head, start: int, before: str) -> str:
        kind: str = head.data["kind"]
        if kind != "internal_unit" or any(word in before for word in self._g.inner_words):
            return kind
        placed = before[0] in self._g.lists.letters or any(
            p.start == start for p in self._edges.places(start, head.start)
        )
        return "epidemic_command" if placed else kind

    def _command(self, head: Head) -> Candidate | None:
        limit = self._limit(head, STRICT)
        inner = self._inner(limit.start, head)
        if inner is not None and inner.end == head.start:
            own = inner.kind in self._g.owners and inner.kind != "government"
            return self._make(head, inner.start, "internal_unit" if own else None)
        if limit.role == "class" and limit.start == head.start:
            return None
        if self._is_class(limit):
            return None
        begin = self._place_prefix(limit.start, head.start)
        if begin == head.start and (line := self._g.broken_line.search(self._text, max(0, begin - _LINE), begin)):
            return self._make(head, self._from_place(line.start("name"), line.end("name")))
        before = self._text[max(0, head.start - 2) : head.start]
        if begin == head.start and before[-1:] in self._g.unit_owners:
            outside = before[:1] in self._g.outside
            return self._make(head, head.start if outside else head.start - 1, "internal_unit")
        return self._make(head, begin)

    def _owned(self, head: Head) -> Candidate | None:
        inner = self._by_end.get(head.start)
        if inner is not None and inner.kind in self._g.owners:
            return self._make(head, inner.start)
        if self._text.startswith(self._g.own_letter, head.start):
            return self._make(head, head.start)
        before = self._text[max(0, head.start - 2) : head.start]
        if before[-1:] == "校" and before[:1] not in self._g.outside:
            return self._make(head, head.start - 1)
        return None
