"""A small labelled report, and what a reader might have made of it."""

from __future__ import annotations

import copy
import json

from fangkong.pipeline.evaluation.compare import compare, reading_of_gold
from fangkong.pipeline.evaluation.fill import Filler, layout
from fangkong.pipeline.evaluation.goldfiles import GoldFile, validate

RAW = (
    "3月5日，青禾小学召开防控会议。我校300名学生、约5万名家长用钉钉上课，3-5名教师值班。\n"
    "3月上旬起每日消毒，每日测温；青禾小学党支部另备口罩。\n2022-03-08"
)
LABELS = {
    "institution": "青禾小学",
    "published": {"span": "2022-03-08", "value": "2022-03-08", "role": "published", "resolved_from": "explicit"},
    "meta": {"genre": "news", "features": ["range", "open_start"]},
    "dates": [
        {"span": "3月5日", "value": "2022-03-05", "role": "content", "resolved_from": "published"},
        {
            "span": "3月上旬",
            "value": "2022-03-01/2022-03-10",
            "grain": "ten_days",
            "role": "content",
            "resolved_from": "published",
            "optional": True,
        },
        {"span": "2022-03-08", "value": "2022-03-08", "role": "published", "resolved_from": "explicit"},
    ],
    "institutions": [
        {
            "name": "青禾小学",
            "kind": "primary_school",
            "mentions": [{"span": "青禾小学", "form": "full"}, {"span": "我校", "form": "self"}],
        },
        {
            "name": "青禾小学党支部",
            "kind": "internal_unit",
            "mentions": [{"span": "青禾小学党支部", "form": "full"}],
        },
    ],
    "headcounts": [
        {"span": "300名学生", "value": 300, "groups": ["student"]},
        {"span": "约5万名家长", "value": 50000, "approx": "about", "groups": ["parent"]},
        {"span": "3-5名教师", "min": 3, "max": 5, "approx": "range", "groups": ["teacher"]},
    ],
    "platforms": [
        {
            "id": "dingtalk",
            "name": "钉钉",
            "category": "im_collaboration",
            "mentions": [{"span": "钉钉", "purpose": "online_teaching"}],
        }
    ],
    "measures": [
        {"span": "召开防控会议", "code": "org_command", "status": "implemented", "institution": "青禾小学"},
        {"span": {"text": "每日消毒"}, "code": "env_disinfection", "status": "implemented"},
        {
            "span": {"text": "测温", "after": "消毒"},
            "code": "health_temperature_check",
            "status": "implemented",
            "optional": True,
        },
        {"span": "备口罩", "code": "protection_supplies", "status": "implemented"},
    ],
}


def shorthand():
    return copy.deepcopy(LABELS)


def filled(change=lambda labels: None, raw=RAW):
    """Return the labels with offsets, after `change` has had them."""
    labels = shorthand()
    change(labels)
    filler = Filler("sample.gold.json", raw, {})
    result = filler(labels)
    assert not filler.problems
    return result


def gold(change=lambda labels: None):
    model = validate("sample.gold.json", RAW, filled(change))
    assert not isinstance(model, list), model
    return GoldFile("sample", "sample.gold.json", RAW, model)


def comparison(change=lambda labels: None, label_change=lambda labels: None):
    """Compare the sample's labels with what a reader says who differs from them by `change`."""
    return compare(gold(label_change), reading_of_gold(gold(change).gold))


def write(folder, name="sample", change=lambda labels: None, *, fill=True):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.txt").write_text(RAW, encoding="utf-8")
    labels = filled(change) if fill else shorthand()
    text = layout(labels) if fill else json.dumps(labels, ensure_ascii=False)
    (folder / f"{name}.gold.json").write_text(text, encoding="utf-8")
    return folder / f"{name}.gold.json"
