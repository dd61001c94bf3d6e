"""The status of measures by a linear model over the cues' answer and the words around.

The cues of rules/status.toml read a clause and its frame; the model weighs their answer with what else is there: other
measures beside it, the title, the wording. Trained by training/measures/train_status.py; weights: models/measures/.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from itertools import repeat
from typing import get_args

from ...schemas.record import Status
from ..errors import BackendError
from ..mention import Mention
from ..segmentation.document import Document
from ..values.measures import MeasureCandidate
from .frames import Frames
from .status_signs import ZONES, page_signs, signs_of

#: The order of the weights.
STATUSES: tuple[str, ...] = get_args(Status)
#: The row of a sign that the model does not know, again and again.
_NONE = repeat(0)


class StatusModel:
    """Decides the statuses of a report's measures."""

    def __init__(self) -> None:
        import numpy as np

        path = resources.files("fangkong.models") / "measures" / "status.npz"
        if not path.is_file():
            raise BackendError(f"the status model is missing at {path}. Reinstall fangkong.")
        with path.open("rb") as file:
            held = np.load(file)
            names = str(held["signs"]).split("\t")
            weights = held["weights"].astype(np.float32)
        # The first row is nothing: that of signs that the model does not know.
        self._weights = np.vstack([np.zeros_like(weights[:1]), weights])
        self._rows = {name: n for n, name in enumerate(names, 1)}
        self._grams: dict[str, dict[str, int]] = {zone: {} for zone in ZONES}
        for name, n in self._rows.items():
            if name[1:2] == ":":
                self._grams.setdefault(name[0], {})[name[2:]] = n

    def __call__(
        self,
        doc: Document,
        found: Sequence[Mention[MeasureCandidate]],
        frames: Frames,
        read: Sequence[str],
        cues: Sequence[Sequence[str]],
        *,
        orders: bool,
    ) -> list[str]:
        """Return a status for each measure; arguments as for `signs_of` and `page_signs`."""
        import numpy as np

        if not found:
            return []
        rows: list[int] = []
        values: list[float] = []
        ends = []
        for signs in signs_of(doc, found, frames, read, cues):
            rows += map(self._rows.get, signs.plain, _NONE)
            values += signs.plain.values()
            for zone, grams in signs.grams.items():
                rows += map(self._grams[zone].get, grams, _NONE)
            values += repeat(1.0, len(rows) - len(values))
            ends.append(len(rows))
        page = [
            self._weights[self._rows[name]] * value
            for name, value in page_signs(doc, frames, orders=orders).items()
            if name in self._rows
        ]
        weighed = self._weights.take(rows, axis=0)
        weighed *= np.array(values, np.float32)[:, None]
        sums = np.add.reduceat(weighed, [0, *ends[:-1]], axis=0) + np.sum(page, axis=0)
        best = sums.argmax(axis=1)
        # A status that the trigger itself says stands.
        return [now if one.value.polarity else STATUSES[k] for one, now, k in zip(found, read, best, strict=True)]
