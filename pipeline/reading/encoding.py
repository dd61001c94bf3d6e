"""Bytes to text, in the encodings Chinese reports come in. Strict: what cannot be decoded is refused, never replaced.

UTF-8 is tried first, for nothing else passes as UTF-8 by chance. Then the text must prove itself: each of the other
encodings is tried, and judged by how many of its characters are everyday ones. See Note [Everyday characters].
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from functools import cache

from ..errors import UnreadableInput

_MARKS = {  # UTF-32 before UTF-16: its mark begins with the other's
    "utf-8": codecs.BOM_UTF8,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
}
# First bytes that tell what a file is, if not a text. Formats whose first bytes are letters need their whole mark.
_MAGIC = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive, as .docx and .xlsx are"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Excel document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "gzip data"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ", "xz data"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x28\xb5\x2f\xfd", "Zstandard data"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"\x7fELF", "a program"),
)
_REMEDY = "Convert it to UTF-8 (for example: iconv -f gb18030 -t utf-8), or leave it out."
_CONTROLS = frozenset(map(chr, range(32))) - frozenset("\t\n\v\f\r")
_SAMPLE = 4096  # characters judged; a longer text says nothing more about its encoding
# Shares of everyday characters. On text of 20 characters and more, right decodings lie above 0.9, wrong ones below 0.6.
_SHORT = 50  # characters up to which other bytes may pass as UTF-8
_SURE, _LIKELY = 0.85, 0.7


def decode(data: bytes, where: str, *, declared: str | None = None) -> str:
    """Return the text that bytes stand for. A byte order mark is no part of the text; line ends stay as they are.

    Args:
        data: A whole file, or one line of a file.
        where: Name of the input, for messages.
        declared: The encoding that the input claims to be in, if it does. It decides where the bytes agree.

    Raises:
        UnreadableInput: If the bytes are no text, or no encoding fits them without doubt.
    """
    if (marked := marked_encoding(data)) is not None:
        return _strictly(data[len(_MARKS[marked]) :], marked, where)
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise UnreadableInput(f"{where}: is {kind}, not a text. Give the text itself, as .txt, .html or .jsonl.")
    if b"\x00" not in data:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            broken = error
        else:
            return _mistaken(data, text) or text
        if declared and (claimed := _try(data, _wider(declared))) is not None:
            return claimed
        return _guess(data, where, broken)
    if (wide := _wide(data)) is None:
        raise UnreadableInput(f"{where}: holds NUL bytes, so it is no text but binary data. Give the text itself.")
    return wide


def _mistaken(data: bytes, text: str) -> str | None:
    """Return the real text of bytes that pass as UTF-8 by chance, as only short ones do, else None."""
    if text.isascii():  # of UTF-16 without a mark, 尚 passes as an apostrophe and a Z, and many others as controls
        return _wide(data) if any(c in _CONTROLS for c in text) else None
    # 联通 or 通知 in GB18030 pass as letters of two bytes, such as no Chinese text is made of.
    if len(text) <= _SHORT and all(c < "\u0800" and not (c.isascii() and c.isalpha()) for c in text):
        chinese = _try(data, "gb18030")
        return chinese if chinese and _everyday(chinese) == 1 else None
    return None


def _wide(data: bytes) -> str | None:
    """Return the text if it is surely UTF-16, else None."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _try(data, encoding)
        if text is not None and "\x00" not in text and _everyday(text) >= _LIKELY:
            return text
    return None


def marked_encoding(data: bytes) -> str | None:
    """Return the encoding that a byte order mark names, or None where there is no mark."""
    return next((encoding for encoding, mark in _MARKS.items() if data.startswith(mark)), None)


def _guess(data: bytes, where: str, broken: UnicodeDecodeError) -> str:
    """Return the text in the one encoding that makes everyday Chinese of it."""
    judged = []
    for encoding in ("gb18030", "utf-16-le", "utf-16-be", "big5hkscs"):
        if (text := _try(data, encoding)) is not None:
            judged.append((_everyday(text), encoding, text))
    scores = {encoding: share for share, encoding, _ in judged}
    for share, encoding, text in judged:
        if encoding == "gb18030" and share >= _LIKELY:
            return text
        # The others must be sure of themselves, and leave GB18030 no case: it is what unmarked files are.
        if share >= _SURE and scores.get("gb18030", 0) < _LIKELY and share == max(scores.values()):
            return text
    raise UnreadableInput(f"{where}: {_why_not(data, broken)} {_REMEDY}")


def _why_not(data: bytes, broken: UnicodeDecodeError) -> str:
    good = len(data.decode("utf-8", errors="ignore").encode())
    if good > 0.9 * len(data):
        return (
            f"is UTF-8 except for {len(data) - good} of {len(data)} bytes, the first of them byte {broken.start} "
            f"({data[broken.start]:#04x}): the file is cut or damaged there."
        )
    from charset_normalizer import from_bytes

    likely = from_bytes(data[:_SAMPLE]).best()
    hint = f" It may be {likely.encoding}." if likely else ""
    return f"is neither UTF-8, UTF-16, GB18030 nor Big5 text.{hint}"


def _strictly(data: bytes, encoding: str, where: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableInput(
            f"{where}: its byte order mark says {encoding.upper()}, but byte {error.start} after the mark is not: "
            f"{error.reason}. The file is cut or damaged. {_REMEDY}"
        ) from error


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _wider(declared: str) -> str:
    """Return the encoding to use for a declared one: pages that say gb2312 hold characters of its successors."""
    name = declared.strip().strip("\"'").lower().replace("_", "-")
    if name in {"gb2312", "gbk", "gb-2312", "x-gbk", "cp936", "hz-gb-2312"}:
        return "gb18030"
    return "big5hkscs" if name in {"big5", "big5-hkscs", "x-x-big5"} else name


# Note [Everyday characters]
# Characters of GB2312 level 1 and Big5 level 1, the 3,755 and 5,401 that the makers of those standards counted most
# often, with Chinese and full-width punctuation. Bytes read in a wrong encoding fall on rare characters, Hangul, or the
# private area. ASCII counts for nothing, for it is the same in most of these encodings; controls count against.


def _everyday(text: str) -> float:
    """Return the share of everyday Chinese characters among the characters that tell encodings apart."""
    known = _known()
    telling = [c for c in text[:_SAMPLE] if c > "\x7f" or c in _CONTROLS]
    if not telling:
        return 1.0
    return sum(c in known for c in telling) / len(telling)


@cache
def _known() -> frozenset[str]:
    chars = set(_table("gb2312", range(0xA1, 0xA4), range(0xA1, 0xFF)))
    chars.update(_table("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF)))
    chars.update(_table("big5", range(0xA4, 0xC7), (*range(0x40, 0x7F), *range(0xA1, 0xFF))))
    chars.update("\u00a0\u00b7\u200b\u2002\u2003\u2013\u2014\u2022\u2026\u3000")
    return frozenset(chars)


def _table(encoding: str, rows: Iterable[int], cells: Iterable[int]) -> Iterable[str]:
    cells = tuple(cells)
    for row in rows:
        for cell in cells:
            yield from _try(bytes((row, cell)), encoding) or ""
