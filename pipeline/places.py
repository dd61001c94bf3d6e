"""Names of divisions with and without their types."""

from __future__ import annotations

from collections.abc import Sequence

_AUTONOMOUS = {"自治县": "县", "自治州": "州", "自治旗": "旗"}
_TYPES = (
    "特别行政区",
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
)


def common_names(division: str, peoples: Sequence[str]) -> list[str]:
    """Return how an autonomous division is called for short, with its level; nothing for other divisions.

    Example:
        >>> common_names("景宁畲族自治县", ["畲族"]), common_names("青田县", ["畲族"])
        (['景宁县'], [])
    """
    level = next((letter for type_, letter in _AUTONOMOUS.items() if division.endswith(type_)), None)
    if level is None:
        return []
    name = short_name(division)
    while ending := next((p for p in peoples if name.endswith(p) and name != p), None):
        name = name[: -len(ending)]
    return [name + level] if len(name) > 1 else []


def short_name(division: str) -> str:
    """Return a division's name without its type.

    Example:
        >>> short_name("北京市"), short_name("青田县"), short_name("沛县")
        ('北京', '青田', '沛县')
    """
    for suffix in _TYPES:
        if division.endswith(suffix):
            return division[: -len(suffix)]
    return division[:-1] if division[-1] in "省市区县盟旗" and len(division) > 2 else division
