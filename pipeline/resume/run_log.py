"""Results of a run, written so that the run can be stopped anywhere, and goes on where it was.

Note [What is sure]: results of a batch are written first, then a line of the log that tells of them, with checksums of
both. Whatever is cut off behind the last whole line whose checksums hold was never done. So no order in which bytes
reach the disk can make a wrong result, only a shorter one; syncing now and then bounds how much a power cut costs.
A batch is the unit, so that a run that goes on makes the same batches as one that was never stopped.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import BinaryIO

from ...schemas.record import Reject
from ..errors import UnfinishedRun
from ..values.raw import RawReport
from .aside import SetAside
from .checked import Growing, checked_line, whole_lines
from .entries import Ending, Entry, Piece, key_of
from .manifest import Manifest
from .places import Places, held, part_of

_SYNC_EVERY = 5.0
Item = RawReport | Reject


class RunLog:
    """One run's results on their way into files.

    Args:
        places: Where they go.
        manifest: What the run is made with.
        resume: Go on with an unfinished run, or begin anew; None refuses to choose where there is one.
        tell: Told in a sentence of what the user should know.

    Raises:
        UnfinishedRun: If an unfinished run is in the way, or does not fit.
        OutputError: If another process writes to these files.
        OSError: If they cannot be written.
    """

    def __init__(self, places: Places, manifest: Manifest, *, resume: bool | None, tell: Callable[[str], None]) -> None:
        self._places, self._manifest, self._tell = places, manifest, tell
        self._log = held(places.log, places.output)
        self._parts: list[Growing] = []
        #: Reports done, by this run and those before it.
        self.done = 0
        #: Results of those before it: records, and rejects by error class.
        self.records_before, self.errors_before = 0, Counter[str]()
        #: What an earlier run left that had done everything and only gave no names to its files.
        self.ending: Ending | None = None
        self._done_before, self._anew, self._compared = 0, False, False
        try:
            self._begin(resume)
        except BaseException:
            self._close()
            for file in (*self._parts, self._log):
                if file.path.exists() and (self._anew or not file.path.stat().st_size):
                    file.path.unlink()
            raise
        self._aside = SetAside(places.aside)
        self._synced = time.monotonic()

    def _begin(self, resume: bool | None) -> None:
        before, self._done_before, self.ending = _glance(self._places)
        left = _left(self._places, before, self._done_before)
        then = self._places if before is None else self._places.with_rejects(before.rejects)
        if self.ending and resume is not False:
            self._close()
            then.give_names()
            if resume:
                self._tell(f"{self._places.output}: the unfinished run had read everything; its results are in place.")
                return
            self.ending, left = None, None
            self._log = held(self._places.log, self._places.output)
        if left and resume is None:
            raise UnfinishedRun(f"{left} Go on with --resume, or begin anew with --no-resume, which deletes it.")
        if left and resume:
            if before is None:
                raise UnfinishedRun(f"{left} So it cannot be resumed. Begin anew with --no-resume, which deletes it.")
            if misfits := before.misfits(self._manifest):
                raise UnfinishedRun(
                    f"{self._places.output}: the unfinished run was made with {'; '.join(misfits)}. "
                    "Call it as it was called then, or begin anew with --no-resume."
                )
            self._hold_parts()
        else:
            if resume:
                self._tell(f"{self._places.output}: there is no unfinished run; this one begins at the beginning.")
            self._hold_parts()
            self._start(then)

    def _hold_parts(self) -> None:
        for part, whole in self._places.parts:
            self._parts.append(held(part, whole))

    def _start(self, then: Places) -> None:
        self._done_before, self._anew, self.ending = 0, True, None
        # Results before the log: without it nobody would know what they are.
        for file in self._parts:
            file.cut(0)
        for path in set(then.leftovers) - {file.path for file in self._parts}:
            path.unlink(missing_ok=True)
        self._log.cut(0)
        self._log.add(checked_line(self._manifest.body()))
        self._log.sync()

    def rest(self, items: Iterable[Item]) -> Iterator[Item]:
        """Return the items that are still to be read. To be called once, before `add`.

        Args:
            items: All inputs, from the first. Those that the run was stopped behind are compared with the log; where
                they are others, what was done from there on is set aside, and found again by `known`.
        """
        if self.ending is not None:
            self.records_before, self.errors_before = self.ending.records, Counter(self.ending.errors)
            return iter(())
        items = iter(items)
        ends = [0 for _ in self._parts]
        with self._places.log.open("rb") as log:
            lines = whole_lines(log)
            _, log_end = next(lines)
            files = [part.open("rb") for part, _ in self._places.parts]
            try:
                for entry, pieces, end in _sure(lines, files):
                    taken = list(islice(items, len(entry.keys)))
                    if tuple(map(key_of, taken)) != entry.keys:
                        self._aside.add(_records(chain([(entry, pieces, end)], _sure(lines, files))))
                        self._tell(
                            f"{self._places.output}: the inputs have changed since the run was stopped. Records of "
                            "reports that are the same are kept; the others are read now."
                        )
                        items = chain(taken, items)
                        break
                    log_end = end
                    ends = [at + len(piece) for at, piece in zip(ends, pieces, strict=True)]
                    self._count(entry)
            finally:
                for file in files:
                    file.close()
        self._log.cut(log_end)
        for part, size in zip(self._parts, ends, strict=True):
            part.cut(size)
        self._compared = True
        if not len(self._aside) and (lost := self._done_before - self.done):
            self._tell(f"{self._places.output}: {lost:,} reports are read again: their records are not whole.")
        return items

    def known(self, report: RawReport) -> str | None:
        """Return the record of a report that was read before the inputs changed, as a line, else None."""
        found = self._aside.get(key_of(report)) if len(self._aside) else None
        return None if found is None else found.decode()

    def add(self, batch: Sequence[tuple[Item, str | Reject]]) -> None:
        """Write what came of a batch: for each item its record as a line, or its reject.

        Raises:
            OSError: If it cannot be written.
        """
        errors = {place: what.error for place, (_, what) in enumerate(batch) if isinstance(what, Reject)}
        records = "".join(what + "\n" for _, what in batch if isinstance(what, str)).encode()
        rejects = "".join(what.model_dump_json() + "\n" for _, what in batch if isinstance(what, Reject)).encode()
        written = [records, rejects][: len(self._parts)]
        for part, data in zip(self._parts, written, strict=True):
            part.add(data)
        keys = tuple(key_of(item) for item, _ in batch)
        kept = Piece.of(rejects if len(written) > 1 else b"")
        self._log.add(checked_line(Entry(keys, errors, Piece.of(records), kept).body()))
        self.done += len(batch)
        if time.monotonic() - self._synced >= _SYNC_EVERY:
            self._sync()

    def finish(self, records: int, errors: Mapping[str, int]) -> None:
        """Give the results their names and leave nothing else.

        Raises:
            UnfinishedRun: If this turns out to have been another run's inputs.
            OSError: If the disk refuses.
        """
        if self.ending is not None:
            return
        if len(self._aside) and self.records_before == 0 and self._aside.unused == len(self._aside):
            raise UnfinishedRun(
                f"{self._places.output}: none of the {len(self._aside):,} reports that were done before is among the "
                "inputs of this run, so it is another one. Give the inputs it was begun with."
            )
        if self._aside.unused:
            self._tell(
                f"{self._places.output}: {self._aside.unused:,} of the reports that were done before are no longer "
                "among the inputs as they were; their records are left out."
            )
        self._sync()
        self._log.add(checked_line(Ending(records, errors).body()))
        self._log.sync()
        self._close()
        self._places.give_names()

    def leave(self) -> str:
        """Stop before the end; return what the user should know, or nothing if there was nothing to keep."""
        self._close()
        if self.ending is not None:
            return ""
        done = self.done if self._compared else self._done_before
        if not done and not len(self._aside):
            self._places.clear()
            return ""
        return (
            f"{self._places.output}: {done:,} reports are done and kept. The same command with --resume goes on from "
            "there; with --no-resume it begins anew."
        )

    def _count(self, entry: Entry) -> None:
        self.done += len(entry.keys)
        self.records_before += len(entry.keys) - len(entry.errors)
        self.errors_before.update(entry.errors.values())

    def _sync(self) -> None:
        for file in (*self._parts, self._log):
            file.sync()
        self._synced = time.monotonic()

    def _close(self) -> None:
        for file in (*self._parts, self._log):
            file.close()


def _glance(places: Places) -> tuple[Manifest | None, int, Ending | None]:
    """Return what a log says that may be there: what its run was made with, how many reports it did, and its ending."""
    done = 0
    with places.log.open("rb") as log:
        lines = whole_lines(log)
        manifest = next((Manifest.parse(body) for body, _ in lines), None)
        if manifest is not None:
            for body, _ in lines:
                if ending := Ending.parse(body):
                    return manifest, done, ending
                done += len(Entry.parse(body).keys)
    return manifest, done, None


def _left(places: Places, before: Manifest | None, done: int) -> str | None:
    """Return what an earlier run left, in a sentence, or None if it left nothing of worth."""
    if before is not None and (done or places.aside.exists()):
        return (
            f"{places.output}: an earlier run was stopped after {done:,} reports; "
            f"they are kept in {part_of(places.output)}."
        )
    written = [path for path in places.leftovers if path.exists() and path.stat().st_size]
    if before is None and written:
        return f"{places.output}: {written[0]} was left by a run of which no log is there that this version can read."
    return None


def _sure(lines: Iterator[tuple[bytes, int]], files: Sequence[BinaryIO]) -> Iterator[tuple[Entry, list[bytes], int]]:
    """Yield the entries of a log whose results are there and whole, with those results. See Note [What is sure]."""
    for body, end in lines:
        if Ending.parse(body):
            return
        entry = Entry.parse(body)
        told = [entry.records, entry.rejects][: len(files)]
        pieces = [file.read(piece.size) for file, piece in zip(files, told, strict=True)]
        if [Piece.of(piece) for piece in pieces] != told:
            return
        yield entry, pieces, end


def _records(entries: Iterable[tuple[Entry, list[bytes], int]]) -> Iterator[tuple[bytes, bytes]]:
    for entry, pieces, _ in entries:
        with_record = (key for place, key in enumerate(entry.keys) if place not in entry.errors)
        yield from zip(with_record, pieces[0].split(b"\n")[:-1], strict=True)
