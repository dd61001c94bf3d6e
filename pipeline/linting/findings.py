"""What `fangkong rules check` may find wrong, by code, with the remedy for each."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

#: Code -> what is wrong in general, and what to do. docs/rules-check.md lists the same.
CODES: dict[str, tuple[str, str]] = {
    "FK101": ("not valid TOML or text", "Mend the line; strings of patterns stand between single quotes."),
    "FK102": ("unknown key", "Fix its name or take it out."),
    "FK103": ("missing or of the wrong type", "Write what docs/rules.md asks for there."),
    "FK104": ("file that nobody reads", "Give it the name and folder of the rule file that it is to join."),
    "FK105": ("id that breaks the form", "Write family.name in small letters, digits, - and _."),
    "FK106": ("id used twice", "Give one of the two another id."),
    "FK107": ("name of nothing", "Fix the name; ids are listed by `fangkong rules coverage`."),
    "FK201": ("pattern that does not compile", "Close what is open; put a backslash before a bracket that is meant."),
    "FK202": ("unknown or circular fragment", "Define it in [fragments] or [lexicon], or fix the name."),
    "FK203": (
        "class that does not fit Chinese text",
        "Write the characters you mean, such as [0-9] or [A-Za-z]; a space is ' '.",
    ),
    "FK204": (
        "character that normalised text never has",
        "Write the simplified, half-width form: rules see text after normalisation.",
    ),
    "FK205": ("pattern that matches nothing at all", "Make one part of it required."),
    "FK206": ("alternative that can never be taken", "Put the longer alternative first, or drop it."),
    "FK207": ("alternative or character written twice", "Drop the second."),
    "FK208": (
        "pattern whose time may explode",
        "Leave one way to read each text: no repeat inside a repeat, no alternatives that overlap under one.",
    ),
    "FK209": ("pattern that was slow on a hostile text", "Bound its repeats ({0,20}) or make them possessive (*+)."),
    "FK210": ("pattern that can never match", "Leave the rule out; to silence a shipped one use silent.tsv."),
    "FK301": ("value that is none of those known", "Use one of those listed."),
    "FK302": ("lacks what its recogniser reads", "Add it, as the other rules of that file do."),
    "FK303": ("key that no recogniser reads", "Fix its name or take it out."),
    "FK304": ("fragment or word list that nothing uses", "Call it as (?&name), or drop it."),
    "FK305": ("the pattern of an earlier rule again", "Drop one of the two."),
    "FK306": ("shadowed rule", "Narrow the earlier rule, or drop this one: all its examples are taken before."),
    "FK401": ("no positive example", "Add a [[rule.positive]]: a whole clause with [[...]] around what is found."),
    "FK402": ("no negative example", "Add a [[rule.negative]]: a clause that looks alike, with a why."),
    "FK403": ("positive example without a mark", "Put [[...]] around what must be found."),
    "FK404": ("broken marks", "Pair each [[ with one ]], without nesting and not empty."),
    "FK405": (
        "positive example that fails",
        "See with `fangkong explain` what stands in the way, or mend the example.",
    ),
    "FK406": (
        "negative example in which something is found",
        "Narrow the rule, or mark with [[...]] what must be empty.",
    ),
    "FK407": ("known failure that passes", "Move it up to the positive examples."),
    "FK408": ("left to be done", "Replace the word TODO by what it asks for."),
    "FK409": ("expects a field that no entry has", "Use the fields of docs/record.md."),
    "FK410": ("example given twice", "Drop one, or try another wording."),
    "FK501": ("row with a wrong number of cells", "Separate cells by one tab each."),
    "FK502": ("wrong columns", "Name the columns as the shipped file of that name does."),
    "FK503": ("key given twice", "Merge the two rows: the last one silently wins."),
    "FK504": ("alias given twice", "Leave it to one row."),
    "FK505": ("alias that can never be found", "Write it as normalised text does: simplified, half-width."),
    "FK506": ("alias that a blocker always refuses", "Choose a longer alias, or silence the blocker in silent.tsv."),
    "FK507": ("cell that is empty or of one character", "Write at least two characters: one alone stands in any text."),
}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault of a rule file: where, which, and what to do."""

    file: str
    line: int
    code: str
    message: str
    rule: str | None = None

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return CODES[self.code][1]

    def told(self) -> str:
        """Return the finding as one line of text."""
        who = f"rule {self.rule!r} " if self.rule else ""
        return f"{self.file}:{self.line}: {self.code} {who}{self.message} {self.remedy}"

    def as_json(self) -> dict[str, Any]:
        """Return the finding by name, with its remedy."""
        return {**asdict(self), "name": CODES[self.code][0], "remedy": self.remedy}
