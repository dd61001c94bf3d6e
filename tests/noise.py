"""Renders a clean report with one kind of noise, and keeps the way from each clean character to the noisy one."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import opencc
import pypinyin

_WRAP = 30
_ODD_FRAME_TOP = "设为首页 | 加入收藏\n您现在的位置:首页 > 资讯频道 > 教育 > 正文\n【字体:大 中 小】\n"
_ODD_FRAME_END = (
    "\n------分隔线------\n分享到:\n上一篇:没有了\n下一篇:没有了\n版权所有 转载请注明出处 技术支持:蓝湖网络\n"
)


@dataclass(frozen=True)
class Rendering:
    """A noisy text; `starts[i]` and `ends[i]` give the place of clean character i in it (an empty place: lost)."""

    text: str
    starts: list[int]
    ends: list[int]

    def place(self, start: int, end: int) -> tuple[int, int]:
        return self.starts[start], self.ends[end - 1]


def _render(clean: str, put: Callable[[int, str], tuple[str, str]], top: str = "", end: str = "") -> Rendering:
    """Put each character as (what stands for it, what comes behind it and is no part of a span)."""
    pieces, starts, ends = [top], [], []
    at = len(top)
    for index, char in enumerate(clean):
        core, tail = put(index, char)
        starts.append(at)
        ends.append(at + len(core))
        pieces += (core, tail)
        at += len(core) + len(tail)
    return Rendering("".join([*pieces, end]), starts, ends)


@cache
def _traditional(char: str) -> str:
    converted = _converter().convert(char)
    return converted if len(converted) == 1 else char


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


@cache
def _pinyin(char: str, tones: bool) -> str:
    style = pypinyin.Style.TONE if tones else pypinyin.Style.NORMAL
    return pypinyin.pinyin(char, style=style)[0][0]


def traditional(clean: str) -> Rendering:
    return _render(clean, lambda _, char: (_traditional(char), ""))


def mojibake_a(clean: str) -> Rendering:
    """Traditional characters with tone-marked pinyin behind each that changed."""

    def put(_: int, char: str) -> tuple[str, str]:
        changed = _traditional(char)
        return (changed if changed == char else f"{changed}({_pinyin(char, True)})"), ""

    return _render(clean, put)


def mojibake_b(clean: str) -> Rendering:
    """Toneless pinyin, doubled, behind each character that changed."""

    def put(_: int, char: str) -> tuple[str, str]:
        changed = _traditional(char)
        return (changed if changed == char else changed + f"({_pinyin(char, False)})" * 2), ""

    return _render(clean, put)


def full_width(clean: str) -> Rendering:
    def put(_: int, char: str) -> tuple[str, str]:
        return (chr(ord(char) + 0xFEE0) if char.isascii() and char.isalnum() else char), ""

    return _render(clean, put)


def html_leftovers(clean: str) -> Rendering:
    def put(index: int, char: str) -> tuple[str, str]:
        if char == "\n":
            return '</p>\n<p class="ql-block">', ""
        if char == " ":
            return "&nbsp;", ""
        if char == "。":
            return char, '<span style="color:#333">​</span>'
        return (html.escape(char) if char in "<>&" else char), ""

    return _render(clean, put)


def broken_lines(clean: str) -> Rendering:
    breaks = set(_wraps(clean))
    return _render(clean, lambda index, char: (char, "\n" if index in breaks else ""))


def _wraps(clean: str) -> Iterator[int]:
    """Yield the characters behind which hard wrapping breaks a line: every 30th of a paragraph of prose."""
    at = 0
    for line in clean.split("\n"):
        if len(line) > 3 * _WRAP:
            yield from range(at + _WRAP - 1, at + len(line) - 1, _WRAP)
        at += len(line) + 1


def other_frame(clean: str) -> Rendering:
    return _render(clean, lambda _, char: (char, ""), top=_ODD_FRAME_TOP, end=_ODD_FRAME_END)


KINDS: dict[str, Callable[[str], Rendering]] = {
    "traditional": traditional,
    "mojibake_a": mojibake_a,
    "mojibake_b": mojibake_b,
    "full_width": full_width,
    "html": html_leftovers,
    "broken_lines": broken_lines,
    "other_frame": other_frame,
}
