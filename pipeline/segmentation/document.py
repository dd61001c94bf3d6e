"""A report laid out: blocks with their kinds, sentences and clauses. All offsets count normalised characters."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeVar

from ..normalisation.text import NormalisedText

BlockKind = Literal["nav", "title", "meta", "body", "heading", "salutation", "signature", "byline", "related", "footer"]
#: Kinds of block that tell of the matter itself; the others are the frame of the page.
CONTENT: frozenset[BlockKind] = frozenset({"title", "body", "heading", "salutation", "signature"})


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text, half open, without white space at its ends."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A line (or a paragraph inside a long line) and what it is on the page."""

    start: int
    end: int
    kind: BlockKind

    @property
    def is_content(self) -> bool:
        """Tell whether the block belongs to the report itself, not to the frame of the page."""
        return self.kind in CONTENT


_S = TypeVar("_S", Segment, Block)


@dataclass(frozen=True)
class Document:
    """What every recogniser gets. `text.text` is what rules match on."""

    text: NormalisedText
    blocks: tuple[Block, ...]
    sentences: tuple[Segment, ...]
    clauses: tuple[Segment, ...]
    title: Block | None

    @property
    def string(self) -> str:
        """The normalised text."""
        return self.text.text

    def block_at(self, at: int) -> Block | None:
        """Return the block that holds a character, or None between blocks."""
        return _holding(self.blocks, self._block_starts, at)

    def sentence_at(self, at: int) -> Segment | None:
        """Return the sentence that holds a character (ends at 。！？ or a line end), or None between sentences."""
        return _holding(self.sentences, self._sentence_starts, at)

    def clause_at(self, at: int) -> Segment | None:
        """Return the clause that holds a character (ends at 。！？；： or a line end), or None between clauses."""
        return _holding(self.clauses, self._clause_starts, at)

    def in_content(self, at: int) -> bool:
        """Tell whether a character belongs to the report itself, not to the frame of the page."""
        block = self.block_at(at)
        return block is not None and block.is_content

    @cached_property
    def _block_starts(self) -> list[int]:
        return [block.start for block in self.blocks]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    @cached_property
    def _clause_starts(self) -> list[int]:
        return [clause.start for clause in self.clauses]


def _holding(items: Sequence[_S], starts: Sequence[int], at: int) -> _S | None:
    index = bisect_right(starts, at) - 1
    return items[index] if index >= 0 and at < items[index].end else None
