"""spaCy's DocBin: labels as span groups by field, and as flat entities, for training."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..errors import GoldError
from .goldfiles import GoldFile
from .items import Item, labelled

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

#: Flat entities, for training an entity recogniser.
_ENTITIES = {"dates": "DATE", "institutions": "INSTITUTION", "headcounts": "HEADCOUNT", "platforms": "PLATFORM"}


def docbin(files: Iterable[GoldFile], *, with_optional: bool = False) -> bytes:
    """Return the labelled reports as a DocBin.

    Every character is a token, so that each span fits. `doc.spans` has a group for each field (labels: the kind of an
    institution, the id of a platform, the code of a measure, else the field), `doc.ents` the longest of what overlaps.

    Args:
        with_optional: Whether labels that a reasonable person might leave out are there too.
    """
    import spacy
    from spacy.tokens import DocBin, Span
    from spacy.util import filter_spans

    nlp = spacy.blank("zh")
    out = DocBin(store_user_data=True)
    for file in files:
        doc = nlp.make_doc(file.raw)
        entities: list[Span] = []
        for field, items in labelled(file.gold).items():
            spans = [_span(doc, item, _label(item)) for item in items if with_optional or not item.optional]
            doc.spans[field] = spans
            if field in _ENTITIES:
                entities += [Span(doc, span.start, span.end, _ENTITIES[field]) for span in spans]
        doc.set_ents(filter_spans(entities))
        doc.user_data["name"] = file.name
        out.add(doc)
    return out.to_bytes()


def _span(doc: Doc, item: Item, label: str) -> Span:
    span = doc.char_span(item.start, item.end, label, alignment_mode="expand")
    if span is None:
        raise GoldError(f"[{item.start}, {item.end}) {item.text!r} lies outside the text. Run `fangkong gold check`.")
    return span


def _label(item: Item) -> str:
    told = item.value[0] if item.field in ("institutions", "platforms", "measure_mentions") else None
    return str(told or item.field)
