"""As many records and rejects come out as inputs went in, whatever the inputs are, each under its own path."""

from __future__ import annotations

import gzip
import json
import tempfile
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangkong.pipeline import batch
from fangkong.pipeline.batch import Settings
from fangkong.pipeline.job import run_job
from fangkong.schemas.record import Reject, Report

MAX_CHARS = 300
GOOD = "云溪区第三小学\n3月12日，我校组织200余名师生开展疫情防控演练。\n"
RULES_ONLY = Settings(ner="none", measures="rules", max_chars=MAX_CHARS)


@cache
def extractor():
    return RULES_ONLY.extractor()


texts = st.one_of(st.just(GOOD), st.text(st.characters(codec="utf-8"), max_size=60), st.just("长" * (MAX_CHARS + 1)))
odd_lines = st.sampled_from(
    [
        "{",
        "[]",
        "7",
        '{"id": "x"}',
        '{"text": 5}',
        '{"text": ""}',
        '{"text": "\\ud800"}',
        '{"text": "a", "id": {}}',
        "\0",
    ]
)
lines = st.one_of(
    texts.map(lambda text: json.dumps({"text": text})),
    st.builds(lambda text, name: json.dumps({"text": text, "id": name}), texts, st.text(max_size=3)),
    odd_lines,
    st.just("  "),
)
contents = st.one_of(
    texts.map(lambda text: (".txt", text.encode())),
    texts.map(lambda text: (".txt", text.encode("gb18030"))),
    texts.map(lambda text: (".html", f"<html><body><h1>简报</h1><p>{text}</p></body></html>".encode())),
    texts.map(lambda text: (".txt.gz", gzip.compress(text.encode()))),
    st.just((".txt.gz", gzip.compress(GOOD.encode() * 9)[:-9])),
    st.binary(max_size=80).map(lambda data: (".txt", data)),
    st.just((".png", b"\x89PNG\r\n\x1a\n\0\0")),
    st.just((".json", b"{}")),
    st.none(),  # a file that is not there
    st.lists(lines, max_size=8),
)


def lay_out(folder: Path, files) -> tuple[list[str], Counter[str]]:
    """Write the files; return their names as given to the run, and how often each path is to come out."""
    names: list[str] = []
    wanted: Counter[str] = Counter()
    for number, content in enumerate(files):
        if isinstance(content, list):
            name = str(folder / f"{number}.jsonl")
            Path(name).write_text("\n".join(content), encoding="utf-8", newline="")
            wanted.update(f"{name}:{at}" for at, line in enumerate(content, 1) if line.strip())
        else:
            name = str(folder / f"{number}{content[0] if content else '.txt'}")
            if content:
                Path(name).write_bytes(content[1])
            wanted[name] += 1
        names.append(name)
    return names, wanted


@pytest.fixture(autouse=True, scope="module")
def loaded_once():
    """Every run here reads with one extractor: loading the rules takes longer than the runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Settings, "reader", lambda given: lambda items: batch._read(extractor(), items, given))
        yield


@settings(deadline=None, max_examples=60)
@given(st.lists(contents, max_size=8), st.booleans())
def test_every_input_comes_out_once_as_a_record_or_a_reject(files, twice):
    with tempfile.TemporaryDirectory() as place:
        names, wanted = lay_out(Path(place), files)
        if twice:
            names, wanted = names * 2, Counter({path: 2 * count for path, count in wanted.items()})
        if not names:
            return
        output, rejects = Path(place, "out.jsonl"), Path(place, "rejects.jsonl")

        told = run_job(
            names,
            RULES_ONLY,
            output=output,
            rejects=rejects,
            workers=None,
            max_chars=MAX_CHARS,
            progress=False,
            quiet=True,
        )

        records = [Report.model_validate_json(line) for line in output.read_bytes().splitlines()]
        refused = [Reject.model_validate_json(line) for line in rejects.read_bytes().splitlines()]
    assert Counter([*(record.source.path for record in records), *(reject.path for reject in refused)]) == wanted
    assert (told.records, told.rejects) == (len(records), len(refused))
    assert not [reject.message for reject in refused if "fault of fangkong" in reject.message]
