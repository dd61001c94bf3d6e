"""Records to put into tables: what the shipped reports give, and one with all that is rare."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fangkong.schemas.record import ExplainedReport, Reject, Report

from ..examples import extractor

DEV = Path(__file__).parents[2] / "fixtures/reports/dev"
REJECT = Reject(id="empty", path="a/empty.txt", error="EmptyInput", message="a/empty.txt: holds no text.")


def span(start, text):
    return {"start": start, "end": start + len(text), "text": text}


def day(value, **more):
    return {"value": value, "start": value, "end": value, "grain": "day", "resolved_from": "explicit", **more}


#: Everything that may be null is null or not, lists are empty or long, texts would be formulas.
RARE = ExplainedReport.model_validate(
    {
        "id": "=1+1",
        "source": {"url": "https://a.cn/1", "sha256": "0" * 64, "chars": 999, "kind": "html"},
        "title": span(0, '=HYPERLINK("http://a.cn","通知")'),
        "published": day("2022-03-01", role="published", span=None),
        "institution": "i1",
        "dates": [
            day("2022-03-02", role="content", span=span(100, "3月2日")),
            {
                "span": span(110, "3月12日"),
                "value": "XXXX-03-12",
                "start": None,
                "end": None,
                "grain": "day",
                "role": "content",
                "resolved_from": "none",
            },
        ],
        "institutions": [
            {
                "id": "i1",
                "name": "+86小学",
                "kind": "primary_school",
                "region": {"adcode": "110101", "name": "东城区"},
                "links": [{"registry": "r", "id": "S-1", "score": 0.5}, {"registry": "r", "id": "S-2", "score": 1}],
                "mentions": [
                    {"span": span(120, "+86小学"), "form": "full"},
                    {"span": span(130, "我校"), "form": "self"},
                ],
            },
            {
                "id": "i2",
                "name": "'总务处'",
                "kind": "internal_unit",
                "mentions": [{"span": span(140, "'总务处'"), "form": "full"}],
            },
        ],
        "headcounts": [
            {
                "span": span(150, '-7名\r\n"师",生'),
                "min": None,
                "max": 7,
                "value": 7,
                "approx": "nearly",
                "unit": "persons",
                "groups": ["teacher", "student"],
            },
            {"span": span(170, "数十例"), "min": 20, "max": 99, "value": None, "approx": "range", "unit": "cases"},
        ],
        "platforms": [
            {
                "id": None,
                "name": "@校园",
                "category": "lms_course",
                "mentions": [{"span": span(180, "@校园"), "purpose": "other"}],
            }
        ],
        "measures": [
            {
                "span": span(190, "\t消毒"),
                "code": "env_disinfection",
                "status": "planned",
                "sentence": span(185, "将于明日\t消毒"),
            }
        ],
        "warnings": [{"code": "no_body", "message": "'", "span": None}],
        "explain": [
            {"field": "dates", "span": span(100, "3月2日"), "found_by": "=x", "won_against": ['a; "b"', ""], "why": ""}
        ],
    }
)


@cache
def read_reports() -> tuple[Report, ...]:
    """Return the records of the shipped reports that one may look at, some with reasons."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(DEV.glob("*.txt"))}
    return tuple(
        extractor().explain(text, id=name) if n % 3 == 0 else extractor().extract(text, id=name)
        for n, (name, text) in enumerate(texts.items())
    )


def records() -> list[Report]:
    """Return records of all kinds. Two of them have the same id."""
    return [*read_reports()[:6], RARE, read_reports()[0], Report(id="bare", source=RARE.source)]
