"""The shape of a rule file (TOML) in rules/. docs/rules.md explains it with examples."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from .span import Strict


class Example(Strict):
    """A text in which a rule must find what stands in `[[...]]`, with the value it must give.

    `value` holds the fields of the record's entry that must be equal; fields left out are not compared.
    `published`, `url` and `title` set the scene: page date (ISO), address, a headline put in front.
    """

    text: str
    value: dict[str, Any] = Field(default_factory=dict)
    published: str | None = None
    url: str | None = None
    why: str = ""


class Negative(Strict):
    """A text in which nothing of the rule file's field may be found, and why not.

    With `[[...]]` marks only the marked places must stay empty; the rest of the text is free.
    """

    text: str
    why: str = Field(min_length=1)
    published: str | None = None
    url: str | None = None


class KnownFailure(Example):
    """An example that does not pass yet; a strict expected failure, so that it moves up once it does."""

    why: str = Field(min_length=1)


class Rule(Strict):
    """One pattern, why it is there, and the examples that hold it in place.

    `data` is for the recogniser: which code, kind or category a match stands for.
    """

    id: str = Field(pattern=r"^[a-z_]+(?:\.[a-z0-9_-]+)+$")
    why: str = Field(min_length=1)
    pattern: str
    data: dict[str, Any] = Field(default_factory=dict)
    positive: tuple[Example, ...] = ()
    negative: tuple[Negative, ...] = ()
    known_failure: tuple[KnownFailure, ...] = ()


class RuleFile(Strict):
    """A whole rule file.

    `fragments` are named pieces of pattern, called as `(?&name)`. `lexicon` maps words to what they stand for;
    its words are a fragment of the same name. `data` is whatever else the recogniser reads. `example`,
    `negative` and `known_failure` at the top hold whole-sentence examples that belong to no single rule.
    """

    fragments: dict[str, str] = Field(default_factory=dict)
    lexicon: dict[str, dict[str, Any]] = Field(default_factory=dict)
    data: dict[str, Any] = Field(default_factory=dict)
    rule: tuple[Rule, ...] = ()
    example: tuple[Example, ...] = ()
    negative: tuple[Negative, ...] = ()
    known_failure: tuple[KnownFailure, ...] = ()
