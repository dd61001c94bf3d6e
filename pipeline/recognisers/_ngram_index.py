"""Which n-grams of some vocabularies each of many texts holds: all texts of a report looked up at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Bits of a key for one character; above four of them stand the length of the n-gram and the number of its vocabulary.
_BITS = 14
_LONGEST = 4
_LENGTH, _VOCABULARY = _LONGEST * _BITS, _LONGEST * _BITS + 3
_MOST_VOCABULARIES = 8
#: Bits of a place in the vocabularies.
_PLACE = 32
_PLANE = 0x10000
_MULTIPLIER = 0x9E3779B97F4A7C15


class NgramIndex:
    """Look up n-grams of up to four characters in several vocabularies.

    A report is short and a step of numpy dear, so all lengths and all vocabularies share each step.

    Args:
        vocabularies: The n-grams of each; places in the row of all of them are what the index gives.
        edge: The character that stands for either end of a text.
    """

    def __init__(self, vocabularies: Sequence[Sequence[str]], edge: str) -> None:
        import numpy as np

        self._edge = edge
        grams = [gram for vocabulary in vocabularies for gram in vocabulary]
        # Characters of the vocabularies get a number of their own, all others none; every digit counts as 0.
        numbers = {character: number for number, character in enumerate(sorted(set("".join(grams))), 1)}
        if len(numbers) >= 1 << _BITS or any(not 0 < len(gram) <= _LONGEST for gram in grams):
            raise ValueError(f"an index holds n-grams of 1 to {_LONGEST} of {(1 << _BITS) - 1} characters at most")
        if len(vocabularies) > _MOST_VOCABULARIES:
            raise ValueError(f"an index holds {_MOST_VOCABULARIES} vocabularies at most")
        self._numbers = np.zeros(_PLANE + 1, dtype=np.int64)
        self._far = {character: number for character, number in numbers.items() if ord(character) >= _PLANE}
        for character, number in numbers.items():
            self._numbers[min(ord(character), _PLANE)] = number
        self._numbers[_PLANE] = 0
        far = bool(self._far)
        plain = self._numbers.copy()  # the vocabularies' own digits are told apart
        self._numbers[_digits()] = numbers.get("0", 0)
        self._longest = [max(map(len, vocabulary), default=0) for vocabulary in vocabularies]
        if far:
            keys = np.array([_key([numbers[character] for character in gram]) for gram in grams], dtype=np.int64)
        else:
            keys = _keys(grams, plain)
        self._fill(keys | np.repeat(np.arange(len(vocabularies)), list(map(len, vocabularies))) << _VOCABULARY)

    def _fill(self, keys: NDArray[np.int64]) -> None:
        """Lay the keys out in a table with open addresses: a taken place sends on to the next."""
        import numpy as np

        bits = max(4, len(keys).bit_length() + 2)
        self._shift, self._mask = np.uint64(64 - bits), (1 << bits) - 1
        self._keys = np.zeros(1 << bits, dtype=np.int64)  # no key is 0: the length stands in each
        self._places = np.zeros(1 << bits, dtype=np.int32)
        left, at = np.arange(len(keys)), self._first(keys)
        while len(left):
            free = self._keys[at] == 0
            self._keys[at[free]] = keys[left[free]]  # of several that want one place, the last gets it
            placed = self._keys[at] == keys[left]
            self._places[at[placed]] = left[placed]
            left, at = left[~placed], (at[~placed] + 1) & self._mask

    def _first(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        import numpy as np

        return ((keys.view(np.uint64) * _MULTIPLIER) >> self._shift).view(np.int64)

    def _look_up(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the place of each key in the row of vocabularies, -1 for those that are in none."""
        import numpy as np

        at = self._first(keys)
        held = self._keys.take(at)
        missed = held != keys
        found = self._places.take(at).astype(np.int64)
        found[missed] = -1
        on = np.flatnonzero(missed & (held != 0))
        at, keys = at[on], keys[on]
        while len(on):
            at = (at + 1) & self._mask
            held = self._keys.take(at)
            hit = held == keys
            found[on[hit]] = self._places[at[hit]]
            further = ~hit & (held != 0)
            on, at, keys = on[further], at[further], keys[further]
        return found

    def __call__(self, texts: Sequence[Sequence[str]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return pairs (number of the text, place of an n-gram that it holds), sorted, each once.

        Args:
            texts: For each vocabulary the texts to look up in it; their numbers run on from one to the next.
        """
        import numpy as np

        edge = self._edge
        every = [edge + text + edge for some in texts for text in some]
        sizes = np.array(list(map(len, every)), dtype=np.int64)
        numbers = self._numbers_of("".join(every))
        owner = np.repeat(np.arange(len(every)), sizes)
        # How many n-grams of any length begin at a character: those that end with the text, of the vocabulary's length.
        counts = list(map(len, texts))
        longest = np.repeat(self._longest, counts)
        room = np.minimum((np.cumsum(sizes))[owner] - np.arange(len(numbers)), longest[owner])
        marks = np.repeat(np.arange(len(texts)), counts)[owner] << _VOCABULARY
        asked, owners = [], []
        key = np.zeros(len(numbers), dtype=np.int64)
        for size in range(1, max(self._longest, default=0) + 1):
            stop = len(numbers) - size + 1
            if stop <= 0:
                break
            key = (key[:stop] << _BITS) | numbers[size - 1 :]
            inside = np.flatnonzero(room[:stop] >= size)
            asked.append(key[inside] | marks[inside] | size << _LENGTH)
            owners.append(owner[inside])
        if not asked:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        places = self._look_up(np.concatenate(asked))
        known = np.flatnonzero(places >= 0)
        pairs = np.sort((np.concatenate(owners)[known] << _PLACE) | places[known])
        pairs = pairs[np.diff(pairs, prepend=-1) != 0]  # np.unique is ten times slower on so few
        return pairs >> _PLACE, pairs & ((1 << _PLACE) - 1)

    def _numbers_of(self, text: str) -> NDArray[np.int64]:
        """Return the number of each character of a text."""
        import numpy as np

        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        numbers: NDArray[np.int64] = self._numbers[np.minimum(codes, _PLANE)]
        if len(codes) and int(codes.max()) >= _PLANE:
            for at in np.flatnonzero(codes >= _PLANE).tolist():
                numbers[at] = self._numbers[ord("0")] if text[at].isdigit() else self._far.get(text[at], 0)
        return numbers


@cache
def _digits() -> NDArray[np.int64]:
    """Return the codes of the characters that `str.isdigit` knows, those beyond the first plane left out."""
    import numpy as np

    return np.array([code for code in range(_PLANE) if chr(code).isdigit()], dtype=np.int64)


def _keys(grams: Sequence[str], numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the keys of n-grams, all at once; see `_key`."""
    import numpy as np

    sizes = np.array([len(gram) for gram in grams], dtype=np.int64)
    codes = np.frombuffer("".join(grams).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    firsts = np.cumsum(sizes) - sizes
    keys = np.zeros(len(grams), dtype=np.int64)
    for offset in range(_LONGEST):
        longer = sizes > offset
        keys[longer] = keys[longer] << _BITS | numbers[codes[firsts[longer] + offset]]
    return keys | sizes << _LENGTH


def _key(numbers: Sequence[int]) -> int:
    key = 0
    for number in numbers:
        key = key << _BITS | number
    return key | len(numbers) << _LENGTH
