"""Faults of patterns: what does not compile, does not fit the text, can never be taken, or takes for ever."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from warnings import catch_warnings, simplefilter

from ..errors import RuleFileError
from ..rulebook import expand, within_lines
from .ambiguity import ambiguities
from .probe import is_slow, slow_pump
from .trees import LOOKS, REPEATS, Node, chars_of, children, parse, walk, within, written

_CALL = re.compile(r"\(\?&([A-Za-z_][A-Za-z0-9_]*)\)")
_REFUSED = re.compile(r"(?<!\\)(?:\\\\)*(\\[bBwWdDsS])")
_EVERYTHING = re.compile(r"\[(?:\\s\\S|\\S\\s|\\w\\W|\\d\\D)\]")
#: Stands for the call of a fragment where only the words around it matter.
_OPAQUE = 0xE000


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of one pattern; `token` is what of it to look for in the file, to tell the line."""

    code: str
    message: str
    token: str = ""


def own_faults(pattern: str, never: Mapping[str, str]) -> Iterator[Fault]:
    """Yield the faults that show in a pattern as it is written, fragments unopened.

    Args:
        pattern: A pattern, fragment or other piece.
        never: Characters that normalised text never has, with what stands there instead.
    """
    names: list[str] = []

    def opaque(call: re.Match[str]) -> str:
        names.append(call[1])
        return chr(_OPAQUE + len(names) % 0x1000)

    closed = _CALL.sub(opaque, pattern)
    for match in _REFUSED.finditer(_EVERYTHING.sub("", closed)):
        yield Fault(
            "FK203", f"uses {match[1]}: Chinese words have no edges, and \\d takes １, \\s a line end.", match[1]
        )
    try:
        with catch_warnings():
            simplefilter("error", FutureWarning)
            tree = parse(closed)
    except re.error as error:
        yield Fault("FK201", f"does not compile: {error}.")
        return
    except FutureWarning as warning:
        yield Fault("FK201", f"may come to mean something else: {warning}.")
        return
    for char in dict.fromkeys(_literals(tree)):
        if (put := never.get(char)) is not None:
            instead = f"; {put!r} stands there" if put else ""
            yield Fault("FK204", f"holds {char!r} (U+{ord(char):04X}), which normalisation takes away{instead}.", char)
    yield from _twice(tree)


def whole_faults(pattern: str, *, searched: bool) -> Iterator[Fault]:
    """Yield the faults of a pattern with its fragments in it.

    Args:
        pattern: The pattern as it runs.
        searched: Whether a match may end where it likes (`search`), so that a shorter alternative hides a longer one.
    """
    tree = parse(pattern)
    if any(str(node[0]) == "ASSERT_NOT" and not node[1][1] for node in tree):
        yield Fault("FK210", "can never match.")
        return
    compiled = re.compile(pattern)
    if searched and compiled.search(""):
        yield Fault("FK205", "matches where nothing stands.")
        return
    if searched:
        yield from _unreachable(tree, tail=True)
    exploding = False
    for found in ambiguities(tree):
        if found.certain or is_slow(compiled, tree, found.pump):
            exploding = True
            yield Fault("FK208", f"reads {found.pump!r} in several ways by {_short(found.repeat)}.")
    if not exploding and (pump := slow_pump(compiled, tree)) is not None:
        yield Fault("FK209", f"takes long over {pump[:12]!r}, said a thousand times.")


def expanded(pattern: str, pieces: Mapping[str, str], rule: str) -> str | Fault:
    """Return a pattern with its fragments in it, or what is wrong with them."""
    try:
        return within_lines(expand(pattern, pieces, "", rule))
    except RuleFileError as error:
        told = str(error).split(f"rule {rule!r} ", 1)[-1].split(" Fix the name")[0].removesuffix(" Break it.")
        call = re.search(r"\(\?&[^)]*\)", told)
        return Fault("FK202", told, call[0] if call else "")


def calls(text: str) -> Iterator[str]:
    """Yield the names of the fragments that a pattern calls."""
    yield from (match[1] for match in _CALL.finditer(text))


