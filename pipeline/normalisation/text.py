"""The text that rules see, with the way back to the raw text for every character."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..mention import Notice
from ..rulebook import CompiledRule, RuleLibrary
from .lines import joins

_FULL_WIDTH = {0xFF00 + n: 0x20 + n for n in (*range(0x10, 0x1A), *range(0x21, 0x3B), *range(0x41, 0x5B))}
# U+FFFD, and what is left where bytes of a character were destroyed: 各高?;謴, 返;騺硇.
_DESTROYED = re.compile("\ufffd+|(?<=[一-鿿])[?？;](?=[;；㐀-䶿]|[騺茨恚謴硇])")
_TRADITIONAL_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """A text as rules see it. `raw` is the text as given; offsets without a word before them count in `text`."""

    raw: str
    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None
    notices: tuple[Notice, ...] = field(default=(), compare=False)

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw span of a normalised span, glosses behind its last character included.

        Raises:
            ValueError: If the span is empty or leaves the text.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"[{start}, {end}) is no span of a text of {len(self.text)} characters")
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


class Normaliser:
    """Take noise away and unify writing, keeping the way back. Rules: rules/normalisation.toml."""

    def __init__(self, library: RuleLibrary) -> None:
        book = library.rulebook("normalisation")
        self._steps = book.rules
        self._characters = str.maketrans(book.data["characters"]) | _FULL_WIDTH
        self._frame_line = re.compile(book.data["frame_line"])
        rows = library.gazetteer("script")
        self._script = {ord(r["traditional"]): r["simplified"] for r in rows if r["legit"] == "0"}
        self._script_all = {ord(r["traditional"]): r["simplified"] for r in rows}
        self._traditional = frozenset(map(chr, self._script))

    def __call__(self, raw: str) -> NormalisedText:
        """Return the normalised text. Never raises, whatever the string holds."""
        draft = _Draft(raw, self._translate_widths(raw))
        for step in self._steps:
            draft.apply(step)
        # Most pages hold none: a look at the characters there are is ten times as quick as one at each place.
        if there := self._traditional.intersection(draft.text):
            count = sum(map(draft.text.count, there))
            traditional = count > _TRADITIONAL_SHARE * len(draft.text)
            draft.text = draft.text.translate(self._script_all if traditional else self._script)
        draft.delete(joins(draft.text, self._frame_line))
        return draft.finish(_notices(raw))

    def _translate_widths(self, raw: str) -> str:
        return raw.translate(self._characters)


class _Draft:
    """A text under work: characters, and for each its raw range once the two have parted."""

    def __init__(self, raw: str, text: str) -> None:
        self._raw = raw
        self.text = text
        self._starts: list[int] | None = None
        self._ends: list[int] | None = None

    def apply(self, step: CompiledRule) -> None:
        matches = list(step.pattern.finditer(self.text))
        if len(matches) < step.data.get("at_least", 1):
            return
        action = step.data["action"]
        edits = []
        for match in matches:
            put = ""
            if action == "newline":
                put = "\n"
            elif action == "entity":
                put = html.unescape(match[0].replace("&amp;", "&"))
                if len(put) != 1:
                    continue
                put = " " if put.isspace() else put
            edits.append((*match.span(), put))
        self._edit(edits, gloss=action == "gloss")

    def delete(self, places: Sequence[int]) -> None:
        if places:
            self._edit([(at, at + 1, "") for at in places], gloss=False)

    def _edit(self, edits: Sequence[tuple[int, int, str]], *, gloss: bool) -> None:
        if not edits:
            return
        starts = self._starts if self._starts is not None else list(range(len(self.text)))
        ends = self._ends if self._ends is not None else list(range(1, len(self.text) + 1))
        pieces: list[str] = []
        new_starts: list[int] = []
        new_ends: list[int] = []
        at = 0
        for left, right, put in edits:
            pieces.append(self.text[at:left])
            new_starts += starts[at:left]
            new_ends += ends[at:left]
            if put:
                pieces.append(put)
                new_starts.append(starts[left])
                new_ends.append(ends[right - 1])
            elif gloss and new_ends:
                new_ends[-1] = ends[right - 1]
            at = right
        pieces.append(self.text[at:])
        self.text = "".join(pieces)
        self._starts = new_starts + starts[at:]
        self._ends = new_ends + ends[at:]

    def finish(self, notices: tuple[Notice, ...]) -> NormalisedText:
        return NormalisedText(self._raw, self.text, self._starts, self._ends, notices)


def _notices(raw: str) -> tuple[Notice, ...]:
    destroyed = len(_DESTROYED.findall(raw))
    if not destroyed:
        return ()
    return (
        Notice(
            "unreadable_text",
            f"{destroyed} place(s) hold characters whose bytes were destroyed before the text reached us; "
            "what stood there is lost and was not guessed.",
        ),
    )
