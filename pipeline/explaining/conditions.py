"""Every condition of a field that can keep a value out of the record: guards, filters, frames, claims, the model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from ..rulebook import CompiledRule, RuleLibrary
from .bench import FIELDS, Bench, Condition, Field, changed, dropped, silenced, with_data

_HEADCOUNT_SIDES = ("before", "behind", "sentence", "noun", "opening", "round")
#: Entries of rules/clause.toml that hold measures back, and what they are.
_CLAUSE_DATA = {
    "drill_title": "the page tells of a drill: only the drill itself is a measure",
    "drill_script": "a step played in a drill",
    "drill_run": "a step played in a drill",
    "drill_played": "a step played in a drill",
    "serving": "a story of helpers in the community, whose measures are not the school's",
    "background_behind": "the words behind make it a setting",
    "background_before": "the words in front make it a setting",
}
_STOPPING = ("class", "stop", "work", "noun")
_REACH = 8


def conditions(bench: Bench, field: Field, start: int, end: int) -> Iterator[Condition]:
    """Yield what may hold a value of a field back at a place, in the order in which the stages ask."""
    yield from _frame(bench, field, start, end)
    if field == "institutions":
        yield from _institutions(bench, start, end)
    else:
        yield from _OF_RULES[field](bench.library)
    yield from _claims(bench, field, start, end)
    if field == "measures":
        yield Condition(
            "measure-model", "the model weighs against it", "the measure model sees nothing of the kind", model=True
        )


def _frame(bench: Bench, field: Field, start: int, end: int) -> Iterator[Condition]:
    block = bench.doc.block_at(start) or bench.doc.block_at(end - 1)
    kinds = (
        ("body", "heading", "title") if field == "measures" else ("body", "heading", "title", "signature", "salutation")
    )
    if block is None or block.kind in kinds:
        return
    line = bench.doc.string[block.start : block.end]
    rule = next((r for r in bench.library.rulebook("frame").rules if r.pattern.search(line)), None)
    name = rule.id if rule else f"layout:{block.kind}"
    why = rule.source.why if rule else "its place on the page and its length make it part of the frame"
    kind = f"the line counts as {block.kind}, which is not read"
    yield Condition(name, kind, why, frame=True, pattern=rule.pattern if rule else None)


def _of_rule(book: str, rule: CompiledRule, kind: str, *, keep: bool = False) -> Condition:
    patch = silenced(rule.id) if keep else dropped(rule.id)
    return Condition(rule.id, kind, rule.source.why, ((book, patch),), pattern=rule.pattern)


def _measures(library: RuleLibrary) -> Iterator[Condition]:
    for rule in library.rulebook("slogans").rules:
        yield _of_rule("slogans", rule, "filtered as a slogan or aim")
    clause = library.rulebook("clause")
    for rule in clause.rules:
        if rule.data.get("role") in ("behind", "stretch"):
            told = "the words behind it" if rule.data["role"] == "behind" else "a stretch in which no measure counts"
            yield _of_rule("clause", rule, told)
    for key, why in _CLAUSE_DATA.items():
        if key in clause.data:
            patch = with_data(key, lambda _: "(?!)")
            yield Condition(
                f"clause.toml:{key}",
                "filtered as background",
                why,
                (("clause", patch),),
                pattern=_compiled(clause.data[key]),
            )
    for book in library.rulebooks("measures"):
        for code, phrases in book.data.get("not_hits", {}).items():
            patch = with_data("not_hits", partial(_less_entry, code))
            yield Condition(
                f"{book.name}.toml:not_hits.{code}",
                "a phrase listed as no hit",
                f"looks like {code} and means something else",
                ((book.name, patch),),
                pattern=_compiled("|".join(phrases)),
            )
        for rule in book.rules:
            if rule.data.get("need") == "action":
                yield Condition(
                    f"{rule.id}:need",
                    "required context absent",
                    "the words count only with an action beside them (做, 开展, a number)",
                    ((book.name, changed(partial(_less, "need", rule.id))),),
                    pattern=rule.pattern,
                )
    yield Condition(
        "titles",
        "inside 《》",
        "names of documents and works are no measures",
        tuple(
            (book.name, changed(lambda r: replace(r, data={**r.data, "in_title": True})))
            for book in library.rulebooks("measures")
        ),
        pattern=re.compile("《[^《》\n]{1,80}》"),
    )


def _less_entry(gone: str, table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key != gone}


def _less_word(gone: str, words: str) -> str:
    return " ".join(word for word in words.split() if word != gone)


def _less(gone: str, wanted: str, rule: CompiledRule) -> CompiledRule:
    """Return a rule without one entry of its data, if it is the one wanted."""
    return replace(rule, data=_less_entry(gone, rule.data)) if rule.id == wanted else rule


def _headcounts(library: RuleLibrary) -> Iterator[Condition]:
    for rule in library.rulebook("headcount_notices").rules:
        if "code" in rule.data:
            yield _of_rule("headcount_notices", rule, "a number destroyed by noise")
    for rule in library.rulebook("headcount_context").rules:
        if rule.data["side"] in _HEADCOUNT_SIDES:
            kind = (
                "required context absent"
                if rule.data.get("needed")
                else f"refused by its context ({rule.data['side']})"
            )
            yield _of_rule("headcount_context", rule, kind)


def _platforms(library: RuleLibrary) -> Iterator[Condition]:
    told = {
        "blocker": "the name stands inside other words",
        "licence": "required context absent: this name counts only beside words of use",
        "ordinary": "an ordinary word, no name",
        "lead": "what is cut off the left of a name",
    }
    for rule in library.rulebook("platform_context").rules:
        if (kind := rule.data["kind"]) in told:
            yield _of_rule("platform_context", rule, told[kind], keep=kind in ("ordinary", "lead"))


def _dates(library: RuleLibrary) -> Iterator[Condition]:
    for rule in library.rulebook("date_guards").rules:
        yield _of_rule("date_guards", rule, "a guard against what only looks like a date")


_OF_RULES: Mapping[Field, Callable[[RuleLibrary], Iterator[Condition]]] = {
    "measures": _measures,
    "headcounts": _headcounts,
    "platforms": _platforms,
    "dates": _dates,
}


def _institutions(bench: Bench, start: int, end: int) -> Iterator[Condition]:
    """Yield the words of the lists in and before a place that stop a name or make it a class."""
    book = bench.library.rulebook("institutions/boundary")
    text = bench.doc.string[max(0, start - _REACH) : end + 2]
    for role in _STOPPING:
        for word in sorted(set(str(book.data[role]).split()), key=lambda w: -len(w)):
            if word in text:
                patch = with_data(role, partial(_less_word, word))
                yield Condition(
                    f"institutions/boundary.toml:{role}.{word}",
                    f"{word} is a {role} word",
                    "a name ends at it, or is that of a class and not of one body",
                    (("institutions/boundary", patch),),
                    pattern=re.compile(re.escape(word)),
                )

    for book in bench.library.rulebooks("institutions"):
        for rule in book.rules:
            if rule.data.get("confirm"):
                yield Condition(
                    f"{rule.id}:confirm",
                    "required context absent",
                    "any words may have this form: named once, with no place or type in it and not alone on a line, "
                    "the tagger must know the name too",
                    ((book.name, changed(partial(_less, "confirm", rule.id))),),
                    pattern=rule.pattern,
                )


def _claims(bench: Bench, field: Field, start: int, end: int) -> Iterator[Condition]:
    for other in FIELDS:
        if other != field and other != "measures":
            for mention in bench.found(other, start, end)[:1]:
                said = bench.doc.string[mention.start : mention.end]
                yield Condition(
                    mention.found_by,
                    f"overlapped by {said} ({other})",
                    "two fields never claim one place; the longer or the surer wins",
                    stub=other,
                )
    rivals = [*bench.found(field, max(0, start - _REACH), end + _REACH), *bench.recognised(field, start, end)]
    told: set[str] = set()
    for mention in rivals:
        said = bench.doc.string[mention.start : mention.end]
        for rule in mention.found_by.split("+"):
            book = next((b for b in _books(bench.library, field) if any(r.id == rule for r in b.rules)), None)
            if book is not None and rule not in told:
                told.add(rule)
                patches = ((book.name, silenced(rule)),)
                yield Condition(rule, f"overlapped by {said}", "one mention took the place", patches)


def _books(library: RuleLibrary, field: Field) -> tuple[Any, ...]:
    if field in ("headcounts", "platforms"):
        return (library.rulebook(field),)
    return library.rulebooks(field)


def finders(library: RuleLibrary, field: Field) -> Iterator[CompiledRule]:
    """Yield the rules that find values of a field."""
    for book in _books(library, field):
        yield from book.rules


def _compiled(pattern: str) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern)
    except re.error:
        return None
