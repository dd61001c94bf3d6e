"""`python -m tests.fuzz.run text|files [-max_total_time=600 …]`: fuzz one door with atheris, guided by coverage.

Needs atheris (`pip install 'fangkong[fuzz]'`; wheels for Linux on x86-64). It begins with the seeds of this folder and
with every example of every rule, and mutates them as bytes and as words. A finding does not stop it: each that is new
is written to build/fuzz/DOOR/findings, with what went wrong beside it. What follows the door goes to libFuzzer.
"""

from __future__ import annotations

import hashlib
import random
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["fangkong.pipeline", "fangkong.schemas"]):
    from fangkong.pipeline import run  # noqa: F401
    from fangkong.pipeline.reading import html  # noqa: F401

from tests.examples import rule_files, unmark
from tests.fuzz.properties import DOORS, TooSlow, check_text
from tests.test_robustness import WORDS

HERE = Path(__file__).parent
OUT = Path("build/fuzz")
_WORDS = [word.encode() for word in WORDS.split()] + [b"\n", b" ", "\u200b".encode(), b"<table><tr><td>", b'{"text": "']
_WORD_ONE_IN = 2


def main(door: str, options: list[str]) -> None:
    check = DOORS[door]
    findings, corpus = OUT / door / "findings", OUT / door / "corpus"
    for folder in (findings, corpus):
        folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds(door):
        (corpus / hashlib.sha1(seed).hexdigest()).write_bytes(seed)
    seen: set[str] = set()

    def one(data: bytes) -> None:
        try:
            check(data)
        except Exception as error:
            kind = _kind(error)
            if kind not in seen:
                seen.add(kind)
                name = f"{type(error).__name__}-{hashlib.sha1(data).hexdigest()[:12]}"
                (findings / name).write_bytes(data)
                (findings / f"{name}.txt").write_text(traceback.format_exc(), encoding="utf-8")
                print(f"FINDING {name}: {kind}", flush=True)

    def mutate(data: bytes, max_size: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if chance.randrange(_WORD_ONE_IN):
            return atheris.Mutate(data, max_size)
        return _with_words(data, chance)[:max_size]

    atheris.Setup([sys.argv[0], *options, str(corpus)], one, custom_mutator=mutate)
    atheris.Fuzz()


def seeds(door: str) -> Iterator[bytes]:
    """Yield the inputs to begin with: those of this folder, and the examples of the rules as texts or as files."""
    for path in sorted((HERE / "seeds" / door).iterdir()):
        yield path.read_bytes()
    for book, _ in rule_files():
        for rule in book.rules:
            for example in (*rule.source.positive, *rule.source.negative):
                text = unmark(example.text)[0]
                yield b"\0" + text.encode() if check_text is DOORS[door] else b"\1<html><p>" + text.encode()


def _with_words(data: bytes, chance: random.Random) -> bytes:
    """Return the input with words put in, taken out, doubled or moved: at the bounds of characters, not in them."""
    head, text = data[:1] or b"\0", data[1:].decode("utf-8", errors="ignore")
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(text))
        end = min(len(text), at + chance.randint(0, 8))
        piece = chance.choice(_WORDS).decode()
        match chance.randrange(5):
            case 0:
                text = text[:at] + piece + text[at:]
            case 1:
                text = text[:at] + text[end:]
            case 2:
                text = text[:at] + text[at:end] * chance.randint(2, 12) + text[end:]
            case 3:
                text = text[:at] + piece + text[end:]
            case _:
                to = chance.randint(0, len(text))
                text = text[:to] + text[at:end] + text[to:]
    return head + text.encode()


def _kind(error: Exception) -> str:
    """Return what makes two findings the same: the error and the innermost lines of ours that it came through."""
    if isinstance(error, TooSlow):
        return f"TooSlow: {str(error).rsplit(': ', 1)[1][:6]}"
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "fangkong" in f.filename or "tests" in f.filename]
    return f"{type(error).__name__} " + " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in frames[:-4:-1])


if __name__ == "__main__":
    if sys.argv[1:2] not in (["text"], ["files"]):
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
