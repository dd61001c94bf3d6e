"""What a spaCy user knows of a report besides its text: id, day of publication, address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..pipeline.errors import MalformedInput
from ..pipeline.values.raw import RawReport
from ..schemas.record import Reject

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Scene:
    """Gives the report that a Doc holds.

    Each thing is looked for in the context (`nlp.pipe(..., as_tuples=True)`), then in `doc.user_data`, then among the
    Doc's own attributes (`doc._`), under the name given here.
    """

    id_key: str
    published_key: str
    url_key: str

    def __call__(self, doc: Doc) -> RawReport | Reject:
        """Return the report, or a reject where something known about it has no sense."""
        id_, published, url = self.id_key, self.published_key, self.url_key
        try:
            return RawReport(
                doc.text,
                id=_text(id_, _known(doc, id_)),
                published=_text(published, _known(doc, published)),
                url=_text(url, _known(doc, url)),
            )
        except MalformedInput as error:
            given = _known(doc, id_)
            told = None if given is None else str(given)
            return Reject(id=told, error=type(error).__name__, message=f"{told or 'doc'}: {error}")


def _known(doc: Doc, key: str) -> Any:
    context = doc._context
    if isinstance(context, Mapping) and context.get(key) is not None:
        return context[key]
    if doc.user_data.get(key) is not None:
        return doc.user_data[key]
    return doc._.get(key) if doc.has_extension(key) else None


def _text(key: str, value: Any) -> str | None:
    """Return a value as `Extractor.extract` takes it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise MalformedInput(f"{key!r} is {type(value).__name__}; give a string, a date, or an id as a whole number.")
