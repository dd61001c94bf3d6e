"""Names of divisions with and without their types."""

from __future__ import annotations

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
