"""Rules that nearly matched a place: a guard that stood against it, or how far the pattern came."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from ..linting.trees import LOOKS, REPEATS, Node, chars_of, parse, walk, written
from ..rulebook import CompiledRule
from .bench import Bench, Field
from .conditions import finders

#: Why a field leaves out what its recogniser found.
_UNSETTLED = {
    "dates": "it was found, but there is no such day, or no year, month or anchor to count from",
    "institutions": "it was found, but it is linked to nothing that reports",
    "headcounts": "it was found, but another field has a claim on its place",
    "platforms": "it was found, but another field has a claim on its place",
    "measures": "it was found, but taken back later",
}
_BEFORE = 40
_MOST = 24
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Near:
    """A rule that nearly matched: what of the text it took, and the first condition that failed.

    `rank` puts them in order: the more of the place a rule took, the nearer; guards before missing words.
    """

    rule: str
    why: str
    matched: str
    failed: str
    kind: str
    rank: tuple[float, float]


def nearest(bench: Bench, field: Field, start: int, end: int, most: int = 5) -> list[Near]:
    """Return the rules of a field that came nearest to matching a place, the nearest first."""
    text = bench.doc.string
    found: list[Near] = []
    alternatives: list[tuple[int, CompiledRule, Sequence[Node]]] = []
    said = set(text[start:end])
    for rule in finders(bench.library, field):
        if rule.pattern.pattern == "(?!)":
            continue
        if near := _matched(bench, field, rule, start, end):
            found.append(near)
            continue
        for branch in _branches(rule.pattern.pattern):
            shared = len(said & _chars(branch))
            if shared or field in ("headcounts", "dates"):
                alternatives.append((shared, rule, branch))
    alternatives.sort(key=lambda a: -a[0])
    for _, rule, branch in alternatives[:_MOST]:
        if one := _near(rule, branch, text, start, end):
            found.append(one)
    if field == "platforms" and not any(near.rank[0] >= 1.5 for near in found):
        found.append(_names(bench, text[start:end]))
    best: dict[str, Near] = {}
    for one in sorted(found, key=lambda n: n.rank, reverse=True):
        best.setdefault(one.rule, one)
    return list(best.values())[:most]


def _names(bench: Bench, said: str) -> Near:
    """Return what the gazetteers have that looks like a name they do not have."""
    from rapidfuzz import process

    aliases = {
        alias.strip(): f"{table}.tsv:{row.get('id') or row['name']}"
        for table in ("platforms", "platform_names")
        for row in bench.library.gazetteer(table)
        for alias in (row.get("aliases") or row["name"]).split("；")
    }
    near = process.extract(said, list(aliases), limit=3, score_cutoff=50)
    told = ", ".join(f"{alias} ({aliases[alias]})" for alias, _, _ in near) or "none"
    failed = f"no gazetteer has the name; nearest: {told}. A line in gazetteers/platforms.tsv of your own adds it"
    why = "Platforms known by name."
    return Near("gazetteers/platforms.tsv", why, "", failed, "name unknown", (1.5, 0.0))


def _matched(bench: Bench, field: Field, rule: CompiledRule, start: int, end: int) -> Near | None:
    """Return a rule that does match the place, and what then stood in its way."""
    text = bench.doc.string
    hit = _touching(rule.pattern, text, start, end)
    if hit is None:
        return None
    taken = any(
        m.start() < end and start < m.end()
        for m in rule.finditer(text, max(0, start - _BEFORE), None)
        if m.start() < end
    )
    needs = rule.data.get("needs")
    if not taken:
        failed, kind = "the match would cut a number or a Latin word", "edge"
    elif needs and not bench.library.rulebook(needs).data.get("term"):
        failed, kind = (
            f"it waits for a calendar of yours: lay {needs}.toml over ours (--rules)",
            "required context absent",
        )
    elif any(rule.id in m.found_by.split("+") for m in bench.recognised(field, start, end)):
        failed, kind = _UNSETTLED[field], "unresolved"
    elif rule.data.keys() & {"needs_left", "needs_right", "range_only"}:
        failed, kind = "it counts only joined to another date (2月24、25日)", "required context absent"
    elif field == "institutions":
        failed, kind = _edge(bench, hit.start()), "no name in front of the head"
    else:
        failed, kind = "its parts make no value that can be, or a condition above refuses it", "value"
    return Near(rule.id, rule.source.why, hit[0], failed, kind, (2.0, _share(hit.span(), start, end)))


def _edge(bench: Bench, head: int) -> str:
    """Return what stands in front of a head that has no name."""
    line = bench.doc.string[max(0, head - 6) : head].split("\n")[-1]
    words = bench.library.rulebook("institutions/boundary").data
    for role, told in (("class", "a class"), ("stop", "the end of a name"), ("noun", "a common noun")):
        word = max((w for w in str(words[role]).split() if line.endswith(w)), key=len, default="")
        if word:
            return f"a head needs a name of its own in front; there stands {word}, which makes it {told}"
    return f"a head needs a name of its own in front; there stands {line or 'nothing'}"


def _near(rule: CompiledRule, branch: Sequence[Node], text: str, start: int, end: int) -> Near | None:
    bare = _without_looks(branch)
    if not bare:
        return None
    relaxed = _compile(bare)
    if relaxed is not None and (hit := _touching(relaxed, text, start, end)):
        looks = [node for node in walk(branch) if str(node[0]) in LOOKS]
        guard = _guard(branch, looks, text, start, end)
        if guard is not None:
            node, seen = guard
            kind = "guard" if str(node[0]) == "ASSERT_NOT" else "required context absent"
            failed = f"{_short(written([node]))}" + (f" stands against it: {seen}" if seen else " is not met")
            return Near(rule.id, rule.source.why, hit[0], failed, kind, (1.5, _share(hit.span(), start, end)))
    low, best = 0, None
    high = len(bare)
    while low < high:
        middle = (low + high + 1) // 2
        part = _compile(bare[:middle])
        match = part and _touching(part, text, start, end)
        if match:
            low, best = middle, match
        else:
            high = middle - 1
    if best is None or low >= len(bare):
        return None
    failed = (
        f"then it wants {_short(written([bare[low]]))}, but there is {text[best.end() : best.end() + 6] or 'the end'!r}"
    )
    return Near(rule.id, rule.source.why, best[0], failed, "prefix", (_share(best.span(), start, end), low / len(bare)))


def _guard(branch: Sequence[Node], looks: Sequence[Node], text: str, start: int, end: int) -> tuple[Node, str] | None:
    """Return the look that alone keeps a pattern from matching, and what it sees."""
    suspects = list(looks)
    while suspects:
        half = suspects[: max(1, len(suspects) // 2)]
        pattern = _compile(_without(branch, half))
        hit = _touching(pattern, text, start, end) if pattern is not None else None
        if hit and len(half) == 1:
            return half[0], _seen_by(half[0], text, hit)
        suspects = half if hit else suspects[len(half) :]
    return None


def _seen_by(node: Node, text: str, hit: re.Match[str]) -> str:
    if str(node[0]) != "ASSERT_NOT":
        return ""
    inner = _compile(list(node[1][1]))
    if inner is None:
        return ""
    around = text[max(0, hit.start() - 12) : hit.end() + 12]
    match = inner.search(around)
    return match[0] if match else ""


def _touching(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    """Return the match of a pattern that covers most of a place."""
    best: re.Match[str] | None = None
    at = max(0, start - _BEFORE)
    while match := pattern.search(text, at):
        if match.start() >= end:
            break
        if (
            match.end() > start
            and match[0]
            and (best is None or _share(match.span(), start, end) > _share(best.span(), start, end))
        ):
            best = match
        at = max(match.start() + 1, at + 1)
    return best


def _share(span: tuple[int, int], start: int, end: int) -> float:
    return max(0, min(span[1], end) - max(span[0], start)) / max(1, end - start)


@cache
def _branches(pattern: str) -> tuple[Sequence[Node], ...]:
    """Return the alternatives of a pattern at its top, what stands in front of and behind them included."""
    tree = parse(pattern)
    for number, node in enumerate(tree):
        if str(node[0]) == "BRANCH" and all(_light(n) for n in [*tree[:number], *tree[number + 1 :]]):
            return tuple([*tree[:number], *branch, *tree[number + 1 :]] for branch in node[1][1])
    return (tree,)


def _light(node: Node) -> bool:
    return str(node[0]) in LOOKS or (str(node[0]) in REPEATS and node[1][0] == 0) or str(node[0]) == "LITERAL"


def _chars(branch: Sequence[Node]) -> set[str]:
    found: set[str] = set()
    for node in walk(branch):
        chars = chars_of(node)
        if chars and sum(last - first + 1 for first, last in chars) < 40:
            found.update(chr(code) for first, last in chars for code in range(first, last + 1))
    return found


def _without_looks(sequence: Sequence[Node]) -> list[Node]:
    return _rebuilt(sequence, lambda node: str(node[0]) in LOOKS)


def _without(sequence: Sequence[Node], gone: Sequence[Node]) -> list[Node]:
    ids = {id(node) for node in gone}
    return _rebuilt(sequence, lambda node: id(node) in ids)


def _rebuilt(sequence: Sequence[Node], gone: Any) -> list[Node]:
    """Return a tree without some of its nodes."""
    kept: list[Node] = []
    for node in sequence:
        if gone(node):
            continue
        op, argument = str(node[0]), node[1]
        if op == "BRANCH":
            kept.append((node[0], (argument[0], [_sub(_rebuilt(b, gone)) for b in argument[1]])))
        elif op == "SUBPATTERN":
            kept.append((node[0], (*argument[:-1], _sub(_rebuilt(argument[-1], gone)))))
        elif op in REPEATS:
            kept.append((node[0], (argument[0], argument[1], _sub(_rebuilt(argument[2], gone)))))
        elif op == "ATOMIC_GROUP":
            kept.append((node[0], _sub(_rebuilt(argument, gone))))
        else:
            kept.append(node)
    return kept


def _sub(nodes: Sequence[Node], groups: int = 101) -> Any:
    parser = import_module("re._parser")
    state = parser.State()
    state.flags = int(re.UNICODE)
    state.groupwidths = [None] * groups
    return parser.SubPattern(state, list(nodes))


def _compile(nodes: Sequence[Node]) -> re.Pattern[str] | None:
    """Return a part of a tree as a pattern; None where it cannot stand alone."""
    # Groups are of no use here, and their numbers would not fit.
    try:
        pattern: re.Pattern[str] = import_module("re._compiler").compile(_sub(_ungrouped(nodes), 1))
    except (re.error, RuntimeError, IndexError, KeyError, AssertionError, TypeError):
        return None
    return pattern


def _ungrouped(nodes: Sequence[Node]) -> list[Node]:
    kept: list[Node] = []
    for node in nodes:
        op, argument = str(node[0]), node[1]
        if op == "SUBPATTERN":
            kept.append((node[0], (None, argument[1], argument[2], _sub(_ungrouped(argument[-1]), 1))))
        elif op == "BRANCH":
            kept.append((node[0], (argument[0], [_sub(_ungrouped(b), 1) for b in argument[1]])))
        elif op in REPEATS:
            kept.append((node[0], (argument[0], argument[1], _sub(_ungrouped(argument[2]), 1))))
        elif op == "ATOMIC_GROUP":
            kept.append((node[0], _sub(_ungrouped(argument), 1)))
        elif op in LOOKS:
            kept.append((node[0], (argument[0], _sub(_ungrouped(argument[1]), 1))))
        else:
            kept.append(node)
    return kept


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
