"""Invented names of institutions, places and persons, made from the patterns of real ones."""

from __future__ import annotations

import random
import re
import tomllib
from pathlib import Path

from fangkong.pipeline.places import short_name
from fangkong.pipeline.rulebook import RuleLibrary

_SOURCE = tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
PATTERNS: dict[str, list[str]] = _SOURCE["patterns"]
WORDS: dict[str, str] = _SOURCE["words"]
_SLOT = re.compile(r"\{([a-z_0-9]+|PER|LOC)\}")
KINDS = tuple(list(PATTERNS)[:17])
assert KINDS[-1] == "other"


class Names:
    """Draws names of a kind; the same seed gives the same names."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        rows = [(r["id"], r["name"]) for r in RuleLibrary().gazetteer("divisions")]
        prov = [n for i, n in rows if i.endswith("0000")]
        city = [n for i, n in rows if i.endswith("00") and not i.endswith("0000") and n[-1] in "市州盟区"]
        county = [n for i, n in rows if not i.endswith("00") and n.endswith(("县", "旗", "市"))]
        district = [n for i, n in rows if not i.endswith("00") and n.endswith("区")]
        self._lists = {name: words.split() for name, words in WORDS.items()}
        self._lists |= {"prov": prov, "city": city, "county": county, "district": district}
        for name in ("prov", "city", "county"):
            self._lists["short" + name] = [s for n in self._lists[name] if len(s := short_name(n)) > 1]

    def draw(self, kind: str) -> str:
        """Return one name of a kind: one of KINDS, PER or LOC."""
        pattern = self._random.choice(PATTERNS[kind] if kind in PATTERNS else self._lists[kind])
        return _SLOT.sub(lambda slot: self.draw(slot[1]), pattern)