def _literals(tree: Sequence[Node]) -> Iterator[str]:
    for node in walk(tree):
        op = str(node[0])
        if op in ("LITERAL", "NOT_LITERAL"):
            yield chr(node[1])
        elif op == "IN":
            yield from (chr(value) for kind, value in node[1] if str(kind) == "LITERAL")


def _twice(tree: Sequence[Node]) -> Iterator[Fault]:
    for node in walk(tree):
        if str(node[0]) == "IN":
            told = [chr(value) for kind, value in node[1] if str(kind) == "LITERAL"]
            yield from (
                Fault("FK207", f"has {char!r} twice among the characters of one place.", char)
                for char in dict.fromkeys(c for n, c in enumerate(told) if c in told[:n])
            )
        if str(node[0]) == "BRANCH":
            branches = [(repr(list(branch)), branch) for branch in node[1][1]]
            seen: set[str] = set()
            for key, branch in branches:
                if key in seen:
                    told_twice = written(branch)
                    yield Fault("FK207", f"has the alternative {_short(told_twice)} twice.", _token(told_twice))
                seen.add(key)


def _unreachable(sequence: Sequence[Node], *, tail: bool) -> Iterator[Fault]:
    for number, node in enumerate(sequence):
        op = str(node[0])
        last = tail and _may_be_empty(sequence[number + 1 :])
        if op == "BRANCH" and last:
            yield from _taken(node[1][1])
        # Once a look or an atomic group has matched, its other readings are forgotten.
        inner_tail = op in LOOKS or op in ("ATOMIC_GROUP",) or (last and op not in REPEATS)
        for inner in children(node):
            yield from _unreachable(inner, tail=inner_tail)


def _taken(branches: Sequence[Sequence[Node]]) -> Iterator[Fault]:
    for number, branch in enumerate(branches):
        for earlier in branches[:number]:
            if repr(list(earlier)) != repr(list(branch)) and _takes(earlier, branch):
                first = written(earlier) or "nothing"
                message = (
                    f"never comes to {_short(written(branch))}: {_short(first)} in front of it takes its beginning."
                )
                yield Fault("FK206", message, _token(written(branch)))
                break


def _takes(earlier: Sequence[Node], later: Sequence[Node]) -> bool:
    """Tell whether whatever `later` matches, `earlier` matches a beginning of it."""
    for number, node in enumerate(earlier):
        if _may_be_empty(earlier[number:]):
            return True
        own = chars_of(node)
        if own is None or number >= len(later):
            return False
        other = later[number]
        theirs, end = chars_of(other), False
        if theirs is None and str(other[0]) in REPEATS and other[1][0] > 0 and len(other[1][2]) == 1:
            theirs, end = chars_of(other[1][2][0]), True
        if theirs is None or not within(theirs, own):
            return False
        if end:
            return _may_be_empty(earlier[number + 1 :])
    return True


def _may_be_empty(sequence: Sequence[Node]) -> bool:
    """Tell whether a sequence matches nothing without a condition."""
    for node in sequence:
        op, argument = str(node[0]), node[1]
        if op in REPEATS:
            if argument[0] > 0 and not _may_be_empty(argument[2]):
                return False
        elif op == "SUBPATTERN":
            if not _may_be_empty(argument[-1]):
                return False
        elif op == "BRANCH":
            if not any(_may_be_empty(branch) for branch in argument[1]):
                return False
        else:
            return False
    return True


def _short(text: str) -> str:
    return text if len(text) <= 32 else text[:31] + "…"


def _token(text: str) -> str:
    """Return the longest plain stretch of a piece, which stands in the file as it is."""
    return max(re.split(r"[][(){}|?*+\\^$.…]", text), key=len, default="")


def pieces_of(fragments: Mapping[str, str], lexicon: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Return what each fragment and word list stands for in a pattern, as the rulebook reads them."""
    pieces = dict(fragments)
    for name, words in lexicon.items():
        pieces[name] = "|".join(map(re.escape, sorted(words, key=lambda w: (-len(w), w)))) or "(?!)"
    return pieces
