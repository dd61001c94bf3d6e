"""Every error that fangkong raises on purpose.

FangkongError
├── InputError            a report that cannot be read; becomes a reject, never stops a batch
│   ├── UnreadableInput   missing, not permitted, damaged, binary, unknown encoding
│   ├── EmptyInput
│   ├── TooLongInput
│   └── MalformedInput    a JSON line, mapping or option without what it needs
├── RuleFileError         a rule file or gazetteer that does not load; stops the run
├── GoldError             a labelled fixture that is wrong
├── RecordError           a record that breaks its own contract: a fault of ours
├── WorkerDied            a process died over a report; becomes a reject
├── TimedOut              a report took longer than the limit; becomes a reject
├── OutputError           the place for results cannot be written
├── UnfinishedRun         results of a stopped run are in the way, or do not fit
└── BackendError          a model or package that is not there
"""

from __future__ import annotations


class FangkongError(Exception):
    """Base of all errors raised on purpose."""


class InputError(FangkongError):
    """A report that cannot be read. It becomes a reject; the batch goes on."""


class UnreadableInput(InputError):
    """The input is missing, not permitted, damaged, binary, or in an unknown encoding."""


class EmptyInput(InputError):
    """The input holds no text."""

    def __init__(self, where: str) -> None:
        super().__init__(f"{where}: holds no text. A report needs at least one visible character.")


class TooLongInput(InputError):
    """The input is longer than the limit. `chars` is None where reading stopped before the end."""

    def __init__(self, where: str, chars: int | None, limit: int) -> None:
        size = (
            f"more than the limit of {limit:,} characters"
            if chars is None
            else (f"{chars:,} characters, more than the limit of {limit:,}")
        )
        super().__init__(
            f"{where}: {size}. Split the report, or raise the limit (--max-chars, Extractor(max_chars=…))."
        )


class MalformedInput(InputError):
    """The input is there, but lacks what a report needs."""


class RuleFileError(FangkongError):
    """A rule file or gazetteer does not load.

    Args:
        file: Path of the file, as the user would name it.
        problem: What is wrong and how to mend it.
        rule: Id of the rule concerned, if one is.
        line: Line number in the file, from 1, if known.
    """

    def __init__(self, file: str, problem: str, *, rule: str | None = None, line: int | None = None) -> None:
        self.file, self.rule, self.line = file, rule, line
        where = file + (f":{line}" if line else "")
        super().__init__(f"{where}: rule {rule!r} {problem}" if rule else f"{where}: {problem}")


class RegistryError(FangkongError):
    """The user's list of institutions is not what docs/registry.md asks for."""


class GoldError(FangkongError):
    """A labelled fixture is not what docs/labelling.md asks for."""


class RecordError(FangkongError):
    """A record broke its own contract: a fault of fangkong, worth an issue with the report's text."""


class BackendError(FangkongError):
    """A model or package that was asked for is not there."""


class OutputError(FangkongError):
    """The place where results should go cannot be written."""


class UnfinishedRun(FangkongError):
    """An earlier run was stopped. Its results are in the way, or were made with other things than this run."""


def fault(where: str, error: Exception) -> str:
    """Return what to tell of an exception that nobody raised on purpose: it costs its report, not the run."""
    return (
        f"{where}: {type(error).__name__}: {error}. This is a fault of fangkong, not of the report: please open an "
        "issue with its text."
    )


class WorkerDied(FangkongError):
    """The process that read a report died: killed, out of memory, or crashed inside a library."""

    def __init__(self, where: str, exitcode: int | None) -> None:
        how = f"killed by signal {-exitcode}" if exitcode is not None and exitcode < 0 else f"exit code {exitcode}"
        super().__init__(
            f"{where}: the worker process that read it died ({how}), again when it was tried alone. It may need more "
            "memory than there is: use fewer --workers, or split the report."
        )


class TimedOut(FangkongError):
    """A report was not read within the time limit, and that was no fault of its neighbours."""

    def __init__(self, where: str, chars: int, limit: float) -> None:
        super().__init__(
            f"{where}: was not read within {limit:,g} s, the limit for its {chars:,} characters. Raise the limit "
            "(--timeout), or split the report. If it is short, please open an issue with its text."
        )
