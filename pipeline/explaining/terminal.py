"""The account of a place, in a terminal of 80 columns."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from .account import Account, FieldAccount


def show_account(console: Console, told: Account) -> None:
    """Print an account."""
    more = f" (and {told.others} more places; --at for those)" if told.others else ""
    console.print(Text(f"[{told.start}, {told.end}) “{_line(told.text)}”{more}", style="bold"))
    console.print(Text(f"block: {told.block}; {told.frame}"))
    for field in told.fields:
        console.print()
        _field(console, field)
    if not told.fields:
        console.print("\nNo field has anything here. Ask about one with --field.")


def _field(console: Console, told: FieldAccount) -> None:
    console.print(Text(told.field, style="bold underline"))
    for found in told.found:
        value = ", ".join(f"{key} {said}" for key, said in found.value.items())
        _say(console, f"found [{found.start}, {found.end}) “{_line(found.text)}” by {found.found_by}", 2)
        _say(console, value, 4)
        for why in found.why:
            _say(console, f"why: {why}", 4)
        if found.won_against:
            _say(console, f"won against: {', '.join(found.won_against)}", 4)
        if found.beside:
            _say(console, f"also matched: {', '.join(found.beside)}", 4)
    if not told.found:
        _say(console, "nothing found", 2)
    number = 0
    for blocked in told.blocked:
        number += 1
        score = f" (it gives {blocked.score:.3f})" if blocked.score is not None else ""
        seen = f": sees “{_line(blocked.seen)}”" if blocked.seen else ""
        _say(console, f"{number}. {blocked.rule}: {blocked.kind}{score}{seen}", 2)
        _say(console, blocked.why, 5)
        _say(console, f"without it: {blocked.instead}", 5)
    for near in told.nearest:
        number += 1
        matched = f" matches “{_line(near.matched)}”;" if near.matched else ""
        _say(console, f"{number}. {near.rule}{matched} {near.failed}", 2)
        _say(console, near.why, 5)


def _say(console: Console, text: str, indent: int) -> None:
    console.print(Padding(Text(text, overflow="fold"), (0, 0, 0, indent), expand=False))


def _line(text: str) -> str:
    text = " ".join(text.split())
    return "".join(char if char.isprintable() else "·" for char in (text if len(text) <= 60 else text[:59] + "…"))
